/* Opens a path, finds its format by name, suffix or first bytes, and hands out its pages. */
#include "page/format.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct mq_reader {
	const mq_format *format;
	void *state;
	FILE *file;
	bool not_ours;
	mq_text path;
	mq_source source;
	uint64_t record;
	bool ended;
};

static const mq_format *format_named(mq_text name)
{
	for (size_t i = 0; i < mq_formats_n; i++)
		if (mq_text_eq(mq_text_of(mq_formats[i].name), name)) return &mq_formats[i];
	return NULL;
}

static const mq_format *format_sniffed(mq_text path, mq_text head)
{
	for (size_t i = 0; i < mq_formats_n; i++)
		if (mq_formats[i].sniff(path, head)) return &mq_formats[i];
	return &mq_formats[mq_formats_n - 1];
}

static mq_status open_file(mq_arena *a, mq_text path, mq_reader *r)
{
	mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(path));
	if (mq_text_none(name)) return mq_fail_memory(a);
	if (mq_text_eq(path, MQ_T("-"))) {
		r->file = stdin;
		r->not_ours = true;
		return MQ_DONE;
	}
	struct stat st;
	if (stat(name.p, &st)) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open: %s", strerror(errno));
	if (S_ISDIR(st.st_mode)) return MQ_FAIL(MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "is a folder");
	r->file = fopen(name.p, "rbe");
	if (!r->file) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open: %s", strerror(errno));
	return MQ_DONE;
}

mq_status mq_reader_open(mq_arena *a, const mq_page_options *o, mq_text path, mq_reader **out)
{
	mq_reader *r = MQ_NEW(a, mq_reader);
	if (!r) return mq_fail_memory(a);
	r->path = path;
	MQ_TRY(open_file(a, path, r));
	if (!mq_source_open(&r->source, r->file)) {
		mq_reader_close(r);
		return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	}
	bool by_name = o && o->as.n && !mq_text_eq(o->as, MQ_T("auto"));
	r->format = by_name ? format_named(o->as) : format_sniffed(path, mq_source_peek(&r->source, 4096));
	if (!r->format) {
		mq_reader_close(r);
		return mq_fail(a, MQ_USAGE, MQ_BYTE_UNKNOWN, "no format is named \"%.*s\"", MQ_ARG(o->as));
	}
	*out = r;
	return MQ_DONE;
}

mq_status mq_reader_next(mq_reader *r, mq_arena *page_arena, mq_page *page)
{
	memset(page, 0, sizeof *page);
	page->path = r->path;
	page->record = r->record;
	page->offset = r->source.at;
	if (r->ended) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	mq_status s = r->format->next(&r->state, &r->source, page_arena, page);
	if (s.code == MQ_END || s.code == MQ_IO) r->ended = true;
	else r->record++;
	return s;
}

void mq_reader_close(mq_reader *r)
{
	if (!r) return;
	if (r->format && r->format->close) r->format->close(r->state);
	mq_source_close(&r->source);
	if (r->file && !r->not_ours) fclose(r->file);
	r->file = NULL;
}

mq_text mq_reader_format(const mq_reader *r) { return mq_text_of(r->format->name); }

static int by_bytes(const void *x, const void *y) { return mq_text_cmp(*(const mq_text *)x, *(const mq_text *)y); }

static mq_status read_folder(mq_arena *a, mq_text folder, int depth, mq_paths *out)
{
	mq_paths names = {0};
	DIR *d = opendir(folder.p);
	if (!d) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open folder %.*s: %s", MQ_ARG(folder), strerror(errno));
	mq_status s = MQ_DONE;
	for (struct dirent *e; mq_ok(s) && (e = readdir(d));) {
		if (e->d_name[0] == '.') continue;
		mq_text *n = mq_push(a, &names);
		if (n) *n = mq_arena_print(a, "%.*s%s%s", MQ_ARG(folder), mq_text_ends(folder, MQ_T("/")) ? "" : "/", e->d_name);
		if (!n || mq_text_none(*n)) s = mq_fail_memory(a);
	}
	closedir(d);
	if (mq_ok(s) && names.n) qsort(names.v, names.n, sizeof *names.v, by_bytes);
	for (uint32_t i = 0; mq_ok(s) && i < names.n; i++) {
		struct stat st;
		if (stat(names.v[i].p, &st)) continue;
		if (S_ISDIR(st.st_mode)) {
			if (depth > 0) s = read_folder(a, names.v[i], depth - 1, out);
			continue;
		}
		mq_text *p = mq_push(a, out);
		if (!p) s = mq_fail_memory(a);
		else *p = names.v[i];
	}
	return s;
}

mq_status mq_paths_of(mq_arena *a, mq_text path, mq_paths *out)
{
	struct stat st;
	mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(path));
	if (mq_text_none(name)) return mq_fail_memory(a);
	if (!mq_text_eq(path, MQ_T("-"))) {
		if (stat(name.p, &st))
			return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open %s: %s", name.p, strerror(errno));
		if (S_ISDIR(st.st_mode)) return read_folder(a, name, 16, out);
	}
	mq_text *p = mq_push(a, out);
	if (!p) return mq_fail_memory(a);
	*p = name;
	return MQ_DONE;
}
