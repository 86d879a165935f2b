/* spoil-fixture.c: see spoil-fixture.h */
#include "spoil-fixture.h"

#include "api.h"
#include "hark-absence.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-setting-area.h"
#include "hark-setting.h"
#include "team.h"

#include <liboath/oath.h>

/* ---- what is right ---- */

static void invite (SpoilFixture *f);
static void settle_down (SpoilFixture *f);

void
spoil_set_up (SpoilFixture *f, gconstpointer unused)
{
  g_autofree char *id = NULL, *blob = NULL;

  people_set_up (&f->people, NULL);
  f->world = f->people.world;
  f->harness = f->world->harness;
  f->ticket = world_submit (f->world, f->people.dora, SUBJECT);
  f->invitation = hark_seal_alloc (sizeof *f->invitation);
  hark_invitation_random (f->invitation, f->world->root_pk);
  f->eve = actor_new ("eve");
  f->eve->id = f->invitation->user;
  invite (f);
  settle_down (f);
  hark_id_random (&f->blob);
  id = hark_id_to_string (&f->blob);
  blob = g_strdup_printf ("{\"id\":\"%s\",\"size\":%d}", id, SPOIL_BLOB_SIZE);
  json_object_unref (
      harness_ask (f->harness, "POST", HARK_API_BLOBS, f->people.anna->token, blob, 200));
  f->spoil = spoil_new (f->harness);
  spoil_begin (f->spoil, NULL);
}

void
spoil_tear_down (SpoilFixture *f, gconstpointer unused)
{
  spoil_free (f->spoil);
  ticket_free (f->ticket);
  actor_free (f->eve);
  hark_seal_free (f->invitation);
  people_tear_down (&f->people, NULL);
}

static JsonObject *
make_protocol (void)
{
  JsonObject *protocol = json_object_new ();

  json_object_set_int_member (protocol, "min", HARK_PROTOCOL_MIN);
  json_object_set_int_member (protocol, "max", HARK_PROTOCOL_MAX);
  return protocol;
}

static JsonObject *
make_session_on (SpoilFixture *f, const HarkId *device)
{
  JsonObject *body = json_object_new ();

  json_object_set_object_member (body, "protocol", make_protocol ());
  hark_json_set_id (body, "user", &f->people.anna->id);
  hark_json_set_id (body, "device", device);
  hark_json_set_bytes (body, "secret", f->people.anna->login, sizeof f->people.anna->login);
  return body;
}

/* On another device than the one where she is. */
static JsonObject *
make_session (SpoilFixture *f)
{
  HarkId device;

  hark_id_random (&device);
  return make_session_on (f, &device);
}

/* anna's session from now on is that of a device which is known here. */
static void
settle_down (SpoilFixture *f)
{
  Actor *anna = f->people.anna;
  g_autoptr (JsonObject) body = NULL, reply = NULL;
  g_autofree char *text = NULL;

  hark_id_random (&f->device);
  body = make_session_on (f, &f->device);
  text = hark_json_to_string (body);
  reply = harness_ask (f->harness, "POST", HARK_API_AUTH_SESSION, NULL, text, 200);
  g_free (anna->token);
  anna->token = g_strdup (json_object_get_string_member (reply, "token"));
}

/* The same again. */
static JsonObject *
make_password (SpoilFixture *f)
{
  JsonObject *body = actor_make_account (f->people.anna);

  json_object_remove_member (body, "user");
  json_object_remove_member (body, "name");
  json_object_remove_member (body, "mail");
  hark_json_set_bytes (body, "secret", f->people.anna->login, sizeof f->people.anna->login);
  return body;
}

/* That of the step after the last one: none is taken twice. */
static JsonObject *
make_code (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();
  gint64 now = harness_get_now (f->harness) + SRV_FACTOR_STEP;
  char code[7];

  harness_set_now (f->harness, now);
  oath_totp_generate ((const char *)f->factor, sizeof f->factor, now, SRV_FACTOR_STEP, 0, 6, code);
  json_object_set_string_member (body, "code", code);
  return body;
}

static JsonObject *
make_factor (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();

  hark_json_set_bytes (body, "secret", f->people.anna->login, sizeof f->people.anna->login);
  return body;
}

static JsonObject *
make_first_code (SpoilFixture *f)
{
  g_autoptr (JsonObject) body = make_factor (f);
  g_autofree char *text = hark_json_to_string (body);
  g_autoptr (JsonObject) reply
      = harness_ask (f->harness, "POST", HARK_API_AUTH_FACTOR, f->people.anna->token, text, 200);

  g_assert_true (hark_json_get_fixed (reply, "secret", f->factor, sizeof f->factor, NULL));
  return make_code (f);
}

static JsonObject *
make_device (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();
  g_autoptr (GBytes) name = hark_account_seal_name (f->people.anna->keys, &f->device, "desk");

  hark_json_set_bytes (body, "name", g_bytes_get_data (name, NULL), g_bytes_get_size (name));
  return body;
}

JsonObject *
spoil_make_statement (SpoilFixture *f)
{
  const Actor *anna = f->people.anna;
  JsonObject *body = json_object_new ();
  Actor *frieda = actor_new ("frieda");
  g_autoptr (GBytes) add
      = hark_roster_make_user_add (f->world->roster, &anna->id, anna->keys->sign_sk, &frieda->id,
                                   frieda->keys->sign_pk, frieda->keys->box_pk, frieda->name);

  actor_free (frieda);
  hark_json_set_bytes (body, "statement", g_bytes_get_data (add, NULL), g_bytes_get_size (add));
  json_object_set_boolean_member (body, "again", FALSE);
  return body;
}

/* What the route before this one has appended. */
static void
follow_roster (SpoilFixture *f)
{
  g_autofree char *path = g_strdup_printf (HARK_API_ROSTER "?from=%" G_GUINT64_FORMAT,
                                           hark_roster_get_seq (f->world->roster) + 1);
  g_autoptr (JsonObject) reply
      = harness_ask (f->harness, "GET", path, f->people.anna->token, NULL, 200);
  JsonArray *list = json_object_get_array_member (reply, "statements");

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      g_autoptr (GBytes) statement
          = hark_json_array_get_bytes (list, i, 1, HARK_ROSTER_MAX_STATEMENT, NULL);

      g_assert_true (hark_roster_append (f->world->roster, statement, NULL));
    }
}

static JsonObject *
make_area (SpoilFixture *f)
{
  Actor *anna = f->people.anna;
  HarkRosterMember member = { .user = anna->id, .role = HARK_ROLE_EXPERT };
  g_autoptr (GBytes) set = NULL;
  HarkId id;

  follow_roster (f);
  hark_id_random (&id);
  memcpy (member.keys_hash, hark_roster_get_user (f->world->roster, &anna->id)->keys_hash,
          sizeof member.keys_hash);
  set = hark_roster_make_area_set (f->world->roster, &anna->id, anna->keys->sign_sk, &id, &member,
                                   1);
  return team_make_area (f->world, anna, &id, "Travel", set);
}

static JsonObject *
make_setting (SpoilFixture *f)
{
  const Actor *anna = f->people.anna;
  g_autoptr (HarkSettingArea) area = hark_setting_area_new ("en", "Procurement");
  g_autoptr (JsonObject) settled = hark_setting_area_to_json (area);
  g_autoptr (GBytes) document = hark_setting_make (f->world->roster, &f->world->area, NULL, settled,
                                                   1, &anna->id, anna->keys->sign_sk, NULL);
  JsonObject *body = json_object_new ();

  hark_json_set_bytes (body, "document", g_bytes_get_data (document, NULL),
                       g_bytes_get_size (document));
  json_object_set_boolean_member (body, "again", FALSE);
  return body;
}

/* One person more in one request. */
JsonObject *
spoil_make_invite (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();
  guint8 token[32], hash[32];

  hark_invitation_token (f->invitation, token);
  hark_invitation_token_hash (token, hash);
  hark_json_set_id (body, "user", &f->invitation->user);
  json_object_set_string_member (body, "name", "eve");
  json_object_set_string_member (body, "mail", "eve@example.org");
  json_object_set_string_member (body, "role", hark_role_get_name (HARK_ROLE_OBSERVER));
  hark_json_set_id (body, "area", &f->world->area);
  hark_json_set_bytes (body, "token", hash, sizeof hash);
  json_object_set_boolean_member (body, "portal", FALSE);
  return body;
}

static void
invite (SpoilFixture *f)
{
  g_autoptr (JsonObject) body = spoil_make_invite (f);
  g_autofree char *text = hark_json_to_string (body);

  json_object_unref (
      harness_ask (f->harness, "POST", HARK_API_INVITATIONS, f->people.anna->token, text, 200));
}

static JsonObject *
make_reset (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();
  guint8 hash[HARK_HASH_LEN] = { 1 };

  hark_json_set_bytes (body, "token", hash, sizeof hash);
  return body;
}

static JsonObject *
make_look (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();
  guint8 token[32];

  hark_invitation_token (f->invitation, token);
  hark_json_set_bytes (body, "token", token, sizeof token);
  return body;
}

JsonObject *
spoil_make_accept (SpoilFixture *f)
{
  JsonObject *body = make_look (f), *account = actor_make_account (f->eve);
  const HarkAccountKeys *keys = f->eve->keys;
  guint8 tag[32];

  json_object_set_object_member (body, "protocol", make_protocol ());
  hark_json_set_bytes (body, "sign_pk", keys->sign_pk, 32);
  hark_json_set_bytes (body, "box_pk", keys->box_pk, 32);
  hark_invitation_tag (f->invitation, keys->sign_pk, keys->box_pk, tag);
  hark_json_set_bytes (body, "tag", tag, sizeof tag);
  /* who is invited has a name already, and no more is read */
  json_object_remove_member (account, "user");
  json_object_remove_member (account, "name");
  json_object_remove_member (account, "mail");
  json_object_set_object_member (body, "account", account);
  return body;
}

static JsonObject *
make_blob (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();
  HarkId id;

  hark_id_random (&id);
  hark_json_set_id (body, "id", &id);
  json_object_set_int_member (body, "size", SPOIL_BLOB_SIZE);
  return body;
}

/* Of the one ticket, to somebody who has it: nothing is missing, and nothing changes. */
JsonObject *
spoil_make_slots (SpoilFixture *f)
{
  JsonObject *body = json_object_new (), *slot = json_object_new ();
  JsonArray *slots = json_array_new ();
  guint8 box[HARK_SLOT_LEN];

  hark_seal_random (box, sizeof box);
  hark_json_set_id (slot, "tk", &f->ticket->id);
  json_object_set_int_member (slot, "epoch", ticket_get_epoch (f->ticket));
  hark_json_set_id (slot, "to", &f->people.bert->id);
  hark_json_set_bytes (slot, "box", box, sizeof box);
  json_array_add_object_element (slots, slot);
  json_object_set_array_member (body, "slots", slots);
  return body;
}

JsonObject *
spoil_make_batch (SpoilFixture *f, JsonObject *op)
{
  JsonObject *body = json_object_new ();
  JsonArray *ops = json_array_new ();

  json_array_add_object_element (ops, op);
  hark_json_set_id (body, "dev", &f->world->device);
  json_object_set_array_member (body, "ops", ops);
  return body;
}

static JsonObject *
make_message (SpoilFixture *f)
{
  JsonObject *op = op_message (f->world, f->ticket, f->people.anna, "an answer");

  return spoil_make_batch (f, op);
}

static JsonObject *
make_mail (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "url", "off");
  json_object_set_string_member (body, "tls", "required");
  json_object_set_string_member (body, "from", "hark@example.org");
  json_object_set_string_member (body, "user", "hark");
  json_object_set_string_member (body, "password", "canary-heron");
  return body;
}

static JsonObject *
make_notification (SpoilFixture *f)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "address", "elsewhere@example.org");
  json_object_set_string_member (body, "language", "de");
  json_object_set_boolean_member (body, "digest", TRUE);
  return body;
}

static JsonObject *
make_absence (SpoilFixture *f)
{
  HarkAbsence absence = { .until = "2027-01-06", .deputy = f->people.bert->id };
  JsonObject *body = json_object_new ();

  hark_absence_get_day (HARNESS_NOW, harness_get_context (f->harness)->zone, absence.from);
  hark_absence_write (body, &absence);
  return body;
}

/* ---- the routes ---- */

const SpoilEntry spoil_entries[] = {
  { "GET " HARK_API_INFO },
  { "POST " HARK_API_SETUP }, /* by test-bad-body.c, on a server that is not set up */
  { "GET " HARK_API_AUTH_PARAMS },
  { "POST " HARK_API_AUTH_SESSION, make_session, "protocol.max:number device:missing" },
  { "DELETE " HARK_API_AUTH_SESSION },
  { "GET " HARK_API_AUTH_BUNDLE },
  { "PUT " HARK_API_AUTH_PASSWORD, make_password, "ops:number sheet_login:missing" },
  { "GET " HARK_API_AUTH_FACTOR },
  { "POST " HARK_API_AUTH_FACTOR, make_factor },
  { "PUT " HARK_API_AUTH_FACTOR, make_first_code },
  { "POST " HARK_API_AUTH_FACTOR_CODES, make_code },
  { "POST " HARK_API_AUTH_FACTOR_OFF, make_code },
  { "GET " HARK_API_DEVICES },
  { "PUT " HARK_API_DEVICES "/*", make_device },
  { "DELETE " HARK_API_DEVICES "/*" },
  { "GET " HARK_API_ROSTER },
  { "POST " HARK_API_ROSTER, spoil_make_statement, "again:missing again:true" },
  { "POST " HARK_API_AREAS, make_area },
  { "GET " HARK_API_SETTINGS "/*" },
  { "PUT " HARK_API_SETTINGS "/*", make_setting, "again:missing again:true" },
  { "GET " HARK_API_SYNC },
  { "GET " HARK_API_ACCOUNTS },
  { "GET " HARK_API_HEALTH },
  { "GET " HARK_API_MAIL },
  { "PUT " HARK_API_MAIL, make_mail,
    "user:empty user:words user:unpadded user:web64 from:empty password:missing password:null "
    "password:empty "
    "password:words password:unpadded password:web64",
    "clock config" },
  { "POST " HARK_API_MAIL_TEST },
  { "GET " HARK_API_MAIL_WORDING },
  { "DELETE " HARK_API_MAIL_WORDING },
  { "GET " HARK_API_NOTIFICATION },
  { "PUT " HARK_API_NOTIFICATION, make_notification, "language:empty" },
  { "GET " HARK_API_PORTAL_ACCOUNTS },
  { "DELETE " HARK_API_PORTAL_ACCOUNTS "/*" },
  { "GET " HARK_API_OWN_TICKETS "/*" },
  { "GET " HARK_API_DUES },
  { "GET " HARK_API_RECOVERY "/*" },
  { "GET " HARK_API_EVENTS },
  { "POST " HARK_API_OPS, make_message, SPOIL_OPS_FINE, "op clock" },
  { "POST " HARK_API_BLOBS, make_blob },
  { "HEAD " HARK_API_BLOBS "/*" },
  { "PATCH " HARK_API_BLOBS "/*" },
  { "GET " HARK_API_BLOBS "/*" },
  { "POST " HARK_API_INVITATIONS, spoil_make_invite,
    "name:words name:unpadded name:web64 portal:missing" },
  { "GET " HARK_API_INVITATIONS },
  { "DELETE " HARK_API_INVITATIONS "/*" },
  { "POST " HARK_API_INVITATIONS "/*/look", make_look },
  { "POST " HARK_API_INVITATIONS "/*/accept", spoil_make_accept,
    "protocol.max:number account.ops:number" },
  { "GET " HARK_API_RESETS },
  { "DELETE " HARK_API_RESETS },
  { "POST " HARK_API_RESETS "/*", make_reset },
  { "POST " HARK_API_SLOTS, spoil_make_slots, "slots:list", "clock" },
  { "GET " HARK_API_ABSENCES },
  { "PUT " HARK_API_ABSENCE, make_absence, "deputy:missing deputy:null" },
  { "DELETE " HARK_API_ABSENCE },
  { "GET " HARK_API_RECEIPTS "/*" },
  { NULL },
};

const SpoilEntry *
spoil_find_entry (const SrvRoute *route)
{
  g_autofree char *name = g_strconcat (route->method, " ", route->pattern, NULL);

  for (guint i = 0; spoil_entries[i].route != NULL; i++)
    if (g_str_equal (spoil_entries[i].route, name))
      return &spoil_entries[i];
  g_assert_not_reached ();
}

char *
spoil_make_path (SpoilFixture *f, const SrvRoute *route)
{
  const HarkId *id = g_str_has_prefix (route->pattern, HARK_API_BLOBS)      ? &f->blob
                     : g_str_has_prefix (route->pattern, HARK_API_DEVICES)  ? &f->device
                     : g_str_has_prefix (route->pattern, HARK_API_RESETS)   ? &f->people.dora->id
                     : g_str_has_prefix (route->pattern, HARK_API_SETTINGS) ? &f->world->area
                     : g_str_has_prefix (route->pattern, HARK_API_RECOVERY) ? &f->world->area
                     : g_str_has_prefix (route->pattern, HARK_API_RECEIPTS) ? &f->world->area
                                                                            : &f->invitation->user;
  g_autofree char *text = hark_id_to_string (id);
  g_autoptr (GString) path = g_string_new (route->pattern);

  g_string_replace (path, "*", text, 0);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

void
spoil_each_route (SpoilFixture *f,
                  void (*call) (SpoilFixture *f, const SrvRoute *route, const char *path))
{
  for (guint i = 0; api_tables[i] != NULL; i++)
    for (const SrvRoute *route = api_tables[i]; route->method != NULL; route++)
      {
        g_autofree char *path = spoil_make_path (f, route);

        call (f, route, path);
      }
}

const char *
spoil_get_verdict (JsonNode *result)
{
  return JSON_NODE_HOLDS_OBJECT (result)
             ? hark_json_peek_string (json_node_get_object (result), "st")
             : json_node_get_string (result);
}
