"""A plain press that answers as fast as Python can: N hosts, each with one sitemap of M small articles. For speed, memory, kills.

usage: fast.py --sites N --pages M --port-file FILE [--log FILE]     (other options of press.py are taken and passed over)
"""
import argparse, asyncio, json, os, random, time

WORDS = ("الوزير الحكومة البلدين الاتفاق الجلسة المدينة المشروع الصباح اللجنة الميناء الطريق المدرسة المزارعون الموسم المطار السوق "
         "الجمعية الكتاب الماء القطار المتحف الغابة الجسر المصنع النادي البرنامج التقرير الندوة الساحل الجبل الوادي الحديقة").split()


class Press:
    def __init__(self, a):
        self.sites, self.pages, self.words = a.sites, a.pages, a.words
        self.log = open(a.log, "a", buffering=1 << 16 if a.pages > 500 else 1) if a.log else None
        self.day = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime())
        self.asked = 0

    def sitemap(self, host):
        return ("<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" + "".join(
            f"<url><loc>http://{host}/news/{i}.html</loc></url>" for i in range(1000, 1000 + self.pages)) + "</urlset>").encode()

    def article(self, host, path):
        r = random.Random(host + path)
        return (f"<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>{' '.join(r.choices(WORDS, k=6))}</title></head><body><article>"
                f"<h1>{' '.join(r.choices(WORDS, k=6))}</h1><p>{' '.join(r.choices(WORDS, k=self.words))}.</p></article></body></html>").encode()

    def answer(self, host, path):
        if path == "/robots.txt":
            return b"User-agent: *\nAllow: /\n", b"text/plain"
        if path == "/sitemap.xml":
            return self.sitemap(host), b"application/xml"
        return self.article(host, path), b"text/html; charset=utf-8"

    def state(self):
        return {"asked": self.asked, "sites": {f"h{n}.press.test": {"kind": "plain", "source": ["sitemap", "/sitemap.xml"],
                                                   "expected": [f"/news/{i}.html" for i in range(1000, 1000 + self.pages)]}
                          for n in range(self.sites)}}


class Connection(asyncio.Protocol):
    def __init__(self, press):
        self.press, self.held = press, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.held += data
        while (end := self.held.find(b"\r\n\r\n")) >= 0:
            head, self.held = self.held[:end], self.held[end + 4:]
            self.one(head)

    def one(self, head):
        start = time.time()
        lines = head.split(b"\r\n")
        path = lines[0].split(b" ")[1].decode()
        host = next(l[6:] for l in lines if l[:6].lower() == b"host: ").decode().split(":")[0]
        if host == "press.control":
            body, kind = json.dumps(self.press.state()).encode(), b"application/json"
        else:
            body, kind = self.press.answer(host, path)
            self.press.asked += 1
            if self.press.log:
                self.press.log.write(json.dumps([round(start, 6), round(time.time(), 6), host, path, 200, False]) + "\n")
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (kind, len(body), body))


async def main():
    p = argparse.ArgumentParser()
    p.add_argument("--sites", type=int, default=20)
    p.add_argument("--pages", type=int, default=50)
    p.add_argument("--words", type=int, default=24)
    p.add_argument("--port-file", required=True)
    p.add_argument("--log")
    a, _ = p.parse_known_args()
    press = Press(a)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(press), "127.0.0.1", 0, backlog=2048)
    with open(a.port_file + ".tmp", "w") as f:
        f.write(str(server.sockets[0].getsockname()[1]))
    os.rename(a.port_file + ".tmp", a.port_file)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
