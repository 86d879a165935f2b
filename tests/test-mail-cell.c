/* test-mail-cell.c: every cell of the table of mails, in both directions: who is told by what
 * happens, whoever reported, whatever became of the ticket before, and whoever is away */
#include "office.h"

#include "hark-api.h"
#include "hark-json.h"
#include "store-access.h"
#include "store-period.h"
#include "team.h"

#include <string.h>

/* Whose ticket it is. */
typedef enum
{
  DORA,       /* signed in */
  NOBODY,     /* anonymous, through the portal */
  FOR_DORA,   /* written down by anna */
  FOR_NOBODY, /* likewise; there is no inbox */
  BERT,       /* one of the team reports */
  CLARA,      /* the Observer does */
} From;

/* What went before; everybody has looked since, but where it is TOLD. */
typedef enum
{
  ADVISED = 1 << 0,    /* bert is the advisor */
  EXCLUDED = 1 << 1,   /* bert is excluded, from the beginning where dora submits */
  CLOSED = 1 << 2,     /* by anna */
  TOLD = 1 << 3,       /* the same happened once, and nobody looked since */
  LOOKED = 1 << 4,     /* … and everybody did */
  AWAY = 1 << 5,       /* bert; anna stands in */
  AWAY_CLARA = 1 << 6, /* bert; clara does */
  AWAY_ALONE = 1 << 7, /* bert; nobody does */
  NOT_CLARA = 1 << 8,  /* clara is excluded */
} Before;

typedef struct
{
  Office office;
  HarkId shared; /* an area of frieda and bert */
  Ticket *ticket;
  From from;
  HarkId period;
} Cell;

static World *
world (Cell *f)
{
  return f->office.world;
}

static void
act (Cell *f, Actor *actor, JsonObject *op)
{
  office_act (&f->office, actor, op);
}

static gboolean
is_state (Cell *f, HarkTicketState state)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (world (f)->harness)->stores, NULL);
  g_autoptr (SrvTicket) row = store_ticket_get (store, &f->ticket->id, NULL);

  return row->state == state;
}

static gboolean
is_advised (Cell *f)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (world (f)->harness)->stores, NULL);
  g_autoptr (SrvTicket) row = store_ticket_get (store, &f->ticket->id, NULL);

  return !hark_id_is_zero (&row->advisor);
}

/* --- what happens; "mine" is bert's doing, else it is anna's --- */

static void
nothing (Cell *f)
{
}

static void
write_as_team (Cell *f, Actor *actor)
{
  JsonObject *op = op_message (world (f), f->ticket, actor, "canary-heron: thanks");

  json_object_set_string_member (json_object_get_object_member (op, "body"), "side", "team");
  act (f, actor, op);
}

static void
answer (Cell *f)
{
  write_as_team (f, f->office.anna);
}

static void
answer_mine (Cell *f)
{
  write_as_team (f, f->office.bert);
}

static void
write_as_reporter (Cell *f, Actor *actor)
{
  JsonObject *op = op_new ("message", f->ticket);

  f->ticket->newest = op_add (world (f), op, f->ticket, actor, HARK_OBJECT_MESSAGE, "more");
  json_object_set_string_member (json_object_get_object_member (op, "body"), "side", "reporter");
  act (f, actor, op);
}

/* A SrvWork: as the portal hands it to the store. */
static gboolean
reply_through_inbox (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Cell *f = data;
  g_autoptr (HarkStmt) stmt
      = srv_store_prepare (store, "SELECT lookup FROM inbox WHERE ticket = $1");
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GArray) blobs = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (GBytes) lookup = NULL;
  SrvReply reply = { .ticket = f->ticket->id, .objects = objects, .blobs = blobs };
  gboolean again;

  hark_stmt_bind_id (stmt, 1, &f->ticket->id);
  g_assert_cmpint (hark_stmt_step (stmt, error), ==, HARK_STEP_ROW);
  lookup = hark_stmt_get_bytes (stmt, 0);
  memcpy (reply.lookup, g_bytes_get_data (lookup, NULL), sizeof reply.lookup);
  hark_id_random (&reply.op);
  g_ptr_array_add (objects, ticket_seal (world (f), f->ticket, NULL, ticket_get_epoch (f->ticket),
                                         HARK_OBJECT_MESSAGE, "more", &f->ticket->newest));
  return store_ticket_add_reply (store, seq, &reply, harness_get_now (world (f)->harness), &again,
                                 error);
}

static void
reply (Cell *f)
{
  Actor *const reporters[] = { [DORA] = f->office.dora,
                               [FOR_DORA] = f->office.dora,
                               [BERT] = f->office.bert,
                               [CLARA] = f->office.clara };

  if (f->from == NOBODY)
    harness_write (world (f)->harness, reply_through_inbox, f);
  else
    write_as_reporter (f, reporters[f->from]);
}

static void
note (Cell *f)
{
  act (f, f->office.anna, op_note (world (f), f->ticket, f->office.anna, "among us"));
}

static void
close_as (Cell *f, Actor *actor)
{
  if (is_state (f, HARK_TICKET_CLOSED))
    act (f, actor, op_reopen (world (f), f->ticket, actor));
  act (f, actor, op_close (world (f), f->ticket, actor));
}

static void
close_it (Cell *f)
{
  close_as (f, f->office.anna);
}

static void
close_mine (Cell *f)
{
  close_as (f, f->office.bert);
}

static void
close_saying (Cell *f)
{
  Actor *anna = f->office.anna;

  act (f, anna, op_close_saying (world (f), f->ticket, anna, "canary-heron: farewell"));
}

static void
reopen (Cell *f)
{
  act (f, f->office.anna, op_reopen (world (f), f->ticket, f->office.anna));
}

static void
take (Cell *f)
{
  act (f, f->office.anna, op_take_over (world (f), f->ticket, f->office.anna));
}

static void
take_mine (Cell *f)
{
  act (f, f->office.bert, op_take_over (world (f), f->ticket, f->office.bert));
}

/* To bert. */
static void
assign (Cell *f)
{
  Actor *anna = f->office.anna;

  if (is_advised (f))
    act (f, anna, op_release (world (f), f->ticket, anna));
  act (f, anna, op_assign (world (f), f->ticket, anna, f->office.bert));
}

static void
release_it (Cell *f)
{
  act (f, f->office.anna, op_release (world (f), f->ticket, f->office.anna));
}

static void
release_mine (Cell *f)
{
  act (f, f->office.bert, op_release (world (f), f->ticket, f->office.bert));
}

/* And before it goes, the advisor of before is excluded. */
static void
take_and_exclude (Cell *f)
{
  take (f);
  act (f, f->office.anna,
       op_exclusion (world (f), "exclude", f->ticket, f->office.anna, f->office.bert));
}

static void
assign_and_take (Cell *f)
{
  assign (f);
  take (f);
}

/* To frieda's area, in which nobody else is. */
static void
move (Cell *f)
{
  f->ticket->area = f->office.other;
  act (f, f->office.anna, op_move (world (f), f->ticket, f->office.anna, NULL));
}

/* Before they hear of it, it is no more theirs to see. */
static void
reply_and_move (Cell *f)
{
  reply (f);
  move (f);
}

/* To the one that bert is in too: he stays the advisor where he is it. */
static void
move_along (Cell *f)
{
  f->ticket->area = f->shared;
  act (f, f->office.anna,
       op_move (world (f), f->ticket, f->office.anna, is_advised (f) ? f->office.bert : NULL));
}

/* Reminded of two days before. */
static void
add_period (Cell *f, Actor *actor, gint64 due)
{
  hark_id_random (&f->period);
  act (f, actor, op_period (world (f), "add-period", f->ticket, actor, &f->period, due, 0));
}

static void
remind (Cell *f)
{
  gint64 now = harness_get_now (world (f)->harness);

  office_go_to (&f->office, now + OFFICE_DAY + 6 * 3600); /* 06:00 of the day after has come */
  office_remind (&f->office);
}

/* Too late for its reminder. */
static void
promise_as (Cell *f, Actor *actor)
{
  add_period (f, actor, harness_get_now (world (f)->harness) + OFFICE_DAY);
  office_remind (&f->office);
}

static void
promise (Cell *f)
{
  promise_as (f, f->office.anna);
}

static void
promise_mine (Cell *f)
{
  promise_as (f, f->office.bert);
}

/* anna sets one for next week, and @actor moves it to tomorrow. */
static void
hurry_as (Cell *f, Actor *actor)
{
  gint64 now = harness_get_now (world (f)->harness);
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (SrvPeriodRow) row = NULL;

  add_period (f, f->office.anna, now + 8 * OFFICE_DAY);
  store = srv_stores_borrow (harness_get_context (world (f)->harness)->stores, NULL);
  row = store_period_get (store, &f->ticket->id, &f->period, NULL);
  act (f, actor,
       op_period (world (f), "change-period", f->ticket, actor, &f->period, now + OFFICE_DAY,
                  row->due_v));
  office_remind (&f->office);
}

static void
hurry (Cell *f)
{
  hurry_as (f, f->office.anna);
}

static void
hurry_mine (Cell *f)
{
  hurry_as (f, f->office.bert);
}

static void
fulfil (Cell *f)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (world (f)->harness)->stores, NULL);
  g_autoptr (SrvPeriodRow) row = store_period_get (store, &f->ticket->id, &f->period, NULL);

  act (f, f->office.anna,
       op_period (world (f), "fulfil-period", f->ticket, f->office.anna, &f->period, 0,
                  row->done_v));
}

static void
remind_of_fulfilled (Cell *f)
{
  fulfil (f);
  remind (f);
}

/* It is queued, and fulfilled before it goes. */
static void
fulfil_after_reminder (Cell *f)
{
  remind (f);
  fulfil (f);
}

static void
warn (Cell *f)
{
  office_warn (&f->office, f->ticket);
}

static void
warn_and_reopen (Cell *f)
{
  warn (f);
  reopen (f);
}

/* --- the table, by hand from the rules; what takes days comes after what has its day, and before
 * tickets that stay open --- */

static const struct
{
  void (*act) (Cell *f);
  From from;
  guint before;
  const char *mails;
} cells[] = {
  /* a new ticket: the team, but who wrote it, is excluded, observes or is in another one; who is
   * away too: it is no advisor's */
  { nothing, DORA, 0, "anna named, bert named" },
  { nothing, NOBODY, 0, "anna anonymous, bert anonymous" },
  { nothing, FOR_DORA, 0, "bert named" },
  { nothing, FOR_NOBODY, 0, "bert anonymous" },
  { nothing, BERT, 0, "anna named" },
  { nothing, CLARA, 0, "anna named, bert named" },
  { nothing, DORA, EXCLUDED, "anna named" },
  { nothing, DORA, AWAY, "anna named, bert named" },
  { nothing, DORA, AWAY_CLARA, "anna named, bert named" },
  { nothing, NOBODY, AWAY_ALONE, "anna anonymous, bert anonymous" },

  /* the reporter writes, and there is no advisor: the team */
  { reply, DORA, 0, "anna reply, bert reply" },
  { reply, NOBODY, 0, "anna reply, bert reply" },
  { reply, FOR_DORA, 0, "anna reply, bert reply" },
  { reply, BERT, 0, "anna reply" },
  { reply, CLARA, 0, "anna reply, bert reply" },
  { reply, DORA, EXCLUDED, "anna reply" },
  { reply, NOBODY, EXCLUDED, "anna reply" },
  { reply, DORA, CLOSED, "anna reply, bert reply" },
  { reply, NOBODY, CLOSED, "anna reply, bert reply" },
  { reply, DORA, TOLD, "" },
  { reply, NOBODY, TOLD, "" },
  { reply, DORA, LOOKED, "anna reply, bert reply" },
  { reply, DORA, AWAY, "anna reply, bert reply" },
  { reply, DORA, AWAY_CLARA, "anna reply, bert reply" },

  /* … and there is one */
  { reply, DORA, ADVISED, "bert reply" },
  { reply, NOBODY, ADVISED, "bert reply" },
  { reply, FOR_DORA, ADVISED, "bert reply" },
  { reply, BERT, ADVISED, "" },
  { reply, DORA, ADVISED | CLOSED, "bert reply" },
  { reply, NOBODY, ADVISED | CLOSED, "bert reply" },
  { reply, DORA, ADVISED | TOLD, "" },
  { reply, DORA, ADVISED | LOOKED, "bert reply" },
  { reply, DORA, ADVISED | AWAY, "anna reply" },
  { reply, DORA, ADVISED | AWAY | TOLD, "" },
  { reply, DORA, ADVISED | AWAY | LOOKED, "anna reply" },
  { reply, NOBODY, ADVISED | AWAY_CLARA, "clara reply" },
  { reply, DORA, ADVISED | AWAY_CLARA | CLOSED, "clara reply" },
  { reply, DORA, ADVISED | AWAY_ALONE, "bert reply" },
  { reply, DORA, ADVISED | AWAY_CLARA | NOT_CLARA, "bert reply" },
  { reply, CLARA, ADVISED | AWAY_CLARA, "bert reply" }, /* the deputy's own */

  /* the team answers: the reporter, whoever is the advisor; one's deputy gets none of one's own */
  { answer, DORA, 0, "dora answer" },
  { answer, NOBODY, 0, "" },
  { answer, FOR_DORA, 0, "dora answer" },
  { answer, FOR_NOBODY, 0, "" },
  { answer, BERT, 0, "bert answer" },
  { answer_mine, BERT, 0, "" },
  { answer, DORA, ADVISED, "dora answer" },
  { answer_mine, DORA, ADVISED, "dora answer" },
  { answer, NOBODY, ADVISED, "" },
  { answer, DORA, EXCLUDED, "dora answer" },
  { answer, DORA, CLOSED, "dora answer" },
  { answer, DORA, TOLD, "" },
  { answer, DORA, LOOKED, "dora answer" },
  { answer, BERT, AWAY_CLARA, "bert answer" },
  { note, DORA, ADVISED, "" },
  { note, DORA, 0, "" },

  /* it is closed: the reporter, and the advisor who did not do it */
  { close_it, DORA, 0, "dora closed" },
  { close_it, NOBODY, 0, "" },
  { close_it, FOR_DORA, 0, "dora closed" },
  { close_it, FOR_NOBODY, 0, "" },
  { close_it, BERT, 0, "bert closed" },
  { close_mine, BERT, 0, "" },
  { close_it, DORA, ADVISED, "bert released, dora closed" },
  { close_it, NOBODY, ADVISED, "bert released" },
  { close_it, BERT, ADVISED, "bert closed" }, /* one mail for one thing */
  { close_mine, DORA, ADVISED, "dora closed" },
  { close_it, DORA, EXCLUDED, "dora closed" },
  { close_it, DORA, ADVISED | TOLD, "" },
  { close_it, DORA, ADVISED | LOOKED, "bert released, dora closed" },
  { close_it, DORA, ADVISED | AWAY, "bert released, dora closed" }, /* the deputy's own */
  { close_it, DORA, ADVISED | AWAY_CLARA, "clara released, dora closed" },
  { close_it, NOBODY, ADVISED | AWAY_ALONE, "bert released" },
  /* … with a last message: that it was closed is the one mail of both */
  { close_saying, DORA, 0, "dora closed" },
  { close_saying, NOBODY, 0, "" },
  { close_saying, DORA, ADVISED, "bert released, dora closed" },
  { close_saying, NOBODY, ADVISED, "bert released" },
  { close_saying, BERT, ADVISED, "bert closed" },
  { reopen, DORA, CLOSED, "" },
  { reopen, DORA, ADVISED | CLOSED, "" },

  /* somebody becomes the advisor, and is told where they did not see to it */
  { assign, DORA, 0, "bert assigned" },
  { assign, NOBODY, 0, "bert assigned" },
  { assign, FOR_NOBODY, 0, "bert assigned" },
  { take, DORA, 0, "" },
  { take_mine, DORA, 0, "" },
  { assign, DORA, TOLD, "" },
  { assign, DORA, LOOKED, "bert assigned" },
  { assign, DORA, AWAY, "bert assigned" }, /* the deputy's own */
  { assign, DORA, AWAY_CLARA, "clara assigned" },
  { assign, DORA, AWAY_CLARA | NOT_CLARA, "bert assigned" },
  { assign, DORA, AWAY_ALONE, "bert assigned" },

  /* … and is it no longer */
  { take, DORA, ADVISED, "bert released" },
  { take, NOBODY, ADVISED, "bert released" },
  { release_it, DORA, ADVISED, "bert released" },
  { release_mine, DORA, ADVISED, "" },
  { take, DORA, ADVISED | AWAY, "bert released" }, /* the deputy's own */
  { take, DORA, ADVISED | AWAY_CLARA, "clara released" },
  { release_it, DORA, ADVISED | AWAY_ALONE, "bert released" },
  { take_and_exclude, DORA, ADVISED, "" },
  { assign_and_take, DORA, 0, "bert released" },
  { assign_and_take, DORA, LOOKED, "bert released" },

  /* deletion ahead: the advisor of a closed ticket */
  { warn, DORA, ADVISED | CLOSED, "bert deletion" },
  { warn, NOBODY, ADVISED | CLOSED, "bert deletion" },
  { warn, FOR_DORA, ADVISED | CLOSED, "bert deletion" },
  { warn, DORA, CLOSED, "" },
  { warn, DORA, ADVISED, "" },
  { warn, DORA, ADVISED | CLOSED | TOLD, "" },
  { warn, DORA, ADVISED | CLOSED | LOOKED, "" },
  { warn, DORA, ADVISED | CLOSED | AWAY, "anna deletion" },
  { warn, DORA, ADVISED | CLOSED | AWAY_CLARA, "clara deletion" },
  { warn, DORA, ADVISED | CLOSED | AWAY_ALONE, "bert deletion" },
  { warn, DORA, ADVISED | CLOSED | AWAY_CLARA | NOT_CLARA, "bert deletion" },
  { warn_and_reopen, DORA, ADVISED | CLOSED, "" },

  /* a reminder: the advisor, or the team; once for each lead time */
  { remind, DORA, 0, "anna reminder, bert reminder" },
  { remind, NOBODY, 0, "anna reminder, bert reminder" },
  { remind, FOR_NOBODY, 0, "anna reminder, bert reminder" },
  { remind, BERT, 0, "anna reminder, bert reminder" },
  { remind, DORA, ADVISED, "bert reminder" },
  { remind, NOBODY, ADVISED, "bert reminder" },
  { remind, DORA, EXCLUDED, "anna reminder" },
  { remind, DORA, CLOSED, "" },
  { remind, DORA, ADVISED | CLOSED, "" },
  { remind, DORA, TOLD, "" },
  { remind, DORA, LOOKED, "" },
  { remind, DORA, AWAY, "anna reminder, bert reminder" },
  { remind, DORA, ADVISED | AWAY, "anna reminder" },
  { remind, DORA, ADVISED | AWAY_CLARA, "clara reminder" },
  { remind, DORA, ADVISED | AWAY_ALONE, "bert reminder" },
  { remind, DORA, ADVISED | AWAY_CLARA | NOT_CLARA, "bert reminder" },
  { remind_of_fulfilled, DORA, 0, "" },
  { remind_of_fulfilled, DORA, ADVISED, "" },
  { fulfil_after_reminder, DORA, ADVISED, "" },

  /* … but a deadline that is set, or moved, so late that its reminder is due is one's own doing */
  { promise, DORA, 0, "bert reminder" },
  { promise_mine, DORA, 0, "anna reminder" },
  { promise, DORA, EXCLUDED, "" },
  { promise, DORA, ADVISED, "bert reminder" },
  { promise_mine, DORA, ADVISED, "" },
  { promise_mine, NOBODY, ADVISED, "" },
  { promise_mine, DORA, ADVISED | AWAY, "" },
  { promise, DORA, ADVISED | AWAY, "bert reminder" }, /* the deputy's own */
  { promise, DORA, ADVISED | AWAY_CLARA, "clara reminder" },
  { hurry, DORA, 0, "bert reminder" },
  { hurry, NOBODY, ADVISED, "bert reminder" },
  { hurry_mine, DORA, ADVISED, "" },

  /* another area: a new ticket for its team, the advisor of before */
  { move, DORA, 0, "frieda named" },
  { move, NOBODY, 0, "frieda anonymous" },
  { move, FOR_DORA, 0, "frieda named" },
  { move, DORA, ADVISED, "bert released, frieda named" },
  { move, NOBODY, ADVISED | AWAY, "bert released, frieda anonymous" },
  { move, DORA, EXCLUDED, "frieda named" },
  { reply_and_move, DORA, 0, "frieda named" },
  { reply_and_move, NOBODY, 0, "frieda anonymous" },
  { reply_and_move, DORA, ADVISED, "bert released, frieda named" },
  /* neither bert nor clara may see it then: it is his own mail */
  { reply_and_move, DORA, ADVISED | AWAY_CLARA, "bert released, frieda named" },
  { move_along, DORA, ADVISED, "bert named, frieda named" },
  { move_along, DORA, EXCLUDED, "frieda named" },
};

/* --- how a cell comes about --- */

static Ticket *
report (Cell *f, guint before)
{
  Office *office = &f->office;
  Actor *const reporters[] = {
    [DORA] = office->dora, [FOR_DORA] = office->dora, [BERT] = office->bert, [CLARA] = office->clara
  };
  Actor *reporter = f->from == NOBODY || f->from == FOR_NOBODY ? NULL : reporters[f->from];
  Ticket *ticket;

  if (f->from == NOBODY)
    return people_submit_anonymous (office->world, SUBJECT, TRUE);

  ticket = ticket_new (office->world, reporter);
  if (f->from == FOR_DORA || f->from == FOR_NOBODY)
    {
      office_write_down (office, ticket, office->anna, reporter);
      return ticket;
    }
  if ((before & EXCLUDED) != 0)
    g_assert_true (hark_epoch_exclude (&ticket->excluded, &office->bert->id));
  act (f, reporter, op_submit (office->world, ticket, reporter, SUBJECT));
  return ticket;
}

static void
exclude (Cell *f, Actor *person)
{
  act (f, f->office.anna, op_exclusion (world (f), "exclude", f->ticket, f->office.anna, person));
}

static gboolean
sees (Cell *f, Actor *actor)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (world (f)->harness)->stores, NULL);
  SrvSide side;
  gboolean lost;

  g_assert_true (store_access_get (store, &actor->id, &f->ticket->id, &side, &lost, NULL));
  return side != SRV_SIDE_NONE;
}

/* What has waited goes, and everybody who may looks. */
static void
settle (Cell *f, gboolean look)
{
  Actor *const actors[] = { f->office.anna, f->office.bert, f->office.clara, f->office.dora };

  g_free (office_take (&f->office));
  for (guint i = 0; i < G_N_ELEMENTS (actors) && look; i++)
    if (sees (f, actors[i]))
      office_look (&f->office, actors[i], f->ticket);
}

static void
go_away (Cell *f, guint before)
{
  if ((before & AWAY) != 0)
    office_be_absent (&f->office, f->office.bert, f->office.anna);
  if ((before & AWAY_CLARA) != 0)
    office_be_absent (&f->office, f->office.bert, f->office.clara);
  if ((before & AWAY_ALONE) != 0)
    office_be_absent (&f->office, f->office.bert, NULL);
}

static void
prepare (Cell *f, guint before, void (*event) (Cell *f))
{
  settle (f, TRUE);
  if (event == remind || event == remind_of_fulfilled || event == fulfil_after_reminder)
    add_period (f, f->office.anna, harness_get_now (world (f)->harness) + 3 * OFFICE_DAY);
  if ((before & EXCLUDED) != 0 && f->from != DORA)
    exclude (f, f->office.bert);
  if ((before & NOT_CLARA) != 0)
    exclude (f, f->office.clara);
  if ((before & ADVISED) != 0)
    take_mine (f);
  if ((before & CLOSED) != 0)
    close_it (f);
  settle (f, TRUE);
  if ((before & (TOLD | LOOKED)) != 0)
    {
      event (f);
      settle (f, (before & LOOKED) != 0);
    }
}

/* Nothing of it is left to be reminded of. */
static void
end (Cell *f)
{
  Actor *closer = sees (f, f->office.anna) ? f->office.anna : f->office.frieda;

  g_free (office_take (&f->office));
  if (is_state (f, HARK_TICKET_OPEN) && closer == f->office.anna)
    close_it (f);
  g_free (office_take (&f->office));
  json_object_unref (harness_ask (world (f)->harness, "DELETE", HARK_API_ABSENCE,
                                  f->office.bert->token, NULL, 200));
  g_clear_pointer (&f->ticket, ticket_free);
  /* no more than some mails an hour go by themselves */
  office_go_to (&f->office, harness_get_now (world (f)->harness) + 3600);
}

static void
test_every_cell (Cell *f, gconstpointer unused)
{
  guint n_wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autofree char *mails = NULL;

      g_test_message ("cell %u", i);
      f->from = cells[i].from;
      go_away (f, cells[i].before);
      f->ticket = report (f, cells[i].before);
      if (cells[i].act != nothing)
        prepare (f, cells[i].before, cells[i].act);
      cells[i].act (f);
      mails = office_take (&f->office);
      if (!g_str_equal (mails, cells[i].mails))
        {
          g_test_message ("cell %u: “%s”, not “%s”", i, mails, cells[i].mails);
          n_wrong++;
        }
      end (f);
    }
  g_assert_cmpuint (n_wrong, ==, 0);
}

static void
set_up (Cell *f, gconstpointer unused)
{
  Office *office = &f->office;
  HarkRosterMember members[] = { { .role = HARK_ROLE_EXPERT }, { .role = HARK_ROLE_PROFESSIONAL } };
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL;

  office_set_up (office, NULL);
  hark_id_random (&f->shared);
  members[0].user = office->frieda->id;
  members[1].user = office->bert->id;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    memcpy (members[i].keys_hash,
            hark_roster_get_user (office->world->roster, &members[i].user)->keys_hash,
            sizeof members[i].keys_hash);
  statement = hark_roster_make_area_set (office->world->roster, &office->anna->id,
                                         office->anna->keys->sign_sk, &f->shared, members,
                                         G_N_ELEMENTS (members));
  body = team_make_area (office->world, office->anna, &f->shared, "Finance", statement);
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (office->world->harness, "POST", HARK_API_AREAS, office->anna->token, text, 200));
  g_assert_true (hark_roster_append (office->world->roster, statement, NULL));
  team_settle (office->world, office->anna, &office->world->area,
               "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"},\"portal\":true,"
               "\"anonymous\":true,\"exclusion\":true}");
}

static void
tear_down (Cell *f, gconstpointer unused)
{
  office_tear_down (&f->office, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/mail-cell/every-cell", Cell, NULL, set_up, test_every_cell, tear_down);
  return g_test_run ();
}
