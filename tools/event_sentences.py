#!/usr/bin/env python3
"""Makes training sentences for the event coder from skeletons and from the examples of the rule files.

usage: event_sentences.py GRAMMAR_DIR RULES_DIR OUT_GOLD.jsonl OUT_IN.jsonl

GRAMMAR_DIR holds tables with columns `kind` and `example_skeleton` (slots in braces, number 1 acts, number 2 receives); it may be
missing. Every skeleton is filled several times with states drawn in a fixed order, half of them with a bystander. Examples and
counter-examples of the rule files are taken as they are.
"""
import csv, glob, json, random, re, sys

SYMMETRIC = set("meeting call conference commission_session exercise_joint joint_operation agreement_signed agreement_reached economic_cooperation".split())
STATES = [l.split("|") for l in """MAR|المغرب|المغربي|المغربية|الرباط|فاس
FRA|فرنسا|الفرنسي|الفرنسية|باريس|ليون
ESP|إسبانيا|الإسباني|الإسبانية|مدريد|إشبيلية
DZA|الجزائر|الجزائري|الجزائرية|الجزائر|وهران
TUN|تونس|التونسي|التونسية|تونس|صفاقس
EGY|مصر|المصري|المصرية|القاهرة|الإسكندرية
TUR|تركيا|التركي|التركية|أنقرة|إسطنبول
RUS|روسيا|الروسي|الروسية|موسكو|سوتشي
USA|الولايات المتحدة|الأمريكي|الأمريكية|واشنطن|نيويورك
GBR|بريطانيا|البريطاني|البريطانية|لندن|مانشستر
DEU|ألمانيا|الألماني|الألمانية|برلين|ميونخ
ITA|إيطاليا|الإيطالي|الإيطالية|روما|ميلانو
MLI|مالي|المالي|المالية|باماكو|غاو
MRT|موريتانيا|الموريتاني|الموريتانية|نواكشوط|نواذيبو
SEN|السنغال|السنغالي|السنغالية|داكار|تييس
IRN|إيران|الإيراني|الإيرانية|طهران|أصفهان
IRQ|العراق|العراقي|العراقية|بغداد|الموصل
SYR|سوريا|السوري|السورية|دمشق|حلب
JOR|الأردن|الأردني|الأردنية|عمان|العقبة
SDN|السودان|السوداني|السودانية|الخرطوم|بورتسودان
CHN|الصين|الصيني|الصينية|بكين|شنغهاي
JPN|اليابان|الياباني|اليابانية|طوكيو|أوساكا
UKR|أوكرانيا|الأوكراني|الأوكرانية|كييف|خاركيف
POL|بولندا|البولندي|البولندية|وارسو|كراكوف
GRC|اليونان|اليوناني|اليونانية|أثينا|سالونيك
IND|الهند|الهندي|الهندية|نيودلهي|مومباي
LBY|ليبيا|الليبي|الليبية|طرابلس|بنغازي
SAU|السعودية|السعودي|السعودية|الرياض|جدة""".splitlines()]
OFFICES = ["وزير الخارجية", "وزير الدفاع", "الرئيس", "رئيس الأركان", "رئيس الوزراء"]
FILL = {"عدد": ["ثلاثة", "خمسة", "عشرة"], "ن": ["3", "5"], "شهر": ["يناير", "مارس", "أكتوبر"], "سنة": ["2019", "2022"], "يوم": ["الاثنين", "الخميس"],
        "تاريخ": ["12 مارس", "5 أبريل"], "موضوع": ["الأمن", "الهجرة"], "جماعة": ["تنظيم داعش"], "هيئة": ["مجلس الأمن", "الاتحاد الأفريقي"], "سلاح": ["طائرات"],
        "جهاز": ["المخابرات"], "تكتل": ["الاتحاد الأوروبي"], "مجال": ["الطاقة"], "نوع": ["رسمية"], "اسم": ["الأطلس"], "شخص": ["الوزير"], "مبلغ": ["مليون دولار"],
        "حدث": ["الحدود"], "مسؤول": ["مسؤول"], "منطقة": ["المنطقة"], "بحر": ["البحر المتوسط"], "منتج": ["طائرة"], "منشأة": ["محطة"]}
TAILS = ["، في وقت تتواصل فيه الأزمة في {دولة9}.", "، بحسب ما أوردته وكالة أنباء {نسبة9}.", "، بعد أيام من تصريحات {منصب9} {نسبة9}.", "، وفق ما ذكرت صحيفة صادرة في {عاصمة9}."]
HEADS = ["وفي {عاصمة9}، قال محلل إن ", "وكانت {دولة9} قد تابعت الملف، و"]


def body_code(text):
    return "IGO" if any(w in text for w in FILL["هيئة"] + FILL["تكتل"]) else None


def fill(skeleton, rnd):
    picked = rnd.sample(STATES, 10)
    out, used = [], set()
    pos = 0
    for m in re.finditer(r"\{([^}]*)\}", skeleton):
        out.append(skeleton[pos:m.start()]); pos = m.end()
        name, number = re.match(r"([^0-9]*)([0-9]?)", m.group(1)).groups()
        name = name.strip(" /")
        s = picked[int(number) if number else 1]
        before = re.sub(r"[^\w\s]", " ", "".join(out)).split()
        fem = bool(before) and (before[-1].endswith(("ة", "ات", "قوات", "اء")) or before[-1] in ("خارجية", "حرب"))
        if name in ("دولة", "د", "") and (name or number):
            out.append(s[1]); used.add(int(number or 1))
        elif name.startswith("نسبة"):
            out.append(s[3] if fem else s[2]); used.add(int(number or 1))
        elif name == "عاصمة":
            out.append(s[4]); used.add(int(number or 1))
        elif name.startswith(("منصب", "لقب", "رتبة", "قائد")):
            out.append(rnd.choice(OFFICES))
        elif name == "مدينة":
            k = 2 if re.search(r"\{[^}]*2\}", skeleton) else 1
            out.append(picked[k][5])
            if not re.search(r"\{[^}]*1\}|\{[^}]*2\}", skeleton): used.add(1)
        else:
            out.append(rnd.choice(FILL.get(name, ["الملف"])))
    out.append(skeleton[pos:])
    text = re.sub(r"\bلال", "لل", "".join(out))
    text = text.replace("لـال", "لل").replace("بـ", "ب").replace("لـ", "ل").replace("كـ", "ك")
    return re.sub(r'\s+', ' ', text).strip(), picked, used


def event(kind, status, body, actors, recipients, partial):
    n = len(body.encode())
    e = {"kind": kind, "status": status, "background": False, "actors": [{"country": c} for c in actors], "recipients": [{"country": c} for c in recipients],
         "evidence": [{"in": "body", "start": 0, "end": n}], "date": None}
    if partial: e["partial"] = partial
    return e


def from_skeletons(folder):
    rnd = random.Random(7)
    rows = []
    for path in sorted(glob.glob(folder + "/co*.tsv")):
        for r in csv.DictReader(open(path, encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
            if "example_skeleton" not in r or not r["example_skeleton"]: continue
            for k in range(6):
                body, picked, used = fill(r["example_skeleton"], rnd)
                code = lambda i: picked[i][0]
                head = rnd.choice(HEADS) if k == 5 else ""
                if k % 2 or k == 5:
                    tail, _, _ = fill(rnd.choice(TAILS) if not head else ".", random.Random(0))
                    bystander = picked[9]
                    for t, v in (("دولة9", 1), ("نسبة9", 3), ("عاصمة9", 4)): head = head.replace("{%s}" % t, bystander[v])
                    t = rnd.choice(TAILS)
                    for q, v in (("{دولة9}", 1), ("{نسبة9}", 3 if "أنباء" in t else 2), ("{عاصمة9}", 4), ("{منصب9}", 0)):
                        t = t.replace(q, rnd.choice(OFFICES) if v == 0 else bystander[v])
                    body = head + body.lstrip("و") + (t if not head else ".")
                else:
                    body += "."
                kind = r["kind"]
                if kind in SYMMETRIC:
                    parties = [code(i) for i in sorted(used) if i != 9]
                    if len(parties) < 2: continue
                    rows.append((body, event(kind, "done", body, parties, [], ["status"])))
                else:
                    a, b = ([code(1)] if 1 in used else []), ([code(2)] if 2 in used else [])
                    if not a and not b: continue
                    if kind in ("attack", "protest") and a and not b and "دولة1" not in r["example_skeleton"] and "نسبة1" not in r["example_skeleton"]: b = a
                    rows.append((body, event(kind, "done", body, a, b, ["status"] + ([] if a else ["actor"]) + ([] if b else ["recipient"]))))
    return rows


def from_rules(folder):
    rows = []
    for path in sorted(glob.glob(folder + "/*.rule")):
        for l in open(path, encoding="utf-8"):
            m = re.match(r'\s*(example|counter)\s+"([^"]*)"', l)
            if m:
                rows.append([m.group(2), []])
            m = re.match(r"\s*gives\s+(\S+)\s+(?:(done|under_way|announced|postponed|cancelled|denied|hypothetical)\s+)?(\S+)(?:\s+>\s+(\S+))?", l)
            if m:
                k, st, a, r = m.groups()
                codes = lambda x: [c for c in (x or "").split(",") if len(c) == 3]
                rows[-1][1].append(event(k, st or "done", rows[-1][0], codes(a), codes(r), [] if st else ["status"]))
    return rows


def main():
    grammar, rules, gold, inp = sys.argv[1:5]
    rows = [(b, [e]) for b, e in from_skeletons(grammar)]
    own = from_rules(rules)
    with open(gold, "w", encoding="utf-8") as g, open(inp, "w", encoding="utf-8") as f:
        for n, (body, events) in enumerate(rows + own):
            key = ("s%d" if n < len(rows) else "r%d") % n
            g.write(json.dumps({"id": key, "title": "", "body": body, "published": "2025-03-12", "events": events}, ensure_ascii=False) + "\n")
            f.write(json.dumps({"id": key, "title": "", "body": body, "published": "2025-03-12"}, ensure_ascii=False) + "\n")
    print(len(rows), "from skeletons,", len(own), "from rules", file=sys.stderr)


if __name__ == "__main__":
    main()
