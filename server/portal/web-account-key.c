/* web-account-key.c: see web-account-key.h */
#include "web-account-key.h"

#include "hark-error.h"
#include "store-roster.h"
#include "web-portal.h"

void
web_key_gate_init (WebKeyGate *self)
{
  *self = (WebKeyGate){ 0 };
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
}

void
web_key_gate_clear (WebKeyGate *self)
{
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->lock);
}

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

static gboolean
enter (WebKeyGate *self, GError **error)
{
  gboolean full;

  g_mutex_lock (&self->lock);
  full = self->waiting >= WEB_KEY_WAITING;
  if (!full)
    {
      self->waiting++;
      while (self->running >= WEB_KEY_RUNNING)
        g_cond_wait (&self->wake, &self->lock);
      self->waiting--;
      self->running++;
    }
  g_mutex_unlock (&self->lock);
  return !full || fail (error, HARK_ERROR_BUSY, "too many people sign in at this moment");
}

static void
leave (WebKeyGate *self)
{
  g_mutex_lock (&self->lock);
  self->running--;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

static gboolean
derive (SrvContext *context, const char *password, const HarkAccountCost *cost, const HarkId *user,
        HarkAccountSecrets *secrets, GError **error)
{
  WebKeyGate *gate = &context->portal->gate;
  g_autoptr (GError) local = NULL;
  HarkId org;
  gboolean ok;

  if (!enter (gate, error))
    return FALSE;

  srv_roster_get_org (context->roster, &org, NULL, NULL);
  ok = hark_account_derive_portal (password, cost, &org, user, secrets, &local);
  leave (gate);
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_MEMORY))
    return fail (error, HARK_ERROR_BUSY, "there is no memory for a password's hash");
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

gboolean
web_account_key_find (SrvContext *context, const char *name, HarkId *user, HarkAccountCost *cost,
                      SrvPortalAccount **found, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  g_autoptr (GError) local = NULL;

  if (store == NULL || !store_portal_account_fake (store, name, user, cost, error))
    return FALSE;

  *found = store_portal_account_find (store, name, &local);
  if (*found != NULL)
    {
      *user = (*found)->user;
      *cost = (*found)->cost;
    }
  if (local == NULL || g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
unwrap (SrvContext *context, const SrvPortalAccount *account, const HarkAccountSecrets *secrets,
        HarkAccountKeys *keys, GError **error)
{
  HarkId org;

  srv_roster_get_org (context->roster, &org, NULL, NULL);
  return hark_account_unwrap (account->bundle, secrets, &org, &account->user, keys, NULL, error);
}

SrvPortalAccount *
web_account_key_open (SrvContext *context, const char *name, const char *password,
                      HarkAccountKeys *keys, GError **error)
{
  g_autoptr (SrvPortalAccount) account = NULL;
  HarkAccountSecrets *secrets;
  guint8 expected[HARK_HASH_LEN], hash[HARK_HASH_LEN];
  g_autoptr (GError) local = NULL;
  HarkAccountCost cost;
  gboolean ok;
  HarkId user;

  if (!web_account_key_find (context, name, &user, &cost, &account, error))
    return NULL;

  secrets = hark_seal_alloc (sizeof *secrets);
  hark_seal_random (expected, sizeof expected);
  if (account != NULL)
    memcpy (expected, account->login, sizeof expected);
  ok = derive (context, password, &cost, &user, secrets, &local);
  if (ok)
    {
      hark_account_login_hash (secrets->login, hash);
      ok = hark_seal_equal (hash, expected, sizeof hash) && account != NULL
           && unwrap (context, account, secrets, keys, &local);
    }
  hark_seal_free (secrets);
  if (ok)
    return g_steal_pointer (&account);

  /* a text that can be no password is a wrong one, too */
  if (local != NULL && !g_error_matches (local, HARK_ERROR, HARK_ERROR_INVALID))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    fail (error, HARK_ERROR_AUTH, "name or password is wrong");
  return NULL;
}

gboolean
web_account_key_wrap (SrvContext *context, const char *password, const HarkAccountKeys *keys,
                      SrvPortalAccount *account, GError **error)
{
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  gboolean ok;
  HarkId org;

  hark_account_cost_random_portal (&account->cost);
  ok = derive (context, password, &account->cost, &account->user, secrets, error);
  if (ok)
    {
      srv_roster_get_org (context->roster, &org, NULL, NULL);
      hark_account_login_hash (secrets->login, account->login);
      g_clear_pointer (&account->bundle, g_bytes_unref);
      account->bundle = hark_account_wrap (keys, secrets, &org, &account->user, 1, &account->cost);
    }
  hark_seal_free (secrets);
  return ok;
}
