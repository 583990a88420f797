"""Writes an HTML page of our own sentences with the troubles that are named: what newspapers put around and among their text."""
import sys

words = set(sys.argv[1:])
TEXT = ["عقدت اللجنة المشتركة بين البلدين اجتماعها السنوي في العاصمة، بحضور وفدين من وزارتي التجارة والنقل.",
        "وناقش الوفدان، خلال جلستين مغلقتين، سبل تسهيل عبور البضائع وتقليص آجال التخليص الجمركي على المعابر.",
        "وقال رئيس الوفد الضيف إن الاجتماع أفضى إلى اتفاق على جدول زمني واضح، مضيفا أن التنفيذ يبدأ في الربيع.",
        "ومن المرتقب أن تجتمع اللجنة مرة ثانية قبل نهاية السنة، لتقييم ما تحقق من الالتزامات المعلنة."]
CARDS = [("طقس معتدل في أغلب المناطق غدا", "تسود أجواء معتدلة أغلب مناطق البلاد غدا، مع رياح خفيفة قرب السواحل."),
         ("المنتخب يستعد لمباراة ودية", "يدخل المنتخب معسكرا قصيرا استعدادا لمباراته الودية المقبلة أمام ضيفه."),
         ("معرض للكتاب يفتح أبوابه", "يفتح معرض الكتاب أبوابه بمشاركة دور نشر من بلدان كثيرة هذا العام.")]
paragraphs = "".join(f"<p>{t}</p>" for t in TEXT)
if "caption" in words:
    paragraphs = "<figure><img src='/a.jpg' alt=''><figcaption>جانب من الاجتماع (صورة: وكالة)</figcaption></figure>" + paragraphs
body = f'<div class="article-body">{paragraphs}</div>'
if "copies" in words:
    body = f'<div class="mobile-only">{paragraphs}</div><div class="desktop-only article-body">{paragraphs}</div>'
if "hidden" in words:
    body += '<div style="display:none"><div itemprop="description">هذا وصف للآلات وحدها، لا يراه قارئ الصفحة، فيه جملة طويلة عن اجتماع اللجنة.</div></div>'
if "notice" in words:
    body += ("<div><p>ترحب الصحيفة بنقاش قرائها، ويراجع المشرفون التعليقات قبل نشرها، فلا يمر ما فيه إساءة إلى شخص أو جهة، ويرجى من الجميع "
             "أن يلتزموا بأدب الحوار في كل ما يكتبون.</p></div>")
if "state" in words:
    body = f'<form><input type="hidden" name="__VIEWSTATE" value="{"dDwtMTA4NzM" * 300}">{body}</form>'
page = f"<article><h1>اللجنة المشتركة تتفق على جدول لتسهيل عبور البضائع</h1>{body}</article>"
if "repeated" in words:
    page += "<section>" + "".join(f'<article class="card"><h3><a href="/{i}">{t}</a></h3><p>{s}</p></article>' for i, (t, s) in enumerate(CARDS)) + "</section>"
print('<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>اللجنة المشتركة تتفق على جدول لتسهيل عبور البضائع - المرصد</title></head>'
      f'<body><nav><ul><li><a href="/1">الرئيسية</a></li><li><a href="/2">سياسة</a></li></ul></nav><main>{page}</main>'
      "<footer><p>جميع الحقوق محفوظة</p></footer></body></html>")
