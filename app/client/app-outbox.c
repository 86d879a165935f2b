/* app-outbox.c: see app-outbox.h */
#include "app-outbox-private.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"

#define MAX_INTENT (1024 * 1024)
#define MAX_ANSWER 4096

static const char *const schemas[] = {
#include "outbox-0001.inc"
  ,
#include "outbox-0002.inc"
  ,
#include "outbox-0003.inc"
  ,
#include "outbox-0004.inc"
};

static const char INTENT_AD[] = "hark/local/intent/v1";
static const char REQUEST_AD[] = "hark/local/request/v1";
static const char ANSWER_AD[] = "hark/local/answer/v1";

static void wipe_node (JsonNode *node);

static void
wipe_item (JsonArray *array, guint index, JsonNode *node, gpointer user)
{
  wipe_node (node);
}

static void
wipe_member (JsonObject *object, const char *name, JsonNode *node, gpointer user)
{
  wipe_node (node);
}

/* The words of an intent are the user's, and the keys of its files secret: they leave memory with
 * it. */
static void
wipe_node (JsonNode *node)
{
  const char *text;

  if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), wipe_item, NULL);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), wipe_member, NULL);
  else if (JSON_NODE_HOLDS_VALUE (node) && (text = json_node_get_string (node)) != NULL)
    hark_seal_wipe ((gpointer)text, strlen (text));
}

void
app_operation_free (AppOperation *self)
{
  if (self == NULL)
    return;

  if (self->intent != NULL)
    {
      json_object_foreach_member (self->intent, wipe_member, NULL);
      json_object_unref (self->intent);
    }
  hark_seal_free_string (self->request);
  g_free (self->problem);
  g_free (self->problem_by);
  g_clear_pointer (&self->answer, json_object_unref);
  g_free (self);
}

AppOutbox *
app_outbox_open (const char *home, const AppKeys *keys, GError **error)
{
  g_autofree char *path = g_build_filename (home, "outbox.db", NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open_anyhow (path, error);
  AppOutbox *self;

  if (db == NULL || !hark_sqlite_migrate (db, schemas, G_N_ELEMENTS (schemas), error))
    {
      g_prefix_error (error, "outbox.db: ");
      return NULL;
    }

  self = g_new0 (AppOutbox, 1);
  self->db = g_steal_pointer (&db);
  self->keys = keys;
  return self;
}

void
app_outbox_close (AppOutbox *self)
{
  if (self == NULL)
    return;

  hark_sqlite_close (self->db);
  g_free (self);
}

HarkSqlite *
app_outbox_get_db (AppOutbox *self)
{
  return self->db;
}

/* --- sealing under the local key --- */

static GBytes *
seal_text (AppOutbox *self, const char *ad, const char *text)
{
  return hark_seal_box (self->keys->local, ad, strlen (ad), text, strlen (text));
}

static char *
open_text (AppOutbox *self, const char *ad, gconstpointer box, gsize length, GError **error)
{
  g_autoptr (GBytes) bytes
      = hark_seal_box_open (self->keys->local, ad, strlen (ad), box, length, error);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes))
                       : NULL;
}

/* --- operations --- */

#define OPERATION_COLUMNS                                                                          \
  "n, op, ticket, after, intent, request, state_v, advisor_v, problem, problem_by, problem_time,"  \
  " answer, cause"

static const char OPERATION_SQL_ADD[] = "INSERT INTO operation (op, ticket, after, intent, "
                                        "state_v, advisor_v) VALUES ($1, $2, $3, $4, $5, $6)"
                                        " RETURNING n";
static const char OPERATION_SQL_WAITING[]
    = "SELECT " OPERATION_COLUMNS " FROM operation WHERE problem IS NULL ORDER BY n";
static const char OPERATION_SQL_REFUSED[]
    = "SELECT " OPERATION_COLUMNS " FROM operation WHERE problem IS NOT NULL ORDER BY n";
static const char OPERATION_SQL_WAITING_OF[] = "SELECT " OPERATION_COLUMNS APP_OUTBOX_OF_TICKET;
static const char OPERATION_SQL_NEWEST_OF[]
    = "SELECT " OPERATION_COLUMNS APP_OUTBOX_OF_TICKET " DESC";
static const char OPERATION_SQL_FIRST[]
    = "SELECT " OPERATION_COLUMNS " FROM operation o WHERE problem IS NULL AND NOT EXISTS"
      " (SELECT 1 FROM operation b WHERE b.ticket = o.ticket AND b.n < o.n AND b.problem IS NULL)"
      " ORDER BY n";
static const char OPERATION_SQL_GET[] = "SELECT " OPERATION_COLUMNS " FROM operation WHERE op = $1";
static const char OPERATION_SQL_ANSWERED[]
    = "SELECT n, op, ticket, NULL, intent, request, state_v, advisor_v, NULL, NULL, 0, NULL, NULL"
      " FROM answered ORDER BY n";
static const char OPERATION_SQL_REQUEST[]
    = "UPDATE operation SET request = $2 WHERE op = $1 AND request IS NULL";
static const char OPERATION_SQL_INTENT[] = "UPDATE operation SET intent = $2 WHERE op = $1";
static const char OPERATION_SQL_RENEW[]
    = "UPDATE operation SET op = $2, request = NULL WHERE op = $1";
static const char OPERATION_SQL_FOLLOW[] = "UPDATE operation SET after = $2 WHERE after = $1";
static const char OPERATION_SQL_BUILD_ON[]
    = "UPDATE operation SET state_v = coalesce ($2, state_v),"
      " advisor_v = coalesce ($3, advisor_v)"
      " WHERE ticket = (SELECT ticket FROM operation WHERE op = $1)"
      " AND n > (SELECT n FROM operation WHERE op = $1)";
static const char OPERATION_SQL_REMOVE[] = "DELETE FROM operation WHERE op = $1";
static const char OPERATION_SQL_REFUSE[]
    = "WITH RECURSIVE dependent (op) AS (SELECT $1 UNION"
      " SELECT operation.op FROM operation JOIN dependent ON operation.after = dependent.op)"
      " UPDATE operation SET problem = $2, problem_by = $3, problem_time = $4, answer = $5,"
      " cause = CASE WHEN op = $1 THEN NULL ELSE $1 END"
      " WHERE op IN (SELECT op FROM dependent)";

gboolean
app_outbox_add (AppOutbox *self, AppOperation *operation, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_ADD);
  g_autoptr (GBytes) box = NULL;
  char *text = hark_json_to_string (operation->intent);
  HarkStep step;

  box = seal_text (self, INTENT_AD, text);
  hark_seal_free_string (text);
  hark_stmt_bind_id (stmt, 1, &operation->op);
  hark_stmt_bind_id (stmt, 2, &operation->ticket);
  hark_stmt_bind_id (stmt, 3, hark_id_is_zero (&operation->after) ? NULL : &operation->after);
  hark_stmt_bind_bytes (stmt, 4, box);
  hark_stmt_bind_int (stmt, 5, operation->state_v);
  hark_stmt_bind_int (stmt, 6, operation->advisor_v);
  step = hark_stmt_step (stmt, error);
  if (step != HARK_STEP_ROW)
    return FALSE;

  operation->n = hark_stmt_get_int (stmt, 0);
  /* Only the step to the end commits. */
  return hark_stmt_step (stmt, error) == HARK_STEP_DONE;
}

static AppOperation *
read_operation (AppOutbox *self, HarkStmt *stmt, GError **error)
{
  g_autoptr (AppOperation) item = g_new0 (AppOperation, 1);
  gconstpointer box;
  gsize length;
  char *text;

  item->n = hark_stmt_get_int (stmt, 0);
  hark_stmt_get_id (stmt, 1, &item->op);
  hark_stmt_get_id (stmt, 2, &item->ticket);
  hark_stmt_get_id (stmt, 3, &item->after);
  box = hark_stmt_get_blob (stmt, 4, &length);
  text = open_text (self, INTENT_AD, box, length, error);
  if (text == NULL)
    return NULL;
  item->intent = hark_json_parse_object (text, strlen (text), MAX_INTENT, error);
  hark_seal_free_string (text);
  if (item->intent == NULL)
    return NULL;

  if (!hark_stmt_is_null (stmt, 5))
    {
      box = hark_stmt_get_blob (stmt, 5, &length);
      item->request = open_text (self, REQUEST_AD, box, length, error);
      if (item->request == NULL)
        return NULL;
    }
  item->state_v = hark_stmt_get_int (stmt, 6);
  item->advisor_v = hark_stmt_get_int (stmt, 7);
  item->problem = g_strdup (hark_stmt_get_text (stmt, 8));
  item->problem_by = g_strdup (hark_stmt_get_text (stmt, 9));
  item->problem_time = hark_stmt_get_int (stmt, 10);
  hark_stmt_get_id (stmt, 12, &item->cause);
  if (!hark_stmt_is_null (stmt, 11))
    {
      g_autofree char *answer = NULL;

      box = hark_stmt_get_blob (stmt, 11, &length);
      answer = open_text (self, ANSWER_AD, box, length, error);
      if (answer == NULL)
        return NULL;
      item->answer = hark_json_parse_object (answer, strlen (answer), MAX_ANSWER, error);
      if (item->answer == NULL)
        return NULL;
    }

  return g_steal_pointer (&item);
}

AppOperation *
app_outbox_get (AppOutbox *self, const HarkId *op, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_GET);

  hark_stmt_bind_id (stmt, 1, op);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return read_operation (self, stmt, error);
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "nothing of this id is kept here");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

static GPtrArray *
read_all (AppOutbox *self, HarkStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_operation_free);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      AppOperation *item = read_operation (self, stmt, error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (list, item);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
app_outbox_list (AppOutbox *self, gboolean refused, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (self->db, refused ? OPERATION_SQL_REFUSED : OPERATION_SQL_WAITING);

  return read_all (self, stmt, error);
}

GPtrArray *
app_outbox_list_answered (AppOutbox *self, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_ANSWERED);

  return read_all (self, stmt, error);
}

GPtrArray *
app_outbox_list_of (AppOutbox *self, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_WAITING_OF);

  hark_stmt_bind_id (stmt, 1, ticket);
  return read_all (self, stmt, error);
}

GPtrArray *
app_outbox_list_first (AppOutbox *self, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_FIRST);

  return read_all (self, stmt, error);
}

guint
app_outbox_count_waiting (AppOutbox *self)
{
  return hark_sqlite_get_int (self->db, "SELECT count(*) FROM operation WHERE problem IS NULL", 0);
}

static gboolean
is_one_of (const char *type, const char *const *types)
{
  return g_strv_contains (types, type);
}

/* Whether what waits as @item is what a new operation of @type needs. *@is_covered: something newer
 * decides who the advisor is, and becomes TRUE where @item does. */
static gboolean
is_needed (const AppOperation *item, const char *type, gboolean as_reporter, gboolean *is_covered)
{
  /* a move may leave it without advisor */
  static const char *const of_advisor[] = { "take-over", "release", "assign", "move", NULL };
  static const char *const of_state[] = { "close", "reopen", NULL };
  const char *there = json_object_get_string_member_with_default (item->intent, "type", "");
  gboolean to_reporter
      = (g_str_equal (type, "message") && !as_reporter) || g_str_equal (type, "contact");
  gboolean was_covered = *is_covered;

  if (g_str_equal (there, "submit"))
    return TRUE;
  if (is_one_of (there, of_state))
    return is_one_of (type, of_state) || to_reporter;
  if (!is_one_of (there, of_advisor) || was_covered)
    return FALSE;

  *is_covered = TRUE;
  return is_one_of (type, of_advisor)
         || ((to_reporter || g_str_equal (type, "close"))
             && json_object_get_boolean_member_with_default (item->intent, "mine", FALSE));
}

gboolean
app_outbox_find_needed (AppOutbox *self, const HarkId *ticket, const char *type,
                        gboolean as_reporter, HarkId *op, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_NEWEST_OF);
  HarkStep step = HARK_STEP_DONE;
  gboolean is_covered = FALSE;

  memset (op, 0, sizeof *op);
  hark_stmt_bind_id (stmt, 1, ticket);
  while (hark_id_is_zero (op) && (step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autoptr (AppOperation) item = read_operation (self, stmt, error);

      if (item == NULL)
        return FALSE;
      if (is_needed (item, type, as_reporter, &is_covered))
        *op = item->op;
    }

  return step != HARK_STEP_ERROR;
}

gboolean
app_outbox_set_request (AppOutbox *self, const HarkId *op, const char *request, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_REQUEST);
  g_autoptr (GBytes) box = seal_text (self, REQUEST_AD, request);
  g_autoptr (AppOperation) there = NULL;

  hark_stmt_bind_id (stmt, 1, op);
  hark_stmt_bind_bytes (stmt, 2, box);
  if (!hark_stmt_run (stmt, error))
    return FALSE;
  if (hark_sqlite_changes (self->db) == 1)
    return TRUE;

  there = app_outbox_get (self, op, NULL);
  if (there != NULL && there->problem == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "another sync is sending this");
  else
    g_set_error (error, HARK_ERROR, HARK_ERROR_GONE, "this was taken back");
  return FALSE;
}

gboolean
app_outbox_begin (AppOutbox *self, GError **error)
{
  return hark_sqlite_exec (self->db, "BEGIN IMMEDIATE", error);
}

gboolean
app_outbox_end (AppOutbox *self, gboolean ok, GError **error)
{
  if (ok && hark_sqlite_exec (self->db, "COMMIT", error))
    return TRUE;

  if (hark_sqlite_in_transaction (self->db))
    hark_sqlite_exec (self->db, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
run_with_two_ids (AppOutbox *self, const char *sql, const HarkId *a, const HarkId *b,
                  GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, sql);

  hark_stmt_bind_id (stmt, 1, a);
  hark_stmt_bind_id (stmt, 2, b);
  return hark_stmt_run (stmt, error);
}

gboolean
app_outbox_renew (AppOutbox *self, const HarkId *op, const HarkId *renewed, GError **error)
{
  if (!app_outbox_begin (self, error))
    return FALSE;

  return app_outbox_end (self,
                         run_with_two_ids (self, OPERATION_SQL_RENEW, op, renewed, error)
                             && run_with_two_ids (self, OPERATION_SQL_FOLLOW, op, renewed, error),
                         error);
}

static gboolean
build_dependents_on (AppOutbox *self, const HarkId *op, gint64 state_v, gint64 advisor_v,
                     GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_BUILD_ON);

  hark_stmt_bind_id (stmt, 1, op);
  hark_stmt_bind_null (stmt, 2);
  hark_stmt_bind_null (stmt, 3);
  if (state_v > 0)
    hark_stmt_bind_int (stmt, 2, state_v);
  if (advisor_v > 0)
    hark_stmt_bind_int (stmt, 3, advisor_v);
  return hark_stmt_run (stmt, error);
}

gboolean
app_outbox_remove (AppOutbox *self, const HarkId *op, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_REMOVE);

  hark_stmt_bind_id (stmt, 1, op);
  return hark_stmt_run (stmt, error);
}

gboolean
app_outbox_finish (AppOutbox *self, const HarkId *op, gint64 state_v, gint64 advisor_v,
                   GError **error)
{
  if (!app_outbox_begin (self, error))
    return FALSE;

  return app_outbox_end (self,
                         build_dependents_on (self, op, state_v, advisor_v, error)
                             && app_outbox_remove (self, op, error),
                         error);
}

gboolean
app_outbox_refuse (AppOutbox *self, const HarkId *op, const char *problem, const char *by,
                   gint64 time, JsonObject *answer, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_REFUSE);
  g_autofree char *text = answer != NULL ? hark_json_to_string (answer) : NULL;
  g_autoptr (GBytes) box = text != NULL ? seal_text (self, ANSWER_AD, text) : NULL;

  hark_stmt_bind_id (stmt, 1, op);
  hark_stmt_bind_text (stmt, 2, problem);
  hark_stmt_bind_text (stmt, 3, by);
  hark_stmt_bind_int (stmt, 4, time);
  if (box != NULL)
    hark_stmt_bind_bytes (stmt, 5, box);
  else
    hark_stmt_bind_null (stmt, 5);
  return hark_stmt_run (stmt, error);
}

gboolean
app_outbox_set_intent (AppOutbox *self, const HarkId *op, JsonObject *intent, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, OPERATION_SQL_INTENT);
  char *text = hark_json_to_string (intent);
  g_autoptr (GBytes) box = seal_text (self, INTENT_AD, text);

  hark_seal_free_string (text);
  hark_stmt_bind_id (stmt, 1, op);
  hark_stmt_bind_bytes (stmt, 2, box);
  return hark_stmt_run (stmt, error);
}

/* --- taking back, doing again --- */

GPtrArray *
app_outbox_find_dependents (GPtrArray *waiting, const HarkId *op)
{
  g_autoptr (GHashTable) needed = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  GPtrArray *found = g_ptr_array_new ();

  /* What depends on something comes after it. */
  g_hash_table_add (needed, (gpointer)op);
  for (guint i = 0; i < waiting->len; i++)
    {
      AppOperation *item = g_ptr_array_index (waiting, i);

      if (!g_hash_table_contains (needed, &item->after))
        continue;
      g_hash_table_add (needed, &item->op);
      g_ptr_array_add (found, item);
    }

  return found;
}

static gboolean
remove_all (AppOutbox *self, GPtrArray *operations, GError **error)
{
  for (guint i = 0; i < operations->len; i++)
    {
      const AppOperation *item = g_ptr_array_index (operations, i);

      if (item->request != NULL)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT,
                       "this may have reached the server already: it cannot be taken back");
          return FALSE;
        }
      if (!app_outbox_remove (self, &item->op, error))
        return FALSE;
    }

  return TRUE;
}

/* @op and what depends on it, out of what waits. */
static GPtrArray *
find_lane (AppOutbox *self, const HarkId *op, GError **error)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list (self, FALSE, error);
  g_autoptr (GPtrArray) lane = g_ptr_array_new_with_free_func ((GDestroyNotify)app_operation_free);
  g_autoptr (GPtrArray) dependents = NULL;

  if (waiting == NULL)
    return NULL;

  dependents = app_outbox_find_dependents (waiting, op);
  for (guint i = 0; i < waiting->len;)
    {
      AppOperation *item = g_ptr_array_index (waiting, i);

      if (hark_id_equal (&item->op, op) || g_ptr_array_find (dependents, item, NULL))
        g_ptr_array_add (lane, g_ptr_array_steal_index (waiting, i));
      else
        i++;
    }
  if (lane->len > 0 && hark_id_equal (&((AppOperation *)g_ptr_array_index (lane, 0))->op, op))
    return g_steal_pointer (&lane);

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "this does not wait to be sent");
  return NULL;
}

GPtrArray *
app_outbox_take_back (AppOutbox *self, const HarkId *op, GError **error)
{
  g_autoptr (GPtrArray) lane = NULL;

  if (!app_outbox_begin (self, error))
    return NULL;

  lane = find_lane (self, op, error);
  return app_outbox_end (self, lane != NULL && remove_all (self, lane, error), error)
             ? g_steal_pointer (&lane)
             : NULL;
}

static gboolean
add_blobs (GHashTable *blobs, GPtrArray *operations)
{
  for (guint i = 0; operations != NULL && i < operations->len; i++)
    {
      const AppOperation *item = g_ptr_array_index (operations, i);
      JsonNode *node = json_object_get_member (item->intent, "files");
      JsonArray *files
          = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint j = 0; files != NULL && j < json_array_get_length (files); j++)
        g_hash_table_add (blobs, g_strdup (hark_json_peek_string (
                                     json_array_get_object_element (files, j), "blob")));
    }

  return operations != NULL;
}

GHashTable *
app_outbox_list_blobs (AppOutbox *self, GError **error)
{
  g_autoptr (GHashTable) blobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) waiting = app_outbox_list (self, FALSE, error);
  g_autoptr (GPtrArray) refused = waiting != NULL ? app_outbox_list (self, TRUE, error) : NULL;

  return add_blobs (blobs, waiting) && add_blobs (blobs, refused) ? g_steal_pointer (&blobs) : NULL;
}

void
app_outbox_truncate (AppOutbox *self)
{
  hark_sqlite_checkpoint (self->db, NULL);
}

gboolean
app_outbox_rewrite (AppOutbox *self)
{
  gboolean ok = hark_sqlite_rewrite (self->db, HARK_SQLITE_REWRITE_MAX, NULL);

  app_outbox_truncate (self);
  return ok;
}

/* --- the pin --- */

static const char PIN_SQL_GET[] = "SELECT seq, hash FROM pin";
static const char PIN_SQL_SET[]
    = "INSERT INTO pin (one, seq, hash) VALUES (1, $1, $2)"
      " ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash";

gboolean
app_outbox_check_pin (AppOutbox *self, HarkRoster *roster, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, PIN_SQL_GET);
  HarkStep step = hark_stmt_step (stmt, error);
  gconstpointer hash;
  gsize length;

  if (step != HARK_STEP_ROW)
    return step == HARK_STEP_DONE;

  hash = hark_stmt_get_blob (stmt, 1, &length);
  if (length < HARK_HEAD_LEN
      || hark_roster_find_head (roster, hash) != (guint64)hark_stmt_get_int (stmt, 0))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORKED,
                   "the server shows another list of people than before");
      return FALSE;
    }

  return TRUE;
}

gboolean
app_outbox_set_pin (AppOutbox *self, HarkRoster *roster, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, PIN_SQL_SET);

  hark_stmt_bind_int (stmt, 1, hark_roster_get_seq (roster));
  hark_stmt_bind_blob (stmt, 2, hark_roster_get_hash (roster), HARK_HASH_LEN);
  return hark_stmt_run (stmt, error);
}
