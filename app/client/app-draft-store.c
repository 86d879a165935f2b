/* app-draft-store.c: see app-draft-store.h */
#include "app-draft-store.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"
#include "hark-sqlite.h"

#define MAX_DRAFT (4 * APP_DRAFT_MAX_TEXT) /* bytes of JSON */
#define MAX_FILES 100
#define MAX_PATH 4096

static const char DRAFT_SQL_EACH[] = "SELECT ticket, kind, sealed, changed FROM draft";
static const char DRAFT_SQL_GET[]
    = "SELECT ticket, kind, sealed, changed FROM draft WHERE ticket = $1 AND kind = $2";
static const char DRAFT_SQL_PUT[]
    = "INSERT INTO draft (ticket, kind, sealed, changed) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (ticket, kind) DO UPDATE SET sealed = excluded.sealed,"
      " changed = excluded.changed";
static const char DRAFT_SQL_DELETE[] = "DELETE FROM draft WHERE ticket = $1 AND kind = $2";

static const char DRAFT_SQL_HAS[] = "SELECT 1 FROM draft WHERE ticket = $1 LIMIT 1";
static const char DRAFT_SQL_FORGET[] = "DELETE FROM draft WHERE ticket = $1";

static const char DRAFT_AD[] = "hark/local/draft/v1";

/* The members that hold what somebody wrote. */
static const char *const text_names[]
    = { "text", "subject", "reason", "behalf", "why", "excluded" };

static char **
get_text (AppKeptDraft *draft, guint index)
{
  char **texts[] = { &draft->text,   &draft->subject, &draft->reason,
                     &draft->behalf, &draft->why,     &draft->excluded };

  return texts[index];
}

/* --- to JSON and back --- */

static JsonObject *
write_json (const AppKeptDraft *draft)
{
  JsonObject *json = json_object_new ();
  JsonArray *files = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (text_names); i++)
    if (*get_text ((AppKeptDraft *)draft, i) != NULL)
      json_object_set_string_member (json, text_names[i], *get_text ((AppKeptDraft *)draft, i));
  /* the name of a file need not be UTF-8 */
  for (guint i = 0; draft->files != NULL && draft->files[i] != NULL; i++)
    hark_json_array_add_bytes (files, draft->files[i], strlen (draft->files[i]));
  json_object_set_array_member (json, "files", files);
  json_object_set_boolean_member (json, "feedback", draft->feedback_given);

  return json;
}

static void
wipe_json (JsonObject *json)
{
  for (guint i = 0; i < G_N_ELEMENTS (text_names); i++)
    {
      const char *text = hark_json_peek_string (json, text_names[i]);

      hark_seal_wipe ((gpointer)text, strlen (text));
    }
  json_object_unref (json);
}

static void
read_json (JsonObject *json, AppKeptDraft *draft)
{
  JsonArray *files = hark_json_get_array (json, "files", MAX_FILES, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (text_names); i++)
    if (json_object_has_member (json, text_names[i]))
      *get_text (draft, i) = g_strdup (hark_json_peek_string (json, text_names[i]));
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      g_autoptr (GBytes) path = hark_json_array_get_bytes (files, i, 1, MAX_PATH, NULL);

      if (path != NULL)
        g_ptr_array_add (paths, g_strndup (g_bytes_get_data (path, NULL), g_bytes_get_size (path)));
    }
  if (paths->len > 0)
    {
      g_ptr_array_add (paths, NULL);
      draft->files = (char **)g_ptr_array_free (g_steal_pointer (&paths), FALSE);
    }
  draft->feedback_given = json_object_get_boolean_member_with_default (json, "feedback", FALSE);
}

/* --- under the local key --- */

/* A row cannot be put under another ticket or kind. */
static GBytes *
make_ad (const HarkId *ticket, const char *kind)
{
  GByteArray *ad = g_byte_array_new ();

  g_byte_array_append (ad, (const guint8 *)DRAFT_AD, sizeof DRAFT_AD);
  g_byte_array_append (ad, ticket->bytes, HARK_ID_LEN);
  g_byte_array_append (ad, (const guint8 *)kind, strlen (kind));
  return g_byte_array_free_to_bytes (ad);
}

static GBytes *
seal (AppStore *store, const AppKeptDraft *draft)
{
  g_autoptr (GBytes) ad = make_ad (&draft->ticket, draft->kind);
  JsonObject *json = write_json (draft);
  char *text = hark_json_to_string (json);
  GBytes *box = hark_seal_box (store->keys->local, g_bytes_get_data (ad, NULL),
                               g_bytes_get_size (ad), text, strlen (text));

  hark_seal_free_string (text);
  wipe_json (json);
  return box;
}

static AppKeptDraft *
read_row (AppStore *store, HarkStmt *stmt)
{
  g_autoptr (AppKeptDraft) draft = NULL;
  g_autoptr (GBytes) ad = NULL;
  g_autoptr (GBytes) opened = NULL;
  JsonObject *json;
  gconstpointer box;
  gsize length;
  HarkId ticket;

  if (!hark_stmt_get_id (stmt, 0, &ticket))
    return NULL;

  draft = app_kept_draft_new (&ticket, hark_stmt_get_text (stmt, 1));
  ad = make_ad (&ticket, draft->kind);
  box = hark_stmt_get_blob (stmt, 2, &length);
  opened = hark_seal_box_open (store->keys->local, g_bytes_get_data (ad, NULL),
                               g_bytes_get_size (ad), box, length, NULL);
  json = opened != NULL ? hark_json_parse_object (g_bytes_get_data (opened, NULL),
                                                  g_bytes_get_size (opened), MAX_DRAFT, NULL)
                        : NULL;
  if (json == NULL)
    return NULL;

  read_json (json, draft);
  wipe_json (json);
  return g_steal_pointer (&draft);
}

/* --- rows --- */

gboolean
app_draft_store_each (AppStore *store, AppDraftStoreFunc func, gpointer user, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), DRAFT_SQL_EACH);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      AppKeptDraft *draft = read_row (store, stmt);

      if (draft != NULL)
        func (draft, hark_stmt_get_int (stmt, 3), user);
    }

  return step == HARK_STEP_DONE;
}

AppKeptDraft *
app_draft_store_get (AppStore *store, const HarkId *ticket, const char *kind, gint64 *changed,
                     GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), DRAFT_SQL_GET);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_text (stmt, 2, kind);
  *changed = 0;
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return NULL;

  *changed = hark_stmt_get_int (stmt, 3);
  return read_row (store, stmt);
}

/* Out of the log too. Where somebody reads in it, the next time, or the end of the client, does it.
 */
static void
forget (HarkSqlite *db)
{
  if (!hark_sqlite_in_transaction (db) && hark_sqlite_take_deleted (db))
    hark_sqlite_checkpoint (db, NULL);
}

static gboolean
delete_row (AppStore *store, const AppKeptDraft *draft, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), DRAFT_SQL_DELETE);

  hark_stmt_bind_id (stmt, 1, &draft->ticket);
  hark_stmt_bind_text (stmt, 2, draft->kind);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  forget (app_outbox_get_db (store->outbox));
  return TRUE;
}

gboolean
app_draft_store_put (AppStore *store, const AppKeptDraft *draft, gint64 *changed, GError **error)
{
  g_autoptr (HarkStmt) stmt = NULL;
  g_autoptr (GBytes) box = NULL;
  gint64 now = g_get_real_time ();

  if (app_kept_draft_is_empty (draft))
    {
      *changed = 0;
      return delete_row (store, draft, error);
    }

  stmt = hark_sqlite_prepare (app_outbox_get_db (store->outbox), DRAFT_SQL_PUT);
  box = seal (store, draft);
  hark_stmt_bind_id (stmt, 1, &draft->ticket);
  hark_stmt_bind_text (stmt, 2, draft->kind);
  hark_stmt_bind_bytes (stmt, 3, box);
  hark_stmt_bind_int (stmt, 4, now);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  *changed = now;
  return TRUE;
}

gboolean
app_draft_store_has (AppStore *store, const HarkId *ticket)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), DRAFT_SQL_HAS);

  hark_stmt_bind_id (stmt, 1, ticket);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW;
}

gboolean
app_draft_store_forget (AppStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), DRAFT_SQL_FORGET);

  hark_stmt_bind_id (stmt, 1, ticket);
  return hark_stmt_run (stmt, error);
}

gboolean
app_draft_store_begin (AppStore *store, GError **error)
{
  return hark_sqlite_exec (app_outbox_get_db (store->outbox), "BEGIN IMMEDIATE", error);
}

gboolean
app_draft_store_end (AppStore *store, gboolean ok, GError **error)
{
  HarkSqlite *db = app_outbox_get_db (store->outbox);

  if (ok && hark_sqlite_exec (db, "COMMIT", error))
    return TRUE;

  if (hark_sqlite_in_transaction (db))
    hark_sqlite_exec (db, "ROLLBACK", NULL);
  return FALSE;
}
