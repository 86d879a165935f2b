/* store-erase.c: see store-erase.h */
#include "store-erase.h"

#include "hark-error.h"
#include "hark-seal.h"
#include "store-epoch.h"
#include "store-portal-account.h"
#include "store-secret.h"
#include "store-setting.h"
#include "store-tomb.h"

#define DAY (24 * 3600)

static const char SQL_DECIDE[]
    = "INSERT INTO erasure (ticket, why, proposer, confirmer, at) SELECT id, $2, $3, $4, $5"
      " FROM ticket WHERE id = $1 ON CONFLICT (ticket) DO NOTHING";
static const char SQL_IS_DECIDED[] = "SELECT 1 FROM erasure WHERE ticket = $1";
static const char SQL_CONFIRMED[] = "SELECT 1 FROM erasure WHERE ticket = $1 AND confirmer = $2";
static const char SQL_LIST_DECIDED[] = "SELECT ticket FROM erasure"
                                       " ORDER BY why = 'retention', at, ticket LIMIT $1";
static const char SQL_LIST_URGENT[]
    = "SELECT ticket FROM erasure WHERE (why = 'retention') = 0 ORDER BY at, ticket LIMIT $1";
static const char SQL_GET[] = "SELECT why, proposer, confirmer FROM erasure WHERE ticket = $1";
static const char SQL_USED[] = "SELECT 1 FROM erased WHERE ticket = $1";
static const char SQL_ERASED[] = "INSERT INTO erased (ticket, seq) VALUES ($1, $2)"
                                 " ON CONFLICT (ticket) DO NOTHING";
static const char SQL_LATE[] = "SELECT EXISTS (SELECT 1 FROM period WHERE ticket = $1 AND gone = 0"
                               " AND due < coalesce (done, $2))";
static const char SQL_COUNT[]
    = "INSERT INTO statistic (month, area, origin, tickets, closed, days, late)"
      " VALUES ($1, $2, $3, 1, $4, $5, $6) ON CONFLICT (month, area, origin) DO UPDATE SET"
      " tickets = tickets + 1, closed = closed + excluded.closed, days = days + excluded.days,"
      " late = late + excluded.late";
static const char SQL_SUM[] = "SELECT (SELECT coalesce (sum (tickets), 0) FROM statistic)"
                              " - (SELECT count (*) FROM receipt_exclusion WHERE user = $1)";
static const char SQL_RECEIPT[]
    = "INSERT INTO receipt (number, area, closed, deleted, why, proposer, confirmer, emptied)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT (number) DO NOTHING";
static const char SQL_EXCLUDE[] = "INSERT INTO receipt_exclusion (number, user) VALUES ($1, $2)"
                                  " ON CONFLICT (number, user) DO NOTHING";
static const char SQL_EXCLUDE_OTHERS[]
    = "INSERT INTO receipt_exclusion (number, user) SELECT $1, user FROM account c WHERE NOT EXISTS"
      " (SELECT 1 FROM access a WHERE a.ticket = $2 AND a.user = c.user"
      " AND (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq))"
      " ON CONFLICT (number, user) DO NOTHING";
static const char SQL_USERS[] = "SELECT user FROM account";
static const char SQL_LIST_FILES[]
    = "SELECT id FROM erased_file WHERE $2 IS NULL OR id > $2 ORDER BY id LIMIT $1";
static const char SQL_FORGET_FILE[] = "DELETE FROM erased_file WHERE id = $1";
static const char SQL_EMPTIED[]
    = "UPDATE receipt SET emptied = 1 WHERE number IN"
      " (SELECT number FROM receipt WHERE emptied = 0 ORDER BY number LIMIT $1)";
static const char SQL_UNFINISHED[] = "SELECT EXISTS (SELECT 1 FROM receipt WHERE emptied = 0)";
static const char SQL_RECEIPTS[]
    = "SELECT number, closed, deleted, why, proposer, confirmer, emptied FROM receipt r"
      " WHERE area = $1 AND number > $3 AND NOT EXISTS (SELECT 1 FROM receipt_exclusion x"
      " WHERE x.number = r.number AND x.user = $2) ORDER BY number LIMIT $4";

/* Every row that belongs to a ticket, in an order that no reference forbids. A table that refers to
 * tickets belongs in here. What was answered to operations on it stays as an id that is taken. */
static const char *const ERASE_SQL[] = {
  "INSERT INTO erased_file (id) SELECT id FROM blob WHERE ticket = $1",
  "UPDATE ticket SET outcome = NULL, state = 'open', closed = NULL, deletes = NULL WHERE id = $1",
  "DELETE FROM slot WHERE ticket = $1",
  "DELETE FROM recovery_slot WHERE ticket = $1",
  "DELETE FROM object WHERE ticket = $1",
  "DELETE FROM epoch WHERE ticket = $1",
  "DELETE FROM inbox WHERE ticket = $1",
  "DELETE FROM portal_ticket WHERE ticket = $1",
  "DELETE FROM period WHERE ticket = $1",
  "DELETE FROM access WHERE ticket = $1",
  "DELETE FROM read_mark WHERE ticket = $1",
  "DELETE FROM due WHERE ticket = $1",
  "DELETE FROM blob WHERE ticket = $1",
  "DELETE FROM erasure WHERE ticket = $1",
  "UPDATE op SET hash = zeroblob (32), status = 'gone', result = '{}' WHERE ticket = $1",
  "UPDATE op SET ticket = NULL WHERE ticket = $1",
  "DELETE FROM ticket WHERE id = $1",
};

static const char *const why_name[] = { "members", "retention", "again" };

const char *
srv_erase_why_get_name (SrvEraseWhy why)
{
  return why_name[why];
}

static SrvEraseWhy
why_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (why_name); i++)
    if (g_strcmp0 (why_name[i], name) == 0)
      return i;

  return SRV_ERASE_AGAIN;
}

void
srv_receipt_free (SrvReceipt *self)
{
  g_free (self->number);
  g_free (self);
}

gboolean
store_erase_decide (SrvStore *store, const HarkId *ticket, SrvEraseWhy why, const HarkId *proposer,
                    const HarkId *confirmer, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DECIDE);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_text (stmt, 2, why_name[why]);
  hark_stmt_bind_id (stmt, 3, proposer);
  hark_stmt_bind_id (stmt, 4, confirmer);
  hark_stmt_bind_int (stmt, 5, now);
  return hark_stmt_run (stmt, error);
}

static gboolean
exists (SrvStore *store, const char *sql, const HarkId *ticket, gboolean *there, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ERROR)
    return FALSE;

  *there = step == HARK_STEP_ROW;
  return TRUE;
}

gboolean
store_erase_is_decided (SrvStore *store, const HarkId *ticket, gboolean *is_decided, GError **error)
{
  return exists (store, SQL_IS_DECIDED, ticket, is_decided, error);
}

gboolean
store_erase_was_confirmed_by (SrvStore *store, const HarkId *ticket, const HarkId *user,
                              gboolean *was_confirmed, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_CONFIRMED);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, user);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ERROR)
    return FALSE;

  *was_confirmed = step == HARK_STEP_ROW;
  return TRUE;
}

static GArray *
list_ids (HarkStmt *stmt, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HarkId));
  HarkStep step;
  HarkId id;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &id))
      g_array_append_val (ids, id);

  return step == HARK_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

GArray *
store_erase_list_decided (SrvStore *store, gboolean urgent, guint limit, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = srv_store_prepare (store, urgent ? SQL_LIST_URGENT : SQL_LIST_DECIDED);

  hark_stmt_bind_int (stmt, 1, limit);
  return list_ids (stmt, error);
}

gboolean
store_erase_check_unused (SrvStore *store, const HarkId *ticket, GError **error)
{
  gboolean there;

  if (!exists (store, SQL_USED, ticket, &there, error))
    return FALSE;
  if (!there)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_GONE, "this ticket was deleted");
  return FALSE;
}

/* --- what stays --- */

static char *
get_month (SrvStore *store, gint64 at)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at);
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m") : g_strdup ("0000-00");
}

static gboolean
count (SrvStore *store, const SrvTicket *ticket, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) late = srv_store_prepare (store, SQL_LATE);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_COUNT);
  g_autofree char *month = get_month (store, ticket->received);
  gboolean is_closed = ticket->state == HARK_TICKET_CLOSED;

  hark_stmt_bind_id (late, 1, &ticket->id);
  hark_stmt_bind_int (late, 2, is_closed ? ticket->closed : now);
  if (hark_stmt_step (late, error) != HARK_STEP_ROW)
    return FALSE;

  hark_stmt_bind_text (stmt, 1, month);
  hark_stmt_bind_id (stmt, 2, &ticket->area);
  hark_stmt_bind_text (stmt, 3, hark_ticket_origin_get_name (ticket->origin));
  hark_stmt_bind_int (stmt, 4, is_closed ? 1 : 0);
  hark_stmt_bind_int (stmt, 5, is_closed ? MAX (ticket->closed - ticket->received, 0) / DAY : 0);
  hark_stmt_bind_int (stmt, 6, hark_stmt_get_int (late, 0));
  return hark_stmt_run (stmt, error);
}

/* From everybody who has not @ticket. */
static gboolean
hide_from_others (SrvStore *store, const SrvTicket *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXCLUDE_OTHERS);

  hark_stmt_bind_text (stmt, 1, ticket->number);
  hark_stmt_bind_id (stmt, 2, &ticket->id);
  return hark_stmt_run (stmt, error);
}

static gboolean
exclude (SrvStore *store, const char *number, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXCLUDE);

  hark_stmt_bind_text (stmt, 1, number);
  hark_stmt_bind_id (stmt, 2, user);
  return hark_stmt_run (stmt, error);
}

/* H (16, the store's secret, "hark/receipt-hidden/v1" ‖ ticket ‖ user): nobody's id, and nothing to
 * who has the journal alone. */
static void
make_mark (const guint8 secret[SRV_SECRET_LEN], const HarkId *ticket, const HarkId *user,
           HarkId *mark)
{
  hark_seal_hash (mark->bytes, HARK_ID_LEN, secret, SRV_SECRET_LEN, "hark/receipt-hidden/v1",
                  ticket->bytes, (gsize)HARK_ID_LEN, user->bytes, (gsize)HARK_ID_LEN, NULL);
}

/* Whom it excluded after the backup was made that this store came from: the journal knew it, and
 * its start noted that. */
static gboolean
hide_marked (SrvStore *store, const SrvTicket *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_USERS);
  g_autoptr (GArray) users = list_ids (stmt, error);
  guint8 secret[SRV_SECRET_LEN];

  if (users == NULL || !store_secret_get (store, SRV_SECRET_SALT, secret, error))
    return FALSE;

  for (guint i = 0; i < users->len; i++)
    {
      const HarkId *user = &g_array_index (users, HarkId, i);
      gboolean there;
      HarkId mark;

      make_mark (secret, &ticket->id, user, &mark);
      if (!exists (store, SQL_USED, &mark, &there, error)
          || (there && !exclude (store, ticket->number, user, error)))
        return FALSE;
    }

  return TRUE;
}

GArray *
store_erase_list_marks (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (HarkId));
  guint8 secret[SRV_SECRET_LEN], hash[HARK_HASH_LEN];
  HarkEpoch epoch;

  /* one that cannot be read says nobody */
  if (!store_epoch_get_newest (store, ticket, &epoch, hash, NULL))
    return g_steal_pointer (&marks);
  if (!store_secret_get (store, SRV_SECRET_SALT, secret, error))
    return NULL;

  for (guint i = 0; i < epoch.n_excluded; i++)
    {
      HarkId mark;

      make_mark (secret, ticket, &epoch.excluded[i], &mark);
      g_array_append_val (marks, mark);
    }
  return g_steal_pointer (&marks);
}

static gboolean
is_damage (const GError *error)
{
  return g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID)
         || g_error_matches (error, HARK_ERROR, HARK_ERROR_UPGRADE)
         || g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
}

/* Whom it excluded is hidden from them with the receipt, too. One that cannot be read goes all the
 * same: it would hold up all others, and the server's start. */
static gboolean
hide (SrvStore *store, const SrvTicket *ticket, gboolean is_again, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch epoch;

  if (!store_epoch_get_newest (store, &ticket->id, &epoch, hash, &local))
    {
      if (is_damage (local))
        return hide_from_others (store, ticket, error);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  for (guint i = 0; i < epoch.n_excluded; i++)
    if (!exclude (store, ticket->number, &epoch.excluded[i], error))
      return FALSE;

  return !is_again || hide_marked (store, ticket, error);
}

/* @decided stands on its row. */
static gboolean
put_receipt (SrvStore *store, const SrvTicket *ticket, HarkStmt *decided, gint64 now,
             GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_RECEIPT);
  HarkId proposer, confirmer;

  hark_stmt_bind_text (stmt, 1, ticket->number);
  hark_stmt_bind_id (stmt, 2, &ticket->area);
  if (ticket->closed != 0)
    hark_stmt_bind_int (stmt, 3, ticket->closed);
  else
    hark_stmt_bind_null (stmt, 3);
  hark_stmt_bind_int (stmt, 4, now);
  hark_stmt_bind_text (stmt, 5, hark_stmt_get_text (decided, 0));
  hark_stmt_bind_id (stmt, 6, hark_stmt_get_id (decided, 1, &proposer) ? &proposer : NULL);
  hark_stmt_bind_id (stmt, 7, hark_stmt_get_id (decided, 2, &confirmer) ? &confirmer : NULL);
  return hark_stmt_run (stmt, error);
}

gboolean
store_erase_note (SrvStore *store, gint64 seq, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_ERASED);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, seq);
  return hark_stmt_run (stmt, error);
}

/* --- doing it --- */

static gboolean
erase_rows (SrvStore *store, const HarkId *ticket, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (ERASE_SQL); i++)
    {
      g_autoptr (HarkStmt) stmt = srv_store_prepare (store, ERASE_SQL[i]);

      hark_stmt_bind_id (stmt, 1, ticket);
      if (!hark_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
store_erase_run (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) decided = srv_store_prepare (store, SQL_GET);
  g_autoptr (SrvTicket) row = NULL;
  gboolean is_again;
  HarkStep step;

  hark_stmt_bind_id (decided, 1, ticket);
  step = hark_stmt_step (decided, error);
  if (step != HARK_STEP_ROW)
    return step == HARK_STEP_DONE;

  is_again = why_from_name (hark_stmt_get_text (decided, 0)) == SRV_ERASE_AGAIN;
  row = store_ticket_get (store, ticket, error);
  if (row == NULL || !count (store, row, now, error)
      || !put_receipt (store, row, decided, now, error) || !hide (store, row, is_again, error))
    return FALSE;
  g_clear_pointer (&decided, hark_stmt_release);

  return store_tomb_put (store, seq, ticket, now, error)
         && store_erase_note (store, seq, ticket, error) && erase_rows (store, ticket, error)
         && store_portal_account_forget (store, &row->account, error);
}

/* --- after it --- */

GArray *
store_erase_list_files (SrvStore *store, const HarkId *after, guint limit, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST_FILES);

  hark_stmt_bind_int (stmt, 1, limit);
  if (after != NULL)
    hark_stmt_bind_id (stmt, 2, after);
  return list_ids (stmt, error);
}

gboolean
store_erase_forget_files (SrvStore *store, GArray *files, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FORGET_FILE);

      hark_stmt_bind_id (stmt, 1, &g_array_index (files, HarkId, i));
      if (!hark_stmt_run (stmt, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
store_erase_finish (SrvStore *store, guint limit, gboolean *has_more, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EMPTIED);

  hark_stmt_bind_int (stmt, 1, limit);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  *has_more = hark_sqlite_changes (srv_store_get_db (store)) >= limit;
  return TRUE;
}

gboolean
store_erase_is_unfinished (SrvStore *store, gboolean *is_unfinished, GError **error)
{
  gint64 there = 0;

  if (!hark_sqlite_read_int (srv_store_get_db (store), SQL_UNFINISHED, &there, error))
    return FALSE;

  *is_unfinished = there != 0;
  return TRUE;
}

static SrvReceipt *
read_receipt (HarkStmt *stmt)
{
  SrvReceipt *receipt = g_new0 (SrvReceipt, 1);

  receipt->number = g_strdup (hark_stmt_get_text (stmt, 0));
  receipt->closed = hark_stmt_is_null (stmt, 1) ? 0 : hark_stmt_get_int (stmt, 1);
  receipt->deleted = hark_stmt_get_int (stmt, 2);
  receipt->why = why_from_name (hark_stmt_get_text (stmt, 3));
  hark_stmt_get_id (stmt, 4, &receipt->proposer);
  hark_stmt_get_id (stmt, 5, &receipt->confirmer);
  receipt->is_done = hark_stmt_get_int (stmt, 6) != 0;
  return receipt;
}

gboolean
store_erase_count (SrvStore *store, const HarkId *user, gint64 *n, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SUM);

  hark_stmt_bind_id (stmt, 1, user);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  *n = MAX (hark_stmt_get_int (stmt, 0), 0);
  return TRUE;
}

GPtrArray *
store_erase_list_receipts (SrvStore *store, const HarkId *area, const HarkId *user,
                           const char *after, guint limit, gboolean *more, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_RECEIPTS);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_receipt_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, area);
  hark_stmt_bind_id (stmt, 2, user);
  hark_stmt_bind_text (stmt, 3, after != NULL ? after : "");
  hark_stmt_bind_int (stmt, 4, (gint64)limit + 1);
  *more = FALSE;
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (list->len < limit)
      g_ptr_array_add (list, read_receipt (stmt));
    else
      *more = TRUE;

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
