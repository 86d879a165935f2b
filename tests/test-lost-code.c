/* test-lost-code.c: a reporter who lost their code gets another one: from the desktop of a member,
 * over a sheet, to the portal */
#include "areas.h"
#include "visitor.h"

#include "app-client-own-ticket.h"
#include "app-client-team.h"
#include "app-epoch-pin.h"
#include "app-feed.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "pair.h"
#include "web-session.h"

#include <string.h>

typedef struct
{
  Areas areas;
  Visitor *visitor;
  char *number, *code;
  HarkId ticket;
} Lost;

/* A report through the portal, which all of Compliance have. */
static void
set_up (Lost *f, gconstpointer unused)
{
  areas_set_up (&f->areas, NULL);
  f->visitor = visitor_new (f->areas.device.server);
  f->number = visitor_submit (f->visitor, "Invoices", "Paid twice.", &f->code);
  areas_sync (&f->areas);
  g_assert_true (app_client_find_number (f->areas.anna, f->number, &f->ticket));
}

static void
tear_down (Lost *f, gconstpointer unused)
{
  g_clear_pointer (&f->visitor, visitor_free);
  g_free (f->number);
  g_free (f->code);
  areas_tear_down (&f->areas, NULL);
}

/* Kept by @client; the code as one line. (transfer full) */
static char *
issue (AppClient *client, const HarkId *ticket)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppInboxSheet) sheet = app_client_make_inbox_sheet (client, "2026-4711", &error);
  const AppAction action = { .type = APP_ACTION_NEW_CODE,
                             .ticket = *ticket,
                             .inbox = app_inbox_sheet_get_keys (sheet) };
  char *line = app_inbox_sheet_get_line (sheet);

  g_assert_no_error (error);
  device_act (client, &action);
  return line;
}

static void
say (Visitor *visitor, const char *text)
{
  g_autoptr (Form) form = visitor_begin_form (visitor, "message");

  form_add (form, "message", text);
  g_assert_cmpuint (visitor_post (visitor, "/inbox", form), ==, 200);
}

static void
expect_ended (Visitor *visitor)
{
  g_assert_true (visitor_sees (visitor, "No inbox opens with this code."));
  g_assert_false (visitor_sees (visitor, "Paid twice."));
}

static void
test_the_new_code_opens_what_was_there (Lost *f, gconstpointer unused)
{
  g_autofree char *line = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  AppHistory *newest;

  visitor_open_inbox (f->visitor, f->code);
  say (f->visitor, "with the first code");
  areas_sync (&f->areas);
  device_write (f->areas.anna, APP_ACTION_ANSWER, &f->ticket, "an answer");
  line = issue (f->areas.ben->client, &f->ticket);
  areas_sync (&f->areas);
  areas_sync (&f->areas);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, line), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "Paid twice."));
  g_assert_true (visitor_sees (f->visitor, "with the first code"));
  g_assert_true (visitor_sees (f->visitor, "an answer"));
  g_assert_false (visitor_sees (f->visitor, "could not be proved"));
  say (f->visitor, "with the second code");

  areas_sync (&f->areas);
  loaded = device_load (f->areas.anna, &f->ticket);
  g_assert_cmpint (loaded->trust, !=, APP_TRUST_BROKEN);
  g_assert_cmpuint (loaded->entries->len, ==, 4);
  g_assert_false (device_entry (loaded, 0)->by_code);
  g_assert_false (device_entry (loaded, 1)->by_code);
  g_assert_false (device_entry (loaded, 2)->by_code); /* the team's */
  g_assert_true (device_entry (loaded, 3)->by_code);
  g_assert_cmpstr (device_entry (loaded, 3)->text, ==, "with the second code");
  newest = loaded->history->pdata[loaded->history->len - 1];
  g_assert_cmpstr (newest->type, ==, "new-code");
  g_assert_cmpstr (newest->by, ==, "ben");
}

static void
test_the_old_code_ends_where_it_is_open (Lost *f, gconstpointer unused)
{
  g_autoptr (Visitor) other = visitor_new (f->areas.device.server);
  g_autoptr (Form) form = NULL;
  g_autofree char *line = NULL, *typed = NULL;
  g_autoptr (AppTicket) loaded = NULL;

  visitor_open_inbox (f->visitor, f->code);
  visitor_open_inbox (other, f->code);
  form = visitor_begin_form (other, "message");
  form_add (form, "message", "typed before it ended");
  line = issue (f->areas.anna, &f->ticket);
  areas_sync (&f->areas);

  visitor_get (f->visitor, "/inbox");
  expect_ended (f->visitor);
  g_assert_cmpuint (visitor_post (other, "/inbox", form), ==, 403);
  expect_ended (other);
  typed = visitor_read (other, "message");
  g_assert_cmpstr (typed, ==, "typed before it ended");
  g_assert_cmpuint (visitor_open_inbox (f->visitor, f->code), ==, 403);
  expect_ended (f->visitor);
  areas_sync (&f->areas);
  loaded = device_load (f->areas.anna, &f->ticket);
  g_assert_cmpuint (loaded->entries->len, ==, 1);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, line), ==, 200);
}

/* --- a server that helps whoever has the old code --- */

/* What the first keys seal, as nobody signs it. (transfer full) */
static GBytes *
write_with_old_code (AppStore *store, const HarkId *ticket, const char *text, HarkId *id)
{
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, ticket, NULL);
  const AppCacheEpoch *first = epochs->pdata[0];
  g_autoptr (JsonObject) body = json_object_new ();
  HarkObjectHeader header = {
    .type = HARK_OBJECT_MESSAGE, .org = store->account->org, .ticket = *ticket, .counter = 1
  };
  GError *error = NULL;
  GBytes *sealed;

  hark_id_random (id);
  header.object = *id;
  json_object_set_string_member (body, "text", text);
  json_object_set_string_member (body, "side", "reporter");
  sealed = hark_object_seal (&header, first->keys.sh, HARNESS_NOW,
                             hark_roster_get_head (store->roster), body, NULL, &error);
  g_assert_no_error (error);
  return sealed;
}

/* A page of the feed that brings it to anna as the @seq-th. */
static void
bring (Lost *f, const HarkId *id, GBytes *sealed, gint64 seq)
{
  AppStore *store = f->areas.anna->store;
  g_autoptr (JsonObject) line = json_object_new ();
  g_autofree char *cursor = app_cache_get_meta (store->cache, "cursor");
  g_autofree char *lineage = app_cache_get_meta (store->cache, "lineage");
  g_autofree char *to = app_cache_get_meta (store->cache, "to");
  g_autofree char *object = NULL, *page = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  AppFeedPage taken = { 0 };

  json_object_set_string_member (line, "k", "obj");
  hark_json_set_id (line, "id", id);
  hark_json_set_id (line, "tk", &f->ticket);
  json_object_set_int_member (line, "seq", seq);
  hark_json_set_bytes (line, "ct", g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  object = hark_json_to_string (line);
  page = g_strdup_printf ("{\"k\":\"head\",\"lineage\":\"%s\",\"to\":%s,\"more\":false,"
                          "\"schema\":%d}\n%s\n{\"k\":\"end\",\"cur\":\"%s\",\"n\":1}\n",
                          lineage, to, HARK_FEED_SCHEMA, object, cursor);
  bytes = g_bytes_new (page, strlen (page));
  app_feed_apply (store, bytes, FALSE, &taken, &error);
  g_assert_no_error (error);
  app_feed_page_clear (&taken);
}

/* Of all that anna has, @text alone is said to be of a code that had ended; or nothing is. */
static void
expect_marked (Lost *f, const char *text)
{
  g_autoptr (AppTicket) loaded = device_load (f->areas.anna, &f->ticket);
  g_autofree char *shown = device_show (f->areas.anna, &f->ticket);
  guint n = 0;

  for (guint i = 0; i < loaded->entries->len; i++)
    {
      const AppEntry *entry = device_entry (loaded, i);

      g_assert_cmpint (entry->by_ended_code, ==, g_strcmp0 (entry->text, text) == 0);
      n += entry->by_ended_code;
    }
  g_assert_cmpuint (n, ==, text != NULL ? 1 : 0);
  g_assert_true ((strstr (shown, "written with an inbox code that had ended") != NULL)
                 == (text != NULL));
}

static void
set_anew (Lost *f)
{
  g_assert_true (app_cache_clear (f->areas.anna->store->cache, NULL));
  g_assert_true (app_store_reload_roster (f->areas.anna->store, NULL));
  device_sync (f->areas.anna);
  g_assert_true (app_cache_set_meta (f->areas.anna->store->cache, "anew", "1", NULL));
}

/* anna has followed the second code, with which the reporter wrote; what is sealed with the first
 * one's keys afterwards. (transfer full) */
static GBytes *
write_after_the_end (Lost *f, HarkId *id)
{
  g_autofree char *line = NULL;

  visitor_open_inbox (f->visitor, f->code);
  say (f->visitor, "with the first code");
  areas_sync (&f->areas);
  line = issue (f->areas.anna, &f->ticket);
  areas_sync (&f->areas);
  areas_sync (&f->areas);
  visitor_open_inbox (f->visitor, line);
  say (f->visitor, "with the second code");
  areas_sync (&f->areas);
  expect_marked (f, NULL);
  return write_with_old_code (f->areas.anna->store, &f->ticket, "who is this?", id);
}

static void
test_what_is_written_with_a_code_that_had_ended_says_so (Lost *f, gconstpointer by_number)
{
  HarkId id;
  g_autoptr (GBytes) sealed = write_after_the_end (f, &id);

  if (by_number != NULL)
    {
      /* to a device that has followed nothing, and knows nothing but the server's numbers */
      hark_sqlite_exec (app_outbox_get_db (f->areas.anna->store->outbox), "DELETE FROM epoch_pin",
                        NULL);
      bring (f, &id, sealed, G_GINT64_CONSTANT (1) << 52);
      expect_marked (f, "who is this?");
      return;
    }

  /* said to be from before */
  bring (f, &id, sealed, 1);
  expect_marked (f, "who is this?");
  set_anew (f);
  bring (f, &id, sealed, 1);
  expect_marked (f, "who is this?");
}

/* The ticket's row is spoiled when it comes, and heals later. */
static void
bring_while_spoiled (Lost *f, const HarkId *id, GBytes *sealed)
{
  g_autofree char *spoil
      = g_strdup_printf ("UPDATE ticket SET rv = rv - 1, trust = %d", APP_TRUST_BROKEN);

  g_assert_true (hark_sqlite_exec (app_cache_get_db (f->areas.anna->store->cache), spoil, NULL));
  bring (f, id, sealed, 1);
  /* less than hours ago: not everything is asked for anew by that */
  hark_sqlite_exec (app_cache_get_db (f->areas.anna->store->cache),
                    "DELETE FROM meta WHERE key = 'doubt'", NULL);
  device_write (f->areas.ben->client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_sync (f->areas.ben->client);
  device_sync (f->areas.anna);
}

static void
test_no_way_round_that_mark (Lost *f, gconstpointer way)
{
  AppStore *store = f->areas.anna->store;
  HarkId id;
  g_autoptr (GBytes) sealed = write_after_the_end (f, &id);

  if (g_str_equal (way, "spoiled"))
    bring_while_spoiled (f, &id, sealed);
  else if (g_str_equal (way, "put-back"))
    g_assert_true (app_epoch_pin_release (store, 0, NULL));
  else if (g_str_equal (way, "dropped"))
    g_assert_true (app_epoch_pin_let_go (store, &f->ticket, NULL)
                   && app_cache_drop_ticket (store->cache, &f->ticket, NULL));
  if (g_str_equal (way, "anew") || g_str_equal (way, "dropped"))
    {
      set_anew (f);
      /* what was here before is not marked by that */
      expect_marked (f, NULL);
    }
  if (!g_str_equal (way, "spoiled"))
    bring (f, &id, sealed, 1);
  expect_marked (f, "who is this?");
}

/* Both write sheets without knowing of each other. */
static void
test_who_comes_second_is_told_that_the_sheet_is_void (Lost *f, gconstpointer unused)
{
  g_autofree char *first = issue (f->areas.anna, &f->ticket);
  g_autofree char *second = issue (f->areas.ben->client, &f->ticket);
  g_autoptr (GPtrArray) refused = NULL;
  AppRefused *item;

  areas_sync (&f->areas);
  refused = pair_list_refused (f->areas.ben->client);
  g_assert_cmpuint (refused->len, ==, 1);
  item = refused->pdata[0];
  g_assert_cmpint (item->reason, ==, APP_REFUSED_NEW_CODE);
  g_assert_false (item->can_retry);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, second), ==, 403);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, first), ==, 200);
}

/* Others opened epochs meanwhile, and the ticket goes to another team afterwards. */
static void
test_it_carries_over (Lost *f, gconstpointer unused)
{
  const AppAction move
      = { .type = APP_ACTION_MOVE, .ticket = f->ticket, .area = f->areas.procurement };
  g_autofree char *line = issue (f->areas.anna, &f->ticket);
  g_autoptr (AppTicket) loaded = NULL;

  device_write (f->areas.ben->client, APP_ACTION_NOTE, &f->ticket, "a note"); /* epoch 1 */
  device_sync (f->areas.ben->client);
  areas_sync (&f->areas);
  pair_expect_nothing_left (f->areas.anna);
  device_act (f->areas.anna, &move);
  areas_sync (&f->areas);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, line), ==, 200);
  say (f->visitor, "to the other team");
  areas_sync (&f->areas);
  loaded = device_load (f->areas.cleo->client, &f->ticket);
  g_assert_cmpint (loaded->trust, !=, APP_TRUST_BROKEN);
  g_assert_true (device_entry (loaded, 2)->by_code);
}

/* What anna, an Admin, is told of emil's; nobody else is. */
static void
expect_own (Lost *f, gboolean has)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) own
      = app_client_list_own_areas_sync (f->areas.anna, &f->areas.emil->id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (own->len, ==, has ? 1 : 0);
  if (has)
    g_assert_true (hark_id_equal (&((AppOwnArea *)own->pdata[0])->area, &f->areas.compliance));
  g_assert_null (app_client_list_own_areas_sync (f->areas.ben->client, &f->areas.emil->id, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
}

/* An Admin from whom a ticket is kept is told of it as little. */
static void
test_what_is_kept_from_an_admin_is_not_told_to_them (Lost *f, gconstpointer unused)
{
  g_autofree char *anna = hark_id_to_string (&f->areas.anna->store->account->user);
  const AppAction submit = { .type = APP_ACTION_SUBMIT,
                             .area = f->areas.compliance,
                             .subject = "About anna",
                             .text = "she did it",
                             .excluded = anna };
  g_autofree char *line = issue (f->areas.anna, &f->areas.ticket); /* the other one is gone */

  device_settle_exclusion (f->areas.anna, &f->areas.compliance, TRUE);
  areas_sync (&f->areas);
  /* an Expert must be left */
  areas_set_role (f->areas.anna, &f->areas.ben->id, &f->areas.compliance, HARK_ROLE_EXPERT);
  areas_sync (&f->areas);
  areas_sync (&f->areas);
  areas_sync (&f->areas);
  device_act (f->areas.emil->client, &submit);
  areas_sync (&f->areas);
  expect_own (f, FALSE);
}

/* emil's own ticket: his reporter's side is whoever has the code, also once his account is off. */
static void
test_of_somebody_whose_account_ends (Lost *f, gconstpointer unused)
{
  const AppAction say_more = {
    .type = APP_ACTION_ANSWER, .ticket = f->areas.ticket, .text = "as emil", .as_reporter = TRUE
  };
  g_autofree char *line = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;

  device_act (f->areas.emil->client, &say_more);
  expect_own (f, TRUE);
  areas_sync (&f->areas);
  line = issue (f->areas.anna, &f->areas.ticket);
  areas_sync (&f->areas);
  areas_sync (&f->areas);
  g_assert_false (areas_has (f->areas.emil->client, &f->areas.ticket));
  expect_own (f, FALSE);
  app_client_switch_off_sync (f->areas.anna, &f->areas.emil->id, &error);
  g_assert_no_error (error);
  g_assert_null (app_client_list_own_areas_sync (f->areas.anna, &f->areas.emil->id, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, line), ==, 200);
  g_assert_false (visitor_sees (f->visitor, "could not be proved"));
  g_assert_true (visitor_sees (f->visitor, "as emil"));
  say (f->visitor, "from home");

  device_sync (f->areas.ben->client);
  device_write (f->areas.ben->client, APP_ACTION_ANSWER, &f->areas.ticket, "to emil");
  device_sync (f->areas.ben->client);
  loaded = device_load (f->areas.ben->client, &f->areas.ticket);
  g_assert_cmpint (loaded->trust, !=, APP_TRUST_BROKEN);
  g_assert_cmpstr (loaded->reporter, ==, "emil");
  g_assert_cmpuint (loaded->entries->len, ==, 4);
  g_assert_false (device_entry (loaded, 1)->by_code);
  g_assert_true (device_entry (loaded, 2)->by_code);
  g_assert_true (device_entry (loaded, 2)->from_reporter);
  visitor_get (f->visitor, "/inbox");
  g_assert_true (visitor_sees (f->visitor, "to emil"));
}

/* Whoever opened the inbox's newest keys: also an Observer who left the ticket by them. */
static void
test_an_inbox_opens_after_an_observer_left (Lost *f, gconstpointer unused)
{
  const AppAction leave
      = { .type = APP_ACTION_EXCLUDE, .ticket = f->ticket, .user = f->areas.ben->id };

  areas_set_role (f->areas.anna, &f->areas.ben->id, &f->areas.compliance, HARK_ROLE_OBSERVER);
  areas_sync (&f->areas);
  device_act (f->areas.ben->client, &leave);
  device_sync (f->areas.ben->client);
  pair_expect_nothing_left (f->areas.ben->client);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, f->code), ==, 200);
  g_assert_false (visitor_sees (f->visitor, "could not be proved"));
  g_assert_true (visitor_sees (f->visitor, "Paid twice."));
}

static void
test_refused_in_words (Lost *f, gconstpointer unused)
{
  g_autoptr (AppInboxSheet) sheet = app_client_make_inbox_sheet (f->areas.anna, NULL, NULL);
  AppAction action = { .type = APP_ACTION_NEW_CODE, .ticket = f->areas.ticket };
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (f->areas.anna, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  action.inbox = app_inbox_sheet_get_keys (sheet);
  g_assert_false (app_client_act_sync (f->areas.emil->client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);
  action.ticket = f->ticket;
  g_assert_false (app_client_act_sync (f->areas.cleo->client, &action, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/lost-code/" path, Lost, NULL, set_up, function, tear_down)
  ADD ("opens-what-was-there", test_the_new_code_opens_what_was_there);
  ADD ("ends-where-it-is-open", test_the_old_code_ends_where_it_is_open);
  ADD ("second-is-told", test_who_comes_second_is_told_that_the_sheet_is_void);
  ADD ("carries-over", test_it_carries_over);
  ADD ("account-ends", test_of_somebody_whose_account_ends);
  ADD ("an-observer-left", test_an_inbox_opens_after_an_observer_left);
  ADD ("count-leaves-out", test_what_is_kept_from_an_admin_is_not_told_to_them);
  ADD ("refused-in-words", test_refused_in_words);

  g_test_add ("/lost-code/ended", Lost, NULL, set_up,
              test_what_is_written_with_a_code_that_had_ended_says_so, tear_down);
  g_test_add ("/lost-code/ended-by-number", Lost, "number", set_up,
              test_what_is_written_with_a_code_that_had_ended_says_so, tear_down);
  g_test_add ("/lost-code/ended-spoiled", Lost, "spoiled", set_up, test_no_way_round_that_mark,
              tear_down);
  g_test_add ("/lost-code/ended-put-back", Lost, "put-back", set_up, test_no_way_round_that_mark,
              tear_down);
  g_test_add ("/lost-code/ended-dropped", Lost, "dropped", set_up, test_no_way_round_that_mark,
              tear_down);
  g_test_add ("/lost-code/ended-anew", Lost, "anew", set_up, test_no_way_round_that_mark,
              tear_down);
  return g_test_run ();
}
