/* test-check.c: a whole store has no fault, and each way of damaging one is found and named */
#include "people.h"

#include "hark-api.h"
#include "hark-error.h"
#include "store-blob.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  Fixture people;
  Ticket *ticket;
  HarkId blob;
} Full;

/* An upload by the reporter, claimed with a message. */
static void
add_file (Full *f)
{
  SrvBlobs *blobs = harness_get_context (f->people.world->harness)->blobs;
  guint8 data[1040] = { 0 };
  g_autoptr (SrvBlobFile) file = NULL;
  g_autofree char *id = NULL, *json = NULL, *path = NULL;
  g_autoptr (Reply) made = NULL, head = NULL;
  JsonObject *op;

  hark_id_random (&f->blob);
  id = hark_id_to_string (&f->blob);
  json = g_strdup_printf ("{\"id\":\"%s\",\"size\":1040}", id);
  made = harness_request (f->people.world->harness, "POST", HARK_API_BLOBS, f->people.dora->token,
                          json);
  g_assert_cmpuint (made->status, ==, 200);
  file = srv_blobs_append (blobs, &f->blob, 0, sizeof data, NULL);
  g_assert_true (srv_blob_file_write (file, data, sizeof data, NULL));
  g_clear_pointer (&file, srv_blob_file_close);
  path = g_strconcat (HARK_API_BLOBS "/", id, NULL);
  head = harness_request (f->people.world->harness, "HEAD", path, f->people.dora->token, NULL);

  op = op_message (f->people.world, f->ticket, f->people.dora, "file");
  op_add (f->people.world, op, f->ticket, f->people.dora, HARK_OBJECT_MANIFEST, "manifest");
  op_claim (op, &f->blob);
  world_expect (f->people.world, f->people.dora, op, "applied");
}

static void
set_up (Full *f, gconstpointer unused)
{
  g_autoptr (Ticket) other = NULL;

  people_set_up (&f->people, NULL);
  f->ticket = world_submit (f->people.world, f->people.dora, SUBJECT);
  add_file (f);
  other = people_submit_anonymous (f->people.world, SUBJECT, TRUE);
  world_expect (f->people.world, f->people.anna,
                op_close (f->people.world, f->ticket, f->people.anna), "applied");
  world_expect (f->people.world, f->people.bert,
                op_message (f->people.world, other, f->people.bert, "hello"), "applied");
  harness_stop (f->people.world->harness);
}

static void
tear_down (Full *f, gconstpointer unused)
{
  ticket_free (f->ticket);
  world_free (f->people.world);
}

static void
damage (Full *f, const char *sql)
{
  g_autofree char *path
      = g_build_filename (harness_get_dir (f->people.world->harness), SRV_STORE_FILE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, &error);

  g_assert_no_error (error);
  hark_sqlite_exec (db, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON", &error);
  hark_sqlite_exec (db, sql, &error);
  g_assert_no_error (error);
}

static gboolean
finds (Full *f, const char *what)
{
  g_autoptr (GPtrArray) faults = harness_check (f->people.world->harness);
  gboolean found = FALSE;

  for (guint i = 0; i < faults->len; i++)
    {
      g_test_message ("%s", (const char *)faults->pdata[i]);
      g_assert_null (strchr (faults->pdata[i], '\n'));
      found = found || strstr (faults->pdata[i], what) != NULL;
    }
  return found;
}

static void
test_whole_store_has_no_fault (Full *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) faults = harness_check (f->people.world->harness);

  g_assert_cmpuint (faults->len, ==, 0);
}

static const struct
{
  const char *sql;
  const char *fault;
} damages[] = {
  /* no signature of Ed25519 ends so: its second half is a number below 2^253 */
  { "UPDATE epoch SET statement = CAST (substr (statement, 1, length (statement) - 1) || x'ff' AS "
    "BLOB) WHERE epoch = 1",
    "was not signed by its author" },
  { "UPDATE epoch SET statement = x'00' WHERE epoch = 1", "cannot be read" },
  { "UPDATE epoch SET epoch = 2 WHERE epoch = 1", "does not follow" },
  { "UPDATE ticket SET area = zeroblob (16)", "names another ticket or area" },
  { "UPDATE object SET author = zeroblob (16) WHERE type = 3 OR type = 2",
    "says something else than its row" },
  { "UPDATE object SET sealed = zeroblob (200) WHERE type = 1", "cannot be read" },
  { "UPDATE object SET internal = 0 WHERE type = 7", "says something else than its row" },
  { "UPDATE object SET type = 2 WHERE type = 1", "has not exactly one report" },
  { "UPDATE ticket SET outcome = NULL", "closed without outcome" },
  { "UPDATE ticket SET outcome = (SELECT id FROM object WHERE type = 1 LIMIT 1)",
    "no outcome of its own" },
  { "UPDATE ticket SET number = 'x' || number", "its number is none" },
  { "UPDATE ticket SET rv = rv + 1000000", "version of the future" },
  { "DELETE FROM inbox", "inbox is missing" },
  { "DELETE FROM slot WHERE kind = 1", "who holds no key" },
  { "UPDATE op SET result = '{'", "its answer cannot be read" },
  { "UPDATE op SET status = 'gone'", "its answer cannot be read" },
  { "UPDATE blob SET size = 2000", "1040 bytes of 2000" },
  { "DELETE FROM account", "" },
  { "DELETE FROM epoch WHERE epoch = 0", "has no first epoch" },
};

static void
test_damage_is_found (Full *f, gconstpointer which)
{
  guint i = GPOINTER_TO_UINT (which);

  damage (f, damages[i].sql);
  g_assert_true (finds (f, damages[i].fault));
}

static void
test_missing_file_is_found (Full *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->blob);
  g_autofree char *path = g_strdup_printf (
      "%s/blobs/%02x/%s", harness_get_dir (f->people.world->harness), f->blob.bytes[0], id);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (finds (f, "0 bytes of 1040"));
}

static void
test_broken_roster_does_not_open (Full *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  /* no signature's last byte has all its bits */
  damage (f, "UPDATE roster SET statement = CAST (substr (statement, 1, length (statement) - 1) || "
             "x'ff' AS BLOB)"
             " WHERE number = 3");
  g_assert_null (
      srv_stores_open (harness_get_dir (f->people.world->harness), SRV_STORES_AS_IS, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/check/whole", Full, NULL, set_up, test_whole_store_has_no_fault, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/check/damage-%02u", i);

      g_test_add (path, Full, GUINT_TO_POINTER (i), set_up, test_damage_is_found, tear_down);
    }
  g_test_add ("/check/missing-file", Full, NULL, set_up, test_missing_file_is_found, tear_down);
  g_test_add ("/check/roster", Full, NULL, set_up, test_broken_roster_does_not_open, tear_down);

  return g_test_run ();
}
