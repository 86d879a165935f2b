/* app-area-page.h: the areas of which somebody is Expert: each leads to its settings in the window */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_AREA_PAGE (app_area_page_get_type ())
G_DECLARE_FINAL_TYPE (AppAreaPage, app_area_page, APP, AREA_PAGE, AdwPreferencesPage)

/* Hidden for who is Expert of none. */
void app_area_page_start (AppAreaPage *self, AppClient *client);

G_END_DECLS
