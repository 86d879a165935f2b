/* app-receipt-item.h: what stays of a deleted ticket, as a list has it */
#pragma once

#include <glib-object.h>

#include "app-client-receipt.h"

G_BEGIN_DECLS

#define APP_TYPE_RECEIPT_ITEM (app_receipt_item_get_type ())
G_DECLARE_FINAL_TYPE (AppReceiptItem, app_receipt_item, APP, RECEIPT_ITEM, GObject)

/* @receipt: (transfer full) */
AppReceiptItem *app_receipt_item_new (AppReceipt *receipt);
const AppReceipt *app_receipt_item_get (AppReceiptItem *self);

/* "ben asked for it, anna confirmed it" (transfer full) */
char *app_receipt_item_describe_why (const AppReceipt *receipt);
/* "Closed on 2 June 2026": the ticket when it went. (transfer full) */
char *app_receipt_item_describe_state (const AppReceipt *receipt, gint64 now);
/* Whether everything is gone, in words; static. */
const char *app_receipt_item_describe_done (const AppReceipt *receipt);

G_END_DECLS
