/* app-told.h: whether the user was told of whoever gets at what was there before them
 *
 * A list that an Admin and the server make together opens the past to nobody: what was there before
 * the recovery key, or before somebody's place in a team that the key's use gave more, is sealed to
 * them by clients whose users have marked that as seen (app_client_see_team_changes ()). */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

/* Of the recovery key, so that tickets of before it may be sealed to it. FALSE while none are. */
gboolean app_told_of_key (AppStore *store, const HarkRosterRecovery *key);
/* Of that by which @member has a ticket that entered its area at @entry. Also whoever signed it. */
gboolean app_told_of_member (AppStore *store, const HarkRosterMember *member, guint64 entry);
/* Of everybody whom @next is sealed to, which follows @epochs (element-type AppCacheEpoch) and
 * whose ticket enters, or has entered, its area at @entry: HARK_ERROR_UNSEEN. */
gboolean app_told_of_all (AppStore *store, const HarkEpoch *next, GPtrArray *epochs, guint64 entry,
                          GError **error);

G_END_DECLS
