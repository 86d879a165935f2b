/* guest.c: see guest.h */
#include "guest.h"

#include "hark-api.h"
#include "hark-invitation.h"
#include "hark-json.h"

guint
guest_invite (Fixture *f, const char *name, char **line)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (Reply) reply = NULL;
  guint8 code[HARK_CODE_LEN], hash[HARK_HASH_LEN];
  HarkId user;

  hark_id_random (&user);
  hark_code_random (code);
  hark_invitation_hash_code (code, &f->world->org, hash);
  hark_json_set_id (body, "user", &user);
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "mail", "guest@example.org");
  json_object_set_boolean_member (body, "portal", TRUE);
  hark_json_set_bytes (body, "token", hash, sizeof hash);
  text = hark_json_to_string (body);
  reply = harness_request (f->harness, "POST", HARK_API_INVITATIONS, world_first (f->world)->token,
                           text);
  if (line != NULL)
    *line = hark_code_to_line (code);
  return reply->status;
}

guint
guest_accept (Visitor *visitor, const char *line, const char *password, const char *again)
{
  g_autoptr (Form) form = NULL;

  visitor_get (visitor, "/sign-in?step=accept");
  form = visitor_begin_form (visitor, "accept");
  visitor_add_answers (visitor, form);
  form_add (form, "code", line);
  form_add (form, "new", password);
  form_add (form, "again", again);
  return visitor_post (visitor, "/sign-in", form);
}

guint
guest_sign_in (Visitor *visitor, const char *name, const char *password)
{
  g_autoptr (Form) form = NULL;

  visitor_get (visitor, "/sign-in");
  form = visitor_begin_form (visitor, "sign-in");
  visitor_add_answers (visitor, form);
  form_add (form, "user", name);
  form_add (form, "password", password);
  return visitor_post (visitor, "/sign-in", form);
}

Visitor *
guest_new (Fixture *f, const char *name)
{
  Visitor *visitor = visitor_new (f->harness);
  g_autofree char *line = NULL;

  world_allow_portal_accounts (f->world);
  g_assert_cmpuint (guest_invite (f, name, &line), ==, 200);
  g_assert_cmpuint (guest_accept (visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
  return visitor;
}

char *
guest_report (Visitor *visitor, const char *subject, const char *report, GBytes *file)
{
  g_autoptr (Form) written = NULL, sent = NULL;
  g_autofree char *area = NULL;

  g_assert_cmpuint (visitor_get (visitor, "/submit"), ==, 200);
  if (visitor_sees (visitor, "value=\"again\""))
    {
      /* the number of the one before is shown still */
      g_autoptr (Form) done = visitor_begin_form (visitor, "again");

      form_add (done, "stay", "1");
      g_assert_cmpuint (visitor_post (visitor, "/submit", done), ==, 200);
    }
  written = visitor_begin_form (visitor, "write");
  area = visitor_read (visitor, "area");
  form_add (written, "named", "1");
  form_add (written, "area", area);
  form_add (written, "subject", subject);
  form_add (written, "report", report);
  if (file != NULL)
    form_add_file (written, "note.txt", "text/plain", g_bytes_get_data (file, NULL),
                   g_bytes_get_size (file));
  g_assert_cmpuint (visitor_post (visitor, "/submit", written), ==, 200);
  sent = visitor_begin_form (visitor, "send");
  g_assert_cmpuint (visitor_post (visitor, "/submit", sent), ==, 200);
  return visitor_read_after (visitor, "<strong>");
}

guint
guest_write (Visitor *visitor, const char *number, const char *text)
{
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL);
  g_autoptr (Form) form = visitor_begin_form (visitor, "message");

  form_add (form, "message", text);
  return visitor_post (visitor, path, form);
}

void
guest_sign_out (Visitor *visitor)
{
  g_autoptr (Form) form = NULL;

  visitor_get (visitor, "/my-reports");
  form = visitor_begin_form (visitor, "sign-out");
  g_assert_cmpuint (visitor_post (visitor, "/my-reports", form), ==, 200);
  g_assert_true (visitor_sees (visitor, "You are signed out"));
}
