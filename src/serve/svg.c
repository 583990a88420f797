#include "serve/svg.h"

#include <math.h>

#define SVG_MOST ((size_t)4 << 20)

void mq_svg_open(mq_svg *s, mq_request *r, const char *id, const char *class_name, double width, double height, bool links)
{
	s->r = r;
	mq_buf_open(&s->b, SVG_MOST);
	mq_buf_print(
	    &s->b, "<svg class=\"chart %s\" viewBox=\"0 0 %.0f %.0f\" role=\"%s\" aria-labelledby=\"%st %sd\" direction=\"ltr\">",
	    class_name, width, height, links ? "group" : "img", id, id);
}

void mq_svg_say(mq_svg *s, const char *id, mq_text title, mq_text description)
{
	mq_buf_print(&s->b, "<title id=\"%st\">", id);
	mq_html_text(&s->b, title);
	mq_buf_print(&s->b, "</title><desc id=\"%sd\">", id);
	mq_html_text(&s->b, description);
	mq_buf_put(&s->b, MQ_T("</desc>"));
}

mq_text mq_svg_close(mq_svg *s)
{
	mq_buf_put(&s->b, MQ_T("</svg>"));
	mq_text svg = s->b.failed ? MQ_NONE : mq_arena_text(s->r->arena, mq_buf_text(&s->b));
	mq_buf_close(&s->b);
	return svg;
}

void mq_svg_text(mq_svg *s, const char *class_name, double x, double y, mq_text words)
{
	mq_buf_print(&s->b, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class_name, x, y);
	mq_html_text(&s->b, words);
	mq_buf_put(&s->b, MQ_T("</text>"));
}

void mq_svg_title(mq_svg *s, mq_text words)
{
	mq_buf_put(&s->b, MQ_T("<title>"));
	mq_html_text(&s->b, words);
	mq_buf_put(&s->b, MQ_T("</title>"));
}

void mq_svg_link(mq_svg *s, mq_text address, mq_text name)
{
	mq_buf_put(&s->b, MQ_T("<a href=\""));
	mq_html_url(&s->b, address);
	mq_buf_put(&s->b, MQ_T("\" aria-label=\""));
	mq_html_text(&s->b, name);
	mq_buf_put(&s->b, MQ_T("\">"));
}

bool mq_boxes_take(mq_arena *a, mq_boxes *taken, double x, double y, int anchor, mq_text words)
{
	double width = (double)mq_utf8_count(words) * MQ_GLYPH + 4;
	mq_box b = {.top = y - 12, .bottom = y + 5};
	b.left = anchor < 0 ? x : anchor > 0 ? x - width : x - width / 2;
	b.right = b.left + width;
	for (uint32_t i = 0; i < taken->n; i++) {
		const mq_box *o = &taken->v[i];
		if (b.left < o->right && o->left < b.right && b.top < o->bottom && o->top < b.bottom) return false;
	}
	mq_box *mine = mq_push(a, taken);
	if (mine) *mine = b;
	return mine != NULL;
}

void mq_tones_add(mq_tones *t, uint16_t kind, uint32_t n)
{
	const char *k = mq_kind_class(kind, MQ_STATUS_DONE);
	t->all += n;
	if (strcmp(k, "c-talk") == 0) t->talk += n;
	else if (strcmp(k, "c-coop") == 0) t->coop += n;
	else if (strcmp(k, "c-cold") == 0) t->cold += n;
	else t->plain += n;
}

const char *mq_tones_class(const mq_tones *t)
{
	if (t->cold >= t->coop && t->cold >= t->talk && t->cold) return "c-cold";
	return t->coop >= t->talk && t->coop ? "c-coop" : "c-talk";
}

mq_text mq_tones_say(mq_request *r, const mq_tones *t)
{
	const struct {
		const char *key;
		uint32_t n;
	} parts[] = {{"legend.talk", t->talk}, {"legend.coop", t->coop}, {"legend.cold", t->cold}};
	mq_text all = mq_msg_number(r, "n.events", t->all), said = all;
	for (size_t i = 0, put = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!parts[i].n) continue;
		const char *between = put++ ? (r->lang == MQ_LANG_AR ? "، " : ", ") : ": ";
		said = mq_arena_print(r->arena, "%.*s%s%.*s %.*s", MQ_ARG(said), between, MQ_ARG(mq_msg(r, parts[i].key)),
				      MQ_ARG(mq_say_number(r->arena, r->messages, r->lang, parts[i].n)));
	}
	return said;
}

void mq_tones_put(mq_value *row, const mq_tones *t)
{
	mq_set_int(row, "talk", t->talk);
	mq_set_int(row, "coop", t->coop);
	mq_set_int(row, "cold", t->cold);
	mq_set_int(row, "all", t->all);
}

int mq_shade(uint32_t n, uint32_t most)
{
	if (n == 0) return 0;
	if (most < 2) return 4;
	int q = 1 + (int)(3.999 * log((double)n) / log((double)most));
	return q > 4 ? 4 : q;
}
