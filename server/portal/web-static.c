/* web-static.c: the style sheet and the script, which are compiled in; packed for browsers that
 * take that. Nothing of a person is in them, so that their packed length tells nothing. */
#include "hark-error.h"
#include "portal-resource.h"
#include "web-browser.h"

#include <string.h>

#define HASH_TEXT 16 /* characters of the script's hash in its path */
#define STYLE "portal.css"
#define SCRIPT "portal.min.js"

static GBytes *
get_plain (const char *name)
{
  g_autofree char *path = g_strconcat ("/hark/portal/", name, NULL);

  return g_resource_lookup_data (portal_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/* NULL where that cannot be. */
static GBytes *
pack (const char *name)
{
  g_autoptr (GBytes) plain = get_plain (name);
  g_autoptr (GConverter) zip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GInputStream) from = g_memory_input_stream_new_from_bytes (plain);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (from, zip);
  g_autoptr (GOutputStream) to = g_memory_output_stream_new_resizable ();

  return g_output_stream_splice (to, packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL) > 0
             ? g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (to))
             : NULL;
}

static void
send (SrvRequest *request, const char *name, const char *type, GBytes *packed)
{
  const char *accepted = srv_request_get_header (request, "Accept-Encoding");
  g_autoptr (GBytes) plain = get_plain (name);
  gboolean is_packed = packed != NULL && accepted != NULL && strstr (accepted, "gzip") != NULL;

  web_page_add_headers (request);
  srv_request_add_header (request, "Vary", "Accept-Encoding");
  if (is_packed)
    srv_request_add_header (request, "Content-Encoding", "gzip");
  srv_request_reply (request, SOUP_STATUS_OK, type, is_packed ? packed : plain);
}

static void
send_style (SrvRequest *request)
{
  static gsize once;
  static GBytes *packed;

  if (g_once_init_enter (&once))
    {
      packed = pack (STYLE);
      g_once_init_leave (&once, 1);
    }
  send (request, STYLE, "text/css; charset=utf-8", packed);
}

const char *
web_browser_get_script (void)
{
  static gsize once;
  static char *path;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GBytes) plain = get_plain (SCRIPT);
      g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, plain);

      path = g_strdup_printf ("/script/%.*s.js", HASH_TEXT, hash);
      g_once_init_leave (&once, 1);
    }
  return path;
}

/* Its path is that of its content: whoever has it has it for ever. */
static void
send_script (SrvRequest *request)
{
  static gsize once;
  static GBytes *packed;
  g_autoptr (GError) error = NULL;

  if (!web_browser_begin (request, &error)
      || strcmp (srv_request_get_path (request), web_browser_get_script ()) != 0)
    {
      if (error == NULL)
        g_set_error_literal (&error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such script");
      srv_request_fail (request, error);
      return;
    }

  if (g_once_init_enter (&once))
    {
      packed = pack (SCRIPT);
      g_once_init_leave (&once, 1);
    }
  srv_request_add_header (request, "Cache-Control", "public, max-age=31536000, immutable");
  send (request, SCRIPT, "text/javascript; charset=utf-8", packed);
}

const SrvRoute web_static_routes[] = {
  { "GET", "/portal.css", SRV_AUTH_NONE, send_style },
  { NULL },
};
const SrvRoute web_script_routes[] = {
  { "GET", "/script/*", SRV_AUTH_NONE, send_script },
  { NULL },
};
