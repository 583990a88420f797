"""kill -9 at random moments of a crawl: nothing is lost, and nothing is fetched twice but what was under way, one a host.

usage: kill.py [--kills 100] [--sites 12] [--pages 60] [--seed 7] [--print]
"""
import argparse, pathlib, random, signal, subprocess, sys, tempfile, time
import live


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--kills", type=int, default=100)
    p.add_argument("--sites", type=int, default=12)
    p.add_argument("--pages", type=int, default=60)
    p.add_argument("--pace", type=float, default=0.03)
    p.add_argument("--seed", default="7")
    p.add_argument("--print", action="store_true")
    a = p.parse_args()
    r, check = random.Random(a.seed), live.Checks()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        press = live.Press(folder, a.sites, 1, program="fast.py", more=["--pages", str(a.pages)])
        db = folder / "a.db"
        want = a.sites * a.pages
        command = [c for c in live.watch_command(press, db, "--sources", press.sources(), "--pace", a.pace, "--once", "--per-host", 1)
                   if c != "--clock" and c != press.clock]
        kills, idle = [], 0
        try:
            while len(kills) < a.kills and idle < 40:  # on a busy machine many die before they ask for anything
                before = press.state()["asked"]
                run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                # it loads its rules first; a moment while it fetches is what is wanted, and sometimes before and after
                began = time.time()
                while r.random() > 0.1 and press.state()["asked"] == before and run.poll() is None and time.time() - began < 20:
                    time.sleep(0.01)
                time.sleep(r.random() * 0.4)
                run.send_signal(signal.SIGKILL)
                run.wait()
                kills.append(time.time())
                idle = idle + 1 if press.state()["asked"] == before else 0
            last = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            check(last.returncode == 0, "the last run ends well", last.stderr[-300:])
            rows = press.requests()
        finally:
            press.close()
        seen = {(h, p) for _, _, h, p, *_ in rows if p.startswith("/news/")}
        check(len(seen) == want, "every article is fetched", f"{len(seen)} of {want}")
        # by host and life of the process: what was asked twice must have been the last thing asked in its first life
        lives, twice, wrong = {}, 0, []
        for start, _, host, path, *_ in sorted(rows):
            if path.startswith("/news/"):
                lives.setdefault(host, {}).setdefault(sum(start > k for k in kills), []).append(path)
        for host, by in lives.items():
            first = {}
            for n in sorted(by):
                for i, path in enumerate(by[n]):
                    if path in first:
                        twice += 1
                        m, at = first[path]
                        if m == n or at != len(by[m]) - 1:
                            wrong.append((host, path, m, n))
                    first[path] = (n, i)
        check(not wrong, "nothing is fetched twice but what was under way", wrong[:5])
        verify = live.mirqab("--db", db, "verify")
        check(verify.returncode == 0, "the archive is whole", verify.stdout[-300:] + verify.stderr[-300:])
        again = folder / "again.db"
        live.mirqab("--db", again, "ingest", f"{db}-warc")
        one, two = live.archive_rows(db), live.archive_rows(again)
        check(len(one["articles"]) == want, "every article is kept", len(one["articles"]))
        for what in one:
            check(one[what] == two[what], f"WARC files read again give the same {what}", f"{len(one[what])} and {len(two[what])}")
        read = live.mirqab("cdxj", *sorted(pathlib.Path(f"{db}-warc").iterdir()))
        kept = [l for l in read.stdout.splitlines() if "/news/" in l]
        check(len(kept) == want, "every answer stands in the WARC files once", len(kept))
        if a.print:
            print(f"{len(kills)} kills, {want} articles, {len(rows)} requests, {twice} articles asked for twice")
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
