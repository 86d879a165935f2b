/* api-json.h: what several routes read from JSON */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A line that people read, of at most @max bytes: hark_text_is_name(). Owned by @object. */
const char *api_json_get_line (JsonObject *object, const char *name, gsize max, GError **error);
/* "protocol": {"min", "max"}. HARK_ERROR_UPGRADE or HARK_ERROR_OUTDATED, in words, where this
 * server speaks none. */
gboolean api_json_check_protocol (JsonObject *object, GError **error);
/* The same for what a request's header says; NULL, from a client that does not say, is fine. */
gboolean api_json_check_protocol_header (const char *text, GError **error);

/* (transfer full) */
JsonNode *api_json_take_object (JsonObject *object);
JsonNode *api_json_new_empty (void);

G_END_DECLS
