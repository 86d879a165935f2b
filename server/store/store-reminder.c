/* store-reminder.c: see store-reminder.h */
#include "store-reminder.h"

#include "hark-definition.h"
#include "hark-json.h"
#include "hark-setting-text.h"
#include "store-day.h"
#include "store-mail-rule.h"
#include "store-notice.h"
#include "store-setting.h"

#include <string.h>

#define DAY (24 * 3600)
#define MISSED (14 * DAY) /* since it was due, while nobody could be reminded */
#define AHEAD ((HARK_DEFINITION_MAX_REMIND_DAYS + 1) * DAY)
#define MAX_TEXT 16384 /* bytes of what stands in a row as JSON */
static const char SQL_OPEN[]
    = "SELECT p.id, p.ticket, p.remind, p.due, CASE WHEN r.due = p.due THEN r.lead ELSE -1 END"
      " FROM period p JOIN ticket t ON t.id = p.ticket LEFT JOIN reminder r ON r.period = p.id"
      " WHERE p.done IS NULL AND p.gone = 0 AND p.due > $1 AND p.due <= $2 AND t.state = 'open'"
      " ORDER BY p.due, p.id";
static const char SQL_FIND[]
    = "SELECT p.id, p.ticket, p.remind, p.due, CASE WHEN r.due = p.due THEN r.lead ELSE -1 END"
      " FROM period p JOIN ticket t ON t.id = p.ticket LEFT JOIN reminder r ON r.period = p.id"
      " WHERE p.id = $1 AND p.done IS NULL AND p.gone = 0 AND p.due > $2 AND t.state = 'open'";
static const char SQL_PUT[]
    = "INSERT INTO reminder (period, ticket, due, lead) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (period) DO UPDATE SET due = excluded.due, lead = excluded.lead";
static const char SQL_IS_DUE[]
    = "SELECT 1 FROM period WHERE id = $1 AND done IS NULL AND gone = 0 AND due = $2";
static const char SQL_MOVE[]
    = STORE_DAY_SQL "UPDATE reminder SET due = p.due FROM period p WHERE p.id = reminder.period AND"
                    " p.rv = $2 AND (reminder.due, p.due) IN (SELECT before, due FROM day)";
static const char SQL_NAME[] = "SELECT name, title FROM period WHERE id = $1";

/* As store-period wrote them: days before the due day, the longest first. */
static HarkRemind
read_remind (const char *text)
{
  g_autofree char *object = g_strdup_printf ("{\"remind\":%s}", text);
  g_autoptr (JsonObject) json = hark_json_parse_object (object, strlen (object), MAX_TEXT, NULL);
  HarkRemind remind = { 0 };

  if (json != NULL)
    hark_remind_from_json (json, "remind", &remind, NULL);
  return remind;
}

/* SRV_REMINDER_HOUR of the day that lies @lead days before the one at whose end it is due. */
static gint64
find_time (gint64 due, guint lead, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (due - 1);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) day = local != NULL ? g_date_time_add_days (local, -(gint)lead) : NULL;
  g_autoptr (GDateTime) at
      = day != NULL
            ? g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                               g_date_time_get_day_of_month (day), SRV_REMINDER_HOUR, 0, 0)
            : NULL;

  return at != NULL ? g_date_time_to_unix (at) : due - (gint64)lead * DAY;
}

/* The shortest of its lead times that has come, -1 for none. */
static gint64
find_lead (const HarkRemind *remind, gint64 due, GTimeZone *zone, gint64 now)
{
  gint64 found = -1;

  for (guint i = 0; i < remind->n_days; i++)
    if (find_time (due, remind->days[i], zone) <= now)
      found = remind->days[i];
  return found;
}

static gboolean
put (SrvStore *store, const SrvMailEvent *event, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT);

  hark_stmt_bind_id (stmt, 1, &event->period);
  hark_stmt_bind_id (stmt, 2, &event->ticket);
  hark_stmt_bind_int (stmt, 3, event->due);
  hark_stmt_bind_int (stmt, 4, event->lead);
  return hark_stmt_run (stmt, error);
}

/* When the next of its lead times comes that is shorter than @before, the last that it was reminded
 * of (-1: none). */
static gint64
find_next (const HarkRemind *remind, gint64 due, gint64 before, GTimeZone *zone, gint64 now)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < remind->n_days; i++)
    {
      gint64 at = find_time (due, remind->days[i], zone);

      if (at > now && (before < 0 || remind->days[i] < before))
        next = MIN (next, at);
    }
  return next;
}

/* A row of SQL_OPEN. TRUE: it is to be reminded of now; else @next is when. */
static gboolean
read_row (HarkStmt *stmt, GTimeZone *zone, gint64 now, SrvMailEvent *event, gint64 *next)
{
  const HarkRemind remind = read_remind (hark_stmt_get_text (stmt, 2));
  gint64 due = hark_stmt_get_int (stmt, 3), before = hark_stmt_get_int (stmt, 4);
  gint64 lead = find_lead (&remind, due, zone, now);

  *event = (SrvMailEvent){ .type = SRV_MAIL_EVENT_REMINDED, .due = due };
  hark_stmt_get_id (stmt, 0, &event->period);
  hark_stmt_get_id (stmt, 1, &event->ticket);
  event->lead = MAX (lead, 0);
  if (lead >= 0 && (before < 0 || lead < before))
    return TRUE;

  *next = find_next (&remind, due, before, zone, now);
  return FALSE;
}

static HarkStmt *
prepare_open (SrvStore *store, gint64 now)
{
  HarkStmt *stmt = srv_store_prepare (store, SQL_OPEN);

  hark_stmt_bind_int (stmt, 1, now - MISSED);
  hark_stmt_bind_int (stmt, 2, now + AHEAD);
  return stmt;
}

GArray *
store_reminder_list (SrvStore *store, gint64 now, guint limit, GError **error)
{
  g_autoptr (HarkStmt) stmt = prepare_open (store, now);
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (HarkId));
  HarkStep step = HARK_STEP_DONE;

  while (list->len < limit && (step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvMailEvent event;
      gint64 next;

      if (read_row (stmt, zone, now, &event, &next))
        g_array_append_val (list, event.period);
    }

  return step != HARK_STEP_ERROR ? g_steal_pointer (&list) : NULL;
}

gboolean
store_reminder_get_next (SrvStore *store, gint64 now, gint64 *next, GError **error)
{
  g_autoptr (HarkStmt) stmt = prepare_open (store, now);
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  gint64 first = G_MAXINT64;
  HarkStep step = HARK_STEP_DONE;

  while (first > now && (step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvMailEvent event;
      gint64 at = now;

      read_row (stmt, zone, now, &event, &at);
      first = MIN (first, at);
    }
  if (step == HARK_STEP_ERROR)
    return FALSE;

  *next = first;
  return TRUE;
}

/* Somebody may have fulfilled it since it was listed. @actor: whose doing it is, NULL for time. */
static gboolean
remind_of (SrvStore *store, gint64 seq, const HarkId *period, const HarkId *actor, GTimeZone *zone,
           gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FIND);
  SrvMailEvent event;
  gint64 next;
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, period);
  hark_stmt_bind_int (stmt, 2, now - MISSED);
  step = hark_stmt_step (stmt, error);
  if (step != HARK_STEP_ROW)
    return step == HARK_STEP_DONE;

  if (!read_row (stmt, zone, now, &event, &next))
    return TRUE;

  if (actor != NULL)
    event.actor = *actor;
  return store_mail_rule_apply (store, seq, &event, now, error) && put (store, &event, error);
}

gboolean
store_reminder_run (SrvStore *store, gint64 seq, const HarkId *periods, guint n, gint64 now,
                    GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);

  g_return_val_if_fail (n <= SRV_REMINDER_BATCH, FALSE);

  for (guint i = 0; i < n; i++)
    if (!remind_of (store, seq, &periods[i], NULL, zone, now, error))
      return FALSE;

  return TRUE;
}

gboolean
store_reminder_settle (SrvStore *store, gint64 seq, const HarkId *period, const HarkId *actor,
                       gint64 now, GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);

  return remind_of (store, seq, period, actor, zone, now, error);
}

gboolean
store_reminder_is_due (SrvStore *store, const HarkId *period, gint64 due, gboolean *is,
                       GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_IS_DUE);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, period);
  hark_stmt_bind_int (stmt, 2, due);
  step = hark_stmt_step (stmt, error);
  *is = step == HARK_STEP_ROW;
  return step != HARK_STEP_ERROR;
}

/* (transfer full) (nullable): what an area calls it, in @language where it says so. */
static char *
translate (const char *title, const char *language)
{
  g_autofree char *object = g_strdup_printf ("{\"title\":%s}", title);
  g_autoptr (JsonObject) json = hark_json_parse_object (object, strlen (object), MAX_TEXT, NULL);
  g_autoptr (HarkSettingText) text
      = json != NULL ? hark_setting_text_from_json (json, "title", MAX_TEXT, FALSE, NULL) : NULL;

  return text != NULL ? g_strdup (hark_setting_text_choose (text, language, language)) : NULL;
}

gboolean
store_reminder_get_name (SrvStore *store, const HarkId *period, const char *language, char **name,
                         char **title, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NAME);
  HarkStep step;

  *name = *title = NULL;
  hark_stmt_bind_id (stmt, 1, period);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ROW)
    {
      *name = g_strdup (hark_stmt_get_text (stmt, 0));
      if (hark_stmt_get_text (stmt, 1) != NULL)
        *title = translate (hark_stmt_get_text (stmt, 1), language);
    }
  return step != HARK_STEP_ERROR;
}

gboolean
store_reminder_move (SrvStore *store, gint64 seq, const char *days, GError **error)
{
  return store_day_move (store, SQL_MOVE, days, seq, error)
         && store_notice_move_reminders (store, seq, days, error);
}
