/* store-submission.c: how a ticket begins, what its anonymous reporter adds; see store-ticket.h */
#include "hark-error.h"
#include "store-account.h"
#include "store-area.h"
#include "store-epoch.h"
#include "store-erase.h"
#include "store-mail-rule.h"
#include "store-op.h"
#include "store-portal-ticket.h"
#include "store-roster.h"
#include "store-setting.h"

#define SUBMIT_TAG "hark/op-submit/v1"
#define REPLY_TAG "hark/op-reply/v1"

static gboolean
invalid (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

/* One @first, then its manifests and nothing else; a blob for each of them. */
static gboolean
check_objects (SrvStore *store, GPtrArray *objects, GArray *blobs, HarkObjectType first,
               SrvObjectSet *set, GError **error)
{
  HarkObjectHeader header;

  if (!srv_roster_get_org (srv_store_get_roster (store), &set->org, NULL, NULL))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_SETUP, "the organisation is not set up yet");
      return FALSE;
    }
  if (!srv_object_read (objects, NULL, set, error))
    return FALSE;
  if (objects->len == 0
      || !hark_object_read_header (g_ptr_array_index (objects, 0), &header, error))
    return objects->len == 0 ? invalid (error, "there is nothing in it") : FALSE;
  if (header.type != first || set->n_manifest != objects->len - 1)
    return invalid (error, "these are not the objects that belong here");
  if (set->n_manifest > HARK_TICKET_MAX_FILES || blobs->len != set->n_manifest)
    return invalid (error, "the attachments do not match their descriptions");

  return TRUE;
}

static gboolean
check_area (SrvStore *store, const SrvSubmission *submission, GError **error)
{
  g_autoptr (SrvArea) area = store_area_get (store, &submission->area, error);

  if (area == NULL)
    return FALSE;
  if ((submission->origin == HARK_TICKET_ORIGIN_PORTAL || !hark_id_is_zero (&submission->account))
      && !area->portal)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "this area takes no tickets here");
      return FALSE;
    }

  return store_area_check_takes (store, area, error);
}

static gboolean
check_unused (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvTicket) there = NULL;

  if (hark_id_is_zero (ticket))
    return invalid (error, "the ticket has no id");
  there = store_ticket_get (store, ticket, &local);
  if (there != NULL)
    return invalid (error, "the ticket's id was given before");
  if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return store_erase_check_unused (store, ticket, error);

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

const HarkId *
srv_submission_get_author (const SrvSubmission *self)
{
  return self->origin == HARK_TICKET_ORIGIN_ON_BEHALF ? &self->author : &self->reporter;
}

static gboolean
check_inbox (SrvStore *store, const SrvSubmission *submission, GError **error)
{
  if (!hark_id_is_zero (&submission->account))
    return (submission->has_inbox && submission->origin == HARK_TICKET_ORIGIN_SIGNED_IN
            && hark_id_is_zero (&submission->reporter))
           || invalid (error, "a portal-only account has the inbox of its own tickets");
  if (!submission->has_inbox)
    return TRUE;
  if (!hark_id_is_zero (&submission->reporter))
    return invalid (error, "a named reporter has no inbox");

  return store_inbox_check_unused (store, submission->lookup, error);
}

/* A user who is here and can sign in. */
static gboolean
check_reporter (SrvStore *store, const HarkId *reporter, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvAccount) account = NULL;

  if (srv_roster_get_keys (srv_store_get_roster (store), reporter, NULL, NULL))
    account = store_account_get (store, reporter, &local);
  if (account != NULL)
    return TRUE;
  if (local != NULL && !g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "there is no such user here");
  return FALSE;
}

/* Who may write down what somebody else reports. */
static gboolean
check_behalf (SrvStore *store, const SrvSubmission *submission, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  gboolean named = !hark_id_is_zero (&submission->reporter);

  if (submission->origin != HARK_TICKET_ORIGIN_ON_BEHALF)
    return TRUE;
  if (srv_roster_get_role (roster, &submission->area, &submission->author) < HARK_ROLE_PROFESSIONAL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN,
                   "only Professionals and Experts of the area write down what others report");
      return FALSE;
    }
  if (named && hark_id_equal (&submission->reporter, &submission->author))
    return invalid (error, "a ticket of one's own is not submitted on behalf");
  if (!submission->reachable && (named || submission->has_inbox))
    return invalid (error, "a reporter with an account or an inbox can be reached");

  return !named || check_reporter (store, &submission->reporter, error);
}

/* Times tell nothing of an anonymous reporter beyond the hour. */
static gboolean
is_anonymous (const SrvSubmission *submission)
{
  return hark_id_is_zero (&submission->reporter) && hark_id_is_zero (&submission->account);
}

static gint64
clamp_received (SrvStore *store, const SrvSubmission *submission, gint64 now)
{
  gint64 received = submission->origin == HARK_TICKET_ORIGIN_ON_BEHALF
                        ? CLAMP (submission->received, now - SRV_TICKET_MAX_AGE, now)
                        : submission->received;

  return is_anonymous (submission) ? store_setting_round (store, received) : received;
}

static gboolean
tell_submitted (SrvStore *store, gint64 seq, const SrvSubmission *submission, gint64 now,
                GError **error)
{
  const HarkId *account = &submission->account;
  SrvMailEvent event = { .type = SRV_MAIL_EVENT_SUBMITTED, .ticket = submission->ticket };

  event.actor = hark_id_is_zero (account) ? *srv_submission_get_author (submission) : *account;
  return store_mail_rule_apply (store, seq, &event, now, error);
}

gboolean
store_ticket_create (SrvStore *store, gint64 seq, const SrvSubmission *submission, gint64 now,
                     GError **error)
{
  const HarkId *author = srv_submission_get_author (submission);
  gboolean unsigned_ = hark_id_is_zero (author);
  SrvSubmission rounded = *submission;
  SrvObjectSet set = { .ticket = submission->ticket, .author = *author };
  gint64 at = is_anonymous (submission) ? store_setting_round (store, now) : now;

  rounded.received = clamp_received (store, submission, now);
  return check_area (store, submission, error) && check_behalf (store, submission, error)
         && check_objects (store, submission->objects, submission->blobs, HARK_OBJECT_REPORT, &set,
                           error)
         && (set.epoch == 0 || invalid (error, "a report is under the ticket's first epoch"))
         && check_unused (store, &submission->ticket, error)
         && check_inbox (store, submission, error)
         && store_ticket_insert (store, seq, &rounded, at, error)
         && store_epoch_open_first (store, seq, &rounded, error)
         && store_object_insert (store, seq, submission->objects, NULL, at, error)
         && store_blob_claim (store, unsigned_ ? SRV_BLOB_FORM : SRV_BLOB_ACCOUNT,
                              unsigned_ ? &submission->form : author, submission->blobs,
                              &submission->ticket, error)
         && (!submission->reachable
             || store_period_attach (store, seq, &submission->ticket, &submission->area,
                                     rounded.received, 0, error))
         && tell_submitted (store, seq, submission, now, error);
}

static void
hash_form (const char *tag, const HarkId *ticket, guint8 hash[SRV_OP_HASH_LEN])
{
  hark_seal_hash (hash, SRV_OP_HASH_LEN, NULL, 0, tag, ticket->bytes, (gsize)HARK_ID_LEN, NULL);
}

static gboolean
get_number (SrvStore *store, const HarkId *ticket, char **number, GError **error)
{
  g_autoptr (SrvTicket) row = store_ticket_get (store, ticket, error);

  if (row == NULL)
    return FALSE;

  *number = g_strdup (row->number);
  return TRUE;
}

gboolean
store_ticket_submit (SrvStore *store, gint64 seq, const SrvSubmission *submission, gint64 now,
                     char **number, gboolean *again, GError **error)
{
  guint8 hash[SRV_OP_HASH_LEN];
  HarkId there;

  hash_form (SUBMIT_TAG, &submission->ticket, hash);
  if (!store_op_find_form (store, &submission->op, hash, &there, error))
    return FALSE;
  *again = !hark_id_is_zero (&there);
  if (*again)
    return get_number (store, &there, number, error);

  return store_ticket_create (store, seq, submission, now, error)
         && store_op_keep_form (store, seq, &submission->op, hash, &submission->ticket,
                                store_setting_round (store, now), error)
         && get_number (store, &submission->ticket, number, error);
}

static gboolean
check_reply_epoch (SrvStore *store, const HarkId *ticket, guint32 epoch, GError **error)
{
  const HarkId anonymous = { 0 };
  gboolean has;

  if (!store_epoch_has_slot (store, ticket, epoch, HARK_SLOT_REPORTER, &anonymous, &has, error))
    return FALSE;

  return has || invalid (error, "the reporter has no key of this epoch");
}

/* Whoever writes had the ticket's key; here it must also be theirs still, and the code that they
 * came with. */
static gboolean
check_owner (SrvStore *store, const SrvReply *reply, GError **error)
{
  gboolean is_owned;

  if (!hark_id_is_zero (&reply->account))
    return store_portal_ticket_check (store, &reply->ticket, &reply->account, error);
  if (!store_portal_ticket_has_owner (store, &reply->ticket, &is_owned, error))
    return FALSE;
  if (!is_owned)
    return store_inbox_check (store, &reply->ticket, reply->lookup, error);

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such inbox");
  return FALSE;
}

gboolean
store_ticket_add_reply (SrvStore *store, gint64 seq, const SrvReply *reply, gint64 now,
                        gboolean *again, GError **error)
{
  SrvObjectSet set = { .ticket = reply->ticket };
  g_autoptr (SrvTicket) ticket = NULL;
  const SrvMailEvent event
      = { .type = SRV_MAIL_EVENT_REPLIED, .ticket = reply->ticket, .actor = reply->account };
  gint64 at = hark_id_is_zero (&reply->account) ? store_setting_round (store, now) : now;
  guint8 hash[SRV_OP_HASH_LEN];
  gboolean is_decided;
  HarkId there;

  hash_form (REPLY_TAG, &reply->ticket, hash);
  if (!store_op_find_form (store, &reply->op, hash, &there, error))
    return FALSE;
  *again = !hark_id_is_zero (&there);
  if (*again)
    return TRUE;

  ticket = store_ticket_get (store, &reply->ticket, error);
  if (ticket == NULL || !check_owner (store, reply, error)
      || !store_erase_is_decided (store, &reply->ticket, &is_decided, error))
    return FALSE;
  if (!ticket->has_inbox || is_decided)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such inbox");
      return FALSE;
    }

  return check_objects (store, reply->objects, reply->blobs, HARK_OBJECT_MESSAGE, &set, error)
         && check_reply_epoch (store, &reply->ticket, set.epoch, error)
         && store_object_insert (store, seq, reply->objects, NULL, at, error)
         && store_blob_claim (store, SRV_BLOB_FORM, &reply->form, reply->blobs, &reply->ticket,
                              error)
         && store_op_keep_form (store, seq, &reply->op, hash, &reply->ticket, at, error)
         && store_mail_rule_apply (store, seq, &event, now, error);
}
