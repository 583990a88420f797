/* Prints what the model sees of every block of HTML pages, one JSON line a block: the training data of train.py.
 * usage: features FILE...
 *        features --around TREE FILE...   what the second look sees of every block, after a first look by TREE's trees and words
 *        features --bodies TREE FILE...   the bodies that the trees and words of TREE choose instead
 * TREE holds models/article/blocks.txt, models/article/around.txt and rules/page/tokens.tsv. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "article/around.h"
#include "article/content.h"
#include "article/look.h"
#include "article/profiles.h"
#include "base/trees.h"

static void put_word(void *to, mq_text w) { mq_json_text(to, w); }

static void put_kinds(mq_json *j, const mq_dom *d, uint32_t node)
{
	mq_text name, value;
	for (uint32_t at = d->node[node].at; mq_attr_next(d->page, &at, d->node[node].end, &name, &value);)
		if (mq_is_kind_attribute(name)) mq_class_words(value, put_word, j);
}

static void put_words(mq_json *j, const mq_dom *d, uint32_t node)
{
	mq_json_put_array(j, "w");
	for (uint32_t i = d->node[node].parent; i; i = d->node[i].parent) {
		uint16_t tag = d->node[i].tag;
		if (tag == MQ_TAG_html || tag == MQ_TAG_body || tag == MQ_TAG_a) continue;
		mq_json_array(j);
		mq_class_words(mq_dom_attr(d, i, "class"), put_word, j);
		mq_class_words(mq_dom_attr(d, i, "id"), put_word, j);
		mq_class_words(mq_dom_attr(d, i, "itemprop"), put_word, j);
		mq_class_words(mq_dom_attr(d, i, "role"), put_word, j);
		put_kinds(j, d, i);
		mq_json_array_end(j);
	}
	mq_json_array_end(j);
}

static void put_block(mq_arena *a, const char *path, const mq_look *l, uint32_t i, mq_buf *out)
{
	float f[MQ_FEATURES];
	mq_json j;
	const mq_block *b = &l->blocks.block.v[i];
	mq_json_open(&j, out);
	mq_json_object(&j);
	mq_json_put_text(&j, "page", mq_text_of(path));
	mq_json_put_text(&j, "text", mq_block_text(a, &l->dom, b));
	mq_block_features(&l->facts, i, f);
	mq_json_put_array(&j, "f");
	for (int k = 0; k < MQ_FEATURES; k++) mq_json_real(&j, (double)f[k], 4);
	mq_json_array_end(&j);
	mq_json_put_array(&j, "b"); /* the boxes around, nearest first */
	uint32_t at = b->box;
	for (int k = 0; k < 4; k++) {
		mq_json_int(&j, at);
		at = l->dom.node[at].parent;
	}
	mq_json_array_end(&j);
	mq_json_put_int(&j, "own", l->dom.node[b->first].parent == b->box);
	put_words(&j, &l->dom, b->first);
	mq_json_object_end(&j);
	mq_buf_byte(out, '\n');
}

static bool put_around(mq_arena *a, const mq_rules_html *rules, const char *path, mq_look *l, mq_buf *out)
{
	float f[MQ_AROUND];
	mq_json j;
	mq_around around;
	if (!mq_ok(mq_content_first(a, rules, l)) || !mq_ok(mq_around_find(a, &l->facts, &around))) return false;
	for (uint32_t i = 0; i < l->blocks.block.n; i++) {
		mq_around_features(&around, i, f);
		mq_json_open(&j, out);
		mq_json_object(&j);
		mq_json_put_text(&j, "page", mq_text_of(path));
		mq_json_put_array(&j, "f");
		for (int k = 0; k < MQ_AROUND; k++) mq_json_real(&j, (double)f[k], 6);
		mq_json_array_end(&j);
		mq_json_object_end(&j);
		mq_buf_byte(out, '\n');
	}
	return true;
}

static bool read_model(mq_arena *a, mq_text folder, const char *name, uint32_t features, mq_trees *out)
{
	size_t most = (size_t)8 << 20, n = 0;
	char *p = mq_arena_alloc(a, most);
	mq_text path = mq_arena_print(a, "%.*s/models/article/%s", MQ_ARG(folder), name);
	int fd = p && path.p ? open(path.p, O_RDONLY) : -1;
	if (fd < 0) return false;
	for (ssize_t k; n < most && (k = read(fd, p + n, most - n)) > 0;) n += (size_t)k;
	close(fd);
	return mq_ok(mq_trees_open(a, path, mq_text_at(p, n), features, out));
}

static void put_body(mq_arena *a, const mq_rules_html *rules, const char *path, const mq_page *page, mq_look *l, mq_buf *out)
{
	mq_json j;
	mq_article article = {0};
	bool well = mq_ok(mq_content_choose(a, rules, l)) && mq_ok(mq_content_write(a, page, l, &article));
	mq_json_open(&j, out);
	mq_json_object(&j);
	mq_json_put_text(&j, "page", mq_text_of(path));
	mq_json_put_text(&j, "body", well ? article.body : MQ_NONE);
	mq_json_object_end(&j);
	mq_buf_byte(out, '\n');
}

typedef enum { FEATURES, AROUND, BODIES } mode;

static bool put_page(mq_arena *a, const mq_rules_html *rules, mode m, const char *path, mq_reader *r, mq_buf *out)
{
	mq_page page;
	mq_look look;
	if (!mq_ok(mq_reader_next(r, a, &page)) || !mq_ok(mq_look_at(a, rules, page.text, &look))) return false;
	if (m == AROUND) return put_around(a, rules, path, &look, out);
	if (m == BODIES) put_body(a, rules, path, &page, &look, out);
	else
		for (uint32_t k = 0; k < look.blocks.block.n; k++) put_block(a, path, &look, k, out);
	return true;
}

int main(int argc, char **argv)
{
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST), *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	const mq_pack *pack;
	const mq_profiles *profiles;
	mq_reader *r;
	mq_buf out;
	mq_text first = mq_text_of(argc > 3 ? argv[1] : "");
	mode m = mq_text_eq(first, MQ_T("--around")) ? AROUND : mq_text_eq(first, MQ_T("--bodies")) ? BODIES : FEATURES;
	mq_text tree = m == FEATURES ? MQ_NONE : mq_text_of(argv[2]);
	mq_text folder = m == FEATURES ? MQ_NONE : mq_arena_print(rules, "%.*s/rules", MQ_ARG(tree));
	if (!rules || !a || !mq_ok(mq_pack_open(rules, folder, &pack)) || !mq_ok(mq_profiles_open(rules, pack, &profiles)))
		return 70;
	const mq_rules_html *html = profiles->html;
	if (m != FEATURES && !read_model(rules, tree, "blocks.txt", MQ_FEATURES, html->model)) return 70;
	if (m == BODIES && !read_model(rules, tree, "around.txt", MQ_FEATURES + MQ_AROUND, html->around)) return 70;
	mq_buf_open(&out, (size_t)1 << 30);
	mq_page_options o = {.as = MQ_T("html")};
	for (int i = m == FEATURES ? 1 : 3; i < argc; i++) {
		mq_arena_clear(a);
		if (!mq_ok(mq_reader_open(rules, &o, mq_text_of(argv[i]), &r))) continue;
		if (!put_page(a, html, m, argv[i], r, &out)) fprintf(stderr, "%s: cannot be read\n", argv[i]);
		mq_reader_close(r);
		fwrite(out.p, 1, out.n, stdout);
		mq_buf_clear(&out);
	}
	return 0;
}
