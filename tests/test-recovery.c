/* test-recovery.c: the organisation's recovery key, from desktops to a server and back: what is
 * sealed to it, who opens it when everybody else lost their keys, and what says so to whom */
#include "app-setup.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "recovery-fixture.h"
#include "visitor.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- made --- */

static void
test_key_counts_once_it_was_typed_from_the_sheet (Recovery *f, gconstpointer unused)
{
  g_autoptr (AppRecoveryKey) other = recovery_draw_key (f->anna);
  char *wrong = recovery_code_of (other);
  guint64 before = hark_roster_get_seq (f->anna->store->roster);
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_set_recovery_key_sync (f->anna, f->key, "no such words", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (app_client_set_recovery_key_sync (f->anna, f->key, wrong, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_cmpuint (hark_roster_get_seq (f->anna->store->roster), ==, before);
  g_assert_false (app_client_get_recovery_state (f->anna).is_set);

  recovery_take_key (f);
  device_sync (f->ben);
  g_assert_true (app_client_get_recovery_state (f->anna).is_set);
  g_assert_true (app_client_get_recovery_state (f->anna).is_on);
  g_assert_null (app_client_draw_recovery_key (f->ben, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (app_client_end_recovery_key_sync (f->ben, recovery_get_shown (f->ben), &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  hark_seal_free_string (wrong);
}

static void
test_tickets_old_and_new_are_sealed_to_it (Recovery *f, gconstpointer unused)
{
  Visitor *visitor = visitor_new (f->server);
  char *code = NULL;

  g_assert_cmpint (recovery_count_sealed (f), ==, 0);
  recovery_take_key (f);
  g_assert_cmpint (recovery_count_sealed (f), ==, 1); /* that of before */
  g_assert_cmpint (recovery_ask_store (f, "SELECT count (*) FROM due"), ==, 0);

  g_free (visitor_submit (visitor, "Through the portal", "A report.", &code));
  g_assert_cmpint (recovery_count_sealed (f), ==, 2);
  device_sync (f->ben);
  recovery_see_changes (f->ben);
  device_write (f->ben, APP_ACTION_NOTE, &f->pair.ticket, "Opens the next epoch.");
  device_sync (f->ben);
  device_submit (&f->pair.anna, "From a desktop", NULL);
  device_sync (f->anna);
  g_assert_cmpint (recovery_count_sealed (f), ==, 3);
  g_assert_cmpint (recovery_ask_store (f, "SELECT count (*) FROM recovery_slot WHERE epoch > 0"),
                   ==, 1);
  g_free (code);
  visitor_free (visitor);
}

static void
test_without_the_policy_nothing_is_sealed_to_it (Recovery *f, gconstpointer unused)
{
  GError *error = NULL;

  recovery_take_key (f);
  app_client_seal_to_recovery_key_sync (f->anna, recovery_get_shown (f->anna), FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (app_client_get_recovery_state (f->anna).is_set);
  g_assert_false (app_client_get_recovery_state (f->anna).is_on);
  device_submit (&f->pair.anna, "From a desktop", NULL);
  device_sync (f->anna);
  g_assert_cmpint (recovery_ask_store (f, "SELECT count (*) FROM ticket"), ==, 2);
  g_assert_cmpint (recovery_count_sealed (f), ==, 1);

  app_client_seal_to_recovery_key_sync (f->anna, recovery_get_shown (f->anna), TRUE, &error);
  g_assert_no_error (error);
  device_sync (f->anna);
  g_assert_cmpint (recovery_count_sealed (f), ==, 2);
}

/* A list that names a key does not open the past to it: a person has to have been told. */
static void
test_past_is_sealed_once_an_expert_was_told (Recovery *f, gconstpointer unused)
{
  GError *error = NULL;

  app_client_set_recovery_key_sync (f->clara->client, f->key, f->code, &error);
  g_assert_no_error (error);
  device_sync (f->anna);
  device_sync (f->anna);
  g_assert_cmpint (recovery_count_sealed (f), ==, 0);
  device_submit (&f->pair.anna, "A new one", NULL);
  device_sync (f->anna);
  g_assert_cmpint (recovery_count_sealed (f), ==, 1);

  recovery_see_changes (f->anna);
  device_sync (f->anna);
  g_assert_cmpint (recovery_count_sealed (f), ==, 2);
}

static void
test_another_key_takes_its_place_and_none_takes_all (Recovery *f, gconstpointer unused)
{
  g_autoptr (AppRecoveryKey) other = NULL;
  g_autoptr (GError) error = NULL;
  char *code;

  recovery_take_key (f);
  other = recovery_draw_key (f->anna);
  code = recovery_code_of (other);
  app_client_set_recovery_key_sync (f->anna, other, code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (recovery_count_sealed (f), ==,
                   1); /* to the first, until it is sealed to the second */
  device_sync (f->anna);
  g_assert_cmpint (recovery_count_sealed (f), ==, 1);
  g_assert_false (app_client_check_recovery_key_sync (f->anna, f->code, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_clear_error (&error);

  app_client_end_recovery_key_sync (f->anna, recovery_get_shown (f->anna), &error);
  g_assert_no_error (error);
  g_assert_cmpint (recovery_count_sealed (f), ==, 0);
  g_assert_cmpint (recovery_ask_store (f, "SELECT count (*) FROM due"), ==, 0);
  g_assert_false (app_client_get_recovery_state (f->anna).is_on);
  device_submit (&f->pair.anna, "After it", NULL);
  device_sync (f->anna);
  g_assert_cmpint (recovery_count_sealed (f), ==, 0);
  g_assert_false (app_client_end_recovery_key_sync (f->anna, recovery_get_shown (f->anna), &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  hark_seal_free_string (code);
}

/* The window asks with each change of anything: it is not to stand still while a worker reads. */
static void
test_state_is_told_while_the_store_is_busy (Recovery *f, gconstpointer unused)
{
  AppRecoveryState state;

  recovery_take_key (f);
  g_mutex_lock (&f->anna->lock);
  state = app_client_get_recovery_state (f->anna);
  g_mutex_unlock (&f->anna->lock);
  g_assert_true (state.is_set && state.is_on && state.is_admin);
  g_assert_cmpint (state.checked, >, 0);
  app_client_lock (f->anna);
  g_assert_false (app_client_get_recovery_state (f->anna).is_set);
}

/* Two Admins at once: the second is told, and the sheet of the first stays good. */
static void
test_nobody_replaces_or_ends_a_key_that_they_were_not_shown (Recovery *f, gconstpointer unused)
{
  AppClient *clara = f->clara->client;
  g_autoptr (AppRecoveryKey) other = recovery_draw_key (clara);
  const HarkId none = *recovery_get_shown (clara);
  char *code = recovery_code_of (other);
  g_autoptr (GError) error = NULL;
  HarkId first;

  recovery_take_key (f);
  first = *recovery_get_shown (f->anna);
  g_assert_false (app_client_set_recovery_key_sync (clara, other, code, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (app_client_check_recovery_key_sync (clara, f->code, NULL));
  g_assert_false (app_client_end_recovery_key_sync (clara, &none, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);
  hark_seal_free_string (code);

  app_recovery_key_unref (g_steal_pointer (&other));
  other = recovery_draw_key (clara);
  code = recovery_code_of (other);
  app_client_set_recovery_key_sync (clara, other, code, &error);
  g_assert_no_error (error);
  g_assert_false (app_client_seal_to_recovery_key_sync (f->anna, &first, FALSE, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_false (app_client_end_recovery_key_sync (f->anna, &first, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_assert_true (app_client_get_recovery_state (f->anna).is_on);
  g_assert_true (app_client_check_recovery_key_sync (f->anna, code, NULL));
  hark_seal_free_string (code);
}

/* --- tried --- */

static void
test_drill_tells_the_right_sheet_and_opens_nothing (Recovery *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppRecoveryKey) other = recovery_draw_key (f->anna);
  char *wrong = recovery_code_of (other);
  guint64 seq;

  g_assert_false (app_client_check_recovery_key_sync (f->ben, f->code, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  recovery_take_key (f);
  device_sync (f->ben);
  seq = hark_roster_get_seq (f->ben->store->roster);
  g_assert_cmpint (app_client_get_recovery_state (f->ben).checked, ==, 0);

  g_assert_false (app_client_check_recovery_key_sync (f->ben, "abandon ability", &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (app_client_check_recovery_key_sync (f->ben, wrong, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_cmpint (app_client_get_recovery_state (f->ben).checked, ==, 0);

  harness_stop (f->server); /* nobody is asked */
  app_client_check_recovery_key_sync (f->ben, f->code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (app_client_get_recovery_state (f->ben).checked, >, 0);
  device_start_server (&f->pair.anna);
  device_move (f->pair.colleague->home, harness_get_port (f->server));
  g_assert_cmpuint (hark_roster_get_seq (f->ben->store->roster), ==, seq);
  hark_seal_free_string (wrong);
}

static void
test_last_drill_is_kept_on_the_device (Recovery *f, gconstpointer unused)
{
  gint64 checked;

  recovery_take_key (f);
  checked = app_client_get_recovery_state (f->anna).checked; /* typed back when it was made */
  g_assert_cmpint (checked, >, 0);
  device_restart (&f->pair.anna);
  f->anna = f->pair.anna.client;
  g_assert_cmpint (app_client_get_recovery_state (f->anna).checked, ==, checked);
}

/* --- nobody was told --- */

static HarkError
try_sync (AppClient *client)
{
  g_autoptr (GError) error = NULL;

  return app_client_sync_sync (client, &error) ? 0 : (HarkError)error->code;
}

static guint
count_waiting (AppClient *client)
{
  g_autoptr (GPtrArray) list = app_client_list_waiting_sync (client, NULL);

  return list->len;
}

/* Ben, a Professional, opens the next keys of an old ticket, with all that was there before. */
static void
test_new_keys_of_old_tickets_wait_until_one_was_told_of_the_key (Recovery *f, gconstpointer unused)
{
  GError *error = NULL;
  HarkId later;

  recovery_see_changes (f->ben);
  app_client_set_recovery_key_sync (f->clara->client, f->key, f->code, &error);
  g_assert_no_error (error);
  device_sync (f->ben);
  device_write (f->ben, APP_ACTION_NOTE, &f->pair.ticket, "Not for the key.");
  g_assert_cmpint (try_sync (f->ben), ==, HARK_ERROR_UNSEEN);
  g_assert_cmpint (try_sync (f->ben), ==, HARK_ERROR_UNSEEN);
  g_assert_cmpint (app_client_get_connection (f->ben), ==, APP_CONNECTION_UNSEEN);
  g_assert_cmpuint (count_waiting (f->ben), ==, 1);
  g_assert_cmpint (recovery_count_sealed (f), ==, 0);
  g_assert_cmpint (recovery_ask_store (f, "SELECT count (*) FROM epoch WHERE epoch > 0"), ==, 0);

  /* what is new, and what waits behind nothing, goes */
  later = device_submit (&f->pair.anna, "A new one", NULL);
  device_sync (f->anna);
  g_assert_cmpint (try_sync (f->ben), ==, HARK_ERROR_UNSEEN);
  device_write (f->ben, APP_ACTION_NOTE, &later, "Of the new one.");
  g_assert_cmpint (try_sync (f->ben), ==, HARK_ERROR_UNSEEN);
  g_assert_cmpuint (count_waiting (f->ben), ==, 1);
  g_assert_cmpint (recovery_ask_store (f, "SELECT count (*) FROM epoch WHERE epoch > 0"), ==, 1);
  g_assert_cmpint (recovery_count_sealed (f), ==, 1);

  recovery_see_changes (f->ben);
  g_assert_cmpint (try_sync (f->ben), ==, 0);
  g_assert_cmpint (app_client_get_connection (f->ben), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (count_waiting (f->ben), ==, 0);
  g_assert_cmpint (recovery_count_sealed (f), ==, 2);
}

/* --- used --- */

static void
test_an_expert_opens_all_when_everybody_lost_their_keys (Recovery *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) changes = NULL;
  const AppTeamChange *change = NULL;
  AppRecovered recovered;
  Laptop anna, ben;

  recovery_take_key (f);
  device_sync (f->ben);
  recovery_see_changes (f->ben);
  device_write (f->ben, APP_ACTION_NOTE, &f->pair.ticket, "Written with the keys of before.");
  device_sync (f->ben);
  recovery_lose_all (f, &anna, &ben);

  g_assert_cmpint (recovery_try_use (anna.client, &f->area, f->code, &recovered), ==, 0);
  g_assert_cmpuint (recovered.n_opened, ==, 1);
  g_assert_cmpuint (recovered.n_failed, ==, 0);
  device_sync (anna.client);
  g_assert_cmpuint (recovery_count_tickets (anna.client), ==, 1);
  recovery_expect_note_of_before (anna.client, &f->pair.ticket);

  /* and brings the others in by the ordinary way */
  recovery_appoint (anna.client, &f->pair.colleague->id, &f->area, HARK_ROLE_PROFESSIONAL);
  device_sync (anna.client);
  device_sync (ben.client);
  recovery_expect_note_of_before (ben.client, &f->pair.ticket);
  recovery_see_changes (ben.client); /* that anna uses the key */
  device_write (ben.client, APP_ACTION_NOTE, &f->pair.ticket, "And we are back.");
  device_sync (ben.client);

  device_sync (f->clara->client);
  changes = app_client_list_team_changes_sync (f->clara->client, NULL);
  for (guint i = 0; i < changes->len; i++)
    {
      change = changes->pdata[i];
      if (change->kind == APP_TEAM_CHANGE_RECOVERING)
        break;
    }
  g_assert_cmpint (change->kind, ==, APP_TEAM_CHANGE_RECOVERING);
  g_assert_cmpstr (change->name, ==, "anna");
  g_assert_cmpstr (change->area_name, ==, "Compliance");
  recovery_leave (&anna);
  recovery_leave (&ben);
}

static void
test_cut_off_it_goes_on_without_another_statement (Recovery *f, gconstpointer unused)
{
  AppRecovered recovered;
  Laptop anna, ben;
  guint64 seq;

  recovery_take_key (f);
  device_submit (&f->pair.anna, "Another", NULL);
  device_sync (f->anna);
  recovery_lose_all (f, &anna, &ben);
  recovery_say_use (f, anna.client);
  seq = hark_roster_get_seq (anna.client->store->roster);

  g_assert_cmpint (recovery_try_use (anna.client, &f->area, f->code, &recovered), ==, 0);
  g_assert_cmpuint (recovered.n_opened, ==, 2);
  g_assert_cmpint (recovery_try_use (anna.client, &f->area, f->code, &recovered), ==, 0);
  g_assert_cmpuint (recovered.n_opened, ==, 0);
  g_assert_cmpuint (hark_roster_get_seq (anna.client->store->roster), ==, seq);
  g_assert_cmpuint (recovery_count_tickets (anna.client), ==, 2);
  recovery_leave (&anna);
  recovery_leave (&ben);
}

static void
test_wrong_sheet_or_no_place_there_says_and_opens_nothing (Recovery *f, gconstpointer unused)
{
  g_autoptr (AppRecoveryKey) other = recovery_draw_key (f->anna);
  char *wrong = recovery_code_of (other);
  AppRecovered recovered;
  guint64 seq;

  g_assert_cmpint (recovery_try_use (f->anna, &f->area, f->code, &recovered), ==,
                   HARK_ERROR_NOT_FOUND);
  recovery_take_key (f);
  device_sync (f->ben);
  device_sync (f->clara->client);
  seq = hark_roster_get_seq (f->anna->store->roster);
  g_assert_cmpint (recovery_try_use (f->anna, &f->area, wrong, &recovered), ==,
                   HARK_ERROR_UNVERIFIED);
  g_assert_cmpint (recovery_try_use (f->anna, &f->area, "no words", &recovered), ==,
                   HARK_ERROR_INVALID);
  g_assert_cmpint (recovery_try_use (f->ben, &f->area, f->code, &recovered), ==,
                   HARK_ERROR_FORBIDDEN);
  g_assert_cmpint (recovery_try_use (f->clara->client, &f->area, f->code, &recovered), ==,
                   HARK_ERROR_FORBIDDEN);
  device_sync (f->anna);
  g_assert_cmpuint (hark_roster_get_seq (f->anna->store->roster), ==, seq);
  g_assert_cmpuint (recovery_count_tickets (f->clara->client), ==, 0);
  hark_seal_free_string (wrong);
}

static void
test_server_gives_it_to_who_said_so_and_for_that_area_alone (Recovery *f, gconstpointer unused)
{
  g_autoptr (GBytes) statement = NULL;
  AppRecovered recovered;
  Laptop anna, ben;
  HarkId other;

  recovery_take_key (f);
  recovery_lose_all (f, &anna, &ben);
  recovery_appoint (anna.client, &f->pair.colleague->id, &f->area, HARK_ROLE_EXPERT);
  device_sync (ben.client);
  hark_id_random (&other);
  recovery_expect_recoverable (f, anna.client, &f->area, 403, 0);
  recovery_expect_recoverable (f, f->clara->client, &f->area, 403, 0);

  device_sync (anna.client);
  statement = hark_roster_make_recovery_use (anna.client->store->roster,
                                             &anna.client->store->account->user,
                                             anna.client->store->keys->account.sign_sk, &f->area,
                                             app_recovery_key_get_keys (f->key)->sign_sk);
  recovery_send_statement (f, anna.client, statement, 200);
  recovery_send_statement (f, anna.client, statement, 409); /* played again */
  recovery_expect_recoverable (f, anna.client, &f->area, 200, 1);
  recovery_expect_recoverable (f, anna.client, &other, 403, 0);
  recovery_expect_recoverable (f, ben.client, &f->area, 403,
                               0); /* an Expert, too, but not who said so */
  recovery_expect_recoverable (f, f->clara->client, &f->area, 403, 0);

  g_assert_cmpint (recovery_try_use (anna.client, &f->area, f->code, &recovered), ==, 0);
  recovery_expect_recoverable (f, anna.client, &f->area, 200, 0);
  recovery_leave (&anna);
  recovery_leave (&ben);
}

/* Not even that there is another one. */
static void
test_what_excludes_is_not_hinted_at (Recovery *f, gconstpointer unused)
{
  AppAction exclude = { .type = APP_ACTION_EXCLUDE, .user = f->anna->store->account->user };
  g_autofree char *path = recovery_path_of (&f->area), *one = g_strconcat (path, "?limit=1", NULL);
  g_autoptr (JsonObject) reply = NULL;
  HarkId other;
  Laptop anna, ben;

  recovery_take_key (f);
  recovery_appoint (f->anna, &f->pair.colleague->id, &f->area, HARK_ROLE_EXPERT);
  other = device_submit (&f->pair.anna, "Another", NULL);
  device_sync (f->anna);
  device_sync (f->ben);
  exclude.ticket = memcmp (&other, &f->pair.ticket, HARK_ID_LEN) > 0 ? other : f->pair.ticket;
  recovery_see_changes (f->ben);
  device_act (f->ben, &exclude); /* the last one of the list */
  device_sync (f->ben);
  recovery_lose_all (f, &anna, &ben);
  recovery_say_use (f, anna.client);
  reply = harness_ask (f->server, "GET", one, anna.client->token, NULL, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "tickets")), ==, 1);
  g_assert_false (json_object_get_boolean_member (reply, "more"));
  recovery_leave (&anna);
  recovery_leave (&ben);
}

/* Whoever is excluded from a ticket does not get at it by the sheet either. */
static void
test_exclusions_hold (Recovery *f, gconstpointer unused)
{
  AppAction exclude = { .type = APP_ACTION_EXCLUDE,
                        .ticket = f->pair.ticket,
                        .user = f->anna->store->account->user };
  AppRecovered recovered;
  Laptop anna, ben;

  recovery_take_key (f);
  recovery_appoint (f->anna, &f->pair.colleague->id, &f->area, HARK_ROLE_EXPERT);
  device_submit (&f->pair.anna, "Another", NULL);
  device_sync (f->anna);
  device_sync (f->ben);
  recovery_see_changes (f->ben);
  device_act (f->ben, &exclude);
  device_sync (f->ben);
  g_assert_cmpint (recovery_count_sealed (f), ==, 2);
  recovery_lose_all (f, &anna, &ben);
  g_assert_cmpint (recovery_try_use (anna.client, &f->area, f->code, &recovered), ==, 0);
  g_assert_cmpuint (recovered.n_opened, ==, 1);
  g_assert_cmpuint (recovered.n_failed, ==, 0);
  recovery_leave (&anna);
  recovery_leave (&ben);
}

static void
test_slot_that_does_not_open_is_told_and_changes_nothing (Recovery *f, gconstpointer unused)
{
  AppRecovered recovered;
  Laptop anna, ben;

  recovery_take_key (f);
  recovery_lose_all (f, &anna, &ben);
  recovery_ask_store (f, "UPDATE recovery_slot SET box = zeroblob (208) RETURNING 1");
  g_assert_cmpint (recovery_try_use (anna.client, &f->area, f->code, &recovered), ==, 0);
  g_assert_cmpuint (recovered.n_opened, ==, 0);
  g_assert_cmpuint (recovered.n_failed, ==, 1);
  g_assert_cmpuint (recovery_count_tickets (anna.client), ==, 0);
  recovery_leave (&anna);
  recovery_leave (&ben);
}

static void
test_what_is_on_the_sheet_is_kept_nowhere (Recovery *f, gconstpointer unused)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *path = g_build_filename (f->pair.anna.home, "key.pdf", NULL);
  AppRecovered recovered;
  guint8 secret[HARK_CODE_LEN];
  GError *error = NULL;
  Laptop anna, ben;

  recovery_take_key (f);
  g_assert_true (app_client_check_recovery_key_sync (f->anna, f->code, NULL));
  recovery_lose_all (f, &anna, &ben);
  g_assert_cmpint (recovery_try_use (anna.client, &f->area, f->code, &recovered), ==, 0);
  hark_code_parse (f->code, secret, &error);
  g_assert_no_error (error);
  g_assert_false (harness_holds (f->server, secret, sizeof secret));
  g_assert_false (harness_holds (f->server, f->code, strlen (f->code)));
  g_assert_cmpuint (test_folder_count_files_with (anna.home, f->code), ==, 0);
  g_assert_cmpuint (test_folder_count_files_with (f->pair.anna.home, f->code), ==, 0);
  hark_seal_wipe (secret, sizeof secret);

  app_recovery_key_write_pdf (f->key, path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  recovery_leave (&anna);
  recovery_leave (&ben);
}

#define TEST(path, test)                                                                           \
  g_test_add ("/recovery/" path, Recovery, NULL, recovery_set_up, test, recovery_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("typed", test_key_counts_once_it_was_typed_from_the_sheet);
  TEST ("sealed", test_tickets_old_and_new_are_sealed_to_it);
  TEST ("policy", test_without_the_policy_nothing_is_sealed_to_it);
  TEST ("told", test_past_is_sealed_once_an_expert_was_told);
  TEST ("told-of-key", test_new_keys_of_old_tickets_wait_until_one_was_told_of_the_key);
  TEST ("another", test_another_key_takes_its_place_and_none_takes_all);
  TEST ("busy", test_state_is_told_while_the_store_is_busy);
  TEST ("shown", test_nobody_replaces_or_ends_a_key_that_they_were_not_shown);
  TEST ("drill", test_drill_tells_the_right_sheet_and_opens_nothing);
  TEST ("drill-kept", test_last_drill_is_kept_on_the_device);
  TEST ("all-lost", test_an_expert_opens_all_when_everybody_lost_their_keys);
  TEST ("cut-off", test_cut_off_it_goes_on_without_another_statement);
  TEST ("wrong", test_wrong_sheet_or_no_place_there_says_and_opens_nothing);
  TEST ("who", test_server_gives_it_to_who_said_so_and_for_that_area_alone);
  TEST ("excluded", test_exclusions_hold);
  TEST ("excluded-last", test_what_excludes_is_not_hinted_at);
  TEST ("broken", test_slot_that_does_not_open_is_told_and_changes_nothing);
  TEST ("nowhere", test_what_is_on_the_sheet_is_kept_nowhere);

  return g_test_run ();
}
