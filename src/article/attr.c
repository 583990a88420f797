/* Attributes and the text of nodes. */
#include "article/dom.h"
#include "article/sheet.h"

static inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

bool mq_attr_next(mq_text page, uint32_t *at, uint32_t end, mq_text *name, mq_text *value)
{
	const char *p = page.p;
	uint32_t i = *at;
	while (i < end && (is_space(p[i]) || p[i] == '/')) i++;
	if (i >= end) return false;
	uint32_t from = i++;
	while (i < end && !is_space(p[i]) && p[i] != '=' && p[i] != '/') i++;
	*name = mq_text_at(p + from, i - from);
	*value = mq_text_at(p + i, 0);
	while (i < end && is_space(p[i])) i++;
	if (i < end && p[i] == '=') {
		i++;
		while (i < end && is_space(p[i])) i++;
		if (i < end && (p[i] == '"' || p[i] == '\'')) {
			const char *q = memchr(p + i + 1, p[i], end - i - 1);
			uint32_t close = q ? (uint32_t)(q - p) : end;
			*value = mq_text_at(p + i + 1, close - i - 1);
			i = close < end ? close + 1 : end;
		} else {
			from = i;
			while (i < end && !is_space(p[i])) i++;
			*value = mq_text_at(p + from, i - from);
		}
	}
	*at = i;
	return true;
}

mq_text mq_dom_attr(const mq_dom *d, uint32_t node, const char *want)
{
	const mq_node *x = &d->node[node];
	mq_text name, value, w = mq_text_of(want);
	if (x->tag == MQ_TAG_TEXT) return MQ_NONE;
	for (uint32_t at = x->at; mq_attr_next(d->page, &at, x->end, &name, &value);)
		if (mq_text_eq_ascii_nocase(name, w)) return value;
	return MQ_NONE;
}

/* text with entities into a sheet; page offsets from `at` */
void mq_sheet_html(mq_sheet *s, mq_text t, uint32_t page)
{
	size_t i = 0;
	while (i < t.n) {
		size_t amp = mq_text_find_byte(t, '&', i);
		if (amp == SIZE_MAX) amp = t.n;
		if (amp > i) mq_sheet_text(s, mq_text_sub(t, i, amp), page + (uint32_t)i);
		if (amp == t.n) break;
		char bytes[8];
		uint32_t n = 0, length = mq_entity(t, amp, bytes, &n);
		if (length) mq_sheet_whole(s, mq_text_at(bytes, n), page + (uint32_t)amp, length);
		else mq_sheet_text(s, mq_text_sub(t, amp, amp + 1), page + (uint32_t)amp);
		i = amp + (length ? length : 1);
	}
}

static mq_text finish(mq_arena *a, mq_sheet *s)
{
	mq_map none = {0}, out = {0};
	mq_text t;
	if (s->failed || s->n == 0) return MQ_NONE;
	return mq_nfc(a, mq_text_at(s->p, s->n), &none, &t, &out) ? t : MQ_NONE;
}

mq_text mq_dom_decode(mq_arena *a, mq_text raw)
{
	mq_sheet s;
	if (raw.n == 0) return MQ_NONE;
	mq_sheet_open(&s, a);
	mq_sheet_html(&s, raw, 0);
	return finish(a, &s);
}

void mq_sheet_node(mq_sheet *s, const mq_dom *d, uint32_t i)
{
	const mq_node *x = &d->node[i];
	if (x->flags & MQ_NODE_SPACE) mq_sheet_space(s);
	if (x->tag != MQ_TAG_TEXT) {
		if (x->tag == MQ_TAG_br || (x->flags & MQ_NODE_BLOCK)) mq_sheet_space(s);
		return;
	}
	mq_text t = mq_text_sub(d->page, x->at, x->end);
	if (x->flags & MQ_NODE_ENTITY) mq_sheet_html(s, t, x->at);
	else mq_sheet_text(s, t, x->at);
}

mq_text mq_dom_range(mq_arena *a, const mq_dom *d, uint32_t from, uint32_t to, size_t most)
{
	mq_sheet s;
	mq_sheet_open(&s, a);
	for (uint32_t i = from; i < to && s.n < most; i++) mq_sheet_node(&s, d, i);
	return finish(a, &s);
}

mq_text mq_dom_text(mq_arena *a, const mq_dom *d, uint32_t node, size_t most)
{
	return mq_dom_range(a, d, node, d->node[node].last, most);
}
