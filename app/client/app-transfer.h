/* app-transfer.h: how far the attachments are that are on their way, in either direction.
 *
 * Written by the workers that carry them, read by screens; may be used from any thread. */
#pragma once

#include "hark-id.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 done;  /* bytes, sealed */
  gint64 total; /* likewise */
  gint64 left;  /* seconds, by the speed of the last while; -1: not known yet */
} AppTransfer;

typedef struct _AppTransfers AppTransfers;

/* @told is called in the worker's thread when there is news: at each beginning and end, and between
 * them not before @every microseconds have passed. */
AppTransfers *app_transfers_new (gint64 every, void (*told) (gpointer user), gpointer user);
void app_transfers_free (AppTransfers *self);

/* @blob stands at @done of @total, at @now (microseconds, monotonic). The first call begins it. */
void app_transfers_step (AppTransfers *self, const HarkId *blob, gint64 done, gint64 total,
                         gint64 now);
/* It is over, whichever way. */
void app_transfers_end (AppTransfers *self, const HarkId *blob);
/* FALSE: it is not on its way. */
gboolean app_transfers_get (AppTransfers *self, const HarkId *blob, AppTransfer *transfer);
/* All that are on their way taken together; their number. */
guint app_transfers_sum (AppTransfers *self, AppTransfer *sum);

G_END_DECLS
