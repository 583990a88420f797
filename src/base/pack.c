#include "base/pack.h"

#include <dirent.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

/* made at build time by tools/pack.sh, sorted by path */
typedef struct {
	const char *path;
	const char *start, *end;
} embedded_file;
extern const embedded_file mq_embedded[];
extern const size_t mq_embedded_count;
/* the hashes of some heads over the embedded files */
typedef struct {
	const char *head, *hash;
} embedded_hash;
extern const embedded_hash mq_embedded_hashes[];
extern const size_t mq_embedded_hashes_count;

typedef struct {
	mq_text path, bytes;
} pack_file;

struct mq_pack {
	MQ_VEC(pack_file) files;
	bool own_rules; /* a folder stands in the place of rules/ */
};

static int by_path(const void *a, const void *b)
{
	return mq_text_cmp(((const pack_file *)a)->path, ((const pack_file *)b)->path);
}

static mq_status read_file(mq_arena *a, const char *name, mq_text *out)
{
	struct stat st;
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open %s: %m", name);
	if (fstat(fd, &st) || st.st_size < 0) {
		close(fd);
		return mq_fail(a, MQ_IO, MQ_BYTE_UNKNOWN, "cannot read %s: %m", name);
	}
	size_t n = (size_t)st.st_size, got = 0;
	char *p = mq_arena_alloc(a, n);
	while (p && got < n) {
		ssize_t k = read(fd, p + got, n - got);
		if (k <= 0) break;
		got += (size_t)k;
	}
	close(fd);
	if (!p) return mq_fail_memory(a);
	*out = mq_text_at(p, got);
	return MQ_DONE;
}

static mq_status put_file(mq_arena *a, mq_pack *p, mq_text path, mq_text bytes)
{
	for (uint32_t i = 0; i < p->files.n; i++) {
		if (!mq_text_eq(p->files.v[i].path, path)) continue;
		p->files.v[i].bytes = bytes;
		return MQ_DONE;
	}
	pack_file *f = mq_push(a, &p->files);
	if (!f) return mq_fail_memory(a);
	*f = (pack_file){path, bytes};
	return MQ_DONE;
}

/* reads a rules folder through; depth is bounded because links may loop */
static mq_status read_folder(mq_arena *a, mq_pack *p, mq_text folder, mq_text under, int depth)
{
	mq_text name = mq_arena_print(a, "%.*s", MQ_ARG(folder));
	if (mq_text_none(name)) return mq_fail_memory(a);
	DIR *d = opendir(name.p);
	if (!d) return mq_fail(a, MQ_NO_INPUT, MQ_BYTE_UNKNOWN, "cannot open the rules folder %s: %m", name.p);
	mq_status s = MQ_DONE;
	for (struct dirent *e; mq_ok(s) && (e = readdir(d));) {
		struct stat st;
		if (e->d_name[0] == '.') continue;
		mq_text full = mq_arena_print(a, "%s/%s", name.p, e->d_name);
		mq_text path = mq_arena_print(a, "%.*s/%s", MQ_ARG(under), e->d_name);
		if (mq_text_none(full) || mq_text_none(path)) s = mq_fail_memory(a);
		else if (stat(full.p, &st)) continue;
		else if (S_ISDIR(st.st_mode) && depth > 0) s = read_folder(a, p, full, path, depth - 1);
		else if (S_ISREG(st.st_mode)) {
			mq_text bytes = MQ_NONE;
			s = read_file(a, full.p, &bytes);
			if (mq_ok(s)) s = put_file(a, p, path, bytes);
		}
	}
	closedir(d);
	return s;
}

mq_status mq_pack_open(mq_arena *a, mq_text rules_folder, const mq_pack **out)
{
	mq_pack *p = MQ_NEW(a, mq_pack);
	if (!p) return mq_fail_memory(a);
	for (size_t i = 0; i < mq_embedded_count; i++) {
		pack_file *f = mq_push(a, &p->files);
		if (!f) return mq_fail_memory(a);
		f->path = mq_text_of(mq_embedded[i].path);
		f->bytes = mq_text_at(mq_embedded[i].start, (size_t)(mq_embedded[i].end - mq_embedded[i].start));
	}
	p->own_rules = !mq_text_none(rules_folder);
	if (p->own_rules) MQ_TRY(read_folder(a, p, rules_folder, MQ_T("rules"), 4));
	if (p->files.n) qsort(p->files.v, p->files.n, sizeof *p->files.v, by_path);
	*out = p;
	return MQ_DONE;
}

mq_text mq_pack_file(const mq_pack *p, mq_text path)
{
	size_t low = 0, high = p->files.n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = mq_text_cmp(p->files.v[mid].path, path);
		if (order == 0) return p->files.v[mid].bytes;
		if (order < 0) low = mid + 1;
		else high = mid;
	}
	return MQ_NONE;
}

bool mq_pack_list(const mq_pack *p, mq_text head, size_t n, mq_text *path, mq_text *bytes)
{
	for (uint32_t i = 0; i < p->files.n; i++) {
		if (!mq_text_starts(p->files.v[i].path, head) || n-- > 0) continue;
		*path = p->files.v[i].path;
		*bytes = p->files.v[i].bytes;
		return true;
	}
	return false;
}

/* known since the program was built, where no folder stands in */
static bool known_hash(const mq_pack *p, mq_text head, char out[64])
{
	if (p->own_rules && mq_text_starts(head, MQ_T("rules/"))) return false;
	for (size_t i = 0; i < mq_embedded_hashes_count; i++) {
		if (!mq_text_eq(mq_text_of(mq_embedded_hashes[i].head), head)) continue;
		memcpy(out, mq_embedded_hashes[i].hash, 64);
		return true;
	}
	return false;
}

void mq_pack_hash(const mq_pack *p, mq_text head, char out[64])
{
	if (!known_hash(p, head, out)) mq_pack_hash_anew(p, head, out);
}

void mq_pack_hash_anew(const mq_pack *p, mq_text head, char out[64])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[32] = {0};
	EVP_MD_CTX *h = EVP_MD_CTX_new();
	if (h && EVP_DigestInit_ex(h, EVP_sha256(), NULL)) {
		for (uint32_t i = 0; i < p->files.n; i++) {
			const pack_file *f = &p->files.v[i];
			if (!mq_text_starts(f->path, head)) continue;
			uint64_t n = f->bytes.n;
			EVP_DigestUpdate(h, f->path.p, f->path.n + 0);
			EVP_DigestUpdate(h, &n, sizeof n);
			EVP_DigestUpdate(h, f->bytes.p, f->bytes.n);
		}
		EVP_DigestFinal_ex(h, sum, NULL);
	}
	EVP_MD_CTX_free(h);
	for (int i = 0; i < 32; i++) {
		out[2 * i] = digits[sum[i] >> 4];
		out[2 * i + 1] = digits[sum[i] & 15];
	}
}

static uint32_t split_cells(mq_text line, mq_text cell[16])
{
	uint32_t n = 0;
	mq_text piece;
	for (uint32_t i = 0; i < 16; i++) cell[i] = (mq_text){"", 0};
	if (line.n && line.p[line.n - 1] == '\r') line.n--;
	while (n < 16 && mq_text_split(&line, '\t', &piece)) cell[n++] = piece;
	return n;
}

static bool next_line(mq_table *t, mq_text *line)
{
	while (mq_text_split(&t->rest, '\n', line)) {
		t->line++;
		if (line->n && line->p[0] != '#' && line->p[0] != '\r') return true;
	}
	return false;
}

void mq_table_open(mq_text name, mq_text bytes, mq_table *out)
{
	mq_text line;
	memset(out, 0, sizeof *out);
	out->name = name;
	out->rest = bytes;
	if (next_line(out, &line)) out->columns = split_cells(line, out->column);
}

bool mq_table_row(mq_table *t)
{
	mq_text line;
	if (!next_line(t, &line)) return false;
	split_cells(line, t->cell);
	return true;
}

int mq_table_column(const mq_table *t, mq_text name)
{
	for (uint32_t i = 0; i < t->columns; i++)
		if (mq_text_eq(t->column[i], name)) return (int)i;
	return -1;
}
