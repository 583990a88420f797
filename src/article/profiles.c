#include "article/profiles.h"

#include "article/html_rules.h"

/* a stamp is one short line: longer ones are not tried */
#define STAMP_LINE_MOST 400u

static mq_status read_family(mq_arena *a, mq_text path, mq_text bytes, mq_profile *f)
{
	mq_table t;
	mq_table_open(path, bytes, &t);
	f->name = path;
	f->blanks = 4;
	while (mq_table_row(&t)) {
		mq_text key = t.cell[0], value = t.cell[1];
		uint64_t n;
		mq_texts *list = NULL;
		if (mq_text_eq(key, MQ_T("host"))) list = &f->hosts;
		else if (mq_text_eq(key, MQ_T("stamp"))) list = &f->stamps;
		else if (mq_text_eq(key, MQ_T("notice"))) list = &f->notices;
		else if (mq_text_eq(key, MQ_T("source_line"))) list = &f->source_lines;
		else if (mq_text_eq(key, MQ_T("blanks")) && mq_text_u64(value, &n) && n > 0 && n < 100) {
			f->blanks = (uint32_t)n;
			continue;
		}
		if (!list)
			return mq_fail(a, MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "%.*s line %u: no such key \"%.*s\"", MQ_ARG(path),
				       t.line, MQ_ARG(key));
		mq_text *one = mq_push(a, list);
		if (!one) return mq_fail_memory(a);
		*one = value;
	}
	return MQ_DONE;
}

static mq_status read_outlets(mq_arena *a, const mq_pack *pack, mq_profiles *p)
{
	mq_table t;
	mq_text bytes = mq_pack_file(pack, MQ_T("rules/world/outlets.tsv"));
	if (mq_text_none(bytes)) return MQ_DONE;
	mq_table_open(MQ_T("outlets.tsv"), bytes, &t);
	int name = mq_table_column(&t, MQ_T("name")), slug = mq_table_column(&t, MQ_T("slug"));
	int host = mq_table_column(&t, MQ_T("host")), country = mq_table_column(&t, MQ_T("country"));
	if (name < 0 || slug < 0 || host < 0 || country < 0)
		return MQ_FAIL(MQ_BAD_DATA, MQ_BYTE_UNKNOWN, "rules/world/outlets.tsv lacks a column");
	while (mq_table_row(&t)) {
		mq_outlet *o = mq_push(a, &p->outlets);
		if (!o) return mq_fail_memory(a);
		*o = (mq_outlet){.name = t.cell[name], .slug = t.cell[slug], .host = t.cell[host]};
		if (t.cell[country].n == 3) memcpy(o->country, t.cell[country].p, 3);
	}
	return MQ_DONE;
}

mq_status mq_profiles_open(mq_arena *a, const mq_pack *pack, const mq_profiles **out)
{
	mq_text path, bytes;
	mq_profiles *p = MQ_NEW(a, mq_profiles);
	if (!p) return mq_fail_memory(a);
	for (size_t i = 0; mq_pack_list(pack, MQ_T("rules/world/profiles/"), i, &path, &bytes); i++) {
		mq_profile *f = mq_push(a, &p->family);
		if (!f) return mq_fail_memory(a);
		MQ_TRY(read_family(a, path, bytes, f));
	}
	MQ_TRY(read_outlets(a, pack, p));
	MQ_TRY(mq_rules_html_open(a, pack, &p->html));
	*out = p;
	return MQ_DONE;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* a decimal number in ASCII or Arabic-Indic digits at *at */
static bool number(mq_text t, size_t *at, int *out)
{
	int n = 0, digits = 0;
	while (*at < t.n && digits < 4) {
		unsigned char c = (unsigned char)t.p[*at];
		int d = -1;
		size_t w = 1;
		if (c >= '0' && c <= '9') d = c - '0';
		else if (c == 0xD9 && *at + 1 < t.n && (unsigned char)t.p[*at + 1] >= 0xA0 &&
			 (unsigned char)t.p[*at + 1] <= 0xA9) {
			d = (unsigned char)t.p[*at + 1] - 0xA0;
			w = 2;
		}
		if (d < 0) break;
		n = n * 10 + d;
		digits++;
		*at += w;
	}
	*out = n;
	return digits > 0;
}

/* literal text with blanks loose: a blank stands for any number of them */
static bool literal(mq_text form, size_t from, size_t to, mq_text t, size_t *at)
{
	size_t k = *at;
	for (size_t i = from; i < to; i++) {
		if (is_blank(form.p[i])) {
			while (k < t.n && is_blank(t.p[k])) k++;
			continue;
		}
		if (k >= t.n || t.p[k] != form.p[i]) return false;
		k++;
	}
	*at = k;
	return true;
}

/* the pattern from `form` byte f on; one field of free text at most, so the search is bounded by the line's length */
static bool match(mq_text form, size_t f, mq_text t, size_t at, mq_stamp *out)
{
	while (f < form.n) {
		size_t open = mq_text_find_byte(form, '{', f), end = open == SIZE_MAX ? form.n : open;
		if (!literal(form, f, end, t, &at)) return false;
		if (open == SIZE_MAX) break;
		size_t close = mq_text_find_byte(form, '}', open);
		if (close == SIZE_MAX) return false;
		mq_text name = mq_text_sub(form, open + 1, close);
		f = close + 1;
		if (mq_text_eq(name, MQ_T("outlet"))) return false;
		int *n = mq_text_eq(name, MQ_T("day")) ? &out->day : mq_text_eq(name, MQ_T("month")) ? &out->month : &out->year;
		if (!number(t, &at, n)) return false;
	}
	return at == t.n;
}

static bool match_stamp(mq_text form, mq_text t, mq_stamp *out)
{
	size_t open = mq_text_find(form, MQ_T("{outlet}"), 0), at = 0;
	if (open == SIZE_MAX) return match(form, 0, t, 0, out);
	if (!literal(form, 0, open, t, &at)) return false;
	for (size_t end = at + 1; end < t.n; end++) {
		if (!is_blank(t.p[end]) || !match(form, open + 8, t, end, out)) continue;
		out->outlet = mq_text_trim(mq_text_sub(t, at, end));
		return out->outlet.n > 0;
	}
	return false;
}

bool mq_profile_stamp(const mq_profile *p, mq_text line, mq_stamp *out)
{
	line = mq_text_trim(line);
	if (line.n > STAMP_LINE_MOST) return false;
	for (uint32_t i = 0; i < p->stamps.n; i++) {
		memset(out, 0, sizeof *out);
		if (match_stamp(p->stamps.v[i], line, out) && mq_ymd_valid((mq_ymd){out->year, out->month, out->day}))
			return true;
	}
	return false;
}

static bool among(const mq_texts *list, mq_text line)
{
	for (uint32_t i = 0; i < list->n; i++)
		if (mq_text_eq(list->v[i], line)) return true;
	return false;
}

bool mq_profile_notice(const mq_profile *p, mq_text line) { return among(&p->notices, mq_text_trim(line)); }
bool mq_profile_source_line(const mq_profile *p, mq_text line) { return among(&p->source_lines, mq_text_trim(line)); }

const mq_outlet *mq_outlet_named(const mq_profiles *p, mq_text name)
{
	for (uint32_t i = 0; i < p->outlets.n; i++)
		if (mq_text_eq(p->outlets.v[i].name, name)) return &p->outlets.v[i];
	for (uint32_t i = 0; name.n && i < p->outlets.n; i++)
		if (mq_text_eq(p->outlets.v[i].slug, name)) return &p->outlets.v[i];
	return NULL;
}

const mq_outlet *mq_outlet_of_host(const mq_profiles *p, mq_text host)
{
	for (uint32_t i = 0; i < p->outlets.n; i++) {
		mq_text h = p->outlets.v[i].host;
		if (h.n == 0 || h.n > host.n || !mq_text_ends(host, h)) continue;
		if (h.n == host.n || host.p[host.n - h.n - 1] == '.') return &p->outlets.v[i];
	}
	return NULL;
}
