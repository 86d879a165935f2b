/* app-client-factor.h: this account's second factor, which the server asks for at each sign-in
 * after the password: the part of app-client.h about it.
 *
 * @code is six digits or a recovery code, and right once. HARK_ERROR_FACTOR: it is wrong, was used
 * already, or is none; HARK_ERROR_BUSY: too many were wrong.
 *
 * Blocking functions end in _sync and have _async twins, with the rules of app-client.h. */
#pragma once

#include "app-client.h"
#include "app-factor-sheet.h"

G_BEGIN_DECLS

/* For the next sign-in or recovery, which take it along: where they have failed with
 * HARK_ERROR_FACTOR. Used up by it, whatever comes of it. NULL: none after all. */
void app_client_set_factor_code (AppClient *self, const char *code);

typedef struct
{
  gboolean is_on;
  gint64 since;
  guint codes; /* recovery codes that are left */
} AppFactor;

/* Free with g_free (). */
AppFactor *app_client_read_factor_sync (AppClient *self, GError **error);
void app_client_read_factor_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
AppFactor *app_client_read_factor_finish (AppClient *self, GAsyncResult *result, GError **error);

/* What an authenticator is to be given. */
typedef struct
{
  char *text; /* base32 in groups of four, to be typed */
  char *uri;  /* "otpauth:…", to be scanned */
} AppFactorSecret;
void app_factor_secret_free (AppFactorSecret *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppFactorSecret, app_factor_secret_free)

/* Nothing is asked for until it is confirmed. HARK_ERROR_AUTH: @password is not the present one;
 * HARK_ERROR_CONFLICT: there is a second factor already. */
AppFactorSecret *app_client_begin_factor_sync (AppClient *self, const char *password,
                                               GError **error);
void app_client_begin_factor_async (AppClient *self, const char *password,
                                    GAsyncReadyCallback callback, gpointer user);
AppFactorSecret *app_client_begin_factor_finish (AppClient *self, GAsyncResult *result,
                                                 GError **error);

/* By the first code: from now on it is asked for. HARK_ERROR_CONFLICT: it is already, or was never
 * begun. */
AppFactorSheet *app_client_confirm_factor_sync (AppClient *self, const char *code, GError **error);
void app_client_confirm_factor_async (AppClient *self, const char *code,
                                      GAsyncReadyCallback callback, gpointer user);
AppFactorSheet *app_client_confirm_factor_finish (AppClient *self, GAsyncResult *result,
                                                  GError **error);

/* Ten other recovery codes; those that were left end. */
AppFactorSheet *app_client_renew_factor_codes_sync (AppClient *self, const char *code,
                                                    GError **error);
void app_client_renew_factor_codes_async (AppClient *self, const char *code,
                                          GAsyncReadyCallback callback, gpointer user);
AppFactorSheet *app_client_renew_factor_codes_finish (AppClient *self, GAsyncResult *result,
                                                      GError **error);

gboolean app_client_end_factor_sync (AppClient *self, const char *code, GError **error);
void app_client_end_factor_async (AppClient *self, const char *code, GAsyncReadyCallback callback,
                                  gpointer user);
gboolean app_client_end_factor_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
