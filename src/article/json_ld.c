/* JSON-LD as pages really write it: objects of schema.org, alone, in lists, in @graph; with raw line breaks in strings and
 * commas too many. One pass with a stack; the first broken place ends it. */
#include "article/meta.h"

enum {
	K_NONE,
	K_TYPE,
	K_HEADLINE,
	K_NAME,
	K_PUBLISHED,
	K_MODIFIED,
	K_CREATED,
	K_BODY,
	K_AUTHOR,
	K_PUBLISHER,
	K_SECTION,
	K_KEYWORDS,
	K_IMAGE,
	K_URL,
	K_LANG,
	K_DESCRIPTION,
	K_N
};

static const char *const key_names[K_N] = {
    "",       "@type",     "headline",       "name",     "datePublished", "dateModified", "dateCreated", "articleBody",
    "author", "publisher", "articleSection", "keywords", "image",         "url",          "inLanguage",  "description"};

typedef struct {
	mq_text value[K_N];
	mq_text more_authors[4];
	uint8_t authors;
	uint8_t key; /* under which key it stands in its parent */
	bool list;
} frame;

typedef struct {
	mq_arena *a;
	mq_text t;
	size_t at;
	frame *stack;
	uint32_t depth;
	uint8_t key; /* the key whose value comes next */
	mq_meta *out;
} scan;

static uint8_t key_of(mq_text k)
{
	for (int i = 1; i < K_N; i++)
		if (mq_text_eq(k, mq_text_of(key_names[i]))) return (uint8_t)i;
	return K_NONE;
}

/* rank of a type of page: 0 when it is none of ours */
static uint8_t type_rank(mq_text type)
{
	static const char *const first[] = {"Article", "BlogPosting", "Report", "LiveBlog", "SocialMediaPosting", "Recipe"};
	static const char *const second[] = {"WebPage", "ItemPage", "Review", "VideoObject", "CreativeWork", "Product"};
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		if (mq_text_find(type, mq_text_of(first[i]), 0) != SIZE_MAX) return 1;
	for (size_t i = 0; i < sizeof second / sizeof *second; i++)
		if (mq_text_find(type, mq_text_of(second[i]), 0) != SIZE_MAX) return 6;
	return 0;
}

static mq_status commit(scan *s, const frame *f)
{
	static const struct {
		uint8_t key, field, plus;
	} rows[] = {{K_HEADLINE, MQ_META_TITLE, 0},    {K_PUBLISHED, MQ_META_PUBLISHED, 0},    {K_CREATED, MQ_META_PUBLISHED, 2},
		    {K_MODIFIED, MQ_META_MODIFIED, 0}, {K_AUTHOR, MQ_META_BYLINE, 0},          {K_PUBLISHER, MQ_META_SITE, 1},
		    {K_SECTION, MQ_META_SECTION, 0},   {K_KEYWORDS, MQ_META_KEYWORDS, 4},      {K_IMAGE, MQ_META_IMAGE, 2},
		    {K_LANG, MQ_META_LANG, 0},         {K_DESCRIPTION, MQ_META_DESCRIPTION, 3}};
	uint8_t rank = type_rank(f->value[K_TYPE]);
	if (rank == 0) return MQ_DONE;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		MQ_TRY(mq_meta_vote_add(s->a, s->out, (mq_meta_field)rows[i].field, (uint8_t)(rank + rows[i].plus), MQ_FROM_JSON,
					f->value[rows[i].key]));
	for (uint8_t i = 0; i < f->authors; i++)
		MQ_TRY(mq_meta_vote_add(s->a, s->out, MQ_META_BYLINE, rank, MQ_FROM_JSON, f->more_authors[i]));
	if (rank == 1 && f->value[K_BODY].n > s->out->article_body.n) s->out->article_body = f->value[K_BODY];
	return MQ_DONE;
}

static void set(frame *f, uint8_t key, mq_text v)
{
	if (key == K_NONE || v.n == 0) return;
	if (key == K_AUTHOR && f->value[K_AUTHOR].n) {
		if (f->authors < 4) f->more_authors[f->authors++] = v;
		return;
	}
	if (f->value[key].n == 0) f->value[key] = v;
}

/* the object that a value belongs to: lists pass it on */
static frame *holder(scan *s)
{
	uint32_t k = s->depth;
	while (k > 0 && s->stack[k - 1].list) k--;
	return k ? &s->stack[k - 1] : NULL;
}

static mq_status close_object(scan *s)
{
	frame f = s->stack[--s->depth];
	if (f.list) return MQ_DONE;
	frame *up = holder(s);
	if (up && (f.key == K_AUTHOR || f.key == K_PUBLISHER || f.key == K_SECTION)) set(up, f.key, f.value[K_NAME]);
	if (up && f.key == K_IMAGE) set(up, f.key, f.value[K_URL]);
	return commit(s, &f);
}

static bool take_string(scan *s, mq_text *out)
{
	size_t i = ++s->at;
	for (;;) {
		const char *q = i < s->t.n ? memchr(s->t.p + i, '"', s->t.n - i) : NULL;
		if (!q) return false;
		size_t end = (size_t)(q - s->t.p), slashes = 0;
		while (end - slashes > s->at && s->t.p[end - slashes - 1] == '\\') slashes++;
		i = end + 1;
		if (slashes & 1) continue;
		*out = mq_text_sub(s->t, s->at, end);
		s->at = i;
		return true;
	}
}

static size_t skip_space(mq_text t, size_t i)
{
	while (i < t.n && (unsigned char)t.p[i] <= ' ') i++;
	return i;
}

static bool open_frame(scan *s, bool list)
{
	if (s->depth >= MQ_JSON_DEPTH_MOST) return false;
	uint8_t key = s->key;
	if (s->depth && s->stack[s->depth - 1].list && !key) key = s->stack[s->depth - 1].key;
	memset(&s->stack[s->depth], 0, sizeof *s->stack);
	s->stack[s->depth++] = (frame){.key = key, .list = list};
	s->key = K_NONE;
	return true;
}

static bool string_value(scan *s)
{
	mq_text v;
	if (!take_string(s, &v)) return false;
	size_t next = skip_space(s->t, s->at);
	bool in_list = s->depth && s->stack[s->depth - 1].list;
	if (next < s->t.n && s->t.p[next] == ':' && !in_list) {
		s->key = key_of(v);
		s->at = next + 1;
		return true;
	}
	frame *f = holder(s);
	if (f) set(f, in_list ? s->stack[s->depth - 1].key : s->key, v);
	s->key = K_NONE;
	return true;
}

mq_status mq_json_ld_read(mq_arena *a, mq_text json, mq_meta *out)
{
	scan s = {.a = a, .t = json, .out = out};
	s.stack = mq_arena_alloc(a, sizeof *s.stack * MQ_JSON_DEPTH_MOST);
	if (!s.stack) return mq_fail_memory(a);
	while (s.at < json.n) {
		char c = json.p[s.at];
		if (c == '"') {
			if (!string_value(&s)) break;
			continue;
		}
		s.at++;
		if ((c == '{' || c == '[') && !open_frame(&s, c == '[')) break;
		if ((c == '}' || c == ']') && s.depth) MQ_TRY(close_object(&s));
		if (c == ',') s.key = K_NONE;
	}
	while (s.depth) MQ_TRY(close_object(&s));
	return MQ_DONE;
}

static int hex4(mq_text t, size_t i)
{
	int v = 0;
	if (i + 4 > t.n) return -1;
	for (size_t k = i; k < i + 4; k++) {
		char c = (char)(t.p[k] | 0x20);
		int d = t.p[k] >= '0' && t.p[k] <= '9' ? t.p[k] - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (d < 0) return -1;
		v = v * 16 + d;
	}
	return v;
}

/* one escape at t.p[*i] == '\\' into out; returns bytes written */
static size_t unescape(mq_text t, size_t *i, char *out)
{
	char c = *i + 1 < t.n ? t.p[*i + 1] : '\\';
	*i += 2;
	if (c == 'u') {
		int hi = hex4(t, *i), lo;
		if (hi < 0) return 0;
		*i += 4;
		uint32_t u = (uint32_t)hi;
		if (u >= 0xD800 && u < 0xDC00 && *i + 6 <= t.n && t.p[*i] == '\\' && (lo = hex4(t, *i + 2)) >= 0xDC00) {
			u = 0x10000 + ((u - 0xD800) << 10) + ((uint32_t)lo - 0xDC00);
			*i += 6;
		}
		return mq_utf8_put(out, u);
	}
	*out = c == 'n' || c == 'r' || c == 't' || c == 'b' || c == 'f' ? ' ' : c;
	return 1;
}

mq_text mq_json_ld_text(mq_arena *a, mq_text raw)
{
	char *p = mq_arena_alloc(a, raw.n + 4), *q;
	size_t n = 0, m = 0;
	if (!p) return MQ_NONE;
	for (size_t i = 0; i < raw.n;) {
		if (raw.p[i] == '\\') n += unescape(raw, &i, p + n);
		else p[n++] = raw.p[i++];
	}
	q = p;
	for (size_t i = 0; i < n; i++) {
		const char *gt =
		    p[i] == '<' && i + 1 < n && (p[i + 1] == '/' || ((p[i + 1] | 0x20) >= 'a' && (p[i + 1] | 0x20) <= 'z'))
			? memchr(p + i, '>', n - i)
			: NULL;
		if (gt) {
			q[m++] = ' ';
			i = (size_t)(gt - p);
			continue;
		}
		q[m++] = p[i];
	}
	return mq_dom_decode(a, mq_text_at(q, m));
}
