/* api-op.c: everything that an account changes, in batches */
#include "api.h"

#include "api-json.h"
#include "api-op-read.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "srv-eraser.h"
#include "store-erase.h"

#define ERASE_SECONDS 5
#define ERASE_SLICE (G_TIME_SPAN_SECOND / 10)

typedef struct
{
  SrvOp *op;
  gint64 now;
  SrvWriterJob *job; /* NULL where the queue was full */
  JsonObject *answer;
} Entry;

static void
entry_clear (gpointer data)
{
  Entry *self = data;

  g_clear_pointer (&self->op, srv_op_free);
  g_clear_pointer (&self->answer, json_object_unref);
}

/* A SrvWork. */
static gboolean
run (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Entry *entry = data;

  g_clear_pointer (&entry->answer, json_object_unref);
  return store_op_run (store, seq, entry->op, entry->now, &entry->answer, error);
}

static GArray *
read_batch (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (JsonObject) body = srv_request_read_json (request, error);
  g_autoptr (GArray) batch = g_array_new (FALSE, TRUE, sizeof (Entry));
  JsonArray *ops;
  HarkId device, user;

  g_array_set_clear_func (batch, entry_clear);
  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (body == NULL || !hark_json_get_id (body, "dev", &device, error)
      || (ops = hark_json_get_array (body, "ops", HARK_API_MAX_OPS, error)) == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (ops); i++)
    {
      JsonObject *json = hark_json_array_get_object (ops, i, error);
      Entry entry = { .now = srv_context_now (context) };

      if (json == NULL || (entry.op = api_op_read (json, &user, error)) == NULL)
        return NULL;
      g_array_append_val (batch, entry);
    }

  return g_steal_pointer (&batch);
}

/* By this operation, and not done yet. */
static gboolean
is_decided (SrvContext *context, const Entry *entry)
{
  g_autoptr (SrvStore) store = NULL;
  gboolean decided;

  if (entry->op->type != SRV_OP_CONFIRM_DELETE
      || g_strcmp0 (hark_json_peek_string (entry->answer, "st"), "applied") != 0)
    return FALSE;

  store = srv_stores_borrow (context->stores, NULL);
  return store != NULL && store_erase_is_decided (store, &entry->op->ticket, &decided, NULL)
         && decided;
}

/* Whoever asks next is not shown it any more; what is slow goes on without them. */
static void
wait_erased (SrvContext *context, GArray *batch)
{
  gint64 end = g_get_monotonic_time () + ERASE_SECONDS * G_TIME_SPAN_SECOND;
  gboolean is_woken = FALSE;

  for (guint i = 0; i < batch->len; i++)
    while (g_get_monotonic_time () < end && is_decided (context, &g_array_index (batch, Entry, i)))
      {
        if (!is_woken)
          srv_eraser_wake (context->eraser);
        is_woken = TRUE;
        if (srv_eraser_wait_gone (context->eraser, g_get_monotonic_time () + ERASE_SLICE))
          return;
      }
}

/* In order; where the queue is full all that follow come again as well. Our own faults are said
 * once, in the log. */
static void
run_batch (SrvContext *context, GArray *batch)
{
  gboolean full = FALSE;

  for (guint i = 0; i < batch->len && !full; i++)
    {
      Entry *entry = &g_array_index (batch, Entry, i);

      entry->job = srv_writer_push (context->writer, run, entry, NULL);
      full = entry->job == NULL;
    }

  for (guint i = 0; i < batch->len; i++)
    {
      Entry *entry = &g_array_index (batch, Entry, i);
      g_autoptr (GError) error = NULL;

      if (entry->job != NULL && srv_writer_wait (context->writer, entry->job, &error))
        continue;
      if (error != NULL && !g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY)
          && !g_error_matches (error, HARK_ERROR, HARK_ERROR_DISK))
        g_warning ("an operation could not be decided: %s", error->message);
      g_clear_pointer (&entry->answer, json_object_unref);
      entry->answer = srv_op_answer_retry (entry->op);
    }

  wait_erased (context, batch);
}

static void
apply_ops (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) batch = read_batch (request, &error);
  JsonObject *reply;
  JsonArray *results;

  if (batch == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  run_batch (context, batch);
  reply = json_object_new ();
  results = json_array_new ();
  for (guint i = 0; i < batch->len; i++)
    json_array_add_object_element (results,
                                   g_steal_pointer (&g_array_index (batch, Entry, i).answer));
  json_object_set_array_member (reply, "results", results);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_op_routes[] = {
  { "POST", HARK_API_OPS, SRV_AUTH_USER, apply_ops, HARK_API_MAX_OPS_BYTES },
  { NULL },
};
