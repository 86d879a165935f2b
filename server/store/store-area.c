/* store-area.c: see store-area.h */
#include "store-area.h"

#include "hark-error.h"
#include "store-roster.h"

#define COLUMNS "id, name, description, portal, anonymous, is_default, rv"

static const char SQL_LIST[] = "SELECT " COLUMNS " FROM area ORDER BY is_default DESC, name, id";
static const char SQL_GET[] = "SELECT " COLUMNS " FROM area WHERE id = $1";
static const char SQL_INSERT[]
    = "INSERT INTO area (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)";

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

gboolean
store_area_create (SrvStore *store, gint64 seq, const SrvArea *area, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, &area->id);
  hark_stmt_bind_text (stmt, 2, area->name);
  hark_stmt_bind_text (stmt, 3, area->description);
  hark_stmt_bind_int (stmt, 4, area->portal ? 1 : 0);
  hark_stmt_bind_int (stmt, 5, area->anonymous ? 1 : 0);
  hark_stmt_bind_int (stmt, 6, area->is_default ? 1 : 0);
  hark_stmt_bind_int (stmt, 7, seq);
  return hark_stmt_run (stmt, error);
}
