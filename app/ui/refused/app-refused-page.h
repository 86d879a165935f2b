/* app-refused-page.h: Not delivered: what the server refused, kept until it was acknowledged */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_REFUSED_PAGE (app_refused_page_get_type ())
G_DECLARE_FINAL_TYPE (AppRefusedPage, app_refused_page, APP, REFUSED_PAGE, AdwBin)

/* Property "count" (uint, read-only). Activates "main.show-ticket" (s: the ticket's id in hex). */

void app_refused_page_set_client (AppRefusedPage *self, AppClient *client);
guint app_refused_page_get_count (AppRefusedPage *self);

G_END_DECLS
