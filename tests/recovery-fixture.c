/* recovery-fixture.c: see recovery-fixture.h */
#include "recovery-fixture.h"

#include "app-setup.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#include <string.h>

#define NEW_PASSWORD "another horse battery"

char *
recovery_code_of (AppRecoveryKey *key)
{
  char *text = app_recovery_key_to_text (key);
  char *begin = strstr (text, "Recovery key: ") + strlen ("Recovery key: ");
  char *code = g_strndup (begin, strcspn (begin, "\n"));

  hark_seal_free_string (text);
  return code;
}

AppRecoveryKey *
recovery_draw_key (AppClient *client)
{
  GError *error = NULL;
  AppRecoveryKey *key = app_client_draw_recovery_key (client, &error);

  g_assert_no_error (error);
  return key;
}

void
recovery_take_key (Recovery *f)
{
  GError *error = NULL;

  app_client_set_recovery_key_sync (f->anna, f->key, f->code, &error);
  g_assert_no_error (error);
  device_sync (f->anna);
}

const HarkId *
recovery_get_shown (AppClient *client)
{
  static HarkId shown;

  shown = app_client_get_recovery_state (client).key;
  return &shown;
}

void
recovery_send_statement (Recovery *f, AppClient *by, GBytes *statement, guint status)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  json_object_unref (harness_ask (f->server, "POST", HARK_API_ROSTER, by->token, text, status));
}

void
recovery_see_changes (AppClient *client)
{
  GError *error = NULL;

  app_client_see_team_changes_sync (client, G_MAXINT64, &error);
  g_assert_no_error (error);
}

void
recovery_set_up (Recovery *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = NULL;
  g_autoptr (GBytes) admins = NULL;
  HarkId both[2];

  pair_set_up (&f->pair, NULL);
  f->anna = f->pair.anna.client;
  f->ben = f->pair.ben;
  f->server = f->pair.anna.server;
  areas = app_client_get_areas (f->anna);
  f->area = ((AppArea *)areas->pdata[0])->id;
  f->clara = colleague_join (f->server, f->anna, "clara", HARK_ROLE_NONE);
  device_sync (f->anna);
  both[0] = f->anna->store->account->user;
  both[1] = f->clara->id;
  admins = hark_roster_make_admin_set (f->anna->store->roster, &both[0],
                                       f->anna->store->keys->account.sign_sk, both, 2);
  recovery_send_statement (f, f->anna, admins, 200);
  device_sync (f->anna);
  recovery_see_changes (f->anna); /* who is here */
  device_sync (f->clara->client);
  f->key = recovery_draw_key (f->anna);
  f->code = recovery_code_of (f->key);
}

void
recovery_tear_down (Recovery *f, gconstpointer unused)
{
  app_recovery_key_unref (f->key);
  hark_seal_free_string (f->code);
  colleague_free (f->clara);
  pair_tear_down (&f->pair, NULL);
}

typedef struct
{
  const char *sql;
  gint64 number;
} Count;

/* A SrvWork. */
static gboolean
count (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Count *self = data;

  self->number = hark_sqlite_get_int (srv_store_get_db (store), self->sql, -1);
  return TRUE;
}

gint64
recovery_ask_store (Recovery *f, const char *sql)
{
  Count self = { .sql = sql };

  harness_write (f->server, count, &self);
  return self.number;
}

gint64
recovery_count_sealed (Recovery *f)
{
  return recovery_ask_store (f, "SELECT count (*) FROM recovery_slot r WHERE epoch ="
                                " (SELECT max (epoch) FROM epoch e WHERE e.ticket = r.ticket)");
}

guint
recovery_count_tickets (AppClient *client)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);

  return list->len;
}

HarkError
recovery_try_use (AppClient *client, const HarkId *area, const char *code, AppRecovered *recovered)
{
  g_autoptr (GError) error = NULL;

  if (app_client_use_recovery_key_sync (client, area, code, recovered, &error))
    return 0;

  g_assert_true (error->domain == HARK_ERROR);
  g_assert_null (strstr (error->message, code));
  return error->code;
}

void
recovery_come_back (Recovery *f, const HarkId *who, Laptop *laptop)
{
  g_autofree char *url = device_url (&f->pair.anna);
  GError *error = NULL;
  g_autoptr (AppSetup) setup = NULL;
  char *line = app_client_reset_sync (f->clara->client, who, &error);

  g_assert_no_error (error);
  laptop->home = test_folder_new ();
  laptop->client = device_open (laptop->home);
  setup = app_client_prepare_accept_sync (laptop->client, url, line, NEW_PASSWORD, &error);
  g_assert_no_error (error);
  app_client_commit_accept_sync (laptop->client, setup, &error);
  g_assert_no_error (error);
  device_sync (f->clara->client);
  device_sync (laptop->client);
  hark_seal_free_string (line);
}

void
recovery_leave (Laptop *laptop)
{
  device_close (laptop->client);
  test_folder_remove (laptop->home);
}

void
recovery_appoint (AppClient *by, const HarkId *who, const HarkId *area, HarkRole role)
{
  GError *error = NULL;

  device_place_member (by, who, area, role, &error);
  g_assert_no_error (error);
}

void
recovery_lose_all (Recovery *f, Laptop *anna, Laptop *ben)
{
  const HarkId who = f->anna->store->account->user;

  recovery_come_back (f, &who, anna);
  recovery_come_back (f, &f->pair.colleague->id, ben);
  device_sync (f->clara->client);
  recovery_appoint (f->clara->client, &who, &f->area, HARK_ROLE_EXPERT);
  device_sync (anna->client);
  g_assert_cmpuint (recovery_count_tickets (anna->client), ==, 0);
}

void
recovery_expect_note_of_before (AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppTicket) loaded = device_load (client, ticket);

  g_assert_cmpstr (device_entry (loaded, 0)->text, ==, "What I saw.");
  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "Written with the keys of before.");
  g_assert_cmpint (device_entry (loaded, 1)->trust, ==, APP_TRUST_FORMER);
}

char *
recovery_path_of (const HarkId *area)
{
  g_autofree char *id = hark_id_to_string (area);

  return g_strconcat (HARK_API_RECOVERY "/", id, NULL);
}

void
recovery_expect_recoverable (Recovery *f, AppClient *client, const HarkId *area, guint status,
                             guint n)
{
  g_autofree char *path = recovery_path_of (area);
  g_autoptr (JsonObject) reply = harness_ask (f->server, "GET", path, client->token, NULL, status);

  if (status == 200)
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "tickets")), ==,
                      n);
  else
    g_assert_false (json_object_has_member (reply, "tickets"));
}

void
recovery_say_use (Recovery *f, AppClient *by)
{
  g_autoptr (GBytes) statement = hark_roster_make_recovery_use (
      by->store->roster, &by->store->account->user, by->store->keys->account.sign_sk, &f->area,
      app_recovery_key_get_keys (f->key)->sign_sk);

  recovery_send_statement (f, by, statement, 200);
  device_sync (by);
}
