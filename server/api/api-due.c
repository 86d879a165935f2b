/* api-due.c: what members' clients have to do for each other, and the slots that they seal for it
 */
#include "api.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-due.h"

#define MAX_BODY (HARK_API_MAX_SLOT_BATCH * 512)

static gboolean
read_query (SrvRequest *request, gint64 *limit, HarkId *after, HarkId *but, GError **error)
{
  const char *number = srv_request_get_query (request, "limit");
  const char *id = srv_request_get_query (request, "after");
  const char *other = srv_request_get_query (request, "but");

  *limit = HARK_API_MAX_SLOT_BATCH;
  if (number != NULL
      && !g_ascii_string_to_signed (number, 10, 1, HARK_API_MAX_SLOT_BATCH, limit, NULL))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"limit\" is a number from 1 to %d",
                   HARK_API_MAX_SLOT_BATCH);
      return FALSE;
    }
  if (id != NULL && !hark_id_from_string (id, after))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"after\" is the id of a ticket");
      return FALSE;
    }
  if (other != NULL && !hark_id_from_string (other, but))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"but\" is an id");
      return FALSE;
    }

  return TRUE;
}

static JsonObject *
describe (const SrvDue *due)
{
  JsonObject *json = json_object_new ();
  gboolean seal = !hark_id_is_zero (&due->to);

  hark_json_set_id (json, "tk", &due->ticket);
  json_object_set_string_member (json, "kind", seal ? "seal" : "rekey");
  json_object_set_int_member (json, "epoch", due->epoch);
  if (seal)
    hark_json_set_id (json, "to", &due->to);
  return json;
}

static void
list_dues (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GArray) dues = NULL;
  HarkId user, after = { { 0 } }, but = { { 0 } };
  const HarkId *left_out = NULL;
  JsonObject *reply;
  JsonArray *list;
  guint seals = 0;
  gboolean more;
  gint64 limit;

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (store != NULL && read_query (request, &limit, &after, &but, &error)
      && srv_store_begin_read (store, &error))
    {
      left_out = hark_id_is_zero (&but) ? NULL : &but;
      dues = store_due_list (store, &user, &after, left_out, (guint)limit, &more, &error);
    }
  if (dues == NULL
      || (hark_id_is_zero (&after)
          && !store_due_count_seals (store, &user, left_out, &seals, &error)))
    {
      srv_request_fail (request, error);
      return;
    }

  list = json_array_new ();
  for (guint i = 0; i < dues->len; i++)
    json_array_add_object_element (list, describe (&g_array_index (dues, SrvDue, i)));
  reply = json_object_new ();
  json_object_set_array_member (reply, "dues", list);
  json_object_set_boolean_member (reply, "more", more);
  if (hark_id_is_zero (&after))
    json_object_set_int_member (reply, "seals", seals);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

typedef struct
{
  SrvDue due;
  GBytes *box;
  const char *result;
} Slot;

static void
clear_slot (gpointer data)
{
  g_clear_pointer (&((Slot *)data)->box, g_bytes_unref);
}

typedef struct
{
  HarkId user;
  GArray *slots; /* Slot */
} Batch;

static GArray *
read_slots (JsonObject *body, GError **error)
{
  JsonArray *list = hark_json_get_array (body, "slots", HARK_API_MAX_SLOT_BATCH, error);
  g_autoptr (GArray) slots = g_array_new (FALSE, TRUE, sizeof (Slot));

  g_array_set_clear_func (slots, clear_slot);
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *json = hark_json_array_get_object (list, i, error);
      Slot slot = { .result = "retry" };
      gint64 epoch;

      if (json == NULL || !hark_json_get_id (json, "tk", &slot.due.ticket, error)
          || !hark_json_get_int (json, "epoch", 0, G_MAXUINT32, &epoch, error)
          || !hark_json_get_id (json, "to", &slot.due.to, error))
        return NULL;
      slot.due.epoch = (guint32)epoch;
      slot.box = hark_json_get_bytes (json, "box", 1, 2 * HARK_SLOT_LEN, error);
      if (slot.box == NULL)
        return NULL;
      g_array_append_val (slots, slot);
    }

  return list != NULL ? g_steal_pointer (&slots) : NULL;
}

/* What one slot lacks does not hold the others up: nothing was written for it. */
static gboolean
is_verdict (const GError *error)
{
  static const HarkError named[]
      = { HARK_ERROR_GONE, HARK_ERROR_REKEY, HARK_ERROR_FORBIDDEN, HARK_ERROR_INVALID };

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (g_error_matches (error, HARK_ERROR, named[i]))
      return TRUE;

  return FALSE;
}

/* A SrvWork. */
static gboolean
settle (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->slots->len; i++)
    {
      Slot *slot = &g_array_index (batch->slots, Slot, i);
      g_autoptr (GError) local = NULL;

      if (store_due_settle (store, seq, &batch->user, &slot->due, slot->box, &local))
        slot->result = "applied";
      else if (is_verdict (local))
        slot->result = hark_error_get_name ((HarkError)local->code);
      else
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }

  return TRUE;
}

static void
add_slots (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_autoptr (GArray) slots = body != NULL ? read_slots (body, &error) : NULL;
  Batch batch = { .slots = slots };
  JsonObject *reply;
  JsonArray *results;

  memcpy (batch.user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (slots == NULL
      || (!srv_writer_run (context->writer, settle, &batch, &error)
          && !g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY)
          && !g_error_matches (error, HARK_ERROR, HARK_ERROR_DISK)))
    {
      srv_request_fail (request, error);
      return;
    }

  results = json_array_new ();
  for (guint i = 0; i < slots->len; i++)
    json_array_add_string_element (results,
                                   error != NULL ? "retry" : g_array_index (slots, Slot, i).result);
  reply = json_object_new ();
  json_object_set_array_member (reply, "results", results);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_due_routes[] = {
  { "GET", HARK_API_DUES, SRV_AUTH_USER, list_dues },
  { "POST", HARK_API_SLOTS, SRV_AUTH_USER, add_slots, MAX_BODY },
  { NULL },
};
