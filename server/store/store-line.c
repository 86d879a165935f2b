/* store-line.c: see store-line.h */
#include "store-line.h"

#include "hark-json.h"

#define MAX_COLUMN (16 * 1024) /* bytes of JSON */

JsonObject *
store_line_new (const char *kind)
{
  JsonObject *line = json_object_new ();

  json_object_set_string_member (line, "k", kind);
  return line;
}

static void
set_id_column (JsonObject *line, const char *name, HarkStmt *stmt, int column)
{
  HarkId id = { 0 };

  hark_stmt_get_id (stmt, column, &id);
  hark_json_set_id (line, name, &id);
}

static void
set_blob_column (JsonObject *line, const char *name, HarkStmt *stmt, int column)
{
  gsize length;
  gconstpointer data = hark_stmt_get_blob (stmt, column, &length);

  hark_json_set_bytes (line, name, data, length);
}

/* JSON of our own. */
static void
set_json_column (JsonObject *line, const char *name, HarkStmt *stmt, int column)
{
  const char *text = hark_stmt_is_null (stmt, column) ? "null" : hark_stmt_get_text (stmt, column);
  JsonNode *node = hark_json_parse (text, strlen (text), MAX_COLUMN, NULL);

  json_object_set_member (line, name, node != NULL ? node : json_node_new (JSON_NODE_NULL));
}

void
store_line_set_time (JsonObject *line, const char *name, gint64 time)
{
  if (time == 0)
    json_object_set_null_member (line, name);
  else
    json_object_set_int_member (line, name, time);
}

JsonObject *
store_line_make_roster (HarkStmt *stmt)
{
  JsonObject *line = store_line_new ("roster");

  json_object_set_int_member (line, "seq", hark_stmt_get_int (stmt, 1));
  set_blob_column (line, "st", stmt, 2);
  return line;
}

JsonObject *
store_line_make_area (HarkStmt *stmt)
{
  JsonObject *line = store_line_new ("area");

  set_id_column (line, "id", stmt, 1);
  json_object_set_int_member (line, "rv", hark_stmt_get_int (stmt, 0));
  json_object_set_string_member (line, "name", hark_stmt_get_text (stmt, 2));
  json_object_set_string_member (line, "description", hark_stmt_get_text (stmt, 3));
  json_object_set_boolean_member (line, "portal", hark_stmt_get_int (stmt, 4) != 0);
  json_object_set_boolean_member (line, "anonymous", hark_stmt_get_int (stmt, 5) != 0);
  json_object_set_boolean_member (line, "default", hark_stmt_get_int (stmt, 6) != 0);
  return line;
}

JsonObject *
store_line_make_drop (HarkStmt *stmt)
{
  JsonObject *line = store_line_new ("drop");

  set_id_column (line, "tk", stmt, 1);
  json_object_set_int_member (line, "seq", hark_stmt_get_int (stmt, 0));
  return line;
}

JsonObject *
store_line_make_tomb (HarkStmt *stmt)
{
  JsonObject *line = store_line_new ("tomb");

  set_id_column (line, "id", stmt, 1);
  json_object_set_int_member (line, "seq", hark_stmt_get_int (stmt, 0));
  return line;
}

JsonObject *
store_line_make_period (HarkStmt *stmt)
{
  JsonObject *line = store_line_new ("period");
  JsonObject *fv;

  set_id_column (line, "id", stmt, 1);
  set_id_column (line, "tk", stmt, 2);
  json_object_set_int_member (line, "rv", hark_stmt_get_int (stmt, 0));
  json_object_set_string_member (line, "name", hark_stmt_get_text (stmt, 3));
  json_object_set_int_member (line, "due", hark_stmt_get_int (stmt, 4));
  store_line_set_time (line, "done", hark_stmt_is_null (stmt, 5) ? 0 : hark_stmt_get_int (stmt, 5));
  json_object_set_boolean_member (line, "gone", hark_stmt_get_int (stmt, 6) != 0);
  set_id_column (line, "definition", stmt, 7);
  set_json_column (line, "title", stmt, 8);
  set_json_column (line, "remind", stmt, 9);
  json_object_set_string_member (line, "fulfil",
                                 hark_stmt_get_int (stmt, 10) != 0 ? "answer" : "hand");
  set_id_column (line, "entry", stmt, 11);
  fv = json_object_new ();
  json_object_set_int_member (fv, "due", hark_stmt_get_int (stmt, 12));
  json_object_set_int_member (fv, "done", hark_stmt_get_int (stmt, 13));
  json_object_set_object_member (line, "fv", fv);
  return line;
}

JsonObject *
store_line_make_read (HarkStmt *stmt)
{
  JsonObject *line = store_line_new ("read");

  set_id_column (line, "tk", stmt, 1);
  json_object_set_int_member (line, "rv", hark_stmt_get_int (stmt, 0));
  json_object_set_int_member (line, "up_to", hark_stmt_get_int (stmt, 2));
  return line;
}

JsonObject *
store_line_make_object (HarkStmt *stmt)
{
  JsonObject *line = store_line_new ("obj");

  set_id_column (line, "id", stmt, 2);
  set_id_column (line, "tk", stmt, 1);
  json_object_set_int_member (line, "seq", hark_stmt_get_int (stmt, 3));
  set_blob_column (line, "ct", stmt, 4);
  return line;
}

JsonObject *
store_line_make_setting (HarkStmt *stmt)
{
  JsonObject *line = store_line_new ("setting");

  json_object_set_int_member (line, "rv", hark_stmt_get_int (stmt, 0));
  set_blob_column (line, "st", stmt, 2);
  return line;
}
