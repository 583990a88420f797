/* Opens a path, finds its format by name, suffix or first bytes, and hands out its pages. */
#include "page/charset_find.h"
#include "page/format.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD 4096

struct mq_reader {
	const mq_format *format;
	mq_page_options options;
	int fd;
	bool ours;
	mq_text path;
	mq_source source;
	mq_reading reading;
	uint64_t record;
	bool ended;
};

static const mq_format *format_named(mq_text name)
{
	for (size_t i = 0; i < mq_formats_n; i++)
		if (mq_text_eq(mq_text_of(mq_formats[i].name), name)) return &mq_formats[i];
	return NULL;
}

/* UTF-16 is sniffed by its low bytes */
static mq_text narrowed(mq_text head, char to[HEAD])
{
	size_t skip, n = 0;
	mq_charset_wide wide = mq_charset_wide_of(head, &skip);
	if (wide == MQ_CHARSET_NARROW) return head;
	for (size_t i = skip + (wide == MQ_CHARSET_BE); i < head.n; i += 2) to[n++] = head.p[i];
	return mq_text_at(to, n);
}

static const mq_format *format_sniffed(mq_text path, mq_text head)
{
	char narrow[HEAD];
	head = narrowed(head, narrow);
	for (size_t i = 0; i < mq_formats_n; i++)
		if (mq_formats[i].sniff(path, head)) return &mq_formats[i];
	return &mq_formats[mq_formats_n - 1];
}

static mq_status open_file(mq_arena *a, mq_text path, mq_reader *r)
{
	mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(path));
	if (mq_text_none(name)) return mq_fail_memory(a);
	r->fd = STDIN_FILENO;
	if (!mq_text_eq(path, MQ_T("-"))) {
		struct stat st;
		if (stat(name.p, &st)) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open: %s", strerror(errno));
		if (S_ISDIR(st.st_mode)) return MQ_FAIL(MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "is a folder");
		r->fd = open(name.p, O_RDONLY | O_CLOEXEC);
		if (r->fd < 0) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open: %s", strerror(errno));
		r->ours = true;
	}
	uint64_t offset = r->options.offset;
	if (offset && (offset > INT64_MAX || lseek(r->fd, (off_t)offset, SEEK_SET) < 0))
		return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot go to byte %llu", (unsigned long long)offset);
	return MQ_DONE;
}

static mq_status open_source(mq_arena *a, mq_reader *r, mq_input input)
{
	if (!mq_source_open(&r->source, input, r->options.offset)) return MQ_FAIL(MQ_NO_MEMORY, MQ_BYTE_UNKNOWN, "out of memory");
	mq_text as = r->options.as;
	bool by_name = as.n && !mq_text_eq(as, MQ_T("auto"));
	r->format = by_name ? format_named(as) : format_sniffed(r->path, mq_source_peek(&r->source, HEAD));
	if (!r->format) return mq_fail(a, MQ_USAGE, MQ_BYTE_UNKNOWN, "no format is named \"%.*s\"", MQ_ARG(as));
	r->reading = (mq_reading){.source = &r->source, .options = &r->options, .path = r->path};
	return MQ_DONE;
}

static mq_reader *new_reader(mq_arena *a, const mq_page_options *o, mq_text path)
{
	mq_reader *r = MQ_NEW(a, mq_reader);
	if (!r) return NULL;
	r->path = path;
	if (o) r->options = *o;
	return r;
}

mq_status mq_reader_open(mq_arena *a, const mq_page_options *o, mq_text path, mq_reader **out)
{
	mq_reader *r = new_reader(a, o, path);
	if (!r) return mq_fail_memory(a);
	mq_status s = open_file(a, path, r);
	if (mq_ok(s)) s = open_source(a, r, (mq_input){.fd = r->fd});
	if (mq_ok(s)) *out = r;
	else mq_reader_close(r);
	return s;
}

mq_status mq_reader_open_bytes(mq_arena *a, const mq_page_options *o, mq_text path, mq_text bytes, size_t step, mq_reader **out)
{
	mq_reader *r = new_reader(a, o, path);
	if (!r) return mq_fail_memory(a);
	mq_status s = open_source(a, r, (mq_input){.fd = -1, .memory = bytes, .step = step});
	if (mq_ok(s)) *out = r;
	else mq_reader_close(r);
	return s;
}

/* at the end of the bytes: damage not told yet is a failure of its own, and reading goes on behind it where it can */
static mq_status end_or_trouble(mq_reader *r)
{
	if (!mq_ok(r->source.trouble)) return mq_source_trouble(&r->source);
	r->ended = true;
	return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
}

mq_status mq_reader_take(mq_reader *r, mq_arena *page_arena, mq_page *page)
{
	memset(page, 0, sizeof *page);
	page->path = r->path;
	page->record = r->record;
	page->offset = mq_source_offset(&r->source);
	page->format = r->format;
	bool enough = r->options.pages_most && r->record >= r->options.pages_most && !r->reading.more;
	if (r->ended || enough) return (mq_status){MQ_END, MQ_BYTE_UNKNOWN, MQ_NONE};
	mq_status s = r->format->next(&r->reading, page_arena, page);
	if (s.code == MQ_END) return end_or_trouble(r);
	r->record = page->record + 1;
	if (s.code == MQ_IO || s.code == MQ_NO_MEMORY) r->ended = true;
	return s;
}

mq_status mq_page_decode(mq_arena *page_arena, const mq_page_options *o, mq_page *page)
{
	return page->format->decode ? page->format->decode(page_arena, o, page) : MQ_DONE;
}

mq_status mq_reader_next(mq_reader *r, mq_arena *page_arena, mq_page *page)
{
	MQ_TRY(mq_reader_take(r, page_arena, page));
	return mq_page_decode(page_arena, &r->options, page);
}

mq_status mq_page_of_bytes(mq_arena *a, const mq_page_options *o, mq_text bytes, mq_page *out)
{
	mq_reader *r = NULL;
	MQ_TRY(mq_reader_open_bytes(a, o, MQ_NONE, bytes, 0, &r));
	if (!r) return MQ_FAIL(MQ_INTERNAL, MQ_BYTE_UNKNOWN, "a reader was not made");
	mq_status s = mq_reader_next(r, a, out);
	mq_reader_close(r);
	if (s.code == MQ_END) return MQ_FAIL(MQ_BAD_DATA, 0, "there is no page in these bytes");
	return s;
}

void mq_reader_close(mq_reader *r)
{
	if (!r) return;
	if (r->format && r->format->close && r->reading.state) r->format->close(r->reading.state);
	mq_source_close(&r->source);
	if (r->ours && r->fd >= 0) close(r->fd);
	r->ours = false;
}

mq_source *mq_reader_source(mq_reader *r) { return &r->source; }

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
		if (stat(name.p, &st)) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open: %s", strerror(errno));
		if (S_ISDIR(st.st_mode)) return read_folder(a, name, 16, out);
	}
	mq_text *p = mq_push(a, out);
	if (!p) return mq_fail_memory(a);
	*p = name;
	return MQ_DONE;
}
