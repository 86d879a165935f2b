/* app-outbox.h: outbox.db, all its SQL: what the user did and the server has not yet answered */
#pragma once

#include <json-glib/json-glib.h>

#include "app-home.h"
#include "hark-invitation.h"
#include "hark-roster.h"
#include "hark-sqlite.h"

G_BEGIN_DECLS

typedef struct _AppOutbox AppOutbox;

/* One kept operation. @intent holds the user's words: free with app_operation_free(), which wipes.
 */
typedef struct
{
  gint64 n;
  HarkId op;
  HarkId ticket;
  HarkId after;       /* what it depends on, waiting or answered; zeros: nothing */
  JsonObject *intent; /* see app-build.h */
  char *request;      /* NULL until it is built */
  gint64 state_v;
  gint64 advisor_v;
  char *problem; /* NULL while it waits */
  char *problem_by;
  gint64 problem_time;
  JsonObject *answer; /* see app-refused.h; NULL where there is none */
  HarkId cause;       /* refused with this one, on which it depends; zeros: by itself */
} AppOperation;

void app_operation_free (AppOperation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppOperation, app_operation_free)

/* @keys is borrowed and must outlive the outbox. Never throws anything away: a file that cannot be
 * read is an error. */
AppOutbox *app_outbox_open (const char *home, const AppKeys *keys, GError **error);
void app_outbox_close (AppOutbox *self);
/* For the nouns that have a table of their own in it. */
HarkSqlite *app_outbox_get_db (AppOutbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppOutbox, app_outbox_close)

/* Durable when it returns TRUE. Fills operation->n. */
gboolean app_outbox_add (AppOutbox *self, AppOperation *operation, GError **error);
/* What waits, in order; @refused: what was refused instead. (element-type AppOperation) */
GPtrArray *app_outbox_list (AppOutbox *self, gboolean refused, GError **error);
/* What was applied and is kept (app-answered.h), in order. (element-type AppOperation) */
GPtrArray *app_outbox_list_answered (AppOutbox *self, GError **error);
/* What waits of one ticket, in order: of others nothing is read. (element-type AppOperation) */
GPtrArray *app_outbox_list_of (AppOutbox *self, const HarkId *ticket, GError **error);
/* What waits first of each ticket, in order. (element-type AppOperation) */
GPtrArray *app_outbox_list_first (AppOutbox *self, GError **error);
guint app_outbox_count_waiting (AppOutbox *self);
/* What a new operation of @type on @ticket depends on: the waiting one that makes it possible. What
 * the team writes to the reporter depends on one's own waiting take-over, closing and reopening, a
 * closing on the take-over; a change on the waiting change of the same field; everything on the
 * waiting submission; a note on nothing else. Zeros in @op for none. */
gboolean app_outbox_find_needed (AppOutbox *self, const HarkId *ticket, const char *type,
                                 gboolean as_reporter, HarkId *op, GError **error);
/* The blobs of everything that is kept, waiting or refused: a set of their ids in hex. */
GHashTable *app_outbox_list_blobs (AppOutbox *self, GError **error);
/* HARK_ERROR_NOT_FOUND where nothing of this id is kept, waiting or refused. */
AppOperation *app_outbox_get (AppOutbox *self, const HarkId *op, GError **error);
/* What is added and removed in between is kept whole or, with @ok FALSE, not at all. */
gboolean app_outbox_begin (AppOutbox *self, GError **error);
gboolean app_outbox_end (AppOutbox *self, gboolean ok, GError **error);
/* Those of @waiting that depend on @op, directly or not: (element-type AppOperation, borrowed)
 * (transfer container). */
GPtrArray *app_outbox_find_dependents (GPtrArray *waiting, const HarkId *op);
/* No longer kept, with all that depends on it: what they were, in order. HARK_ERROR_CONFLICT where
 * it may have reached the server already, HARK_ERROR_NOT_FOUND where it does not wait.
 * (element-type AppOperation) (transfer full) */
GPtrArray *app_outbox_take_back (AppOutbox *self, const HarkId *op, GError **error);

/* What was once sent is never replaced: HARK_ERROR_BUSY where there is a request already,
 * HARK_ERROR_GONE where it was taken back. */
gboolean app_outbox_set_request (AppOutbox *self, const HarkId *op, const char *request,
                                 GError **error);
/* After `rekey`: a new operation id, to be built anew. Dependents follow. */
gboolean app_outbox_renew (AppOutbox *self, const HarkId *op, const HarkId *renewed,
                           GError **error);
/* Applied: gone from here; what came after it builds on the version of the field that it changed
 * (0: did not). */
gboolean app_outbox_finish (AppOutbox *self, const HarkId *op, gint64 state_v, gint64 advisor_v,
                            GError **error);
/* Refused, with everything that depends on it. @answer may be NULL. */
gboolean app_outbox_refuse (AppOutbox *self, const HarkId *op, const char *problem, const char *by,
                            gint64 time, JsonObject *answer, GError **error);
/* What the user wanted, seen anew: before it is built again. */
gboolean app_outbox_set_intent (AppOutbox *self, const HarkId *op, JsonObject *intent,
                                GError **error);
/* Leaves nothing of what is gone behind in the WAL. */
void app_outbox_truncate (AppOutbox *self);
/* Nor elsewhere: hark_sqlite_rewrite(). FALSE: not now. */
gboolean app_outbox_rewrite (AppOutbox *self);
gboolean app_outbox_remove (AppOutbox *self, const HarkId *op, GError **error);

/* app-outbox-invitation.c: what was handed out from this device, which alone can check who accepts.
 */
typedef struct
{
  HarkInvitation invitation;
  HarkRole role; /* HARK_ROLE_NONE: in no area */
  HarkId area;
  gint64 made;
  char name[HARK_ROSTER_MAX_NAME + 1]; /* what the roster will call them */
  guint8 is_reset; /* of an account that is there: the roster gets new keys for it */
  guint8 is_later; /* 1: into the area for what comes from then on; anything else: for all of it */
} AppInvitation;   /* allocate with hark_seal_alloc (), free with hark_seal_free () */

gboolean app_outbox_add_invitation (AppOutbox *self, const AppInvitation *invitation,
                                    GError **error);
/* (element-type AppInvitation) */
GPtrArray *app_outbox_list_invitations (AppOutbox *self, GError **error);
/* Nothing of its secret stays. */
gboolean app_outbox_remove_invitation (AppOutbox *self, const HarkId *user, GError **error);

/* HARK_ERROR_FORKED where @roster is shorter than, or another list than, the one that was seen
 * before. */
gboolean app_outbox_check_pin (AppOutbox *self, HarkRoster *roster, GError **error);
gboolean app_outbox_set_pin (AppOutbox *self, HarkRoster *roster, GError **error);

G_END_DECLS
