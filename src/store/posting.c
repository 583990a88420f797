#include "store/posting.h"

#define LIST_MOST  ((size_t)256 << 20)
#define TITLE_BITS 3u
#define TITLE_FULL 7u /* so many or more: the rest follows */
#define ONCE       (1u << TITLE_BITS)
#define BODY_MOST  ((1u << 28) - 1)

/* ── writing ── */
void mq_varint_put(mq_buf *b, uint32_t v)
{
	char bytes[5];
	size_t n = 0;
	for (; v >= 0x80; v >>= 7) bytes[n++] = (char)(v | 0x80);
	bytes[n++] = (char)v;
	mq_buf_put(b, mq_text_at(bytes, n));
}

void mq_list_out_open(mq_list_out *l)
{
	mq_buf_open(&l->docs, LIST_MOST);
	mq_buf_open(&l->places, LIST_MOST);
	mq_buf_open(&l->blocks, LIST_MOST);
	mq_list_begin(l);
}

void mq_list_out_close(mq_list_out *l)
{
	mq_buf_close(&l->docs);
	mq_buf_close(&l->places);
	mq_buf_close(&l->blocks);
}

void mq_list_begin(mq_list_out *l)
{
	mq_buf_clear(&l->docs);
	mq_buf_clear(&l->places);
	mq_buf_clear(&l->blocks);
	l->n = 0;
	l->last = l->block_last = MQ_NO_DOC; /* "one before the first" */
	l->docs_from = l->places_from = 0;
}

static void end_block(mq_list_out *l)
{
	mq_varint_put(&l->blocks, l->last - l->block_last - 1);
	mq_varint_put(&l->blocks, (uint32_t)(l->docs.n - l->docs_from));
	mq_varint_put(&l->blocks, (uint32_t)(l->places.n - l->places_from));
	l->block_last = l->last;
	l->docs_from = l->docs.n;
	l->places_from = l->places.n;
}

void mq_list_add(mq_list_out *l, const mq_posting *p)
{
	uint32_t title = p->title < TITLE_FULL ? p->title : TITLE_FULL;
	uint32_t code = (p->body < BODY_MOST ? p->body : BODY_MOST) << TITLE_BITS | title;
	if (l->n && l->n % MQ_BLOCK == 0) end_block(l);
	mq_varint_put(&l->docs, (p->doc - l->last - 1) << 1 | (code != ONCE));
	if (code != ONCE) mq_varint_put(&l->docs, code);
	if (title == TITLE_FULL) mq_varint_put(&l->docs, p->title - TITLE_FULL);
	mq_buf_put(&l->places, p->places);
	l->last = p->doc;
	l->n++;
}

bool mq_list_end(mq_list_out *l, mq_buf *docs)
{
	mq_buf_clear(docs);
	if (l->n <= MQ_BLOCK && l->docs.n + l->places.n <= MQ_LIST_INLINE_MOST) {
		mq_buf_put(docs, mq_buf_text(&l->docs));
		mq_buf_put(docs, mq_buf_text(&l->places));
		return true;
	}
	end_block(l);
	mq_buf_put(docs, mq_buf_text(&l->blocks));
	mq_buf_put(docs, mq_buf_text(&l->docs));
	return false;
}

void mq_entry_put(mq_buf *leaf, mq_text before, const mq_entry *e)
{
	size_t same = 0;
	while (same < before.n && same < e->term.n && before.p[same] == e->term.p[same]) same++;
	mq_varint_put(leaf, (uint32_t)same);
	mq_varint_put(leaf, (uint32_t)(e->term.n - same));
	mq_buf_put(leaf, mq_text_sub(e->term, same, e->term.n));
	mq_varint_put(leaf, e->docs << 2 | (uint32_t)e->has_places << 1 | e->is_long);
	mq_varint_put(leaf, e->is_long ? e->list : (uint32_t)e->bytes.n);
	if (!e->is_long) mq_buf_put(leaf, e->bytes);
}

/* ── reading ── */
static const unsigned char *bytes_of(mq_text t) { return (const unsigned char *)(t.p ? t.p : ""); }

void mq_leaf_open(mq_leaf *l, mq_text bytes)
{
	l->at = bytes_of(bytes);
	l->end = l->at + bytes.n;
	l->n = 0;
	l->damaged = false;
}

bool mq_leaf_next(mq_leaf *l, mq_entry *out)
{
	uint32_t same = 0, more = 0, docs = 0, size = 0;
	if (l->at == l->end || l->damaged) return false;
	const unsigned char *p = mq_varint_get(l->at, l->end, &same);
	p = mq_varint_get(p, l->end, &more);
	l->damaged = true;
	if (!p || same > l->n || more > sizeof l->term || same + more > sizeof l->term || more > (size_t)(l->end - p))
		return false;
	memcpy(l->term + same, p, more);
	l->n = same + more;
	p = mq_varint_get(p + more, l->end, &docs);
	p = mq_varint_get(p, l->end, &size);
	if (!p || docs >> 2 == 0) return false;
	*out = (mq_entry){mq_text_at(l->term, l->n), docs >> 2, size, docs >> 1 & 1, docs & 1, MQ_NONE};
	if (!out->is_long) {
		if (size > (size_t)(l->end - p)) return false;
		out->bytes = mq_text_at((const char *)p, size);
		p += size;
	}
	l->at = p;
	l->damaged = false;
	return true;
}

/* a short list: its places begin where its one block ends */
static bool open_short(mq_arena *a, mq_list *l)
{
	mq_block *b = MQ_NEW(a, mq_block);
	const unsigned char *p = bytes_of(l->docs), *end = p + l->docs.n;
	if (!b || l->n > MQ_BLOCK) return false;
	for (uint32_t i = 0; i < l->n; i++) {
		uint32_t delta = 0, code = ONCE, more;
		p = mq_varint_get(p, end, &delta);
		if (p && delta & 1) p = mq_varint_get(p, end, &code);
		if (p && (code & TITLE_FULL) == TITLE_FULL) p = mq_varint_get(p, end, &more);
		if (!p) return false;
	}
	*b = (mq_block){l->all - 1, 0, (uint32_t)(p - bytes_of(l->docs)), 0};
	l->places = mq_text_sub(l->docs, b->docs_end, l->docs.n);
	l->docs.n = b->docs_end;
	l->block = b;
	return true;
}

static bool open_long(mq_arena *a, mq_list *l)
{
	const unsigned char *p = bytes_of(l->docs), *end = p + l->docs.n;
	uint64_t last = 0, docs = 0, places = 0;
	mq_block *b = l->blocks <= l->docs.n ? MQ_ARRAY(a, mq_block, l->blocks) : NULL;
	if (!b) return false;
	for (uint32_t i = 0; i < l->blocks; i++) {
		uint32_t step = 0, docs_n = 0, places_n = 0;
		p = mq_varint_get(p, end, &step);
		p = mq_varint_get(p, end, &docs_n);
		p = mq_varint_get(p, end, &places_n);
		last += (uint64_t)step + (i > 0);
		if (!p || last >= l->all) return false;
		b[i] = (mq_block){(uint32_t)last, (uint32_t)docs, (uint32_t)(docs + docs_n), (uint32_t)places};
		docs += docs_n;
		places += places_n;
		if (docs > UINT32_MAX || places > UINT32_MAX) return false;
	}
	if (docs != (uint64_t)(end - p)) return false;
	l->docs = mq_text_at((const char *)p, (size_t)(end - p));
	l->block = b;
	/* places are read only by those who want them */
	return mq_text_none(l->places) || l->places.n == places;
}

bool mq_list_open(mq_arena *a, mq_list *l, const mq_entry *e, mq_text docs, mq_text places, uint32_t all)
{
	*l = (mq_list){.docs = docs, .places = places, .n = e->docs, .all = all, .has_places = e->has_places};
	l->blocks = (e->docs + MQ_BLOCK - 1) / MQ_BLOCK;
	if (e->docs == 0 || e->docs > all) return false;
	return e->is_long ? open_long(a, l) : open_short(a, l);
}

void mq_cursor_open(mq_cursor *c, const mq_list *l)
{
	c->list = l;
	c->block = c->i = c->n = 0;
	c->damaged = false;
	c->place = NULL;
	c->place_i = 0;
}

bool mq_cursor_read(mq_cursor *c, uint32_t b)
{
	const mq_list *l = c->list;
	const unsigned char *p = bytes_of(l->docs) + l->block[b].docs, *end = bytes_of(l->docs) + l->block[b].docs_end;
	uint32_t n = b + 1 < l->blocks ? MQ_BLOCK : l->n - b * MQ_BLOCK;
	uint64_t doc = b ? (uint64_t)l->block[b - 1].last + 1 : 0;
	c->block = b;
	c->i = c->place_i = 0;
	c->place = NULL;
	c->n = n;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t delta, code = ONCE;
		p = mq_varint_get(p, end, &delta);
		if (p && delta & 1) p = mq_varint_get(p, end, &code);
		if (!p) break;
		doc += delta >> 1;
		c->doc[i] = (uint32_t)doc;
		c->title[i] = code & TITLE_FULL;
		c->body[i] = code >> TITLE_BITS;
		if (c->title[i] == TITLE_FULL) {
			p = mq_varint_get(p, end, &delta);
			if (!p || delta > BODY_MOST) break;
			c->title[i] += delta;
		}
		doc++;
	}
	if (p != end || doc > (uint64_t)l->block[b].last + 1) {
		c->damaged = true;
		c->n = 0;
	}
	return !c->damaged;
}

uint32_t mq_cursor_seek(mq_cursor *c, uint32_t doc)
{
	const mq_list *l = c->list;
	uint32_t b = c->block;
	while (b < l->blocks && l->block[b].last < doc) b++;
	for (; b < l->blocks && !c->damaged; b++) {
		if ((b != c->block || c->n == 0) && !mq_cursor_read(c, b)) return MQ_NO_DOC;
		while (c->i < c->n && c->doc[c->i] < doc) c->i++;
		if (c->i < c->n) return c->doc[c->i];
	}
	return MQ_NO_DOC;
}

bool mq_cursor_places(mq_cursor *c, mq_text *out)
{
	const mq_list *l = c->list;
	const unsigned char *end = bytes_of(l->places) + l->places.n, *from = c->place;
	if (!from) {
		if (l->block[c->block].places > l->places.n) return false;
		from = bytes_of(l->places) + l->block[c->block].places;
		c->place_i = 0;
	}
	for (;; c->place_i++) {
		uint64_t left = (uint64_t)c->title[c->place_i] + c->body[c->place_i];
		const unsigned char *p = from;
		for (; left && p < end; p++) left -= *p < 0x80;
		if (left) return !(c->damaged = true);
		if (c->place_i == c->i) {
			*out = mq_text_at((const char *)from, (size_t)(p - from));
			c->place = from;
			return true;
		}
		from = p;
	}
}
