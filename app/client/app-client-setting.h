/* app-client-setting.h: what the organisation and the areas have settled, as screens see and change
 * it. Reading is from the cache: it works offline. */
#pragma once

#include "app-client.h"
#include "app-setting-value.h"
#include "hark-setting-area.h"
#include "hark-setting-organisation.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId scope;
  guint64 version;                       /* 0: nothing was settled, and what is here are defaults */
  gboolean can_change;                   /* this account */
  HarkSettingArea *area;                 /* of an area; else NULL. is_default: as it holds now */
  gboolean was_default;                  /* as area->is_default was when this was loaded */
  HarkSettingOrganisation *organisation; /* the other one */
  char *by;                              /* who signed it; NULL: nobody */
  gint64 time;                           /* by their clock */
} AppSetting;
void app_setting_free (AppSetting *self);
AppSetting *app_setting_copy (const AppSetting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppSetting, app_setting_free)

/* What was settled, not who settled it or when. Both of one scope. */
gboolean app_setting_says_same (const AppSetting *a, const AppSetting *b);
/* The body of what would be sent. (transfer full) */
JsonObject *app_setting_to_json (const AppSetting *self);

/* @scope: an area's id, zeros for the organisation's. HARK_ERROR_NOT_FOUND;
 * HARK_ERROR_UNVERIFIED: the server showed something else than before, or what nobody had the right
 * to sign. */
AppSetting *app_client_load_setting_sync (AppClient *self, const HarkId *scope, GError **error);
void app_client_load_setting_async (AppClient *self, const HarkId *scope,
                                    GAsyncReadyCallback callback, gpointer user);
AppSetting *app_client_load_setting_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Of all areas, those that do not verify left out. (element-type AppSetting) (transfer full) */
GPtrArray *app_client_list_settings_sync (AppClient *self, GError **error);
void app_client_list_settings_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_settings_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Signed and sent at once, by who may: what @setting is now, in place of the version that it was
 * loaded as. HARK_ERROR_CONFLICT: somebody else was faster, or, where the newest version still is
 * that one, another area has one of its names; HARK_ERROR_FORBIDDEN;
 * HARK_ERROR_INVALID. An area that was the default, and still says so, does not take that back from
 * another one that has become it since. The _async form takes a copy. */
gboolean app_client_save_setting_sync (AppClient *self, const AppSetting *setting, GError **error);
/* The same with a body that came from elsewhere. */
gboolean app_client_save_setting_body (AppClient *self, const HarkId *scope, guint64 before,
                                       gboolean was_default, JsonObject *body, GError **error);
void app_client_save_setting_async (AppClient *self, const AppSetting *setting,
                                    GAsyncReadyCallback callback, gpointer user);
gboolean app_client_save_setting_finish (AppClient *self, GAsyncResult *result, GError **error);

typedef struct
{
  guint64 version;
  guint64 seq;                     /* of the newest statement of the roster that its author knew */
  gint64 time;                     /* by its author's clock */
  char *by;                        /* who signed it */
  GPtrArray *values;               /* AppSettingValue: what is other than before */
  HarkSettingArea *before, *after; /* of an area; else NULL, and before the first */
} AppSettingChange;
void app_setting_change_free (AppSettingChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppSettingChange, app_setting_change_free)

/* (element-type AppSettingChange) (transfer full), newest first. Errors of loading it. */
GPtrArray *app_client_list_setting_changes_sync (AppClient *self, const HarkId *scope,
                                                 GError **error);
void app_client_list_setting_changes_async (AppClient *self, const HarkId *scope,
                                            GAsyncReadyCallback callback, gpointer user);
GPtrArray *app_client_list_setting_changes_finish (AppClient *self, GAsyncResult *result,
                                                   GError **error);

G_END_DECLS
