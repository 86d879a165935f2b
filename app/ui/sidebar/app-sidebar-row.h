/* app-sidebar-row.h: one place of the sidebar with its count */
#pragma once

#include <gtk/gtk.h>

#include "sidebar/app-place.h"

G_BEGIN_DECLS

#define APP_TYPE_SIDEBAR_ROW (app_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (AppSidebarRow, app_sidebar_row, APP, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget *app_sidebar_row_new (AppPlace place);
AppPlace app_sidebar_row_get_place (AppSidebarRow *self);
/* Of the tickets there (or of what is overdue, of APP_PLACE_PERIODS), and of those how many have something unread. */
void app_sidebar_row_set_count (AppSidebarRow *self, guint count, guint n_unread);

G_END_DECLS
