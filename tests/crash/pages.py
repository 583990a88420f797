"""Pages of our own for the tests of the archive: sentences put together from a seed, one JSON line a page."""
import json, random

WHO = ["وزير الخارجية المغربي", "الرئيس الفرنسي", "وزيرة الدفاع الإسبانية", "رئيس الحكومة المالية", "المدير العام للأمن الوطني", "سفير الجزائر",
       "وزير الخارجية المغربي ناصر بوريطة", "الرئيس الفرنسي إيمانويل ماكرون"]
DID = ["استقبل", "زار", "أجرى مباحثات مع", "وقّع اتفاقية مع", "أدان موقف", "هنأ"]
WHOM = ["نظيره الفرنسي", "وفدا من مالي", "المسؤولين في مدريد", "نظيره الجزائري", "القيادة العسكرية المغربية"]
WHERE = ["في الرباط", "بباريس", "في باماكو", "بمدريد", "في مدينة العيون"]
ABOUT = ["لبحث التعاون العسكري بين البلدين", "على هامش الدورة الثالثة للجنة المشتركة", "من أجل تنسيق الجهود ضد الإرهاب", "بعد أشهر من الفتور"]
OUTLETS = ["الصحيفة الأولى", "الصحيفة الثانية", "جريدة الاختبار", None]


def sentence(r):
    day = r.randint(1, 28)
    return f"{r.choice(DID)} {r.choice(WHO)} {r.choice(WHOM)} {r.choice(WHERE)} يوم {day} أبريل 2025 {r.choice(ABOUT)}."


def page(n, seed=1):
    r = random.Random(seed * 1000003 + n)
    body = "\n".join(" ".join(sentence(r) for _ in range(r.randint(1, 4))) for _ in range(r.randint(1, 6)))
    record = {"id": f"p{n}", "title": f"{r.choice(WHO)} {r.choice(WHERE)}: خبر رقم {n}", "body": body,
              "published": f"2025-04-{r.randint(1, 28):02d}", "outlet": r.choice(OUTLETS), "url": f"https://example.org/{seed}/{n}"}
    return json.dumps({k: v for k, v in record.items() if v is not None}, ensure_ascii=False)


if __name__ == "__main__":
    import sys
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for i in range(count):
        print(page(i, seed))
