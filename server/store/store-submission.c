/* store-submission.c: how a ticket begins, what its anonymous reporter adds; see store-ticket.h */
#include "hark-error.h"
#include "srv-time.h"
#include "store-area.h"
#include "store-epoch.h"
#include "store-op.h"
#include "store-roster.h"

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
  if (submission->origin == HARK_TICKET_ORIGIN_PORTAL && !area->portal)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN, "this area takes no tickets here");
      return FALSE;
    }

  return TRUE;
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
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
store_ticket_create (SrvStore *store, gint64 seq, const SrvSubmission *submission, gint64 now,
                     GError **error)
{
  gboolean anonymous = hark_id_is_zero (&submission->reporter);
  SrvSubmission rounded = *submission;
  SrvObjectSet set = { .ticket = submission->ticket, .author = submission->reporter };
  gint64 at = anonymous ? srv_time_round (now) : now;

  if (anonymous)
    rounded.received = srv_time_round (submission->received);
  if (!anonymous && submission->has_inbox)
    return invalid (error, "a named reporter has no inbox");

  return check_area (store, submission, error)
         && check_objects (store, submission->objects, submission->blobs, HARK_OBJECT_REPORT, &set,
                           error)
         && (set.epoch == 0 || invalid (error, "a report is under the ticket's first epoch"))
         && check_unused (store, &submission->ticket, error)
         && store_ticket_insert (store, seq, &rounded, at, error)
         && store_epoch_open_first (store, seq, &rounded, error)
         && store_object_insert (store, seq, submission->objects, NULL, at, error)
         && store_blob_claim (store, anonymous ? SRV_BLOB_FORM : SRV_BLOB_ACCOUNT,
                              anonymous ? &submission->form : &submission->reporter,
                              submission->blobs, &submission->ticket, error)
         && (!submission->reachable
             || store_period_attach (store, seq, &submission->ticket, rounded.received, error));
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
                     char **number, GError **error)
{
  guint8 hash[SRV_OP_HASH_LEN];
  HarkId there;

  hash_form (SUBMIT_TAG, &submission->ticket, hash);
  if (!store_op_find_form (store, &submission->op, hash, &there, error))
    return FALSE;
  if (!hark_id_is_zero (&there))
    return get_number (store, &there, number, error);

  return store_ticket_create (store, seq, submission, now, error)
         && store_op_keep_form (store, seq, &submission->op, hash, &submission->ticket,
                                srv_time_round (now), error)
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

gboolean
store_ticket_add_reply (SrvStore *store, gint64 seq, const SrvReply *reply, gint64 now,
                        GError **error)
{
  SrvObjectSet set = { .ticket = reply->ticket };
  g_autoptr (SrvTicket) ticket = NULL;
  guint8 hash[SRV_OP_HASH_LEN];
  HarkId there;

  hash_form (REPLY_TAG, &reply->ticket, hash);
  if (!store_op_find_form (store, &reply->op, hash, &there, error))
    return FALSE;
  if (!hark_id_is_zero (&there))
    return TRUE;

  ticket = store_ticket_get (store, &reply->ticket, error);
  if (ticket == NULL)
    return FALSE;
  if (!ticket->has_inbox)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such inbox");
      return FALSE;
    }

  return check_objects (store, reply->objects, reply->blobs, HARK_OBJECT_MESSAGE, &set, error)
         && check_reply_epoch (store, &reply->ticket, set.epoch, error)
         && store_object_insert (store, seq, reply->objects, NULL, srv_time_round (now), error)
         && store_blob_claim (store, SRV_BLOB_FORM, &reply->form, reply->blobs, &reply->ticket,
                              error)
         && store_op_keep_form (store, seq, &reply->op, hash, &reply->ticket, srv_time_round (now),
                                error);
}
