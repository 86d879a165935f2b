/* store-epoch.h: the chain of a ticket's epochs, who holds a slot, and what a new one must say */
#pragma once

#include "store-ticket.h"

G_BEGIN_DECLS

/* of one ticket, so that its line in the feed stays below HARK_API_MAX_LINE */
#define SRV_EPOCH_MAX 500

/* An epoch as an operation brings it. */
typedef struct
{
  GBytes *statement;
  GPtrArray *slots; /* SrvSlot */
  GBytes *past_sh;  /* HARK_PAST_LEN; NULL in epoch 0 */
  GBytes *past_in;
} SrvEpochOpening;

void srv_epoch_opening_free (SrvEpochOpening *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvEpochOpening, srv_epoch_opening_free)

/* What an epoch says otherwise than the one before; NULL: that carries over. */
typedef struct
{
  const HarkId *area;
  const HarkId *exclude;
  const HarkId *include;
  gboolean is_new_code; /* the reporter has another key, of a code that the author made */
} SrvEpochChange;

/* The newest one of @ticket; @hash is its statement's. HARK_ERROR_NOT_FOUND. */
gboolean store_epoch_get_newest (SrvStore *store, const HarkId *ticket, HarkEpoch *epoch,
                                 guint8 hash[HARK_HASH_LEN], GError **error);
/* The head at which @ticket entered the area of its newest epoch: whom it is sealed to depends on
 * it, as hark-roster.h says. */
gboolean store_epoch_get_entry (SrvStore *store, const HarkId *ticket, guint8 head[HARK_HEAD_LEN],
                                GError **error);
/* Whether @recipient holds a slot of this kind in this epoch. */
gboolean store_epoch_has_slot (SrvStore *store, const HarkId *ticket, guint32 epoch,
                               HarkSlotKind kind, const HarkId *recipient, gboolean *has,
                               GError **error);

/* Whoever gets one is given access with it. Nothing is checked. */
gboolean store_epoch_add_slot (SrvStore *store, gint64 seq, const HarkEpoch *epoch,
                               const SrvSlot *slot, GError **error);

/* How many epoch 0 excludes at most: the team keeps as many places of its own. */
#define SRV_EPOCH_MAX_AT_FIRST (HARK_EPOCH_MAX_EXCLUDED / 2)
/* Whether @user is in some area's team: a ticket may be moved to any. Nobody else has a ticket to
 * be kept from. */
gboolean store_epoch_is_in_a_team (SrvRoster *roster, const HarkId *user);
/* Epoch 0 of @submission, whose ticket row is there: checks, stores, gives access.
 * HARK_ERROR_INVALID where the statement is not one that this reporter may make, HARK_ERROR_REKEY
 * where the slots are not those of the area's team as it is now. */
gboolean store_epoch_open_first (SrvStore *store, gint64 seq, const SrvSubmission *submission,
                                 GError **error);
/* The next epoch of @ticket by @author, a Professional or Expert of its area who is not excluded
 * (or an Observer, who excludes themselves by it and says nothing else): checks, stores, gives
 * access to who has it now and takes it from who has it no longer. It says what the newest one
 * says, and @change (NULL: nothing else): HARK_ERROR_FORBIDDEN where that leaves nobody who can
 * answer. HARK_ERROR_REKEY where somebody else opened it first or the team changed,
 * HARK_ERROR_INVALID where the statement does not follow the newest one, HARK_ERROR_UNVERIFIED.
 * @number is the new epoch's. */
gboolean store_epoch_open_next (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                                const HarkId *author, const SrvEpochOpening *opening,
                                const SrvEpochChange *change, guint32 *number, GError **error);
/* Whether the team may write under the newest epoch as it is: it has a key of the team's own, and
 * nobody holds a slot who left since. HARK_ERROR_REKEY. @number is the newest epoch's. */
gboolean store_epoch_check_newest (SrvStore *store, const SrvTicket *ticket, guint32 *number,
                                   GError **error);
/* Whether an entry of the team may open the next epoch: it is the team's first, somebody left, or
 * got other keys, since the newest was opened, or the reporter got other keys. A ticket has a
 * limited number of epochs, and nobody may use them up. HARK_ERROR_REKEY: the newest one is to be
 * used. */
gboolean store_epoch_check_wanted (SrvStore *store, const SrvTicket *ticket, GError **error);
/* Those of a member whose keys ended: no key opens them that the roster names. */
gboolean store_epoch_forget_slots (SrvStore *store, const HarkId *user, GError **error);

G_END_DECLS
