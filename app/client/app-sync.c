/* app-sync.c: see app-sync.h */
#include "app-sync.h"

#include <string.h>

#include "app-answered.h"
#include "app-build.h"
#include "app-deletion.h"
#include "app-doubt.h"
#include "app-due.h"
#include "app-effect.h"
#include "app-intent.h"
#include "app-feed.h"
#include "app-file.h"
#include "app-lineage.h"
#include "app-read-mark.h"
#include "app-team.h"
#include "app-period.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define PAGE_LINES 1000
#define MAX_ROUNDS 1000 /* of sending: more than any outbox has in one lane */
#define MAX_PAGES 100000
#define MAX_EMPTY 10      /* pages in a row that bring nothing */
#define MAX_RESETS 3      /* of one run: each may send everything again */
#define FEW_PAGES 128     /* that need no reason */
#define MARK_BYTES 300    /* more than a read mark takes in a batch */
#define MAX_IDLE_ROUNDS 5 /* in a row in which nothing was applied or refused */

/* An operation that the server has answered; kept until its effect has been pulled, so that it
 * never disappears from a screen in between. */
typedef struct
{
  HarkId op;
  gint64 seq, state_v, advisor_v;
} Applied;

/* One round of sending. */
typedef struct
{
  GArray *applied;   /* Applied */
  gboolean again;    /* something waits that can go now */
  gboolean refused;  /* something waits no longer */
  GError *postponed; /* the first reason why something must wait: it stops its own lane only */
} Round;

static void
round_clear (Round *round)
{
  g_clear_pointer (&round->applied, g_array_unref);
  g_clear_error (&round->postponed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Round, round_clear)

static void
postpone (Round *round, GError *error)
{
  if (round->postponed == NULL)
    round->postponed = error;
  else
    g_error_free (error);
}

/* --- pull --- */

static char *
read_cursor (AppSync *sync)
{
  char *cursor;

  g_mutex_lock (sync->lock);
  cursor = app_cache_get_meta (sync->store->cache, "cursor");
  g_mutex_unlock (sync->lock);

  return cursor;
}

static void
keep_drafts (AppSync *sync)
{
  if (sync->keep_drafts != NULL && sync->keep_drafts (sync->user))
    sync->changed = TRUE;
}

static gboolean
pull_page (AppSync *sync, const char *cursor, AppFeedPage *page, GError **error)
{
  g_autofree char *escaped = cursor != NULL ? g_uri_escape_string (cursor, NULL, FALSE) : NULL;
  g_autofree char *unseen = app_due_dup_unseen_key (sync);
  g_autofree char *path = g_strdup_printf (
      HARK_API_SYNC "?limit=%d%s%s%s%s", PAGE_LINES, escaped != NULL ? "&since=" : "",
      escaped != NULL ? escaped : "", unseen != NULL ? "&but=" : "", unseen != NULL ? unseen : "");
  g_autoptr (GBytes) ndjson = NULL;
  gboolean ok;

  ndjson = app_http_get (sync->http, path, HARK_API_MAX_PAGE_BYTES, error);
  if (ndjson == NULL)
    return FALSE;

  g_mutex_lock (sync->lock);
  keep_drafts (sync);
  ok = app_feed_apply (sync->store, ndjson, cursor == NULL, page, error);
  keep_drafts (sync);
  g_mutex_unlock (sync->lock);
  if (ok && (page->changes > 0 || cursor == NULL))
    sync->changed = TRUE;

  return ok;
}

/* A page that moves on, or the end. */
static gboolean
check_moves (const AppFeedPage *page, const char *cursor, guint *n_empty, GError **error)
{
  *n_empty = page->changes > 0 ? 0 : *n_empty + 1;
  if (!page->more || (*n_empty < MAX_EMPTY && g_strcmp0 (page->cursor, cursor) != 0))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the server's feed has no end");
  return FALSE;
}

/* Each page brings at least one row that no other brought. Asked ever more rarely. */
static gboolean
check_brings (AppSync *sync, guint n_pages, GError **error)
{
  static const char rows[] = "SELECT (SELECT count (*) FROM roster) + (SELECT count (*) FROM area)"
                             " + (SELECT count (*) FROM ticket) + (SELECT count (*) FROM object)"
                             " + (SELECT count (*) FROM period)";
  gint64 n;

  if (n_pages < FEW_PAGES || (n_pages & (n_pages - 1)) != 0)
    return TRUE;

  g_mutex_lock (sync->lock);
  n = hark_sqlite_get_int (app_cache_get_db (sync->store->cache), rows, 0);
  g_mutex_unlock (sync->lock);
  if (n_pages <= n + FEW_PAGES)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the server's feed has no end");
  return FALSE;
}

/* Another store, or one restored, or one that takes back what it said: the one repair path is a
 * snapshot, once everything that the server lost was put where it is sent from. */
static gboolean
begin_anew (AppSync *sync, gboolean went_back, char **cursor, GError **error)
{
  if (!went_back && !app_lineage_return (sync, error))
    return FALSE;

  g_clear_pointer (cursor, g_free);
  return TRUE;
}

/* Everything is here. */
static gboolean
end_pull (AppSync *sync, gint64 to, gboolean is_anew, gboolean is_doubtful, GError **error)
{
  sync->pulled = to;
  return (!is_anew || app_lineage_miss (sync, error))
         && (!is_doubtful || app_doubt_note (sync, error));
}

gboolean
app_sync_pull (AppSync *sync, GError **error)
{
  g_autofree char *cursor = read_cursor (sync);
  gboolean is_doubtful = cursor != NULL && app_doubt_take (sync);
  gboolean is_anew = cursor == NULL || is_doubtful;
  guint n_empty = 0;

  if (is_doubtful)
    g_clear_pointer (&cursor, g_free);
  if (cursor == NULL && !app_lineage_probe (sync, error))
    return FALSE;

  for (guint i = 1; i <= MAX_PAGES; i++)
    {
      g_autoptr (GError) local = NULL;
      AppFeedPage page = { 0 };

      if (pull_page (sync, cursor, &page, &local))
        {
          gboolean moves
              = check_moves (&page, cursor, &n_empty, error) && check_brings (sync, i, error);

          g_free (cursor);
          cursor = page.cursor;
          sync->due = page.due;
          if (!moves)
            return FALSE;
          if (page.more)
            continue;
          return end_pull (sync, page.to, is_anew, is_doubtful, error);
        }
      if (!g_error_matches (local, HARK_ERROR, HARK_ERROR_RESET) || cursor == NULL
          || sync->n_resets++ == MAX_RESETS)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!begin_anew (sync, page.went_back, &cursor, error))
        return FALSE;
      is_anew = TRUE;
    }

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the server's feed has no end");
  return FALSE;
}

/* --- push --- */

static gboolean
is_in (GArray *ids, const HarkId *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (hark_id_equal (&g_array_index (ids, HarkId, i), id))
      return TRUE;

  return FALSE;
}

/* The first waiting operation of each ticket: (element-type AppOperation). Lanes are per ticket;
 * those that begin with one of @withheld rest. */
static GPtrArray *
take_heads (AppSync *sync, GArray *withheld, GError **error)
{
  GPtrArray *heads;

  g_mutex_lock (sync->lock);
  heads = app_outbox_list_first (sync->store->outbox, error);
  g_mutex_unlock (sync->lock);

  for (guint i = heads != NULL ? heads->len : 0; i > 0; i--)
    if (is_in (withheld, &((AppOperation *)g_ptr_array_index (heads, i - 1))->op))
      g_ptr_array_remove_index (heads, i - 1);

  return heads;
}

/* Builds what is not built yet. The request is kept before it is sent: it must be the same bytes
 * each time. */
static gboolean
prepare (AppSync *sync, AppOperation *operation, GError **error)
{
  gboolean ok = TRUE;

  if (operation->request != NULL)
    return TRUE;

  g_mutex_lock (sync->lock);
  operation->request = app_build_request (sync->store, operation, error);
  if (operation->request == NULL
      || !app_outbox_set_request (sync->store->outbox, &operation->op, operation->request, error))
    ok = FALSE;
  g_mutex_unlock (sync->lock);

  return ok;
}

/* Attachments that travel beside the sync are there, or still on their way. */
static gboolean
has_attachments (AppSync *sync, AppOperation *operation)
{
  g_autoptr (GArray) blobs = app_intent_get_blobs (operation);

  for (guint i = 0; sync->is_uploaded != NULL && i < blobs->len; i++)
    if (!sync->is_uploaded (sync->user, &g_array_index (blobs, HarkId, i)))
      return FALSE;

  return TRUE;
}

/* What the server has already costs one question. */
static gboolean
upload (AppSync *sync, AppOperation *operation, GError **error)
{
  g_autoptr (GArray) blobs = app_intent_get_blobs (operation);

  for (guint i = 0; i < blobs->len; i++)
    if (!app_file_upload (sync->store->home, sync->http, &g_array_index (blobs, HarkId, i),
                          sync->transfers, error))
      return FALSE;

  return TRUE;
}

static gboolean
refuse (AppSync *sync, Round *round, AppOperation *operation, const char *problem, const char *by,
        gint64 time, JsonObject *answer, GError **error)
{
  gboolean ok;

  /* What stands behind it may go. */
  round->again = TRUE;
  round->refused = TRUE;

  g_mutex_lock (sync->lock);
  ok = app_outbox_refuse (sync->store->outbox, &operation->op, problem, by, time, answer, error);
  g_mutex_unlock (sync->lock);
  sync->changed = TRUE;

  return ok;
}

/* Somebody opened a newer epoch: the same words are sealed anew, under a new operation id. */
static gboolean
renew (AppSync *sync, AppOperation *operation, GError **error)
{
  HarkId renewed;
  gboolean ok;

  hark_id_random (&renewed);
  g_mutex_lock (sync->lock);
  ok = app_outbox_renew (sync->store->outbox, &operation->op, &renewed, error);
  g_mutex_unlock (sync->lock);

  return ok;
}

static char *
name_of (AppSync *sync, JsonObject *cur)
{
  const char *text = NULL;
  HarkId id;
  char *name = NULL;

  if (cur == NULL || !hark_json_get_opt_string (cur, "by", 32, &text, NULL) || text == NULL
      || !hark_id_from_string (text, &id))
    return NULL;

  g_mutex_lock (sync->lock);
  name = g_strdup (app_store_user_name (sync->store, &id));
  g_mutex_unlock (sync->lock);

  return name;
}

/* A number of the server's, 0 where it is none. */
static gint64
get_number (JsonObject *object, const char *name)
{
  gint64 value = 0;

  if (object != NULL)
    hark_json_get_int (object, name, 0, G_MAXINT64, &value, NULL);
  return value;
}

/* How the ticket stood, for whoever explains the refusal: checked, and no more than that. */
static JsonObject *
read_answer (AppOperation *operation, JsonObject *cur)
{
  static const char *const texts[] = { "state", "advisor", "area", "number" };
  static const char *const numbers[] = { "state_v", "advisor_v", "area_v" };
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "type", hark_json_peek_string (operation->intent, "type"));
  for (guint i = 0; cur != NULL && i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = NULL;

      if (hark_json_get_opt_string (cur, texts[i], 32, &text, NULL) && text != NULL)
        json_object_set_string_member (answer, texts[i], text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    json_object_set_int_member (answer, numbers[i], get_number (cur, numbers[i]));
  if (cur != NULL && json_object_get_boolean_member_with_default (cur, "unseen", FALSE))
    json_object_set_boolean_member (answer, "unseen", TRUE);
  json_object_set_int_member (answer, "pre_state_v", operation->state_v);
  json_object_set_int_member (answer, "pre_area_v", get_number (operation->intent, "area_v"));
  return answer;
}

/* Only the field that an operation changed moves on for those that come after it. */
static void
take_applied (AppSync *sync, AppOperation *operation, JsonObject *result, JsonObject *cur,
              GArray *applied)
{
  const char *type = hark_json_peek_string (operation->intent, "type");
  Applied item = { .op = operation->op, .seq = get_number (result, "seq") };

  if (g_str_equal (type, "take-over") || g_str_equal (type, "release")
      || g_str_equal (type, "assign") || g_str_equal (type, "move") || g_str_equal (type, "submit"))
    item.advisor_v = get_number (cur, "advisor_v");
  if (g_str_equal (type, "close") || g_str_equal (type, "reopen") || g_str_equal (type, "submit"))
    item.state_v = get_number (cur, "state_v");
  g_array_append_val (applied, item);
  sync->changed = TRUE;
}

/* The answer must be to this operation. */
static gboolean
check_answer (AppOperation *operation, JsonObject *result, GError **error)
{
  HarkId op;

  if (!hark_json_get_id (result, "op", &op, error))
    return FALSE;
  if (hark_id_equal (&op, &operation->op))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
               "the server answered another operation than it was sent");
  return FALSE;
}

static gboolean
take_result (AppSync *sync, AppOperation *operation, JsonObject *result, Round *round,
             GError **error)
{
  const char *answer = hark_json_get_string (result, "st", 16, error);
  JsonObject *cur = hark_json_get_object (result, "cur", NULL);
  g_autofree char *by = NULL;
  g_autoptr (JsonObject) said = NULL;
  gboolean taken;

  if (answer == NULL || !check_answer (operation, result, error))
    return FALSE;
  if (g_str_equal (answer, "applied"))
    {
      take_applied (sync, operation, result, cur, round->applied);
      return TRUE;
    }
  if (g_str_equal (answer, "retry"))
    {
      postpone (round, g_error_new (HARK_ERROR, HARK_ERROR_BUSY,
                                    "the server is busy; it will be tried again"));
      return TRUE;
    }

  round->again = TRUE;
  if (g_str_equal (answer, "rekey"))
    return renew (sync, operation, error);
  if (!app_lineage_take_refusal (sync, operation, answer, cur, &taken, error))
    return FALSE;
  if (taken)
    return TRUE;

  by = name_of (sync, cur);
  said = read_answer (operation, cur);
  return refuse (sync, round, operation, answer, by, get_number (cur, "at"), said, error);
}

/* --- read marks: they go with the operations, and wait in nobody's way --- */

static GArray *
list_marks (AppSync *sync, guint max, GError **error)
{
  GArray *marks;

  g_mutex_lock (sync->lock);
  marks = app_read_mark_list_waiting (sync->store, max, error);
  g_mutex_unlock (sync->lock);

  return marks;
}

/* Made anew each time: the server tells a repetition by the mark itself. */
static void
append_mark (GString *text, const AppReadMark *mark)
{
  g_autofree char *ticket = hark_id_to_string (&mark->ticket);
  g_autofree char *op = NULL;
  HarkId id;

  hark_id_random (&id);
  op = hark_id_to_string (&id);
  g_string_append_printf (text,
                          "{\"op\":\"%s\",\"n\":0,\"type\":\"read\",\"tk\":\"%s\",\"pre\":{},"
                          "\"needs\":[],\"objects\":[],\"history\":null,\"epoch\":null,"
                          "\"blobs\":[],\"body\":{\"up_to\":%" G_GINT64_FORMAT "}}",
                          op, ticket, mark->up_to);
}

/* What the server does not take of these is nothing that anybody has to be told. */
static gboolean
take_mark_result (AppSync *sync, const AppReadMark *mark, JsonObject *result, guint *n_done,
                  GError **error)
{
  const char *answer = hark_json_get_string (result, "st", 16, error);
  gboolean ok;

  if (answer == NULL)
    return FALSE;
  if (g_str_equal (answer, "retry"))
    return TRUE;

  (*n_done)++;
  g_mutex_lock (sync->lock);
  ok = app_read_mark_sent (sync->store, mark, g_str_equal (answer, "applied"), error);
  g_mutex_unlock (sync->lock);

  return ok;
}

/* --- a batch --- */

static char *
write_batch (AppSync *sync, GPtrArray *batch, GArray *marks)
{
  g_autofree char *device = hark_id_to_string (&sync->store->account->device);
  GString *text = g_string_new (NULL);

  g_string_printf (text, "{\"dev\":\"%s\",\"ops\":[", device);
  for (guint i = 0; i < batch->len; i++)
    {
      g_string_append (text, i > 0 ? "," : "");
      g_string_append (text, ((AppOperation *)g_ptr_array_index (batch, i))->request);
    }
  for (guint i = 0; i < marks->len; i++)
    {
      g_string_append (text, i > 0 || batch->len > 0 ? "," : "");
      append_mark (text, &g_array_index (marks, AppReadMark, i));
    }
  g_string_append (text, "]}");

  return g_string_free (text, FALSE);
}

static gboolean
take_results (AppSync *sync, GPtrArray *batch, GArray *marks, JsonArray *results, Round *round,
              GError **error)
{
  guint n_done = 0;

  if (json_array_get_length (results) != batch->len + marks->len)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "the server did not answer everything that it was sent");
      return FALSE;
    }

  for (guint i = 0; i < batch->len + marks->len; i++)
    {
      JsonObject *result = hark_json_array_get_object (results, i, error);

      if (result == NULL)
        return FALSE;
      if (i < batch->len
              ? !take_result (sync, g_ptr_array_index (batch, i), result, round, error)
              : !take_mark_result (sync, &g_array_index (marks, AppReadMark, i - batch->len),
                                   result, &n_done, error))
        return FALSE;
    }

  /* a full batch: there may be more */
  if (n_done > 0 && batch->len + marks->len == HARK_API_MAX_OPS)
    round->again = TRUE;
  return TRUE;
}

/* Sends one batch, @room bytes of it being free for marks, and reads the answers, which come in the
 * order given. */
static gboolean
send_batch (AppSync *sync, GPtrArray *batch, gsize room, Round *round, GError **error)
{
  guint n = MIN (HARK_API_MAX_OPS - batch->len, room / MARK_BYTES);
  g_autoptr (GArray) marks = list_marks (sync, n, error);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *results;

  if (marks == NULL)
    return FALSE;
  if (batch->len + marks->len == 0)
    return TRUE;

  text = write_batch (sync, batch, marks);
  reply = app_http_json_text (sync->http, "POST", HARK_API_OPS, text, error);
  results = reply != NULL ? hark_json_get_array (reply, "results", HARK_API_MAX_OPS, error) : NULL;

  return results != NULL && take_results (sync, batch, marks, results, round, error);
}

gboolean
app_sync_is_for_all (const GError *error)
{
  return error->domain != HARK_ERROR || error->code == HARK_ERROR_OFFLINE
         || error->code == HARK_ERROR_AUTH || error->code == HARK_ERROR_ENDED
         || error->code == HARK_ERROR_UPGRADE || error->code == HARK_ERROR_OUTDATED;
}

/* What cannot be built or uploaded here is refused with its reason; what a full disk or a busy
 * server prevented is tried again, and so is what waits for keys that verify. Neither stops the
 * others. */
static gboolean
make_ready (AppSync *sync, AppOperation *operation, Round *round, gboolean *ready, GError **error)
{
  g_autoptr (GError) local = NULL;

  *ready = has_attachments (sync, operation);
  if (!*ready)
    {
      sync->uploads_wait = TRUE;
      return TRUE;
    }
  *ready = upload (sync, operation, &local) && prepare (sync, operation, &local);
  if (*ready)
    return TRUE;
  if (app_sync_is_for_all (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Taken back meanwhile: what stood behind it may go. */
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_GONE))
    {
      round->again = TRUE;
      return TRUE;
    }
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_INVALID)
      || g_error_matches (local, HARK_ERROR, HARK_ERROR_TOO_LARGE))
    return refuse (sync, round, operation, "invalid", NULL, 0, NULL, error);
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return refuse (sync, round, operation, "gone", NULL, 0, NULL, error);

  postpone (round, g_steal_pointer (&local));
  return TRUE;
}

static gboolean
is_deferred (AppSync *sync, const AppOperation *operation)
{
  return sync->is_deferred != NULL && sync->is_deferred (sync->user, &operation->op);
}

static gboolean
push_round (AppSync *sync, GArray *withheld, Round *round, GError **error)
{
  g_autoptr (GPtrArray) heads = take_heads (sync, withheld, error);
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  gsize bytes = 100;

  if (heads == NULL)
    return FALSE;

  for (guint i = 0; i < heads->len; i++)
    {
      AppOperation *item = g_ptr_array_index (heads, i);
      gboolean ready;

      if (app_lineage_must_hold (sync, item) || is_deferred (sync, item))
        continue;
      if (!make_ready (sync, item, round, &ready, error))
        return FALSE;
      if (!ready)
        continue;
      if (batch->len == HARK_API_MAX_OPS
          || (batch->len > 0 && bytes + strlen (item->request) > HARK_API_MAX_OPS_BYTES))
        {
          round->again = TRUE;
          break;
        }
      bytes += strlen (item->request) + 1;
      g_ptr_array_add (batch, item);
    }

  return send_batch (sync, batch,
                     bytes < HARK_API_MAX_OPS_BYTES ? HARK_API_MAX_OPS_BYTES - bytes : 0, round,
                     error);
}

/* Gone from the outbox, once the feed has brought its effect. One whose effect stays away waits on,
 * whatever the server says: into @withheld. */
static gboolean
finish_one (AppSync *sync, const Applied *item, const char *cursor, GArray *withheld,
            GError **error)
{
  AppStore *store = sync->store;
  g_autoptr (GError) local = NULL;
  g_autoptr (AppOperation) operation = app_outbox_get (store->outbox, &item->op, &local);
  g_autoptr (GArray) blobs = NULL;

  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return TRUE;
  if (operation == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!app_effect_is_here (store, operation))
    {
      g_array_append_val (withheld, item->op);
      return TRUE;
    }

  blobs = app_intent_get_blobs (operation);
  for (guint i = 0; i < blobs->len; i++)
    app_file_sent (store->home, &g_array_index (blobs, HarkId, i));

  if (g_str_equal (hark_json_peek_string (operation->intent, "type"), APP_DELETION_CONFIRM))
    return app_deletion_finish (store->outbox, operation, error);

  return app_answered_keep (store->outbox, &item->op, item->seq, cursor,
                            g_get_real_time () / G_USEC_PER_SEC, error)
         && app_period_build_on (store, operation, item->seq, error)
         && app_outbox_finish (store->outbox, &item->op, item->state_v, item->advisor_v, error);
}

static gboolean
finish_applied (AppSync *sync, GArray *applied, GArray *withheld, GError **error)
{
  g_autofree char *cursor = read_cursor (sync);
  gboolean ok = TRUE;

  g_mutex_lock (sync->lock);
  for (guint i = 0; ok && i < applied->len; i++)
    ok = finish_one (sync, &g_array_index (applied, Applied, i), cursor != NULL ? cursor : "",
                     withheld, error);
  g_mutex_unlock (sync->lock);

  return ok;
}

/* Nothing more can go: whether all went, and if not, why. */
static gboolean
end_push (Round *round, GArray *withheld, GError **error)
{
  if (withheld->len > 0)
    g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                 "the server says that it has taken what was written here, and does not show it:"
                 " it is kept and sent again");
  else if (round->postponed != NULL)
    g_propagate_error (error, g_steal_pointer (&round->postponed));
  else
    return TRUE;
  return FALSE;
}

static gboolean
push (AppSync *sync, GError **error)
{
  g_autoptr (GArray) withheld = g_array_new (FALSE, FALSE, sizeof (HarkId));
  guint idle = 0;

  for (guint i = 0; i < MAX_ROUNDS && idle < MAX_IDLE_ROUNDS; i++)
    {
      g_auto (Round) round = { .applied = g_array_new (FALSE, FALSE, sizeof (Applied)) };

      if (!push_round (sync, withheld, &round, error))
        return FALSE;
      if (round.applied->len == 0 && !round.again)
        return end_push (&round, withheld, error);
      idle = round.applied->len > 0 || round.refused ? 0 : idle + 1;
      if (!app_sync_pull (sync, error) || !finish_applied (sync, round.applied, withheld, error))
        return FALSE;
    }

  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "not everything could be sent yet");
  return FALSE;
}

gboolean
app_sync_run (AppSync *sync, GError **error)
{
  g_autoptr (GError) unsent = NULL;

  if (!app_sync_pull (sync, error) || !app_team_confirm (sync, error))
    return FALSE;

  /* what waits here does not keep others from their keys */
  if (!push (sync, &unsent) && app_sync_is_for_all (unsent))
    {
      g_propagate_error (error, g_steal_pointer (&unsent));
      return FALSE;
    }
  if (!app_due_settle (sync, error))
    return FALSE;

  if (sync->problem != NULL)
    g_propagate_error (error, g_steal_pointer (&sync->problem));
  else if (unsent != NULL)
    g_propagate_error (error, g_steal_pointer (&unsent));
  else
    return TRUE;
  return FALSE;
}
