/* Prints what the model sees of every block of HTML pages, one JSON line a block: the training data of train.py.
 * usage: features FILE...
 *        features --model BLOCKS RULES FILE...   the body those trees and that rules folder (page/tokens.tsv) choose instead */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "article/content.h"
#include "article/look.h"
#include "article/model.h"
#include "article/profiles.h"

static void put_word(void *to, mq_text w) { mq_json_text(to, w); }

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

static bool read_model(mq_arena *a, const char *path, mq_model *out)
{
	size_t most = (size_t)8 << 20, n = 0;
	char *p = mq_arena_alloc(a, most);
	int fd = open(path, O_RDONLY);
	if (!p || fd < 0) return false;
	for (ssize_t k; n < most && (k = read(fd, p + n, most - n)) > 0;) n += (size_t)k;
	close(fd);
	return mq_ok(mq_model_open(a, mq_text_of(path), mq_text_at(p, n), MQ_FEATURES, out));
}

static void put_body(mq_arena *a, const mq_rules_html *rules, const char *path, const mq_page *page, mq_look *l, mq_buf *out)
{
	mq_json j;
	mq_article article = {0};
	mq_content_choose(a, rules, l);
	if (!mq_ok(mq_content_write(a, page, l, &article))) article.body = MQ_NONE;
	mq_json_open(&j, out);
	mq_json_object(&j);
	mq_json_put_text(&j, "page", mq_text_of(path));
	mq_json_put_text(&j, "body", article.body);
	mq_json_object_end(&j);
	mq_buf_byte(out, '\n');
}

int main(int argc, char **argv)
{
	mq_arena *rules = mq_arena_open(MQ_RULES_ARENA_MOST), *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	const mq_pack *pack;
	const mq_profiles *profiles;
	mq_page page;
	mq_look look;
	mq_reader *r;
	mq_buf out;
	bool judge = argc > 3 && mq_text_eq(mq_text_of(argv[1]), MQ_T("--model"));
	mq_text folder = judge ? mq_text_of(argv[3]) : MQ_NONE;
	if (!rules || !a || !mq_ok(mq_pack_open(rules, folder, &pack)) || !mq_ok(mq_profiles_open(rules, pack, &profiles)))
		return 70;
	if (judge && !read_model(rules, argv[2], profiles->html->model)) return 70;
	mq_buf_open(&out, (size_t)1 << 30);
	mq_page_options o = {.as = MQ_T("html")};
	for (int i = judge ? 4 : 1; i < argc; i++) {
		mq_arena_clear(a);
		if (!mq_ok(mq_reader_open(rules, &o, mq_text_of(argv[i]), &r))) continue;
		if (mq_ok(mq_reader_next(r, a, &page)) && mq_ok(mq_look_at(a, profiles->html, page.text, &look))) {
			for (uint32_t k = 0; k < look.blocks.block.n && !judge; k++) put_block(a, argv[i], &look, k, &out);
			if (judge) put_body(a, profiles->html, argv[i], &page, &look, &out);
		}
		mq_reader_close(r);
		fwrite(out.p, 1, out.n, stdout);
		mq_buf_clear(&out);
	}
	return 0;
}
