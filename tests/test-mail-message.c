/* test-mail-message.c: what a mail looks like, whatever is put into it */
#include "mail-message.h"

#include "hark-error.h"

#include <string.h>

#define TO "anna@example.org"

static void
fill (MailMessage *message)
{
  *message = (MailMessage){ .to = g_strdup (TO),
                            .from = g_strdup ("hark@example.org"),
                            .from_name = g_strdup ("Hark"),
                            .subject = g_strdup ("A deadline"),
                            .text = g_strdup ("One line.\n"),
                            .message_id = g_strdup ("0123456789abcdef@example.org"),
                            .date = 1795500000 };
}

static void
replace (char **value, const char *by)
{
  g_free (*value);
  *value = g_strdup (by);
}

/* (transfer full) */
static char *
write_text (const MailMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mail_message_write (message, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
has_line (const char *text, const char *line)
{
  g_autofree char *whole = g_strdup_printf ("\r\n%s\r\n", line);
  g_autofree char *from_start = g_strdup_printf ("\r\n%s", text);

  return strstr (from_start, whole) != NULL;
}

/* What servers on the way may rely on: ASCII, short lines, no bare CR or LF. */
static void
expect_form (const char *text)
{
  gsize length = 0;

  g_assert_true (g_str_is_ascii (text));
  g_assert_true (g_str_has_suffix (text, "\r\n"));
  for (const char *at = text; *at != '\0'; at++)
    {
      g_assert_true (*at != '\n' || (at > text && at[-1] == '\r'));
      g_assert_true (*at != '\r' || at[1] == '\n');
      length = *at == '\n' ? 0 : length + 1;
      g_assert_cmpuint (length, <=, 78 + 1);
    }
}

static void
test_plain_values_become_a_message (void)
{
  g_auto (MailMessage) message = { 0 };
  g_autofree char *text = NULL;

  fill (&message);
  replace (&message.references, "fedc@example.org");
  replace (&message.list_id, "hark.example.org");
  text = write_text (&message);
  g_test_message ("%s", text);
  expect_form (text);
  g_assert_true (has_line (text, "From: Hark <hark@example.org>"));
  g_assert_true (has_line (text, "To: " TO));
  g_assert_true (has_line (text, "Subject: A deadline"));
  g_assert_true (has_line (text, "Message-Id: <0123456789abcdef@example.org>"));
  g_assert_true (has_line (text, "References: <fedc@example.org>"));
  g_assert_true (has_line (text, "In-Reply-To: <fedc@example.org>"));
  g_assert_true (has_line (text, "List-Id: <hark.example.org>"));
  g_assert_true (has_line (text, "Date: Tue, 24 Nov 2026 06:00:00 +0000"));
  g_assert_true (has_line (text, "Auto-Submitted: auto-generated"));
  g_assert_true (has_line (text, "X-Auto-Response-Suppress: All"));
  g_assert_true (has_line (text, "MIME-Version: 1.0"));
  g_assert_true (has_line (text, "Content-Type: text/plain; charset=utf-8"));
  g_assert_true (has_line (text, "One line."));
  g_assert_null (strstr (text, "User-Agent"));
}

static void
test_letters_of_all_languages_go_through (void)
{
  g_auto (MailMessage) message = { 0 };
  g_autofree char *text = NULL, *long_line = g_strnfill (2000, 'x');
  g_autofree char *body = g_strdup_printf ("Grüße aus Köln\n%s\n.\n\nFrom here\n=3D\n", long_line);

  fill (&message);
  replace (&message.from_name, "Hinweise, Müller & Söhne \"GmbH\" <x>");
  replace (
      &message.subject,
      "Eine sehr lange Überschrift über Größenänderungen, die umgebrochen werden muß, weil sie "
      "nicht in eine Zeile paßt, und 日本語");
  replace (&message.text, body);
  text = write_text (&message);
  g_test_message ("%s", text);
  expect_form (text);
  g_assert_nonnull (strstr (text, "=?"));
  g_assert_nonnull (strstr (text, "Gr=C3=BC=C3=9Fe aus K=C3=B6ln\r\n"));
  g_assert_nonnull (strstr (text, "<hark@example.org>\r\n"));
}

static void
test_html_stands_beside_text (void)
{
  g_auto (MailMessage) message = { 0 };
  g_autofree char *text = NULL;

  fill (&message);
  replace (&message.html, "<p>One line.</p>\n");
  text = write_text (&message);
  expect_form (text);
  g_assert_nonnull (strstr (text, "Content-Type: multipart/alternative;"));
  g_assert_true (has_line (text, "Content-Type: text/plain; charset=utf-8"));
  g_assert_true (has_line (text, "Content-Type: text/html; charset=utf-8"));
  g_assert_true (strstr (text, "text/plain") < strstr (text, "text/html"));
}

static void
expect_refused (const MailMessage *message, const char *secret)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mail_message_write (message, &error);

  g_assert_null (bytes);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_assert_null (strstr (error->message, secret));
}

static void
test_no_value_becomes_another_header (void)
{
  static const char *const evil[] = {
    "canary\r\nBcc: x@example.org",
    "canary\nX: y",
    "canary\rX: y",
    "canary\n\nbody",
    "canary\x01",
    "canary\x7f",
    "canary\xff",
    "canary\u2028X",
    "canary\u202eX",
    "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (evil); i++)
    for (guint which = 0; which < 7; which++)
      {
        g_auto (MailMessage) message = { 0 };
        char **const values[]
            = { &message.to,         &message.from,       &message.from_name, &message.subject,
                &message.message_id, &message.references, &message.list_id };

        g_test_message ("%u %u", i, which);
        fill (&message);
        replace (values[which], evil[i]);
        expect_refused (&message, "canary");
      }
}

static void
test_what_is_too_long_is_refused (void)
{
  g_autofree char *subject = g_strnfill (MAIL_MAX_SUBJECT + 1, 'c');
  g_autofree char *text = g_strnfill (MAIL_MAX_TEXT + 1, 'c');
  g_autofree char *html = g_strnfill (MAIL_MAX_HTML + 1, 'c');
  g_auto (MailMessage) a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

  fill (&a);
  replace (&a.subject, subject);
  expect_refused (&a, "ccc");
  fill (&b);
  replace (&b.text, text);
  expect_refused (&b, "ccc");
  fill (&c);
  replace (&c.html, html);
  expect_refused (&c, "ccc");
  fill (&d);
  replace (&d.text, "a\r\nb");
  expect_refused (&d, "a\r");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-message/plain", test_plain_values_become_a_message);
  g_test_add_func ("/mail-message/letters", test_letters_of_all_languages_go_through);
  g_test_add_func ("/mail-message/html", test_html_stands_beside_text);
  g_test_add_func ("/mail-message/injection", test_no_value_becomes_another_header);
  g_test_add_func ("/mail-message/long", test_what_is_too_long_is_refused);

  return g_test_run ();
}
