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


SYLLABLES = ["با", "تي", "جو", "دا", "ري", "زو", "سا", "شي", "صو", "ما", "ني", "لو", "كا", "في", "قو", "عا", "طي", "هو"]


def words(r, n):
    return ["".join(r.choice(SYLLABLES) for _ in range(r.randint(2, 4))) for _ in range(n)]


def varied(n, seed=1):
    """pages of as many words as a press has: every fourth tells again what one before it told, copied, shortened or in words of its own"""
    story = random.Random(seed * 7919 + n // 4)
    r = random.Random(seed * 1000003 + n)
    told, names = words(story, 90), words(story, 12)
    way = r.randint(0, 3)
    text = told if way == 0 else told[:60] if way == 1 else words(r, 20) + told if way == 2 else words(r, 50)
    for name in names:
        text.insert(r.randrange(len(text)), name) if way == 3 else None
    lines = [" ".join(text[i:i + 15]) + "." for i in range(0, len(text), 15)] + ([sentence(story)] if story.random() < 0.5 else [])
    day = story.randint(1, 26) + r.randint(0, 2)
    return json.dumps({"id": f"v{n}", "title": " ".join(names[:4] + words(r, 2)), "body": "\n".join(lines), "published": f"2025-04-{day:02d}",
                       "outlet": r.choice(OUTLETS[:3]), "url": f"https://example.org/v{seed}/{n}"}, ensure_ascii=False)


if __name__ == "__main__":
    import sys
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for i in range(count):
        print((varied if sys.argv[3:] == ["varied"] else page)(i, seed))
