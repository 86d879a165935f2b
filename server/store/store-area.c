/* store-area.c: see store-area.h */
#include "store-area.h"

#include "hark-error.h"
#include "store-roster.h"

#define COLUMNS "id, name, description, portal, anonymous, is_default, rv"

static const char SQL_LIST[] = "SELECT " COLUMNS " FROM area ORDER BY is_default DESC, name, id";
static const char SQL_GET[] = "SELECT " COLUMNS " FROM area WHERE id = $1";
static const char SQL_INSERT[]
    = "INSERT INTO area (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)";
static const char SQL_UPDATE[]
    = "UPDATE area SET name = $2, description = $3, portal = $4, anonymous = $5, is_default = $6,"
      " rv = $7 WHERE id = $1";

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

void
srv_area_free (SrvArea *self)
{
  g_free (self->name);
  g_free (self->description);
  g_free (self);
}

static SrvArea *
read_row (HarkStmt *stmt)
{
  SrvArea *area = g_new0 (SrvArea, 1);

  hark_stmt_get_id (stmt, 0, &area->id);
  area->name = g_strdup (hark_stmt_get_text (stmt, 1));
  area->description = g_strdup (hark_stmt_get_text (stmt, 2));
  area->portal = hark_stmt_get_int (stmt, 3) != 0;
  area->anonymous = hark_stmt_get_int (stmt, 4) != 0;
  area->is_default = hark_stmt_get_int (stmt, 5) != 0;
  area->rv = hark_stmt_get_int (stmt, 6);
  return area;
}

GPtrArray *
store_area_list (SrvStore *store, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_area_free);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (list, read_row (stmt));

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
store_area_list_open (SrvStore *store, GError **error)
{
  GPtrArray *list = store_area_list (store, error);

  for (guint i = list != NULL ? list->len : 0; i > 0; i--)
    {
      SrvArea *area = g_ptr_array_index (list, i - 1);
      g_autoptr (GArray) recipients
          = srv_roster_list_recipients (srv_store_get_roster (store), &area->id);

      if (!area->portal || recipients->len == 0)
        g_ptr_array_remove_index (list, i - 1);
    }

  return list;
}

SrvArea *
store_area_get (SrvStore *store, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);

  hark_stmt_bind_id (stmt, 1, id);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return read_row (stmt);
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such area");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

static gboolean
write_row (SrvStore *store, const char *sql, gint64 seq, const SrvArea *area, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  hark_stmt_bind_id (stmt, 1, &area->id);
  hark_stmt_bind_text (stmt, 2, area->name);
  hark_stmt_bind_text (stmt, 3, area->description);
  hark_stmt_bind_int (stmt, 4, area->portal ? 1 : 0);
  hark_stmt_bind_int (stmt, 5, area->anonymous ? 1 : 0);
  hark_stmt_bind_int (stmt, 6, area->is_default ? 1 : 0);
  hark_stmt_bind_int (stmt, 7, seq);
  return hark_stmt_run (stmt, error);
}

gboolean
store_area_create (SrvStore *store, gint64 seq, const SrvArea *area, GError **error)
{
  return write_row (store, SQL_INSERT, seq, area, error);
}

gboolean
store_area_check_takes (SrvStore *store, const SrvArea *area, GError **error)
{
  g_autoptr (GArray) readers = srv_roster_list_recipients (srv_store_get_roster (store), &area->id);

  return area->portal || readers->len >= SRV_AREA_READERS
         || fail (error, HARK_ERROR_FORBIDDEN,
                  "this area takes no tickets before two people can read them");
}

gboolean
store_area_give_back (SrvStore *store, gint64 seq, const SrvArea *area, GBytes *statement,
                      guint64 *number, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvArea) there = store_area_get (store, &area->id, &local);
  g_autoptr (GArray) readers = NULL;

  if (there == NULL && !g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if ((there == NULL && !store_area_create (store, seq, area, error))
      || !store_roster_give_back (store, seq, statement, number, error))
    return FALSE;

  readers = srv_roster_list_recipients (srv_store_get_roster (store), &area->id);
  return there != NULL || readers->len > 0
         || fail (error, HARK_ERROR_INVALID, "the statement is not about this area's team");
}

gboolean
store_area_update (SrvStore *store, gint64 seq, const SrvArea *area, GError **error)
{
  return write_row (store, SQL_UPDATE, seq, area, error);
}
