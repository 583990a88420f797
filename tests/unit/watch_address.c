/* Every kind of address that is refused, by its first, an inner and its last address; what stands beside it is not; what the user
 * names is let through, and no disguise of it. */
#include "watch/address.h"

#include <arpa/inet.h>

#include "check.h"

static const char *refused_at(const char *text, uint16_t port, const mq_allowed_list *allowed)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
	if (inet_pton(AF_INET, text, &four.sin_addr) == 1) return mq_address_refused((struct sockaddr *)(void *)&four, allowed);
	MQ_CHECK(inet_pton(AF_INET6, text, &six.sin6_addr) == 1);
	return mq_address_refused((struct sockaddr *)(void *)&six, allowed);
}

static void is(const char *text, const char *kind)
{
	const char *have = refused_at(text, 443, NULL);
	MQ_CHECK_TEXT(mq_text_of(have ? have : "public"), mq_text_of(kind));
	if (strcmp(have ? have : "public", kind) != 0) fprintf(stderr, "  at %s\n", text);
}

int main(void)
{
	static const struct {
		const char *address, *kind;
	} rows[] = {
	    {"0.0.0.0", "this network"},
	    {"0.255.255.255", "this network"},
	    {"1.0.0.0", "public"},
	    {"9.255.255.255", "public"},
	    {"10.0.0.0", "private"},
	    {"10.255.255.255", "private"},
	    {"11.0.0.0", "public"},
	    {"100.63.255.255", "public"},
	    {"100.64.0.0", "carrier-grade NAT"},
	    {"100.127.255.255", "carrier-grade NAT"},
	    {"100.128.0.0", "public"},
	    {"126.255.255.255", "public"},
	    {"127.0.0.1", "loopback"},
	    {"127.255.255.255", "loopback"},
	    {"128.0.0.0", "public"},
	    {"169.253.255.255", "public"},
	    {"169.254.0.0", "link-local"},
	    {"169.254.169.254", "link-local"},
	    {"169.255.0.0", "public"},
	    {"172.15.255.255", "public"},
	    {"172.16.0.0", "private"},
	    {"172.31.255.255", "private"},
	    {"172.32.0.0", "public"},
	    {"192.0.0.0", "protocol use"},
	    {"192.0.0.255", "protocol use"},
	    {"192.0.1.0", "public"},
	    {"192.0.2.1", "documentation"},
	    {"192.31.196.1", "AS112"},
	    {"192.52.193.1", "AMT"},
	    {"192.88.99.1", "6to4 relay"},
	    {"192.167.255.255", "public"},
	    {"192.168.0.0", "private"},
	    {"192.168.255.255", "private"},
	    {"192.169.0.0", "public"},
	    {"192.175.48.1", "AS112"},
	    {"198.17.255.255", "public"},
	    {"198.18.0.0", "benchmarking"},
	    {"198.19.255.255", "benchmarking"},
	    {"198.20.0.0", "public"},
	    {"198.51.100.7", "documentation"},
	    {"203.0.113.255", "documentation"},
	    {"203.0.114.0", "public"},
	    {"223.255.255.255", "public"},
	    {"224.0.0.1", "multicast"},
	    {"239.255.255.255", "multicast"},
	    {"240.0.0.0", "reserved"},
	    {"255.255.255.255", "reserved"},
	    {"::", "unspecified"},
	    {"::1", "loopback"},
	    {"::ffff:8.8.8.8", "IPv4-mapped"},
	    {"::ffff:127.0.0.1", "IPv4-mapped"},
	    {"::127.0.0.1", "IPv4-compatible"},
	    {"64:ff9b::7f00:1", "NAT64"},
	    {"64:ff9b::808:808", "NAT64"},
	    {"64:ff9b:1::1", "NAT64, local use"},
	    {"100::1", "discard-only"},
	    {"2001::1", "protocol use"},
	    {"2001:1ff:ffff::", "protocol use"},
	    {"2001:db8::1", "documentation"},
	    {"3fff::1", "documentation"},
	    {"5f00::1", "segment routing"},
	    {"2002:7f00:1::", "6to4"},
	    {"2002:808:808::1", "6to4"},
	    {"fc00::1", "private"},
	    {"fdff:ffff::1", "private"},
	    {"fe80::1", "link-local"},
	    {"febf::1", "link-local"},
	    {"fec0::1", "site-local"},
	    {"ff02::1", "multicast"},
	    {"4000::1", "reserved"},
	    {"::2:1", "IPv4-compatible"},
	    {"2a00:1450:4007::8a", "public"},
	    {"2606:4700::1111", "public"},
	};
	mq_arena *a = mq_arena_open(1 << 20);
	mq_allowed_list named = {0}, one = {0}, six = {0};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) is(rows[i].address, rows[i].kind);

	MQ_CHECK(mq_allowed_add(a, MQ_T("127.0.0.1:8080"), &one));
	MQ_CHECK(refused_at("127.0.0.1", 8080, &one) == NULL);
	MQ_CHECK(refused_at("127.0.0.1", 8081, &one) != NULL);
	MQ_CHECK(refused_at("127.0.0.2", 8080, &one) != NULL);
	MQ_CHECK(refused_at("::ffff:127.0.0.1", 8080, &one) != NULL);
	MQ_CHECK(mq_allowed_add(a, MQ_T("10.1.0.0/16"), &named));
	MQ_CHECK(refused_at("10.1.255.255", 80, &named) == NULL);
	MQ_CHECK(refused_at("10.2.0.0", 80, &named) != NULL);
	MQ_CHECK(mq_allowed_add(a, MQ_T("[fd00::]/8"), &six));
	MQ_CHECK(mq_allowed_add(a, MQ_T("[::1]:9000"), &six));
	MQ_CHECK(refused_at("fd12::1", 80, &six) == NULL);
	MQ_CHECK(refused_at("fc12::1", 80, &six) != NULL);
	MQ_CHECK(refused_at("::1", 9000, &six) == NULL);
	MQ_CHECK(refused_at("::1", 80, &six) != NULL);
	MQ_CHECK(!mq_allowed_add(a, MQ_T("localhost"), &named));
	MQ_CHECK(!mq_allowed_add(a, MQ_T("10.0.0.0/33"), &named));
	MQ_CHECK(!mq_allowed_add(a, MQ_T("127.0.0.1:0"), &named));
	MQ_CHECK(!mq_allowed_add(a, MQ_T(""), &named));
	mq_arena_close(a);
	return mq_check_done();
}
