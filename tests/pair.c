/* pair.c: see pair.h */
#include "pair.h"

#include "app-build.h"
#include "hark-json.h"

void
pair_set_up (Pair *f, gconstpointer unused)
{
  device_set_up (&f->anna, NULL);
  f->colleague = colleague_join (f->anna.server, f->anna.client, "ben", HARK_ROLE_PROFESSIONAL);
  f->ben = f->colleague->client;
  device_sync (f->anna.client);
  f->ticket = device_submit (&f->anna, "Invoices paid twice", NULL);
  device_sync (f->anna.client);
  device_sync (f->ben);
}

void
pair_tear_down (Pair *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) faults = harness_check (f->anna.server);

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", (const char *)faults->pdata[i]);
  g_assert_cmpuint (faults->len, ==, 0);
  colleague_free (f->colleague);
  device_tear_down (&f->anna, NULL);
}

GPtrArray *
pair_list_refused (AppClient *client)
{
  GError *error = NULL;
  GPtrArray *list = app_client_list_refused_sync (client, &error);

  g_assert_no_error (error);
  return list;
}

GPtrArray *
pair_list_waiting (AppClient *client)
{
  GError *error = NULL;
  GPtrArray *list = app_client_list_waiting_sync (client, &error);

  g_assert_no_error (error);
  return list;
}

void
pair_expect_texts (AppClient *client, const HarkId *ticket, const char *first, ...)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);
  guint i = 1; /* after the report */
  va_list args;

  va_start (args, first);
  for (const char *text = first; text != NULL; text = va_arg (args, const char *))
    g_assert_cmpstr (device_entry (loaded, i++)->text, ==, text);
  va_end (args);
  g_assert_cmpuint (loaded->entries->len, ==, i);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
}

void
pair_expect_advisor (AppClient *client, const HarkId *ticket, const char *name)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);

  g_assert_cmpstr (loaded->advisor, ==, name);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
}

void
pair_expect_nothing_left (AppClient *client)
{
  g_autoptr (GPtrArray) refused = pair_list_refused (client);

  g_assert_cmpuint (refused->len, ==, 0);
  g_assert_cmpuint (app_client_get_waiting (client), ==, 0);
}

void
pair_sync (Pair *f)
{
  device_sync (f->anna.client);
  device_sync (f->ben);
}

guint
pair_count_spooled (const char *home)
{
  g_autofree char *spool = g_build_filename (home, "spool", NULL);
  g_autoptr (GDir) dir = g_dir_open (spool, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

void
pair_build_first (AppClient *client)
{
  AppStore *store = client->store;
  g_autoptr (GPtrArray) waiting = app_outbox_list (store->outbox, FALSE, NULL);
  AppOperation *operation = waiting->pdata[0];
  GError *error = NULL;
  char *text = app_build_request (store, operation, &error);

  g_assert_no_error (error);
  app_outbox_set_request (store->outbox, &operation->op, text, &error);
  g_assert_no_error (error);
  hark_seal_free_string (text);
}
