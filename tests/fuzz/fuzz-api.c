/* fuzz-api.c: whatever comes to a route of the API gets one answer, never a fault of ours */
#include "desk.h"
#include "fuzz.h"

#include "hark-api.h"
#include "hark-invitation.h"
#include "hark-json.h"

#include <stdlib.h>
#include <string.h>

#define REQUESTS 500 /* until the organisation is made anew */

static Desk *desk;
static guint n_requests;

static void
close_desk (void)
{
  g_clear_pointer (&desk, desk_free);
}

static void
open_desk (void)
{
  if (desk == NULL)
    {
      static gboolean known;

      if (!known)
        atexit (close_desk);
      known = TRUE;
    }
  else if (++n_requests % REQUESTS == 0)
    close_desk ();
  if (desk == NULL)
    desk = desk_new ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (DeskReply) reply = { 0 };

  open_desk ();
  if (!desk_ask (desk, data, size, &reply) || g_strcmp0 (reply.type, "application/json") != 0)
    return 0;

  {
    gsize length;
    const char *text = g_bytes_get_data (reply.body, &length);
    g_autoptr (JsonObject) json = hark_json_parse_object (text, length, G_MAXSIZE, NULL);

    g_assert_nonnull (json);
    g_assert_true ((reply.status >= 400) == json_object_has_member (json, "code"));
  }
  return 0;
}

/* --- seeds --- */

static void
add (const char *name, const char *method, const char *path, const Actor *actor, const char *json)
{
  desk_add (name, method, path, actor != NULL ? actor->token : NULL, NULL, json,
            json != NULL ? strlen (json) : 0);
}

static void
add_ops (World *world, const char *name, const Actor *actor, JsonObject *op)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *ops = json_array_new ();
  g_autofree char *text = NULL;

  json_array_add_object_element (ops, op);
  hark_json_set_id (body, "dev", &world->device);
  json_object_set_array_member (body, "ops", ops);
  text = hark_json_to_string (body);
  add (name, "POST", HARK_API_OPS, actor, text);
}

static void
add_all_ops (World *world)
{
  Actor *anna = world_first (world), *bert = g_ptr_array_index (world->actors, 1);
  g_autoptr (Ticket) ticket = world_submit (world, bert, "first");
  g_autoptr (Ticket) next = ticket_new (world, bert);

  add_ops (world, "op-submit", bert, op_submit (world, next, bert, "second"));
  add_ops (world, "op-message", bert, op_message (world, ticket, bert, "text"));
  add_ops (world, "op-take-over", anna, op_take_over (world, ticket, anna));
  ticket_forget_epoch (ticket);
  add_ops (world, "op-close", anna, op_close (world, ticket, anna));
  ticket_forget_epoch (ticket);
  add_ops (world, "op-assign", anna, op_assign (world, ticket, anna, bert));
  {
    JsonObject *op = op_new ("read", ticket), *body = json_object_new ();

    json_object_set_int_member (body, "up_to", 3);
    json_object_set_object_member (op, "body", body);
    add_ops (world, "op-read", anna, op);
  }
}

static void
add_people (World *world)
{
  Actor *anna = world_first (world), *clara = actor_new ("clara");
  const HarkId user = { { 7 } };
  const guint8 token[32] = { 1 };
  g_autofree char *id = hark_id_to_string (&user), *area = hark_id_to_string (&world->area);
  g_autofree char *anna_id = hark_id_to_string (&anna->id);
  g_autofree char *b64 = g_base64_encode (token, sizeof token);
  g_autofree char *secret = g_base64_encode (anna->login, sizeof anna->login);
  g_autofree char *path = g_strdup_printf (HARK_API_INVITATIONS "/%s", id);
  g_autofree char *look = g_strconcat (path, "/look", NULL);
  g_autofree char *accept = g_strconcat (path, "/accept", NULL);
  g_autofree char *token_json = g_strdup_printf ("{\"token\":\"%s\"}", b64);
  g_autofree char *sign_in = g_strdup_printf (
      "{\"protocol\":{\"min\":1,\"max\":1},\"user\":\"%s\",\"secret\":\"%s\"}", anna_id, secret);
  g_autofree char *invite = g_strdup_printf (
      "{\"user\":\"%s\",\"name\":\"dora\",\"mail\":\"d@example.org\",\"role\":\"observer\","
      "\"area\":\"%s\",\"token\":\"%s\"}",
      id, area, b64);
  g_autoptr (JsonObject) account = actor_make_account (clara);
  g_autofree char *account_text = hark_json_to_string (account);
  g_autofree char *accept_json
      = g_strdup_printf ("{\"protocol\":{\"min\":1,\"max\":1},\"token\":\"%s\",\"sign_pk\":\"%s\","
                         "\"box_pk\":\"%s\",\"tag\":\"%s\",\"account\":%s}",
                         b64, b64, b64, b64, account_text);
  g_autoptr (GBytes) statement
      = hark_roster_make_user_add (world->roster, &anna->id, anna->keys->sign_sk, &clara->id,
                                   clara->keys->sign_pk, clara->keys->box_pk, clara->name);
  g_autofree char *st
      = g_base64_encode (g_bytes_get_data (statement, NULL), g_bytes_get_size (statement));
  g_autofree char *roster = g_strdup_printf ("{\"statement\":\"%s\",\"again\":false}", st);

  add ("session", "POST", HARK_API_AUTH_SESSION, NULL, sign_in);
  add ("invite", "POST", HARK_API_INVITATIONS, anna, invite);
  add ("invitations", "GET", HARK_API_INVITATIONS, anna, NULL);
  add ("look", "POST", look, NULL, token_json);
  add ("accept", "POST", accept, NULL, accept_json);
  add ("take-back", "DELETE", path, anna, NULL);
  add ("roster-append", "POST", HARK_API_ROSTER, anna, roster);
  add ("roster-short", "POST", HARK_API_ROSTER, anna, "{\"statement\":\"AA==\"}");
  add ("account-object", "POST", HARK_API_SETUP, NULL, account_text);
  actor_free (clara);
}

static void
add_setup (World *world)
{
  g_autoptr (GPtrArray) statements = g_ptr_array_new ();
  g_autoptr (JsonObject) setup = world_make_setup (world, world_first (world), statements);
  g_autofree char *text = hark_json_to_string (setup);

  add ("setup", "POST", HARK_API_SETUP, NULL, text);
}

void
fuzz_seed (void)
{
  World *world;
  Actor *anna;

  open_desk ();
  world = desk_get_world (desk);
  anna = world_first (world);
  add ("info", "GET", HARK_API_INFO, NULL, NULL);
  add ("params", "GET", HARK_API_AUTH_PARAMS "?user=anna", NULL, NULL);
  add ("bundle", "GET", HARK_API_AUTH_BUNDLE, anna, NULL);
  add ("roster", "GET", HARK_API_ROSTER "?from=2", anna, NULL);
  add ("sync", "GET", HARK_API_SYNC "?limit=3", anna, NULL);
  add ("sync-since", "GET", HARK_API_SYNC "?since=00000000000000000000000000000000.1.2", anna,
       NULL);
  add ("events", "GET", HARK_API_EVENTS, anna, NULL);
  add ("dues", "GET", HARK_API_DUES "?limit=5&after=00000000000000000000000000000001", anna, NULL);
  add ("slots", "POST", HARK_API_SLOTS, anna,
       "{\"slots\":[{\"tk\":\"00000000000000000000000000000001\",\"epoch\":1,"
       "\"to\":\"00000000000000000000000000000002\",\"box\":\"AAAA\"}]}");
  add ("blob", "POST", HARK_API_BLOBS, anna,
       "{\"id\":\"00000000000000000000000000000003\",\"size\":1040}");
  desk_add ("blob-append", "PATCH", HARK_API_BLOBS "/00000000000000000000000000000003", anna->token,
            "Upload-Offset: 0\n", "0123456789", 10);
  desk_add ("blob-read", "GET", HARK_API_BLOBS "/00000000000000000000000000000003", anna->token,
            "Range: bytes=2-5\nHark-Protocol: 1-2\n", "", 0);
  add ("blob-head", "HEAD", HARK_API_BLOBS "/00000000000000000000000000000003", anna, NULL);
  add_setup (world);
  add_people (world);
  add_all_ops (world);
  /* they have changed the organisation, or tell of one that has changed */
  close_desk ();
}
