/* store-mail.c: see store-mail.h */
#include "store-mail.h"

#include "hark-error.h"
#include "srv-time.h"
#include "store-notice.h"
#include "store-setting.h"

#include <string.h>

#define HOUR 3600

static const char SQL_ADD[]
    = "INSERT INTO mail (id, user, kind, ticket, period, created, due, tries, state, words)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'waiting', '')";
static const char SQL_NEXT[] = "SELECT min (due) FROM mail WHERE state = 'waiting'";
#define COLUMNS "id, user, kind, ticket, period, created, due, tries"
static const char SQL_DUE[] = "SELECT " COLUMNS " FROM mail"
                              " WHERE state = 'waiting' AND due <= $1 ORDER BY due, id LIMIT $2";
static const char SQL_AGAIN[] = "SELECT " COLUMNS " FROM mail WHERE id = $1 AND state = 'waiting'";
static const char SQL_TRIED[]
    = "SELECT " COLUMNS " FROM mail WHERE state = 'waiting' AND tries > 0";
static const char SQL_PUT_OFF[] = "UPDATE mail SET tries = $2, due = $3, doubt = min (doubt + 1, 2)"
                                  " WHERE id = $1";
/* A report just before the hour whose mail goes just after it would be known by both hours. Of
 * other mails it is asked when they went. */
static const char SQL_SETTLE[]
    = "UPDATE mail SET state = $2, words = $4, reason = $5, due = created,"
      " settled = iif (kind IN ('anonymous', 'reply') AND ($2 = 'sent' OR $3 - created <= 10800),"
      " created, $3) WHERE id = $1 AND state = 'waiting'";
/* One that may have arrived goes as a whole or not at all: it is as old as the youngest that it
 * carries. */
#define IS_OLD                                                                                     \
  "tries >= $5 AND iif (doubt = 2 OR $7, coalesce ("                                               \
  "(SELECT max (since) FROM notice WHERE mail = mail.id), created), created) <= $3"
static const char SQL_LATER[] = "UPDATE mail SET words = $2, reason = $6, doubt = iif (doubt = 2 "
                                "OR $7, 2, 0), state = iif (" IS_OLD ", 'given-up', state),"
                                " settled = iif (" IS_OLD ", $4, NULL)"
                                " WHERE id = $1 AND state = 'waiting'";
/* Those of a kind to one person that could not go and have not arrived, the newest first. */
static const char SQL_LIST_ALIKE[]
    = "SELECT id, deletions FROM mail WHERE user = $1 AND kind = $2"
      " AND state = 'waiting' AND doubt = 0"
      " AND (tries > 0 OR due <= $3) ORDER BY created DESC, tries, id";
/* As if it had waited for all of them. */
static const char SQL_JOIN[]
    = "UPDATE mail SET created = min (created, (SELECT created FROM mail WHERE id = $2)),"
      " tries = max (tries, (SELECT tries FROM mail WHERE id = $2)),"
      " deletions = deletions + (SELECT deletions FROM mail WHERE id = $2) WHERE id = $1";
/* Where $1 was given up: another like it, for what it has taken along and is not that old. */
static const char SQL_SPLIT[]
    = "INSERT INTO mail (id, user, kind, ticket, period, created, due, tries, state, words, reason,"
      " deletions)"
      " SELECT $2, user, kind, ticket, period,"
      " (SELECT min (since) FROM notice WHERE mail = $1 AND since > $3),"
      " due, tries, 'waiting', words, reason,"
      " (SELECT count (*) FROM notice WHERE mail = $1 AND since > $3 AND kind = 'deletion')"
      " FROM mail WHERE id = $1 AND state = 'given-up'"
      " AND doubt = 0 AND EXISTS (SELECT 1 FROM notice WHERE mail = $1 AND since > $3)";
static const char SQL_DROP[] = "DELETE FROM mail WHERE id = $1 AND state = 'waiting'";
static const char SQL_EXPIRE_NOTICES[]
    = "DELETE FROM notice WHERE mail IN (SELECT id FROM mail WHERE state = 'given-up'"
      " AND settled <= $1 ORDER BY settled, id LIMIT $2)";
static const char SQL_EXPIRE[]
    = "DELETE FROM mail WHERE id IN (SELECT id FROM mail WHERE state <> 'waiting'"
      " AND settled <= $1 ORDER BY settled, id LIMIT $2)";
static const char SQL_FORGET[]
    = "DELETE FROM mail WHERE id IN (SELECT id FROM mail WHERE state = 'waiting'"
      " AND created <= $1 ORDER BY due, id LIMIT $2)"
      " AND NOT EXISTS (SELECT 1 FROM notice WHERE mail = mail.id)";
/* What is left of those that are that old. */
static const char SQL_KEEP_YOUNG[]
    = "UPDATE mail SET created = (SELECT min (since) FROM notice WHERE mail = mail.id)"
      " WHERE id IN (SELECT id FROM mail WHERE state = 'waiting'"
      " AND created <= $1 ORDER BY due, id LIMIT $2)"
      " AND EXISTS (SELECT 1 FROM notice WHERE mail = mail.id)";
/* A digest of tomorrow waits for nobody. */
static const char SQL_HEALTH[]
    = "SELECT (SELECT count (*) FROM mail WHERE state = 'waiting' AND (tries > 0 OR due <= $2)),"
      " (SELECT min (created) FROM mail WHERE state = 'waiting' AND (tries > 0 OR due <= $2)),"
      " (SELECT count (*) FROM mail WHERE state = 'given-up' AND settled > $1)";
static const char SQL_WHY_GIVEN_UP[]
    = "SELECT settled, reason, words FROM mail WHERE state = 'given-up' AND settled > $1"
      " ORDER BY settled DESC LIMIT 1";
static const char SQL_WHY_WAITING[] = "SELECT 0, reason, words FROM mail WHERE state = 'waiting'"
                                      " AND words <> '' ORDER BY due LIMIT 1";

void
srv_mail_free (SrvMail *self)
{
  g_free (self->kind);
  g_free (self->period);
  g_free (self);
}

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

static gboolean
is_kind (const char *kind)
{
  gsize length = strlen (kind);

  return length > 0 && length <= SRV_MAIL_MAX_KIND
         && strspn (kind, "abcdefghijklmnopqrstuvwxyz-") == length;
}

gboolean
store_mail_add (SrvStore *store, SrvMail *mail, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_ADD);
  gint64 hour = store_setting_round (store, now);

  if (!is_kind (mail->kind))
    return fail (error, "this is no kind of mail");
  if (mail->period != NULL && strlen (mail->period) > SRV_MAIL_MAX_PERIOD)
    return fail (error, "the name of the period is too long");
  if (hark_id_is_zero (&mail->id))
    hark_id_random (&mail->id);

  hark_stmt_bind_id (stmt, 1, &mail->id);
  hark_stmt_bind_id (stmt, 2, &mail->user);
  hark_stmt_bind_text (stmt, 3, mail->kind);
  hark_stmt_bind_id (stmt, 4, hark_id_is_zero (&mail->ticket) ? NULL : &mail->ticket);
  hark_stmt_bind_text (stmt, 5, mail->period);
  hark_stmt_bind_int (stmt, 6, hour);
  hark_stmt_bind_int (stmt, 7, mail->due != 0 ? mail->due : hour);
  return hark_stmt_run (stmt, error);
}

gboolean
store_mail_get_next (SrvStore *store, gint64 *due, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NEXT);

  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  *due = hark_stmt_is_null (stmt, 0) ? G_MAXINT64 : hark_stmt_get_int (stmt, 0);
  return TRUE;
}

gint64
store_mail_get_delay (guint tries)
{
  gint64 delay = SRV_MAIL_FIRST_DELAY;

  for (guint i = 1; i < tries && delay < SRV_MAIL_LAST_DELAY; i++)
    delay *= 2;
  return MIN (delay, SRV_MAIL_LAST_DELAY);
}

static SrvMail *
read_row (HarkStmt *stmt)
{
  SrvMail *row = g_new0 (SrvMail, 1);

  hark_stmt_get_id (stmt, 0, &row->id);
  hark_stmt_get_id (stmt, 1, &row->user);
  row->kind = g_strdup (hark_stmt_get_text (stmt, 2));
  hark_stmt_get_id (stmt, 3, &row->ticket);
  row->period = g_strdup (hark_stmt_get_text (stmt, 4));
  row->created = hark_stmt_get_int (stmt, 5);
  row->due = hark_stmt_get_int (stmt, 6);
  row->tries = (guint)hark_stmt_get_int (stmt, 7);
  return row;
}

static gboolean
list_rows (HarkStmt *stmt, GPtrArray *rows, GError **error)
{
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    g_ptr_array_add (rows, read_row (stmt));
  return step == HARK_STEP_DONE;
}

static GPtrArray *
list_due (SrvStore *store, gint64 now, guint max, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DUE);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_mail_free);

  hark_stmt_bind_int (stmt, 1, now);
  hark_stmt_bind_int (stmt, 2, max);
  return list_rows (stmt, rows, error) ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
store_mail_list_tried (SrvStore *store, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_TRIED);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_mail_free);

  return list_rows (stmt, rows, error) ? g_steal_pointer (&rows) : NULL;
}

/* The minute of a try tells the minute of a report. Two hours are more than the delays below one
 * take together from any minute of an hour on; the others go on from there in whole hours. Nothing
 * of @now is kept but where the queue has stood still for long. */
static gint64
find_hour (SrvStore *store, const SrvMail *row, gint64 now)
{
  gint64 delay = srv_time_round (store_mail_get_delay (row->tries));
  gint64 due = row->due + (row->tries == 1 ? 2 * HOUR : delay);

  return due > now ? due : store_setting_round (store, now) + MAX (2 * HOUR, delay);
}

static gboolean
put_off (SrvStore *store, SrvMail *row, gint64 now, GRand *random, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT_OFF);
  gint64 delay, hour;

  row->tries++;
  delay = store_mail_get_delay (row->tries);
  delay += g_rand_int_range (random, (gint32)(-delay / 5), (gint32)(delay / 5) + 1);
  hour = find_hour (store, row, now);
  row->next = MIN (now + delay, hour);
  hark_stmt_bind_id (stmt, 1, &row->id);
  hark_stmt_bind_int (stmt, 2, row->tries);
  hark_stmt_bind_int (stmt, 3, hour);
  return hark_stmt_run (stmt, error);
}

static gboolean
drop (SrvStore *store, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DROP);

  hark_stmt_bind_id (stmt, 1, id);
  return store_notice_forget (store, id, error) && hark_stmt_run (stmt, error);
}

typedef struct
{
  HarkId id;
  gint64 deletions;
} Alike;

/* (element-type Alike) */
static GArray *
list_alike (SrvStore *store, const SrvMail *row, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST_ALIKE);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Alike));
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, &row->user);
  hark_stmt_bind_text (stmt, 2, row->kind);
  hark_stmt_bind_int (stmt, 3, now);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      Alike alike = { .deletions = hark_stmt_get_int (stmt, 1) };

      hark_stmt_get_id (stmt, 0, &alike.id);
      g_array_append_val (list, alike);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static gboolean
take_over (SrvStore *store, const HarkId *id, const HarkId *from, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_JOIN);

  hark_stmt_bind_id (stmt, 1, id);
  hark_stmt_bind_id (stmt, 2, from);
  return store_notice_move (store, from, id, G_MININT64, error) && hark_stmt_run (stmt, error)
         && drop (store, from, error);
}

/* Who waited for a mail server for days is not told once for each of them, but of what is deleted
 * no more in one than there is room for. @n grows by the mails that are no more. */
static gboolean
join (SrvStore *store, const SrvMail *row, gint64 now, guint *n, GError **error)
{
  g_autoptr (GArray) list = list_alike (store, row, now, error);
  Alike *to = NULL;

  if (list == NULL)
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      Alike *alike = &g_array_index (list, Alike, i);

      if (to == NULL || to->deletions + alike->deletions > SRV_MAIL_MAX_DELETIONS)
        {
          to = alike;
          continue;
        }
      if (!take_over (store, &to->id, &alike->id, error))
        return FALSE;
      to->deletions += alike->deletions;
      *n += 1;
    }
  return TRUE;
}

static GPtrArray *
list_joined (SrvStore *store, gint64 now, guint max, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  guint n;

  do
    {
      n = 0;
      g_clear_pointer (&rows, g_ptr_array_unref);
      rows = list_due (store, now, max, error);
      for (guint i = 0; rows != NULL && i < rows->len; i++)
        {
          const SrvMail *row = rows->pdata[i];

          if (srv_notice_carries_several (row->kind) && !join (store, row, now, &n, error))
            return NULL;
        }
    }
  while (n > 0);

  return g_steal_pointer (&rows);
}

GPtrArray *
store_mail_take_due (SrvStore *store, gint64 now, guint max, GRand *random, GError **error)
{
  g_autoptr (GPtrArray) rows = list_joined (store, now, max, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (!put_off (store, rows->pdata[i], now, random, error))
      return NULL;

  return g_steal_pointer (&rows);
}

static gboolean
is_in (GPtrArray *rows, const HarkId *id)
{
  for (guint i = 0; i < rows->len; i++)
    if (hark_id_equal (&((SrvMail *)rows->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

gboolean
store_mail_take_again (SrvStore *store, const HarkId *id, gint64 now, GRand *random,
                       GPtrArray *rows, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_AGAIN);
  SrvMail *row;
  HarkStep step;

  if (is_in (rows, id))
    return TRUE;

  hark_stmt_bind_id (stmt, 1, id);
  step = hark_stmt_step (stmt, error);
  if (step != HARK_STEP_ROW)
    return step == HARK_STEP_DONE;

  row = read_row (stmt);
  g_ptr_array_add (rows, row);
  return put_off (store, row, now, random, error);
}

/* Who gets none of a kind for days is told later of what is new by then, and the rest is given up.
 */
static gboolean
split (SrvStore *store, const HarkId *id, gint64 since, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SPLIT);
  HarkId next;

  hark_id_random (&next);
  hark_stmt_bind_id (stmt, 1, id);
  hark_stmt_bind_id (stmt, 2, &next);
  hark_stmt_bind_int (stmt, 3, since);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  return hark_sqlite_changes (srv_store_get_db (store)) == 0
         || store_notice_move (store, id, &next, since, error);
}

static gboolean
put_later (SrvStore *store, const HarkId *id, const SrvMailFate *fate, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LATER);

  hark_stmt_bind_id (stmt, 1, id);
  hark_stmt_bind_text (stmt, 2, fate->words);
  hark_stmt_bind_int (stmt, 3, now - SRV_MAIL_PATIENCE);
  hark_stmt_bind_int (stmt, 4, store_setting_round (store, now));
  hark_stmt_bind_int (stmt, 5, SRV_MAIL_LEAST_TRIES);
  hark_stmt_bind_text (stmt, 6, fate->reason);
  hark_stmt_bind_int (stmt, 7, fate->may_have_arrived ? 1 : 0);
  return hark_stmt_run (stmt, error) && split (store, id, now - SRV_MAIL_PATIENCE, error);
}

gboolean
store_mail_settle (SrvStore *store, const HarkId *id, const SrvMailFate *fate, gint64 now,
                   GError **error)
{
  g_autoptr (HarkStmt) stmt = NULL;

  g_return_val_if_fail (strlen (fate->words) <= SRV_MAIL_MAX_WORDS, FALSE);

  if (fate->result == SRV_MAIL_LATER)
    return put_later (store, id, fate, now, error);
  if (fate->result == SRV_MAIL_DROPPED)
    return drop (store, id, error);

  stmt = srv_store_prepare (store, SQL_SETTLE);
  hark_stmt_bind_id (stmt, 1, id);
  hark_stmt_bind_text (stmt, 2, fate->result == SRV_MAIL_SENT ? "sent" : "given-up");
  hark_stmt_bind_int (stmt, 3, store_setting_round (store, now));
  hark_stmt_bind_text (stmt, 4, fate->words);
  hark_stmt_bind_text (stmt, 5, fate->reason);
  return hark_stmt_run (stmt, error);
}

gboolean
store_mail_expire (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) notices = srv_store_prepare (store, SQL_EXPIRE_NOTICES);
  g_autoptr (HarkStmt) mails = srv_store_prepare (store, SQL_EXPIRE);

  /* what was never told may be told again */
  hark_stmt_bind_int (notices, 1, now - SRV_MAIL_KEPT);
  hark_stmt_bind_int (notices, 2, SRV_STORE_PIECE);
  hark_stmt_bind_int (mails, 1, now - SRV_MAIL_KEPT);
  hark_stmt_bind_int (mails, 2, SRV_STORE_PIECE);
  return hark_stmt_run (notices, error) && hark_stmt_run (mails, error);
}

gboolean
store_mail_forget_old (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) mails = srv_store_prepare (store, SQL_FORGET);
  g_autoptr (HarkStmt) young = srv_store_prepare (store, SQL_KEEP_YOUNG);

  hark_stmt_bind_int (mails, 1, now - SRV_MAIL_PATIENCE);
  hark_stmt_bind_int (mails, 2, SRV_STORE_PIECE);
  hark_stmt_bind_int (young, 1, now - SRV_MAIL_PATIENCE);
  hark_stmt_bind_int (young, 2, SRV_STORE_PIECE);
  return store_notice_forget_waiting (store, now - SRV_MAIL_PATIENCE, error)
         && hark_stmt_run (mails, error) && hark_stmt_run (young, error);
}

/* @why: rows of settled, reason, words; without one nothing is said. */
static gboolean
read_why (HarkStmt *why, SrvMailHealth *health, GError **error)
{
  HarkStep step = hark_stmt_step (why, error);

  health->settled = 0;
  *health->reason = *health->words = '\0';
  if (step == HARK_STEP_ROW)
    {
      health->settled = hark_stmt_get_int (why, 0);
      g_strlcpy (health->reason, hark_stmt_get_text (why, 1), sizeof health->reason);
      g_strlcpy (health->words, hark_stmt_get_text (why, 2), sizeof health->words);
    }
  return step != HARK_STEP_ERROR;
}

gboolean
store_mail_get_health (SrvStore *store, gint64 now, SrvMailHealth *health, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_HEALTH);
  g_autoptr (HarkStmt) why = NULL;

  hark_stmt_bind_int (stmt, 1, now - SRV_MAIL_TOLD);
  hark_stmt_bind_int (stmt, 2, now);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  health->waiting = hark_stmt_get_int (stmt, 0);
  health->oldest = hark_stmt_get_int (stmt, 1);
  health->given_up = hark_stmt_get_int (stmt, 2);
  why = srv_store_prepare (store, health->given_up > 0 ? SQL_WHY_GIVEN_UP : SQL_WHY_WAITING);
  if (health->given_up > 0)
    hark_stmt_bind_int (why, 1, now - SRV_MAIL_TOLD);
  return read_why (why, health, error);
}
