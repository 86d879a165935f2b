/* test-bad-input.c: every route of the API, asked by the wrong people in the wrong way: it is
 * refused in words, and nothing changes */
#include "spoil-fixture.h"

#include "api.h"
#include "hark-api.h"
#include "hark-json.h"

#include <string.h>

#define DAY (24 * 3600)

static void
test_every_route_stands_here (SpoilFixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; spoil_entries[i].route != NULL; i++)
    g_ptr_array_add (names, (gpointer)spoil_entries[i].route);
  g_ptr_array_add (names, NULL);
  spoil_compare_routes (api_tables, (const char *const *)names->pdata);
}

/* ---- method and path ---- */

static void
try_methods (SpoilFixture *f, const SrvRoute *route, const char *path)
{
  spoil_check_methods (f->spoil, api_tables, path, route->pattern, f->people.anna->token);
}

static void
test_other_methods_are_refused (SpoilFixture *f, gconstpointer unused)
{
  spoil_each_route (f, try_methods);
}

static void
try_path (SpoilFixture *f, const SrvRoute *route, const char *path)
{
  spoil_check_path (f->spoil, route, path, f->people.anna->token);
}

static void
test_odd_paths_lead_nowhere (SpoilFixture *f, gconstpointer unused)
{
  spoil_each_route (f, try_path);
}

/* ---- sessions ---- */

typedef struct
{
  char *expired, *ended, *off, *waiting;
} Tokens;

static Tokens tokens;

static char *
sign_in_at (SpoilFixture *f, Actor *actor, gint64 seconds)
{
  gint64 now = harness_get_now (f->harness);
  char *token;

  harness_set_now (f->harness, now + seconds);
  token = actor_sign_in (f->world, actor);
  harness_set_now (f->harness, now);
  return token;
}

static void
try_strangers (SpoilFixture *f, const SrvRoute *route, const char *path)
{
  const char *anna = f->people.anna->token;
  g_autofree char *shorter = g_strndup (anna, strlen (anna) - 1), *longer = NULL, *query = NULL;
  g_autofree char *unknown = g_strnfill (strlen (anna), 'a');
  const char *const wrong[]
      = { NULL, "", "x", shorter, unknown, tokens.expired, tokens.ended, tokens.off };
  static const char *const headers[]
      = { "Authorization: Basic YW5uYTphbm5h\r\n", "Authorization: Bearer\r\n",
          "Authorization: \r\n", "Cookie: hark=1\r\n" };
  const char *body = g_str_has_prefix (route->method, "P") ? "{}" : NULL;

  if (route->auth == SRV_AUTH_NONE)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpuint (spoil_refuse (f->spoil, route->method, path, wrong[i], NULL, body, -1), ==,
                      401);
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    g_assert_cmpuint (spoil_refuse (f->spoil, route->method, path, NULL, headers[i], body, -1), ==,
                      401);

  longer = g_strconcat (anna, "0", NULL);
  query = g_strconcat (path, "?token=", anna, "&access_token=", anna, NULL);
  g_assert_cmpuint (spoil_refuse (f->spoil, route->method, path, longer, NULL, body, -1), ==, 401);
  g_assert_cmpuint (spoil_refuse (f->spoil, route->method, query, NULL, NULL, body, -1), ==, 401);
  /* twice is none */
  g_assert_cmpuint (
      spoil_refuse (f->spoil, route->method, path, anna, "Authorization: Bearer x\r\n", body, -1),
      ==, 400);
  if (!g_str_equal (route->method, "DELETE")
      || !g_str_equal (route->pattern, HARK_API_AUTH_SESSION))
    g_assert_cmpuint (spoil_refuse (f->spoil, route->method, path, tokens.waiting, NULL, body, -1),
                      ==, 403);
}

static void
test_nobody_without_a_session_gets_in (SpoilFixture *f, gconstpointer unused)
{
  Fixture *people = &f->people;
  g_autoptr (GBytes) off = NULL;
  g_autoptr (JsonObject) accept = spoil_make_accept (f);
  g_autofree char *text = hark_json_to_string (accept), *id = NULL, *path = NULL;

  id = hark_id_to_string (&f->invitation->user);
  path = g_strconcat (HARK_API_INVITATIONS "/", id, "/accept", NULL);
  json_object_unref (harness_ask (f->harness, "POST", path, NULL, text, 200));

  tokens.expired = sign_in_at (f, people->anna, -31 * DAY);
  tokens.ended = actor_sign_in (f->world, people->anna);
  json_object_unref (
      harness_ask (f->harness, "DELETE", HARK_API_AUTH_SESSION, tokens.ended, NULL, 200));
  tokens.off = g_strdup (people->clara->token);
  off = hark_roster_make_user_off (f->world->roster, &people->anna->id, people->anna->keys->sign_sk,
                                   &people->clara->id);
  world_append (f->world, off);
  people->clara->role = HARK_ROLE_NONE;
  tokens.waiting = actor_sign_in (f->world, f->eve);

  spoil_begin (f->spoil, NULL);
  spoil_each_route (f, try_strangers);
  g_free (tokens.expired);
  g_free (tokens.ended);
  g_free (tokens.off);
  g_free (tokens.waiting);
}

/* ---- queries and headers ---- */

static void
test_queries_are_checked (SpoilFixture *f, gconstpointer unused)
{
  static const char *const numbers[]
      = { "",     "0",    "-1",  "x",   "1e3", "0x10",   "1.0",   "99999999999999999999",
          "%201", "1%20", "1;2", "%ff", "%00", "%c0%af", "%d9%a1" };
  static const char *const counted[]
      = { HARK_API_SYNC "?limit=", HARK_API_DUES "?limit=", HARK_API_ROSTER "?from=" };
  static const char *const others[] = {
    HARK_API_SYNC "?since=x",
    HARK_API_SYNC "?since=%ff",
    HARK_API_SYNC "?since=",
    HARK_API_SYNC "?since=1.1.1.1",
    HARK_API_SYNC "?since=" SPOIL_CANARY "%0d%0aX-Evil:1",
    HARK_API_SYNC "?limit=2001",
    HARK_API_SYNC "?but=x",
    HARK_API_SYNC "?limit=5&x=%ff",
    HARK_API_SYNC "?%ff=1",
    HARK_API_DUES "?after=x",
    HARK_API_DUES "?after=",
    HARK_API_DUES "?after=%00",
    HARK_API_DUES "?limit=100000",
  };
  static const char *const names[]
      = { HARK_API_AUTH_PARAMS, HARK_API_AUTH_PARAMS "?user=", HARK_API_AUTH_PARAMS "?user=%ff",
          HARK_API_AUTH_PARAMS "?user=%00", HARK_API_AUTH_PARAMS "?User=anna" };
  const char *token = f->people.anna->token;
  g_autofree char *longest = g_strnfill (1500, 'a'), *user = NULL, *since = NULL, *target = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (counted); i++)
    for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
      {
        g_autofree char *path = g_strconcat (counted[i], numbers[k], NULL);

        g_assert_cmpuint (spoil_refuse (f->spoil, "GET", path, token, NULL, NULL, 0), ==, 400);
      }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    spoil_refuse (f->spoil, "GET", others[i], token, NULL, NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    spoil_refuse (f->spoil, "GET", names[i], NULL, NULL, NULL, 0);

  user = g_strconcat (HARK_API_AUTH_PARAMS "?user=", longest, NULL);
  since = g_strconcat (HARK_API_SYNC "?since=", longest, NULL);
  target = g_strconcat (since, longest, NULL);
  g_assert_cmpuint (spoil_refuse (f->spoil, "GET", user, NULL, NULL, NULL, 0), ==, 400);
  spoil_refuse (f->spoil, "GET", since, token, NULL, NULL, 0);
  g_assert_cmpuint (spoil_refuse (f->spoil, "GET", target, token, NULL, NULL, 0), ==, 414);
}

static void
try_headers (SpoilFixture *f, const SrvRoute *route, const char *path)
{
  static const char *const protocols[] = { "",       "x",
                                           "1",      "1-",
                                           "-1",     "0-1",
                                           "1-0",    "1-1-1",
                                           " 1 - 1", "2-9",
                                           "1-x",    "1-99999999999999999999",
                                           "%31-1",  "1-1\r\nHark-Protocol: 1-1" };
  static const char *const framing[] = { "Content-Length: 2\r\nContent-Length: 2\r\n",
                                         "Transfer-Encoding: chunked\r\n",
                                         "Upgrade: h2c\r\n",
                                         "Expect: 200-ok\r\n",
                                         "Host: elsewhere\r\n",
                                         "Connection: host\r\n",
                                         " folded: 1\r\n",
                                         "No colon\r\n",
                                         "SpoilFixture name: 1\r\n",
                                         "X: \xff\r\n" };
  const char *body = g_str_has_prefix (route->method, "P") ? "{}" : NULL;

  for (guint i = 0; route->auth == SRV_AUTH_USER && i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *line = g_strdup_printf ("Hark-Protocol: %s\r\n", protocols[i]);
      guint status
          = spoil_refuse (f->spoil, route->method, path, f->people.anna->token, line, body, -1);

      g_assert_true (status == 400 || status == 426);
    }
  for (guint i = 0; i < G_N_ELEMENTS (framing); i++)
    spoil_refuse (f->spoil, route->method, path, f->people.anna->token, framing[i], body, -1);
}

static void
test_headers_are_checked (SpoilFixture *f, gconstpointer unused)
{
  spoil_each_route (f, try_headers);
}

static void
test_uploads_go_on_where_they_stand (SpoilFixture *f, gconstpointer unused)
{
  static const char *const offsets[] = { "",
                                         "Upload-Offset: \r\n",
                                         "Upload-Offset: -1\r\n",
                                         "Upload-Offset: x\r\n",
                                         "Upload-Offset: 0x0\r\n",
                                         "Upload-Offset: 1\r\n",
                                         "Upload-Offset: 0\r\nUpload-Offset: 0\r\n",
                                         "Upload-Offset: 99999999999999999999\r\n",
                                         "Upload-Offset: 1040\r\n",
                                         "Upload-Offset: 9223372036854775807\r\n" };
  g_autofree char *id = hark_id_to_string (&f->blob), *path = NULL, *more = NULL;

  path = g_strconcat (HARK_API_BLOBS "/", id, NULL);
  more = g_strnfill (SPOIL_BLOB_SIZE + 1, 'x');
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    spoil_refuse (f->spoil, "PATCH", path, f->people.anna->token, offsets[i], "abc", -1);
  spoil_refuse (f->spoil, "PATCH", path, f->people.anna->token, "Upload-Offset: 0\r\n", more, -1);
}

/* ---- what is others' ---- */

/* The same answer for what is somebody else's and for what is nobody's. */
static void
expect_same (SpoilFixture *f, const char *method, const char *mine, const char *token,
             const char *headers, const char *body, guint status)
{
  g_autoptr (GString) other = g_string_new (mine);
  gsize at = g_str_has_prefix (mine, HARK_API_BLOBS) ? strlen (HARK_API_BLOBS "/")
                                                     : strlen (HARK_API_INVITATIONS "/");
  g_autoptr (Reply) reply = NULL, unknown = NULL;

  for (gsize i = at; i < at + 2 * HARK_ID_LEN; i++)
    other->str[i] = other->str[i] == 'a' ? 'b' : 'a';

  reply = spoil_ask (f->spoil, method, mine, token, headers, body, -1);
  unknown = spoil_ask (f->spoil, method, other->str, token, headers, body, -1);
  g_assert_cmpuint (reply->status, ==, status);
  g_assert_cmpuint (unknown->status, ==, status);
  g_assert_true (g_bytes_equal (reply->body, unknown->body));
}

static void
test_others_things_look_like_nothing (SpoilFixture *f, gconstpointer unused)
{
  static const char *const short_ids[] = { "x", "0", "..%20", "%c3%a9", SPOIL_CANARY };
  static const char nobodys[] = "{\"token\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}";
  g_autofree char *blob = hark_id_to_string (&f->blob), *file = NULL, *invitation = NULL,
                  *look = NULL, *accept = NULL, *person = NULL;
  const char *bert = f->people.bert->token, *anna = f->people.anna->token;

  file = g_strconcat (HARK_API_BLOBS "/", blob, NULL);
  expect_same (f, "GET", file, bert, NULL, NULL, 404);
  expect_same (f, "GET", file, anna, NULL, NULL, 404); /* no ticket has it yet */
  expect_same (f, "HEAD", file, bert, NULL, NULL, 404);
  expect_same (f, "PATCH", file, bert, "Upload-Offset: 0\r\n", "abc", 404);

  person = hark_id_to_string (&f->invitation->user);
  invitation = g_strconcat (HARK_API_INVITATIONS "/", person, NULL);
  look = g_strconcat (invitation, "/look", NULL);
  accept = g_strconcat (invitation, "/accept", NULL);
  expect_same (f, "DELETE", invitation, bert, NULL, NULL, 403);
  expect_same (f, "POST", look, NULL, NULL, nobodys, 401);
  expect_same (f, "POST", accept, NULL, NULL, nobodys, 401);

  for (guint i = 0; i < G_N_ELEMENTS (short_ids); i++)
    {
      g_autofree char *path = g_strconcat (HARK_API_BLOBS "/", short_ids[i], NULL);
      g_autofree char *whom = g_strconcat (HARK_API_INVITATIONS "/", short_ids[i], NULL);

      g_assert_cmpuint (spoil_refuse (f->spoil, "GET", path, anna, NULL, NULL, 0), ==, 404);
      g_assert_cmpuint (spoil_refuse (f->spoil, "DELETE", whom, anna, NULL, NULL, 0), ==, 404);
    }
}

/* Takes @body. The verdict on the one thing in it. (transfer full) */
static char *
judge (SpoilFixture *f, const char *path, Actor *actor, JsonObject *body)
{
  g_autofree char *text = hark_json_to_string (body);
  g_autoptr (Reply) reply = spoil_ask (f->spoil, "POST", path, actor->token, NULL, text, -1);

  json_object_unref (body);
  g_assert_cmpuint (reply->status, ==, 200);
  return g_strdup (spoil_get_verdict (
      json_array_get_element (json_object_get_array_member (reply->json, "results"), 0)));
}

static void
test_roles_hold (SpoilFixture *f, gconstpointer unused)
{
  Fixture *people = &f->people;
  Actor *const no_admins[] = { people->bert, people->clara, people->dora };
  g_autofree char *invite_text = NULL, *statement_text = NULL, *foreign = NULL, *nobodys = NULL,
                  *slot = NULL, *observed = NULL;
  g_autoptr (JsonObject) invitation = spoil_make_invite (f), statement = spoil_make_statement (f);
  g_autoptr (Ticket) unknown = ticket_new (f->world, people->anna);
  JsonObject *note;

  invite_text = hark_json_to_string (invitation);
  statement_text = hark_json_to_string (statement);
  spoil_begin (f->spoil, "op clock");
  for (guint i = 0; i < G_N_ELEMENTS (no_admins); i++)
    {
      const char *token = no_admins[i]->token;

      g_assert_cmpuint (
          spoil_refuse (f->spoil, "POST", HARK_API_INVITATIONS, token, NULL, invite_text, -1), ==,
          403);
      g_assert_cmpuint (
          spoil_refuse (f->spoil, "POST", HARK_API_ROSTER, token, NULL, statement_text, -1), ==,
          403);
      g_free (slot);
      slot = judge (f, HARK_API_SLOTS, no_admins[i], spoil_make_slots (f));
      g_assert_cmpstr (slot, ==, "forbidden");
    }

  /* an outsider learns nothing of which tickets there are */
  note = op_new ("take-over", f->ticket);
  op_set_pre (f->world, note, f->ticket, people->anna);
  observed = judge (f, HARK_API_OPS, people->clara, spoil_make_batch (f, note));
  g_assert_cmpstr (observed, ==, "forbidden");
  foreign
      = judge (f, HARK_API_OPS, people->dora, spoil_make_batch (f, op_new ("rekey", f->ticket)));
  nobodys = judge (f, HARK_API_OPS, people->dora, spoil_make_batch (f, op_new ("rekey", unknown)));
  g_assert_cmpstr (foreign, ==, "forbidden");
  g_assert_cmpstr (nobodys, ==, "forbidden");
}

/* ---- main ---- */

#define TEST(path, function) SPOIL_TEST ("/bad-input/" path, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("routes", test_every_route_stands_here);
  TEST ("methods", test_other_methods_are_refused);
  TEST ("paths", test_odd_paths_lead_nowhere);
  TEST ("sessions", test_nobody_without_a_session_gets_in);
  TEST ("queries", test_queries_are_checked);
  TEST ("headers", test_headers_are_checked);
  TEST ("uploads", test_uploads_go_on_where_they_stand);
  TEST ("others", test_others_things_look_like_nothing);
  TEST ("roles", test_roles_hold);
  return g_test_run ();
}
