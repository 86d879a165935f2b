/* app-client-receipt.h: what stays of an area's deleted tickets, by the server's word alone */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef enum
{
  APP_RECEIPT_MEMBERS,   /* two of the team */
  APP_RECEIPT_RETENTION, /* its time had come */
  APP_RECEIPT_AGAIN,     /* deleted before, and again because an older database still had it */
} AppReceiptWhy;

typedef struct
{
  char *number;
  gint64 closed; /* 0: it was open */
  gint64 deleted;
  AppReceiptWhy why;
  char *proposer; /* user names, where the list of people has them; NULL unless by members */
  char *confirmer;
  gboolean is_done; /* files and log of the server are empty of it, too */
} AppReceipt;
void app_receipt_free (AppReceipt *self);

/* Of @area, by number. Asks the server. HARK_ERROR_FORBIDDEN: not in its team. (transfer full)
 * (element-type AppReceipt) */
GPtrArray *app_client_list_receipts_sync (AppClient *self, const HarkId *area, GError **error);
/* So many of these at most as one answer holds, those behind the number @after (NULL: from the
 * first on); @more: there are others behind them. */
GPtrArray *app_client_read_receipts_sync (AppClient *self, const HarkId *area, const char *after,
                                          gboolean *more, GError **error);
void app_client_read_receipts_async (AppClient *self, const HarkId *area, const char *after,
                                     GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_read_receipts_finish (AppClient *self, GAsyncResult *result, gboolean *more,
                                            GError **error);

G_END_DECLS
