/* Inside watch: which addresses may be connected to. What is checked is the address of the socket, on every hop, whatever name
 * led there: a name that changes its address (DNS rebinding) gains nothing. */
#ifndef MQ_WATCH_ADDRESS_H
#define MQ_WATCH_ADDRESS_H

#include <sys/socket.h>

#include "base/base.h"

/* addresses that the user named: "127.0.0.1", "10.1.0.0/16", "[fd00::]/8", "127.0.0.1:8080" */
typedef struct {
	uint8_t bytes[16]; /* IPv4 as ::ffff:a.b.c.d */
	uint8_t bits;
	uint16_t port; /* 0: any */
} mq_allowed;
typedef MQ_VEC(mq_allowed) mq_allowed_list;

/* false when it is no address, network or address with port */
bool mq_allowed_add(mq_arena *a, mq_text t, mq_allowed_list *list);
/* NULL when it may be connected to, else what kind of address it is: "loopback", "private" … */
const char *mq_address_refused(const struct sockaddr *sa, const mq_allowed_list *allowed);

#endif
