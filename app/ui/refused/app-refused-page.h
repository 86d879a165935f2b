/* app-refused-page.h: Not delivered: what the server refused, kept until it was acknowledged */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_REFUSED_PAGE (app_refused_page_get_type ())
G_DECLARE_FINAL_TYPE (AppRefusedPage, app_refused_page, APP, REFUSED_PAGE, AdwBin)

/* Property "count" (uint, read-only): the rows; what is a draft of its ticket has none.
 * Signal "listed": get_list () is new. */

void app_refused_page_set_client (AppRefusedPage *self, AppClient *client);
guint app_refused_page_get_count (AppRefusedPage *self);
/* Everything refused, drafts too: (element-type AppRefused) (transfer none) (nullable). */
GPtrArray *app_refused_page_get_list (AppRefusedPage *self);
/* NULL where it is not there any more. */
const AppRefused *app_refused_page_find (AppRefusedPage *self, const char *op);

G_END_DECLS
