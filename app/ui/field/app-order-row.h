/* app-order-row.h: a row of a list that its user puts in order: opened by a click, moved by buttons or by Alt and an
 * arrow, taken away by another button */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_ORDER_ROW (app_order_row_get_type ())
G_DECLARE_FINAL_TYPE (AppOrderRow, app_order_row, APP, ORDER_ROW, AdwActionRow)

/* What of a row has the keyboard. */
typedef enum
{
  APP_ORDER_WHOLE,
  APP_ORDER_UP,
  APP_ORDER_DOWN,
  APP_ORDER_REMOVE,
} AppOrderPart;

/* Signals: "moved" (guint to, int part), "removed", each by the user; AdwActionRow's "activated". The list is its
 * owner's: who hears of one makes the rows anew. */

/* The one that is @index of @n. @tooltip: what a click does. */
GtkWidget *app_order_row_new (const char *title, const char *subtitle, const char *tooltip, guint index, guint n);
guint app_order_row_get_index (AppOrderRow *self);
/* The keyboard stays with the row of @rows that was moved, or with what took the place of one that is away, else with
 * @otherwise. */
void app_order_row_focus (GPtrArray *rows, guint index, AppOrderPart part, GtkWidget *otherwise);

G_END_DECLS
