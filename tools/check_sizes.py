"""Functions over 120 lines and files over 900, generated files excepted (they say "generated" or "made by" in their first line)."""
import re, sys
for name in sys.argv[1:]:
    lines = open(name, encoding="utf-8").read().split("\n")
    if re.search(r"generated|made by", lines[0]):
        continue
    if len(lines) > 900:
        print(f"{name}: {len(lines)} lines")
    start = None
    for n, line in enumerate(lines, 1):
        if line == "{":
            start = n
        elif line == "}" and start:
            if n - start > 120:
                print(f"{name}:{start}: a function of {n - start} lines")
            start = None
