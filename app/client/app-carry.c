/* app-carry.c: see app-carry.h */
#include "app-carry.h"

#include "app-client-private.h"
#include "app-draft-lost.h"
#include "app-draft-store.h"
#include "app-file.h"
#include "app-refused.h"

typedef struct
{
  AppStore *from;
  AppOutbox *to;
  GError *error; /* of a draft */
} Carry;

/* What has a request went out, and no answer came back. */
static const char *
get_problem (const AppOperation *operation)
{
  if (operation->problem != NULL)
    return operation->problem;

  return operation->request != NULL ? APP_REFUSED_BY_RESET_SENT : APP_REFUSED_BY_RESET;
}

static gboolean
put (AppOutbox *to, AppOperation *operation, GError **error)
{
  const char *problem = get_problem (operation);
  const HarkId none = { { 0 } };

  operation->after = none; /* what it depended on is refused as well */
  return app_outbox_add (to, operation, error)
         && app_outbox_refuse (to, &operation->op, problem, operation->problem_by,
                               operation->problem_time, operation->answer, error);
}

static gboolean
put_all (Carry *self, gboolean refused, GError **error)
{
  g_autoptr (GPtrArray) list = app_outbox_list (self->from->outbox, refused, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    if (!put (self->to, g_ptr_array_index (list, i), error))
      return FALSE;

  return list != NULL;
}

/* An AppDraftStoreFunc. */
static void
put_draft (AppKeptDraft *draft, gint64 changed, gpointer data)
{
  g_autoptr (AppKeptDraft) owned = draft;
  Carry *self = data;
  g_autoptr (AppCacheTicket) ticket
      = app_cache_get_ticket (self->from->cache, &draft->ticket, NULL);
  g_autoptr (AppOperation) operation
      = app_draft_lost_describe (draft, ticket != NULL ? ticket->number : NULL, changed);

  if (self->error == NULL && operation != NULL)
    put (self->to, operation, &self->error);
}

static gboolean
put_drafts (Carry *self, GError **error)
{
  if (!app_draft_store_each (self->from, put_draft, self, error))
    return FALSE;
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

static gboolean
carry (AppStore *store, const char *home, const AppKeys *keys, GError **error)
{
  g_autoptr (AppOutbox) to = app_outbox_open (home, keys, error);
  g_autoptr (GHashTable) blobs = to != NULL ? app_outbox_list_blobs (store->outbox, error) : NULL;
  Carry self = { .from = store, .to = to };

  return blobs != NULL && app_file_carry (store->home, home, blobs, error)
         && app_outbox_begin (to, error)
         && app_outbox_end (to,
                            put_all (&self, TRUE, error) && put_all (&self, FALSE, error)
                                && put_drafts (&self, error),
                            error);
}

/* A locked one whose keys are in the keyring still opens; NULL where only a password would do. */
static AppStore *
open_locked (AppClient *client)
{
  g_autoptr (AppAccount) account = app_home_read_account (client->home, NULL);
  AppKeys *keys = account != NULL && account->has_keyring
                      ? app_home_read_keys (client->home, account, NULL, client->cancellable, NULL)
                      : NULL;

  return keys != NULL ? app_store_open (client->home, g_steal_pointer (&account), keys, NULL)
                      : NULL;
}

static gboolean
carry_open (AppClient *client, const char *home, const AppKeys *keys, gboolean *was_open,
            GError **error)
{
  gboolean news = FALSE, ok = TRUE;

  g_mutex_lock (&client->lock);
  *was_open = client->store != NULL;
  if (*was_open)
    ok = app_client_drafts_flush (client->drafts, client->store, &news, error)
         && carry (client->store, home, keys, error);
  g_mutex_unlock (&client->lock);

  return ok;
}

gboolean
app_client_carry_unsent (AppClient *client, const char *home, const AppKeys *keys, GError **error)
{
  g_autoptr (AppStore) store = NULL;
  gboolean was_open;

  if (!carry_open (client, home, keys, &was_open, error))
    return FALSE;
  if (!was_open)
    store = open_locked (client);

  return store == NULL || carry (store, home, keys, error);
}
