#include "page/xml.h"

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':'; }

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static size_t behind(mq_text t, mq_text mark, size_t from)
{
	size_t at = mq_text_find(t, mark, from);
	return at == SIZE_MAX ? t.n : at + mark.n;
}

/* the end of a tag: behind '>' outside quotes, or where another tag begins */
static size_t tag_end(mq_text t, size_t at)
{
	char quote = 0;
	for (; at < t.n; at++) {
		char c = t.p[at];
		if (c == '<') return at;
		if (quote) quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'') quote = c;
		else if (c == '>') return at + 1;
	}
	return t.n;
}

static void name_tag(mq_text t, size_t at, mq_xml_token *k)
{
	size_t end = at;
	while (end < k->to && is_name(t.p[end])) end++;
	k->name = k->local = mq_text_sub(t, at, end);
	size_t colon = mq_text_find_byte(k->name, ':', 0);
	k->prefix = MQ_T("");
	if (colon != SIZE_MAX) {
		k->prefix = mq_text_sub(k->name, 0, colon);
		k->local = mq_text_sub(k->name, colon + 1, k->name.n);
	}
	size_t stop = k->to > end && t.p[k->to - 1] == '>' ? k->to - 1 : k->to;
	if (stop > end && t.p[stop - 1] == '/') {
		k->closed = true;
		stop--;
	}
	k->attrs = mq_text_sub(t, end, stop);
}

/* declarations, comments and instructions are passed over; true when something that is one stood at *at */
static bool skip_other(mq_text t, size_t *at)
{
	mq_text rest = mq_text_sub(t, *at, t.n);
	if (mq_text_starts(rest, MQ_T("<!--"))) *at = behind(t, MQ_T("-->"), *at + 4);
	else if (mq_text_starts(rest, MQ_T("<?"))) *at = behind(t, MQ_T("?>"), *at + 2);
	else if (mq_text_starts(rest, MQ_T("<!")) && !mq_text_starts(rest, MQ_T("<![CDATA["))) {
		/* a DOCTYPE may carry declarations between brackets; none is read */
		size_t end = mq_text_find_byte(t, '>', *at),
		       open = mq_text_find_byte(mq_text_sub(t, 0, end == SIZE_MAX ? t.n : end), '[', *at);
		*at = open != SIZE_MAX ? behind(t, MQ_T(">"), behind(t, MQ_T("]"), open)) : end == SIZE_MAX ? t.n : end + 1;
	} else return false;
	return true;
}

bool mq_xml_next(mq_text t, size_t *at, mq_xml_token *out)
{
	while (*at < t.n && t.p[*at] == '<' && skip_other(t, at)) continue;
	size_t from = *at;
	if (from >= t.n) return false;
	*out = (mq_xml_token){.from = from};
	mq_text rest = mq_text_sub(t, from, t.n);
	if (mq_text_starts(rest, MQ_T("<![CDATA["))) {
		out->kind = MQ_XML_CDATA;
		out->inner = from + 9;
		size_t end = mq_text_find(t, MQ_T("]]>"), out->inner);
		out->inner_end = end == SIZE_MAX ? t.n : end;
		out->to = end == SIZE_MAX ? t.n : end + 3;
	} else if (rest.n > 1 && rest.p[0] == '<' && (is_name_start(rest.p[1]) || rest.p[1] == '/')) {
		out->kind = rest.p[1] == '/' ? MQ_XML_END : MQ_XML_START;
		out->to = tag_end(t, from + 1);
		name_tag(t, from + 1 + (out->kind == MQ_XML_END), out);
	} else {
		size_t end = mq_text_find_byte(t, '<', from + 1);
		out->kind = MQ_XML_TEXT;
		out->inner = from;
		out->inner_end = out->to = end == SIZE_MAX ? t.n : end;
	}
	*at = out->to;
	return true;
}

bool mq_xml_find_end(mq_text t, mq_text name, size_t from, size_t *end, size_t *to)
{
	mq_xml_token k;
	for (size_t at = from; mq_xml_next(t, &at, &k);) {
		if (k.kind != MQ_XML_END || !mq_text_eq(k.name, name)) continue;
		*end = k.from;
		*to = k.to;
		return true;
	}
	return false;
}

bool mq_xml_has_tags(mq_text t, size_t from, size_t to)
{
	mq_xml_token k;
	mq_text part = mq_text_sub(t, 0, to);
	for (size_t at = from; mq_xml_next(part, &at, &k);)
		if (k.kind == MQ_XML_START) return true;
	return false;
}

typedef struct {
	mq_arena *a;
	mq_map *map;
	char *p;
	size_t n;
	bool failed;
} writing;

static void put(writing *w, const char *p, size_t n, size_t from, size_t length)
{
	if (n == 0) return;
	memcpy(w->p + w->n, p, n);
	if (w->map && !mq_map_add(w->a, w->map, (uint32_t)w->n, (uint32_t)n, (uint32_t)from, (uint32_t)length)) w->failed = true;
	w->n += n;
}

/* entities that feeds use without declaring them */
static const struct {
	const char *name;
	uint32_t code;
} entities[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},        {"quot", '"'},     {"apos", '\''},    {"nbsp", 0xA0},
		{"laquo", 0xAB},   {"raquo", 0xBB},   {"hellip", 0x2026}, {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018},
		{"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D},  {"eacute", 0xE9},  {"egrave", 0xE8},  {"agrave", 0xE0},
		{"ccedil", 0xE7},  {"copy", 0xA9},    {"middot", 0xB7},   {"bull", 0x2022},  {"rlm", 0x200F},   {"lrm", 0x200E}};

static uint32_t entity_number(mq_text digits)
{
	bool hex = digits.n > 1 && (digits.p[0] | 0x20) == 'x';
	uint32_t c = 0;
	for (size_t i = hex; i < digits.n; i++) {
		char d = digits.p[i], low = (char)(d | 0x20);
		int v = d >= '0' && d <= '9' ? d - '0' : hex && low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
		if (v < 0 || c > 0x10FFFF) return 0;
		c = c * (hex ? 16 : 10) + (uint32_t)v;
	}
	return c;
}

/* the code point of the entity between & and ; or 0 */
static uint32_t entity_code(mq_text name)
{
	if (name.n > 1 && name.p[0] == '#') return entity_number(mq_text_sub(name, 1, name.n));
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (mq_text_eq(name, mq_text_of(entities[i].name))) return entities[i].code;
	return 0;
}

static void put_characters(writing *w, mq_text t, size_t from, size_t to)
{
	mq_text part = mq_text_sub(t, 0, to);
	while (from < to) {
		size_t amp = mq_text_find_byte(part, '&', from), end = amp == SIZE_MAX ? to : amp;
		put(w, t.p + from, end - from, from, end - from);
		if (amp == SIZE_MAX) return;
		size_t stop = amp + 1;
		while (stop < to && stop < amp + 12 && t.p[stop] != ';') stop++;
		uint32_t c = stop < to && t.p[stop] == ';' ? entity_code(mq_text_sub(t, amp + 1, stop)) : 0;
		char out[4];
		if (c) put(w, out, mq_utf8_put(out, c), amp, stop + 1 - amp);
		else put(w, t.p + amp, 1, amp, 1);
		from = c ? stop + 1 : amp + 1;
	}
}

mq_text mq_xml_plain(mq_arena *a, mq_text t, size_t from, size_t to, mq_map *map)
{
	mq_xml_token k;
	mq_text part = mq_text_sub(t, 0, to);
	/* no entity is shorter than what it stands for */
	writing w = {.a = a, .map = map, .p = mq_arena_alloc(a, to > from ? to - from : 0)};
	if (!w.p) return MQ_NONE;
	for (size_t at = from; mq_xml_next(part, &at, &k) && !w.failed;) {
		if (k.kind == MQ_XML_TEXT) put_characters(&w, t, k.inner, k.inner_end);
		else if (k.kind == MQ_XML_CDATA) put(&w, t.p + k.inner, k.inner_end - k.inner, k.inner, k.inner_end - k.inner);
	}
	return w.failed ? MQ_NONE : mq_text_at(w.p, w.n);
}

mq_text mq_xml_attr(mq_arena *a, mq_text attrs, mq_text name)
{
	size_t at = 0;
	while (at < attrs.n) {
		while (at < attrs.n && !is_name_start(attrs.p[at])) at++;
		size_t start = at;
		while (at < attrs.n && is_name(attrs.p[at])) at++;
		mq_text key = mq_text_sub(attrs, start, at);
		while (at < attrs.n && is_space(attrs.p[at])) at++;
		if (at >= attrs.n || attrs.p[at] != '=') continue;
		at++;
		while (at < attrs.n && is_space(attrs.p[at])) at++;
		if (at >= attrs.n) break;
		char quote = attrs.p[at] == '"' || attrs.p[at] == '\'' ? attrs.p[at] : 0;
		size_t value = at + (quote != 0), end = value;
		while (end < attrs.n && (quote ? attrs.p[end] != quote : !is_space(attrs.p[end]))) end++;
		if (mq_text_eq(key, name)) {
			mq_text v = mq_xml_plain(a, attrs, value, end, NULL);
			return mq_text_none(v) ? v : mq_text_trim(v);
		}
		at = end + (quote != 0);
	}
	return MQ_NONE;
}
