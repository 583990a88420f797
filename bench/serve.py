#!/usr/bin/env python3
"""The server under load, on loopback and bounded: start to the first page, memory idle and under load, kept pages and dossier JSON
a second, with wrk on the same cores.

usage: bench/serve.py MIRQAB [ARCHIVE.db] [--seconds 5]

Without an archive one is made of samples/. Beside the figures stands what the machine itself gives in the same minute: an answer
of a few bytes by the same server, so that a busy machine is told from a slow server."""
import argparse, json, os, pathlib, re, shutil, signal, socket, subprocess, tempfile, time, urllib.request

TREE = pathlib.Path(__file__).resolve().parent.parent
STARTS = 7


def start(mirqab, db):
    began = time.perf_counter()
    p = subprocess.Popen([mirqab, "--db", db, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    url = p.stdout.readline().strip().rstrip("/")
    heard = time.perf_counter()
    host, port = url[len("http://"):].split(":")
    with socket.create_connection((host, int(port))) as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        s.recv(1)
        first = time.perf_counter()
        while s.recv(1 << 16):
            pass
    return p, url, (heard - began) * 1000, (first - began) * 1000


def stop(p):
    p.send_signal(signal.SIGTERM)
    p.wait(timeout=20)


def resident(p):
    text = pathlib.Path(f"/proc/{p.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def wrk(url, seconds, headers=()):
    args = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--latency"] + [x for h in headers for x in ("-H", h)] + [url]
    text = subprocess.run(args, stdout=subprocess.PIPE, text=True, timeout=seconds + 30).stdout
    found = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    p99 = float(found.group(1)) * {"us": 0.001, "ms": 1, "s": 1000}[found.group(2)] if found else float("nan")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), p99, int(bad.group(1)) if bad else 0


def main():
    a = argparse.ArgumentParser()
    a.add_argument("mirqab")
    a.add_argument("archive", nargs="?")
    a.add_argument("--seconds", type=int, default=5)
    args = a.parse_args()
    folder = None
    db = args.archive
    if not db:
        folder = tempfile.TemporaryDirectory()
        db = folder.name + "/a.db"
        subprocess.run([args.mirqab, "--quiet", "--db", db, "ingest", str(TREE / "samples")], stdout=subprocess.DEVNULL, check=True)
    times = []
    for _ in range(STARTS):
        p, url, heard, first = start(args.mirqab, db)
        times.append((first, heard))
        stop(p)
    p, url, _, _ = start(args.mirqab, db)
    time.sleep(0.5)
    articles = json.load(urllib.request.urlopen(url + "/healthz"))["articles"]
    pair = json.load(urllib.request.urlopen(url + "/api/v1/pairs?limit=1"))["items"][0]
    print(f"archive      {articles} articles; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"start        listens after {min(t[1] for t in times):.0f} ms, first page after {min(times)[0]:.0f} ms (best of {STARTS}; median {sorted(times)[STARTS // 2][0]:.0f})")
    print(f"resident     {resident(p):.0f} MB idle after the first page")
    if not shutil.which("wrk"):
        print("load         wrk is not installed")
    else:
        loads = [("few bytes", "/robots.txt", ()), ("home", "/", ("Accept-Encoding: gzip",)), ("home, not modified", "/", ()),
                 ("dossier page", f"/pair/{pair['a']}-{pair['b']}", ("Accept-Encoding: gzip",)), ("dossier JSON", f"/api/v1/pairs/{pair['a']}-{pair['b']}", ("Accept-Encoding: gzip",)),
                 ("dossier JSON, plain", f"/api/v1/pairs/{pair['a']}-{pair['b']}", ()), ("search", "/search?q=%D8%A7%D9%84%D9%85%D8%BA%D8%B1%D8%A8", ("Accept-Encoding: gzip",))]
        for name, path, headers in loads:
            if name.endswith("not modified"):
                etag = urllib.request.urlopen(url + path).headers["ETag"]
                headers = (f"If-None-Match: {etag}",)
            urllib.request.urlopen(urllib.request.Request(url + path, headers=dict(h.split(": ", 1) for h in headers if "None" not in h))).read()  # made once
            rate, p99, bad = wrk(url + path, args.seconds, headers)
            print(f"{name:20} {rate:9.0f} a second, p99 {p99:.1f} ms" + (f", {bad} refused" if bad else ""))
        print(f"resident     {resident(p):.0f} MB after the load")
    stop(p)


main()
