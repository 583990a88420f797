"""Fetches small pages from a plain press with politeness off: pages a second, and memory over the run.

usage: speed.py [--sites 100] [--pages 100] [--readers 2] [--least PAGES_A_SECOND] [--print]
"""
import argparse, json, os, pathlib, subprocess, sys, tempfile, threading, time
import live


def processor_seconds(pid):
    """of the process and of its readers"""
    tick, total = os.sysconf("SC_CLK_TCK"), 0
    for p in [str(pid), *pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]:
        try:
            fields = pathlib.Path(f"/proc/{p}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return total / tick


def rss(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    return 0


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--sites", type=int, default=100)
    p.add_argument("--pages", type=int, default=100)
    p.add_argument("--readers", default="2")
    p.add_argument("--words", default="24", help="of a page; the archive keeps shingles of longer ones in memory, four have none")
    p.add_argument("--least", type=float, default=0)
    p.add_argument("--print", action="store_true")
    a = p.parse_args()
    check = live.Checks()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        press = live.Press(folder, a.sites, 1, program="fast.py", more=["--pages", str(a.pages), "--words", a.words])
        samples = []
        try:
            command = [c for c in live.watch_command(press, folder / "a.db", "--sources", press.sources(), "--pace", 0, "--once", "--per-host",
                                                     4, "--fetches", 256, "--readers", a.readers, "--least", 86400) if c != "--clock"
                       and c != press.clock]
            run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            began, first, last = time.time(), None, None
            while run.poll() is None:
                time.sleep(0.25)
                try:
                    asked = press.state()["asked"]
                    samples.append((time.time() - began, asked, rss(run.pid), processor_seconds(run.pid)))
                except (OSError, ValueError):
                    break
            out, err = run.communicate()
        finally:
            press.close()
        check(run.returncode == 0, "watch ends well", err[-300:])
        counts = json.loads(out)
        check(counts["new"] + counts["copies"] >= a.sites * a.pages * 0.999 or counts["new"] == a.sites * a.pages, "all pages are kept", counts)
        # the rate between the first and the last page, the settling at the end apart
        busy = [s for s in samples if s[1] > samples[0][1]]
        total = samples[-1][1]
        end = next((s for s in samples if s[1] >= total), samples[-1])
        start = next((s for s in samples if s[1] > 0), samples[0])
        rate = (end[1] - start[1]) / max(end[0] - start[0], 1e-9)
        work = end[3] - start[3]
        half = [s[2] for s in samples if s[1] > total * 0.25 and s[1] < total * 0.5]
        late = [s[2] for s in samples if s[1] > total * 0.75]
        if half and late and a.sites * a.pages >= 5000:
            check(max(late) < max(half) * 1.15 + 16384, "memory is flat", f"{max(half)} KiB in the second quarter, {max(late)} KiB in the last")
        if a.least:
            check(rate >= a.least, f"{a.least:.0f} pages a second", f"{rate:.0f}")
        if a.print:
            steps = [samples[int(i * (len(samples) - 1) / 8)] for i in range(9)]
            print(f"{counts['fetches']} fetches, {rate:.0f} pages a second from first to last, {counts['seconds']:.1f} s with settling; "
                  f"{(end[1] - start[1]) / max(work, 1e-9):.0f} pages a second of processor (all its processes)")
            print("own memory, MiB, at eighths of the run:", " ".join(f"{m / 1024:.0f}" for _, _, m, _ in steps))
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
