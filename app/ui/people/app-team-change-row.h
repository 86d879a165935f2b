/* app-team-change-row.h: what somebody else changed in the teams, and who signed it */
#pragma once

#include <adwaita.h>

#include "app-team-change.h"

G_BEGIN_DECLS

GtkWidget *app_team_change_row_new (const AppTeamChange *change);

G_END_DECLS
