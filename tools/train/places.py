#!/usr/bin/env python3
"""Writes rules/ar/tagger_places.tsv: names of towns in Arabic letters, from GeoNames as Debian's libgeonames-common has them.
usage: places.py > rules/ar/tagger_places.tsv"""
import gettext, re

given = {l.split("\t")[0] for l in open("rules/ar/given_names.tsv", encoding="utf-8") if not l.startswith("#")}
with open("/usr/share/locale/ar/LC_MESSAGES/geonames.mo", "rb") as f:
    names = gettext.GNUTranslations(f)._catalog
seen = sorted({v.strip() for k, v in names.items() if isinstance(k, str) and k.isdigit()})
print("# Towns of the world as one word in Arabic letters: a hint to the tagger that a word can be a place, never a mark by itself.")
print("# GeoNames (CC BY 4.0, geonames.org), by Debian's libgeonames-common; made by tools/train/places.py; not edited.")
print("name\tsource")
for name in seen:
    if re.fullmatch("[\u0621-\u064A]{3,}", name) and name not in given:
        print(f"{name}\tGeoNames")
