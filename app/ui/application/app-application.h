/* app-application.h: the program hark */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_APPLICATION_ID "org.hark.Hark"

#define APP_TYPE_APPLICATION (app_application_get_type ())
G_DECLARE_FINAL_TYPE (AppApplication, app_application, APP, APPLICATION, AdwApplication)

/* Options: --home DIR (default: hark in the user's data directory), --version. A home that was named has an instance of
 * its own. */
AppApplication *app_application_new (void);

G_END_DECLS
