/* app-client-absence.h: who of one's teams is away, and one's own absence */
#pragma once

#include "app-client.h"
#include "hark-absence.h"

G_BEGIN_DECLS

/* As the server said last, offline too; does not block. In force at @now. */
gboolean app_client_find_absence (AppClient *self, const HarkId *user, gint64 now,
                                  HarkAbsence *absence);
/* One's own, to come or in force; not what is over at @now. */
gboolean app_client_find_own_absence (AppClient *self, gint64 now, HarkAbsence *absence);
/* Those that are not over. (element-type HarkAbsence) (transfer full) */
GArray *app_client_list_absences (AppClient *self, gint64 now);
/* @day of the organisation at @now: its days are what an absence counts by. This machine's, while its
 * zone is not known. */
void app_client_get_day (AppClient *self, gint64 now, char day[HARK_ABSENCE_DAY_SIZE]);
/* Who can stand in for this account: the members of its teams. (element-type AppPerson)
 * (transfer full) */
GPtrArray *app_client_list_deputies (AppClient *self);

/* Asks the server; every sync does where it is time. */
gboolean app_client_fetch_absences_sync (AppClient *self, GError **error);
/* @absence: but whose it is. Asks the server. HARK_ERROR_INVALID: it allows no such days, or no
 * such deputy. */
gboolean app_client_set_absence_sync (AppClient *self, const HarkAbsence *absence, GError **error);
void app_client_set_absence_async (AppClient *self, const HarkAbsence *absence,
                                   GAsyncReadyCallback callback, gpointer user);
gboolean app_client_set_absence_finish (AppClient *self, GAsyncResult *result, GError **error);
gboolean app_client_end_absence_sync (AppClient *self, GError **error);
void app_client_end_absence_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
gboolean app_client_end_absence_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
