/* app-exclude-group.h: from whom a new ticket is kept: the people of the area's team with a box each,
 * behind a row that says how many are ticked. Not seen where the area does not let reporters. */
#pragma once

#include "app-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_EXCLUDE_GROUP (app_exclude_group_get_type ())
G_DECLARE_FINAL_TYPE (AppExcludeGroup, app_exclude_group, APP, EXCLUDE_GROUP, AdwBin)

/* Signal "edited": somebody was ticked, or not any more. */

void app_exclude_group_set_client (AppExcludeGroup *self, AppClient *client);
/* The team of @area; who is ticked stays so, whatever team they are of. @without_self: who writes
 * it down for somebody else cannot be ticked. */
void app_exclude_group_set_area (AppExcludeGroup *self, const AppArea *area, gboolean without_self);
/* As AppAction has it. (transfer full) */
char *app_exclude_group_get (AppExcludeGroup *self);
void app_exclude_group_set (AppExcludeGroup *self, const char *excluded);

G_END_DECLS
