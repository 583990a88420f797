#include "article/look.h"

/* what of a block is looked for in JSON-LD's articleBody, in bytes of letters */
#define PROBE_BYTES 36u
#define PROBE_LEAST 14u
/* an articleBody shorter than this says nothing */
#define BODY_LEAST 300u

static bool letter_byte(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

size_t mq_bare_letters(mq_text t, bool entities, char *out, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < t.n && n < most; i++) {
		const unsigned char *p = (const unsigned char *)t.p + i;
		if (entities && *p == '&') {
			char bytes[8];
			uint32_t m = 0, length = mq_entity(t, i, bytes, &m);
			if (length) {
				n += mq_bare_letters(mq_text_at(bytes, m), false, out + n, most - n);
				i += length - 1;
				continue;
			}
		}
		if (!letter_byte(*p)) continue;
		/* signs: general punctuation, Latin-1 signs, Arabic commas */
		if (*p == 0xE2 && i + 2 < t.n) {
			i += 2;
			continue;
		}
		if ((*p == 0xC2 || (*p == 0xD8 && i + 1 < t.n && (p[1] == 0x8C || p[1] == 0x9B || p[1] == 0x9F))) &&
		    i + 1 < t.n) {
			i++;
			continue;
		}
		out[n++] = t.p[i];
	}
	return n;
}

static size_t block_letters(const mq_dom *d, const mq_block *b, char *out, size_t most)
{
	size_t n = 0;
	for (uint32_t i = b->first; i < b->last && n < most; i++) {
		const mq_node *x = &d->node[i];
		if (x->tag != MQ_TAG_TEXT || (x->flags & MQ_NODE_HIDE)) continue;
		n += mq_bare_letters(mq_text_sub(d->page, x->at, x->end), x->flags & MQ_NODE_ENTITY, out + n, most - n);
	}
	return n;
}

static mq_status find_body(mq_arena *a, mq_look *l)
{
	if (l->meta.article_body.n < BODY_LEAST) return MQ_DONE;
	mq_text t = mq_json_ld_text(a, l->meta.article_body);
	char *p = mq_arena_alloc(a, t.n + 1);
	if (!p) return mq_fail_memory(a);
	/* twice decoded: some sites put HTML entities into JSON */
	l->article_body = mq_text_at(p, mq_bare_letters(t, true, p, t.n));
	return MQ_DONE;
}

/* descriptions of the page and its names for its author, as letters; several, one after the other */
#define VOTES_TEXT 2048u

static mq_text votes_text(mq_arena *a, const mq_look *l, mq_meta_field field)
{
	char *p = mq_arena_alloc(a, VOTES_TEXT);
	size_t n = 0;
	if (!p) return MQ_NONE;
	for (uint32_t i = 0; i < l->meta.vote.n && n + PROBE_BYTES < VOTES_TEXT; i++) {
		const mq_meta_vote *v = &l->meta.vote.v[i];
		if (v->field == field) n += mq_bare_letters(mq_vote_text(a, v), true, p + n, VOTES_TEXT - n);
	}
	return mq_text_at(p, n);
}

static uint8_t found(mq_text in, mq_text probe)
{
	if (in.n < PROBE_LEAST) return 0;
	return mq_text_find(in, probe, 0) == SIZE_MAX ? 2 : 1;
}

/* the first author that the page names, as letters */
#define AUTHOR_LEAST 6u
#define AUTHOR_BLOCK 500u

static void find_author(mq_arena *a, mq_look *l)
{
	char name[64], text[AUTHOR_BLOCK];
	mq_text who = mq_meta_best(a, &l->meta, MQ_META_BYLINE);
	size_t n = mq_bare_letters(who, false, name, sizeof name);
	if (n < AUTHOR_LEAST || who.n > sizeof name) return;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		b->names_author = 2;
		if (b->chars < AUTHOR_LEAST || b->chars > AUTHOR_BLOCK) continue;
		size_t k = block_letters(&l->dom, b, text, AUTHOR_BLOCK);
		if (mq_text_find(mq_text_at(text, k), mq_text_at(name, n), 0) != SIZE_MAX) b->names_author = 1;
	}
}

/* which blocks JSON-LD's body has, and which say again what was said */
static mq_status compare(mq_arena *a, mq_look *l)
{
	mq_seen seen = {0};
	bool failed = false;
	char probe[PROBE_BYTES + sizeof(uint32_t)];
	size_t from = 0;
	mq_text description = votes_text(a, l, MQ_META_DESCRIPTION), title = votes_text(a, l, MQ_META_TITLE);
	find_author(a, l);
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_block *b = &l->blocks.block.v[i];
		size_t n = block_letters(&l->dom, b, probe, PROBE_BYTES);
		mq_text t = mq_text_at(probe, n);
		if (n < PROBE_LEAST) continue;
		b->in_description = found(description, t);
		b->in_title = found(title, t);
		memcpy(probe + n, &b->chars, sizeof b->chars);
		b->letters = mq_hash(mq_text_at(probe, n + sizeof b->chars)) | 1;
		b->repeated = !mq_seen_add(a, &seen, mq_text_at(probe, n + sizeof b->chars), &failed);
		if (failed) return mq_fail_memory(a);
		if (l->article_body.n < BODY_LEAST || b->link * 10 > b->chars * 9) continue;
		/* most often it goes on where it stood */
		size_t at = mq_text_find(l->article_body, t, from);
		if (at == SIZE_MAX && from) at = mq_text_find(mq_text_sub(l->article_body, 0, from + PROBE_BYTES), t, 0);
		b->in_json = at == SIZE_MAX ? 2 : 1;
		if (at != SIZE_MAX) from = at;
	}
	return MQ_DONE;
}

static void find_heading(mq_look *l)
{
	uint32_t node = l->title.node;
	for (uint32_t i = 0; node && i < l->blocks.block.n; i++)
		if (l->blocks.block.v[i].first >= node) {
			if (l->blocks.block.v[i].first < l->dom.node[node].last) l->blocks.heading = i;
			return;
		}
}

mq_status mq_look_at(mq_arena *a, const mq_rules_html *rules, mq_text page, mq_look *out)
{
	memset(out, 0, sizeof *out);
	MQ_TRY(mq_dom_parse(a, &rules->tags, page, &out->dom));
	MQ_TRY(mq_meta_read(a, rules, &out->dom, &out->meta));
	MQ_TRY(mq_blocks_find(a, rules, &out->dom, &out->blocks));
	MQ_TRY(mq_title_pick(a, &out->dom, &out->blocks, &out->meta, &out->title));
	find_heading(out);
	MQ_TRY(find_body(a, out));
	MQ_TRY(compare(a, out));
	return mq_page_facts_find(a, &out->dom, &out->blocks, &out->facts);
}

mq_text mq_block_text(mq_arena *a, const mq_dom *d, const mq_block *b)
{
	mq_sheet s;
	mq_sheet_open(&s, a);
	for (uint32_t i = b->first; i < b->last; i++)
		if (!(d->node[i].flags & MQ_NODE_HIDE)) mq_sheet_node(&s, d, i);
	return s.n ? mq_text_at(s.p, s.n) : MQ_NONE;
}
