/* app-absence-text.h: what a screen says of who is away, in the user's language */
#pragma once

#include "app-client-absence.h"

G_BEGIN_DECLS

/* "3 June", with the year where it is not that of @now; what is no day stays as it is. (transfer full) */
char *app_absence_text_day (const char *day, gint64 now);
/* "away until 3 June, ben stands in"; @deputy NULL: nobody does. (transfer full) */
char *app_absence_text_away (const char *until, const char *deputy);
/* The same of @user, NULL while they are here. (transfer full) */
char *app_absence_text_of (AppClient *client, const HarkId *user);
/* "From 1 June to 3 June, ben stands in", of one's own; NULL where there is none. (transfer full) */
char *app_absence_text_own (AppClient *client);
/* A name by the roster, NULL for nobody. (transfer full) */
char *app_absence_text_name (AppClient *client, const HarkId *user);

G_END_DECLS
