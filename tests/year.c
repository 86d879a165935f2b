/* year.c: see year.h */
#include "year.h"

#include <string.h>

#include "app-client-account.h"
#include "app-client-team.h"
#include "folder.h"
#include "guest.h"
#include "hark-code.h"
#include "hark-error.h"

#define ROUNDS 4

/* --- holders --- */

Holder *
holder_new (Year *year, const char *name)
{
  Holder *self = g_new0 (Holder, 1);

  self->name = g_strdup (name);
  self->keys = g_array_new (FALSE, FALSE, sizeof (KeyPair));
  self->opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (year->holders, self);
  return self;
}

static void
holder_free (gpointer data)
{
  Holder *self = data;

  if (self->client != NULL)
    device_close (self->client);
  if (self->home != NULL)
    test_folder_remove (self->home);
  g_clear_pointer (&self->visitor, visitor_free);
  g_array_unref (self->keys);
  g_hash_table_unref (self->opened);
  g_free (self->name);
  g_free (self->password);
  g_free (self->account_key);
  g_free (self->code);
  g_free (self);
}

static Holder *
add_desktop (Year *self, const char *name, const char *password)
{
  Holder *holder = holder_new (self, name);

  holder->home = test_folder_new ();
  holder->client = device_open (holder->home);
  holder->password = g_strdup (password);
  return holder;
}

void
holder_add_key (Holder *self, const guint8 pk[32], const guint8 sk[32])
{
  KeyPair pair;

  for (guint i = 0; i < self->keys->len; i++)
    if (memcmp (g_array_index (self->keys, KeyPair, i).pk, pk, 32) == 0)
      return;

  memcpy (pair.pk, pk, 32);
  memcpy (pair.sk, sk, 32);
  g_array_append_val (self->keys, pair);
}

static void
note_account (Holder *self)
{
  const HarkAccountKeys *keys = &self->client->store->keys->account;

  self->user = self->client->store->account->user;
  holder_add_key (self, keys->box_pk, keys->box_sk);
}

static char *
get_url (Year *self)
{
  return g_strdup_printf ("http://127.0.0.1:%u", harness_get_port (self->server));
}

Holder *
year_get (Year *self, const char *name)
{
  for (guint i = 0; i < self->holders->len; i++)
    {
      Holder *holder = g_ptr_array_index (self->holders, i);

      if (g_str_equal (holder->name, name))
        return holder;
    }

  g_error ("nobody is called %s", name);
}

AppClient *
year_client (Year *self, const char *name)
{
  return year_get (self, name)->client;
}

/* --- time --- */

static void
sync_one (Year *self, Holder *holder)
{
  g_autofree char *url = get_url (self);
  g_autoptr (GError) error = NULL;

  if (app_client_sync_sync (holder->client, &error))
    return;
  /* not used for a month: the server wants the password again */
  g_test_message ("%s: %s", holder->name, error->message);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
  g_clear_error (&error);
  app_client_sign_in_sync (holder->client, url, app_client_get_user (holder->client),
                           holder->password, NULL, &error);
  g_assert_no_error (error);
  device_sync (holder->client);
}

void
year_sync (Year *self)
{
  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < self->holders->len; i++)
      {
        Holder *holder = g_ptr_array_index (self->holders, i);

        if (holder->client != NULL && !holder->is_lost)
          sync_one (self, holder);
      }
}

void
year_pass (Year *self, guint days)
{
  harness_set_now (self->server, harness_get_now (self->server) + (gint64)days * 24 * 3600);
}

/* --- people --- */

void
year_join (Year *self, const char *name)
{
  g_autofree char *url = get_url (self), *mail = g_strconcat (name, "@example.org", NULL);
  const AppInvite invite = { .name = name, .mail = mail, .role = HARK_ROLE_NONE };
  Holder *holder = add_desktop (self, name, DEVICE_PASSWORD);
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;
  char *line = app_client_invite_sync (year_client (self, "anna"), &invite, &error);

  g_assert_no_error (error);
  setup = app_client_prepare_accept_sync (holder->client, url, line, DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  holder->account_key = device_key_on_sheet (setup);
  app_client_commit_accept_sync (holder->client, setup, &error);
  g_assert_no_error (error);
  hark_seal_free_string (line);
  device_sync (year_client (self, "anna"));
  device_sync (holder->client);
  note_account (holder);
}

void
year_come_back (Year *self, const char *name, const char *before, const char *line)
{
  Holder *old = year_get (self, name), *now;
  g_autofree char *url = get_url (self);
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;

  g_free (old->name);
  old->name = g_strdup (before);
  old->is_lost = TRUE;
  now = add_desktop (self, name, "another horse battery");
  setup = app_client_prepare_accept_sync (now->client, url, line, now->password, &error);
  g_assert_no_error (error);
  now->account_key = device_key_on_sheet (setup);
  app_client_commit_accept_sync (now->client, setup, &error);
  g_assert_no_error (error);
  device_sync (year_client (self, "anna"));
  device_sync (now->client);
  note_account (now);
}

void
year_add_device (Year *self, const char *name, const char *device)
{
  Holder *owner = year_get (self, name);
  Holder *other = add_desktop (self, device, owner->password);
  g_autofree char *url = get_url (self);
  GError *error = NULL;

  app_client_sign_in_sync (other->client, url, name, owner->password, owner->account_key, &error);
  g_assert_no_error (error);
  device_sync (other->client);
  note_account (other);
}

static char *
recovery_key_on_sheet (AppSetup *setup)
{
  char *text = app_setup_get_sheet_text (setup);
  const char *begin = strstr (text, "Recovery key: ") + strlen ("Recovery key: ");
  char *key = g_strndup (begin, strcspn (begin, "\n"));

  hark_seal_free_string (text);
  return key;
}

void
year_recover (Year *self, const char *name)
{
  Holder *holder = year_get (self, name);
  g_autofree char *url = get_url (self), *recovery_key = NULL;
  g_autoptr (AppSetup) sheet = NULL, setup = NULL;
  GError *error = NULL;

  sheet = app_client_prepare_sheet_sync (holder->client, holder->password, &error);
  g_assert_no_error (error);
  app_client_commit_account_sync (holder->client, sheet, &error);
  g_assert_no_error (error);
  recovery_key = recovery_key_on_sheet (sheet);

  device_close (holder->client);
  test_folder_remove (holder->home);
  holder->home = test_folder_new ();
  holder->client = device_open (holder->home);
  g_free (holder->password);
  holder->password = g_strdup ("a third horse battery");
  setup = app_client_prepare_recovery_sync (holder->client, url, name, holder->account_key,
                                            recovery_key, holder->password, &error);
  g_assert_no_error (error);
  app_client_commit_account_sync (holder->client, setup, &error);
  g_assert_no_error (error);
  device_sync (holder->client);
  note_account (holder);
}

void
year_set_role (Year *self, const char *expert, const char *name, const HarkId *area, HarkRole role)
{
  AppClient *client = year_client (self, expert);
  const HarkId *user = &year_get (self, name)->user;
  GError *error = NULL;

  device_sync (client);
  if (role == HARK_ROLE_NONE)
    app_client_remove_member_sync (client, user, area, &error);
  else
    device_place_member (client, user, area, role, &error);
  g_assert_no_error (error);
}

/* The key pair of a code, or that which the password of an account on the portal opens. */
static void
note_visitor (Year *self, Holder *holder)
{
  static const char SQL_ACCOUNT[]
      = "SELECT user, ops, mem, salt, bundle FROM portal_account WHERE name = $1";
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (HarkStmt) stmt = NULL;
  g_autoptr (GBytes) bundle = NULL;
  HarkAccountSecrets *secrets;
  HarkAccountKeys *keys;
  HarkAccountCost cost;
  HarkReporterKeys code;
  GError *error = NULL;
  guint16 generation;
  guint8 bytes[HARK_CODE_LEN];
  gsize length;
  HarkId user;

  if (holder->code != NULL)
    {
      g_assert_true (hark_code_parse (holder->code, bytes, NULL));
      hark_code_reporter_keys (bytes, &self->org, &code);
      holder_add_key (holder, code.box_pk, code.box_sk);
      return;
    }

  store = srv_stores_borrow (harness_get_context (self->server)->stores, &error);
  g_assert_no_error (error);
  stmt = srv_store_prepare (store, SQL_ACCOUNT);
  hark_stmt_bind_text (stmt, 1, holder->name);
  g_assert_cmpint (hark_stmt_step (stmt, &error), ==, HARK_STEP_ROW);
  g_assert_true (hark_stmt_get_id (stmt, 0, &user));
  cost.ops = (guint32)hark_stmt_get_int (stmt, 1);
  cost.mem_kib = (guint32)hark_stmt_get_int (stmt, 2);
  memcpy (cost.salt, hark_stmt_get_blob (stmt, 3, &length), sizeof cost.salt);
  bundle = hark_stmt_get_bytes (stmt, 4);
  secrets = hark_seal_alloc (sizeof *secrets);
  keys = hark_seal_alloc (sizeof *keys);
  hark_account_derive_portal (GUEST_PASSWORD, &cost, &self->org, &user, secrets, &error);
  g_assert_no_error (error);
  hark_account_unwrap (bundle, secrets, &self->org, &user, keys, &generation, &error);
  g_assert_no_error (error);
  holder_add_key (holder, keys->box_pk, keys->box_sk);
  hark_seal_free (secrets);
  hark_seal_free (keys);
}

Holder *
year_add_visitor (Year *self, const char *name, Visitor *visitor, const char *code)
{
  Holder *holder = holder_new (self, name);

  holder->visitor = visitor;
  holder->code = g_strdup (code);
  note_visitor (self, holder);
  return holder;
}

Year *
year_new (void)
{
  Year *self = g_new0 (Year, 1);
  g_autofree char *url = NULL;
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (GPtrArray) areas = NULL;
  GError *error = NULL;
  Holder *anna;

  self->holders = g_ptr_array_new_with_free_func (holder_free);
  self->server = harness_new ();
  self->folder = test_folder_new ();
  url = get_url (self);
  anna = add_desktop (self, "anna", DEVICE_PASSWORD);
  setup = app_client_prepare_setup_sync (anna->client, url, "anna", "anna@example.org",
                                         "Compliance", DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  anna->account_key = device_key_on_sheet (setup);
  app_client_commit_setup_sync (anna->client, setup, harness_get_code (self->server), &error);
  g_assert_no_error (error);
  device_sync (anna->client);
  note_account (anna);
  self->org = anna->client->store->account->org;
  areas = app_client_get_areas (anna->client);
  self->compliance = ((AppArea *)g_ptr_array_index (areas, 0))->id;
  return self;
}

void
year_free (Year *self)
{
  g_ptr_array_unref (self->holders);
  harness_free (self->server);
  test_folder_remove (self->folder);
  g_free (self);
}
