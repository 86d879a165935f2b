/* app-area-filter.h: whose tickets are shown: those of all areas of this account, or of one */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_AREA_FILTER (app_area_filter_get_type ())
G_DECLARE_FINAL_TYPE (AppAreaFilter, app_area_filter, APP, AREA_FILTER, AdwBin)

/* Signal "chosen". Hidden where there is nothing to choose: this account is in one team, or none. */

/* Looks at @client's areas anew. */
void app_area_filter_update (AppAreaFilter *self, AppClient *client);
/* (transfer none): zeros for all of them. */
const HarkId *app_area_filter_get (AppAreaFilter *self);

G_END_DECLS
