/* app-client-change.h: who changed what: the statements of the roster and the settings that were
 * signed, in one order */
#pragma once

#include "app-client-setting.h"
#include "app-team-change.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 seq;               /* of the statement, or of the one before what was settled */
  AppTeamChange *team;       /* of a statement; else NULL */
  AppSettingChange *setting; /* of what was settled; both NULL: it cannot be verified */
  char *area_name;           /* whose setting; NULL: the organisation's */
} AppChange;
void app_change_free (AppChange *self);

/* All that there are, newest first, from the cache; what cannot be verified, once for each scope,
 * before them. HARK_ERROR_FORBIDDEN: not an Admin. (transfer full) (element-type AppChange) */
GPtrArray *app_client_list_changes_sync (AppClient *self, GError **error);
void app_client_list_changes_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_changes_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
