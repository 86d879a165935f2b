/* app-settings.h: what a person has chosen for this computer, in GSettings */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define APP_SETTING_IDLE_LOCK "idle-lock-minutes"
#define APP_SETTING_IDLE_LOCK_DEFAULT 15

/* NULL where the schema is not installed: then all is as by default, and nothing can be chosen. */
GSettings *app_settings_new (void);

G_END_DECLS
