/* warning.h: a deletion that is ahead, as it is told to who is mailed of it */
#pragma once

#include "harness.h"

G_BEGIN_DECLS

/* That @ticket will be deleted at @due, in @days days, said now. */
void warning_give (Harness *harness, const HarkId *ticket, guint days, gint64 due);

G_END_DECLS
