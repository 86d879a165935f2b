/* store-notice.c: see store-notice.h */
#include "store-notice.h"

#include "hark-error.h"
#include "hark-mail.h"
#include "store-day.h"
#include "store-mail.h"
#include "store-notification.h"
#include "store-setting.h"

#include <string.h>

#define HOUR 3600
#define IS_AHEAD "n.kind IN ('reminder', 'deletion')"

/* Whoever marked it as seen, or wrote there since, has looked. What a reporter is shown of a
 * closing has no place of its own in what is marked: there a later mark counts. */
#define HAS_LOOKED                                                                                 \
  " (EXISTS (SELECT 1 FROM read_mark m WHERE m.user = n.user AND m.ticket = n.ticket"              \
  "   AND (m.up_to >= n.seq OR (n.kind = 'closed' AND m.rv > n.seq)))"                             \
  " OR EXISTS (SELECT 1 FROM object o WHERE o.ticket = n.ticket AND o.seq > n.seq"                 \
  "   AND (o.author = n.user OR (o.author IS NULL AND EXISTS (SELECT 1 FROM portal_ticket p"       \
  "     WHERE p.ticket = n.ticket AND p.user = n.user)))))"

static const char SQL_TOLD[]
    = "SELECT 1 FROM notice n LEFT JOIN mail l ON l.id = n.mail"
      " WHERE n.user = $1 AND n.ticket = $2 AND n.kind = $3 AND n.period = $4 AND n.lead = $5"
      " AND coalesce (l.state, '') <> 'given-up'"
      " AND CASE WHEN " IS_AHEAD " THEN n.due = $6 ELSE NOT" HAS_LOOKED " END";
static const char SQL_PUT[]
    = "INSERT INTO notice (user, ticket, kind, period, lead, due, person, seq, mail, since)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, (SELECT created FROM mail WHERE id = $9))"
      " ON CONFLICT (user, ticket, kind, period, lead)"
      " DO UPDATE SET due = excluded.due, person = excluded.person, seq = excluded.seq,"
      " mail = excluded.mail, since = excluded.since";
static const char SQL_LIST[]
    = "SELECT n.user, n.ticket, n.kind, n.period, n.lead, n.due, n.person, n.seq FROM notice n"
      " WHERE n.mail = $1 AND (" IS_AHEAD " OR NOT" HAS_LOOKED ") ORDER BY n.seq, n.ticket, n.kind";
static const char SQL_MOVE[] = "UPDATE notice SET mail = $2 WHERE mail = $1 AND since > $3";
static const char SQL_TAKE_OUT[]
    = "DELETE FROM notice WHERE user = $1 AND ticket = $2 AND kind = $3 AND period = $4"
      " AND lead = $5 AND mail = $6";
static const char SQL_FORGET[] = "DELETE FROM notice WHERE mail = $1";
static const char SQL_FORGET_WAITING[]
    = "DELETE FROM notice WHERE since <= $1 AND mail IN"
      " (SELECT id FROM mail WHERE state = 'waiting' AND created <= $1 ORDER BY due, id LIMIT $2)";
static const char SQL_MOVE_REMINDERS[]
    = STORE_DAY_SQL "UPDATE notice SET due = p.due FROM period p WHERE p.id = notice.period AND"
                    " kind = 'reminder' AND p.rv = $2"
                    " AND (notice.due, p.due) IN (SELECT before, due FROM day)";
static const char SQL_MOVE_DELETIONS[]
    = STORE_DAY_SQL "UPDATE notice SET due = t.deletes FROM ticket t WHERE t.id = notice.ticket AND"
                    " kind = 'deletion' AND t.rv = $2"
                    " AND (notice.due, t.deletes) IN (SELECT before, due FROM day)";

/* Whether it is the address, not the mail server, why @m was given up: that said no itself, and
 * took mails to others within the last day in which it was asked; where it said no at once, also in
 * the day after. Hours of what a reporter causes do not say when it went. */
#define IS_REFUSED                                                                                 \
  "m.state = 'given-up' AND m.reason IN ('said', 'repeated') AND EXISTS (SELECT 1 FROM mail o"     \
  " WHERE o.state <> 'waiting' AND o.state = 'sent' AND o.user <> m.user"                          \
  " AND o.kind NOT IN ('anonymous', 'reply') AND o.settled > m.settled - 86400"                    \
  " AND o.settled < m.settled"                                                                     \
  "   + iif (m.settled - m.created < " G_STRINGIFY (SRV_MAIL_PATIENCE) ", 86400, 0))"
static const char SQL_FATE[]
    = "SELECT m.state, coalesce (m.settled, 0), " IS_REFUSED
      " FROM notice n JOIN mail m ON m.id = n.mail"
      " WHERE n.ticket = $1 AND n.kind = 'deletion' AND n.lead = $2 AND n.due = $3"
      " ORDER BY m.state = 'sent' DESC, m.state = 'waiting' DESC, 3, m.settled";

static const char SQL_PUT_OFF[] = "UPDATE notice SET due = $4 WHERE ticket = $1"
                                  " AND kind = 'deletion' AND lead = $2 AND due = $3";

/* The nearest lead time replaces the others that could not go. */
static const char SQL_FORGET_LEADS[]
    = "DELETE FROM notice WHERE user = $1 AND ticket = $2 AND kind = $3 AND period = $4"
      " AND (lead <> $5 OR due <> $6) AND mail IN (SELECT id FROM mail l WHERE l.id = notice.mail"
      " AND l.state = 'waiting' AND l.doubt = 0)";

/* One that is not under way yet: what is put into it now is in it when it goes. $4: of those with
 * fewer days of deletion. */
static const char SQL_CARRIER[] = "SELECT id FROM mail WHERE user = $1 AND kind = $2"
                                  " AND state = 'waiting' AND tries = 0 AND due > $3"
                                  " AND deletions < $4 ORDER BY deletions LIMIT 1";
static const char SQL_COUNT_DELETION[] = "UPDATE mail SET deletions = deletions + 1 WHERE id = $1";
/* In this hour, and of before those that still wait: they would come with these. $3: of what comes
 * in, else of all else. */
#define ALIKE "(kind IN ('anonymous', 'named', 'reply')) = $3 AND kind NOT IN ('digest', 'summary')"
static const char SQL_COUNT[]
    = "SELECT (SELECT count (*) FROM mail WHERE user = $1 AND created = $2 AND " ALIKE ")"
      " + (SELECT count (*) FROM mail WHERE user = $1 AND created <> $2 AND state = 'waiting'"
      "   AND " ALIKE ")";

static const char *const names[]
    = { [SRV_NOTICE_ANONYMOUS] = "anonymous", [SRV_NOTICE_NAMED] = "named",
        [SRV_NOTICE_REPLY] = "reply",         [SRV_NOTICE_ANSWER] = "answer",
        [SRV_NOTICE_CLOSED] = "closed",       [SRV_NOTICE_ASSIGNED] = "assigned",
        [SRV_NOTICE_RELEASED] = "released",   [SRV_NOTICE_REMINDER] = "reminder",
        [SRV_NOTICE_DELETION] = "deletion" };

G_STATIC_ASSERT (G_N_ELEMENTS (names) == SRV_NOTICE_LAST);

const char *
srv_notice_kind_get_name (SrvNoticeKind kind)
{
  g_return_val_if_fail (kind < SRV_NOTICE_LAST, NULL);

  return names[kind];
}

gboolean
srv_notice_kind_comes_in (SrvNoticeKind kind)
{
  return kind == SRV_NOTICE_ANONYMOUS || kind == SRV_NOTICE_NAMED || kind == SRV_NOTICE_REPLY;
}

gboolean
srv_notice_carries_several (const char *mail)
{
  return strcmp (mail, SRV_NOTICE_DIGEST) == 0 || strcmp (mail, SRV_NOTICE_SUMMARY) == 0;
}

static SrvNoticeKind
kind_from_name (const char *name)
{
  guint kind = 0;

  while (kind < SRV_NOTICE_LAST && g_strcmp0 (names[kind], name) != 0)
    kind++;
  return kind;
}

/* --- which mail carries it --- */

/* When the next hour @hour of a day begins. */
static gint64
find_hour (SrvStore *store, gint hour, gint64 now)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  for (guint day = 0; local != NULL && day < 3; day++)
    {
      g_autoptr (GDateTime) date = g_date_time_add_days (local, (gint)day);
      g_autoptr (GDateTime) at
          = date != NULL
                ? g_date_time_new (zone, g_date_time_get_year (date), g_date_time_get_month (date),
                                   g_date_time_get_day_of_month (date), hour, 0, 0)
                : NULL;

      if (at != NULL && g_date_time_to_unix (at) > now)
        return g_date_time_to_unix (at);
    }
  return now;
}

static gboolean
add_mail (SrvStore *store, const SrvNotice *notice, const char *kind, const HarkId *ticket,
          gint64 due, gint64 now, HarkId *id, GError **error)
{
  SrvMail mail = { .user = notice->user, .kind = (char *)kind, .ticket = *ticket, .due = due };

  if (!store_mail_add (store, &mail, now, error))
    return FALSE;

  *id = mail.id;
  return TRUE;
}

/* The one of @kind that waits to be sent at @due, a new one where there is none with room for
 * @notice. */
static gboolean
find_carrier (SrvStore *store, const SrvNotice *notice, const char *kind, gint64 due, gint64 now,
              HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_CARRIER);
  const HarkId none = { 0 };

  hark_stmt_bind_id (stmt, 1, &notice->user);
  hark_stmt_bind_text (stmt, 2, kind);
  hark_stmt_bind_int (stmt, 3, now);
  hark_stmt_bind_int (stmt, 4,
                      notice->kind == SRV_NOTICE_DELETION ? SRV_MAIL_MAX_DELETIONS : G_MAXINT64);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      return hark_stmt_get_id (stmt, 0, id);
    case HARK_STEP_DONE:
      return add_mail (store, notice, kind, &none, due, now, id, error);
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
count_hour (SrvStore *store, const SrvNotice *notice, gint64 now, gint64 *n, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_COUNT);

  hark_stmt_bind_id (stmt, 1, &notice->user);
  hark_stmt_bind_int (stmt, 2, store_setting_round (store, now));
  hark_stmt_bind_int (stmt, 3, srv_notice_kind_comes_in (notice->kind) ? 1 : 0);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  *n = hark_stmt_get_int (stmt, 0);
  return TRUE;
}

static gboolean
choose_mail (SrvStore *store, const SrvNotice *notice, gboolean digest, gint64 now, HarkId *mail,
             GError **error)
{
  gint64 n;

  if (digest)
    return find_carrier (store, notice, SRV_NOTICE_DIGEST,
                         find_hour (store, SRV_NOTICE_DIGEST_HOUR, now), now, mail, error);
  if (!count_hour (store, notice, now, &n, error))
    return FALSE;
  if (n >= SRV_NOTICE_FLOOD)
    return find_carrier (store, notice, SRV_NOTICE_SUMMARY, store_setting_round (store, now) + HOUR,
                         now, mail, error);

  return add_mail (store, notice, names[notice->kind], &notice->ticket, 0, now, mail, error);
}

/* --- the rows --- */

static void
bind_key (HarkStmt *stmt, const SrvNotice *notice)
{
  hark_stmt_bind_id (stmt, 1, &notice->user);
  hark_stmt_bind_id (stmt, 2, &notice->ticket);
  hark_stmt_bind_text (stmt, 3, names[notice->kind]);
  hark_stmt_bind_id (stmt, 4, &notice->period);
  hark_stmt_bind_int (stmt, 5, notice->lead);
  hark_stmt_bind_int (stmt, 6, notice->due);
}

static gboolean
was_told (SrvStore *store, const SrvNotice *notice, gboolean *told, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TOLD);
  HarkStep step;

  bind_key (stmt, notice);
  step = hark_stmt_step (stmt, error);
  *told = step == HARK_STEP_ROW;
  return step != HARK_STEP_ERROR;
}

static gboolean
forget_leads (SrvStore *store, const SrvNotice *notice, GError **error)
{
  g_autoptr (HarkStmt) stmt = NULL;

  if (notice->kind != SRV_NOTICE_REMINDER && notice->kind != SRV_NOTICE_DELETION)
    return TRUE;

  stmt = srv_store_prepare (store, SQL_FORGET_LEADS);
  bind_key (stmt, notice);
  return hark_stmt_run (stmt, error);
}

static gboolean
put (SrvStore *store, const SrvNotice *notice, const HarkId *mail, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT);

  bind_key (stmt, notice);
  hark_stmt_bind_id (stmt, 7, &notice->person);
  hark_stmt_bind_int (stmt, 8, notice->seq);
  hark_stmt_bind_id (stmt, 9, mail);
  return hark_stmt_run (stmt, error);
}

static gboolean
count_deletion (SrvStore *store, const SrvNotice *notice, const HarkId *mail, GError **error)
{
  g_autoptr (HarkStmt) stmt = NULL;

  if (notice->kind != SRV_NOTICE_DELETION)
    return TRUE;

  stmt = srv_store_prepare (store, SQL_COUNT_DELETION);
  hark_stmt_bind_id (stmt, 1, mail);
  return hark_stmt_run (stmt, error);
}

/* FALSE with @error; else whether @to is where @user is mailed. */
static gboolean
find_place (SrvStore *store, const HarkId *user, SrvNotification *to, gboolean *found,
            GError **error)
{
  g_autoptr (GError) local = NULL;

  *found = FALSE;
  if (store_notification_get (store, user, to, &local))
    {
      *found = hark_mail_is_address (to->address);
      return TRUE;
    }
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
store_notice_reaches (SrvStore *store, const HarkId *user, gboolean *reaches, GError **error)
{
  g_auto (SrvNotification) to = { 0 };

  return find_place (store, user, &to, reaches, error);
}

gboolean
store_notice_add (SrvStore *store, const SrvNotice *notice, gint64 now, GError **error)
{
  g_auto (SrvNotification) to = { 0 };
  gboolean found, told;
  HarkId mail;

  if (!find_place (store, &notice->user, &to, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (!was_told (store, notice, &told, error))
    return FALSE;

  return told
         || (forget_leads (store, notice, error)
             && choose_mail (store, notice, to.digest, now, &mail, error)
             && put (store, notice, &mail, error) && count_deletion (store, notice, &mail, error));
}

gboolean
store_notice_get_fate (SrvStore *store, const HarkId *ticket, guint lead, gint64 due,
                       SrvNoticeFate *fate, gint64 *when, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FATE);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, lead);
  hark_stmt_bind_int (stmt, 3, due);
  step = hark_stmt_step (stmt, error);
  *fate = SRV_NOTICE_NO_MAIL;
  if (step != HARK_STEP_ROW)
    return step == HARK_STEP_DONE;

  *when = hark_stmt_get_int (stmt, 1);
  if (g_str_equal (hark_stmt_get_text (stmt, 0), "sent"))
    *fate = SRV_NOTICE_SENT;
  else if (hark_stmt_get_int (stmt, 2) != 0)
    *fate = SRV_NOTICE_REFUSED;
  else
    *fate = SRV_NOTICE_WAITS;
  return TRUE;
}

gboolean
store_notice_put_off (SrvStore *store, const HarkId *ticket, guint lead, gint64 due, gint64 later,
                      GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT_OFF);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, lead);
  hark_stmt_bind_int (stmt, 3, due);
  hark_stmt_bind_int (stmt, 4, later);
  return hark_stmt_run (stmt, error);
}

gboolean
store_notice_move (SrvStore *store, const HarkId *from, const HarkId *to, gint64 since,
                   GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_MOVE);

  hark_stmt_bind_id (stmt, 1, from);
  hark_stmt_bind_id (stmt, 2, to);
  hark_stmt_bind_int (stmt, 3, since);
  return hark_stmt_run (stmt, error);
}

GArray *
store_notice_list (SrvStore *store, const HarkId *mail, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (SrvNotice));
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, mail);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvNotice notice = { .kind = kind_from_name (hark_stmt_get_text (stmt, 2)),
                           .lead = (guint)hark_stmt_get_int (stmt, 4),
                           .due = hark_stmt_get_int (stmt, 5),
                           .seq = hark_stmt_get_int (stmt, 7) };

      hark_stmt_get_id (stmt, 0, &notice.user);
      hark_stmt_get_id (stmt, 1, &notice.ticket);
      hark_stmt_get_id (stmt, 3, &notice.period);
      hark_stmt_get_id (stmt, 6, &notice.person);
      if (notice.kind < SRV_NOTICE_LAST)
        g_array_append_val (list, notice);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
store_notice_take_out (SrvStore *store, const SrvNotice *notice, const HarkId *mail, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TAKE_OUT);

  bind_key (stmt, notice);
  hark_stmt_bind_id (stmt, 6, mail);
  return hark_stmt_run (stmt, error);
}

gboolean
store_notice_forget (SrvStore *store, const HarkId *mail, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FORGET);

  hark_stmt_bind_id (stmt, 1, mail);
  return hark_stmt_run (stmt, error);
}

gboolean
store_notice_forget_waiting (SrvStore *store, gint64 before, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FORGET_WAITING);

  hark_stmt_bind_int (stmt, 1, before);
  hark_stmt_bind_int (stmt, 2, SRV_STORE_PIECE);
  return hark_stmt_run (stmt, error);
}

gboolean
store_notice_move_reminders (SrvStore *store, gint64 seq, const char *days, GError **error)
{
  return store_day_move (store, SQL_MOVE_REMINDERS, days, seq, error);
}

gboolean
store_notice_move_deletions (SrvStore *store, gint64 seq, const char *days, GError **error)
{
  return store_day_move (store, SQL_MOVE_DELETIONS, days, seq, error);
}
