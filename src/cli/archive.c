/* What the commands of the archive share: finding it, opening it, reading the flags of a filter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>

#include "cli/archive.h"

static mq_text data_folder(mq_arena *a)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	if (data && data[0] == '/') return mq_arena_print(a, "%s/mirqab", data);
	if (home && home[0]) return mq_arena_print(a, "%s/.local/share/mirqab", home);
	return mq_arena_print(a, ".");
}

/* makes the folders of the default archive; a folder that the user names must be there */
static void make_folders(mq_text path)
{
	char name[4096];
	for (size_t i = 1; i <= path.n && i < sizeof name; i++) {
		if (i < path.n && path.p[i] != '/') continue;
		memcpy(name, path.p, i);
		name[i] = 0;
		mkdir(name, 0777);
	}
}

mq_text mq_cli_archive_url(mq_cli *c, mq_store_mode mode)
{
	if (c->db.n) return c->db;
	mq_text folder = data_folder(c->arena);
	if (mode == MQ_STORE_WRITE) make_folders(folder);
	return mq_arena_print(c->arena, "%.*s/archive.db", MQ_ARG(folder));
}

int mq_cli_open(mq_cli *c, mq_store_mode mode, mq_engine *e, mq_store **out)
{
	mq_store_options o = {
	    .url = mq_cli_archive_url(c, mode), .mode = mode, .engine = e, .log = &c->log, .lock_milliseconds = c->wait_ms};
	mq_status s = mq_engine_open(c->arena, c->rules, e);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("rules"), NULL, s);
	s = mq_store_open(c->arena, &o, out);
	if (!mq_ok(s)) return mq_cli_report(c, MQ_T("archive"), NULL, s);
	mq_store_today(*out, mq_cli_today());
	return EX_OK;
}

int mq_cli_store_failed(mq_cli *c, mq_store *store, mq_status s)
{
	int code = mq_cli_report(c, MQ_T("archive"), NULL, s);
	mq_store_close(store);
	return code;
}

mq_day mq_cli_today(void)
{
	const char *set = getenv("MIRQAB_TODAY"); /* for tests and for looking back */
	mq_day d = set ? mq_day_parse(mq_text_of(set)) : MQ_NO_DAY;
	return d != MQ_NO_DAY ? d : (mq_day)(time(NULL) / 86400);
}

bool mq_cli_code(const char *arg, char out[4])
{
	size_t n = strlen(arg);
	if (n != 3) return false;
	for (size_t i = 0; i < 3; i++) {
		char c = arg[i];
		if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
		if (c < 'A' || c > 'Z') return false;
		out[i] = c;
	}
	out[3] = 0;
	return true;
}

static bool pair_flag(mq_cli *c, const char *value, mq_filter *f)
{
	char code[4], other[4] = "";
	const char *comma = strchr(value, ',');
	char first[8] = "";
	size_t n = comma ? (size_t)(comma - value) : strlen(value);
	if (n != 3) return false;
	memcpy(first, value, 3);
	if (!mq_cli_code(first, code) || (comma && !mq_cli_code(comma + 1, other))) return false;
	f->pair[0] = mq_arena_text(c->arena, mq_text_of(code));
	f->pair[1] = other[0] ? mq_arena_text(c->arena, mq_text_of(other)) : MQ_NONE;
	return true;
}

static bool day_flag(const char *value, mq_day *out) { return (*out = mq_day_parse(mq_text_of(value))) != MQ_NO_DAY; }

static bool limit_flag(const char *value, mq_filter *f)
{
	uint64_t n;
	if (!mq_text_u64(mq_text_of(value), &n) || n == 0 || n > UINT32_MAX) return false;
	f->limit = (uint32_t)n;
	return true;
}

/* names of kinds and statuses are checked, so that a slip of the pen is told and not answered with nothing */
static bool known_kinds(mq_text list)
{
	mq_text piece;
	while (mq_text_split(&list, ',', &piece))
		if (mq_event_kind_of(mq_text_trim(piece)) < 0) return false;
	return true;
}

static bool known_statuses(mq_text list)
{
	mq_text piece;
	while (mq_text_split(&list, ',', &piece))
		if (mq_event_status_of(mq_text_trim(piece)) < 0) return false;
	return true;
}

const char *mq_cli_filter_flag(mq_cli *c, int o, const char *value, mq_filter *f)
{
	switch (o) {
	case 'P': return pair_flag(c, value, f) ? NULL : "--pair takes one or two codes of three letters: MAR,FRA";
	case 'K':
		f->kind = mq_text_of(value);
		return known_kinds(f->kind) ? NULL : "--kind takes names of kinds, parted by commas: visit,meeting";
	case 'S':
		f->status = mq_text_of(value);
		return known_statuses(f->status)
			   ? NULL
			   : "--status takes done, under_way, announced, postponed, cancelled, denied, hypothetical";
	case 'F': return day_flag(value, &f->from) ? NULL : "--from takes a day: 2025-12-09";
	case 'T': return day_flag(value, &f->to) ? NULL : "--to takes a day: 2025-12-09";
	case 'O': f->outlet = mq_text_of(value); return NULL;
	case 'N': f->person = mq_text_of(value); return NULL;
	case 'A': f->article = mq_text_of(value); return NULL;
	case 'C': f->cursor = mq_text_of(value); return NULL;
	case 'L': return limit_flag(value, f) ? NULL : "--limit takes a number from 1 on";
	case 'U': f->current_only = true; return NULL;
	default: return "unknown option";
	}
}
