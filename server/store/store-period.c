/* store-period.c: see store-period.h */
#include "store-period.h"

#include "hark-error.h"
#include "hark-definition.h"
#include "store-setting.h"

static const char SQL_INSERT[]
    = "INSERT INTO period (id, ticket, name, due, gone, rv) VALUES ($1, $2, $3, $4, 0, $5)";
static const char SQL_LIST[]
    = "SELECT name, due, coalesce (done, 0) FROM period WHERE ticket = $1 AND gone = 0"
      " ORDER BY due, name";
static const char SQL_DONE[] = "UPDATE period SET done = $3, rv = $4"
                               " WHERE ticket = $1 AND name = $2 AND done IS NULL AND gone = 0";
static const char SQL_EXISTS[]
    = "SELECT 1 FROM period WHERE ticket = $1 AND name = $2 AND gone = 0";
static const char SQL_DUE[] = "UPDATE period SET due = $3, rv = $4"
                              " WHERE ticket = $1 AND name = $2 AND done IS NULL AND gone = 0"
                              " AND due <> $3";
static const char SQL_REMOVE[]
    = "UPDATE period SET gone = 1, rv = $2 WHERE ticket = $1 AND gone = 0";

static const char *const period_name[] = { "acknowledge", "feedback" };

static const char *
static_name (const char *name)
{
  return g_strcmp0 (name, period_name[0]) == 0 ? period_name[0] : period_name[1];
}

gboolean
srv_period_from_name (const char *name, SrvPeriodMask *period)
{
  for (guint i = 0; i < G_N_ELEMENTS (period_name); i++)
    if (g_strcmp0 (period_name[i], name) == 0)
      {
        *period = 1 << i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
insert (SrvStore *store, gint64 seq, const HarkId *ticket, const char *name, gint64 due,
        GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);
  HarkId id;

  hark_id_random (&id);
  hark_stmt_bind_id (stmt, 1, &id);
  hark_stmt_bind_id (stmt, 2, ticket);
  hark_stmt_bind_text (stmt, 3, name);
  hark_stmt_bind_int (stmt, 4, due);
  hark_stmt_bind_int (stmt, 5, seq);
  return hark_stmt_run (stmt, error);
}

static gint64
get_due (HarkDefinitionKind kind, gint64 received, gint64 acknowledged, GTimeZone *zone)
{
  g_autoptr (GPtrArray) list = hark_profile_list (HARK_PROFILE_EU);

  return hark_definition_due (list->pdata[kind], NULL, zone, received, acknowledged);
}

gboolean
store_period_attach (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 received,
                     GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);

  return insert (store, seq, ticket, period_name[0],
                 get_due (HARK_DEFINITION_ACKNOWLEDGE, received, 0, zone), error)
         && insert (store, seq, ticket, period_name[1],
                    get_due (HARK_DEFINITION_FEEDBACK, received, 0, zone), error);
}

GArray *
store_ticket_list_periods (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (SrvPeriod));
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvPeriod period = { .name = static_name (hark_stmt_get_text (stmt, 0)),
                           .due = hark_stmt_get_int (stmt, 1),
                           .done = hark_stmt_get_int (stmt, 2) };

      g_array_append_val (list, period);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static gboolean
check_exists (SrvStore *store, const HarkId *ticket, const char *name, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXISTS);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_text (stmt, 2, name);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return TRUE;
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "the ticket has no deadline of this name");
      return FALSE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

/* @text is SQL_DONE or SQL_DUE. */
static gboolean
update (SrvStore *store, gint64 seq, const char *text, const HarkId *ticket, const char *name,
        gint64 time, gboolean *changed, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, text);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_text (stmt, 2, name);
  hark_stmt_bind_int (stmt, 3, time);
  hark_stmt_bind_int (stmt, 4, seq);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  *changed = hark_sqlite_changes (srv_store_get_db (store)) > 0;
  return TRUE;
}

gboolean
store_period_fulfil (SrvStore *store, gint64 seq, const SrvTicket *ticket, SrvPeriodMask fulfil,
                     SrvPeriodMask implied, gint64 now, GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  gint64 due = get_due (HARK_DEFINITION_FEEDBACK, ticket->received, now, zone);
  gboolean changed;

  for (guint i = 0; i < G_N_ELEMENTS (period_name); i++)
    {
      if (((fulfil | implied) & (1 << i)) == 0)
        continue;
      if ((fulfil & (1 << i)) != 0 && !check_exists (store, &ticket->id, period_name[i], error))
        return FALSE;
      if (!update (store, seq, SQL_DONE, &ticket->id, period_name[i], now, &changed, error))
        return FALSE;
      if (changed && i == 0
          && !update (store, seq, SQL_DUE, &ticket->id, period_name[1], due, &changed, error))
        return FALSE;
    }

  return TRUE;
}

/* What was done stays done: the reporter has heard, whichever team they heard from. */
static gboolean
carry_done (SrvStore *store, gint64 seq, const SrvTicket *ticket, GArray *before, GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  gboolean changed;

  for (guint i = 0; i < before->len; i++)
    {
      const SrvPeriod *period = &g_array_index (before, SrvPeriod, i);
      gint64 due = get_due (HARK_DEFINITION_FEEDBACK, ticket->received, period->done, zone);

      if (period->done == 0)
        continue;
      if (!update (store, seq, SQL_DONE, &ticket->id, period->name, period->done, &changed, error)
          || (changed && period->name == period_name[0]
              && !update (store, seq, SQL_DUE, &ticket->id, period_name[1], due, &changed, error)))
        return FALSE;
    }

  return TRUE;
}

gboolean
store_period_replace (SrvStore *store, gint64 seq, const SrvTicket *ticket, GError **error)
{
  g_autoptr (GArray) before = store_ticket_list_periods (store, &ticket->id, error);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_REMOVE);

  if (before == NULL)
    return FALSE;

  hark_stmt_bind_id (stmt, 1, &ticket->id);
  hark_stmt_bind_int (stmt, 2, seq);
  return hark_stmt_run (stmt, error)
         && (!ticket->reachable
             || (store_period_attach (store, seq, &ticket->id, ticket->received, error)
                 && carry_done (store, seq, ticket, before, error)));
}
