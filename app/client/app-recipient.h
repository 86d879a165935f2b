/* app-recipient.h: whom a ticket is sealed to, by the roster and its own epochs (hark-roster.h) */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

/* The seq of the roster's head at which the ticket of @epochs (element-type AppCacheEpoch, from
 * epoch 0 on) entered the area where it was under epoch @n. */
guint64 app_recipient_find_entry (AppStore *store, GPtrArray *epochs, guint n);
/* Of the newest of @epochs. */
gboolean app_recipient_is (AppStore *store, GPtrArray *epochs, const HarkId *user);
/* Of the ticket as it is here, where that is in @area; else as it will be there. FALSE also where
 * nothing is known of it. */
gboolean app_recipient_has (AppStore *store, const HarkId *ticket, const HarkId *area,
                            const HarkId *user);

G_END_DECLS
