/* app-team-change.h: what statements of the roster changed, as people are told of it */
#pragma once

#include "hark-roster.h"

G_BEGIN_DECLS

typedef enum
{
  APP_TEAM_CHANGE_ADDED,      /* has an account now */
  APP_TEAM_CHANGE_OFF,        /* was switched off */
  APP_TEAM_CHANGE_ADMIN,      /* is an Admin now */
  APP_TEAM_CHANGE_NO_ADMIN,   /* is none any more */
  APP_TEAM_CHANGE_ROLE,       /* @from … @to in an area */
  APP_TEAM_CHANGE_REACH,      /* more of an area\'s tickets than before; @is_on: all of them */
  APP_TEAM_CHANGE_KEYS,       /* has new keys */
  APP_TEAM_CHANGE_RECOVERY,   /* @is_on: there is a, or another, recovery key now */
  APP_TEAM_CHANGE_RECOVERING, /* uses the recovery key in @area */
  APP_TEAM_CHANGE_POLICY,     /* @policy is what the organisation asks of everybody now */
} AppTeamChangeKind;

typedef struct
{
  guint64 seq; /* of the statement */
  AppTeamChangeKind kind;
  HarkId user;
  char *name; /* whose change it is; NULL: everybody's */
  char *by;   /* who signed it; NULL: the root key */
  HarkId area;
  char *area_name; /* NULL until somebody who knows them sets it */
  HarkRole from, to;
  gboolean is_on;
  HarkRosterPolicy policy;
} AppTeamChange;

void app_team_change_free (AppTeamChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppTeamChange, app_team_change_free)

/* What those of @statements (element-type GBytes), which are all that there are, changed whose seq
 * is above @seen; oldest first. Verifies each of them: for workers. (transfer full) (element-type
 * AppTeamChange) */
GPtrArray *app_team_change_list (GPtrArray *statements, guint64 seen, GError **error);

G_END_DECLS
