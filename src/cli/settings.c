/* Settings: flag, then MIRQAB_* variable, then mirqab.toml. The file is the flat part of TOML 1.0: `key = value` lines with
 * basic or literal strings, integers and booleans, comments, and tables ([serve]) whose name is put before the key. */
#include "cli/settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

static bool is_key_byte(char c) { return isalnum((unsigned char)c) || c == '_' || c == '-'; }

static mq_text blank_off(mq_text t)
{
	while (t.n && (t.p[0] == ' ' || t.p[0] == '\t')) t = mq_text_sub(t, 1, t.n);
	while (t.n && strchr(" \t\r", t.p[t.n - 1])) t.n--;
	return t;
}

/* the escapes of a basic string that a path or an address may need */
static bool unescape(mq_arena *a, mq_text t, mq_text *out)
{
	static const char from[] = "\"\\nt", to[] = "\"\\\n\t";
	char *p = mq_arena_alloc(a, t.n);
	size_t n = 0;
	if (!p) return false;
	for (size_t i = 0; i < t.n; i++) {
		const char *hit = NULL;
		if (t.p[i] == '\\') {
			hit = i + 1 < t.n ? strchr(from, t.p[++i]) : NULL;
			if (!hit || !*hit) return false;
		}
		p[n++] = hit ? to[hit - from] : t.p[i];
	}
	*out = mq_text_at(p, n);
	return true;
}

/* a value and nothing behind it but a comment */
static bool take_value(mq_arena *a, mq_text t, mq_text *out)
{
	size_t end = 1;
	bool basic = t.n && t.p[0] == '"', literal = t.n && t.p[0] == '\'';
	if (!basic && !literal) {
		size_t hash = mq_text_find_byte(t, '#', 0);
		*out = blank_off(mq_text_sub(t, 0, hash));
		return out->n > 0 && mq_text_find_byte(*out, ' ', 0) == SIZE_MAX;
	}
	while (end < t.n && t.p[end] != t.p[0]) end += basic && t.p[end] == '\\' ? 2 : 1;
	if (end >= t.n) return false;
	mq_text rest = blank_off(mq_text_sub(t, end + 1, t.n)), inside = mq_text_sub(t, 1, end);
	if (rest.n && rest.p[0] != '#') return false;
	if (literal) *out = inside;
	return literal || unescape(a, inside, out);
}

static bool take_line(mq_arena *a, mq_text line, mq_text *table, mq_setting *out)
{
	size_t n = 0;
	if (line.p[0] == '[') {
		size_t end = mq_text_find_byte(line, ']', 0);
		*table = end == SIZE_MAX ? MQ_NONE : blank_off(mq_text_sub(line, 1, end));
		return table->n > 0;
	}
	while (n < line.n && is_key_byte(line.p[n])) n++;
	mq_text key = mq_text_sub(line, 0, n), rest = blank_off(mq_text_sub(line, n, line.n));
	if (n == 0 || rest.n == 0 || rest.p[0] != '=') return false;
	out->key = table->n ? mq_arena_print(a, "%.*s.%.*s", MQ_ARG(*table), MQ_ARG(key)) : mq_arena_text(a, key);
	return out->key.n && take_value(a, blank_off(mq_text_sub(rest, 1, rest.n)), &out->value);
}

static mq_status parse(mq_arena *a, mq_text bytes, mq_settings *s)
{
	mq_text rest = bytes, line, table = MQ_NONE;
	for (unsigned number = 1; mq_text_split(&rest, '\n', &line); number++) {
		mq_setting one = {0};
		line = blank_off(line);
		if (line.n == 0 || line.p[0] == '#') continue;
		if (!take_line(a, line, &table, &one))
			return mq_fail(a, MQ_USAGE, (uint64_t)(line.p - bytes.p), "line %u is not `key = value`", number);
		if (!one.key.n) continue;
		mq_setting *kept = mq_push(a, &s->rows);
		if (!kept) return mq_fail_memory(a);
		*kept = one;
	}
	return MQ_DONE;
}

static mq_status load(mq_arena *a, const char *path, bool must, mq_settings *s)
{
	FILE *f = fopen(path, "rbe");
	if (!f) {
		if (!must && (errno == ENOENT || errno == ENOTDIR || errno == EACCES)) return MQ_DONE;
		return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open: %s", strerror(errno));
	}
	char *p = mq_arena_alloc(a, MQ_SETTINGS_MOST);
	size_t n = p ? fread(p, 1, MQ_SETTINGS_MOST, f) : 0;
	bool failed = ferror(f) != 0, more = n == MQ_SETTINGS_MOST && fgetc(f) != EOF;
	fclose(f);
	if (!p) return mq_fail_memory(a);
	if (failed) return MQ_FAIL(MQ_IO, MQ_BYTE_UNKNOWN, "reading failed");
	if (more) return MQ_FAIL(MQ_LIMIT, MQ_SETTINGS_MOST, "settings are larger than 64 KiB");
	return parse(a, mq_text_at(p, n), s);
}

mq_status mq_settings_open(mq_arena *a, mq_text file, mq_settings *out)
{
	memset(out, 0, sizeof *out);
	if (!mq_text_none(file)) {
		out->path = file;
		mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(file));
		return mq_text_none(name) ? mq_fail_memory(a) : load(a, name.p, true, out);
	}
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	if (config && *config) out->path = mq_arena_print(a, "%s/mirqab/mirqab.toml", config);
	else if (home && *home) out->path = mq_arena_print(a, "%s/.config/mirqab/mirqab.toml", home);
	else return MQ_DONE;
	return mq_text_none(out->path) ? mq_fail_memory(a) : load(a, out->path.p, false, out);
}

mq_text mq_settings_of(const mq_settings *s, const char *key)
{
	char name[64] = "MIRQAB_";
	size_t n = 7;
	for (const char *c = key; *c && n + 1 < sizeof name; c++)
		name[n++] = *c == '-' || *c == '.' ? '_' : (char)toupper((unsigned char)*c);
	name[n] = 0;
	const char *variable = getenv(name);
	if (variable && *variable) return mq_text_of(variable);
	mq_text want = mq_text_of(key), found = MQ_NONE;
	for (uint32_t i = 0; i < s->rows.n; i++)
		if (mq_text_eq(s->rows.v[i].key, want)) found = s->rows.v[i].value;
	return found;
}
