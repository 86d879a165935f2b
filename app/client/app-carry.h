/* app-carry.h: an account comes to a device anew under other keys while what it wrote there under
 * those of before can still be opened */
#pragma once

#include "app-client.h"
#include "app-home.h"

G_BEGIN_DECLS

/* Nothing of it can be sent any more: each operation that @client keeps and each of its drafts
 * becomes one that was refused (APP_REFUSED_RESET, or what it was refused for before), with its
 * attachments, in the outbox of @home, which has none yet, under @keys. What @client has stays as
 * it is. Nothing is done where only a password would open it. Blocks. */
gboolean app_client_carry_unsent (AppClient *client, const char *home, const AppKeys *keys,
                                  GError **error);

G_END_DECLS
