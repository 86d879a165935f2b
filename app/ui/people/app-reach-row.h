/* app-reach-row.h: which of an area's tickets somebody gets who is brought in, or has only some */
#pragma once

#include <adwaita.h>

#include "app-client-person.h"
#include "app-client-team.h"

G_BEGIN_DECLS

#define APP_TYPE_REACH_ROW (app_reach_row_get_type ())
G_DECLARE_FINAL_TYPE (AppReachRow, app_reach_row, APP, REACH_ROW, AdwComboRow)

/* What an account has of an area's tickets, before its role changes. */
typedef struct
{
  HarkRole role;
  guint64 since; /* as in AppMembership */
} AppReachPlace;

/* Hidden until there is something to choose. */
GtkWidget *app_reach_row_new (void);
/* @now is what somebody has, @own what this account has itself; @to is what they will be. */
void app_reach_row_update (AppReachRow *self, const AppReachPlace *now, HarkRole to, const AppReachPlace *own);
AppReach app_reach_row_get (AppReachRow *self);

/* This account's place in @area. */
void app_reach_get_own (AppClient *client, const HarkId *area, AppReachPlace *own);
/* "tickets since they joined", NULL for who has all. */
const char *app_reach_describe (guint64 since, gboolean is_self);

G_END_DECLS
