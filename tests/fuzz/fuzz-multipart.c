/* fuzz-multipart.c: a form is read the same in one piece and in many, and in bounds */
#include "fuzz.h"

#include "srv-limits.h"
#include "srv-multipart.h"

#include <string.h>

static gboolean
on_part (gpointer user, const char *name, const char *filename, const char *type, GError **error)
{
  g_assert_true (*name != '\0' && strlen (name) <= SRV_MAX_FORM_NAME
                 && g_utf8_validate (name, -1, NULL));
  if (filename != NULL)
    {
      g_assert_true (strlen (filename) <= SRV_MAX_FORM_FILENAME
                     && g_utf8_validate (filename, -1, NULL));
      g_assert_true (strpbrk (filename, "/\\\r\n") == NULL || strchr (filename, '\\') != NULL);
    }
  g_string_append_printf (user, "[%s|%s|%s:", name, filename != NULL ? filename : "",
                          type != NULL ? type : "");
  return TRUE;
}

static gboolean
on_data (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_assert_cmpuint (length, >, 0);
  g_string_append_len (user, (const char *)data, length);
  return TRUE;
}

static gboolean
on_end (gpointer user, GError **error)
{
  g_string_append_c (user, ']');
  return TRUE;
}

/* NULL for a form that is refused. */
static GString *
parse (const char *type, const guint8 *data, gsize size, gsize step)
{
  static const SrvMultipartEvents events = { on_part, on_data, on_end };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvMultipart) parser = srv_multipart_new (type, &events, text, &error);
  gboolean ok = parser != NULL;

  fuzz_check (ok, &error);
  if (!ok)
    return NULL;

  for (gsize at = 0; at < size; at += step)
    {
      gsize n = MIN (step, size - at);
      g_autofree guint8 *piece = g_memdup2 (data + at, n);

      ok = srv_multipart_feed (parser, piece, n, &error);
      fuzz_check (ok, &error);
      if (!ok)
        return NULL;
    }

  ok = srv_multipart_finish (parser, &error);
  fuzz_check (ok, &error);
  return ok ? g_steal_pointer (&text) : NULL;
}

/* The first byte chooses the pieces and the kind: urlencoded, multipart with the boundary "B", or
 * the rest of the first line as the type. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *type = "multipart/form-data; boundary=B";
  g_autofree char *line = NULL;
  g_autoptr (GString) whole = NULL;
  g_autoptr (GString) pieces = NULL;
  gsize step;

  if (size == 0)
    return 0;

  step = data[0] / 4 + 1;
  if (data[0] % 4 == 0)
    type = "application/x-www-form-urlencoded";
  if (data[0] % 4 == 1)
    {
      const guint8 *end = memchr (data + 1, '\n', size - 1);
      gsize length = end != NULL ? (gsize)(end - data) : size - 1;

      type = line = g_strndup ((const char *)data + 1, length);
      data += length;
      size -= length;
    }
  data++;
  size--;

  whole = parse (type, data, size, MAX (size, 1));
  pieces = parse (type, data, size, step);
  g_assert_true ((whole == NULL) == (pieces == NULL));
  g_assert_true (whole == NULL || g_string_equal (whole, pieces));

  return 0;
}

void
fuzz_seed (void)
{
  fuzz_add_text ("urlencoded", "\x0c"
                               "subject=a+b%C3%A4&report=%0D%0Ax&=&step");
  fuzz_add_text ("field", "\x1e--B\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\n"
                          "two\r\n--lines\r\n--B--\r\n");
  fuzz_add_text ("file", "\x07--B\r\nContent-Disposition: form-data; name=\"attachment\"; "
                         "filename=\"C:\\a\\b.txt\"\r\nContent-Type: text/plain; charset=x\r\n"
                         "\r\nabc\r\n--B--\r\n");
  fuzz_add_text ("base64", "\x02--B\r\ncontent-disposition: form-data; name=a; filename=b\r\n"
                           "Content-Transfer-Encoding: base64\r\n\r\nYWJj\r\nZA==\r\n--B--\r\n");
  fuzz_add_text ("type", "\x09multipart/form-data; charset=utf-8; boundary=\"a b\"\n--a b\r\n"
                         "Content-Disposition: form-data; name=\"x\"\r\n\r\n\r\n--a b--");
  fuzz_add_text ("long-name", "\x0c"
                              "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef=a");
}
