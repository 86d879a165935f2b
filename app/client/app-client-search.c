/* app-client-search.c: see app-client-search.h */
#include "app-client-search.h"

#include <string.h>

#include "app-answer.h"
#include "app-client-private.h"
#include "app-intent.h"
#include "app-verify.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal.h"

#define BATCH_HITS 50
#define BATCH_USEC (G_USEC_PER_SEC / 20) /* what is found is not kept back longer */

/* One search; what it needs of the client is its own, so that it holds no lock. */
typedef struct
{
  AppClient *client;
  AppSearchQuery *query;
  AppStore *store;       /* for the local key, which lives as long */
  AppCache *cache;       /* by a connection of its own */
  GPtrArray *waiting;    /* AppOperation, in order */
  GHashTable *by_ticket; /* HarkId in it → GPtrArray of those, borrowed */
  GHashTable *names;     /* HarkId → a user's name */
  GHashTable *areas;     /* HarkId → an area's name */
  GCancellable *cancellable;
  GCancellable *locked; /* … or closed */
  AppSearchFunc func;
  gpointer data;
  GPtrArray *hits; /* not yet handed over */
  gint64 handed_over;
  guint n_hits;
} Search;

static void
search_clear (Search *self)
{
  g_clear_pointer (&self->query, app_search_query_unref);
  g_clear_pointer (&self->cache, app_cache_close);
  g_clear_pointer (&self->store, app_store_unref);
  g_clear_object (&self->locked);
  g_clear_pointer (&self->by_ticket, g_hash_table_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->areas, g_hash_table_unref);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* What is known of one ticket. */
typedef struct
{
  Search *search;
  const AppCacheTicket *row; /* NULL: the ticket itself waits */
  GPtrArray *epochs;
  gboolean is_team;
  gboolean is_waiting; /* nothing of it is found without what waits */
  guint found;         /* words that occur anywhere */
  guint best;          /* how many of them in the text that is shown */
  char *best_text;
  HarkId best_entry;
  char *title;
  char *subject;
} Scan;

static void
scan_clear (Scan *self)
{
  hark_seal_free_string (self->best_text);
  hark_seal_free_string (self->title);
  hark_seal_free_string (self->subject);
  g_clear_pointer (&self->epochs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, scan_clear)

static void
look (Scan *self, const char *text, const HarkId *entry)
{
  guint found;

  if (text == NULL || *text == '\0')
    return;
  found = app_search_query_look (self->search->query, text);
  if (found == 0)
    return;

  self->found |= found;
  if ((guint)__builtin_popcount (found) <= self->best)
    return;

  self->best = __builtin_popcount (found);
  hark_seal_free_string (self->best_text);
  self->best_text = g_strdup (text);
  self->best_entry = *entry;
}

typedef struct
{
  Scan *scan;
  const HarkId *entry;
} Place;

static void
look_at_answer (gpointer user, const char *question, gboolean is_areas, const char *value)
{
  const Place *place = user;

  look (place->scan, value, place->entry);
}

static void
look_at_report (Scan *self, const AppCacheObject *item, JsonObject *body)
{
  Place place = { self, &item->id };

  if (self->subject == NULL)
    self->subject = g_strdup (hark_json_peek_string (body, "subject"));
  look (self, hark_json_peek_string (body, "subject"), &item->id);
  look (self, hark_json_peek_string (body, "report"), &item->id);
  app_answer_each (body, look_at_answer, &place);
}

static void
look_at_object (Scan *self, const AppCacheObject *item)
{
  const HarkId none = { { 0 } };
  g_autoptr (HarkObject) object = NULL;
  HarkId with = { { 0 } };

  if (item->trust == APP_TRUST_BROKEN
      || (hark_object_type_is_internal (item->type) && !self->is_team)
      || (item->type == HARK_OBJECT_OUTCOME && !hark_id_equal (&item->id, &self->row->outcome)))
    return;
  object = app_verify_open (self->epochs, item->sealed, NULL);
  if (object == NULL)
    return;

  switch (item->type)
    {
    case HARK_OBJECT_REPORT:
      look_at_report (self, item, object->body);
      break;
    case HARK_OBJECT_MESSAGE:
    case HARK_OBJECT_NOTE:
      look (self, hark_json_peek_string (object->body, "text"), &item->id);
      break;
    case HARK_OBJECT_TITLE:
      hark_seal_free_string (self->title);
      self->title = g_strdup (hark_json_peek_string (object->body, "title"));
      break;
    case HARK_OBJECT_OUTCOME:
      look (self, hark_json_peek_string (object->body, "outcome"), &none);
      look (self, hark_json_peek_string (object->body, "reason"), &none);
      break;
    case HARK_OBJECT_HISTORY:
      look (self, hark_json_peek_string (object->body, "reason"), &none);
      break;
    case HARK_OBJECT_MANIFEST:
      hark_json_get_id (object->body, "with", &with, NULL);
      look (self, hark_json_peek_string (object->body, "name"), &with);
      break;
    case HARK_OBJECT_LABELS:
    default:
      break;
    }
}

/* Those who have left are not among the names that were copied, and few. */
static const char *
get_name (Search *self, const HarkId *user)
{
  const char *name = g_hash_table_lookup (self->names, user);

  if (name != NULL || hark_id_is_zero (user))
    return name;

  g_mutex_lock (&self->client->lock);
  name = app_store_user_name (self->store, user);
  g_hash_table_insert (self->names, hark_id_copy (user), g_strdup (name != NULL ? name : ""));
  g_mutex_unlock (&self->client->lock);

  return g_hash_table_lookup (self->names, user);
}

/* What stands in the row. */
static void
look_at_row (Scan *self)
{
  const HarkId none = { { 0 } };
  const AppCacheTicket *row = self->row;

  look (self, self->title, &none);
  look (self, row->number, &none);
  look (self, get_name (self->search, &row->reporter), &none);
  look (self, row->account, &none);
  look (self, get_name (self->search, &row->advisor), &none);
  look (self, g_hash_table_lookup (self->search->areas, &row->area), &none);
}

/* What the user wrote and the server does not have yet. */
static void
look_at_waiting (Scan *self, const AppOperation *item)
{
  const HarkId none = { { 0 } };
  JsonObject *intent = item->intent;
  JsonObject *behalf = app_behalf_peek (intent);
  JsonArray *files = app_intent_get_list (intent, "files");
  gboolean is_close = g_str_equal (hark_json_peek_string (intent, "type"), "close");
  HarkId entry = app_intent_get_id (intent, is_close ? "second" : "object");
  Place place = { self, &entry };

  look (self, hark_json_peek_string (intent, "subject"), &entry);
  look (self, hark_json_peek_string (intent, "text"), &entry);
  look (self, hark_json_peek_string (intent, "reason"), &none);
  if (is_close)
    look (self, hark_json_peek_string (intent, "outcome"), &none);
  if (behalf != NULL)
    app_answer_each (behalf, look_at_answer, &place);
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    look (self, hark_json_peek_string (json_array_get_object_element (files, i), "name"), &entry);
}

/* Words that what was sent lacks; where those stand is shown. */
static void
look_at_all_waiting (Scan *self, const HarkId *ticket)
{
  GPtrArray *waiting = g_hash_table_lookup (self->search->by_ticket, ticket);

  if (waiting == NULL || self->found == app_search_query_get_mask (self->search->query))
    return;

  self->is_waiting = TRUE;
  self->best = 0;
  for (guint i = 0; i < waiting->len; i++)
    look_at_waiting (self, g_ptr_array_index (waiting, i));
}

static void
hand_over (Search *self)
{
  g_autoptr (GPtrArray) hits = NULL;

  if (self->hits->len == 0)
    return;

  hits = g_steal_pointer (&self->hits);
  self->hits = g_ptr_array_new_with_free_func ((GDestroyNotify)app_search_hit_unref);
  self->handed_over = g_get_monotonic_time ();
  self->func (hits, self->data);
}

static void
add_hit (Scan *self, const HarkId *ticket)
{
  Search *search = self->search;
  AppSearchHit *hit = app_search_hit_new ();
  const char *title = self->title != NULL && *self->title != '\0' ? self->title : self->subject;

  hit->ticket = *ticket;
  hit->entry = self->best_entry;
  hit->is_waiting = self->is_waiting;
  hit->number = g_strdup (self->row != NULL ? self->row->number : NULL);
  hit->title = g_strdup (title != NULL ? title : "");
  app_search_hit_set_snippet (hit, search->query, self->best_text);
  g_ptr_array_add (search->hits, hit);
  search->n_hits++;
}

static gboolean
scan_ticket (Search *self, const HarkId *id, GError **error)
{
  g_autoptr (AppCacheTicket) row = app_cache_get_ticket (self->cache, id, NULL);
  g_autoptr (GPtrArray) objects = NULL;
  g_auto (Scan) scan = { .search = self, .row = row };

  /* dropped meanwhile, or its row is still to come */
  if (row == NULL)
    return TRUE;

  scan.is_team = (row->side & APP_SIDE_TEAM) != 0;
  scan.epochs = app_cache_list_epochs (self->cache, id, error);
  objects = scan.epochs != NULL ? app_cache_list_objects (self->cache, id, error) : NULL;
  if (objects == NULL)
    return FALSE;

  for (guint i = 0; i < objects->len; i++)
    look_at_object (&scan, g_ptr_array_index (objects, i));
  look_at_row (&scan);
  look_at_all_waiting (&scan, id);
  if (scan.found == app_search_query_get_mask (self->query))
    add_hit (&scan, id);

  return TRUE;
}

/* A ticket that waits itself, with what its reporter has added since. */
static void
scan_new (Search *self, const AppOperation *submit)
{
  const HarkId none = { { 0 } };
  HarkId area = app_intent_get_id (submit->intent, "area");
  g_autoptr (AppCacheTicket) row = app_cache_get_ticket (self->cache, &submit->ticket, NULL);
  g_auto (Scan) scan = { .search = self, .is_waiting = TRUE };

  /* sent meanwhile */
  if (row != NULL)
    return;

  scan.subject = g_strdup (hark_json_peek_string (submit->intent, "subject"));
  look_at_all_waiting (&scan, &submit->ticket);
  look (&scan, g_hash_table_lookup (self->areas, &area), &none);
  if (app_behalf_peek (submit->intent) == NULL)
    look (&scan, self->store->account->name, &none);
  if (scan.found == app_search_query_get_mask (self->query))
    add_hit (&scan, &submit->ticket);
}

static void
scan_all_new (Search *self)
{
  for (guint i = self->waiting->len; i > 0; i--)
    {
      const AppOperation *item = g_ptr_array_index (self->waiting, i - 1);

      if (g_str_equal (hark_json_peek_string (item->intent, "type"), "submit"))
        scan_new (self, item);
    }
}

static gboolean
scan_all (Search *self, GError **error)
{
  g_autoptr (GArray) tickets = app_cache_list_newest (self->cache, error);

  if (tickets == NULL)
    return FALSE;

  scan_all_new (self);
  for (guint i = 0; i < tickets->len && self->n_hits < APP_SEARCH_MAX_HITS; i++)
    {
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || g_cancellable_set_error_if_cancelled (self->locked, error)
          || !scan_ticket (self, &g_array_index (tickets, HarkId, i), error))
        return FALSE;
      if (self->hits->len >= BATCH_HITS || g_get_monotonic_time () - self->handed_over > BATCH_USEC)
        hand_over (self);
    }
  hand_over (self);

  return TRUE;
}

static void
take_area (const AppCacheArea *area, gpointer areas)
{
  g_hash_table_insert (areas, hark_id_copy (&area->id), g_strdup (area->name));
}

static GHashTable *
new_names (void)
{
  return g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, g_free);
}

static void
take_names (Search *self, HarkRoster *roster)
{
  g_autoptr (GPtrArray) users = hark_roster_list_users (roster);

  for (guint i = 0; i < users->len; i++)
    {
      const HarkRosterUser *user = g_ptr_array_index (users, i);

      g_hash_table_insert (self->names, hark_id_copy (&user->id), g_strdup (user->name));
    }
}

static void
group_by_ticket (Search *self)
{
  self->by_ticket = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, NULL,
                                           (GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < self->waiting->len; i++)
    {
      AppOperation *item = g_ptr_array_index (self->waiting, i);
      GPtrArray *group = g_hash_table_lookup (self->by_ticket, &item->ticket);

      if (group == NULL)
        {
          group = g_ptr_array_new ();
          g_hash_table_insert (self->by_ticket, &item->ticket, group);
        }
      g_ptr_array_add (group, item);
    }
}

/* Copies what changes while the client works. */
static gboolean
prepare (AppClient *client, Search *self, GError **error)
{
  g_mutex_lock (&client->lock);
  if (client->store == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the account is locked");
  else
    {
      self->store = app_store_ref (client->store);
      self->locked = g_object_ref (client->sync_cancellable);
      take_names (self, self->store->roster);
      self->waiting = app_outbox_list (self->store->outbox, FALSE, error);
    }
  g_mutex_unlock (&client->lock);
  if (self->waiting == NULL)
    return FALSE;

  group_by_ticket (self);
  self->cache = app_cache_open_reader (self->store->home, self->store->keys, error);
  return self->cache != NULL && app_cache_each_area (self->cache, take_area, self->areas, error);
}

gboolean
app_client_search_sync (AppClient *self, const char *text, GCancellable *cancellable,
                        AppSearchFunc func, gpointer user, GError **error)
{
  g_auto (Search) search = { .client = self,
                             .query = app_search_query_new (text),
                             .names = new_names (),
                             .areas = new_names (),
                             .cancellable = cancellable,
                             .func = func,
                             .data = user };

  search.hits = g_ptr_array_new_with_free_func ((GDestroyNotify)app_search_hit_unref);
  if (search.query == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "there is no word to look for");
      return FALSE;
    }

  return prepare (self, &search, error) && scan_all (&search, error);
}

/* --- asynchronous --- */

/* What was asked for; plain values, and where the answers go. */
typedef struct
{
  char *text;
  GCancellable *cancellable;
  AppSearchFunc func;
  gpointer user;
  GMainContext *context;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  hark_seal_free_string (asked->text);
  g_clear_object (&asked->cancellable);
  g_main_context_unref (asked->context);
  g_free (asked);
}

/* A batch on its way to where the search was asked for. */
typedef struct
{
  AppSearchFunc func;
  gpointer user;
  GCancellable *cancellable;
  GPtrArray *hits;
} Delivery;

static gboolean
deliver (gpointer data)
{
  Delivery *delivery = data;

  if (!g_cancellable_is_cancelled (delivery->cancellable))
    delivery->func (delivery->hits, delivery->user);
  return G_SOURCE_REMOVE;
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_clear_object (&delivery->cancellable);
  g_ptr_array_unref (delivery->hits);
  g_free (delivery);
}

/* In the order of what is handed over, and before the call's end, which goes the same way. */
static void
send_hits (GPtrArray *hits, gpointer data)
{
  Asked *asked = data;
  Delivery *delivery = g_new0 (Delivery, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  delivery->func = asked->func;
  delivery->user = asked->user;
  delivery->cancellable = asked->cancellable != NULL ? g_object_ref (asked->cancellable) : NULL;
  delivery->hits = g_ptr_array_ref (hits);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver, delivery, delivery_free);
  g_source_attach (source, asked->context);
}

static gpointer
run_search (AppClient *client, gpointer data, GError **error)
{
  Asked *asked = data;

  return GINT_TO_POINTER (
      app_client_search_sync (client, asked->text, asked->cancellable, send_hits, asked, error));
}

void
app_client_search_async (AppClient *self, const char *text, GCancellable *cancellable,
                         AppSearchFunc func, GAsyncReadyCallback callback, gpointer user)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->text = g_strdup (text);
  asked->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  asked->func = func;
  asked->user = user;
  asked->context = g_main_context_ref_thread_default ();
  app_client_start_call (self, run_search, asked, asked_free, NULL, app_client_search_async,
                         callback, user);
}

gboolean
app_client_search_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_search_async, error) != NULL;
}
