/* store-erase.h: tickets that are deleted: decided, then done, and what stays of them
 *
 * A ticket that is decided on is the eraser's (core/srv-eraser): for everybody else it is gone. */
#pragma once

#include "store-ticket.h"

G_BEGIN_DECLS

typedef enum
{
  SRV_ERASE_MEMBERS,   /* two of them */
  SRV_ERASE_RETENTION, /* its time had come */
  SRV_ERASE_AGAIN,     /* an older database had it still */
} SrvEraseWhy;

/* What stays of one. */
typedef struct
{
  char *number;
  gint64 closed; /* 0: it was open */
  gint64 deleted;
  SrvEraseWhy why;
  HarkId proposer; /* zeros unless by members */
  HarkId confirmer;
  gboolean is_done; /* files and log are empty of it too */
} SrvReceipt;

void srv_receipt_free (SrvReceipt *self);

/* "members", "retention", "again" */
const char *srv_erase_why_get_name (SrvEraseWhy why);

/* From here on it is as good as deleted; the same again is fine. @proposer and @confirmer are NULL
 * unless by members. */
gboolean store_erase_decide (SrvStore *store, const HarkId *ticket, SrvEraseWhy why,
                             const HarkId *proposer, const HarkId *confirmer, gint64 now,
                             GError **error);
gboolean store_erase_is_decided (SrvStore *store, const HarkId *ticket, gboolean *is_decided,
                                 GError **error);
/* Whether that waits for the eraser by @user's word. */
gboolean store_erase_was_confirmed_by (SrvStore *store, const HarkId *ticket, const HarkId *user,
                                       gboolean *was_confirmed, GError **error);
/* At most @limit of those that wait; what people decided on goes before what the clock did, and is
 * all where it is @urgent. (element-type HarkId) (transfer full) */
GArray *store_erase_list_decided (SrvStore *store, gboolean urgent, guint limit, GError **error);
/* What the journal keeps of whom @ticket excludes, so that a receipt of a deletion that is done
 * again in an older store stays hidden from them: ids that are nobody's. (element-type HarkId)
 * (transfer full) */
GArray *store_erase_list_marks (SrvStore *store, const HarkId *ticket, GError **error);
/* All rows of a ticket that was decided on, whose id the journal has by now; leaves a tomb for
 * everybody who had it, a receipt, its share of the numbers, and the names of its files. Nothing
 * happens where it is gone. */
gboolean store_erase_run (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 now,
                          GError **error);
/* That @ticket is the id of one that was deleted; the same again is fine. */
gboolean store_erase_note (SrvStore *store, gint64 seq, const HarkId *ticket, GError **error);
/* HARK_ERROR_GONE where @ticket is the id of one that was deleted. */
gboolean store_erase_check_unused (SrvStore *store, const HarkId *ticket, GError **error);

/* At most @limit attachments whose files are to go, behind @after (NULL: from the first one on),
 * and that they are gone. (element-type HarkId) (transfer full) */
GArray *store_erase_list_files (SrvStore *store, const HarkId *after, guint limit, GError **error);
gboolean store_erase_forget_files (SrvStore *store, GArray *files, GError **error);
/* Once files are gone, and the log is empty of all that was erased before: the receipts say so, at
 * most @limit at once. */
gboolean store_erase_finish (SrvStore *store, guint limit, gboolean *has_more, GError **error);
/* Whether a receipt is not finished yet. */
gboolean store_erase_is_unfinished (SrvStore *store, gboolean *is_unfinished, GError **error);

/* How many there were, but for those that @user never hears of. */
gboolean store_erase_count (SrvStore *store, const HarkId *user, gint64 *n, GError **error);
/* Of @area, for @user, who reads there, behind the number @after (NULL: from the first).
 * (element-type SrvReceipt) (transfer full) */
GPtrArray *store_erase_list_receipts (SrvStore *store, const HarkId *area, const HarkId *user,
                                      const char *after, guint limit, gboolean *more,
                                      GError **error);

G_END_DECLS
