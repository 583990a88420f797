#!/usr/bin/env python3
"""Writes rules/world/countries.tsv: codes and names from CLDR (Debian package unicode-cldr-core), place and region from
tools/countries_where.tsv. usage: tools/countries.py [CLDR_COMMON_FOLDER] >rules/world/countries.tsv"""
import re
import sys
from pathlib import Path

CLDR = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode/cldr/common")
# spellings that the press does not use as CLDR has them
AR = {"HKG": "هونغ كونغ", "MMR": "ميانمار", "SAU": "السعودية", "ARE": "الإمارات", "PSE": "فلسطين", "COD": "الكونغو الديمقراطية",
      "COG": "الكونغو برازافيل", "CAF": "أفريقيا الوسطى", "TLS": "تيمور الشرقية", "USA": "الولايات المتحدة", "GBR": "بريطانيا",
      "CHE": "سويسرا"}
CODE = {"XKK": "XKX"}


def names(lang):
    text = (CLDR / "main" / f"{lang}.xml").read_text(encoding="utf-8")
    found = {}
    for code, alt, name in re.findall(r'<territory type="([A-Z]{2})"(?: alt="(\w+)")?[^>]*>([^<]+)<', text):
        if not alt:
            found[code] = name.replace("&amp;", "&")
    return found


def main():
    supplemental = (CLDR / "supplemental" / "supplementalData.xml").read_text(encoding="utf-8")
    alpha3 = dict(re.findall(r'territoryCodes type="([A-Z]{2})"[^>]*alpha3="([A-Z]{3})"', supplemental))
    alpha2 = {three: two for two, three in alpha3.items()}
    ar, fr, en = names("ar"), names("fr"), names("en")
    where = Path(__file__).with_name("countries_where.tsv")
    print("# made by tools/countries.py from CLDR 41 (Unicode licence) and tools/countries_where.tsv; other names are in country_forms.tsv")
    print("code\talpha2\tar\tfr\ten\tlat\tlon\tregion\tsource")
    for line in where.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", "code")):
            continue
        code, lat, lon, region, _ = line.split("\t")
        two = alpha2[code]
        print("\t".join((CODE.get(code, code), two, AR.get(code, ar[two]), fr[two], en[two], lat, lon, region, "CLDR 41")))


main()
