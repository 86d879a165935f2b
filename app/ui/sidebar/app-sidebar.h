/* app-sidebar.h: the left pane: places with their counts, and the connection */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "sidebar/app-place.h"
#include "ticket/app-ticket-model.h"

G_BEGIN_DECLS

#define APP_TYPE_SIDEBAR (app_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (AppSidebar, app_sidebar, APP, SIDEBAR, AdwBin)

/* Signals "place-chosen" (AppPlace as int): by the user, also again the one that is selected; "area-chosen":
 * app_sidebar_get_area () is another one. */

void app_sidebar_set_model (AppSidebar *self, AppClient *client, AppTicketModel *model);
/* (transfer none): of which area tickets of Case management are shown; zeros: of all. */
const HarkId *app_sidebar_get_area (AppSidebar *self);
/* How many operations were not delivered; the place shows while there are some. */
void app_sidebar_set_refused (AppSidebar *self, guint count);
/* How many wait for this account to confirm them. */
void app_sidebar_set_awaited (AppSidebar *self, guint count);
/* Without the signal. */
void app_sidebar_select (AppSidebar *self, AppPlace place);
/* TRUE: it stands alone and has the window's buttons. */
void app_sidebar_set_folded (AppSidebar *self, gboolean folded);
/* Counts again: with the clock, tickets become overdue. */
void app_sidebar_update (AppSidebar *self);
/* (transfer none): the window's menu. */
GMenuModel *app_sidebar_get_menu (AppSidebar *self);

G_END_DECLS
