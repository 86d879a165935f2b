/* app-password.h: another password, and with it, where wanted, another printed sheet. What the
 * account becomes is an AppSetup, so that its sheet can be printed before anything is sent. */
#pragma once

#include "app-setup.h"

G_BEGIN_DECLS

/* Of the account that @http is signed in to, whose present password is @current. @with_sheet: a new
 * sheet too. @min: characters that @password needs, where it is another one than @current.
 * HARK_ERROR_AUTH: @current is wrong; HARK_ERROR_INVALID: @password is none; HARK_ERROR_UNVERIFIED:
 * the server shows other keys than this device has. */
AppSetup *app_password_prepare (AppHttp *http, const AppAccount *account, const AppKeys *keys,
                                const char *current, const char *password, guint min,
                                gboolean with_sheet, GError **error);
/* What proves to the server that @password is the present one, beside the session. HARK_ERROR_AUTH:
 * it is not. */
gboolean app_password_prove (AppHttp *http, const AppAccount *account, const AppKeys *keys,
                             const char *password, guint8 login[32], GError **error);
/* Of an account whose password is forgotten, by what is printed on its sheet; always with a new
 * sheet. @code: of the second factor, NULL for none. @known and @known_keys as of app_sign_in ().
 * HARK_ERROR_AUTH: name or keys do not fit; HARK_ERROR_CONFLICT: this device belongs to another
 * account. */
AppSetup *app_password_prepare_recovery (const char *url, const char *user,
                                         const guint8 account_key[16], const guint8 sheet_key[16],
                                         const char *password, guint min, const char *code,
                                         const AppAccount *known, const AppKeys *known_keys,
                                         GCancellable *cancellable, GError **error);
/* By self->token. Where the answer is lost, looks whether it arrived; may be tried again.
 * HARK_ERROR_AUTH: the password was changed meanwhile; HARK_ERROR_OFFLINE: whether it arrived is
 * not known; anything else: nothing has changed. */
gboolean app_password_send (AppSetup *self, GCancellable *cancellable, GError **error);

G_END_DECLS
