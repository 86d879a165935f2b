/* store-period.h: deadlines of a ticket (hark-period.h says when they fall) */
#pragma once

#include "store-ticket.h"

G_BEGIN_DECLS

/* The bits of what an operation fulfils. */
typedef enum
{
  SRV_PERIOD_ACKNOWLEDGE = 1 << 0,
  SRV_PERIOD_FEEDBACK = 1 << 1,
} SrvPeriodMask;

/* FALSE for an unknown name. */
gboolean srv_period_from_name (const char *name, SrvPeriodMask *period);

/* Attaches both. */
gboolean store_period_attach (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 received,
                              GError **error);
/* The ticket moved: its deadlines are removed, and those of its new area attached. */
gboolean store_period_replace (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                               GError **error);
/* Marks those of @fulfil as done, where they are not yet, and moves feedback's due date where the
 * acknowledgement was among them. HARK_ERROR_INVALID for one that the ticket does not have, unless
 * it is only in @implied. */
gboolean store_period_fulfil (SrvStore *store, gint64 seq, const SrvTicket *ticket,
                              SrvPeriodMask fulfil, SrvPeriodMask implied, gint64 now,
                              GError **error);

G_END_DECLS
