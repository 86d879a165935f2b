/* hark-mail.c: see hark-mail.h */
#include "hark-mail.h"

#include "hark-error.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_LOCAL 64
#define MAX_LABEL 63
#define PORT_SUBMISSION 587
#define PORT_SUBMISSIONS 465

static gboolean
is_local_part (const char *text, gsize length)
{
  gboolean after_dot = TRUE;

  if (length == 0 || length > MAX_LOCAL)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      gboolean is_dot = text[i] == '.';

      if (is_dot ? after_dot
                 : !g_ascii_isalnum (text[i]) && strchr ("!#$%&'*+-/=?^_`{|}~", text[i]) == NULL)
        return FALSE;
      after_dot = is_dot;
    }
  return !after_dot;
}

/* How many labels; 0 for what is no name of a host. */
static guint
count_labels (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", -1);
  guint n = g_strv_length (labels);

  if (strlen (text) > HARK_MAIL_MAX_HOST)
    return 0;
  for (guint i = 0; i < n; i++)
    {
      gsize length = strlen (labels[i]);

      if (length == 0 || length > MAX_LABEL || labels[i][0] == '-' || labels[i][length - 1] == '-')
        return 0;
      for (gsize k = 0; k < length; k++)
        if (!g_ascii_isalnum (labels[i][k]) && labels[i][k] != '-')
          return 0;
    }
  return n;
}

gboolean
hark_mail_is_address (const char *text)
{
  const char *at = text != NULL ? strchr (text, '@') : NULL;

  return at != NULL && strlen (text) <= HARK_MAIL_MAX_ADDRESS
         && is_local_part (text, (gsize)(at - text)) && count_labels (at + 1) >= 2;
}

const char *
hark_mail_get_domain (const char *address)
{
  const char *at = strchr (address, '@');

  g_return_val_if_fail (at != NULL, address);
  return at + 1;
}

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID,
                       "a mail server is smtp://HOST[:PORT] or smtps://HOST[:PORT]");
  return FALSE;
}

gboolean
hark_mail_read_url (const char *text, HarkMailUrl *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GInetAddress) address = NULL;
  gboolean is_tls = g_str_has_prefix (text, "smtps://");
  const char *host;

  if (!is_tls && !g_str_has_prefix (text, "smtp://"))
    return fail (error);
  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL || g_uri_get_userinfo (uri) != NULL || *g_uri_get_path (uri) != '\0'
      || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL
      || g_uri_get_port (uri) == 0)
    return fail (error);

  address = g_inet_address_new_from_string (host);
  if (strlen (host) > HARK_MAIL_MAX_HOST || strchr (host, '%') != NULL
      || (address == NULL && count_labels (host) == 0))
    return fail (error);

  g_strlcpy (url->host, host, sizeof url->host);
  url->is_tls = is_tls;
  url->port = g_uri_get_port (uri) > 0 ? (guint16)g_uri_get_port (uri)
                                       : (is_tls ? PORT_SUBMISSIONS : PORT_SUBMISSION);
  url->is_loopback = address != NULL ? g_inet_address_get_is_loopback (address)
                                     : g_ascii_strcasecmp (host, "localhost") == 0;
  return TRUE;
}
