/* store-period.h: deadlines of a ticket: what its area has settled (hark-definition.h), and what
 * the team adds by hand */
#pragma once

#include "hark-definition.h"
#include "store-ticket.h"

G_BEGIN_DECLS

#define SRV_PERIOD_MAX_BY_HAND 32 /* of one ticket, at a time */
#define SRV_PERIOD_MAX_EVER                                                                        \
  128 /* by hand, with those that were removed: clients are told of them */

/* The bits of what an operation fulfils. */
typedef enum
{
  SRV_PERIOD_ACKNOWLEDGE = 1 << 0,
  SRV_PERIOD_FEEDBACK = 1 << 1,
} SrvPeriodMask;

/* One that is there. */
typedef struct
{
  HarkId id;
  HarkId ticket;
  gboolean by_hand;
  gboolean by_answer; /* the first answer fulfils it */
  char *name;         /* "acknowledge", "feedback", "other", "hand" */
  char *rule;         /* NULL: EU/DE, or by hand */
  gint64 due;
  gint64 done; /* 0: not yet */
  gboolean gone;
  gint64 rv, due_v, done_v;
} SrvPeriodRow;

void srv_period_row_free (SrvPeriodRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvPeriodRow, srv_period_row_free)

/* What somebody adds. */
typedef struct
{
  HarkId id;
  HarkId definition; /* of the area's, where it is one of those that begin by hand; else zeros */
  HarkRemind remind; /* does not count where @definition is given */
  HarkId entry;      /* the object of the history that says what it is called */
  gint64 due;
} SrvPeriodAdded;

/* FALSE for an unknown name. */
gboolean srv_period_from_name (const char *name, SrvPeriodMask *period);

/* Those of @area's newest settings that attach by themselves and fall due; @acknowledged 0: it was
 * not yet. */
gboolean store_period_attach (SrvStore *store, gint64 seq, const HarkId *ticket, const HarkId *area,
                              gint64 received, gint64 acknowledged, GError **error);
/* The ticket moved to @area: its deadlines are removed, and those of that area attached. */
gboolean store_period_replace (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                               const HarkId *area, GError **error);
/* The team answered: what the first answer fulfils is done, what begins with it begins. */
gboolean store_period_answer (SrvStore *store, gint64 seq, const SrvTicket *ticket, gint64 now,
                              GError **error);
/* Marks those of @fulfil as done, where they are not yet. HARK_ERROR_INVALID for one that the
 * ticket does not have. */
gboolean store_period_fulfil (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                              SrvPeriodMask fulfil, gint64 now, GError **error);

/* HARK_ERROR_NOT_FOUND for none of that ticket's. */
SrvPeriodRow *store_period_get (SrvStore *store, const HarkId *ticket, const HarkId *period,
                                GError **error);
/* HARK_ERROR_INVALID where the area has no such definition, HARK_ERROR_CONFLICT where the id is
 * used, HARK_ERROR_TOO_LARGE. */
gboolean store_period_add (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                           const SrvPeriodAdded *added, GError **error);
gboolean store_period_set_due (SrvStore *store, gint64 seq, const SrvPeriodRow *row, gint64 due,
                               GError **error);
/* @done 0 takes it back: HARK_ERROR_CONFLICT where it was an answer. With the first acknowledgement
 * begins what begins with it, and goes on where that is taken back. */
gboolean store_period_set_done (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                                const SrvPeriodRow *row, gint64 done, GError **error);
gboolean store_period_remove (SrvStore *store, gint64 seq, const SrvPeriodRow *row, GError **error);

/* Days end in @to from now on, no longer in @from: everything falls due on the day that it was
 * promised for, fulfilled or not, and what was reminded of stays reminded of. */
gboolean store_period_move (SrvStore *store, gint64 seq, GTimeZone *from, GTimeZone *to,
                            GError **error);

G_END_DECLS
