/* test-contact-client.c: contact outside Hark, recorded on one desktop and seen on another: what it
 * fulfils, offline too, and where it is not taken */
#include "app-client-draft.h"
#include "app-contact.h"
#include "pair.h"
#include "visitor.h"

#include "hark-error.h"
#include "hark-json.h"

#define RECORD "Canary heron: she has two more invoices."

static HarkId
write_down (AppClient *client, const AppBehalf *behalf)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);
  AppAction action = { .type = APP_ACTION_SUBMIT,
                       .area = ((AppArea *)areas->pdata[0])->id,
                       .subject = "Invoices",
                       .text = "Somebody called.",
                       .behalf = behalf };

  return device_act (client, &action);
}

/* From somebody who left a number and wanted no inbox; both have it. */
static HarkId
write_down_reached (Pair *f)
{
  const AppBehalf behalf = { .channel = HARK_CHANNEL_PHONE, .contact = "0123 after six" };
  HarkId ticket = write_down (f->anna.client, &behalf);

  pair_sync (f);
  return ticket;
}

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static const AppPeriod *
find_period (AppTicket *ticket, const char *kind)
{
  for (guint i = 0; i < ticket->periods->len; i++)
    if (g_str_equal (((AppPeriod *)ticket->periods->pdata[i])->kind, kind))
      return ticket->periods->pdata[i];

  g_assert_not_reached ();
}

static void
expect_refused (AppClient *client, const AppAction *action, HarkError code)
{
  guint before = app_client_get_waiting (client);
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (client, action, NULL, &error));
  g_assert_error (error, HARK_ERROR, (gint)code);
  g_assert_cmpuint (app_client_get_waiting (client), ==, before);
}

/* --- what it is --- */

static void
test_contact_is_kept_offline_and_seen_by_the_team (Pair *f, gconstpointer unused)
{
  HarkId ticket = write_down_reached (f);
  const gint64 when = get_now () - 3 * 3600;
  AppAction action = { .type = APP_ACTION_CONTACT,
                       .ticket = ticket,
                       .channel = HARK_CHANNEL_MEETING,
                       .contacted = when,
                       .text = RECORD };
  g_autoptr (AppTicket) waiting = NULL, theirs = NULL;
  g_autoptr (JsonObject) json = NULL;
  JsonObject *note;
  AppEntry *entry;

  device_act (f->anna.client, &action);
  waiting = device_load (f->anna.client, &ticket);
  entry = device_entry (waiting, 1);
  g_assert_true (entry->waiting && entry->is_own);
  g_assert_cmpint (entry->kind, ==, APP_ENTRY_NOTE);
  g_assert_cmpstr (entry->channel, ==, "meeting");
  g_assert_cmpint (entry->contacted, ==, when);
  g_assert_cmpstr (entry->text, ==, RECORD);

  pair_sync (f);
  theirs = device_load (f->ben, &ticket);
  g_assert_cmpint (theirs->trust, ==, APP_TRUST_VERIFIED);
  entry = device_entry (theirs, 1);
  g_assert_cmpint (entry->kind, ==, APP_ENTRY_NOTE);
  g_assert_false (entry->from_reporter);
  g_assert_cmpstr (entry->author, ==, "anna");
  g_assert_cmpstr (entry->channel, ==, "meeting");
  g_assert_cmpint (entry->contacted, ==, when);
  g_assert_cmpstr (entry->text, ==, RECORD);
  g_assert_cmpint (find_period (theirs, "acknowledge")->done, !=, 0);
  g_assert_cmpint (find_period (theirs, "feedback")->done, ==, 0);
  pair_expect_nothing_left (f->anna.client);

  json = app_ticket_to_json (theirs, TRUE);
  note = json_array_get_object_element (json_object_get_array_member (json, "notes"), 0);
  g_assert_cmpstr (json_object_get_string_member (note, "channel"), ==, "meeting");
  g_assert_true (json_object_has_member (note, "contacted"));
}

static void
test_contact_is_feedback_and_now_unless_said_otherwise (Pair *f, gconstpointer unused)
{
  HarkId ticket = write_down_reached (f);
  AppAction action = { .type = APP_ACTION_CONTACT,
                       .ticket = ticket,
                       .channel = HARK_CHANNEL_PHONE,
                       .text = RECORD,
                       .feedback_given = TRUE };
  const gint64 before = get_now ();
  g_autoptr (AppTicket) theirs = NULL;

  device_act (f->ben, &action);
  device_sync (f->ben);
  pair_sync (f);
  theirs = device_load (f->anna.client, &ticket);
  g_assert_cmpint (device_entry (theirs, 1)->contacted, >=, before);
  g_assert_cmpint (device_entry (theirs, 1)->contacted, <=, get_now ());
  g_assert_cmpint (find_period (theirs, "feedback")->done, !=, 0);

  device_write (f->ben, APP_ACTION_NOTE, &ticket, "a note");
  device_sync (f->ben);
  pair_sync (f);
  g_clear_object (&theirs);
  theirs = device_load (f->anna.client, &ticket);
  g_assert_null (device_entry (theirs, 2)->channel);
}

/* Nobody of the team wrote down how: the server and the desktops take it from the form. */
static void
test_who_left_a_number_on_the_portal_is_reached (Pair *f, gconstpointer unused)
{
  g_autoptr (Visitor) visitor = visitor_new (f->anna.server);
  g_autoptr (Form) form = NULL;
  g_autoptr (GPtrArray) tickets = NULL;
  g_autoptr (AppTicket) before = NULL, after = NULL;
  g_autofree char *area = NULL, *number = NULL;
  AppAction action = { .type = APP_ACTION_CONTACT, .channel = HARK_CHANNEL_PHONE, .text = RECORD };

  visitor_open_form (visitor);
  form = visitor_begin_form (visitor, "write");
  area = visitor_read (visitor, "area");
  form_add (form, "area", area);
  form_add (form, "subject", "Invoices");
  form_add (form, "report", "They were paid twice.");
  form_add (form, "contact", "0123 after six");
  g_assert_cmpuint (visitor_post (visitor, "/submit", form), ==, 200);
  number = visitor_send (visitor, FALSE);
  pair_sync (f);
  tickets = app_client_list_sync (f->anna.client, NULL);
  for (guint i = 0; i < tickets->len; i++)
    if (g_strcmp0 (((AppTicket *)tickets->pdata[i])->number, number) == 0)
      action.ticket = ((AppTicket *)tickets->pdata[i])->id;

  before = device_load (f->anna.client, &action.ticket);
  g_assert_true (app_ticket_has_contact (before));
  g_assert_cmpint (find_period (before, "acknowledge")->done, ==, 0);
  device_act (f->anna.client, &action);
  pair_sync (f);
  after = device_load (f->ben, &action.ticket);
  g_assert_cmpstr (device_entry (after, 1)->channel, ==, "phone");
  g_assert_cmpint (find_period (after, "acknowledge")->done, !=, 0);
}

/* Some other Hark may have written it. */
static void
test_channels_and_times_of_others_are_read_with_care (void)
{
  const struct
  {
    const char *body;
    const char *channel;
    gint64 contacted;
  } cases[] = {
    { "{\"text\":\"x\"}", NULL, 0 },
    { "{\"channel\":7,\"contacted\":5}", NULL, 0 },
    { "{\"channel\":\"letter\",\"contacted\":5}", "letter", 5 },
    { "{\"channel\":\"pigeon\",\"contacted\":5}", "other", 5 },
    { "{\"channel\":\"phone\"}", "phone", 1000 },
    { "{\"channel\":\"phone\",\"contacted\":1001}", "phone", 1000 },
    { "{\"channel\":\"phone\",\"contacted\":-1}", "phone", 1000 },
    { "{\"channel\":\"phone\",\"contacted\":\"5\"}", "phone", 1000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) body
          = hark_json_parse_object (cases[i].body, strlen (cases[i].body), 1000, NULL);
      AppEntry entry = { .kind = APP_ENTRY_NOTE, .time = 1000 };

      app_contact_fill (&entry, body);
      g_assert_cmpstr (entry.channel, ==, cases[i].channel);
      g_assert_cmpint (entry.contacted, ==, cases[i].contacted);
    }
}

/* --- where it is not taken --- */

static void
test_contact_is_taken_only_where_it_can_have_been (Pair *f, gconstpointer unused)
{
  const AppBehalf behalf = { .channel = HARK_CHANNEL_PHONE };
  HarkId nobody = write_down (f->anna.client, &behalf);
  HarkId reached = write_down_reached (f);
  const AppAction good = {
    .type = APP_ACTION_CONTACT, .ticket = reached, .channel = HARK_CHANNEL_LETTER, .text = RECORD
  };
  AppAction action = good;
  g_autoptr (AppTicket) first = NULL, second = NULL, named = NULL;

  first = device_load (f->anna.client, &reached);
  second = device_load (f->anna.client, &nobody);
  named = device_load (f->anna.client, &f->ticket);
  g_assert_true (app_ticket_has_contact (first));
  g_assert_false (app_ticket_has_contact (second));
  g_assert_false (app_ticket_has_contact (named));

  action.ticket = nobody;
  expect_refused (f->anna.client, &action, HARK_ERROR_CONFLICT);
  action.ticket = f->ticket;
  expect_refused (f->anna.client, &action, HARK_ERROR_CONFLICT);

  action = good;
  action.text = " \n";
  expect_refused (f->anna.client, &action, HARK_ERROR_INVALID);
  action = good;
  action.channel = HARK_CHANNEL_LAST;
  expect_refused (f->anna.client, &action, HARK_ERROR_INVALID);
  action = good;
  action.contacted = get_now () + 3600;
  expect_refused (f->anna.client, &action, HARK_ERROR_INVALID);
  action.contacted = -1;
  expect_refused (f->anna.client, &action, HARK_ERROR_INVALID);
  colleague_set_role (f->anna.server, f->anna.client, f->colleague, HARK_ROLE_OBSERVER);
  device_sync (f->ben);
  expect_refused (f->ben, &good, HARK_ERROR_FORBIDDEN);
}

/* --- what becomes of it --- */

static void
test_contact_behind_a_lost_take_over_can_be_recorded_again (Pair *f, gconstpointer unused)
{
  HarkId ticket = write_down_reached (f);
  const gint64 when = get_now () - 60;
  AppAction action = { .type = APP_ACTION_CONTACT,
                       .ticket = ticket,
                       .channel = HARK_CHANNEL_E_MAIL,
                       .contacted = when,
                       .text = RECORD };
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (AppTicket) theirs = NULL;
  AppRefused *item;
  g_autoptr (GError) error = NULL;

  device_write (f->anna.client, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_act (f->anna.client, &action);
  device_write (f->ben, APP_ACTION_TAKE_OVER, &ticket, NULL);
  device_sync (f->ben);
  pair_sync (f);
  pair_expect_texts (f->ben, &ticket, NULL);

  refused = pair_list_refused (f->anna.client);
  g_assert_cmpuint (refused->len, ==, 2);
  item = refused->pdata[1];
  g_assert_cmpstr (item->type, ==, "contact");
  g_assert_cmpstr (item->text, ==, RECORD);
  g_assert_cmpint (item->reason, ==, APP_REFUSED_TAKEN_OVER);
  g_assert_true (item->can_retry);
  app_client_retry_sync (f->anna.client, &item->op, NULL, &error);
  g_assert_no_error (error);
  pair_sync (f);
  theirs = device_load (f->ben, &ticket);
  g_assert_cmpstr (device_entry (theirs, 1)->text, ==, RECORD);
  g_assert_cmpstr (device_entry (theirs, 1)->channel, ==, "e-mail");
  g_assert_cmpint (device_entry (theirs, 1)->contacted, ==, when);
}

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user)
{
  GPtrArray **taken = user;

  *taken = app_client_take_back_finish (APP_CLIENT (source), result, NULL);
  g_assert_nonnull (*taken);
}

/* Into a draft of its own: it is not for the reporter, and no note either. */
static void
test_contact_that_is_taken_back_is_a_draft_of_its_own (Pair *f, gconstpointer unused)
{
  HarkId ticket = write_down_reached (f);
  AppAction action = {
    .type = APP_ACTION_CONTACT, .ticket = ticket, .channel = HARK_CHANNEL_PHONE, .text = RECORD
  };
  g_autoptr (GPtrArray) waiting = NULL, taken = NULL;
  g_autoptr (AppKeptDraft) draft = NULL, answer = NULL, note = NULL;

  device_act (f->anna.client, &action);
  waiting = pair_list_waiting (f->anna.client);
  g_assert_cmpuint (waiting->len, ==, 1);
  g_assert_cmpstr (((AppWaiting *)waiting->pdata[0])->type, ==, "contact");
  app_client_take_back_async (f->anna.client, &((AppWaiting *)waiting->pdata[0])->op, on_taken_back,
                              &taken);
  while (taken == NULL)
    g_main_context_iteration (NULL, TRUE);

  draft = app_client_get_draft (f->anna.client, &ticket, APP_DRAFT_CONTACT_KIND);
  answer = app_client_get_draft (f->anna.client, &ticket, APP_DRAFT_ANSWER_KIND);
  note = app_client_get_draft (f->anna.client, &ticket, APP_DRAFT_NOTE_KIND);
  g_assert_cmpstr (draft->text, ==, RECORD);
  g_assert_null (answer);
  g_assert_null (note);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/contact-client/" path, Pair, NULL, pair_set_up, function, pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("offline", test_contact_is_kept_offline_and_seen_by_the_team);
  TEST ("feedback", test_contact_is_feedback_and_now_unless_said_otherwise);
  TEST ("portal", test_who_left_a_number_on_the_portal_is_reached);
  g_test_add_func ("/contact-client/read", test_channels_and_times_of_others_are_read_with_care);
  TEST ("where", test_contact_is_taken_only_where_it_can_have_been);
  TEST ("conflict", test_contact_behind_a_lost_take_over_can_be_recorded_again);
  TEST ("take-back", test_contact_that_is_taken_back_is_a_draft_of_its_own);

  return g_test_run ();
}
