/* test-submission.c: the portal's door to the store: a ticket once, its inbox, what is added there
 */
#include "people.h"

#include "hark-error.h"
#include "store-inbox.h"

#include <string.h>

#define FILE_SIZE 1040

/* Everything that one submission needs, to be spoilt before it is sent. */
typedef struct
{
  Ticket *ticket;
  SrvSubmission submission;
  gint64 now;
  char *number;
} Draft;

static void
draft_clear (Draft *self)
{
  g_ptr_array_unref (self->submission.slots);
  g_ptr_array_unref (self->submission.objects);
  g_array_unref (self->submission.blobs);
  g_clear_pointer (&self->ticket, ticket_free);
  g_free (self->number);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, draft_clear)

static Draft
make_draft (Fixture *f)
{
  Draft draft = { .ticket = ticket_new (f->world, NULL), .now = HARNESS_NOW + 1234 };
  g_autoptr (JsonObject) epoch = NULL;
  SrvSubmission *submission = &draft.submission;

  hark_seal_random (draft.ticket->reporter_pk, 32);
  epoch = world_make_epoch (f->world, draft.ticket, NULL, 0);
  submission->slots = people_read_slots (epoch);
  submission->objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  submission->blobs = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_ptr_array_add (submission->objects,
                   ticket_seal (f->world, draft.ticket, NULL, 0, HARK_OBJECT_REPORT, SUBJECT,
                                &draft.ticket->report));
  hark_id_random (&submission->op);
  hark_id_random (&submission->form);
  submission->ticket = draft.ticket->id;
  submission->area = draft.ticket->area;
  submission->origin = HARK_TICKET_ORIGIN_PORTAL;
  submission->received = draft.now;
  submission->epoch = g_ptr_array_index (draft.ticket->statements, 0);
  submission->has_inbox = submission->reachable = TRUE;
  hark_seal_random (submission->lookup, sizeof submission->lookup);
  hark_seal_random (submission->token_hash, sizeof submission->token_hash);
  return draft;
}

/* A SrvWork. */
static gboolean
submit (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Draft *draft = data;
  gboolean again;

  g_clear_pointer (&draft->number, g_free);
  return store_ticket_submit (store, seq, &draft->submission, draft->now, &draft->number, &again,
                              error);
}

static void
expect (Fixture *f, SrvWork work, gpointer data, int code)
{
  g_autoptr (GError) error = NULL;
  gboolean done
      = srv_writer_run (harness_get_context (f->world->harness)->writer, work, data, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, HARK_ERROR, code);
  g_assert_cmpint (done, ==, code < 0);
}

/* A complete file of the form, without a route. */
typedef struct
{
  HarkId id;
  HarkId form;
} File;

/* A SrvWork. */
static gboolean
add_file (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  File *file = data;

  return store_blob_add_finished (store, &file->id, &file->form, FILE_SIZE, HARNESS_NOW, error);
}

static HarkId
make_file (Fixture *f, const HarkId *form)
{
  SrvBlobs *blobs = harness_get_context (f->world->harness)->blobs;
  guint8 bytes[FILE_SIZE] = { 0 };
  File file = { .form = *form };
  g_autoptr (SrvBlobFile) open = NULL;

  hark_id_random (&file.id);
  open = srv_blobs_append (blobs, &file.id, 0, FILE_SIZE, NULL);
  g_assert_true (srv_blob_file_write (open, bytes, sizeof bytes, NULL));
  g_assert_true (srv_blob_file_finish (open, HARNESS_NOW - HARNESS_NOW % 3600, NULL));
  harness_write (f->world->harness, add_file, &file);
  return file.id;
}

static void
test_twice_is_one_ticket (Fixture *f, gconstpointer unused)
{
  g_auto (Draft) draft = make_draft (f);
  g_auto (Draft) other = make_draft (f);
  g_autofree char *number = NULL;

  expect (f, submit, &draft, -1);
  number = g_strdup (draft.number);
  g_assert_true (hark_ticket_number_is_valid (number));
  expect (f, submit, &draft, -1);
  g_assert_cmpstr (draft.number, ==, number);
  harness_restart (f->world->harness);
  expect (f, submit, &draft, -1);
  g_assert_cmpstr (draft.number, ==, number);
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, 1);

  other.submission.op = draft.submission.op;
  expect (f, submit, &other, HARK_ERROR_REPLAYED);
}

static void
test_changed_team_is_sealed_to_anew_with_the_same_op (Fixture *f, gconstpointer unused)
{
  g_auto (Draft) stale = make_draft (f);
  g_auto (Draft) fresh = { 0 };

  f->clara->role = HARK_ROLE_NONE;
  world_set_team (f->world);
  expect (f, submit, &stale, HARK_ERROR_REKEY);
  fresh = make_draft (f);
  fresh.submission.op = stale.submission.op;
  expect (f, submit, &fresh, -1);
}

static void
test_wrong_submissions_leave_nothing (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 12; i++)
    {
      g_auto (Draft) draft = make_draft (f);
      SrvSubmission *submission = &draft.submission;
      int code = HARK_ERROR_INVALID;
      HarkId id;

      g_test_message ("%u", i);
      switch (i)
        {
        case 0: /* no report */
          g_ptr_array_set_size (submission->objects, 0);
          break;
        case 1: /* two */
          g_ptr_array_add (submission->objects, ticket_seal (f->world, draft.ticket, NULL, 0,
                                                             HARK_OBJECT_REPORT, SUBJECT, &id));
          break;
        case 2: /* something else */
          g_ptr_array_set_size (submission->objects, 0);
          g_ptr_array_add (submission->objects, ticket_seal (f->world, draft.ticket, NULL, 0,
                                                             HARK_OBJECT_MESSAGE, SUBJECT, &id));
          break;
        case 3: /* a description without file */
          g_ptr_array_add (submission->objects, ticket_seal (f->world, draft.ticket, NULL, 0,
                                                             HARK_OBJECT_MANIFEST, "file", &id));
          break;
        case 4: /* in somebody's name */
          g_ptr_array_set_size (submission->objects, 0);
          g_ptr_array_add (submission->objects, ticket_seal (f->world, draft.ticket, f->dora, 0,
                                                             HARK_OBJECT_REPORT, SUBJECT, &id));
          break;
        case 5: /* under another epoch */
          g_ptr_array_set_size (submission->objects, 0);
          g_array_set_size (draft.ticket->keys, 2);
          g_ptr_array_add (submission->objects, ticket_seal (f->world, draft.ticket, NULL, 1,
                                                             HARK_OBJECT_REPORT, SUBJECT, &id));
          break;
        case 6: /* a slot without inbox */
          submission->has_inbox = FALSE;
          break;
        case 7: /* a malformed box */
          g_bytes_unref (((SrvSlot *)submission->slots->pdata[0])->box);
          ((SrvSlot *)submission->slots->pdata[0])->box = g_bytes_new ("x", 1);
          break;
        case 8:
          g_ptr_array_set_size (submission->slots, (int)submission->slots->len - 1);
          break;
        case 9:
          hark_id_random (&submission->area);
          code = HARK_ERROR_NOT_FOUND;
          break;
        case 10:
          submission->ticket = (HarkId){ 0 };
          break;
        default: /* somebody else's file */
          g_ptr_array_add (submission->objects, ticket_seal (f->world, draft.ticket, NULL, 0,
                                                             HARK_OBJECT_MANIFEST, "file", &id));
          hark_id_random (&id);
          id = make_file (f, &id);
          g_array_append_val (submission->blobs, id);
          break;
        }
      expect (f, submit, &draft, code);
    }
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, 0);
}

static void
test_inbox_is_found_by_its_lookup_alone (Fixture *f, gconstpointer unused)
{
  g_auto (Draft) draft = make_draft (f);
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) box = NULL;
  const HarkId nobody = { 0 };
  guint8 wrong[16] = { 0 }, token[32];
  guint32 epoch;
  HarkId found;

  expect (f, submit, &draft, -1);
  g_assert_true (store_inbox_find (store, draft.submission.lookup, &found, token, &error));
  g_assert_true (hark_id_equal (&found, &draft.ticket->id));
  g_assert_cmpmem (token, 32, draft.submission.token_hash, 32);
  g_assert_false (store_inbox_find (store, wrong, &found, token, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  box = store_ticket_get_slot (store, &draft.ticket->id, HARK_SLOT_REPORTER, &nobody, &epoch, NULL);
  g_assert_nonnull (box);
  g_assert_cmpuint (epoch, ==, 0);
}

typedef struct
{
  SrvReply reply;
  gint64 now;
} Addition;

/* A SrvWork. */
static gboolean
add (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Addition *addition = data;
  gboolean again;

  return store_ticket_add_reply (store, seq, &addition->reply, addition->now, &again, error);
}

static void
start_addition (Fixture *f, Addition *addition, const guint8 *lookup, Ticket *ticket, guint32 epoch,
                HarkObjectType type)
{
  HarkId id;

  *addition = (Addition){ .now = HARNESS_NOW + 1234 };
  hark_id_random (&addition->reply.op);
  hark_id_random (&addition->reply.form);
  addition->reply.ticket = ticket->id;
  if (lookup != NULL)
    memcpy (addition->reply.lookup, lookup, sizeof addition->reply.lookup);
  addition->reply.objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  addition->reply.blobs = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_ptr_array_add (addition->reply.objects,
                   ticket_seal (f->world, ticket, NULL, epoch, type, "and this", &id));
}

static void
end_addition (Fixture *f, Addition *addition, int code)
{
  expect (f, add, addition, code);
  g_ptr_array_unref (addition->reply.objects);
  g_array_unref (addition->reply.blobs);
}

static void
test_reporter_adds_under_any_epoch_of_theirs (Fixture *f, gconstpointer unused)
{
  g_auto (Draft) draft = make_draft (f);
  Addition addition;
  HarkId id, file;
  guint count;

  expect (f, submit, &draft, -1);
  start_addition (f, &addition, draft.submission.lookup, draft.ticket, 0, HARK_OBJECT_MESSAGE);
  end_addition (f, &addition, -1);
  world_expect (f->world, f->anna, op_note (f->world, draft.ticket, f->anna, "epoch 1"), "applied");
  start_addition (f, &addition, draft.submission.lookup, draft.ticket, 0, HARK_OBJECT_MESSAGE);
  end_addition (f, &addition, -1);
  start_addition (f, &addition, draft.submission.lookup, draft.ticket, 1, HARK_OBJECT_MESSAGE);
  file = make_file (f, &addition.reply.form);
  g_array_append_val (addition.reply.blobs, file);
  g_ptr_array_add (addition.reply.objects, ticket_seal (f->world, draft.ticket, NULL, 1,
                                                        HARK_OBJECT_MANIFEST, "file", &id));
  expect (f, add, &addition, -1);
  count = people_count_objects (f, f->anna);
  g_assert_cmpuint (count, ==, 6);
  end_addition (f, &addition, -1); /* the same again */
  g_assert_cmpuint (people_count_objects (f, f->anna), ==, count);
}

static void
test_wrong_additions_leave_nothing (Fixture *f, gconstpointer unused)
{
  g_auto (Draft) draft = make_draft (f);
  g_autoptr (Ticket) closed = people_submit_anonymous (f->world, SUBJECT, FALSE);
  g_autoptr (Ticket) named = world_submit (f->world, f->dora, SUBJECT);
  Addition addition;
  HarkId id;

  expect (f, submit, &draft, -1);
  start_addition (f, &addition, draft.submission.lookup, draft.ticket, 0, HARK_OBJECT_REPORT);
  end_addition (f, &addition, HARK_ERROR_INVALID);
  start_addition (f, &addition, draft.submission.lookup, draft.ticket, 0, HARK_OBJECT_NOTE);
  end_addition (f, &addition, HARK_ERROR_INVALID);
  g_array_set_size (draft.ticket->keys, 2);
  start_addition (f, &addition, draft.submission.lookup, draft.ticket, 1, HARK_OBJECT_MESSAGE);
  end_addition (f, &addition, HARK_ERROR_INVALID);
  start_addition (f, &addition, draft.submission.lookup, draft.ticket, 0, HARK_OBJECT_MESSAGE);
  g_ptr_array_add (addition.reply.objects, ticket_seal (f->world, draft.ticket, NULL, 0,
                                                        HARK_OBJECT_MANIFEST, "file", &id));
  end_addition (f, &addition, HARK_ERROR_INVALID);
  start_addition (f, &addition, NULL, closed, 0, HARK_OBJECT_MESSAGE);
  end_addition (f, &addition, HARK_ERROR_NOT_FOUND);
  start_addition (f, &addition, NULL, named, 0, HARK_OBJECT_MESSAGE);
  end_addition (f, &addition, HARK_ERROR_NOT_FOUND);
  hark_id_random (&closed->id);
  start_addition (f, &addition, NULL, closed, 0, HARK_OBJECT_MESSAGE);
  end_addition (f, &addition, HARK_ERROR_NOT_FOUND);

  /* an op of the submission is none of an addition */
  start_addition (f, &addition, draft.submission.lookup, draft.ticket, 0, HARK_OBJECT_MESSAGE);
  addition.reply.op = draft.submission.op;
  end_addition (f, &addition, HARK_ERROR_REPLAYED);
}

/* A SrvWork: as many tickets as fill half of the four-digit numbers. */
static gboolean
fill_numbers (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (
      srv_store_get_db (store),
      "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
      " INSERT OR IGNORE INTO ticket (id, number, area, origin, inbox, reachable, received, state, "
      "state_v,"
      " state_at, advisor_v, advisor_at, taken, rv)"
      " SELECT randomblob (16), printf ('2026-%04d', i), (SELECT id FROM area), 'portal', 0, 0, 0,"
      " 'open', 0, 0, 0, 0, 0, 0 FROM n",
      error);
}

/* A SrvWork. */
static gboolean
empty_numbers (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return hark_sqlite_exec (srv_store_get_db (store), "DELETE FROM ticket WHERE received = 0",
                           error);
}

static void
test_numbers_grow_once_half_are_used (Fixture *f, gconstpointer unused)
{
  g_auto (Draft) few = make_draft (f);
  g_auto (Draft) many = make_draft (f);
  g_auto (Draft) later = make_draft (f);

  expect (f, submit, &few, -1);
  g_assert_cmpuint (strlen (few.number), ==, strlen ("2026-0000"));
  harness_write (f->world->harness, fill_numbers, NULL);
  expect (f, submit, &many, -1);
  g_assert_cmpuint (strlen (many.number), ==, strlen ("2026-00000"));

  /* another year, counted in the organisation's zone, begins anew: 31 December 23:30 UTC is January
   * there */
  later.now = later.submission.received = G_GINT64_CONSTANT (1798759800);
  expect (f, submit, &later, -1);
  g_assert_true (g_str_has_prefix (later.number, "2027-"));
  g_assert_cmpuint (strlen (later.number), ==, strlen ("2027-0000"));
  harness_write (f->world->harness, empty_numbers, NULL);
}

#define TEST(path, function)                                                                       \
  g_test_add ("/submission/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("twice", test_twice_is_one_ticket);
  TEST ("rekey", test_changed_team_is_sealed_to_anew_with_the_same_op);
  TEST ("wrong", test_wrong_submissions_leave_nothing);
  TEST ("inbox", test_inbox_is_found_by_its_lookup_alone);
  TEST ("add", test_reporter_adds_under_any_epoch_of_theirs);
  TEST ("add-wrong", test_wrong_additions_leave_nothing);
  TEST ("numbers", test_numbers_grow_once_half_are_used);

  return g_test_run ();
}
