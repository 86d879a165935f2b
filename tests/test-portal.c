/* test-portal.c: reports through the portal, from the first page to their number */
#include <string.h>

#include "hark-code.h"
#include "hark-sqlite.h"
#include "hark-ticket.h"
#include "srv-store.h"
#include "visitor.h"
#include "web-text.h"

/* ------------------------------------------------------------------ the whole way */

static void
test_report_reaches_the_team (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autoptr (GBytes) file = g_bytes_new_static ("the letter itself", 17);
  g_autoptr (Ticket) ticket = NULL;
  g_autofree char *code = NULL, *number = NULL, *subject = NULL, *report = NULL, *language = NULL;
  g_autoptr (GPtrArray) manifests = NULL;
  g_autoptr (GBytes) got = NULL;

  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "Invoices <paid> twice", "First line\r\nsecond & \"last\" line",
                        "letter.txt", file);
  g_assert_true (visitor_sees (f->visitor, "Invoices &lt;paid&gt; twice"));
  g_assert_true (visitor_sees (f->visitor, "letter.txt"));
  number = visitor_send (f->visitor, TRUE);
  g_assert_true (hark_ticket_number_is_valid (number));
  g_assert_true (visitor_sees (f->visitor, "By 1 December 2026 it confirms in your inbox"));

  ticket = team_open (f->world, anna, number);
  g_assert_nonnull (ticket);
  subject = team_read_text (f->world, anna, ticket, HARK_OBJECT_REPORT, "subject");
  report = team_read_text (f->world, anna, ticket, HARK_OBJECT_REPORT, "report");
  language = team_read_text (f->world, anna, ticket, HARK_OBJECT_REPORT, "language");
  g_assert_cmpstr (subject, ==, "Invoices <paid> twice");
  g_assert_cmpstr (report, ==, "First line\nsecond & \"last\" line");
  g_assert_cmpstr (language, ==, "en");

  manifests = team_read (f->world, anna, ticket, HARK_OBJECT_MANIFEST);
  g_assert_cmpuint (manifests->len, ==, 1);
  got = team_read_file (f->world, anna, g_ptr_array_index (manifests, 0));
  g_assert_true (g_bytes_equal (got, file));
}

static void
test_every_field_arrives (Fixture *f, gconstpointer unused)
{
  static const char *const fields[][2]
      = { { "observed", "hearsay" }, { "where", "Hall 2" },  { "when", "in March" },
          { "who", "one\ntwo" },     { "name", "Somebody" }, { "contact", "555" } };
  Actor *anna = world_first (f->world);
  g_autoptr (Form) form = NULL;
  g_autoptr (Ticket) ticket = NULL;
  g_autofree char *number = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "Subject", "Report");
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    form_add (form, fields[i][0], fields[i][1]);
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "only by the contact data"));
  number = visitor_send (f->visitor, FALSE);

  ticket = team_open (f->world, anna, number);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value
          = team_read_text (f->world, anna, ticket, HARK_OBJECT_REPORT, fields[i][0]);

      g_assert_cmpstr (value, ==, fields[i][1]);
    }
}

static void
test_report_names_the_team_it_was_sealed_to (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autofree char *code = NULL, *number = visitor_submit (f->visitor, "S", "R", &code);
  g_autoptr (Ticket) ticket = team_open (f->world, anna, number);
  g_autoptr (GPtrArray) reports = team_read (f->world, anna, ticket, HARK_OBJECT_REPORT);
  HarkObject *report = g_ptr_array_index (reports, 0);
  JsonArray *team = json_object_get_array_member (report->body, "team");
  g_autofree char *id = hark_id_to_string (&anna->id);

  g_assert_cmpuint (json_array_get_length (team), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (team, 0), "id"),
                   ==, id);
  g_assert_cmpint (report->header.flags, ==, HARK_OBJECT_BY_SERVER);
  g_assert_true (hark_id_is_zero (&report->header.author));
  g_assert_false (report->is_signed);
  g_assert_cmpint (report->time % 3600, ==, 0);
}

static void
test_team_that_changes_before_send_can_read (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *number = NULL, *subject = NULL;
  g_autoptr (Ticket) ticket = NULL;
  Actor *berta;

  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "Later colleague", "R", NULL, NULL);
  berta = world_add (f->world, "berta", HARK_ROLE_PROFESSIONAL);
  number = visitor_send (f->visitor, TRUE);
  ticket = team_open (f->world, berta, number);
  g_assert_nonnull (ticket);
  subject = team_read_text (f->world, berta, ticket, HARK_OBJECT_REPORT, "subject");
  g_assert_cmpstr (subject, ==, "Later colleague");
}

static void
test_nothing_readable_reaches_the_disk (Fixture *f, gconstpointer unused)
{
  static const char *const canaries[]
      = { "kanarienvogel-betreff", "kanarienvogel-bericht", "kanarienvogel-datei",
          "kanarienvogel-inhalt",  "kanarienvogel-browser", "kanarienvogel-entwurf" };
  g_autofree char *code = NULL, *number = NULL, *words = NULL;
  g_autoptr (GBytes) file = g_bytes_new_static ("kanarienvogel-inhalt", 20);
  g_autoptr (Form) draft = NULL;
  g_autoptr (GPtrArray) faults = NULL;
  guint8 bytes[HARK_CODE_LEN];

  f->visitor->extra
      = g_strdup ("User-Agent: kanarienvogel-browser\r\nX-Forwarded-For: 203.0.113.77\r\n");
  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "kanarienvogel-betreff", "kanarienvogel-bericht",
                        "kanarienvogel-datei.txt", file);
  number = visitor_send (f->visitor, TRUE);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  draft = visitor_begin_form (f->visitor, "message");
  form_add (draft, "message", "kanarienvogel-entwurf");
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", draft), ==, 200);

  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    g_assert_false (harness_holds (f->harness, canaries[i], strlen (canaries[i])));
  g_assert_false (harness_holds (f->harness, "203.0.113.77", 12));
  g_assert_false (harness_holds (f->harness, code, strlen (code)));
  g_assert_true (hark_code_parse (code, bytes, NULL));
  g_assert_false (harness_holds (f->harness, bytes, sizeof bytes));
  harness_stop (f->harness);
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    g_assert_false (harness_holds (f->harness, canaries[i], strlen (canaries[i])));
  faults = harness_check (f->harness);
  g_assert_cmpuint (faults->len, ==, 0);
}

/* Every number in the store that may be a time from $1 on, within two days, and is no full hour. */
static const char SQL_LIST_TIMES[]
    = "SELECT group_concat('SELECT ''' || t.name || '.' || c.name || ' '' || \"' || c.name ||"
      " '\" FROM \"' || t.name || '\" WHERE \"' || c.name || '\" BETWEEN $1 AND $1 + 172800 AND "
      "\"' ||"
      " c.name || '\" % 3600 <> 0', ' UNION ALL ') FROM sqlite_schema t, pragma_table_info "
      "(t.name) c"
      " WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'";

static guint
count_exact_times (Fixture *f, gint64 since)
{
  g_autofree char *path = g_build_filename (harness_get_dir (f->harness), SRV_STORE_FILE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, &error);
  g_autoptr (HarkStmt) list = hark_sqlite_prepare (db, SQL_LIST_TIMES), times = NULL;
  guint n = 0;

  g_assert_cmpint (hark_stmt_step (list, &error), ==, HARK_STEP_ROW);
  times = hark_sqlite_prepare (db, hark_stmt_get_text (list, 0));
  hark_stmt_bind_int (times, 1, since);
  for (; hark_stmt_step (times, &error) == HARK_STEP_ROW; n++)
    g_test_message ("%s", hark_stmt_get_text (times, 0));
  g_assert_no_error (error);
  return n;
}

static void
test_store_knows_the_hour_of_a_reporter_at_most (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autoptr (GBytes) file = g_bytes_new_static ("the letter itself", 17);
  g_autofree char *code = NULL, *number = NULL;
  g_autoptr (Form) reply = NULL;
  g_autoptr (Ticket) ticket = NULL;
  gint64 morning;

  visitor_pass (f, 3 * 24 * 3600); /* nothing of the team is of this day */
  morning = harness_get_now (f->harness);
  visitor_pass (f, 3600 + 1234);
  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "S", "R", "letter.txt", file);
  visitor_pass (f, 567);
  number = visitor_send (f->visitor, TRUE);
  visitor_pass (f, 89);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  reply = visitor_begin_form (f->visitor, "message");
  form_add (reply, "message", "One more thing.");
  form_add_file (reply, "again.txt", "text/plain", "again", 5);
  g_assert_cmpuint (visitor_post (f->visitor, "/inbox", reply), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "One more thing."));
  g_assert_cmpuint (visitor_count_blobs (f), ==, 2);
  g_assert_cmpuint (count_exact_times (f, morning), ==, 0);

  /* it finds what is there: what the team does is not rounded */
  ticket = team_open (f->world, anna, number);
  team_take_over (f->world, anna, ticket);
  g_assert_cmpuint (count_exact_times (f, morning), >, 0);
}

static void
test_without_inbox_it_says_that_nobody_can_be_reached (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *number = NULL;

  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "S", "R", NULL, NULL);
  g_assert_true (visitor_sees (f->visitor, "No answer and no question can reach you."));
  number = visitor_send (f->visitor, FALSE);
  g_assert_true (visitor_sees (f->visitor, "no answer and no question can reach you"));
  g_assert_false (visitor_sees (f->visitor, "By 1 December"));
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 403);
}

static void
test_code_must_be_kept_before_it_is_sent (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *again = NULL, *number = NULL;
  g_autoptr (Form) form = NULL;

  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "S", "R", NULL, NULL);
  form = visitor_begin_form (f->visitor, "send");
  form_add (form, "inbox", "yes");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "Error: "));
  g_assert_true (visitor_sees (f->visitor, "id=\"kept-fault\""));
  again = visitor_read_after (f->visitor, "<p class=\"line\">");
  g_assert_cmpstr (again, ==, code);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 0);
  number = visitor_send (f->visitor, TRUE);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);
}

/* ------------------------------------------------------------------ once */

static void
test_sent_twice_is_one_ticket (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *first = NULL, *second = NULL, *third = NULL;
  g_autoptr (Form) form = NULL, again = NULL;

  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "S", "R", NULL, NULL);
  form = visitor_begin_form (f->visitor, "send");
  form_add (form, "kept", "yes");
  visitor_post (f->visitor, "/submit", form);
  first = visitor_read_after (f->visitor, "<strong>");
  visitor_post (f->visitor, "/submit", form);
  second = visitor_read_after (f->visitor, "<strong>");
  visitor_get (f->visitor, "/submit");
  third = visitor_read_after (f->visitor, "<strong>");
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, ==, third);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);
}

typedef struct
{
  Visitor *visitor;
  Form *form;
} Click;

static gpointer
click (gpointer data)
{
  Click *self = data;

  visitor_post (self->visitor, "/submit", self->form);
  return NULL;
}

static void
test_two_clicks_at_once_are_one_ticket (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *first = NULL, *second = NULL;
  g_autoptr (Visitor) other = visitor_new (f->harness);
  g_autoptr (Form) form = NULL;
  Click clicks[2];
  GThread *threads[2];
  const char *type;

  visitor_open_form (f->visitor);
  code = visitor_write (f->visitor, "S", "R", NULL, NULL);
  form = visitor_begin_form (f->visitor, "send");
  form_add (form, "kept", "yes");
  form_end (form, &type);
  other->cookie = g_strdup (f->visitor->cookie);
  clicks[0] = (Click){ f->visitor, form };
  clicks[1] = (Click){ other, form };
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("click", click, &clicks[i]);
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);

  first = visitor_read_after (f->visitor, "<strong>");
  second = visitor_read_after (other, "<strong>");
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);
}

static void
test_another_report_is_another_ticket (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *other_code = NULL,
                  *first = visitor_submit (f->visitor, "S", "R", &code), *second = NULL;
  g_autoptr (Form) form = visitor_begin_form (f->visitor, "again");

  form_add (form, "stay", "1");
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 200);
  second = visitor_submit (f->visitor, "S", "R", &other_code);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpstr (code, !=, other_code);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 2);
}

/* ------------------------------------------------------------------ pages */

static void
test_first_page_sets_no_cookie_and_is_small (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) style = visitor_new (f->harness);

  g_assert_cmpuint (visitor_get (f->visitor, "/"), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "/submit"));
  g_assert_true (visitor_sees (f->visitor, "/inbox"));
  g_assert_cmpuint (visitor_get (style, "/portal.css"), ==, 200);
  g_assert_cmpuint (strlen (f->visitor->text) + strlen (style->text)
                        + strlen (f->visitor->reply->head) + strlen (style->reply->head),
                    <, 30 * 1024);
  g_assert_null (style->cookie);
  visitor_get (f->visitor, "/submit");
  visitor_get (f->visitor, "/inbox");
  visitor_get (f->visitor, "/nothing");
  g_assert_null (f->visitor->cookie);
}

static void
test_every_page_has_strict_headers (Fixture *f, gconstpointer unused)
{
  static const char *const paths[]
      = { "/", "/submit", "/inbox", "/portal.css", "/nothing", "/inbox/file/0" };
  static const char *const headers[][2]
      = { { "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'" },
          { "Cache-Control", "no-store" },
          { "X-Content-Type-Options", "nosniff" },
          { "X-Frame-Options", "DENY" } };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      visitor_get (f->visitor, paths[i]);
      for (guint k = 0; k < G_N_ELEMENTS (headers); k++)
        {
          g_autofree char *value = reply_get_header (f->visitor->reply, headers[k][0]);

          g_assert_cmpstr (value, ==, headers[k][1]);
        }
      /* a form of ours says where it comes from, and to nobody else */
      g_assert_nonnull (
          strstr (f->visitor->reply->head, strstr (f->visitor->text, "<main") != NULL
                                               ? "\r\nReferrer-Policy: same-origin\r\n"
                                               : "\r\nReferrer-Policy: no-referrer\r\n"));
      g_assert_nonnull (strstr (f->visitor->reply->head, "Permissions-Policy: "));
      g_assert_null (strstr (f->visitor->text, "<script"));
      g_assert_null (strstr (f->visitor->text, " style="));
      g_assert_null (strstr (f->visitor->text, "://")); /* a token may spell "http" */
    }
}

static void
test_cookie_is_only_for_this_site (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = visitor_begin_answer (f), safe = NULL;
  g_autoptr (Reply) reply = NULL, secure = NULL;
  g_autofree char *cookie = NULL, *safe_cookie = NULL, *headers = NULL;
  const char *type;
  GBytes *body;

  visitor_add_answers (f->visitor, form);
  body = form_end (form, &type);
  reply = harness_send (f->harness, "POST", "/submit", NULL, type, g_bytes_get_data (body, NULL),
                        g_bytes_get_size (body));
  cookie = reply_get_header (reply, "Set-Cookie");
  g_assert_true (g_regex_match_simple ("^hark=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Strict$",
                                       cookie, 0, 0));

  team_set_config (f->world, SRV_CONFIG_URL, "https://hark.example.org");
  safe = visitor_begin_answer (f);
  visitor_add_answers (f->visitor, safe);
  body = form_end (safe, &type);
  secure = harness_send (f->harness, "POST", "/submit", NULL, type, g_bytes_get_data (body, NULL),
                         g_bytes_get_size (body));
  safe_cookie = reply_get_header (secure, "Set-Cookie");
  g_assert_true (g_regex_match_simple (
      "^__Host-hark=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Strict; Secure$", safe_cookie, 0, 0));
}

static void
test_pages_speak_the_chosen_language (Fixture *f, gconstpointer unused)
{
  visitor_get (f->visitor, "/?lang=de");
  g_assert_true (visitor_sees (f->visitor, "<html lang=\"de\">"));
  g_assert_true (visitor_sees (f->visitor, "href=\"/submit?lang=de\""));
  g_assert_true (visitor_sees (f->visitor, "Postfach öffnen"));
  visitor_get (f->visitor, "/");
  g_assert_true (visitor_sees (f->visitor, "<html lang=\"en\">"));
  g_assert_true (visitor_sees (f->visitor, "href=\"/submit\""));
  f->visitor->extra = g_strdup ("Accept-Language: fr, de;q=0.9, en;q=0.8\r\n");
  visitor_get (f->visitor, "/");
  g_assert_true (visitor_sees (f->visitor, "<html lang=\"de\">"));
  visitor_get (f->visitor, "/?lang=en");
  g_assert_true (visitor_sees (f->visitor, "<html lang=\"en\">"));
}

/* The address of a mail account is another one: whoever has an account may give it. */
static void
test_pages_say_that_no_network_address_is_kept (Fixture *f, gconstpointer unused)
{
  visitor_get (f->visitor, "/");
  g_assert_true (
      visitor_sees (f->visitor, "Hark keeps no record of your IP address or your browser."));
}

static gpointer
speak (gpointer language)
{
  for (guint i = 0; i < 10000; i++)
    {
      web_text_use (language);
      g_assert_cmpstr (_ ("Continue"), ==, g_str_equal (language, "de") ? "Weiter" : "Continue");
    }
  return NULL;
}

static void
test_threads_speak_different_languages (void)
{
  GThread *german = g_thread_new ("de", speak, (gpointer) "de"),
          *english = g_thread_new ("en", speak, (gpointer) "en");
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autofree char *day = NULL, *moment = NULL, *size = NULL;

  g_thread_join (german);
  g_thread_join (english);
  web_text_use ("de");
  day = web_text_dup_day (HARNESS_NOW, zone);
  moment = web_text_dup_moment (HARNESS_NOW, zone);
  size = web_text_dup_size (1234567);
  g_assert_cmpstr (day, ==, "24. November 2026");
  g_assert_cmpstr (moment, ==, "24. November 2026, 07:00 Uhr");
  g_assert_cmpstr (size, ==, "1,2 MB");
  web_text_use ("xx");
  g_assert_cmpstr (_ ("Continue"), ==, "Continue");
}

static void
test_closed_portal_takes_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Form) form = NULL;

  visitor_open_form (f->visitor);
  form = visitor_begin_report (f, "S", "R");
  team_set_config (f->world, SRV_CONFIG_PORTAL_ENABLED, "off");
  g_assert_cmpuint (visitor_get (f->visitor, "/"), ==, 503);
  g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), ==, 503);
  g_assert_true (visitor_sees (f->visitor, "opens no inbox"));
  g_assert_cmpuint (visitor_post (f->visitor, "/submit", form), ==, 503);
}

static void
test_portal_before_setup_says_so (void)
{
  Harness *harness = harness_new ();
  Visitor *visitor = visitor_new (harness);

  g_assert_cmpuint (visitor_get (visitor, "/"), ==, 503);
  g_assert_cmpuint (visitor_get (visitor, "/submit"), ==, 503);
  g_assert_cmpuint (visitor_get (visitor, "/inbox"), ==, 503);
  g_assert_true (visitor_sees (visitor, "is being set up"));
  visitor_free (visitor);
  harness_free (harness);
}

/* A SrvWork. */
static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer sql, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  return hark_stmt_run (stmt, error);
}

/* What cannot be looked up opens nothing, and is no wrong code either. */
static void
test_an_inbox_shows_nothing_while_its_code_cannot_be_checked (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL;
  g_autofree char *number = visitor_submit (f->visitor, "Subject", "canary-text", &code);

  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "canary-text"));
  harness_write (f->harness, run_sql, (gpointer) "ALTER TABLE inbox RENAME TO away");
  g_test_expect_message ("hark", G_LOG_LEVEL_WARNING, "*no such table: inbox*");
  g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), >=, 500);
  g_test_assert_expected_messages ();
  g_assert_false (visitor_sees (f->visitor, "canary-text"));
  harness_write (f->harness, run_sql, (gpointer) "ALTER TABLE away RENAME TO inbox");
  g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "canary-text"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  VISITOR_TEST ("/portal/report-reaches-the-team", test_report_reaches_the_team);
  VISITOR_TEST ("/portal/every-field-arrives", test_every_field_arrives);
  VISITOR_TEST ("/portal/report-names-the-team-it-was-sealed-to",
                test_report_names_the_team_it_was_sealed_to);
  VISITOR_TEST ("/portal/team-that-changes-before-send-can-read",
                test_team_that_changes_before_send_can_read);
  VISITOR_TEST ("/portal/nothing-readable-reaches-the-disk",
                test_nothing_readable_reaches_the_disk);
  VISITOR_TEST ("/portal/store-knows-the-hour-of-a-reporter-at-most",
                test_store_knows_the_hour_of_a_reporter_at_most);
  VISITOR_TEST ("/portal/without-inbox-it-says-that-nobody-can-be-reached",
                test_without_inbox_it_says_that_nobody_can_be_reached);
  VISITOR_TEST ("/portal/code-must-be-kept-before-it-is-sent",
                test_code_must_be_kept_before_it_is_sent);
  VISITOR_TEST ("/portal/sent-twice-is-one-ticket", test_sent_twice_is_one_ticket);
  VISITOR_TEST ("/portal/two-clicks-at-once-are-one-ticket",
                test_two_clicks_at_once_are_one_ticket);
  VISITOR_TEST ("/portal/another-report-is-another-ticket", test_another_report_is_another_ticket);
  VISITOR_TEST ("/portal/first-page-sets-no-cookie-and-is-small",
                test_first_page_sets_no_cookie_and_is_small);
  VISITOR_TEST ("/portal/every-page-has-strict-headers", test_every_page_has_strict_headers);
  VISITOR_TEST ("/portal/cookie-is-only-for-this-site", test_cookie_is_only_for_this_site);
  VISITOR_TEST ("/portal/pages-speak-the-chosen-language", test_pages_speak_the_chosen_language);
  VISITOR_TEST ("/portal/no-network-address-is-kept",
                test_pages_say_that_no_network_address_is_kept);
  g_test_add_func ("/portal/threads-speak-different-languages",
                   test_threads_speak_different_languages);
  VISITOR_TEST ("/portal/code-that-cannot-be-checked",
                test_an_inbox_shows_nothing_while_its_code_cannot_be_checked);
  VISITOR_TEST ("/portal/closed-portal-takes-nothing", test_closed_portal_takes_nothing);
  g_test_add_func ("/portal/portal-before-setup-says-so", test_portal_before_setup_says_so);
  return g_test_run ();
}
