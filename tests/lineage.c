/* lineage.c: see lineage.h */
#include "lineage.h"

#include "folder.h"
#include "hark-account.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"
#include "srv-folder.h"

#include <glib/gstdio.h>
#include <string.h>

static void
expect_no_fault (Lineage *f)
{
  g_autoptr (GPtrArray) faults = harness_check (f->device.server);

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", (const char *)faults->pdata[i]);
  g_assert_cmpuint (faults->len, ==, 0);
}

void
lineage_set_up (Lineage *f, gconstpointer unused)
{
  device_set_up (&f->device, NULL);
  f->folder = test_folder_new ();
  f->file = g_build_filename (f->folder, "backup.tar", NULL);
}

void
lineage_tear_down (Lineage *f, gconstpointer unused)
{
  expect_no_fault (f);
  device_tear_down (&f->device, NULL);
  test_folder_remove (f->folder);
  g_free (f->file);
}

gint64
lineage_back_up (Lineage *f)
{
  GError *error = NULL;
  JobBackup made;

  g_unlink (f->file);
  job_backup_make (harness_get_dir (f->device.server), f->file, harness_get_now (f->device.server),
                   &made, &error);
  g_assert_no_error (error);
  return made.seq;
}

void
lineage_lose_and_restore (Lineage *f)
{
  GError *error = NULL;
  JobBackup found;

  harness_stop (f->device.server);
  srv_folder_clear (harness_get_dir (f->device.server));
  harness_set_now (f->device.server, harness_get_now (f->device.server) + LINEAGE_LATER);
  job_restore_run (harness_get_dir (f->device.server), f->file, harness_get_now (f->device.server),
                   f->end_sessions, &found, &error);
  g_assert_no_error (error);
  device_start_server (&f->device);
}

void
lineage_restart (Lineage *f)
{
  harness_stop (f->device.server);
  harness_set_now (f->device.server, harness_get_now (f->device.server) + 60);
  device_start_server (&f->device);
}

void
lineage_expect_fresh (Lineage *f)
{
  g_autofree char *home = g_build_filename (f->folder, "fresh", NULL);
  g_autofree char *url = device_url (&f->device);
  AppClient *fresh = device_open (home);
  GError *error = NULL;
  g_autoptr (GPtrArray) here = NULL, there = NULL;

  app_client_sign_in_sync (fresh, url, "anna", DEVICE_PASSWORD, f->device.account_key, &error);
  g_assert_no_error (error);
  device_sync (fresh);
  here = app_client_list_sync (f->device.client, NULL);
  there = app_client_list_sync (fresh, NULL);
  g_assert_cmpuint (here->len, ==, there->len);
  for (guint i = 0; i < here->len; i++)
    {
      const HarkId *id = &((AppTicket *)here->pdata[i])->id;
      g_autofree char *ours = device_show (f->device.client, id);
      g_autofree char *theirs = device_show (fresh, id);

      g_assert_cmpstr (ours, ==, theirs);
    }
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 0);
  device_close (fresh);
  test_folder_remove (g_steal_pointer (&home));
}

guint
lineage_count_refused (AppClient *client)
{
  g_autoptr (GPtrArray) list = app_client_list_refused_sync (client, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const AppRefused *item = list->pdata[i];

      g_test_message ("refused: %s %s by %s", item->type, item->problem, item->by);
    }
  return list->len;
}

static gboolean
create_account (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_account_create (store, data, HARNESS_NOW, error);
}

static void
append_statement (Lineage *f, GBytes *statement)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->device.server, "POST", HARK_API_ROSTER, f->device.client->token, text, 200));
  device_sync (f->device.client);
}

GBytes *
lineage_make_role (Lineage *f, const HarkId *user, HarkRole role)
{
  AppStore *store = f->device.client->store;
  g_autoptr (GArray) areas = hark_roster_get_areas (store->roster);
  HarkRosterMember members[2] = { { .user = store->account->user, .role = HARK_ROLE_EXPERT },
                                  { .user = *user, .role = role } };

  for (guint i = 0; i < 2; i++)
    {
      const HarkRosterUser *found = hark_roster_get_user (store->roster, &members[i].user);

      hark_account_keys_hash (found->sign_pk, found->box_pk, members[i].keys_hash);
    }
  return hark_roster_make_area_set (store->roster, &store->account->user,
                                    store->keys->account.sign_sk, &g_array_index (areas, HarkId, 0),
                                    members, role == HARK_ROLE_NONE ? 1 : 2);
}

void
lineage_set_role (Lineage *f, const HarkId *user, HarkRole role)
{
  g_autoptr (GBytes) statement = lineage_make_role (f, user, role);

  append_statement (f, statement);
}

LineageMember *
lineage_add_member (Lineage *f, const char *name)
{
  AppStore *store = f->device.client->store;
  LineageMember *member = g_new0 (LineageMember, 1);
  HarkAccountKeys *keys = hark_seal_alloc (sizeof *keys);
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  g_autofree char *url = device_url (&f->device);
  g_autoptr (GBytes) statement = NULL;
  guint8 account_key[HARK_CODE_LEN];
  GError *error = NULL;
  char *line;

  hark_account_keys_random (keys);
  hark_id_random (&member->account.user);
  hark_code_random (account_key);
  hark_account_cost_random (&member->account.cost);
  hark_account_derive (DEVICE_PASSWORD, &member->account.cost, account_key, &store->account->org,
                       &member->account.user, secrets, &error);
  g_assert_no_error (error);
  member->account.mail = (char *)"other@example.org";
  hark_account_login_hash (secrets->login, member->account.login);
  hark_account_login_hash (secrets->login, member->account.sheet_login);
  member->account.bundle = hark_account_wrap (keys, secrets, &store->account->org,
                                              &member->account.user, 1, &member->account.cost);
  member->account.sheet_bundle = g_bytes_ref (member->account.bundle);
  statement = hark_roster_make_user_add (store->roster, &store->account->user,
                                         store->keys->account.sign_sk, &member->account.user,
                                         keys->sign_pk, keys->box_pk, name);
  append_statement (f, statement);
  harness_write (f->device.server, create_account, &member->account);
  lineage_set_role (f, &member->account.user, HARK_ROLE_EXPERT);

  member->home = g_build_filename (f->folder, name, NULL);
  member->client = device_open (member->home);
  line = hark_code_to_line (account_key);
  app_client_sign_in_sync (member->client, url, name, DEVICE_PASSWORD, line, &error);
  g_assert_no_error (error);
  device_sync (member->client);
  hark_seal_free_string (line);
  hark_seal_free (keys);
  hark_seal_free (secrets);
  return member;
}

void
lineage_member_free (LineageMember *self)
{
  device_close (self->client);
  g_bytes_unref (self->account.bundle);
  g_bytes_unref (self->account.sheet_bundle);
  g_free (self->home);
  g_free (self);
}

void
lineage_follow_server (Lineage *f, LineageMember *member)
{
  device_close (member->client);
  device_move (member->home, harness_get_port (f->device.server));
  member->client = device_open (member->home);
  device_unlock (member->client);
}

void
lineage_forget_all (Lineage *f)
{
  g_autofree char *outbox = g_build_filename (f->device.home, "outbox.db", NULL);
  g_autofree char *cache = g_build_filename (f->device.home, "cache.db", NULL);

  device_close (f->device.client);
  g_unlink (outbox);
  g_unlink (cache);
  f->device.client = device_open (f->device.home);
  device_unlock (f->device.client);
  device_sync (f->device.client);
}
