/* A calendar on standard input through libical: parses it, asks RFC 5545's restrictions, prints how many events it has.
 * Exit 1 with what is wrong. Compiled by run.sh; no part of the program. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static int wrong(icalcomponent *event, const char *what)
{
	fprintf(stderr, "%s: %s\n", what, icalcomponent_as_ical_string(event));
	return 1;
}

static int check_event(icalcomponent *e)
{
	struct icaltimetype from = icalcomponent_get_dtstart(e), to = icalcomponent_get_dtend(e);
	if (!icalcomponent_get_uid(e)) return wrong(e, "no UID");
	if (icaltime_is_null_time(icalcomponent_get_dtstamp(e))) return wrong(e, "no DTSTAMP");
	if (!icaltime_is_valid_time(from) || !from.is_date) return wrong(e, "DTSTART is no day");
	if (icaltime_compare(from, to) >= 0) return wrong(e, "it ends before it begins");
	if (!icalcomponent_get_summary(e)) return wrong(e, "no SUMMARY");
	return 0;
}

int main(void)
{
	size_t n = 0, room = 1u << 24;
	char *text = calloc(1, room + 1);
	int events = 0, bad = 0;
	if (!text) return 70;
	n = fread(text, 1, room, stdin);
	text[n] = 0;
	icalcomponent *whole = icalparser_parse_string(text);
	if (!whole || icalcomponent_isa(whole) != ICAL_VCALENDAR_COMPONENT) {
		fputs("libical cannot read it as a calendar\n", stderr);
		return 1;
	}
	if (!icalrestriction_check(whole) || icalcomponent_count_errors(whole)) {

		fprintf(stderr, "libical finds errors: %s\n", icalcomponent_as_ical_string(whole));
		bad = 1;
	}
	for (icalcomponent *e = icalcomponent_get_first_component(whole, ICAL_VEVENT_COMPONENT); e;
	     e = icalcomponent_get_next_component(whole, ICAL_VEVENT_COMPONENT), events++)
		bad |= check_event(e);
	printf("%d\n", events);
	icalcomponent_free(whole);
	free(text);
	return bad;
}
