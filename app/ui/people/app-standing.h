/* app-standing.h: what this account is in the organisation, as far as this device knows */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_known;  /* the roster has this account */
  gboolean is_admin;
  gboolean is_member; /* of any area's team */
  gboolean is_expert; /* of any area */
} AppStanding;

/* Small and in memory: does not block. All FALSE while locked. */
AppStanding app_standing_get (AppClient *client);

G_END_DECLS
