#include "watch/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* The special-purpose registries of IANA (RFC 6890 and after), multicast, and the ways in which an IPv4 address is carried
 * inside an IPv6 one. */
typedef struct {
	const char *network;
	uint8_t bits;
	const char *kind;
} range;

static const range ranges4[] = {
    {"0.0.0.0", 8, "this network"},       {"10.0.0.0", 8, "private"},         {"100.64.0.0", 10, "carrier-grade NAT"},
    {"127.0.0.0", 8, "loopback"},         {"169.254.0.0", 16, "link-local"},  {"172.16.0.0", 12, "private"},
    {"192.0.0.0", 24, "protocol use"},    {"192.0.2.0", 24, "documentation"}, {"192.31.196.0", 24, "AS112"},
    {"192.52.193.0", 24, "AMT"},          {"192.88.99.0", 24, "6to4 relay"},  {"192.168.0.0", 16, "private"},
    {"192.175.48.0", 24, "AS112"},        {"198.18.0.0", 15, "benchmarking"}, {"198.51.100.0", 24, "documentation"},
    {"203.0.113.0", 24, "documentation"}, {"224.0.0.0", 4, "multicast"},      {"240.0.0.0", 4, "reserved"},
};

static const range ranges6[] = {
    {"::", 128, "unspecified"},          {"::1", 128, "loopback"},
    {"100::", 64, "discard-only"},       {"2001::", 23, "protocol use"},
    {"2001:db8::", 32, "documentation"}, {"3fff::", 20, "documentation"},
    {"5f00::", 16, "segment routing"},   {"fc00::", 7, "private"},
    {"fe80::", 10, "link-local"},        {"fec0::", 10, "site-local"},
    {"ff00::", 8, "multicast"},
};

/* IPv6 networks that carry an IPv4 address, and where in it that stands; all of these are refused, whatever they carry: a plain
 * press site is reached by its own address */
static const range carriers[] = {
    {"::ffff:0:0", 96, "IPv4-mapped"},       {"::", 96, "IPv4-compatible"}, {"64:ff9b::", 96, "NAT64"},
    {"64:ff9b:1::", 48, "NAT64, local use"}, {"2002::", 16, "6to4"},        {"2001::", 32, "Teredo"},
};

static bool same_bits(const uint8_t *x, const uint8_t *y, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;
	if (memcmp(x, y, whole) != 0) return false;
	return rest == 0 || ((x[whole] ^ y[whole]) >> (8 - rest)) == 0;
}

static const char *kind_in(const range *rows, size_t n, int family, const uint8_t *bytes)
{
	uint8_t network[16];
	for (size_t i = 0; i < n; i++)
		if (inet_pton(family, rows[i].network, network) == 1 && same_bits(bytes, network, rows[i].bits))
			return rows[i].kind;
	return NULL;
}

#define KIND_IN(rows, family, bytes) kind_in(rows, sizeof rows / sizeof *rows, family, bytes)

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_allowed(const uint8_t bytes[16], uint16_t port, const mq_allowed_list *allowed)
{
	for (uint32_t i = 0; allowed && i < allowed->n; i++) {
		const mq_allowed *x = &allowed->v[i];
		if ((x->port == 0 || x->port == port) && same_bits(bytes, x->bytes, x->bits)) return true;
	}
	return false;
}

const char *mq_address_refused(const struct sockaddr *sa, const mq_allowed_list *allowed)
{
	uint8_t bytes[16];
	if (sa->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)sa;
		memcpy(bytes, mapped, 12);
		memcpy(bytes + 12, &in->sin_addr, 4);
		if (is_allowed(bytes, ntohs(in->sin_port), allowed)) return NULL;
		return KIND_IN(ranges4, AF_INET, bytes + 12);
	}
	if (sa->sa_family != AF_INET6) return "no internet";
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)sa;
	memcpy(bytes, &in6->sin6_addr, 16);
	/* a mapped address is that address to the kernel, so naming 127.0.0.1 must not open its disguise: only real IPv6 is
	 * allowed */
	bool disguised = memcmp(bytes, mapped, 12) == 0;
	if (!disguised && is_allowed(bytes, ntohs(in6->sin6_port), allowed)) return NULL;
	const char *kind = KIND_IN(ranges6, AF_INET6, bytes);
	if (!kind) kind = KIND_IN(carriers, AF_INET6, bytes);
	if (kind) return kind;
	/* global unicast is 2000::/3; the rest is not given out */
	return (bytes[0] & 0xE0) == 0x20 ? NULL : "reserved";
}

/* "address", "address/bits" with the port already off; text copied to be NUL-terminated */
static bool read_network(mq_text t, mq_allowed *x)
{
	char line[64];
	uint64_t bits = 0;
	size_t slash = mq_text_find_byte(t, '/', 0);
	mq_text host = mq_text_sub(t, 0, slash);
	bool bracket = host.n > 1 && host.p[0] == '[' && host.p[host.n - 1] == ']';
	if (bracket) host = mq_text_sub(host, 1, host.n - 1);
	if (host.n == 0 || host.n >= sizeof line) return false;
	memcpy(line, host.p, host.n);
	line[host.n] = 0;
	bool four = inet_pton(AF_INET, line, x->bytes + 12) == 1;
	if (four) memcpy(x->bytes, mapped, 12);
	else if (inet_pton(AF_INET6, line, x->bytes) != 1) return false;
	unsigned most = four ? 32 : 128;
	if (slash == SIZE_MAX) bits = most;
	else if (!mq_text_u64(mq_text_sub(t, slash + 1, t.n), &bits) || bits > most) return false;
	x->bits = (uint8_t)(bits + (four ? 96 : 0));
	return true;
}

bool mq_allowed_add(mq_arena *a, mq_text t, mq_allowed_list *list)
{
	mq_allowed x = {.port = 0};
	uint64_t port = 0;
	size_t colon = t.n;
	while (colon && t.p[colon - 1] != ':') colon--;
	bool four = mq_text_find_byte(t, '.', 0) != SIZE_MAX && mq_text_find_byte(t, ':', 0) == colon - 1;
	bool bracket = t.n && t.p[0] == '[' && colon > 1 && t.p[colon - 2] == ']';
	if (colon && (four || bracket)) {
		if (!mq_text_u64(mq_text_sub(t, colon, t.n), &port) || port == 0 || port > 65535) return false;
		x.port = (uint16_t)port;
		t = mq_text_sub(t, 0, colon - 1);
	}
	if (!read_network(t, &x)) return false;
	mq_allowed *to = mq_push(a, list);
	if (to) *to = x;
	return to != NULL;
}
