/* app-refused-row.h: what the server did not take, with the text that did not arrive */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_REFUSED_ROW (app_refused_row_get_type ())
G_DECLARE_FINAL_TYPE (AppRefusedRow, app_refused_row, APP, REFUSED_ROW, GtkBox)

/* Signals: "acknowledged"; "ticket-wanted". */

/* @refused: borrowed for the call. */
GtkWidget *app_refused_row_new (const AppRefused *refused);
const HarkId *app_refused_row_get_op (AppRefusedRow *self);
const HarkId *app_refused_row_get_ticket (AppRefusedRow *self);

G_END_DECLS
