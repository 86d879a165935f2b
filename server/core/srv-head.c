/* srv-head.c: see srv-head.h */
#include "srv-head.h"

#include "srv-limits.h"

#include <string.h>

#define MAX_HOST 255

typedef struct
{
  const char *at;
  gsize length;
} Text;

typedef struct
{
  gboolean has_body; /* the method's nature, not the request's */
  gboolean old;      /* HTTP/1.0 */
  guint seen;        /* a bit for each known header that has come */
  gint64 length;     /* of the body */
} Head;

typedef guint (*Check) (Head *head, Text value);

static const struct
{
  const char *name;
  gboolean has_body;
} methods[] = {
  { "GET", FALSE }, { "HEAD", FALSE }, { "POST", TRUE },
  { "PUT", TRUE },  { "PATCH", TRUE }, { "DELETE", FALSE },
};

const char *const srv_head_common[][2] = {
  { "Cache-Control", "no-store" },
  { "X-Content-Type-Options", "nosniff" },
  { "Referrer-Policy", "no-referrer" },
  { "X-Frame-Options", "DENY" },
  { "Cross-Origin-Opener-Policy", "same-origin" },
  { "Cross-Origin-Resource-Policy", "same-origin" },
  { NULL },
};

const char *
srv_head_get_methods (void)
{
  return "GET, HEAD, POST, PUT, PATCH, DELETE";
}

gssize
srv_head_scan (const guint8 *data, gsize length, gsize seen, guint *status)
{
  for (gsize i = seen; i < length; i++)
    {
      gboolean after_cr = i > 0 && data[i - 1] == '\r';

      if (i >= SRV_MAX_HEAD)
        {
          *status = memchr (data, '\n', i) == NULL ? 414 : 431;
          return -1;
        }

      if ((data[i] == '\n') != after_cr || (data[i] < 0x20 && strchr ("\t\r\n", data[i]) == NULL)
          || data[i] == '\0' || data[i] == 0x7f)
        {
          *status = 400;
          return -1;
        }

      if (data[i] == '\n' && i >= 3 && data[i - 2] == '\n')
        return i + 1;
    }

  return 0;
}

static gboolean
is_token (Text text)
{
  for (gsize i = 0; i < text.length; i++)
    if (!g_ascii_isalnum (text.at[i]) && strchr ("!#$%&'*+-.^_`|~", text.at[i]) == NULL)
      return FALSE;

  return text.length > 0;
}

static gboolean
is_same (Text text, const char *other)
{
  return text.length == strlen (other) && memcmp (text.at, other, text.length) == 0;
}

/* Whatever its letters' case. */
static gboolean
is_equal (Text text, const char *other)
{
  return text.length == strlen (other) && g_ascii_strncasecmp (text.at, other, text.length) == 0;
}

static Text
trim (Text text)
{
  while (text.length > 0 && strchr (" \t", text.at[0]) != NULL)
    text = (Text){ text.at + 1, text.length - 1 };
  while (text.length > 0 && strchr (" \t", text.at[text.length - 1]) != NULL)
    text.length--;

  return text;
}

/* Cuts what comes before @end off the start of @rest; FALSE where there is no @end. */
static gboolean
cut (Text *rest, const char *end, Text *piece)
{
  gsize size = strlen (end);
  const char *found = memmem (rest->at, rest->length, end, size);

  if (found == NULL)
    return FALSE;

  *piece = (Text){ rest->at, found - rest->at };
  *rest = (Text){ found + size, rest->length - piece->length - size };
  return TRUE;
}

/* The byte that "%XY" at @at stands for, -1 where it is none. */
static int
unescape (const char *at, const char *end)
{
  int high, low;

  if (end - at < 3)
    return -1;

  high = g_ascii_xdigit_value (at[1]);
  low = g_ascii_xdigit_value (at[2]);
  return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Decoded, a path is valid UTF-8 and has exactly the segments that it had before: no slash,
 * backslash, control character or dot segment comes out of an escape. */
static gboolean
is_path (const char *at, const char *end)
{
  char path[SRV_MAX_TARGET + 2];
  gsize length = 0;

  for (; at < end; at++)
    {
      int byte = (guchar)*at;

      if (byte == '%')
        {
          byte = unescape (at, end);
          if (byte < 0x20 || byte == '/' || byte == '\\' || byte == 0x7f)
            return FALSE;

          at += 2;
        }

      path[length++] = (char)byte;
    }

  path[length++] = '/';
  path[length] = '\0';
  return g_utf8_validate (path, length, NULL) && strstr (path, "/./") == NULL
         && strstr (path, "/../") == NULL;
}

static gboolean
is_target (Text target)
{
  const char *end = target.at + target.length, *query = memchr (target.at, '?', target.length);

  if (target.length == 0 || target.at[0] != '/')
    return FALSE;

  for (const char *at = target.at; at < end; at++)
    if (*at == '%' ? unescape (at, end) < 0
                   : !g_ascii_isalnum (*at) && strchr ("-._~!$&'()*+,;=:@/?", *at) == NULL)
      return FALSE;

  return is_path (target.at, query != NULL ? query : end);
}

static guint
check_request_line (Head *head, Text line)
{
  Text method, target;
  gsize i = 0;

  if (!cut (&line, " ", &method) || !cut (&line, " ", &target) || !is_token (method))
    return 400;

  head->old = is_same (line, "HTTP/1.0");
  if (!head->old && !is_same (line, "HTTP/1.1"))
    return 400;

  while (i < G_N_ELEMENTS (methods) && !is_same (method, methods[i].name))
    i++;
  if (i == G_N_ELEMENTS (methods))
    return 405;

  head->has_body = methods[i].has_body;
  if (target.length > SRV_MAX_TARGET)
    return 414;

  return is_target (target) ? 0 : 400;
}

static gboolean
is_port (Text port)
{
  guint value = 0;

  for (gsize i = 0; i < port.length; i++)
    {
      if (!g_ascii_isdigit (port.at[i]) || i >= 5)
        return FALSE;

      value = value * 10 + (port.at[i] - '0');
    }

  return port.length > 0 && value > 0 && value <= G_MAXUINT16;
}

/* name[:port], 192.0.2.1[:port] or [2001:db8::1][:port] */
static guint
check_host (Head *head, Text value)
{
  gboolean bracket = value.length > 0 && value.at[0] == '[';
  const char *chars = bracket ? "0123456789abcdefABCDEF:."
                              : "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._";
  gsize i = bracket ? 1 : 0, start = i;

  while (i < value.length && strchr (chars, value.at[i]) != NULL)
    i++;
  if (i == start || value.length > MAX_HOST)
    return 400;

  if (bracket && (i == value.length || value.at[i++] != ']'))
    return 400;

  if (i == value.length)
    return 0;

  return value.at[i] == ':' && is_port ((Text){ value.at + i + 1, value.length - i - 1 }) ? 0 : 400;
}

static guint
check_length (Head *head, Text value)
{
  gint64 length = 0;

  if (value.length == 0 || (value.at[0] == '0' && value.length > 1))
    return 400;

  for (gsize i = 0; i < value.length; i++)
    {
      if (!g_ascii_isdigit (value.at[i]))
        return 400;

      if (length <= SRV_MAX_CONTENT_LENGTH)
        length = length * 10 + (value.at[i] - '0');
    }

  head->length = length;
  return length > SRV_MAX_CONTENT_LENGTH ? 413 : 0;
}

/* SoupServer takes every header that an HTTP/1.0 request names here out of the request,
 * Content-Length too: only the usual words may stand here. */
static guint
check_connection (Head *head, Text value)
{
  gboolean more;
  Text word;

  do
    {
      more = cut (&value, ",", &word);
      word = trim (more ? word : value);
      if (!is_equal (word, "close") && !is_equal (word, "keep-alive") && !is_equal (word, "te"))
        return 400;
    }
  while (more);

  return 0;
}

static guint
check_expect (Head *head, Text value)
{
  return is_equal (value, "100-continue") && !head->old ? 0 : 417;
}

static guint
refuse (Head *head, Text value)
{
  return 400;
}

enum
{
  HOST,
  LENGTH,
  ENCODING,
};

static const struct
{
  const char *name;
  gboolean once;
  Check check;
} known[] = {
  [HOST] = { "host", TRUE, check_host },
  [LENGTH] = { "content-length", TRUE, check_length },
  [ENCODING] = { "transfer-encoding", FALSE, NULL },
  { "authorization", TRUE, NULL },
  { "connection", FALSE, check_connection },
  { "content-type", TRUE, NULL },
  { "expect", TRUE, check_expect },
  { "upgrade", FALSE, refuse },
};

static guint
check_header (Head *head, Text line)
{
  Text name;

  if (!cut (&line, ":", &name) || !is_token (name))
    return 400;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (is_equal (name, known[i].name))
      {
        if (known[i].once && (head->seen & 1u << i) != 0)
          return 400;

        head->seen |= 1u << i;
        return known[i].check != NULL ? known[i].check (head, trim (line)) : 0;
      }

  return 0;
}

/* What only the head as a whole can tell. */
static guint
check_framing (const Head *head)
{
  gboolean has_length = (head->seen & 1u << LENGTH) != 0;

  /* HTTP/1.0 could do without, but SoupServer then takes the query for a part of the path */
  if ((head->seen & 1u << HOST) == 0)
    return 400;

  if ((head->seen & 1u << ENCODING) != 0)
    return has_length ? 400 : 411;

  if (head->has_body)
    return has_length ? 0 : 411;

  return head->length > 0 ? 400 : 0;
}

guint
srv_head_check (const guint8 *data, gsize length, gint64 *body)
{
  Text rest = { (const char *)data, length }, line;
  Head head = { 0 };
  guint status, n_header = 0;

  if (!g_utf8_validate_len (rest.at, length, NULL) || !cut (&rest, "\r\n", &line))
    return 400;

  status = check_request_line (&head, line);
  while (status == 0 && cut (&rest, "\r\n", &line) && line.length > 0)
    status = ++n_header > SRV_MAX_HEADERS ? 431 : check_header (&head, line);
  if (status == 0)
    status = check_framing (&head);
  if (status == 0)
    *body = head.length;

  return status;
}
