/* store-roster.h: the roster as the server keeps it: rows, and one verified HarkRoster in memory.
 *
 * The copy in memory is built at start and appended with each write; a lock of its own guards it.
 * Functions hand out copies; only between _lock and _unlock does a caller see the list itself. */
#pragma once

#include "hark-roster.h"
#include "srv-store.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId id;
  guint8 box_pk[32];
} SrvRecipient;

/* FALSE before setup, the outputs untouched; each output may be NULL. @root_pk is 32 bytes, @head
 * HARK_HEAD_LEN. */
gboolean srv_roster_get_org (SrvRoster *self, HarkId *org, guint8 *root_pk, guint8 *head);
/* The area's living members with their box keys, Observers included: to whom a ticket of it is
 * sealed. Empty where nobody could read it: such an area takes no tickets. (element-type
 * SrvRecipient) (transfer full) */
GArray *srv_roster_list_recipients (SrvRoster *self, const HarkId *area);
HarkRole srv_roster_get_role (SrvRoster *self, const HarkId *area, const HarkId *user);
/* FALSE for nobody and for who was switched off; @sign_pk, @box_pk (32 bytes each) may be NULL. */
gboolean srv_roster_get_keys (SrvRoster *self, const HarkId *user, guint8 *sign_pk, guint8 *box_pk);
/* Whom a sign-in name means; FALSE for nobody and for who was switched off. */
gboolean srv_roster_find_user (SrvRoster *self, const char *name, HarkId *user);
/* What the organisation asks of everybody, by its newest signed statement. */
void srv_roster_get_policy (SrvRoster *self, HarkRosterPolicy *policy);
/* A person's name, NULL for nobody. (transfer full) */
char *srv_roster_dup_name (SrvRoster *self, const HarkId *user);

/* To whom tickets are sealed besides: FALSE, and nothing given, where there is no recovery key or
 * the policy says no. */
gboolean srv_roster_get_recovery (SrvRoster *self, HarkRosterRecovery *key);
/* Whether @id names the recovery key that there is. */
gboolean srv_roster_is_recovery (SrvRoster *self, const HarkId *id);

/* For several questions that must see one list. Short: nothing waits in between. */
HarkRoster *srv_roster_lock (SrvRoster *self);
void srv_roster_unlock (SrvRoster *self);

/* By the newest statement of @list: other ones than before. */
gboolean srv_roster_has_new_keys (HarkRoster *list, const HarkRosterUser *user);

/* Statements from @from (a seq of the roster, 1 for all) on, as many as @max bytes hold, one at
 * least.
 * @more: there are others behind them. (element-type GBytes) (transfer full) */
GPtrArray *store_roster_list (SrvStore *store, gint64 from, gsize max, gboolean *more,
                              GError **error);
/* Verifies, stores and applies @statement, ends the sessions of who was switched off, takes
 * access from whoever lost it and a member's slots with keys that ended, and notes what members'
 * clients have to do (store-due.h). Errors of hark_roster_append(); HARK_ERROR_NOT_FOUND for an
 * area without row; HARK_ERROR_CONFLICT where somebody would leave a team while they are the
 * advisor of one of its open tickets. @number, the statement's seq in the roster, may be NULL. */
gboolean store_roster_append (SrvStore *store, gint64 seq, GBytes *statement, guint64 *number,
                              GError **error);
/* The same for one that was in the list before this store was put back from a backup: who hands
 * over what was checked then, and those operations may come later; an account whose new keys came
 * with a reset that the backup does not have is shut (store-invitation.h). */
gboolean store_roster_give_back (SrvStore *store, gint64 seq, GBytes *statement, guint64 *number,
                                 GError **error);

/* For srv-store.c and the writer. */
SrvRoster *srv_roster_new (void);
void srv_roster_free (SrvRoster *self);
/* Builds the copy in memory anew from the rows; on failure it stays as it was.
 * HARK_ERROR_UNVERIFIED where they are no valid list. */
gboolean srv_roster_load (SrvRoster *self, HarkSqlite *db, GError **error);
/* For the writer's thread: how many statements there are, and back to that many where the rows of
 * those after them were rolled back. Asks no disk: it may be what failed. */
guint srv_roster_get_length (SrvRoster *self);
void srv_roster_cut (SrvRoster *self, guint length);

G_END_DECLS
