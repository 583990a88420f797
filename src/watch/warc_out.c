#include "watch/warc_out.h"

#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* fast, and within a few per cent of the best on HTML */
#define LEVEL 5

void mq_time_print(int64_t ms, char out[24]) { mq_moment_print(ms / 1000, out); }

/* ── a record as text ──────────────────────────────────────────────────────────────────────────────────────────────── */
/* Fields that no longer tell the truth of the block: the transfer coding was undone on the way. Common Crawl's name for it */
static void put_head(mq_buf *out, mq_text head)
{
	mq_text line;
	bool first = true;
	while (mq_text_split(&head, '\n', &line)) {
		if (line.n && line.p[line.n - 1] == '\r') line.n--;
		if (line.n == 0) break;
		mq_text name = mq_text_sub(line, 0, mq_text_find_byte(line, ':', 0));
		size_t space = mq_text_find_byte(line, ' ', 0);
		/* HTTP/2 has no reason and another version; readers of WARC know the form of HTTP/1.1 */
		if (first && mq_text_starts(line, MQ_T("HTTP/2")) && space != SIZE_MAX)
			mq_buf_print(out, "HTTP/1.1%.*s", (int)(line.n - space), line.p + space);
		else {
			if (mq_text_eq_ascii_nocase(name, MQ_T("transfer-encoding"))) mq_buf_put(out, MQ_T("X-Crawler-"));
			mq_buf_put(out, line);
		}
		mq_buf_put(out, MQ_T("\r\n"));
		first = false;
	}
	mq_buf_put(out, MQ_T("\r\n"));
}

static void put_digest(mq_buf *out, const char *name, mq_text bytes)
{
	char hex[64];
	mq_sha256_hex(bytes, hex);
	mq_buf_print(out, "%s: sha256:%.64s\r\n", name, hex);
}

/* an id that is the same whenever the same fetch is written: version 8 of RFC 9562, our own bits */
static void put_id(const mq_warc_entry *e, mq_buf *out)
{
	char line[MQ_URL_MOST + 64], hex[64];
	int n = snprintf(line, sizeof line, "%lld %llu %.*s", (long long)e->now, (unsigned long long)e->serial, MQ_ARG(e->url));
	mq_sha256_hex(mq_text_at(line, n > 0 && (size_t)n < sizeof line ? (size_t)n : sizeof line - 1), hex);
	mq_buf_print(out, "WARC-Record-ID: <urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s>\r\n", hex, hex + 8, hex + 13, hex + 17,
		     hex + 20);
}

static void put_kind(const mq_warc_entry *e, mq_buf *out)
{
	static const char *const profile[] = {
	    [MQ_WARC_REVISIT_UNCHANGED] = "server-not-modified", [MQ_WARC_REVISIT_SAME] = "identical-payload-digest"};
	mq_buf_print(out, "WARC/1.1\r\nWARC-Type: %s\r\n",
		     e->kind == MQ_WARC_RESPONSE   ? "response"
		     : e->kind == MQ_WARC_RESOURCE ? "resource"
						   : "revisit");
	if (e->kind == MQ_WARC_REVISIT_UNCHANGED || e->kind == MQ_WARC_REVISIT_SAME)
		mq_buf_print(out, "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/%s\r\n", profile[e->kind]);
	put_id(e, out);
}

bool mq_warc_record_write(const mq_warc_entry *e, mq_buf *out)
{
	mq_buf head;
	char date[24];
	bool resource = e->kind == MQ_WARC_RESOURCE;
	mq_text body = e->kind == MQ_WARC_RESPONSE || resource ? e->body : MQ_NONE;
	mq_buf_open(&head, MQ_FETCH_HEAD_MOST * 2);
	if (!resource) put_head(&head, e->head);
	mq_time_print(e->now, date);
	put_kind(e, out);
	mq_buf_print(out, "WARC-Date: %s\r\nWARC-Target-URI: %.*s\r\n", date, MQ_ARG(e->url));
	if (e->ip.n) mq_buf_print(out, "WARC-IP-Address: %.*s\r\n", MQ_ARG(e->ip));
	if (e->kind != MQ_WARC_REVISIT_UNCHANGED) put_digest(out, "WARC-Payload-Digest", e->body);
	if (e->cut) mq_buf_put(out, MQ_T("WARC-Truncated: length\r\n"));
	if (e->listing) mq_buf_put(out, MQ_T("WARC-Mirqab-Use: listing\r\n"));
	mq_buf_print(out, "Content-Type: %.*s\r\nContent-Length: %zu\r\n\r\n",
		     MQ_ARG(resource ? e->media_type : MQ_T("application/http; msgtype=response")), head.n + body.n);
	mq_buf_put(out, mq_buf_text(&head));
	mq_buf_put(out, body);
	mq_buf_put(out, MQ_T("\r\n\r\n"));
	bool well = !head.failed && !out->failed;
	mq_buf_close(&head);
	return well;
}

/* ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────── */
struct mq_warc_out {
	mq_text folder, agent;
	mq_warc_place at;
	struct libdeflate_compressor *packer;
	mq_buf packed;
	char path[4400]; /* of the file at hand */
	int fd;
	bool dirty;
};

static mq_status failed(const char *what)
{
	if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG)
		return MQ_FAIL(MQ_IO, MQ_BYTE_UNKNOWN, "the disk is full: no WARC record can be kept");
	return (mq_status){MQ_IO, MQ_BYTE_UNKNOWN, mq_text_of(what)};
}

static mq_status write_all(int fd, mq_text t)
{
	while (t.n) {
		ssize_t n = write(fd, t.p, t.n);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) return failed("cannot write the WARC file");
		t = mq_text_sub(t, (size_t)n, t.n);
	}
	return MQ_DONE;
}

static mq_status put_member(mq_warc_out *w, mq_text record)
{
	size_t most = libdeflate_gzip_compress_bound(w->packer, record.n);
	mq_buf_clear(&w->packed);
	if (!mq_buf_room(&w->packed, most)) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	size_t n = libdeflate_gzip_compress(w->packer, record.p, record.n, w->packed.p, most);
	if (n == 0) return MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "a WARC record cannot be packed");
	MQ_TRY(write_all(w->fd, mq_text_at(w->packed.p, n)));
	w->at.bytes += n;
	w->at.records++;
	w->dirty = true;
	if (w->packed.cap > MQ_ARENA_KEEP) mq_buf_close(&w->packed);
	return MQ_DONE;
}

static mq_status put_info(mq_warc_out *w, int64_t now)
{
	mq_buf b, block;
	char date[24], hex[64];
	mq_buf_open(&b, 1u << 16);
	mq_buf_open(&block, 1u << 16);
	mq_time_print(now, date);
	mq_buf_print(&block,
		     "software: mirqab\r\nformat: WARC File Format 1.1\r\nrobots: RFC 9309\r\nhttp-header-user-agent: %.*s\r\n",
		     MQ_ARG(w->agent));
	mq_sha256_hex(mq_text_of(w->at.name), hex);
	mq_buf_print(&b,
		     "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s>\r\n"
		     "WARC-Date: %s\r\nWARC-Filename: %s\r\nContent-Type: application/warc-fields\r\nContent-Length: %zu\r\n\r\n",
		     hex, hex + 8, hex + 13, hex + 17, hex + 20, date, w->at.name, block.n);
	mq_buf_put(&b, mq_buf_text(&block));
	mq_buf_put(&b, MQ_T("\r\n\r\n"));
	mq_status s =
	    b.failed || block.failed ? MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory") : put_member(w, mq_buf_text(&b));
	mq_buf_close(&b);
	mq_buf_close(&block);
	return s;
}

static mq_status open_file(mq_warc_out *w)
{
	int n = snprintf(w->path, sizeof w->path, "%.*s/%s", MQ_ARG(w->folder), w->at.name);
	if (n < 0 || (size_t)n >= sizeof w->path)
		return MQ_FAIL(MQ_USAGE, MQ_BYTE_UNKNOWN, "the path of the WARC folder is too long");
	w->fd = open(w->path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (w->fd < 0) return failed("cannot make the WARC file");
	/* what was written but never acknowledged is fetched again: it goes */
	if (ftruncate(w->fd, (off_t)w->at.bytes) || lseek(w->fd, 0, SEEK_END) < 0) return failed("cannot write the WARC file");
	return MQ_DONE;
}

static mq_status begin_file(mq_warc_out *w, int64_t now, const char *day)
{
	unsigned part = 0;
	if (strncmp(w->at.name, "mirqab-", 7) == 0 && strncmp(w->at.name + 7, day, 8) == 0 && w->at.name[15] == '-')
		(void)sscanf(w->at.name + 16, "%u", &part);
	if (w->fd >= 0) {
		MQ_TRY(mq_warc_out_sync(w));
		close(w->fd);
		w->fd = -1;
	}
	w->at = (mq_warc_place){.bytes = 0};
	(void)snprintf(w->at.name, sizeof w->at.name, "mirqab-%s-%03u.warc.gz", day, (part + 1) % 1000);
	MQ_TRY(open_file(w));
	return put_info(w, now);
}

mq_status mq_warc_out_open(mq_arena *a, mq_text folder, mq_text agent, const mq_warc_place *at, mq_warc_out **out)
{
	mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(folder));
	mq_warc_out *w = MQ_NEW(a, mq_warc_out);
	if (!w || mq_text_none(name)) return mq_fail_memory(a);
	*w = (mq_warc_out){.folder = mq_text_of(name.p), .agent = agent, .at = *at, .fd = -1};
	mq_buf_open(&w->packed, MQ_FETCH_MOST * 2);
	w->packer = libdeflate_alloc_compressor(LEVEL);
	*out = w;
	if (!w->packer) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	if (mkdir(name.p, 0755) && errno != EEXIST) return failed("cannot make the WARC folder");
	return at->name[0] ? open_file(w) : MQ_DONE;
}

mq_status mq_warc_out_put(mq_warc_out *w, int64_t now, mq_text record, uint64_t *number, mq_text *path)
{
	char date[11], day[9];
	mq_day_print((mq_day)(now / 86400000), date);
	(void)snprintf(day, sizeof day, "%.4s%.2s%.2s", date, date + 5, date + 8);
	bool same_day = w->fd >= 0 && strncmp(w->at.name + 7, day, 8) == 0;
	if (!same_day || w->at.bytes > MQ_WARC_FILE_MOST) MQ_TRY(begin_file(w, now, day));
	*number = w->at.records;
	*path = mq_text_of(w->path);
	return put_member(w, record);
}

mq_status mq_warc_out_sync(mq_warc_out *w)
{
	if (w->dirty && w->fd >= 0 && fdatasync(w->fd)) return failed("cannot write the WARC file to disk");
	w->dirty = false;
	return MQ_DONE;
}

const mq_warc_place *mq_warc_out_place(const mq_warc_out *w) { return &w->at; }

void mq_warc_out_close(mq_warc_out *w)
{
	if (!w) return;
	if (w->fd >= 0) close(w->fd);
	if (w->packer) libdeflate_free_compressor(w->packer);
	mq_buf_close(&w->packed);
}
