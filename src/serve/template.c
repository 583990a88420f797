#include "serve/template.h"

#include <stdlib.h>

#include "serve/html.h"

#define SCOPES_MOST   24u /* nested each and partials: ours go to 6 */
#define CONTROLS_MOST 24u

typedef enum { N_TEXT, N_VALUE, N_MESSAGE, N_IF, N_ELSE, N_EACH, N_END, N_PARTIAL } node_kind;
/* where in HTML a value stands */
typedef enum { AT_ELEMENT, AT_ATTRIBUTE, AT_URL, AT_URL_PART, AT_BASE } place;

typedef struct {
	uint8_t kind, at;
	uint32_t next; /* if: its else or end; else, each: the end */
	mq_text text;  /* literal, path, message key, template name */
	mq_text of;    /* message: path of the number or text, or MQ_NONE */
} node;

typedef struct {
	mq_text name;
	MQ_VEC(node) nodes;
} template;

struct mq_templates {
	const mq_messages *messages;
	MQ_VEC(template) all;
};

/* --- compiling: a small reader of HTML that knows only where it is ------------------------------------------------------- */

typedef enum { H_TEXT, H_TAG, H_VALUE, H_COMMENT, H_RAW } html_state;

typedef struct {
	html_state state;
	char quote;
	bool closing, started; /* started: something of the attribute's value has been seen */
	char tag[16], attr[24];
	uint8_t tag_n, attr_n;
	bool in_name; /* reading the tag's name */
} html;

typedef struct {
	mq_arena *a;
	const mq_messages *messages;
	template *t;
	mq_text source;
	size_t at;
	html h;
	uint32_t open[CONTROLS_MOST];
	html saved[CONTROLS_MOST];
	uint32_t depth;
} compiler;

static mq_status wrong(compiler *c, const char *what)
{
	return mq_fail(c->a, MQ_BAD_DATA, c->at, "web/templates/%.*s: %s", MQ_ARG(c->t->name), what);
}

static bool name_is(const char *p, uint8_t n, const char *want) { return mq_text_eq(mq_text_at(p, n), mq_text_of(want)); }

static void after_tag(html *h)
{
	bool raw = !h->closing && (name_is(h->tag, h->tag_n, "script") || name_is(h->tag, h->tag_n, "style"));
	h->state = raw ? H_RAW : H_TEXT;
}

static void open_tag(html *h, mq_text rest)
{
	if (mq_text_starts(rest, MQ_T("!--"))) {
		h->state = H_COMMENT;
		return;
	}
	*h = (html){.state = H_TAG, .in_name = true, .closing = rest.n && rest.p[0] == '/'};
}

static void in_tag(html *h, char c)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || (c >= '0' && c <= '9');
	if (c == '>') after_tag(h);
	else if (c == '"' || c == '\'') {
		h->state = H_VALUE;
		h->quote = c;
		h->started = false;
	} else if (letter && h->in_name) {
		if (h->tag_n < sizeof h->tag) h->tag[h->tag_n++] = c;
	} else if (letter) {
		if (h->attr_n < sizeof h->attr) h->attr[h->attr_n++] = c;
	} else if (c != '=' && c != '/') {
		h->in_name = false;
		h->attr_n = 0;
	}
}

static void see(html *h, mq_text source, size_t at)
{
	char c = source.p[at];
	switch (h->state) {
	case H_TEXT:
		if (c == '<') open_tag(h, mq_text_sub(source, at + 1, source.n));
		break;
	case H_TAG: in_tag(h, c); break;
	case H_VALUE:
		if (c != h->quote) h->started = true;
		else {
			h->state = H_TAG;
			h->attr_n = 0;
		}
		break;
	case H_COMMENT:
		if (c == '>' && at >= 2 && source.p[at - 1] == '-' && source.p[at - 2] == '-') h->state = H_TEXT;
		break;
	case H_RAW:
		if (c == '<' && mq_text_starts(mq_text_sub(source, at + 1, source.n), MQ_T("/")))
			*h = (html){.state = H_TAG, .in_name = true, .closing = true};
		break;
	}
}

static bool is_url_attribute(const html *h)
{
	static const char *const names[] = {"href", "src", "action", "formaction", "cite", "poster"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (name_is(h->attr, h->attr_n, names[i])) return true;
	return false;
}

static mq_status place_of(compiler *c, mq_text path, uint8_t *out)
{
	html *h = &c->h;
	if (h->state == H_TEXT) {
		*out = AT_ELEMENT;
		return MQ_DONE;
	}
	if (h->state != H_VALUE) return wrong(c, "a value may stand only in an element or in a quoted attribute");
	if (name_is(h->attr, h->attr_n, "style") || name_is(h->attr, h->attr_n, "srcdoc") ||
	    (h->attr_n > 2 && h->attr[0] == 'o' && h->attr[1] == 'n'))
		return wrong(c, "a value may not stand in this attribute");
	*out = AT_ATTRIBUTE;
	if (!is_url_attribute(h)) return MQ_DONE;
	if (!h->started && mq_text_eq(path, MQ_T("base"))) {
		*out = AT_BASE; /* ours: "", "/fr", "/en" */
		return MQ_DONE;
	}
	*out = h->started ? AT_URL_PART : AT_URL;
	h->started = true;
	return MQ_DONE;
}

static node *add_node(compiler *c, node_kind kind, mq_text text)
{
	node *n = mq_push(c->a, &c->t->nodes);
	if (!n) return NULL;
	n->kind = (uint8_t)kind;
	n->text = text;
	return n;
}

static mq_status open_control(compiler *c, node_kind kind, mq_text path)
{
	if (c->depth >= CONTROLS_MOST) return wrong(c, "too many {#…} inside each other");
	if (!add_node(c, kind, path)) return mq_fail_memory(c->a);
	c->saved[c->depth] = c->h;
	c->open[c->depth++] = c->t->nodes.n - 1;
	return MQ_DONE;
}

static bool same_state(const html *a, const html *b)
{
	return a->state == b->state && (a->state != H_VALUE || a->quote == b->quote);
}

static mq_status close_control(compiler *c, bool is_else)
{
	if (c->depth == 0) return wrong(c, "an end or else without its beginning");
	uint32_t open = c->open[--c->depth];
	if (c->h.state == H_VALUE && is_url_attribute(&c->h)) return wrong(c, "no {#…} inside an address");
	if (!same_state(&c->h, &c->saved[c->depth])) return wrong(c, "a {#…} must end where it began: tag or text");
	if (!add_node(c, is_else ? N_ELSE : N_END, MQ_NONE)) return mq_fail_memory(c->a);
	c->t->nodes.v[open].next = c->t->nodes.n - 1;
	if (!is_else) return MQ_DONE;
	c->h = c->saved[c->depth];
	c->open[c->depth++] = c->t->nodes.n - 1;
	return MQ_DONE;
}

static mq_status check_message(compiler *c, mq_text key, bool plural)
{
	for (int lang = 0; lang < MQ_LANGS; lang++) {
		mq_text want = plural ? mq_arena_print(c->a, "%.*s.other", MQ_ARG(key)) : key;
		if (mq_message_has(c->messages, (mq_lang)lang, want)) continue;
		if (plural && mq_message_has(c->messages, (mq_lang)lang, key)) continue;
		return mq_fail(c->a, MQ_BAD_DATA, c->at, "web/templates/%.*s: no message %.*s in %.*s", MQ_ARG(c->t->name),
			       MQ_ARG(want), MQ_ARG(mq_lang_code((mq_lang)lang)));
	}
	return MQ_DONE;
}

static mq_status add_message(compiler *c, mq_text inside)
{
	size_t gap = mq_text_find_byte(inside, ' ', 0);
	mq_text key = gap == SIZE_MAX ? inside : mq_text_sub(inside, 0, gap);
	uint8_t at = AT_ELEMENT;
	MQ_TRY(place_of(c, MQ_NONE, &at));
	MQ_TRY(check_message(c, key, gap != SIZE_MAX));
	node *n = add_node(c, N_MESSAGE, key);
	if (!n) return mq_fail_memory(c->a);
	n->at = at;
	if (gap != SIZE_MAX) n->of = mq_text_sub(inside, gap + 1, inside.n);
	return MQ_DONE;
}

static mq_status add_value(compiler *c, mq_text path)
{
	uint8_t at = AT_ELEMENT;
	if (path.n == 0) return wrong(c, "an empty {}");
	MQ_TRY(place_of(c, path, &at));
	node *n = add_node(c, N_VALUE, path);
	if (!n) return mq_fail_memory(c->a);
	n->at = at;
	return MQ_DONE;
}

static mq_status add_tag(compiler *c, mq_text inside)
{
	if (mq_text_starts(inside, MQ_T("#if "))) return open_control(c, N_IF, mq_text_sub(inside, 4, inside.n));
	if (mq_text_starts(inside, MQ_T("#each "))) return open_control(c, N_EACH, mq_text_sub(inside, 6, inside.n));
	if (mq_text_eq(inside, MQ_T(":else"))) return close_control(c, true);
	if (mq_text_eq(inside, MQ_T("/if")) || mq_text_eq(inside, MQ_T("/each"))) return close_control(c, false);
	if (mq_text_starts(inside, MQ_T("_"))) return add_message(c, mq_text_sub(inside, 1, inside.n));
	if (!mq_text_starts(inside, MQ_T(">"))) return add_value(c, inside);
	if (c->h.state != H_TEXT) return wrong(c, "another template may stand only between elements");
	return add_node(c, N_PARTIAL, mq_text_sub(inside, 1, inside.n)) ? MQ_DONE : mq_fail_memory(c->a);
}

static mq_status compile(compiler *c)
{
	mq_text s = c->source;
	while (c->at < s.n) {
		size_t brace = mq_text_find_byte(s, '{', c->at);
		size_t end = brace == SIZE_MAX ? s.n : brace;
		for (size_t i = c->at; i < end; i++) see(&c->h, s, i);
		if (end > c->at && !add_node(c, N_TEXT, mq_text_sub(s, c->at, end))) return mq_fail_memory(c->a);
		c->at = end;
		if (brace == SIZE_MAX) break;
		size_t close = mq_text_find_byte(s, '}', brace);
		if (close == SIZE_MAX) return wrong(c, "a { without its }");
		MQ_TRY(add_tag(c, mq_text_sub(s, brace + 1, close)));
		c->at = close + 1;
	}
	if (c->depth) return wrong(c, "a {#…} without its end");
	return c->h.state == H_TEXT ? MQ_DONE : wrong(c, "ends inside a tag");
}

static const template *find(const mq_templates *t, mq_text name)
{
	for (uint32_t i = 0; i < t->all.n; i++)
		if (mq_text_eq(t->all.v[i].name, name)) return &t->all.v[i];
	return NULL;
}

static mq_status check_partials(mq_arena *a, const mq_templates *t)
{
	for (uint32_t i = 0; i < t->all.n; i++)
		for (uint32_t k = 0; k < t->all.v[i].nodes.n; k++) {
			const node *n = &t->all.v[i].nodes.v[k];
			if (n->kind == N_PARTIAL && !find(t, n->text))
				return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "web/templates/%.*s: there is no template %.*s",
					       MQ_ARG(t->all.v[i].name), MQ_ARG(n->text));
		}
	return MQ_DONE;
}

static mq_status add_template(mq_arena *a, mq_templates *t, mq_text name, mq_text source)
{
	template *one = mq_push(a, &t->all);
	if (!one) return mq_fail_memory(a);
	one->name = name;
	compiler c = {.a = a, .messages = t->messages, .t = one, .source = source};
	return compile(&c);
}

mq_status mq_template_compile(mq_arena *a, const mq_messages *messages, mq_text name, mq_text source, const mq_templates **out)
{
	mq_templates *t = MQ_NEW(a, mq_templates);
	if (!t) return mq_fail_memory(a);
	t->messages = messages;
	MQ_TRY(add_template(a, t, name, source));
	*out = t;
	return check_partials(a, t);
}

mq_status mq_templates_open(mq_arena *a, const mq_pack *pack, const mq_messages *messages, const mq_templates **out)
{
	const mq_text head = MQ_T("web/templates/"), tail = MQ_T(".html");
	mq_text path, bytes;
	mq_templates *t = MQ_NEW(a, mq_templates);
	if (!t) return mq_fail_memory(a);
	t->messages = messages;
	for (size_t i = 0; mq_pack_list(pack, head, i, &path, &bytes); i++)
		MQ_TRY(add_template(a, t, mq_text_sub(path, head.n, path.n - tail.n), bytes));
	*out = t;
	return check_partials(a, t);
}

/* --- rendering ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	const mq_templates *all;
	const mq_messages *messages;
	mq_lang lang;
	mq_buf *out;
	const mq_value *scope[SCOPES_MOST];
	uint32_t scopes, partials;
	bool failed;
} renderer;

static const mq_value *look_up(const renderer *r, mq_text path)
{
	mq_text piece, rest = path;
	const mq_value *here = r->scope[r->scopes - 1];
	if (mq_text_eq(path, MQ_T("."))) return here;
	if (mq_text_starts(path, MQ_T("@"))) rest = mq_text_sub(path, 1, path.n);
	if (rest.n < path.n || mq_text_eq(path, MQ_T("base"))) here = r->scope[0];
	if (!mq_text_split(&rest, '.', &piece)) return NULL;
	const mq_value *v = mq_value_get(here, piece);
	while (v && mq_text_split(&rest, '.', &piece)) v = mq_value_get(v, piece);
	return v;
}

static void put_text_at(mq_buf *out, uint8_t at, mq_text t)
{
	switch ((place)at) {
	case AT_ELEMENT:
	case AT_ATTRIBUTE: mq_html_text(out, t); break;
	case AT_URL: mq_html_url(out, t); break;
	case AT_URL_PART: mq_html_url_part(out, t); break;
	case AT_BASE: mq_buf_put(out, t); break;
	}
}

static void put_value(renderer *r, uint8_t at, const mq_value *v)
{
	if (!v) return;
	if (v->kind == MQ_VALUE_TEXT) put_text_at(r->out, at, v->text);
	else if (v->kind == MQ_VALUE_INT && at == AT_ELEMENT) mq_put_number(r->out, r->messages, r->lang, v->number);
	else if (v->kind == MQ_VALUE_INT) mq_buf_print(r->out, "%lld", (long long)v->number);
	else if (v->kind == MQ_VALUE_MARKUP && at == AT_ELEMENT) mq_buf_put(r->out, v->text);
}

/* the message with its # replaced; a text in its place is isolated, so that its direction stays its own */
static void put_message(renderer *r, const node *n)
{
	const mq_value *v = mq_text_none(n->of) ? NULL : look_up(r, n->of);
	bool number = v && v->kind == MQ_VALUE_INT;
	mq_text m =
	    number ? mq_message_plural(r->messages, r->lang, n->text, v->number) : mq_message(r->messages, r->lang, n->text);
	size_t hash = v ? mq_text_find_byte(m, '#', 0) : SIZE_MAX;
	if (hash == SIZE_MAX) {
		put_text_at(r->out, n->at, m);
		return;
	}
	put_text_at(r->out, n->at, mq_text_sub(m, 0, hash));
	if (number) mq_put_number(r->out, r->messages, r->lang, v->number);
	else {
		mq_buf_put(r->out, MQ_T("\xE2\x81\xA8"));
		put_value(r, n->at, v);
		mq_buf_put(r->out, MQ_T("\xE2\x81\xA9"));
	}
	put_text_at(r->out, n->at, mq_text_sub(m, hash + 1, m.n));
}

static void render(renderer *r, const template *t, uint32_t from, uint32_t to);

static void render_each(renderer *r, const template *t, uint32_t at)
{
	const mq_value *list = look_up(r, t->nodes.v[at].text);
	if (!list || list->kind != MQ_VALUE_LIST) return;
	if (r->scopes >= SCOPES_MOST) {
		r->failed = true;
		return;
	}
	r->scopes++;
	for (const mq_value *item = list->first; item; item = item->next) {
		r->scope[r->scopes - 1] = item;
		render(r, t, at + 1, t->nodes.v[at].next);
	}
	r->scopes--;
}

static uint32_t render_if(renderer *r, const template *t, uint32_t at)
{
	const node *nodes = t->nodes.v;
	uint32_t middle = nodes[at].next;
	bool has_else = nodes[middle].kind == N_ELSE;
	if (mq_value_true(look_up(r, nodes[at].text))) render(r, t, at + 1, middle);
	else if (has_else) render(r, t, middle + 1, nodes[middle].next);
	return has_else ? nodes[middle].next : middle;
}

static void render_partial(renderer *r, mq_text name)
{
	const template *t = find(r->all, name);
	if (!t || r->partials >= SCOPES_MOST) {
		r->failed = true;
		return;
	}
	r->partials++;
	render(r, t, 0, t->nodes.n);
	r->partials--;
}

static void render(renderer *r, const template *t, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const node *n = &t->nodes.v[i];
		switch ((node_kind)n->kind) {
		case N_TEXT: mq_buf_put(r->out, n->text); break;
		case N_VALUE: put_value(r, n->at, look_up(r, n->text)); break;
		case N_MESSAGE: put_message(r, n); break;
		case N_IF: i = render_if(r, t, i); break;
		case N_EACH:
			render_each(r, t, i);
			i = n->next;
			break;
		case N_PARTIAL: render_partial(r, n->text); break;
		case N_ELSE:
		case N_END: break;
		}
	}
}

mq_status mq_template_render(const mq_templates *t, mq_text name, const mq_messages *messages, mq_lang lang, const mq_value *data,
			     mq_buf *out)
{
	renderer r = {.all = t, .messages = messages, .lang = lang, .out = out, .scope = {data}, .scopes = 1};
	const template *one = find(t, name);
	if (!one) return MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "there is no such template");
	if (!data || mq_arena_failed(data->arena)) return MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the page has too much in it");
	render(&r, one, 0, one->nodes.n);
	if (r.failed) return MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "a template is nested too deep");
	return out->failed ? MQ_FAIL(MQ_LIMIT, MQ_BYTE_UNKNOWN, "the page is too large") : MQ_DONE;
}
