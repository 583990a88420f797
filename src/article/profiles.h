/* Inside article: what the rules say of sources. Immutable after load. */
#ifndef MQ_ARTICLE_PROFILES_H
#define MQ_ARTICLE_PROFILES_H

#include "article/article.h"

typedef MQ_VEC(mq_text) mq_texts;

/* one family of sources, a file of rules/world/profiles/ */
typedef struct {
	mq_text name;
	mq_texts hosts, stamps, notices, source_lines;
	uint32_t blanks;
} mq_profile;

typedef struct {
	mq_text name, slug, host;
	char country[4];
} mq_outlet;

struct mq_profiles {
	MQ_VEC(mq_profile) family;
	MQ_VEC(mq_outlet) outlets;
	const struct mq_rules_html *html;
};

/* a stamp line taken apart */
typedef struct {
	mq_text outlet;
	int day, month, year;
} mq_stamp;

/* does the whole line match a stamp of the family */
bool mq_profile_stamp(const mq_profile *p, mq_text line, mq_stamp *out);
bool mq_profile_notice(const mq_profile *p, mq_text line);
bool mq_profile_source_line(const mq_profile *p, mq_text line);
/* by name as printed; NULL when unknown */
const mq_outlet *mq_outlet_named(const mq_profiles *p, mq_text name);
/* by host name of an address */
const mq_outlet *mq_outlet_of_host(const mq_profiles *p, mq_text host);

#endif
