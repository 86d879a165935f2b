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

AppSetup *
app_password_prepare (AppHttp *http, const AppAccount *account, const AppKeys *keys,
                      const char *current, const char *password, gboolean with_sheet,
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
               const guint8 account_key[16], const AppKeys *known_keys, GCancellable *cancellable,
               GError **error)
{
  const AppAccount *account = self->account;
  g_autoptr (AppHttp) signed_in = NULL;

  self->token = app_sign_in_session (http, &account->user, &account->device, sheet, error);
  if (self->token == NULL)
    return FALSE;

  self->keys = hark_seal_alloc (sizeof *self->keys);
  signed_in = app_http_new (account->url, self->token, cancellable);
  if (!app_sign_in_read_bundle (signed_in, account, sheet, &self->keys->account, &self->generation,
                                error))
    return FALSE;

  memcpy (self->keys->account_key, account_key, sizeof self->keys->account_key);
  if (known_keys != NULL)
    memcpy (self->keys->local, known_keys->local, sizeof self->keys->local);
  else
    hark_seal_random (self->keys->local, sizeof self->keys->local);
  return TRUE;
}

AppSetup *
app_password_prepare_recovery (const char *url, const char *user, const guint8 account_key[16],
                               const guint8 sheet_key[16], const char *password,
                               const AppAccount *known, const AppKeys *known_keys,
                               GCancellable *cancellable, GError **error)
{
  g_autoptr (AppSetup) self = g_object_new (APP_TYPE_SETUP, NULL);
  g_autoptr (AppHttp) http = NULL;
  HarkAccountSecrets *sheet;
  gboolean ok;

  app_account_free (self->account);
  self->account
      = app_sign_in_begin (url, user, known, known_keys != NULL, cancellable, &http, error);
  self->is_anew = known != NULL && known_keys == NULL;
  if (self->account == NULL || !app_sign_in_read_params (http, user, self->account, error))
    return NULL;

  sheet = hark_seal_alloc (sizeof *sheet);
  hark_account_derive_sheet (sheet_key, &self->account->org, &self->account->user, sheet);
  ok = open_by_sheet (self, http, sheet, account_key, known_keys, cancellable, error);
  if (ok)
    {
      hark_account_cost_random (&self->account->cost);
      app_setup_make_sheet (self);
      ok = app_setup_derive (self, password, error);
    }
  if (ok)
    make_request (self, sheet->login);
  hark_seal_free (sheet);

  return ok ? g_steal_pointer (&self) : NULL;
}

/* An answer that was lost is found by the salt, which was made for this change. */
static gboolean
has_arrived (AppSetup *self, AppHttp *http)
{
  g_autoptr (AppAccount) now = app_account_copy (self->account);

  return app_sign_in_read_params (http, self->account->name, now, NULL)
         && memcmp (now->cost.salt, self->account->cost.salt, sizeof now->cost.salt) == 0;
}

gboolean
app_password_send (AppSetup *self, AppHttp *http, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) reply
      = app_http_json (http, "PUT", HARK_API_AUTH_PASSWORD, self->request, &local);

  if (reply != NULL
      || ((g_error_matches (local, HARK_ERROR, HARK_ERROR_OFFLINE)
           || g_error_matches (local, HARK_ERROR, HARK_ERROR_AUTH))
          && has_arrived (self, http)))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
