/* Templates: web/templates/NAME.html, compiled once at start, shared by all threads.
 *   {path}           a value, escaped for where it stands (element, quoted attribute, address)
 *   {_key} {_key p}  a message of web/messages in the reader's language; with p its plural form, p in place of #
 *   {#if p}…{:else}…{/if}   {#each p}…{/each}   {>name} another template
 * Inside each, names are the item's members, {.} is the item, {@path} a value of the page; {base} is the page's everywhere.
 * There is no other logic. Where a value may not stand (inside a tag, an unquoted attribute, a script, a style, a comment)
 * compiling fails, so a template that compiles cannot be broken out of. */
#ifndef MQ_SERVE_TEMPLATE_H
#define MQ_SERVE_TEMPLATE_H

#include "serve/messages.h"
#include "serve/value.h"

typedef struct mq_templates mq_templates;

mq_status mq_templates_open(mq_arena *a, const mq_pack *pack, const mq_messages *messages, const mq_templates **out) MQ_MUST_USE;
/* one template from its source, for tests */
mq_status mq_template_compile(mq_arena *a, const mq_messages *messages, mq_text name, mq_text source,
			      const mq_templates **out) MQ_MUST_USE;
mq_status mq_template_render(const mq_templates *t, mq_text name, const mq_messages *messages, mq_lang lang, const mq_value *data,
			     mq_buf *out) MQ_MUST_USE;

#endif
