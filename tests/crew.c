/* crew.c: see crew.h */
#include "crew.h"

#include <string.h>

#include "app-client-area.h"
#include "folder.h"
#include "hark-error.h"

static const char *const names[] = { "anna", "bert", "clara", "dora", "emil", "frida" };

static ProxyFault
choose_fault (gpointer user, const char *method, const char *path)
{
  Crew *self = user;
  ProxyFault fault = PROXY_PASS;

  g_mutex_lock (&self->fault_lock);
  if ((guint)g_rand_int_range (self->fault_rand, 0, 100) < self->fault_rate)
    fault = (ProxyFault)g_rand_int_range (self->fault_rand, PROXY_REFUSE, PROXY_LAST);
  g_mutex_unlock (&self->fault_lock);

  return fault;
}

static char *
crew_url (Crew *self)
{
  return g_strdup_printf ("http://127.0.0.1:%u", proxy_get_port (self->proxy));
}

static Member *
member_new (Crew *crew, HarkRole role)
{
  Member *self = g_new0 (Member, 1);

  self->crew = crew;
  self->name = g_strdup (names[crew->members->len]);
  self->home = test_folder_new ();
  self->client = device_open (self->home);
  self->role = role;
  g_ptr_array_add (crew->members, self);
  return self;
}

static void
member_free (gpointer data)
{
  Member *self = data;

  device_close (self->client);
  test_folder_remove (self->home);
  g_free (self->name);
  g_free (self->account_key);
  g_free (self->lineage);
  g_free (self);
}

static void
set_up_first (Crew *self)
{
  Member *first = member_new (self, HARK_ROLE_EXPERT);
  g_autofree char *url = crew_url (self);
  g_autoptr (AppSetup) setup = NULL;
  g_autoptr (GPtrArray) areas = NULL;
  GError *error = NULL;

  setup = app_client_prepare_setup_sync (first->client, url, first->name, "anna@example.org",
                                         "Compliance", DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  first->account_key = device_key_on_sheet (setup);
  app_client_commit_setup_sync (first->client, setup, harness_get_code (self->server), &error);
  g_assert_no_error (error);
  device_sync (first->client);
  areas = app_client_get_areas (first->client);
  self->area = ((AppArea *)g_ptr_array_index (areas, 0))->id;
}

static void
join (Crew *self, HarkRole role)
{
  Member *first = crew_member (self, 0);
  Member *member = member_new (self, role);
  g_autofree char *url = crew_url (self);
  g_autofree char *mail = g_strconcat (member->name, "@example.org", NULL);
  AppInvite invite = { .name = member->name, .mail = mail, .role = role };
  g_autoptr (AppSetup) setup = NULL;
  GError *error = NULL;
  char *invitation;

  if (role != HARK_ROLE_NONE)
    invite.area = self->area;
  invitation = app_client_invite_sync (first->client, &invite, &error);
  g_assert_no_error (error);
  setup = app_client_prepare_accept_sync (member->client, url, invitation, DEVICE_PASSWORD, &error);
  g_assert_no_error (error);
  hark_seal_free_string (invitation);
  member->account_key = device_key_on_sheet (setup);
  app_client_commit_accept_sync (member->client, setup, &error);
  g_assert_no_error (error);
  device_sync (first->client);
  device_sync (member->client);
  member->user = member->client->store->account->user;
}

Crew *
crew_new (guint32 seed, const HarkRole *roles, guint n)
{
  Crew *self = g_new0 (Crew, 1);

  g_assert_cmpuint (n, <=, G_N_ELEMENTS (names));
  g_test_message ("seed %u", seed);
  g_mutex_init (&self->fault_lock);
  self->rand = g_rand_new_with_seed (seed);
  self->fault_rand = g_rand_new_with_seed (seed ^ 0x5eed);
  self->members = g_ptr_array_new_with_free_func (member_free);
  self->server = harness_new ();
  self->proxy = proxy_new (harness_get_port (self->server), choose_fault, self);
  set_up_first (self);
  for (guint i = 1; i < n; i++)
    join (self, roles[i]);
  return self;
}

void
crew_add_area (Crew *self, const HarkRole *roles)
{
  Member *first = crew_member (self, 0);
  GError *error = NULL;

  app_client_new_area_sync (first->client, "en", "Procurement",
                            &first->client->store->account->user, 1, &self->other, &error);
  g_assert_no_error (error);
  for (guint i = 1; i < self->members->len; i++)
    if (roles[i] != HARK_ROLE_NONE)
      device_place_member (first->client, &crew_member (self, i)->user, &self->other, roles[i],
                           &error);
  g_assert_no_error (error);
  for (guint i = 0; i < self->members->len; i++)
    device_sync (crew_member (self, i)->client);
}

void
crew_free (Crew *self)
{
  g_ptr_array_unref (self->members);
  proxy_free (self->proxy);
  harness_free (self->server);
  g_rand_free (self->rand);
  g_rand_free (self->fault_rand);
  g_mutex_clear (&self->fault_lock);
  g_free (self);
}

Member *
crew_member (Crew *self, guint index)
{
  return g_ptr_array_index (self->members, index);
}

void
crew_set_faults (Crew *self, guint rate)
{
  g_mutex_lock (&self->fault_lock);
  self->fault_rate = rate;
  g_mutex_unlock (&self->fault_lock);
}

void
crew_restart_server (Crew *self)
{
  harness_restart (self->server);
  proxy_set_upstream (self->proxy, harness_get_port (self->server));
}

/* LINEAGE.SEQ.… */
static void
check_cursor (Member *self)
{
  g_autofree char *cursor = NULL;
  g_auto (GStrv) parts = NULL;
  gint64 seq;

  g_mutex_lock (&self->client->lock);
  cursor = app_cache_get_meta (self->client->store->cache, "cursor");
  g_mutex_unlock (&self->client->lock);
  if (cursor == NULL)
    return;

  parts = g_strsplit (cursor, ".", 3);
  seq = g_ascii_strtoll (parts[1], NULL, 10);
  if (g_strcmp0 (parts[0], self->lineage) == 0)
    g_assert_cmpint (seq, >=, self->seq);
  g_free (self->lineage);
  self->lineage = g_strdup (parts[0]);
  self->seq = seq;
}

gboolean
member_sync (Member *self)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (self->is_offline)
    return FALSE;

  done = app_client_sync_sync (self->client, &error);
  if (!done && !g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY))
    g_error ("%s: %s", self->name, error->message);
  check_cursor (self);
  return done;
}

void
member_restart (Member *self)
{
  device_close (self->client);
  self->client = device_open (self->home);
  device_unlock (self->client);
}

AppClient *
member_open_fresh (Member *self, char **home)
{
  g_autofree char *url = crew_url (self->crew);
  AppClient *client;
  GError *error = NULL;

  *home = test_folder_new ();
  client = device_open (*home);
  app_client_sign_in_sync (client, url, self->name, DEVICE_PASSWORD, self->account_key, &error);
  g_assert_no_error (error);
  device_sync (client);
  return client;
}

void
member_close_fresh (AppClient *client, char *home)
{
  device_close (client);
  test_folder_remove (home);
}
