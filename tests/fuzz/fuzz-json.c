/* fuzz-json.c: what is let through to json-glib is parsed by it, and means the same when written
 * again */
#include "hark-json.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *copy = g_memdup2 (data, size);
  g_autoptr (JsonNode) node = hark_json_parse (copy, size, 65536, NULL), again = NULL;
  g_autofree char *text = NULL;

  if (node == NULL)
    return 0;

  text = json_to_string (node, FALSE);
  again = hark_json_parse (text, strlen (text), G_MAXSIZE, NULL);
  g_assert_nonnull (again);
  g_assert_true (json_node_equal (node, again));

  return 0;
}
