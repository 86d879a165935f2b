/* test-inbox.c: the reporter's side of a ticket: opened with its code, read, answered, left */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hark-code.h"
#include "visitor.h"
#include "web-question.h"
#include "web-session.h"
#include "wire.h"

#define MINUTE 60

typedef struct
{
  char *code;
  char *number;
  Ticket *ticket; /* as the team has it */
} Case;

static void
case_clear (Case *self)
{
  g_free (self->code);
  g_free (self->number);
  g_clear_pointer (&self->ticket, ticket_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

/* A report, and its inbox open. */
static void
open_case (Fixture *f, Case *self)
{
  self->number = visitor_submit (f->visitor, "Invoices", "Paid twice.", &self->code);
  self->ticket = team_open (f->world, world_first (f->world), self->number);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, self->code), ==, 200);
}

static Form *
begin_message (Fixture *f, const char *text)
{
  Form *form = visitor_begin_form (f->visitor, "message");

  form_add (form, "message", text);
  return form;
}

static guint
count_messages (Fixture *f, Case *self)
{
  g_autoptr (GPtrArray) messages
      = team_read (f->world, world_first (f->world), self->ticket, HARK_OBJECT_MESSAGE);

  return messages->len;
}

/* ------------------------------------------------------------------ reading */

static void
test_inbox_shows_report_answer_and_state (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_auto (Case) c = { 0 };

  open_case (f, &c);
  g_assert_true (visitor_sees (f->visitor, c.number));
  g_assert_true (visitor_sees (f->visitor, "Paid twice."));
  g_assert_true (visitor_sees (f->visitor, "New: it has arrived"));
  g_assert_true (visitor_sees (f->visitor, "Nobody yet"));
  g_assert_true (visitor_sees (f->visitor, "promised by 1 December 2026"));

  team_take_over (f->world, anna, c.ticket);
  g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "In progress"));
  g_assert_true (visitor_sees (f->visitor, "Your contact person has taken it over"));
  g_assert_false (visitor_sees (f->visitor, anna->name));

  team_answer (f->world, anna, c.ticket, "Thank you <very> much.", NULL, NULL);
  visitor_get (f->visitor, "/inbox");
  g_assert_true (visitor_sees (f->visitor, "Thank you &lt;very&gt; much."));
  g_assert_true (visitor_sees (f->visitor, "The team has answered and waits for you"));
  g_assert_true (visitor_sees (f->visitor, "given on 24 November 2026"));

  team_close (f->world, anna, c.ticket);
  visitor_get (f->visitor, "/inbox");
  g_assert_true (visitor_sees (f->visitor, "<strong>Closed</strong>"));
  g_assert_false (visitor_sees (f->visitor, "could not be proved"));
}

static void
test_code_opens_however_it_is_written (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };
  g_autofree char *words = NULL, *loud = NULL, *lower = NULL, *spaced = NULL;
  guint8 bytes[HARK_CODE_LEN];

  open_case (f, &c);
  g_assert_true (hark_code_parse (c.code, bytes, NULL));
  words = hark_code_to_words (bytes);
  loud = g_ascii_strup (words, -1);
  lower = g_ascii_strdown (c.code, -1);
  spaced = g_strdup_printf ("  %s\r\n", g_strdelimit (c.code, "-", ' '));
  for (guint i = 0; i < 4; i++)
    {
      const char *const codes[] = { words, loud, lower, spaced };
      g_autoptr (Visitor) visitor = visitor_new (f->harness);

      g_assert_cmpuint (visitor_open_inbox (visitor, codes[i]), ==, 200);
      g_assert_true (visitor_sees (visitor, "Paid twice."));
    }
}

/* What a page says, without what differs from page to page: token, question and how it is answered.
 */
static char *
get_gist (Visitor *visitor)
{
  g_autoptr (GRegex) changing = g_regex_new (
      "name=\"token\" value=\"[^\"]*\"|<label for=\"answer\">[^<]*|id=\"answer-hint\">[^<]*"
      "|>\n[^<]*</textarea>",
      0, 0, NULL);

  return g_regex_replace_literal (changing, visitor->text, -1, 0, "", 0, NULL);
}

static void
test_wrong_codes_all_read_the_same (Fixture *f, gconstpointer unused)
{
  g_autofree char *first = NULL, *unknown = NULL;
  guint8 bytes[HARK_CODE_LEN];
  g_auto (Case) c = { 0 };

  open_case (f, &c);
  hark_code_random (bytes);
  unknown = hark_code_to_words (bytes);
  for (guint i = 0; i < 5; i++)
    {
      const char *const codes[]
          = { unknown, "", "nonsense", "abandon abandon", "0000-0000-0000-0000-0000-0000-0000" };
      g_autoptr (Visitor) visitor = visitor_new (f->harness);
      g_autofree char *gist = NULL;

      g_assert_cmpuint (visitor_open_inbox (visitor, codes[i]), ==, 403);
      g_assert_true (visitor_sees (visitor, "No inbox opens with this code."));
      g_assert_null (visitor->cookie);
      gist = get_gist (visitor);
      if (first == NULL)
        first = g_steal_pointer (&gist);
      else
        g_assert_cmpstr (gist, ==, first);
    }
}

static void
test_many_wrong_codes_bring_more_questions_and_no_refusal (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guesser = visitor_new (f->harness);
  const guint more = 4;
  g_auto (Case) c = { 0 };

  team_set_config (f->world, SRV_CONFIG_PORTAL_RATE, "12"); /* for codes a third of it */
  open_case (f, &c);
  for (guint i = 0; i < more; i++)
    g_assert_cmpuint (visitor_open_inbox (guesser, "nonsense"), ==, 403);
  visitor_get (guesser, "/inbox");
  g_assert_true (visitor_sees (guesser, "name=\"answer2\""));
  for (guint i = more; i < WEB_RATE_MOST * more; i++)
    g_assert_cmpuint (visitor_open_inbox (guesser, "nonsense"), ==, 403);
  visitor_get (guesser, "/inbox");
  g_assert_true (visitor_sees (guesser, "name=\"answer3\""));
  g_assert_cmpuint (visitor_open_inbox (guesser, c.code), ==, 200);
  g_assert_true (visitor_sees (guesser, "Paid twice."));

  visitor_pass (f, 11 * MINUTE);
  g_clear_pointer (&guesser->cookie, g_free);
  visitor_get (guesser, "/inbox");
  g_assert_false (visitor_sees (guesser, "name=\"answer2\""));
}

static void
test_unanswered_question_opens_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) visitor = visitor_new (f->harness);
  g_autoptr (Form) form = NULL;
  g_autofree char *kept = NULL;
  g_auto (Case) c = { 0 };

  open_case (f, &c);
  visitor_get (visitor, "/inbox");
  form = visitor_begin_form (visitor, "open");
  form_add (form, "answer", "wrong");
  form_add (form, "code", c.code);
  g_assert_cmpuint (visitor_post (visitor, "/inbox", form), ==, 403);
  g_assert_false (visitor_sees (visitor, "Paid twice."));
  g_assert_null (visitor->cookie);
  kept = visitor_read (visitor, "code");
  g_assert_cmpstr (kept, ==, c.code);
}

static void
test_inbox_opens_under_a_new_cookie (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *number = visitor_submit (f->visitor, "S", "R", &code);
  g_autofree char *before = g_strdup (f->visitor->cookie);
  g_autoptr (Visitor) thief = visitor_new (f->harness);

  thief->cookie = g_strdup (before);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  g_assert_cmpstr (f->visitor->cookie, !=, before);
  visitor_get (thief, "/inbox");
  g_assert_true (visitor_sees (thief, "name=\"code\""));
}

static void
test_inbox_outlives_a_restart (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };

  open_case (f, &c);
  team_answer (f->world, world_first (f->world), c.ticket, "Still here", NULL, NULL);
  harness_restart (f->harness);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, c.code), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "Still here"));
}

/* ------------------------------------------------------------------ writing */

static void
test_message_and_file_reach_the_team (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_auto (Case) c = { 0 };
  g_autoptr (Form) form = NULL;
  g_autoptr (GPtrArray) messages = NULL, manifests = NULL;
  g_autoptr (GBytes) got = NULL;
  HarkObject *message;

  open_case (f, &c);
  team_answer (f->world, anna, c.ticket, "What number?", NULL, NULL);
  visitor_get (f->visitor, "/inbox");
  form = begin_message (f, "It is 4471.");
  form_add_file (form, "scan.txt", "text/plain", "a scan", 6);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "Your message has been sent."));
  g_assert_true (visitor_sees (f->visitor, "It is 4471."));
  g_assert_true (visitor_sees (f->visitor, "scan.txt"));

  messages = team_read (f->world, anna, c.ticket, HARK_OBJECT_MESSAGE);
  g_assert_cmpuint (messages->len, ==, 2);
  message = g_ptr_array_index (messages, 1);
  g_assert_cmpstr (json_object_get_string_member (message->body, "text"), ==, "It is 4471.");
  g_assert_cmpstr (json_object_get_string_member (message->body, "side"), ==, "reporter");
  g_assert_cmpuint (message->header.epoch, ==, 1);
  g_assert_cmpint (message->time % 3600, ==, 0);
  manifests = team_read (f->world, anna, c.ticket, HARK_OBJECT_MANIFEST);
  got = team_read_file (f->world, anna, g_ptr_array_index (manifests, 0));
  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), "a scan", 6);

  visitor_get (f->visitor, "/inbox");
  g_assert_false (visitor_sees (f->visitor, "Your message has been sent."));
}

static void
test_message_sent_twice_is_one (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };
  g_autoptr (Form) form = NULL;

  open_case (f, &c);
  form = begin_message (f, "Once");
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 200);
  g_assert_cmpuint (count_messages (f, &c), ==, 1);
}

static void
test_message_that_cannot_be_sent_is_kept (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = visitor_make_text (HARK_TICKET_MAX_TEXT + 1), *kept = NULL;
  g_auto (Case) c = { 0 };
  g_autoptr (Form) empty = NULL, large = NULL;

  open_case (f, &c);
  empty = begin_message (f, "  \r\n");
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", empty), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "id=\"message-fault\""));
  large = begin_message (f, text);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", large), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "The message is too long."));
  kept = visitor_read (f->visitor, "message");
  g_assert_cmpstr (kept, ==, text);

  memset (text, '"', HARK_TICKET_MAX_TEXT);
  text[HARK_TICKET_MAX_TEXT] = '\0';
  g_clear_pointer (&large, form_free);
  large = begin_message (f, text);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", large), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "The message is too long."));
  g_assert_cmpuint (count_messages (f, &c), ==, 0);
}

static void
test_files_alone_can_be_sent_and_one_be_refused (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };
  g_autoptr (Form) form = NULL, second = NULL;

  open_case (f, &c);
  form = begin_message (f, "");
  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("file%u.txt", i);

      form_add_file (form, name, "text/plain", name, strlen (name));
    }
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "“file6.txt” was not kept"));
  g_assert_cmpuint (count_messages (f, &c), ==, 0);
  second = begin_message (f, "");
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", second), ==, 200);
  g_assert_cmpuint (count_messages (f, &c), ==, 1);
  g_assert_cmpuint (visitor_count_blobs (f), ==, 5);
}

static void
test_closed_case_still_takes_a_message (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };
  g_autoptr (Form) form = NULL;

  open_case (f, &c);
  team_close (f->world, world_first (f->world), c.ticket);
  visitor_get (f->visitor, "/inbox");
  form = begin_message (f, "One more thing");
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 200);
  g_assert_cmpuint (count_messages (f, &c), ==, 1);
}

static void
test_message_without_its_token_is_not_sent (Fixture *f, gconstpointer unused)
{
  static const char *const tokens[] = { NULL, "", "00000000000000000000000000000000" };
  g_auto (Case) c = { 0 };

  open_case (f, &c);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (Form) form = form_new ();

      if (tokens[i] != NULL)
        form_add (form, "csrf", tokens[i]);
      form_add (form, "step", "message");
      form_add (form, "message", "planted");
      g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 403);
      g_assert_true (visitor_sees (f->visitor, "planted</textarea>"));
    }
  g_assert_cmpuint (count_messages (f, &c), ==, 0);
}

/* ------------------------------------------------------------------ files of the team */

static char *
find_link (Visitor *visitor)
{
  const char *at = strstr (visitor->text, "/inbox/file/");

  g_assert_nonnull (at);
  return g_strndup (at, strcspn (at, "\""));
}

static void
test_file_of_the_team_can_be_taken (Fixture *f, gconstpointer unused)
{
  const gsize size = 200 * 1000;
  g_autoptr (GBytes) file = g_bytes_new_take (g_malloc0 (size), size);
  g_autoptr (Visitor) stranger = visitor_new (f->harness);
  g_autofree char *path = NULL, *disposition = NULL, *code = NULL, *number = NULL;
  g_auto (Case) c = { 0 };

  hark_seal_random ((gpointer)g_bytes_get_data (file, NULL), size);
  open_case (f, &c);
  team_answer (f->world, world_first (f->world), c.ticket, "See this", "Brief \"Süd\".txt", file);
  visitor_get (f->visitor, "/inbox");
  path = find_link (f->visitor);
  g_assert_cmpuint (visitor_get (f->visitor, path), ==, 200);
  g_assert_true (g_bytes_equal (f->visitor->reply->body, file));
  disposition = reply_get_header (f->visitor->reply, "Content-Disposition");
  g_assert_cmpstr (
      disposition, ==,
      "attachment; filename=\"Brief _Sud_.txt\"; filename*=UTF-8''Brief%20%22S%C3%BCd%22.txt");

  g_assert_cmpuint (visitor_get (stranger, path), ==, 200);
  g_assert_true (visitor_sees (stranger, "name=\"code\""));
  number = visitor_submit (stranger, "S", "R", &code);
  g_assert_cmpuint (visitor_open_inbox (stranger, code), ==, 200);
  g_assert_cmpuint (visitor_get (stranger, path), ==, 404);
  g_assert_cmpuint (visitor_get (stranger, "/inbox/file/nonsense"), ==, 404);
}

static void
test_damaged_file_does_not_arrive_whole (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) file = g_bytes_new_take (g_malloc0 (200 * 1000), 200 * 1000);
  g_autofree char *path = NULL, *id = NULL, *folder = NULL, *blob = NULL, *sealed = NULL,
                  *request = NULL;
  g_auto (Case) c = { 0 };
  char piece[65536];
  gssize n, got = 0;
  gsize size;
  int fd;

  open_case (f, &c);
  team_answer (f->world, world_first (f->world), c.ticket, "See this", "film.mp4", file);
  visitor_get (f->visitor, "/inbox");
  path = find_link (f->visitor);
  id = g_path_get_basename (path);
  folder = g_strndup (id, 2);
  blob = g_build_filename (harness_get_dir (f->harness), "blobs", folder, id, NULL);
  g_assert_true (g_file_get_contents (blob, &sealed, &size, NULL));
  sealed[size - 1] ^= 1;
  g_assert_true (g_file_set_contents (blob, sealed, (gssize)size, NULL));

  request = g_strdup_printf (
      "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\nConnection: close\r\n\r\n", path,
      f->visitor->cookie);
  fd = wire_connect (harness_get_port (f->harness));
  g_assert_true (wire_send (fd, request, -1));
  while ((n = recv (fd, piece, sizeof piece, 0)) > 0)
    got += n;
  close (fd);
  g_assert_cmpint (got, <, 200 * 1000);
}

/* ------------------------------------------------------------------ what does not hold */

static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer sql, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), sql, error);
}

static void
test_message_that_is_not_the_teams_is_not_shown (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_auto (Case) c = { 0 };
  g_autoptr (GPtrArray) reports = NULL;

  open_case (f, &c);
  reports = team_read (f->world, anna, c.ticket, HARK_OBJECT_REPORT);
  world_expect (f->world, anna, op_message (f->world, c.ticket, anna, "Whose word is this"),
                "applied");
  visitor_get (f->visitor, "/inbox");
  g_assert_false (visitor_sees (f->visitor, "Whose word is this"));
  g_assert_true (visitor_sees (f->visitor, "could not be proved"));
}

/* Changes the last byte of what lies in @column. */
static void
damage (Fixture *f, const char *table, const char *column, const char *where)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET %s = CAST (substr (%s, 1, length (%s) - "
                                          "1) || CASE WHEN substr (%s, -1) = x'00'"
                                          " THEN x'01' ELSE x'00' END AS BLOB) WHERE %s",
                                          table, column, column, column, column, where);

  harness_write (f->harness, run_sql, sql);
}

static void
test_damaged_message_is_not_shown (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };

  open_case (f, &c);
  team_answer (f->world, world_first (f->world), c.ticket, "Thank you", NULL, NULL);
  damage (f, "object", "sealed", "type = 2");
  g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), ==, 200);
  g_assert_false (visitor_sees (f->visitor, "Thank you"));
  g_assert_true (visitor_sees (f->visitor, "could not be proved"));
  g_assert_true (visitor_sees (f->visitor, "Paid twice."));
}

static void
test_damaged_epoch_shows_nothing (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };

  open_case (f, &c);
  team_answer (f->world, world_first (f->world), c.ticket, "Thank you", NULL, NULL);
  damage (f, "epoch", "statement", "epoch = 1");
  g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), >=, 400);
  g_assert_false (visitor_sees (f->visitor, "Thank you"));
  g_assert_false (visitor_sees (f->visitor, "Paid twice."));
}

/* ------------------------------------------------------------------ leaving */

static void
test_inbox_closes_when_nothing_is_done (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };
  g_autoptr (Form) form = NULL, again = NULL;
  g_autofree char *kept = NULL, *inside = NULL;

  open_case (f, &c);
  visitor_pass (f, WEB_INBOX_IDLE);
  visitor_get (f->visitor, "/inbox");
  g_assert_true (visitor_sees (f->visitor, "Paid twice."));
  form = begin_message (f, "typed for long");
  visitor_pass (f, WEB_INBOX_IDLE + 1);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 403);
  g_assert_false (visitor_sees (f->visitor, "Paid twice."));
  kept = visitor_read (f->visitor, "message");
  g_assert_cmpstr (kept, ==, "typed for long");
  g_assert_cmpuint (count_messages (f, &c), ==, 0);

  again = visitor_begin_form (f->visitor, "open");
  visitor_add_answers (f->visitor, again);
  form_add (again, "code", c.code);
  form_add (again, "message", kept);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", again), ==, 200);
  inside = visitor_read (f->visitor, "message");
  g_assert_cmpstr (inside, ==, "typed for long");
}

static void
test_sign_out_closes_the_inbox (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };
  g_autoptr (Form) form = NULL, again = NULL;
  g_autofree char *cookie = NULL;

  open_case (f, &c);
  again = visitor_begin_form (f->visitor, "again");
  form = visitor_begin_form (f->visitor, "sign-out");
  cookie = g_strdup (f->visitor->cookie);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "Your inbox is closed"));
  g_free (f->visitor->cookie);
  f->visitor->cookie = g_steal_pointer (&cookie);
  visitor_get (f->visitor, "/inbox");
  g_assert_true (visitor_sees (f->visitor, "name=\"code\""));
}

static void
test_leaving_quickly_closes_everything (Fixture *f, gconstpointer unused)
{
  g_auto (Case) c = { 0 };
  g_autofree char *away = NULL, *cookie = NULL;

  open_case (f, &c);
  g_assert_true (visitor_sees (f->visitor, "href=\"/leave\""));
  cookie = g_strdup (f->visitor->cookie);
  g_assert_cmpuint (visitor_get (f->visitor, "/leave"), ==, 303);
  away = reply_get_header (f->visitor->reply, "Location");
  g_assert_true (g_str_has_prefix (away, "https://"));
  g_assert_null (f->visitor->cookie);
  f->visitor->cookie = g_steal_pointer (&cookie);
  visitor_get (f->visitor, "/inbox");
  g_assert_true (visitor_sees (f->visitor, "name=\"code\""));
  visitor_get (f->visitor, "/submit");
  g_assert_false (visitor_sees (f->visitor, c.number));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  VISITOR_TEST ("/inbox/inbox-shows-report-answer-and-state",
                test_inbox_shows_report_answer_and_state);
  VISITOR_TEST ("/inbox/code-opens-however-it-is-written", test_code_opens_however_it_is_written);
  VISITOR_TEST ("/inbox/wrong-codes-all-read-the-same", test_wrong_codes_all_read_the_same);
  VISITOR_TEST ("/inbox/many-wrong-codes-bring-more-questions-and-no-refusal",
                test_many_wrong_codes_bring_more_questions_and_no_refusal);
  VISITOR_TEST ("/inbox/unanswered-question-opens-nothing", test_unanswered_question_opens_nothing);
  VISITOR_TEST ("/inbox/inbox-opens-under-a-new-cookie", test_inbox_opens_under_a_new_cookie);
  VISITOR_TEST ("/inbox/inbox-outlives-a-restart", test_inbox_outlives_a_restart);
  VISITOR_TEST ("/inbox/message-and-file-reach-the-team", test_message_and_file_reach_the_team);
  VISITOR_TEST ("/inbox/message-sent-twice-is-one", test_message_sent_twice_is_one);
  VISITOR_TEST ("/inbox/message-that-cannot-be-sent-is-kept",
                test_message_that_cannot_be_sent_is_kept);
  VISITOR_TEST ("/inbox/files-alone-can-be-sent-and-one-be-refused",
                test_files_alone_can_be_sent_and_one_be_refused);
  VISITOR_TEST ("/inbox/closed-case-still-takes-a-message", test_closed_case_still_takes_a_message);
  VISITOR_TEST ("/inbox/message-without-its-token-is-not-sent",
                test_message_without_its_token_is_not_sent);
  VISITOR_TEST ("/inbox/file-of-the-team-can-be-taken", test_file_of_the_team_can_be_taken);
  VISITOR_TEST ("/inbox/damaged-file-does-not-arrive-whole",
                test_damaged_file_does_not_arrive_whole);
  VISITOR_TEST ("/inbox/message-that-is-not-the-teams-is-not-shown",
                test_message_that_is_not_the_teams_is_not_shown);
  VISITOR_TEST ("/inbox/damaged-message-is-not-shown", test_damaged_message_is_not_shown);
  VISITOR_TEST ("/inbox/damaged-epoch-shows-nothing", test_damaged_epoch_shows_nothing);
  VISITOR_TEST ("/inbox/inbox-closes-when-nothing-is-done", test_inbox_closes_when_nothing_is_done);
  VISITOR_TEST ("/inbox/sign-out-closes-the-inbox", test_sign_out_closes_the_inbox);
  VISITOR_TEST ("/inbox/leaving-quickly-closes-everything", test_leaving_quickly_closes_everything);
  return g_test_run ();
}
