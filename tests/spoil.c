/* spoil.c: see spoil.h */
#include "spoil.h"

#include "hark-json.h"
#include "hark-sqlite.h"
#include "srv-store.h"
#include "wire.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define HOLE "spoil-hole"
#define LONG_TEXT 5000
#define ALIVE "GET /api/v1/info HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

struct _Spoil
{
  Harness *harness;
  int fd; /* -1: to be connected */
  HarkSqlite *db;
  GPtrArray *tables; /* names */
  GPtrArray *sql;    /* of each, all that is in it as one text */
  const char *changing;
  char *before;
};

/* ---- the store ---- */

static GPtrArray *
list_texts (HarkSqlite *db, const char *sql)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (db, sql);
  g_autoptr (GError) error = NULL;

  while (hark_stmt_step (stmt, &error) == HARK_STEP_ROW)
    g_ptr_array_add (list, g_strdup (hark_stmt_get_text (stmt, 0)));
  g_assert_no_error (error);
  return list;
}

/* What the schedule notes of itself changes while nobody asks anything. */
#define TABLES "type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('job', 'job_clock')"

Spoil *
spoil_new (Harness *harness)
{
  Spoil *self = g_new0 (Spoil, 1);
  g_autofree char *path = g_build_filename (harness_get_dir (harness), SRV_STORE_FILE, NULL);
  g_autoptr (GError) error = NULL;

  self->harness = harness;
  self->fd = -1;
  self->db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, &error);
  g_assert_no_error (error);
  self->tables
      = list_texts (self->db, "SELECT name FROM sqlite_schema WHERE " TABLES " ORDER BY name");
  self->sql = list_texts (
      self->db, "SELECT 'SELECT group_concat(' || (SELECT group_concat('quote(\"' || c.name ||"
                " '\")', '||'',''||') FROM pragma_table_info(s.name) c) || ', ''|'') FROM \"' ||"
                " s.name || '\"' FROM (SELECT name FROM sqlite_schema WHERE " TABLES ") s"
                " ORDER BY s.name");
  g_assert_cmpuint (self->tables->len, >, 10);
  return self;
}

void
spoil_free (Spoil *self)
{
  if (self->fd >= 0)
    close (self->fd);
  hark_sqlite_close (self->db);
  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->sql);
  g_free (self->before);
  g_free (self);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
add_files (GString *text, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  GStatBuf info;

  if (dir == NULL)
    {
      g_assert_cmpint (g_stat (path, &info), ==, 0);
      /* one that is empty is an upload that has not begun */
      if (info.st_size > 0)
        g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", path, (gint64)info.st_size);
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    add_files (text, names->pdata[i]);
}

static gboolean
may_change (Spoil *self, const char *table)
{
  g_auto (GStrv) names = g_strsplit (self->changing != NULL ? self->changing : "", " ", -1);

  return g_strv_contains ((const char *const *)names, table);
}

/* A line for each table, and for each file of an attachment. */
static char *
describe_store (Spoil *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *blobs = g_build_filename (harness_get_dir (self->harness), "blobs", NULL);

  for (guint i = 0; i < self->tables->len; i++)
    if (!may_change (self, self->tables->pdata[i]))
      {
        g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (self->db, self->sql->pdata[i]);
        g_autoptr (GError) error = NULL;
        const char *rows;
        g_autofree char *hash = NULL;

        g_assert_cmpint (hark_stmt_step (stmt, &error), ==, HARK_STEP_ROW);
        rows = hark_stmt_get_text (stmt, 0);
        hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, rows != NULL ? rows : "", -1);
        g_string_append_printf (text, "%s %s\n", (char *)self->tables->pdata[i], hash);
      }
  if (g_file_test (blobs, G_FILE_TEST_IS_DIR))
    add_files (text, blobs);
  return g_string_free (text, FALSE);
}

void
spoil_begin (Spoil *self, const char *changing)
{
  self->changing = changing;
  g_free (self->before);
  self->before = describe_store (self);
}

/* Says which tables and files are no longer what they were. */
static void
check_store (Spoil *self, const char *what, const void *body, gsize length)
{
  g_autofree char *now = describe_store (self), *text = g_strndup (body, length);
  g_auto (GStrv) lines = g_strsplit (now, "\n", -1), before = g_strsplit (self->before, "\n", -1);

  if (g_str_equal (now, self->before))
    return;

  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)before, lines[i]))
      g_test_message ("%s", lines[i]);
  g_test_message ("changed by %s %s", what, text);
  g_test_fail ();
  spoil_begin (self, self->changing);
}

/* ---- replies ---- */

char *
spoil_dup_text (Reply *reply)
{
  gsize length;
  const char *data = g_bytes_get_data (reply->body, &length);

  return length > 0 ? g_strndup (data, length) : g_strdup ("");
}

void
spoil_check_reply (Reply *reply, const char *path)
{
  static const char *const headers[][2] = {
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
  };
  static const char *const inside[] = {
    "SELECT ",   "INSERT ", "sqlite",       "SQLite",    "constraint", "errno",
    "/tmp/",     "hark.db", ".c:",          "srv_",      "hark_",      "web_",
    "store_",    "api_",    "json_",        "json-glib", "JsonNode",   " 0x",
    "127.0.0.1", "GError",  "No such file", "(null)",    "assertion",  "something went wrong"
  };
  /* tokens are random letters, and might say anything */
  g_autoptr (GRegex) values = g_regex_new (" value=\"[^\"]*\"", 0, 0, NULL);
  g_autofree char *type = reply_get_header (reply, "Content-Type");
  g_autofree char *whole = spoil_dup_text (reply);
  g_autofree char *text = g_regex_replace_literal (values, whole, -1, 0, "", 0, NULL);

  g_assert_nonnull (text);
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *value = reply_get_header (reply, headers[i][0]);

      if (g_strcmp0 (value, headers[i][1]) != 0)
        g_test_message ("%s lacks %s: %s", path, headers[i][0], reply->head);
      g_assert_cmpstr (value, ==, headers[i][1]);
    }
  /* a page's forms say where they come from */
  g_assert_nonnull (strstr (reply->head, type != NULL && g_str_has_prefix (type, "text/html")
                                             ? "\r\nReferrer-Policy: same-origin\r\n"
                                             : "\r\nReferrer-Policy: no-referrer\r\n"));
  if (type != NULL && g_str_has_prefix (type, "text/html"))
    {
      g_assert_nonnull (strstr (reply->head, "\r\nContent-Security-Policy: default-src 'none'; "));
      g_assert_nonnull (strstr (reply->head, "\r\nPermissions-Policy: "));
    }
  g_assert_null (strcasestr (reply->head, "\r\nServer:"));
  g_assert_null (strcasestr (reply->head, "\nx-evil"));
  if (reply->status >= 400)
    for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
      {
        if (strstr (text, inside[i]) != NULL)
          g_test_message ("%s says “%s”: %s", path, inside[i], text);
        g_assert_null (strstr (text, inside[i]));
      }
}

/* {"code", "detail"}, a page, or one line from the gate, which then ends the connection. */
static void
check_refusal (Reply *reply, const char *path /* with the method */)
{
  g_autofree char *type = reply_get_header (reply, "Content-Type");
  g_autofree char *text = spoil_dup_text (reply);

  if (reply->status < 400 || reply->status >= 500)
    g_test_message ("%s: %s\n%s", path, reply->head, text);
  g_assert_cmpuint (reply->status, >=, 400);
  g_assert_cmpuint (reply->status, <, 500);
  g_assert_null (strstr (text, SPOIL_CANARY));
  if (g_str_has_prefix (path, "HEAD "))
    return;

  if (g_strcmp0 (type, "application/json") == 0)
    {
      g_assert_nonnull (reply->json);
      g_assert_cmpuint (strlen (hark_json_peek_string (reply->json, "code")), >, 0);
      g_assert_cmpuint (strlen (hark_json_peek_string (reply->json, "detail")), >, 0);
    }
  else if (type != NULL && g_str_has_prefix (type, "text/html"))
    g_assert_nonnull (strstr (text, "<h1>"));
  else
    {
      g_autofree char *connection = reply_get_header (reply, "Connection");

      g_assert_cmpstr (type, ==, "text/plain");
      g_assert_cmpstr (connection, ==, "close");
    }
}

/* ---- requests ---- */

static Reply *
read_reply (int fd, gboolean has_body)
{
  Reply *reply = g_new0 (Reply, 1);
  g_autoptr (GString) body = NULL;

  if (has_body)
    reply->status = wire_read_reply (fd, &reply->head, &body);
  else
    {
      g_autoptr (GString) head = g_string_new (NULL);
      char byte;

      while (!g_str_has_suffix (head->str, "\r\n\r\n") && read (fd, &byte, 1) == 1)
        g_string_append_c (head, byte);
      g_assert_true (g_str_has_prefix (head->str, "HTTP/1.1 "));
      reply->status = (guint)g_ascii_strtoull (head->str + strlen ("HTTP/1.1 "), NULL, 10);
      reply->head = g_strdup (head->str);
    }
  g_assert_cmpuint (reply->status, !=, 0);
  reply->body = body != NULL ? g_bytes_new (body->str, body->len) : g_bytes_new_static ("", 0);
  if (body != NULL)
    reply->json = hark_json_parse_object (body->str, body->len, 80 * 1024 * 1024, NULL);
  return reply;
}

/* The next request is answered, or the connection has ended. */
static void
check_connection (Spoil *self, Reply *reply)
{
  g_autofree char *connection = reply_get_header (reply, "Connection");

  if (g_strcmp0 (connection, "close") == 0)
    {
      g_autofree char *rest = wire_read_all (self->fd);

      g_assert_cmpstr (rest, ==, "");
      self->fd = -1;
      return;
    }

  g_assert_true (wire_send (self->fd, ALIVE, -1));
  g_assert_cmpuint (wire_read_reply (self->fd, NULL, NULL), ==, 200);
}

Reply *
spoil_ask (Spoil *self, const char *method, const char *path, const char *token,
           const char *headers, const void *body, gssize length)
{
  g_autoptr (GString) head = g_string_new (NULL);
  gboolean is_head = g_str_equal (method, "HEAD");
  gsize size = body == NULL ? 0 : length < 0 ? strlen (body) : (gsize)length;
  Reply *reply;

  if (self->fd < 0)
    self->fd = wire_connect (harness_get_port (self->harness));
  g_string_printf (head, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s", method, path,
                   headers != NULL ? headers : "");
  if (token != NULL)
    g_string_append_printf (head, "Authorization: Bearer %s\r\n", token);
  if (body != NULL || g_str_has_prefix (method, "P"))
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n", size);
  g_string_append (head, "\r\n");
  if (size > 0)
    g_string_append_len (head, body, (gssize)size);
  wire_send (self->fd, head->str, (gssize)head->len);

  reply = read_reply (self->fd, !is_head);
  spoil_check_reply (reply, path);
  check_connection (self, reply);
  check_store (self, path, body, MIN (size, 2000));
  return reply;
}

guint
spoil_refuse (Spoil *self, const char *method, const char *path, const char *token,
              const char *headers, const void *body, gssize length)
{
  g_autoptr (Reply) reply = spoil_ask (self, method, path, token, headers, body, length);
  g_autofree char *what = g_strdup_printf ("%s %s", method, path);

  check_refusal (reply, what);
  return reply->status;
}

/* ---- JSON ---- */

static const struct
{
  const char *name, *text; /* NULL: see below */
} kinds[] = {
  { "null", "null" },
  { "true", "true" },
  { "number", "7" },
  { "negative", "-1" },
  { "fraction", "0.5" },
  { "exponent", "1e3" },
  { "huge", "99999999999999999999999" },
  { "empty", "\"\"" },
  { "words", "\"" SPOIL_CANARY " <b>&amp;'\\\"\"" },
  { "list", "[]" },
  { "lists", "[[{}]]" },
  { "object", "{}" },
  { "nul", "\"" SPOIL_CANARY "\\u0000b\"" },
  { "control", "\"" SPOIL_CANARY "\\r\\nX-Evil: 1\"" },
  { "surrogate", "\"\\ud800\"" },
  { "latin", "\"" SPOIL_CANARY "\xff\"" },
  { "unpadded", "\"AAA\"" },
  { "web64", "\"-_-_\"" },
  { "broken", "{" },
  { "long", NULL },
  { "twice", NULL },
  { "missing", NULL },
};

typedef struct
{
  JsonObject *root;
  SpoilEach each;
  gpointer user;
} Walk;

/* The text of the whole with @text where the hole is. */
static void
fill (Walk *walk, const char *where, const char *kind, const char *text)
{
  g_autofree char *json = hark_json_to_string (walk->root);
  g_autofree char *name = g_strconcat (where, ":", kind, NULL);
  g_autoptr (GString) whole = g_string_new (json);

  if (text != NULL)
    g_assert_cmpuint (g_string_replace (whole, "\"" HOLE "\"", text, 0), ==, 1);
  walk->each (name, whole, walk->user);
}

/* @node is what is there, @member its name, NULL for an element of an array. */
static void
spoil_value (Walk *walk, const char *where, const char *member, JsonNode *node)
{
  g_autofree char *old = json_to_string (node, FALSE);
  g_autofree char *twice = g_strdup_printf ("%s,\"%s\":%s", old, member, old);
  g_autofree char *filler = g_strnfill (LONG_TEXT, 'A');
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", filler);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *text = kinds[i].text;

      if (g_str_equal (kinds[i].name, "missing"))
        continue;
      if (g_str_equal (kinds[i].name, "twice"))
        text = twice;
      if (g_str_equal (kinds[i].name, "long"))
        text = quoted;
      if (!g_str_equal (text, old) && (text != twice || member != NULL))
        fill (walk, where, kinds[i].name, text);
    }
}

static void spoil_inside (Walk *walk, const char *where, JsonNode *node);

static void
spoil_object (Walk *walk, const char *where, JsonObject *object)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GList) members = json_object_get_members (object);

  /* the object's own names go with the members */
  for (GList *at = members; at != NULL; at = at->next)
    g_ptr_array_add (names, g_strdup (at->data));
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *deeper = g_strconcat (where, *where != '\0' ? "." : "", name, NULL);
      JsonNode *node = json_node_copy (json_object_get_member (object, name));

      json_object_remove_member (object, name);
      fill (walk, deeper, "missing", NULL);
      json_object_set_string_member (object, name, HOLE);
      spoil_value (walk, deeper, name, node);
      json_object_set_member (object, name, node);
      spoil_inside (walk, deeper, node);
    }
}

static void
spoil_array (Walk *walk, const char *where, JsonNode *node)
{
  guint n = json_array_get_length (json_node_get_array (node));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *deeper = g_strdup_printf ("%s[%u]", where, i);
      JsonArray *holed = json_array_new (), *array = json_array_ref (json_node_get_array (node));
      JsonNode *element = json_array_get_element (array, i);

      for (guint k = 0; k < n; k++)
        if (k == i)
          json_array_add_string_element (holed, HOLE);
        else
          json_array_add_element (holed, json_node_copy (json_array_get_element (array, k)));
      json_node_take_array (node, holed);
      spoil_value (walk, deeper, NULL, element);
      json_node_set_array (node, array);
      json_array_unref (array);
      spoil_inside (walk, deeper, element);
    }
}

static void
spoil_inside (Walk *walk, const char *where, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    spoil_object (walk, where, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    spoil_array (walk, where, node);
}

void
spoil_each_member (JsonObject *good, SpoilEach each, gpointer user)
{
  Walk walk = { good, each, user };

  spoil_object (&walk, "", good);
}

/* ---- routes ---- */

void
spoil_compare_routes (const SrvRoute *const *tables, const char *const *entries)
{
  guint n = 0;

  for (; *tables != NULL; tables++)
    for (const SrvRoute *route = *tables; route->method != NULL; route++, n++)
      {
        g_autofree char *name = g_strconcat (route->method, " ", route->pattern, NULL);

        if (!g_strv_contains (entries, name))
          g_test_message ("%s has no bad input yet", name);
        g_assert_true (g_strv_contains (entries, name));
      }
  g_assert_cmpuint (n, ==, g_strv_length ((GStrv)entries));
}

static gboolean
has_method (const SrvRoute *const *tables, const char *method, const char *pattern)
{
  for (; *tables != NULL; tables++)
    for (const SrvRoute *route = *tables; route->method != NULL; route++)
      if (g_str_equal (route->pattern, pattern)
          && (g_str_equal (route->method, method)
              || (g_str_equal (method, "HEAD") && g_str_equal (route->method, "GET"))))
        return TRUE;

  return FALSE;
}

void
spoil_check_methods (Spoil *self, const SrvRoute *const *tables, const char *path,
                     const char *pattern, const char *token)
{
  static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" };
  static const char *const never[] = { "OPTIONS", "TRACE", "CONNECT", "get", "BREW" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (!has_method (tables, methods[i], pattern))
      {
        g_autoptr (Reply) reply = spoil_ask (self, methods[i], path, token, NULL, NULL, 0);
        g_autofree char *allow = reply_get_header (reply, "Allow");
        g_auto (GStrv) named = g_strsplit (allow != NULL ? allow : "", ", ", -1);

        g_assert_cmpuint (reply->status, ==, 405);
        for (guint k = 0; k < G_N_ELEMENTS (methods); k++)
          g_assert_true (g_strv_contains ((const char *const *)named, methods[k])
                         == has_method (tables, methods[k], pattern));
      }

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    g_assert_cmpuint (spoil_refuse (self, never[i], path, token, NULL, NULL, 0), ==, 405);
}

void
spoil_check_path (Spoil *self, const SrvRoute *route, const char *path, const char *token)
{
  static const struct
  {
    const char *before, *after;
  } tricks[] = {
    { "/", "" },        { "/.", "" },
    { "/x/..", "" },    { "/%2e%2e", "" },
    { "/%2e", "" },     { "%2f", "" },
    { "", "/" },        { "", "/." },
    { "", "/.." },      { "", "%2f" },
    { "", "/%2e%2e/" }, { "", "%5c" },
    { "", "%00" },      { "", "%0d%0aX-Evil:1" },
    { "", "//" },       { "", ";x" },
    { "", "%3f" },      { "", "%" },
    { "", "%zz" },      { "", "%ff" },
    { "", ".json" },    { "http://x", "" },
    { "", "%20" },      { "", "\\" },
  };
  g_autofree char *upper = g_ascii_strup (path, -1);
  gboolean is_inside = g_str_has_prefix (route->pattern, "/inbox/file/")
                       || g_str_has_prefix (route->pattern, "/my-");

  for (guint i = 0; i < G_N_ELEMENTS (tricks); i++)
    {
      g_autofree char *trick = g_strconcat (tricks[i].before, path, tricks[i].after, NULL);
      g_autofree char *what = g_strconcat (route->method, " ", trick, NULL);
      g_autoptr (Reply) reply = spoil_ask (self, route->method, trick, token, NULL, NULL, 0);

      /* what a file or report is called is only looked at for who has an inbox or account open */
      if (is_inside && reply->status == 303)
        continue;

      check_refusal (reply, what);
      g_test_message ("%s: %u", what, reply->status);
      g_assert_true (reply->status == 400 || reply->status == 404);
    }
  if (!g_str_equal (upper, path))
    g_assert_cmpuint (spoil_refuse (self, route->method, upper, token, NULL, NULL, 0), ==, 404);
}
