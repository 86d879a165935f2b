/* app-draft-lost.c: see app-draft-lost.h */
#include "app-draft-lost.h"

#include "app-draft-store.h"
#include "hark-json.h"

#include <string.h>

/* Of a ticket that left the cache since the store was opened. */
typedef struct
{
  char *number; /* NULL: not known */
  gboolean is_deleted;
  gboolean is_settled;
} Lost;

static void
lost_free (gpointer data)
{
  Lost *lost = data;

  g_free (lost->number);
  g_free (lost);
}

/* --- as an operation --- */

/* Which operation a draft would have become; NULL: none. */
static const char *
get_type (const char *kind)
{
  static const struct
  {
    const char *kind, *type;
  } types[] = {
    { APP_DRAFT_ANSWER_KIND, "message" }, { APP_DRAFT_REPORTER_KIND, "message" },
    { APP_DRAFT_NOTE_KIND, "note" },      { APP_DRAFT_CONTACT_KIND, "contact" },
    { APP_DRAFT_CLOSE_KIND, "close" },    { APP_DRAFT_NEW_KIND, "submit" },
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

AppOperation *
app_draft_lost_describe (const AppKeptDraft *draft, const char *number, gint64 changed)
{
  const char *type = get_type (draft->kind);
  AppOperation *self;
  JsonObject *intent;
  char *text;

  if (type == NULL || app_kept_draft_is_empty (draft))
    return NULL;

  self = g_new0 (AppOperation, 1);
  hark_id_random (&self->op);
  self->ticket = draft->ticket;
  if (g_str_equal (draft->kind, APP_DRAFT_NEW_KIND))
    hark_id_random (&self->ticket);
  self->intent = intent = json_object_new ();
  text = collect_text (draft);
  json_object_set_string_member (intent, "type", type);
  json_object_set_int_member (intent, "time", changed / G_USEC_PER_SEC);
  set_text (intent, "text", text);
  hark_seal_free_string (text);
  set_text (intent, "subject", draft->subject);
  set_text (intent, "reason", draft->reason);
  set_text (intent, "excluded", draft->excluded);
  set_text (intent, "number", number);
  json_object_set_boolean_member (intent, "as_reporter",
                                  g_str_equal (draft->kind, APP_DRAFT_REPORTER_KIND));
  json_object_set_boolean_member (intent, "feedback", draft->feedback_given);
  return self;
}

/* --- which tickets --- */

static GHashTable *
table_of (AppStore *store)
{
  if (store->lost == NULL)
    store->lost = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, lost_free);

  return store->lost;
}

static void
note (AppStore *store, const HarkId *ticket, char *number, gboolean is_deleted)
{
  Lost *lost = g_new0 (Lost, 1);

  lost->number = number;
  lost->is_deleted = is_deleted;
  g_hash_table_replace (table_of (store), hark_id_copy (ticket), lost);
}

void
app_draft_lost_note (AppStore *store, const HarkId *ticket, gboolean is_deleted)
{
  g_autoptr (AppCacheTicket) row = app_cache_get_ticket (store->cache, ticket, NULL);

  /* a server may name more than there ever were */
  if (row != NULL || app_draft_store_has (store, ticket))
    note (store, ticket, row != NULL ? g_strdup (row->number) : NULL, is_deleted);
}

void
app_draft_lost_unnote (AppStore *store, const HarkId *ticket)
{
  if (store->lost != NULL)
    g_hash_table_remove (store->lost, ticket);
}

static gboolean
is_open (gpointer key, gpointer value, gpointer unused)
{
  return !((Lost *)value)->is_settled;
}

void
app_draft_lost_cancel (AppStore *store)
{
  if (store->lost != NULL)
    g_hash_table_foreach_remove (store->lost, is_open, NULL);
}

/* --- their texts --- */

gboolean
app_draft_lost_keep (AppStore *store, const AppKeptDraft *draft, const char *number, gint64 changed,
                     GError **error)
{
  g_autoptr (AppOperation) operation = app_draft_lost_describe (draft, number, changed);

  return operation == NULL
         || (app_outbox_add (store->outbox, operation, error)
             && app_outbox_refuse (store->outbox, &operation->op, "gone", NULL, 0, NULL, error));
}

typedef struct
{
  AppStore *store;
  GPtrArray *drafts; /* AppKeptDraft, of tickets that are lost */
  GArray *changed;   /* gint64 */
} Found;

/* An AppDraftStoreFunc. */
static void
find_lost (AppKeptDraft *draft, gint64 changed, gpointer user)
{
  Found *self = user;
  const Lost *lost = g_hash_table_lookup (self->store->lost, &draft->ticket);

  if (lost == NULL || lost->is_settled)
    {
      app_kept_draft_free (draft);
      return;
    }

  g_ptr_array_add (self->drafts, draft);
  g_array_append_val (self->changed, changed);
}

static gboolean
move_all (const Found *found, GError **error)
{
  AppStore *store = found->store;

  for (guint i = 0; i < found->drafts->len; i++)
    {
      const AppKeptDraft *draft = found->drafts->pdata[i];
      const Lost *lost = g_hash_table_lookup (store->lost, &draft->ticket);

      if (!lost->is_deleted
          && !app_draft_lost_keep (store, draft, lost->number,
                                   g_array_index (found->changed, gint64, i), error))
        return FALSE;
    }

  return TRUE;
}

/* Those too that do not open. */
static gboolean
forget_all (AppStore *store, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, store->lost);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!((Lost *)value)->is_settled && !app_draft_store_forget (store, key, error))
      return FALSE;

  return TRUE;
}

gboolean
app_draft_lost_settle (AppStore *store, GError **error)
{
  g_autoptr (GPtrArray) drafts
      = g_ptr_array_new_with_free_func ((GDestroyNotify)app_kept_draft_free);
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (gint64));
  const Found found = { store, drafts, changed };
  GHashTableIter iter;
  gpointer value;

  if (store->lost == NULL || g_hash_table_find (store->lost, is_open, NULL) == NULL)
    return TRUE;
  if (!app_draft_store_each (store, find_lost, (gpointer)&found, error)
      || !app_outbox_begin (store->outbox, error)
      || !app_outbox_end (store->outbox, move_all (&found, error) && forget_all (store, error),
                          error))
    return FALSE;

  g_hash_table_iter_init (&iter, store->lost);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Lost *)value)->is_settled = TRUE;
  return TRUE;
}

GPtrArray *
app_draft_lost_list (AppStore *store)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  if (store->lost == NULL)
    return list;

  g_hash_table_iter_init (&iter, store->lost);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (((Lost *)value)->is_settled)
      g_ptr_array_add (list, key);

  return list;
}

/* --- what nobody said --- */

static gboolean
is_of_ticket (const AppKeptDraft *draft)
{
  return !hark_id_is_zero (&draft->ticket)
         && (get_type (draft->kind) != NULL || g_str_equal (draft->kind, APP_DRAFT_MODE_KIND));
}

static gboolean
is_nowhere (AppStore *store, const HarkId *ticket)
{
  g_autoptr (AppCacheTicket) row = app_cache_get_ticket (store->cache, ticket, NULL);
  g_autoptr (GPtrArray) waiting
      = row == NULL ? app_outbox_list_of (store->outbox, ticket, NULL) : NULL;

  return row == NULL && waiting != NULL && waiting->len == 0;
}

gboolean
app_draft_lost_is_orphan (AppStore *store, const AppKeptDraft *draft)
{
  g_autofree char *cursor = NULL, *anew = NULL, *more = NULL;

  if (!is_of_ticket (draft) || !is_nowhere (store, &draft->ticket))
    return FALSE;

  /* a cache that is on its way says nothing of what it lacks */
  cursor = app_cache_get_meta (store->cache, "cursor");
  anew = app_cache_get_meta (store->cache, "anew");
  more = app_cache_get_meta (store->cache, "more");
  return cursor != NULL && anew == NULL && g_strcmp0 (more, "0") == 0;
}

/* An AppDraftStoreFunc. */
static void
note_lost (AppKeptDraft *draft, gint64 changed, gpointer user)
{
  g_autoptr (AppKeptDraft) owned = draft;

  if (is_of_ticket (draft) && is_nowhere (user, &draft->ticket))
    note (user, &draft->ticket, NULL, FALSE);
}

gboolean
app_draft_lost_settle_all (AppStore *store, GError **error)
{
  return app_draft_store_each (store, note_lost, store, error)
         && app_draft_lost_settle (store, error);
}
