/* app-due.c: see app-due.h */
#include "app-due.h"

#include <string.h>

#include "app-build.h"
#include "app-told.h"
#include "hark-api.h"
#include "hark-json.h"

#define MAX_PASSES 1000 /* over what is due */
#define MAX_IDLE 80     /* pages of it in which there is nothing to do here */
#define PAGE 250        /* dues at a time: often enough to be seen to move on */
#define MAX_REKEYS 50   /* operations of one request */

/* What one page of it led to, not yet sent. */
typedef struct
{
  JsonArray *slots;
  GString *ops;
  HarkId to; /* of the slots */
  gboolean to_several;
  guint n_ops;
  guint n_made;     /* of both, sent or not */
  GHashTable *done; /* borrowed: what was made in this sync, once each; see is_first () */
} Batch;

static void
batch_clear (Batch *batch)
{
  json_array_unref (batch->slots);
  g_string_free (batch->ops, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, batch_clear)

static guint
count_answers (JsonArray *results, const char *wanted)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonNode *node = json_array_get_element (results, i);
      const char *text = JSON_NODE_HOLDS_OBJECT (node)
                             ? hark_json_peek_string (json_node_get_object (node), "st")
                         : json_node_get_value_type (node) == G_TYPE_STRING
                             ? json_node_get_string (node)
                             : "";

      n += g_str_equal (text, wanted) ? 1 : 0;
    }

  return n;
}

static gboolean
send_slots (AppSync *sync, Batch *batch, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *results;

  if (json_array_get_length (batch->slots) == 0)
    return TRUE;

  json_object_set_array_member (body, "slots", json_array_ref (batch->slots));
  reply = app_http_json (sync->http, "POST", HARK_API_SLOTS, body, error);
  results = reply != NULL ? hark_json_get_array (reply, "results", HARK_API_MAX_SLOT_BATCH, error)
                          : NULL;
  if (results == NULL)
    return FALSE;

  sync->n_sealed += count_answers (results, "applied");
  return TRUE;
}

static gboolean
send_rekeys (AppSync *sync, Batch *batch, GError **error)
{
  g_autofree char *device = hark_id_to_string (&sync->store->account->device);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *results;

  if (batch->n_ops == 0)
    return TRUE;

  text = g_strdup_printf ("{\"dev\":\"%s\",\"ops\":[%s]}", device, batch->ops->str);
  g_string_truncate (batch->ops, 0);
  batch->n_ops = 0;
  reply = app_http_json_text (sync->http, "POST", HARK_API_OPS, text, error);
  results = reply != NULL ? hark_json_get_array (reply, "results", HARK_API_MAX_OPS, error) : NULL;
  if (results == NULL)
    return FALSE;

  sync->n_opened += count_answers (results, "applied");
  return TRUE;
}

/* A server that asks for the same over and over is not obeyed for ever. */
static gboolean
is_first (Batch *batch, const HarkId *ticket, guint32 epoch, const HarkId *to)
{
  g_autofree char *a = hark_id_to_string (ticket);
  g_autofree char *b = to != NULL ? hark_id_to_string (to) : g_strdup ("");

  return g_hash_table_add (batch->done, g_strdup_printf ("%s %u %s", a, epoch, b));
}

static gboolean
add_rekey (AppSync *sync, Batch *batch, const HarkId *ticket, guint32 epoch, GError **error)
{
  g_autofree char *op = NULL;

  g_mutex_lock (sync->lock);
  op = app_build_rekey (sync->store, ticket, epoch);
  g_mutex_unlock (sync->lock);
  if (op == NULL || !is_first (batch, ticket, epoch, NULL))
    return TRUE;
  if ((batch->n_ops == MAX_REKEYS || batch->ops->len + strlen (op) + 200 > HARK_API_MAX_OPS_BYTES)
      && !send_rekeys (sync, batch, error))
    return FALSE;

  g_string_append (batch->ops, batch->n_ops > 0 ? "," : "");
  g_string_append (batch->ops, op);
  batch->n_ops++;
  batch->n_made++;
  return TRUE;
}

static void
add_slot (AppSync *sync, Batch *batch, const HarkId *ticket, guint32 epoch, const HarkId *to)
{
  JsonObject *slot;

  g_mutex_lock (sync->lock);
  slot = app_build_slot (sync->store, ticket, epoch, to);
  g_mutex_unlock (sync->lock);
  if (slot == NULL)
    return;
  if (!is_first (batch, ticket, epoch, to))
    {
      json_object_unref (slot);
      return;
    }

  if (json_array_get_length (batch->slots) > 0 && !hark_id_equal (&batch->to, to))
    batch->to_several = TRUE;
  batch->to = *to;
  json_array_add_object_element (batch->slots, slot);
  batch->n_made++;
}

/* What is named here is a hint: the roster decides. Not held for longer than one ticket takes. */
static gboolean
take_due (AppSync *sync, JsonObject *due, Batch *batch, HarkId *ticket, GError **error)
{
  const char *kind = hark_json_get_string (due, "kind", 16, error);
  gint64 epoch;
  HarkId to;

  if (kind == NULL || !hark_json_get_id (due, "tk", ticket, error)
      || !hark_json_get_int (due, "epoch", 0, G_MAXUINT32 - 1, &epoch, error))
    return FALSE;
  if (g_str_equal (kind, "rekey"))
    return add_rekey (sync, batch, ticket, (guint32)epoch, error);
  if (!hark_json_get_id (due, "to", &to, error))
    return FALSE;

  add_slot (sync, batch, ticket, (guint32)epoch, &to);
  return TRUE;
}

/* @total: what is done and what is still to be done, by the server's count. */
static void
tell_sealing (AppSync *sync, const Batch *batch, guint total)
{
  g_autofree char *name = NULL;

  if (sync->tell_sealing == NULL || json_array_get_length (batch->slots) == 0 || total == 0)
    return;

  g_mutex_lock (sync->lock);
  if (!batch->to_several)
    name = g_strdup (app_store_user_name (sync->store, &batch->to));
  g_mutex_unlock (sync->lock);
  sync->tell_sealing (sync->user, name, MIN (sync->n_sealed, total), total);
}

char *
app_due_dup_unseen_key (AppSync *sync)
{
  const HarkRosterRecovery *key;
  char *id = NULL;

  g_mutex_lock (sync->lock);
  key = hark_roster_get_recovery (sync->store->roster);
  if (key != NULL && !app_told_of_key (sync->store, key))
    id = hark_id_to_string (&key->id);
  g_mutex_unlock (sync->lock);

  return id;
}

/* One page behind @after, which moves on. @n_idle counts those that lead to nothing; @total is
 * updated by the first. */
static gboolean
settle_page (AppSync *sync, GHashTable *done, HarkId *after, gboolean *more, guint *n_idle,
             guint *total, GError **error)
{
  g_autofree char *id = hark_id_is_zero (after) ? NULL : hark_id_to_string (after);
  g_autofree char *unseen = app_due_dup_unseen_key (sync);
  g_autofree char *path = g_strdup_printf (
      HARK_API_DUES "?limit=%d%s%s%s%s", PAGE, id != NULL ? "&after=" : "", id != NULL ? id : "",
      unseen != NULL ? "&but=" : "", unseen != NULL ? unseen : "");
  g_autoptr (JsonObject) reply = app_http_json (sync->http, "GET", path, NULL, error);
  g_auto (Batch) batch = { .slots = json_array_new (), .ops = g_string_new (NULL), .done = done };
  JsonArray *dues
      = reply != NULL ? hark_json_get_array (reply, "dues", HARK_API_MAX_SLOT_BATCH, error) : NULL;

  if (dues == NULL || !hark_json_get_bool (reply, "more", more, error))
    return FALSE;
  if (json_object_has_member (reply, "seals"))
    {
      gint64 seals;

      if (!hark_json_get_int (reply, "seals", 0, G_MAXUINT32 - sync->n_sealed, &seals, error))
        return FALSE;
      *total = sync->n_sealed + (guint)seals;
    }

  for (guint i = 0; i < json_array_get_length (dues); i++)
    {
      JsonObject *due = hark_json_array_get_object (dues, i, error);

      if (due == NULL || !take_due (sync, due, &batch, after, error))
        return FALSE;
    }
  *n_idle += batch.n_made == 0 ? 1 : 0;
  *more = *more && json_array_get_length (dues) > 0 && *n_idle < MAX_IDLE;

  tell_sealing (sync, &batch, *total);
  if (!send_slots (sync, &batch, error))
    return FALSE;
  tell_sealing (sync, &batch, *total);
  return send_rekeys (sync, &batch, error);
}

/* From the beginning again as long as that leads anywhere: a page may end amid a ticket, and others
 * work at the same time. */
gboolean
app_due_settle (AppSync *sync, GError **error)
{
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_idle = 0, total = 0;

  for (guint i = 0; sync->due && i < MAX_PASSES; i++)
    {
      guint before = sync->n_sealed + sync->n_opened;
      gboolean more = TRUE;
      HarkId after = { { 0 } };

      for (guint page = 0; more && page < MAX_PASSES; page++)
        if (!settle_page (sync, done, &after, &more, &n_idle, &total, error))
          return FALSE;
      if (sync->n_sealed + sync->n_opened == before || n_idle >= MAX_IDLE)
        return TRUE;
      if (!app_sync_pull (sync, error))
        return FALSE;
    }

  return TRUE;
}
