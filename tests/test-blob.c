/* test-blob.c: attachments: resumed where they stand, claimed once, read by who may, swept when
 * nobody came back */
#include "people.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-file.h"
#include "hark-json.h"
#include "hark-ticket.h"
#include "job-sweep.h"
#include "srv-schedule.h"
#include "store-blob.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#define SIZE 1040 /* the smallest sealed file */

static char *
path_of (const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);

  return g_strconcat (HARK_API_BLOBS "/", text, NULL);
}

static Reply *
create (Fixture *f, Actor *actor, const HarkId *id, gint64 size)
{
  g_autofree char *text = hark_id_to_string (id);
  g_autofree char *json
      = g_strdup_printf ("{\"id\":\"%s\",\"size\":%" G_GINT64_FORMAT "}", text, size);

  return harness_request (f->world->harness, "POST", HARK_API_BLOBS, actor->token, json);
}

static gint64
get_offset (Reply *reply)
{
  g_autofree char *text = reply_get_header (reply, "Upload-Offset");

  g_assert_nonnull (text);
  return g_ascii_strtoll (text, NULL, 10);
}

static Reply *
patch (Fixture *f, Actor *actor, const HarkId *id, gint64 offset, const guint8 *data, gsize length)
{
  g_autofree char *path = path_of (id);
  g_autofree char *header = g_strdup_printf ("Upload-Offset: %" G_GINT64_FORMAT "\r\n", offset);

  return harness_send (f->world->harness, "PATCH", path, actor->token, header, data, length);
}

static Reply *
ask (Fixture *f, Actor *actor, const char *method, const HarkId *id, const char *headers)
{
  g_autofree char *path = path_of (id);

  return harness_send (f->world->harness, method, path, actor->token, headers, NULL, 0);
}

static void
expect (Reply *reply, guint status)
{
  if (reply->status != status)
    g_test_message ("%s", (const char *)g_bytes_get_data (reply->body, NULL));
  g_assert_cmpuint (reply->status, ==, status);
  reply_free (reply);
}

static guint8 *
make_data (gsize length)
{
  guint8 *data = g_malloc (length);

  hark_seal_random (data, length);
  return data;
}

/* A whole upload. */
static HarkId
upload (Fixture *f, Actor *actor, const guint8 *data, gsize length)
{
  HarkId id;

  hark_id_random (&id);
  expect (create (f, actor, &id, (gint64)length), 200);
  expect (patch (f, actor, &id, 0, data, length), 204);
  return id;
}

/* A message of @actor that claims @id. */
static JsonObject *
make_claim (Fixture *f, Ticket *ticket, Actor *actor, const HarkId *id)
{
  JsonObject *op = op_message (f->world, ticket, actor, "see the file");

  op_add (f->world, op, ticket, actor, HARK_OBJECT_MANIFEST, "manifest");
  op_claim (op, id);
  return op;
}

static void
test_upload_goes_on_where_it_stands (Fixture *f, gconstpointer unused)
{
  gsize length = (gsize)hark_file_sealed_size (hark_file_padded_size (300000));
  g_autofree guint8 *data = make_data (length);
  g_autoptr (Reply) first = NULL, second = NULL, third = NULL, again = NULL;
  HarkId id;

  hark_id_random (&id);
  first = create (f, f->anna, &id, (gint64)length);
  g_assert_cmpint (json_object_get_int_member (first->json, "offset"), ==, 0);
  expect (patch (f, f->anna, &id, 0, data, 100000), 204);
  second = ask (f, f->anna, "HEAD", &id, NULL);
  g_assert_cmpint (get_offset (second), ==, 100000);
  expect (patch (f, f->anna, &id, 99999, data, 10), 409);
  expect (patch (f, f->anna, &id, 100001, data, 10), 409);
  harness_restart (f->world->harness);
  again = create (f, f->anna, &id, (gint64)length);
  g_assert_cmpint (json_object_get_int_member (again->json, "offset"), ==, 100000);
  third = patch (f, f->anna, &id, 100000, data + 100000, length - 100000);
  g_assert_cmpuint (third->status, ==, 204);
  g_assert_cmpint (get_offset (third), ==, length);
}

static void
test_claimed_file_is_read_by_who_may_see_the_ticket (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autofree guint8 *data = make_data (SIZE);
  HarkId id = upload (f, f->bert, data, SIZE);
  Actor *const readers[] = { f->anna, f->bert, f->clara, f->dora };
  Actor *outside = world_add (f->world, "erna", HARK_ROLE_NONE);

  /* nobody before it belongs to a ticket, the uploader neither */
  expect (ask (f, f->bert, "GET", &id, NULL), 404);
  world_expect (f->world, f->bert, make_claim (f, ticket, f->bert, &id), "applied");
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr (Reply) reply = ask (f, readers[i], "GET", &id, NULL);

      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), data,
                       SIZE);
    }
  expect (ask (f, outside, "GET", &id, NULL), 404);
  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  expect (ask (f, f->clara, "GET", &id, NULL), 404);
}

static void
test_ranges (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *range;
    guint status;
    gsize first, last;
  } ranges[] = {
    { "bytes=0-0", 206, 0, 0 },
    { "bytes=10-19", 206, 10, 19 },
    { "bytes=1000-", 206, 1000, 1039 },
    { "bytes=-40", 206, 1000, 1039 },
    { "bytes=-5000", 206, 0, 1039 },
    { "bytes=1030-5000", 206, 1030, 1039 },
    { "bytes=1040-", 416, 0, 0 },
    { "bytes=-0", 416, 0, 0 },
    { "bytes=20-10", 200, 0, 1039 },
    { "bytes=a-b", 200, 0, 1039 },
    { "bytes=", 200, 0, 1039 },
    { "bytes=0-1,3-4", 200, 0, 1039 },
    { "lines=0-1", 200, 0, 1039 },
    { "bytes=-", 200, 0, 1039 },
    { "bytes=99999999999999999999-", 200, 0, 1039 },
  };
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autofree guint8 *data = make_data (SIZE);
  HarkId id = upload (f, f->bert, data, SIZE);

  world_expect (f->world, f->bert, make_claim (f, ticket, f->bert, &id), "applied");
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autofree char *header = g_strdup_printf ("Range: %s\r\n", ranges[i].range);
      g_autoptr (Reply) reply = ask (f, f->dora, "GET", &id, header);

      g_test_message ("%s", ranges[i].range);
      g_assert_cmpuint (reply->status, ==, ranges[i].status);
      if (reply->status != 416)
        g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body),
                         data + ranges[i].first, ranges[i].last - ranges[i].first + 1);
    }
}

static void
test_large_file_streams (Fixture *f, gconstpointer unused)
{
  gsize length = (gsize)hark_file_sealed_size (hark_file_padded_size (20 * 1024 * 1024));
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autofree guint8 *data = make_data (length);
  HarkId id = upload (f, f->bert, data, length);
  g_autoptr (Reply) reply = NULL;

  world_expect (f->world, f->bert, make_claim (f, ticket, f->bert, &id), "applied");
  reply = ask (f, f->dora, "GET", &id, NULL);
  g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), data,
                   length);
}

static void
test_uploads_of_others_do_not_exist (Fixture *f, gconstpointer unused)
{
  g_autofree guint8 *data = make_data (SIZE);
  HarkId id;

  hark_id_random (&id);
  expect (create (f, f->anna, &id, SIZE), 200);
  expect (create (f, f->bert, &id, SIZE), 409);
  expect (create (f, f->anna, &id, SIZE + 1), 409);
  expect (patch (f, f->bert, &id, 0, data, SIZE), 404);
  expect (ask (f, f->bert, "HEAD", &id, NULL), 404);
  expect (ask (f, f->bert, "GET", &id, NULL), 404);
}

static void
test_nothing_can_be_added_past_the_size (Fixture *f, gconstpointer unused)
{
  g_autofree guint8 *data = make_data (3 * SIZE);
  g_autoptr (Reply) head = NULL;
  HarkId id;

  hark_id_random (&id);
  expect (create (f, f->anna, &id, SIZE), 200);
  expect (patch (f, f->anna, &id, 0, data, SIZE + 1), 413);
  head = ask (f, f->anna, "HEAD", &id, NULL);
  g_assert_cmpint (get_offset (head), <=, SIZE);
  expect (patch (f, f->anna, &id, get_offset (head), data, (gsize)(SIZE - get_offset (head))), 204);
  expect (patch (f, f->anna, &id, SIZE, data, 1), 413);
}

static void
test_only_whole_files_of_ones_own_are_claimed_and_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) other = world_submit (f->world, f->dora, SUBJECT);
  g_autofree guint8 *data = make_data (SIZE);
  HarkId mine = upload (f, f->dora, data, SIZE), half, none;
  JsonObject *op;

  hark_id_random (&half);
  hark_id_random (&none);
  expect (create (f, f->dora, &half, SIZE), 200);
  expect (patch (f, f->dora, &half, 0, data, SIZE - 1), 204);

  world_expect (f->world, f->dora, make_claim (f, ticket, f->dora, &half), "invalid");
  world_expect (f->world, f->dora, make_claim (f, ticket, f->dora, &none), "invalid");
  world_expect (f->world, f->anna, make_claim (f, ticket, f->anna, &mine), "invalid");
  ticket_forget_epoch (ticket);

  /* a file without description, a description without file */
  op = op_message (f->world, ticket, f->dora, "file");
  op_claim (op, &mine);
  world_expect (f->world, f->dora, op, "invalid");
  op = op_message (f->world, ticket, f->dora, "file");
  op_add (f->world, op, ticket, f->dora, HARK_OBJECT_MANIFEST, "manifest");
  world_expect (f->world, f->dora, op, "invalid");

  world_expect (f->world, f->dora, make_claim (f, ticket, f->dora, &mine), "applied");
  world_expect (f->world, f->dora, make_claim (f, other, f->dora, &mine), "invalid");
  /* what was refused left nothing */
  g_assert_cmpuint (people_count_objects (f, f->dora), ==, 4);
}

static void
test_submission_brings_its_files (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, f->dora), many = ticket_new (f->world, f->dora);
  g_autofree guint8 *data = make_data (SIZE);
  HarkId id = upload (f, f->dora, data, SIZE);
  JsonObject *op = op_submit (f->world, ticket, f->dora, SUBJECT);

  op_add (f->world, op, ticket, f->dora, HARK_OBJECT_MANIFEST, "manifest");
  op_claim (op, &id);
  world_expect (f->world, f->dora, op, "applied");
  expect (ask (f, f->anna, "GET", &id, NULL), 200);

  op = op_submit (f->world, many, f->dora, SUBJECT);
  for (guint i = 0; i <= HARK_TICKET_MAX_FILES; i++)
    op_add (f->world, op, many, f->dora, HARK_OBJECT_MANIFEST, "manifest");
  world_expect (f->world, f->dora, op, "invalid");
}

static void
test_unclaimed_uploads_are_bounded (Fixture *f, gconstpointer unused)
{
  gint64 max = hark_file_sealed_size (hark_file_padded_size (HARK_FILE_MAX_SIZE));
  HarkId id;

  hark_id_random (&id);
  expect (create (f, f->anna, &id, max + 1), 413);
  expect (create (f, f->anna, &id, max), 200);
  hark_id_random (&id);
  expect (create (f, f->anna, &id, SRV_BLOB_MAX_UNCLAIMED - max + 1), 413);

  for (guint i = 1; i < SRV_BLOB_MAX_UNCLAIMED_FILES; i++)
    {
      hark_id_random (&id);
      expect (create (f, f->anna, &id, SIZE), 200);
    }
  hark_id_random (&id);
  expect (create (f, f->anna, &id, SIZE), 413);
  expect (create (f, f->bert, &id, SIZE), 200);
}

static char *
file_of (Fixture *f, const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);

  return g_strdup_printf ("%s/blobs/%02x/%s", harness_get_dir (f->world->harness), id->bytes[0],
                          text);
}

static void
age (const char *path)
{
  const struct utimbuf old = { 1000000000, 1000000000 };

  g_assert_cmpint (utime (path, &old), ==, 0);
}

static void
test_sweep_takes_what_nobody_claimed (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autofree guint8 *data = make_data (SIZE);
  HarkId kept = upload (f, f->dora, data, SIZE), left = upload (f, f->dora, data, SIZE);
  g_autofree char *kept_file = file_of (f, &kept), *left_file = file_of (f, &left);
  SrvContext *context = harness_get_context (f->world->harness);
  g_autoptr (GError) error = NULL;

  world_expect (f->world, f->dora, make_claim (f, ticket, f->dora, &kept), "applied");
  age (kept_file);
  age (left_file);
  harness_set_now (f->world->harness, HARNESS_NOW + SRV_BLOB_KEEP_ACCOUNT - 1);
  g_assert_true (job_sweep_run (context, &error));
  g_assert_true (g_file_test (left_file, G_FILE_TEST_EXISTS));
  harness_set_now (f->world->harness, HARNESS_NOW + SRV_BLOB_KEEP_ACCOUNT + 1);
  g_assert_true (job_sweep_run (context, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (left_file, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept_file, G_FILE_TEST_EXISTS));
  expect (ask (f, f->dora, "HEAD", &left, NULL), 404);
  expect (ask (f, f->anna, "GET", &kept, NULL), 200);
}

typedef struct
{
  Fixture *f;
  HarkId blob;
  SrvSchedule *schedule;
  gint64 ticks; /* of the machine, an hour at each look */
} Clock;

static const SrvScheduleJob sweep[]
    = { { "sweep", JOB_SWEEP_SECONDS, TRUE, job_sweep_run, NULL }, { NULL } };

/* An hour later, and the clock says @now: whether the attachment that nobody has claimed yet is
 * still there, and the session. */
static gboolean
look (Clock *clock, gint64 now)
{
  Fixture *f = clock->f;
  g_autofree char *file = file_of (f, &clock->blob);
  gboolean there;

  age (file);
  clock->ticks += JOB_SWEEP_SECONDS;
  harness_set_now (f->world->harness, now);
  srv_schedule_look (clock->schedule, clock->ticks);
  there = g_file_test (file, G_FILE_TEST_EXISTS);
  harness_set_now (f->world->harness, HARNESS_NOW + clock->ticks);
  expect (ask (f, f->dora, "HEAD", &clock->blob, NULL), there ? 200 : 401);
  return there;
}

static void
start_server (Clock *clock)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&clock->schedule, srv_schedule_free);
  clock->schedule
      = srv_schedule_new (harness_get_context (clock->f->world->harness), sweep, &error);
  g_assert_no_error (error);
}

static void
test_sweep_believes_no_clock_that_jumped (Fixture *f, gconstpointer unused)
{
  const gint64 year = 365 * 86400, hour = JOB_SWEEP_SECONDS;
  g_autofree guint8 *data = make_data (SIZE);
  Clock clock = { .f = f, .blob = upload (f, f->dora, data, SIZE) };

  /* a server that starts a year ahead, and is put right; jumps there and back; starts in 1970 */
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*set back by*");
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*set forward by*");
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*set back by*");
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*set forward by*");
  start_server (&clock);
  g_assert_true (look (&clock, HARNESS_NOW + year));
  g_assert_true (look (&clock, HARNESS_NOW + 2 * hour));
  g_assert_true (look (&clock, HARNESS_NOW + year));
  g_assert_true (look (&clock, HARNESS_NOW + 4 * hour));
  start_server (&clock);
  g_assert_true (look (&clock, 5));
  g_assert_true (look (&clock, HARNESS_NOW + 6 * hour));
  g_test_assert_expected_messages ();

  /* one that goes on as it goes is believed, also where it is corrected by seconds */
  g_assert_true (look (&clock, HARNESS_NOW + 7 * hour + 5));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*set forward by*");
  g_assert_true (look (&clock, HARNESS_NOW + year));
  g_test_assert_expected_messages ();
  g_assert_false (look (&clock, HARNESS_NOW + year + hour));
  srv_schedule_free (clock.schedule);
}

/* A server that ends between the last byte and the mark. */
static void
test_complete_file_is_marked_later (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autofree guint8 *data = make_data (SIZE);
  SrvBlobs *blobs = harness_get_context (f->world->harness)->blobs;
  g_autoptr (SrvBlobFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Reply) head = NULL;
  HarkId id;

  hark_id_random (&id);
  expect (create (f, f->dora, &id, SIZE), 200);
  file = srv_blobs_append (blobs, &id, 0, SIZE, &error);
  g_assert_no_error (error);
  g_assert_true (srv_blob_file_write (file, data, SIZE, &error));
  expect (patch (f, f->dora, &id, SIZE, data, 0), 503); /* one at a time */
  g_clear_pointer (&file, srv_blob_file_close);

  world_expect (f->world, f->dora, make_claim (f, ticket, f->dora, &id), "invalid");
  head = ask (f, f->dora, "HEAD", &id, NULL);
  g_assert_cmpint (get_offset (head), ==, SIZE);
  world_expect (f->world, f->dora, make_claim (f, ticket, f->dora, &id), "applied");
}

typedef struct
{
  HarkId id;
  HarkId form;
  gint64 size;
  GError *error;
} Form;

/* A SrvWork. */
static gboolean
add_form (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Form *form = data;

  return store_blob_add_finished (store, &form->id, &form->form, form->size, HARNESS_NOW + 1234,
                                  error);
}

static void
test_files_of_forms_are_nobodys_and_go_within_a_day (Fixture *f, gconstpointer unused)
{
  SrvContext *context = harness_get_context (f->world->harness);
  g_autofree guint8 *data = make_data (SIZE);
  g_autoptr (SrvBlobFile) file = NULL;
  g_autoptr (GError) error = NULL;
  Form form = { .size = SIZE };
  GStatBuf st;
  g_autofree char *path = NULL;

  hark_id_random (&form.id);
  hark_id_random (&form.form);
  path = file_of (f, &form.id);
  file = srv_blobs_append (context->blobs, &form.id, 0, SIZE, &error);
  g_assert_true (srv_blob_file_write (file, data, SIZE, &error));
  g_assert_true (srv_blob_file_finish (file, HARNESS_NOW - HARNESS_NOW % 3600, &error));
  g_clear_pointer (&file, srv_blob_file_close);
  harness_write (f->world->harness, add_form, &form);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mtime % 3600, ==, 0);

  expect (ask (f, f->anna, "GET", &form.id, NULL), 404);
  expect (ask (f, f->anna, "HEAD", &form.id, NULL), 404);
  expect (create (f, f->anna, &form.id, SIZE), 409);
  age (path);
  harness_set_now (f->world->harness, HARNESS_NOW + SRV_BLOB_KEEP_FORM + 3600);
  g_assert_true (job_sweep_run (context, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_malformed_requests_are_refused (Fixture *f, gconstpointer unused)
{
  static const char *const bodies[] = {
    "",
    "[]",
    "{}",
    "{\"id\":\"x\",\"size\":1040}",
    "{\"id\":\"00112233445566778899aabbccddeeff\"}",
    "{\"id\":\"00112233445566778899aabbccddeeff\",\"size\":0}",
    "{\"id\":\"00112233445566778899aabbccddeeff\",\"size\":-1}",
    "{\"id\":\"00112233445566778899aabbccddeeff\",\"size\":\"1040\"}",
    "{\"id\":\"00112233445566778899aabbccddeeff\",\"size\":1e30}",
  };
  static const char *const headers[] = { NULL, "Upload-Offset: \r\n", "Upload-Offset: x\r\n",
                                         "Upload-Offset: -1\r\n", "Upload-Offset: 1e3\r\n" };
  g_autofree guint8 *data = make_data (SIZE);
  Actor nobody = { 0 };
  HarkId id;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_test_message ("%s", bodies[i]);
      json_object_unref (
          harness_ask (f->world->harness, "POST", HARK_API_BLOBS, f->anna->token, bodies[i], 400));
    }

  hark_id_random (&id);
  expect (create (f, f->anna, &id, SIZE), 200);
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_autofree char *path = path_of (&id);

      expect (
          harness_send (f->world->harness, "PATCH", path, f->anna->token, headers[i], data, SIZE),
          400);
    }

  expect (create (f, &nobody, &id, SIZE), 401);
  expect (patch (f, &nobody, &id, 0, data, SIZE), 401);
  expect (ask (f, &nobody, "GET", &id, NULL), 401);
  expect (ask (f, &nobody, "HEAD", &id, NULL), 401);
  json_object_unref (
      harness_ask (f->world->harness, "GET", HARK_API_BLOBS "/xyz", f->anna->token, NULL, 404));
  expect (
      harness_request (f->world->harness, "GET", HARK_API_BLOBS "/../setup", f->anna->token, NULL),
      400);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/blob/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("resume", test_upload_goes_on_where_it_stands);
  TEST ("read", test_claimed_file_is_read_by_who_may_see_the_ticket);
  TEST ("range", test_ranges);
  TEST ("stream", test_large_file_streams);
  TEST ("others", test_uploads_of_others_do_not_exist);
  TEST ("size", test_nothing_can_be_added_past_the_size);
  TEST ("claim", test_only_whole_files_of_ones_own_are_claimed_and_once);
  TEST ("submit", test_submission_brings_its_files);
  TEST ("quota", test_unclaimed_uploads_are_bounded);
  TEST ("sweep-clock", test_sweep_believes_no_clock_that_jumped);
  TEST ("sweep", test_sweep_takes_what_nobody_claimed);
  TEST ("complete", test_complete_file_is_marked_later);
  TEST ("form", test_files_of_forms_are_nobodys_and_go_within_a_day);
  TEST ("malformed", test_malformed_requests_are_refused);

  return g_test_run ();
}
