/* test-portal-account.c: accounts on the portal alone: invited, accepted, reported with, and ended
 */
#include <string.h>

#include "guest.h"

#include "hark-api.h"
#include "hark-json.h"
#include "web-guess.h"
#include "web-portal.h"
#include "web-session.h"

#define MINUTE 60
#define DAY (24 * 3600)
#define PASSWORD GUEST_PASSWORD
#define OTHER "another long password"

static Actor *
get_admin (Fixture *f)
{
  return world_first (f->world);
}

/* What a page says without what differs from page to page, and without what was typed. */
static char *
get_gist (Visitor *visitor)
{
  g_autoptr (GRegex) changing = g_regex_new (
      "name=\"token\" value=\"[^\"]*\"|<label for=\"answer[23]?\">[^<]*|id=\"answer-hint\">[^<]*"
      "|value=\"[^\"]*\"|>\n[^<]*</textarea>",
      0, 0, NULL);

  return g_regex_replace_literal (changing, visitor->text, -1, 0, "", 0, NULL);
}

/* ------------------------------------------------------------------ invitations */

static void
test_there_are_none_unless_switched_on (Fixture *f, gconstpointer unused)
{
  static const char *const paths[] = { "/sign-in",     "/my-reports", "/my-reports/2026-0001",
                                       "/my-password", "/my-mail",    "/my-file/00" };

  g_assert_cmpuint (guest_invite (f, "gast", NULL), ==, 403);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_cmpuint (visitor_get (f->visitor, paths[i]), ==, 404);
  visitor_get (f->visitor, "/");
  g_assert_false (visitor_sees (f->visitor, "Sign in"));
}

static void
test_invitation_is_accepted_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) second = visitor_new (f->harness);
  g_autofree char *line = NULL, *lower = NULL;

  world_allow_portal_accounts (f->world);
  g_assert_cmpuint (guest_invite (f, "Gast", &line), ==, 200);
  lower = g_ascii_strdown (line, -1);
  g_assert_cmpuint (guest_accept (f->visitor, lower, PASSWORD, PASSWORD), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "Signed in as Gast"));
  g_assert_true (visitor_sees (f->visitor, "There are no reports of yours here."));

  g_assert_cmpuint (guest_accept (second, line, OTHER, OTHER), ==, 403);
  g_assert_true (visitor_sees (second, "No invitation opens with this code"));
  g_assert_null (second->cookie);
  g_assert_cmpuint (guest_sign_in (second, "gast", OTHER), ==, 403);
  g_assert_cmpuint (guest_sign_in (second, "gast", PASSWORD), ==, 200);
  /* the name is taken, for a colleague with Hark too */
  g_assert_cmpuint (guest_invite (f, "GAST", NULL), ==, 409);
}

static void
test_the_same_form_again_makes_no_second_account (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = NULL;
  g_autofree char *line = NULL;

  world_allow_portal_accounts (f->world);
  guest_invite (f, "gast", &line);
  visitor_get (f->visitor, "/sign-in?step=accept");
  form = visitor_begin_form (f->visitor, "accept");
  visitor_add_answers (f->visitor, form);
  form_add (form, "code", line);
  form_add (form, "new", PASSWORD);
  form_add (form, "again", PASSWORD);
  g_assert_cmpuint (visitor_post (f->visitor, "/sign-in", form), ==, 200);
  g_clear_pointer (&f->visitor->cookie, g_free);
  g_assert_cmpuint (visitor_post (f->visitor, "/sign-in", form), ==, 403);
  g_assert_null (f->visitor->cookie);
}

static void
test_expired_wrong_and_taken_back_codes_read_the_same (Fixture *f, gconstpointer unused)
{
  g_autofree char *expired = NULL, *first = NULL, *unknown = NULL;
  guint8 code[HARK_CODE_LEN];

  world_allow_portal_accounts (f->world);
  guest_invite (f, "gast", &expired);
  visitor_pass (f, 8 * DAY);
  hark_code_random (code);
  unknown = hark_code_to_words (code);
  for (guint i = 0; i < 4; i++)
    {
      const char *const codes[] = { expired, unknown, "", "nonsense" };
      g_autoptr (Visitor) visitor = visitor_new (f->harness);
      g_autofree char *gist = NULL;

      g_assert_cmpuint (guest_accept (visitor, codes[i], PASSWORD, PASSWORD), ==, 403);
      g_assert_null (visitor->cookie);
      gist = get_gist (visitor);
      if (first == NULL)
        first = g_steal_pointer (&gist);
      else
        g_assert_cmpstr (gist, ==, first);
    }
}

static void
test_password_must_be_long_and_typed_twice (Fixture *f, gconstpointer unused)
{
  g_autofree char *line = NULL;

  world_allow_portal_accounts (f->world);
  guest_invite (f, "gast", &line);
  g_assert_cmpuint (guest_accept (f->visitor, line, "elevenchars", "elevenchars"), ==, 403);
  g_assert_true (visitor_sees (f->visitor, "Choose a password of 12"));
  g_assert_cmpuint (guest_accept (f->visitor, line, PASSWORD, OTHER), ==, 403);
  g_assert_true (visitor_sees (f->visitor, "two different passwords"));
  g_assert_false (visitor_sees (f->visitor, PASSWORD));
  g_assert_cmpuint (guest_accept (f->visitor, line, PASSWORD, PASSWORD), ==, 200);
}

static void
test_only_admins_invite_see_and_end (Fixture *f, gconstpointer unused)
{
  Actor *bert = world_add (f->world, "bert", HARK_ROLE_EXPERT);
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (JsonObject) all
      = harness_ask (f->harness, "GET", HARK_API_PORTAL_ACCOUNTS, get_admin (f)->token, NULL, 200);
  JsonArray *accounts = json_object_get_array_member (all, "accounts");
  JsonObject *account = json_array_get_object_element (accounts, 0);
  g_autofree char *path = g_strconcat (HARK_API_PORTAL_ACCOUNTS "/",
                                       json_object_get_string_member (account, "user"), NULL);

  g_assert_true (json_object_get_boolean_member (all, "allowed"));
  g_assert_cmpuint (json_array_get_length (accounts), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (account, "name"), ==, "gast");
  json_object_unref (
      harness_ask (f->harness, "GET", HARK_API_PORTAL_ACCOUNTS, bert->token, NULL, 403));
  json_object_unref (harness_ask (f->harness, "DELETE", path, bert->token, NULL, 403));
  json_object_unref (harness_ask (f->harness, "DELETE", path, NULL, NULL, 401));
  g_assert_cmpuint (visitor_get (guest, "/my-reports"), ==, 200);
  g_assert_true (visitor_sees (guest, "Signed in as gast"));
}

/* ------------------------------------------------------------------ signing in */

static void
test_wrong_passwords_and_unknown_names_read_the_same (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *first = NULL;

  for (guint i = 0; i < 4; i++)
    {
      /* right name, nobody's, a colleague's with Hark, and none */
      const char *const names[] = { "gast", "nobody", get_admin (f)->name, "" };
      g_autoptr (Visitor) visitor = visitor_new (f->harness);
      g_autofree char *gist = NULL;

      g_assert_cmpuint (guest_sign_in (visitor, names[i], OTHER), ==, 403);
      g_assert_true (visitor_sees (visitor, "Name or password is wrong."));
      g_assert_true (visitor_sees (visitor, "opens in Hark alone"));
      g_assert_false (visitor_sees (visitor, OTHER));
      g_assert_null (visitor->cookie);
      gist = get_gist (visitor);
      if (first == NULL)
        first = g_steal_pointer (&gist);
      else
        g_assert_cmpstr (gist, ==, first);
    }
}

/* Of all threads here, the server's too: nothing else that runs on this machine counts. */
static gint64
get_processor_time (void)
{
  struct timespec spent;

  g_assert_cmpint (clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &spent), ==, 0);
  return spent.tv_sec * G_TIME_SPAN_SECOND + spent.tv_nsec / 1000;
}

static gint64
measure_wrong (Fixture *f, const char *name)
{
  g_autoptr (Visitor) visitor = visitor_new (f->harness);
  g_autoptr (Form) form = NULL;
  gint64 start;

  visitor_get (visitor, "/sign-in");
  form = visitor_begin_form (visitor, "sign-in");
  visitor_add_answers (visitor, form);
  form_add (form, "user", name);
  form_add (form, "password", OTHER);
  start = get_processor_time ();
  g_assert_cmpuint (visitor_post (visitor, "/sign-in", form), ==, 403);
  start = get_processor_time () - start;
  g_assert_true (visitor_sees (visitor, "Name or password is wrong."));
  return start;
}

/* Both do the same slow work: the quickest of some is told apart from one that is left out. */
static void
test_unknown_names_cost_what_wrong_passwords_do (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  gint64 known = G_MAXINT64, unknown = G_MAXINT64;

  for (guint i = 0; i < 4; i++)
    {
      gint64 wrong = measure_wrong (f, "gast"), nobody = measure_wrong (f, "nobody");

      known = MIN (known, wrong);
      unknown = MIN (unknown, nobody);
    }
  g_test_message ("known %d us, unknown %d us", (int)known, (int)unknown);
  g_assert_cmpint (unknown, >, known / 2);
  g_assert_cmpint (known, >, unknown / 2);
}

static void
test_many_wrong_passwords_bring_questions_and_no_refusal (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), stranger = visitor_new (f->harness);
  g_autoptr (Form) form = NULL;
  g_autofree char *nobody = NULL;

  for (guint i = 0; i < WEB_GUESS_SECOND; i++)
    g_assert_cmpuint (guest_sign_in (stranger, "gast", OTHER), ==, 403);
  g_assert_true (visitor_sees (stranger, "name=\"answer2\""));

  /* with one answer the right password is not looked at … */
  guest_sign_out (guest);
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 403);
  g_assert_true (visitor_sees (guest, "please answer more questions"));
  /* … and with two it lets in */
  form = visitor_begin_form (guest, "sign-in");
  visitor_add_answers (guest, form);
  form_add (form, "user", "gast");
  form_add (form, "password", PASSWORD);
  g_assert_cmpuint (visitor_post (guest, "/sign-in", form), ==, 200);
  g_assert_true (visitor_sees (guest, "Signed in as gast"));

  /* another name is asked one question still */
  nobody = guest_find_unguessed (f);
  g_assert_cmpuint (guest_sign_in (stranger, nobody, OTHER), ==, 403);
  g_assert_true (visitor_sees (stranger, "Name or password is wrong."));
}

/* What is slow has few places: whoever finds none is told to come again, and nobody waits for ever.
 */
static void
test_few_passwords_are_worked_out_at_a_time (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  WebKeyGate *gate = &harness_get_context (f->harness)->portal->gate;

  guest_sign_out (guest);
  g_mutex_lock (&gate->lock);
  g_assert_cmpuint (gate->running + gate->waiting, ==, 0);
  gate->waiting = WEB_KEY_WAITING;
  g_mutex_unlock (&gate->lock);
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 503);
  g_assert_true (visitor_sees (guest, "Too busy"));
  g_assert_null (guest->cookie);

  g_mutex_lock (&gate->lock);
  gate->waiting = 0;
  g_mutex_unlock (&gate->lock);
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 200);
  g_assert_cmpuint (gate->running + gate->waiting, ==, 0);
}

static void
test_unanswered_question_lets_nobody_in (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), other = visitor_new (f->harness);
  g_autoptr (Form) form = NULL;

  visitor_get (other, "/sign-in");
  form = visitor_begin_form (other, "sign-in");
  form_add (form, "answer", "wrong");
  form_add (form, "user", "gast");
  form_add (form, "password", PASSWORD);
  g_assert_cmpuint (visitor_post (other, "/sign-in", form), ==, 403);
  g_assert_null (other->cookie);
}

static void
test_sign_out_and_idling_end_it (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *cookie = g_strdup (guest->cookie);

  guest_sign_out (guest);
  g_assert_null (guest->cookie);
  guest->cookie = g_steal_pointer (&cookie);
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "<h1>Sign in</h1>"));

  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 200);
  visitor_pass (f, WEB_INBOX_IDLE - 1);
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "Signed in as gast"));
  visitor_pass (f, WEB_INBOX_IDLE + 1);
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "<h1>Sign in</h1>"));
}

static void
test_signing_in_leaves_nothing_anonymous_behind (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *code = NULL, *number = NULL;

  guest_sign_out (guest);
  number = visitor_submit (guest, "secret", "anonymous words", &code);
  g_assert_cmpuint (visitor_open_inbox (guest, code), ==, 200);
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 200);
  g_assert_false (visitor_sees (guest, number));
  visitor_get (guest, "/submit");
  g_assert_false (visitor_sees (guest, number));
  g_assert_true (visitor_sees (guest, "this report carries your name, gast"));
  visitor_get (guest, "/inbox");
  g_assert_false (visitor_sees (guest, "anonymous words"));
  /* and an inbox that is opened then ends the account's session */
  g_assert_cmpuint (visitor_open_inbox (guest, code), ==, 200);
  g_assert_true (visitor_sees (guest, "anonymous words"));
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "<h1>Sign in</h1>"));
}

/* ------------------------------------------------------------------ reports */

static void
test_named_report_goes_to_the_team_and_back (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (GBytes) file = g_bytes_new_static ("attached", 8);
  g_autofree char *number = guest_report (guest, "Invoices", "Paid twice.", file);
  g_autoptr (Ticket) ticket = team_open (f->world, get_admin (f), number);
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL), *name = NULL, *said = NULL;

  g_assert_nonnull (ticket);
  name = team_read_text (f->world, get_admin (f), ticket, HARK_OBJECT_REPORT, "name");
  g_assert_cmpstr (name, ==, "gast");

  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "Invoices"));
  g_assert_true (visitor_sees (guest, "New: it has arrived"));
  g_assert_false (visitor_sees (guest, "new message"));

  team_take_over (f->world, get_admin (f), ticket);
  team_answer (f->world, get_admin (f), ticket, "We look into it.", "reply.txt", file);
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "1 new message from the team"));
  g_assert_true (visitor_sees (guest, "waits for you"));
  g_assert_cmpuint (visitor_get (guest, path), ==, 200);
  g_assert_true (visitor_sees (guest, "We look into it."));
  g_assert_true (visitor_sees (guest, get_admin (f)->name)); /* users see who has taken it over */
  g_assert_true (visitor_sees (guest, "given on 24 November 2026"));
  g_assert_false (visitor_sees (guest, "could not be proved"));
  visitor_get (guest, "/my-reports");
  g_assert_false (visitor_sees (guest, "new message"));

  visitor_get (guest, path);
  g_assert_cmpuint (guest_write (guest, number, "Thank you."), ==, 200);
  g_assert_true (visitor_sees (guest, "Your message has been sent."));
  said = team_read_text (f->world, get_admin (f), ticket, HARK_OBJECT_MESSAGE, "text");
  g_assert_cmpstr (said, ==, "We look into it.");
  g_assert_true (visitor_sees (guest, "Thank you."));
  team_close (f->world, get_admin (f), ticket);
  visitor_get (guest, path);
  g_assert_true (visitor_sees (guest, "<strong>Closed</strong>"));
}

static char *
find_file (Visitor *visitor)
{
  const char *at = strstr (visitor->text, "/my-file/");

  g_assert_nonnull (at);
  return g_strndup (at, strcspn (at, "\""));
}

static void
test_reports_and_files_of_others_are_not_there (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), other = guest_new (f, "hugo");
  g_autoptr (GBytes) file = g_bytes_new_static ("attached", 8);
  g_autofree char *number = guest_report (guest, "Invoices", "Paid twice.", NULL);
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL), *link = NULL, *code = NULL;
  g_autofree char *anonymous = visitor_submit (f->visitor, "Other", "Anonymous words.", &code);
  g_autofree char *theirs = g_strconcat ("/my-reports/", anonymous, NULL);
  g_autoptr (Ticket) ticket = team_open (f->world, get_admin (f), number);
  g_autoptr (Form) form = NULL;

  team_answer (f->world, get_admin (f), ticket, "Here.", "reply.txt", file);
  visitor_get (guest, path);
  link = find_file (guest);
  g_assert_cmpuint (visitor_get (guest, link), ==, 200);
  g_assert_cmpmem (g_bytes_get_data (guest->reply->body, NULL),
                   g_bytes_get_size (guest->reply->body), "attached", 8);

  g_assert_cmpuint (visitor_get (other, path), ==, 404);
  g_assert_cmpuint (visitor_get (other, theirs), ==, 404);
  g_assert_cmpuint (visitor_get (other, link), ==, 404);
  visitor_get (other, "/my-reports");
  g_assert_false (visitor_sees (other, number));
  form = visitor_begin_form (other, "message");
  form_add (form, "message", "from a stranger");
  g_assert_cmpuint (visitor_post (other, path, form), ==, 404);
  visitor_get (guest, path);
  g_assert_false (visitor_sees (guest, "from a stranger"));

  /* without a session it is the door */
  g_clear_pointer (&other->cookie, g_free);
  visitor_get (other, path);
  g_assert_true (visitor_sees (other, "<h1>Sign in</h1>"));
  visitor_get (other, link);
  g_assert_true (visitor_sees (other, "<h1>Sign in</h1>"));
}

static void
test_a_form_carries_no_other_name (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (Form) written = NULL, sent = NULL;
  g_autofree char *area = NULL, *number = NULL, *name = NULL;
  g_autoptr (Ticket) ticket = NULL;

  visitor_get (guest, "/submit");
  g_assert_true (visitor_sees (guest, "this report carries your name, gast"));
  g_assert_false (visitor_sees (guest, "name=\"contact\""));
  written = visitor_begin_form (guest, "write");
  area = visitor_read (guest, "area");
  form_add (written, "area", area);
  form_add (written, "subject", "Invoices");
  form_add (written, "report", "Paid twice.");
  form_add (written, "name", "somebody else");
  visitor_post (guest, "/submit", written);
  g_assert_false (visitor_sees (guest, "The code of your inbox"));
  sent = visitor_begin_form (guest, "send");
  visitor_post (guest, "/submit", sent);
  number = visitor_read_after (guest, "<strong>");
  ticket = team_open (f->world, get_admin (f), number);
  name = team_read_text (f->world, get_admin (f), ticket, HARK_OBJECT_REPORT, "name");
  g_assert_cmpstr (name, ==, "gast");
}

static void
test_text_outlives_the_session (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "Invoices", "Paid twice.", NULL);
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL), *message = NULL;
  g_autoptr (Form) form = NULL;

  visitor_get (guest, path);
  visitor_pass (f, WEB_INBOX_IDLE + 1);
  g_assert_cmpuint (guest_write (guest, number, "Half <written>"), ==, 403);
  g_assert_true (visitor_sees (guest, "<h1>Sign in</h1>"));
  message = visitor_read (guest, "message");
  g_assert_cmpstr (message, ==, "Half <written>");

  form = visitor_begin_form (guest, "sign-in");
  visitor_add_answers (guest, form);
  form_add (form, "user", "gast");
  form_add (form, "password", PASSWORD);
  form_add (form, "message", message);
  form_add (form, "ticket", number);
  g_assert_cmpuint (visitor_post (guest, "/sign-in", form), ==, 200);
  g_assert_true (visitor_sees (guest, "Half &lt;written&gt;</textarea>"));
}

static void
test_a_named_form_never_becomes_anonymous (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (Form) form = NULL;
  g_autofree char *area = NULL, *report = NULL;

  visitor_get (guest, "/submit");
  form = visitor_begin_form (guest, "write");
  area = visitor_read (guest, "area");
  form_add (form, "named", "1");
  form_add (form, "area", area);
  form_add (form, "subject", "Invoices");
  form_add (form, "report", "Paid twice.");
  visitor_pass (f, WEB_INBOX_IDLE + 1);
  g_assert_cmpuint (visitor_post (guest, "/submit", form), ==, 403);
  g_assert_true (visitor_sees (guest, "<h1>Sign in</h1>"));
  report = visitor_read (guest, "report");
  g_assert_cmpstr (report, ==, "Paid twice.");
  g_assert_cmpuint (visitor_count_tickets (f), ==, 0);
}

/* What a visitor typed before they signed in, in another window of their browser. */
static Form *
begin_nameless (Visitor *visitor)
{
  Form *form = visitor_begin_form (visitor, "write");
  g_autofree char *area = visitor_read (visitor, "area");

  form_add (form, "area", area);
  form_add (form, "subject", "Nameless subject");
  form_add (form, "report", "Nameless words");
  form_add (form, "contact", "nameless@example.org");
  return form;
}

static void
test_what_was_written_without_a_name_never_gets_one (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (Form) nameless = NULL, named = NULL, sent = NULL, again = NULL;
  g_autofree char *area = NULL, *number = NULL, *text = NULL, *kept = NULL;
  g_autoptr (Ticket) ticket = NULL;

  guest_sign_out (guest);
  visitor_open_form (guest);
  nameless = begin_nameless (guest);
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 200);
  visitor_get (guest, "/submit");
  named = visitor_begin_form (guest, "write");
  area = visitor_read (guest, "area");
  form_add (named, "named", "1");
  form_add (named, "area", area);
  form_add (named, "subject", "Invoices");
  form_add (named, "report", "Paid twice.");
  visitor_post (guest, "/submit", named);
  g_assert_true (visitor_sees (guest, "<h1>Check and send</h1>"));
  sent = visitor_begin_form (guest, "send");

  g_assert_cmpuint (visitor_post (guest, "/submit", nameless), ==, 403);
  g_assert_true (visitor_sees (guest, "<h1>Written without your name</h1>"));
  kept = visitor_read (guest, "report");
  g_assert_cmpstr (kept, ==, "Nameless words");
  again = begin_nameless (guest);

  visitor_post (guest, "/submit", sent);
  g_assert_false (visitor_sees (guest, "ameless"));
  number = visitor_read_after (guest, "<strong>");
  ticket = team_open (f->world, get_admin (f), number);
  text = team_read_text (f->world, get_admin (f), ticket, HARK_OBJECT_REPORT, "report");
  g_assert_cmpstr (text, ==, "Paid twice.");

  /* signed out it goes on from there, without a name */
  guest_sign_out (guest);
  g_assert_cmpuint (visitor_post (guest, "/submit", again), ==, 403);
  g_assert_true (visitor_sees (guest, "<h1>Before you write</h1>"));
  g_assert_true (visitor_sees (guest, "Nameless words"));
  g_assert_false (visitor_sees (guest, "name=\"named\""));
}

/* A form of their own that has become another one: shown again, whatever stood there. */
static void
test_text_of_another_window_is_shown_before_it_goes (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (Form) named = NULL, sent = NULL, stale = NULL;
  g_autofree char *area = NULL, *kept = NULL;

  visitor_get (guest, "/submit");
  named = visitor_begin_form (guest, "write");
  area = visitor_read (guest, "area");
  form_add (named, "named", "1");
  form_add (named, "area", area);
  form_add (named, "subject", "Invoices");
  form_add (named, "report", "Paid twice.");
  visitor_post (guest, "/submit", named);
  sent = visitor_begin_form (guest, "send");

  stale = form_new ();
  form_add (stale, "step", "write");
  form_add (stale, "named", "1");
  form_add (stale, "report", "From another window.");
  form_add (stale, "contact", "gast@example.org");
  visitor_post (guest, "/submit", stale);
  visitor_post (guest, "/submit", sent);
  g_assert_true (visitor_sees (guest, "<h1>Write your report</h1>"));
  kept = visitor_read (guest, "report");
  g_assert_cmpstr (kept, ==, "From another window.");
  g_assert_cmpuint (visitor_count_tickets (f), ==, 0);
  g_clear_pointer (&named, form_free);
  named = visitor_begin_form (guest, "write");
  visitor_post (guest, "/submit", named);
  g_assert_true (visitor_sees (guest, "<h1>Check and send</h1>"));
  g_assert_false (visitor_sees (guest, "gast@example.org"));
}

static void
test_sign_in_says_what_it_wipes (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (Form) form = NULL;

  guest_sign_out (guest);
  visitor_open_form (guest);
  visitor_get (guest, "/sign-in");
  g_assert_false (visitor_sees (guest, "wiped when you sign in"));
  visitor_get (guest, "/submit?step=write");
  form = begin_nameless (guest);
  visitor_post (guest, "/submit", form);
  visitor_get (guest, "/sign-in");
  g_assert_true (visitor_sees (guest, "wiped when you sign in"));
  visitor_get (guest, "/sign-in?step=accept");
  g_assert_true (visitor_sees (guest, "wiped when you sign in"));
}

/* ------------------------------------------------------------------ another password, and the end
 */

static guint
change_password (Visitor *visitor, const char *old, const char *chosen)
{
  g_autoptr (Form) form = NULL;

  visitor_get (visitor, "/my-password");
  form = visitor_begin_form (visitor, "change");
  form_add (form, "password", old);
  form_add (form, "new", chosen);
  form_add (form, "again", chosen);
  return visitor_post (visitor, "/my-password", form);
}

static void
test_new_password_ends_other_sessions_and_keeps_reports (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), second = visitor_new (f->harness);
  g_autofree char *number = guest_report (guest, "Invoices", "Paid twice.", NULL);

  g_assert_cmpuint (guest_sign_in (second, "gast", PASSWORD), ==, 200);
  g_assert_cmpuint (change_password (guest, OTHER, "a third long password"), ==, 403);
  g_assert_true (visitor_sees (guest, "not your present password"));
  g_assert_cmpuint (change_password (guest, PASSWORD, "short"), ==, 403);
  g_assert_cmpuint (change_password (guest, PASSWORD, OTHER), ==, 200);
  g_assert_true (visitor_sees (guest, "Your password has been changed."));
  g_assert_true (visitor_sees (guest, number));
  g_assert_true (visitor_sees (guest, "Invoices"));

  visitor_get (second, "/my-reports");
  g_assert_true (visitor_sees (second, "<h1>Sign in</h1>"));
  g_assert_cmpuint (guest_sign_in (second, "gast", PASSWORD), ==, 403);
  g_assert_cmpuint (guest_sign_in (second, "gast", OTHER), ==, 200);
  g_assert_true (visitor_sees (second, "Invoices"));
}

/* The account's id, as an Admin sees it. */
static char *
find_user (Fixture *f)
{
  g_autoptr (JsonObject) all
      = harness_ask (f->harness, "GET", HARK_API_PORTAL_ACCOUNTS, get_admin (f)->token, NULL, 200);
  JsonArray *accounts = json_object_get_array_member (all, "accounts");

  return g_strdup (
      json_object_get_string_member (json_array_get_object_element (accounts, 0), "user"));
}

static void
test_an_ended_account_is_out_and_its_reports_stay (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "Invoices", "Paid twice.", NULL);
  g_autofree char *user = find_user (f), *path = NULL;
  g_autoptr (Ticket) ticket = team_open (f->world, get_admin (f), number);
  g_autoptr (Form) form = NULL;

  visitor_get (guest, "/submit");
  form = visitor_begin_form (guest, "write");
  path = g_strconcat (HARK_API_PORTAL_ACCOUNTS "/", user, NULL);
  json_object_unref (harness_ask (f->harness, "DELETE", path, get_admin (f)->token, NULL, 200));
  json_object_unref (harness_ask (f->harness, "DELETE", path, get_admin (f)->token, NULL, 404));

  form_add (form, "named", "1");
  form_add (form, "subject", "More");
  form_add (form, "report", "More of it.");
  g_assert_cmpuint (visitor_post (guest, "/submit", form), ==, 403);
  g_assert_true (visitor_sees (guest, "<h1>Sign in</h1>"));
  g_assert_cmpuint (guest_sign_in (guest, "gast", PASSWORD), ==, 403);
  g_assert_cmpuint (guest_invite (f, "gast", NULL), ==, 409);
  team_answer (f->world, get_admin (f), ticket, "Still here.", NULL, NULL);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);
}

/* ------------------------------------------------------------------ what the store knows */

static void
test_store_holds_no_password_key_or_text (Fixture *f, gconstpointer unused)
{
  static const char *const canaries[]
      = { PASSWORD, "canary-badger", "Canary subject", "Canary report", "Canary message" };
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "Canary subject", "Canary report", NULL);
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL);
  g_autoptr (GPtrArray) faults = NULL;

  visitor_get (guest, path);
  g_assert_cmpuint (guest_write (guest, number, "Canary message"), ==, 200);
  g_assert_cmpuint (change_password (guest, PASSWORD, "canary-badger again"), ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    g_assert_false (harness_holds (f->harness, canaries[i], strlen (canaries[i])));
  g_assert_true (harness_holds (f->harness, "guest@example.org", strlen ("guest@example.org")));

  faults = harness_check (f->harness);
  g_assert_cmpuint (faults->len, ==, 0);
}

/* A SrvWork. */
static gboolean
damage (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), data, error);
}

static void
test_check_finds_tickets_without_key_and_odd_invitations (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "Invoices", "Paid twice.", NULL);
  g_autoptr (GPtrArray) faults = NULL;

  g_assert_cmpuint (guest_invite (f, "hugo", NULL), ==, 200);
  harness_write (f->harness, damage, (gpointer) "DELETE FROM slot WHERE kind = 2");
  harness_write (
      f->harness, damage,
      (gpointer) "UPDATE invitation SET role = 'observer', area = (SELECT id FROM area)");
  faults = harness_check (f->harness);
  g_assert_cmpuint (faults->len, ==, 2);
  g_assert_nonnull (strstr (faults->pdata[0], "to the portal alone, and more than that"));
  g_assert_nonnull (strstr (faults->pdata[1], "its owner on the portal holds no key"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  VISITOR_TEST ("/portal-account/there-are-none-unless-switched-on",
                test_there_are_none_unless_switched_on);
  VISITOR_TEST ("/portal-account/invitation-is-accepted-once", test_invitation_is_accepted_once);
  VISITOR_TEST ("/portal-account/the-same-form-again-makes-no-second-account",
                test_the_same_form_again_makes_no_second_account);
  VISITOR_TEST ("/portal-account/expired-wrong-and-taken-back-codes-read-the-same",
                test_expired_wrong_and_taken_back_codes_read_the_same);
  VISITOR_TEST ("/portal-account/password-must-be-long-and-typed-twice",
                test_password_must_be_long_and_typed_twice);
  VISITOR_TEST ("/portal-account/only-admins-invite-see-and-end",
                test_only_admins_invite_see_and_end);
  VISITOR_TEST ("/portal-account/wrong-passwords-and-unknown-names-read-the-same",
                test_wrong_passwords_and_unknown_names_read_the_same);
  VISITOR_TEST ("/portal-account/unknown-names-cost-what-wrong-passwords-do",
                test_unknown_names_cost_what_wrong_passwords_do);
  VISITOR_TEST ("/portal-account/many-wrong-passwords-bring-questions-and-no-refusal",
                test_many_wrong_passwords_bring_questions_and_no_refusal);
  VISITOR_TEST ("/portal-account/few-passwords-are-worked-out-at-a-time",
                test_few_passwords_are_worked_out_at_a_time);
  VISITOR_TEST ("/portal-account/unanswered-question-lets-nobody-in",
                test_unanswered_question_lets_nobody_in);
  VISITOR_TEST ("/portal-account/sign-out-and-idling-end-it", test_sign_out_and_idling_end_it);
  VISITOR_TEST ("/portal-account/signing-in-leaves-nothing-anonymous-behind",
                test_signing_in_leaves_nothing_anonymous_behind);
  VISITOR_TEST ("/portal-account/named-report-goes-to-the-team-and-back",
                test_named_report_goes_to_the_team_and_back);
  VISITOR_TEST ("/portal-account/reports-and-files-of-others-are-not-there",
                test_reports_and_files_of_others_are_not_there);
  VISITOR_TEST ("/portal-account/a-form-carries-no-other-name", test_a_form_carries_no_other_name);
  VISITOR_TEST ("/portal-account/text-outlives-the-session", test_text_outlives_the_session);
  VISITOR_TEST ("/portal-account/a-named-form-never-becomes-anonymous",
                test_a_named_form_never_becomes_anonymous);
  VISITOR_TEST ("/portal-account/what-was-written-without-a-name-never-gets-one",
                test_what_was_written_without_a_name_never_gets_one);
  VISITOR_TEST ("/portal-account/text-of-another-window-is-shown-before-it-goes",
                test_text_of_another_window_is_shown_before_it_goes);
  VISITOR_TEST ("/portal-account/sign-in-says-what-it-wipes", test_sign_in_says_what_it_wipes);
  VISITOR_TEST ("/portal-account/new-password-ends-other-sessions-and-keeps-reports",
                test_new_password_ends_other_sessions_and_keeps_reports);
  VISITOR_TEST ("/portal-account/an-ended-account-is-out-and-its-reports-stay",
                test_an_ended_account_is_out_and_its_reports_stay);
  VISITOR_TEST ("/portal-account/check-finds-tickets-without-key-and-odd-invitations",
                test_check_finds_tickets_without_key_and_odd_invitations);
  VISITOR_TEST ("/portal-account/store-holds-no-password-key-or-text",
                test_store_holds_no_password_key_or_text);
  return g_test_run ();
}
