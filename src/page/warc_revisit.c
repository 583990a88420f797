/* Revisits (ISO 28500, 6.7): a record that says "the same as before" and holds no payload. Where the record that it speaks of
 * stands in the same file, it is read again from there. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "page/charset.h"
#include "page/warc_inner.h"

/* one record is wanted, not what is behind it */
#define READ_STEP ((size_t)256 << 10)

static mq_warc_place *place_of(mq_warc_place *seen, uint64_t key) { return &seen[(key ^ (key >> 32)) & (MQ_WARC_SEEN - 1)]; }

void mq_warc_seen_put(mq_warc_place *seen, mq_text name, uint64_t offset)
{
	uint64_t key = mq_hash(name);
	if (name.n) *place_of(seen, key) = (mq_warc_place){key, offset};
}

bool mq_warc_seen_find(const mq_warc_place *seen, mq_text name, uint64_t *offset)
{
	uint64_t key = mq_hash(name);
	const mq_warc_place *at = &seen[(key ^ (key >> 32)) & (MQ_WARC_SEEN - 1)];
	if (!name.n || at->key != key) return false;
	*offset = at->offset;
	return true;
}

static bool is_the_one(const mq_warc_head *h, mq_text digest, mq_text id)
{
	return (digest.n && mq_text_eq(h->payload_digest, digest)) || (id.n && mq_text_eq(h->record_id, id));
}

/* the record at the place where s stands, if it is the one that is spoken of */
static mq_status read_again(mq_source *s, mq_text digest, mq_text id, mq_arena *a, mq_page *page)
{
	const mq_status none = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	mq_warc_head h;
	mq_text both, odd;
	mq_http_head http;
	size_t n;
	if (!mq_ok(mq_warc_head_peek(s, &h)) || h.length > MQ_PAGE_MOST || !is_the_one(&h, digest, id)) return none;
	if (!mq_ok(mq_warc_block_peek(s, &h, a, &both, &n, &odd)) || !mq_ok(mq_warc_head_peek(s, &h))) return none;
	mq_warc_wanted as = mq_warc_payload_wanted(&h, mq_text_sub(both, h.size, both.n), &http);
	if (as != AS_HTML && as != AS_TEXT) return none;
	return mq_warc_keep(a, &h, both, n, odd, &http, as, page);
}

/* a file that can be read a second time; -1 when there is none */
static int open_again(const mq_reading *r, mq_arena *a, uint64_t offset)
{
	struct stat st;
	if (r->source->input.fd <= STDIN_FILENO || fstat(r->source->input.fd, &st) || !S_ISREG(st.st_mode)) return -1;
	mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(r->path));
	int fd = mq_text_none(name) || offset > INT64_MAX ? -1 : open(name.p, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && lseek(fd, (off_t)offset, SEEK_SET) >= 0) return fd;
	if (fd >= 0) close(fd);
	return -1;
}

mq_status mq_warc_revisit(const mq_reading *r, const mq_warc_place *seen, const mq_warc_head *h, mq_arena *a, mq_page *page)
{
	const mq_status none = {MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	uint64_t offset;
	if (!mq_warc_seen_find(seen, h->refers_to, &offset) && !mq_warc_seen_find(seen, h->payload_digest, &offset)) return none;
	/* the views of the header end with the next look at the source: what is needed of it is kept */
	mq_text digest = mq_arena_text(a, h->payload_digest), id = mq_arena_text(a, h->refers_to);
	mq_text url = mq_text_sound(a, mq_arena_text(a, h->uri)), date = mq_text_sound(a, mq_arena_text(a, h->date));
	mq_source *s = mq_heap_alloc(sizeof *s);
	int fd = open_again(r, a, offset);
	mq_status found = none;
	if (s && fd >= 0 && mq_source_open(s, (mq_input){.fd = fd, .step = READ_STEP}, offset)) {
		found = read_again(s, digest, id, a, page);
		mq_source_close(s);
	}
	if (fd >= 0) close(fd);
	mq_heap_free(s);
	if (mq_arena_failed(a)) return mq_fail_memory(a);
	if (!mq_ok(found)) return none;
	page->url = url;
	page->fetched = date;
	return MQ_DONE;
}
