"""HTTP/2 over TLS with a certificate that is trusted by --ca, and one that is not. Skipped where node or openssl is missing."""
import json, pathlib, shutil, subprocess, sys, tempfile, time
import live

SERVER = """
const http2 = require('http2'), fs = require('fs');
const page = '<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>خبر من الميناء</title></head><body><article><h1>خبر من الميناء</h1>' +
  '<p>وصلت السفينة صباح اليوم إلى الميناء الجديد.</p></article></body></html>';
const map = h => `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://${h}/news/1001.html</loc></url></urlset>`;
const s = http2.createSecureServer({key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem')}, (q, r) => {
  const p = q.url;
  if (p === '/robots.txt') { r.writeHead(404); r.end(); return; }
  r.writeHead(200, {'content-type': p === '/sitemap.xml' ? 'application/xml' : 'text/html; charset=utf-8'});
  r.end(p === '/sitemap.xml' ? map(q.authority || q.headers[':authority']) : page);
});
s.listen(0, '127.0.0.1', () => fs.writeFileSync('port', String(s.address().port)));
"""


def main():
    if not shutil.which("node") or not shutil.which("openssl"):
        print("skipped: node or openssl is missing", file=sys.stderr)
        print("0 passed, 0 failed")
        return 0
    check = live.Checks()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "server.js").write_text(SERVER)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2",
                        "-subj", "/CN=h2.press.test", "-addext", "subjectAltName=DNS:h2.press.test"], cwd=folder, stderr=subprocess.DEVNULL,
                       check=True)
        server = subprocess.Popen(["node", "server.js"], cwd=folder)
        try:
            for _ in range(200):
                if (folder / "port").exists():
                    break
                time.sleep(0.05)
            time.sleep(0.1)
            port = (folder / "port").read_text()
            (folder / "s.tsv").write_text("url\tkind\nhttps://h2.press.test/sitemap.xml\tsitemap\n")
            common = ["watch", "--contact", "tests@mirqab.test", "--sources", folder / "s.tsv", "--connect-to", f"127.0.0.1:{port}", "--allow",
                      "127.0.0.1", "--pace", "0", "--once", "--json"]
            run = live.mirqab("--db", folder / "a.db", *common, "--ca", folder / "cert.pem")
            counts = json.loads(run.stdout or "{}")
            check(counts.get("new") == 1, "a page comes over HTTP/2", (counts, run.stderr[-300:]))
            again = live.mirqab("--db", folder / "b.db", "ingest", f"{folder}/a.db-warc")
            check("new 1" in again.stdout, "and is read again from its WARC record", again.stdout)
            run = live.mirqab("--db", folder / "c.db", *common)
            check("\"new\":0" in run.stdout, "a certificate that nobody vouches for is refused", run.stdout)
        finally:
            server.kill()
            server.wait()
    return check.close()


if __name__ == "__main__":
    sys.exit(main())
