/* store-inbox.h: the codes of reporters' inboxes: a part of each finds the ticket, a hash of
 * another part opens it */
#pragma once

#include "store-ticket.h"

G_BEGIN_DECLS

/* What is told of a code; none of it opens the inbox. */
typedef struct
{
  guint8 lookup[16];
  guint8 token_hash[32];
  guint8 replaces[32]; /* the reporter's key in the newest epoch as who made the code saw it */
} SrvNewCode;

/* The inbox whose code leads to @lookup. Compare @token_hash with hark_seal_equal().
 * HARK_ERROR_NOT_FOUND. */
gboolean store_inbox_find (SrvStore *store, const guint8 lookup[16], HarkId *ticket,
                           guint8 token_hash[32], GError **error);
/* HARK_ERROR_INVALID where that was given before: whoever knows the code could read a second
 * ticket. */
gboolean store_inbox_check_unused (SrvStore *store, const guint8 lookup[16], GError **error);
/* Whether that code still leads to @ticket. HARK_ERROR_NOT_FOUND. */
gboolean store_inbox_check (SrvStore *store, const HarkId *ticket, const guint8 lookup[16],
                            GError **error);
gboolean store_inbox_add (SrvStore *store, const HarkId *ticket, const guint8 lookup[16],
                          const guint8 token_hash[32], GError **error);

/* The areas in which @user reported something in their own name and has it still, without what
 * @asker is excluded from. (element-type HarkId) (transfer full) */
GArray *store_inbox_list_own_areas (SrvStore *store, const HarkId *user, const HarkId *asker,
                                    GError **error);

/* From now on @code opens the reporter's side of @ticket, and nothing else does: neither the code
 * of before nor the account whose own ticket it was. HARK_ERROR_CONFLICT where there is nobody who
 * could have lost one: a ticket without inbox, or that of a portal-only account that lives. */
gboolean store_inbox_replace (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                              const SrvNewCode *code, GError **error);

G_END_DECLS
