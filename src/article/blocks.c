#include "article/blocks.h"

#include "article/html_rules.h"

enum { C_WORD, C_SPACE, C_UPPER, C_DIGIT, C_END, C_COMMA, C_SYMBOL, C_CONT, C_MARK };

static const uint8_t kind_of[256] = {
    [0 ... 32] = C_SPACE,     ['!'] = C_END,    ['.'] = C_END,    ['?'] = C_END,    [','] = C_COMMA,  ['0' ... '9'] = C_DIGIT,
    ['A' ... 'Z'] = C_UPPER,  ['#'] = C_SYMBOL, ['|'] = C_SYMBOL, ['>'] = C_SYMBOL, ['/'] = C_SYMBOL, ['@'] = C_SYMBOL,
    ['{'] = C_SYMBOL,         ['}'] = C_SYMBOL, ['='] = C_SYMBOL, ['_'] = C_SYMBOL, ['*'] = C_SYMBOL, ['+'] = C_SYMBOL,
    [0x80 ... 0xBF] = C_CONT, [0xD8] = C_MARK,  [0xC2] = C_MARK,  [0xE2] = C_MARK,  [0xE3] = C_MARK,  [0xEF] = C_MARK,
};

/* the few marks of two and three bytes that are weighed */
static uint8_t mark_kind(const unsigned char *p, size_t left)
{
	if (left < 2) return C_WORD;
	if (p[0] == 0xD8) return p[1] == 0x8C || p[1] == 0x9B ? C_COMMA : p[1] == 0x9F ? C_END : C_WORD;
	if (p[0] == 0xC2) return p[1] == 0xA0 ? C_SPACE : p[1] == 0xA9 || p[1] == 0xBB || p[1] == 0xB7 ? C_SYMBOL : C_WORD;
	if (left < 3) return C_WORD;
	if (p[0] == 0xE2 && p[1] == 0x80) return p[2] == 0xA6 ? C_END : p[2] == 0xA2 || p[2] == 0xBA ? C_SYMBOL : C_WORD;
	if (p[0] == 0xE3 && p[1] == 0x80) return p[2] == 0x82 ? C_END : p[2] == 0x81 ? C_COMMA : C_WORD;
	if (p[0] == 0xEF && p[1] == 0xBC) return p[2] == 0x8C ? C_COMMA : p[2] == 0x81 || p[2] == 0x9F ? C_END : C_WORD;
	return C_WORD;
}

typedef struct {
	bool in_word;
	bool colon;
	uint8_t last; /* kind of the last thing that is no space */
} reading;

static void weigh_text(mq_text t, bool entities, reading *r, mq_block *b, uint32_t *chars_out)
{
	const unsigned char *p = (const unsigned char *)t.p;
	uint32_t chars = 0;
	for (size_t i = 0; i < t.n; i++) {
		uint8_t k = kind_of[p[i]];
		if (k == C_CONT) continue;
		if (k == C_MARK) k = mark_kind(p + i, t.n - i);
		if (entities && p[i] == '&') {
			char bytes[8];
			uint32_t n = 0, length = mq_entity(t, i, bytes, &n);
			if (length) {
				k = kind_of[(unsigned char)bytes[0]];
				if (k == C_MARK) k = mark_kind((const unsigned char *)bytes, n);
				i += length - 1;
			}
		}
		if (k == C_SPACE) {
			r->in_word = false;
			continue;
		}
		if (!r->in_word) {
			b->words++;
			r->in_word = true;
		}
		if (b->chars + chars == 0) b->starts_upper = k == C_UPPER;
		chars++;
		if (k == C_END) b->ends++;
		else if (k == C_COMMA) b->commas++;
		else if (k == C_DIGIT) b->digits++;
		else if (k == C_UPPER) b->upper++;
		else if (k == C_SYMBOL) b->symbols++;
		r->colon = p[i] == ':';
		r->last = (p[i] == '"' || p[i] == ')' || p[i] == '\'') ? r->last : k;
	}
	b->chars += chars;
	*chars_out = chars;
}

static uint16_t inside_of_tag(uint16_t tag)
{
	switch (tag) {
	case MQ_TAG_article: return IN_ARTICLE;
	case MQ_TAG_main: return IN_MAIN;
	case MQ_TAG_aside: return IN_ASIDE;
	case MQ_TAG_footer: return IN_FOOTER;
	case MQ_TAG_header: return IN_HEADER;
	case MQ_TAG_nav:
	case MQ_TAG_menu: return IN_NAV;
	case MQ_TAG_figure: return IN_FIGURE;
	case MQ_TAG_table: return IN_TABLE;
	case MQ_TAG_form: return IN_FORM;
	case MQ_TAG_ul:
	case MQ_TAG_ol: return IN_LIST;
	case MQ_TAG_blockquote: return IN_QUOTE;
	case MQ_TAG_section: return IN_SECTION;
	case MQ_TAG_a: return IN_LINK;
	case MQ_TAG_noscript: return IN_NOSCRIPT;
	default: return 0;
	}
}

static bool like_prose(const mq_block *b)
{
	return b->chars >= 60 && b->link * 3 < b->chars && (b->ends + b->commas > 0 || b->chars >= 160);
}

typedef struct {
	mq_arena *a;
	const mq_rules_html *rules;
	const mq_dom *d;
	mq_blocks *out;
	mq_node_marks *marks;
	uint32_t *make_slot;
	uint32_t make_cap;
	uint64_t *make_key; /* of each node: its element and class */
	mq_seen seen;
	bool failed;
} finder;

/* pages of comments and lists have thousands: the first ones are near the article's head */
#define LABELLED_MOST 240u

static void note_label(finder *f, uint32_t node)
{
	if (f->out->labelled.n >= LABELLED_MOST) return;
	mq_labelled *x = mq_push(f->a, &f->out->labelled);
	if (x) *x = (mq_labelled){node, f->marks[node].label};
	else f->failed = true;
}

/* down the tree: what every node stands in, its attributes read once */
static bool look_down(finder *f)
{
	const mq_dom *d = f->d;
	for (uint32_t i = 1; i < d->n; i++) {
		const mq_node *x = &d->node[i];
		uint32_t up = x->parent;
		f->out->inside[i] = f->out->inside[up];
		f->marks[i] = f->marks[up];
		if (x->tag == MQ_TAG_TEXT) {
			f->out->box[i] = f->out->box[up];
			continue;
		}
		f->out->box[i] = (x->flags & MQ_NODE_BLOCK) ? i : f->out->box[up];
		/* an anchor without an address is a place, no link; many are never closed */
		if (x->tag != MQ_TAG_a || mq_dom_attr(d, i, "href").p) f->out->inside[i] |= inside_of_tag(x->tag);
		f->make_key[i] = x->tag;
		if (x->end > x->at + 4 && !(x->flags & MQ_NODE_HIDE) && x->tag != MQ_TAG_html && x->tag != MQ_TAG_body &&
		    !(mq_tag_flags[x->tag] & T_VOID) && x->tag != MQ_TAG_a)
			f->out->inside[i] |= mq_node_read(f->rules, d, i, &f->marks[i], &f->make_key[i]);
		else f->marks[i].label = 0;
		if (f->marks[i].label || x->tag == MQ_TAG_time || x->tag == MQ_TAG_abbr) note_label(f, i);
	}
	return true;
}

static uint32_t make_of(finder *f, uint32_t box)
{
	uint64_t key = f->make_key[box] * 0x9E3779B97F4A7C15ull + f->make_key[f->d->node[box].parent];
	uint32_t k = (uint32_t)(key >> 32) & (f->make_cap - 1);
	for (; f->make_slot[k]; k = (k + 1) & (f->make_cap - 1))
		if (f->out->make.v[f->make_slot[k] - 1].key == key) return f->make_slot[k] - 1;
	if (f->out->make.n * 2 > f->make_cap) return 0;
	mq_make *m = mq_push(f->a, &f->out->make);
	if (!m) {
		f->failed = true;
		return 0;
	}
	m->key = key;
	f->make_slot[k] = f->out->make.n;
	return f->out->make.n - 1;
}

static void end_block(finder *f, mq_block *b, const reading *r)
{
	mq_blocks *o = f->out;
	if (b->chars == 0) return;
	b->closed = r->last == C_END;
	b->colon = r->colon;
	const mq_node_marks *m = &f->marks[b->first];
	b->tokens_sum = m->sum;
	b->tokens_least = m->least;
	b->tokens_most = m->most;
	memcpy(b->tokens, m->level, sizeof b->tokens);
	b->inside = o->inside[b->first];
	b->hidden = (b->inside & IN_HIDDEN) != 0;
	b->signature = make_of(f, b->box);
	if (f->failed) return;
	mq_make *k = &o->make.v[b->signature];
	k->n++;
	k->chars += b->chars;
	k->link += b->link;
	mq_block *slot = mq_push(f->a, &o->block);
	if (!slot) {
		f->failed = true;
		return;
	}
	*slot = *b;
	mq_sums *s = &o->sum[b->box];
	s->chars += b->chars;
	s->link += b->link;
	s->words += b->words;
	s->ends += b->ends;
	s->commas += b->commas;
	s->blocks++;
	if (like_prose(b)) {
		s->prose += b->chars;
		s->paragraphs++;
	}
}

static bool is_media(uint16_t tag)
{
	return tag == MQ_TAG_img || tag == MQ_TAG_picture || tag == MQ_TAG_video || tag == MQ_TAG_iframe || tag == MQ_TAG_audio ||
	       tag == MQ_TAG_object || tag == MQ_TAG_embed || tag == MQ_TAG_image;
}

static void note_media(finder *f, bool in_block, bool *before_next)
{
	if (in_block) return;
	*before_next = true;
	if (f->out->block.n) f->out->block.v[f->out->block.n - 1].before_media = true;
}

static bool is_italic(uint16_t tag) { return tag == MQ_TAG_i || tag == MQ_TAG_em || tag == MQ_TAG_cite || tag == MQ_TAG_small; }

static void walk(finder *f)
{
	const mq_dom *d = f->d;
	mq_block b = {0};
	reading r = {0};
	uint32_t before = 0, bold_end = 0, italic_end = 0;
	bool br = false, media = false;
	for (uint32_t i = d->body ? d->body : 1; i < d->n && !f->failed && f->out->block.n < MQ_HTML_BLOCKS_MOST; i++) {
		const mq_node *x = &d->node[i];
		if (is_media(x->tag)) note_media(f, b.chars > 0, &media);
		if (x->flags & MQ_NODE_HIDE) {
			i = x->last - 1;
			continue;
		}
		bool border = x->tag == MQ_TAG_br || (x->flags & MQ_NODE_BLOCK) || (b.chars && f->out->box[i] != b.box);
		if (border && b.chars) {
			before += b.chars;
			end_block(f, &b, &r);
			b = (mq_block){0};
			r = (reading){0};
		}
		if (x->tag == MQ_TAG_br) br = true;
		else if (x->flags & MQ_NODE_BLOCK) br = false;
		if ((x->tag == MQ_TAG_b || x->tag == MQ_TAG_strong) && x->last > bold_end) bold_end = x->last;
		if (is_italic(x->tag) && x->last > italic_end) italic_end = x->last;
		if (x->tag != MQ_TAG_TEXT) continue;
		if (b.chars == 0) {
			b.after_media = media;
			b.first = i;
			b.box = f->out->box[i];
			b.before = before;
			b.after_br = br;
		}
		if (x->flags & MQ_NODE_SPACE) r.in_word = false;
		uint32_t chars;
		weigh_text(mq_text_sub(d->page, x->at, x->end), x->flags & MQ_NODE_ENTITY, &r, &b, &chars);
		if (f->out->inside[i] & IN_LINK) b.link += chars;
		if (i < bold_end) b.bold += chars;
		if (i < italic_end) b.italic += chars;
		if (b.chars) media = false;
		b.last = i + 1;
	}
	if (!f->failed) end_block(f, &b, &r);
	f->out->chars = before + b.chars;
}

/* up the tree: sums of children into parents. The array is in document order, so from its end every child comes first */
static void sum_up(const mq_dom *d, mq_blocks *o)
{
	for (uint32_t i = d->n; i-- > 1;) {
		if (o->sum[i].blocks == 0) continue;
		mq_sums *s = &o->sum[d->node[i].parent];
		const mq_sums *c = &o->sum[i];
		s->chars += c->chars;
		s->link += c->link;
		s->words += c->words;
		s->ends += c->ends;
		s->commas += c->commas;
		s->prose += c->prose;
		s->paragraphs = (uint16_t)(s->paragraphs + c->paragraphs < 65535 ? s->paragraphs + c->paragraphs : 65535);
		s->blocks = (uint16_t)(s->blocks + c->blocks < 65535 ? s->blocks + c->blocks : 65535);
	}
	o->prose = o->sum[0].prose;
}

/* from the top down into whichever child still holds most of the prose */
static uint32_t best_box(const mq_dom *d, const mq_blocks *o)
{
	uint32_t at = 0;
	for (;;) {
		uint32_t child = at + 1, best = 0;
		while (child < d->node[at].last) {
			if (!best || o->sum[child].prose > o->sum[best].prose) best = child;
			child = d->node[child].last;
		}
		if (!best || o->sum[best].prose * 10 < o->sum[at].prose * 7 || o->sum[best].prose == 0) return at;
		at = best;
	}
}

mq_status mq_blocks_find(mq_arena *a, const mq_rules_html *rules, const mq_dom *d, mq_blocks *out)
{
	memset(out, 0, sizeof *out);
	finder f = {.a = a, .rules = rules, .d = d, .out = out, .make_cap = 1024};
	while (f.make_cap < d->n / 4) f.make_cap *= 2;
	out->sum = MQ_ARRAY(a, mq_sums, d->n);
	out->box = MQ_ARRAY(a, uint32_t, d->n);
	out->inside = MQ_ARRAY(a, uint16_t, d->n);
	f.marks = MQ_ARRAY(a, mq_node_marks, d->n);
	f.make_key = MQ_ARRAY(a, uint64_t, d->n);
	f.make_slot = MQ_ARRAY(a, uint32_t, f.make_cap);
	if (!out->sum || !out->box || !out->inside || !f.marks || !f.make_key || !f.make_slot) return mq_fail_memory(a);
	out->heading = UINT32_MAX;
	look_down(&f);
	walk(&f);
	if (f.failed) return mq_fail_memory(a);
	sum_up(d, out);
	out->best = best_box(d, out);
	return MQ_DONE;
}
