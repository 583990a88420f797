#!/usr/bin/env python3
"""kill -9 at random moments of an ingest (seeded): after each, verify finds the archive whole, nothing that was acknowledged is
lost, and the rerun completes. usage: crash.py [KILLS] [SEED]; prints "N passed, N failed"."""
import concurrent.futures, hashlib, json, os, pathlib, random, signal, sqlite3, subprocess, sys, tempfile, threading, time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import pages

KILLS, SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 12, int(sys.argv[2]) if len(sys.argv) > 2 else 7
PAGES, BATCH = 240, 8


def kept_pages(db):
    """the hashes of the pages that the archive has, read past mirqab"""
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as c:
        return {bytes(row[0]) for row in c.execute("SELECT sha256 FROM page")}


def run(*argv):
    return subprocess.run(["mirqab", "--quiet", *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_one(folder, n, source, hashes, moment):
    db = f"{folder}/{n}.db"
    p = subprocess.Popen(["mirqab", "--quiet", "--db", db, "ingest", "--acks", "--json", "--batch", str(BATCH), source],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    timer = threading.Timer(moment, lambda: p.send_signal(signal.SIGKILL))
    timer.start()
    lines = p.stdout.read().splitlines()
    p.wait()
    timer.cancel()
    kept = 0
    for line in lines:
        try:
            kept = max(kept, json.loads(line).get("kept", 0))
        except ValueError:
            pass  # cut in the middle of a line: it was not said
    where = f"kill {n} at {moment:.3f} s (acknowledged {kept})"
    done = p.returncode == 0
    if os.path.exists(db) and (kept or done):
        v = run("--db", db, "verify")
        if v.returncode:
            return f"{where}: verify: {v.stdout}{v.stderr}"
        lost = [i for i in range(kept) if hashes[i] not in kept_pages(db)]
        if lost:
            return f"{where}: {len(lost)} acknowledged pages are lost, the first is {lost[0]}"
    again = run("--db", db, "ingest", "--json", source)
    if again.returncode:
        return f"{where}: rerun: {again.stderr}"
    if kept_pages(db) != set(hashes):
        return f"{where}: the rerun did not complete"
    v = run("--db", db, "verify")
    for suffix in ("", "-wal", "-shm", "-writer"):
        pathlib.Path(db + suffix).unlink(missing_ok=True)
    return f"{where}: verify after the rerun: {v.stdout}{v.stderr}" if v.returncode else None


def main():
    r = random.Random(SEED)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        source = f"{folder}/pages.jsonl"
        lines = [pages.page(i) for i in range(PAGES)]
        pathlib.Path(source).write_text("\n".join(lines) + "\n", encoding="utf-8")
        hashes = [hashlib.sha256(line.encode()).digest() for line in lines]
        start = time.monotonic()
        if run("--db", f"{folder}/whole.db", "ingest", "--batch", str(BATCH), source).returncode:
            print("0 passed, 1 failed")
            return 1
        span = (time.monotonic() - start) * 1.05
        # side by side: a busy machine moves the moments about, which is as well
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            moments = [r.random() * span for _ in range(KILLS)]
            for problem in pool.map(lambda n: kill_one(folder, n, source, hashes, moments[n]), range(KILLS)):
                if problem:
                    failed += 1
                    print(problem, flush=True)
    print(f"{KILLS - failed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
