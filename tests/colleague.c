/* colleague.c: see colleague.h */
#include "colleague.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"
#include "store-account.h"

/* A SrvWork. */
static gboolean
create_account (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_account_create (store, data, HARNESS_NOW, error);
}

static GBytes *
wrap (HarkAccountKeys *keys, HarkAccountSecrets *secrets, const HarkId *org, const HarkId *user,
      const HarkAccountCost *cost, guint8 login[32])
{
  hark_account_login_hash (secrets->login, login);
  return hark_account_wrap (keys, secrets, org, user, 1, cost);
}

/* What somebody's own desktop makes of their password. */
static void
make_account (Harness *server, const HarkId *org, const HarkId *user, HarkAccountKeys *keys,
              const guint8 account_key[16])
{
  const HarkAccountCost none = { 0 };
  SrvAccount account = { .user = *user, .mail = (char *)"colleague@example.org" };
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  guint8 sheet_key[16];
  GError *error = NULL;

  hark_account_cost_random (&account.cost);
  account.cost.ops = HARK_ACCOUNT_MIN_OPS;
  account.cost.mem_kib = HARK_ACCOUNT_MIN_MEM_KIB;
  hark_account_derive (DEVICE_PASSWORD, &account.cost, account_key, org, user, secrets, &error);
  g_assert_no_error (error);
  account.bundle = wrap (keys, secrets, org, user, &account.cost, account.login);
  hark_code_random (sheet_key);
  hark_account_derive_sheet (sheet_key, org, user, secrets);
  account.sheet_bundle = wrap (keys, secrets, org, user, &none, account.sheet_login);
  harness_write (server, create_account, &account);
  g_bytes_unref (account.bundle);
  g_bytes_unref (account.sheet_bundle);
  hark_seal_free (secrets);
}

/* @first signs it and has its own roster follow. */
static void
append (Harness *server, AppClient *first, HarkRoster *roster, GBytes *statement)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  reply = harness_ask (server, "POST", HARK_API_ROSTER, first->token, text, 200);
  hark_roster_append (roster, statement, &error);
  g_assert_no_error (error);
}

static HarkRoster *
copy_roster (AppClient *first)
{
  g_autoptr (GPtrArray) statements = app_cache_list_statements (first->store->cache, NULL);
  HarkRoster *roster = hark_roster_new ();
  GError *error = NULL;

  for (guint i = 0; i < statements->len; i++)
    hark_roster_append (roster, g_ptr_array_index (statements, i), &error);
  g_assert_no_error (error);
  return roster;
}

static void
enter_team (Harness *server, AppClient *first, HarkRoster *roster, const HarkId *user,
            const HarkAccountKeys *keys, HarkRole role)
{
  g_autoptr (GArray) areas = hark_roster_get_areas (roster);
  const HarkId *area = &g_array_index (areas, HarkId, 0);
  g_autoptr (GArray) before = hark_roster_get_members (roster, area);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (HarkRosterMember));
  HarkRosterMember member = { .user = *user, .role = role };
  g_autoptr (GBytes) statement = NULL;

  for (guint i = 0; i < before->len; i++)
    if (!hark_id_equal (&g_array_index (before, HarkRosterMember, i).user, user))
      g_array_append_val (members, g_array_index (before, HarkRosterMember, i));
  hark_account_keys_hash (keys->sign_pk, keys->box_pk, member.keys_hash);
  if (role != HARK_ROLE_NONE)
    g_array_append_val (members, member);
  statement = hark_roster_make_area_set (
      roster, &first->store->account->user, first->store->keys->account.sign_sk, area,
      (const HarkRosterMember *)(gpointer)members->data, members->len);
  append (server, first, roster, statement);
}

Colleague *
colleague_join (Harness *server, AppClient *first, const char *name, HarkRole role)
{
  const AppAccount *account = first->store->account;
  g_autoptr (HarkRoster) roster = copy_roster (first);
  HarkAccountKeys *keys = hark_seal_alloc (sizeof *keys);
  Colleague *self = g_new0 (Colleague, 1);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", harness_get_port (server));
  g_autoptr (GBytes) statement = NULL;
  guint8 account_key[16];
  GError *error = NULL;
  char *line;

  hark_id_random (&self->id);
  hark_account_keys_random (keys);
  hark_code_random (account_key);
  make_account (server, &account->org, &self->id, keys, account_key);
  statement
      = hark_roster_make_user_add (roster, &account->user, first->store->keys->account.sign_sk,
                                   &self->id, keys->sign_pk, keys->box_pk, name);
  append (server, first, roster, statement);
  if (role != HARK_ROLE_NONE)
    enter_team (server, first, roster, &self->id, keys, role);

  self->home = test_folder_new ();
  self->client = device_open (self->home);
  line = hark_code_to_line (account_key);
  app_client_sign_in_sync (self->client, url, name, DEVICE_PASSWORD, line, &error);
  g_assert_no_error (error);
  device_sync (self->client);
  hark_seal_free_string (line);
  hark_seal_free (keys);
  return self;
}

void
colleague_free (Colleague *self)
{
  device_close (self->client);
  test_folder_remove (self->home);
  g_free (self);
}

void
colleague_set_role (Harness *server, AppClient *first, Colleague *self, HarkRole role)
{
  const HarkAccountKeys *keys = &self->client->store->keys->account;
  g_autoptr (HarkRoster) roster = copy_roster (first);

  enter_team (server, first, roster, &self->id, keys, role);
  device_sync (first);
}
