#!/usr/bin/env python3
"""Makes web/map/lines.tsv and web/map/areas.tsv: outlines of countries for the map, from Natural Earth (public domain) as the npm
package world-atlas gives them (countries-50m.json), simplified, each border once.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python3 tools/gen/outlines.py package/countries-50m.json web/map    # Debian's iso-codes has the codes

A line is a list of points in hundredths of a degree, "lon,lat" and then steps from the point before; it has an area on either
side, and a status: coast, border, or disputed. What is disputed is said in tools/gen/disputed.tsv, with why; where only a stretch
of a border is, its box is given there. How disputed lines are drawn is a setting of the server, not of these tables."""
import json, sys

FINE, COARSE = 0.10, 0.32  # degrees of error; fine where the archive's press mostly looks
FINE_BOX = (-20, 8, 66, 48)
SEAM = -168.5  # the map is cut in the Bering Strait: what lies west of it is drawn at the eastern end
SMALLEST = 0.35  # rings whose box is smaller than this many degrees either way are left out
NAMED = {"Kosovo": "XKX", "Somaliland": "XSL", "N. Cyprus": "XNC", "Siachen Glacier": "XSG"}
OPEN = ("ESH", "XNC", "XSL", "XSG")  # areas whose status itself is disputed: a neutral map does not colour them
SOURCE = "Natural Earth 1:50m, world-atlas 2.0.2"


def read(path):
    topology = json.load(open(path))
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            lon = x * kx + tx
            points.append((lon + 360 if lon < SEAM else lon, y * ky + ty))
        lines.append(points)
    return topology["objects"]["countries"]["geometries"], lines


def whole_sahara(geometries, lines):
    """Natural Earth ends Western Sahara at the sand wall that divides it. The map draws the territory as the UN lists it, up to the
    parallel of 27 degrees 40 minutes, so that neither side of the wall is coloured as somebody's before the operator says so."""
    named = {g["properties"]["name"]: g for g in geometries}
    morocco, sahara = named["Morocco"], named["W. Sahara"]
    ring = rings_of(morocco)[0]
    wall = next(a for a in ring if ~a in rings_of(sahara)[0])
    after = ring[(ring.index(wall) + 1) % len(ring)]  # the coast, from the south
    at = next(i for i, p in enumerate(lines[after]) if p[1] >= 27 + 2 / 3)
    south, north, parallel = len(lines), len(lines) + 1, len(lines) + 2
    lines += [lines[after][:at + 1], lines[after][at:], [lines[wall][0], lines[after][at]]]
    ring[ring.index(wall)] = parallel
    ring[ring.index(after)] = north
    other = rings_of(sahara)[0]
    i = other.index(~wall)
    other[i:i + 1] = [south, ~parallel]


def codes(path="/usr/share/iso-codes/json/iso_3166-1.json"):
    return {int(c["numeric"]): c["alpha_3"] for c in json.load(open(path))["3166-1"]}


def far(points, first, last, tolerance):
    """the place farthest from the straight line, where it is farther than the tolerance (Ramer, Douglas and Peucker)"""
    (ax, ay), (bx, by) = points[first], points[last]
    best, at = tolerance * tolerance, None
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    for i in range(first + 1, last):
        px, py = points[i][0] - ax, points[i][1] - ay
        t = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
        d = (px - t * dx) ** 2 + (py - t * dy) ** 2
        if d > best:
            best, at = d, i
    return at


def simple(points):
    inside = any(FINE_BOX[0] <= x <= FINE_BOX[2] and FINE_BOX[1] <= y <= FINE_BOX[3] for x, y in points)
    tolerance = FINE if inside else COARSE
    keep, todo = {0, len(points) - 1}, [(0, len(points) - 1)]
    if points[0] == points[-1] and len(points) > 3:  # a ring on its own: its two farthest places stay
        middle = max(range(len(points)), key=lambda i: (points[i][0] - points[0][0]) ** 2 + (points[i][1] - points[0][1]) ** 2)
        keep.add(middle)
        todo = [(0, middle), (middle, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        at = far(points, first, last, tolerance)
        if at is not None:
            keep.add(at)
            todo += [(first, at), (at, last)]
    return [points[i] for i in sorted(keep)]


def disputes(path):
    rows = {}
    for line in open(path, encoding="utf-8"):
        if line.startswith("#") or line.startswith("a\t"):
            continue
        a, b, box, why, source = line.rstrip("\n").split("\t")
        rows[frozenset((a, b))] = [float(v) for v in box.split(",")] if box else None
    return rows


def pieces_of(rows, sides, points):
    """a line cut where it enters or leaves the box of its dispute: (points, status) in order"""
    if len(sides) == 1:
        return [(points, "coast")]
    if frozenset(sides) not in rows:
        return [(points, "border")]
    box = rows[frozenset(sides)]
    if box is None:
        return [(points, "disputed")]
    within = [box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in points]
    out, first = [], 0
    for i in range(1, len(points)):
        if within[i] != within[first] or i == len(points) - 1:
            out.append((points[first:i + 1], "disputed" if within[first] else "border"))
            first = i
    return out


def rings_of(geometry):
    if geometry["type"] == "Polygon":
        return [r for r in geometry["arcs"][:1]]
    return [polygon[0] for polygon in geometry["arcs"]]  # lakes inside are water of no concern here


def large(ring, lines):
    points = [p for a in ring for p in lines[a if a >= 0 else ~a]]
    width, height = max(p[0] for p in points) - min(p[0] for p in points), max(p[1] for p in points) - min(p[1] for p in points)
    return max(width, height) >= SMALLEST and width < 300  # a ring across the seam: small islands of the Aleutians


def steps(points):
    out, at = [], None
    for x, y in points:
        here = (round(x * 100), round(y * 100))
        if at is None:
            out.append(f"{here[0]},{here[1]}")
        elif here != at:
            out.append(f"{here[0] - at[0]},{here[1] - at[1]}")
        at = here
    return " ".join(out)


def main(path, folder):
    geometries, lines = read(path)
    whole_sahara(geometries, lines)
    iso, dispute = codes(), disputes(sys.path[0] + "/disputed.tsv")
    areas, sides = {}, {}
    for g in geometries:
        name = g["properties"]["name"]
        code = iso.get(int(g["id"])) if g.get("id") else NAMED.get(name)
        if not code or code == "ATA":
            continue
        rings = [r for r in rings_of(g) if large(r, lines)]
        if not rings:  # an area too small to draw keeps its largest ring out; the map shows its capital as a dot
            continue
        areas.setdefault(code, []).extend(rings)
        for ring in rings:
            for a in ring:
                sides.setdefault(a if a >= 0 else ~a, []).append(code)
    number, n = {}, 0
    with open(folder + "/lines.tsv", "w", encoding="utf-8") as f:
        f.write("# made by tools/gen/outlines.py; not edited. Hundredths of a degree: the first point, then steps\n")
        f.write("n\ta\tb\tstatus\tpoints\tsource\n")
        for a in sorted(sides):
            number[a] = []
            for points, status in pieces_of(dispute, sides[a], lines[a]):
                f.write(f"{n}\t{sides[a][0]}\t{sides[a][1] if len(sides[a]) > 1 else ''}\t{status}\t{steps(simple(points))}\t{SOURCE}\n")
                number[a].append(n)
                n += 1
    with open(folder + "/areas.tsv", "w", encoding="utf-8") as f:
        f.write("# made by tools/gen/outlines.py; not edited. Rings of lines; ~ before one that runs backwards\n")
        f.write("code\tstatus\trings\tsource\n")
        for code in sorted(areas):
            rings = ";".join(" ".join(w for a in r for w in ([str(k) for k in number[a]] if a >= 0 else
                                                             [f"~{k}" for k in reversed(number[~a])])) for r in areas[code])
            f.write(f"{code}\t{'disputed' if code in OPEN else 'area'}\t{rings}\t{SOURCE}\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
