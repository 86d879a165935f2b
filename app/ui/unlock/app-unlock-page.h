/* app-unlock-page.h: opening the keys, at each start and after locking: by the keyring, or by the password and
 * with the reason why */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_UNLOCK_PAGE (app_unlock_page_get_type ())
G_DECLARE_FINAL_TYPE (AppUnlockPage, app_unlock_page, APP, UNLOCK_PAGE, AdwBin)

/* Signal "unlocked". */

/* Asks the keyring at once. */
void app_unlock_page_start (AppUnlockPage *self, AppClient *client);
/* Locked by whoever sat there: waits to be asked to open it again. */
void app_unlock_page_wait (AppUnlockPage *self, AppClient *client);

G_END_DECLS
