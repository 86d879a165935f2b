/* test-question.c: the security question, and forms that do not belong to who sends them */
#include <string.h>

#include "visitor.h"
#include "web-question.h"
#include "web-session.h"

#define MINUTE 60

/* ------------------------------------------------------------------ the question */

static void
test_wrong_answer_opens_nothing (Fixture *f, gconstpointer unused)
{
  /* no number is asked for that is as large */
  static const char *const answers[] = { NULL, "", "2100", "wrong", "the" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (Form) form = visitor_begin_answer (f);

      if (answers[i] != NULL)
        form_add (form, "answer", answers[i]);
      g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 403);
      g_assert_true (visitor_sees (f->visitor, "That was not the answer."));
      g_assert_null (f->visitor->cookie);
    }
}

static void
test_question_counts_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = visitor_begin_answer (f);
  g_autoptr (Visitor) other = visitor_new (f->harness);

  visitor_add_answers (f->visitor, form);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_cmpuint (visitor_post (other, "/submit", form), ==, 403);
  g_assert_true (visitor_sees (other, "The question had expired or was answered before."));
  g_assert_null (other->cookie);
}

static void
test_question_that_was_guessed_wrong_is_used_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) wrong = visitor_begin_answer (f);
  g_autoptr (Form) right = visitor_begin_form (f->visitor, "question");

  visitor_add_answers (f->visitor, right);
  form_add (wrong, "answer", "wrong");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", wrong), ==, 403);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", right), ==, 403);
}

static void
test_question_expires_after_ten_minutes (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = visitor_begin_answer (f);

  visitor_add_answers (f->visitor, form);
  visitor_pass (f, WEB_QUESTION_SECONDS + 1);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 403);
}

static void
test_token_of_another_door_or_server_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = visitor_begin_answer (f), late = NULL;
  g_autoptr (Visitor) other = visitor_new (f->harness);

  visitor_add_answers (f->visitor, form);
  form_add (form, "code", "0");
  g_assert_cmpuint (visitor_post (other, "/inbox", form), ==, 403);
  g_assert_true (visitor_sees (other, "The question had expired or was answered before."));

  late = visitor_begin_answer (f);
  visitor_add_answers (f->visitor, late);
  harness_restart (f->harness);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", late), ==, 403);
}

/* Back to a page that was answered, and on from there, with what was typed meanwhile. */
static void
test_answered_question_leads_back_to_the_open_form (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = visitor_begin_answer (f), write = NULL;
  g_autofree char *subject = NULL;

  visitor_add_answers (f->visitor, form);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  write = visitor_begin_report (f, "Typed", "Typed too");
  form_add (write, "stay", "1");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", write), ==, 200);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  subject = visitor_read (f->visitor, "subject");
  g_assert_cmpstr (subject, ==, "Typed");
}

/* A form whose session is gone, answered wrong, then with an old token, then right. */
static void
test_nothing_typed_is_lost_on_the_way_through_questions (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) write = NULL, right = NULL;
  g_autofree char *subject = NULL, *report = NULL;

  visitor_open_form (f->visitor);
  write = visitor_begin_report (f, "Kept", "Kept too");
  visitor_pass (f, WEB_FORM_IDLE + 1);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", write), ==, 403);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Form) wrong = visitor_begin_form (f->visitor, "question");
      g_autofree char *kept = visitor_read (f->visitor, "report");

      g_assert_cmpstr (kept, ==, "Kept too");
      form_add (wrong, "subject", "Kept");
      form_add (wrong, "report", kept);
      if (i == 2)
        {
          visitor_add_answers (f->visitor, wrong);
          visitor_pass (f, WEB_QUESTION_SECONDS + 1);
        }
      else
        form_add (wrong, "answer", "wrong");
      g_assert_cmpuint (visitor_post (f->visitor, "/submit", wrong), ==, 403);
    }
  g_assert_true (visitor_sees (f->visitor, "The question had expired or was answered before."));

  right = visitor_begin_form (f->visitor, "question");
  report = visitor_read (f->visitor, "report");
  form_add (right, "subject", "Kept");
  form_add (right, "report", report);
  visitor_add_answers (f->visitor, right);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", right), ==, 200);
  g_clear_pointer (&report, g_free);
  subject = visitor_read (f->visitor, "subject");
  report = visitor_read (f->visitor, "report");
  g_assert_cmpstr (subject, ==, "Kept");
  g_assert_cmpstr (report, ==, "Kept too");
}

static void
test_token_cannot_be_forged (Fixture *f, gconstpointer unused)
{
  g_autofree char *token = NULL;
  gsize length;
  g_autofree guchar *box = NULL;

  g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 200);
  token = visitor_read (f->visitor, "token");
  box = g_base64_decode (token, &length);
  for (gsize i = 0; i <= length; i++)
    {
      g_autoptr (Form) form = form_new ();
      g_autofree char *forged = NULL;

      if (i < length)
        box[i] ^= 1; /* each byte; at last one is missing */
      forged = g_base64_encode (box, i < length ? length : length - 1);
      if (i < length)
        box[i] ^= 1;
      form_add (form, "step", "question");
      form_add (form, "token", forged);
      form_add (form, "answer", "wrong");
      g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 403);
      g_assert_true (visitor_sees (f->visitor, "The question had expired or was answered before."));
    }
}

static guint
count_questions (Visitor *visitor)
{
  visitor_get (visitor, "/submit");
  return visitor_sees (visitor, "name=\"answer3\"")   ? 3
         : visitor_sees (visitor, "name=\"answer2\"") ? 2
                                                      : 1;
}

static void
test_many_forms_bring_more_questions_and_no_refusal (Fixture *f, gconstpointer unused)
{
  const guint rate = 5;
  g_autoptr (Visitor) looker = visitor_new (f->harness);

  team_set_config (f->world, SRV_CONFIG_PORTAL_RATE, "5");
  for (guint i = 0; i < 2 * WEB_RATE_MOST * rate; i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);

      g_assert_cmpuint (count_questions (looker), ==,
                        i < rate                   ? 1
                        : i < WEB_RATE_MOST * rate ? 2
                                                   : 3);
      visitor_open_form (visitor);
    }

  visitor_pass (f, 11 * MINUTE);
  g_assert_cmpuint (count_questions (looker), ==, 1);
}

/* The number of an hour ago says nothing of now, and neither does a minute ago of the next. */
static void
test_rate_is_that_of_the_last_ten_minutes (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) looker = visitor_new (f->harness);

  team_set_config (f->world, SRV_CONFIG_PORTAL_RATE, "3");
  for (guint minute = 0; minute < 20; minute++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);

      visitor_open_form (visitor);
      visitor_pass (f, 4 * MINUTE); /* two or three within ten minutes */
      g_assert_cmpuint (count_questions (looker), <=, minute < 2 ? 1 : 2);
    }
  visitor_pass (f, 5 * MINUTE);
  g_assert_cmpuint (count_questions (looker), ==, 1);
}

static void
test_question_can_be_switched_off (Fixture *f, gconstpointer unused)
{
  team_set_config (f->world, SRV_CONFIG_PORTAL_QUESTION, "off");
  g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "name=\"report\""));
  g_assert_nonnull (f->visitor->cookie);
  g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), ==, 200);
  g_assert_false (visitor_sees (f->visitor, "name=\"answer\""));
}

/* ------------------------------------------------------------------ strangers' forms */

static void
test_form_without_its_token_changes_nothing (Fixture *f, gconstpointer unused)
{
  static const char *const tokens[] = { NULL, "", "00000000000000000000000000000000", "short" };

  visitor_open_form (f->visitor);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (Form) form = form_new ();
      g_autofree char *kept = NULL, *inside = NULL;

      if (tokens[i] != NULL)
        form_add (form, "csrf", tokens[i]);
      form_add (form, "step", "write");
      form_add (form, "subject", "planted");
      form_add (form, "report", "planted");
      form_add_file (form, "planted.txt", "text/plain", "planted", 7);
      g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 403);
      kept = visitor_read (f->visitor, "report");
      g_assert_cmpstr (kept, ==, "planted");
      g_assert_cmpuint (visitor_count_blobs (f), ==, 0);

      g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 200);
      inside = visitor_read (f->visitor, "report");
      g_assert_cmpstr (inside, ==, "");
    }
}

static void
test_form_of_another_session_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) other = visitor_new (f->harness);
  g_autoptr (Form) form = NULL;

  visitor_open_form (f->visitor);
  visitor_open_form (other);
  form = visitor_begin_report (f, "S", "R");
  g_assert_cmpuint (visitor_post (other, "/submit", form), ==, 403);
}

static void
test_form_on_a_foreign_page_opens_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = visitor_begin_answer (f);

  visitor_add_answers (f->visitor, form);
  f->visitor->extra = g_strdup ("Sec-Fetch-Site: cross-site\r\n");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 403);
  g_assert_true (visitor_sees (f->visitor, "sent by a page of another site"));
  g_assert_null (f->visitor->cookie);
  g_free (f->visitor->extra);
  f->visitor->extra = g_strdup ("Sec-Fetch-Site: same-origin\r\n");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
}

static void
test_cookie_that_is_none_is_no_session (Fixture *f, gconstpointer unused)
{
  static const char *const cookies[]
      = { "hark=", "hark=0", "hark=00000000000000000000000000000000", "hark=../../x", "other=1" };

  for (guint i = 0; i < G_N_ELEMENTS (cookies); i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);

      visitor->cookie = g_strdup (cookies[i]);
      g_assert_cmpuint (visitor_get (visitor, "/submit"), ==, 200);
      g_assert_true (visitor_sees (visitor, "name=\"answer\""));
    }
}

static void
test_body_that_is_no_form_is_refused (Fixture *f, gconstpointer unused)
{
  static const char *const types[]
      = { NULL, "Content-Type: application/json\r\n", "Content-Type: multipart/form-data\r\n",
          "Content-Type: multipart/form-data; boundary=x\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (Reply) submit
          = harness_send (f->harness, "POST", "/submit", NULL, types[i], "{}", 2);
      g_autoptr (Reply) inbox
          = harness_send (f->harness, "POST", "/inbox", NULL, types[i], "{}", 2);

      g_assert_cmpuint (submit->status, ==, 400);
      g_assert_cmpuint (inbox->status, ==, 400);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  VISITOR_TEST ("/question/wrong-answer-opens-nothing", test_wrong_answer_opens_nothing);
  VISITOR_TEST ("/question/question-counts-once", test_question_counts_once);
  VISITOR_TEST ("/question/question-that-was-guessed-wrong-is-used-up",
                test_question_that_was_guessed_wrong_is_used_up);
  VISITOR_TEST ("/question/question-expires-after-ten-minutes",
                test_question_expires_after_ten_minutes);
  VISITOR_TEST ("/question/token-of-another-door-or-server-is-refused",
                test_token_of_another_door_or_server_is_refused);
  VISITOR_TEST ("/question/answered-question-leads-back-to-the-open-form",
                test_answered_question_leads_back_to_the_open_form);
  VISITOR_TEST ("/question/nothing-typed-is-lost-on-the-way-through-questions",
                test_nothing_typed_is_lost_on_the_way_through_questions);
  VISITOR_TEST ("/question/token-cannot-be-forged", test_token_cannot_be_forged);
  VISITOR_TEST ("/question/many-forms-bring-more-questions-and-no-refusal",
                test_many_forms_bring_more_questions_and_no_refusal);
  VISITOR_TEST ("/question/rate-is-that-of-the-last-ten-minutes",
                test_rate_is_that_of_the_last_ten_minutes);
  VISITOR_TEST ("/question/question-can-be-switched-off", test_question_can_be_switched_off);
  VISITOR_TEST ("/question/form-without-its-token-changes-nothing",
                test_form_without_its_token_changes_nothing);
  VISITOR_TEST ("/question/form-of-another-session-is-refused",
                test_form_of_another_session_is_refused);
  VISITOR_TEST ("/question/form-on-a-foreign-page-opens-nothing",
                test_form_on_a_foreign_page_opens_nothing);
  VISITOR_TEST ("/question/cookie-that-is-none-is-no-session",
                test_cookie_that_is_none_is_no_session);
  VISITOR_TEST ("/question/body-that-is-no-form-is-refused", test_body_that_is_no_form_is_refused);
  return g_test_run ();
}
