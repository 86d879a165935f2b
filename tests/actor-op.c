/* actor-op.c: the operations that an actor sends; see actor.h */
#include "actor.h"

#include "hark-code.h"
#include "hark-json.h"
#include "store-lineage.h"
#include "store-ticket.h"

#include <string.h>

/* Why it is on hold, what a deadline by hand is called; and why a ticket was closed. */
#define HISTORY "canary-dunlin: why, and what it is called"
#define OUTCOME "canary-plover: what it came to"

JsonObject *
op_new (const char *type, Ticket *ticket)
{
  JsonObject *op = json_object_new ();
  HarkId id;

  hark_id_random (&id);
  hark_json_set_id (op, "op", &id);
  json_object_set_int_member (op, "n", 1);
  json_object_set_string_member (op, "type", type);
  hark_json_set_id (op, "tk", &ticket->id);
  json_object_set_object_member (op, "pre", json_object_new ());
  json_object_set_array_member (op, "needs", json_array_new ());
  json_object_set_array_member (op, "objects", json_array_new ());
  json_object_set_null_member (op, "history");
  json_object_set_null_member (op, "epoch");
  json_object_set_array_member (op, "blobs", json_array_new ());
  json_object_set_object_member (op, "body", json_object_new ());
  return op;
}

const char *
op_get_id (JsonObject *op)
{
  return json_object_get_string_member (op, "op");
}

HarkId
op_add (World *world, JsonObject *op, Ticket *ticket, Actor *author, HarkObjectType type,
        const char *text)
{
  HarkId id;
  g_autoptr (GBytes) sealed
      = ticket_seal (world, ticket, author, ticket_get_epoch (ticket), type, text, &id);

  hark_json_array_add_bytes (json_object_get_array_member (op, "objects"),
                             g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return id;
}

void
op_add_history (World *world, JsonObject *op, Ticket *ticket, Actor *author)
{
  HarkId id;
  g_autoptr (GBytes) sealed = ticket_seal (world, ticket, author, ticket_get_epoch (ticket),
                                           HARK_OBJECT_HISTORY, HISTORY, &id);

  hark_json_set_bytes (op, "history", g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
}

void
op_open_epoch (World *world, JsonObject *op, Ticket *ticket, Actor *author)
{
  json_object_set_object_member (op, "epoch",
                                 world_make_epoch (world, ticket, author, ticket->keys->len));
}

/* The team's first entry opens epoch 1. */
static void
enter (World *world, JsonObject *op, Ticket *ticket, Actor *author)
{
  if (ticket->keys->len == 1)
    op_open_epoch (world, op, ticket, author);
}

void
op_set_pre (World *world, JsonObject *op, Ticket *ticket, Actor *author)
{
  JsonObject *pre = json_object_get_object_member (op, "pre");
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (world->harness)->stores, &error);
  g_autoptr (SrvTicket) row = NULL;
  HarkId lineage;
  gint64 n;

  row = store_ticket_get (store, &ticket->id, &error);
  g_assert_no_error (error);
  store_lineage_find (store, store_lineage_get_seq (store, NULL), &lineage, &error);
  g_assert_no_error (error);
  hark_json_set_id (pre, "lineage", &lineage);
  json_object_set_int_member (pre, "epoch", ticket_get_epoch (ticket));
  json_object_set_int_member (pre, "advisor_v", row->advisor_v);
  json_object_set_int_member (pre, "state_v", row->state_v);
  json_object_set_int_member (pre, "area_v", row->area_v);
  json_object_set_int_member (pre, "deletion_v", row->deletion_v);
  json_object_set_int_member (pre, "hold_v", row->hold_v);
  hark_json_set_id (pre, "seen", &ticket->newest);
  store_object_count (store, &ticket->id, &n, &error);
  g_assert_no_error (error);
  json_object_set_int_member (pre, "messages", n);
}

void
op_need (JsonObject *op, JsonObject *needed)
{
  json_array_add_string_element (json_object_get_array_member (op, "needs"), op_get_id (needed));
}

void
op_claim (JsonObject *op, const HarkId *blob)
{
  g_autofree char *text = hark_id_to_string (blob);

  json_array_add_string_element (json_object_get_array_member (op, "blobs"), text);
}

JsonObject *
op_submit (World *world, Ticket *ticket, Actor *reporter, const char *text)
{
  JsonObject *op = op_new ("submit", ticket);

  op_open_epoch (world, op, ticket, reporter);
  ticket->report = ticket->newest = op_add (world, op, ticket, reporter, HARK_OBJECT_REPORT, text);
  hark_json_set_id (json_object_get_object_member (op, "body"), "area", &ticket->area);
  return op;
}

JsonObject *
op_message (World *world, Ticket *ticket, Actor *author, const char *text)
{
  JsonObject *op = op_new ("message", ticket);

  if (!hark_id_equal (&author->id, &ticket->reporter) || author->role >= HARK_ROLE_PROFESSIONAL)
    enter (world, op, ticket, author);
  ticket->newest = op_add (world, op, ticket, author, HARK_OBJECT_MESSAGE, text);
  return op;
}

JsonObject *
op_note (World *world, Ticket *ticket, Actor *author, const char *text)
{
  JsonObject *op = op_new ("note", ticket);

  enter (world, op, ticket, author);
  op_add (world, op, ticket, author, HARK_OBJECT_NOTE, text);
  return op;
}

JsonObject *
op_contact (World *world, Ticket *ticket, Actor *author, const char *text)
{
  JsonObject *op = op_note (world, ticket, author, text);

  json_object_set_string_member (op, "type", "contact");
  return op;
}

static JsonObject *
op_change (World *world, const char *type, Ticket *ticket, Actor *author)
{
  JsonObject *op = op_new (type, ticket);

  enter (world, op, ticket, author);
  op_set_pre (world, op, ticket, author);
  op_add_history (world, op, ticket, author);
  return op;
}

JsonObject *
op_take_over (World *world, Ticket *ticket, Actor *author)
{
  return op_change (world, "take-over", ticket, author);
}

JsonObject *
op_release (World *world, Ticket *ticket, Actor *author)
{
  return op_change (world, "release", ticket, author);
}

JsonObject *
op_assign (World *world, Ticket *ticket, Actor *author, Actor *advisor)
{
  JsonObject *op = op_change (world, "assign", ticket, author);

  hark_json_set_id (json_object_get_object_member (op, "body"), "advisor", &advisor->id);
  return op;
}

/* The epoch before is what it builds on. */
static JsonObject *
op_next (World *world, const char *type, Ticket *ticket, Actor *author)
{
  JsonObject *op = op_new (type, ticket);

  op_set_pre (world, op, ticket, author);
  op_open_epoch (world, op, ticket, author);
  op_add_history (world, op, ticket, author);
  return op;
}

JsonObject *
op_move (World *world, Ticket *ticket, Actor *author, Actor *advisor)
{
  JsonObject *op = op_next (world, "move", ticket, author);
  JsonObject *body = json_object_get_object_member (op, "body");

  hark_json_set_id (body, "area", &ticket->area);
  if (advisor != NULL)
    hark_json_set_id (body, "advisor", &advisor->id);
  else
    json_object_set_null_member (body, "advisor");
  return op;
}

JsonObject *
op_period (World *world, const char *type, Ticket *ticket, Actor *author, const HarkId *period,
           gint64 due, gint64 version)
{
  JsonObject *op = op_new (type, ticket);
  JsonObject *body = json_object_get_object_member (op, "body");

  if (ticket_get_epoch (ticket) == 0)
    op_open_epoch (world, op, ticket, author);
  op_set_pre (world, op, ticket, author);
  op_add_history (world, op, ticket, author);
  json_object_set_int_member (json_object_get_object_member (op, "pre"), "period_v", version);
  hark_json_set_id (body, "period", period);
  if (due != 0)
    json_object_set_int_member (body, "due", due);
  if (g_str_equal (type, "add-period"))
    {
      JsonArray *remind = json_array_new ();

      json_array_add_int_element (remind, 2);
      json_object_set_array_member (body, "remind", remind);
      json_object_set_null_member (body, "definition");
    }
  return op;
}

JsonObject *
op_exclusion (World *world, const char *type, Ticket *ticket, Actor *author, Actor *person)
{
  JsonObject *op;

  if (g_str_equal (type, "exclude"))
    g_assert_true (hark_epoch_exclude (&ticket->excluded, &person->id));
  else
    hark_epoch_include (&ticket->excluded, &person->id);
  op = op_next (world, type, ticket, author);
  hark_json_set_id (json_object_get_object_member (op, "body"), "user", &person->id);
  return op;
}

JsonObject *
op_new_code (World *world, Ticket *ticket, Actor *author)
{
  HarkReporterKeys *keys = hark_seal_alloc (sizeof *keys);
  JsonObject *inbox = json_object_new (), *op;
  guint8 code[HARK_CODE_LEN], replaced[32], token_hash[32];

  hark_code_random (code);
  hark_code_reporter_keys (code, &world->org, keys);
  hark_code_token_hash (keys->token, token_hash);
  memcpy (replaced, ticket->reporter_pk, sizeof replaced);
  memcpy (ticket->reporter_pk, keys->box_pk, sizeof ticket->reporter_pk);
  memset (&ticket->reporter, 0, sizeof ticket->reporter);
  hark_json_set_bytes (inbox, "lookup", keys->lookup, sizeof keys->lookup);
  hark_json_set_bytes (inbox, "token", token_hash, sizeof token_hash);
  hark_seal_free (keys);

  op = op_next (world, "new-code", ticket, author);
  hark_json_set_bytes (json_object_get_object_member (op, "pre"), "code", replaced,
                       sizeof replaced);
  json_object_set_object_member (json_object_get_object_member (op, "body"), "inbox", inbox);
  return op;
}

JsonObject *
op_reopen (World *world, Ticket *ticket, Actor *author)
{
  return op_change (world, "reopen", ticket, author);
}

JsonObject *
op_deletion (World *world, const char *type, Ticket *ticket, Actor *author)
{
  return op_change (world, type, ticket, author);
}

JsonObject *
op_close (World *world, Ticket *ticket, Actor *author)
{
  JsonObject *op = op_change (world, "close", ticket, author);
  HarkId outcome = op_add (world, op, ticket, author, HARK_OBJECT_OUTCOME, OUTCOME);

  hark_json_set_id (json_object_get_object_member (op, "body"), "outcome", &outcome);
  json_object_set_int_member (json_object_get_object_member (op, "body"), "months", 36);
  return op;
}

JsonObject *
op_close_saying (World *world, Ticket *ticket, Actor *author, const char *text)
{
  JsonObject *op = op_close (world, ticket, author);

  ticket->newest = op_add (world, op, ticket, author, HARK_OBJECT_MESSAGE, text);
  return op;
}
