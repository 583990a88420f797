#include "serve/listen.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

static mq_status split_address(mq_arena *a, mq_text t, const char **host, const char **port)
{
	size_t colon = SIZE_MAX;
	for (size_t i = 0; i < t.n; i++)
		if (t.p[i] == ':') colon = i;
	if (colon == SIZE_MAX || colon + 1 == t.n)
		return mq_fail(a, MQ_USAGE, MQ_BYTE_UNKNOWN, "\"%.*s\" is no address to listen on; write 127.0.0.1:8080",
			       MQ_ARG(t));
	mq_text name = mq_text_sub(t, 0, colon);
	if (name.n > 1 && name.p[0] == '[' && name.p[name.n - 1] == ']') name = mq_text_sub(name, 1, name.n - 1);
	mq_text h = mq_arena_print(a, "%.*s", MQ_ARG(name)),
		p = mq_arena_print(a, "%.*s", (int)(t.n - colon - 1), t.p + colon + 1);
	if (mq_text_none(h) || mq_text_none(p)) return mq_fail_memory(a);
	*host = name.n ? h.p : "127.0.0.1";
	*port = p.p;
	return MQ_DONE;
}

static mq_status bind_to(mq_arena *a, const struct addrinfo *found, mq_text listen_on, int *out)
{
	int on = 1, fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0) return mq_fail(a, MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, "cannot make a socket: %m");
	mq_status s = MQ_DONE;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) || bind(fd, found->ai_addr, found->ai_addrlen) ||
	    listen(fd, BACKLOG))
		s = mq_fail(a, MQ_UNAVAILABLE, MQ_BYTE_UNKNOWN, "cannot listen on %.*s: %m", MQ_ARG(listen_on));
	if (mq_ok(s)) *out = fd;
	else close(fd);
	return s;
}

static mq_status bound_address(mq_arena *a, int fd, mq_text *out)
{
	struct sockaddr_storage at = {0};
	socklen_t n = sizeof at;
	char host[INET6_ADDRSTRLEN], port[8];
	if (getsockname(fd, (struct sockaddr *)&at, &n) ||
	    getnameinfo((struct sockaddr *)&at, n, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV))
		return MQ_FAIL(MQ_IO, MQ_BYTE_UNKNOWN, "the bound address cannot be read");
	*out = mq_arena_print(a, at.ss_family == AF_INET6 ? "http://[%s]:%s" : "http://%s:%s", host, port);
	return mq_text_none(*out) ? mq_fail_memory(a) : MQ_DONE;
}

mq_status mq_listen(mq_arena *a, mq_text listen_on, int *fd, mq_text *address)
{
	const struct addrinfo want = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
	const char *host = NULL, *port = NULL;
	struct addrinfo *found = NULL;
	MQ_TRY(split_address(a, listen_on, &host, &port));
	if (getaddrinfo(host, port, &want, &found))
		return mq_fail(a, MQ_USAGE, MQ_BYTE_UNKNOWN, "\"%.*s\" is no address to listen on; write 127.0.0.1:8080",
			       MQ_ARG(listen_on));
	mq_status s = bind_to(a, found, listen_on, fd);
	freeaddrinfo(found);
	if (!mq_ok(s)) return s;
	s = bound_address(a, *fd, address);
	if (!mq_ok(s)) close(*fd);
	return s;
}
