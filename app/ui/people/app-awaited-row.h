/* app-awaited-row.h: somebody between their invitation and the place that it names */
#pragma once

#include <adwaita.h>

#include "app-client-team.h"

G_BEGIN_DECLS

#define APP_TYPE_AWAITED_ROW (app_awaited_row_get_type ())
G_DECLARE_FINAL_TYPE (AppAwaitedRow, app_awaited_row, APP, AWAITED_ROW, AdwPreferencesRow)

/* Signals: "confirm", "take-back": the user wants it. */

/* @awaited is (transfer full). @is_admin: who may take invitations back. */
GtkWidget *app_awaited_row_new (AppAwaited *awaited, gboolean is_admin);
/* (transfer none) */
const AppAwaited *app_awaited_row_get_awaited (AppAwaitedRow *self);
/* What it means for them, to be asked first. (transfer full) */
char *app_awaited_row_ask_take_back (const AppAwaited *awaited);
/* While the server is asked. */
void app_awaited_row_set_busy (AppAwaitedRow *self, gboolean busy);

G_END_DECLS
