/* actor.c: see actor.h */
#include "actor.h"

#include "hark-api.h"
#include "hark-code.h"
#include "hark-json.h"
#include "store-account.h"
#include "store-lineage.h"
#include "store-roster.h"
#include "store-ticket.h"

#include <string.h>

#define OUTPUT_MAX (64 * 1024 * 1024)

Actor *
actor_new (const char *name)
{
  Actor *self = g_new0 (Actor, 1);
  guint8 bundle[HARK_BUNDLE_LEN];

  hark_id_random (&self->id);
  self->name = g_strdup (name);
  self->keys = hark_seal_alloc (sizeof *self->keys);
  hark_account_keys_random (self->keys);
  hark_seal_random (self->login, sizeof self->login);
  hark_seal_random (self->sheet_login, sizeof self->sheet_login);
  hark_seal_random (bundle, sizeof bundle);
  self->bundle = g_bytes_new (bundle, sizeof bundle);
  hark_seal_random (bundle, sizeof bundle);
  self->sheet_bundle = g_bytes_new (bundle, sizeof bundle);
  return self;
}

void
actor_free (gpointer data)
{
  Actor *self = data;

  g_free (self->name);
  hark_seal_free (self->keys);
  g_bytes_unref (self->bundle);
  g_bytes_unref (self->sheet_bundle);
  g_free (self->token);
  g_free (self);
}

Actor *
world_first (World *self)
{
  return g_ptr_array_index (self->actors, 0);
}

static void
append (World *self, GBytes *statement)
{
  g_autoptr (GError) error = NULL;

  hark_roster_append (self->roster, statement, &error);
  g_assert_no_error (error);
}

World *
world_new_unset (Harness *harness)
{
  World *self = g_new0 (World, 1);
  guint8 seed[32];
  Actor *first;

  self->harness = harness;
  self->roster = hark_roster_new ();
  self->actors = g_ptr_array_new_with_free_func (actor_free);
  hark_seal_random (seed, sizeof seed);
  hark_seal_sign_keys (seed, self->root_pk, self->root_sk);
  hark_seal_org_id (self->root_pk, &self->org);
  hark_id_random (&self->area);
  hark_id_random (&self->device);
  first = actor_new ("anna");
  first->role = HARK_ROLE_EXPERT;
  g_ptr_array_add (self->actors, first);
  return self;
}

GBytes *
world_make_team (World *self)
{
  Actor *first = world_first (self);
  g_autoptr (GArray) members = g_array_new (FALSE, TRUE, sizeof (HarkRosterMember));

  for (guint i = 0; i < self->actors->len; i++)
    {
      Actor *actor = g_ptr_array_index (self->actors, i);
      HarkRosterMember member = { .user = actor->id, .role = actor->role };

      hark_account_keys_hash (actor->keys->sign_pk, actor->keys->box_pk, member.keys_hash);
      if (actor->role != HARK_ROLE_NONE)
        g_array_append_val (members, member);
    }

  return hark_roster_make_area_set (self->roster, &first->id, first->keys->sign_sk, &self->area,
                                    (const HarkRosterMember *)(gpointer)members->data,
                                    members->len);
}

/* org, user_add, admin_set, area_set; the world's own roster follows. */
GPtrArray *
world_make_first_roster (World *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  Actor *first = world_first (self);

  g_ptr_array_add (list, hark_roster_make_org (self->root_pk, self->root_sk, "Testhaus"));
  append (self, g_ptr_array_index (list, 0));
  g_ptr_array_add (list, hark_roster_make_user_add (self->roster, &self->org, self->root_sk,
                                                    &first->id, first->keys->sign_pk,
                                                    first->keys->box_pk, first->name));
  append (self, g_ptr_array_index (list, 1));
  g_ptr_array_add (
      list, hark_roster_make_admin_set (self->roster, &self->org, self->root_sk, &first->id, 1));
  append (self, g_ptr_array_index (list, 2));
  g_ptr_array_add (list, world_make_team (self));
  append (self, g_ptr_array_index (list, 3));
  return list;
}

static void
set_bytes (JsonObject *object, const char *name, GBytes *bytes)
{
  hark_json_set_bytes (object, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static JsonObject *
make_protocol (void)
{
  JsonObject *protocol = json_object_new ();

  json_object_set_int_member (protocol, "min", HARK_PROTOCOL_MIN);
  json_object_set_int_member (protocol, "max", HARK_PROTOCOL_MAX);
  return protocol;
}

JsonObject *
actor_make_account (Actor *actor)
{
  JsonObject *account = json_object_new ();
  HarkAccountCost cost;
  guint8 hash[32];

  hark_account_cost_random (&cost);
  hark_json_set_id (account, "user", &actor->id);
  json_object_set_string_member (account, "name", actor->name);
  json_object_set_string_member (account, "mail", "anna@example.org");
  json_object_set_int_member (account, "ops", cost.ops);
  json_object_set_int_member (account, "mem", cost.mem_kib);
  hark_json_set_bytes (account, "salt", cost.salt, sizeof cost.salt);
  hark_account_login_hash (actor->login, hash);
  hark_json_set_bytes (account, "login", hash, sizeof hash);
  hark_account_login_hash (actor->sheet_login, hash);
  hark_json_set_bytes (account, "sheet_login", hash, sizeof hash);
  set_bytes (account, "bundle", actor->bundle);
  set_bytes (account, "sheet_bundle", actor->sheet_bundle);
  return account;
}

JsonObject *
world_make_setup (World *self, Actor *actor, GPtrArray *statements)
{
  JsonObject *setup = json_object_new (), *area = json_object_new ();
  JsonArray *roster = json_array_new ();

  for (guint i = 0; i < statements->len; i++)
    {
      GBytes *statement = g_ptr_array_index (statements, i);

      hark_json_array_add_bytes (roster, g_bytes_get_data (statement, NULL),
                                 g_bytes_get_size (statement));
    }
  hark_json_set_id (area, "id", &self->area);
  json_object_set_string_member (area, "name", "Compliance");
  json_object_set_object_member (setup, "protocol", make_protocol ());
  json_object_set_string_member (setup, "code", harness_get_code (self->harness));
  json_object_set_array_member (setup, "roster", roster);
  json_object_set_object_member (setup, "area", area);
  json_object_set_object_member (setup, "account", actor_make_account (actor));
  return setup;
}

char *
actor_write_sign_in (Actor *actor)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_object_member (body, "protocol", make_protocol ());
  hark_json_set_id (body, "user", &actor->id);
  hark_json_set_bytes (body, "secret", actor->login, sizeof actor->login);
  return hark_json_to_string (body);
}

char *
actor_sign_in (World *self, Actor *actor)
{
  g_autofree char *text = actor_write_sign_in (actor);
  g_autoptr (JsonObject) reply
      = harness_ask (self->harness, "POST", HARK_API_AUTH_SESSION, NULL, text, 200);

  return g_strdup (json_object_get_string_member (reply, "token"));
}

World *
world_new (void)
{
  return world_new_on (harness_new ());
}

World *
world_new_on (Harness *harness)
{
  World *self = world_new_unset (harness);
  g_autoptr (GPtrArray) statements = world_make_first_roster (self);
  g_autoptr (JsonObject) setup = world_make_setup (self, world_first (self), statements);
  g_autofree char *text = hark_json_to_string (setup);

  json_object_unref (harness_ask (self->harness, "POST", HARK_API_SETUP, NULL, text, 200));
  world_first (self)->token = actor_sign_in (self, world_first (self));
  return self;
}

void
world_free (World *self)
{
  harness_free (self->harness);
  hark_roster_free (self->roster);
  g_ptr_array_unref (self->actors);
  g_free (self);
}

char *
world_write_statement (GBytes *statement)
{
  g_autoptr (JsonObject) body = json_object_new ();

  set_bytes (body, "statement", statement);
  return hark_json_to_string (body);
}

void
world_append (World *self, GBytes *statement)
{
  g_autofree char *text = world_write_statement (statement);
  g_autoptr (JsonObject) reply
      = harness_ask (self->harness, "POST", HARK_API_ROSTER, world_first (self)->token, text, 200);
  append (self, statement);
  g_assert_cmpint (json_object_get_int_member (reply, "seq"), ==,
                   hark_roster_get_seq (self->roster));
}

void
world_set_policy (World *self, const HarkRosterPolicy *policy)
{
  Actor *first = world_first (self);
  g_autoptr (GBytes) statement
      = hark_roster_make_policy (self->roster, &first->id, first->keys->sign_sk, policy);

  world_append (self, statement);
}

void
world_allow_portal_accounts (World *self)
{
  HarkRosterPolicy policy = *hark_roster_get_policy (self->roster);

  policy.portal_only = TRUE;
  world_set_policy (self, &policy);
}

void
world_set_team (World *self)
{
  g_autoptr (GBytes) statement = world_make_team (self);

  world_append (self, statement);
}

/* A SrvWork: what accepting an invitation will do. */
static gboolean
create_account (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Actor *actor = data;
  g_autofree char *mail = g_strconcat (actor->name, "@example.org", NULL);
  SrvAccount account = { .user = actor->id, .mail = mail };

  hark_account_cost_random (&account.cost);
  hark_account_login_hash (actor->login, account.login);
  hark_account_login_hash (actor->sheet_login, account.sheet_login);
  account.bundle = actor->bundle;
  account.sheet_bundle = actor->sheet_bundle;
  return store_account_create (store, &account, HARNESS_NOW, error);
}

Actor *
world_add (World *self, const char *name, HarkRole role)
{
  Actor *first = world_first (self), *actor = actor_new (name);
  g_autoptr (GBytes) statement
      = hark_roster_make_user_add (self->roster, &first->id, first->keys->sign_sk, &actor->id,
                                   actor->keys->sign_pk, actor->keys->box_pk, name);

  g_ptr_array_add (self->actors, actor);
  world_append (self, statement);
  harness_write (self->harness, create_account, actor);
  actor->role = role;
  if (role != HARK_ROLE_NONE)
    world_set_team (self);
  actor->token = actor_sign_in (self, actor);
  return actor;
}

/* ---- tickets ---- */

Ticket *
ticket_new (World *self, Actor *reporter)
{
  Ticket *ticket = g_new0 (Ticket, 1);

  hark_id_random (&ticket->id);
  ticket->area = self->area;
  ticket->statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  ticket->keys = g_array_new (FALSE, TRUE, sizeof (HarkEpochKeys));
  if (reporter != NULL)
    {
      ticket->reporter = reporter->id;
      memcpy (ticket->reporter_pk, reporter->keys->box_pk, 32);
    }
  return ticket;
}

void
ticket_free (Ticket *self)
{
  g_ptr_array_unref (self->statements);
  g_array_unref (self->keys);
  g_free (self->number);
  g_free (self);
}

guint32
ticket_get_epoch (Ticket *self)
{
  return self->keys->len - 1;
}

void
ticket_forget_epoch (Ticket *ticket)
{
  g_array_set_size (ticket->keys, ticket->keys->len - 1);
  g_ptr_array_set_size (ticket->statements, (int)ticket->statements->len - 1);
}

static void
add_slot (World *world, JsonArray *slots, const HarkEpoch *epoch, const guint8 hash[32],
          HarkSlotKind kind, const HarkId *to, const guint8 box_pk[32], const HarkEpochKeys *keys)
{
  g_autoptr (GBytes) box = hark_epoch_seal_slot (epoch, hash, &world->org, kind, to, box_pk, keys);
  g_autofree char *text = hark_id_to_string (to);
  JsonObject *slot = json_object_new ();

  json_object_set_string_member (slot, "to", text);
  json_object_set_string_member (slot, "kind", kind == HARK_SLOT_MEMBER ? "member" : "reporter");
  set_bytes (slot, "box", box);
  json_array_add_object_element (slots, slot);
}

/* Where @epoch, which follows what @ticket has, or the first before it in the same area, stands. */
static guint64
find_entry (World *world, Ticket *ticket, const HarkEpoch *epoch)
{
  HarkEpoch first = *epoch, before;

  for (guint i = epoch->epoch; i > 0; i--)
    {
      g_assert_true (
          hark_epoch_read (g_ptr_array_index (ticket->statements, i - 1), &before, NULL));
      if (!hark_id_equal (&before.area, &first.area))
        break;
      first = before;
    }

  return hark_roster_find_head (world->roster, first.head);
}

static JsonArray *
make_slots (World *world, Ticket *ticket, const HarkEpoch *epoch, const guint8 hash[32],
            const HarkEpochKeys *keys)
{
  static const guint8 zeros[32];
  JsonArray *slots = json_array_new ();
  g_autoptr (GArray) members = hark_roster_list_recipients (world->roster, &epoch->area,
                                                            find_entry (world, ticket, epoch));

  for (guint i = 0; i < members->len; i++)
    {
      const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (!hark_epoch_excludes (epoch, &member->user))
        add_slot (world, slots, epoch, hash, HARK_SLOT_MEMBER, &member->user,
                  hark_roster_get_user (world->roster, &member->user)->box_pk, keys);
    }
  if (memcmp (ticket->reporter_pk, zeros, 32) != 0)
    add_slot (world, slots, epoch, hash, HARK_SLOT_REPORTER, &ticket->reporter, ticket->reporter_pk,
              keys);
  return slots;
}

static JsonArray *
make_past (Ticket *ticket, const HarkEpoch *epoch, const HarkEpochKeys *keys)
{
  const HarkEpochKeys *before = &g_array_index (ticket->keys, HarkEpochKeys, epoch->epoch - 1);
  g_autoptr (GBytes) sh = hark_epoch_seal_past (epoch, 0, keys->sh, before->sh);
  g_autoptr (GBytes) in = hark_epoch_seal_past (epoch, 1, keys->in, before->in);
  JsonArray *past = json_array_new ();

  hark_json_array_add_bytes (past, g_bytes_get_data (sh, NULL), g_bytes_get_size (sh));
  hark_json_array_add_bytes (past, g_bytes_get_data (in, NULL), g_bytes_get_size (in));
  return past;
}

JsonObject *
world_make_epoch (World *world, Ticket *ticket, Actor *author, guint32 number)
{
  HarkEpoch epoch = { .ticket = ticket->id, .epoch = number, .area = ticket->area };
  JsonObject *json = json_object_new ();
  HarkEpochKeys keys;
  GBytes *statement;
  guint8 hash[32];

  hark_epoch_keys_random (&keys, number > 0);
  hark_epoch_commit (&epoch, &keys);
  memcpy (epoch.reporter_pk, ticket->reporter_pk, 32);
  epoch.n_excluded = ticket->excluded.n_excluded;
  memcpy (epoch.excluded, ticket->excluded.excluded, sizeof epoch.excluded);
  memcpy (epoch.head, hark_roster_get_head (world->roster), HARK_HEAD_LEN);
  if (author != NULL)
    epoch.author = author->id;
  if (number > 0)
    hark_epoch_hash (g_ptr_array_index (ticket->statements, number - 1), epoch.prev);
  statement = hark_epoch_write (&epoch, &world->org, author != NULL ? author->keys->sign_sk : NULL);
  hark_epoch_hash (statement, hash);

  set_bytes (json, "st", statement);
  json_object_set_array_member (json, "slots", make_slots (world, ticket, &epoch, hash, &keys));
  if (number > 0)
    json_object_set_array_member (json, "past", make_past (ticket, &epoch, &keys));
  g_ptr_array_add (ticket->statements, statement);
  g_array_append_val (ticket->keys, keys);
  return json;
}

static const guint8 *
find_key (Ticket *ticket, guint32 epoch, HarkObjectType type)
{
  static const guint8 spare[32] = { 1 }; /* where a test seals under a key that nobody has */
  static const guint8 zeros[32];
  const HarkEpochKeys *keys = &g_array_index (ticket->keys, HarkEpochKeys, epoch);
  const guint8 *key = hark_object_type_is_internal (type) ? keys->in : keys->sh;

  return memcmp (key, zeros, sizeof zeros) != 0 ? key : spare;
}

GBytes *
ticket_seal (World *world, Ticket *ticket, Actor *author, guint32 epoch, HarkObjectType type,
             const char *text, HarkId *id)
{
  HarkObjectHeader header
      = { .type = type, .org = world->org, .ticket = ticket->id, .epoch = epoch };
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GError) error = NULL;
  GBytes *sealed;

  hark_id_random (&header.object);
  if (author != NULL)
    header.author = author->id;
  else
    header.flags = HARK_OBJECT_BY_SERVER;
  header.counter = ++ticket->counter;
  header.prev = ticket->newest;
  json_object_set_string_member (body, "text", text);

  sealed = hark_object_seal (&header, find_key (ticket, epoch, type), HARNESS_NOW,
                             hark_roster_get_head (world->roster), body,
                             author != NULL ? author->keys->sign_sk : NULL, &error);
  g_assert_no_error (error);
  *id = header.object;
  return sealed;
}

/* ---- operations ---- */

JsonArray *
world_send_all (World *self, Actor *actor, JsonObject **ops, guint n)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *array = json_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < n; i++)
    json_array_add_object_element (array, json_object_ref (ops[i]));
  hark_json_set_id (body, "dev", &self->device);
  json_object_set_array_member (body, "ops", array);
  text = hark_json_to_string (body);
  reply = harness_ask (self->harness, "POST", HARK_API_OPS, actor->token, text, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (reply, "results")), ==, n);
  return json_array_ref (json_object_get_array_member (reply, "results"));
}

JsonObject *
world_send (World *self, Actor *actor, JsonObject *op)
{
  g_autoptr (JsonArray) results = world_send_all (self, actor, &op, 1);
  JsonObject *result = json_array_get_object_element (results, 0);

  g_assert_cmpstr (json_object_get_string_member (result, "op"), ==, op_get_id (op));
  return json_object_ref (result);
}

void
world_expect (World *self, Actor *actor, JsonObject *op, const char *status)
{
  g_autoptr (JsonObject) result = world_send (self, actor, op);

  if (g_strcmp0 (json_object_get_string_member (result, "st"), status) != 0)
    g_test_message ("%s", json_object_get_string_member (result, "detail"));
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, status);
  json_object_unref (op);
}

Ticket *
world_submit (World *self, Actor *reporter, const char *text)
{
  Ticket *ticket = ticket_new (self, reporter);
  g_autoptr (JsonObject) op = op_submit (self, ticket, reporter, text);
  g_autoptr (JsonObject) result = world_send (self, reporter, op);

  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "applied");
  ticket->number = g_strdup (
      json_object_get_string_member (json_object_get_object_member (result, "cur"), "number"));
  return ticket;
}
