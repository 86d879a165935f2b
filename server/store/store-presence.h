/* store-presence.h: what the server knows of everybody's accounts besides the roster */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId user;
  char *mail;
  gboolean has_factor; /* a second factor is in force */
  guint n_devices;     /* that are signed in */
  gint64 seen;         /* the day on which one of them was seen last; 0 for none */
} SrvPresence;

void srv_presence_free (SrvPresence *self);

/* All accounts, those that were switched off too. (element-type SrvPresence) (transfer full) */
GPtrArray *store_presence_list (SrvStore *store, gint64 now, GError **error);

G_END_DECLS
