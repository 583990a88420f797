/* Leaves of the search index: terms, each with its list or where that is (posting.h); and bits as they are written. */
#include "store/posting.h"

/* ── writing ── */
void mq_bits_put(mq_bits_out *o, uint32_t v, uint32_t n)
{
	uint64_t all = o->bits | (uint64_t)v << o->n % 32;
	o->n += n;
	o->bits = o->n < 32 ? all : all >> 32;
	if (o->n < 32) return;
	char bytes[4] = {(char)all, (char)(all >> 8), (char)(all >> 16), (char)(all >> 24)};
	o->n -= 32;
	mq_buf_put(o->b, mq_text_at(bytes, sizeof bytes));
}

void mq_bits_end(mq_bits_out *o)
{
	char bytes[4] = {(char)o->bits, (char)(o->bits >> 8), (char)(o->bits >> 16), (char)(o->bits >> 24)};
	uint32_t full = (o->n + 7) / 8;
	o->bits = 0;
	o->n = 0;
	mq_buf_put(o->b, mq_text_at(bytes, full));
}

void mq_varint_put(mq_buf *b, uint32_t v)
{
	char bytes[5];
	size_t n = 0;
	for (; v >= 0x80; v >>= 7) bytes[n++] = (char)(v | 0x80);
	bytes[n++] = (char)v;
	mq_buf_put(b, mq_text_at(bytes, n));
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
