/* app-sign-in.h: from a password to a session and this account's keys */
#pragma once

#include "app-home.h"
#include "app-http.h"

G_BEGIN_DECLS

/* A session for secrets that are there already (after a set-up). @code: of the second factor, NULL
 * for none; HARK_ERROR_FACTOR where it is needed, or wrong. Free with hark_seal_free_string (). */
char *app_sign_in_session (AppHttp *http, const HarkId *user, const HarkId *device,
                           const HarkAccountSecrets *secrets, const char *code, GError **error);

/* Steps of app_sign_in (), for who has no password. Whom and where it is about, without id and
 * cost, and the server, not signed in; (transfer full) both. The device is that of @known where
 * @is_same_device, else a new one. */
AppAccount *app_sign_in_begin (const char *url, const char *user, const AppAccount *known,
                               gboolean is_same_device, GCancellable *cancellable, AppHttp **http,
                               GError **error);
/* The account's id and cost, as the server says: a false answer only leads to secrets that fit
 * nothing. */
gboolean app_sign_in_read_params (AppHttp *http, const char *user, AppAccount *account,
                                  GError **error);
/* @http is signed in. HARK_ERROR_UNVERIFIED: @secrets do not open it. */
gboolean app_sign_in_read_bundle (AppHttp *http, const AppAccount *account,
                                  const HarkAccountSecrets *secrets, HarkAccountKeys *keys,
                                  guint16 *generation, GError **error);

/* The whole way on a device that knows nothing yet, or whose session ended (@known: its account and
 * keys must match), or whose keys are lost (@known alone: it becomes a new device of that account).
 * @account and @keys are (transfer full); the local key is random, or that of @known_keys. */
char *app_sign_in (const char *url, const char *user, const char *password,
                   const guint8 account_key[16], const char *code, const AppAccount *known,
                   const AppKeys *known_keys, GCancellable *cancellable, AppAccount **account,
                   AppKeys **keys, GError **error);

/* TRUE where the server answers for another account of this name, or makes one up, as it does for
 * names that it does not know: it was restored from a backup from before the account, or the
 * account was taken away. FALSE also where it cannot be asked. */
gboolean app_sign_in_is_forgotten (AppHttp *http, const AppAccount *account);
/* What is to be said then: HARK_ERROR_AUTH. */
void app_sign_in_fail_forgotten (const AppAccount *account, GError **error);

G_END_DECLS
