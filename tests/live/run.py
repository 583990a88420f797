"""Runs the small forms one after the other, and adds up."""
import re, subprocess, sys
import live

FORMS = [["day.py", "--sites", "27", "--seconds", "16"], ["hostile.py"], ["websub.py", "--kills", "3"], ["together.py"], ["order.py"], ["writers.py"], ["h2.py"], ["kill.py", "--kills", "6"], ["speed.py", "--sites", "40", "--pages", "25"]]
passed = failed = 0
for form in FORMS:
    out = subprocess.run([sys.executable, str(live.HERE / form[0]), *form[1:]], stdout=subprocess.PIPE, text=True).stdout
    lines = out.strip().splitlines()
    m = re.match(r"(\d+) passed, (\d+) failed", lines[-1] if lines else "")
    passed, failed = passed + int(m[1] if m else 0), failed + int(m[2] if m else 1)
    for line in lines[:-1] if m else lines:
        print(f"{form[0]}: {line}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
