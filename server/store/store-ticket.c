/* store-ticket.c: see store-ticket.h. The row itself; how one begins stands in store-submission.c,
 * its keys in store-epoch.c, its contents in store-object.c, its deadlines in store-period.c. */
#include "store-ticket.h"

#include "hark-error.h"
#include "store-inbox.h"
#include "store-portal-ticket.h"
#include "store-setting.h"

#define NUMBER_TRIES 1000
#define NUMBER_FEW 10000 /* four digits */
#define NUMBER_MANY 90000

static const char SQL_GET[]
    = "SELECT number, state, state_v, state_by, state_at, advisor, advisor_v, advisor_by,"
      " advisor_at, taken, area, origin, reporter, inbox, reachable, received,"
      " coalesce (closed, 0), outcome, rv, area_v, area_by, area_at, named, acknowledged,"
      " answered, deletion_by, deletion_at, deletion_v, hold, hold_v,"
      " coalesce (deletes, 0), kept, account FROM ticket WHERE id = $1";
static const char SQL_INSERT[]
    = "INSERT INTO ticket (id, number, area, origin, reporter, inbox, reachable, received,"
      " state, state_v, state_by, state_at, advisor_v, advisor_by, advisor_at, area_v, area_by,"
      " area_at, taken, rv, account)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $11, $10, $9, $11, $10, $9, $11, $10, "
      "0,"
      " $9, $12)";
/* also of those that were deleted: what a number stood for it stands for */
static const char SQL_COUNT[] = "SELECT (SELECT count (*) FROM ticket WHERE number GLOB $1)"
                                " + (SELECT count (*) FROM receipt WHERE number GLOB $1)";
static const char SQL_NUMBER[] = "SELECT 1 FROM ticket WHERE number = $1"
                                 " UNION ALL SELECT 1 FROM receipt WHERE number = $1";
static const char SQL_ADVISOR[]
    = "UPDATE ticket SET advisor = $2, advisor_v = $3, advisor_by = $4, advisor_at = $5, rv = $3,"
      " taken = CASE WHEN $2 IS NULL THEN taken ELSE 1 END WHERE id = $1";
static const char SQL_STATE[]
    = "UPDATE ticket SET state = $2, state_v = $3, state_by = $4, state_at = $5, rv = $3,"
      " outcome = $6, closed = CASE WHEN $2 = 'closed' THEN $5 END, deletes = NULL, kept = 0,"
      " warned = 0 WHERE id = $1";
static const char SQL_AREA[] = "UPDATE ticket SET area = $2, area_v = $3, area_by = $4,"
                               " area_at = $5, rv = $3 WHERE id = $1";
static const char SQL_ACKNOWLEDGED[]
    = "UPDATE ticket SET acknowledged = $2, answered = $3 WHERE id = $1";
static const char SQL_DELETION[] = "UPDATE ticket SET deletion_by = $2, deletion_at = $3,"
                                   " deletion_v = $4, rv = $4 WHERE id = $1";
static const char SQL_HOLD[] = "UPDATE ticket SET hold = $2, hold_v = $3, rv = $3 WHERE id = $1";
static const char SQL_TOUCH[] = "UPDATE ticket SET rv = $2 WHERE id = $1";

void
srv_ticket_free (SrvTicket *self)
{
  g_free (self->number);
  g_free (self);
}

SrvTicket *
store_ticket_get (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  SrvTicket *row;

  hark_stmt_bind_id (stmt, 1, ticket);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      break;
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such ticket");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }

  row = g_new0 (SrvTicket, 1);
  row->id = *ticket;
  row->number = g_strdup (hark_stmt_get_text (stmt, 0));
  hark_ticket_state_from_name (hark_stmt_get_text (stmt, 1), &row->state);
  row->state_v = hark_stmt_get_int (stmt, 2);
  hark_stmt_get_id (stmt, 3, &row->state_by);
  row->state_at = hark_stmt_get_int (stmt, 4);
  hark_stmt_get_id (stmt, 5, &row->advisor);
  row->advisor_v = hark_stmt_get_int (stmt, 6);
  hark_stmt_get_id (stmt, 7, &row->advisor_by);
  row->advisor_at = hark_stmt_get_int (stmt, 8);
  row->taken = hark_stmt_get_int (stmt, 9) != 0;
  hark_stmt_get_id (stmt, 10, &row->area);
  hark_ticket_origin_from_name (hark_stmt_get_text (stmt, 11), &row->origin);
  hark_stmt_get_id (stmt, 12, &row->reporter);
  row->has_inbox = hark_stmt_get_int (stmt, 13) != 0;
  row->reachable = hark_stmt_get_int (stmt, 14) != 0;
  row->received = hark_stmt_get_int (stmt, 15);
  row->closed = hark_stmt_get_int (stmt, 16);
  hark_stmt_get_id (stmt, 17, &row->outcome);
  row->rv = hark_stmt_get_int (stmt, 18);
  row->area_v = hark_stmt_get_int (stmt, 19);
  hark_stmt_get_id (stmt, 20, &row->area_by);
  row->area_at = hark_stmt_get_int (stmt, 21);
  hark_stmt_get_id (stmt, 22, &row->named);
  row->acknowledged = hark_stmt_get_int (stmt, 23);
  row->answered = hark_stmt_get_int (stmt, 24) != 0;
  hark_stmt_get_id (stmt, 25, &row->deletion_by);
  row->deletion_at = hark_stmt_get_int (stmt, 26);
  row->deletion_v = hark_stmt_get_int (stmt, 27);
  row->is_held = hark_stmt_get_int (stmt, 28) != 0;
  row->hold_v = hark_stmt_get_int (stmt, 29);
  row->deletes = hark_stmt_get_int (stmt, 30);
  row->is_kept = hark_stmt_get_int (stmt, 31) != 0;
  hark_stmt_get_id (stmt, 32, &row->account);
  return row;
}

static gint64
count_numbers (SrvStore *store, const char *pattern, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_COUNT);

  hark_stmt_bind_text (stmt, 1, pattern);
  return hark_stmt_step (stmt, error) == HARK_STEP_ROW ? hark_stmt_get_int (stmt, 0) : -1;
}

/* Drawn at random: a number tells neither how many there are nor whether one was left out. */
static char *
draw_number (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  int year = g_date_time_get_year (local);
  g_autofree char *pattern = g_strdup_printf ("%04d-????", year);
  gint64 used = count_numbers (store, pattern, error);

  if (used < 0)
    return NULL;

  for (guint i = 0; i < NUMBER_TRIES; i++)
    {
      g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NUMBER);
      g_autofree char *number = NULL;
      guint32 random;
      HarkStep step;

      hark_seal_random (&random, sizeof random);
      number = used < NUMBER_FEW / 2
                   ? g_strdup_printf ("%04d-%04u", year, random % NUMBER_FEW)
                   : g_strdup_printf ("%04d-%05u", year, NUMBER_FEW + random % NUMBER_MANY);
      hark_stmt_bind_text (stmt, 1, number);
      step = hark_stmt_step (stmt, error);
      if (step == HARK_STEP_ERROR)
        return NULL;
      if (step == HARK_STEP_DONE)
        return g_steal_pointer (&number);
    }

  g_set_error (error, HARK_ERROR, HARK_ERROR_INTERNAL, "this year's ticket numbers are used up");
  return NULL;
}

gboolean
store_ticket_insert (SrvStore *store, gint64 seq, const SrvSubmission *submission, gint64 now,
                     GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);
  g_autofree char *number = draw_number (store, now, error);
  const HarkId *author = srv_submission_get_author (submission);
  gboolean anonymous = hark_id_is_zero (&submission->reporter);

  if (number == NULL)
    return FALSE;

  hark_stmt_bind_id (stmt, 1, &submission->ticket);
  hark_stmt_bind_text (stmt, 2, number);
  hark_stmt_bind_id (stmt, 3, &submission->area);
  hark_stmt_bind_text (stmt, 4, hark_ticket_origin_get_name (submission->origin));
  hark_stmt_bind_id (stmt, 5, anonymous ? NULL : &submission->reporter);
  hark_stmt_bind_int (stmt, 6, submission->has_inbox ? 1 : 0);
  hark_stmt_bind_int (stmt, 7, submission->reachable ? 1 : 0);
  hark_stmt_bind_int (stmt, 8, submission->received);
  hark_stmt_bind_int (stmt, 9, seq);
  hark_stmt_bind_int (stmt, 10, now);
  hark_stmt_bind_id (stmt, 11, hark_id_is_zero (author) ? NULL : author);
  hark_stmt_bind_id (stmt, 12,
                     hark_id_is_zero (&submission->account) ? NULL : &submission->account);
  if (!hark_stmt_run (stmt, error))
    return FALSE;
  if (!hark_id_is_zero (&submission->account))
    return store_portal_ticket_add (store, &submission->ticket, &submission->account, error);

  return !submission->has_inbox
         || store_inbox_add (store, &submission->ticket, submission->lookup, submission->token_hash,
                             error);
}

gboolean
store_ticket_set_advisor (SrvStore *store, gint64 seq, const HarkId *ticket, const HarkId *advisor,
                          const HarkId *by, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_ADVISOR);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, advisor);
  hark_stmt_bind_int (stmt, 3, seq);
  hark_stmt_bind_id (stmt, 4, by);
  hark_stmt_bind_int (stmt, 5, now);
  return hark_stmt_run (stmt, error);
}

gboolean
store_ticket_set_state (SrvStore *store, gint64 seq, const HarkId *ticket, HarkTicketState state,
                        const HarkId *outcome, const HarkId *by, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_STATE);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_text (stmt, 2, hark_ticket_state_get_name (state));
  hark_stmt_bind_int (stmt, 3, seq);
  hark_stmt_bind_id (stmt, 4, by);
  hark_stmt_bind_int (stmt, 5, now);
  hark_stmt_bind_id (stmt, 6, outcome);
  return hark_stmt_run (stmt, error);
}

gboolean
store_ticket_set_area (SrvStore *store, gint64 seq, const HarkId *ticket, const HarkId *area,
                       const HarkId *by, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_AREA);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, area);
  hark_stmt_bind_int (stmt, 3, seq);
  hark_stmt_bind_id (stmt, 4, by);
  hark_stmt_bind_int (stmt, 5, now);
  return hark_stmt_run (stmt, error);
}

gboolean
store_ticket_set_acknowledged (SrvStore *store, const HarkId *ticket, gint64 time,
                               gboolean answered, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_ACKNOWLEDGED);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, time);
  hark_stmt_bind_int (stmt, 3, answered ? 1 : 0);
  return hark_stmt_run (stmt, error);
}

gboolean
store_ticket_set_deletion (SrvStore *store, gint64 seq, const HarkId *ticket, const HarkId *by,
                           gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DELETION);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, by);
  hark_stmt_bind_int (stmt, 3, now);
  hark_stmt_bind_int (stmt, 4, seq);
  return hark_stmt_run (stmt, error);
}

gboolean
store_ticket_set_hold (SrvStore *store, gint64 seq, const HarkId *ticket, gboolean is_held,
                       GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_HOLD);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, is_held ? 1 : 0);
  hark_stmt_bind_int (stmt, 3, seq);
  return hark_stmt_run (stmt, error);
}

gboolean
store_ticket_touch (SrvStore *store, gint64 seq, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TOUCH);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, seq);
  return hark_stmt_run (stmt, error);
}
