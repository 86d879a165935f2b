/* test-claim.c: whoever has an account on the portal alone can seal any name into a report: who
 * answers it is told from which account it came, as the server says, and nobody else is */
#include <string.h>

#include "areas.h"
#include "cache.h"
#include "deceived.h"
#include "folder.h"
#include "guest.h"

#include "app-client-own-ticket.h"
#include "app-client-policy.h"
#include "app-client-portal-account.h"
#include "app-client-search.h"
#include "hark-api.h"
#include "hark-json.h"
#include "srv-eraser.h"
#include "store-erase.h"

#define ACCOUNT "canary-quokka"
#define OTHER "alice"
#define WAIT (20 * G_TIME_SPAN_SECOND)

/* ------------------------------------------------------------------ what the server says */

static gboolean
run_sql (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), data, error);
}

/* What a feed that begins anew, and one that goes on, say of the account of @ticket to @actor; NULL
 * for nothing. */
static void
expect_account (Fixture *f, Cache *known, Actor *actor, const Ticket *ticket, const char *account)
{
  g_autoptr (Cache) anew = cache_new ();
  Cache *const caches[] = { known, anew };

  for (guint i = 0; i < G_N_ELEMENTS (caches); i++)
    {
      g_autoptr (JsonObject) line = NULL;

      cache_pull (f->world, caches[i], actor, HARK_API_MAX_PAGE);
      line = cache_get (caches[i], "ticket", &ticket->id);
      g_assert_nonnull (line);
      if (account != NULL)
        g_assert_cmpstr (json_object_get_string_member (line, "account"), ==, account);
      else
        g_assert_false (json_object_has_member (line, "account"));
    }
}

/* A report from the account that gives another name. */
static Ticket *
report (Fixture *f)
{
  g_autofree char *number
      = guest_report_as (f->harness, ACCOUNT, GUEST_PASSWORD, OTHER, "Invoices", "Paid twice.");

  return team_open (f->world, world_first (f->world), number);
}

static void
test_who_answers_is_told_of_the_account (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world), *ben = world_add (f->world, "ben", HARK_ROLE_PROFESSIONAL);
  Actor *olga = world_add (f->world, "olga", HARK_ROLE_OBSERVER);
  Actor *paul = world_add (f->world, "paul", HARK_ROLE_NONE);
  g_autoptr (Visitor) guest = guest_new (f, ACCOUNT);
  g_autoptr (Ticket) ticket = report (f);
  g_autoptr (Cache) one = cache_new (), two = cache_new (), three = cache_new (),
                    nobody = cache_new ();
  g_autofree char *name = team_read_text (f->world, anna, ticket, HARK_OBJECT_REPORT, "name");

  g_assert_cmpstr (name, ==, OTHER);
  expect_account (f, one, anna, ticket, ACCOUNT);
  expect_account (f, two, ben, ticket, ACCOUNT);
  expect_account (f, three, olga, ticket, NULL);
  cache_pull (f->world, nobody, paul, HARK_API_MAX_PAGE);
  g_assert_cmpuint (cache_count (nobody, "ticket"), ==, 0);
}

static void
test_no_other_ticket_has_one (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world), *dora = world_add (f->world, "dora", HARK_ROLE_NONE);
  g_autoptr (Visitor) guest = guest_new (f, ACCOUNT), visitor = visitor_new (f->harness);
  g_autoptr (Ticket) named = world_submit (f->world, dora, "Paid twice."), anonymous = NULL;
  g_autoptr (Cache) one = cache_new (), two = cache_new ();
  g_autofree char *code = NULL, *number = NULL;

  world_add (f->world, "ben", HARK_ROLE_PROFESSIONAL);
  /* by the same browser, once it has signed out */
  guest_sign_out (guest);
  number = visitor_submit (guest, "Invoices", "Paid twice.", &code);
  anonymous = team_open (f->world, anna, number);
  expect_account (f, one, anna, anonymous, NULL);
  expect_account (f, one, anna, named, NULL);
  expect_account (f, two, dora, named, NULL);
}

static void
test_who_becomes_an_observer_has_it_no_more (Fixture *f, gconstpointer unused)
{
  Actor *ben = world_add (f->world, "ben", HARK_ROLE_PROFESSIONAL);
  g_autoptr (Visitor) guest = guest_new (f, ACCOUNT);
  g_autoptr (Ticket) ticket = report (f);
  g_autoptr (Cache) one = cache_new (), two = cache_new ();

  expect_account (f, one, ben, ticket, ACCOUNT);
  ben->role = HARK_ROLE_OBSERVER;
  world_set_team (f->world);
  expect_account (f, one, ben, ticket, NULL);
  ben->role = HARK_ROLE_PROFESSIONAL;
  world_set_team (f->world);
  expect_account (f, one, ben, ticket, ACCOUNT);
  expect_account (f, two, world_first (f->world), ticket, ACCOUNT);
}

static void
end_account (Fixture *f)
{
  Actor *anna = world_first (f->world);
  g_autoptr (JsonObject) all
      = harness_ask (f->harness, "GET", HARK_API_PORTAL_ACCOUNTS, anna->token, NULL, 200);
  JsonArray *accounts = json_object_get_array_member (all, "accounts");
  JsonObject *account = json_array_get_object_element (accounts, 0);
  g_autofree char *path = g_strconcat (HARK_API_PORTAL_ACCOUNTS "/",
                                       json_object_get_string_member (account, "user"), NULL);

  json_object_unref (harness_ask (f->harness, "DELETE", path, anna->token, NULL, 200));
}

static gboolean
decide (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_erase_decide (store, data, SRV_ERASE_RETENTION, NULL, NULL, 0, error);
}

static void
erase (Fixture *f, Ticket *ticket)
{
  SrvEraser *eraser = harness_get_context (f->harness)->eraser;

  harness_write (f->harness, decide, &ticket->id);
  srv_eraser_wake (eraser);
  g_assert_true (srv_eraser_wait (eraser, g_get_monotonic_time () + WAIT));
}

static void
expect_no_fault (Fixture *f)
{
  g_autoptr (GPtrArray) faults = harness_check (f->harness);

  g_assert_cmpuint (faults->len, ==, 0);
}

/* As long as one of its tickets is there, also where somebody else has that ticket's inbox since.
 */
static void
test_name_outlives_the_account_and_goes_with_its_last_ticket (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autoptr (Visitor) guest = guest_new (f, ACCOUNT);
  g_autoptr (Ticket) first = report (f), second = report (f);
  g_autoptr (Cache) cache = cache_new ();

  expect_account (f, cache, anna, first, ACCOUNT);
  end_account (f);
  expect_account (f, cache, anna, first, ACCOUNT);
  world_expect (f->world, anna, op_new_code (f->world, first, anna), "applied");
  expect_account (f, cache, anna, first, ACCOUNT);
  expect_no_fault (f);

  erase (f, second);
  expect_account (f, cache, anna, first, ACCOUNT);
  g_assert_cmpuint (guest_invite (f, ACCOUNT, NULL), ==, 409);
  erase (f, first);
  g_assert_false (harness_holds (f->harness, ACCOUNT, strlen (ACCOUNT)));
  expect_no_fault (f);
}

static void
test_an_account_that_is_there_keeps_its_name (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, ACCOUNT);
  g_autoptr (Ticket) ticket = report (f), next = NULL;
  g_autoptr (Cache) cache = cache_new ();

  erase (f, ticket);
  next = report (f);
  expect_account (f, cache, world_first (f->world), next, ACCOUNT);
}

/* The migration's text, whatever its number is by now. (transfer full) */
static char *
read_migration (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "server", "schema", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autofree char *file = NULL;
  const char *name;
  char *text = NULL;

  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, "-claim.sql"))
      file = g_build_filename (path, name, NULL);
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  return text;
}

/* Whoever has synced with a store of before, which knows no such thing, is sent these rows again.
 */
static void
test_tickets_of_before_are_told_of_after_an_upgrade (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, ACCOUNT);
  g_autoptr (Ticket) ticket = report (f);
  g_autoptr (Cache) cache = cache_new ();
  g_autofree char *migration = read_migration ();

  harness_write (f->harness, run_sql, (gpointer) "UPDATE ticket SET account = NULL");
  expect_account (f, cache, world_first (f->world), ticket, NULL);
  harness_write (f->harness, run_sql,
                 (gpointer) "DROP INDEX ticket_account; ALTER TABLE ticket DROP COLUMN account");
  harness_write (f->harness, run_sql, migration);
  harness_restart (f->harness);
  expect_account (f, cache, world_first (f->world), ticket, ACCOUNT);
  expect_no_fault (f);
}

/* ------------------------------------------------------------------ what a member sees */

typedef struct
{
  Areas areas;
  Fixture at; /* the portal */
} Claim;

static void
set_up (Claim *f, gconstpointer unused)
{
  HarkRosterPolicy before, policy;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  areas_set_up (&f->areas, NULL);
  f->at.harness = f->areas.device.server;
  f->at.visitor = visitor_new (f->at.harness);
  app_client_get_policy (f->areas.anna, &before);
  policy = before;
  policy.portal_only = TRUE;
  g_assert_true (app_client_set_policy_sync (f->areas.anna, &before, &policy, &error));
  line = app_client_invite_to_portal_sync (f->areas.anna, ACCOUNT, "guest@example.org", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (guest_accept (f->at.visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
}

static void
tear_down (Claim *f, gconstpointer unused)
{
  visitor_free (f->at.visitor);
  areas_tear_down (&f->areas, NULL);
}

/* A report that gives this name, as @client has it. (transfer full) */
static AppTicket *
receive (Claim *f, AppClient *client, const char *claimed)
{
  g_autofree char *number = guest_report_as (f->at.harness, ACCOUNT, GUEST_PASSWORD, claimed,
                                             "Invoices", "Paid twice.");
  HarkId ticket;

  areas_sync (&f->areas);
  g_assert_true (app_client_find_number (client, number, &ticket));
  return areas_load (client, &ticket);
}

static void
test_another_name_than_the_accounts_is_told (Claim *f, gconstpointer unused)
{
  static const struct
  {
    const char *claimed, *reporter;
    gboolean is_by_other;
  } cases[] = {
    { ACCOUNT, ACCOUNT, FALSE },
    { "Canary-Quokka", "Canary-Quokka", FALSE }, /* nobody else can be called that */
    { OTHER, OTHER, TRUE },
    { "emil", "emil", TRUE }, /* a colleague's */
    { "", NULL, TRUE },
    { "can\xc3\xa1ry-quokka", "can\xc3\xa1ry-quokka", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AppTicket) ticket = receive (f, f->areas.ben->client, cases[i].claimed);
      g_autoptr (JsonObject) json = app_ticket_to_json (ticket, FALSE);

      g_assert_cmpstr (ticket->account, ==, ACCOUNT);
      g_assert_cmpstr (ticket->reporter, ==, cases[i].reporter);
      g_assert_true (ticket->is_claimed);
      g_assert_cmpint (app_ticket_is_by_other (ticket), ==, cases[i].is_by_other);
      g_assert_cmpstr (hark_json_peek_string (json, "reporter_account"), ==, ACCOUNT);
      g_assert_false (json_object_get_boolean_member (json, "reporter_verified"));
      if (cases[i].reporter == NULL)
        g_assert_true (json_object_get_null_member (json, "reporter"));
      else
        g_assert_cmpstr (hark_json_peek_string (json, "reporter"), ==, cases[i].reporter);
    }
}

static void
count (GPtrArray *hits, gpointer n)
{
  *(guint *)n += hits->len;
}

static void
test_what_came_from_an_account_is_found_by_its_name (Claim *f, gconstpointer unused)
{
  AppClient *ben = f->areas.ben->client;
  g_autoptr (AppTicket) ticket = receive (f, ben, OTHER);
  guint n = 0;

  g_assert_true (app_client_search_sync (ben, ACCOUNT, NULL, count, &n, NULL));
  g_assert_cmpuint (n, ==, 1);
}

static void
test_the_name_is_not_readable_on_a_members_disk (Claim *f, gconstpointer unused)
{
  AppClient *ben = f->areas.ben->client;
  g_autoptr (AppTicket) ticket = receive (f, ben, OTHER);

  g_assert_cmpstr (ticket->account, ==, ACCOUNT);
  g_assert_cmpuint (test_folder_count_files_with (f->areas.ben->home, ACCOUNT), ==, 0);
}

/* A device that synced before its Hark knew of accounts. */
static void
test_a_cache_of_before_is_told_of_it (Claim *f, gconstpointer unused)
{
  g_autoptr (AppTicket) ticket = receive (f, f->areas.anna, OTHER), after = NULL;
  g_autofree char *path = g_build_filename (f->areas.device.home, "cache.db", NULL);
  g_autoptr (GError) error = NULL;
  HarkSqlite *db;

  device_close (f->areas.anna);
  db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (hark_sqlite_exec (
      db, "ALTER TABLE ticket DROP COLUMN account; PRAGMA user_version = 10", &error));
  hark_sqlite_close (db);
  f->areas.anna = f->areas.device.client = device_open (f->areas.device.home);
  device_unlock (f->areas.anna);
  device_sync (f->areas.anna);
  after = areas_load (f->areas.anna, &ticket->id);
  g_assert_cmpstr (after->account, ==, ACCOUNT);
}

/* ------------------------------------------------------------------ a server that lies */

static void
say_account (JsonObject *line, gpointer name)
{
  json_object_set_string_member (line, "account", name);
}

/* Also that it is nobody's of the list of people. */
static void
say_account_alone (JsonObject *line, gpointer name)
{
  json_object_set_string_member (line, "account", name);
  json_object_set_null_member (line, "reporter");
  json_object_set_string_member (line, "origin", "signed-in");
}

static void
say_number (JsonObject *line, gpointer unused)
{
  json_object_set_int_member (line, "account", 7);
}

static void
expect_none (Deceived *f, const HarkId *id)
{
  g_autoptr (AppTicket) ticket = device_load (f->device.client, id);

  g_assert_null (ticket->account);
  g_assert_false (ticket->is_claimed);
}

/* Whoever is on the list of people signs their reports, and an anonymous one has no name. */
static void
test_a_server_gives_no_account_to_others_tickets (Deceived *f, gconstpointer unused)
{
  g_autoptr (Visitor) visitor = visitor_new (f->device.server);
  g_autofree char *code = NULL, *number = visitor_submit (visitor, "Invoices", "Twice.", &code);
  g_autofree char *long_name = visitor_make_text (HARK_API_MAX_NAME + 1);
  const char *const names[] = { ACCOUNT, long_name, "", "a\nb" };
  HarkId anonymous;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      deceived_forget (f);
      liar_tell_line (f->liar, "ticket", say_account, (gpointer)names[i]);
      device_sync (f->device.client);
      g_assert_true (app_client_find_number (f->device.client, number, &anonymous));
      expect_none (f, &anonymous);
      expect_none (f, &f->ticket);
    }
  liar_tell_line (f->liar, "ticket", say_number, NULL);
  deceived_forget (f);
  deceived_sync (f);
  expect_none (f, &anonymous);
}

static void
test_what_a_colleague_signed_is_not_another_accounts (Deceived *f, gconstpointer unused)
{
  g_autoptr (AppTicket) ticket = NULL;

  deceived_forget (f);
  liar_tell_line (f->liar, "ticket", say_account_alone, (gpointer)ACCOUNT);
  deceived_sync (f);
  ticket = device_load (f->device.client, &f->ticket);
  g_assert_cmpint (ticket->trust, ==, APP_TRUST_BROKEN);
  deceived_recover (f);
}

#define ADD(path, function) g_test_add ("/claim/" path, Claim, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  VISITOR_TEST ("/claim/told", test_who_answers_is_told_of_the_account);
  VISITOR_TEST ("/claim/no-other", test_no_other_ticket_has_one);
  VISITOR_TEST ("/claim/observer", test_who_becomes_an_observer_has_it_no_more);
  VISITOR_TEST ("/claim/ended", test_name_outlives_the_account_and_goes_with_its_last_ticket);
  VISITOR_TEST ("/claim/erased", test_an_account_that_is_there_keeps_its_name);
  VISITOR_TEST ("/claim/upgrade", test_tickets_of_before_are_told_of_after_an_upgrade);
  ADD ("another-name", test_another_name_than_the_accounts_is_told);
  ADD ("found", test_what_came_from_an_account_is_found_by_its_name);
  ADD ("sealed", test_the_name_is_not_readable_on_a_members_disk);
  ADD ("cache", test_a_cache_of_before_is_told_of_it);
  g_test_add ("/claim/liar", Deceived, NULL, deceived_set_up,
              test_a_server_gives_no_account_to_others_tickets, deceived_tear_down);
  g_test_add ("/claim/signed", Deceived, NULL, deceived_set_up,
              test_what_a_colleague_signed_is_not_another_accounts, deceived_tear_down);

  return g_test_run ();
}
