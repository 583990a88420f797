"""One process watches, reads and serves: pages come in while it answers, /metrics and outlets --sources tell how it goes, and it ends
when it is told to. A reader that is killed costs its page."""
import json, os, pathlib, signal, subprocess, sys, tempfile, time, urllib.request
import live


def get(base, path):
    with urllib.request.urlopen(base + path, timeout=10) as r:
        return r.read().decode()


def children(pid):
    out = subprocess.run(["pgrep", "-P", str(pid)], stdout=subprocess.PIPE, text=True).stdout
    return [int(p) for p in out.split()]


def main():
    check = live.Checks()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        press = live.Press(folder, 8, 1, program="fast.py", more=["--pages", "40"])
        db = folder / "a.db"
        run = subprocess.Popen([live.MIRQAB, "--db", str(db), "serve", "--listen", "127.0.0.1:0", "--watch", "--contact", "tests@mirqab.test",
                                "--sources", str(press.sources()), "--connect-to", f"127.0.0.1:{press.port}", "--allow", "127.0.0.1", "--pace",
                                "0.02", "--seed", "3"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            base = run.stdout.readline().strip().rstrip("/")
            check(base.startswith("http://127.0.0.1:"), "it says where it serves", base)
            for _ in range(200):
                if press.state()["asked"] > 40:
                    break
                time.sleep(0.05)
            readers = children(run.pid)
            check(len(readers) == 2, "two processes read", readers)
            os.kill(readers[0], signal.SIGKILL)
            want = 8 * 40
            for _ in range(400):
                n = json.loads(get(base, "/healthz"))["articles"]
                if n >= want - 1:
                    break
                time.sleep(0.1)
            time.sleep(0.5)
            n = json.loads(get(base, "/healthz"))["articles"]
            check(n in (want - 1, want), "what was fetched is shown while it goes on; a killed reader costs one page at most", n)
            check(len(children(run.pid)) == 2, "another reader took its place", children(run.pid))
            metrics = get(base, "/metrics")
            check("mirqab_watch_sources 8" in metrics and 'mirqab_source_last_success_seconds{url="http://h0.press.test/sitemap.xml"}' in metrics,
                  "/metrics tells of the sources", metrics[:600])
            second = live.mirqab("--db", db, "watch", "--contact", "x", "--once")
            check(second.returncode == 69 and "at it already" in second.stderr, "a second watcher is told so", second.stderr)
            (folder / "p.jsonl").write_text("".join('{"title":"خبر رقم %d","body":"فتح السوق أبوابه صباح اليوم."}\n' % i for i in range(20)))
            beside = live.mirqab("--db", db, "ingest", "--json", folder / "p.jsonl")
            check(beside.returncode == 0 and json.loads(beside.stdout)["new"] == 20, "an ingest beside it takes its turns", beside.stderr)
            run.send_signal(signal.SIGTERM)
            run.wait(20)
            check(run.returncode == 0, "it ends when it is told to", (run.returncode, run.stderr.read()[-300:]))
        finally:
            run.kill()
            press.close()
        rows = [json.loads(l) for l in live.mirqab("--db", db, "outlets", "--sources", "--json").stdout.splitlines()]
        check(len(rows) == 8 and all(r["state"] == "well" and r["items"] == 40 and r["last_success"] for r in rows), "sources and their health", rows[:1])
        schema = json.loads(live.mirqab("schema", "source").stdout)
        try:
            import jsonschema
            for r in rows:
                jsonschema.validate(r, schema)
            check(True, "sources are as their schema says")
        except ImportError:
            pass
        except jsonschema.ValidationError as e:
            check(False, "sources are as their schema says", e.message)
        later = str(int(time.time() * 1000) + 40 * 86400000)
        ill = live.mirqab("--db", db, "outlets", "--sources", "--check", "--now", later)
        check(ill.returncode == 75 and ill.stdout.count("silent") >= 8, "silence is told after a while", ill.stdout[:300])
        opml = live.mirqab("--db", db, "outlets", "--sources", "--opml").stdout
        check("<opml" in opml, "feeds as OPML")
        check(live.mirqab("--db", db, "verify").returncode == 0, "the archive is whole")
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
