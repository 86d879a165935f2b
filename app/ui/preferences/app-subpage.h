/* app-subpage.h: a page that opens over the others in the preferences dialog, with a way back; and pages over that one */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_SUBPAGE (app_subpage_get_type ())
G_DECLARE_FINAL_TYPE (AppSubpage, app_subpage, APP, SUBPAGE, AdwBin)

/* For adw_preferences_window_present_subpage (). */
GtkWidget *app_subpage_new (const char *title, GtkWidget *page);
/* @page in place of the one that @row is on; the way back leads to @row. AdwPreferencesWindow itself has one level. */
void app_subpage_push (GtkWidget *row, const char *title, GtkWidget *page);

G_END_DECLS
