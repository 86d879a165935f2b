/* app-carry.c: see app-carry.h */
#include "app-carry.h"

#include "app-client-private.h"
#include "app-draft-store.h"
#include "app-file.h"
#include "app-refused.h"
#include "hark-json.h"

#include <string.h>

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

/* Which operation a draft would have become; NULL: none. */
static const char *
get_type (const char *kind)
{
  static const struct
  {
    const char *kind, *type;
  } types[] = {
    { APP_DRAFT_ANSWER_KIND, "message" }, { APP_DRAFT_REPORTER_KIND, "message" },
    { APP_DRAFT_NOTE_KIND, "note" },      { APP_DRAFT_CLOSE_KIND, "close" },
    { APP_DRAFT_NEW_KIND, "submit" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].kind, kind))
      return types[i].type;

  return NULL;
}

static void
set_text (JsonObject *intent, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (intent, name, text);
}

static void
add_line (GString *all, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return;
  if (all->len > 0)
    g_string_append (all, "\n\n");
  g_string_append (all, text);
}

/* What was said of somebody else (app_behalf_to_draft ()). */
static void
add_behalf (GString *all, const char *behalf)
{
  static const char *const names[] = { "where", "when", "who", "name", "contact" };
  g_autoptr (JsonObject) json = NULL;

  if (behalf != NULL)
    json = hark_json_parse_object (behalf, strlen (behalf), APP_DRAFT_MAX_TEXT, NULL);
  for (guint i = 0; json != NULL && i < G_N_ELEMENTS (names); i++)
    add_line (all, hark_json_peek_string (json, names[i]));
}

/* All words that are in it, to be copied. Its attachments are files of the user's own, where they
 * were. Free with hark_seal_free_string (). */
static char *
collect_text (const AppKeptDraft *draft)
{
  GString *all = g_string_new (NULL);

  add_line (all, draft->text);
  add_behalf (all, draft->behalf);
  for (guint i = 0; draft->files != NULL && draft->files[i] != NULL; i++)
    {
      g_autofree char *name = g_filename_display_name (draft->files[i]);

      add_line (all, name);
    }

  return g_string_free (all, FALSE);
}

static JsonObject *
describe (AppStore *store, const AppKeptDraft *draft, gint64 time)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, &draft->ticket, NULL);
  JsonObject *intent = json_object_new ();
  char *text = collect_text (draft);

  json_object_set_string_member (intent, "type", get_type (draft->kind));
  json_object_set_int_member (intent, "time", time);
  set_text (intent, "text", text);
  hark_seal_free_string (text);
  set_text (intent, "subject", draft->subject);
  set_text (intent, "reason", draft->reason);
  set_text (intent, "excluded", draft->excluded);
  set_text (intent, "number", ticket != NULL ? ticket->number : NULL);
  json_object_set_boolean_member (intent, "as_reporter",
                                  g_str_equal (draft->kind, APP_DRAFT_REPORTER_KIND));
  json_object_set_boolean_member (intent, "feedback", draft->feedback_given);
  return intent;
}

/* An AppDraftStoreFunc. */
static void
put_draft (AppKeptDraft *draft, gint64 changed, gpointer data)
{
  g_autoptr (AppKeptDraft) owned = draft;
  g_autoptr (AppOperation) operation = NULL;
  Carry *self = data;

  if (self->error != NULL || get_type (draft->kind) == NULL || app_kept_draft_is_empty (draft))
    return;

  operation = g_new0 (AppOperation, 1);
  hark_id_random (&operation->op);
  operation->ticket = draft->ticket;
  if (g_str_equal (draft->kind, APP_DRAFT_NEW_KIND))
    hark_id_random (&operation->ticket);
  operation->intent = describe (self->from, draft, changed / G_USEC_PER_SEC);
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
