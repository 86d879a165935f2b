/* app-absence-bar.h: reminds of one's own absence while it is in force, and ends it */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_ABSENCE_BAR (app_absence_bar_get_type ())
G_DECLARE_FINAL_TYPE (AppAbsenceBar, app_absence_bar, APP, ABSENCE_BAR, AdwBin)

void app_absence_bar_set_client (AppAbsenceBar *self, AppClient *client);
/* After a while: days begin and end. */
void app_absence_bar_update (AppAbsenceBar *self);

G_END_DECLS
