/* app-team.h: what one member's client does for the others, in each sync and when its user says so.
 * The roster says who they are, never the server; the client's lock is never held over the network;
 * what was done until an error stays done, and the next sync goes on from there. */
#pragma once

#include "app-client-reach.h"
#include "app-sync.h"

G_BEGIN_DECLS

/* Makes the next statement of the roster; NULL without @error: there is nothing to say any more.
 * The caller holds the lock. */
typedef GBytes *(*AppTeamMake) (AppStore *store, gconstpointer data, GError **error);

/* By compare and set: where others append at the same time the statement is made anew.
 * @document (NULL: none): it makes an area, whose first settings that is. What it says is here when
 * this returns TRUE. */
gboolean app_team_append (AppSync *sync, AppTeamMake make, GBytes *document, gconstpointer data,
                          GError **error);

/* Holds those who accepted an invitation of this device against its secret and signs them into the
 * roster and, where this account is Expert of the area that the invitation names, into its team. A
 * tag that does not hold is never signed: sync->problem says so (HARK_ERROR_UNVERIFIED). */
gboolean app_team_confirm (AppSync *sync, GError **error);
/* @keys_hash is of the keys that our user looked at: where the roster has others by now, nothing is
 * signed. With @role HARK_ROLE_NONE, which takes @user out, it does not matter. */
typedef struct
{
  HarkId user, area;
  guint8 keys_hash[32];
  HarkRole role;
  AppReach reach;
} AppTeamPlace;

/* Errors as app_client_place_member_sync () says. */
gboolean app_team_set_role (AppSync *sync, const AppTeamPlace *place, GError **error);
/* That @user has the keys that our user looked at. HARK_ERROR_CONFLICT. */
gboolean app_team_check_keys (const HarkRosterUser *user, const guint8 keys_hash[32],
                              GError **error);

/* Errors as app_client_switch_off_sync () says. */
gboolean app_team_switch_off (AppSync *sync, const HarkId *user, GError **error);

G_END_DECLS
