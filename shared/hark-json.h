/* hark-json.h: JSON from strangers: capped before it is parsed, typed when it is read.
 *
 * json-glib has no depth limit, leaks on trailing bytes and answers NULL or a complaint for a value
 * of another type; nothing outside this file calls its parser. Errors are HARK_ERROR_INVALID and
 * name the member, never its value. */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-id.h"

G_BEGIN_DECLS

#define HARK_JSON_MAX_DEPTH 16
/* of one object: json-glib's hash table has no seed, so names that collide could be chosen */
#define HARK_JSON_MAX_MEMBERS 256
/* of one text: each takes some hundred bytes once parsed, and two in the text */
#define HARK_JSON_MAX_VALUES (256 * 1024)

/* @data need not end in NUL. RFC 8259 only. Refuses over @max_size bytes, over
 * HARK_JSON_MAX_DEPTH, over HARK_JSON_MAX_MEMBERS, over HARK_JSON_MAX_VALUES, bytes after the
 * value, anything that is not UTF-8, a repeated or empty member name, a NUL or half a surrogate
 * pair in a string, a number with a fraction or an exponent and one beyond ±(2^63 - 1). (transfer
 * full) */
JsonNode *hark_json_parse (const char *data, gsize length, gsize max_size, GError **error);
/* As above, and the value must be an object. (transfer full) */
JsonObject *hark_json_parse_object (const char *data, gsize length, gsize max_size, GError **error);

/* Readers of one member. Each returns FALSE or NULL with @error set when the member is absent or of
 * another type; the _opt_ forms accept absent and null.
 * Strings are valid UTF-8 of at most @max bytes, owned by the object. */
const char *hark_json_get_string (JsonObject *object, const char *name, gsize max, GError **error);
gboolean hark_json_get_opt_string (JsonObject *object, const char *name, gsize max,
                                   const char **value, GError **error);
gboolean hark_json_get_int (JsonObject *object, const char *name, gint64 min, gint64 max,
                            gint64 *value, GError **error);
gboolean hark_json_get_bool (JsonObject *object, const char *name, gboolean *value, GError **error);
JsonObject *hark_json_get_object (JsonObject *object, const char *name, GError **error);
JsonArray *hark_json_get_array (JsonObject *object, const char *name, guint max, GError **error);
/* Objects of an array: the @index-th must be an object. */
JsonObject *hark_json_array_get_object (JsonArray *array, guint index, GError **error);
/* Standard base64 with padding, at least @min and at most @max bytes once decoded. (transfer full)
 */
GBytes *hark_json_get_bytes (JsonObject *object, const char *name, gsize min, gsize max,
                             GError **error);
GBytes *hark_json_array_get_bytes (JsonArray *array, guint index, gsize min, gsize max,
                                   GError **error);

/* Exactly @length bytes of base64 into @out. */
gboolean hark_json_get_fixed (JsonObject *object, const char *name, gpointer out, gsize length,
                              GError **error);
gboolean hark_json_get_id (JsonObject *object, const char *name, HarkId *id, GError **error);
/* Zeros for absent and null. */
gboolean hark_json_get_opt_id (JsonObject *object, const char *name, HarkId *id, GError **error);
gboolean hark_json_array_get_id (JsonArray *array, guint index, HarkId *id, GError **error);

/* For JSON of our own: a string member, "" where there is none. Owned by @object. */
const char *hark_json_peek_string (JsonObject *object, const char *name);

/* Writers. */
/* null for zeros. */
void hark_json_set_id (JsonObject *object, const char *name, const HarkId *id);
void hark_json_array_add_id (JsonArray *array, const HarkId *id);
void hark_json_set_bytes (JsonObject *object, const char *name, gconstpointer data, gsize length);
void hark_json_array_add_bytes (JsonArray *array, gconstpointer data, gsize length);
/* One line, no blanks; (transfer full). */
char *hark_json_to_string (JsonObject *object);

G_END_DECLS
