#include "serve/who.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static mq_text header_of(struct MHD_Connection *c, const char *name)
{
	return mq_text_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name));
}

static void put_address(mq_who *w, const void *bytes, size_t n)
{
	memcpy(w->address, bytes, n);
	w->address_n = (uint8_t)n;
}

/* an IPv6 reader owns a /64: its bytes count as one */
static bool read_peer(struct MHD_Connection *c, mq_who *w)
{
	const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (!i || !i->client_addr) return false;
	if (i->client_addr->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const void *)i->client_addr;
		put_address(w, &in->sin_addr, 4);
		return (ntohl(in->sin_addr.s_addr) >> 24) == 127;
	}
	const struct sockaddr_in6 *in6 = (const void *)i->client_addr;
	if (i->client_addr->sa_family != AF_INET6) return false;
	put_address(w, &in6->sin6_addr, 8);
	return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

/* the last address of the list is the one that the proxy itself has seen; those before it anybody may have written */
static void read_forwarded(struct MHD_Connection *c, mq_who *w)
{
	char name[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	mq_text list = header_of(c, "X-Forwarded-For"), piece = MQ_NONE;
	while (mq_text_split(&list, ',', &piece)) {
	}
	piece = mq_text_trim(piece);
	if (piece.n == 0 || piece.n >= sizeof name) return;
	memcpy(name, piece.p, piece.n);
	name[piece.n] = 0;
	w->loopback = false;
	if (inet_pton(AF_INET, name, bytes) == 1) put_address(w, bytes, 4);
	else if (inet_pton(AF_INET6, name, bytes) == 1) put_address(w, bytes, 8);
}

static void read_secret(struct MHD_Connection *c, mq_who *w)
{
	mq_text given = header_of(c, "Authorization"), bearer = MQ_T("Bearer ");
	w->secret = mq_text_starts(given, bearer) ? mq_text_trim(mq_text_sub(given, bearer.n, given.n)) : MQ_NONE;
	if (w->secret.n) return;
	w->secret = mq_text_of(MHD_lookup_connection_value(c, MHD_COOKIE_KIND, "desk"));
	w->by_cookie = w->secret.n != 0;
}

static mq_text host_in(mq_text address)
{
	size_t at = mq_text_find(address, MQ_T("://"), 0);
	return at == SIZE_MAX ? MQ_NONE : mq_text_sub(address, at + 3, address.n);
}

/* What a browser says of itself (Fetch metadata, Origin). What says nothing is no browser, and carries no cookie of one. */
static bool is_cross_site(struct MHD_Connection *c, mq_text public_url)
{
	mq_text site = header_of(c, "Sec-Fetch-Site"), origin = header_of(c, "Origin");
	if (site.n) return !mq_text_eq(site, MQ_T("same-origin")) && !mq_text_eq(site, MQ_T("none"));
	if (origin.n == 0) return false;
	mq_text host = host_in(origin);
	return !host.n || (!mq_text_eq(host, header_of(c, "Host")) && !mq_text_eq(host, host_in(public_url)));
}

void mq_who_read(struct MHD_Connection *c, bool behind_proxy, mq_text public_url, mq_who *out)
{
	memset(out, 0, sizeof *out);
	out->loopback = read_peer(c, out);
	if (behind_proxy && out->loopback) read_forwarded(c, out);
	read_secret(c, out);
	out->cross_site = is_cross_site(c, public_url);
}
