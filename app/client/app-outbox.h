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
  HarkId after;       /* zeros: depends on nothing that waits */
  JsonObject *intent; /* see app-build.h */
  char *request;      /* NULL until it is built */
  gint64 state_v;
  gint64 advisor_v;
  char *problem; /* NULL while it waits */
  char *problem_by;
  gint64 problem_time;
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
guint app_outbox_count_waiting (AppOutbox *self);
/* Zeros in @op where nothing of @ticket waits that changes state or advisor. */
gboolean app_outbox_last_change (AppOutbox *self, const HarkId *ticket, HarkId *op, GError **error);

/* What was once sent is never replaced: HARK_ERROR_BUSY where there is a request already. */
gboolean app_outbox_set_request (AppOutbox *self, const HarkId *op, const char *request,
                                 GError **error);
/* After `rekey`: a new operation id, to be built anew. Dependents follow. */
gboolean app_outbox_renew (AppOutbox *self, const HarkId *op, const HarkId *renewed,
                           GError **error);
/* Applied: gone from here; what came after it builds on the version of the field that it changed
 * (0: did not). */
gboolean app_outbox_finish (AppOutbox *self, const HarkId *op, gint64 state_v, gint64 advisor_v,
                            GError **error);
/* Refused, with everything that depends on it. */
gboolean app_outbox_refuse (AppOutbox *self, const HarkId *op, const char *problem, const char *by,
                            gint64 time, GError **error);
/* Leaves nothing of what is gone behind in the WAL. */
void app_outbox_truncate (AppOutbox *self);
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
} AppInvitation; /* allocate with hark_seal_alloc (), free with hark_seal_free () */

gboolean app_outbox_add_invitation (AppOutbox *self, const AppInvitation *invitation,
                                    GError **error);
/* (element-type AppInvitation) */
GPtrArray *app_outbox_list_invitations (AppOutbox *self, GError **error);
/* Nothing of its secret stays. */
gboolean app_outbox_remove_invitation (AppOutbox *self, const HarkId *user, GError **error);

/* HARK_ERROR_UNVERIFIED where @roster is shorter than, or another list than, the one that was seen
 * before. */
gboolean app_outbox_check_pin (AppOutbox *self, HarkRoster *roster, GError **error);
gboolean app_outbox_set_pin (AppOutbox *self, HarkRoster *roster, GError **error);

G_END_DECLS
