/* test-portal-setting.c: the portal follows what the organisation and its areas have settled */
#include <string.h>

#include "guest.h"
#include "hark-json.h"
#include "promise.h"
#include "store-ticket.h"
#include "team.h"
#include "web-session.h"

#define ID_1 "00000000000000000000000000000001"
#define ID_2 "00000000000000000000000000000002"
#define ID_3 "00000000000000000000000000000003"
#define QUESTIONS                                                                                  \
  "\"questions\":[{\"id\":\"" ID_1 "\",\"kind\":\"date\",\"required\":true,"                       \
  "\"label\":{\"de\":\"An welchem Tag?\",\"en\":\"On which day?\"}},"                              \
  "{\"id\":\"" ID_2                                                                                \
  "\",\"kind\":\"choice\",\"required\":false,\"label\":{\"de\":\"Welches Werk?\"},"                \
  "\"choices\":[{\"de\":\"S\303\274d\",\"en\":\"South <1>\"},{\"de\":\"Nord\"}]},"                 \
  "{\"id\":\"" ID_3                                                                                \
  "\",\"kind\":\"text\",\"required\":false,\"label\":{\"de\":\"Wer wei\303\237 es?\"}}]"
#define ASKING                                                                                     \
  "{\"language\":\"de\",\"name\":{\"de\":\"Einkauf\",\"en\":\"Purchasing\"},"                      \
  "\"description\":{\"de\":\"Rund um <Rechnungen>\"},\"portal\":true," QUESTIONS "}"
#define NAMED                                                                                      \
  "{\"language\":\"en\",\"name\":{\"en\":\"Purchasing\"},\"portal\":true,\"anonymous\":false}"

static void
settle (Fixture *f, const char *body)
{
  team_settle (f->world, world_first (f->world), &f->world->area, body);
}

static void
test_area_is_shown_in_the_readers_language (Fixture *f, gconstpointer unused)
{
  HarkId other;

  team_add_area (f->world, world_first (f->world), "Other", "Another one", TRUE, &other);
  settle (f, ASKING);
  visitor_get (f->visitor, "/?lang=en");
  g_assert_true (visitor_sees (f->visitor, "<dt>Purchasing</dt>"));
  g_assert_true (visitor_sees (f->visitor, "Rund um &lt;Rechnungen&gt;"));
  visitor_get (f->visitor, "/?lang=de");
  g_assert_true (visitor_sees (f->visitor, "<dt>Einkauf</dt>"));
  g_assert_false (visitor_sees (f->visitor, "Purchasing"));
  g_assert_true (visitor_sees (f->visitor, "Another one"));
}

static void
test_area_that_is_not_on_the_portal_is_not_shown (Fixture *f, gconstpointer unused)
{
  settle (f, "{\"language\":\"en\",\"name\":{\"en\":\"Purchasing\"},\"portal\":false}");
  g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 503);
}

/* --- what is promised --- */

#define PROMISING(name, profile)                                                                   \
  "{\"language\":\"en\",\"name\":{\"en\":\"" name "\"},\"portal\":true," profile "}"
#define OWN                                                                                        \
  "\"profile\":\"own\",\"periods\":[{\"id\":\"" ID_1                                               \
  "\",\"kind\":\"acknowledge\",\"start\":\"receipt\",\"length\":{\"count\":1,\"unit\":\"days\"},"  \
  "\"attach\":true,\"fulfil\":\"answer\"}]"
/* Of an acknowledgement that is not promised. */
#define FEEDBACK                                                                                   \
  "\"profile\":\"own\",\"periods\":[{\"id\":\"" ID_1                                               \
  "\",\"kind\":\"feedback\",\"start\":\"acknowledgement\","                                        \
  "\"length\":{\"count\":3,\"unit\":\"months\"},\"attach\":true,\"fulfil\":\"hand\"}]"

static void
test_start_page_says_what_the_area_promises (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *body, *confirms, *tells;
  } areas[] = {
    { PROMISING ("A", "\"profile\":\"eu\""), "confirms within 7 days",
      "came of it, within 3 months of that" },
    { PROMISING ("A", "\"profile\":\"fr\",\"calendar\":\"FR\""), "confirms within 7 working days",
      "came of it, within 3 months of that" },
    { PROMISING ("A", "\"profile\":\"at\""), "confirms within 7 days",
      "came of it, within 3 months of your report" },
    { PROMISING ("A", OWN), "confirms within one day", NULL },
    { PROMISING ("A", "\"profile\":\"own\",\"periods\":[]"), NULL, NULL },
    { PROMISING ("A", FEEDBACK), NULL, "came of it.<" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      settle (f, areas[i].body);
      visitor_get (f->visitor, "/?lang=en");
      g_assert_true (
          visitor_sees (f->visitor, areas[i].confirms != NULL ? areas[i].confirms : "reads your"));
      if (areas[i].tells == NULL)
        g_assert_false (visitor_sees (f->visitor, "came of it"));
      else
        g_assert_true (visitor_sees (f->visitor, areas[i].tells));
    }
}

static void
test_start_page_counts_in_the_words_of_its_language (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    guint count;
    const char *unit, *english, *german;
  } lengths[] = {
    { 1, "days", "within one day that", "innerhalb eines Tages," },
    { 2, "days", "within 2 days that", "innerhalb von 2 Tagen," },
    { 1, "working-days", "within one working day that", "innerhalb eines Arbeitstages," },
    { 21, "working-days", "within 21 working days that", "innerhalb von 21 Arbeitstagen," },
    { 1, "months", "within one month that", "innerhalb eines Monats," },
    { 11, "months", "within 11 months that", "innerhalb von 11 Monaten," },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *body
          = g_strdup_printf (PROMISING ("A", "\"profile\":\"own\",\"periods\":[{\"id\":\"" ID_1
                                             "\",\"kind\":\"acknowledge\",\"start\":\"receipt\","
                                             "\"length\":{\"count\":%u,\"unit\":\"%s\"},"
                                             "\"attach\":true,\"fulfil\":\"answer\"}]"),
                             lengths[i].count, lengths[i].unit);

      settle (f, body);
      visitor_get (f->visitor, "/?lang=en");
      g_assert_true (visitor_sees (f->visitor, lengths[i].english));
      visitor_get (f->visitor, "/?lang=de");
      g_assert_true (visitor_sees (f->visitor, lengths[i].german));
    }
}

static void
test_start_page_promises_nothing_that_only_one_area_does (Fixture *f, gconstpointer unused)
{
  HarkId other;

  team_add_area (f->world, world_first (f->world), "Other", "Another one", TRUE, &other);
  visitor_get (f->visitor, "/?lang=en");
  g_assert_true (visitor_sees (f->visitor, "confirms within 7 days"));
  settle (f, PROMISING ("A", OWN));
  visitor_get (f->visitor, "/?lang=en");
  g_assert_false (visitor_sees (f->visitor, "confirms within"));
  g_assert_true (visitor_sees (f->visitor, "depends on what it is about"));
}

#define ONION "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion"

static void
test_start_page_names_the_onion_service (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = NULL, *after = NULL, *there = NULL;

  visitor_get (f->visitor, "/");
  before = reply_get_header (f->visitor->reply, "Onion-Location");
  g_assert_null (before);
  team_settle (f->world, world_first (f->world), &f->world->org,
               "{\"language\":\"en\",\"address\":\"https://hark.example.org\",\"onion\":\"" ONION
               "\"}");
  visitor_get (f->visitor, "/");
  after = reply_get_header (f->visitor->reply, "Onion-Location");
  g_assert_cmpstr (after, ==, ONION "/");
}

/* --- questions --- */

/* The form of the page, with what every report has. */
static Form *
begin_in (Fixture *f, const char *area)
{
  Form *form = visitor_begin_form (f->visitor, "write");

  form_add (form, "area", area);
  form_add (form, "subject", "Subject");
  form_add (form, "report", "Report");
  return form;
}

static Form *
begin (Fixture *f)
{
  g_autofree char *area = hark_id_to_string (&f->world->area);

  return begin_in (f, area);
}

/* A copy: objects are wiped with their reader. */
static JsonArray *
read_answers (Fixture *f, const char *number)
{
  Actor *anna = world_first (f->world);
  g_autoptr (Ticket) ticket = team_open (f->world, anna, number);
  g_autoptr (GPtrArray) reports = team_read (f->world, anna, ticket, HARK_OBJECT_REPORT);
  g_autofree char *text = hark_json_to_string (((HarkObject *)reports->pdata[0])->body);
  g_autoptr (JsonObject) body
      = hark_json_parse_object (text, strlen (text), HARK_OBJECT_MAX_BODY, NULL);

  return json_array_ref (json_object_get_array_member (body, "answers"));
}

static void
expect_answer (JsonArray *answers, guint index, const char *id, const char *label,
               const char *answer)
{
  JsonObject *entry = json_array_get_object_element (answers, index);

  g_assert_cmpstr (json_object_get_string_member (entry, "id"), ==, id);
  g_assert_cmpstr (json_object_get_string_member (entry, "label"), ==, label);
  g_assert_cmpstr (json_object_get_string_member (entry, "answer"), ==, answer);
}

static void
test_answers_reach_the_team_and_nobody_else (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = NULL;
  g_autoptr (JsonArray) answers = NULL;
  g_autofree char *number = NULL, *code = NULL;

  settle (f, ASKING);
  visitor_open_form (f->visitor);
  g_assert_true (visitor_sees (f->visitor, "On which day?"));
  g_assert_true (visitor_sees (f->visitor, "South &lt;1&gt;"));
  form = begin (f);
  form_add (form, "q1", "2026-03-31");
  form_add (form, "q2", "1");
  form_add (form, "q3", "kanarienvogel-antwort\r\nund noch eine");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "Check and send"));
  g_assert_true (visitor_sees (f->visitor, "<dt>Welches Werk?</dt>"));
  g_assert_true (visitor_sees (f->visitor, "South &lt;1&gt;"));
  code = visitor_read_after (f->visitor, "<p class=\"line\">");
  number = visitor_send (f->visitor, TRUE);

  answers = read_answers (f, number);
  g_assert_cmpuint (json_array_get_length (answers), ==, 3);
  expect_answer (answers, 0, ID_1, "On which day?", "2026-03-31");
  expect_answer (answers, 1, ID_2, "Welches Werk?", "South <1>");
  expect_answer (answers, 2, ID_3, "Wer wei\303\237 es?", "kanarienvogel-antwort\nund noch eine");
  g_assert_false (harness_holds (f->harness, "kanarienvogel-antwort", 21));
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "<dt>Welches Werk?</dt>"));
  g_assert_true (visitor_sees (f->visitor, "South &lt;1&gt;"));
}

static void
test_answers_are_checked_and_kept (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *day, *works, *sees;
  } wrong[] = {
    { "", "1", "“On which day?” This area needs an answer" },
    { "31.3.2026", "1", "Enter the day as year" },
    { "2026-02-30", "1", "Enter the day as year" },
    { "2026- 3-01", "1", "Enter the day as year" },
    { "2026-03-31", "3", "Choose one of the answers" },
    { "2026-03-31", "x", "Choose one of the answers" },
  };
  g_autofree char *long_text = visitor_make_text (1001);

  settle (f, ASKING);
  visitor_open_form (f->visitor);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (Form) form = begin (f);
      g_autofree char *kept = NULL;

      form_add (form, "q1", wrong[i].day);
      form_add (form, "q2", wrong[i].works);
      form_add (form, "q3", i == 0 ? "kept" : "");
      visitor_post (f->visitor, "/submit", form);
      g_assert_true (visitor_sees (f->visitor, "Write your report</h1>"));
      g_assert_true (visitor_sees (f->visitor, wrong[i].sees));
      kept = visitor_read (f->visitor, i == 0 ? "q3" : "q1");
      g_assert_cmpstr (kept, ==, i == 0 ? "kept" : wrong[i].day);
    }
  {
    g_autoptr (Form) form = begin (f);

    form_add (form, "q1", "2026-03-31");
    form_add (form, "q3", long_text);
    visitor_post (f->visitor, "/submit", form);
    g_assert_true (visitor_sees (f->visitor, "This is too long"));
  }
}

/* @q1 NULL: nothing was chosen, and nothing is sent. */
static void
post (Fixture *f, const char *area, const char *q1, const char *sees)
{
  g_autoptr (Form) form = begin_in (f, area);

  if (q1 != NULL)
    form_add (form, "q1", q1);
  visitor_post (f->visitor, "/submit", form);
  g_assert_true (visitor_sees (f->visitor, sees));
}

/* Without a script the page learns of the choice only when it is sent. */
static void
test_another_areas_questions_come_before_the_report_goes (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autoptr (JsonArray) answers = NULL;
  g_autofree char *number = NULL, *kept = NULL, *other_area = NULL;
  g_autofree char *area = hark_id_to_string (&f->world->area);
  HarkId other;

  team_add_area (f->world, anna, "Other", "", TRUE, &other);
  other_area = hark_id_to_string (&other);
  team_settle (f->world, anna, &other,
               "{\"language\":\"en\",\"name\":{\"en\":\"Other\"},\"portal\":true,\"questions\":["
               "{\"id\":\"" ID_2
               "\",\"kind\":\"choice\",\"required\":true,\"label\":{\"en\":\"Which?\"},"
               "\"choices\":[{\"en\":\"one\"},{\"en\":\"two\"}]}]}");
  settle (f, ASKING);
  visitor_open_form (f->visitor);
  g_assert_false (visitor_sees (f->visitor, "On which day?"));
  post (f, other_area, NULL, "This area has questions of its own");
  g_assert_true (visitor_sees (f->visitor, "Which?"));
  kept = visitor_read (f->visitor, "subject");
  g_assert_cmpstr (kept, ==, "Subject");

  /* answered, and then another area after all: q1 answers another question there */
  post (f, area, "1", "This area has questions of its own");
  g_assert_true (visitor_sees (f->visitor, "On which day?"));
  post (f, other_area, "2", "This area has questions of its own");
  post (f, other_area, NULL, "This area needs an answer to this question");
  post (f, area, "1", "This area has questions of its own");
  post (f, area, "2026-03-31", "Check and send</h1>");
  number = visitor_send (f->visitor, TRUE);
  answers = read_answers (f, number);
  g_assert_cmpuint (json_array_get_length (answers), ==, 1);
  expect_answer (answers, 0, ID_1, "On which day?", "2026-03-31");
}

static void
test_answers_to_questions_that_changed_are_asked_anew (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = NULL;

  settle (f, ASKING);
  visitor_open_form (f->visitor);
  form = begin (f);
  form_add (form, "q1", "2026-03-31");
  visitor_post (f->visitor, "/submit", form);
  g_assert_true (visitor_sees (f->visitor, "Check and send</h1>"));
  settle (f, "{\"language\":\"en\",\"name\":{\"en\":\"Purchasing\"},\"portal\":true,\"questions\":["
             "{\"id\":\"" ID_3
             "\",\"kind\":\"text\",\"required\":false,\"label\":{\"en\":\"New?\"}}]}");
  visitor_get (f->visitor, "/submit?step=check");
  g_assert_true (visitor_sees (f->visitor, "Write your report</h1>"));
  g_assert_true (visitor_sees (f->visitor, "New?"));
  g_assert_false (visitor_sees (f->visitor, "2026-03-31"));
}

/* What came from another window, for another area, leaves no answer of before to its questions. */
static void
test_answers_never_go_to_another_areas_questions (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autofree char *area = hark_id_to_string (&f->world->area), *other_area = NULL, *asked = NULL;
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (Form) first = NULL, answered = NULL, stale = form_new ();
  HarkId other;

  team_add_area (f->world, anna, "Other", "", TRUE, &other);
  other_area = hark_id_to_string (&other);
  team_settle (f->world, anna, &other,
               "{\"language\":\"en\",\"name\":{\"en\":\"Other\"},\"portal\":true,\"questions\":["
               "{\"id\":\"" ID_1
               "\",\"kind\":\"choice\",\"required\":false,\"label\":{\"en\":\"Which?\"},"
               "\"choices\":[{\"en\":\"one\"},{\"en\":\"two\"}]}]}");
  settle (f, "{\"language\":\"en\",\"name\":{\"en\":\"Purchasing\"},\"portal\":true,\"questions\":["
             "{\"id\":\"" ID_2 "\",\"kind\":\"text\",\"required\":false,"
             "\"label\":{\"en\":\"How often?\"}}]}");

  visitor_get (guest, "/submit");
  first = visitor_begin_form (guest, "write");
  form_add (first, "area", other_area);
  visitor_post (guest, "/submit", first);
  asked = visitor_read (guest, "asked");
  g_clear_pointer (&first, form_free);
  first = visitor_begin_form (guest, "write");
  form_add (first, "area", area);
  visitor_post (guest, "/submit", first);
  answered = visitor_begin_form (guest, "write");
  form_add (answered, "q1", "1");
  visitor_post (guest, "/submit", answered);
  g_assert_true (visitor_sees (guest, "How often?"));

  form_add (stale, "step", "write");
  form_add (stale, "named", "1");
  form_add (stale, "area", other_area);
  form_add (stale, "asked", asked);
  visitor_post (guest, "/submit", stale);
  g_assert_true (visitor_sees (guest, "Which?"));
  g_assert_true (visitor_sees (guest, "name=\"q1\" value=\"1\""));
  g_assert_false (visitor_sees (guest, "name=\"q1\" value=\"1\" checked"));
}

static void
test_answers_outlive_the_session_of_an_account (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autoptr (Form) form = NULL, again = NULL;
  g_autofree char *area = NULL, *asked = NULL, *day = NULL, *choice = NULL, *text = NULL;

  settle (f, ASKING);
  visitor_get (guest, "/submit");
  form = visitor_begin_form (guest, "write");
  area = visitor_read (guest, "area");
  form_add (form, "named", "1");
  form_add (form, "area", area);
  form_add (form, "q1", "2026-03-31");
  form_add (form, "q2", "2");
  form_add (form, "q3", "Two \"lines\"\r\nof it");
  visitor_pass (f, WEB_INBOX_IDLE + 1);
  g_assert_cmpuint (visitor_post (guest, "/submit", form), ==, 403);
  g_assert_true (visitor_sees (guest, "What you typed is still below"));

  again = visitor_begin_form (guest, "sign-in"); /* with "asked" */
  visitor_add_answers (guest, again);
  day = visitor_read (guest, "q1");
  choice = visitor_read (guest, "q2");
  text = visitor_read (guest, "q3");
  g_assert_true (day != NULL && choice != NULL && text != NULL);
  form_add (again, "user", "gast");
  form_add (again, "password", GUEST_PASSWORD);
  form_add (again, "area", area);
  form_add (again, "q1", day);
  form_add (again, "q2", choice);
  form_add (again, "q3", text);
  g_assert_cmpuint (visitor_post (guest, "/sign-in", again), ==, 200);
  g_assert_true (visitor_sees (guest, "Write your report</h1>"));
  g_assert_true (visitor_sees (guest, "value=\"2026-03-31\""));
  g_assert_true (visitor_sees (guest, "value=\"2\" checked"));
  g_assert_true (visitor_sees (guest, "Two &quot;lines&quot;\nof it</textarea>"));
}

/* With this many quotation marks, each of which is two bytes once it is written down. */
static gboolean
fits (Fixture *f, const char *path, guint n)
{
  g_autofree char *report = visitor_make_text (n), *area = NULL;
  g_autoptr (Form) form = NULL;

  memset (report, '"', n);
  visitor_get (f->visitor, "/submit?step=write");
  form = visitor_begin_form (f->visitor, "write");
  area = hark_id_to_string (&f->world->area);
  form_add (form, "area", area);
  form_add (form, "subject", "S");
  form_add (form, "report", report);
  form_add (form, "q1", "a");
  g_assert_cmpuint (visitor_post (f->visitor, path, form), ==, 200);
  return visitor_sees (f->visitor, "class=\"summary\"");
}

/* The words of the questions go along: in one language there are more of them than in another. */
static void
test_report_is_measured_in_its_own_language (Fixture *f, gconstpointer unused)
{
  g_autofree char *words = visitor_make_text (200);
  g_autofree char *body = g_strdup_printf (
      "{\"language\":\"en\",\"name\":{\"en\":\"Purchasing\"},\"portal\":true,\"questions\":["
      "{\"id\":\"" ID_1 "\",\"kind\":\"text\",\"required\":false,"
      "\"label\":{\"de\":\"%s\",\"en\":\"?\"}}]}",
      words);
  guint low = 0, high = HARK_TICKET_MAX_TEXT;

  settle (f, body);
  visitor_open_form (f->visitor);
  while (high - low > 1)
    if (fits (f, "/submit", (low + high) / 2))
      low = (low + high) / 2;
    else
      high = (low + high) / 2;
  g_assert_cmpuint (low, >, 40000);
  g_assert_false (fits (f, "/submit?lang=de", low));
  g_assert_false (fits (f, "/submit?lang=de", low - 90));
  g_assert_true (fits (f, "/submit?lang=de", low - 110));
}

#define CHOOSING(label, first, second)                                                             \
  "{\"language\":\"en\",\"name\":{\"en\":\"Purchasing\"},\"portal\":true,\"questions\":["          \
  "{\"id\":\"" ID_2 "\",\"kind\":\"choice\",\"required\":false,\"label\":" label                   \
  ",\"choices\":[" first "," second "]}]}"
#define WORKS "{\"de\":\"Welches Werk?\",\"en\":\"Which works?\"}"
#define SOUTH "{\"en\":\"South works\"}"
#define NORTH "{\"en\":\"North works\"}"

/* The number that was chosen says another thing, or the question does. */
static void
test_an_answer_never_changes_with_the_words_of_its_question (Fixture *f, gconstpointer unused)
{
  static const char *const edits[] = {
    CHOOSING (WORKS, NORTH, SOUTH),
    CHOOSING ("{\"de\":\"Welches Werk?\",\"en\":\"Which works not?\"}", SOUTH, NORTH),
    CHOOSING ("{\"de\":\"Welches Werk nicht?\",\"en\":\"Which works?\"}", SOUTH, NORTH),
  };

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);
      g_autoptr (Form) form = NULL;
      g_autofree char *area = NULL;

      settle (f, CHOOSING (WORKS, SOUTH, NORTH));
      visitor_open_form (visitor);
      form = visitor_begin_form (visitor, "write");
      area = visitor_read (visitor, "area");
      form_add (form, "area", area);
      form_add (form, "subject", "Subject");
      form_add (form, "report", "Report");
      form_add (form, "q1", "1");
      visitor_post (visitor, "/submit", form);
      g_assert_true (visitor_sees (visitor, "South works"));
      /* in another order of languages it is the same */
      settle (f, CHOOSING ("{\"en\":\"Which works?\",\"de\":\"Welches Werk?\"}", SOUTH, NORTH));
      visitor_get (visitor, "/submit?step=check");
      g_assert_true (visitor_sees (visitor, "Check and send</h1>"));

      settle (f, edits[i]);
      visitor_get (visitor, "/submit?step=check");
      g_assert_true (visitor_sees (visitor, "Write your report</h1>"));
      g_assert_false (visitor_sees (visitor, "value=\"1\" checked"));
    }
}

/* --- names, contact, pages --- */

static void
test_area_without_anonymous_reports_says_so (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = NULL;

  settle (f, NAMED);
  visitor_open_form (f->visitor);
  g_assert_true (visitor_sees (f->visitor, "No anonymous reports are taken here."));
  g_assert_false (visitor_sees (f->visitor, "to stay anonymous"));
  form = begin (f);
  visitor_post (f->visitor, "/submit", form);
  g_assert_true (visitor_sees (f->visitor, "takes no anonymous reports: enter your name"));
}

static void
expect_contact (Fixture *f, const char *code, const char *more, const char *sees)
{
  g_autofree char *body = g_strconcat (
      "{\"language\":\"en\",\"name\":{\"en\":\"Purchasing\"},\"portal\":true", more, "}", NULL);

  settle (f, body);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  g_assert_true (visitor_sees (f->visitor, sees));
}

static void
test_contact_is_called_as_the_expert_settled (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autofree char *code = NULL, *number = visitor_submit (f->visitor, "S", "R", &code);
  g_autoptr (Ticket) ticket = team_open (f->world, anna, number);

  expect_contact (f, code, ",\"contact\":\"name\"", "Nobody yet");
  team_take_over (f->world, anna, ticket);
  expect_contact (f, code, "", "Your contact person has taken it over");
  g_assert_false (visitor_sees (f->visitor, anna->name));
  expect_contact (f, code, ",\"contact\":\"name\"", "anna has taken it over");
  expect_contact (f, code, ",\"contact\":\"pseudonym\",\"pseudonym\":\"Ms <Green>\"",
                  "Ms &lt;Green&gt; has taken it over");
  g_assert_false (visitor_sees (f->visitor, anna->name));
}

static void
test_imprint_and_privacy_are_text (Fixture *f, gconstpointer unused)
{
  visitor_get (f->visitor, "/");
  g_assert_false (visitor_sees (f->visitor, "/imprint"));
  team_settle (f->world, world_first (f->world), &f->world->org,
               "{\"language\":\"de\",\"imprint\":{\"de\":\"Beispiel <b>GmbH</b>\\n\\nWeg 1\"},"
               "\"privacy\":{\"en\":\"We keep it.\"},\"contact\":{\"de\":\"Postfach 1\"}}");
  visitor_get (f->visitor, "/");
  g_assert_true (visitor_sees (f->visitor, "href=\"/imprint\""));
  g_assert_true (visitor_sees (f->visitor, "href=\"/privacy\""));
  g_assert_cmpuint (visitor_get (f->visitor, "/imprint"), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "<p>Beispiel &lt;b&gt;GmbH&lt;/b&gt;</p>"));
  g_assert_true (visitor_sees (f->visitor, "<p>Weg 1</p>"));
  g_assert_true (visitor_sees (f->visitor, "Postfach 1"));
  g_assert_cmpuint (visitor_get (f->visitor, "/privacy?lang=de"), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "We keep it."));
}

/* --- the time zone --- */

#define HONOLULU "Pacific/Honolulu" /* where it is still the day before */

static gint64
get_due (Fixture *f, const char *number)
{
  g_autoptr (Ticket) ticket = team_open (f->world, world_first (f->world), number);
  g_autoptr (SrvStore) store = srv_stores_borrow (harness_get_context (f->harness)->stores, NULL);
  g_autoptr (GArray) periods = store_ticket_list_periods (store, &ticket->id, NULL);

  return g_array_index (periods, SrvPeriod, 0).due;
}

static void
settle_zone (Fixture *f, const char *zone)
{
  g_autofree char *body = g_strdup_printf ("{\"language\":\"en\",\"zone\":\"%s\"}", zone);

  team_settle (f->world, world_first (f->world), &f->world->org, body);
}

static void
test_due_dates_and_days_follow_the_signed_time_zone (Fixture *f, gconstpointer unused)
{
  g_autoptr (GTimeZone) honolulu = g_time_zone_new_identifier (HONOLULU);
  g_autofree char *number = NULL, *code = NULL;

  settle_zone (f, HONOLULU);
  number = visitor_submit (f->visitor, "One", "text", &code);
  g_assert_cmpint (
      get_due (f, number), ==,
      promise_due (HARK_PROFILE_EU, HARK_DEFINITION_ACKNOWLEDGE, honolulu, HARNESS_NOW, 0));
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "23 November"));
  g_assert_false (visitor_sees (f->visitor, "24 November"));
}

/* Seven days, and three months after that, by the zone of when it came. */
static void
expect_promises (Fixture *f, const char *code)
{
  g_autoptr (Visitor) visitor = visitor_new (f->harness);

  g_assert_cmpuint (visitor_open_inbox (visitor, code), ==, 200);
  g_assert_true (visitor_sees (visitor, "promised by 1 December 2026"));
  g_assert_true (visitor_sees (visitor, "promised by 1 March 2027"));
}

static void
test_the_promised_day_stays_in_another_time_zone (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *zone, *end; /* of 1 December */
  } zones[] = { { HONOLULU, "2026-12-02T09:59:59Z" },
                { "Pacific/Kiritimati", "2026-12-01T09:59:59Z" },
                { "Pacific/Midway", "2026-12-02T10:59:59Z" },
                { "UTC", "2026-12-01T23:59:59Z" } };
  g_autofree char *code = NULL;
  g_autofree char *number = visitor_submit (f->visitor, "One", "text", &code);

  expect_promises (f, code);
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autofree char *due = NULL;

      settle_zone (f, zones[i].zone);
      expect_promises (f, code);
      due = hark_period_format_utc (get_due (f, number));
      g_assert_cmpstr (due, ==, zones[i].end);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  VISITOR_TEST ("/portal-setting/language", test_area_is_shown_in_the_readers_language);
  VISITOR_TEST ("/portal-setting/off", test_area_that_is_not_on_the_portal_is_not_shown);
  VISITOR_TEST ("/portal-setting/answers", test_answers_reach_the_team_and_nobody_else);
  VISITOR_TEST ("/portal-setting/checked", test_answers_are_checked_and_kept);
  VISITOR_TEST ("/portal-setting/other-area",
                test_another_areas_questions_come_before_the_report_goes);
  VISITOR_TEST ("/portal-setting/changed", test_answers_to_questions_that_changed_are_asked_anew);
  VISITOR_TEST ("/portal-setting/words",
                test_an_answer_never_changes_with_the_words_of_its_question);
  VISITOR_TEST ("/portal-setting/answers-of-another-area",
                test_answers_never_go_to_another_areas_questions);
  VISITOR_TEST ("/portal-setting/answers-after-a-session",
                test_answers_outlive_the_session_of_an_account);
  VISITOR_TEST ("/portal-setting/measured", test_report_is_measured_in_its_own_language);
  VISITOR_TEST ("/portal-setting/named", test_area_without_anonymous_reports_says_so);
  VISITOR_TEST ("/portal-setting/contact", test_contact_is_called_as_the_expert_settled);
  VISITOR_TEST ("/portal-setting/about", test_imprint_and_privacy_are_text);

  VISITOR_TEST ("/portal-setting/zone", test_due_dates_and_days_follow_the_signed_time_zone);
  VISITOR_TEST ("/portal-setting/zone-promises", test_the_promised_day_stays_in_another_time_zone);
  VISITOR_TEST ("/portal-setting/onion", test_start_page_names_the_onion_service);
  VISITOR_TEST ("/portal-setting/promise", test_start_page_says_what_the_area_promises);
  VISITOR_TEST ("/portal-setting/plural", test_start_page_counts_in_the_words_of_its_language);
  VISITOR_TEST ("/portal-setting/promises",
                test_start_page_promises_nothing_that_only_one_area_does);
  return g_test_run ();
}
