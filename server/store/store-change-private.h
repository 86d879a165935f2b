/* store-change-private.h: what the files about the effect of one operation share */
#pragma once

#include "hark-error.h"
#include "store-access.h"
#include "store-object.h"
#include "store-op.h"
#include "store-roster.h"

G_BEGIN_DECLS

/* What the checks found out about one operation on a ticket that is there. */
typedef struct
{
  SrvStore *store;
  gint64 seq;
  const SrvOp *op;
  gint64 now;
  SrvTicket *ticket;
  SrvSide side;
  HarkRole role;
  SrvObjectSet set;
} SrvChange;

/* Sets @error; always FALSE. */
gboolean store_change_fail (GError **error, HarkError code, const char *text);
/* Professionals and Experts of the area. */
gboolean store_change_check_team (SrvChange *self, GError **error);
/* @objects besides the history, which is there where @history is TRUE and else is not. */
gboolean store_change_check_shape (SrvChange *self, gboolean matches, gboolean history,
                                   GError **error);
/* The epoch that the objects must be under, opened here where the operation brings it. */
gboolean store_change_enter_epoch (SrvChange *self, GError **error);
/* Compare and set: the field's version as it is @there. */
gboolean store_change_check_version (SrvChange *self, gint64 there, GError **error);
/* That nothing in the conversation is newer than what the user saw. */
gboolean store_change_check_seen (SrvChange *self, GError **error);
gboolean store_change_store_contents (SrvChange *self, GError **error);

/* store-change-period.c: deadlines by hand, and fulfilling any */
gboolean store_change_add_period (SrvChange *self, GError **error);
gboolean store_change_set_period (SrvChange *self, GError **error);

/* store-change-deletion.c: deleting, by two of them, and legal holds */
gboolean store_change_propose_delete (SrvChange *self, GError **error);
gboolean store_change_withdraw_delete (SrvChange *self, GError **error);
gboolean store_change_confirm_delete (SrvChange *self, GError **error);
gboolean store_change_hold (SrvChange *self, GError **error);
/* A confirmation that comes again finds done what it asks for. */
gboolean store_change_is_confirmed (SrvChange *self, gboolean *is_done, GError **error);

G_END_DECLS
