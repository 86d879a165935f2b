/* store-absence.c: see store-absence.h */
#include "store-absence.h"

#include "hark-error.h"
#include "store-setting.h"

#define DAY (24 * 3600)

static const char SQL_LIST[] = "SELECT user, first_day, last_day, deputy FROM absence"
                               " WHERE last_day >= $1 ORDER BY first_day, user";
static const char SQL_SET[]
    = "INSERT INTO absence (user, first_day, last_day, deputy) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (user) DO UPDATE SET first_day = excluded.first_day,"
      " last_day = excluded.last_day, deputy = excluded.deputy";
static const char SQL_END[] = "DELETE FROM absence WHERE user = $1";
static const char SQL_DEPUTY[] = "SELECT deputy FROM absence WHERE user = $1 AND first_day <= $2"
                                 " AND last_day >= $2 AND deputy IS NOT NULL";
static const char SQL_EXPIRE[] = "DELETE FROM absence WHERE last_day < $1";
static const char SQL_USERS[] = "SELECT user FROM absence";

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

static void
get_day (SrvStore *store, gint64 now, char day[HARK_ABSENCE_DAY_SIZE])
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);

  hark_absence_get_day (now, zone, day);
}

static gboolean
share_team (HarkRoster *list, const HarkId *a, const HarkId *b)
{
  g_autoptr (GArray) areas = hark_roster_get_areas (list);

  for (guint i = 0; i < areas->len; i++)
    {
      const HarkId *area = &g_array_index (areas, HarkId, i);

      if (hark_roster_get_role (list, area, a) != HARK_ROLE_NONE
          && hark_roster_get_role (list, area, b) != HARK_ROLE_NONE)
        return TRUE;
    }
  return FALSE;
}

static void
keep_seen (SrvStore *store, GArray *rows, const HarkId *asker)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);

  for (guint i = rows->len; i-- > 0;)
    {
      HarkAbsence *row = &g_array_index (rows, HarkAbsence, i);

      if (!hark_id_equal (&row->user, asker) && !share_team (list, &row->user, asker))
        g_array_remove_index (rows, i);
      else if (!share_team (list, &row->user, &row->deputy))
        row->deputy = (HarkId){ 0 };
    }
  srv_roster_unlock (roster);
}

GArray *
store_absence_list (SrvStore *store, const HarkId *asker, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GArray) rows = g_array_new (FALSE, TRUE, sizeof (HarkAbsence));
  char today[HARK_ABSENCE_DAY_SIZE];
  HarkStep step;

  get_day (store, now, today);
  hark_stmt_bind_text (stmt, 1, today);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      HarkAbsence row = { 0 };

      hark_stmt_get_id (stmt, 0, &row.user);
      g_strlcpy (row.from, hark_stmt_get_text (stmt, 1), sizeof row.from);
      g_strlcpy (row.until, hark_stmt_get_text (stmt, 2), sizeof row.until);
      if (!hark_stmt_is_null (stmt, 3))
        hark_stmt_get_id (stmt, 3, &row.deputy);
      g_array_append_val (rows, row);
    }
  if (step == HARK_STEP_ERROR)
    return NULL;

  keep_seen (store, rows, asker);
  return g_steal_pointer (&rows);
}

static gboolean
check_deputy (SrvStore *store, const HarkAbsence *absence, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  gboolean may;

  if (!hark_absence_has_deputy (absence))
    return TRUE;
  if (hark_id_equal (&absence->user, &absence->deputy))
    return fail (error, "nobody stands in for themselves");

  may = share_team (srv_roster_lock (roster), &absence->user, &absence->deputy);
  srv_roster_unlock (roster);
  return may || fail (error, "a deputy is a member of one of one's own teams");
}

gboolean
store_absence_set (SrvStore *store, const HarkAbsence *absence, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SET);
  char today[HARK_ABSENCE_DAY_SIZE];

  get_day (store, now, today);
  if (!hark_absence_check (absence, today, error) || !check_deputy (store, absence, error))
    return FALSE;

  hark_stmt_bind_id (stmt, 1, &absence->user);
  hark_stmt_bind_text (stmt, 2, absence->from);
  hark_stmt_bind_text (stmt, 3, absence->until);
  hark_stmt_bind_id (stmt, 4, hark_absence_has_deputy (absence) ? &absence->deputy : NULL);
  return hark_stmt_run (stmt, error);
}

gboolean
store_absence_end (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_END);

  hark_stmt_bind_id (stmt, 1, user);
  return hark_stmt_run (stmt, error);
}

gboolean
store_absence_get_deputy (SrvStore *store, const HarkId *area, const HarkId *user, gint64 now,
                          HarkId *deputy, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DEPUTY);
  char today[HARK_ABSENCE_DAY_SIZE];
  HarkStep step;
  HarkId found;

  *deputy = (HarkId){ 0 };
  get_day (store, now, today);
  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_text (stmt, 2, today);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ROW && hark_stmt_get_id (stmt, 0, &found)
      && srv_roster_get_role (srv_store_get_roster (store), area, &found) != HARK_ROLE_NONE)
    *deputy = found;
  return step != HARK_STEP_ERROR;
}

gboolean
store_absence_expire (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXPIRE);
  char day[HARK_ABSENCE_DAY_SIZE];

  get_day (store, now - SRV_ABSENCE_KEPT * DAY, day);
  hark_stmt_bind_text (stmt, 1, day);
  return hark_stmt_run (stmt, error);
}

gboolean
store_absence_sweep (SrvStore *store, HarkRoster *list, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_USERS);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (HarkId));
  HarkStep step;
  HarkId user;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      const HarkRosterUser *known
          = hark_stmt_get_id (stmt, 0, &user) ? hark_roster_get_user (list, &user) : NULL;

      if (known == NULL || known->until != 0)
        g_array_append_val (gone, user);
    }
  if (step == HARK_STEP_ERROR)
    return FALSE;

  for (guint i = 0; i < gone->len; i++)
    if (!store_absence_end (store, &g_array_index (gone, HarkId, i), error))
      return FALSE;
  return TRUE;
}
