"""One compressed day of a press on loopback is followed: nothing missed that was allowed, nothing fetched that was not, no host
faster than its pace; and its WARC files, read into a new archive, give the same articles, events and stories.

usage: day.py [--sites 27] [--seconds 20] [--pace S] [--print]
"""
import argparse, collections, json, pathlib, subprocess, sys, tempfile, time
import live


def table(press, state, rows, counts):
    """by kind of site: sites, expected, fetched, missed, forbidden, requests, lists, 304"""
    asked = collections.defaultdict(collections.Counter)
    for _, _, host, path, status, forbidden in rows:
        a = asked[host]
        a["requests"] += 1
        a["forbidden"] += bool(forbidden)
        a["robots"] += path == "/robots.txt"
        a["not modified"] += status == 304
        a["articles"] += path.startswith(("/news/", "/private/"))
    well = {(h, p.split("?")[0]) for _, _, h, p, s, _ in rows if s in (200, 302)}
    kinds = collections.OrderedDict()
    missed = []
    for host, site in state["sites"].items():
        k = kinds.setdefault(site["kind"], collections.Counter())
        k["sites"] += 1
        k["expected"] += len(site["expected"])
        gone = [p for p in site["expected"] if (host, p) not in well]
        missed += [(site["kind"], host, p) for p in gone]
        k["missed"] += len(gone)
        k.update(asked[host])
    return kinds, missed


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--sites", type=int, default=27)
    p.add_argument("--seconds", type=float, default=12, help="real seconds that the day takes")
    p.add_argument("--hours", type=float, default=24)
    p.add_argument("--after", type=float, default=6, help="hours that are watched after the last piece appeared")
    p.add_argument("--pace", type=float, default=60, help="seconds of the press's clock between two requests to a host")
    p.add_argument("--per-day", type=float, default=12)
    p.add_argument("--print", action="store_true")
    p.add_argument("--keep")
    a = p.parse_args()
    check = live.Checks()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(a.keep or folder)
        factor = a.hours * 3600 / a.seconds
        press = live.Press(folder, a.sites, factor, hours=a.hours, per_day=a.per_day)
        try:
            db = folder / "live.db"
            began = time.time()
            run = subprocess.run(live.watch_command(press, db, "--sources", press.sources(), "--pace", a.pace, "--for",
                                                    (a.hours + a.after) * 3600, "--least", 1200, "--most", 7200, "--seconds", 10),
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=1800)
            took = time.time() - began
            check(run.returncode == 0, "watch ends well", run.stderr[-400:])
            counts = json.loads(run.stdout or "{}")
            state, rows = press.state(), press.requests()
        finally:
            press.close()
        kinds, missed = table(press, state, rows, counts)
        expected = sum(k["expected"] for k in kinds.values())
        forbidden = [r for r in rows if r[5]]
        paces = live.pace_of(rows)
        # the clocks of two processes are read a moment apart; what is on its way counts for the watcher
        fast = {h: round(v * factor, 1) for h, v in paces.items() if v * factor < a.pace}
        check(expected > 0 and not missed, f"nothing is missed ({len(missed)} of {expected})", missed[:5])
        check(not forbidden, "nothing is fetched that robots.txt forbids", forbidden[:3])
        check(not fast, "no host is asked faster than its pace", fast)
        slow = {h: v * factor for h, v in paces.items() if state["sites"][h]["kind"] == "crawl_delay"}
        check(all(v >= 120 for v in slow.values()), "a Crawl-delay is kept", slow)
        twice = {k: n for k, n in live.article_paths([r for r in rows if r[4] in (200, 302)]).items() if n > 1
                 and state["sites"][k[0]]["kind"] not in ("changing", "huge", "bomb")}
        check(not twice, "no article is fetched twice", list(twice.items())[:5])
        moved = [r for r in rows if state["sites"][r[2]]["kind"] == "moved_feed" and r[3] == "/feed.xml"]
        check(all(n == 1 for n in collections.Counter(r[2] for r in moved).values()), "a 301 of a feed is remembered", moved[:4])
        gone = collections.Counter(r[2] for r in rows if state["sites"][r[2]]["kind"] == "gone_feed" and r[3] == "/feed.xml")
        check(all(n == 1 for n in gone.values()), "a feed that is gone is not asked for again", gone)
        same = collections.Counter(r[4] for r in rows if state["sites"][r[2]]["kind"] == "conditional" and r[3] == "/feed.xml")
        check(same[304] > 0, "conditional requests are answered with 304", same)
        changing = [h for h, s in state["sites"].items() if s["kind"] == "changing"]
        check(counts["changed"] > 0 or not changing, "changed pages are fetched again and kept as versions", counts)
        verify = live.mirqab("--db", db, "verify")
        check(verify.returncode == 0, "the archive is whole", verify.stdout[-300:])
        again = folder / "again.db"
        ingest = live.mirqab("--db", again, "ingest", f"{db}-warc")
        one, two = live.archive_rows(db), live.archive_rows(again)
        for what in one:
            check(one[what] == two[what], f"WARC files read again give the same {what}", f"{len(one[what])} and {len(two[what])}")
        check(len(one["articles"]) > 0 and len(one["events"]) > 20, "there are articles with events", len(one["events"]))
        if a.print:
            head = ["sites", "expected", "missed", "forbidden", "requests", "articles", "robots", "not modified"]
            print("| kind | " + " | ".join(head) + " |")
            print("|---" * (len(head) + 1) + "|")
            for k, c in kinds.items():
                print(f"| {k} | " + " | ".join(str(c[h]) for h in head) + " |")
            print(f"| all | " + " | ".join(str(sum(c[h] for c in kinds.values())) for h in head) + " |")
            print(f"shortest pause {min(paces.values()) * factor:.1f} s of {a.pace} s; {took:.1f} s real for {a.hours + a.after} h; "
                  f"{counts}; articles {len(one['articles'])}, events {len(one['events'])}, stories {len(one['stories'])}")
            print("ingest:", ingest.stdout.strip())
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
