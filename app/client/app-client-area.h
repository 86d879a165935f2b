/* app-client-area.h: areas as empty containers, made by an Admin. Part of app-client.h, with its
 * rules. What an area is like is its Experts' business. */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

/* @language: of the name, and what is shown where a text is missing. @experts: who begins its team,
 * at least one. It and the first of its settings, which this account signs, come into being at
 * once. The area is closed on the portal, and takes tickets
 * once two can read them. HARK_ERROR_FORBIDDEN: not an Admin; HARK_ERROR_INVALID: the name, or
 * nobody; HARK_ERROR_NOT_FOUND: one of them is not in the list of people; HARK_ERROR_CONFLICT:
 * there is an area of this name. @area may be NULL. */
gboolean app_client_new_area_sync (AppClient *self, const char *language, const char *name,
                                   const HarkId *experts, guint n_experts, HarkId *area,
                                   GError **error);
void app_client_new_area_async (AppClient *self, const char *language, const char *name,
                                const HarkId *experts, guint n_experts,
                                GAsyncReadyCallback callback, gpointer user);
gboolean app_client_new_area_finish (AppClient *self, GAsyncResult *result, GError **error);

/* By an Admin, where no Expert is left in the area: @user becomes one. Whoever is in its team stays
 * there. HARK_ERROR_FORBIDDEN: not an Admin, or there is an Expert, who brings others in. */
gboolean app_client_appoint_sync (AppClient *self, const HarkId *area, const HarkId *user,
                                  GError **error);
void app_client_appoint_async (AppClient *self, const HarkId *area, const HarkId *user,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean app_client_appoint_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
