/* api-json.c: see api-json.h */
#include "api-json.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-text.h"

static gboolean
invalid (GError **error, const char *name)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"%s\" is not what it should be", name);
  return FALSE;
}

const char *
api_json_get_line (JsonObject *object, const char *name, gsize max, GError **error)
{
  const char *text = hark_json_get_string (object, name, max, error);

  if (text == NULL || hark_text_is_name (text, strlen (text), max))
    return text;

  invalid (error, name);
  return NULL;
}

static gboolean
check_range (gint64 min, gint64 max, GError **error)
{
  if (max < HARK_PROTOCOL_MIN)
    {
      g_set_error (
          error, HARK_ERROR, HARK_ERROR_UPGRADE,
          "this program is older than the server understands: upgrade Hark on this computer");
      return FALSE;
    }
  if (min > HARK_PROTOCOL_MAX)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_OUTDATED,
                   "this program is newer than the server understands:"
                   " its operator must upgrade the server");
      return FALSE;
    }
  return TRUE;
}

gboolean
api_json_check_protocol (JsonObject *object, GError **error)
{
  JsonObject *protocol = hark_json_get_object (object, "protocol", error);
  gint64 min, max;

  return protocol != NULL && hark_json_get_int (protocol, "min", 1, G_MAXINT32, &min, error)
         && hark_json_get_int (protocol, "max", 1, G_MAXINT32, &max, error)
         && check_range (min, max, error);
}

gboolean
api_json_check_protocol_header (const char *text, GError **error)
{
  g_auto (GStrv) part = text != NULL ? g_strsplit (text, "-", 3) : NULL;
  gint64 min, max;

  if (text == NULL)
    return TRUE;
  if (g_strv_length (part) == 2 && g_ascii_string_to_signed (part[0], 10, 1, G_MAXINT32, &min, NULL)
      && g_ascii_string_to_signed (part[1], 10, 1, G_MAXINT32, &max, NULL))
    return check_range (min, max, error);

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, HARK_PROTOCOL_HEADER " is MIN-MAX");
  return FALSE;
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
