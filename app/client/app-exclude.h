/* app-exclude.h: from whom a ticket is kept from its first epoch on, as its reporter says it
 *
 * In the action, the intent and a draft: their ids as 32 hex digits with blanks between them, ""
 * or NULL for nobody. */
#pragma once

#include "app-client.h"
#include "app-store.h"

G_BEGIN_DECLS

#define APP_EXCLUDE_NO_EXPERT "no Expert would be left who has this ticket"
#define APP_EXCLUDE_NO_MEMBER "they are in no area's team: no ticket comes to them"

/* Whether @user is in some area's team: a ticket may be moved to any. */
gboolean app_exclude_is_in_a_team (AppStore *store, const HarkId *user);
/* Into @epoch. FALSE where it is malformed, or they are too many. */
gboolean app_exclude_fill (const char *excluded, HarkEpoch *epoch);
/* Whether a ticket of @area may begin so. HARK_ERROR_FORBIDDEN, HARK_ERROR_INVALID,
 * HARK_ERROR_NOT_FOUND. */
gboolean app_exclude_check (const AppAction *action, AppStore *store, GError **error);
/* Whether somebody of at least this role has a ticket of this newest epoch, which entered its area
 * at
 * @entry: an Expert, where somebody is excluded, as nobody else takes that back and gives it on. */
gboolean app_exclude_leaves (AppStore *store, const HarkEpoch *epoch, guint64 entry,
                             HarkRole least);
/* Whether reporters of @area may exclude anybody, as its Expert settled it. */
gboolean app_exclude_is_allowed (AppStore *store, const HarkId *area);

G_END_DECLS
