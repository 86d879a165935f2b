/* app-client-period.h: what a screen needs to add a deadline or to move one */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

/* "Europe/Berlin": where the organisation's days begin and end: as its settings say it, signed,
 * else as the server does; this machine's while neither is known. Does not block. (transfer full)
 */
char *app_client_get_zone_name (AppClient *self);
/* The day of @instant there, by a format of g_date_time_format(). (transfer full) */
char *app_client_format_day (AppClient *self, gint64 instant, const char *format);
/* The same. (transfer full) */
GTimeZone *app_client_copy_zone (AppClient *self);
/* The end of @day where the organisation's days end. Does not block. */
gint64 app_client_get_due (AppClient *self, const GDate *day);
/* What an area's newest settings promise, attach, or offer to be begun by hand; of its calendar.
 * Blocks. (element-type HarkDefinition) (transfer full) */
GPtrArray *app_client_list_definitions_sync (AppClient *self, const HarkId *area,
                                             const HarkCalendar **calendar, GError **error);
void app_client_list_definitions_async (AppClient *self, const HarkId *area,
                                        GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_definitions_finish (AppClient *self, GAsyncResult *result,
                                               const HarkCalendar **calendar, GError **error);
/* When @definition, begun by hand @now, falls due. Does not block. */
gint64 app_client_count_due (AppClient *self, const HarkDefinition *definition,
                             const HarkCalendar *calendar, gint64 received, gint64 now);

G_END_DECLS
