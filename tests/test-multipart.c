/* test-multipart.c: forms are read the same however they arrive, and nothing malformed is */
#include "hark-error.h"
#include "srv-limits.h"
#include "srv-multipart.h"

#include <string.h>

#define TYPE "multipart/form-data; boundary=XyZ"
#define FORM "application/x-www-form-urlencoded"
#define PART(name) "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define END "--XyZ--\r\n"

static gboolean
on_part (gpointer user, const char *name, const char *filename, const char *type, GError **error)
{
  g_string_append_printf (user, "[%s", name);
  if (filename != NULL)
    g_string_append_printf (user, "|%s", filename);
  if (type != NULL)
    g_string_append_printf (user, "|%s", type);
  g_string_append_c (user, ':');
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

static const SrvMultipartEvents events = { on_part, on_data, on_end };

/* Feeds @body in pieces of at most @size bytes, the first one of @first; NULL when it is refused.
 * Every piece is a copy of its own, so that a sanitizer sees a read beyond it. */
static char *
parse (const char *type, const char *body, gsize length, gsize first, gsize size)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvMultipart) parser = srv_multipart_new (type, &events, text, &error);
  gboolean good = parser != NULL;

  for (gsize at = 0; good && at < length;)
    {
      gsize n = MIN (at == 0 ? first : size, length - at);
      g_autofree guint8 *piece = g_memdup2 (body + at, n);

      good = srv_multipart_feed (parser, piece, n, &error);
      at += n;
    }

  good = good && srv_multipart_finish (parser, &error);
  if (good)
    {
      g_assert_no_error (error);
      return g_string_free (g_steal_pointer (&text), FALSE);
    }

  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  if (parser != NULL)
    {
      g_assert_false (srv_multipart_feed (parser, (const guint8 *)"x", 1, NULL));
      g_assert_false (srv_multipart_finish (parser, NULL));
    }
  return NULL;
}

static void
assert_parsed (const char *type, const char *body, const char *expected)
{
  gsize length = strlen (body);

  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autofree char *halves = parse (type, body, length, MAX (cut, 1), length);
      g_autofree char *pieces = parse (type, body, length, 1, cut + 1);

      g_assert_cmpstr (halves, ==, expected);
      g_assert_cmpstr (pieces, ==, expected);
    }
}

static void
assert_refused (const char *type, const char *body)
{
  for (gsize size = 1; size < 50; size += 7)
    {
      g_autofree char *parsed = parse (type, body, strlen (body), size, size);

      if (parsed != NULL)
        g_error ("accepted as %s: %s", parsed, body);
    }
}

static void
test_multipart_is_read_at_any_split (void)
{
  assert_parsed (TYPE,
                 PART ("subject") "Fire exit\r\n" PART (
                     "report") "line\r\nline\r\n\r\n\r\r\n--Xy\r\n-"
                               "\r\n" PART ("empty") "\r\n--XyZ\r\ncontent-type:  "
                                                     "Text/Plain ; "
                                                     "charset=utf-8\r\nContent-"
                                                     "Disposition: "
                                                     "form-data; name=attachment; "
                                                     "filename=\"a.txt\"\r\nX-Other:"
                                                     " y\r\n\r\n--XyZ\r\n" END,
                 "[subject:Fire "
                 "exit][report:line\r\nline\r\n\r\n\r\r\n--Xy\r\n-][empty:][attachment|a.txt|text/"
                 "plain:--XyZ]");
  assert_parsed (TYPE, "--XyZ--", "");
  assert_parsed (TYPE, PART ("a") "\r\r\r\n\r\n--XyZ--\r\n", "[a:\r\r\r\n]");
}

static void
test_urlencoded_is_read_at_any_split (void)
{
  assert_parsed (FORM, "a=1&b=%C3%A4+%2B%26%3d=&c&d=&&a=2&", "[a:1][b:ä +&==][c:][d:][a:2]");
  assert_parsed (FORM "; charset=UTF-8", "n%61me=x", "[name:x]");
  assert_parsed (FORM, "", "");
  assert_parsed (FORM, "&", "");
}

static void
test_binary_values_keep_every_byte (void)
{
  g_autoptr (GString) body = g_string_new (PART ("a")), expected = g_string_new ("[a:");
  g_autofree char *parsed = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_string_append_c (body, i * 7 % 256);
      g_string_append_c (expected, i * 7 % 256);
    }
  g_string_append (body, "\r\n" END);
  g_string_append_c (expected, ']');

  for (gsize size = 1; size < body->len; size = size * 3 + 1)
    {
      g_free (parsed);
      parsed = parse (TYPE, body->str, body->len, size, size);
      g_assert_nonnull (parsed);
      g_assert_cmpmem (parsed, expected->len, expected->str, expected->len);
    }
}

static void
test_long_urlencoded_value_comes_whole (void)
{
  g_autofree char *value = g_strnfill (10000, 'v');
  g_autofree char *body = g_strconcat ("a=", value, NULL),
                  *expected = g_strconcat ("[a:", value, "]", NULL);

  for (gsize size = 1; size < 20000; size *= 7)
    {
      g_autofree char *parsed = parse (FORM, body, strlen (body), size, size);

      g_assert_cmpstr (parsed, ==, expected);
    }
}

static void
test_base64_parts_are_decoded (void)
{
#define ENCODED                                                                                    \
  "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; "                                          \
  "filename=\"x\"\r\nContent-Transfer-Encoding: Base64\r\n\r\n"
  assert_parsed (TYPE, ENCODED "aGVs\r\nbG8g\r\nd29ybGQ=\r\n" END, "[f|x:hello world]");
  assert_parsed (TYPE, ENCODED "\r\n" PART ("g") "aGk=\r\n" END, "[f|x:][g:aGk=]");
  assert_refused (TYPE, ENCODED "aGVs!G8g\r\n" END);
  assert_refused (TYPE, ENCODED "aGVsb\r\n" END);
}

static void
test_filenames_are_cleaned (void)
{
  static const struct
  {
    const char *sent;
    const char *cleaned;
  } names[] = {
    { "", "" },
    { "a b.txt", "a b.txt" },
    { "/etc/passwd", "passwd" },
    { "C:\\Users\\x\\a.doc", "a.doc" },
    { "../..", "_" },
    { ".", "_" },
    { "a/", "" },
    { "a\\\"b%22c%0A.txt", "a\"b\"c%0A.txt" },
    { "tab\there", "tab_here" },
    { "txt.\xe2\x80\xae"
      "exe",
      "txt._exe" },
    { "latin\xe4.txt", "latin\xef\xbf\xbd.txt" },
    { "\xc3\xa4.pdf", "\xc3\xa4.pdf" },
    { "\xc2\x85", "_" },
  };
  g_autofree char *many = g_strnfill (2 * SRV_MAX_FORM_FILENAME, 'n');
  g_autofree char *longer
      = g_strconcat ("\xc3\xa4", many + SRV_MAX_FORM_FILENAME + 5, ".txt", NULL);
  g_autofree char *body = g_strdup_printf (
      "--XyZ\r\nContent-Disposition: form-data; name=a; filename=\"%s\"\r\n\r\n\r\n" END, longer);
  g_autofree char *parsed = parse (TYPE, body, strlen (body), 9, 9);

  g_assert_cmpuint (strlen (longer), ==, SRV_MAX_FORM_FILENAME + 1);
  g_assert_cmpuint (strlen (parsed), ==, SRV_MAX_FORM_FILENAME - 1 + strlen ("[a|:]"));
  g_assert_true (g_utf8_validate (parsed, -1, NULL));
  g_assert_true (g_str_has_suffix (parsed, ".txt:]"));

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *one = g_strdup_printf (
          "--XyZ\r\nContent-Disposition: form-data; name=a; filename=\"%s\"\r\n\r\n\r\n" END,
          names[i].sent);
      g_autofree char *expected = g_strdup_printf ("[a|%s:]", names[i].cleaned);
      g_autofree char *result = parse (TYPE, one, strlen (one), 5, 5);

      g_assert_cmpstr (result, ==, expected);
    }
}

static void
test_odd_types_are_dropped (void)
{
  static const char *const odd[]
      = { "", "text", "/", "text/", "/x", "a/b/c", "tex t/x", "<b>/x", "\xff/x" };

  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autofree char *body = g_strdup_printf (
          "--XyZ\r\nContent-Disposition: form-data; name=a\r\nContent-Type: %s\r\n\r\n\r\n" END,
          odd[i]);

      assert_parsed (TYPE, body, "[a:]");
    }
}

static void
test_malformed_multipart_is_refused (void)
{
#define HEAD(text) "--XyZ\r\n" text "\r\n\r\nx\r\n" END
  static const char *const malformed[] = {
    "",
    "x",
    "\r\n" END,
    "preamble\r\n" END,
    "--Xy",
    "--XyZ",
    "--XyZ-",
    "--XyZ\r",
    "--XyZ\r\n",
    "--XyZ--\r",
    "--XyZ--\n",
    "--XyZ--\r\n\r\n",
    "--XyZ--x",
    "--XyZ  \r\n",
    "--XyZ\n",
    "--Xyz--",
    PART ("a"),
    PART ("a") "value",
    PART ("a") "value\r\n--XyZ",
    PART ("a") "value\r\n--XyZx",
    PART ("a") "value\n--XyZ--",
    PART ("a") "--XyZ--",
    PART (""),
    PART ("") "x\r\n" END,
    PART ("\xff") "x\r\n" END,
    PART ("\t") "x\r\n" END,
    PART ("a\xe2\x80\xae") "x\r\n" END,
    "--XyZ\r\n\r\nx\r\n" END,
    HEAD ("Content-Type: text/plain"),
    HEAD ("Content-Disposition: form-data"),
    HEAD ("Content-Disposition: form-data; filename=\"x\""),
    HEAD ("Content-Disposition: attachment; name=\"x\""),
    HEAD ("Content-Disposition: form-datax; name=\"x\""),
    HEAD ("Content-Disposition: form-data name=\"x\""),
    HEAD ("Content-Disposition: form-data; name=\"x"),
    HEAD ("Content-Disposition: form-data; name=\"x\" y"),
    HEAD ("Content-Disposition: form-data; name=\"x\"; name=\"y\""),
    HEAD ("Content-Disposition: form-data; name=\"x\"; Name=\"y\""),
    HEAD ("Content-Disposition: form-data; name=\"x\"; ="),
    HEAD ("Content-Disposition: form-data; name=\"x\"; y"),
    HEAD (
        "Content-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"y\""),
    HEAD ("Content-Disposition: form-data; name=\"x\"\r\nContent-Transfer-Encoding: "
          "quoted-printable"),
    HEAD ("Content-Disposition: form-data;\r\n name=\"x\""),
    HEAD ("Content-Disposition : form-data; name=\"x\""),
    HEAD ("Content-Disposition: form-data; name=\"x\"\nA: b"),
    HEAD ("Content-Disposition: form-data; name=\"x\"\r\nno colon"),
    HEAD (": form-data; name=\"x\""),
  };
  static const char nul[]
      = "--XyZ\r\nContent-Disposition: form-data; name=\"a\0\"\r\n\r\nx\r\n" END;
  g_autofree char *parsed = parse (TYPE, nul, sizeof nul - 1, 10, 10);

  g_assert_null (parsed);
  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    assert_refused (TYPE, malformed[i]);
}

static void
test_malformed_urlencoded_is_refused (void)
{
  static const char *const malformed[]
      = { "=x",    "a=1&=2", "a=%",     "a=%4",  "a=%zz",        "%=1",
          "%ff=1", "%00=1",  "a%00b=1", "%0a=1", "a=1&%e2%80%ae" };
  g_autofree char *name = g_strnfill (SRV_MAX_FORM_NAME + 1, 'n');
  g_autofree char *expected = g_strdup_printf ("[%s:]", name + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    assert_refused (FORM, malformed[i]);
  assert_parsed (FORM, name + 1, expected);
  assert_refused (FORM, name);
}

static void
test_every_truncation_of_multipart_is_refused (void)
{
  static const char body[] = PART ("a") "one\r\n" PART ("b") "two\r\n" END;

  for (gsize length = 0; length < sizeof body - 1; length++)
    {
      g_autofree char *parsed = parse (TYPE, body, length, 11, 11);

      /* the last line end may be missing */
      g_assert_true ((parsed != NULL) == (length == sizeof body - 3));
    }
}

static void
test_fields_and_heads_are_capped (void)
{
  g_autoptr (GString) body = g_string_new (NULL), form = g_string_new (NULL);
  g_autofree char *fill = g_strnfill (SRV_MAX_PART_HEAD, 'x'), *parsed = NULL, *parsed_form = NULL;
  g_autofree char *name = g_strnfill (SRV_MAX_FORM_NAME + 1, 'n');
  g_autofree char *long_name = g_strdup_printf (PART ("%s") "\r\n" END, name);
  g_autofree char *long_head = g_strdup_printf (
      "--XyZ\r\nX: %s\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n" END, fill);

  for (guint i = 0; i < SRV_MAX_FORM_FIELDS; i++)
    {
      g_string_append (body, PART ("a") "\r\n");
      g_string_append (form, "a=1&");
    }
  parsed_form = parse (FORM, form->str, form->len, 9, 9);
  g_assert_nonnull (parsed_form);
  g_string_append (form, "a");
  assert_refused (FORM, form->str);
  g_string_append (body, END);
  parsed = parse (TYPE, body->str, body->len, 9, 9);
  g_assert_nonnull (parsed);
  g_string_truncate (body, body->len - strlen (END));
  g_string_append (body, PART ("a") "\r\n" END);
  assert_refused (TYPE, body->str);
  assert_refused (TYPE, long_name);
  assert_refused (TYPE, long_head);
}

static void
test_content_types_are_checked (void)
{
  static const char *const refused[] = {
    "",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=\"\"",
    "multipart/form-data; boundary=\"a",
    "multipart/form-data; boundary=\"a \"",
    "multipart/form-data; boundary=a; boundary=b",
    "multipart/form-data; boundary=a\"b",
    "multipart/form-data; boundary=\"a\r\nb\"",
    "multipart/form-data; boundary=ä",
    "multipart/form-data; charset=x",
    "multipart/form-data, boundary=a",
    "multipart/mixed; boundary=a",
    "multipart/form-data "
    "boundary=a",
    "application/json",
    "application/x-www-form-urlencodedx",
    "application/x-www-form-urlencoded x",
  };
  static const char *const accepted[] = {
    "Multipart/Form-Data;boundary=XyZ",
    "multipart/form-data; charset=utf-8; Boundary=\"XyZ\"",
    "multipart/form-data ; boundary=XyZ ;",
  };
  g_autofree char *fill = g_strnfill (71, 'b');
  g_autofree char *longer = g_strconcat ("multipart/form-data; boundary=", fill, NULL);
  g_autofree char *longest = g_strconcat ("multipart/form-data; boundary=", fill + 1, NULL);
  g_autofree char *body = g_strconcat ("--", fill + 1, "--", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_refused (refused[i], END);
  for (gsize i = 0; i < G_N_ELEMENTS (accepted); i++)
    assert_parsed (accepted[i], PART ("a") "b\r\n" END, "[a:b]");
  assert_refused (longer, body);
  assert_parsed (longest, body, "");
}

static gboolean
refuse_part (gpointer user, const char *name, const char *filename, const char *type,
             GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "no");
  return FALSE;
}

static gboolean
refuse_data (gpointer user, const guint8 *data, gsize length, GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "no");
  return FALSE;
}

static gboolean
refuse_end (gpointer user, GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "no");
  return FALSE;
}

static void
test_errors_of_callbacks_are_passed_on (void)
{
  static const SrvMultipartEvents refusing[] = { { refuse_part, on_data, on_end },
                                                 { on_part, refuse_data, on_end },
                                                 { on_part, on_data, refuse_end } };
  static const char *const types[] = { TYPE, FORM };
  static const char *const bodies[] = { PART ("a") "b\r\n" END, "a=b" };

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (SrvMultipart) parser
          = srv_multipart_new (types[i % 2], &refusing[i / 2], text, NULL);
      const char *body = bodies[i % 2];

      g_assert_false (srv_multipart_feed (parser, (const guint8 *)body, strlen (body), &error)
                      && srv_multipart_finish (parser, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE);
      g_clear_error (&error);
      g_assert_false (srv_multipart_finish (parser, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/multipart/multipart-is-read-at-any-split",
                   test_multipart_is_read_at_any_split);
  g_test_add_func ("/multipart/urlencoded-is-read-at-any-split",
                   test_urlencoded_is_read_at_any_split);
  g_test_add_func ("/multipart/binary-values-keep-every-byte", test_binary_values_keep_every_byte);
  g_test_add_func ("/multipart/long-urlencoded-value-comes-whole",
                   test_long_urlencoded_value_comes_whole);
  g_test_add_func ("/multipart/base64-parts-are-decoded", test_base64_parts_are_decoded);
  g_test_add_func ("/multipart/filenames-are-cleaned", test_filenames_are_cleaned);
  g_test_add_func ("/multipart/odd-types-are-dropped", test_odd_types_are_dropped);
  g_test_add_func ("/multipart/malformed-multipart-is-refused",
                   test_malformed_multipart_is_refused);
  g_test_add_func ("/multipart/malformed-urlencoded-is-refused",
                   test_malformed_urlencoded_is_refused);
  g_test_add_func ("/multipart/every-truncation-is-refused",
                   test_every_truncation_of_multipart_is_refused);
  g_test_add_func ("/multipart/fields-and-heads-are-capped", test_fields_and_heads_are_capped);
  g_test_add_func ("/multipart/content-types-are-checked", test_content_types_are_checked);
  g_test_add_func ("/multipart/errors-of-callbacks-are-passed-on",
                   test_errors_of_callbacks_are_passed_on);

  return g_test_run ();
}
