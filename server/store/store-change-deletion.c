/* store-change-deletion.c: the operations that delete a ticket, or forbid it; see
 * store-change-private.h */
#include "hark-error.h"
#include "store-change-private.h"
#include "store-erase.h"
#include "store-retention.h"
#include "store-tomb.h"

static gboolean
check_not_held (SrvChange *self, GError **error)
{
  return !self->ticket->is_held
         || store_change_fail (error, HARK_ERROR_CONFLICT,
                               "the ticket is on hold: nobody deletes it");
}

gboolean
store_change_propose_delete (SrvChange *self, GError **error)
{
  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error))
    return FALSE;
  if (hark_id_equal (&self->ticket->deletion_by, &self->op->user))
    return TRUE;

  return check_not_held (self, error)
         && store_change_check_version (self, self->ticket->deletion_v, error)
         && store_change_enter_epoch (self, error) && store_change_store_contents (self, error)
         && store_ticket_set_deletion (self->store, self->seq, &self->op->ticket, &self->op->user,
                                       self->now, error);
}

/* By who proposed it, or anybody else who may write: they refuse. */
gboolean
store_change_withdraw_delete (SrvChange *self, GError **error)
{
  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error))
    return FALSE;
  if (hark_id_is_zero (&self->ticket->deletion_by))
    return TRUE;

  return store_change_check_version (self, self->ticket->deletion_v, error)
         && store_change_enter_epoch (self, error) && store_change_store_contents (self, error)
         && store_ticket_set_deletion (self->store, self->seq, &self->op->ticket, NULL, self->now,
                                       error);
}

/* Who proposed it must still be one of those who may. */
static gboolean
check_proposer (SrvChange *self, GError **error)
{
  const HarkId *proposer = &self->ticket->deletion_by;
  SrvSide side;
  gboolean lost;

  if (hark_id_is_zero (proposer))
    return store_change_fail (error, HARK_ERROR_CONFLICT,
                              "nobody proposes to delete this ticket any more");
  if (hark_id_equal (proposer, &self->op->user))
    return store_change_fail (error, HARK_ERROR_FORBIDDEN, "somebody else has to confirm it");
  if (!store_access_get (self->store, proposer, &self->op->ticket, &side, &lost, error))
    return FALSE;

  return ((side & SRV_SIDE_TEAM) != 0
          && srv_roster_get_role (srv_store_get_roster (self->store), &self->ticket->area, proposer)
                 >= HARK_ROLE_PROFESSIONAL)
         || store_change_fail (error, HARK_ERROR_CONFLICT,
                               "who proposed it may not delete it any more");
}

/* Leaves no record: there will be nothing that it could stand in, but for the receipt. What nobody
 * has read is not destroyed. */
gboolean
store_change_confirm_delete (SrvChange *self, GError **error)
{
  if (self->op->epoch != NULL)
    return store_change_fail (error, HARK_ERROR_INVALID, "a confirmation brings nothing with it");

  return store_change_check_team (self, error)
         && store_change_check_shape (self, self->op->objects->len == 0, FALSE, error)
         && check_proposer (self, error) && check_not_held (self, error)
         && store_change_check_version (self, self->ticket->deletion_v, error)
         && store_change_check_seen (self, error)
         && store_erase_decide (self->store, &self->op->ticket, SRV_ERASE_MEMBERS,
                                &self->ticket->deletion_by, &self->op->user, self->now, error);
}

gboolean
store_change_hold (SrvChange *self, GError **error)
{
  gboolean is_held = self->op->type == SRV_OP_HOLD;

  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error))
    return FALSE;
  if (self->role < HARK_ROLE_EXPERT)
    return store_change_fail (error, HARK_ERROR_FORBIDDEN,
                              "only an Expert puts a ticket on hold or lifts that");
  if (self->ticket->is_held == is_held)
    return TRUE;

  return store_change_check_version (self, self->ticket->hold_v, error)
         && store_change_enter_epoch (self, error) && store_change_store_contents (self, error)
         && store_ticket_set_hold (self->store, self->seq, &self->op->ticket, is_held, error)
         && (is_held
             || store_retention_postpone (self->store, self->seq, &self->op->ticket, self->now,
                                          error));
}

/* One that comes again finds done what it asks for. */
gboolean
store_change_is_confirmed (SrvChange *self, gboolean *is_done, GError **error)
{
  gboolean was_theirs, lost, is_decided;

  *is_done = FALSE;
  if (self->op->type != SRV_OP_CONFIRM_DELETE)
    return TRUE;
  if (!store_tomb_get (self->store, &self->op->user, &self->op->ticket, &was_theirs, &lost, error)
      || !store_erase_was_confirmed_by (self->store, &self->op->ticket, &self->op->user,
                                        &is_decided, error))
    return FALSE;

  *is_done = was_theirs || is_decided;
  return TRUE;
}
