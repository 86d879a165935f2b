/* app-behalf-group.h: who reports a new ticket, and how it came where that is somebody else */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_BEHALF_GROUP (app_behalf_group_get_type ())
G_DECLARE_FINAL_TYPE (AppBehalfGroup, app_behalf_group, APP, BEHALF_GROUP, GtkBox)

/* Signals: "changed", another kind, or an inbox or none; "edited", anything that app_behalf_group_to_text () says. */

/* Whose colleagues are offered. */
void app_behalf_group_set_client (AppBehalfGroup *self, AppClient *client);
void app_behalf_group_set_kind (AppBehalfGroup *self, AppReporterKind kind);
AppReporterKind app_behalf_group_get_kind (AppBehalfGroup *self);
/* An anonymous person is to have an inbox. */
gboolean app_behalf_group_wants_inbox (AppBehalfGroup *self);
/* The day of receipt, as the calendar does it. */
void app_behalf_group_set_day (AppBehalfGroup *self, int year, int month, int day);

/* Says beside the fields what is wrong and goes to the first of them; FALSE. */
gboolean app_behalf_group_check (AppBehalfGroup *self);
/* NULL for a ticket of one's own. @inbox may be NULL. (transfer full) */
AppBehalf *app_behalf_group_get (AppBehalfGroup *self, const AppInboxKeys *inbox);

/* Fills in what was written down before. */
void app_behalf_group_set (AppBehalfGroup *self, const AppBehalf *behalf, gboolean wants_inbox);

/* What was filled in, to be kept with a draft; NULL for oneself. Free with hark_seal_free_string (). */
char *app_behalf_group_to_text (AppBehalfGroup *self);
/* Back again; FALSE where @text is none of these. */
gboolean app_behalf_group_take_text (AppBehalfGroup *self, const char *text);

G_END_DECLS
