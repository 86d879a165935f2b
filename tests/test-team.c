/* test-team.c: two people on two devices and one server: how the second comes in, reads what was
 * there, and leaves; and what a server that lies about them gets */
#include "device.h"

#include <string.h>

#include "app-build.h"
#include "app-client-person.h"
#include "app-invitation.h"
#include "folder.h"
#include "hark-error.h"
#include "store-backup.h"

#define CANARY "canary-osprey: the scales were wrong"

static Device *
device_new (Device *f)
{
  Device *device = g_new0 (Device, 1);

  device->server = f->server;
  device->home = test_folder_new ();
  device->client = device_open (device->home);
  return device;
}

static void
device_free (Device *device)
{
  device_close (device->client);
  test_folder_remove (device->home);
  g_free (device);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Device, device_free)

static HarkId
get_area (Device *f)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->client);

  g_assert_cmpuint (areas->len, ==, 1);
  return ((AppArea *)areas->pdata[0])->id;
}

static char *
invite (Device *f, const char *name, HarkRole role)
{
  AppInvite invited = { .name = name, .mail = "somebody@example.org", .role = role };
  GError *error = NULL;
  char *line;

  if (role != HARK_ROLE_NONE)
    invited.area = get_area (f);
  line = app_client_invite_sync (f->client, &invited, &error);
  g_assert_no_error (error);
  return line;
}

static AppSetup *
prepare (Device *f, Device *device, const char *line)
{
  g_autofree char *url = device_url (f);
  GError *error = NULL;
  AppSetup *setup
      = app_client_prepare_accept_sync (device->client, url, line, DEVICE_PASSWORD, &error);

  g_assert_no_error (error);
  return setup;
}

/* Invited and accepted; not confirmed yet. */
static Device *
accept (Device *f, const char *name, HarkRole role)
{
  char *line = invite (f, name, role);
  Device *device = device_new (f);
  g_autoptr (AppSetup) setup = prepare (f, device, line);
  GError *error = NULL;

  app_client_commit_accept_sync (device->client, setup, &error);
  g_assert_no_error (error);
  hark_seal_free_string (line);
  return device;
}

/* And confirmed by @f's next sync. */
static Device *
join (Device *f, const char *name, HarkRole role)
{
  Device *device = accept (f, name, role);

  device_sync (f->client);
  device_sync (device->client);
  return device;
}

static void
expect_sync (AppClient *client, HarkError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_sync_sync (client, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
}

static guint
count_tickets (AppClient *client)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_sync (client, &error);

  g_assert_no_error (error);
  return list->len;
}

static guint
count_epochs (AppClient *client, const HarkId *ticket)
{
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (client->store->cache, ticket, NULL);

  return epochs->len;
}

static const HarkRosterUser *
find_user (AppClient *client, const char *name)
{
  return hark_roster_find_user (client->store->roster, name);
}

static HarkId
get_self (Device *device)
{
  return device->client->store->account->user;
}

/* A SrvWork: what a server that lies keeps. */
static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), data, error);
}

static gint64
count_rows (Device *f, const char *sql)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (harness_get_context (f->server)->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), sql, -1);
}

/* --- coming in --- */

static void
test_a_newcomer_reads_what_was_there (Device *f, gconstpointer unused)
{
  HarkId first = device_submit (f, "epoch 0", NULL), second;
  g_autoptr (Device) bert = NULL;
  g_autoptr (AppTicket) old = NULL;
  g_autoptr (AppTicket) older = NULL;
  g_autoptr (AppTeamwork) work = NULL;

  second = device_submit (f, "epoch 1", NULL);
  device_sync (f->client);
  device_write (f->client, APP_ACTION_NOTE, &second, CANARY);
  device_sync (f->client);
  bert = accept (f, "bert", HARK_ROLE_PROFESSIONAL);
  expect_sync (bert->client, HARK_ERROR_WAITING);
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_WAITING);
  g_assert_cmpstr (app_client_get_inviter (bert->client), ==, "anna");
  g_assert_cmpstr (app_client_get_user (bert->client), ==, "bert");

  device_sync (f->client);
  work = app_client_take_teamwork (f->client);
  g_assert_cmpuint (work->n_signed, ==, 2); /* into the list, into the team */
  g_assert_cmpuint (work->n_sealed, ==, 2);
  g_assert_cmpstr (work->names, ==, "bert");

  device_sync (bert->client);
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (count_tickets (bert->client), ==, 2);
  older = device_load (bert->client, &first);
  g_assert_cmpstr (older->title, ==, "epoch 0");
  g_assert_cmpint (older->trust, ==, APP_TRUST_VERIFIED);
  old = device_load (bert->client, &second);
  g_assert_cmpstr (device_entry (old, 1)->text, ==, CANARY);
  g_assert_cmpuint (count_epochs (bert->client, &first), ==, 1);
  g_assert_cmpuint (count_epochs (bert->client, &second), ==, 2);

  /* and writes, which the other one reads */
  device_write (bert->client, APP_ACTION_ANSWER, &first, "from bert");
  device_sync (bert->client);
  device_sync (f->client);
  g_clear_object (&older);
  older = device_load (f->client, &first);
  g_assert_cmpstr (device_entry (older, 1)->text, ==, "from bert");
  g_assert_cmpstr (device_entry (older, 1)->author, ==, "bert");
  g_assert_cmpint (device_entry (older, 1)->trust, ==, APP_TRUST_VERIFIED);
}

static void
test_who_waits_and_who_invited_may_restart (Device *f, gconstpointer unused)
{
  g_autoptr (Device) bert = accept (f, "bert", HARK_ROLE_OBSERVER);

  device_restart (bert);
  expect_sync (bert->client, HARK_ERROR_WAITING);
  g_assert_cmpstr (app_client_get_inviter (bert->client), ==, "anna");
  device_restart (f);
  device_sync (f->client);
  device_sync (bert->client);
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_ONLINE);
  /* the secret is of no use any more and gone */
  g_assert_cmpint (count_rows (f, "SELECT count(*) FROM invitation"), ==, 0);
  {
    g_autoptr (GPtrArray) kept = app_outbox_list_invitations (f->client->store->outbox, NULL);

    g_assert_cmpuint (kept->len, ==, 0);
  }
}

/* A restored server takes nobody into the list yet: nothing else waits for that. */
static void
test_who_accepted_after_a_restore_is_signed_later (Device *f, gconstpointer unused)
{
  g_autofree char *sql
      = g_strdup_printf ("INSERT INTO restore (seq, at, started) SELECT seq, %d, %d FROM clock",
                         (int)HARNESS_NOW, (int)HARNESS_NOW);
  g_autoptr (Device) bert = accept (f, "bert", HARK_ROLE_PROFESSIONAL);

  harness_write (f->server, run_sql, sql);
  device_submit (f, "meanwhile", NULL);
  expect_sync (f->client, HARK_ERROR_BUSY);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 0);
  g_assert_cmpint (count_rows (f, "SELECT count(*) FROM ticket"), ==, 1);
  g_assert_null (find_user (f->client, "bert"));

  harness_set_now (f->server, HARNESS_NOW + SRV_RESTORE_GRACE);
  device_sync (f->client);
  device_sync (bert->client);
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (count_tickets (bert->client), ==, 1);
}

static void
test_an_invitation_says_what_it_is (Device *f, gconstpointer unused)
{
  char *line = invite (f, "bert", HARK_ROLE_EXPERT);
  g_autoptr (Device) bert = device_new (f);
  g_autofree char *url = device_url (f);
  g_autofree char *typed = g_strdup_printf ("  %s\n", line);
  g_autoptr (AppWelcome) welcome = NULL;
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;
  char *sheet;

  welcome = app_client_look_sync (bert->client, url, typed, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (welcome->name, ==, "bert");
  g_assert_cmpstr (welcome->by, ==, "anna");
  g_assert_cmpint (welcome->role, ==, HARK_ROLE_EXPERT);
  g_assert_cmpstr (welcome->area_name, ==, "Compliance");
  g_assert_cmpstr (welcome->fingerprint, ==, app_client_get_fingerprint (f->client));

  setup = prepare (f, bert, line);
  sheet = app_setup_get_sheet_text (setup);
  g_assert_nonnull (strstr (sheet, "Account key: "));
  g_assert_null (strstr (sheet, "Root key"));
  /* a lost answer: the same once more */
  {
    g_autoptr (AppHttp) http = app_http_new (url, NULL, NULL);

    app_invitation_send (setup, http, &error);
    g_assert_no_error (error);
  }
  app_client_commit_accept_sync (bert->client, setup, &error);
  g_assert_no_error (error);
  hark_seal_free_string (sheet);
  hark_seal_free_string (line);
}

static void
test_another_organisation_is_refused (Device *f, gconstpointer unused)
{
  Device other = { 0 };
  g_autoptr (Device) bert = device_new (f);
  char *line = invite (f, "bert", HARK_ROLE_NONE);
  g_autofree char *url = NULL;
  GError *error = NULL;

  device_set_up (&other, NULL);
  url = device_url (&other);
  g_assert_null (app_client_look_sync (bert->client, url, line, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_null (app_client_prepare_accept_sync (bert->client, url, line, DEVICE_PASSWORD, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_clear_error (&error);
  hark_seal_free_string (line);
  device_tear_down (&other, NULL);
}

static void
test_invitations_that_cannot_be_made_leave_nothing (Device *f, gconstpointer unused)
{
  static const AppInvite wrong[] = {
    { .name = "", .mail = "a@example.org" },
    { .name = " x", .mail = "a@example.org" },
    { .name = "x", .mail = "nowhere" },
    { .name = "x", .mail = "a@example.org", .role = HARK_ROLE_EXPERT },
    { .name = "x", .mail = "a@example.org", .area = { { 1 } } },
    { .name = "x", .mail = "a@example.org", .role = 7, .area = { { 1 } } },
    { .name = "x", .mail = "a@example.org", .role = HARK_ROLE_EXPERT, .area = { { 1 } } },
    { .name = "ANNA", .mail = "a@example.org" },
  };
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) awaited = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (app_client_invite_sync (f->client, &wrong[i], &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == HARK_ERROR);
    }
  kept = app_outbox_list_invitations (f->client->store->outbox, NULL);
  g_assert_cmpuint (kept->len, ==, 0);
  awaited = app_client_list_awaited_sync (f->client, NULL);
  g_assert_cmpuint (awaited->len, ==, 0);
}

static void
test_taken_back_is_forgotten (Device *f, gconstpointer unused)
{
  g_autoptr (Device) bert = accept (f, "bert", HARK_ROLE_OBSERVER);
  g_autoptr (GPtrArray) awaited = app_client_list_awaited_sync (f->client, NULL);
  const AppAwaited *item = g_ptr_array_index (awaited, 0);
  g_autoptr (GPtrArray) kept = NULL;
  GError *error = NULL;

  g_assert_cmpuint (awaited->len, ==, 1);
  g_assert_cmpstr (item->name, ==, "bert");
  g_assert_cmpstr (item->by, ==, "anna");
  g_assert_cmpstr (item->area_name, ==, "Compliance");
  g_assert_true (item->is_accepted && item->is_ours && !item->is_named && !item->can_confirm);
  app_client_take_back_invitation_sync (f->client, &item->user, &error);
  g_assert_no_error (error);
  kept = app_outbox_list_invitations (f->client->store->outbox, NULL);
  g_assert_cmpuint (kept->len, ==, 0);
  device_sync (f->client);
  g_assert_null (find_user (f->client, "bert"));
  expect_sync (bert->client, HARK_ERROR_AUTH);
  g_assert_false (app_client_take_back_invitation_sync (f->client, &item->user, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_clear_error (&error);
}

/* --- a server that lies --- */

static void
test_swapped_keys_are_never_signed (Device *f, gconstpointer unused)
{
  static const char *const lies[] = {
    "UPDATE invitation SET box_pk = randomblob (32)",
    "UPDATE invitation SET sign_pk = randomblob (32)",
    "UPDATE invitation SET tag = randomblob (32)",
    "UPDATE invitation SET sign_pk = randomblob (32), box_pk = randomblob (32),"
    " tag = randomblob (32)",
  };
  g_autoptr (Device) bert = accept (f, "bert", HARK_ROLE_PROFESSIONAL);
  HarkId ticket = device_submit (f, "while it lies", NULL);
  HarkId self = get_self (bert);
  guint64 seq = hark_roster_get_seq (f->client->store->roster);
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      harness_write (f->server, run_sql, (gpointer)lies[i]);
      g_assert_false (app_client_sync_sync (f->client, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
      g_assert_nonnull (strstr (error->message, "bert"));
      g_clear_error (&error);
      g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_TAMPERED);
      g_assert_cmpuint (hark_roster_get_seq (f->client->store->roster), ==, seq);
      g_assert_null (find_user (f->client, "bert"));
    }
  /* everything else goes on meanwhile */
  g_assert_cmpuint (count_epochs (f->client, &ticket), ==, 1);

  app_client_take_back_invitation_sync (f->client, &self, &error);
  g_assert_no_error (error);
  device_sync (f->client);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_ONLINE);
}

/* Somebody finds the line long after, and the server plays along. */
static void
test_an_old_invitation_lets_nobody_in (Device *f, gconstpointer unused)
{
  g_autoptr (Device) bert = accept (f, "bert", HARK_ROLE_PROFESSIONAL);
  g_autoptr (GPtrArray) kept = NULL;
  AppInvitation *invitation;

  g_mutex_lock (&f->client->lock);
  kept = app_outbox_list_invitations (f->client->store->outbox, NULL);
  invitation = g_ptr_array_index (kept, 0);
  invitation->made -= 31 * 24 * 3600;
  g_assert_true (
      app_outbox_remove_invitation (f->client->store->outbox, &invitation->invitation.user, NULL));
  g_assert_true (app_outbox_add_invitation (f->client->store->outbox, invitation, NULL));
  g_mutex_unlock (&f->client->lock);
  device_sync (f->client);
  g_assert_null (find_user (f->client, "bert"));
}

static void
test_a_stranger_in_the_dues_gets_nothing (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, CANARY, NULL);
  g_autoptr (Device) clara = join (f, "clara", HARK_ROLE_NONE);
  HarkId self = get_self (clara), nobody;
  g_autofree char *id = hark_id_to_string (&self);
  g_autofree char *lie = NULL;
  g_autoptr (AppTeamwork) before = NULL;
  g_autoptr (AppTeamwork) work = NULL;

  /* in the list of people, and in no team; and not even there */
  device_sync (f->client);
  before = app_client_take_teamwork (f->client);
  lie = g_strdup_printf (
      "INSERT INTO due (ticket, kind, user, area) SELECT id, 'seal', x'%s', area FROM ticket;"
      "INSERT INTO due (ticket, kind, user, area) SELECT id, 'seal', randomblob (16), area"
      " FROM ticket",
      id);
  harness_write (f->server, run_sql, lie);
  device_sync (f->client);
  work = app_client_take_teamwork (f->client);
  g_assert_cmpuint (work->n_sealed, ==, 0);
  g_assert_cmpint (count_rows (f, "SELECT count(DISTINCT recipient) FROM slot WHERE kind = 1"), ==,
                   1);

  hark_id_random (&nobody);
  g_assert_null (app_build_slot (f->client->store, &ticket, 0, &self));
  g_assert_null (app_build_slot (f->client->store, &ticket, 0, &nobody));
  device_sync (clara->client);
  g_assert_cmpuint (count_tickets (clara->client), ==, 0);
  harness_write (f->server, run_sql, (gpointer) "DELETE FROM due");
}

/* A slot is for the newest epoch and for members alone; a rekey only where somebody left, and by a
 * Professional: the server cannot have epochs used up. */
static void
test_what_is_built_follows_the_roster (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "one", NULL), area = get_area (f), self;
  g_autoptr (Device) bert = NULL;
  g_autoptr (JsonObject) slot = NULL;
  g_autofree char *op = NULL;
  g_autofree char *late = NULL;
  GError *error = NULL;

  device_sync (f->client);
  bert = join (f, "bert", HARK_ROLE_OBSERVER);
  self = get_self (bert);
  slot = app_build_slot (f->client->store, &ticket, 0, &self);
  g_assert_nonnull (slot);
  g_assert_null (app_build_slot (f->client->store, &ticket, 1, &self));
  g_assert_null (app_build_slot (f->client->store, &area, 0, &self));
  g_assert_null (app_build_slot (bert->client->store, &ticket, 0, &self));
  g_assert_null (app_build_rekey (f->client->store, &ticket, 0));
  app_client_remove_member_sync (f->client, &self, &area, &error);
  g_assert_no_error (error);
  op = app_build_rekey (f->client->store, &ticket, 0);
  g_assert_nonnull (op);
  late = app_build_rekey (f->client->store, &ticket, 1);
  g_assert_null (late);
  late = app_build_rekey (bert->client->store, &ticket, 0);
  g_assert_null (late);
}

/* --- leaving --- */

static void
test_the_next_write_after_somebody_left_opens_an_epoch (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, CANARY, NULL), area = get_area (f), self;
  g_autoptr (Device) bert = NULL;
  g_autoptr (AppTeamwork) before = NULL;
  g_autoptr (AppTeamwork) work = NULL;
  g_autoptr (GPtrArray) objects = NULL;
  GError *error = NULL;

  device_sync (f->client);
  device_write (f->client, APP_ACTION_NOTE, &ticket, "epoch 1");
  device_sync (f->client);
  bert = join (f, "bert", HARK_ROLE_PROFESSIONAL);
  self = get_self (bert);
  g_assert_cmpuint (count_tickets (bert->client), ==, 1);

  app_client_remove_member_sync (f->client, &self, &area, &error);
  g_assert_no_error (error);
  before = app_client_take_teamwork (f->client);
  device_write (f->client, APP_ACTION_NOTE, &ticket, "epoch 2");
  device_sync (f->client);
  g_assert_cmpuint (count_epochs (f->client, &ticket), ==, 3);
  work = app_client_take_teamwork (f->client);
  g_assert_cmpuint (work->n_opened, ==, 0);

  device_sync (bert->client);
  g_assert_cmpuint (count_tickets (bert->client), ==, 0);
  objects = app_cache_list_objects (bert->client->store->cache, &ticket, NULL);
  g_assert_cmpuint (objects->len, ==, 0);
  g_assert_cmpuint (count_epochs (bert->client, &ticket), ==, 0);
}

static void
test_a_sync_opens_epochs_without_who_left (Device *f, gconstpointer unused)
{
  HarkId first = device_submit (f, "one", NULL), second = device_submit (f, "two", NULL);
  HarkId area = get_area (f), self;
  g_autoptr (Device) bert = NULL;
  g_autoptr (AppTeamwork) before = NULL;
  g_autoptr (AppTeamwork) work = NULL;
  GError *error = NULL;

  device_sync (f->client);
  bert = join (f, "bert", HARK_ROLE_OBSERVER);
  self = get_self (bert);
  app_client_remove_member_sync (f->client, &self, &area, &error);
  g_assert_no_error (error);
  before = app_client_take_teamwork (f->client);
  device_sync (f->client);
  work = app_client_take_teamwork (f->client);
  g_assert_cmpuint (work->n_opened, ==, 2);
  g_assert_cmpuint (count_epochs (f->client, &first), ==, 2);
  g_assert_cmpuint (count_epochs (f->client, &second), ==, 2);
  device_sync (f->client);
  g_assert_cmpuint (count_epochs (f->client, &first), ==, 2);
}

/* --- who may --- */

static void
test_an_inviter_who_is_no_expert_needs_one (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, CANARY, NULL), area = get_area (f), anna = get_self (f);
  g_autoptr (Device) bert = NULL;
  g_autoptr (Device) clara = NULL;
  g_autoptr (GPtrArray) awaited = NULL;
  const AppAwaited *item;
  HarkId id;
  GError *error = NULL;

  device_sync (f->client);
  bert = join (f, "bert", HARK_ROLE_EXPERT);
  app_client_remove_member_sync (bert->client, &anna, &area, &error);
  g_assert_no_error (error);
  clara = accept (f, "clara", HARK_ROLE_OBSERVER);
  device_sync (f->client); /* signs, and is no Expert any more */
  device_sync (clara->client);
  g_assert_cmpuint (count_tickets (clara->client), ==, 0);
  id = get_self (clara);
  g_assert_false (device_place_member (f->client, &id, &area, HARK_ROLE_OBSERVER, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);

  device_sync (bert->client);
  /* a server that puts her id beside somebody else's name gets neither the name shown nor her in */
  harness_write (f->server, run_sql,
                 (gpointer) "UPDATE invitation SET name = 'alice', folded = 'alice'");
  awaited = app_client_list_awaited_sync (bert->client, NULL);
  item = g_ptr_array_index (awaited, 0);
  g_assert_cmpstr (item->name, ==, "clara");
  g_assert_false (item->can_confirm);
  g_ptr_array_unref (awaited);
  harness_write (f->server, run_sql,
                 (gpointer) "UPDATE invitation SET name = 'clara', folded = 'clara'");

  awaited = app_client_list_awaited_sync (bert->client, NULL);
  g_assert_cmpuint (awaited->len, ==, 1);
  item = g_ptr_array_index (awaited, 0);
  g_assert_true (item->is_named && item->can_confirm && !item->is_ours);
  device_place_member (bert->client, &item->user, &item->area, item->role, &error);
  g_assert_no_error (error);
  device_sync (bert->client);
  device_sync (clara->client);
  g_assert_cmpuint (count_tickets (clara->client), ==, 1);
  {
    g_autoptr (AppTicket) loaded = device_load (clara->client, &ticket);

    g_assert_cmpstr (loaded->title, ==, CANARY);
  }
}

static void
test_teams_that_may_not_be_are_refused (Device *f, gconstpointer unused)
{
  HarkId area = get_area (f), self = get_self (f), nobody;
  GError *error = NULL;

  hark_id_random (&nobody);
  g_assert_false (app_client_remove_member_sync (f->client, &self, &area, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (device_place_member (f->client, &nobody, &area, HARK_ROLE_OBSERVER, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (device_place_member (f->client, &self, &area, HARK_ROLE_NONE, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  /* what is so already is fine */
  device_place_member (f->client, &self, &area, HARK_ROLE_EXPERT, &error);
  g_assert_no_error (error);
  g_assert_true (app_client_is_admin (f->client));
  g_assert_cmpint (app_client_get_role (f->client, &area), ==, HARK_ROLE_EXPERT);
}

typedef struct
{
  AppClient *client;
  HarkId user, area;
} Race;

static gpointer
change_roles (gpointer data)
{
  const Race *race = data;

  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GError) error = NULL;

      device_place_member (race->client, &race->user, &race->area,
                           i % 2 == 0 ? HARK_ROLE_PROFESSIONAL : HARK_ROLE_OBSERVER, &error);
      g_assert_no_error (error);
    }

  return NULL;
}

/* Whoever comes second looks again, and both changes stand. */
static void
test_two_experts_change_the_team_at_once (Device *f, gconstpointer unused)
{
  HarkId area = get_area (f);
  g_autoptr (Device) bert = join (f, "bert", HARK_ROLE_EXPERT);
  g_autoptr (Device) clara = join (f, "clara", HARK_ROLE_OBSERVER);
  g_autoptr (Device) dora = join (f, "dora", HARK_ROLE_OBSERVER);
  Race races[] = { { f->client, get_self (clara), area }, { bert->client, get_self (dora), area } };
  GThread *threads[2];

  device_sync (bert->client);
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("race", change_roles, &races[i]);
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);
  while (g_main_context_iteration (NULL, FALSE)) /* what they had to tell */
    continue;
  device_sync (f->client);
  device_sync (bert->client);
  for (guint i = 0; i < 2; i++)
    {
      HarkRoster *roster = races[i].client->store->roster;

      g_assert_cmpint (hark_roster_get_role (roster, &area, &races[0].user), ==,
                       HARK_ROLE_OBSERVER);
      g_assert_cmpint (hark_roster_get_role (roster, &area, &races[1].user), ==,
                       HARK_ROLE_OBSERVER);
    }
}

static void
test_people_are_listed_with_their_places (Device *f, gconstpointer unused)
{
  g_autoptr (Device) bert = join (f, "bert", HARK_ROLE_PROFESSIONAL);
  g_autoptr (GPtrArray) people = app_client_list_people (bert->client);
  const AppPerson *first = g_ptr_array_index (people, 0), *second = g_ptr_array_index (people, 1);
  const AppMembership *place = g_ptr_array_index (second->memberships, 0);

  g_assert_cmpuint (people->len, ==, 2);
  g_assert_cmpstr (first->name, ==, "anna");
  g_assert_true (first->is_admin && !first->is_self);
  g_assert_cmpstr (second->name, ==, "bert");
  g_assert_true (second->is_self && !second->is_admin);
  g_assert_cmpstr (place->area_name, ==, "Compliance");
  g_assert_cmpint (place->role, ==, HARK_ROLE_PROFESSIONAL);
  g_assert_false (app_client_is_admin (bert->client));
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user)
{
  *(GAsyncResult **)user = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

/* The asynchronous twins, once each way through. */
static void
test_the_main_loop_is_called_back (Device *f, gconstpointer unused)
{
  const AppInvite invited = { .name = "bert", .mail = "bert@example.org" };
  g_autoptr (Device) bert = device_new (f);
  g_autofree char *url = device_url (f);
  g_autoptr (GAsyncResult) made = NULL;
  g_autoptr (GAsyncResult) looked = NULL;
  g_autoptr (GAsyncResult) prepared = NULL;
  g_autoptr (GAsyncResult) committed = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (AppWelcome) welcome = NULL;
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (GPtrArray) awaited = NULL;
  GError *error = NULL;
  char *line;

  app_client_invite_async (f->client, &invited, on_done, &made);
  line = app_client_invite_finish (f->client, wait_for (&made), &error);
  g_assert_no_error (error);
  app_client_look_async (bert->client, url, line, on_done, &looked);
  welcome = app_client_look_finish (bert->client, wait_for (&looked), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (welcome->name, ==, "bert");
  app_client_prepare_accept_async (bert->client, url, line, DEVICE_PASSWORD, on_done, &prepared);
  setup = app_client_prepare_accept_finish (bert->client, wait_for (&prepared), &error);
  g_assert_no_error (error);
  app_client_commit_accept_async (bert->client, setup, on_done, &committed);
  g_assert_true (app_client_commit_accept_finish (bert->client, wait_for (&committed), &error));
  g_assert_no_error (error);
  app_client_list_awaited_async (f->client, on_done, &listed);
  awaited = app_client_list_awaited_finish (f->client, wait_for (&listed), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (awaited->len, ==, 1);
  hark_seal_free_string (line);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/team/" path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("newcomer", test_a_newcomer_reads_what_was_there);
  TEST ("restart", test_who_waits_and_who_invited_may_restart);
  TEST ("restored", test_who_accepted_after_a_restore_is_signed_later);
  TEST ("welcome", test_an_invitation_says_what_it_is);
  TEST ("other-organisation", test_another_organisation_is_refused);
  TEST ("wrong-invitations", test_invitations_that_cannot_be_made_leave_nothing);
  TEST ("taken-back", test_taken_back_is_forgotten);
  TEST ("swapped-keys", test_swapped_keys_are_never_signed);
  TEST ("old-invitation", test_an_old_invitation_lets_nobody_in);
  TEST ("stranger", test_a_stranger_in_the_dues_gets_nothing);
  TEST ("built", test_what_is_built_follows_the_roster);
  TEST ("left-write", test_the_next_write_after_somebody_left_opens_an_epoch);
  TEST ("left-sync", test_a_sync_opens_epochs_without_who_left);
  TEST ("no-expert", test_an_inviter_who_is_no_expert_needs_one);
  TEST ("wrong-teams", test_teams_that_may_not_be_are_refused);
  TEST ("race", test_two_experts_change_the_team_at_once);
  TEST ("people", test_people_are_listed_with_their_places);
  TEST ("async", test_the_main_loop_is_called_back);

  return g_test_run ();
}
