/* promise.h: what a profile promises, for tests that only ask whether a server keeps to it */
#pragma once

#include "hark-definition.h"

G_BEGIN_DECLS

/* The due date of its acknowledgement or its feedback, no holidays; @acknowledged 0: not yet. */
gint64 promise_due (HarkProfile profile, HarkDefinitionKind kind, GTimeZone *zone, gint64 received,
                    gint64 acknowledged);

G_END_DECLS
