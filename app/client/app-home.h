/* app-home.h: the client's folder, who its account is, and its keys.
 *
 * account.json  who and where: nothing secret
 * keys          both seeds under the local key
 * local-key     without a keyring: local and account key under the password
 * session       without a keyring: the session's token
 * cache.db      what the server sent; outbox.db what it has not yet answered
 * files/        sealed attachments; spool/ those on their way out
 * sync.lock     held by the one sync at a time; seal.lock by all who seal attachments to keep */
#pragma once

#include <gio/gio.h>

#include "hark-account.h"

G_BEGIN_DECLS

typedef struct
{
  char *url;
  char *organisation;
  HarkId org;
  guint8 root_pk[32]; /* pinned */
  HarkId user;
  char *name;
  HarkId device;
  HarkAccountCost cost; /* of the account's password */
  gboolean has_keyring;
  gboolean is_named;   /* the server has what this device is called */
  guint64 roster_seen; /* the newest of its statements that the user was told of; 0: none yet */
  HarkId recovery_key; /* the organisation's, whose sheet was tried on this device; zeros: none */
  gint64 recovery_checked; /* when, seconds since 1970 */
  char *invited_by;        /* a name; NULL for nobody, or not known on this device */
} AppAccount;

void app_account_free (AppAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppAccount, app_account_free)
AppAccount *app_account_copy (const AppAccount *self);
/* What the user of @known, who is this account's, was told and has done on this device: that is
 * theirs, and no new session takes it from them. */
void app_account_take_over (AppAccount *self, const AppAccount *known);

/* Allocate with hark_seal_alloc (). */
typedef struct
{
  guint8 local[32];       /* L */
  guint8 account_key[16]; /* A */
  HarkAccountKeys account;
} AppKeys;

/* Free with hark_seal_free (). */
AppKeys *app_keys_copy (const AppKeys *self);

/* NULL without @error: there is none yet. */
AppAccount *app_home_read_account (const char *home, GError **error);
gboolean app_home_write_account (const char *home, const AppAccount *account, GError **error);

/* Keeps everything secret: in the keyring, or, where there is none, sealed under @password. Sets
 * account->has_keyring. */
gboolean app_home_write_keys (const char *home, AppAccount *account, const AppKeys *keys,
                              const char *password, GCancellable *cancellable, GError **error);
/* From under the password into the keyring: first a copy, with @token (may be NULL);
 * HARK_ERROR_LOCKED where it does not take it. Then, once the account is written with has_keyring,
 * what lay under the password goes. */
gboolean app_home_copy_to_keyring (const AppAccount *account, const AppKeys *keys,
                                   const char *token, GCancellable *cancellable, GError **error);
void app_home_remove_sealed_keys (const char *home);
/* @password NULL: by the keyring. HARK_ERROR_LOCKED, HARK_ERROR_AUTH (wrong password),
 * HARK_ERROR_UNVERIFIED (a file was changed). */
AppKeys *app_home_read_keys (const char *home, const AppAccount *account, const char *password,
                             GCancellable *cancellable, GError **error);

/* Waits until no other sync works on this home, in whichever program; -1 once @cancellable is
 * cancelled. Released by close (). */
int app_home_lock_sync (const char *home, GCancellable *cancellable, GError **error);

/* Held while attachments are sealed that no operation names yet; what lies in spool/ otherwise
 * without one is nobody's. -1 where it cannot be made. Released by close (). */
int app_home_lock_seal (const char *home);
/* -1 where somebody seals. */
int app_home_lock_sweep (const char *home);

gboolean app_home_write_token (const char *home, const AppAccount *account, const AppKeys *keys,
                               const char *token, GCancellable *cancellable, GError **error);
/* NULL where there is none. Free with hark_seal_free_string (). */
char *app_home_read_token (const char *home, const AppAccount *account, const AppKeys *keys,
                           GCancellable *cancellable);

G_END_DECLS
