/* store-op.h: what an account changes, and the answers that are kept (sync.md section 4) */
#pragma once

#include <json-glib/json-glib.h>

#include "store-access.h"
#include "store-epoch.h"
#include "store-inbox.h"
#include "store-period.h"

G_BEGIN_DECLS

#define SRV_OP_HASH_LEN 32
#define SRV_OP_KEEP (180 * 24 * 3600) /* seconds that an answer is kept */
#define SRV_OP_NO_ACCESS "you have no access to this ticket any more"
#define SRV_OP_MAX_NEEDS 100

typedef enum
{
  SRV_OP_SUBMIT,
  SRV_OP_MESSAGE,
  SRV_OP_NOTE,
  SRV_OP_CONTACT,
  SRV_OP_TAKE_OVER,
  SRV_OP_RELEASE,
  SRV_OP_ASSIGN,
  SRV_OP_CLOSE,
  SRV_OP_REOPEN,
  SRV_OP_REKEY,
  SRV_OP_READ,
  SRV_OP_MOVE,
  SRV_OP_EXCLUDE,
  SRV_OP_INCLUDE,
  SRV_OP_NEW_CODE,
  SRV_OP_ADD_PERIOD,
  SRV_OP_CHANGE_PERIOD,
  SRV_OP_FULFIL_PERIOD,
  SRV_OP_UNFULFIL_PERIOD,
  SRV_OP_REMOVE_PERIOD,
  SRV_OP_PROPOSE_DELETE,
  SRV_OP_WITHDRAW_DELETE,
  SRV_OP_CONFIRM_DELETE,
  SRV_OP_HOLD,
  SRV_OP_LIFT_HOLD,
  SRV_OP_LAST
} SrvOpType;

/* What a member says of the ticket that they write down for somebody else. */
typedef struct
{
  HarkId reporter; /* a user; zeros: an anonymous one */
  gboolean has_inbox;
  guint8 lookup[16];
  guint8 token_hash[32];
  gint64 received;
  gboolean reachable;
} SrvBehalf;

/* One operation. Where @fault is set, its form is wrong and only the members above it count. */
typedef struct
{
  HarkId id;
  HarkId user;
  guint8 hash[SRV_OP_HASH_LEN]; /* of the whole request and @user */
  GError *fault;
  SrvOpType type;
  HarkId ticket;
  GArray *needs;          /* HarkId */
  GPtrArray *objects;     /* sealed GBytes */
  GBytes *history;        /* sealed, or NULL */
  SrvEpochOpening *epoch; /* or NULL */
  GArray *blobs;          /* HarkId */
  HarkId lineage;         /* pre: the three that compare and set need */
  gint64 version;         /* advisor_v, state_v, area_v, period_v, deletion_v or hold_v */
  gint64 advisor_v;       /* move */
  gint64 pre_epoch;       /* -1 where it was not given */
  HarkId seen;            /* close, confirm-delete: zeros for none */
  gint64 n_seen;          /* with it: how many messages and reports; -1: it does not say */
  HarkId area;            /* submit, move */
  SrvBehalf *behalf;      /* submit, where it is written down for somebody else; else NULL */
  SrvNewCode *code;       /* new-code; else NULL */
  SrvPeriodAdded *period; /* …-period: which, and of add and change what it is; else NULL */
  HarkId outcome;         /* close */
  guint months;           /* close: how long it is kept; 0: it does not say */
  HarkId advisor;         /* assign; move: who stays it, zeros for nobody */
  HarkId person;          /* exclude, include */
  SrvSide side;           /* message: as whom, where it was said; needed where they are both */
  SrvPeriodMask fulfil;   /* message, close */
  gint64 up_to;           /* read */
} SrvOp;

SrvOp *srv_op_new (void);
void srv_op_free (SrvOp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvOp, srv_op_free)

/* FALSE for a type that this version does not know. */
gboolean srv_op_type_from_name (const char *name, SrvOpType *type);

/* Compare and set on deletion_v. */
gboolean srv_op_is_about_deletion (SrvOpType type);

/* Does what @op asks, or says why not, and keeps the answer; the same @op again gets the same
 * answer. @answer is a RESULT of hark-api.h (transfer full). FALSE only where it could not be
 * decided: try again (HARK_ERROR_BUSY), or our own fault. */
gboolean store_op_run (SrvStore *store, gint64 seq, const SrvOp *op, gint64 now,
                       JsonObject **answer, GError **error);
/* The answer to an @op that store_op_run() could not decide. (transfer full) */
JsonObject *srv_op_answer_retry (const SrvOp *op);
/* Removes answers that are too old. */
gboolean store_op_expire (SrvStore *store, gint64 now, GError **error);

/* What the portal's submissions and replies leave, under the id of the form. @ticket is zeros where
 * the id is new. HARK_ERROR_REPLAYED where it was used for something else. */
gboolean store_op_find_form (SrvStore *store, const HarkId *id, const guint8 hash[SRV_OP_HASH_LEN],
                             HarkId *ticket, GError **error);
gboolean store_op_keep_form (SrvStore *store, gint64 seq, const HarkId *id,
                             const guint8 hash[SRV_OP_HASH_LEN], const HarkId *ticket, gint64 at,
                             GError **error);

/* Whether there is more of the conversation than the author of @op, a close or a confirmation that
 * the ticket be deleted, says that they had seen. @unseen: the newest of it, or what else is the
 * newest. */
gboolean store_op_find_unseen (SrvStore *store, const SrvOp *op, gboolean *is_unseen,
                               SrvObject *unseen, GError **error);

/* store-change.c: the effect of one operation, each a straight line of checks and writes. Errors as
 * in the answer: HARK_ERROR_CONFLICT, _GONE, _FORBIDDEN, _REKEY; others are `invalid`. */
gboolean store_change_apply (SrvStore *store, gint64 seq, const SrvOp *op, gint64 now,
                             GError **error);

G_END_DECLS
