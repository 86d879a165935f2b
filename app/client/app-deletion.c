/* app-deletion.c: see app-deletion.h */
#include "app-deletion.h"

#include <string.h>

#include "app-intent.h"
#include "app-ticket-private.h"
#include "app-verify.h"
#include "hark-error.h"
#include "hark-json.h"

gboolean
app_deletion_is_type (const char *type)
{
  static const char *const types[]
      = { APP_DELETION_PROPOSE, APP_DELETION_WITHDRAW, APP_DELETION_CONFIRM,
          APP_DELETION_HOLD,    APP_DELETION_LIFT,     NULL };

  return g_strv_contains (types, type);
}

static gboolean
is_hold (const char *type)
{
  return g_str_equal (type, APP_DELETION_HOLD) || g_str_equal (type, APP_DELETION_LIFT);
}

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

/* --- what is to be done --- */

static gboolean
check_hold (AppStore *store, const AppAction *action, const AppCacheTicket *ticket, GError **error)
{
  gboolean is_held = action->type == APP_ACTION_HOLD;

  if (hark_roster_get_role (store->roster, &ticket->area, &store->account->user) < HARK_ROLE_EXPERT)
    return refuse (error, HARK_ERROR_FORBIDDEN,
                   "only an Expert puts a ticket on hold or lifts that");
  if (ticket->is_held == is_held)
    return refuse (error, HARK_ERROR_CONFLICT,
                   is_held ? "the ticket is on hold already" : "the ticket is not on hold");
  if (is_held && app_store_user_name (store, &action->user) == NULL)
    return refuse (error, HARK_ERROR_INVALID, "there is no such person");

  return TRUE;
}

static gboolean
has_waiting (AppStore *store, const HarkId *ticket)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list_of (store->outbox, ticket, NULL);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    if (app_deletion_is_type (hark_json_peek_string (
            ((AppOperation *)g_ptr_array_index (waiting, i))->intent, "type")))
      return TRUE;

  return FALSE;
}

static void
follow (AppDeletionRecord *self, const HarkObject *object)
{
  const char *type = hark_json_peek_string (object->body, "type");

  if (g_str_equal (type, APP_DELETION_PROPOSE))
    self->by = object->header.author;
  else if (g_str_equal (type, APP_DELETION_WITHDRAW))
    memset (&self->by, 0, sizeof self->by);
  else if (is_hold (type))
    self->is_held = g_str_equal (type, APP_DELETION_HOLD);
}

/* What the records of a ticket say of a proposal. The server chooses in which order it tells them;
 * each counts what its author had before it, in the piece that is signed. */
typedef struct
{
  AppDeletionRecord record;
  HarkId proposer; /* of the newest proposal */
  guint32 proposed;
  guint32 withdrawn;
  gboolean is_verified; /* the newest proposal, by what its author is today */
} Recorded;

static void
take_record (Recorded *self, AppStore *store, const AppCacheTicket *ticket,
             const AppCacheObject *item, const HarkObject *object)
{
  const HarkObjectHeader *header = &object->header;
  const char *type = hark_json_peek_string (object->body, "type");

  follow (&self->record, object);
  if (g_str_equal (type, APP_DELETION_WITHDRAW))
    self->withdrawn = MAX (self->withdrawn, header->counter);
  if (!g_str_equal (type, APP_DELETION_PROPOSE) || header->counter < self->proposed)
    return;

  self->proposer = header->author;
  self->proposed = header->counter;
  self->is_verified = app_verify_object (store, ticket, header, item->sealed) == APP_TRUST_VERIFIED;
}

static void
read_records (Recorded *self, AppStore *store, const AppCacheTicket *ticket, GPtrArray *epochs)
{
  g_autoptr (GPtrArray) objects = app_cache_list_objects (store->cache, &ticket->id, NULL);

  for (guint i = 0; objects != NULL && i < objects->len; i++)
    {
      const AppCacheObject *item = g_ptr_array_index (objects, i);
      g_autoptr (HarkObject) object
          = item->type == HARK_OBJECT_HISTORY && item->trust != APP_TRUST_BROKEN
                ? app_verify_open (epochs, item->sealed, NULL)
                : NULL;

      if (object != NULL && app_deletion_is_type (hark_json_peek_string (object->body, "type")))
        take_record (self, store, ticket, item, object);
    }
}

/* Whoever left the team, or was excluded, is no colleague who asks for it. */
static gboolean
may_still (AppStore *store, const AppCacheTicket *ticket, GPtrArray *epochs, const HarkId *user)
{
  const AppCacheEpoch *newest = epochs->pdata[epochs->len - 1];

  return hark_roster_get_role (store->roster, &ticket->area, user) >= HARK_ROLE_PROFESSIONAL
         && !hark_epoch_excludes (&newest->epoch, user);
}

/* What the server says of it must be what a colleague has signed: nobody confirms what none of them
 * asks for. */
static gboolean
check_recorded (AppStore *store, const AppCacheTicket *ticket, GError **error)
{
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, &ticket->id, NULL);
  Recorded recorded = { 0 };

  if (epochs != NULL && epochs->len > 0)
    read_records (&recorded, store, ticket, epochs);
  if (hark_id_is_zero (&recorded.proposer) || recorded.proposed <= recorded.withdrawn
      || !hark_id_equal (&recorded.proposer, &ticket->deletion_by)
      || !app_deletion_record_holds (&recorded.record, ticket))
    return refuse (error, HARK_ERROR_UNVERIFIED,
                   "nobody has signed that they ask for it: the server says so alone");

  return (recorded.is_verified && may_still (store, ticket, epochs, &recorded.proposer))
         || refuse (error, HARK_ERROR_CONFLICT, "who proposed it may not delete it any more");
}

gboolean
app_deletion_check (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
                    GError **error)
{
  gboolean is_proposed = !hark_id_is_zero (&ticket->deletion_by);
  gboolean is_mine = hark_id_equal (&ticket->deletion_by, &store->account->user);

  if (has_waiting (store, &ticket->id))
    return refuse (error, HARK_ERROR_CONFLICT,
                   "a change of that kind waits to be sent: take it back, or sync first");
  if (action->type == APP_ACTION_HOLD || action->type == APP_ACTION_LIFT_HOLD)
    return check_hold (store, action, ticket, error);
  if (action->type != APP_ACTION_PROPOSE_DELETE && !is_proposed)
    return refuse (error, HARK_ERROR_CONFLICT, "nobody proposes to delete this ticket");
  if (action->type == APP_ACTION_WITHDRAW_DELETE)
    return TRUE;
  if (ticket->is_held)
    return refuse (error, HARK_ERROR_CONFLICT, "the ticket is on hold: nobody deletes it");
  if (action->type == APP_ACTION_PROPOSE_DELETE)
    return !is_proposed
           || refuse (error, HARK_ERROR_CONFLICT, "somebody proposes to delete it already");

  if (is_mine)
    return refuse (error, HARK_ERROR_FORBIDDEN, "somebody else has to confirm it");

  return check_recorded (store, ticket, error);
}

void
app_deletion_put (AppStore *store, const AppAction *action, JsonObject *intent)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, &action->ticket, NULL);

  if (ticket == NULL)
    return;

  json_object_set_int_member (intent, "deletion_v", ticket->deletion_v);
  json_object_set_int_member (intent, "hold_v", ticket->hold_v);
  if (action->type != APP_ACTION_HOLD)
    return;

  hark_json_set_id (intent, "owner", &action->user);
  json_object_set_string_member (intent, "review", action->review);
}

void
app_deletion_set_pre (JsonObject *intent, JsonObject *pre)
{
  const char *name = is_hold (hark_json_peek_string (intent, "type")) ? "hold_v" : "deletion_v";

  json_object_set_int_member (pre, name, json_object_get_int_member_with_default (intent, name, 0));
}

void
app_deletion_tell (JsonObject *intent, JsonObject *record)
{
  if (!g_str_equal (hark_json_peek_string (intent, "type"), APP_DELETION_HOLD))
    return;

  json_object_set_string_member (record, "to", hark_json_peek_string (intent, "owner"));
  json_object_set_string_member (record, "review", hark_json_peek_string (intent, "review"));
}

/* A confirmation has its effect once there is no such ticket any more. */
gboolean
app_deletion_is_here (JsonObject *intent, const AppCacheTicket *ticket)
{
  const char *type = hark_json_peek_string (intent, "type");

  if (is_hold (type))
    return ticket->is_held == g_str_equal (type, APP_DELETION_HOLD)
           || ticket->hold_v > json_object_get_int_member_with_default (intent, "hold_v", 0);

  return !g_str_equal (type, APP_DELETION_CONFIRM)
         && ticket->deletion_v > json_object_get_int_member_with_default (intent, "deletion_v", 0);
}

gboolean
app_deletion_finish (AppOutbox *outbox, const AppOperation *operation, GError **error)
{
  if (!app_outbox_finish (outbox, &operation->op, operation->state_v, operation->advisor_v, error))
    return FALSE;

  app_outbox_truncate (outbox);
  return TRUE;
}

/* --- what is on record --- */

static void
set_proposal (AppTicket *ticket, const char *reason, gint64 time)
{
  hark_seal_free_string (ticket->deletion_reason);
  ticket->deletion_reason = reason != NULL && reason[0] != '\0' ? g_strdup (reason) : NULL;
  ticket->deletion_time = time;
}

static void
set_hold (AppTicket *ticket, const char *reason, const char *owner, const char *review)
{
  hark_seal_free_string (ticket->hold_reason);
  g_free (ticket->hold_owner);
  g_free (ticket->hold_review);
  ticket->hold_reason = g_strdup (reason);
  ticket->hold_owner = g_strdup (owner);
  ticket->hold_review = g_strdup (review);
}

void
app_deletion_take (AppDeletionRecord *self, const HarkObject *object, const char *owner,
                   AppTicket *ticket)
{
  const char *type = hark_json_peek_string (object->body, "type");
  const char *reason = hark_json_peek_string (object->body, "reason");

  follow (self, object);
  if (g_str_equal (type, APP_DELETION_PROPOSE))
    set_proposal (ticket, reason, object->time);
  else if (g_str_equal (type, APP_DELETION_WITHDRAW))
    set_proposal (ticket, NULL, 0);
  else if (is_hold (type))
    set_hold (ticket, self->is_held ? reason : NULL, self->is_held ? owner : NULL,
              self->is_held ? hark_json_peek_string (object->body, "review") : NULL);
}

gboolean
app_deletion_record_holds (const AppDeletionRecord *self, const AppCacheTicket *row)
{
  return hark_id_equal (&self->by, &row->deletion_by) && self->is_held == row->is_held;
}

gboolean
app_deletion_holds (const HarkObject *object, const AppCacheTicket *row)
{
  const char *type = hark_json_peek_string (object->body, "type");

  if (g_str_equal (type, APP_DELETION_PROPOSE))
    return hark_id_equal (&object->header.author, &row->deletion_by);
  if (g_str_equal (type, APP_DELETION_WITHDRAW))
    return hark_id_is_zero (&row->deletion_by);

  return !is_hold (type) || row->is_held == g_str_equal (type, APP_DELETION_HOLD);
}

void
app_deletion_overlay (AppStore *store, JsonObject *intent, AppTicket *ticket)
{
  const char *type = hark_json_peek_string (intent, "type");
  HarkId owner = app_intent_get_id (intent, "owner");

  if (g_str_equal (type, APP_DELETION_PROPOSE) || g_str_equal (type, APP_DELETION_WITHDRAW))
    {
      ticket->is_deletion_mine = g_str_equal (type, APP_DELETION_PROPOSE);
      g_free (ticket->deletion_by);
      ticket->deletion_by = ticket->is_deletion_mine ? g_strdup (store->account->name) : NULL;
      set_proposal (ticket,
                    ticket->is_deletion_mine ? hark_json_peek_string (intent, "reason") : NULL,
                    json_object_get_int_member_with_default (intent, "time", 0));
    }
  else if (is_hold (type))
    {
      ticket->is_held = g_str_equal (type, APP_DELETION_HOLD);
      set_hold (ticket, ticket->is_held ? hark_json_peek_string (intent, "reason") : NULL,
                ticket->is_held ? app_store_user_name (store, &owner) : NULL,
                ticket->is_held ? hark_json_peek_string (intent, "review") : NULL);
    }
}
