/* app-verify.h: what the server says of a ticket, held against the roster and the ticket's own
 * chain.
 *
 * One bad ticket or object must not stop the others: these answer with a verdict, not with an
 * error. */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

/* A ticket's keys as they came: statements from epoch 0 on, past[i] the two boxes of epoch i + 1.
 */
typedef struct
{
  GPtrArray *statements; /* GBytes */
  GPtrArray *past_sh;    /* GBytes, one fewer */
  GPtrArray *past_in;
  GBytes *slot;
  guint32 slot_epoch;
  HarkSlotKind slot_kind;
} AppVerifyChain;

/* Checks the chain (numbers, hashes, authors' rights, area), opens the slot and every past box, and
 * returns the keys of each epoch (element-type HarkEpochKeys, clear function wipes), parallel to
 * statements. NULL: it does not hold. */
GArray *app_verify_chain (AppStore *store, const AppCacheTicket *ticket,
                          const AppVerifyChain *chain);

/* The verdict on one object, opened with the keys in the cache. @ticket NULL: not known. */
AppTrust app_verify_object (AppStore *store, const AppCacheTicket *ticket,
                            const HarkObjectHeader *header, GBytes *sealed);

/* Opens an object with the matching key of @epochs (element-type AppCacheEpoch).
 * HARK_ERROR_UNVERIFIED. */
HarkObject *app_verify_open (GPtrArray *epochs, GBytes *sealed, GError **error);

/* TRUE for what a reporter of @ticket wrote, as opposed to its team; what a member wrote down for
 * them is theirs too. */
gboolean app_verify_is_reporters (const AppCacheTicket *ticket, const HarkObject *object);
/* TRUE for the report of a ticket on behalf, and what goes with it: signed by a member. */
gboolean app_verify_is_written_down (const AppCacheTicket *ticket, const HarkObject *object);

G_END_DECLS
