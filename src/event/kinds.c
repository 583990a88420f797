/* The kinds of events and their views. Scores: PLOVER manual 2024-02-04; Goldstein: CAMEO.goldsteinscale. A kind is a row:
 * name, Arabic, French, English, PLOVER type and mode, CAMEO code, PLOVER score, Goldstein score, quad class, symmetric. */
#include "event/inner.h"

const mq_event_kind mq_event_kinds[] = {
    {"visit", "زيارة", "visite", "visit", "CONSULT", "visit", "042", 4, 1.9, 1, false},
    {"meeting", "لقاء", "rencontre", "meeting", "CONSULT", "", "040", 2.5, 1.0, 1, true},
    {"call", "اتصال هاتفي", "appel", "call", "CONSULT", "phone", "041", 1.5, 1.0, 1, true},
    {"conference", "مؤتمر", "conférence", "conference", "CONSULT", "multilateral", "040", 4, 1.0, 1, true},
    {"commission_session", "دورة لجنة", "session de commission", "commission session", "CONSULT", "", "046", 2.5, 7.0, 1, true},
    {"mediation", "وساطة", "médiation", "mediation", "CONSULT", "third-party", "045", 1, 5.0, 1, false},
    {"exercise_joint", "تمرين مشترك", "exercice conjoint", "joint exercise", "COOPERATE", "", "062", 9.5, 7.4, 2, true},
    {"joint_operation", "عملية مشتركة", "opération conjointe", "joint operation", "COOPERATE", "", "063", 9.5, 7.4, 2, true},
    {"intelligence_sharing", "تبادل معلومات", "échange de renseignement", "intelligence sharing", "COOPERATE", "", "064", 9.5,
     7.0, 2, false},
    {"agreement_signed", "توقيع اتفاق", "signature d’accord", "agreement signed", "SUPPORT", "", "057", 5, 8.0, 1, true},
    {"agreement_reached", "اتفاق", "accord trouvé", "agreement reached", "AGREE", "", "030", 2.5, 4.0, 1, true},
    {"economic_cooperation", "تعاون اقتصادي", "coopération économique", "economic cooperation", "COOPERATE", "", "061", 9.5, 6.4,
     2, true},
    {"training", "تدريب", "formation", "training", "AID", "", "072", 10, 8.3, 2, false},
    {"arms_transfer", "تسليم أسلحة", "transfert d’armes", "arms transfer", "AID", "", "072", 10, 8.3, 2, false},
    {"aid", "مساعدة", "aide", "aid", "AID", "", "070", 10, 7.0, 2, false},
    {"support", "دعم موقف", "soutien", "support", "SUPPORT", "", "051", 5, 3.4, 1, false},
    {"diplomatic_opening", "فتح تمثيلية", "ouverture diplomatique", "diplomatic opening", "SUPPORT", "", "050", 5, 3.5, 1, false},
    {"concede", "تراجع", "concession", "concession", "CONCEDE", "", "080", 4.5, 5.0, 1, false},
    {"retreat", "انسحاب أو تهدئة", "retrait", "retreat", "RETREAT", "", "087", 6.5, 5.0, 2, false},
    {"request", "مطالبة", "demande", "request", "REQUEST", "", "100", 0, -5.0, 3, false},
    {"accuse", "اتهام", "accusation", "accusation", "ACCUSE", "", "110", -3, -2.0, 3, false},
    {"summon", "استدعاء سفير", "convocation", "summons", "ACCUSE", "disapprove", "111", -2, -2.0, 3, false},
    {"reject", "رفض", "refus", "rejection", "REJECT", "", "120", -2, -4.0, 3, false},
    {"threaten", "تهديد", "menace", "threat", "THREATEN", "", "130", -3.5, -6.0, 3, false},
    {"protest", "احتجاج", "protestation", "protest", "PROTEST", "", "140", -5, -6.5, 4, false},
    {"deploy", "نشر قوات", "déploiement", "deployment", "MOBILIZE", "", "150", -5.5, -7.2, 4, false},
    {"recall", "سحب سفير", "rappel", "recall", "SANCTION", "withdraw", "161", -6, -4.0, 4, false},
    {"suspend", "تعليق", "suspension", "suspension", "SANCTION", "discontinue", "160", -6, -4.0, 4, false},
    {"sanction", "عقوبات", "sanctions", "sanctions", "SANCTION", "", "163", -6, -8.0, 4, false},
    {"expel", "طرد", "expulsion", "expulsion", "SANCTION", "expel", "166", -5.5, -7.0, 4, false},
    {"arrest", "اعتقال", "arrestation", "arrest", "COERCE", "arrest", "173", -7, -7.0, 4, false},
    {"restrict", "تقييد", "restriction", "restriction", "COERCE", "restrict", "170", -7, -7.0, 4, false},
    {"attack", "هجوم", "attaque", "attack", "ASSAULT", "", "190", -9, -10.0, 4, false},
};
const size_t mq_event_kinds_n = sizeof mq_event_kinds / sizeof *mq_event_kinds;
_Static_assert(sizeof mq_event_kinds / sizeof *mq_event_kinds <= MQ_KINDS_MOST, "a cut of each kind has its place");

int mq_event_kind_of(mq_text name)
{
	for (size_t i = 0; i < mq_event_kinds_n; i++)
		if (mq_text_eq(mq_text_of(mq_event_kinds[i].name), name)) return (int)i;
	return -1;
}

bool mq_kind_among(uint16_t kind, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(mq_event_kinds[kind].name, names[i]) == 0) return true;
	return false;
}

mq_text mq_event_status_name(mq_event_status s)
{
	static const char *const names[] = {"done", "under_way", "announced", "postponed", "cancelled", "denied", "hypothetical"};
	return mq_text_of(names[s]);
}

int mq_event_status_of(mq_text name)
{
	for (int s = MQ_STATUS_DONE; s <= MQ_STATUS_HYPOTHETICAL; s++)
		if (mq_text_eq(name, mq_event_status_name((mq_event_status)s))) return s;
	return -1;
}
