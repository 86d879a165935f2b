/* app-seen.c: see app-seen.h */
#include "app-seen.h"

#include "app-intent.h"
#include "hark-json.h"

static gboolean
is_message (const AppCacheObject *item)
{
  return item->type == HARK_OBJECT_MESSAGE || item->type == HARK_OBJECT_REPORT;
}

/* Messages and the report, in order. (transfer full) */
static GPtrArray *
list_messages (AppStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (GPtrArray) objects = app_cache_list_objects (store->cache, ticket, error);

  for (guint i = objects != NULL ? objects->len : 0; i > 0; i--)
    if (!is_message (g_ptr_array_index (objects, i - 1)))
      g_ptr_array_remove_index (objects, i - 1);

  return g_steal_pointer (&objects);
}

/* Messages to @ticket that wait here: whoever closes it after writing them has seen them. */
static JsonArray *
list_own_waiting (AppStore *store, const HarkId *ticket)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list_of (store->outbox, ticket, NULL);
  JsonArray *own = json_array_new ();

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      AppOperation *item = g_ptr_array_index (waiting, i);
      const char *type = hark_json_peek_string (item->intent, "type");

      if (g_str_equal (type, "message"))
        json_array_add_string_element (own, hark_json_peek_string (item->intent, "object"));
      else if (g_str_equal (type, "close"))
        json_array_add_string_element (own, hark_json_peek_string (item->intent, "second"));
    }

  return own;
}

/* @n of @messages, whose last one was seen with all before it. */
static void
put (JsonObject *object, GPtrArray *messages, guint n)
{
  hark_json_set_id (object, "seen", &((AppCacheObject *)g_ptr_array_index (messages, n - 1))->id);
  json_object_set_int_member (object, "messages", n);
}

void
app_seen_note (AppStore *store, const HarkId *ticket, JsonObject *intent)
{
  g_autoptr (GPtrArray) messages = list_messages (store, ticket, NULL);
  g_autofree char *more = app_cache_get_meta (store->cache, "more");

  if (messages != NULL && messages->len > 0)
    put (intent, messages, messages->len);
  /* a first sync that is on its way brings older ones still */
  if (g_strcmp0 (more, "0") != 0)
    json_object_remove_member (intent, "messages");
  json_object_set_array_member (intent, "own", list_own_waiting (store, ticket));
}

static gboolean
is_own (const AppOperation *operation, const HarkId *id)
{
  JsonArray *own = app_intent_get_list (operation->intent, "own");
  g_autofree char *text = hark_id_to_string (id);

  for (guint i = 0; own != NULL && i < json_array_get_length (own); i++)
    if (g_str_equal (json_array_get_string_element (own, i), text))
      return TRUE;

  return FALSE;
}

void
app_seen_set_pre (AppStore *store, const AppOperation *operation, JsonObject *pre)
{
  g_autoptr (GPtrArray) messages = list_messages (store, &operation->ticket, NULL);
  HarkId seen = app_intent_get_id (operation->intent, "seen");
  gint64 n = json_object_get_int_member_with_default (operation->intent, "messages", -1);
  HarkId newest = seen;
  guint n_own = 0;

  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--)
    {
      const AppCacheObject *item = g_ptr_array_index (messages, i - 1);

      if (hark_id_equal (&item->id, &seen))
        {
          seen = newest;
          n += n >= 0 ? n_own : 0;
          break;
        }
      if (!is_own (operation, &item->id))
        break;
      if (n_own++ == 0)
        newest = item->id;
    }

  hark_json_set_id (pre, "seen", &seen);
  if (n >= 0)
    json_object_set_int_member (pre, "messages", n);
}

/* One from before the backup was surely seen, and so were the report, one's own, and what was the
 * newest when it was closed. Others may be new, or given back by who wrote them. */
static gboolean
was_seen (AppStore *store, const AppOperation *operation, const AppCacheObject *item, gint64 known)
{
  HarkId seen = app_intent_get_id (operation->intent, "seen");
  HarkObjectHeader header;

  return item->seq <= known || item->type == HARK_OBJECT_REPORT || hark_id_equal (&item->id, &seen)
         || (item->trust != APP_TRUST_BROKEN
             && hark_object_read_header (item->sealed, &header, NULL)
             && hark_id_equal (&header.author, &store->account->user));
}

gboolean
app_seen_renew (AppStore *store, AppOperation *operation, gint64 known, GError **error)
{
  g_autoptr (GPtrArray) messages = list_messages (store, &operation->ticket, error);
  guint n;

  if (messages == NULL)
    return FALSE;
  if (messages->len == 0)
    return TRUE;

  n = messages->len;
  for (guint i = messages->len; i > 0; i--)
    {
      const AppCacheObject *item = g_ptr_array_index (messages, i - 1);

      if (item->seq <= known)
        break;
      if (!was_seen (store, operation, item, known))
        {
          n = i - 1;
          break;
        }
    }
  if (n == 0)
    return TRUE;

  put (operation->intent, messages, n);
  return app_outbox_set_intent (store->outbox, &operation->op, operation->intent, error);
}
