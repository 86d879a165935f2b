/* spoil.h: bad requests, and everything that must be so after each of them: the answer is a clear
 * refusal that tells nothing about the inside, the store is what it was, and the connection goes on
 * or ends cleanly */
#pragma once

#include "harness.h"
#include "srv-router.h"

G_BEGIN_DECLS

/* In texts that come from outside: no answer of the API may say it again. */
#define SPOIL_CANARY "canary-emu"

typedef struct _Spoil Spoil;

Spoil *spoil_new (Harness *harness);
void spoil_free (Spoil *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Spoil, spoil_free)
/* What the store is now is what it must stay. @changing: names of tables, with blanks between, that
 * may change; NULL for none. */
void spoil_begin (Spoil *self, const char *changing);

/* One request on a connection that is kept, and the next one on it; its answer must carry the
 * common headers and say nothing of the inside, and leave the store as it was. @headers as of
 * harness_send(). */
Reply *spoil_ask (Spoil *self, const char *method, const char *path, const char *token,
                  const char *headers, const void *body, gssize length);
/* The same, and it must be a refusal: 400 to 499, in JSON or as a page. Returns the status. */
guint spoil_refuse (Spoil *self, const char *method, const char *path, const char *token,
                    const char *headers, const void *body, gssize length);
/* The body. (transfer full) */
char *spoil_dup_text (Reply *reply);
/* Nothing of the server's inside, and all common headers. */
void spoil_check_reply (Reply *reply, const char *path);

/* Calls @each for every way in which a member of @good, or of what it holds, can be wrong: missing,
 * twice, of each other type, beyond each limit. @where is like "ops[0].body.area:null"; @text need
 * not be JSON any more. */
typedef void (*SpoilEach) (const char *where, GString *text, gpointer user);
void spoil_each_member (JsonObject *good, SpoilEach each, gpointer user);

/* Every route of @tables stands in @entries and the other way round; both are "METHOD PATTERN".
 * @entries ends with NULL. */
void spoil_compare_routes (const SrvRoute *const *tables, const char *const *entries);
/* Other methods are told which the path has, and odd ways to write the path are no other ways to
 * it.
 * @arg stands for the '*'. */
void spoil_check_methods (Spoil *self, const SrvRoute *const *tables, const char *path,
                          const char *pattern, const char *token);
void spoil_check_path (Spoil *self, const SrvRoute *route, const char *path, const char *token);

G_END_DECLS
