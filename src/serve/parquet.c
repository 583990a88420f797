/* Parquet: the events as a table of typed columns (parquet-format 2.10: one data page a column and row group, PLAIN, zstd). Small
 * enough to be our own: the C libraries there are bring C++ and Arrow. Its metadata is Thrift's compact protocol. */
#include <stdlib.h>
#include <zstd.h>

#include "serve/exports.h"

#define GROUP_ROWS  8192u /* rows that are held in memory before they are written */
#define COLUMN_MOST ((size_t)64 << 20)
#define GROUPS_MOST 65536u

/* parquet.thrift's numbers */
enum { TYPE_BOOLEAN = 0, TYPE_INT32 = 1, TYPE_DOUBLE = 5, TYPE_BYTES = 6 };
enum { CONVERTED_UTF8 = 0, CONVERTED_DATE = 6, OPTIONAL = 1, PLAIN = 0, RLE = 3, ZSTD = 6 };
/* the compact protocol's */
enum { T_I32 = 5, T_I64 = 6, T_BINARY = 8, T_LIST = 9, T_STRUCT = 12 };

typedef struct {
	mq_buf values, levels; /* a level is a byte until the page is made */
	uint8_t bits;          /* of booleans not yet a byte */
	uint32_t bits_n;
} column;

typedef struct {
	int64_t at[MQ_EVENT_CELLS], plain[MQ_EVENT_CELLS], packed[MQ_EVENT_CELLS];
	int64_t rows;
} group;

typedef struct {
	column columns[MQ_EVENT_CELLS];
	group *groups;
	uint32_t groups_n, rows;
	int64_t at; /* bytes of the file so far */
	bool failed;
} parquet;

static int type_of(mq_cell_kind k)
{
	switch (k) {
	case MQ_CELL_BOOL: return TYPE_BOOLEAN;
	case MQ_CELL_DAY:
	case MQ_CELL_INT: return TYPE_INT32;
	case MQ_CELL_REAL: return TYPE_DOUBLE;
	default: return TYPE_BYTES;
	}
}

/* ── Thrift's compact protocol ── */
typedef struct {
	mq_buf *out;
	int last[8]; /* the field before, by depth */
	int depth;
} thrift;

static void put_varint(mq_buf *b, uint64_t v)
{
	while (v >= 0x80) {
		mq_buf_byte(b, (char)(v | 0x80));
		v >>= 7;
	}
	mq_buf_byte(b, (char)v);
}

static void put_signed(mq_buf *b, int64_t v) { put_varint(b, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63)); }

static void put_field(thrift *t, int id, int type)
{
	mq_buf_byte(t->out, (char)((id - t->last[t->depth]) << 4 | type)); /* ours never lie 16 apart */
	t->last[t->depth] = id;
}

static void put_int(thrift *t, int id, int64_t v, int type)
{
	put_field(t, id, type);
	put_signed(t->out, v);
}

static void put_string(thrift *t, mq_text s)
{
	put_varint(t->out, s.n);
	mq_buf_put(t->out, s);
}

static void put_list(thrift *t, int id, int type, uint32_t n)
{
	put_field(t, id, T_LIST);
	if (n < 15) mq_buf_byte(t->out, (char)(n << 4 | (uint32_t)type));
	else {
		mq_buf_byte(t->out, (char)(0xF0 | type));
		put_varint(t->out, n);
	}
}

static void open_struct(thrift *t) { t->last[++t->depth] = 0; }
static void close_struct(thrift *t)
{
	mq_buf_byte(t->out, 0);
	t->depth--;
}

/* ── a column's page ── */
static void put_u32(mq_buf *b, uint32_t v)
{
	for (int i = 0; i < 4; i++) mq_buf_byte(b, (char)(v >> (8 * i)));
}

static void end_bits(column *c)
{
	if (c->bits_n) mq_buf_byte(&c->values, (char)c->bits);
	c->bits = 0;
	c->bits_n = 0;
}

/* definition levels (0: nothing there), bit-packed in one run, their length before them; then the values */
static void make_page(column *c, uint32_t rows, mq_buf *out)
{
	mq_buf runs;
	uint32_t groups = (rows + 7) / 8;
	mq_buf_open(&runs, COLUMN_MOST);
	put_varint(&runs, (uint64_t)groups << 1 | 1);
	for (uint32_t i = 0; i < groups * 8; i += 8) {
		uint8_t bits = 0;
		for (uint32_t k = 0; k < 8; k++)
			if (i + k < rows && c->levels.p[i + k]) bits = (uint8_t)(bits | 1u << k);
		mq_buf_byte(&runs, (char)bits);
	}
	end_bits(c);
	put_u32(out, (uint32_t)runs.n);
	mq_buf_put(out, mq_buf_text(&runs));
	mq_buf_put(out, mq_buf_text(&c->values));
	mq_buf_close(&runs);
}

static void put_page_header(mq_buf *out, size_t plain, size_t packed, uint32_t rows)
{
	thrift t = {.out = out};
	put_int(&t, 1, 0, T_I32); /* DATA_PAGE */
	put_int(&t, 2, (int64_t)plain, T_I32);
	put_int(&t, 3, (int64_t)packed, T_I32);
	put_field(&t, 5, T_STRUCT);
	open_struct(&t);
	put_int(&t, 1, rows, T_I32);
	put_int(&t, 2, PLAIN, T_I32);
	put_int(&t, 3, RLE, T_I32);
	put_int(&t, 4, RLE, T_I32);
	close_struct(&t);
	mq_buf_byte(out, 0);
}

static void write_column(mq_export *x, parquet *p, uint32_t i, group *g)
{
	mq_buf page, packed, header;
	column *c = &p->columns[i];
	mq_buf_open(&page, COLUMN_MOST);
	mq_buf_open(&packed, COLUMN_MOST);
	mq_buf_open(&header, 256);
	make_page(c, p->rows, &page);
	size_t room = ZSTD_compressBound(page.n), n = 0;
	if (mq_buf_room(&packed, room)) n = ZSTD_compress(packed.p, room, page.p, page.n, 3);
	p->failed |= page.failed || packed.failed || ZSTD_isError(n) || c->values.failed || c->levels.failed;
	if (!p->failed) {
		put_page_header(&header, page.n, n, p->rows);
		g->at[i] = p->at;
		g->plain[i] = (int64_t)(header.n + page.n);
		g->packed[i] = (int64_t)(header.n + n);
		mq_buf_put(&x->out, mq_buf_text(&header));
		mq_buf_put(&x->out, mq_text_at(packed.p, n));
		p->at += g->packed[i];
	}
	mq_buf_close(&page);
	mq_buf_close(&packed);
	mq_buf_close(&header);
	mq_buf_clear(&c->values);
	mq_buf_clear(&c->levels);
}

static void write_group(mq_export *x, parquet *p)
{
	if (!p->rows || p->failed) return;
	group *more = p->groups_n < GROUPS_MOST ? mq_heap_realloc(p->groups, (p->groups_n + 1) * sizeof *more) : NULL;
	if (!more) {
		p->failed = true;
		return;
	}
	p->groups = more;
	group *g = &p->groups[p->groups_n++];
	memset(g, 0, sizeof *g);
	g->rows = p->rows;
	for (uint32_t i = 0; i < MQ_EVENT_CELLS; i++) write_column(x, p, i, g);
	p->rows = 0;
}

/* ── the footer ── */
static void put_schema(thrift *t)
{
	put_list(t, 2, T_STRUCT, MQ_EVENT_CELLS + 1);
	open_struct(t);
	put_field(t, 4, T_BINARY);
	put_string(t, MQ_T("event"));
	put_int(t, 5, MQ_EVENT_CELLS, T_I32);
	close_struct(t);
	for (uint32_t i = 0; i < MQ_EVENT_CELLS; i++) {
		mq_cell_kind k = mq_event_cells[i].kind;
		open_struct(t);
		put_int(t, 1, type_of(k), T_I32);
		put_int(t, 3, OPTIONAL, T_I32);
		put_field(t, 4, T_BINARY);
		put_string(t, mq_text_of(mq_event_cells[i].name));
		if (k == MQ_CELL_TEXT) put_int(t, 6, CONVERTED_UTF8, T_I32);
		if (k == MQ_CELL_DAY) put_int(t, 6, CONVERTED_DATE, T_I32);
		close_struct(t);
	}
}

static void put_chunk(thrift *t, const group *g, uint32_t i)
{
	open_struct(t);
	put_int(t, 2, g->at[i], T_I64);
	put_field(t, 3, T_STRUCT);
	open_struct(t);
	put_int(t, 1, type_of(mq_event_cells[i].kind), T_I32);
	put_list(t, 2, T_I32, 2);
	put_signed(t->out, PLAIN);
	put_signed(t->out, RLE);
	put_list(t, 3, T_BINARY, 1);
	put_string(t, mq_text_of(mq_event_cells[i].name));
	put_int(t, 4, ZSTD, T_I32);
	put_int(t, 5, g->rows, T_I64);
	put_int(t, 6, g->plain[i], T_I64);
	put_int(t, 7, g->packed[i], T_I64);
	put_int(t, 9, g->at[i], T_I64);
	close_struct(t);
	close_struct(t);
}

static void put_groups(thrift *t, const parquet *p)
{
	put_list(t, 4, T_STRUCT, p->groups_n);
	for (uint32_t k = 0; k < p->groups_n; k++) {
		const group *g = &p->groups[k];
		int64_t bytes = 0;
		open_struct(t);
		put_list(t, 1, T_STRUCT, MQ_EVENT_CELLS);
		for (uint32_t i = 0; i < MQ_EVENT_CELLS; i++) {
			put_chunk(t, g, i);
			bytes += g->plain[i];
		}
		put_int(t, 2, bytes, T_I64);
		put_int(t, 3, g->rows, T_I64);
		close_struct(t);
	}
}

static void put_footer(mq_export *x, const parquet *p)
{
	thrift t = {.out = &x->out};
	size_t from = x->out.n;
	int64_t rows = 0;
	for (uint32_t i = 0; i < p->groups_n; i++) rows += p->groups[i].rows;
	put_int(&t, 1, 1, T_I32);
	put_schema(&t);
	put_int(&t, 3, rows, T_I64);
	put_groups(&t, p);
	put_field(&t, 6, T_BINARY);
	put_string(&t, MQ_T("mirqab"));
	mq_buf_byte(&x->out, 0);
	put_u32(&x->out, (uint32_t)(x->out.n - from));
	mq_buf_put(&x->out, MQ_T("PAR1"));
}

/* ── the format's three calls ── */
void mq_parquet_begin(mq_export *x)
{
	parquet *p = mq_heap_alloc(sizeof *p);
	x->state = p;
	if (!p) return;
	for (uint32_t i = 0; i < MQ_EVENT_CELLS; i++) {
		mq_buf_open(&p->columns[i].values, COLUMN_MOST);
		mq_buf_open(&p->columns[i].levels, GROUP_ROWS + 8);
	}
	mq_buf_put(&x->out, MQ_T("PAR1"));
	p->at = 4;
}

static void put_cell(column *c, mq_cell_kind kind, mq_text cell)
{
	char digits[32] = "";
	mq_buf_byte(&c->levels, mq_text_none(cell) ? 0 : 1);
	if (mq_text_none(cell)) return;
	memcpy(digits, cell.p, cell.n < sizeof digits - 1 ? cell.n : sizeof digits - 1);
	if (kind == MQ_CELL_TEXT) {
		put_u32(&c->values, (uint32_t)cell.n);
		mq_buf_put(&c->values, cell);
	} else if (kind == MQ_CELL_DAY) put_u32(&c->values, (uint32_t)mq_day_parse(cell));
	else if (kind == MQ_CELL_INT) put_u32(&c->values, (uint32_t)strtol(digits, NULL, 10));
	else if (kind == MQ_CELL_REAL) {
		double v = strtod(digits, NULL);
		uint64_t bits;
		memcpy(&bits, &v, sizeof bits);
		put_u32(&c->values, (uint32_t)bits);
		put_u32(&c->values, (uint32_t)(bits >> 32));
	} else {
		c->bits = (uint8_t)(c->bits | (digits[0] == '1' ? 1u : 0u) << c->bits_n);
		if (++c->bits_n == 8) end_bits(c);
	}
}

void mq_parquet_event(mq_export *x, const mq_event_row *row, const mq_record *record)
{
	mq_text cells[MQ_EVENT_CELLS];
	parquet *p = x->state;
	(void)record;
	if (!p) return;
	mq_event_cells_of(x->arena, row, cells);
	for (uint32_t i = 0; i < MQ_EVENT_CELLS; i++) put_cell(&p->columns[i], mq_event_cells[i].kind, cells[i]);
	if (++p->rows == GROUP_ROWS) write_group(x, p);
}

/* a file that could not be made whole has no footer: no reader takes it for one */
void mq_parquet_end(mq_export *x)
{
	parquet *p = x->state;
	if (!p) return;
	write_group(x, p);
	if (!p->failed) put_footer(x, p);
	for (uint32_t i = 0; i < MQ_EVENT_CELLS; i++) {
		mq_buf_close(&p->columns[i].values);
		mq_buf_close(&p->columns[i].levels);
	}
	mq_heap_free(p->groups);
	mq_heap_free(p);
	x->state = NULL;
}
