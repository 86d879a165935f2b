/* app-client-policy.h: what the organisation asks of everybody, by its Admins' signed statement.
 *
 * This client sees to the idle lock (the window) and to the length of passwords that are chosen
 * here; the server to the second factor and to accounts on the portal alone. */
#pragma once

#include "app-client.h"
#include "hark-roster.h"

G_BEGIN_DECLS

/* The newest that is known here; what holds without a statement while locked. In memory: does not
 * block. */
void app_client_get_policy (AppClient *self, HarkRosterPolicy *policy);
/* Characters of a password that is chosen now. Who cannot read the policy yet goes by what the
 * server last said that it is. */
guint app_client_get_min_password (AppClient *self);

/* By an Admin: signed and sent at once, in place of @before; nothing where it is the same.
 * HARK_ERROR_FORBIDDEN; HARK_ERROR_INVALID: it asks for what does not exist; HARK_ERROR_CONFLICT:
 * another Admin has set another one than @before; HARK_ERROR_FACTOR: it asks for a second factor,
 * and this account has none itself. */
gboolean app_client_set_policy_sync (AppClient *self, const HarkRosterPolicy *before,
                                     const HarkRosterPolicy *policy, GError **error);
void app_client_set_policy_async (AppClient *self, const HarkRosterPolicy *before,
                                  const HarkRosterPolicy *policy, GAsyncReadyCallback callback,
                                  gpointer user);
gboolean app_client_set_policy_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
