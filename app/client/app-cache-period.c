/* app-cache-period.c: deadlines in the cache; see app-cache.h */
#include "app-cache.h"

#include "hark-json.h"

#define MAX_TEXT (16 * 1024)

static const char PERIOD_SQL_PUT[]
    = "INSERT INTO period (id, ticket, rv, name, definition, title, remind, by_answer, entry, due,"
      " due_v, done, done_v) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
      " ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, due = excluded.due, due_v = "
      "excluded.due_v,"
      " done = excluded.done, done_v = excluded.done_v WHERE excluded.rv > period.rv";
static const char PERIOD_SQL_REMOVE[] = "DELETE FROM period WHERE id = $1";
static const char PERIOD_SQL_LIST[]
    = "SELECT id, rv, name, definition, title, remind, by_answer, entry, due, due_v, done, done_v"
      " FROM period WHERE ticket = $1 ORDER BY due, name, id";

static gboolean
remove_period (AppCache *self, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), PERIOD_SQL_REMOVE);

  hark_stmt_bind_id (stmt, 1, id);
  return hark_stmt_run (stmt, error);
}

static void
bind_opt_id (HarkStmt *stmt, int index, const HarkId *id)
{
  hark_stmt_bind_id (stmt, index, hark_id_is_zero (id) ? NULL : id);
}

gboolean
app_cache_put_period (AppCache *self, const AppCachePeriod *period, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), PERIOD_SQL_PUT);
  g_autoptr (JsonObject) json = json_object_new ();
  g_autofree char *remind = NULL;

  if (period->is_gone)
    return remove_period (self, &period->id, error);

  hark_remind_to_json (&period->remind, json, "remind");
  remind = hark_json_to_string (json);
  hark_stmt_bind_id (stmt, 1, &period->id);
  hark_stmt_bind_id (stmt, 2, &period->ticket);
  hark_stmt_bind_int (stmt, 3, period->rv);
  hark_stmt_bind_text (stmt, 4, period->name);
  bind_opt_id (stmt, 5, &period->definition);
  hark_stmt_bind_text (stmt, 6, period->title);
  hark_stmt_bind_text (stmt, 7, remind);
  hark_stmt_bind_int (stmt, 8, period->by_answer ? 1 : 0);
  bind_opt_id (stmt, 9, &period->entry);
  hark_stmt_bind_int (stmt, 10, period->due);
  hark_stmt_bind_int (stmt, 11, period->due_v);
  hark_stmt_bind_int (stmt, 12, period->done);
  hark_stmt_bind_int (stmt, 13, period->done_v);
  return hark_stmt_run (stmt, error);
}

/* @title: {"title": TEXTS}. In the reader's language, else in any. (transfer full) */
static char *
choose_name (const char *title)
{
  g_autoptr (JsonObject) json = hark_json_parse_object (title, strlen (title), MAX_TEXT, NULL);
  g_autoptr (HarkSettingText) texts
      = json != NULL
            ? hark_setting_text_from_json (json, "title", HARK_DEFINITION_MAX_NAME, FALSE, NULL)
            : NULL;
  const char *const *languages = g_get_language_names ();

  if (texts == NULL)
    return NULL;
  for (guint i = 0; languages[i] != NULL; i++)
    if (hark_setting_text_get (texts, languages[i]) != NULL)
      return g_strdup (hark_setting_text_get (texts, languages[i]));

  return g_strdup (hark_setting_text_choose (texts, NULL, NULL));
}

static AppPeriod *
read_period (HarkStmt *stmt)
{
  AppPeriod *period = g_new0 (AppPeriod, 1);
  const char *remind = hark_stmt_get_text (stmt, 5);
  g_autoptr (JsonObject) json = hark_json_parse_object (remind, strlen (remind), MAX_TEXT, NULL);

  hark_stmt_get_id (stmt, 0, &period->id);
  period->rv = hark_stmt_get_int (stmt, 1);
  period->kind = g_strdup (hark_stmt_get_text (stmt, 2));
  hark_stmt_get_id (stmt, 3, &period->definition);
  if (!hark_stmt_is_null (stmt, 4) && !app_period_is_promise (period))
    period->name = choose_name (hark_stmt_get_text (stmt, 4));
  if (period->name == NULL)
    period->name = g_strdup (app_period_is_promise (period) ? period->kind : "");
  if (json != NULL)
    hark_remind_from_json (json, "remind", &period->remind, NULL);
  period->by_answer = hark_stmt_get_int (stmt, 6) != 0;
  hark_stmt_get_id (stmt, 7, &period->entry);
  period->due = hark_stmt_get_int (stmt, 8);
  period->due_v = hark_stmt_get_int (stmt, 9);
  period->done = hark_stmt_get_int (stmt, 10);
  period->done_v = hark_stmt_get_int (stmt, 11);
  return period;
}

GPtrArray *
app_cache_list_periods (AppCache *self, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (self), PERIOD_SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_period_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (list, read_period (stmt));

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
