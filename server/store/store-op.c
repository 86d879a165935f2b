/* store-op.c: see store-op.h */
#include "store-op.h"

#include "hark-error.h"
#include "hark-json.h"
#include "store-access.h"
#include "store-tomb.h"

#define MAX_RESULT 4096 /* bytes of a kept answer */

static const char SQL_GET[] = "SELECT hash, status, result, ticket FROM op WHERE id = $1";
static const char SQL_INSERT[] = "INSERT INTO op (id, hash, status, seq, ticket, result, at)"
                                 " VALUES ($1, $2, $3, $4, (SELECT id FROM ticket WHERE id = $5),"
                                 " $6, $7)";
static const char SQL_EXPIRE[]
    = "DELETE FROM op WHERE id IN (SELECT id FROM op WHERE at < $1 LIMIT $2)";

static const char *const type_name[SRV_OP_LAST] = {
  [SRV_OP_SUBMIT] = "submit",
  [SRV_OP_MESSAGE] = "message",
  [SRV_OP_NOTE] = "note",
  [SRV_OP_CONTACT] = "contact",
  [SRV_OP_TAKE_OVER] = "take-over",
  [SRV_OP_RELEASE] = "release",
  [SRV_OP_ASSIGN] = "assign",
  [SRV_OP_CLOSE] = "close",
  [SRV_OP_REOPEN] = "reopen",
  [SRV_OP_REKEY] = "rekey",
  [SRV_OP_READ] = "read",
  [SRV_OP_MOVE] = "move",
  [SRV_OP_EXCLUDE] = "exclude",
  [SRV_OP_INCLUDE] = "include",
  [SRV_OP_NEW_CODE] = "new-code",
  [SRV_OP_ADD_PERIOD] = "add-period",
  [SRV_OP_CHANGE_PERIOD] = "change-period",
  [SRV_OP_FULFIL_PERIOD] = "fulfil-period",
  [SRV_OP_UNFULFIL_PERIOD] = "unfulfil-period",
  [SRV_OP_REMOVE_PERIOD] = "remove-period",
  [SRV_OP_PROPOSE_DELETE] = "propose-delete",
  [SRV_OP_WITHDRAW_DELETE] = "withdraw-delete",
  [SRV_OP_CONFIRM_DELETE] = "confirm-delete",
  [SRV_OP_HOLD] = "hold",
  [SRV_OP_LIFT_HOLD] = "lift-hold",
};

SrvOp *
srv_op_new (void)
{
  SrvOp *self = g_new0 (SrvOp, 1);

  self->needs = g_array_new (FALSE, FALSE, sizeof (HarkId));
  self->objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->blobs = g_array_new (FALSE, FALSE, sizeof (HarkId));
  self->pre_epoch = -1;
  self->n_seen = -1;
  return self;
}

void
srv_op_free (SrvOp *self)
{
  g_clear_error (&self->fault);
  g_array_unref (self->needs);
  g_ptr_array_unref (self->objects);
  g_clear_pointer (&self->history, g_bytes_unref);
  g_clear_pointer (&self->epoch, srv_epoch_opening_free);
  g_array_unref (self->blobs);
  g_free (self->behalf);
  g_free (self->code);
  g_free (self->period);
  g_free (self);
}

gboolean
srv_op_type_from_name (const char *name, SrvOpType *type)
{
  for (guint i = 0; i < SRV_OP_LAST; i++)
    if (g_strcmp0 (type_name[i], name) == 0)
      {
        *type = i;
        return TRUE;
      }

  return FALSE;
}

gboolean
srv_op_is_about_deletion (SrvOpType type)
{
  return type == SRV_OP_PROPOSE_DELETE || type == SRV_OP_WITHDRAW_DELETE
         || type == SRV_OP_CONFIRM_DELETE;
}

/* What was kept under an id. */
typedef struct
{
  gboolean there;
  guint8 hash[SRV_OP_HASH_LEN];
  char *status;
  char *result;
  HarkId ticket;
} Kept;

static void
kept_clear (Kept *self)
{
  g_free (self->status);
  g_free (self->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kept, kept_clear)

static gboolean
get_kept (SrvStore *store, const HarkId *id, Kept *kept, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  gconstpointer hash;
  gsize length;

  hark_stmt_bind_id (stmt, 1, id);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      hash = hark_stmt_get_blob (stmt, 0, &length);
      memcpy (kept->hash, hash, MIN (length, sizeof kept->hash));
      kept->status = g_strdup (hark_stmt_get_text (stmt, 1));
      kept->result = g_strdup (hark_stmt_get_text (stmt, 2));
      hark_stmt_get_id (stmt, 3, &kept->ticket);
      kept->there = TRUE;
      return TRUE;
    case HARK_STEP_DONE:
      return TRUE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

static gboolean
keep (SrvStore *store, gint64 seq, const HarkId *id, const guint8 hash[SRV_OP_HASH_LEN],
      const char *status, const HarkId *ticket, const char *result, gint64 at, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, id);
  hark_stmt_bind_blob (stmt, 2, hash, SRV_OP_HASH_LEN);
  hark_stmt_bind_text (stmt, 3, status);
  hark_stmt_bind_int (stmt, 4, seq);
  hark_stmt_bind_id (stmt, 5, ticket);
  hark_stmt_bind_text (stmt, 6, result);
  hark_stmt_bind_int (stmt, 7, at);
  return hark_stmt_run (stmt, error);
}

static const char *
status_of (const GError *error)
{
  static const HarkError named[]
      = { HARK_ERROR_CONFLICT, HARK_ERROR_GONE, HARK_ERROR_FORBIDDEN, HARK_ERROR_REKEY };

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (g_error_matches (error, HARK_ERROR, named[i]))
      return hark_error_get_name (named[i]);

  return hark_error_get_name (HARK_ERROR_INVALID);
}

/* Not a judgement of the operation: nothing is kept, it may come again. */
static gboolean
is_undecided (const GError *error)
{
  return error->domain != HARK_ERROR || error->code == HARK_ERROR_BUSY
         || error->code == HARK_ERROR_DISK || error->code == HARK_ERROR_INTERNAL;
}

static JsonObject *
make_answer (const SrvOp *op, const char *status, gint64 seq, const char *detail)
{
  JsonObject *answer = json_object_new ();
  g_autofree char *id = hark_id_to_string (&op->id);

  json_object_set_string_member (answer, "op", id);
  json_object_set_string_member (answer, "st", status);
  json_object_set_int_member (answer, "seq", seq);
  json_object_set_string_member (answer, "detail", detail);
  return answer;
}

JsonObject *
srv_op_answer_retry (const SrvOp *op)
{
  return make_answer (op, "retry", 0, "the server is busy: try again");
}

gboolean
store_op_find_unseen (SrvStore *store, const SrvOp *op, gboolean *is_unseen, SrvObject *unseen,
                      GError **error)
{
  gint64 n;
  gboolean is_newer;

  if (!store_object_get_newest (store, &op->ticket, NULL, unseen, error)
      || !store_object_count (store, &op->ticket, &n, error))
    return FALSE;

  is_newer = !hark_id_equal (&unseen->id, &op->seen);
  *is_unseen = is_newer || (op->n_seen >= 0 && op->n_seen != n);
  return is_newer || !*is_unseen
         || store_object_get_newest (store, &op->ticket, &op->user, unseen, error);
}

/* Of a confirmation alone: who closes overlooks one wherever nothing else is in the way. */
static gboolean
find_unseen (SrvStore *store, const SrvOp *op, const SrvTicket *ticket, SrvObject *newest,
             gboolean *is_unseen, GError **error)
{
  *is_unseen = FALSE;
  if (op->type != SRV_OP_CONFIRM_DELETE || op->version != ticket->deletion_v)
    return TRUE;

  return store_op_find_unseen (store, op, is_unseen, newest, error);
}

/* Who is named as the other one: who wrote the newer message, or changed the field last. */
static gboolean
find_other (SrvStore *store, const SrvOp *op, const SrvTicket *ticket, HarkId *by, gint64 *at,
            GError **error)
{
  gboolean is_unseen;
  SrvObject unseen;

  if (op->type == SRV_OP_MOVE && op->version != ticket->area_v)
    {
      *by = ticket->area_by;
      *at = ticket->area_at;
      return TRUE;
    }
  if (srv_op_is_about_deletion (op->type))
    {
      *by = ticket->deletion_by;
      *at = ticket->deletion_at;
      return TRUE;
    }
  if (op->type == SRV_OP_TAKE_OVER || op->type == SRV_OP_RELEASE || op->type == SRV_OP_ASSIGN
      || op->type == SRV_OP_EXCLUDE
      || (op->type == SRV_OP_MOVE && op->advisor_v != ticket->advisor_v))
    {
      *by = ticket->advisor_by;
      *at = ticket->advisor_at;
      return TRUE;
    }

  /* a deadline's row does not say */
  if (op->period != NULL)
    {
      *by = (HarkId){ 0 };
      *at = 0;
      return TRUE;
    }

  *by = ticket->state_by;
  *at = ticket->state_at;
  if (op->type != SRV_OP_CLOSE || op->version != ticket->state_v)
    return TRUE;
  if (!store_op_find_unseen (store, op, &is_unseen, &unseen, error))
    return FALSE;

  *by = unseen.author;
  *at = unseen.at;
  return TRUE;
}

/* How the ticket stands now, for whoever may see it. */
static gboolean
add_current (SrvStore *store, const SrvOp *op, JsonObject *answer, GError **error)
{
  g_autoptr (SrvTicket) ticket = NULL;
  JsonObject *current;
  SrvObject newest;
  SrvSide side;
  gboolean lost, is_unseen;
  HarkId by;
  gint64 at;

  if (!store_access_get (store, &op->user, &op->ticket, &side, &lost, error))
    return FALSE;
  if (side == SRV_SIDE_NONE)
    return TRUE;

  ticket = store_ticket_get (store, &op->ticket, error);
  if (ticket == NULL || !find_other (store, op, ticket, &by, &at, error)
      || !find_unseen (store, op, ticket, &newest, &is_unseen, error))
    return FALSE;
  if (is_unseen)
    {
      by = newest.author;
      at = newest.at;
    }

  current = json_object_new ();
  json_object_set_string_member (current, "state", hark_ticket_state_get_name (ticket->state));
  json_object_set_int_member (current, "state_v", ticket->state_v);
  hark_json_set_id (current, "advisor", &ticket->advisor);
  json_object_set_int_member (current, "advisor_v", ticket->advisor_v);
  hark_json_set_id (current, "area", &ticket->area);
  json_object_set_int_member (current, "area_v", ticket->area_v);
  json_object_set_int_member (current, "deletion_v", ticket->deletion_v);
  json_object_set_int_member (current, "hold_v", ticket->hold_v);
  hark_json_set_id (current, "by", &by);
  json_object_set_int_member (current, "at", at);
  json_object_set_string_member (current, "number", ticket->number);
  if (is_unseen)
    json_object_set_boolean_member (current, "unseen", TRUE);
  json_object_set_object_member (answer, "cur", current);
  return TRUE;
}

/* An operation that needs one which was refused is refused as well; one whose need is not here yet
 * comes too early. */
static gboolean
check_needs (SrvStore *store, const SrvOp *op, GError **error)
{
  for (guint i = 0; i < op->needs->len; i++)
    {
      g_auto (Kept) kept = { 0 };

      if (!get_kept (store, &g_array_index (op->needs, HarkId, i), &kept, error))
        return FALSE;
      if (!kept.there)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY,
                       "an operation that this one needs is not here");
          return FALSE;
        }
      if (g_strcmp0 (kept.status, "applied") != 0)
        {
          g_set_error (error, HARK_ERROR,
                       g_strcmp0 (kept.status, "rekey") == 0 ? HARK_ERROR_REKEY
                                                             : HARK_ERROR_CONFLICT,
                       "an operation that this one needs was refused");
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
decide (SrvStore *store, gint64 seq, const SrvOp *op, gint64 now, GError **error)
{
  if (!check_needs (store, op, error))
    return FALSE;
  if (op->fault != NULL)
    {
      g_propagate_error (error, g_error_copy (op->fault));
      return FALSE;
    }

  return store_change_apply (store, seq, op, now, error);
}

/* In a savepoint of its own, so that a refusal leaves nothing but its answer. @refusal is NULL
 * where it was applied. */
static gboolean
attempt (SrvStore *store, gint64 seq, const SrvOp *op, gint64 now, GError **refusal, GError **error)
{
  HarkSqlite *db = srv_store_get_db (store);
  g_autoptr (GError) local = NULL;

  if (!hark_sqlite_exec (db, "SAVEPOINT attempt", error))
    return FALSE;
  if (decide (store, seq, op, now, &local))
    return hark_sqlite_exec (db, "RELEASE attempt", error);

  if (is_undecided (local) || !hark_sqlite_in_transaction (db))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!hark_sqlite_exec (db, "ROLLBACK TO attempt", error)
      || !hark_sqlite_exec (db, "RELEASE attempt", error))
    return FALSE;

  *refusal = g_steal_pointer (&local);
  return TRUE;
}

static gboolean
is_erased (const Kept *kept)
{
  return g_strcmp0 (kept->status, hark_error_get_name (HARK_ERROR_GONE)) == 0
         && g_strcmp0 (kept->result, "{}") == 0;
}

/* Of what was erased since nothing is left but the id. Who had lost the ticket before hears that.
 */
static gboolean
answer_erased (SrvStore *store, const SrvOp *op, JsonObject **answer, GError **error)
{
  gboolean was_theirs, lost;

  if (!store_tomb_get (store, &op->user, &op->ticket, &was_theirs, &lost, error))
    return FALSE;

  *answer = make_answer (op,
                         was_theirs && op->type == SRV_OP_CONFIRM_DELETE
                             ? "applied"
                             : hark_error_get_name (HARK_ERROR_GONE),
                         0, was_theirs ? "this ticket was deleted" : SRV_OP_NO_ACCESS);
  return TRUE;
}

static gboolean
answer_again (SrvStore *store, const SrvOp *op, const Kept *kept, JsonObject **answer,
              GError **error)
{
  JsonObject *again;

  if (is_erased (kept))
    return answer_erased (store, op, answer, error);
  if (!hark_seal_equal (kept->hash, op->hash, sizeof kept->hash))
    {
      *answer = make_answer (op, hark_error_get_name (HARK_ERROR_REPLAYED), 0,
                             "this operation's id was used for another one");
      return TRUE;
    }

  again = hark_json_parse_object (kept->result, strlen (kept->result), MAX_RESULT, error);
  if (again == NULL)
    return FALSE;
  *answer = again;
  return TRUE;
}

gboolean
store_op_run (SrvStore *store, gint64 seq, const SrvOp *op, gint64 now, JsonObject **answer,
              GError **error)
{
  g_auto (Kept) kept = { 0 };
  g_autoptr (GError) refusal = NULL;
  g_autoptr (JsonObject) made = NULL;
  g_autofree char *text = NULL;
  gboolean applied;

  if (!get_kept (store, &op->id, &kept, error))
    return FALSE;
  if (kept.there)
    return answer_again (store, op, &kept, answer, error);

  if (!attempt (store, seq, op, now, &refusal, error))
    return FALSE;

  applied = refusal == NULL;
  made = make_answer (op, applied ? "applied" : status_of (refusal), seq,
                      applied ? "" : refusal->message);
  if (op->type != SRV_OP_READ && !add_current (store, op, made, error))
    return FALSE;

  /* A mark that comes again finds itself there and changes nothing, whatever was answered before:
   * its answers need not be kept, and they would be the most of all. */
  if (op->type == SRV_OP_READ)
    {
      *answer = g_steal_pointer (&made);
      return TRUE;
    }

  text = hark_json_to_string (made);
  if (!keep (store, seq, &op->id, op->hash, json_object_get_string_member (made, "st"), &op->ticket,
             text, now, error))
    return FALSE;

  *answer = g_steal_pointer (&made);
  return TRUE;
}

gboolean
store_op_expire (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EXPIRE);

  hark_stmt_bind_int (stmt, 1, now - SRV_OP_KEEP);
  hark_stmt_bind_int (stmt, 2, SRV_STORE_PIECE);
  return hark_stmt_run (stmt, error);
}

gboolean
store_op_find_form (SrvStore *store, const HarkId *id, const guint8 hash[SRV_OP_HASH_LEN],
                    HarkId *ticket, GError **error)
{
  g_auto (Kept) kept = { 0 };

  if (!get_kept (store, id, &kept, error))
    return FALSE;
  if (is_erased (&kept))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such inbox");
      return FALSE;
    }
  if (kept.there && !hark_seal_equal (kept.hash, hash, sizeof kept.hash))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_REPLAYED, "this form was sent with other content");
      return FALSE;
    }

  *ticket = kept.ticket;
  return TRUE;
}

gboolean
store_op_keep_form (SrvStore *store, gint64 seq, const HarkId *id,
                    const guint8 hash[SRV_OP_HASH_LEN], const HarkId *ticket, gint64 at,
                    GError **error)
{
  return keep (store, seq, id, hash, "applied", ticket, "{}", at, error);
}
