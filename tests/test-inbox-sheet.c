/* test-inbox-sheet.c: tickets that somebody of the team writes down on their desktop: for a
 * colleague, who has them as their own, and for an anonymous person, who gets a sheet with the code
 * of their inbox */
#include "app-client-person.h"
#include "colleague.h"
#include "visitor.h"

#include <glib/gstdio.h>
#include <string.h>

#include "hark-code.h"
#include "hark-error.h"
#include "hark-json.h"

#define REPORT "Canary wombat: the caller saw two invoices."
#define DAY (24 * 3600)

static HarkId
get_area (AppClient *client)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);

  g_assert_cmpuint (areas->len, ==, 1);
  return ((AppArea *)areas->pdata[0])->id;
}

static HarkId
write_down (AppClient *client, const AppBehalf *behalf, const char *const *files)
{
  AppAction action = { .type = APP_ACTION_SUBMIT,
                       .area = get_area (client),
                       .subject = "Invoices",
                       .text = REPORT,
                       .files = files,
                       .behalf = behalf };

  return device_act (client, &action);
}

static AppInboxSheet *
make_sheet (AppClient *client)
{
  GError *error = NULL;
  AppInboxSheet *sheet = app_client_make_inbox_sheet (client, NULL, &error);

  g_assert_no_error (error);
  return sheet;
}

static void
expect_member (AppClient *client, const HarkId *ticket, const char *name, const char *value)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);
  g_autoptr (JsonObject) json = app_ticket_to_json (loaded, TRUE);

  g_assert_cmpstr (json_object_get_string_member (json, name), ==, value);
}

static void
expect_refused (AppClient *client, const AppBehalf *behalf, HarkError code)
{
  AppAction action = { .type = APP_ACTION_SUBMIT,
                       .area = get_area (client),
                       .subject = "Invoices",
                       .text = REPORT,
                       .behalf = behalf };
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, (gint)code);
  g_assert_cmpuint (app_client_get_waiting (client), ==, 0);
}

/* ---- for a colleague ---- */

static void
test_colleague_has_it_as_their_own (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (f->server, f->client, "bert", HARK_ROLE_NONE);
  const gint64 heard = g_get_real_time () / G_USEC_PER_SEC - 3 * DAY;
  AppBehalf behalf = {
    .user = bert->id, .channel = HARK_CHANNEL_PHONE, .received = heard, .where = "in the canteen"
  };
  g_autofree char *path = device_make_file (f, "letter.txt", 3000);
  const char *const files[] = { path, NULL };
  g_autoptr (AppTicket) waiting = NULL, theirs = NULL, ours = NULL;
  AppAction reply = { .type = APP_ACTION_ANSWER, .text = "That is so.", .as_reporter = TRUE };
  AppEntry *entry;
  HarkId ticket;

  device_sync (f->client);
  ticket = write_down (f->client, &behalf, files);
  waiting = device_load (f->client, &ticket);
  g_assert_true (waiting->is_team);
  g_assert_false (waiting->is_mine);
  g_assert_cmpstr (waiting->reporter, ==, "bert");
  g_assert_cmpstr (waiting->written_by, ==, "anna");
  g_assert_cmpstr (waiting->channel, ==, "phone");
  g_assert_cmpstr (device_entry (waiting, 0)->author, ==, "bert");
  g_assert_true (device_entry (waiting, 0)->from_reporter);

  device_sync (f->client);
  device_sync (bert->client);
  theirs = device_load (bert->client, &ticket);
  g_assert_true (theirs->is_mine);
  g_assert_false (theirs->is_team);
  g_assert_cmpint (theirs->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (theirs->written_by, ==, "anna");
  g_assert_cmpint (theirs->heard, ==, heard);
  entry = device_entry (theirs, 0);
  g_assert_true (entry->is_own);
  g_assert_true (entry->from_reporter);
  g_assert_cmpint (entry->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (entry->text, ==, REPORT);
  g_assert_cmpuint (entry->files->len, ==, 1);

  reply.ticket = ticket;
  device_act (bert->client, &reply);
  device_sync (bert->client);
  device_sync (f->client);
  ours = device_load (f->client, &ticket);
  g_assert_cmpint (ours->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpuint (ours->entries->len, ==, 2);
  g_assert_true (device_entry (ours, 1)->from_reporter);
  g_assert_cmpstr (device_entry (ours, 1)->author, ==, "bert");
  expect_member (f->client, &ticket, "reporter", "bert");
  expect_member (f->client, &ticket, "sealed_by", "team");
  expect_member (f->client, &ticket, "channel", "phone");
  expect_member (f->client, &ticket, "written_by", "anna");

  device_write (f->client, APP_ACTION_ANSWER, &ticket, "Thank you.");
  device_sync (f->client);
  device_sync (bert->client);
  g_clear_object (&theirs);
  theirs = device_load (bert->client, &ticket);
  g_assert_cmpuint (theirs->entries->len, ==, 3);
  g_assert_cmpint (theirs->trust, ==, APP_TRUST_VERIFIED);
}

static void
test_only_who_may_and_only_for_who_is_here (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (f->server, f->client, "bert", HARK_ROLE_OBSERVER);
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *long_text = g_strnfill (HARK_TICKET_MAX_SHORT + 1, 'x');
  g_autoptr (AppInboxSheet) sheet = NULL;
  AppBehalf behalf = { .channel = HARK_CHANNEL_PHONE };
  g_autoptr (GError) error = NULL;
  HarkId id;

  device_sync (f->client);
  expect_refused (bert->client, &behalf, HARK_ERROR_FORBIDDEN);

  hark_id_random (&behalf.user);
  expect_refused (f->client, &behalf, HARK_ERROR_INVALID);
  g_assert_true (app_client_find_person (f->client, "ANNA", &behalf.user, NULL));
  expect_refused (f->client, &behalf, HARK_ERROR_INVALID);
  g_assert_false (app_client_find_person (f->client, "nobody", &id, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);

  behalf.user = bert->id;
  sheet = make_sheet (f->client);
  behalf.inbox = app_inbox_sheet_get_keys (sheet);
  expect_refused (f->client, &behalf, HARK_ERROR_INVALID);
  behalf.inbox = NULL;
  behalf.contact = "at home";
  expect_refused (f->client, &behalf, HARK_ERROR_INVALID);
  behalf.contact = NULL;
  behalf.where = long_text;
  expect_refused (f->client, &behalf, HARK_ERROR_INVALID);
  behalf.where = NULL;
  behalf.received = now + DAY;
  expect_refused (f->client, &behalf, HARK_ERROR_INVALID);
  behalf.received = now - 11 * 365 * DAY;
  expect_refused (f->client, &behalf, HARK_ERROR_INVALID);
}

static void
test_people_are_listed_by_name (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) dora = colleague_join (f->server, f->client, "dora", HARK_ROLE_NONE);
  g_autoptr (GPtrArray) people = NULL;
  AppPerson *first, *second;

  device_sync (f->client);
  people = app_client_list_people (f->client);
  g_assert_cmpuint (people->len, ==, 2);
  first = people->pdata[0];
  second = people->pdata[1];
  g_assert_cmpstr (first->name, ==, "anna");
  g_assert_true (first->is_self);
  g_assert_cmpstr (second->name, ==, "dora");
  g_assert_true (hark_id_equal (&second->id, &dora->id));

  app_client_lock (f->client);
  g_clear_pointer (&people, g_ptr_array_unref);
  people = app_client_list_people (f->client);
  g_assert_cmpuint (people->len, ==, 0);
}

/* ---- for an anonymous person ---- */

/* What a person reads from the sheet. */
static char *
read_code (AppInboxSheet *sheet)
{
  char *text = app_inbox_sheet_to_text (sheet);
  const char *begin = strstr (text, "Code of the inbox: ") + strlen ("Code of the inbox: ");
  char *code = g_strndup (begin, strcspn (begin, "\n"));

  hark_seal_free_string (text);
  return code;
}

static void
test_code_on_the_sheet_opens_the_inbox (Device *f, gconstpointer unused)
{
  g_autoptr (AppInboxSheet) sheet = make_sheet (f->client);
  AppBehalf behalf = { .channel = HARK_CHANNEL_LETTER, .contact = "behind the door" };
  g_autofree char *path = device_make_file (f, "letter.txt", 3000);
  const char *const files[] = { path, NULL };
  g_autoptr (Visitor) visitor = visitor_new (f->server);
  g_autofree char *code = read_code (sheet);
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (Form) form = NULL;
  HarkId ticket;

  behalf.inbox = app_inbox_sheet_get_keys (sheet);
  ticket = write_down (f->client, &behalf, files);
  device_sync (f->client);
  expect_member (f->client, &ticket, "reporter", "anonymous");

  g_assert_cmpuint (visitor_open_inbox (visitor, code), ==, 200);
  g_assert_true (visitor_sees (visitor, REPORT));
  g_assert_true (visitor_sees (visitor, "Your report"));
  g_assert_true (visitor_sees (visitor, "The support team wrote this down for you on "));
  g_assert_true (visitor_sees (visitor, "letter.txt</a>"));
  g_assert_true (visitor_sees (visitor, "New: it has arrived"));
  g_assert_false (visitor_sees (visitor, "could not be proved"));
  g_assert_false (visitor_sees (visitor, "anna"));

  form = visitor_begin_form (visitor, "message");
  form_add (form, "message", "It was three.");
  g_assert_cmpuint (visitor_post (visitor, "/inbox", form), ==, 200);
  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "It was three.");
  g_assert_cmpint (device_entry (loaded, 1)->trust, ==, APP_TRUST_ANONYMOUS);
  g_assert_cmpstr (((AppAnswer *)loaded->answers->pdata[0])->value, ==, "behind the door");

  device_write (f->client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_write (f->client, APP_ACTION_ANSWER, &ticket, "Then all three.");
  device_sync (f->client);
  g_assert_cmpuint (visitor_get (visitor, "/inbox"), ==, 200);
  g_assert_true (visitor_sees (visitor, "Then all three."));
  g_assert_true (visitor_sees (visitor, "The team has answered and waits for you"));
  g_assert_false (visitor_sees (visitor, "could not be proved"));
}

static void
test_without_inbox_nobody_is_promised_an_answer (Device *f, gconstpointer unused)
{
  AppBehalf lost = { .channel = HARK_CHANNEL_MEETING };
  AppBehalf reached = { .channel = HARK_CHANNEL_MEETING, .contact = "room 7" };
  AppAction answer = { .type = APP_ACTION_ANSWER, .text = "Hello?" };
  HarkId first = write_down (f->client, &lost, NULL);
  HarkId second = write_down (f->client, &reached, NULL);
  g_autoptr (AppTicket) a = NULL, b = NULL;
  g_autoptr (GError) error = NULL;

  device_sync (f->client);
  a = device_load (f->client, &first);
  b = device_load (f->client, &second);
  g_assert_false (a->has_inbox);
  g_assert_cmpuint (a->periods->len, ==, 0);
  g_assert_cmpuint (b->periods->len, ==, 2);
  answer.ticket = first;
  g_assert_false (app_client_act_sync (f->client, &answer, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
}

/* The code itself, as bytes, words or line, stands in no file of the device, waiting or sent. */
static void
test_code_is_nowhere_but_on_the_sheet (Device *f, gconstpointer unused)
{
  g_autoptr (AppInboxSheet) sheet = make_sheet (f->client);
  AppBehalf behalf = { .channel = HARK_CHANNEL_PHONE };
  char *words = app_inbox_sheet_get_words (sheet), *line = app_inbox_sheet_get_line (sheet);
  guint8 code[HARK_CODE_LEN];
  GDir *dir;

  g_assert_true (hark_code_parse (line, code, NULL));
  behalf.inbox = app_inbox_sheet_get_keys (sheet);
  write_down (f->client, &behalf, NULL);
  for (guint round = 0; round < 2; round++)
    {
      const char *name;

      dir = g_dir_open (f->home, 0, NULL);
      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *path = g_build_filename (f->home, name, NULL);
          g_autofree char *data = NULL;
          gsize length;

          if (!g_file_get_contents (path, &data, &length, NULL))
            continue;
          g_assert_null (memmem (data, length, code, sizeof code));
          g_assert_null (memmem (data, length, line, strlen (line)));
          g_assert_null (memmem (data, length, words, strlen (words)));
          g_assert_null (memmem (data, length, REPORT, strlen (REPORT)));
        }
      g_dir_close (dir);
      device_sync (f->client);
    }
  hark_seal_free_string (words);
  hark_seal_free_string (line);
}

static void
test_sheet_is_a_page_with_the_code (Device *f, gconstpointer unused)
{
  g_autoptr (AppInboxSheet) sheet = make_sheet (f->client), other = make_sheet (f->client);
  g_autofree char *path = g_build_filename (f->home, "sheet.pdf", NULL);
  g_autofree char *nowhere = g_build_filename (f->home, "nowhere", "sheet.pdf", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  guint8 a[HARK_CODE_LEN], b[HARK_CODE_LEN];
  char *words = app_inbox_sheet_get_words (sheet), *line = app_inbox_sheet_get_line (sheet);
  GStatBuf info;

  g_assert_true (hark_code_parse (words, a, NULL));
  g_assert_true (hark_code_parse (line, b, NULL));
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_cmpint (memcmp (app_inbox_sheet_get_keys (sheet), app_inbox_sheet_get_keys (other),
                           sizeof (AppInboxKeys)),
                   !=, 0);

  g_assert_true (app_inbox_sheet_write_pdf (sheet, path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &data, NULL, NULL));
  g_assert_true (g_str_has_prefix (data, "%PDF-"));
  g_assert_false (app_inbox_sheet_write_pdf (sheet, nowhere, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  hark_seal_free_string (words);
  hark_seal_free_string (line);
}

/* What stands on the page, without blanks and ends of lines, for which a long word is broken.
 * (transfer full) */
static char *
read_page (const char *path)
{
  const char *const argv[] = { "pdftotext", path, "-", NULL };
  g_autofree char *text = NULL;
  g_autoptr (GString) page = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL,
                &error);
  g_assert_no_error (error);
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isspace (*at))
      g_string_append_c (page, *at);
  return g_string_free (g_steal_pointer (&page), FALSE);
}

static void
test_sheet_shows_names_letter_by_letter (Device *f, gconstpointer unused)
{
  static const char ORGANISATION[] = "<b>x</b>&amp;<spansize='99999'>&nosuch;";
  g_autofree char *path = g_build_filename (f->home, "sheet.pdf", NULL), *page = NULL;
  g_autofree char *name = g_strnfill (150, 'W');
  g_autofree char *organisation = g_strconcat (ORGANISATION, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppInboxSheet) sheet = NULL;
  HarkId org;
  char *line;

  hark_id_random (&org);
  sheet = app_inbox_sheet_new (&org, organisation, "https://x.example.org/<i>", "2026-4711");
  g_assert_true (app_inbox_sheet_write_pdf (sheet, path, &error));
  g_assert_no_error (error);
  page = read_page (path);
  g_assert_nonnull (strstr (page, organisation));
  g_assert_nonnull (strstr (page, "https://x.example.org/<i>"));
  line = app_inbox_sheet_get_line (sheet);
  g_assert_nonnull (strstr (page, line));
  hark_seal_free_string (line);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/inbox-sheet/" name, Device, NULL, device_set_up, test, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("colleague-has-it-as-their-own", test_colleague_has_it_as_their_own);
  ADD ("only-who-may-and-only-for-who-is-here", test_only_who_may_and_only_for_who_is_here);
  ADD ("people-are-listed-by-name", test_people_are_listed_by_name);
  ADD ("code-on-the-sheet-opens-the-inbox", test_code_on_the_sheet_opens_the_inbox);
  ADD ("without-inbox-nobody-is-promised-an-answer",
       test_without_inbox_nobody_is_promised_an_answer);
  ADD ("code-is-nowhere-but-on-the-sheet", test_code_is_nowhere_but_on_the_sheet);
  ADD ("sheet-is-a-page-with-the-code", test_sheet_is_a_page_with_the_code);
  ADD ("sheet-shows-names-letter-by-letter", test_sheet_shows_names_letter_by_letter);

  return g_test_run ();
}
