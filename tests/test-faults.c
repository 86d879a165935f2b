/* test-faults.c: a server whose disk fails: every answer is honest, nothing that was acknowledged
 * is lost, nothing is half there, and work goes on by itself */
#include "faulty.h"
#include "folder.h"
#include "visitor.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "srv-blobs.h"
#include "store-check.h"
#include "store-roster.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BLOB_SIZE 1040 /* the smallest sealed file */
#define FILLING 7
#define MAX_CALLS 300 /* of one kind in the scenario: more is a loop */

/* What the server said that it has. */
typedef struct
{
  GPtrArray *ops;     /* char *: ids */
  GPtrArray *blobs;   /* char *: ids */
  GPtrArray *tokens;  /* char * */
  GPtrArray *numbers; /* char *: of reports from the portal */
  guint64 roster;
} Promised;

typedef struct
{
  Fixture f;
  Actor *anna;
  Ticket *ticket;
  Promised promised;
  guint refused;
} Scene;

static void
scene_set_up (Scene *s, gconstpointer unused)
{
  visitor_set_up (&s->f, NULL);
  s->anna = world_first (s->f.world);
  s->ticket = world_submit (s->f.world, s->anna, "paid twice");
  s->promised.ops = g_ptr_array_new_with_free_func (g_free);
  s->promised.blobs = g_ptr_array_new_with_free_func (g_free);
  s->promised.tokens = g_ptr_array_new_with_free_func (g_free);
  s->promised.numbers = g_ptr_array_new_with_free_func (g_free);
}

static void
scene_tear_down (Scene *s, gconstpointer unused)
{
  g_ptr_array_unref (s->promised.ops);
  g_ptr_array_unref (s->promised.blobs);
  g_ptr_array_unref (s->promised.tokens);
  g_ptr_array_unref (s->promised.numbers);
  ticket_free (s->ticket);
  visitor_tear_down (&s->f, NULL);
}

/* In place of the C library's, for files that are no databases. */
static int failing_syncs;

int
fsync (int fd)
{
  if (g_atomic_int_get (&failing_syncs) == 0)
    return (int)syscall (SYS_fsync, fd);

  g_atomic_int_add (&failing_syncs, -1);
  errno = EIO;
  return -1;
}

/* ------------------------------------------------------------------ honest answers */

/* TRUE where it was done. A refusal says so in words, and that it may be tried again. */
static gboolean
is_done (Scene *s, Reply *reply, guint good)
{
  const char *detail;

  if (reply->status == good)
    return TRUE;

  if (reply->status != 503)
    g_test_message ("%s", (const char *)g_bytes_get_data (reply->body, NULL));
  g_assert_cmpuint (reply->status, ==, 503);
  g_assert_cmpstr (reply_get_code (reply), ==, "busy");
  detail = json_object_get_string_member (reply->json, "detail");
  g_assert_cmpuint (strlen (detail), >, 10);
  s->refused++;
  return FALSE;
}

static void
promise (GPtrArray *list, const char *text)
{
  g_ptr_array_add (list, g_strdup (text));
}

static char *
make_ops (Scene *s, JsonObject *op)
{
  g_autoptr (JsonObject) body = json_object_new ();
  JsonArray *array = json_array_new ();

  json_array_add_object_element (array, json_object_ref (op));
  hark_json_set_id (body, "dev", &s->f.world->device);
  json_object_set_array_member (body, "ops", array);
  return hark_json_to_string (body);
}

static void
send_op (Scene *s, const char *text, const char *id)
{
  g_autoptr (Reply) reply
      = harness_request (s->f.harness, "POST", HARK_API_OPS, s->anna->token, text);
  JsonObject *result;
  const char *status;

  if (!is_done (s, reply, 200))
    return;
  result = json_array_get_object_element (json_object_get_array_member (reply->json, "results"), 0);
  status = json_object_get_string_member (result, "st");
  if (g_str_equal (status, "retry"))
    {
      g_assert_cmpuint (strlen (json_object_get_string_member (result, "detail")), >, 10);
      s->refused++;
      return;
    }
  g_assert_cmpstr (status, ==, "applied");
  promise (s->promised.ops, id);
}

static char *
blob_path (const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);

  return g_strconcat (HARK_API_BLOBS "/", text, NULL);
}

/* Where it stands; −1: refused. */
static gint64
begin_blob (Scene *s, const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);
  g_autofree char *json = g_strdup_printf ("{\"id\":\"%s\",\"size\":%d}", text, BLOB_SIZE);
  g_autoptr (Reply) reply
      = harness_request (s->f.harness, "POST", HARK_API_BLOBS, s->anna->token, json);

  return is_done (s, reply, 200) ? json_object_get_int_member (reply->json, "offset") : -1;
}

static void
put_blob (Scene *s, const HarkId *id, gint64 offset)
{
  g_autofree char *text = hark_id_to_string (id);
  g_autofree char *path = blob_path (id);
  g_autofree char *header = g_strdup_printf ("Upload-Offset: %" G_GINT64_FORMAT "\r\n", offset);
  g_autoptr (Reply) reply = NULL;
  guint8 data[BLOB_SIZE];

  memset (data, FILLING, sizeof data);
  reply = harness_send (s->f.harness, "PATCH", path, s->anna->token, header, data,
                        sizeof data - (gsize)offset);
  if (is_done (s, reply, 204))
    promise (s->promised.blobs, text);
}

static void
send_blob (Scene *s, const HarkId *id)
{
  gint64 offset = begin_blob (s, id);

  if (offset >= 0)
    put_blob (s, id, offset);
}

static void
sign_in (Scene *s)
{
  g_autofree char *text = actor_write_sign_in (s->anna);
  g_autoptr (Reply) reply
      = harness_request (s->f.harness, "POST", HARK_API_AUTH_SESSION, NULL, text);

  if (is_done (s, reply, 200))
    promise (s->promised.tokens, json_object_get_string_member (reply->json, "token"));
}

/* The team is set anew, with the statement that follows what the server has said so far. */
static void
change_team (Scene *s)
{
  g_autoptr (GBytes) statement = world_make_team (s->f.world);
  g_autofree char *text = world_write_statement (statement);
  g_autoptr (Reply) reply
      = harness_request (s->f.harness, "POST", HARK_API_ROSTER, s->anna->token, text);

  if (is_done (s, reply, 200))
    {
      g_assert_true (hark_roster_append (s->f.world->roster, statement, NULL));
      s->promised.roster = hark_roster_get_seq (s->f.world->roster);
    }
}

/* A message that carries the file: it can be read whole. */
static void
claim_blob (Scene *s, const HarkId *id)
{
  World *world = s->f.world;
  JsonObject *op = op_message (world, s->ticket, s->anna, "see the file");
  g_autofree char *path = blob_path (id);
  g_autoptr (Reply) reply = NULL;
  guint8 data[BLOB_SIZE];

  memset (data, FILLING, sizeof data);
  op_add (world, op, s->ticket, s->anna, HARK_OBJECT_MANIFEST, "manifest");
  op_claim (op, id);
  world_expect (world, s->anna, op, "applied");
  reply = harness_send (s->f.harness, "GET", path, s->anna->token, NULL, NULL, 0);
  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), data,
                   sizeof data);
}

/* The page that is checked stands; TRUE once the number is there. */
static gboolean
press_send (Scene *s)
{
  Visitor *visitor = s->f.visitor;
  g_autoptr (Form) form = NULL;
  guint status;

  form = visitor_begin_form (visitor, "send");
  form_add (form, "inbox", "no");
  status = visitor_post (visitor, "/submit", form);
  if (status == 200 && visitor_sees (visitor, "<strong>"))
    {
      g_autofree char *number = visitor_read_after (visitor, "<strong>");

      promise (s->promised.numbers, number);
      return TRUE;
    }

  if (status == 200)
    g_assert_true (visitor_sees (visitor, "It could not be sent just now. Nothing is lost"));
  else
    {
      if (status != 503)
        g_test_message ("%s", visitor->text);
      g_assert_cmpuint (status, ==, 503);
      g_assert_true (visitor_sees (visitor, "<h1>"));
    }
  s->refused++;
  return FALSE;
}

/* ------------------------------------------------------------------ what is there */

static gint64
count (SrvStore *store, const char *sql, const char *id)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);
  HarkId bytes;

  if (hark_id_from_string (id, &bytes))
    hark_stmt_bind_id (stmt, 1, &bytes);
  else
    hark_stmt_bind_text (stmt, 1, id);
  g_assert_cmpint (hark_stmt_step (stmt, NULL), ==, HARK_STEP_ROW);
  return hark_stmt_get_int (stmt, 0);
}

static void
expect_all (SrvStore *store, GPtrArray *ids, const char *sql)
{
  for (guint i = 0; i < ids->len; i++)
    g_assert_cmpint (count (store, sql, g_ptr_array_index (ids, i)), ==, 1);
}

static void
expect_promised (Scene *s, const char *dir)
{
  static const char OP[] = "SELECT count (*) FROM op WHERE id = $1";
  static const char BLOB[] = "SELECT count (*) FROM blob WHERE id = $1 AND done = 1";
  static const char NUMBER[] = "SELECT count (*) FROM ticket WHERE number = $1";
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStores) stores = srv_stores_open (dir, SRV_STORES_MIGRATE, &error);
  g_autoptr (SrvBlobs) blobs = srv_blobs_new (dir);
  g_autoptr (SrvStore) store = NULL;
  HarkRoster *list;

  g_assert_no_error (error);
  store = srv_stores_open_writer (stores, &error);
  g_assert_no_error (error);
  expect_all (store, s->promised.ops, OP);
  expect_all (store, s->promised.blobs, BLOB);
  expect_all (store, s->promised.numbers, NUMBER);
  list = srv_roster_lock (srv_stores_get_roster (stores));
  g_assert_cmpuint (hark_roster_get_seq (list), >=, s->promised.roster);
  srv_roster_unlock (srv_stores_get_roster (stores));

  g_assert_true (store_check_run (store, blobs, faults, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (faults, i));
  g_assert_cmpuint (faults->len, ==, 0);
}

/* As the next start finds it where all ends now. */
static void
expect_after (Scene *s, FaultyEnd end)
{
  char *dir = test_folder_new ();
  g_autofree char *blobs = g_build_filename (harness_get_dir (s->f.harness), "blobs", NULL);
  g_autofree char *link = g_build_filename (dir, "blobs", NULL);

  faulty_copy (harness_get_dir (s->f.harness), end, dir);
  g_assert_cmpint (symlink (blobs, link), ==, 0);
  expect_promised (s, dir);
  unlink (link);
  test_folder_remove (dir);
}

/* Sessions that were given hold; and end, for nobody may have very many. */
static void
expect_sessions (Scene *s)
{
  for (guint i = 0; i < s->promised.tokens->len; i++)
    {
      const char *token = g_ptr_array_index (s->promised.tokens, i);
      g_autoptr (Reply) used = harness_request (s->f.harness, "GET", HARK_API_ROSTER, token, NULL);
      g_autoptr (Reply) ended
          = harness_request (s->f.harness, "DELETE", HARK_API_AUTH_SESSION, token, NULL);

      g_assert_cmpuint (used->status, ==, 200);
      g_assert_cmpuint (ended->status, ==, 200);
    }
  g_ptr_array_set_size (s->promised.tokens, 0);
}

/* ------------------------------------------------------------------ the scenario */

/* Everything of everybody, under a disk that fails at its @nth call (@kind NULL: that has @room
 * bytes left), and again when it is sound. How many calls failed. */
static guint
live_through (Scene *s, const FaultyKind *kind, guint nth, gboolean lasting, gint64 room)
{
  JsonObject *op = op_note (s->f.world, s->ticket, s->anna, "what I found");
  g_autofree char *text = make_ops (s, op);
  g_autofree char *code = NULL;
  guint failed, refused = s->refused;
  gboolean sent;
  HarkId blob;

  hark_id_random (&blob);
  visitor_free (s->f.visitor);
  s->f.visitor = visitor_new (s->f.harness);
  visitor_open_form (s->f.visitor);
  code = visitor_write (s->f.visitor, "Invoices", "They were paid twice.", NULL, NULL);

  if (kind != NULL)
    faulty_begin (harness_get_dir (s->f.harness), kind, nth, lasting);
  else
    faulty_fill (harness_get_dir (s->f.harness), room);
  send_op (s, text, op_get_id (op));
  send_blob (s, &blob);
  sign_in (s);
  change_team (s);
  sent = press_send (s);
  expect_after (s, FAULTY_KILL);
  expect_after (s, FAULTY_POWER);
  failed = faulty_end ();

  refused = s->refused - refused;
  if (refused > 0)
    g_test_message ("%s %u: %u calls failed, %u refused", kind != NULL ? kind->name : "full", nth,
                    failed, refused);

  /* by itself: whoever was refused only tries again */
  refused = s->refused;
  if (!sent)
    {
      visitor_get (s->f.visitor, "/submit");
      g_assert_true (press_send (s));
    }
  change_team (s);
  send_op (s, text, op_get_id (op));
  send_blob (s, &blob);
  sign_in (s);
  g_assert_cmpuint (s->refused, ==, refused);
  claim_blob (s, &blob);
  expect_sessions (s);
  expect_after (s, FAULTY_POWER);
  json_object_unref (op);
  return failed;
}

/* Each kind begins at another call, so that together they meet most. */
static void
sweep (Scene *s, const FaultyKind *kind, guint step, gboolean lasting)
{
  guint nth = 1 + (guint)(kind - faulty_kinds) % step;

  while (nth < MAX_CALLS && live_through (s, kind, nth, lasting, 0) > 0)
    nth += step;
  g_assert_cmpuint (nth, <, MAX_CALLS);
  sign_in (s);
  harness_restart (s->f.harness);
  expect_sessions (s);
}

static void
test_disk_that_fails_once (Scene *s, gconstpointer kind)
{
  sweep (s, kind, ((const FaultyKind *)kind)->call == FAULTY_SYNC ? 1 : 5, FALSE);
}

static void
test_disk_that_fails_from_then_on (Scene *s, gconstpointer kind)
{
  sweep (s, kind, ((const FaultyKind *)kind)->call == FAULTY_SYNC ? 1 : 9, TRUE);
}

/* Full for as long as it takes: each is told, and all of it is done once there is room. */
static void
test_disk_that_fills_up (Scene *s, gconstpointer unused)
{
  for (gint64 room = 0; room < 200000; room += 20000)
    {
      guint failed = live_through (s, NULL, 0, FALSE, room);

      g_assert_true (room > 0 || failed > 0);
    }
}

/* Linux reports once what it could not write, and another sync of the same file succeeds: only what
 * comes again is there. */
static void
test_attachment_whose_sync_failed_comes_again (Scene *s, gconstpointer unused)
{
  HarkId blob;

  hark_id_random (&blob);
  g_atomic_int_set (&failing_syncs, 1);
  send_blob (s, &blob);
  g_assert_cmpint (g_atomic_int_get (&failing_syncs), ==, 0);
  g_assert_cmpuint (s->refused, ==, 1);
  g_assert_cmpuint (s->promised.blobs->len, ==, 0);

  /* asks where it stands, as clients do */
  g_assert_cmpint (begin_blob (s, &blob), ==, 0);
  send_blob (s, &blob);
  g_assert_cmpuint (s->promised.blobs->len, ==, 1);
  claim_blob (s, &blob);
}

/* What was written before stays, and goes on once there is room. */
static void
test_attachment_on_a_full_disk (Scene *s, gconstpointer unused)
{
  const struct rlimit full = { 1000, RLIM_INFINITY };
  struct rlimit before;
  HarkId blob;

  hark_id_random (&blob);
  g_assert_cmpint (begin_blob (s, &blob), ==, 0);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  put_blob (s, &blob, 0);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_cmpuint (s->refused, ==, 1);

  send_blob (s, &blob);
  g_assert_cmpuint (s->refused, ==, 1);
  claim_blob (s, &blob);
}

/* A server that cannot begin says why, and begins once it can. */
static void
test_start_on_a_disk_that_fails (Scene *s, gconstpointer data)
{
  const FaultyKind *kind = data;
  const char *dir = harness_get_dir (s->f.harness);
  guint nth = 0, failed;

  sign_in (s);
  harness_stop (s->f.harness);
  do
    {
      g_autoptr (GError) error = NULL;
      SrvServer *server;

      faulty_begin (dir, kind, ++nth, FALSE);
      server = srv_server_new (dir, NULL, NULL, &error);
      failed = faulty_end ();
      g_assert_true (server != NULL || error != NULL);
      if (server == NULL)
        {
          g_assert_cmpuint (failed, >, 0);
          g_test_message ("%s %u: %s", kind->name, nth, error->message);
          g_assert_error (error, HARK_ERROR, HARK_ERROR_DISK);
          g_assert_cmpuint (strlen (error->message), >, 10);
        }
      g_clear_pointer (&server, srv_server_free);
    }
  while (failed > 0 && nth < MAX_CALLS);

  /* the log is only cut off where there is one */
  g_assert_true (nth > 1 || kind->call == FAULTY_TRUNCATE);
  g_assert_cmpuint (nth, <, MAX_CALLS);
  harness_start (s->f.harness);
  expect_sessions (s);
  expect_after (s, FAULTY_POWER);
}

static void
add (const char *when, const FaultyKind *kind, void (*test) (Scene *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/faults/", when, "/", kind->name, NULL);

  g_test_add (path, Scene, kind, scene_set_up, test, scene_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* the server tells its operator of each */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  signal (SIGXFSZ, SIG_IGN); /* as the server does */
  faulty_install ();

  for (guint i = 0; i < faulty_n_kinds; i++)
    {
      add ("once", &faulty_kinds[i], test_disk_that_fails_once);
      add ("lasting", &faulty_kinds[i], test_disk_that_fails_from_then_on);
      add ("start", &faulty_kinds[i], test_start_on_a_disk_that_fails);
    }
  g_test_add ("/faults/attachment/sync", Scene, NULL, scene_set_up,
              test_attachment_whose_sync_failed_comes_again, scene_tear_down);
  g_test_add ("/faults/attachment/full", Scene, NULL, scene_set_up, test_attachment_on_a_full_disk,
              scene_tear_down);
  g_test_add ("/faults/room", Scene, NULL, scene_set_up, test_disk_that_fills_up, scene_tear_down);
  return g_test_run ();
}
