/* app-receipt-row.h: a deleted ticket as its list shows it */
#pragma once

#include <gtk/gtk.h>

#include "receipt/app-receipt-item.h"

G_BEGIN_DECLS

#define APP_TYPE_RECEIPT_ROW (app_receipt_row_get_type ())
G_DECLARE_FINAL_TYPE (AppReceiptRow, app_receipt_row, APP, RECEIPT_ROW, GtkBox)

GtkWidget *app_receipt_row_new (void);
void app_receipt_row_show (AppReceiptRow *self, AppReceiptItem *item);

G_END_DECLS
