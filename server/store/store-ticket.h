/* store-ticket.h: tickets with their keys, objects, inbox and deadlines.
 *
 * Nothing here can be read by the server: statements and headers are checked, contents are passed
 * on. Times of what an anonymous reporter did are rounded down to the full hour, here. */
#pragma once

#include "hark-epoch.h"
#include "hark-ticket.h"
#include "store-blob.h"
#include "store-object.h"

G_BEGIN_DECLS

/* One box of an epoch, as its author sent it. */
typedef struct
{
  HarkId recipient; /* zeros: the anonymous reporter */
  HarkSlotKind kind;
  GBytes *box; /* HARK_SLOT_LEN */
} SrvSlot;

SrvSlot *srv_slot_new (const HarkId *recipient, HarkSlotKind kind, GBytes *box);
void srv_slot_free (SrvSlot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvSlot, srv_slot_free)

#define SRV_TICKET_MAX_AGE (10 * 366 * 24 * 3600) /* seconds: how long ago it was received */

/* How a ticket begins. */
typedef struct
{
  HarkId
      op; /* of this submission: the same id again gives the same number, never a second ticket */
  HarkId ticket;
  HarkId area;
  HarkTicketOrigin origin;
  HarkId reporter;  /* zeros: anonymous */
  HarkId author;    /* on behalf: the member who writes it down; else not looked at */
  gint64 received;  /* seconds since 1970; on behalf any, it is clamped */
  GBytes *epoch;    /* statement of epoch 0, without K_in */
  GPtrArray *slots; /* SrvSlot: a member's for each living member of the area; and the reporter's,
                     * where they have an inbox or an account */
  GPtrArray
      *objects;  /* sealed GBytes: one report, then its manifests, at most HARK_TICKET_MAX_FILES */
  GArray *blobs; /* HarkId, one for each manifest */
  HarkId form;   /* owner of the blobs of an anonymous reporter's; else who writes owns them */
  gboolean has_inbox; /* then the statement has a reporter pk, and what opens it is one of these */
  HarkId account; /* a portal-only account, zeros for none: lookup and token_hash do not count */
  guint8 lookup[16];
  guint8 token_hash[32];
  gboolean reachable; /* an inbox, an account or contact data: deadlines attach */
} SrvSubmission;

/* For the portal (reporter zeros). Checks all of it against the roster as it is now:
 * HARK_ERROR_REKEY where the area's team is no longer the one that it was sealed to (seal anew,
 * with the same op), HARK_ERROR_FORBIDDEN where the area takes no (anonymous) tickets,
 * HARK_ERROR_NOT_FOUND for no such area, HARK_ERROR_INVALID for anything malformed,
 * HARK_ERROR_REPLAYED where the op was used for another ticket.
 * @number such as "2026-4711" is (transfer full). @again gets whether the op had arrived before:
 * then nothing of @submission was taken, no blob either. */
gboolean store_ticket_submit (SrvStore *store, gint64 seq, const SrvSubmission *submission,
                              gint64 now, char **number, gboolean *again, GError **error);
/* The same without looking at the op: for the operations of accounts, which keep results of their
 * own. On behalf HARK_ERROR_FORBIDDEN where the author may not, or the reporter is nobody here. */
gboolean store_ticket_create (SrvStore *store, gint64 seq, const SrvSubmission *submission,
                              gint64 now, GError **error);

typedef struct
{
  HarkId id;
  char *number;
  HarkTicketState state;
  gint64 state_v;  /* seq of the last change of state */
  HarkId state_by; /* zeros: an anonymous reporter; of a new one on behalf: who wrote it down */
  gint64 state_at;
  HarkId advisor; /* zeros: nobody */
  gint64 advisor_v;
  HarkId advisor_by;
  gint64 advisor_at;
  gboolean taken; /* had an advisor once */
  HarkId area;
  gint64 area_v;
  HarkId area_by;
  gint64 area_at;
  HarkTicketOrigin origin;
  HarkId reporter; /* zeros: anonymous */
  HarkId named;    /* whose it was until it got an inbox code; else zeros */
  HarkId account;  /* the portal-only account that reported it, also later; else zeros */
  gboolean has_inbox;
  gboolean reachable;
  gint64 received;
  gint64 closed;       /* 0 while open */
  HarkId outcome;      /* the object that counts, zeros for none */
  gint64 acknowledged; /* for the first time, also where that was taken back; 0: not yet */
  gboolean answered;   /* the team has written to them */
  HarkId deletion_by;  /* who proposes that it be deleted; zeros: nobody */
  gint64 deletion_at;
  gint64 deletion_v;
  gboolean is_held; /* nothing deletes it */
  gint64 hold_v;
  gint64 deletes;   /* the last second that it is kept; 0: no day is set (store-retention.h) */
  gboolean is_kept; /* past that, until somebody has read what its reporter wrote */
  gint64 rv;
} SrvTicket;

void srv_ticket_free (SrvTicket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvTicket, srv_ticket_free)

/* HARK_ERROR_NOT_FOUND. Whether somebody may see it is the caller's question. */
SrvTicket *store_ticket_get (SrvStore *store, const HarkId *ticket, GError **error);

/* What a reporter may have (report, message, manifest), oldest first, those of one operation in the
 * order they were given. (element-type SrvObject) (transfer full) */
GPtrArray *store_ticket_list_shared (SrvStore *store, const HarkId *ticket, GError **error);
/* The report alone, likewise: nothing else is read, however much was written since. */
GPtrArray *store_ticket_list_report (SrvStore *store, const HarkId *ticket, GError **error);

typedef struct
{
  guint32 epoch;
  GBytes *statement;
  GBytes *past_sh; /* HARK_PAST_LEN; NULL in epoch 0 */
  GBytes *past_in; /* likewise */
} SrvEpoch;

void srv_epoch_free (SrvEpoch *self);

/* From epoch 0 on. (element-type SrvEpoch) (transfer full) */
GPtrArray *store_ticket_list_epochs (SrvStore *store, const HarkId *ticket, GError **error);
/* The newest slot of @recipient (zeros for the anonymous reporter). HARK_ERROR_NOT_FOUND. (transfer
 * full) */
GBytes *store_ticket_get_slot (SrvStore *store, const HarkId *ticket, HarkSlotKind kind,
                               const HarkId *recipient, guint32 *epoch, GError **error);

typedef struct
{
  const char *name; /* "acknowledge" or "feedback"; static */
  gint64 due;
  gint64 done; /* 0 until fulfilled */
} SrvPeriod;

/* What the reporter was promised, in the order of the due dates. (element-type SrvPeriod)
 * (transfer full) */
GArray *store_ticket_list_periods (SrvStore *store, const HarkId *ticket, GError **error);

/* What a reporter adds through an inbox. */
typedef struct
{
  HarkId op; /* the same id again adds nothing and is no error */
  HarkId ticket;
  HarkId account;     /* whose ticket it must be; zeros: an anonymous reporter's */
  guint8 lookup[16];  /* of an anonymous one: of the code that they opened the inbox with */
  GPtrArray *objects; /* sealed GBytes: one message, then its manifests, all under one epoch that
                       * the reporter has a slot for */
  GArray *blobs;      /* HarkId, one for each manifest */
  HarkId form;        /* owner of the blobs */
} SrvReply;

/* HARK_ERROR_NOT_FOUND for a ticket without inbox; HARK_ERROR_INVALID; HARK_ERROR_REPLAYED.
 * @again: as above. */
gboolean store_ticket_add_reply (SrvStore *store, gint64 seq, const SrvReply *reply, gint64 now,
                                 gboolean *again, GError **error);

/* Changes of a row, by @by, at @now; @seq becomes rv and the field's version. @advisor and @outcome
 * may be NULL. */
gboolean store_ticket_set_advisor (SrvStore *store, gint64 seq, const HarkId *ticket,
                                   const HarkId *advisor, const HarkId *by, gint64 now,
                                   GError **error);
/* No day is set on which it is deleted: store_retention_settle(). */
gboolean store_ticket_set_state (SrvStore *store, gint64 seq, const HarkId *ticket,
                                 HarkTicketState state, const HarkId *outcome, const HarkId *by,
                                 gint64 now, GError **error);
gboolean store_ticket_set_area (SrvStore *store, gint64 seq, const HarkId *ticket,
                                const HarkId *area, const HarkId *by, gint64 now, GError **error);
/* When the reporter first heard that it is here, and whether they were answered. */
gboolean store_ticket_set_acknowledged (SrvStore *store, const HarkId *ticket, gint64 time,
                                        gboolean answered, GError **error);
gboolean store_ticket_set_hold (SrvStore *store, gint64 seq, const HarkId *ticket, gboolean is_held,
                                GError **error);
/* @by proposes that it be deleted; NULL: nobody does any more. */
gboolean store_ticket_set_deletion (SrvStore *store, gint64 seq, const HarkId *ticket,
                                    const HarkId *by, gint64 now, GError **error);
/* Something changed that stands in the ticket's line of the feed, though not in its row. */
gboolean store_ticket_touch (SrvStore *store, gint64 seq, const HarkId *ticket, GError **error);
/* Who made its first epoch and its objects: zeros for an anonymous reporter. */
const HarkId *srv_submission_get_author (const SrvSubmission *self);
/* For store-submission.c: a row with an unused number. */
gboolean store_ticket_insert (SrvStore *store, gint64 seq, const SrvSubmission *submission,
                              gint64 now, GError **error);

G_END_DECLS
