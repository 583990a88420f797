#!/usr/bin/env python3
"""Writes rules/world/places_geonames.tsv: towns with their Arabic names, from the Debian packages libgeonames0 (places, countries,
populations; GeoNames, CC BY 4.0) and libgeonames-common (translations). Small towns and names that are common words
(tools/geonames_not.txt) are left out.
usage: tools/geonames.py LIBGEONAMES_SO GEONAMES_AR_MO >rules/world/places_geonames.tsv"""
import gettext
import re
import struct
import sys
import zlib
from pathlib import Path

# people at least: where the paper's eye is, and elsewhere
NEAR = set("MA EH DZ TN LY MR ML NE BF TD SN EG SD SY IQ LB JO PS IL YE SA AE QA KW BH OM IR TR FR ES".split())
LEAST_NEAR, LEAST = 50_000, 400_000
ROW = re.compile(rb"(\d{4,9})\0([^\0]+)\0([^\0]*)\0([^\0]*)\0([A-Z]{2})\0([^\0]*)\0([^\0]*)\0")
ARABIC = re.compile(r"[\u0621-\u063A\u0641-\u064A\u0670-\u06D3 ]{4,40}$")


def towns(library):
    data = Path(library).read_bytes()
    at = -1
    while True:
        at = data.find(b"\x78\xda", at + 1)
        if at < 0:
            sys.exit("no packed place table in this library")
        try:
            table = zlib.decompressobj().decompress(data[at:])
        except zlib.error:
            continue
        if len(table) > 1_000_000:
            break
    for m in ROW.finditer(table):
        end = m.end() + (-(m.end() - m.start())) % 4
        best = 0
        for start in range(m.end(), min(m.end() + 5, len(table) - 20)):
            if start % 4 == 0:
                best = struct.unpack_from("<I", table, start)[0]
                break
        yield m[1].decode(), m[5].decode(), best


def main():
    library, mo = sys.argv[1:3]
    here = Path(__file__)
    bad = set((here.with_name("geonames_not.txt")).read_text(encoding="utf-8").split("\n"))
    codes, known = {}, set()
    for line in (here.parent.parent / "rules/world/countries.tsv").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) > 2:
            codes[cells[1]] = cells[0]
    for name in ("places.tsv", "country_forms.tsv", "countries.tsv"):
        for line in (here.parent.parent / "rules/world" / name).read_text(encoding="utf-8").splitlines():
            for cell in line.split("\t"):
                known.update(cell.split("|"))
    words = gettext.GNUTranslations(open(mo, "rb"))
    rows = []
    for number, country, people in towns(library):
        name = re.sub("[\u064B-\u0652\u200E\u200F]", "", words.gettext(number)).strip()
        least = LEAST_NEAR if country in NEAR else LEAST
        if not ARABIC.match(name) or country not in codes or not least <= people < 40_000_000 or name in bad or name in known:
            continue
        rows.append((codes[country], name, people))
    rows.sort(key=lambda r: (-r[2], r[0], r[1]))
    seen = set()
    print("# made by tools/geonames.py from GeoNames (geonames.org), CC BY 4.0, by way of Debian's libgeonames; the larger of two towns of one name")
    print("code\tkind\tname\tforms\tsource")
    for code, name, _ in rows:
        if name not in seen:
            seen.add(name)
            print(f"{code}\tcity\t{name}\t\tGeoNames")


main()
