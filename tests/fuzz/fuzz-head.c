/* fuzz-head.c: whatever arrives, in whatever pieces, gets one verdict, and SoupServer reads what
 * passes the way the gate has read it */
#include "fuzz.h"

#include "srv-head.h"
#include "srv-limits.h"

#include <libsoup/soup.h>
#include <string.h>

static void
compare_with_soup (const guint8 *head, gsize length, gint64 body)
{
  g_autofree char *text = g_strndup ((const char *)head, length - 2);
  g_autofree char *method = NULL, *path = NULL;
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  SoupHTTPVersion version;
  guint status = soup_headers_parse_request (text, length - 2, headers, &method, &path, &version);
  const char *host = soup_message_headers_get_list (headers, "Host");

  g_assert_cmpuint (status, ==, 200);
  g_assert_true (path[0] == '/' && g_str_has_prefix (text, method));
  g_assert_true (strncmp (text + strlen (method) + 1, path, strlen (path)) == 0);
  g_assert_true (host != NULL && strpbrk (host, " ,/@") == NULL);
  g_assert_null (soup_message_headers_get_list (headers, "Transfer-Encoding"));
  g_assert_cmpint (soup_message_headers_get_content_length (headers), ==, body);
  soup_message_headers_unref (headers);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize step, seen = 0;
  guint whole_status = 0, status = 0;
  gssize whole, found = 0;
  gint64 body = -1;

  if (size == 0)
    return 0;

  step = data[0] + 1;
  data++;
  size--;
  whole = srv_head_scan (data, size, 0, &whole_status);
  while (found == 0 && seen < size)
    {
      gsize have = MIN (seen + step, size);

      found = srv_head_scan (data, have, seen, &status);
      seen = have;
    }
  g_assert_cmpint (found, ==, whole);
  g_assert_cmpuint (status, ==, whole_status);

  if (found > 0)
    {
      g_autofree guint8 *head = g_memdup2 (data, found);

      status = srv_head_check (head, found, &body);
      g_assert_true (status == 0 || (status >= 400 && status < 500));
      if (status == 0)
        compare_with_soup (head, found, body);
    }

  return 0;
}

void
fuzz_seed (void)
{
  fuzz_add_text ("get", "\x0fGET /submit?lang=de HTTP/1.1\r\nHost: localhost:8080\r\n"
                        "Accept-Language: de-DE,de;q=0.8\r\nCookie: hark=00\r\n\r\n");
  fuzz_add_text ("post", "\xffPOST /api/v1/ops HTTP/1.1\r\nHost: [::1]:80\r\n"
                         "Content-Length: 12\r\nConnection: keep-alive\r\n"
                         "Expect: 100-continue\r\n\r\n{\"a\":\"%41\"}");
  fuzz_add_text ("old", "\x02GET /%41/. HTTP/1.0\r\nhost: a.example\r\n"
                        "Connection: close, TE\r\n\r\n");
  fuzz_add_text ("two-lengths", "\x30PATCH /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                                "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
}
