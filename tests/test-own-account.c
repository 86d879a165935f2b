/* test-own-account.c: one's own password, printed sheet and devices, from the desktop */
#include "colleague.h"

#include "app-client-recovery.h"
#include "app-client-team.h"
#include "app-setup.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-error.h"
#include "liar.h"
#include "proxy.h"

#include <string.h>

#define NEW_PASSWORD "another horse battery"

typedef struct
{
  char *home;
  AppClient *client;
} Other;

/* anna's second computer. */
static void
other_open (Other *self, Device *f, const char *password)
{
  g_autofree char *url = device_url (f);
  GError *error = NULL;

  self->home = test_folder_new ();
  self->client = device_open (self->home);
  app_client_sign_in_sync (self->client, url, "anna", password, f->account_key, &error);
  g_assert_no_error (error);
  device_sync (self->client);
}

static void
other_close (Other *self)
{
  device_close (self->client);
  test_folder_remove (self->home);
}

static gboolean
opens_with (Device *f, const char *password)
{
  g_autoptr (GError) error = NULL;
  gboolean open;

  device_close (f->client);
  f->client = device_open (f->home);
  open = app_client_unlock_sync (f->client, password, &error);
  if (!open)
    g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  return open;
}

/* On a computer that knows nothing of the account. */
static HarkError
try_sign_in (Device *f, const char *password)
{
  g_autofree char *url = device_url (f);
  char *home = test_folder_new ();
  AppClient *client = device_open (home);
  g_autoptr (GError) error = NULL;
  gboolean ok = app_client_sign_in_sync (client, url, "anna", password, f->account_key, &error);

  device_close (client);
  test_folder_remove (home);
  return ok ? HARK_ERROR_LAST : (HarkError)error->code;
}

static void
test_new_password_opens_this_device_and_the_account (Device *f, gconstpointer unused)
{
  Other laptop;
  g_autoptr (GError) error = NULL;

  other_open (&laptop, f, DEVICE_PASSWORD);
  app_client_change_password_sync (f->client, DEVICE_PASSWORD, NEW_PASSWORD, &error);
  g_assert_no_error (error);
  device_sync (f->client);
  g_assert_false (opens_with (f, DEVICE_PASSWORD));
  g_assert_true (opens_with (f, NEW_PASSWORD));
  device_sync (f->client);
  g_assert_cmpint (try_sign_in (f, DEVICE_PASSWORD), ==, HARK_ERROR_AUTH);

  /* the other device is told to sign in, not that its account was lost */
  g_assert_false (app_client_sync_sync (laptop.client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  g_assert_null (strstr (error->message, "does not know"));
  g_assert_cmpint (app_client_get_connection (laptop.client), ==, APP_CONNECTION_SIGNED_OUT);
  g_clear_error (&error);
  app_client_sign_in_sync (laptop.client, app_client_get_url (laptop.client), "anna", NEW_PASSWORD,
                           NULL, &error);
  g_assert_no_error (error);
  device_sync (laptop.client);
  other_close (&laptop);
}

static void
test_present_password_is_asked_for (Device *f, gconstpointer unused)
{
  static const char *const wrong[] = { "", "short", "correct horse batterY" };
  g_autoptr (GError) weak = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (app_client_change_password_sync (f->client, wrong[i], NEW_PASSWORD, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
    }
  g_assert_false (app_client_change_password_sync (f->client, DEVICE_PASSWORD, "short", &weak));
  g_assert_error (weak, HARK_ERROR, HARK_ERROR_INVALID);
  device_sync (f->client);
  g_assert_true (opens_with (f, DEVICE_PASSWORD));
  g_assert_cmpint (try_sign_in (f, DEVICE_PASSWORD), ==, HARK_ERROR_LAST);
}

/* --- a line that breaks --- */

static ProxyFault
spoil_password (gpointer user, const char *method, const char *path)
{
  return g_str_equal (method, "PUT") && g_str_equal (path, HARK_API_AUTH_PASSWORD)
             ? GPOINTER_TO_INT (user)
             : PROXY_PASS;
}

static Proxy *
move_behind (Device *f, ProxyFault fault)
{
  Proxy *proxy = proxy_new (harness_get_port (f->server), spoil_password, GINT_TO_POINTER (fault));

  device_close (f->client);
  device_move (f->home, proxy_get_port (proxy));
  f->client = device_open (f->home);
  device_unlock (f->client);
  return proxy;
}

static void
test_lost_answer_is_no_lost_password (Device *f, gconstpointer unused)
{
  Proxy *proxy = move_behind (f, PROXY_LOSE_REPLY);
  g_autoptr (GError) error = NULL;

  app_client_change_password_sync (f->client, DEVICE_PASSWORD, NEW_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (proxy_count (proxy, PROXY_LOSE_REPLY), >, 0);
  g_assert_true (opens_with (f, NEW_PASSWORD));
  device_sync (f->client);
  device_close (g_steal_pointer (&f->client));
  proxy_free (proxy);
}

static void
test_change_that_did_not_arrive_changes_nothing (Device *f, gconstpointer unused)
{
  Proxy *proxy = move_behind (f, PROXY_REFUSE);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      app_client_change_password_sync (f->client, DEVICE_PASSWORD, NEW_PASSWORD, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_BUSY); /* and known not to have arrived */
  g_assert_true (opens_with (f, DEVICE_PASSWORD));
  device_sync (f->client);
  g_assert_cmpint (try_sign_in (f, DEVICE_PASSWORD), ==, HARK_ERROR_LAST);
  device_close (g_steal_pointer (&f->client));
  proxy_free (proxy);
}

/* --- a server that lies --- */

static void
lower_cost (JsonObject *reply, gpointer user)
{
  json_object_set_int_member (reply, "mem", 8);
}

static void
spoil_bundle (JsonObject *reply, gpointer user)
{
  liar_flip (reply, "bundle", 150);
}

static void
test_lying_server_gets_no_password_and_no_keys (Device *f, gconstpointer unused)
{
  Liar *liar = liar_new (harness_get_port (f->server));
  g_autoptr (GError) cheap = NULL, spoiled = NULL;

  device_close (f->client);
  device_move (f->home, liar_get_port (liar));
  f->client = device_open (f->home);
  device_unlock (f->client);

  liar_tell_json (liar, "GET", HARK_API_AUTH_PARAMS, lower_cost, NULL);
  g_assert_false (
      app_client_change_password_sync (f->client, DEVICE_PASSWORD, NEW_PASSWORD, &cheap));
  g_assert_error (cheap, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  liar_be_honest (liar);
  liar_tell_json (liar, "GET", HARK_API_AUTH_BUNDLE, spoil_bundle, NULL);
  g_assert_false (
      app_client_change_password_sync (f->client, DEVICE_PASSWORD, NEW_PASSWORD, &spoiled));
  g_assert_error (spoiled, HARK_ERROR, HARK_ERROR_AUTH);
  g_assert_cmpuint (liar_count (liar, "PUT", HARK_API_AUTH_PASSWORD), ==, 0);
  device_close (g_steal_pointer (&f->client));
  liar_free (liar);
}

/* --- the sheet --- */

static char *
key_on_sheet (AppSetup *setup, const char *name)
{
  char *text = app_setup_get_sheet_text (setup);
  const char *begin = strstr (text, name) + strlen (name);
  char *key = g_strndup (begin, strcspn (begin, "\n"));

  hark_seal_free_string (text);
  return key;
}

/* By what stands on a sheet, on a new computer; NULL: refused. */
static AppSetup *
recover (Device *f, AppClient *client, const char *recovery_key, const char *password)
{
  g_autofree char *url = device_url (f);
  g_autoptr (GError) error = NULL;
  AppSetup *setup = app_client_prepare_recovery_sync (client, url, "anna", f->account_key,
                                                      recovery_key, password, &error);

  if (setup == NULL)
    g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  return setup;
}

/* Another sheet, since nobody saw the first one's recovery key; (transfer full). */
static char *
make_sheet (Device *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = app_client_prepare_sheet_sync (f->client, DEVICE_PASSWORD, &error);

  g_assert_no_error (error);
  app_client_commit_account_sync (f->client, setup, &error);
  g_assert_no_error (error);
  return key_on_sheet (setup, "Recovery key: ");
}

static void
test_forgotten_password_is_replaced_by_the_sheet (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "canary-heron", NULL);
  g_autofree char *recovery_key = make_sheet (f), *newer = NULL;
  g_autoptr (AppSetup) setup = NULL, again = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;
  char *home = test_folder_new ();
  AppClient *client = device_open (home);

  device_sync (f->client);
  setup = recover (f, client, recovery_key, NEW_PASSWORD);
  g_assert_nonnull (setup);
  newer = key_on_sheet (setup, "Recovery key: ");
  g_assert_cmpstr (newer, !=, recovery_key);
  /* nothing has happened yet */
  g_assert_cmpint (try_sign_in (f, NEW_PASSWORD), ==, HARK_ERROR_AUTH);
  app_client_commit_account_sync (client, setup, &error);
  g_assert_no_error (error);
  device_sync (client);
  loaded = device_load (client, &ticket);
  g_assert_cmpstr (loaded->subject, ==, "canary-heron");

  g_assert_cmpint (try_sign_in (f, NEW_PASSWORD), ==, HARK_ERROR_LAST);
  g_assert_cmpint (try_sign_in (f, DEVICE_PASSWORD), ==, HARK_ERROR_AUTH);
  g_assert_false (app_client_sync_sync (f->client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  device_close (client);
  test_folder_remove (home);

  /* the sheet is used up; the one that was made is the next */
  home = test_folder_new ();
  client = device_open (home);
  g_assert_null (recover (f, client, recovery_key, NEW_PASSWORD));
  again = recover (f, client, newer, "a third horse battery");
  g_assert_nonnull (again);
  device_close (client);
  test_folder_remove (home);
}

/* --- a new session --- */

/* (transfer full) */
static char *
take_recovery_key (AppClient *client)
{
  GError *error = NULL;
  g_autoptr (AppRecoveryKey) key = app_client_draw_recovery_key (client, &error);
  char *text, *begin, *code;

  g_assert_no_error (error);
  text = app_recovery_key_to_text (key);
  begin = strstr (text, "Recovery key: ") + strlen ("Recovery key: ");
  code = g_strndup (begin, strcspn (begin, "\n"));
  hark_seal_free_string (text);
  app_client_set_recovery_key_sync (client, key, code, &error);
  g_assert_no_error (error);
  return code;
}

static guint
count_unseen (AppClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = app_client_list_team_changes_sync (client, &error);

  g_assert_no_error (error);
  return changes->len;
}

/* A server that says once that the session ended gains nothing by it. */
static void
test_new_session_hides_no_change_of_the_team (Device *f, gconstpointer unused)
{
  g_autofree char *url = device_url (f), *sheet_key = make_sheet (f), *code = NULL;
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (GError) error = NULL;
  guint64 seen;
  guint unseen;
  Other laptop;

  other_open (&laptop, f, DEVICE_PASSWORD);
  device_sync (f->client);
  app_client_see_team_changes_sync (f->client, G_MAXINT64, &error);
  g_assert_no_error (error);
  seen = f->client->store->account->roster_seen;
  code = take_recovery_key (laptop.client);

  app_client_sign_in_sync (f->client, url, "anna", DEVICE_PASSWORD, NULL, &error);
  g_assert_no_error (error);
  device_sync (f->client);
  unseen = count_unseen (f->client);
  g_assert_cmpuint (unseen, >, 0);
  g_assert_cmpuint (f->client->store->account->roster_seen, ==, seen);

  app_client_check_recovery_key_sync (f->client, code, &error);
  g_assert_no_error (error);
  setup = recover (f, f->client, sheet_key, NEW_PASSWORD);
  g_assert_nonnull (setup);
  app_client_commit_account_sync (f->client, setup, &error);
  g_assert_no_error (error);
  device_sync (f->client);
  g_assert_cmpuint (count_unseen (f->client), ==, unseen);
  g_assert_cmpint (app_client_get_recovery_state (f->client).checked, >, 0);
  other_close (&laptop);
}

/* What is wrong before anything is sent costs nothing. */
static void
test_recovery_that_cannot_be_leaves_all_as_it_is (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  g_autofree char *recovery_key = make_sheet (f), *url = device_url (f);
  const struct
  {
    const char *user, *account_key, *recovery_key, *password;
    HarkError code;
  } cases[] = {
    { "bert", NULL, recovery_key, NEW_PASSWORD, HARK_ERROR_CONFLICT }, /* anna's device */
    { "bert", f->account_key, recovery_key, NEW_PASSWORD, HARK_ERROR_CONFLICT },
    { "anna", NULL, recovery_key, "short", HARK_ERROR_INVALID },
    { "anna", recovery_key, recovery_key, NEW_PASSWORD, HARK_ERROR_AUTH }, /* twice the same */
    { "anna", recovery_key, f->account_key, NEW_PASSWORD, HARK_ERROR_AUTH },
    { "nobody", NULL, recovery_key, NEW_PASSWORD, HARK_ERROR_CONFLICT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (app_client_prepare_recovery_sync (f->client, url, cases[i].user,
                                                       cases[i].account_key, cases[i].recovery_key,
                                                       cases[i].password, &error));
      g_assert_error (error, HARK_ERROR, (gint)cases[i].code);
      device_sync (f->client); /* the session is still good */
    }
  g_assert_true (opens_with (f, DEVICE_PASSWORD));
  g_assert_cmpstr (app_client_get_user (f->client), ==, "anna");
}

static void
test_what_is_locked_meanwhile_stays_locked (Device *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) setup = app_client_prepare_sheet_sync (f->client, DEVICE_PASSWORD, &error);
  g_autofree char *key = key_on_sheet (setup, "Recovery key: ");
  g_autoptr (AppSetup) recovered = NULL;
  char *home = test_folder_new ();
  AppClient *client = device_open (home);

  app_client_lock (f->client);
  app_client_commit_account_sync (f->client, setup, &error);
  g_assert_no_error (error);
  g_assert_cmpint (app_client_get_state (f->client), ==, APP_CLIENT_LOCKED);
  g_assert_true (opens_with (f, DEVICE_PASSWORD));
  device_sync (f->client);
  recovered = recover (f, client, key, NEW_PASSWORD);
  g_assert_nonnull (recovered);
  device_close (client);
  test_folder_remove (home);
}

static void
test_new_sheet_ends_the_old_one (Device *f, gconstpointer unused)
{
  g_autofree char *first = make_sheet (f), *second = make_sheet (f);
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (GError) error = NULL;
  char *home = test_folder_new ();
  AppClient *client = device_open (home);

  g_assert_null (app_client_prepare_sheet_sync (f->client, NEW_PASSWORD, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  g_assert_null (recover (f, client, first, NEW_PASSWORD));
  g_assert_null (recover (f, client, "no key at all", NEW_PASSWORD));
  setup = recover (f, client, second, NEW_PASSWORD);
  g_assert_nonnull (setup);
  device_sync (f->client);
  g_assert_true (opens_with (f, DEVICE_PASSWORD));
  device_close (client);
  test_folder_remove (home);
}

/* --- devices --- */

static void
test_devices_are_seen_and_ended (Device *f, gconstpointer unused)
{
  Other laptop;
  g_autoptr (GPtrArray) devices = NULL, left = NULL;
  g_autoptr (GError) error = NULL;
  const AppDevice *ours, *theirs;

  other_open (&laptop, f, DEVICE_PASSWORD);
  devices = app_client_list_devices_sync (f->client, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (devices->len, ==, 2);
  ours = devices->pdata[0];
  theirs = devices->pdata[1];
  g_assert_true (ours->is_this);
  g_assert_false (theirs->is_this);
  g_assert_cmpstr (ours->name, ==, g_get_host_name ());
  g_assert_cmpstr (theirs->name, ==, g_get_host_name ());
  g_assert_cmpint (theirs->created, ==, harness_get_now (f->server));

  app_client_end_device_sync (f->client, &theirs->id, &error);
  g_assert_no_error (error);
  g_assert_false (app_client_sync_sync (laptop.client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_ENDED);
  g_clear_error (&error);
  g_assert_false (app_client_end_device_sync (f->client, &theirs->id, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  left = app_client_list_devices_sync (f->client, NULL);
  g_assert_cmpuint (left->len, ==, 1);
  device_sync (f->client);
  other_close (&laptop);
}

static guint
count_tickets (AppClient *client)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);

  return list->len;
}

/* Whether the cache's database and log hold @id as it stands in their rows. */
static gboolean
keeps_id (const char *home, const HarkId *id)
{
  static const char *const names[] = { "cache.db", "cache.db-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      if (g_file_get_contents (path, &bytes, &length, NULL)
          && memmem (bytes, length, id->bytes, sizeof id->bytes) != NULL)
        return TRUE;
    }

  return FALSE;
}

static guint
count_fetched (const char *home)
{
  g_autofree char *folder = g_build_filename (home, "files", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
end_others (Device *f)
{
  g_autoptr (GPtrArray) devices = app_client_list_devices_sync (f->client, NULL);

  for (guint i = 0; i < devices->len; i++)
    if (!((AppDevice *)devices->pdata[i])->is_this)
      g_assert_true (
          app_client_end_device_sync (f->client, &((AppDevice *)devices->pdata[i])->id, NULL));
}

/* Of epochs that were followed, and how far. */
static guint
count_pins (AppClient *client)
{
  return (guint)hark_sqlite_get_int (app_outbox_get_db (client->store->outbox),
                                     "SELECT (SELECT count (*) FROM epoch_pin)"
                                     " + (SELECT count (*) FROM epoch_pin_cursor)",
                                     1000);
}

static void
test_ended_device_keeps_no_copies_and_every_word_of_ones_own (Device *f, gconstpointer unused)
{
  g_autofree char *file = device_make_file (f, "invoice.pdf", 5000);
  g_autofree char *url = device_url (f), *to = g_build_filename (f->home, "opened", NULL);
  const char *files[] = { file, NULL };
  HarkId ticket = device_submit (f, "Kept on the laptop", files);
  g_autoptr (AppTicket) loaded = NULL, back = NULL;
  g_autoptr (GError) error = NULL;
  Other laptop;

  device_sync (f->client);
  other_open (&laptop, f, DEVICE_PASSWORD);
  loaded = device_load (laptop.client, &ticket);
  app_client_save_file_sync (laptop.client, &ticket,
                             &((AppFile *)device_entry (loaded, 0)->files->pdata[0])->object, to,
                             NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_fetched (laptop.home), ==, 1);
  g_assert_true (keeps_id (laptop.home, &ticket));
  g_assert_cmpuint (count_pins (laptop.client), >, 0);
  device_write (laptop.client, APP_ACTION_NOTE, &ticket, "Written on the train");

  end_others (f);
  g_assert_false (app_client_sync_sync (laptop.client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_ENDED);
  g_clear_error (&error);
  g_assert_cmpint (app_client_get_connection (laptop.client), ==, APP_CONNECTION_ENDED);
  g_assert_cmpuint (count_tickets (laptop.client), ==, 0);
  g_assert_cmpuint (count_fetched (laptop.home), ==, 0);
  g_assert_false (keeps_id (laptop.home, &ticket));
  g_assert_cmpuint (count_pins (laptop.client), ==, 0);
  g_assert_cmpuint (app_client_get_waiting (laptop.client), ==, 1);

  app_client_sign_in_sync (laptop.client, url, "anna", DEVICE_PASSWORD, NULL, &error);
  g_assert_no_error (error);
  device_sync (laptop.client);
  back = device_load (laptop.client, &ticket);
  g_assert_cmpstr (device_entry (back, back->entries->len - 1)->text, ==, "Written on the train");
  g_assert_cmpuint (app_client_get_waiting (laptop.client), ==, 0);
  other_close (&laptop);
}

/* Nobody there needs to touch it: it hears so by itself, as long as it is on. */
static void
test_ended_device_that_listens_drops_its_copies_at_once (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Kept on the laptop", NULL);
  Other laptop;
  gint64 until;

  device_sync (f->client);
  other_open (&laptop, f, DEVICE_PASSWORD);
  g_assert_true (keeps_id (laptop.home, &ticket));
  app_client_watch (laptop.client, TRUE);
  end_others (f);
  until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  while (keeps_id (laptop.home, &ticket) && g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (5000); /* the worker that it waits for needs a processor, too */
  g_assert_false (keeps_id (laptop.home, &ticket));
  other_close (&laptop);
}

static void
swap_names (JsonObject *reply, gpointer user)
{
  JsonArray *devices = json_object_get_array_member (reply, "devices");
  JsonObject *one = json_array_get_object_element (devices, 0);
  JsonObject *two = json_array_get_object_element (devices, 1);
  JsonNode *name = json_object_dup_member (one, "name");

  json_object_set_member (one, "name", json_object_dup_member (two, "name"));
  json_object_set_member (two, "name", name);
}

static void
test_swapped_names_of_devices_are_not_believed (Device *f, gconstpointer unused)
{
  Liar *liar = liar_new (harness_get_port (f->server));
  Other laptop;
  g_autoptr (GPtrArray) devices = NULL;

  other_open (&laptop, f, DEVICE_PASSWORD);
  device_close (f->client);
  device_move (f->home, liar_get_port (liar));
  f->client = device_open (f->home);
  device_unlock (f->client);
  liar_tell_json (liar, "GET", HARK_API_DEVICES, swap_names, NULL);
  devices = app_client_list_devices_sync (f->client, NULL);
  g_assert_cmpuint (devices->len, ==, 2);
  for (guint i = 0; i < devices->len; i++)
    g_assert_null (((AppDevice *)devices->pdata[i])->name);
  other_close (&laptop);
  device_close (g_steal_pointer (&f->client));
  liar_free (liar);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/own-account/" path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("password", test_new_password_opens_this_device_and_the_account);
  TEST ("present", test_present_password_is_asked_for);
  TEST ("lost-answer", test_lost_answer_is_no_lost_password);
  TEST ("not-arrived", test_change_that_did_not_arrive_changes_nothing);
  TEST ("liar", test_lying_server_gets_no_password_and_no_keys);
  TEST ("forgotten", test_forgotten_password_is_replaced_by_the_sheet);
  TEST ("new-session", test_new_session_hides_no_change_of_the_team);
  TEST ("cannot-be", test_recovery_that_cannot_be_leaves_all_as_it_is);
  TEST ("locked", test_what_is_locked_meanwhile_stays_locked);
  TEST ("new-sheet", test_new_sheet_ends_the_old_one);
  TEST ("devices", test_devices_are_seen_and_ended);
  TEST ("ended", test_ended_device_keeps_no_copies_and_every_word_of_ones_own);
  TEST ("ended-while-listening", test_ended_device_that_listens_drops_its_copies_at_once);
  TEST ("swapped-names", test_swapped_names_of_devices_are_not_believed);

  return g_test_run ();
}
