/* test-form.c: what is typed and attached: kept, refused in words, forgotten in time */
#include <string.h>

#include <unistd.h>

#include "visitor.h"
#include "web-pool.h"
#include "web-session.h"
#include "wire.h"

#define MEGABYTE (1024 * 1024)

/* ------------------------------------------------------------------ what is wrong */

static void
test_faults_stand_beside_their_fields (Fixture *f, gconstpointer unused)
{
  g_autofree char *subject = visitor_make_text (300), *report = NULL, *kept = NULL;
  g_autoptr (Form) form = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, subject, "");
  form_add (form, "where", "Hall <2>");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "id=\"subject-fault\""));
  g_assert_true (visitor_sees (f->visitor, "id=\"report-fault\""));
  g_assert_true (visitor_sees (f->visitor, "href=\"#report\""));
  kept = visitor_read (f->visitor, "where");
  g_assert_cmpstr (kept, ==, "Hall <2>");
  g_free (kept);
  kept = visitor_read (f->visitor, "subject");
  g_assert_cmpstr (kept, ==, subject);
}

static void
test_report_that_is_too_long_is_kept_and_refused (Fixture *f, gconstpointer unused)
{
  g_autofree char *report = visitor_make_text (HARK_TICKET_MAX_TEXT + 1), *kept = NULL,
                  *huge = visitor_make_text (MEGABYTE);
  g_autoptr (Form) form = NULL, larger = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "S", report);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "The report is too long."));
  kept = visitor_read (f->visitor, "report");
  g_assert_cmpstr (kept, ==, report);

  larger = visitor_begin_report (f, "S", huge);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", larger), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "The report is too long."));
}

static void
test_longest_report_arrives (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autofree char *report = visitor_make_text (HARK_TICKET_MAX_TEXT), *code = NULL, *number = NULL,
                  *got = NULL;
  g_autoptr (Ticket) ticket = NULL;

  number = visitor_submit (f->visitor, "S", report, &code);
  ticket = team_open (f->world, anna, number);
  got = team_read_text (f->world, anna, ticket, HARK_OBJECT_REPORT, "report");
  g_assert_cmpstr (got, ==, report);
}

/* Sixty thousand quotation marks are twice as many bytes once they are written down. */
static void
test_report_that_does_not_fit_is_refused_before_it_is_sent (Fixture *f, gconstpointer unused)
{
  g_autofree char *report = visitor_make_text (HARK_TICKET_MAX_TEXT);
  g_autoptr (Form) form = NULL;

  memset (report, '"', HARK_TICKET_MAX_TEXT);
  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "S", report);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "The report is too long."));
}

static void
test_what_is_no_text_is_cleaned (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autofree char *code = NULL, *number = NULL, *subject = NULL, *report = NULL;
  g_autoptr (Ticket) ticket = NULL;

  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, " sub\x01ject\r\n ", "caf\xe9 \x1b[31mred\r\rline\xc3", NULL,
                        NULL);
  number = visitor_send (f->visitor, TRUE);
  ticket = team_open (f->world, anna, number);
  subject = team_read_text (f->world, anna, ticket, HARK_OBJECT_REPORT, "subject");
  report = team_read_text (f->world, anna, ticket, HARK_OBJECT_REPORT, "report");
  g_assert_cmpstr (subject, ==, "subject");
  g_assert_cmpstr (report, ==, "caf? [31mred\n\nline");
}

static void
test_area_without_anonymous_reports_asks_who_it_is (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autofree char *area = NULL, *number = NULL, *hint = NULL;
  g_autoptr (Form) form = NULL, named = NULL;
  g_autoptr (Ticket) ticket = NULL;
  HarkId id;

  team_add_area (f->world, anna, "Named", "Only with a name.", FALSE, &id);
  area = hark_id_to_string (&id);
  visitor_open_form (f->visitor);
  g_assert_true (visitor_sees (f->visitor, "Only with a name."));
  form = visitor_begin_form (f->visitor, "write");
  form_add (form, "area", area);
  form_add (form, "subject", "S");
  form_add (form, "report", "R");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "id=\"name-fault\""));
  g_assert_true (visitor_sees (f->visitor, "id=\"contact-fault\""));

  named = visitor_begin_form (f->visitor, "write");
  form_add (named, "area", area);
  form_add (named, "subject", "S");
  form_add (named, "report", "R");
  form_add (named, "name", "Somebody");
  form_add (named, "contact", "555");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", named), ==, 200);
  number = visitor_send (f->visitor, TRUE);
  ticket = team_open (f->world, anna, number);
  g_assert_true (hark_id_equal (&ticket->area, &id));
}

static gboolean
stands_before (Fixture *f, const char *a, const char *b)
{
  const char *first = strstr (f->visitor->text, a);

  return first != NULL && strstr (first, b) != NULL;
}

/* What takes nothing yet is not offered; the default one stands first, whatever the others are
 * called. */
static void
test_areas_to_choose_from_are_those_that_are_open (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  HarkId open;

  visitor_open_form (f->visitor);
  g_assert_false (visitor_sees (f->visitor, "type=\"radio\" name=\"area\""));
  team_begin_area (f->world, anna, "An empty one");
  visitor_open_form (f->visitor);
  g_assert_false (visitor_sees (f->visitor, "An empty one"));
  team_add_area (f->world, anna, "Aaa", "Comes first by its name.", TRUE, &open);
  visitor_open_form (f->visitor);
  g_assert_false (visitor_sees (f->visitor, "An empty one"));
  g_assert_true (stands_before (f, "Compliance", "Comes first by its name."));
  g_assert_false (stands_before (f, "Comes first by its name.", ">Compliance"));
}

static void
test_area_that_is_none_is_refused (Fixture *f, gconstpointer unused)
{
  static const char *const areas[] = { "", "nonsense", "00000000000000000000000000000000" };

  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);
      g_autoptr (Form) form = NULL;

      visitor_open_form (visitor);
      form = visitor_begin_form (visitor, "write");
      form_add (form, "area", areas[i]);
      form_add (form, "subject", "S");
      form_add (form, "report", "R");
      g_assert_cmpuint (visitor_post (visitor, "/submit", form), ==, 200);
      g_assert_true (visitor_sees (visitor, "href=\"#area\""));
    }
}

/* ------------------------------------------------------------------ files */

static void
test_files_are_kept_listed_and_removed (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autoptr (Form) form = NULL, second = NULL;
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GPtrArray) manifests = NULL;
  g_autofree char *blob = NULL, *code = NULL, *number = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "", "R");
  form_add_file (form, "one.txt", "text/plain", "one", 3);
  form_add_file (form, "", "application/octet-stream", "", 0);
  form_add_file (form, "C:\\places\\two.txt", "text/plain", "two", 3);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "<li>one.txt"));
  g_assert_true (visitor_sees (f->visitor, "<li>two.txt"));
  g_assert_cmpuint (visitor_count_blobs (f), ==, 2);

  blob = visitor_read (f->visitor, "remove");
  second = visitor_begin_report (f, "S", "R");
  form_add (second, "remove", blob);
  form_add (second, "remove", "00000000000000000000000000000000");
  form_add (second, "remove", "nonsense");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", second), ==, 200);
  g_assert_false (visitor_sees (f->visitor, "one.txt"));
  g_assert_cmpuint (visitor_count_blobs (f), ==, 1);

  number = visitor_send (f->visitor, TRUE);
  ticket = team_open (f->world, anna, number);
  manifests = team_read (f->world, anna, ticket, HARK_OBJECT_MANIFEST);
  g_assert_cmpuint (manifests->len, ==, 1);
}

static void
test_five_files_arrive_and_a_sixth_is_refused (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autoptr (Form) form = NULL;
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GPtrArray) manifests = NULL;
  g_autofree char *code = NULL, *number = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "S", "R");
  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("file%u.txt", i);

      form_add_file (form, name, "text/plain", name, strlen (name));
    }
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (
      visitor_sees (f->visitor, "“file6.txt” was not kept: there can be up to 5 files."));
  g_assert_cmpuint (visitor_count_blobs (f), ==, 5);

  code = visitor_write (f->visitor, "S", "R", NULL, NULL);
  number = visitor_send (f->visitor, TRUE);
  ticket = team_open (f->world, anna, number);
  manifests = team_read (f->world, anna, ticket, HARK_OBJECT_MANIFEST);
  g_assert_cmpuint (manifests->len, ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GBytes) got = team_read_file (f->world, anna, g_ptr_array_index (manifests, i));

      g_assert_cmpuint (g_bytes_get_size (got), ==, 9);
    }
}

static void
test_file_that_is_too_large_is_refused_and_the_rest_kept (Fixture *f, gconstpointer unused)
{
  g_autofree guint8 *large = g_malloc0 (HARK_TICKET_MAX_FILE + 1);
  g_autofree char *kept = NULL;
  g_autoptr (Form) form = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "S", "The text stays");
  form_add_file (form, "large.bin", "application/octet-stream", large, HARK_TICKET_MAX_FILE + 1);
  form_add_file (form, "small.txt", "text/plain", "small", 5);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "“large.bin” was not kept: it is larger than 25 MB."));
  g_assert_true (visitor_sees (f->visitor, "<li>small.txt"));
  kept = visitor_read (f->visitor, "report");
  g_assert_cmpstr (kept, ==, "The text stays");
  g_assert_cmpuint (visitor_count_blobs (f), ==, 1);
}

static void
test_largest_file_arrives (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autoptr (GBytes) file
      = g_bytes_new_take (g_malloc0 (HARK_TICKET_MAX_FILE), HARK_TICKET_MAX_FILE);
  g_autofree char *code = NULL, *number = NULL;
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GPtrArray) manifests = NULL;
  g_autoptr (GBytes) got = NULL;

  hark_seal_random ((gpointer)g_bytes_get_data (file, NULL), HARK_TICKET_MAX_FILE);
  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "S", "R", "film.mp4", file);
  number = visitor_send (f->visitor, TRUE);
  ticket = team_open (f->world, anna, number);
  manifests = team_read (f->world, anna, ticket, HARK_OBJECT_MANIFEST);
  got = team_read_file (f->world, anna, g_ptr_array_index (manifests, 0));
  g_assert_true (g_bytes_equal (got, file));
}

static void
wait_for_blobs (Fixture *f, guint n)
{
  gint64 end = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  while (visitor_count_blobs (f) != n)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (10 * 1000);
    }
}

static void
test_upload_that_is_cut_leaves_nothing (Fixture *f, gconstpointer unused)
{
  g_autofree guint8 *data = g_malloc0 (MEGABYTE);
  g_autofree char *head = NULL, *kept = NULL, *code = NULL, *number = NULL;
  g_autoptr (Form) form = NULL;
  const char *type;
  GBytes *body;
  int fd;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "S", "R");
  form_add_file (form, "half.bin", "application/octet-stream", data, MEGABYTE);
  body = form_end (form, &type);
  head = g_strdup_printf (
      "POST /submit HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\n%sContent-Length: %" G_GSIZE_FORMAT
      "\r\n\r\n",
      f->visitor->cookie, type, g_bytes_get_size (body));
  fd = wire_connect (harness_get_port (f->harness));
  g_assert_true (wire_send (fd, head, -1));
  g_assert_true (wire_send (fd, g_bytes_get_data (body, NULL), MEGABYTE / 2));
  wait_for_blobs (f, 1);
  close (fd);
  wait_for_blobs (f, 0);

  visitor_get (f->visitor, "/submit");
  kept = visitor_read (f->visitor, "subject");
  g_assert_cmpstr (kept, ==, "");
  code = visitor_write (f->visitor, "S", "R", NULL, NULL);
  number = visitor_send (f->visitor, TRUE);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);
}

/* ------------------------------------------------------------------ time */

static void
test_form_expires_and_keeps_what_is_typed (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = NULL, answer = NULL;
  g_autofree char *kept = NULL, *inside = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "", "R");
  form_add_file (form, "one.txt", "text/plain", "one", 3);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_cmpuint (visitor_count_blobs (f), ==, 1);
  g_clear_pointer (&form, form_free);
  form = visitor_begin_report (f, "S", "A long text\r\nof half an hour");
  form_add_file (form, "two.txt", "text/plain", "two", 3);

  visitor_pass (f, WEB_FORM_IDLE + 1);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 403);
  g_assert_true (visitor_sees (f->visitor, "This form is no longer open here"));
  g_assert_cmpuint (visitor_count_blobs (f), ==, 0);
  kept = visitor_read (f->visitor, "report");
  g_assert_cmpstr (kept, ==, "A long text\nof half an hour");

  answer = visitor_begin_form (f->visitor, "question");
  visitor_add_answers (f->visitor, answer);
  form_add (answer, "subject", "S");
  form_add (answer, "report", kept);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", answer), ==, 200);
  inside = visitor_read (f->visitor, "report");
  g_assert_cmpstr (inside, ==, kept);
}

/* Each page of the way has it, and what was typed is gone for whoever has the cookie. */
static void
test_leaving_quickly_discards_the_form (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *other = NULL, *cookie = NULL, *number = NULL;

  visitor_get (f->visitor, "/submit");
  g_assert_true (visitor_sees (f->visitor, "href=\"/leave\""));
  visitor_open_form (f->visitor);
  g_assert_true (visitor_sees (f->visitor, "href=\"/leave\""));
  code = visitor_write (f->visitor, "Half written", "A secret.", NULL, NULL);
  g_assert_true (visitor_sees (f->visitor, "href=\"/leave\""));
  cookie = g_strdup (f->visitor->cookie);
  g_assert_cmpuint (visitor_get (f->visitor, "/leave"), ==, 303);
  g_assert_null (f->visitor->cookie);
  f->visitor->cookie = g_steal_pointer (&cookie);
  visitor_get (f->visitor, "/submit");
  g_assert_false (visitor_sees (f->visitor, "Half written"));
  g_assert_true (visitor_sees (f->visitor, "name=\"answer\""));

  /* What was sent stays sent. */
  number = visitor_submit (f->visitor, "Sent", "A secret.", &other);
  g_assert_true (visitor_sees (f->visitor, "href=\"/leave\""));
  g_assert_cmpuint (visitor_get (f->visitor, "/leave"), ==, 303);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, other), ==, 200);
  g_assert_true (visitor_sees (f->visitor, number));
}

static void
test_form_in_use_does_not_expire (Fixture *f, gconstpointer unused)
{
  g_autofree char *kept = NULL;
  g_autoptr (Form) form = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "", "R");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  for (guint i = 0; i < 3; i++)
    {
      visitor_pass (f, WEB_FORM_IDLE - 1);
      visitor_get (f->visitor, "/submit");
    }
  kept = visitor_read (f->visitor, "report");
  g_assert_cmpstr (kept, ==, "R");
}

static void
test_browser_without_cookies_is_told (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = visitor_begin_answer (f);

  visitor_add_answers (f->visitor, form);
  visitor_post (f->visitor, "/submit", form);
  g_clear_pointer (&f->visitor->cookie, g_free);
  g_assert_cmpuint (visitor_get (f->visitor, "/submit?step=write"), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "does not keep the cookie"));
}

/* ------------------------------------------------------------------ room */

static void
test_full_pool_says_so_and_harms_nobody (Fixture *f, gconstpointer unused)
{
  g_autofree char *text = visitor_make_text (2 * HARK_TICKET_MAX_TEXT), *code = NULL,
                  *number = NULL, *kept = NULL;
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify)visitor_free);
  g_autoptr (Visitor) newcomer = visitor_new (f->harness);
  g_autoptr (Form) mine = NULL;
  guint status = 200;

  team_set_config (f->world, SRV_CONFIG_PORTAL_QUESTION, "off");
  visitor_open_form (f->visitor);
  mine = visitor_begin_report (f, "", "mine");
  visitor_post (f->visitor, "/submit", mine);
  while (status == 200)
    {
      Visitor *visitor = visitor_new (f->harness);
      g_autoptr (Form) form = NULL;

      g_assert_cmpuint (others->len, <, 100);
      g_ptr_array_add (others, visitor);
      status = visitor_get (visitor, "/submit");
      if (status != 200)
        break;
      form = visitor_begin_form (visitor, "write");
      form_add (form, "report", text);
      status = visitor_post (visitor, "/submit", form);
    }
  g_assert_cmpuint (status, ==, 503);
  g_assert_true (
      visitor_sees (g_ptr_array_index (others, others->len - 1), "try again in a few minutes"));

  visitor_get (f->visitor, "/submit");
  kept = visitor_read (f->visitor, "report");
  g_assert_cmpstr (kept, ==, "mine");
  visitor_pass (f, WEB_FORM_IDLE - 1);
  visitor_get (f->visitor, "/submit");
  visitor_pass (f, 2);
  visitor_get (newcomer, "/submit"); /* finds the room of those who are gone */
  code = visitor_write (f->visitor, "S", text + HARK_TICKET_MAX_TEXT, NULL, NULL);
  number = visitor_send (f->visitor, TRUE);
}

static void
test_pool_gives_zeros_and_takes_all_back (void)
{
  g_autoptr (WebPool) pool = web_pool_new (8 * WEB_POOL_BLOCK);
  char *one = web_pool_take (pool, 3 * WEB_POOL_BLOCK), *two = web_pool_take (pool, 1), *three;
  static const char zeros[3 * WEB_POOL_BLOCK];

  g_assert_cmpuint (web_pool_get_used (pool), ==, 4 * WEB_POOL_BLOCK);
  g_assert_cmpuint (web_pool_get_room (pool, one), ==, 3 * WEB_POOL_BLOCK);
  g_assert_null (web_pool_take (pool, 5 * WEB_POOL_BLOCK));
  g_assert_null (web_pool_take (pool, G_MAXSIZE / 2));
  memset (one, 'x', 3 * WEB_POOL_BLOCK);
  web_pool_give (pool, one);
  g_assert_cmpmem (one, sizeof zeros, zeros, sizeof zeros);
  three = web_pool_copy (pool, "abc", 3);
  g_assert_true (three == one);
  g_assert_cmpstr (three, ==, "abc");
  web_pool_give (pool, three);
  web_pool_give (pool, two);
  web_pool_give (pool, NULL);
  g_assert_cmpuint (web_pool_get_used (pool), ==, 0);
}

/* What was typed is wiped in time, however the clock jumps meanwhile, and reports go on. */
static void
test_clock_that_jumps (Fixture *f, gconstpointer unused)
{
  static const gint64 jumps[] = { -86400, 365 * 86400, -366 * G_GINT64_CONSTANT (86400) };

  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++)
    {
      g_autoptr (Visitor) other = visitor_new (f->harness);
      g_autofree char *code = NULL, *number = NULL;

      visitor_open_form (f->visitor);
      visitor_pass (f, jumps[i]);
      visitor_open_form (other); /* somebody comes: the server looks after what is left */
      visitor_pass (f, WEB_FORM_IDLE + 1);
      visitor_get (f->visitor, "/submit");
      g_assert_false (visitor_sees (f->visitor, "name=\"report\""));

      number = visitor_submit (f->visitor, "Invoices", "They were paid twice.", &code);
      g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
      g_assert_true (visitor_sees (f->visitor, number));
      visitor_free (f->visitor);
      f->visitor = visitor_new (f->harness);
    }
  g_assert_cmpuint (visitor_count_tickets (f), ==, G_N_ELEMENTS (jumps));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  VISITOR_TEST ("/form/faults-stand-beside-their-fields", test_faults_stand_beside_their_fields);
  VISITOR_TEST ("/form/report-that-is-too-long-is-kept-and-refused",
                test_report_that_is_too_long_is_kept_and_refused);
  VISITOR_TEST ("/form/longest-report-arrives", test_longest_report_arrives);
  VISITOR_TEST ("/form/report-that-does-not-fit-is-refused-before-it-is-sent",
                test_report_that_does_not_fit_is_refused_before_it_is_sent);
  VISITOR_TEST ("/form/what-is-no-text-is-cleaned", test_what_is_no_text_is_cleaned);
  VISITOR_TEST ("/form/area-without-anonymous-reports-asks-who-it-is",
                test_area_without_anonymous_reports_asks_who_it_is);
  VISITOR_TEST ("/form/areas-to-choose-from-are-those-that-are-open",
                test_areas_to_choose_from_are_those_that_are_open);
  VISITOR_TEST ("/form/area-that-is-none-is-refused", test_area_that_is_none_is_refused);
  VISITOR_TEST ("/form/files-are-kept-listed-and-removed", test_files_are_kept_listed_and_removed);
  VISITOR_TEST ("/form/five-files-arrive-and-a-sixth-is-refused",
                test_five_files_arrive_and_a_sixth_is_refused);
  VISITOR_TEST ("/form/file-that-is-too-large-is-refused-and-the-rest-kept",
                test_file_that_is_too_large_is_refused_and_the_rest_kept);
  VISITOR_TEST ("/form/largest-file-arrives", test_largest_file_arrives);
  VISITOR_TEST ("/form/upload-that-is-cut-leaves-nothing", test_upload_that_is_cut_leaves_nothing);
  VISITOR_TEST ("/form/form-expires-and-keeps-what-is-typed",
                test_form_expires_and_keeps_what_is_typed);
  VISITOR_TEST ("/form/leaving-quickly-discards-the-form", test_leaving_quickly_discards_the_form);
  VISITOR_TEST ("/form/form-in-use-does-not-expire", test_form_in_use_does_not_expire);
  VISITOR_TEST ("/form/browser-without-cookies-is-told", test_browser_without_cookies_is_told);
  VISITOR_TEST ("/form/full-pool-says-so-and-harms-nobody",
                test_full_pool_says_so_and_harms_nobody);
  VISITOR_TEST ("/form/clock-that-jumps", test_clock_that_jumps);
  g_test_add_func ("/form/pool-gives-zeros-and-takes-all-back",
                   test_pool_gives_zeros_and_takes_all_back);
  return g_test_run ();
}
