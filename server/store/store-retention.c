/* store-retention.c: see store-retention.h */
#include "store-retention.h"

#include "hark-error.h"
#include "store-config.h"
#include "store-day.h"
#include "store-erase.h"
#include "store-mail-rule.h"
#include "store-notice.h"
#include "store-setting.h"

#define DAY (24 * 3600)
/* What the column says in place of SRV_RETENTION_FIRST and SRV_RETENTION_LAST: the mail of a last
 * warning was refused, and that of the next does not count. */
#define REFUSED_FIRST (SRV_RETENTION_FIRST - 1)
#define REFUSED_LAST (SRV_RETENTION_LAST - 1)
#define AHEAD ((SRV_RETENTION_FIRST + 2) * DAY)

/* A message of the reporter's ($1: HARK_OBJECT_MESSAGE) that nobody else has seen who has the
 * ticket as its team, or had it when it was closed after that message; a member may be a reporter
 * too. */
#define UNREAD                                                                                     \
  "EXISTS (SELECT 1 FROM object o WHERE o.ticket = t.id AND o.type = $1"                           \
  " AND (o.author IS NULL OR o.author = t.reporter OR o.author = t.named) AND NOT EXISTS"          \
  " (SELECT 1 FROM read_mark m JOIN access a ON a.user = m.user AND a.ticket = m.ticket"           \
  " WHERE m.ticket = t.id AND m.up_to >= o.seq AND a.side <> 'reporter'"                           \
  " AND m.user IS NOT o.author AND (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq"       \
  " OR (o.seq < t.state_v AND a.revoked_seq > t.state_v))))"

/* Of a ticket that nothing holds and nobody has decided on. */
#define AHEAD_COLUMNS "t.id, t.deletes, t.kept, t.warned, " UNREAD
#define IS_OPEN "t.hold = 0 AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.ticket = t.id)"

static const char SQL_LIST_AHEAD[]
    = "SELECT " AHEAD_COLUMNS " FROM ticket t WHERE t.deletes <= $2"
      " AND (t.deletes, t.id) > ($3, $4) AND " IS_OPEN " ORDER BY t.deletes, t.id";
static const char SQL_GET_AHEAD[]
    = "SELECT " AHEAD_COLUMNS
      " FROM ticket t WHERE t.id = $2 AND t.deletes IS NOT NULL AND " IS_OPEN;
static const char SQL_IS_AHEAD[] = "SELECT 1 FROM ticket t WHERE t.id = $2 AND t.deletes = $3"
                                   " AND t.hold = 0 AND t.kept = 0 AND NOT " UNREAD;
static const char SQL_SET[]
    = "UPDATE ticket SET deletes = $2, kept = $3, warned = $4, rv = $5 WHERE id = $1";
static const char SQL_WARNED[] = "UPDATE ticket SET warned = $2 WHERE id = $1";
static const char SQL_SETTLE[] = "UPDATE ticket SET deletes = $2 WHERE id = $1";
static const char SQL_PUT_OFF[]
    = "UPDATE ticket SET deletes = max (deletes, $1), warned = 0, rv = $2"
      " WHERE deletes IS NOT NULL";
static const char SQL_DAYS[] = "SELECT DISTINCT deletes FROM ticket WHERE deletes IS NOT NULL";
static const char SQL_MOVE[] = STORE_DAY_SQL
    "UPDATE ticket SET deletes = day.due, rv = $2 FROM day WHERE day.before = ticket.deletes";
static const char SQL_GET[] = "SELECT deletes, kept, warned FROM ticket WHERE id = $1";

typedef enum
{
  STEP_NONE,
  STEP_KEEP,
  STEP_RELEASE,
  STEP_WARN,
  STEP_DECIDE,
} Step;

typedef struct
{
  HarkId ticket;
  gint64 deletes;
  guint warned;
  gboolean is_kept;
  gboolean is_unread;
  guint lead; /* of STEP_WARN */
} Ahead;

static gboolean
is_last (guint warned)
{
  return warned == SRV_RETENTION_LAST || warned == REFUSED_LAST;
}

/* --- when it is closed --- */

static gboolean
set (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 deletes, gboolean is_kept,
     guint warned, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SET);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, deletes);
  hark_stmt_bind_int (stmt, 3, is_kept ? 1 : 0);
  hark_stmt_bind_int (stmt, 4, warned);
  hark_stmt_bind_int (stmt, 5, seq);
  return hark_stmt_run (stmt, error);
}

gboolean
store_retention_settle (SrvStore *store, const SrvTicket *ticket, guint months, gint64 closed,
                        GError **error)
{
  g_autoptr (HarkSettingArea) settled = NULL;
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  g_autoptr (HarkStmt) stmt = NULL;

  if (months == 0)
    return TRUE;

  settled = store_setting_get_area (store, &ticket->area, error);
  if (settled == NULL)
    return FALSE;
  if (!hark_setting_area_allows_months (settled, months))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_REKEY, "the area keeps tickets for another time");
      return FALSE;
    }

  stmt = srv_store_prepare (store, SQL_SETTLE);
  hark_stmt_bind_id (stmt, 1, &ticket->id);
  hark_stmt_bind_int (stmt, 2, hark_retention_due (closed, zone, months));
  return hark_stmt_run (stmt, error);
}

/* A last warning from before the hold counts no more: the clock may be slow now, or the day past.
 */
gboolean
store_retention_postpone (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 now,
                          GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  gint64 deletes, later;
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  step = hark_stmt_step (stmt, error);
  if (step != HARK_STEP_ROW)
    return step == HARK_STEP_DONE;
  if (hark_stmt_is_null (stmt, 0))
    return TRUE;

  deletes = hark_stmt_get_int (stmt, 0);
  later = hark_retention_postpone (deletes, now, zone);
  return (later == deletes && !is_last ((guint)hark_stmt_get_int (stmt, 2)))
         || set (store, seq, ticket, later, hark_stmt_get_int (stmt, 1) != 0, 0, error);
}

gboolean
store_retention_put_off (SrvStore *store, gint64 seq, gint64 now, GError **error)
{
  const HarkPeriodLength length = { SRV_RETENTION_FIRST, HARK_PERIOD_DAYS };
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT_OFF);
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);

  hark_stmt_bind_int (stmt, 1, hark_period_due (now, zone, NULL, &length, 1));
  hark_stmt_bind_int (stmt, 2, seq);
  return hark_stmt_run (stmt, error);
}

/* --- as the day comes --- */

/* Whether its advisor is to be told, so many days ahead: from SRV_RETENTION_HOUR of that day on. */
static gboolean
is_within (gint64 deletes, guint lead, GTimeZone *zone, gint64 now)
{
  int left = hark_period_days_left (deletes, now, zone);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return left < (int)lead
         || (left == (int)lead && local != NULL
             && g_date_time_get_hour (local) >= SRV_RETENTION_HOUR);
}

/* Of several lead times that have come, the nearest. One of which was warned although its time has
 * not come was so by a clock that was ahead. */
static guint
find_lead (const Ahead *ahead, GTimeZone *zone, gint64 now)
{
  guint last = is_last (ahead->warned) ? SRV_RETENTION_LAST : ahead->warned;
  guint warned = is_within (ahead->deletes, last, zone, now) ? last : 0;
  guint lead = is_within (ahead->deletes, SRV_RETENTION_LAST, zone, now)    ? SRV_RETENTION_LAST
               : is_within (ahead->deletes, SRV_RETENTION_FIRST, zone, now) ? SRV_RETENTION_FIRST
                                                                            : 0;

  return lead != 0 && (warned == 0 || lead < warned) ? lead : 0;
}

static Step
find_step (Ahead *ahead, GTimeZone *zone, gint64 now)
{
  gboolean is_near = hark_retention_postpone (0, now, zone) >= ahead->deletes;

  if (ahead->is_unread)
    return is_near && !ahead->is_kept ? STEP_KEEP : STEP_NONE;
  if (ahead->is_kept)
    return STEP_RELEASE;
  /* the server was off, or its clock slow: nobody was warned in time, and a week is left again */
  if (ahead->deletes < now)
    return is_last (ahead->warned) ? STEP_DECIDE : STEP_RELEASE;

  ahead->lead = find_lead (ahead, zone, now);
  return ahead->lead != 0 ? STEP_WARN : STEP_NONE;
}

static void
read_ahead (HarkStmt *stmt, Ahead *ahead)
{
  *ahead = (Ahead){ .deletes = hark_stmt_get_int (stmt, 1),
                    .is_kept = hark_stmt_get_int (stmt, 2) != 0,
                    .warned = (guint)hark_stmt_get_int (stmt, 3),
                    .is_unread = hark_stmt_get_int (stmt, 4) != 0 };
  hark_stmt_get_id (stmt, 0, &ahead->ticket);
}

GArray *
store_retention_list (SrvStore *store, gint64 now, SrvRetentionPlace *place, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST_AHEAD);
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (HarkId));
  HarkStep step = HARK_STEP_DONE;
  Ahead ahead;

  hark_stmt_bind_int (stmt, 1, HARK_OBJECT_MESSAGE);
  hark_stmt_bind_int (stmt, 2, now + AHEAD);
  hark_stmt_bind_int (stmt, 3, place->deletes);
  hark_stmt_bind_id (stmt, 4, &place->ticket);
  while (list->len < SRV_RETENTION_BATCH && (step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      read_ahead (stmt, &ahead);
      *place = (SrvRetentionPlace){ ahead.deletes, ahead.ticket };
      if (find_step (&ahead, zone, now) != STEP_NONE)
        g_array_append_val (list, ahead.ticket);
    }

  return step != HARK_STEP_ERROR ? g_steal_pointer (&list) : NULL;
}

/* Of which it is warned now. Where days end later by now, or the clock was ahead, a first warning
 * follows a last one. */
static guint
find_warned (const Ahead *ahead)
{
  if (ahead->warned != REFUSED_FIRST && ahead->warned != REFUSED_LAST)
    return ahead->lead;
  return ahead->lead == SRV_RETENTION_LAST ? REFUSED_LAST : REFUSED_FIRST;
}

static gboolean
note_warned (SrvStore *store, const Ahead *ahead, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_WARNED);

  hark_stmt_bind_id (stmt, 1, &ahead->ticket);
  hark_stmt_bind_int (stmt, 2, find_warned (ahead));
  return hark_stmt_run (stmt, error);
}

/* A last warning that comes late puts the day off: so long before it, it comes always. */
static gboolean
warn (SrvStore *store, gint64 seq, const Ahead *ahead, GTimeZone *zone, gint64 now, GError **error)
{
  gint64 day = ahead->lead == SRV_RETENTION_LAST
                   ? hark_retention_postpone (ahead->deletes, now, zone)
                   : ahead->deletes;

  return (day == ahead->deletes
              ? note_warned (store, ahead, error)
              : set (store, seq, &ahead->ticket, day, FALSE, find_warned (ahead), error))
         && store_mail_rule_warn (store, seq, &ahead->ticket, ahead->lead, day, now, error);
}

/* What became of the mail of the last warning; NO_MAIL where nobody is mailed, and what the window
 * shows of the day is all that anybody was told. */
static gboolean
find_fate (SrvStore *store, const Ahead *ahead, gint64 now, SrvNoticeFate *fate, gint64 *when,
           GError **error)
{
  gboolean sends, warns;

  *fate = SRV_NOTICE_NO_MAIL;
  if (!store_config_sends_mail (store, &sends, error))
    return FALSE;
  if (!sends)
    return TRUE;
  if (!store_notice_get_fate (store, &ahead->ticket, SRV_RETENTION_LAST, ahead->deletes, fate, when,
                              error)
      || !store_mail_rule_warns (store, &ahead->ticket, now, &warns, error))
    return FALSE;

  /* it was forgotten while no mail server was set, or nobody could be mailed who can be by now */
  if (*fate == SRV_NOTICE_NO_MAIL && warns)
    *fate = SRV_NOTICE_WAITS;
  return TRUE;
}

static gboolean
decide (SrvStore *store, gint64 seq, const Ahead *ahead, GTimeZone *zone, gint64 now,
        guint *n_decided, GError **error)
{
  SrvNoticeFate fate;
  gint64 when = 0, day;

  if (!find_fate (store, ahead, now, &fate, &when, error))
    return FALSE;
  if (fate == SRV_NOTICE_WAITS || (fate == SRV_NOTICE_REFUSED && ahead->warned != REFUSED_LAST))
    return set (
        store, seq, &ahead->ticket, hark_retention_postpone (ahead->deletes, now, zone), FALSE,
        fate == SRV_NOTICE_WAITS && ahead->warned == SRV_RETENTION_LAST ? SRV_RETENTION_FIRST
                                                                        : REFUSED_FIRST,
        error);

  /* it may have waited for days; a clock that was ahead by then counts no more */
  day = fate == SRV_NOTICE_SENT ? hark_retention_postpone (ahead->deletes, MIN (when, now), zone)
                                : ahead->deletes;
  if (day >= now)
    return set (store, seq, &ahead->ticket, day, FALSE, ahead->warned, error)
           && store_notice_put_off (store, &ahead->ticket, SRV_RETENTION_LAST, ahead->deletes, day,
                                    error);

  *n_decided += 1;
  return store_erase_decide (store, &ahead->ticket, SRV_ERASE_RETENTION, NULL, NULL, now, error);
}

static gboolean
take_step (SrvStore *store, gint64 seq, Ahead *ahead, GTimeZone *zone, gint64 now, guint *n_decided,
           GError **error)
{
  switch (find_step (ahead, zone, now))
    {
    case STEP_KEEP:
      return set (store, seq, &ahead->ticket, ahead->deletes, TRUE, ahead->warned, error);
    case STEP_RELEASE:
      return set (store, seq, &ahead->ticket, hark_retention_postpone (ahead->deletes, now, zone),
                  FALSE, 0, error);
    case STEP_WARN:
      return warn (store, seq, ahead, zone, now, error);
    case STEP_DECIDE:
      return decide (store, seq, ahead, zone, now, n_decided, error);
    case STEP_NONE:
    default:
      return TRUE;
    }
}

static gboolean
run_one (SrvStore *store, gint64 seq, const HarkId *ticket, GTimeZone *zone, gint64 now,
         guint *n_decided, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET_AHEAD);
  HarkStep step;
  Ahead ahead;

  hark_stmt_bind_int (stmt, 1, HARK_OBJECT_MESSAGE);
  hark_stmt_bind_id (stmt, 2, ticket);
  step = hark_stmt_step (stmt, error);
  if (step != HARK_STEP_ROW)
    return step == HARK_STEP_DONE;

  read_ahead (stmt, &ahead);
  g_clear_pointer (&stmt, hark_stmt_release);
  return take_step (store, seq, &ahead, zone, now, n_decided, error);
}

gboolean
store_retention_run (SrvStore *store, gint64 seq, GArray *tickets, gint64 now, guint *n_decided,
                     GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);

  *n_decided = 0;
  for (guint i = 0; i < tickets->len; i++)
    if (!run_one (store, seq, &g_array_index (tickets, HarkId, i), zone, now, n_decided, error))
      return FALSE;

  return TRUE;
}

gboolean
store_retention_is_ahead (SrvStore *store, const HarkId *ticket, gint64 due, gboolean *is_ahead,
                          GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_IS_AHEAD);
  HarkStep step;

  hark_stmt_bind_int (stmt, 1, HARK_OBJECT_MESSAGE);
  hark_stmt_bind_id (stmt, 2, ticket);
  hark_stmt_bind_int (stmt, 3, due);
  step = hark_stmt_step (stmt, error);
  *is_ahead = step == HARK_STEP_ROW;
  return step != HARK_STEP_ERROR;
}

/* --- another time zone --- */

gboolean
store_retention_move (SrvStore *store, gint64 seq, GTimeZone *from, GTimeZone *to, GError **error)
{
  g_autofree char *days = store_day_list (store, SQL_DAYS, from, to, error);

  return days != NULL && store_day_move (store, SQL_MOVE, days, seq, error)
         && store_notice_move_deletions (store, seq, days, error);
}
