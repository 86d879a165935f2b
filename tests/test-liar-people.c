/* test-liar-people.c: what a server may say of people, their keys and their rights, and what comes
 * of it */
#include "deceived.h"

#include <string.h>

#include "app-http.h"
#include "folder.h"
#include "hark-account.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"

#define STATEMENT_BODY 46 /* where the body of a statement begins */

/* --- the list of people --- */

static guint64
count_people (Deceived *f)
{
  return hark_roster_get_seq (f->device.client->store->roster);
}

static void
flip_at (JsonObject *line, gsize at)
{
  gsize length;
  g_autofree guchar *data = g_base64_decode (json_object_get_string_member (line, "st"), &length);

  g_assert_cmpuint (at, <, length);
  data[at] ^= 1;
  hark_json_set_bytes (line, "st", data, length);
}

/* The last two statements put bert into the list and into the team. */
static void
swap_berts_keys (JsonObject *line, gpointer last)
{
  if (json_object_get_int_member (line, "seq") == GPOINTER_TO_INT (last) - 1)
    flip_at (line, STATEMENT_BODY + HARK_ID_LEN + 40);
}

static void
keep_the_last (JsonObject *line, gpointer last)
{
  if (json_object_get_int_member (line, "seq") == GPOINTER_TO_INT (last))
    json_object_remove_member (line, "k");
}

static void
leave_a_hole (JsonObject *line, gpointer last)
{
  if (json_object_get_int_member (line, "seq") == GPOINTER_TO_INT (last) - 1)
    json_object_remove_member (line, "k");
}

static void
keep_all (JsonObject *line, gpointer unused)
{
  json_object_remove_member (line, "k");
}

static void
test_an_older_list_or_one_with_holes_is_refused (Deceived *f, gconstpointer unused)
{
  static const LieLine lies[] = { swap_berts_keys, keep_the_last, leave_a_hole, keep_all };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      deceived_forget (f);
      liar_tell_line (f->liar, "roster", lies[i], GINT_TO_POINTER ((int)count_people (f)));
      deceived_expect_refused (f, HARK_ERROR_FORKED, APP_CONNECTION_FORKED, "list of people");
    }
}

/* A statement by @signer that puts @user in, or @area's team together. */
static GBytes *
forge (Deceived *f, guint n, const HarkId *signer, const HarkAccountKeys *keys, gboolean team)
{
  g_autoptr (HarkRoster) roster = deceived_copy_people (f, n);
  const HarkId *stranger = &f->other; /* any id that nobody has */
  HarkRosterMember only = { .user = f->bert->id, .role = HARK_ROLE_EXPERT };

  if (!team)
    return hark_roster_make_user_add (roster, signer, keys->sign_sk, stranger, keys->sign_pk,
                                      keys->box_pk, "stranger");

  memcpy (only.keys_hash, hark_roster_get_user (roster, &f->bert->id)->keys_hash,
          sizeof only.keys_hash);
  return hark_roster_make_area_set (roster, signer, keys->sign_sk, &f->area, &only, 1);
}

static void
expect_statement_refused (Deceived *f, GBytes *statement, guint64 seq)
{
  g_autoptr (JsonObject) line = deceived_make_roster_line (statement, seq);

  liar_tell_line (f->liar, "head", deceived_add_line, line);
  deceived_expect_refused (f, HARK_ERROR_FORKED, APP_CONNECTION_FORKED, "list of people");
}

/* By nobody's key, by a member who is no Admin, by one who is no Expert. */
static void
test_nobody_is_added_or_raised_without_the_right (Deceived *f, gconstpointer unused)
{
  const HarkId *anna = &f->device.client->store->account->user;
  HarkAccountKeys *strangers = hark_seal_alloc (sizeof *strangers);
  const HarkAccountKeys *berts = &f->bert->client->store->keys->account;
  guint n = (guint)count_people (f);
  const struct
  {
    const HarkId *signer;
    const HarkAccountKeys *keys;
    gboolean team;
  } cases[] = {
    { anna, strangers, FALSE },     { anna, strangers, TRUE },     { &f->other, strangers, FALSE },
    { &f->bert->id, berts, FALSE }, { &f->bert->id, berts, TRUE },
  };

  hark_account_keys_random (strangers);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) statement = forge (f, n, cases[i].signer, cases[i].keys, cases[i].team);

      expect_statement_refused (f, statement, n + 1);
    }
  g_assert_cmpuint (count_people (f), ==, n);
  hark_seal_free (strangers);
}

/* Anna signed both: one was shown to her, the other to somebody else. */
static void
test_a_list_that_branches_off_is_refused (Deceived *f, gconstpointer unused)
{
  const AppStore *store = f->device.client->store;
  guint n = (guint)count_people (f);
  g_autoptr (GBytes) instead
      = forge (f, n - 1, &store->account->user, &store->keys->account, FALSE);
  g_autoptr (GBytes) behind = NULL;

  expect_statement_refused (f, instead, n);
  {
    g_autoptr (HarkRoster) branch = deceived_copy_people (f, n - 1);
    GError *error = NULL;

    hark_roster_append (branch, instead, &error);
    g_assert_no_error (error);
    behind = hark_roster_make_user_off (branch, &store->account->user, store->keys->account.sign_sk,
                                        &f->bert->id);
  }
  expect_statement_refused (f, behind, n + 1);
}

static void
answer_with_less (JsonObject *reply, gpointer unused)
{
  JsonArray *statements = json_object_get_array_member (reply, "statements");

  if (json_array_get_length (statements) > 0)
    json_array_remove_element (statements, json_array_get_length (statements) - 1);
}

static const char reset[] = "{\"code\":\"reset\",\"detail\":\"put back\",\"reset\":\"lineage\","
                            "\"known\":9007199254740992,\"made\":null}";

/* What a restored server would say: it is given the list back, and takes none. */
static void
test_a_restore_is_no_excuse_for_a_shorter_list (Deceived *f, gconstpointer unused)
{
  liar_tell_text (f->liar, "GET", HARK_API_SYNC, 410, reset);
  liar_tell_json (f->liar, "GET", HARK_API_ROSTER, answer_with_less, NULL);
  liar_tell_text (f->liar, "POST", HARK_API_ROSTER, 409, "{\"code\":\"conflict\"}");
  deceived_expect_refused (f, HARK_ERROR_FORKED, APP_CONNECTION_FORKED, "cannot be given back");

  liar_tell_text (f->liar, "GET", HARK_API_SYNC, 410, reset);
  deceived_expect_refused (f, HARK_ERROR_RESET, APP_CONNECTION_NONSENSE, NULL);
  g_assert_cmpuint (liar_count (f->liar, "GET", HARK_API_SYNC), <, 100);
}

/* --- who wrote it --- */

static void
expect_words_marked (Deceived *f, const DeceivedWords *words)
{
  g_autoptr (JsonObject) line = deceived_write_words (f, words);

  liar_tell_line (f->liar, "head", deceived_add_line, line);
  deceived_expect_marked (f, FALSE);
}

static void
test_nobody_speaks_as_a_handler_who_was_none (Deceived *f, gconstpointer unused)
{
  AppClient *anna = f->device.client;
  g_autoptr (Colleague) dora = colleague_join (f->device.server, anna, "dora", HARK_ROLE_NONE);
  guint8 before[HARK_HEAD_LEN], nowhere[HARK_HEAD_LEN] = { 7 };
  const HarkId nobody = { { 0 } };

  device_sync (anna);
  memcpy (before, hark_roster_get_head (anna->store->roster), sizeof before);
  {
    const DeceivedWords cases[] = {
      /* who reports, or only has an account, says to be of the team */
      { .author = dora->client, .type = HARK_OBJECT_MESSAGE, .side = "team" },
      { .author = dora->client, .type = HARK_OBJECT_NOTE, .side = "team" },
      { .author = dora->client, .type = HARK_OBJECT_MESSAGE, .side = "reporter" },
      { .author = dora->client, .type = HARK_OBJECT_HISTORY, .side = "team" },
      /* in bert's name, by another key or by none */
      { .author = dora->client, .as = &f->bert->id, .type = HARK_OBJECT_MESSAGE, .side = "team" },
      { .author = anna, .as = &f->bert->id, .type = HARK_OBJECT_NOTE, .side = "team" },
      { .author = anna,
        .as = &f->bert->id,
        .type = HARK_OBJECT_MESSAGE,
        .side = "team",
        .is_unsigned = TRUE },
      /* an anonymous reporter of a ticket that has a named one, and one who writes notes */
      { .author = anna,
        .as = &nobody,
        .type = HARK_OBJECT_MESSAGE,
        .side = "reporter",
        .is_unsigned = TRUE },
      { .author = anna,
        .as = &nobody,
        .type = HARK_OBJECT_NOTE,
        .side = "team",
        .is_unsigned = TRUE },
      /* at a list of people that this client does not know */
      { .author = f->bert->client, .type = HARK_OBJECT_MESSAGE, .side = "team", .head = nowhere },
    };

    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      expect_words_marked (f, &cases[i]);
  }

  /* a member now, but not when it was written */
  colleague_set_role (f->device.server, anna, dora, HARK_ROLE_PROFESSIONAL);
  device_sync (anna);
  {
    const DeceivedWords early
        = { .author = dora->client, .type = HARK_OBJECT_MESSAGE, .side = "team", .head = before };

    expect_words_marked (f, &early);
  }
}

/* --- keys that somebody else made --- */

static void
test_only_members_open_epochs (Deceived *f, gconstpointer unused)
{
  AppClient *anna = f->device.client;
  g_autoptr (Colleague) dora = colleague_join (f->device.server, anna, "dora", HARK_ROLE_OBSERVER);
  const HarkId *authors[] = {
    &dora->id,    /* may read, not open */
    &f->bert->id, /* in bert's name */
    &f->other,    /* whom nobody knows */
  };

  device_sync (anna);
  for (guint i = 0; i < G_N_ELEMENTS (authors); i++)
    {
      g_autoptr (JsonObject) line = deceived_fetch_line (f);

      deceived_open_epoch (f, line, &dora->client->store->keys->account, authors[i], NULL, NULL);
      deceived_expect_line_marked (f, line);
    }
}

/* --- asked to seal to somebody --- */

static void
name_a_stranger (JsonObject *reply, gpointer user)
{
  Deceived *f = user;
  JsonArray *dues = json_array_new ();
  const HarkId *whom[] = { &f->other, &f->device.client->store->account->user };

  for (guint i = 0; i < G_N_ELEMENTS (whom); i++)
    for (guint epoch = 0; epoch < 3; epoch++)
      {
        JsonObject *due = json_object_new ();

        hark_json_set_id (due, "tk", &f->ticket);
        json_object_set_string_member (due, "kind", i == 0 ? "seal" : "rekey");
        json_object_set_int_member (due, "epoch", epoch);
        hark_json_set_id (due, "to", whom[i]);
        json_array_add_object_element (dues, due);
      }
  json_object_set_array_member (reply, "dues", dues);
  json_object_set_boolean_member (reply, "more", TRUE);
}

static void
say_due (JsonObject *head, gpointer unused)
{
  json_object_set_boolean_member (head, "due", TRUE);
}

static void
name_bert (JsonObject *reply, gpointer user)
{
  Deceived *f = user;
  JsonArray *dues = json_array_new ();
  JsonObject *due = json_object_new ();

  hark_json_set_id (due, "tk", &f->ticket);
  json_object_set_string_member (due, "kind", "seal");
  json_object_set_int_member (due, "epoch", 1);
  hark_json_set_id (due, "to", &f->bert->id);
  json_array_add_object_element (dues, due);
  json_object_set_array_member (reply, "dues", dues);
  json_object_set_boolean_member (reply, "more", TRUE);
}

/* Nor is a member sealed to over and over, for a server that never has enough. */
static void
test_nothing_is_sealed_to_strangers (Deceived *f, gconstpointer unused)
{
  guint slots = liar_count (f->liar, "POST", HARK_API_SLOTS);
  guint ops = liar_count (f->liar, "POST", HARK_API_OPS);

  liar_tell_line (f->liar, "head", say_due, NULL);
  liar_tell_json (f->liar, "GET", HARK_API_DUES, name_a_stranger, f);
  device_sync (f->device.client);
  g_assert_cmpuint (liar_count (f->liar, "POST", HARK_API_SLOTS), ==, slots);
  g_assert_cmpuint (liar_count (f->liar, "POST", HARK_API_OPS), ==, ops);
  g_assert_cmpuint (liar_count (f->liar, "GET", HARK_API_DUES), <, 100);
  deceived_recover (f);

  liar_tell_line (f->liar, "head", say_due, NULL);
  liar_tell_json (f->liar, "GET", HARK_API_DUES, name_bert, f);
  device_sync (f->device.client);
  g_assert_cmpuint (liar_count (f->liar, "POST", HARK_API_SLOTS), <=, slots + 1);
  deceived_recover (f);
}

/* --- signing in --- */

static char *
liar_url (Deceived *f)
{
  return g_strdup_printf ("http://127.0.0.1:%u", liar_get_port (f->liar));
}

static void
expect_no_sign_in (Deceived *f, HarkError code, const char *words)
{
  g_autofree char *url = liar_url (f);
  char *home = test_folder_new ();
  AppClient *client = device_open (home);
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_sign_in_sync (client, url, "anna", DEVICE_PASSWORD,
                                           f->device.account_key, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, HARK_ERROR, (int)code);
  if (words != NULL)
    g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpint (app_client_get_state (client), ==, APP_CLIENT_EMPTY);
  device_close (client);
  test_folder_remove (home);
  liar_be_honest (f->liar);
}

static void
set_number (JsonObject *reply, gpointer pair)
{
  const char *const *words = pair;

  json_object_set_int_member (reply, words[0], g_ascii_strtoll (words[1], NULL, 10));
}

static void
test_weak_or_absurd_costs_are_refused (Deceived *f, gconstpointer unused)
{
  static const char *const costs[][2] = {
    { "ops", "1" },    { "mem", "8" },          { "mem", "65535" },
    { "ops", "1000" }, { "mem", "2147483647" }, { "mem", "1048577" },
  };
  guint sessions = liar_count (f->liar, "POST", HARK_API_AUTH_SESSION);

  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    {
      liar_tell_json (f->liar, "GET", HARK_API_AUTH_PARAMS, set_number, (gpointer)costs[i]);
      expect_no_sign_in (f, HARK_ERROR_UNVERIFIED, "nothing of the password was sent");
    }
  g_assert_cmpuint (liar_count (f->liar, "POST", HARK_API_AUTH_SESSION), ==, sessions);
}

static void
be_another_organisation (JsonObject *reply, gpointer unused)
{
  const guint8 other[32] = { 5 };

  hark_json_set_bytes (reply, "root_pk", other, sizeof other);
}

static void
be_called (JsonObject *reply, gpointer name)
{
  json_object_set_string_member (reply, "name", name);
}

static void
not_be_ready (JsonObject *reply, gpointer unused)
{
  json_object_set_boolean_member (reply, "ready", FALSE);
}

static void
be_somebody (JsonObject *reply, gpointer user)
{
  hark_json_set_id (reply, "user", user);
}

static const char session[] = "{\"token\":\"QUFBQQ==\",\"user\":\"00\"}";

static void
test_another_organisation_or_account_does_not_sign_in (Deceived *f, gconstpointer unused)
{
  liar_tell_json (f->liar, "GET", HARK_API_INFO, be_another_organisation, NULL);
  expect_no_sign_in (f, HARK_ERROR_AUTH, NULL);
  /* one that takes any secret, and has the bundle */
  {
    g_autoptr (Reply) reply = harness_request (f->device.server, "GET", HARK_API_AUTH_BUNDLE,
                                               f->device.client->token, NULL);
    g_autofree char *bundle
        = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));

    g_assert_cmpuint (reply->status, ==, 200);
    liar_tell_json (f->liar, "GET", HARK_API_INFO, be_another_organisation, NULL);
    liar_tell_text (f->liar, "POST", HARK_API_AUTH_SESSION, 200, session);
    liar_tell_text (f->liar, "GET", HARK_API_AUTH_BUNDLE, 200, bundle);
    expect_no_sign_in (f, HARK_ERROR_UNVERIFIED, "belongs to somebody else");
    liar_tell_json (f->liar, "GET", HARK_API_AUTH_PARAMS, be_somebody, &f->bert->id);
    liar_tell_text (f->liar, "POST", HARK_API_AUTH_SESSION, 200, session);
    liar_tell_text (f->liar, "GET", HARK_API_AUTH_BUNDLE, 200, bundle);
    expect_no_sign_in (f, HARK_ERROR_UNVERIFIED, "belongs to somebody else");
  }
  liar_tell_json (f->liar, "GET", HARK_API_INFO, not_be_ready, NULL);
  expect_no_sign_in (f, HARK_ERROR_SETUP, "not set up");
  liar_tell_json (f->liar, "GET", HARK_API_INFO, be_called, (gpointer) "Test\nhaus");
  expect_no_sign_in (f, HARK_ERROR_INVALID, "organisation's name");

  /* a device that knows better already */
  {
    g_autofree char *url = liar_url (f);
    g_autoptr (GError) error = NULL;

    liar_tell_json (f->liar, "GET", HARK_API_INFO, be_another_organisation, NULL);
    g_assert_false (
        app_client_sign_in_sync (f->device.client, url, "anna", DEVICE_PASSWORD, NULL, &error));
    g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
    deceived_recover (f);
  }
}

/* The name is the server's word until the signed list is here. */
static void
test_a_wrong_name_lasts_until_the_first_sync (Deceived *f, gconstpointer unused)
{
  g_autofree char *url = liar_url (f);
  char *home = test_folder_new ();
  AppClient *client = device_open (home);
  GError *error = NULL;

  liar_tell_json (f->liar, "GET", HARK_API_INFO, be_called, (gpointer) "Somebody else");
  app_client_sign_in_sync (client, url, "anna", DEVICE_PASSWORD, f->device.account_key, &error);
  g_assert_no_error (error);
  device_sync (client);
  g_assert_cmpstr (app_client_get_organisation (client), ==, "Testhaus");
  g_assert_cmpstr (app_client_get_fingerprint (client), ==,
                   app_client_get_fingerprint (f->device.client));
  device_close (client);
  client = device_open (home);
  g_assert_cmpstr (app_client_get_organisation (client), ==, "Testhaus");
  device_close (client);
  test_folder_remove (home);
}

/* --- set-up and invitation --- */

/* The server keeps what it was sent to itself, and shows an organisation of its own. */
static void
test_another_root_key_after_set_up_is_refused (Deceived *f, gconstpointer unused)
{
  Device fresh = { .server = harness_new (), .home = test_folder_new () };
  Liar *liar = liar_new (harness_get_port (fresh.server));
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", liar_get_port (liar));
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Reply) others = harness_request (f->device.server, "GET", HARK_API_SYNC "?limit=2000",
                                              f->device.client->token, NULL);
  g_autofree char *page
      = g_strndup (g_bytes_get_data (others->body, NULL), g_bytes_get_size (others->body));

  fresh.client = device_open (fresh.home);
  setup = app_client_prepare_setup_sync (fresh.client, url, "anna", "anna@example.org",
                                         "Compliance", DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  app_client_commit_setup_sync (fresh.client, setup, harness_get_code (fresh.server), &error);
  g_assert_no_error (error);
  liar_tell_text (liar, "GET", HARK_API_SYNC, 200, page);
  g_assert_false (app_client_sync_sync (fresh.client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_assert_nonnull (strstr (error->message, "another organisation"));
  g_assert_cmpint (app_client_get_connection (fresh.client), ==, APP_CONNECTION_TAMPERED);
  liar_be_honest (liar);
  device_sync (fresh.client);
  g_assert_cmpint (app_client_get_connection (fresh.client), ==, APP_CONNECTION_ONLINE);
  g_clear_object (&setup);
  device_tear_down (&fresh, NULL);
  liar_free (liar);
}

static void
promise_more (JsonObject *reply, gpointer unused)
{
  json_object_set_string_member (reply, "name", "emil the great");
  json_object_set_string_member (reply, "role", "expert");
}

/* What the newcomer becomes is what the inviter's own device remembers. */
static void
test_an_invitation_is_worth_what_was_signed (Deceived *f, gconstpointer unused)
{
  AppInvite invite
      = { .name = "emil", .mail = "emil@example.org", .role = HARK_ROLE_OBSERVER, .area = f->area };
  g_autofree char *url = liar_url (f);
  char *home = test_folder_new ();
  AppClient *client = device_open (home);
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;
  char *line = app_client_invite_sync (f->device.client, &invite, &error);

  g_assert_no_error (error);
  liar_tell_json (f->liar, "POST", HARK_API_INVITATIONS, promise_more, NULL);
  setup = app_client_prepare_accept_sync (client, url, line, DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  app_client_commit_accept_sync (client, setup, &error);
  g_assert_no_error (error);
  device_sync (f->device.client);
  device_sync (client);
  g_assert_cmpint (
      hark_roster_get_role (client->store->roster, &f->area, &client->store->account->user), ==,
      HARK_ROLE_OBSERVER);
  g_assert_cmpstr (app_client_get_user (client), ==, "emil");
  hark_seal_free_string (line);
  g_clear_object (&setup);
  device_close (client);
  test_folder_remove (home);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/liar-people/" path, Deceived, NULL, deceived_set_up, func, deceived_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("older-list", test_an_older_list_or_one_with_holes_is_refused);
  ADD ("without-right", test_nobody_is_added_or_raised_without_the_right);
  ADD ("branch", test_a_list_that_branches_off_is_refused);
  ADD ("restore", test_a_restore_is_no_excuse_for_a_shorter_list);
  ADD ("as-a-handler", test_nobody_speaks_as_a_handler_who_was_none);
  ADD ("epochs", test_only_members_open_epochs);
  ADD ("strangers", test_nothing_is_sealed_to_strangers);
  ADD ("costs", test_weak_or_absurd_costs_are_refused);
  ADD ("organisation", test_another_organisation_or_account_does_not_sign_in);
  ADD ("name", test_a_wrong_name_lasts_until_the_first_sync);
  ADD ("root-key", test_another_root_key_after_set_up_is_refused);
  ADD ("invitation", test_an_invitation_is_worth_what_was_signed);
  return g_test_run ();
}
