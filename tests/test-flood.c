/* test-flood.c: very many at once in front of the portal: nobody is turned away, nothing is lost
 *
 * HARK_TEST_SUBMISSIONS (150) reports in ten minutes, HARK_TEST_STRANGERS (10,000) who open the
 * form and go. */
#include "device.h"

#include <string.h>

#include "app-ticket.h"
#include "hark-ticket.h"
#include "visitor.h"
#include "web-session.h"

#define MINUTES 10

typedef struct
{
  Device device;
  Harness *server;
  Visitor *visitor;
} Flood;

static void
set_up (Flood *f, gconstpointer unused)
{
  device_set_up (&f->device, NULL);
  f->server = f->device.server;
  f->visitor = visitor_new (f->server);
}

static void
tear_down (Flood *f, gconstpointer unused)
{
  visitor_free (f->visitor);
  device_tear_down (&f->device, NULL);
}

static guint
get_size (const char *name, guint usual)
{
  const char *given = g_getenv (name);

  return given != NULL ? (guint)g_ascii_strtoull (given, NULL, 10) : usual;
}

static void
pass (Flood *f, gint64 seconds)
{
  harness_set_now (f->server, harness_get_now (f->server) + seconds);
}

static Form *
begin_report (Visitor *visitor, const char *subject, gboolean stay)
{
  Form *form = visitor_begin_form (visitor, "write");
  g_autofree char *area = visitor_read (visitor, "area");

  if (area != NULL)
    form_add (form, "area", area);
  form_add (form, "subject", subject);
  form_add (form, "report", "Half of a report");
  if (stay)
    form_add (form, "stay", "1");
  return form;
}

/* ---- reports ---- */

/* What the team's own client shows of every ticket, opened with its keys: subject → the report's
 * text. */
static GHashTable *
read_all (Flood *f, GHashTable *numbers)
{
  AppClient *client = f->device.client;
  GHashTable *reports = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) list = NULL;

  device_sync (client);
  list = app_client_list_sync (client, NULL);
  for (guint i = 0; i < list->len; i++)
    {
      AppTicket *row = g_ptr_array_index (list, i);
      g_autoptr (AppTicket) whole = device_load (client, &row->id);

      g_assert_true (g_hash_table_remove (numbers, whole->number));
      g_assert_true (
          g_hash_table_insert (reports, g_strdup (whole->subject), g_strdup (whole->report)));
    }
  return reports;
}

static void
test_all_reports_of_ten_minutes_are_taken (Flood *f, gconstpointer unused)
{
  guint n = get_size ("HARK_TEST_SUBMISSIONS", 150), asked[4] = { 0 };
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) reports = NULL;
  gint64 begun = harness_get_now (f->server), started = g_get_monotonic_time ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->server);
      g_autofree char *subject = g_strdup_printf ("Report %u", i);
      g_autofree char *text = g_strdup_printf ("What happened %u", i), *code = NULL;
      char *number;

      harness_set_now (f->server, begun + (gint64)i * MINUTES * 60 / n);
      g_assert_cmpuint (visitor_get (visitor, "/submit"), ==, 200);
      asked[visitor_sees (visitor, "name=\"answer3\"")   ? 3
            : visitor_sees (visitor, "name=\"answer2\"") ? 2
                                                         : 1]++;
      number = visitor_submit (visitor, subject, text, &code);
      g_assert_true (hark_ticket_number_is_valid (number));
      g_assert_true (g_hash_table_add (numbers, number));
    }
  g_test_message ("%u reports in %.1f s; one, two, three questions: %u, %u, %u", n,
                  (double)(g_get_monotonic_time () - started) / G_USEC_PER_SEC, asked[1], asked[2],
                  asked[3]);
  g_assert_cmpuint (asked[2], >, 0);

  reports = read_all (f, numbers);
  g_assert_cmpuint (g_hash_table_size (numbers), ==, 0);
  g_assert_cmpuint (g_hash_table_size (reports), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *subject = g_strdup_printf ("Report %u", i);
      g_autofree char *text = g_strdup_printf ("What happened %u", i);

      g_assert_cmpstr (g_hash_table_lookup (reports, subject), ==, text);
    }
}

/* ---- forms ---- */

/* Without questions: these strangers have answered theirs. */
static void
let_strangers_in (Flood *f)
{
  World world = { .harness = f->server };

  team_set_config (&world, SRV_CONFIG_PORTAL_QUESTION, "off");
}

static void
test_strangers_take_no_form_from_anybody (Flood *f, gconstpointer unused)
{
  guint n = get_size ("HARK_TEST_STRANGERS", 10000);
  g_autoptr (Visitor) typist = visitor_new (f->server), latecomer = visitor_new (f->server);
  g_autoptr (Form) form = NULL, typed = NULL, again = NULL;
  g_autofree char *kept = NULL, *back = NULL, *number = NULL, *subject = NULL;

  let_strangers_in (f);
  /* one has saved what is written so far, another has it in the browser alone */
  visitor_open_form (f->visitor);
  form = begin_report (f->visitor, "Half", TRUE);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  visitor_open_form (typist);
  typed = begin_report (typist, "Typed", FALSE);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (Reply) reply = harness_send (f->server, "GET", "/submit", NULL, NULL, NULL, 0);

      if (i % 100 == 0)
        pass (f, 10); /* all of it within half an hour: nothing ends by its age */
      g_assert_cmpuint (reply->status, ==, 200);
    }

  g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 200);
  kept = visitor_read (f->visitor, "report");
  g_assert_cmpstr (kept, ==, "Half of a report");

  g_assert_cmpuint (visitor_post (typist, "/submit", typed), ==, 403);
  back = visitor_read (typist, "report");
  g_assert_cmpstr (back, ==, "Half of a report");
  subject = visitor_read (typist, "subject");
  again = visitor_begin_form (typist, "question");
  form_add (again, "subject", subject);
  form_add (again, "report", back);
  g_assert_cmpuint (visitor_post (typist, "/submit", again), ==, 200);
  g_free (visitor_write (typist, subject, back, NULL, NULL));
  number = visitor_send (typist, TRUE);
  g_assert_true (hark_ticket_number_is_valid (number));

  visitor_open_form (latecomer);
}

/* Where every place has something written in it, a newcomer waits and nobody loses a word. */
static void
test_what_is_written_stays_when_all_is_full (Flood *f, gconstpointer unused)
{
  g_autoptr (Form) form = NULL;
  g_autofree char *kept = NULL, *code = NULL, *number = NULL;
  guint writers = 0, status = 200;

  let_strangers_in (f);
  visitor_open_form (f->visitor);
  form = begin_report (f->visitor, "First", TRUE);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  while (status == 200)
    {
      g_autoptr (Visitor) writer = visitor_new (f->server);
      g_autoptr (Form) half = NULL;

      g_assert_cmpuint (writers, <=, WEB_MAX_SESSIONS);
      status = visitor_get (writer, "/submit");
      if (status == 200)
        {
          half = begin_report (writer, "Next", TRUE);
          status = visitor_post (writer, "/submit", half);
        }
      if (status != 200)
        {
          g_assert_cmpuint (status, ==, 503);
          g_assert_true (visitor_sees (writer, "Many people are writing at this moment."));
        }
      writers++;
    }
  g_test_message ("%u write at one time", writers);
  g_assert_cmpuint (writers, >, 500);

  g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 200);
  kept = visitor_read (f->visitor, "report");
  g_assert_cmpstr (kept, ==, "Half of a report");
  pass (f, WEB_FORM_IDLE / 2);
  g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 200);
  pass (f, WEB_FORM_IDLE / 2 + 1); /* those who wrote no more are gone */
  {
    g_autoptr (Visitor) newcomer = visitor_new (f->server);

    visitor_open_form (newcomer);
  }
  g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 200);
  code = visitor_write (f->visitor, "First", "Whole report", NULL, NULL);
  number = visitor_send (f->visitor, TRUE);
  g_assert_true (hark_ticket_number_is_valid (number));
}

#define TEST(path, function) g_test_add ("/flood/" path, Flood, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("reports", test_all_reports_of_ten_minutes_are_taken);
  TEST ("strangers", test_strangers_take_no_form_from_anybody);
  TEST ("full", test_what_is_written_stays_when_all_is_full);
  return g_test_run ();
}
