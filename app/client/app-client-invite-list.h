/* app-client-invite-list.h: holds a list of people to be invited against who is there, and invites
 * them */
#pragma once

#include "app-client.h"
#include "app-invite-list.h"

G_BEGIN_DECLS

/* Finds areas by their names, who is here or awaited already, and whom this device has invited
 * already: their invitations come again, so that what stopped midway can be repeated. Asks the
 * server, changes nothing there. HARK_ERROR_FORBIDDEN: not an Admin. */
gboolean app_client_check_invite_list_sync (AppClient *self, AppInviteList *list, GError **error);
void app_client_check_invite_list_async (AppClient *self, AppInviteList *list,
                                         GAsyncReadyCallback callback, gpointer user);
gboolean app_client_check_invite_list_finish (AppClient *self, GAsyncResult *result,
                                              GError **error);

/* Invites everybody who is FINE, one after the other, until all are or something goes wrong; what
 * was made by then is in @list, and stays. */
gboolean app_client_invite_list_sync (AppClient *self, AppInviteList *list, GError **error);
void app_client_invite_list_async (AppClient *self, AppInviteList *list,
                                   GAsyncReadyCallback callback, gpointer user);
gboolean app_client_invite_list_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
