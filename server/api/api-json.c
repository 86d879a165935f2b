/* api-json.c: see api-json.h */
#include "api-json.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal.h"

#define ID_TEXT (2 * HARK_ID_LEN)

static gboolean
invalid (GError **error, const char *name)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"%s\" is not what it should be", name);
  return FALSE;
}

gboolean
api_json_get_id (JsonObject *object, const char *name, HarkId *id, GError **error)
{
  const char *text = hark_json_get_string (object, name, ID_TEXT, error);

  if (text == NULL)
    return FALSE;

  return hark_id_from_string (text, id) || invalid (error, name);
}

gboolean
api_json_get_opt_id (JsonObject *object, const char *name, HarkId *id, GError **error)
{
  const char *text = NULL;

  if (!hark_json_get_opt_string (object, name, ID_TEXT, &text, error))
    return FALSE;
  if (text != NULL)
    return hark_id_from_string (text, id) || invalid (error, name);

  *id = (HarkId){ 0 };
  return TRUE;
}

gboolean
api_json_array_get_id (JsonArray *array, guint index, HarkId *id, GError **error)
{
  JsonNode *node = json_array_get_element (array, index);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return invalid (error, "an id of a list");

  return hark_id_from_string (json_node_get_string (node), id) || invalid (error, "an id of a list");
}

gboolean
api_json_get_fixed (JsonObject *object, const char *name, guint8 *out, gsize length, GError **error)
{
  GBytes *bytes = hark_json_get_bytes (object, name, length, length, error);
  gpointer data;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_unref_to_data (bytes, &length);
  memcpy (out, data, length);
  hark_seal_wipe (data, length);
  g_free (data);
  return TRUE;
}

const char *
api_json_get_line (JsonObject *object, const char *name, gsize max, GError **error)
{
  const char *text = hark_json_get_string (object, name, max, error);

  if (text == NULL)
    return NULL;
  if (*text == '\0')
    {
      invalid (error, name);
      return NULL;
    }
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      {
        invalid (error, name);
        return NULL;
      }

  return text;
}

gboolean
api_json_check_protocol (JsonObject *object, GError **error)
{
  JsonObject *protocol = hark_json_get_object (object, "protocol", error);
  gint64 min, max;

  if (protocol == NULL || !hark_json_get_int (protocol, "min", 1, G_MAXINT32, &min, error)
      || !hark_json_get_int (protocol, "max", 1, G_MAXINT32, &max, error))
    return FALSE;

  if (max < HARK_PROTOCOL_MIN)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UPGRADE,
                   "this program is older than the server understands: upgrade Hark on this computer");
      return FALSE;
    }
  if (min > HARK_PROTOCOL_MAX)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UPGRADE,
                   "this program is newer than the server understands: its operator must upgrade the server");
      return FALSE;
    }
  return TRUE;
}

void
api_json_set_id (JsonObject *object, const char *name, const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);

  json_object_set_string_member (object, name, text);
}

JsonNode *
api_json_take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

JsonNode *
api_json_new_empty (void)
{
  return api_json_take_object (json_object_new ());
}
