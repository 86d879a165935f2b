/* app-client-sealing.h: how far the tickets that are there are sealed to who joined a team. A sync
 * does it, beside everything else; what it did until it was broken off, or the program ended, stays
 * done, and the next one goes on from there. */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  char *name; /* to whom; NULL: to several people, or to the recovery key */
  guint done, total;
} AppSealing;
void app_sealing_clear (AppSealing *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AppSealing, app_sealing_clear)

/* FALSE: none are. Small and in memory: does not block. The "sealing" signal says when to ask
 * again.
 */
gboolean app_client_get_sealing (AppClient *self, AppSealing *sealing);

G_END_DECLS
