/* store-change-period.c: the operations on deadlines; see store-change-private.h */
#include "hark-error.h"
#include "store-change-private.h"
#include "store-period.h"
#include "store-reminder.h"

/* What was promised is not moved; nobody begins anything in a closed ticket. */
static gboolean
check_by_hand (SrvChange *self, const SrvPeriodRow *row, GError **error)
{
  if (row != NULL && !row->by_hand)
    return store_change_fail (error, HARK_ERROR_FORBIDDEN,
                              "what the area has settled stays as it is");

  return self->ticket->state == HARK_TICKET_OPEN
         || store_change_fail (error, HARK_ERROR_CONFLICT, "the ticket is closed: reopen it first");
}

gboolean
store_change_add_period (SrvChange *self, GError **error)
{
  SrvPeriodAdded added = *self->op->period;
  HarkObjectHeader header;

  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error)
      || !check_by_hand (self, NULL, error)
      || !hark_object_read_header (self->op->history, &header, error))
    return FALSE;

  added.entry = header.object;
  return store_change_enter_epoch (self, error) && store_change_store_contents (self, error)
         && store_period_add (self->store, self->seq, self->ticket, &added, error)
         && store_reminder_settle (self->store, self->seq, &added.id, &self->op->user, self->now,
                                   error);
}

/* Whether it is so already; else the version that the operation must know. */
static gboolean
is_as_wanted (const SrvOp *op, const SrvPeriodRow *row, gint64 *version)
{
  switch (op->type)
    {
    case SRV_OP_CHANGE_PERIOD:
      *version = row->due_v;
      return row->due == op->period->due;
    case SRV_OP_FULFIL_PERIOD:
      *version = row->done_v;
      return row->done != 0;
    case SRV_OP_UNFULFIL_PERIOD:
      *version = row->done_v;
      return row->done == 0;
    case SRV_OP_REMOVE_PERIOD:
    default:
      *version = row->rv;
      return row->gone;
    }
}

static gboolean
set_period (SrvChange *self, const SrvPeriodRow *row, GError **error)
{
  switch (self->op->type)
    {
    case SRV_OP_CHANGE_PERIOD:
      return store_period_set_due (self->store, self->seq, row, self->op->period->due, error);
    case SRV_OP_FULFIL_PERIOD:
      return store_period_set_done (self->store, self->seq, self->ticket, row, self->now, error);
    case SRV_OP_UNFULFIL_PERIOD:
      return store_period_set_done (self->store, self->seq, self->ticket, row, 0, error);
    case SRV_OP_REMOVE_PERIOD:
    default:
      return store_period_remove (self->store, self->seq, row, error);
    }
}

gboolean
store_change_set_period (SrvChange *self, GError **error)
{
  gboolean by_hand
      = self->op->type == SRV_OP_CHANGE_PERIOD || self->op->type == SRV_OP_REMOVE_PERIOD;
  g_autoptr (SrvPeriodRow) row = NULL;
  gint64 version;

  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error))
    return FALSE;
  row = store_period_get (self->store, &self->op->ticket, &self->op->period->id, error);
  if (row == NULL)
    return FALSE;
  if (is_as_wanted (self->op, row, &version))
    return TRUE;
  if (row->gone)
    return store_change_fail (error, HARK_ERROR_CONFLICT, "the deadline was removed");

  return (!by_hand || check_by_hand (self, row, error))
         && store_change_check_version (self, version, error)
         && store_change_enter_epoch (self, error) && store_change_store_contents (self, error)
         && set_period (self, row, error)
         && store_reminder_settle (self->store, self->seq, &row->id, &self->op->user, self->now,
                                   error);
}
