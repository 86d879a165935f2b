/* app-due.h: what is due to others, in each sync: keys for who joined, new ones where somebody
 * left. The roster says who they are, never the server; the client's lock is never held over the
 * network; what was done until an error stays done, and the next sync goes on from there. */
#pragma once

#include "app-sync.h"

G_BEGIN_DECLS

/* Where the last page said that there is something to do: seals to who joined, opens epochs without
 * who left. */
gboolean app_due_settle (AppSync *sync, GError **error);
/* What is due to a recovery key that the user was not told of is nothing to do here, and must not
 * hide what is. NULL: there is none such. (transfer full) */
char *app_due_dup_unseen_key (AppSync *sync);

G_END_DECLS
