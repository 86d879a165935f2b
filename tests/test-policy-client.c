/* test-policy-client.c: an Admin signs what is asked of everybody, and every client goes by it */
#include "authenticator.h"
#include "colleague.h"

#include "app-client-account.h"
#include "app-client-factor.h"
#include "app-client-policy.h"
#include "app-client-team.h"
#include "app-setup.h"
#include "folder.h"
#include "hark-error.h"

#define THIRTEEN "thirteen char"
#define FOURTEEN "fourteen chars"

static HarkRosterPolicy
get_policy (AppClient *client)
{
  HarkRosterPolicy policy;

  app_client_get_policy (client, &policy);
  return policy;
}

/* HARK_ERROR_LAST: it was taken. */
static HarkError
set (AppClient *client, const HarkRosterPolicy *before, const HarkRosterPolicy *policy)
{
  g_autoptr (GError) error = NULL;

  return app_client_set_policy_sync (client, before, policy, &error) ? HARK_ERROR_LAST
                                                                     : (HarkError)error->code;
}

static void
ask_for_length (Device *f, guint length)
{
  const HarkRosterPolicy before = get_policy (f->client);
  HarkRosterPolicy policy = before;

  policy.password_length = (guint16)length;
  g_assert_cmpint (set (f->client, &before, &policy), ==, HARK_ERROR_LAST);
}

static void
test_what_an_admin_signs_everybody_goes_by (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  const HarkRosterPolicy before = get_policy (f->client);
  HarkRosterPolicy policy = before;

  g_assert_cmpuint (before.idle_lock, ==, 0);
  policy.idle_lock = 7;
  policy.portal_only = TRUE;
  g_assert_cmpint (set (f->client, &before, &policy), ==, HARK_ERROR_LAST);
  policy = get_policy (f->client);
  g_assert_cmpuint (policy.idle_lock, ==, 7);
  device_sync (bert->client);
  policy = get_policy (bert->client);
  g_assert_cmpuint (policy.idle_lock, ==, 7);
  g_assert_true (policy.portal_only);
  app_client_lock (bert->client);
}

static void
test_only_an_admin_signs_what_exists (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert = colleague_join (f->server, f->client, "bert", HARK_ROLE_EXPERT);
  const HarkRosterPolicy before = get_policy (f->client);
  HarkRosterPolicy policy = before;

  policy.idle_lock = 10;
  g_assert_cmpint (set (bert->client, &before, &policy), ==, HARK_ERROR_FORBIDDEN);
  policy.idle_lock = HARK_ROSTER_MAX_IDLE_LOCK + 1;
  g_assert_cmpint (set (f->client, &before, &policy), ==, HARK_ERROR_INVALID);
  policy = before;
  policy.password_length = HARK_ROSTER_MIN_PASSWORD - 1;
  g_assert_cmpint (set (f->client, &before, &policy), ==, HARK_ERROR_INVALID);
  policy.password_length = HARK_ROSTER_MAX_PASSWORD + 1;
  g_assert_cmpint (set (f->client, &before, &policy), ==, HARK_ERROR_INVALID);
  policy = get_policy (f->client);
  g_assert_true (hark_roster_policy_equal (&policy, &before));
}

static void
test_what_another_admin_signed_meanwhile_stays (Device *f, gconstpointer unused)
{
  const HarkRosterPolicy before = get_policy (f->client);
  HarkRosterPolicy first = before, second = before;

  first.idle_lock = 5;
  second.password_length = 12;
  g_assert_cmpint (set (f->client, &before, &first), ==, HARK_ERROR_LAST);
  g_assert_cmpint (set (f->client, &before, &second), ==, HARK_ERROR_CONFLICT);
  g_assert_cmpint (set (f->client, &before, &first), ==, HARK_ERROR_LAST); /* it is so already */
  second = get_policy (f->client);
  g_assert_true (hark_roster_policy_equal (&first, &second));
}

static HarkError
change_password (Device *f, const char *password)
{
  g_autoptr (GError) error = NULL;

  return app_client_change_password_sync (f->client, DEVICE_PASSWORD, password, &error)
             ? HARK_ERROR_LAST
             : (HarkError)error->code;
}

static void
test_chosen_passwords_are_as_long_as_is_asked_for (Device *f, gconstpointer unused)
{
  g_autoptr (AppSetup) sheet = NULL;
  g_autoptr (GError) error = NULL;

  ask_for_length (f, 30);
  g_assert_cmpuint (app_client_get_min_password (f->client), ==, 30);
  g_assert_cmpint (change_password (f, FOURTEEN), ==, HARK_ERROR_INVALID);
  /* whose password is from before keeps it, and can make a new sheet */
  sheet = app_client_prepare_sheet_sync (f->client, DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  ask_for_length (f, 14);
  g_assert_cmpint (change_password (f, THIRTEEN), ==, HARK_ERROR_INVALID);
  g_assert_cmpint (change_password (f, FOURTEEN), ==, HARK_ERROR_LAST);
}

static void
test_who_is_invited_chooses_one_as_long (Device *f, gconstpointer unused)
{
  const AppInvite invite = { .name = "bert", .mail = "bert@example.org" };
  g_autofree char *url = device_url (f);
  char *home = test_folder_new ();
  AppClient *client = device_open (home);
  GError *error = NULL;
  char *line;

  ask_for_length (f, 14);
  line = app_client_invite_sync (f->client, &invite, &error);
  g_assert_no_error (error);
  {
    g_autoptr (AppWelcome) welcome = app_client_look_sync (client, url, line, &error);
    g_autoptr (AppSetup) good = NULL;

    g_assert_no_error (error);
    g_assert_cmpuint (welcome->min_password, ==, 14);
    g_assert_cmpuint (app_client_get_min_password (client), ==, 14);
    g_assert_null (app_client_prepare_accept_sync (client, url, line, THIRTEEN, &error));
    g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    g_clear_error (&error);
    good = app_client_prepare_accept_sync (client, url, line, FOURTEEN, &error);
    g_assert_no_error (error);
  }
  hark_seal_free_string (line);
  device_close (client);
  test_folder_remove (home);
}

static void
test_who_uses_the_sheet_chooses_one_as_long (Device *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetup) sheet = app_client_prepare_sheet_sync (f->client, DEVICE_PASSWORD, &error);
  g_autofree char *url = device_url (f);
  char *home = test_folder_new ();
  AppClient *client = device_open (home);
  char *recovery;

  g_assert_no_error (error);
  app_client_commit_account_sync (f->client, sheet, &error);
  g_assert_no_error (error);
  ask_for_length (f, 14);
  recovery = hark_code_to_line (sheet->sheet->sheet_key);
  {
    g_autoptr (AppSetup) good = NULL;

    g_assert_null (app_client_prepare_recovery_sync (client, url, "anna", f->account_key, recovery,
                                                     THIRTEEN, &error));
    g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    g_clear_error (&error);
    g_assert_cmpuint (app_client_get_min_password (client), ==, 14);
    good = app_client_prepare_recovery_sync (client, url, "anna", f->account_key, recovery,
                                             FOURTEEN, &error);
    g_assert_no_error (error);
  }
  hark_seal_free_string (recovery);
  device_close (client);
  test_folder_remove (home);
}

static HarkError
try_sync (AppClient *client)
{
  g_autoptr (GError) error = NULL;

  return app_client_sync_sync (client, &error) ? HARK_ERROR_LAST : (HarkError)error->code;
}

static void
set_up_factor (Device *f, AppClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppFactorSecret) secret
      = app_client_begin_factor_sync (client, DEVICE_PASSWORD, &error);
  g_autofree char *code = NULL;

  g_assert_no_error (error);
  code = authenticator_show (f->server, secret->uri, 0);
  app_factor_sheet_unref (app_client_confirm_factor_sync (client, code, &error));
  g_assert_no_error (error);
}

static void
test_who_has_no_factor_hears_it_and_goes_on_with_one (Device *f, gconstpointer unused)
{
  g_autoptr (Colleague) bert
      = colleague_join (f->server, f->client, "bert", HARK_ROLE_PROFESSIONAL);
  const HarkRosterPolicy before = get_policy (f->client);
  HarkRosterPolicy policy = before;
  HarkId ticket;

  policy.second_factor = TRUE;
  g_assert_cmpint (set (f->client, &before, &policy), ==, HARK_ERROR_FACTOR);
  set_up_factor (f, f->client);
  g_assert_cmpint (set (f->client, &before, &policy), ==, HARK_ERROR_LAST);
  device_sync (f->client);
  ticket = device_submit (f, "Invoices", NULL);
  device_sync (f->client);

  g_assert_cmpint (try_sync (bert->client), ==, HARK_ERROR_FACTOR);
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_FACTOR);
  set_up_factor (f, bert->client);
  g_assert_cmpint (try_sync (bert->client), ==, HARK_ERROR_LAST);
  g_assert_cmpint (app_client_get_connection (bert->client), ==, APP_CONNECTION_ONLINE);
  g_object_unref (device_load (bert->client, &ticket));
}

#define TEST(path, function)                                                                       \
  g_test_add ("/policy-client/" path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("everybody", test_what_an_admin_signs_everybody_goes_by);
  TEST ("admin", test_only_an_admin_signs_what_exists);
  TEST ("meanwhile", test_what_another_admin_signed_meanwhile_stays);
  TEST ("length", test_chosen_passwords_are_as_long_as_is_asked_for);
  TEST ("length-invited", test_who_is_invited_chooses_one_as_long);
  TEST ("length-sheet", test_who_uses_the_sheet_chooses_one_as_long);
  TEST ("factor", test_who_has_no_factor_hears_it_and_goes_on_with_one);

  return g_test_run ();
}
