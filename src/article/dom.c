#include "article/dom.h"

#define NONE UINT32_MAX

typedef struct {
	mq_arena *a;
	const mq_tag_table *tags;
	mq_dom *d;
	const char *p;
	uint32_t n, at;
	uint32_t *open; /* nodes that are open, the page first */
	uint32_t open_n, open_cap;
	uint32_t count[MQ_TAGS_N]; /* how many of each are open */
	bool space, failed, no_svg_end;
	uint32_t form; /* how many forms are open */
} parser;

static inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }
static inline bool is_letter(char c) { return (unsigned char)((c | 0x20) - 'a') < 26; }

static uint32_t find_byte(const parser *s, char c, uint32_t from)
{
	const char *x = from < s->n ? memchr(s->p + from, c, s->n - from) : NULL;
	return x ? (uint32_t)(x - s->p) : NONE;
}

/* ---- the tree ---- */

static inline uint32_t top(const parser *s) { return s->open[s->open_n - 1]; }
static inline uint16_t top_tag(const parser *s) { return s->d->node[top(s)].tag; }

static uint32_t add_node(parser *s, uint16_t tag, uint32_t at, uint32_t end)
{
	mq_dom *d = s->d;
	if (d->n == d->cap) {
		uint32_t cap = d->cap ? d->cap * 2 : 1024;
		mq_node *v = mq_arena_grow(s->a, d->node, d->cap * sizeof *v, cap * sizeof *v);
		if (!v) {
			s->failed = true;
			return 0;
		}
		d->node = v;
		d->cap = cap;
	}
	uint32_t i = d->n++;
	mq_node *x = &d->node[i];
	*x = (mq_node){.parent = s->open_n ? top(s) : 0, .last = i + 1, .at = at, .end = end, .tag = tag};
	const mq_node *up = &d->node[x->parent];
	x->depth = i == 0 ? 0 : up->depth < 255 ? (uint8_t)(up->depth + 1) : 255;
	if (s->space) x->flags |= MQ_NODE_SPACE;
	if (mq_tag_flags[tag] & T_BLOCK) x->flags |= MQ_NODE_BLOCK;
	if (i && ((up->flags & MQ_NODE_HIDE) || (mq_tag_flags[tag] & T_HIDE))) x->flags |= MQ_NODE_HIDE;
	s->space = false;
	return i;
}

static void push_open(parser *s, uint32_t node)
{
	if (s->open_n == s->open_cap) {
		uint32_t cap = s->open_cap ? s->open_cap * 2 : 256;
		uint32_t *v = mq_arena_grow(s->a, s->open, s->open_cap * sizeof *v, cap * sizeof *v);
		if (!v) {
			s->failed = true;
			return;
		}
		s->open = v;
		s->open_cap = cap;
	}
	s->open[s->open_n++] = node;
	s->count[s->d->node[node].tag]++;
}

/* closes everything down to and with open[k] */
static void pop_to(parser *s, uint32_t k)
{
	while (s->open_n > k && s->open_n > 1) {
		mq_node *x = &s->d->node[s->open[--s->open_n]];
		x->last = s->d->n;
		s->count[x->tag]--;
	}
}

typedef bool (*stops)(uint16_t tag);
static bool stop_scope(uint16_t t) { return (mq_tag_flags[t] & T_SCOPE) != 0; }
static bool stop_special(uint16_t t) { return (mq_tag_flags[t] & T_SPECIAL) != 0; }
static bool stop_item(uint16_t t) { return t == MQ_TAG_ul || t == MQ_TAG_ol || (mq_tag_flags[t] & T_SCOPE); }
static bool stop_table(uint16_t t) { return t == MQ_TAG_table || t == MQ_TAG_html || t == MQ_TAG_template; }
static bool stop_row(uint16_t t) { return t == MQ_TAG_tr || stop_table(t); }
/* for a new li, dd, dt: special elements other than address, div, p end the search */
static bool stop_list(uint16_t t)
{
	return (mq_tag_flags[t] & T_SPECIAL) && t != MQ_TAG_address && t != MQ_TAG_div && t != MQ_TAG_p;
}

/* the place in `open` of the innermost open element of a tag before a stop, or NONE. The walk is bounded, so that hostile
 * nesting costs linear time; an element that is farther is treated as not open. */
static uint32_t find_open(const parser *s, uint16_t tag, stops stop)
{
	if (s->count[tag] == 0) return NONE;
	uint32_t low = s->open_n > MQ_HTML_DEPTH_MOST ? s->open_n - MQ_HTML_DEPTH_MOST : 1;
	for (uint32_t k = s->open_n; k-- > low;) {
		uint16_t t = s->d->node[s->open[k]].tag;
		if (t == tag) return k;
		if (stop(t)) return NONE;
	}
	return NONE;
}

static void close_open(parser *s, uint16_t tag, stops stop)
{
	uint32_t k = find_open(s, tag, stop);
	if (k != NONE) pop_to(s, k);
}

static void leave_head(parser *s)
{
	while (s->open_n > 1 && (top_tag(s) == MQ_TAG_head || (s->count[MQ_TAG_head] && top_tag(s) == MQ_TAG_noscript)))
		pop_to(s, s->open_n - 1);
}

/* what the start of an element closes; false when the element is to be passed over */
static bool before_start(parser *s, uint16_t tag)
{
	uint16_t f = mq_tag_flags[tag];
	if (s->count[MQ_TAG_head] && !(f & T_HEAD)) leave_head(s);
	if (top_tag(s) == MQ_TAG_select && (f & T_SPECIAL)) pop_to(s, s->open_n - 1);
	if ((f & T_ENDS_P) && s->count[MQ_TAG_p]) close_open(s, MQ_TAG_p, stop_scope);
	if ((f & T_HEADING) && (mq_tag_flags[top_tag(s)] & T_HEADING)) pop_to(s, s->open_n - 1);
	switch (tag) {
	case MQ_TAG_li: close_open(s, MQ_TAG_li, stop_list); break;
	case MQ_TAG_dd:
	case MQ_TAG_dt:
		close_open(s, MQ_TAG_dd, stop_list);
		close_open(s, MQ_TAG_dt, stop_list);
		break;
	case MQ_TAG_a: close_open(s, MQ_TAG_a, stop_special); break;
	case MQ_TAG_button: close_open(s, MQ_TAG_button, stop_scope); break;
	case MQ_TAG_option:
	case MQ_TAG_optgroup:
		if (top_tag(s) == MQ_TAG_option) pop_to(s, s->open_n - 1);
		if (tag == MQ_TAG_optgroup && top_tag(s) == MQ_TAG_optgroup) pop_to(s, s->open_n - 1);
		break;
	case MQ_TAG_td:
	case MQ_TAG_th:
		close_open(s, MQ_TAG_td, stop_row);
		close_open(s, MQ_TAG_th, stop_row);
		break;
	case MQ_TAG_tr: close_open(s, MQ_TAG_tr, stop_table); break;
	case MQ_TAG_tbody:
	case MQ_TAG_thead:
	case MQ_TAG_tfoot:
		close_open(s, MQ_TAG_tbody, stop_table);
		close_open(s, MQ_TAG_thead, stop_table);
		close_open(s, MQ_TAG_tfoot, stop_table);
		break;
	case MQ_TAG_html: return s->d->html == 0;
	case MQ_TAG_head: return s->d->head == 0 && s->d->body == 0;
	case MQ_TAG_body: return s->d->body == 0;
	case MQ_TAG_form: return s->count[MQ_TAG_form] == 0;
	default: break;
	}
	return true;
}

static void end_heading(parser *s)
{
	uint32_t best = NONE;
	for (int t = MQ_TAG_h1; t <= MQ_TAG_h6; t++) {
		uint32_t k = find_open(s, (uint16_t)t, stop_scope);
		if (k != NONE && (best == NONE || k > best)) best = k;
	}
	if (best != NONE) pop_to(s, best);
}

static void end_element(parser *s, uint16_t tag)
{
	uint16_t f = mq_tag_flags[tag];
	uint32_t k = NONE;
	switch (tag) {
	case MQ_TAG_html:
	case MQ_TAG_body: return;
	case MQ_TAG_p:
		k = find_open(s, tag, stop_scope);
		if (k == NONE) add_node(s, MQ_TAG_p, s->at, s->at);
		break;
	case MQ_TAG_br: add_node(s, MQ_TAG_br, s->at, s->at); return;
	case MQ_TAG_li: k = find_open(s, tag, stop_item); break;
	case MQ_TAG_td:
	case MQ_TAG_th:
	case MQ_TAG_tr:
	case MQ_TAG_tbody:
	case MQ_TAG_thead:
	case MQ_TAG_tfoot:
	case MQ_TAG_caption: k = find_open(s, tag, stop_table); break;
	case MQ_TAG_table: k = find_open(s, tag, stop_table); break;
	case MQ_TAG_form: k = find_open(s, tag, stop_special); break;
	default:
		if (f & T_HEADING) {
			end_heading(s);
			return;
		}
		k = find_open(s, tag, (f & T_SPECIAL) && !(f & T_SCOPE) ? stop_scope : stop_special);
		if (k == NONE && (f & T_SCOPE)) k = find_open(s, tag, stop_scope);
		break;
	}
	if (k != NONE) pop_to(s, k);
}

/* ---- the tokens ---- */

/* the end of a tag ('>') after its name; attributes' quotes are honoured (HTML standard 13.2.5.32 on) */
static uint32_t tag_end(const parser *s, uint32_t i)
{
	while (i < s->n) {
		char c = s->p[i];
		if (c == '>') return i;
		if (c != '=') {
			i++;
			continue;
		}
		i++;
		while (i < s->n && is_space(s->p[i])) i++;
		if (i >= s->n) return NONE;
		c = s->p[i];
		if (c == '"' || c == '\'') {
			i = find_byte(s, c, i + 1);
			if (i == NONE) return NONE;
			i++;
			continue;
		}
		while (i < s->n && !is_space(s->p[i]) && s->p[i] != '>') i++;
	}
	return NONE;
}

/* "</name" with a border after it, any case; NONE when there is none */
static uint32_t raw_end(const parser *s, mq_text name, uint32_t from)
{
	for (uint32_t i = from; (i = find_byte(s, '<', i)) != NONE; i++) {
		if (i + 2 + name.n > s->n) return NONE;
		if (s->p[i + 1] != '/' || !mq_text_eq_ascii_nocase(mq_text_at(s->p + i + 2, name.n), name)) continue;
		if (i + 2 + name.n == s->n) return i;
		char c = s->p[i + 2 + name.n];
		if (is_space(c) || c == '/' || c == '>') return i;
	}
	return NONE;
}

static uint32_t comment_end(const parser *s, uint32_t i)
{
	/* i is after "<!--" */
	if (i < s->n && s->p[i] == '>') return i + 1;
	if (i + 1 < s->n && s->p[i] == '-' && s->p[i + 1] == '>') return i + 2;
	for (uint32_t k = i; (k = find_byte(s, '>', k)) != NONE; k++) {
		if (k >= i + 2 && s->p[k - 1] == '-' && s->p[k - 2] == '-') return k + 1;
		if (k >= i + 3 && s->p[k - 1] == '!' && s->p[k - 2] == '-' && s->p[k - 3] == '-') return k + 1;
	}
	return NONE;
}

/* a script may hold "<!-- … <script> … </script> … -->" (HTML standard 13.2.5.20 on) */
static uint32_t script_end(const parser *s, uint32_t from)
{
	bool inner = false;
	uint32_t comment = 0; /* end of the comment we are in */
	for (uint32_t i = from; (i = find_byte(s, '<', i)) != NONE; i++) {
		if (i >= comment) inner = false;
		if (s->n - i < 8) return NONE;
		mq_text seven = mq_text_at(s->p + i + 1, 7);
		if (s->p[i + 1] == '!' && s->p[i + 2] == '-' && s->p[i + 3] == '-' && i >= comment) {
			uint32_t e = comment_end(s, i + 4);
			comment = e == NONE ? s->n : e;
		} else if (i < comment && comment < s->n && mq_text_eq_ascii_nocase(mq_text_sub(seven, 0, 6), MQ_T("script"))) {
			inner = true;
		} else if (mq_text_eq_ascii_nocase(seven, MQ_T("/script"))) {
			if (!inner) return i;
			inner = false;
		}
	}
	return NONE;
}

static void add_text(parser *s, uint32_t from, uint32_t to)
{
	uint32_t i = from;
	while (i < to && is_space(s->p[i])) i++;
	if (i > from) s->space = true;
	if (i == to) return;
	if (s->count[MQ_TAG_head]) leave_head(s);
	uint32_t k = add_node(s, MQ_TAG_TEXT, i, to);
	if (!s->failed && memchr(s->p + i, '&', to - i)) s->d->node[k].flags |= MQ_NODE_ENTITY;
}

static mq_text script_type(const parser *s, uint32_t at, uint32_t end)
{
	mq_text name, value;
	while (mq_attr_next(s->d->page, &at, end, &name, &value))
		if (mq_text_eq_ascii_nocase(name, MQ_T("type"))) return value;
	return MQ_NONE;
}

static uint32_t after_raw(parser *s, uint16_t tag, uint32_t from, uint32_t attr, uint32_t attr_end)
{
	mq_text name = mq_text_of(mq_tag_names[tag]);
	uint32_t end = tag == MQ_TAG_script ? script_end(s, from) : raw_end(s, name, from);
	if (end == NONE) return s->n;
	if (tag == MQ_TAG_script && s->d->json_ld.n < MQ_HTML_JSON_MOST &&
	    mq_text_find(script_type(s, attr, attr_end), MQ_T("ld+json"), 0) != SIZE_MAX) {
		mq_span *j = mq_push(s->a, &s->d->json_ld);
		if (!j) s->failed = true;
		else *j = (mq_span){from, end};
	}
	uint32_t close = find_byte(s, '>', end);
	return close == NONE ? s->n : close + 1;
}

static void note_first(parser *s, uint16_t tag, uint32_t node)
{
	if (tag == MQ_TAG_html && !s->d->html) s->d->html = node;
	if (tag == MQ_TAG_head && !s->d->head) s->d->head = node;
	if (tag == MQ_TAG_body && !s->d->body) s->d->body = node;
	if (tag == MQ_TAG_title && !s->d->title) s->d->title = node;
}

/* text-only elements: their content is one text node */
static uint32_t take_rcdata(parser *s, uint16_t tag, uint32_t node, uint32_t from)
{
	uint32_t end = raw_end(s, mq_text_of(mq_tag_names[tag]), from);
	uint32_t stop = end == NONE ? s->n : end;
	if (stop > from) {
		uint32_t k = add_node(s, MQ_TAG_TEXT, from, stop);
		if (s->failed) return s->n;
		s->d->node[k].parent = node;
		s->d->node[k].flags = MQ_NODE_HIDE | MQ_NODE_ENTITY;
		s->d->node[node].last = s->d->n;
	}
	uint32_t close = end == NONE ? NONE : find_byte(s, '>', end);
	return close == NONE ? s->n : close + 1;
}

/* at '<' of a start tag; gives the byte after what was taken */
static uint32_t start_tag(parser *s, uint32_t lt)
{
	uint32_t i = lt + 1;
	while (i < s->n && !is_space(s->p[i]) && s->p[i] != '>' && s->p[i] != '/') i++;
	uint16_t tag = mq_tag_of(s->tags, mq_text_at(s->p + lt + 1, i - lt - 1));
	uint32_t gt = tag_end(s, i);
	if (gt == NONE) return s->n;
	uint16_t f = mq_tag_flags[tag];
	if (tag == MQ_TAG_image) tag = MQ_TAG_img;
	if (f & T_RAW) return after_raw(s, tag, gt + 1, i, gt);
	s->at = gt;
	if (!before_start(s, tag)) return gt + 1;
	uint32_t node = add_node(s, tag, i, gt);
	if (s->failed) return s->n;
	note_first(s, tag, node);
	if (f & T_VOID) return gt + 1;
	if (f & T_RCDATA) return take_rcdata(s, tag, node, gt + 1);
	if (tag == MQ_TAG_svg) {
		if (s->p[gt - 1] == '/' || s->no_svg_end) return gt + 1;
		uint32_t end = raw_end(s, MQ_T("svg"), gt + 1);
		if (end == NONE) s->no_svg_end = true;
		uint32_t close = end == NONE ? NONE : find_byte(s, '>', end);
		return close == NONE ? gt + 1 : close + 1;
	}
	push_open(s, node);
	return gt + 1;
}

static uint32_t end_tag(parser *s, uint32_t lt)
{
	uint32_t i = lt + 2;
	while (i < s->n && !is_space(s->p[i]) && s->p[i] != '>' && s->p[i] != '/') i++;
	uint16_t tag = mq_tag_of(s->tags, mq_text_at(s->p + lt + 2, i - lt - 2));
	uint32_t gt = tag_end(s, i);
	if (gt == NONE) return s->n;
	s->at = gt;
	if (!(mq_tag_flags[tag] & T_RAW)) end_element(s, tag);
	return gt + 1;
}

/* what follows '<' when it is markup: the byte after it; NONE when the '<' is text */
static uint32_t markup(parser *s, uint32_t lt)
{
	if (lt + 1 >= s->n) return NONE;
	char c = s->p[lt + 1];
	if (is_letter(c)) return start_tag(s, lt);
	if (c == '/') {
		if (lt + 2 < s->n && is_letter(s->p[lt + 2])) return end_tag(s, lt);
		uint32_t gt = find_byte(s, '>', lt + 2);
		return gt == NONE ? s->n : gt + 1;
	}
	if (c != '!' && c != '?') return NONE;
	uint32_t end;
	if (c == '!' && lt + 3 < s->n && s->p[lt + 2] == '-' && s->p[lt + 3] == '-') end = comment_end(s, lt + 4);
	else {
		end = find_byte(s, '>', lt + 2);
		if (end != NONE) end++;
	}
	return end == NONE ? s->n : end;
}

static bool is_markup(const parser *s, uint32_t lt)
{
	if (lt + 1 >= s->n) return false;
	char c = s->p[lt + 1];
	return is_letter(c) || c == '/' || c == '!' || c == '?';
}

mq_status mq_dom_parse(mq_arena *a, const mq_tag_table *tags, mq_text page, mq_dom *out)
{
	memset(out, 0, sizeof *out);
	out->page = page;
	if (page.n > MQ_PAGE_MOST) return MQ_FAIL(MQ_LIMIT, MQ_PAGE_MOST, "the page is larger than 32 MiB");
	parser *s = MQ_NEW(a, parser);
	if (!s) return mq_fail_memory(a);
	*s = (parser){.a = a, .tags = tags, .d = out, .p = page.p, .n = (uint32_t)page.n};
	/* a usual page has a node for every 24 bytes or more: one piece of memory from the start */
	out->cap = (uint32_t)(page.n / 24 + 64);
	if (out->cap > MQ_HTML_NODES_MOST) out->cap = MQ_HTML_NODES_MOST;
	out->node = mq_arena_alloc(a, out->cap * sizeof *out->node);
	if (!out->node) return mq_fail_memory(a);
	add_node(s, MQ_TAG_OTHER, 0, 0);
	push_open(s, 0);
	uint32_t at = 0;
	while (at < s->n && !s->failed) {
		if (out->n >= MQ_HTML_NODES_MOST) {
			out->cut = true;
			break;
		}
		uint32_t lt = find_byte(s, '<', at);
		while (lt != NONE && !is_markup(s, lt)) lt = find_byte(s, '<', lt + 1);
		uint32_t end = lt == NONE ? s->n : lt;
		if (end > at) add_text(s, at, end);
		if (lt == NONE || s->failed) break;
		at = markup(s, lt);
		if (at == NONE) break;
	}
	if (s->failed) return mq_fail_memory(a);
	pop_to(s, 1);
	out->node[0].last = out->n;
	return MQ_DONE;
}
