/* test-portal-guest.c: what accounts on the portal are promised beyond signing in: passwords that
 * are hard to guess whatever is switched off, messages that wait, and a list that costs little */
#include "guest.h"

#include "hark-seal.h"
#include "web-account.h"
#include "web-guess.h"
#include "web-question.h"
#include "web-session.h"

#define PASSWORD GUEST_PASSWORD
#define OTHER "another long password"

/* ------------------------------------------------------------------ guessing */

static gboolean
is_asked (Visitor *visitor)
{
  return visitor_sees (visitor, "name=\"answer\"");
}

/* With no answers: the page as it was fetched, perhaps long ago. */
static guint
sign_in_with (Visitor *visitor, Form *form, const char *name, const char *password)
{
  form_add (form, "user", name);
  form_add (form, "password", password);
  return visitor_post (visitor, "/sign-in", form);
}

static guint
guess (Visitor *visitor, const char *name, const char *password)
{
  g_autoptr (Form) form = NULL;

  visitor_get (visitor, "/sign-in");
  form = visitor_begin_form (visitor, "sign-in");
  return sign_in_with (visitor, form, name, password);
}

static void
test_wrong_passwords_bring_questions_where_they_are_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), stranger = visitor_new (f->harness);
  g_autoptr (Visitor) hoarder = visitor_new (f->harness);
  g_autoptr (Form) hoarded = NULL;
  g_autofree char *nobody = NULL;

  guest_sign_out (guest);
  team_set_config (f->world, SRV_CONFIG_PORTAL_QUESTION, "off");
  visitor_get (hoarder, "/sign-in");
  g_assert_false (is_asked (hoarder));
  hoarded = visitor_begin_form (hoarder, "sign-in");

  for (guint i = 0; i < WEB_GUESS_SECOND; i++)
    g_assert_cmpuint (guess (stranger, "gast", OTHER), ==, 403);
  g_assert_true (is_asked (stranger));
  /* neither one that was never asked nor one that was fetched before is looked at … */
  g_assert_cmpuint (guess (guest, "gast", PASSWORD), ==, 403);
  g_assert_true (visitor_sees (guest, "please answer more questions"));
  g_assert_cmpuint (sign_in_with (hoarder, hoarded, "gast", PASSWORD), ==, 403);
  g_assert_null (hoarder->cookie);
  /* … its owner answers what the page asks now … */
  {
    g_autoptr (Form) form = visitor_begin_form (guest, "sign-in");

    visitor_add_answers (guest, form);
    g_assert_cmpuint (sign_in_with (guest, form, "gast", PASSWORD), ==, 200);
    g_assert_true (visitor_sees (guest, "Signed in as gast"));
  }
  /* … and another name is asked nothing still, nor is whoever reports */
  nobody = guest_find_unguessed (f);
  g_assert_cmpuint (guess (stranger, nobody, OTHER), ==, 403);
  g_assert_true (visitor_sees (stranger, "Name or password is wrong."));
  visitor_get (stranger, "/submit");
  g_assert_false (is_asked (stranger));
}

/* One password for many names. */
static void
test_many_names_bring_questions_where_they_are_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), stranger = visitor_new (f->harness);
  g_autoptr (Visitor) hoarder = visitor_new (f->harness);
  g_autoptr (Form) hoarded = NULL;

  guest_sign_out (guest);
  team_set_config (f->world, SRV_CONFIG_PORTAL_QUESTION, "off");
  team_set_config (f->world, SRV_CONFIG_PORTAL_RATE, "9");
  visitor_get (hoarder, "/sign-in");
  hoarded = visitor_begin_form (hoarder, "sign-in");
  for (guint i = 0; i < 9 / WEB_RATE_CODES; i++)
    {
      g_autofree char *name = g_strdup_printf ("somebody%u", i);

      visitor_get (stranger, "/sign-in");
      g_assert_false (is_asked (stranger));
      g_assert_cmpuint (guess (stranger, name, OTHER), ==, 403);
    }
  visitor_get (stranger, "/sign-in");
  g_assert_true (is_asked (stranger));
  g_assert_cmpuint (sign_in_with (hoarder, hoarded, "gast", PASSWORD), ==, 403);
  g_assert_null (hoarder->cookie);
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 200);
}

/* ------------------------------------------------------------------ messages that wait */

static void
open_report (Visitor *guest, const char *number)
{
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL);

  g_assert_cmpuint (visitor_get (guest, path), ==, 200);
}

/* A message with a file that is attached and not sent. */
static void
begin_message (Visitor *guest, const char *number, const char *text)
{
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL);
  g_autoptr (Form) form = NULL;

  open_report (guest, number);
  form = visitor_begin_form (guest, "message");
  form_add (form, "message", text);
  form_add (form, "stay", "1");
  form_add_file (form, "proof.txt", "text/plain", "proof", 5);
  g_assert_cmpuint (visitor_post (guest, path, form), ==, 200);
  g_assert_true (visitor_sees (guest, "proof.txt"));
}

static void
assert_waits (Visitor *guest, const char *number, const char *text)
{
  g_autofree char *kept = NULL;

  open_report (guest, number);
  kept = visitor_read (guest, "message");
  g_assert_cmpstr (kept, ==, text);
  if (*text != '\0')
    g_assert_true (visitor_sees (guest, "proof.txt"));
}

static void
test_a_message_waits_while_another_report_is_read (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *one = guest_report (guest, "First", "What I saw.", NULL);
  g_autofree char *two = guest_report (guest, "Second", "What I saw then.", NULL);
  g_autoptr (Form) form = NULL;
  g_autofree char *path = g_strconcat ("/my-reports/", one, NULL);

  begin_message (guest, one, "Half a sentence");
  open_report (guest, two);
  g_assert_false (visitor_sees (guest, "Half a sentence"));
  g_assert_false (visitor_sees (guest, "proof.txt"));
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "A message of yours was not sent yet"));
  g_assert_cmpuint (guest_write (guest, two, ""), !=, 0);
  assert_waits (guest, one, "Half a sentence");

  /* it goes with its file, once, and then waits no longer */
  form = visitor_begin_form (guest, "message");
  g_assert_cmpuint (visitor_post (guest, path, form), ==, 200);
  open_report (guest, two);
  assert_waits (guest, one, "");
  g_assert_true (visitor_sees (guest, "Half a sentence"));
  visitor_get (guest, "/my-reports");
  g_assert_false (visitor_sees (guest, "was not sent yet"));
}

static void
test_several_messages_wait_within_bounds_and_end_with_the_session (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  char *number[WEB_MAX_ASIDE + 2];
  guint none = visitor_count_blobs (f);

  for (guint i = 0; i < G_N_ELEMENTS (number); i++)
    {
      g_autofree char *subject = g_strdup_printf ("Report %u", i);
      g_autofree char *text = g_strdup_printf ("Message %u", i);

      number[i] = guest_report (guest, subject, "What I saw.", NULL);
      begin_message (guest, number[i], text);
      visitor_pass (f, 1);
    }
  /* the one that nobody looked at for longest made room */
  g_assert_cmpuint (visitor_count_blobs (f), ==, none + WEB_MAX_ASIDE + 1);
  assert_waits (guest, number[1], "Message 1");
  assert_waits (guest, number[2], "Message 2");
  guest_sign_out (guest);
  g_assert_cmpuint (visitor_count_blobs (f), ==, none);

  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 200);
  assert_waits (guest, number[1], "");
  for (guint i = 0; i < G_N_ELEMENTS (number); i++)
    g_free (number[i]);
}

/* ------------------------------------------------------------------ the list */

/* Each change of who reads a ticket is one more key to go through on the way to its subject. */
static void
change_keys (Fixture *f, Ticket *ticket, Actor *person, guint n)
{
  Actor *anna = world_first (f->world);

  for (guint i = 0; i < n; i++)
    world_expect (f->world, anna,
                  op_exclusion (f->world, i % 2 == 0 ? "exclude" : "include", ticket, anna, person),
                  "applied");
}

static void
test_a_page_of_reports_has_a_bound_and_the_rest_is_on_the_next (Fixture *f, gconstpointer unused)
{
  Actor *bert = world_add (f->world, "bert", HARK_ROLE_OBSERVER);
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *one = guest_report (guest, "Invoices", "What I saw.", NULL), *two = NULL;
  g_autoptr (Ticket) ticket = NULL;

  visitor_pass (f, 3600);
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 200);
  two = guest_report (guest, "Gifts", "What I saw then.", NULL);
  ticket = team_open (f->world, world_first (f->world), two);
  change_keys (f, ticket, bert, WEB_EPOCHS_OF_PAGE - 2);
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "Gifts") && visitor_sees (guest, "Invoices"));
  g_assert_false (visitor_sees (guest, "Older reports"));

  change_keys (f, ticket, bert, 2);
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "Gifts") && visitor_sees (guest, "Older reports"));
  g_assert_false (visitor_sees (guest, "Invoices"));
  visitor_get (guest, "/my-reports?from=1");
  g_assert_true (visitor_sees (guest, "Invoices") && visitor_sees (guest, "The latest reports"));
  g_assert_false (visitor_sees (guest, "Gifts") || visitor_sees (guest, "Older reports"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  VISITOR_TEST ("/portal-guest/guesses", test_wrong_passwords_bring_questions_where_they_are_off);
  VISITOR_TEST ("/portal-guest/names", test_many_names_bring_questions_where_they_are_off);
  VISITOR_TEST ("/portal-guest/waits", test_a_message_waits_while_another_report_is_read);
  VISITOR_TEST ("/portal-guest/several",
                test_several_messages_wait_within_bounds_and_end_with_the_session);
  VISITOR_TEST ("/portal-guest/page",
                test_a_page_of_reports_has_a_bound_and_the_rest_is_on_the_next);

  return g_test_run ();
}
