/* app-refused-row.h: what was not delivered: what happened, my words, theirs, and what can be done */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_REFUSED_ROW (app_refused_row_get_type ())
G_DECLARE_FINAL_TYPE (AppRefusedRow, app_refused_row, APP, REFUSED_ROW, GtkBox)

/* Activates, with ids in hex: main.retry, main.edit-refused, main.close-again, main.let-go (s: the operation),
 * main.show-ticket (s: the ticket). */

/* @refused: borrowed for the call. */
GtkWidget *app_refused_row_new (AppClient *client, const AppRefused *refused);
/* Whether it shows just this. */
gboolean app_refused_row_is (AppRefusedRow *self, const AppRefused *refused);

G_END_DECLS
