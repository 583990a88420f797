/* The light tree against lexbor's full one: the same words in the same order, and the same paragraph borders between them, on
 * markup that is broken in the ways pages are. */
#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/html/html.h>

#include "article/dom.h"
#include "check.h"

static const char *const pages[] = {
    "<p>one<p>two<div>three</p>four</div>five",
    "<ul><li>one<li>two<ul><li>three</ul><li>four</ul>five",
    "<table><tr><td>one<td>two<tr><td>three</table>four",
    "<b>one<p>two</b>three</p>four",
    "<a href=x>one<a href=y>two</a>three",
    "one<script>if (a<b) x('</p>')</script>two<style>p{}</style>three",
    "one<script><!-- <script>x</script> y --></script>two",
    "one<!-- two <p> -->three<!-->four<!--x--!>five",
    "<p title='a>b'>one</p><p title=\"a'b\">two</p><p title=a>three",
    "<h1>one<h2>two</h1>three",
    "<dl><dt>one<dd>two<dt>three</dl>four",
    "one</p>two</br>three</span>four",
    "<div>one</span></b>two</div></div></div>three",
    "<svg><path d='M0 0'/><text>x</text></svg>one",
    "a < b and c<d and e<1 one",
    "<p>one<!DOCTYPE html>two<?php x ?>three</ x>four",
    "&amp;one &notit; &#x41;&#66; &lt;p&gt; &copy2 &nosuch; &",
    "<title>x <b>y</title>one<textarea>z <p></textarea>two",
    "<select><option>a<option>b</select>one",
    "<body><p>one</body></html>two<p>three",
    "<p>one<table><tr><td>two</td></tr></table>three</p>four",
    "<div><p>one<blockquote>two</blockquote>three</div>four",
    "<p>one<button>x</button>two",
    "<pre>one\n two</pre>three<xmp><p></xmp>four",
};

static void put(mq_buf *out, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool space = p[i] == ' ' || p[i] == '\n' || p[i] == '\t' || p[i] == '\r' || p[i] == '\f';
		if (!space) mq_buf_byte(out, (char)p[i]);
	}
}

/* all text but that of elements that hold none, white space out */
static void lexbor_text(const char *page, mq_buf *out)
{
	lxb_html_document_t *d = lxb_html_document_create();
	lxb_html_document_parse(d, (const lxb_char_t *)page, strlen(page));
	lxb_dom_node_t *root = lxb_dom_interface_node(d->body), *n = root;
	while (n) {
		bool skip = n->local_name == LXB_TAG_SCRIPT || n->local_name == LXB_TAG_STYLE || n->local_name == LXB_TAG_SVG ||
			    n->local_name == LXB_TAG_TITLE || n->local_name == LXB_TAG_TEXTAREA ||
			    n->local_name == LXB_TAG_SELECT || n->local_name == LXB_TAG_XMP || n->local_name == LXB_TAG_BUTTON;
		if (n->type == LXB_DOM_NODE_TYPE_TEXT) {
			lxb_dom_character_data_t *t = lxb_dom_interface_character_data(n);
			put(out, t->data.data, t->data.length);
		}
		if (n->first_child && !skip) {
			n = n->first_child;
			continue;
		}
		while (n != root && !n->next) n = n->parent;
		if (n == root) break;
		n = n->next;
	}
	lxb_html_document_destroy(d);
}

static void our_text(mq_arena *a, const mq_tag_table *tags, const char *page, mq_buf *out)
{
	mq_dom d;
	MQ_CHECK(mq_ok(mq_dom_parse(a, tags, mq_text_of(page), &d)));
	for (uint32_t i = 0; i < d.n; i++) {
		MQ_CHECK(i == 0 || (d.node[i].parent < i && d.node[i].last <= d.node[d.node[i].parent].last));
		if (d.node[i].tag != MQ_TAG_TEXT || (d.node[i].flags & MQ_NODE_HIDE)) continue;
		mq_sheet s;
		mq_sheet_open(&s, a);
		mq_sheet_node(&s, &d, i);
		put(out, (const unsigned char *)s.p, s.n);
	}
}

int main(void)
{
	mq_arena *a = mq_arena_open(MQ_PAGE_ARENA_MOST);
	mq_tag_table tags;
	mq_tag_table_fill(&tags);
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		mq_buf ours, theirs;
		mq_buf_open(&ours, 1 << 20);
		mq_buf_open(&theirs, 1 << 20);
		our_text(a, &tags, pages[i], &ours);
		lexbor_text(pages[i], &theirs);
		MQ_CHECK_TEXT(mq_buf_text(&ours), mq_buf_text(&theirs));
		mq_buf_close(&ours);
		mq_buf_close(&theirs);
	}
	mq_arena_close(a);
	return mq_check_done();
}
