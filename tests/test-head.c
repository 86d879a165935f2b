/* test-head.c: the verdict on a head does not depend on how it arrives */
#include "srv-head.h"
#include "srv-limits.h"

#include <glib.h>
#include <string.h>

/* The length of the head or -1, found in pieces of @step bytes. */
static gssize
scan (const char *text, gsize length, gsize step, guint *status)
{
  gssize found = 0;

  for (gsize seen = 0; seen < length && found == 0;)
    {
      gsize have = MIN (seen + step, length);
      g_autofree guint8 *copy = g_memdup2 (text, have);

      found = srv_head_scan (copy, have, seen, status);
      seen = have;
    }

  return found;
}

static void
test_end_is_found_in_any_pieces (void)
{
  static const char text[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\nmore\r\n\r\n";
  gsize head = strlen (text) - strlen ("more\r\n\r\n");

  for (gsize step = 1; step <= strlen (text); step++)
    {
      guint status = 0;

      g_assert_cmpint (scan (text, strlen (text), step, &status), ==, head);
      g_assert_cmpint (scan (text, head - 1, step, &status), ==, 0);
      g_assert_cmpuint (status, ==, 0);
    }
}

static void
test_bad_bytes_are_found_in_any_pieces (void)
{
  for (guint byte = 0; byte < 256; byte++)
    {
      char text[] = "GET / HTTP/1.1\r\nA: .b\r\n\r\n";
      gboolean bad = (byte < 0x20 && byte != '\t') || byte == 0x7f;

      *strchr (text, '.') = (char)byte;
      for (gsize step = 1; step <= sizeof text; step += 3)
        {
          guint status = 0;
          gssize found = scan (text, sizeof text - 1, step, &status);

          g_assert_cmpint (found, ==, bad ? -1 : (gssize)sizeof text - 1);
          g_assert_cmpuint (status, ==, bad ? 400 : 0);
        }
    }
}

static void
test_longest_head_passes_and_no_longer_one (void)
{
  g_autofree char *fill = g_strnfill (2 * SRV_MAX_HEAD, 'a');
  const char *start = "GET / HTTP/1.1\r\nHost: a\r\nA: ";

  for (guint over = 0; over < 2; over++)
    {
      g_autofree char *text = g_strdup_printf (
          "%s%.*s\r\n\r\n", start, (int)(SRV_MAX_HEAD - strlen (start) - 4 + over), fill);
      guint status = 0;
      gssize found = scan (text, strlen (text), 1000, &status);

      g_assert_cmpint (found, ==, over ? -1 : SRV_MAX_HEAD);
      g_assert_cmpuint (status, ==, over ? 431 : 0);
    }
}

static void
test_body_is_what_the_head_says (void)
{
  static const struct
  {
    const char *text;
    guint status;
    gint64 body;
  } heads[] = {
    { "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0, 0 },
    { "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 0, 0 },
    { "PUT / HTTP/1.1\r\nHost: a\r\ncontent-length:\t17 \t\r\n\r\n", 0, 17 },
    { "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 8589934592\r\n\r\n", 0,
      SRV_MAX_CONTENT_LENGTH },
    { "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 8589934593\r\n\r\n", 413, -7 },
    { "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551617\r\n\r\n", 413, -7 },
    { "PUT / HTTP/1.1\r\nHost: a\r\n\r\n", 411, -7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      gsize length = strlen (heads[i].text);
      g_autofree guint8 *copy = g_memdup2 (heads[i].text, length);
      gint64 body = -7;

      g_assert_cmpuint (srv_head_check (copy, length, &body), ==, heads[i].status);
      g_assert_cmpint (body, ==, heads[i].body);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/head/end-is-found-in-any-pieces", test_end_is_found_in_any_pieces);
  g_test_add_func ("/head/bad-bytes-are-found-in-any-pieces",
                   test_bad_bytes_are_found_in_any_pieces);
  g_test_add_func ("/head/longest-head-passes-and-no-longer-one",
                   test_longest_head_passes_and_no_longer_one);
  g_test_add_func ("/head/body-is-what-the-head-says", test_body_is_what_the_head_says);

  return g_test_run ();
}
