"""Data flows one way: a file may include its own room, or a room on its left. Prints what points back."""
import pathlib, re
ROOMS = "base page article text mark event record story store watch desk library serve cli".split()
# text reads words and knows no pages: it may include base alone, and so on; a room's left is all before it
for path in sorted(pathlib.Path("src").glob("*/**/*.[ch]")):
    room = path.parts[1]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not m:
            continue
        head = m.group(1).split("/")[0]
        if m.group(1) == "mirqab.h" and room == "library":
            continue
        if "/" not in m.group(1):
            print(f"{path}:{number}: include by room: {m.group(1)}")
        elif head not in ROOMS:
            print(f"{path}:{number}: no such room: {head}")
        elif ROOMS.index(head) > ROOMS.index(room):
            print(f"{path}:{number}: {room} must not see {head}")
