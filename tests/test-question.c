/* test-question.c: the security question, and forms that do not belong to who sends them */
#include <string.h>

#include "visitor.h"
#include "web-question.h"

#define MINUTE 60

/* ------------------------------------------------------------------ the question */

static void
test_wrong_answer_opens_nothing (Fixture *f, gconstpointer unused)
{
  static const char *const answers[] = { NULL, "", "21", "wrong", "the" };

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
  g_assert_true (visitor_sees (other, "The question had expired."));
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
  g_assert_true (visitor_sees (other, "The question had expired."));

  late = visitor_begin_answer (f);
  visitor_add_answers (f->visitor, late);
  harness_restart (f->harness);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", late), ==, 403);
}

/* Every kind of question, answered as people do. */
static void
test_questions_can_be_answered (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);

      visitor_open_form (visitor);
    }
}

static void
test_many_forms_bring_more_questions_and_no_refusal (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < WEB_FORMS_MORE; i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);

      visitor_open_form (visitor);
      g_assert_false (visitor_sees (visitor, "answer2"));
    }

  visitor_get (f->visitor, "/submit");
  g_assert_true (visitor_sees (f->visitor, "name=\"answer2\""));
  visitor_open_form (f->visitor);
  visitor_pass (f, 11 * MINUTE);
  visitor_get (f->visitor, "/");
  g_clear_pointer (&f->visitor->cookie, g_free);
  visitor_get (f->visitor, "/submit");
  g_assert_false (visitor_sees (f->visitor, "name=\"answer2\""));
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
  VISITOR_TEST ("/question/questions-can-be-answered", test_questions_can_be_answered);
  VISITOR_TEST ("/question/many-forms-bring-more-questions-and-no-refusal",
                test_many_forms_bring_more_questions_and_no_refusal);
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
