/* app-client-portal-account.h: accounts on the portal alone, for colleagues without Hark, as an
 * Admin sees them. They stand in no roster: everything here is the server's word.
 *
 * Blocking functions end in _sync and have _async twins, with the rules of app-client.h. */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId user;
  char *name;
  char *mail;
  gint64 created;
  gint64 ended; /* 0 while it is there */
} AppPortalAccount;

typedef struct
{
  gboolean is_allowed; /* people may be invited to one, and sign in */
  GPtrArray *accounts; /* AppPortalAccount, by name */
} AppPortalAccounts;

void app_portal_accounts_free (AppPortalAccounts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppPortalAccounts, app_portal_accounts_free)

/* HARK_ERROR_FORBIDDEN: not an Admin. */
AppPortalAccounts *app_client_list_portal_accounts_sync (AppClient *self, GError **error);
void app_client_list_portal_accounts_async (AppClient *self, GAsyncReadyCallback callback,
                                            gpointer user);
AppPortalAccounts *app_client_list_portal_accounts_finish (AppClient *self, GAsyncResult *result,
                                                           GError **error);

/* The code to hand over outside Hark, good for seven days, to be typed at the portal's /sign-in.
 * Free with hark_seal_free_string (). Nothing of it stays here. Errors of app_client_invite_sync
 * (); HARK_ERROR_FORBIDDEN too where the organisation has no such accounts. */
char *app_client_invite_to_portal_sync (AppClient *self, const char *name, const char *mail,
                                        GError **error);
void app_client_invite_to_portal_async (AppClient *self, const char *name, const char *mail,
                                        GAsyncReadyCallback callback, gpointer user);
char *app_client_invite_to_portal_finish (AppClient *self, GAsyncResult *result, GError **error);
/* Where such codes are typed. (transfer full) */
char *app_client_get_sign_in_url (AppClient *self);

/* For ever: its tickets stay the team's. HARK_ERROR_NOT_FOUND, HARK_ERROR_FORBIDDEN. */
gboolean app_client_end_portal_account_sync (AppClient *self, const HarkId *user, GError **error);
void app_client_end_portal_account_async (AppClient *self, const HarkId *user,
                                          GAsyncReadyCallback callback, gpointer user_data);
gboolean app_client_end_portal_account_finish (AppClient *self, GAsyncResult *result,
                                               GError **error);

G_END_DECLS
