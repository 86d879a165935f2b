/* test-bad-text.c: bytes that are no text, in what a reporter sends: fields keep the text around
 * them, names are refused */
#include "spoil.h"
#include "visitor.h"

#include "srv-limits.h"

#include <string.h>

#define MULTIPART "Content-Type: multipart/form-data; boundary=XyZ\r\n"
#define ENCODED "Content-Type: application/x-www-form-urlencoded\r\n"
#define PART(disposition)                                                                          \
  "--XyZ\r\nContent-Disposition: form-data; " disposition "\r\n\r\nopen\r\n--XyZ--\r\n"

/* NUL, other control characters, half a character before a NUL and at the end, no UTF-8 at all. */
#define BYTES "a\0b\001\033[2Jc \303\0d\377e\177\303"
#define BYTES_LENGTH (sizeof BYTES - 1)
#define CLEANED "ab[2Jc ?d?e"

/* The form that is open, with the bytes in each of its texts. */
static guint
post_encoded (Visitor *visitor)
{
  static const char *const kept[] = { "csrf", "turn", "area" };
  g_autoptr (GString) body = g_string_new ("step=write");
  g_autofree char *text = g_uri_escape_bytes ((const guint8 *)BYTES, BYTES_LENGTH, NULL);
  g_autofree char *headers = g_strdup_printf (ENCODED "Cookie: %s\r\n", visitor->cookie);
  g_autoptr (Reply) reply = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autofree char *value = visitor_read (visitor, kept[i]);

      if (value != NULL)
        g_string_append_printf (body, "&%s=%s", kept[i], value);
    }
  g_string_append_printf (body, "&subject=%s&report=%s&who=%s", text, text, text);
  reply = harness_send (visitor->harness, "POST", "/submit", NULL, headers, body->str, body->len);
  g_assert_cmpuint (reply->status, ==, 303);
  return visitor_get (visitor, "/submit?step=check");
}

static guint
post_raw (Visitor *visitor)
{
  static const char *const texts_of_form[] = { "subject", "report", "who" };
  g_autoptr (Form) form = visitor_begin_form (visitor, "write");
  g_autofree char *area = visitor_read (visitor, "area");

  form_add (form, "area", area);
  for (guint i = 0; i < G_N_ELEMENTS (texts_of_form); i++)
    form_add_bytes (form, texts_of_form[i], BYTES, BYTES_LENGTH);
  return visitor_post (visitor, "/submit", form);
}

static void
check_cleaned (Fixture *f, const char *number, HarkObjectType type, const char *field)
{
  g_autoptr (Ticket) ticket = team_open (f->world, world_first (f->world), number);
  g_autofree char *text = team_read_text (f->world, world_first (f->world), ticket, type, field);

  g_assert_cmpstr (text, ==, CLEANED);
}

static void
test_control_bytes_are_left_out_of_texts (Fixture *f, gconstpointer unused)
{
  static guint (*const ways[]) (Visitor * visitor) = { post_raw, post_encoded };
  static const char *const fields[] = { "subject", "report", "who" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);
      g_autofree char *number = NULL;

      visitor_open_form (visitor);
      g_assert_cmpuint (ways[i](visitor), ==, 200);
      g_assert_true (visitor_sees (visitor, CLEANED));
      g_assert_null (memchr (g_bytes_get_data (visitor->reply->body, NULL), '\0',
                             g_bytes_get_size (visitor->reply->body)));
      number = visitor_send (visitor, FALSE);
      for (guint k = 0; k < G_N_ELEMENTS (fields); k++)
        check_cleaned (f, number, HARK_OBJECT_REPORT, fields[k]);
    }
}

static void
test_control_bytes_are_left_out_of_replies (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *number = visitor_submit (f->visitor, "S", "R", &code);
  g_autoptr (Form) reply = NULL, wrong = NULL;

  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  reply = visitor_begin_form (f->visitor, "message");
  form_add_bytes (reply, "message", BYTES, BYTES_LENGTH);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", reply), ==, 200);
  g_assert_true (visitor_sees (f->visitor, CLEANED));
  check_cleaned (f, number, HARK_OBJECT_MESSAGE, "text");

  /* nor does a code end where a NUL is */
  visitor_get (f->visitor, "/leave");
  visitor_get (f->visitor, "/inbox");
  wrong = visitor_begin_form (f->visitor, "open");
  visitor_add_answers (f->visitor, wrong);
  form_add_bytes (wrong, "code", BYTES, BYTES_LENGTH);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", wrong), ==, 403);
}

static void
test_control_bytes_in_names_are_refused (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *body;
    gsize length;
  } parts[] = {
#define PART_OF(disposition) { PART (disposition), sizeof PART (disposition) - 1 }
    PART_OF ("name=\"st\0ep\""),
    PART_OF ("name=\"step\0\""),
    PART_OF ("na\0me=\"step\""),
    PART_OF ("name=\"st\033ep\""),
    PART_OF ("name=\"attachment\"; filename=\"a\0b\""),
  };
  static const char *const encoded[]
      = { "st%00ep=open", "step%00=open", "%00=open", "st%1bep=open", "st%c3ep=open" };
  g_autoptr (Spoil) spoil = spoil_new (f->harness);
  g_autofree char *name = g_strnfill (SRV_MAX_FORM_NAME + 1, 'n');
  g_autofree char *pair = g_strconcat (name, "=x", NULL);
  g_autofree char *part = g_strdup_printf (PART ("name=\"%s\""), name);

  spoil_begin (spoil, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_cmpuint (spoil_refuse (spoil, "POST", "/submit", NULL, MULTIPART, parts[i].body,
                                    (gssize)parts[i].length),
                      ==, 400);
  for (guint i = 0; i < G_N_ELEMENTS (encoded); i++)
    g_assert_cmpuint (spoil_refuse (spoil, "POST", "/inbox", NULL, ENCODED, encoded[i], -1), ==,
                      400);
  g_assert_cmpuint (spoil_refuse (spoil, "POST", "/submit", NULL, MULTIPART, part, -1), ==, 400);
  g_assert_cmpuint (spoil_refuse (spoil, "POST", "/submit", NULL, ENCODED, pair, -1), ==, 400);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  VISITOR_TEST ("/bad-text/reports", test_control_bytes_are_left_out_of_texts);
  VISITOR_TEST ("/bad-text/replies", test_control_bytes_are_left_out_of_replies);
  VISITOR_TEST ("/bad-text/names", test_control_bytes_in_names_are_refused);
  return g_test_run ();
}
