#include "event/views.h"

/* PLOVER scores of the modes that differ from their type's */
static const struct {
	const char *mode;
	double score;
} mode_scores[] = {
    {"visit", 4},       {"third-party", 1}, {"multilateral", 4}, {"phone", 1.5},     {"withdraw", 8},     {"release", 6.5},
    {"disarm", 10},     {"ceasefire", 7.5}, {"access", 6.5},     {"disapprove", -2}, {"allege", -3.5},    {"investigate", -3.5},
    {"demo", -5},       {"riot", -7},       {"strike", -5},      {"boycott", -4.5},  {"troops", -6.5},    {"weapons", -6.5},
    {"seize", -7},      {"restrict", -7},   {"arrest", -7},      {"expel", -5.5},    {"discontinue", -6}, {"aerial", -9.5},
    {"explosives", -9}, {"targeted", -9.5}, {"firearms", -9},
};

static bool is_meeting_kind(const mq_event_kind *k)
{
	return strcmp(k->plover, "CONSULT") == 0 || strcmp(k->name, "agreement_signed") == 0;
}

static void as_type(mq_event_view *v, const char *type, const char *cameo, int quad, double score, double goldstein)
{
	v->type = mq_text_of(type);
	v->mode = MQ_NONE;
	v->cameo = mq_text_of(cameo);
	v->quad = quad;
	v->score = score;
	v->goldstein = goldstein;
}

void mq_event_view_of(const mq_event *e, mq_event_view *out)
{
	const mq_event_kind *k = &mq_event_kinds[e->kind];
	memset(out, 0, sizeof *out);
	as_type(out, k->plover, k->cameo, k->quad, k->score, k->goldstein);
	if (e->modes.n) out->mode = e->modes.v[0];
	else if (k->mode[0]) out->mode = mq_text_of(k->mode);
	for (size_t i = 0; i < sizeof mode_scores / sizeof *mode_scores; i++)
		if (mq_text_eq(out->mode, mq_text_of(mode_scores[i].mode))) out->score = mode_scores[i].score;
	if (e->cameo.n) out->cameo = e->cameo;
	out->historical = e->background;
	out->future = e->status == MQ_STATUS_ANNOUNCED || e->status == MQ_STATUS_POSTPONED;
	out->hypothetical = e->status == MQ_STATUS_HYPOTHETICAL;
	out->negated = e->status == MQ_STATUS_CANCELLED || e->status == MQ_STATUS_DENIED;
	if (!is_meeting_kind(k)) return;
	/* a meeting, visit or signature to come is an agreement to meet; one called off is a refusal */
	if (e->status == MQ_STATUS_ANNOUNCED) as_type(out, "AGREE", "036", 1, 2.5, 4.0);
	if (e->status == MQ_STATUS_CANCELLED) as_type(out, "REJECT", "120", 3, -2, -4.0);
	out->future = e->status == MQ_STATUS_POSTPONED;
	out->negated = e->status == MQ_STATUS_DENIED;
}
