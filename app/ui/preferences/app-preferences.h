/* app-preferences.h: the preferences dialog: a page for each subject, for whoever may change it */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_PREFERENCES (app_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AppPreferences, app_preferences, APP, PREFERENCES, AdwPreferencesWindow)

GtkWindow *app_preferences_new (GtkWindow *parent, AppClient *client);

G_END_DECLS
