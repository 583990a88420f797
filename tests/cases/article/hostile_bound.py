"""Hostile pages as large as a page may be: each is read within 256 MB, or told in a sentence why not. The promise is one second too;
here three are allowed, because machines that run tests differ."""
import os, subprocess, sys, tempfile

MEBI = 1 << 20
PAGES = {
    "deep": lambda: "<div>" * 1500000,
    "attributes": lambda: "<div " + " ".join(f'a{i}="x"' for i in range(1000000)) + ">نص",
    "tiny blocks": lambda: "<p>نص</p>" * 1000000,
    "blocks of their own make": lambda: "".join(f"<p class=c{i}>نص رقم {i} من كلمات، هنا وهناك.</p>" for i in range(300000)),
    "references": lambda: "<p>" + "&amp;" * 4000000,
    "ampersands": lambda: "&" * 30000000,
    "unclosed": lambda: "<p><a href=x><b><i>" * 900000,
    "table": lambda: "<table><tr><td>نص الجدول، هنا." * 700000,
    "ticker": lambda: "<marquee>" + "".join(f'<a href="/slug/{i}">عنوان الخبر رقم {i}</a>&nbsp;' for i in range(300000)),
    "JSON-LD": lambda: '<script type="application/ld+json">' + '{"@type":"Article","author":[' * 1000000,
    "articleBody": lambda: '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"' + "نص الخبر هنا. " * 800000 + '"}</script>' +
                   "".join(f"<p>{i * 7919} هذه فقرة ليست في النص أبدا، رقم {i} طويلة.</p>" for i in range(60000)),
    "offices": lambda: "<title>خبر</title><p>" + "الرئيس الفرنسي ورئيس الحكومة ووزير الخارجية " * 20000,
    "bodies": lambda: "<title>خبر</title><p>" + "قالت الحكومة الجديدة في باريس وأعلنت القوات المسلحة القرار. " * 14000,
    "statements": lambda: "<title>خبر</title><p>" + "قالت الحكومة إن وزير الداخلية زار فرنسا. " * 20000,
}


def write(name, path):
    with open(path, "w", encoding="utf-8") as f:
        f.write(PAGES[name]())


def main():
    if sys.argv[1:2] == ["--write"]: return write(*sys.argv[2:])
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in PAGES:
            # written by another process: a child's peak of memory counts from its parent's size
            path = os.path.join(folder, "page.html")
            subprocess.run([sys.executable, __file__, "--write", name, path], check=True)
            child = subprocess.Popen(["mirqab", "read", "--jobs", "1", path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            said = child.stderr.read().decode()
            _, status, used = os.wait4(child.pid, 0)
            seconds, memory, size = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.path.getsize(path)
            code = os.waitstatus_to_exitcode(status)
            if size <= 32 * MEBI and (code == 0 or code == 65 and said) and memory <= 256 and seconds <= 3: right += 1
            else: print(f"{name}: exit {code}, {seconds:.2f} s, {memory:.0f} MB of {size} bytes")
            if "-v" in sys.argv: print(f"{name:26s} exit {code} {seconds:.2f} s {memory:.0f} MB {said.strip()[-90:]}", file=sys.stderr)
    print(f"{right} of {len(PAGES)} within bounds")


main()
