/* api-json.h: what several routes read from JSON */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-id.h"

G_BEGIN_DECLS

/* All HARK_ERROR_INVALID, naming the member. */
gboolean api_json_get_id (JsonObject *object, const char *name, HarkId *id, GError **error);
/* Zeros for absent and null. */
gboolean api_json_get_opt_id (JsonObject *object, const char *name, HarkId *id, GError **error);
gboolean api_json_array_get_id (JsonArray *array, guint index, HarkId *id, GError **error);
/* Base64 of exactly @length bytes into @out. */
gboolean api_json_get_fixed (JsonObject *object, const char *name, guint8 *out, gsize length,
                             GError **error);
/* A line that people read: 1 to @max bytes, without control characters. Owned by @object. */
const char *api_json_get_line (JsonObject *object, const char *name, gsize max, GError **error);
/* "protocol": {"min", "max"}. HARK_ERROR_UPGRADE, in words, where this server speaks none of them. */
gboolean api_json_check_protocol (JsonObject *object, GError **error);

void api_json_set_id (JsonObject *object, const char *name, const HarkId *id);
/* (transfer full) */
JsonNode *api_json_take_object (JsonObject *object);
JsonNode *api_json_new_empty (void);

G_END_DECLS
