/* store-reset.h: the secrets that an accepted reset brought. They wait beside the account, which
 * goes on as it is, until the list of people names their keys; they go with the invitation. */
#pragma once

#include "store-account.h"

G_BEGIN_DECLS

/* @secrets' mail does not count. There must be an invitation of this user, and no such row yet. */
gboolean store_reset_put (SrvStore *store, const SrvAccount *secrets, GError **error);
/* (transfer full); NULL without @error where nothing waits. Without a mail. */
SrvAccount *store_reset_get (SrvStore *store, const HarkId *user, GError **error);
/* The list names their keys: they take the place of what the account has, whose sessions are told
 * that they ended and whose second factor is gone; who waited is signed in. Fine where nothing
 * waits. */
gboolean store_reset_apply (SrvStore *store, const HarkId *user, GError **error);

G_END_DECLS
