/* app-client-account.h: this account's own password, printed sheet and devices: the part of
 * app-client.h about oneself.
 *
 * A change that makes a new sheet has two steps, so that the sheet is printed before the old one
 * ends: prepare, app_setup_write_sheet () or its like, commit. Every change signs the account's
 * other devices out.
 *
 * Blocking functions end in _sync and have _async twins, with the rules of app-client.h. */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

/* HARK_ERROR_AUTH: @current is not the present password; HARK_ERROR_INVALID: @password is none.
 * HARK_ERROR_DISK: changed, but this device could not note it down, and opens with the old one. */
gboolean app_client_change_password_sync (AppClient *self, const char *current,
                                          const char *password, GError **error);
void app_client_change_password_async (AppClient *self, const char *current, const char *password,
                                       GAsyncReadyCallback callback, gpointer user);
gboolean app_client_change_password_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Another recovery key, for a sheet that was lost or seen; the password stays. Errors as above. */
AppSetup *app_client_prepare_sheet_sync (AppClient *self, const char *password, GError **error);
void app_client_prepare_sheet_async (AppClient *self, const char *password,
                                     GAsyncReadyCallback callback, gpointer user);
AppSetup *app_client_prepare_sheet_finish (AppClient *self, GAsyncResult *result, GError **error);

/* For who has forgotten the password: what stands on the sheet, and the new one. On a device that
 * is open NULL does for @account_key; a locked one becomes a new one, as by
 * app_client_sign_in_sync (). HARK_ERROR_AUTH: name or
 * keys do not fit; HARK_ERROR_INVALID: @password is none; HARK_ERROR_FACTOR: as of
 * app_client_sign_in_sync (). */
AppSetup *app_client_prepare_recovery_sync (AppClient *self, const char *url, const char *user,
                                            const char *account_key, const char *recovery_key,
                                            const char *password, GError **error);
void app_client_prepare_recovery_async (AppClient *self, const char *url, const char *user,
                                        const char *account_key, const char *recovery_key,
                                        const char *password, GAsyncReadyCallback callback,
                                        gpointer user_data);
AppSetup *app_client_prepare_recovery_finish (AppClient *self, GAsyncResult *result,
                                              GError **error);

/* What was prepared by either. May be tried again with the same @setup. HARK_ERROR_AUTH: the
 * password was changed meanwhile. */
gboolean app_client_commit_account_sync (AppClient *self, AppSetup *setup, GError **error);
void app_client_commit_account_async (AppClient *self, AppSetup *setup,
                                      GAsyncReadyCallback callback, gpointer user);
gboolean app_client_commit_account_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Where there was no keyring when this device was taken into use, and there is one now: from the
 * next start on it opens by that. HARK_ERROR_LOCKED: it does not take the key, or the account is
 * locked; nothing has changed. */
gboolean app_client_move_to_keyring_sync (AppClient *self, GError **error);
void app_client_move_to_keyring_async (AppClient *self, GAsyncReadyCallback callback,
                                       gpointer user);
gboolean app_client_move_to_keyring_finish (AppClient *self, GAsyncResult *result, GError **error);

/* --- devices --- */

typedef struct
{
  HarkId id;
  char *name;        /* what the device says of itself; NULL: nothing, or nothing that this account
                        sealed */
  gint64 created;    /* when it signed in */
  gint64 seen;       /* when it was here last, by the day */
  gboolean by_sheet; /* it came with the recovery sheet, and has no new password yet */
  gboolean is_this;
} AppDevice;
void app_device_free (AppDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppDevice, app_device_free)

/* Where this account is signed in, this one first, then the latest used. (transfer full)
 * (element-type AppDevice) */
GPtrArray *app_client_list_devices_sync (AppClient *self, GError **error);
void app_client_list_devices_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_devices_finish (AppClient *self, GAsyncResult *result, GError **error);

/* A reset of this account that waits. */
typedef struct
{
  char *by;             /* who made it; NULL: none waits */
  gboolean is_accepted; /* with new keys, which an Admin's device has not signed yet */
} AppOwnReset;
void app_own_reset_free (AppOwnReset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppOwnReset, app_own_reset_free)

/* (transfer full) */
AppOwnReset *app_client_read_own_reset_sync (AppClient *self, GError **error);
void app_client_read_own_reset_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
AppOwnReset *app_client_read_own_reset_finish (AppClient *self, GAsyncResult *result,
                                               GError **error);
/* HARK_ERROR_NOT_FOUND: none waits any more. */
gboolean app_client_decline_reset_sync (AppClient *self, GError **error);
void app_client_decline_reset_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
gboolean app_client_decline_reset_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Signs it out. HARK_ERROR_NOT_FOUND: it is not signed in. */
gboolean app_client_end_device_sync (AppClient *self, const HarkId *device, GError **error);
void app_client_end_device_async (AppClient *self, const HarkId *device,
                                  GAsyncReadyCallback callback, gpointer user);
gboolean app_client_end_device_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
