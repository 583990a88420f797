"""Several writers of one archive: they take turns, and what comes of it is what one after the other would have made, whoever is killed.

usage: writers.py
"""
import json, pathlib, random, signal, sqlite3, subprocess, sys, tempfile, time
import live

WORDS = "الوزير الحكومة البلدين الاتفاق الجلسة المدينة المشروع اللجنة الميناء الطريق المدرسة الموسم المطار السوق الجمعية الكتاب الماء القطار المتحف".split()


def pages(seed, n, copies=()):
    """n pages of our own words, every fifth a copy of one of `copies` under another name, with an event in each third"""
    r, rows = random.Random(seed), []
    for i in range(n):
        text = " ".join(r.choice(WORDS) for _ in range(80)) + "."
        if i % 3 == 0:
            text = "استقبل الرئيس المغربي نظيره المصري، اليوم، في العاصمة وأجرى معه مباحثات. " + text
        if copies and i % 5 == 0:
            text = copies[i % len(copies)]["body"]
        rows.append({"title": f"خبر {seed} رقم {i} عن {r.choice(WORDS)}", "body": text, "url": f"https://{seed}.test/{i}", "date": f"2026-01-{1 + i % 28:02d}"})
    return rows


def write(path, rows):
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))
    return path


def same(check, one, two, what):
    a, b = live.archive_rows(one), live.archive_rows(two)
    for k in a:
        if k not in ("pages", "told"):  # which file a page came from is told in its record
            check(a[k] == b[k], f"{what}: the same {k}", (len(a[k]), len(b[k]), [x for x in a[k] if x not in b[k]][:2], [x for x in b[k] if x not in a[k]][:2]))


def together(folder, check):
    """three at once, with copies of one another's pages and small batches"""
    first = pages("a", 120)
    files = [write(folder / f"{n}.jsonl", rows) for n, rows in (("a", first), ("b", pages("b", 120, first)), ("c", pages("c", 120, first)))]
    db, one = folder / "many.db", folder / "one.db"
    runs = [subprocess.Popen([live.MIRQAB, "--db", str(db), "ingest", "--json", "--batch", "7", str(f)], stdout=subprocess.PIPE, text=True) for f in files]
    counts = [json.loads(r.communicate()[0]) for r in runs]
    check([r.returncode for r in runs] == [0, 0, 0] and all(c["new"] == 120 for c in counts), "three at once keep all their pages", counts)
    live.mirqab("--db", one, "ingest", *files)
    same(check, db, one, "three at once")
    check(live.mirqab("--db", db, "verify").returncode == 0, "the archive is whole")
    # one changes pages that the others remember
    changed = [dict(r, body=r["body"] + " وأضاف شيئا جديدا في آخر النهار.") for r in first[:40]]
    more = [write(folder / "d.jsonl", changed), write(folder / "e.jsonl", pages("e", 150, changed))]
    runs = [subprocess.Popen([live.MIRQAB, "--db", str(db), "ingest", "--batch", "5", str(f)], stdout=subprocess.DEVNULL) for f in more]
    [r.wait() for r in runs]
    live.mirqab("--db", one, "ingest", *more)
    same(check, db, one, "one that changes pages")


def stalled(folder, check):
    """one that waits for its pages holds nobody up; one that is killed in its turn neither"""
    db, row = folder / "s.db", json.dumps(pages("s", 1)[0], ensure_ascii=False)
    slow = subprocess.Popen([live.MIRQAB, "--db", str(db), "ingest", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    slow.stdin.write(row + "\n")
    slow.stdin.flush()
    for _ in range(100):
        if (folder / "s.db-writer").exists():
            break
        time.sleep(0.05)
    time.sleep(0.5)
    began = time.time()
    run = live.mirqab("--db", db, "ingest", "--json", write(folder / "t.jsonl", pages("t", 30)))
    check(run.returncode == 0 and json.loads(run.stdout)["new"] == 30 and time.time() - began < 12, "while one waits for its pages another writes", (run.stderr, time.time() - began))
    slow.stdin.close()
    check("new 1" in slow.stdout.read() and slow.wait() == 0, "and the first goes on")
    r = random.Random(3)
    other = subprocess.Popen([live.MIRQAB, "--db", str(db), "ingest", "--batch", "3", str(write(folder / "u.jsonl", pages("u", 400)))], stdout=subprocess.DEVNULL)
    for k in range(4):
        victim = subprocess.Popen([live.MIRQAB, "--db", str(db), "ingest", "--batch", "3", str(write(folder / "v.jsonl", pages("v", 400)))], stdout=subprocess.DEVNULL)
        time.sleep(0.2 + 0.5 * r.random())
        victim.kill()
        victim.wait()
    check(other.wait() == 0, "who is killed in a turn holds nobody up")
    live.mirqab("--db", db, "ingest", folder / "v.jsonl")
    n = sqlite3.connect(db).execute("SELECT count(*) FROM article").fetchone()[0]
    check(n == 831, "and nothing is lost or kept twice", n)
    check(live.mirqab("--db", db, "verify").returncode == 0, "the archive is whole")


def beside_watch(folder, check):
    """watch goes on while pages are read in, an editor corrects, and another watcher is refused"""
    press = live.Press(folder, 6, 1, program="fast.py", more=["--pages", "60"])
    db = folder / "w.db"
    command = [c for c in live.watch_command(press, db, "--sources", press.sources(), "--pace", "0.02", "--once") if c not in ("--clock", press.clock)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            if press.state()["asked"] > 30:
                break
            time.sleep(0.05)
        second = live.mirqab("--db", db, "watch", "--contact", "x", "--once")
        check(second.returncode == 69 and "already" in second.stderr, "one watches at a time", second.stderr)
        took = live.mirqab("--db", db, "ingest", "--json", write(folder / "x.jsonl", pages("x", 60)))
        check(took.returncode == 0 and json.loads(took.stdout)["new"] == 60, "pages are read in beside it", took.stderr)
        events = live.mirqab("--db", db, "events", "--format", "jsonl").stdout.splitlines()
        if events:
            said = live.mirqab("--db", db, "review", json.loads(events[0])["id"], "reject")
            check(said.returncode == 0, "and an editor corrects", said.stderr)
        out, err = run.communicate(timeout=120)
        check(run.returncode == 0 and json.loads(out)["new"] == 360, "it misses nothing", (out, err[-300:]))
    finally:
        run.kill()
        press.close()
    n = sqlite3.connect(db).execute("SELECT count(*) FROM article").fetchone()[0]
    check(n == 420, "all of it is kept", n)
    check(live.mirqab("--db", db, "verify").returncode == 0, "the archive is whole")


def main():
    check = live.Checks()
    for part in (together, stalled, beside_watch):
        with tempfile.TemporaryDirectory() as folder:
            part(pathlib.Path(folder), check)
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
