"""A press that means harm: bombs, floods, drips, redirects inwards, names that change their address. What must not be reached listens
on 127.0.0.2, and counts.

usage: hostile.py [--print]
"""
import asyncio, json, os, pathlib, resource, subprocess, sys, tempfile, threading, time
import live, press

PAGE = ("<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>خبر صغير للتجربة</title></head><body><article><h1>خبر صغير للتجربة</h1>"
        "<p>وصل الوزير صباح اليوم إلى المدينة في زيارة تدوم يومين.</p></article></body></html>").encode()


class Server:
    def __init__(self):
        self.asked, self.inside, self.heads = [], 0, []
        self.bomb = press.gzip_bomb(10 * 1024)
        self.ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.run()), daemon=True).start()
        self.ready.wait()

    async def run(self):
        outer = await asyncio.start_server(self.one, "127.0.0.1", 0)
        self.port = outer.sockets[0].getsockname()[1]
        inner = await asyncio.start_server(self.secret, "127.0.0.2", self.port)
        self.ready.set()
        async with outer, inner:
            await asyncio.sleep(3600)

    async def secret(self, reader, writer):
        self.inside += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE)
        writer.close()

    def answer(self, path):
        p, n = self.port, path.rsplit("/", 1)[1].split("-")[0]
        moves = {"2001": f"http://127.0.0.2:{p}/a", "2002": f"http://[::1]:{p}/b", "2003": f"http://0x7f000002:{p}/c",
                 "2004": f"http://2130706434:{p}/d", "2005": "file:///etc/passwd", "2006": "gopher://127.0.0.2:70/1",
                 "2007": f"http://user:word@127.0.0.1:{p}/a", "2008": f"http://[::ffff:127.0.0.2]:{p}/a", "2009": f"//127.0.0.2:{p}/e",
                 "2010": "http://169.254.169.254/latest/meta-data/", "2011": f"http://hop.press.test:{p}/a", "2012": "http://10.0.0.1/"}
        if n in moves:
            return 302, [f"Location: {moves[n]}"], b""
        if n.startswith("30"):  # a chain without end
            return 302, [f"Location: /news/{int(n) + 1}-chain.html"], b""
        if n == "4001":
            return 200, ["Content-Type: text/html", "Content-Encoding: gzip"], self.bomb
        if n == "4002":
            return 200, ["Content-Type: text/html", "Content-Encoding: deflate, gzip"], self.bomb[: 1 << 20]
        if n == "4003":
            return 200, ["Content-Type: text/html", "Set-Cookie: id=1; Path=/"], PAGE
        return 200, ["Content-Type: text/html"], PAGE

    async def one(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ")[1]
                self.asked.append((time.time(), path))
                self.heads.append(head)
                if path == "/robots.txt":
                    status, fields, body = 404, [], b""
                elif path.startswith("/list"):
                    ids = path.split("?")[1].split(",")
                    body = "".join(f"<url><loc>http://{head.split('Host: ')[1].split(chr(13))[0]}/news/{i}-x.html</loc></url>" for i in ids)
                    status, fields = 200, ["Content-Type: application/xml"]
                    body = f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{body}</urlset>".encode()
                elif "/5001-" in path:  # a header that never ends
                    writer.write(b"HTTP/1.1 200 OK\r\n")
                    for _ in range(4000):
                        writer.write(b"X-Filling: " + b"x" * 1000 + b"\r\n")
                        await writer.drain()
                    return
                elif "/5002-" in path:  # a body that drips
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
                    for _ in range(300):
                        writer.write(b"x")
                        await writer.drain()
                        await asyncio.sleep(0.1)
                    return
                elif "/5003-" in path:  # a body that never ends
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
                    while True:
                        writer.write(b"<p>words words words</p>" * 1000)
                        await writer.drain()
                else:
                    status, fields, body = self.answer(path)
                writer.write(("\r\n".join([f"HTTP/1.1 {status} X", *fields, f"Content-Length: {len(body)}"]) + "\r\n\r\n").encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, OSError):
            pass
        finally:
            writer.close()


def watch(server, folder, name, ids, *more, host="127.0.0.1", env=None):
    """one run over one list; gives exit code, counts, reasons, seconds, peak MiB"""
    folder = pathlib.Path(folder) / name
    folder.mkdir(exist_ok=True)
    sources = folder / "sources.tsv"
    sources.write_text(f"url\tkind\nhttp://{host}:{server.port}/list?{','.join(map(str, ids))}\tsitemap\n")
    began = time.time()
    run = subprocess.Popen([live.MIRQAB, "--db", str(folder / "a.db"), "watch", "--contact", "tests@mirqab.test", "--sources", str(sources),
                            "--allow", f"127.0.0.1:{server.port}", "--pace", "0", "--once", "--json", *more], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, text=True, env=env)
    out, err = run.communicate(timeout=120)
    took = time.time() - began
    import sqlite3
    c = sqlite3.connect(folder / "a.db")
    reasons = {u.split("/")[-1].split("-")[0]: w for w, u in c.execute("SELECT why, url FROM watch_failure")} if run.returncode == 0 else {}
    whys = dict(c.execute("SELECT why, times FROM watch_failure")) if run.returncode == 0 else {}
    c.close()
    return run.returncode, json.loads(out or "{}"), reasons, whys, took, err


def peak(server, folder, name, ids):
    """processor seconds of all, and the largest resident size of the watcher or a reader in MiB, by a process that waits for them"""
    code = ("import resource,sys,json; sys.path.insert(0, sys.argv[1]); import hostile,types;"
            "s=types.SimpleNamespace(port=int(sys.argv[2])); r=hostile.watch(s, sys.argv[3], sys.argv[4], json.loads(sys.argv[5]));"
            "u=resource.getrusage(resource.RUSAGE_CHILDREN);"
            "print(json.dumps([r[0], r[1], r[3], u.ru_utime + u.ru_stime, u.ru_maxrss / 1024]))")
    out = subprocess.run([sys.executable, "-c", code, str(live.HERE), str(server.port), str(folder), name, json.dumps(ids)],
                         stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out)


SHIM = r"""
#include <arpa/inet.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <dlfcn.h>
/* names of *.press.test lead where the file REBIND says at this moment; everything else goes its way */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **res)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");
	char line[64] = "";
	if (node && strstr(node, ".press.test")) {
		FILE *f = fopen(getenv("REBIND"), "r");
		if (f) { if (!fgets(line, sizeof line, f)) line[0] = 0; fclose(f); }
		line[strcspn(line, "\n")] = 0;
		return real(line, service, hints, res);
	}
	return real(node, service, hints, res);
}
"""


def rebinding(check, server, folder):
    """a name that leads to an allowed address at first, and inwards later"""
    shim, where = folder / "shim.so", folder / "address"
    (folder / "shim.c").write_text(SHIM)
    built = subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", str(shim), str(folder / "shim.c"), "-ldl"])
    check(built.returncode == 0, "the shim is built")
    env = {**os.environ, "LD_PRELOAD": str(shim), "REBIND": str(where)}
    where.write_text("127.0.0.1\n")
    code, counts, _, whys, _, err = watch(server, folder, "rebind", [1001], host="name.press.test", env=env)
    check(code == 0 and counts.get("new") == 1, "the name is good at first", (counts, whys, err[-200:]))
    where.write_text("127.0.0.2\n")
    inside = server.inside
    code, counts, _, whys, _, err = watch(server, folder, "rebind", [1001, 1002], host="name.press.test", env=env)
    check(counts.get("new") == 0 and any("refused: loopback" in w for w in whys), "then its new address is refused", (counts, whys))
    check(server.inside == inside, "and nothing was connected", server.inside)


def main():
    check = live.Checks()
    server = Server()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        inward = list(range(2001, 2013))
        code, counts, reasons, whys, _, err = watch(server, folder, "inward", inward + [1001, 4003, 1002])
        check(code == 0 and counts.get("new") == 3, "good pages beside them are kept", (counts, err[-300:]))
        check(server.inside == 0, "nothing inside was reached", server.inside)
        # by host, as their robots.txt is asked for first: 127.0.0.2, ::1, the mapped, the link-local and the private one
        check(sum(n for w, n in whys.items() if "refused" in w) == 5, "addresses are refused by their kind", whys)
        check(any("leads nowhere" in w for w in whys), "other schemes and passwords lead nowhere", whys)
        check(not any("cookie:" in h.lower() or "authorization:" in h.lower() for h in server.heads), "no cookie and no password is sent")
        check(all("mirqab/" in h and "+tests@mirqab.test" in h for h in server.heads), "the User-Agent says who and where")
        code, counts, _, whys, _, _ = watch(server, folder, "chain", [3001])
        check(any("too many redirects" in w for w in whys) and counts["redirects"] <= 8, "a chain of redirects ends", (counts, whys))
        code, counts, _, whys, took, _ = watch(server, folder, "drip", [5001, 5002, 5003, 1001], "--seconds", "3", "--per-host", "4")
        # where the network is quick the endless body reaches its bound, and is more than one page may take: that is told
        told = any("more memory than one page" in w for w in whys)
        check(code == 0 and counts["new"] == (1 if told else 2) and took < 25, "endless heads and bodies end", (counts, whys, took))
        check(any("took too long" in w for w in whys), "a drip is too slow", whys)
        code, counts, whys, plain_time, plain = peak(server, folder, "plain", [1001])
        code, counts, whys, bomb_time, bomb = peak(server, folder, "bomb", [4001, 4002, 1001])
        check(counts["new"] == 1 and any("256 times" in w for w in whys), "bombs are refused", (counts, whys))
        check(counts["reader_deaths"] == 0, "and no reader dies of them", counts)
        check(bomb_time - plain_time < 1.0, "10 GB of gzip cost less than a second of the processor", f"{bomb_time - plain_time:.2f} s")
        check(bomb - plain < 64, "and less than 64 MiB", f"{bomb - plain:.0f} MiB")
        if "--print" in sys.argv:
            print(f"bomb of 10 GB: {bomb_time:.2f} s beside {plain_time:.2f} s, {bomb:.0f} MiB beside {plain:.0f} MiB")
        rebinding(check, server, folder)
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
