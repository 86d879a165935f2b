/* store-recovery.c: see store-recovery.h */
#include "store-recovery.h"

#include "hark-error.h"

static const char SQL_PUT[]
    = "INSERT INTO recovery_slot (ticket, key, epoch, box) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (ticket) DO UPDATE SET key = excluded.key, epoch = excluded.epoch,"
      " box = excluded.box";
static const char SQL_HAS[]
    = "SELECT 1 FROM recovery_slot WHERE ticket = $1 AND key = $2 AND epoch = $3";
static const char SQL_FORGET[] = "DELETE FROM recovery_slot";
static const char SQL_DUE[]
    = "INSERT INTO due (ticket, kind, user, area) SELECT t.id, 'recovery', $1, t.area FROM ticket t"
      " WHERE NOT EXISTS (SELECT 1 FROM recovery_slot r WHERE r.ticket = t.id AND r.key = $1"
      " AND r.epoch = (SELECT max (epoch) FROM epoch WHERE ticket = t.id))"
      " ON CONFLICT (ticket, kind, user) DO NOTHING";
static const char SQL_NOT_DUE[] = "DELETE FROM due WHERE user = $1";
static const char SQL_DONE[]
    = "DELETE FROM due WHERE ticket = $1 AND kind = 'recovery' AND user = $2";
static const char SQL_LIST[]
    = "SELECT r.ticket, e.statement, r.box FROM ticket t CROSS JOIN recovery_slot r"
      " CROSS JOIN epoch e WHERE t.area = $1 AND t.id > $4 AND r.ticket = t.id AND r.key = $3"
      " AND e.ticket = r.ticket AND e.epoch = r.epoch"
      " AND r.epoch = (SELECT max (epoch) FROM epoch WHERE ticket = t.id)"
      " AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.ticket = t.id AND s.kind = 1"
      " AND s.recipient = $2 AND s.epoch = r.epoch)"
      " ORDER BY t.id";

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

void
srv_recoverable_free (SrvRecoverable *self)
{
  g_bytes_unref (self->statement);
  g_bytes_unref (self->box);
  g_free (self);
}

static gboolean
run_with (SrvStore *store, const char *sql, const HarkId *id, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  if (id != NULL)
    hark_stmt_bind_id (stmt, 1, id);
  return hark_stmt_run (stmt, error);
}

/* It is due no longer, whoever brought it. */
static gboolean
note_done (SrvStore *store, const HarkId *ticket, const HarkId *key, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DONE);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, key);
  return hark_stmt_run (stmt, error);
}

gboolean
store_recovery_put (SrvStore *store, const HarkEpoch *epoch, const SrvSlot *slot, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT);

  hark_stmt_bind_id (stmt, 1, &epoch->ticket);
  hark_stmt_bind_id (stmt, 2, &slot->recipient);
  hark_stmt_bind_int (stmt, 3, epoch->epoch);
  hark_stmt_bind_bytes (stmt, 4, slot->box);
  return hark_stmt_run (stmt, error);
}

gboolean
store_recovery_update (SrvStore *store, const HarkRosterRecovery *before, HarkRoster *list,
                       GError **error)
{
  const HarkRosterRecovery *now = hark_roster_get_recovery (list);
  gboolean was_on = before->on > 0, is_on = now != NULL && now->on > 0;
  gboolean is_same = now != NULL && hark_id_equal (&before->id, &now->id);

  if (was_on && !(is_on && is_same) && !run_with (store, SQL_NOT_DUE, &before->id, error))
    return FALSE;
  if (before->since > 0 && now == NULL && !run_with (store, SQL_FORGET, NULL, error))
    return FALSE;

  return !is_on || (was_on && is_same) || run_with (store, SQL_DUE, &now->id, error);
}

/* Whether @ticket is sealed to @key under @epoch. */
static gboolean
has_slot (SrvStore *store, const HarkId *ticket, const HarkId *key, guint32 epoch, gboolean *has,
          GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_HAS);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_id (stmt, 2, key);
  hark_stmt_bind_int (stmt, 3, epoch);
  step = hark_stmt_step (stmt, error);
  *has = step == HARK_STEP_ROW;
  return step != HARK_STEP_ERROR;
}

gboolean
store_recovery_settle (SrvStore *store, const HarkEpoch *epoch, const HarkId *to, GBytes *box,
                       GError **error)
{
  HarkRosterRecovery key;
  g_autoptr (SrvSlot) slot = NULL;
  gboolean has;

  if (!srv_roster_get_recovery (srv_store_get_roster (store), &key) || !hark_id_equal (&key.id, to))
    return fail (error, HARK_ERROR_FORBIDDEN, "tickets are not sealed to this recovery key");
  if (g_bytes_get_size (box) != HARK_SLOT_LEN)
    return fail (error, HARK_ERROR_INVALID, "a slot is malformed");

  /* what somebody sealed before stays: nobody here can tell which of the two opens */
  if (!has_slot (store, &epoch->ticket, to, epoch->epoch, &has, error))
    return FALSE;
  if (has)
    return note_done (store, &epoch->ticket, to, error);

  slot = srv_slot_new (to, HARK_SLOT_RECOVERY, box);
  return store_recovery_put (store, epoch, slot, error)
         && note_done (store, &epoch->ticket, to, error);
}

/* The key that @user uses there. */
static gboolean
get_used (SrvStore *store, const HarkId *area, const HarkId *user, HarkId *key)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);
  gboolean may = hark_roster_may_recover (list, area, user);

  if (may)
    *key = hark_roster_get_recovery (list)->id;
  srv_roster_unlock (roster);
  return may;
}

gboolean
store_recovery_may_open (SrvStore *store, const HarkEpoch *epoch, const HarkId *user, gboolean *may,
                         GError **error)
{
  HarkId key;

  *may = FALSE;
  return !get_used (store, &epoch->area, user, &key)
         || has_slot (store, &epoch->ticket, &key, epoch->epoch, may, error);
}

GPtrArray *
store_recovery_list (SrvStore *store, const HarkId *area, const HarkId *user, const HarkId *after,
                     guint max, gboolean *more, GError **error)
{
  g_autoptr (GPtrArray) list
      = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_recoverable_free);
  g_autoptr (HarkStmt) stmt = NULL;
  HarkStep step;
  HarkId key;

  *more = FALSE;
  if (!get_used (store, area, user, &key))
    {
      fail (error, HARK_ERROR_FORBIDDEN,
            "only an Expert of the area who said that they use the recovery key is given this");
      return NULL;
    }

  stmt = srv_store_prepare (store, SQL_LIST);
  hark_stmt_bind_id (stmt, 1, area);
  hark_stmt_bind_id (stmt, 2, user);
  hark_stmt_bind_id (stmt, 3, &key);
  hark_stmt_bind_blob (stmt, 4, after->bytes, HARK_ID_LEN);
  while (!*more && (step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvRecoverable *found = g_new0 (SrvRecoverable, 1);
      HarkEpoch epoch;

      hark_stmt_get_id (stmt, 0, &found->ticket);
      found->statement = hark_stmt_get_bytes (stmt, 1);
      found->box = hark_stmt_get_bytes (stmt, 2);
      if (!hark_epoch_read (found->statement, &epoch, error))
        {
          srv_recoverable_free (found);
          return NULL;
        }
      if (hark_epoch_excludes (&epoch, user))
        srv_recoverable_free (found); /* nothing that more could be told of */
      else if (list->len < max)
        g_ptr_array_add (list, found);
      else
        {
          srv_recoverable_free (found);
          *more = TRUE;
        }
    }

  return *more || step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
