/* app-client-draft.c: see app-client-draft.h */
#include "app-client-draft.h"

#include <string.h>

#include "app-client-private.h"
#include "app-draft-lost.h"
#include "app-draft-store.h"
#include "hark-error.h"
#include "hark-seal.h"

/* What is kept of one ticket and kind. */
typedef struct
{
  AppKeptDraft *draft; /* what was saved */
  char *put;           /* came back meanwhile and stands behind it; not yet taken */
  gint64 changed;      /* of its row, 0 for none */
  char *on_disk;       /* the text that this program wrote or read there last */
  guint64 edition;     /* one more with each change */
  gboolean is_dirty;   /* not yet on disk */
} Entry;

struct _AppClientDrafts
{
  GMutex lock; /* after the client's, where both are needed; never held over anything slow */
  GHashTable *entries; /* Entry's draft → Entry */
  GHashTable *lost; /* HarkId: tickets that are not here any more, whose screens may still save */
  gboolean is_writing; /* a worker is on its way to write */
  gboolean is_open;
};

/* --- values --- */

AppKeptDraft *
app_kept_draft_new (const HarkId *ticket, const char *kind)
{
  AppKeptDraft *self = g_new0 (AppKeptDraft, 1);

  self->ticket = *ticket;
  self->kind = g_intern_string (kind);
  return self;
}

static AppKeptDraft *
copy_draft (const AppKeptDraft *draft)
{
  AppKeptDraft *copy = app_kept_draft_new (&draft->ticket, draft->kind);

  copy->text = g_strdup (draft->text);
  copy->subject = g_strdup (draft->subject);
  copy->reason = g_strdup (draft->reason);
  copy->behalf = g_strdup (draft->behalf);
  copy->excluded = g_strdup (draft->excluded);
  copy->files = g_strdupv (draft->files);
  copy->feedback_given = draft->feedback_given;
  copy->why = g_strdup (draft->why);
  return copy;
}

void
app_kept_draft_free (AppKeptDraft *self)
{
  if (self == NULL)
    return;

  hark_seal_free_string (self->text);
  hark_seal_free_string (self->subject);
  hark_seal_free_string (self->reason);
  hark_seal_free_string (self->behalf);
  hark_seal_free_string (self->excluded);
  hark_seal_free_string (self->why);
  g_strfreev (self->files);
  g_free (self);
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

gboolean
app_kept_draft_is_empty (const AppKeptDraft *self)
{
  return is_blank (self->text) && is_blank (self->subject) && is_blank (self->reason)
         && (self->files == NULL || self->files[0] == NULL);
}

static gboolean
is_same (const AppKeptDraft *a, const AppKeptDraft *b)
{
  static const char *const none[] = { NULL };

  return g_strcmp0 (a->text, b->text) == 0 && g_strcmp0 (a->subject, b->subject) == 0
         && g_strcmp0 (a->reason, b->reason) == 0 && g_strcmp0 (a->behalf, b->behalf) == 0
         && g_strcmp0 (a->excluded, b->excluded) == 0 && g_strcmp0 (a->why, b->why) == 0
         && a->feedback_given == b->feedback_given
         && g_strv_equal (a->files != NULL ? (const char *const *)a->files : none,
                          b->files != NULL ? (const char *const *)b->files : none);
}

static gboolean
is_too_long (const AppKeptDraft *draft)
{
  return (draft->text != NULL && strlen (draft->text) > APP_DRAFT_MAX_TEXT)
         || (draft->subject != NULL && strlen (draft->subject) > APP_DRAFT_MAX_TEXT)
         || (draft->reason != NULL && strlen (draft->reason) > APP_DRAFT_MAX_TEXT);
}

/* One text behind another; neither is lost. */
static void
append_text (char **text, const char *more)
{
  char *joined;

  if (is_blank (more))
    return;

  joined = is_blank (*text) ? g_strdup (more) : g_strconcat (*text, "\n\n", more, NULL);
  hark_seal_free_string (*text);
  *text = joined;
}

/* --- the table --- */

static guint
hash_draft (gconstpointer key)
{
  const AppKeptDraft *draft = key;

  return hark_id_hash (&draft->ticket) ^ g_direct_hash (draft->kind);
}

static gboolean
equal_drafts (gconstpointer a, gconstpointer b)
{
  const AppKeptDraft *x = a, *y = b;

  return x->kind == y->kind && hark_id_equal (&x->ticket, &y->ticket);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  app_kept_draft_free (entry->draft);
  hark_seal_free_string (entry->put);
  hark_seal_free_string (entry->on_disk);
  g_free (entry);
}

AppClientDrafts *
app_client_drafts_new (void)
{
  AppClientDrafts *self = g_new0 (AppClientDrafts, 1);

  g_mutex_init (&self->lock);
  self->entries = g_hash_table_new_full (hash_draft, equal_drafts, NULL, entry_free);
  self->lost = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  return self;
}

void
app_client_drafts_free (AppClientDrafts *self)
{
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->lost);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static Entry *
find_entry (AppClientDrafts *self, const HarkId *ticket, const char *kind)
{
  const AppKeptDraft wanted = { .ticket = *ticket, .kind = g_intern_string (kind) };

  return g_hash_table_lookup (self->entries, &wanted);
}

/* Takes @draft. The key is the entry's own draft: where that is replaced, so is the key. */
static Entry *
set_entry (AppClientDrafts *self, AppKeptDraft *draft)
{
  Entry *entry = g_hash_table_lookup (self->entries, draft);

  if (entry == NULL)
    entry = g_new0 (Entry, 1);
  else
    g_hash_table_steal (self->entries, entry->draft);
  app_kept_draft_free (entry->draft);
  entry->draft = draft;
  entry->edition++;
  g_hash_table_insert (self->entries, entry->draft, entry);

  return entry;
}

static void
take_row (AppKeptDraft *draft, gint64 changed, gpointer user)
{
  Entry *entry = set_entry (user, draft);

  entry->changed = changed;
  entry->on_disk = g_strdup (draft->text);
}

gboolean
app_client_drafts_open (AppClientDrafts *self, AppStore *store, GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->entries);
  g_hash_table_remove_all (self->lost);
  ok = app_draft_store_each (store, take_row, self, error);
  self->is_open = ok;
  self->is_writing = FALSE;
  g_mutex_unlock (&self->lock);

  return ok;
}

void
app_client_drafts_close (AppClientDrafts *self)
{
  g_mutex_lock (&self->lock);
  self->is_open = FALSE;
  g_hash_table_remove_all (self->entries);
  g_mutex_unlock (&self->lock);
}

/* --- to disk --- */

/* One entry on its way there. */
typedef struct
{
  AppKeptDraft *draft;
  char *put;
  char *on_disk;
  guint64 edition;
  gint64 changed;
  char *foreign;    /* what another program has put there meanwhile */
  gboolean is_lost; /* its ticket is not here any more */
} Written;

static void
written_free (gpointer data)
{
  Written *item = data;

  app_kept_draft_free (item->draft);
  hark_seal_free_string (item->put);
  hark_seal_free_string (item->on_disk);
  hark_seal_free_string (item->foreign);
  g_free (item);
}

/* (transfer full) (element-type Written) */
static GPtrArray *
list_dirty (AppClientDrafts *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (written_free);
  GHashTableIter iter;
  gpointer value;

  g_mutex_lock (&self->lock);
  self->is_writing = FALSE;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Entry *entry = value;
      Written *item;

      if (!entry->is_dirty)
        continue;
      item = g_new0 (Written, 1);
      item->draft = copy_draft (entry->draft);
      item->put = g_strdup (entry->put);
      item->on_disk = g_strdup (entry->on_disk);
      item->edition = entry->edition;
      item->changed = entry->changed;
      g_ptr_array_add (list, item);
    }
  g_mutex_unlock (&self->lock);

  return list;
}

/* What in @there this program has not seen yet. */
static const char *
skip_known (const char *there, const char *known)
{
  gsize length = known != NULL ? strlen (known) : 0;

  return length > 0 && strncmp (there, known, length) == 0
             ? there + length + strspn (there + length, "\n")
             : there;
}

/* A row that is not the one this program wrote or read last holds another program's words: they are
 * kept beside ours. */
static gboolean
write_one (AppStore *store, Written *item, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 changed;
  g_autoptr (AppKeptDraft) there
      = app_draft_store_get (store, &item->draft->ticket, item->draft->kind, &changed, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (there != NULL && changed != item->changed && there->text != NULL
      && !g_str_equal (item->draft->kind, APP_DRAFT_MODE_KIND))
    item->foreign = g_strdup (skip_known (there->text, item->on_disk));
  append_text (&item->draft->text, item->foreign);
  append_text (&item->draft->text, item->put);

  /* another program took ticket and row away while this one had it on a screen */
  item->is_lost
      = there == NULL && item->changed != 0 && app_draft_lost_is_orphan (store, item->draft);
  if (item->is_lost)
    return app_draft_lost_keep (store, item->draft, NULL, g_get_real_time (), error)
           && app_draft_store_forget (store, &item->draft->ticket, error);

  return app_draft_store_put (store, item->draft, &item->changed, error);
}

/* What was changed again in between stays to be written. TRUE: there is news for who shows them. */
static gboolean
settle (AppClientDrafts *self, GPtrArray *list)
{
  gboolean news = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < list->len; i++)
    {
      Written *item = g_ptr_array_index (list, i);
      Entry *entry = g_hash_table_lookup (self->entries, item->draft);

      if (entry == NULL)
        continue;
      if (item->is_lost)
        {
          g_hash_table_add (self->lost, hark_id_copy (&item->draft->ticket));
          g_hash_table_remove (self->entries, item->draft);
          news = TRUE;
          continue;
        }
      entry->changed = item->changed;
      hark_seal_free_string (entry->on_disk);
      entry->on_disk = g_strdup (item->draft->text);
      entry->is_dirty = entry->edition != item->edition;
      if (is_blank (item->foreign))
        continue;
      append_text (&item->foreign, entry->put);
      hark_seal_free_string (entry->put);
      entry->put = g_steal_pointer (&item->foreign);
      news = TRUE;
    }
  g_mutex_unlock (&self->lock);

  return news;
}

gboolean
app_client_drafts_flush (AppClientDrafts *self, AppStore *store, gboolean *news, GError **error)
{
  g_autoptr (GPtrArray) list = list_dirty (self);
  gboolean ok = TRUE;

  if (list->len == 0)
    return TRUE;
  if (!app_draft_store_begin (store, error))
    return FALSE;

  for (guint i = 0; ok && i < list->len; i++)
    ok = write_one (store, g_ptr_array_index (list, i), error);
  if (!app_draft_store_end (store, ok, error))
    return FALSE;

  *news = settle (self, list) || *news;
  return TRUE;
}

/* --- tickets that are not here any more --- */

static gboolean
is_lost (gpointer key, gpointer value, gpointer lost)
{
  return g_hash_table_contains (lost, &((const Entry *)value)->draft->ticket);
}

/* TRUE: something went. */
static gboolean
take_lost (AppClientDrafts *self, AppStore *store)
{
  g_autoptr (GPtrArray) list = app_draft_lost_list (store);
  gboolean news;

  g_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->lost);
  for (guint i = 0; i < list->len; i++)
    g_hash_table_add (self->lost, hark_id_copy (list->pdata[i]));
  news = g_hash_table_foreach_remove (self->entries, is_lost, self->lost) > 0;
  g_mutex_unlock (&self->lock);

  return news;
}

static gboolean
keep_drafts (gpointer client)
{
  AppClient *self = client;
  gboolean news = FALSE;

  /* locked meanwhile: they were written then */
  if (self->store == NULL)
    return FALSE;

  news = take_lost (self->drafts, self->store);
  app_client_drafts_flush (self->drafts, self->store, &news, NULL);
  return news;
}

void
app_client_prepare_drafts (AppClient *self, AppSync *sync)
{
  sync->keep_drafts = keep_drafts;
  sync->user = self;
}

/* --- for screens --- */

AppKeptDraft *
app_client_get_draft (AppClient *self, const HarkId *ticket, const char *kind)
{
  AppClientDrafts *drafts = self->drafts;
  AppKeptDraft *copy = NULL;
  Entry *entry;

  g_mutex_lock (&drafts->lock);
  entry = find_entry (drafts, ticket, kind);
  if (entry != NULL)
    {
      /* on disk it is the same text already, or will be with the next write */
      append_text (&entry->draft->text, entry->put);
      hark_seal_free_string (g_steal_pointer (&entry->put));
      copy = app_kept_draft_is_empty (entry->draft) ? NULL : copy_draft (entry->draft);
    }
  g_mutex_unlock (&drafts->lock);

  return copy;
}

void
app_client_save_draft (AppClient *self, const AppKeptDraft *draft)
{
  AppClientDrafts *drafts = self->drafts;
  gboolean wake = FALSE;
  Entry *entry;

  if (is_too_long (draft))
    return;

  g_mutex_lock (&drafts->lock);
  entry = find_entry (drafts, &draft->ticket, draft->kind);
  if (drafts->is_open && !g_hash_table_contains (drafts->lost, &draft->ticket)
      && !(entry != NULL ? is_same (entry->draft, draft) : app_kept_draft_is_empty (draft)))
    {
      entry = set_entry (drafts, copy_draft (draft));
      entry->is_dirty = TRUE;
      wake = !drafts->is_writing;
      drafts->is_writing = TRUE;
    }
  g_mutex_unlock (&drafts->lock);

  if (wake)
    app_client_write_drafts (self);
}

gboolean
app_client_flush_drafts_sync (AppClient *self, GError **error)
{
  gboolean news = FALSE;
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  else
    ok = app_client_drafts_flush (self->drafts, self->store, &news, error);
  g_mutex_unlock (&self->lock);
  if (news)
    app_client_tell (self, TRUE);

  return ok;
}

/* --- what came back --- */

static void
put_text (AppClientDrafts *self, const HarkId *ticket, const char *kind, const char *text,
          const char *why)
{
  Entry *entry;

  g_mutex_lock (&self->lock);
  entry = find_entry (self, ticket, kind);
  if (entry == NULL)
    entry = set_entry (self, app_kept_draft_new (ticket, kind));
  append_text (&entry->put, text);
  if (why != NULL)
    {
      hark_seal_free_string (entry->draft->why);
      entry->draft->why = g_strdup (why);
    }
  entry->edition++;
  entry->is_dirty = TRUE;
  g_mutex_unlock (&self->lock);
}

static gboolean
is_gone (AppClientDrafts *self, const HarkId *ticket)
{
  gboolean gone;

  g_mutex_lock (&self->lock);
  gone = g_hash_table_contains (self->lost, ticket);
  g_mutex_unlock (&self->lock);

  return gone;
}

gboolean
app_client_put_draft_sync (AppClient *self, const HarkId *ticket, const char *kind,
                           const char *text, const char *why, GError **error)
{
  gboolean news = FALSE;
  gboolean ok = FALSE;

  if (strlen (text) > APP_DRAFT_MAX_TEXT)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "this text is too long for a draft");
      return FALSE;
    }

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  else if (is_gone (self->drafts, ticket))
    g_set_error (error, HARK_ERROR, HARK_ERROR_GONE, "this ticket is not here any more");
  else
    {
      put_text (self->drafts, ticket, kind, text, why);
      ok = app_client_drafts_flush (self->drafts, self->store, &news, error);
    }
  g_mutex_unlock (&self->lock);
  if (ok)
    app_client_tell (self, TRUE);

  return ok;
}

AppKeptDraft *
app_client_take_put_draft (AppClient *self, const HarkId *ticket, const char *kind)
{
  AppClientDrafts *drafts = self->drafts;
  AppKeptDraft *taken = NULL;
  Entry *entry;

  g_mutex_lock (&drafts->lock);
  entry = find_entry (drafts, ticket, kind);
  if (entry != NULL && entry->put != NULL)
    {
      taken = app_kept_draft_new (ticket, kind);
      taken->text = g_strdup (entry->put);
      taken->why = g_strdup (entry->draft->why);
      append_text (&entry->draft->text, entry->put);
      hark_seal_free_string (g_steal_pointer (&entry->put));
    }
  g_mutex_unlock (&drafts->lock);

  return taken;
}
