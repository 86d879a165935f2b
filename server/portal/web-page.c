/* web-page.c: see web-page.h */
#include "web-page.h"

#include <stdarg.h>
#include <string.h>

#include "hark-seal.h"
#include "srv-context.h"
#include "store-setting.h"

/* Nothing but our own style sheet and our own forms. There are no pictures or frames. */
#define POLICY                                                                                     \
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "    \
  "'none'"
/* What is added where our own script runs. */
#define SCRIPT_POLICY "; script-src 'self'; connect-src 'self'"
#define PERMISSIONS                                                                                \
  "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), display-capture=(), "              \
  "encrypted-media=(), "                                                                           \
  "fullscreen=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), "             \
  "idle-detection=(), "                                                                            \
  "magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "                   \
  "publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), web-share=(), "           \
  "xr-spatial-tracking=()"

#define FIRST_ROOM 8192

typedef struct
{
  char *data;
  gsize length;
  gsize room;
} Buffer;

struct _WebPage
{
  SrvRequest *request;
  const char *language;
  GTimeZone *zone; /* NULL until it is needed */
  char *title;
  gboolean is_faulty;
  gboolean has_leave;
  const char *script; /* NULL for none */
  Buffer body;
  GPtrArray *strings;
};

/* ------------------------------------------------------------------ buffer */

/* realloc() would leave a copy of what was there. */
static void
buffer_grow (Buffer *self, gsize more)
{
  gsize room = MAX (self->room, FIRST_ROOM);
  char *data;

  if (self->room - self->length >= more)
    return;

  while (room - self->length < more)
    room *= 2;
  data = g_malloc (room);
  if (self->length > 0)
    memcpy (data, self->data, self->length);
  if (self->data != NULL)
    hark_seal_wipe (self->data, self->length);
  g_free (self->data);
  self->data = data;
  self->room = room;
}

static void
buffer_add (Buffer *self, const char *text, gsize length)
{
  buffer_grow (self, length);
  memcpy (self->data + self->length, text, length);
  self->length += length;
}

/* In UTF-8, but for tabs and line ends: what a terminal that shows the page might obey. */
static gsize
measure_control (const char *text, const char *end)
{
  guchar c = (guchar)text[0];

  if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
    return 1;

  return c == 0xc2 && end - text > 1 && (guchar)text[1] < 0xa0 ? 2 : 0;
}

static void
buffer_add_escaped (Buffer *self, const char *text, gsize length)
{
  const char *end = text + length;
  gsize control;

  for (; text < end; text++)
    switch (*text)
      {
      case '&':
        buffer_add (self, "&amp;", 5);
        break;
      case '<':
        buffer_add (self, "&lt;", 4);
        break;
      case '>':
        buffer_add (self, "&gt;", 4);
        break;
      case '"':
        buffer_add (self, "&quot;", 6);
        break;
      case '\'':
        buffer_add (self, "&#39;", 5);
        break;
      default:
        control = measure_control (text, end);
        if (control > 0)
          text += control - 1;
        else
          buffer_add (self, text, 1);
      }
}

static void
buffer_add_number (Buffer *self, gint64 value)
{
  char digits[32];

  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, value);
  buffer_add (self, digits, strlen (digits));
}

static void
buffer_add_format (Buffer *self, const char *format, va_list arguments)
{
  const char *at;

  while ((at = strchr (format, '%')) != NULL)
    {
      const char *text;

      buffer_add (self, format, (gsize)(at - format));
      switch (at[1])
        {
        case 's':
          text = va_arg (arguments, const char *);
          if (text != NULL)
            buffer_add_escaped (self, text, strlen (text));
          break;
        case 'd':
          buffer_add_number (self, va_arg (arguments, int));
          break;
        case 'u':
          buffer_add_number (self, va_arg (arguments, guint));
          break;
        case '%':
          buffer_add (self, "%", 1);
          break;
        default:
          g_assert_not_reached ();
        }
      format = at + 2;
    }

  buffer_add (self, format, strlen (format));
}

static void
buffer_clear (Buffer *self)
{
  if (self->data != NULL)
    hark_seal_wipe (self->data, self->length);
  g_clear_pointer (&self->data, g_free);
}

/* ------------------------------------------------------------------ page */

WebPage *
web_page_new (SrvRequest *request, const char *title)
{
  WebPage *self = g_new0 (WebPage, 1);

  self->request = request;
  self->language = srv_request_get_language (request);
  self->strings = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_seal_free_string);
  web_text_use (self->language);
  self->title = g_strdup (web_text_get (title));
  return self;
}

void
web_page_free (WebPage *self)
{
  if (self == NULL)
    return;

  buffer_clear (&self->body);
  g_ptr_array_unref (self->strings);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->title);
  g_free (self);
}

SrvRequest *
web_page_get_request (WebPage *self)
{
  return self->request;
}

void
web_page_add (WebPage *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  buffer_add_format (&self->body, format, arguments);
  va_end (arguments);
}

void
web_page_add_prose (WebPage *self, const char *text)
{
  web_page_add (self, "<p>");
  while (*text != '\0')
    {
      gsize line = strcspn (text, "\n");
      gsize breaks = strspn (text + line, "\n");

      buffer_add_escaped (&self->body, text, line);
      text += line + breaks;
      if (*text != '\0')
        web_page_add (self, breaks > 1 ? "</p>\n<p>" : "<br>\n");
    }
  web_page_add (self, "</p>\n");
}

static const char *
keep (WebPage *self, char *text)
{
  g_ptr_array_add (self->strings, text);
  return text;
}

const char *
web_page_say (WebPage *self, const char *format, ...)
{
  va_list arguments;
  char *text;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return keep (self, text);
}

/* The language only travels where it was chosen: ?lang=. */
static char *
dup_path (SrvRequest *request, const char *path, const char *language)
{
  return language == NULL
             ? g_strdup (path)
             : g_strconcat (path, strchr (path, '?') != NULL ? "&" : "?", "lang=", language, NULL);
}

static const char *
get_chosen_language (SrvRequest *request)
{
  return srv_request_get_query (request, "lang") != NULL ? srv_request_get_language (request)
                                                         : NULL;
}

const char *
web_page_get_path (WebPage *self, const char *path)
{
  return keep (self, dup_path (self->request, path, get_chosen_language (self->request)));
}

static GTimeZone *
get_zone (WebPage *self)
{
  SrvContext *context = srv_request_get_context (self->request);
  g_autoptr (SrvStore) store
      = self->zone == NULL ? srv_stores_borrow (context->stores, NULL) : NULL;

  if (self->zone == NULL)
    self->zone = store != NULL ? store_setting_get_zone (store) : g_time_zone_ref (context->zone);
  return self->zone;
}

const char *
web_page_get_day (WebPage *self, gint64 instant)
{
  return keep (self, web_text_dup_day (instant, get_zone (self)));
}

const char *
web_page_get_moment (WebPage *self, gint64 instant)
{
  return keep (self, web_text_dup_moment (instant, get_zone (self)));
}

void
web_page_set_faulty (WebPage *self)
{
  self->is_faulty = TRUE;
}

void
web_page_set_leave (WebPage *self)
{
  self->has_leave = TRUE;
}

void
web_page_set_script (WebPage *self, const char *path)
{
  self->script = path;
}

/* ------------------------------------------------------------------ frame */

/* Links to the same page in the other languages. A page that answers a POST has an address that can
 * be opened too. */
static void
add_languages (WebPage *self)
{
  const char *const *languages = web_text_list_languages ();

  /* TRANSLATORS: what screen readers call the links to the other languages */
  web_page_add (self, "<nav class=\"languages\" aria-label=\"%s\">", _ ("Language"));
  for (guint i = 0; languages[i] != NULL; i++)
    {
      g_autofree char *path
          = dup_path (self->request, srv_request_get_path (self->request), languages[i]);

      if (!g_str_equal (languages[i], self->language))
        web_page_add (self, "<a href=\"%s\" lang=\"%s\" hreflang=\"%s\">%s</a>", path, languages[i],
                      languages[i], web_text_get_own_name (languages[i]));
    }
  web_page_add (self, "</nav>\n");
}

static void
add_head (WebPage *self, const char *organisation)
{
  web_page_add (self,
                "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n<title>%s%s – %s</title>\n"
                "<link rel=\"stylesheet\" href=\"/portal.css\">\n",
                self->language, self->is_faulty ? _ ("Error: ") : "", self->title, organisation);
  /* neither async nor deferred: it is there before a form can be sent */
  if (self->script != NULL)
    web_page_add (self, "<script src=\"%s\"></script>\n", self->script);
  web_page_add (self, "</head>\n<body>\n");
  web_page_add (self, "<a class=\"skip\" href=\"#main\">%s</a>\n", _ ("Skip to the content"));
  web_page_add (self, self->has_leave ? "<header class=\"stay\">\n" : "<header>\n");
  web_page_add (self, "<div class=\"bar\">\n");
  web_page_add (self, "<p class=\"brand\"><a href=\"%s\">%s</a> <span>%s</span></p>\n",
                web_page_get_path (self, "/"), organisation, _ ("Confidential reports"));
  add_languages (self);
  if (self->has_leave)
    web_page_add (self, "<a class=\"leave\" href=\"%s\">%s</a>\n",
                  web_page_get_path (self, "/leave"), _ ("Leave quickly"));
  web_page_add (self, "</div>\n</header>\n<main id=\"main\" tabindex=\"-1\">\n");
}

static void
add_foot (WebPage *self)
{
  web_page_add (self, "</main>\n<footer>\n<p>%s</p>\n</footer>\n</body>\n</html>\n",
                _ ("Hark keeps no record of your IP address or your browser."));
}

static void
add_headers (SrvRequest *request, gboolean has_script)
{
  srv_request_add_header (request, "Content-Security-Policy",
                          has_script ? POLICY SCRIPT_POLICY : POLICY);
  srv_request_add_header (request, "Permissions-Policy", PERMISSIONS);
}

void
web_page_add_headers (SrvRequest *request)
{
  add_headers (request, FALSE);
}

void
web_page_send (WebPage *self, guint status)
{
  SrvContext *context = srv_request_get_context (self->request);
  g_autofree char *organisation = srv_config_dup (context->config, SRV_CONFIG_NAME);
  g_autoptr (GBytes) bytes = NULL;
  Buffer content = self->body;

  /* The frame goes around what is there. */
  self->body = (Buffer){ 0 };
  add_head (self, organisation);
  buffer_add (&self->body, content.data, content.length);
  buffer_clear (&content);
  add_foot (self);

  bytes = hark_seal_bytes_new_take (self->body.data, self->body.length);
  self->body = (Buffer){ 0 };
  add_headers (self->request, self->script != NULL);
  /* with "no-referrer" a form of ours would come from as nowhere as one that hides where it stands
   */
  srv_request_add_header (self->request, "Referrer-Policy", "same-origin");
  srv_request_add_header (self->request, "Content-Language", self->language);
  srv_request_reply (self->request, status, "text/html; charset=utf-8", bytes);
  web_page_free (self);
}

void
web_page_redirect (SrvRequest *request, const char *path)
{
  g_autofree char *location = dup_path (request, path, get_chosen_language (request));

  web_page_add_headers (request);
  srv_request_redirect (request, location);
}
