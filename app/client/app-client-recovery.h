/* app-client-recovery.h: the organisation's recovery key: made by an Admin, tried by whoever holds
 * its sheet, used by an Expert whose area has lost its keys. What is on the sheet leaves this
 * device never: the server is given public keys and signatures alone. */
#pragma once

#include "app-client.h"
#include "app-recovery-key.h"
#include "hark-roster.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_set; /* there is one */
  HarkId key;      /* which; zeros for none */
  gboolean is_on;  /* the policy says that tickets are sealed to it; also while there is none */
  gint64 checked;  /* when its sheet was tried on this device, seconds since 1970; 0: never */
  gboolean is_admin;
} AppRecoveryState;

/* Does not block. */
AppRecoveryState app_client_get_recovery_state (AppClient *self);

/* Nothing is sent. It is to take the place of the one there is now. HARK_ERROR_FORBIDDEN: not an
 * Admin; HARK_ERROR_LOCKED. */
AppRecoveryKey *app_client_draw_recovery_key (AppClient *self, GError **error);
/* Takes it into use, in place of the one that there was when it was drawn (HARK_ERROR_CONFLICT
 * where another Admin set or ended one since), once @typed shows that it is on paper
 * (app_recovery_key_check ()); the policy says from then on that tickets are sealed to it. */
gboolean app_client_set_recovery_key_sync (AppClient *self, AppRecoveryKey *key, const char *typed,
                                           GError **error);
void app_client_set_recovery_key_async (AppClient *self, AppRecoveryKey *key, const char *typed,
                                        GAsyncReadyCallback callback, gpointer user);
gboolean app_client_set_recovery_key_finish (AppClient *self, GAsyncResult *result, GError **error);
/* Without @shown, the recovery key that there was for the user who decided it, there is none any
 * more; what was sealed to it goes from the server. HARK_ERROR_FORBIDDEN, HARK_ERROR_NOT_FOUND
 * where there is none, HARK_ERROR_CONFLICT where there is another. */
gboolean app_client_end_recovery_key_sync (AppClient *self, const HarkId *shown, GError **error);
void app_client_end_recovery_key_async (AppClient *self, const HarkId *shown,
                                        GAsyncReadyCallback callback, gpointer user);
gboolean app_client_end_recovery_key_finish (AppClient *self, GAsyncResult *result, GError **error);
/* Whether tickets are sealed to it from now on. Errors as above. */
gboolean app_client_seal_to_recovery_key_sync (AppClient *self, const HarkId *shown, gboolean on,
                                               GError **error);
void app_client_seal_to_recovery_key_async (AppClient *self, const HarkId *shown, gboolean on,
                                            GAsyncReadyCallback callback, gpointer user);
gboolean app_client_seal_to_recovery_key_finish (AppClient *self, GAsyncResult *result,
                                                 GError **error);

/* The drill: that @typed becomes the very keys that the list of people names, which is what tickets
 * are sealed to. Nothing is opened, sent or said to anybody; when it went well is kept on this
 * device. HARK_ERROR_INVALID: mistyped; HARK_ERROR_UNVERIFIED: another key; HARK_ERROR_NOT_FOUND:
 * there is none. */
gboolean app_client_check_recovery_key_sync (AppClient *self, const char *typed, GError **error);
void app_client_check_recovery_key_async (AppClient *self, const char *typed,
                                          GAsyncReadyCallback callback, gpointer user);
gboolean app_client_check_recovery_key_finish (AppClient *self, GAsyncResult *result,
                                               GError **error);

typedef struct
{
  guint n_opened; /* tickets that this account has now */
  guint n_failed; /* whose slot did not open: they are as they were */
} AppRecovered;

/* Says in the list of people, for everybody, that this account, an Expert of @area, uses the key;
 * then opens what was sealed to it and seals it to this account, as to a newcomer. Cut off, it goes
 * on where it was when called again. Errors as of app_client_check_recovery_key_sync (), and
 * HARK_ERROR_FORBIDDEN. */
gboolean app_client_use_recovery_key_sync (AppClient *self, const HarkId *area, const char *typed,
                                           AppRecovered *recovered, GError **error);
void app_client_use_recovery_key_async (AppClient *self, const HarkId *area, const char *typed,
                                        GAsyncReadyCallback callback, gpointer user);
gboolean app_client_use_recovery_key_finish (AppClient *self, GAsyncResult *result,
                                             AppRecovered *recovered, GError **error);

G_END_DECLS
