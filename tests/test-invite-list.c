/* test-invite-list.c: many people invited at once, from a file that somebody else has written */
#include "device.h"

#include "app-client-invite-list.h"
#include "app-client-team.h"
#include "app-invitation.h"
#include "folder.h"
#include "hark-error.h"
#include "hark-invitation.h"

#include <glib/gstdio.h>
#include <string.h>

#define PEOPLE                                                                                     \
  "name,mail,role,area\nbert,bert@example.org,professional,\nclara,clara@example.org,,\n"

static AppInviteList *
read_list (const char *text)
{
  GError *error = NULL;
  AppInviteList *list = app_invite_list_read (text, strlen (text), &error);

  g_assert_no_error (error);
  return list;
}

static const AppInviteLine *
get (AppInviteList *list, guint i)
{
  return app_invite_list_get_lines (list)->pdata[i];
}

static void
expect_refused (const char *text, gsize length, HarkError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (app_invite_list_read (text, length, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
}

static void
test_columns_and_values_are_read_as_spreadsheets_write_them (Device *f, gconstpointer unused)
{
  g_autoptr (AppInviteList) list
      = read_list ("\xef\xbb\xbfRole;Mail;Something;Name\r\n"
                   "Expert;b@example.org;x;\"Bert; the \"\"second\"\"\"\r\n"
                   "\r\n"
                   ";c@example.org;\"two\nlines\";clara\r\n"
                   "observer;d@example.org;;dora");

  g_assert_cmpuint (app_invite_list_get_lines (list)->len, ==, 3);
  g_assert_cmpstr (get (list, 0)->name, ==, "Bert; the \"second\"");
  g_assert_cmpint (get (list, 0)->role, ==, HARK_ROLE_EXPERT);
  g_assert_cmpuint (get (list, 0)->number, ==, 2);
  g_assert_cmpstr (get (list, 1)->name, ==, "clara");
  g_assert_cmpint (get (list, 1)->role, ==, HARK_ROLE_NONE);
  g_assert_cmpstr (get (list, 2)->mail, ==, "d@example.org");
  g_assert_cmpuint (app_invite_list_count (list, APP_INVITE_FINE), ==, 3);
}

static void
test_each_line_says_what_is_wrong_with_it (Device *f, gconstpointer unused)
{
  static const AppInviteFault faults[]
      = { APP_INVITE_FAULT_NAME, APP_INVITE_FAULT_NAME, APP_INVITE_FAULT_MAIL,
          APP_INVITE_FAULT_ROLE, APP_INVITE_FAULT_ROLE, APP_INVITE_NO_FAULT,
          APP_INVITE_FAULT_TWICE };
  g_autoptr (AppInviteList) list = read_list ("name,mail,role,area\n"
                                              ",a@example.org\n"
                                              "b\xe2\x80\xae"
                                              "ert\x07,a@example.org\n"
                                              "clara,nowhere\n"
                                              "dora,d@example.org,boss\n"
                                              "emil,e@example.org,,Compliance\n"
                                              "frieda,f@example.org\n"
                                              "FRIEDA,g@example.org\n");

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_assert_cmpint (get (list, i)->fault, ==, faults[i]);
      g_assert_cmpint (get (list, i)->state == APP_INVITE_WRONG, ==, faults[i] != 0);
      g_assert_cmpuint (get (list, i)->number, ==, i + 2);
    }
}

static void
test_what_is_no_list_is_refused (Device *f, gconstpointer unused)
{
  g_autoptr (GString) many = g_string_new ("name,mail\n");
  g_autofree char *large = g_strnfill (APP_INVITE_LIST_MAX_BYTES + 1, ',');

  expect_refused ("", 0, HARK_ERROR_INVALID);
  expect_refused ("bert,b@example.org\n", 19, HARK_ERROR_INVALID);
  expect_refused ("name,mail\nb\xff,b@example.org\n", 26, HARK_ERROR_INVALID);
  expect_refused ("name,mail\0\n", 11, HARK_ERROR_INVALID);
  expect_refused (large, strlen (large), HARK_ERROR_TOO_LARGE);
  for (guint i = 0; i <= APP_INVITE_LIST_MAX_LINES; i++)
    g_string_append_printf (many, "u%u,u@example.org\n", i);
  expect_refused (many->str, many->len, HARK_ERROR_TOO_LARGE);
}

static void
check (Device *f, AppInviteList *list)
{
  g_autoptr (GError) error = NULL;

  app_client_check_invite_list_sync (f->client, list, &error);
  g_assert_no_error (error);
}

static guint
count_awaited (Device *f)
{
  g_autoptr (GPtrArray) list = app_client_list_awaited_sync (f->client, NULL);

  return list->len;
}

static void
test_everybody_is_invited_and_gets_a_sheet (Device *f, gconstpointer unused)
{
  g_autoptr (AppInviteList) list
      = read_list (PEOPLE "anna,anna@example.org\nemil,e@example.org,expert,Nowhere\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (f->home, "sheets.pdf", NULL), *pdf = NULL;
  HarkInvitation *invitation = hark_seal_alloc (sizeof *invitation);
  GStatBuf status;
  gsize length;

  check (f, list);
  g_assert_cmpint (get (list, 0)->state, ==, APP_INVITE_FINE);
  g_assert_cmpint (get (list, 2)->state, ==, APP_INVITE_HERE);
  g_assert_cmpint (get (list, 3)->fault, ==, APP_INVITE_FAULT_AREA);
  g_assert_cmpuint (count_awaited (f), ==, 0); /* nothing was sent yet */

  app_client_invite_list_sync (f->client, list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (app_invite_list_count (list, APP_INVITE_INVITED), ==, 2);
  g_assert_cmpuint (count_awaited (f), ==, 2);
  g_assert_true (hark_invitation_parse (get (list, 0)->line, invitation, NULL));
  g_assert_true (app_invite_list_write_pdf (list, path, NULL));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &pdf, &length, NULL));
  g_assert_true (length > 4 && memcmp (pdf, "%PDF", 4) == 0);
  hark_seal_free (invitation);
}

static void
test_what_stopped_midway_is_repeated_without_a_second_invitation (Device *f, gconstpointer unused)
{
  g_autoptr (AppInviteList) first = read_list ("name,mail\nbert,bert@example.org\n");
  g_autoptr (AppInviteList) again = read_list (PEOPLE);
  g_autoptr (GError) error = NULL;

  check (f, first);
  g_assert_true (app_client_invite_list_sync (f->client, first, NULL));
  device_restart (f);
  device_unlock (f->client);
  check (f, again);
  g_assert_cmpint (get (again, 0)->state, ==, APP_INVITE_INVITED);
  g_assert_cmpstr (get (again, 0)->line, ==, get (first, 0)->line);
  g_assert_cmpint (get (again, 1)->state, ==, APP_INVITE_FINE);
  g_assert_true (app_client_invite_list_sync (f->client, again, NULL));
  g_assert_cmpuint (count_awaited (f), ==, 2);

  harness_stop (f->server);
  g_assert_false (app_client_check_invite_list_sync (f->client, again, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  device_start_server (f);
}

static void
test_nobody_is_invited_while_the_server_is_away (Device *f, gconstpointer unused)
{
  g_autoptr (AppInviteList) list = read_list (PEOPLE);
  g_autoptr (GError) error = NULL;

  check (f, list);
  harness_stop (f->server);
  g_assert_false (app_client_invite_list_sync (f->client, list, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  g_assert_cmpuint (app_invite_list_count (list, APP_INVITE_FINE), ==, 2);
  device_start_server (f);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/invite-list/" path, Device, NULL, device_set_up, function, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("columns", test_columns_and_values_are_read_as_spreadsheets_write_them);
  TEST ("faults", test_each_line_says_what_is_wrong_with_it);
  TEST ("refused", test_what_is_no_list_is_refused);
  TEST ("everybody", test_everybody_is_invited_and_gets_a_sheet);
  TEST ("again", test_what_stopped_midway_is_repeated_without_a_second_invitation);
  TEST ("away", test_nobody_is_invited_while_the_server_is_away);

  return g_test_run ();
}
