"""Writes a small WARC of our own sentences to standard output. Words: gz (member by member), and a name for each trouble."""
import gzip
import sys
import zlib

words = set(sys.argv[1:])


def record(kind, uri, block, length=None, media="application/http; msgtype=response", extra=""):
    head = (f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-05-01T10:20:30Z\r\n{extra}"
            f"Content-Type: {media}\r\nContent-Length: {len(block) if length is None else length}\r\n\r\n")
    return head.encode() + block + b"\r\n\r\n"


def http(body, *headers, status="200 OK"):
    return "\r\n".join((f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8") + headers).encode() + b"\r\n\r\n" + body


def page(title):
    text = "وصل الوفد إلى نواكشوط اليوم في زيارة رسمية تدوم ثلاثة أيام. "
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text * 6}</p></body></html>".encode()


def chunked(b):
    return b"".join(b"%x\r\n%s\r\n" % (len(b[i:i + 100]), b[i:i + 100]) for i in range(0, len(b), 100)) + b"0\r\n\r\n"


one, two = page("الخبر الأول"), page("الخبر الثاني")
z = zlib.compressobj(6, zlib.DEFLATED, -15)
raw_deflate = z.compress(two) + z.flush()
records = [record("warcinfo", "urn:x", b"software: by hand\r\n", media="application/warc-fields")]
records.append(record("response", "http://www.example.org/one", http(one), length=len(http(one)) - 30 if "short" in words else
                      len(http(one)) + 120 if "long" in words else None))
records.append(record("request", "http://www.example.org/two", b"GET /two HTTP/1.1\r\n\r\n", media="application/http; msgtype=request"))
if "coded" in words:
    records.append(record("response", "http://www.example.org/gzip", http(chunked(gzip.compress(two)), "Content-Encoding: gzip", "Transfer-Encoding: chunked")))
    records.append(record("response", "http://www.example.org/deflate", http(raw_deflate, "Content-Encoding: deflate")))
    records.append(record("response", "http://www.example.org/not-gzip", http(two, "Content-Encoding: gzip")))
    records.append(record("response", "http://www.example.org/cut-gzip", http(gzip.compress(two)[:-20], "Content-Encoding: gzip")))
    records.append(record("response", "http://www.example.org/not-chunked", http(two, "Transfer-Encoding: chunked")))
records.append(record("response", "http://www.example.org/gone", http(b"gone", status="404 Not Found")))
records.append(record("revisit", "http://www.example.org/one", http(b""), extra="WARC-Profile: x\r\n"))
if "junk" in words:
    records.append(b"what is this\r\nand this\r\n")
records.append(record("response", "http://www.example.org:80/Two?b", http(two)))
if "same" in words:
    digest, ident = "WARC-Payload-Digest: sha1:AAAA\r\n", "WARC-Record-ID: <urn:uuid:1>\r\n"
    other = "WARC-Payload-Digest: sha1:BBBB\r\n"
    records = [record("revisit", "http://www.example.org/before", http(b""), extra=digest),
               record("response", "http://www.example.org/first", http(one), extra=digest + ident),
               record("response", "http://www.example.org/second", http(two), extra=other),
               record("revisit", "http://www.example.org/by-digest", http(b""), extra=other),
               record("revisit", "http://www.example.org/by-id", b"", extra="WARC-Refers-To: <urn:uuid:1>\r\n"),
               record("revisit", "http://www.example.org/nowhere", http(b""), extra="WARC-Payload-Digest: sha1:CCCC\r\n")]
if "feed" in words:
    item = "<item><title>{0}</title><link>http://www.example.org/{1}</link><description>وصل الوفد إلى العاصمة في زيارة رسمية.</description></item>"
    rss = ("<rss version='2.0'><channel><title>صحيفة المثال</title>" + item.format("خبر أول", 1) + item.format("خبر ثان", 2) + "</channel></rss>").encode()
    atom = ("<feed xmlns='http://www.w3.org/2005/Atom'><title>صحيفة المثال</title><entry><title>خبر ثالث</title>"
            "<link href='http://www.example.org/3'/><content>نص الخبر الثالث.</content></entry></feed>").encode()
    json = ('{"version":"https://jsonfeed.org/version/1.1","title":"صحيفة المثال","items":[{"id":"4","url":"http://www.example.org/4",'
            '"title":"خبر رابع","content_text":"نص الخبر الرابع."}]}').encode()
    def typed(body, media, *headers): return http(body, *headers).replace(b"text/html; charset=utf-8", media.encode())
    records = [record("response", "http://www.example.org/rss", typed(gzip.compress(rss), "application/rss+xml", "Content-Encoding: gzip")),
               record("response", "http://www.example.org/sitemap", typed(b"<urlset><url><loc>http://www.example.org/1</loc></url></urlset>", "text/xml")),
               record("response", "http://www.example.org/api", typed(b'{"a":1}', "application/json")),
               record("resource", "http://www.example.org/atom", atom, media="text/xml"),
               record("response", "http://www.example.org/json", typed(json, "application/feed+json")),
               record("response", "http://www.example.org/one", http(one))]
if "wet" in words:
    records = [record("conversion", "http://www.example.org/wet", "عنوان الصفحة\nوصل الوفد إلى العاصمة.\n".encode(), media="text/plain")]
packed = [gzip.compress(r, mtime=0) for r in records] if "gz" in words else records
out = b"".join(packed)
if "cut" in words:
    out = out[:-40]
if "damaged" in words:
    at = len(packed[0]) + len(packed[1]) // 2
    out = out[:at] + b"\xff" * 8 + out[at + 8:]
sys.stdout.buffer.write(out)
