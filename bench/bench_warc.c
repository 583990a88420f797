/* How fast archives are read before extraction: records framed, then also decoded, from plain, gzip and zstd, beside memcpy.
 * The archive is made here: the same kind of page over and over, markup and Arabic text in a newspaper's proportion. */
#include <libdeflate.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <zstd.h>

#include "page/page.h"

#define PAGES 400

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t next(uint64_t *x) { return *x ^= *x << 13, *x ^= *x >> 7, *x ^= *x << 17; }

static void add_page(mq_buf *b, uint64_t *x)
{
	static const char *const words[] = {"وصل",   "الوزير",  "إلى", "العاصمة", "في",  "زيارة",   "رسمية",
					    "وأجرى", "مباحثات", "مع",  "نظيره",   "حول", "التعاون", "المشترك"};
	mq_buf_print(b, "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>خبر %llu</title><script>",
		     (unsigned long long)(*x % 1000));
	for (int i = 0; i < 600; i++)
		mq_buf_print(b, "var v%llu=[%d,\"%llx\"];", (unsigned long long)next(x) % 5000, i, (unsigned long long)next(x));
	mq_buf_print(b, "</script></head><body>");
	for (int p = 0; p < 25; p++) {
		mq_buf_print(b, "<div class=\"block-%llu\"><p>", (unsigned long long)next(x) % 90);
		for (int w = 0; w < 50; w++) mq_buf_print(b, "%s ", words[next(x) % 14]);
		mq_buf_print(b, "</p></div>\n");
	}
	mq_buf_print(b, "</body></html>");
}

static void make_archive(mq_buf *plain, mq_buf *gzip, mq_buf *zstd)
{
	struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
	mq_buf page, record;
	uint64_t x = 88172645463325252u;
	mq_buf_open(&page, (size_t)1 << 20);
	mq_buf_open(&record, (size_t)2 << 20);
	for (int i = 0; i < PAGES; i++) {
		mq_buf_clear(&page);
		mq_buf_clear(&record);
		add_page(&page, &x);
		const char *http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
		mq_buf_print(&record,
			     "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/%d\r\nWARC-Date: "
			     "2024-05-01T10:00:00Z\r\n"
			     "Content-Type: application/http; msgtype=response\r\nContent-Length: %zu\r\n\r\n%s",
			     i, strlen(http) + page.n, http);
		mq_buf_put(&record, mq_buf_text(&page));
		mq_buf_print(&record, "\r\n\r\n");
		mq_buf_put(plain, mq_buf_text(&record));
		size_t most = libdeflate_gzip_compress_bound(c, record.n);
		if (mq_buf_room(gzip, most)) gzip->n += libdeflate_gzip_compress(c, record.p, record.n, gzip->p + gzip->n, most);
		most = ZSTD_compressBound(record.n);
		if (mq_buf_room(zstd, most)) zstd->n += ZSTD_compress(zstd->p + zstd->n, most, record.p, record.n, 3);
	}
	libdeflate_free_compressor(c);
	mq_buf_close(&page);
	mq_buf_close(&record);
}

static uint64_t read_all(mq_text bytes, bool decode)
{
	mq_arena *life = mq_arena_open((size_t)1 << 20), *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_reader *r = NULL;
	mq_page page;
	mq_page_options o = {0};
	uint64_t n = 0;
	if (mq_ok(mq_reader_open_bytes(life, &o, MQ_T("bench"), bytes, 0, &r))) {
		for (;;) {
			mq_arena_clear(a);
			mq_status s = mq_reader_take(r, a, &page);
			if (s.code == MQ_END) break;
			if (mq_ok(s) && decode) s = mq_page_decode(a, &o, &page);
			n += mq_ok(s);
		}
		mq_reader_close(r);
	}
	mq_arena_close(a);
	mq_arena_close(life);
	return n;
}

static void measure(const char *name, mq_text bytes, size_t plain_n)
{
	for (int decode = 0; decode < 2; decode++) {
		double best = 1e9;
		uint64_t n = 0;
		for (int round = 0; round < 5; round++) {
			double t = seconds();
			n = read_all(bytes, decode);
			t = seconds() - t;
			if (t < best) best = t;
		}
		printf("%-6s %-20s %7.0f MB/s uncompressed  (%llu pages, %.1f MB in the file)\n", name,
		       decode ? "framed and decoded" : "framed", (double)plain_n / best / 1e6, (unsigned long long)n,
		       (double)bytes.n / 1e6);
	}
}

int main(void)
{
	mq_buf plain, gzip, zstd, copy;
	mq_buf_open(&plain, (size_t)1 << 30);
	mq_buf_open(&gzip, (size_t)1 << 30);
	mq_buf_open(&zstd, (size_t)1 << 30);
	mq_buf_open(&copy, (size_t)1 << 30);
	make_archive(&plain, &gzip, &zstd);
	mq_buf_put(&copy, mq_buf_text(&plain));
	double t = seconds();
	for (int i = 0; i < 20; i++) memcpy(copy.p, plain.p + (i & 1), plain.n - 1);
	printf("%-6s %-20s %7.0f MB/s (byte %d)\n", "memcpy", "", (double)plain.n * 20 / (seconds() - t) / 1e6,
	       copy.p[plain.n / 2]);
	measure("plain", mq_buf_text(&plain), plain.n);
	measure("gzip", mq_buf_text(&gzip), plain.n);
	measure("zstd", mq_buf_text(&zstd), plain.n);
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	printf("peak memory %ld MB, of which the archives themselves %.0f MB\n", u.ru_maxrss / 1024,
	       (double)(plain.cap + gzip.cap + zstd.cap + copy.cap) / 1048576);
	mq_buf_close(&plain);
	mq_buf_close(&gzip);
	mq_buf_close(&zstd);
	mq_buf_close(&copy);
	return 0;
}
