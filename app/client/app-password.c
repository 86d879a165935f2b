/* app-password.c: see app-password.h */
#include "app-password.h"

#include <string.h>

#include "app-sign-in.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"

/* The request that makes the account what @self says; @old is the login secret until now. */
static void
make_request (AppSetup *self, const guint8 old[32])
{
  self->request = app_setup_describe_account (self);
  hark_json_set_bytes (self->request, "secret", old, 32);
}

static void
take_account (AppSetup *self, const AppAccount *account, const AppKeys *keys)
{
  app_account_free (self->account);
  self->account = app_account_copy (account);
  hark_account_cost_random (&self->account->cost);
  self->keys = app_keys_copy (keys);
}

static gboolean
is_same (const HarkAccountKeys *a, const HarkAccountKeys *b)
{
  return hark_seal_equal (a->sign_seed, b->sign_seed, sizeof a->sign_seed)
         && hark_seal_equal (a->box_seed, b->box_seed, sizeof a->box_seed);
}

/* The password opens the bundle, or it is not the present one. */
static gboolean
check_current (AppHttp *http, const AppAccount *account, const AppKeys *keys, const char *current,
               HarkAccountSecrets *secrets, guint16 *generation, GError **error)
{
  g_autoptr (AppAccount) now = app_account_copy (account);
  g_autoptr (GError) local = NULL;
  HarkAccountKeys *found;
  gboolean same;

  if (!app_sign_in_read_params (http, account->name, now, error))
    return FALSE;
  if (!hark_account_derive (current, &now->cost, keys->account_key, &account->org, &account->user,
                            secrets, &local))
    {
      if (g_error_matches (local, HARK_ERROR, HARK_ERROR_INVALID))
        g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the present password is wrong");
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  found = hark_seal_alloc (sizeof *found);
  same = app_sign_in_read_bundle (http, account, secrets, found, generation, &local)
         && is_same (found, &keys->account);
  hark_seal_free (found);
  if (same)
    return TRUE;

  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "the present password is wrong");
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                 "the server keeps other keys of this account than this device has");
  return FALSE;
}

gboolean
app_password_prove (AppHttp *http, const AppAccount *account, const AppKeys *keys,
                    const char *password, guint8 login[32], GError **error)
{
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  guint16 generation;
  gboolean ok = check_current (http, account, keys, password, secrets, &generation, error);

  if (ok)
    memcpy (login, secrets->login, 32);
  hark_seal_free (secrets);
  return ok;
}

AppSetup *
app_password_prepare (AppHttp *http, const AppAccount *account, const AppKeys *keys,
                      const char *current, const char *password, guint min, gboolean with_sheet,
                      GError **error)
{
  g_autoptr (AppSetup) self = g_object_new (APP_TYPE_SETUP, NULL);
  HarkAccountSecrets *old = hark_seal_alloc (sizeof *old);
  gboolean ok;

  ok = check_current (http, account, keys, current, old, &self->generation, error);
  if (ok)
    {
      take_account (self, account, keys);
      if (with_sheet)
        app_setup_make_sheet (self);
      else
        g_clear_pointer (&self->sheet, app_sheet_free);
      self->min_password = strcmp (current, password) != 0 ? min : 0;
      ok = app_setup_derive (self, password, error);
    }
  if (ok)
    make_request (self, old->login);
  hark_seal_free (old);

  return ok ? g_steal_pointer (&self) : NULL;
}

/* A session by the sheet, and the keys that its copy of the bundle holds. */
static gboolean
open_by_sheet (AppSetup *self, AppHttp *http, const HarkAccountSecrets *sheet,
               const AppKeys *known_keys, const char *code, GCancellable *cancellable,
               GError **error)
{
  const AppAccount *account = self->account;
  g_autoptr (AppHttp) signed_in = NULL;

  self->token = app_sign_in_session (http, &account->user, &account->device, sheet, code, error);
  if (self->token == NULL)
    return FALSE;

  signed_in = app_http_new (account->url, self->token, cancellable);
  if (!app_sign_in_read_bundle (signed_in, account, sheet, &self->keys->account, &self->generation,
                                error))
    return FALSE;

  if (known_keys != NULL)
    memcpy (self->keys->local, known_keys->local, sizeof self->keys->local);
  else
    hark_seal_random (self->keys->local, sizeof self->keys->local);
  return TRUE;
}

/* What was typed, before anything is asked of the server with it. */
static gboolean
check_keys (const guint8 account_key[16], const guint8 sheet_key[16], const AppKeys *known_keys,
            GError **error)
{
  if (!hark_seal_equal (account_key, sheet_key, 16)
      && (known_keys == NULL || hark_seal_equal (account_key, known_keys->account_key, 16)))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH,
               "this is not the account key: compare with the sheet");
  return FALSE;
}

/* Whose it is, and that this device is nobody else's. */
static gboolean
find_account (AppSetup *self, AppHttp *http, const char *user, const AppAccount *known,
              GError **error)
{
  if (!app_sign_in_read_params (http, user, self->account, error))
    return FALSE;
  if (known == NULL)
    return TRUE;
  if (hark_id_equal (&self->account->user, &known->user))
    {
      app_account_take_over (self->account, known);
      return TRUE;
    }

  g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT, "this device belongs to another account");
  return FALSE;
}

AppSetup *
app_password_prepare_recovery (const char *url, const char *user, const guint8 account_key[16],
                               const guint8 sheet_key[16], const char *password, guint min,
                               const char *code, const AppAccount *known, const AppKeys *known_keys,
                               GCancellable *cancellable, GError **error)
{
  g_autoptr (AppSetup) self = g_object_new (APP_TYPE_SETUP, NULL);
  g_autoptr (AppHttp) http = NULL;
  HarkAccountSecrets *sheet;
  gboolean ok;

  if (!check_keys (account_key, sheet_key, known_keys, error))
    return NULL;
  app_account_free (self->account);
  self->account
      = app_sign_in_begin (url, user, known, known_keys != NULL, cancellable, &http, error);
  self->is_anew = known != NULL && known_keys == NULL;
  if (self->account == NULL || !find_account (self, http, user, known, error))
    return NULL;

  self->min_password = min;
  /* a password that is none must not cost the session that there is */
  hark_account_cost_random (&self->account->cost);
  self->keys = hark_seal_alloc (sizeof *self->keys);
  memcpy (self->keys->account_key, account_key, sizeof self->keys->account_key);
  if (!app_setup_derive (self, password, error))
    return NULL;

  sheet = hark_seal_alloc (sizeof *sheet);
  hark_account_derive_sheet (sheet_key, &self->account->org, &self->account->user, sheet);
  ok = open_by_sheet (self, http, sheet, known_keys, code, cancellable, error);
  if (ok)
    {
      app_setup_make_sheet (self);
      make_request (self, sheet->login);
    }
  hark_seal_free (sheet);

  return ok ? g_steal_pointer (&self) : NULL;
}

/* What happened to a change whose answer was lost is seen by the salt, which was made for it. By a
 * line of its own: one that was too slow is given up for good. */
static gboolean
has_arrived (AppSetup *self, GCancellable *cancellable, gboolean *is_known)
{
  g_autoptr (AppHttp) http = app_http_new (self->account->url, NULL, cancellable);
  g_autoptr (AppAccount) now = app_account_copy (self->account);

  *is_known = app_sign_in_read_params (http, self->account->name, now, NULL);
  return *is_known && memcmp (now->cost.salt, self->account->cost.salt, sizeof now->cost.salt) == 0;
}

gboolean
app_password_send (AppSetup *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (AppHttp) http = app_http_new (self->account->url, self->token, cancellable);
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) reply
      = app_http_json (http, "PUT", HARK_API_AUTH_PASSWORD, self->request, &local);
  gboolean is_known;

  if (reply != NULL || has_arrived (self, cancellable, &is_known))
    return TRUE;

  if (!is_known)
    g_set_error (error, HARK_ERROR, HARK_ERROR_OFFLINE,
                 "the server cannot be reached, and whether the password was changed is not known: "
                 "if the old one does not work any more, the new one does");
  else if (g_error_matches (local, HARK_ERROR, HARK_ERROR_OFFLINE)
           || g_error_matches (local, HARK_ERROR, HARK_ERROR_DISK)) /* the server's, not ours */
    g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY,
                 "it did not arrive, nothing has changed: try again (%s)", local->message);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
