/* store-change.c: the effect of one operation of an account; see store-op.h */
#include "store-change-private.h"

#include "hark-error.h"
#include "store-access.h"
#include "store-account.h"
#include "store-area.h"
#include "store-due.h"
#include "store-erase.h"
#include "store-lineage.h"
#include "store-mail-rule.h"
#include "store-read-mark.h"
#include "store-retention.h"
#include "store-roster.h"
#include "store-tomb.h"

gboolean
store_change_fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

/* Written down by @op's user for whom it names. */
static void
set_behalf (SrvSubmission *submission, const SrvOp *op)
{
  const SrvBehalf *behalf = op->behalf;

  submission->origin = HARK_TICKET_ORIGIN_ON_BEHALF;
  submission->author = op->user;
  submission->reporter = behalf->reporter;
  submission->received = behalf->received;
  submission->reachable = behalf->reachable;
  submission->has_inbox = behalf->has_inbox;
  memcpy (submission->lookup, behalf->lookup, sizeof submission->lookup);
  memcpy (submission->token_hash, behalf->token_hash, sizeof submission->token_hash);
}

static gboolean
apply_submit (SrvStore *store, gint64 seq, const SrvOp *op, gint64 now, GError **error)
{
  SrvSubmission submission = { .op = op->id,
                               .ticket = op->ticket,
                               .area = op->area,
                               .origin = HARK_TICKET_ORIGIN_SIGNED_IN,
                               .reporter = op->user,
                               .received = now,
                               .objects = op->objects,
                               .blobs = op->blobs,
                               .reachable = TRUE };
  gboolean known;

  if (op->epoch == NULL || op->epoch->past_sh != NULL || op->history != NULL)
    return store_change_fail (error, HARK_ERROR_INVALID,
                              "a submission brings its first epoch and no history");
  if (!store_object_find (store, op->objects, NULL, &known, error))
    return FALSE;
  if (known)
    return TRUE;

  submission.epoch = op->epoch->statement;
  submission.slots = op->epoch->slots;
  if (op->behalf != NULL)
    set_behalf (&submission, op);
  return store_ticket_create (store, seq, &submission, now, error);
}

/* The ticket and what the user is to it. Nothing tells a ticket that is not there from one of
 * others. */
static gboolean
load (SrvChange *self, GError **error)
{
  gboolean lost, is_decided, was_theirs = FALSE, was_lost = FALSE;

  if (!store_access_get (self->store, &self->op->user, &self->op->ticket, &self->side, &lost, error)
      || (self->side == SRV_SIDE_NONE && !lost
          && !store_tomb_get (self->store, &self->op->user, &self->op->ticket, &was_theirs,
                              &was_lost, error))
      || !store_erase_is_decided (self->store, &self->op->ticket, &is_decided, error))
    return FALSE;
  if (self->side != SRV_SIDE_NONE && is_decided)
    return store_change_fail (error, HARK_ERROR_GONE, "this ticket is being deleted");
  if (self->side == SRV_SIDE_NONE)
    return lost || was_theirs || was_lost
               ? store_change_fail (error, HARK_ERROR_GONE, SRV_OP_NO_ACCESS)
               : store_change_fail (error, HARK_ERROR_FORBIDDEN, "there is no such ticket for you");

  self->ticket = store_ticket_get (self->store, &self->op->ticket, error);
  if (self->ticket == NULL)
    return FALSE;

  self->role = srv_roster_get_role (srv_store_get_roster (self->store), &self->ticket->area,
                                    &self->op->user);
  self->set.ticket = self->op->ticket;
  self->set.author = self->op->user;
  srv_roster_get_org (srv_store_get_roster (self->store), &self->set.org, NULL, NULL);
  return srv_object_read (self->op->objects, self->op->history, &self->set, error);
}

static gboolean
may_write_as_team (SrvChange *self)
{
  return (self->side & SRV_SIDE_TEAM) != 0 && self->role >= HARK_ROLE_PROFESSIONAL;
}

gboolean
store_change_check_team (SrvChange *self, GError **error)
{
  return may_write_as_team (self)
         || store_change_fail (error, HARK_ERROR_FORBIDDEN,
                               "only Professionals and Experts of the area may do this");
}

/* @objects besides the history, which is there where @history is TRUE and else is not. */
gboolean
store_change_check_shape (SrvChange *self, gboolean matches, gboolean history, GError **error)
{
  if (!matches || (self->op->history != NULL) != history)
    return store_change_fail (error, HARK_ERROR_INVALID,
                              "these are not the objects that belong here");
  if (self->op->blobs->len != self->set.n_manifest)
    return store_change_fail (error, HARK_ERROR_INVALID,
                              "the attachments do not match their descriptions");

  return TRUE;
}

/* The epoch that the objects must be under, opened here where the operation brings it. */
gboolean
store_change_enter_epoch (SrvChange *self, GError **error)
{
  guint32 number;

  if (self->op->epoch != NULL
      && (self->op->epoch->past_sh == NULL || self->op->epoch->past_in == NULL))
    return store_change_fail (error, HARK_ERROR_INVALID,
                              "the epoch lacks the boxes of the past keys");
  if (self->op->epoch != NULL
          ? !store_epoch_check_wanted (self->store, self->ticket, error)
                || !store_epoch_open_next (self->store, self->seq, self->ticket, &self->op->user,
                                           self->op->epoch, NULL, &number, error)
          : !store_epoch_check_newest (self->store, self->ticket, &number, error))
    return FALSE;
  if (self->set.epoch != number)
    return store_change_fail (error, HARK_ERROR_REKEY,
                              "the objects are not under the newest epoch");
  if (self->op->pre_epoch >= 0 && self->op->pre_epoch != number
      && (self->op->epoch == NULL || self->op->pre_epoch != (gint64)number - 1))
    return store_change_fail (error, HARK_ERROR_REKEY, "the ticket has a newer epoch");

  return TRUE;
}

/* The next epoch, which says @change and under which the record of it stands. */
static gboolean
enter_changed (SrvChange *self, const SrvEpochChange *change, GError **error)
{
  guint32 number;

  if (self->op->epoch == NULL || self->op->epoch->past_sh == NULL
      || self->op->epoch->past_in == NULL || self->op->pre_epoch < 0)
    return store_change_fail (error, HARK_ERROR_INVALID, "the next epoch is missing");
  if (!store_epoch_open_next (self->store, self->seq, self->ticket, &self->op->user,
                              self->op->epoch, change, &number, error))
    return FALSE;
  if (self->set.epoch != number || self->op->pre_epoch != (gint64)number - 1)
    return store_change_fail (error, HARK_ERROR_REKEY, "the ticket has a newer epoch");

  return TRUE;
}

/* Compare and set: @said is the field's version as the operation has it, @there as it is. */
static gboolean
check_one_version (SrvChange *self, gint64 said, gint64 there, GError **error)
{
  gboolean covers;

  if (!store_lineage_covers (self->store, &self->op->lineage, said, &covers, error))
    return FALSE;
  if (!covers || said != there)
    return store_change_fail (error, HARK_ERROR_CONFLICT, "somebody else changed this first");

  return TRUE;
}

gboolean
store_change_check_version (SrvChange *self, gint64 there, GError **error)
{
  return check_one_version (self, self->op->version, there, error);
}

gboolean
store_change_store_contents (SrvChange *self, GError **error)
{
  return store_object_insert (self->store, self->seq, self->op->objects, self->op->history,
                              self->now, error)
         && store_blob_claim (self->store, SRV_BLOB_ACCOUNT, &self->op->user, self->op->blobs,
                              &self->op->ticket, error);
}

/* The acknowledgement is in the ticket's row from then on: it is read anew. */
static gboolean
answer_and_fulfil (SrvChange *self, gboolean answers, GError **error)
{
  g_autoptr (SrvTicket) after = NULL;

  if (answers && !store_period_answer (self->store, self->seq, self->ticket, self->now, error))
    return FALSE;
  after = store_ticket_get (self->store, &self->op->ticket, error);
  return after != NULL
         && store_period_fulfil (self->store, self->seq, after, self->op->fulfil, self->now, error);
}

/* Once it is done; self->ticket is as it was before. */
static gboolean
tell (SrvChange *self, SrvMailEventType type, GError **error)
{
  const SrvMailEvent event = { .type = type,
                               .ticket = self->op->ticket,
                               .actor = self->op->user,
                               .advisor = self->ticket->advisor };

  return store_mail_rule_apply (self->store, self->seq, &event, self->now, error);
}

static gboolean
check_reporter_epoch (SrvChange *self, GError **error)
{
  gboolean has;

  if (self->op->epoch != NULL)
    return store_change_fail (error, HARK_ERROR_FORBIDDEN, "a reporter opens no epoch");
  if (!store_epoch_has_slot (self->store, &self->op->ticket, self->set.epoch, HARK_SLOT_REPORTER,
                             &self->op->user, &has, error))
    return FALSE;

  return has
         || store_change_fail (error, HARK_ERROR_INVALID, "the reporter has no key of this epoch");
}

static gboolean
apply_message (SrvChange *self, GError **error)
{
  gboolean as_reporter = (self->side & SRV_SIDE_REPORTER) != 0
                         && (self->op->side == SRV_SIDE_REPORTER
                             || (self->op->side == SRV_SIDE_NONE && !may_write_as_team (self)));

  if (!store_change_check_shape (self,
                                 self->set.n_message == 1
                                     && self->set.n_manifest <= HARK_TICKET_MAX_FILES
                                     && self->set.n_manifest + 1 == self->op->objects->len,
                                 FALSE, error))
    return FALSE;
  if (as_reporter)
    return (self->op->fulfil == 0
            || store_change_fail (error, HARK_ERROR_FORBIDDEN, "a reporter fulfils no deadline"))
           && check_reporter_epoch (self, error) && store_change_store_contents (self, error)
           && tell (self, SRV_MAIL_EVENT_REPLIED, error);
  if (self->op->side == SRV_SIDE_REPORTER)
    return store_change_fail (error, HARK_ERROR_FORBIDDEN, "this ticket has another reporter");

  return store_change_check_team (self, error) && store_change_enter_epoch (self, error)
         && store_change_store_contents (self, error) && answer_and_fulfil (self, TRUE, error)
         && tell (self, SRV_MAIL_EVENT_ANSWERED, error);
}

static gboolean
apply_note (SrvChange *self, GError **error)
{
  return store_change_check_team (self, error)
         && store_change_check_shape (self, self->set.n_note == 1 && self->op->objects->len == 1,
                                      FALSE, error)
         && store_change_enter_epoch (self, error) && store_change_store_contents (self, error);
}

/* The team reached somebody whom Hark does not reach: what was said is a note, and no answer to
 * them is owed any more. There is no account that could be mailed. */
static gboolean
apply_contact (SrvChange *self, GError **error)
{
  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->set.n_note == 1 && self->op->objects->len == 1,
                                    FALSE, error))
    return FALSE;
  if (self->ticket->has_inbox || !hark_id_is_zero (&self->ticket->reporter))
    return store_change_fail (error, HARK_ERROR_CONFLICT,
                              "the reporter has an inbox or an account: answer them there");
  if (!self->ticket->reachable)
    return store_change_fail (error, HARK_ERROR_INVALID,
                              "the reporter left no contact data: nobody can be reached");

  return store_change_enter_epoch (self, error) && store_change_store_contents (self, error)
         && answer_and_fulfil (self, TRUE, error);
}

/* @advisor NULL releases. */
static gboolean
apply_advisor (SrvChange *self, const HarkId *advisor, GError **error)
{
  const HarkId nobody = { 0 };

  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error))
    return FALSE;
  if (hark_id_equal (&self->ticket->advisor, advisor != NULL ? advisor : &nobody))
    return TRUE;

  return store_change_check_version (self, self->ticket->advisor_v, error)
         && store_change_enter_epoch (self, error) && store_change_store_contents (self, error)
         && store_ticket_set_advisor (self->store, self->seq, &self->op->ticket, advisor,
                                      &self->op->user, self->now, error)
         && tell (self, SRV_MAIL_EVENT_ADVISED, error);
}

/* The list of people that clients give back after a restore names some whose accounts were lost. */
static gboolean
check_account (SrvChange *self, const HarkId *user, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvAccount) account = store_account_get (self->store, user, &local);

  if (account != NULL)
    return TRUE;
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return store_change_fail (error, HARK_ERROR_INVALID, "this person has no account here");

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Whom it is assigned to must be able to do what an advisor does: no reader, nobody who left,
 * nobody without the ticket's keys. */
static gboolean
apply_assign (SrvChange *self, GError **error)
{
  const HarkId *advisor = &self->op->advisor;
  SrvSide side;
  gboolean lost;

  if (!store_change_check_team (self, error)
      || !store_access_get (self->store, advisor, &self->op->ticket, &side, &lost, error))
    return FALSE;
  if ((side & SRV_SIDE_TEAM) == 0
      || srv_roster_get_role (srv_store_get_roster (self->store), &self->ticket->area, advisor)
             < HARK_ROLE_PROFESSIONAL)
    return store_change_fail (error, HARK_ERROR_INVALID,
                              "only a Professional or Expert who has this ticket");

  return check_account (self, advisor, error) && apply_advisor (self, advisor, error);
}

gboolean
store_change_check_seen (SrvChange *self, GError **error)
{
  gboolean is_unseen;
  SrvObject unseen;

  if (!store_op_find_unseen (self->store, self->op, &is_unseen, &unseen, error))
    return FALSE;

  return !is_unseen || store_change_fail (error, HARK_ERROR_CONFLICT, "there is a newer message");
}

static gboolean
apply_close (SrvChange *self, GError **error)
{
  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self,
                                    self->set.n_outcome == 1 && self->set.n_message <= 1
                                        && self->set.n_message + 1 == self->op->objects->len
                                        && hark_id_equal (&self->set.outcome, &self->op->outcome),
                                    TRUE, error))
    return FALSE;
  /* somebody else's outcome stands: both texts are kept and shown, nothing is dropped as done */
  if (self->ticket->state == HARK_TICKET_CLOSED)
    return store_change_fail (error, HARK_ERROR_CONFLICT, "somebody else closed the ticket first");

  return store_change_check_version (self, self->ticket->state_v, error)
         && store_change_check_seen (self, error) && store_change_enter_epoch (self, error)
         && store_change_store_contents (self, error)
         && store_ticket_set_state (self->store, self->seq, &self->op->ticket, HARK_TICKET_CLOSED,
                                    &self->op->outcome, &self->op->user, self->now, error)
         && store_retention_settle (self->store, self->ticket, self->op->months, self->now, error)
         && answer_and_fulfil (self, self->set.n_message > 0, error)
         && tell (self, SRV_MAIL_EVENT_CLOSED, error);
}

static gboolean
apply_reopen (SrvChange *self, GError **error)
{
  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error))
    return FALSE;
  if (self->ticket->state == HARK_TICKET_OPEN)
    return TRUE;

  return store_change_check_version (self, self->ticket->state_v, error)
         && store_change_enter_epoch (self, error) && store_change_store_contents (self, error)
         && store_ticket_set_state (self->store, self->seq, &self->op->ticket, HARK_TICKET_OPEN,
                                    NULL, &self->op->user, self->now, error);
}

/* Nothing but the next epoch, once for everybody who left: a ticket has a limited number of them.
 * Who comes too late with it hears that there is a newer one. */
static gboolean
apply_rekey (SrvChange *self, GError **error)
{
  guint32 number;
  gboolean due;

  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, FALSE, error))
    return FALSE;
  if (self->op->epoch == NULL || self->op->epoch->past_sh == NULL
      || self->op->epoch->past_in == NULL)
    return store_change_fail (error, HARK_ERROR_INVALID, "the next epoch is missing");

  return store_due_has_rekey (self->store, &self->op->ticket, &due, error)
         && store_epoch_open_next (self->store, self->seq, self->ticket, &self->op->user,
                                   self->op->epoch, NULL, &number, error)
         && (due
             || store_change_fail (error, HARK_ERROR_CONFLICT,
                                   "nobody left who has this ticket's keys"));
}

/* Whoever is the advisor stays it where they may be that in the other area too. */
static gboolean
check_advisor_after (SrvChange *self, GError **error)
{
  const HarkId *advisor = &self->ticket->advisor;
  const HarkId nobody = { 0 };
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch newest;
  gboolean stays;

  if (!store_epoch_get_newest (self->store, &self->op->ticket, &newest, hash, error))
    return FALSE;

  stays = !hark_id_is_zero (advisor) && !hark_epoch_excludes (&newest, advisor)
          && srv_roster_get_role (srv_store_get_roster (self->store), &self->op->area, advisor)
                 >= HARK_ROLE_PROFESSIONAL;
  return hark_id_equal (&self->op->advisor, stays ? advisor : &nobody)
         || store_change_fail (error, HARK_ERROR_REKEY, "the other area's team changed");
}

static gboolean
set_area (SrvChange *self, GError **error)
{
  gboolean is_released
      = hark_id_is_zero (&self->op->advisor) && !hark_id_is_zero (&self->ticket->advisor);

  return store_ticket_set_area (self->store, self->seq, &self->op->ticket, &self->op->area,
                                &self->op->user, self->now, error)
         && (!is_released
             || store_ticket_set_advisor (self->store, self->seq, &self->op->ticket, NULL,
                                          &self->op->user, self->now, error))
         && store_period_replace (self->store, self->seq, self->ticket, &self->op->area, error);
}

/* To another team, which gets a key of its own; who is in that one too keeps the ticket. */
static gboolean
apply_move (SrvChange *self, GError **error)
{
  const SrvEpochChange change = { .area = &self->op->area };
  g_autoptr (SrvArea) area = NULL;

  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error))
    return FALSE;
  area = store_area_get (self->store, &self->op->area, error);
  if (area == NULL)
    return FALSE;
  if (hark_id_equal (&self->ticket->area, &self->op->area))
    return TRUE;
  if (self->ticket->state == HARK_TICKET_CLOSED)
    return store_change_fail (error, HARK_ERROR_CONFLICT, "the ticket is closed: reopen it first");

  return store_change_check_version (self, self->ticket->area_v, error)
         && check_one_version (self, self->op->advisor_v, self->ticket->advisor_v, error)
         && check_advisor_after (self, error) && enter_changed (self, &change, error)
         && store_change_store_contents (self, error) && set_area (self, error)
         && tell (self, SRV_MAIL_EVENT_MOVED, error);
}

/* All that an Observer may do to a ticket. */
static gboolean
is_leaving (SrvChange *self)
{
  return self->op->type == SRV_OP_EXCLUDE && (self->side & SRV_SIDE_TEAM) != 0
         && self->role >= HARK_ROLE_OBSERVER && hark_id_equal (&self->op->person, &self->op->user);
}

/* Anybody who may write excludes, and whoever reads themselves: the next epoch is without them. An
 * Expert takes that back. */
static gboolean
apply_exclusion (SrvChange *self, GError **error)
{
  const HarkId *person = &self->op->person;
  gboolean excludes = self->op->type == SRV_OP_EXCLUDE;
  const SrvEpochChange change
      = { .exclude = excludes ? person : NULL, .include = excludes ? NULL : person };
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch newest;

  if ((!is_leaving (self) && !store_change_check_team (self, error))
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error)
      || !store_epoch_get_newest (self->store, &self->op->ticket, &newest, hash, error))
    return FALSE;
  if (hark_epoch_excludes (&newest, person) == excludes)
    return TRUE;
  if (!excludes && self->role < HARK_ROLE_EXPERT)
    return store_change_fail (error, HARK_ERROR_FORBIDDEN,
                              "only an Expert takes an exclusion back");
  if (!srv_roster_get_keys (srv_store_get_roster (self->store), person, NULL, NULL))
    return store_change_fail (error, HARK_ERROR_INVALID, "there is no such person here");
  if (excludes && !store_epoch_is_in_a_team (srv_store_get_roster (self->store), person))
    return store_change_fail (error, HARK_ERROR_CONFLICT, "they are in no team");
  if (excludes && hark_id_equal (&self->ticket->advisor, person))
    return store_change_fail (error, HARK_ERROR_CONFLICT,
                              "they are the ticket's advisor: it has to be handed over first");

  return enter_changed (self, &change, error) && store_change_store_contents (self, error);
}

/* For a reporter who lost theirs: the key that it opens is the reporter's from the next epoch on.
 * Two of these at once would leave one sheet that opens nothing: the second hears of the first. */
static gboolean
apply_new_code (SrvChange *self, GError **error)
{
  const SrvEpochChange change = { .is_new_code = TRUE };
  const SrvNewCode *code = self->op->code;
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch newest;

  if (!store_change_check_team (self, error)
      || !store_change_check_shape (self, self->op->objects->len == 0, TRUE, error)
      || !store_epoch_get_newest (self->store, &self->op->ticket, &newest, hash, error))
    return FALSE;
  if (memcmp (newest.reporter_pk, code->replaces, sizeof code->replaces) != 0)
    return store_change_fail (error, HARK_ERROR_CONFLICT,
                              "somebody else issued another code first");
  if (!store_inbox_replace (self->store, self->seq, self->ticket, code, error))
    return FALSE;

  self->ticket->has_inbox = TRUE;
  memset (&self->ticket->reporter, 0, sizeof self->ticket->reporter);
  return enter_changed (self, &change, error) && store_change_store_contents (self, error);
}

/* Nobody else ever hears of it, so it leaves no history. */
static gboolean
apply_read (SrvChange *self, GError **error)
{
  if (self->op->epoch != NULL || self->op->needs->len > 0)
    return store_change_fail (error, HARK_ERROR_INVALID, "a mark brings nothing with it");

  return store_change_check_shape (self, self->op->objects->len == 0, FALSE, error)
         && store_read_mark_set (self->store, self->seq, &self->op->user, &self->op->ticket,
                                 self->op->up_to, error);
}

static gboolean
apply (SrvChange *self, GError **error)
{
  gboolean known, is_done;

  if (!store_change_is_confirmed (self, &is_done, error))
    return FALSE;
  if (is_done)
    return TRUE;
  if (!load (self, error)
      || !store_object_find (self->store, self->op->objects, self->op->history, &known, error))
    return FALSE;
  if (known)
    return TRUE;

  switch (self->op->type)
    {
    case SRV_OP_MESSAGE:
      return apply_message (self, error);
    case SRV_OP_NOTE:
      return apply_note (self, error);
    case SRV_OP_CONTACT:
      return apply_contact (self, error);
    case SRV_OP_TAKE_OVER:
      return apply_advisor (self, &self->op->user, error);
    case SRV_OP_RELEASE:
      return apply_advisor (self, NULL, error);
    case SRV_OP_ASSIGN:
      return apply_assign (self, error);
    case SRV_OP_CLOSE:
      return apply_close (self, error);
    case SRV_OP_REOPEN:
      return apply_reopen (self, error);
    case SRV_OP_REKEY:
      return apply_rekey (self, error);
    case SRV_OP_READ:
      return apply_read (self, error);
    case SRV_OP_MOVE:
      return apply_move (self, error);
    case SRV_OP_EXCLUDE:
    case SRV_OP_INCLUDE:
      return apply_exclusion (self, error);
    case SRV_OP_NEW_CODE:
      return apply_new_code (self, error);
    case SRV_OP_ADD_PERIOD:
      return store_change_add_period (self, error);
    case SRV_OP_CHANGE_PERIOD:
    case SRV_OP_FULFIL_PERIOD:
    case SRV_OP_UNFULFIL_PERIOD:
    case SRV_OP_REMOVE_PERIOD:
      return store_change_set_period (self, error);
    case SRV_OP_PROPOSE_DELETE:
      return store_change_propose_delete (self, error);
    case SRV_OP_WITHDRAW_DELETE:
      return store_change_withdraw_delete (self, error);
    case SRV_OP_CONFIRM_DELETE:
      return store_change_confirm_delete (self, error);
    case SRV_OP_HOLD:
    case SRV_OP_LIFT_HOLD:
      return store_change_hold (self, error);
    case SRV_OP_SUBMIT:
    case SRV_OP_LAST:
    default:
      return store_change_fail (error, HARK_ERROR_INVALID, "there is no such operation");
    }
}

gboolean
store_change_apply (SrvStore *store, gint64 seq, const SrvOp *op, gint64 now, GError **error)
{
  SrvChange change = { .store = store, .seq = seq, .op = op, .now = now };
  gboolean applied;

  if (op->type == SRV_OP_SUBMIT)
    return apply_submit (store, seq, op, now, error);

  applied = apply (&change, error);
  g_clear_pointer (&change.ticket, srv_ticket_free);
  return applied;
}
