/* store-day.c: see store-day.h */
#include "store-day.h"

#include "hark-period.h"

char *
store_day_list (SrvStore *store, const char *sql, GTimeZone *from, GTimeZone *to, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);
  g_autoptr (GString) days = g_string_new ("[");
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      gint64 before = hark_stmt_get_int (stmt, 0);
      gint64 due = hark_period_move (before, from, to);

      if (due != before)
        g_string_append_printf (days, "%s[%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%d]",
                                days->len > 1 ? "," : "", before, due,
                                hark_period_is_end (before, from));
    }
  g_string_append_c (days, ']');

  return step == HARK_STEP_DONE ? g_string_free (g_steal_pointer (&days), FALSE) : NULL;
}

gboolean
store_day_move (SrvStore *store, const char *sql, const char *days, gint64 seq, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  hark_stmt_bind_text (stmt, 1, days);
  hark_stmt_bind_int (stmt, 2, seq);
  return hark_stmt_run (stmt, error);
}
