/* people.c: see people.h */
#include "people.h"

#include "cache.h"
#include "hark-api.h"
#include "hark-json.h"
#include "store-ticket.h"

void
people_set_up (Fixture *f, gconstpointer unused)
{
  f->world = world_new ();
  f->anna = world_first (f->world);
  f->bert = world_add (f->world, "bert", HARK_ROLE_PROFESSIONAL);
  f->clara = world_add (f->world, "clara", HARK_ROLE_OBSERVER);
  f->dora = world_add (f->world, "dora", HARK_ROLE_NONE);
}

void
people_tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) faults = harness_check (f->world->harness);

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (faults, i));
  g_assert_cmpuint (faults->len, ==, 0);
  world_free (f->world);
}

JsonObject *
people_get_ticket (Fixture *f, Actor *actor, Ticket *ticket)
{
  g_autoptr (Cache) cache = cache_new ();

  cache_pull (f->world, cache, actor, HARK_API_MAX_PAGE);
  return cache_get (cache, "ticket", &ticket->id);
}

guint
people_count_objects (Fixture *f, Actor *actor)
{
  g_autoptr (Cache) cache = cache_new ();

  cache_pull (f->world, cache, actor, HARK_API_MAX_PAGE);
  return cache_count (cache, "obj");
}

typedef struct
{
  SrvSubmission submission;
  gint64 now;
  char *number;
} Anonymous;

/* A SrvWork. */
static gboolean
submit_anonymous (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Anonymous *anonymous = data;
  gboolean again;

  return store_ticket_submit (store, seq, &anonymous->submission, anonymous->now,
                              &anonymous->number, &again, error);
}

JsonObject *
people_confirm_delete (World *world, Ticket *ticket, Actor *author)
{
  JsonObject *op = op_new ("confirm-delete", ticket);

  op_set_pre (world, op, ticket, author);
  json_object_remove_member (json_object_get_object_member (op, "pre"), "epoch");
  return op;
}

GPtrArray *
people_read_slots (JsonObject *epoch)
{
  GPtrArray *slots = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_slot_free);
  JsonArray *array = json_object_get_array_member (epoch, "slots");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *slot = json_array_get_object_element (array, i);
      g_autoptr (GBytes) box
          = hark_json_get_bytes (slot, "box", HARK_SLOT_LEN, HARK_SLOT_LEN, NULL);
      HarkId to;

      g_assert_true (hark_id_from_string (json_object_get_string_member (slot, "to"), &to));
      g_ptr_array_add (
          slots, srv_slot_new (&to,
                               g_str_equal (json_object_get_string_member (slot, "kind"), "member")
                                   ? HARK_SLOT_MEMBER
                                   : HARK_SLOT_REPORTER,
                               box));
    }

  return slots;
}

Ticket *
people_submit_anonymous (World *self, const char *text, gboolean inbox)
{
  Ticket *ticket = ticket_new (self, NULL);
  g_autoptr (JsonObject) epoch = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GArray) blobs = g_array_new (FALSE, FALSE, sizeof (HarkId));
  Anonymous anonymous = { .now = harness_get_now (self->harness) };
  SrvSubmission *submission = &anonymous.submission;

  if (inbox)
    hark_seal_random (ticket->reporter_pk, 32);
  epoch = world_make_epoch (self, ticket, NULL, 0);
  slots = people_read_slots (epoch);
  g_ptr_array_add (objects,
                   ticket_seal (self, ticket, NULL, 0, HARK_OBJECT_REPORT, text, &ticket->report));
  ticket->newest = ticket->report;

  *submission = (SrvSubmission){ .ticket = ticket->id,
                                 .area = ticket->area,
                                 .origin = HARK_TICKET_ORIGIN_PORTAL,
                                 .received = anonymous.now,
                                 .epoch = g_ptr_array_index (ticket->statements, 0),
                                 .slots = slots,
                                 .objects = objects,
                                 .blobs = blobs,
                                 .has_inbox = inbox,
                                 .reachable = inbox };
  hark_id_random (&submission->op);
  hark_seal_random (submission->lookup, sizeof submission->lookup);
  hark_seal_random (submission->token_hash, sizeof submission->token_hash);
  harness_write (self->harness, submit_anonymous, &anonymous);
  ticket->number = anonymous.number;
  return ticket;
}

gboolean
people_multiply (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  static const char *const steps[] = {
    "DROP TABLE IF EXISTS temp.copy",
    "CREATE TEMP TABLE copy (i INTEGER PRIMARY KEY, id BLOB NOT NULL)",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
    " INSERT INTO temp.copy (i, id) SELECT i, randomblob (16) FROM n",
    "CREATE TEMP TABLE IF NOT EXISTS original AS SELECT ticket AS id, epoch FROM object LIMIT 1",
    /* whatever columns it has */
    "DROP TABLE IF EXISTS temp.made",
    "CREATE TEMP TABLE made AS SELECT t.* FROM temp.copy c, temp.original o, ticket t"
    " WHERE t.id = o.id",
    "UPDATE temp.made SET id = (SELECT c.id FROM temp.copy c WHERE c.i = made.rowid)",
    "UPDATE temp.made SET number = hex (id)",
    "INSERT INTO ticket SELECT * FROM temp.made",
    "INSERT INTO epoch SELECT c.id, e.epoch, e.statement, e.past_sh, e.past_in"
    " FROM temp.copy c, temp.original o, epoch e WHERE e.ticket = o.id",
    "INSERT INTO slot SELECT c.id, s.kind, s.recipient, s.epoch, s.box"
    " FROM temp.copy c, temp.original o, slot s WHERE s.ticket = o.id",
    "INSERT INTO access SELECT a.user, c.id, a.side, a.granted_seq, a.revoked_seq"
    " FROM temp.copy c, temp.original o, access a WHERE a.ticket = o.id",
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (!hark_sqlite_exec (srv_store_get_db (store), steps[i], error))
      return FALSE;
  return TRUE;
}
