/* actor.h: clients at the level of the formats: keys, rosters, sealed tickets and operations,
 * without any app code.
 *
 * A World is one organisation with its people; it knows every key. Tests build operations from
 * pieces, so that each can be made wrong. */
#pragma once

#include "hark-account.h"
#include "hark-epoch.h"
#include "hark-object.h"
#include "hark-roster.h"
#include "harness.h"

G_BEGIN_DECLS

typedef struct
{
  HarkId id;
  char *name;
  HarkAccountKeys *keys;
  guint8 login[32];
  guint8 sheet_login[32];
  GBytes *bundle;
  GBytes *sheet_bundle;
  char *token;
  HarkRole role;
} Actor;

typedef struct
{
  Harness *harness;
  HarkRoster *roster;
  HarkId org;
  guint8 root_pk[32];
  guint8 root_sk[64];
  HarkId area;
  GPtrArray *actors; /* Actor; the first is Admin and Expert */
  HarkId device;
} World;

/* A ticket as somebody who has all its keys sees it. */
typedef struct
{
  HarkId id;
  HarkId area;
  HarkId reporter;        /* zeros: anonymous */
  guint8 reporter_pk[32]; /* zeros: none */
  HarkEpoch excluded;     /* its exclusions alone count: what the next epoch says */
  GPtrArray *statements;  /* GBytes, from epoch 0 on */
  GArray *keys;           /* HarkEpochKeys */
  HarkId report;
  HarkId newest; /* report or message */
  guint32 counter;
  char *number;
} Ticket;

/* Set up by its first person, who is signed in. */
World *world_new (void);
void world_free (World *self);
/* org, user_add, admin_set, area_set; the world's own roster follows. (element-type GBytes)
 * (transfer full) */
GPtrArray *world_make_first_roster (World *self);
/* The same body as world_new() sends, for tests that spoil it. (transfer full) */
JsonObject *world_make_setup (World *self, Actor *actor, GPtrArray *statements);
/* The same on a server that runs already, whose code is unused. */
World *world_new_on (Harness *harness);
/* Keys and a world, but nothing sent to the server. */
World *world_new_unset (Harness *harness);
Actor *actor_new (const char *name);
void actor_free (gpointer actor);
/* "account" of a set-up or an accepted invitation. (transfer full) */
JsonObject *actor_make_account (Actor *actor);
/* Another person with an account, in the area unless @role is HARK_ROLE_NONE; signed in. */
Actor *world_add (World *self, const char *name, HarkRole role);
Actor *world_first (World *self);
/* The body of POST /roster. (transfer full) */
char *world_write_statement (GBytes *statement);
/* Appends by POST /roster as the first person; expects success. */
void world_append (World *self, GBytes *statement);
/* What the organisation asks of everybody, signed by the first person; the same again is fine. */
void world_set_policy (World *self, const HarkRosterPolicy *policy);
/* That there are portal-only accounts. */
void world_allow_portal_accounts (World *self);
/* The area's team, as the roles in @self->actors say. */
void world_set_team (World *self);
GBytes *world_make_team (World *self);
/* The body of POST /auth/session. (transfer full) */
char *actor_write_sign_in (Actor *actor);
char *actor_sign_in (World *self, Actor *actor);

Ticket *ticket_new (World *self, Actor *reporter);
void ticket_free (Ticket *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ticket, ticket_free)
guint32 ticket_get_epoch (Ticket *self);

/* {"op", "n", "type", "tk", "pre", "needs", "objects", "history", "epoch", "blobs", "body"}, mostly
 * empty. */
JsonObject *op_new (const char *type, Ticket *ticket);
const char *op_get_id (JsonObject *op);
/* A sealed object by @author (NULL: anonymous); @text is what it says. (transfer full) */
GBytes *ticket_seal (World *world, Ticket *ticket, Actor *author, guint32 epoch,
                     HarkObjectType type, const char *text, HarkId *id);
/* The same, put into @op; the id is returned. */
HarkId op_add (World *world, JsonObject *op, Ticket *ticket, Actor *author, HarkObjectType type,
               const char *text);
void op_add_history (World *world, JsonObject *op, Ticket *ticket, Actor *author);
/* The next epoch of @ticket, as the roster is now, into @op; further objects go under it. */
void op_open_epoch (World *world, JsonObject *op, Ticket *ticket, Actor *author);
/* Takes it back: the server refused it. */
void ticket_forget_epoch (Ticket *ticket);
/* lineage, advisor_v, state_v as the server has them now; seen. */
void op_set_pre (World *world, JsonObject *op, Ticket *ticket, Actor *author);
void op_need (JsonObject *op, JsonObject *needed);
void op_claim (JsonObject *op, const HarkId *blob);
/* {"st", "slots", "past"} of epoch @number. */
JsonObject *world_make_epoch (World *world, Ticket *ticket, Actor *author, guint32 number);

/* A whole submission, note and so on, ready to be sent. */
JsonObject *op_submit (World *world, Ticket *ticket, Actor *reporter, const char *text);
JsonObject *op_message (World *world, Ticket *ticket, Actor *author, const char *text);
JsonObject *op_note (World *world, Ticket *ticket, Actor *author, const char *text);
JsonObject *op_contact (World *world, Ticket *ticket, Actor *author, const char *text);
JsonObject *op_take_over (World *world, Ticket *ticket, Actor *author);
JsonObject *op_release (World *world, Ticket *ticket, Actor *author);
/* @advisor: whom to. */
JsonObject *op_assign (World *world, Ticket *ticket, Actor *author, Actor *advisor);
JsonObject *op_close (World *world, Ticket *ticket, Actor *author);
/* With a last message to the reporter. */
JsonObject *op_close_saying (World *world, Ticket *ticket, Actor *author, const char *text);
/* To the area of @ticket as the caller has set it already. @advisor: who stays it, NULL for nobody.
 * Brings the next epoch. */
JsonObject *op_move (World *world, Ticket *ticket, Actor *author, Actor *advisor);
/* "exclude" or "include" @person: the same for @ticket->excluded. */
JsonObject *op_exclusion (World *world, const char *type, Ticket *ticket, Actor *author,
                          Actor *person);
/* Another inbox code, with random bytes for its lookup and its token: @ticket->reporter_pk is its
 * key from then on. */
JsonObject *op_new_code (World *world, Ticket *ticket, Actor *author);
/* "add-period", "change-period" and so on, of the deadline @period; @due where it is one that has
 * one, @version where it compares one. */
JsonObject *op_period (World *world, const char *type, Ticket *ticket, Actor *author,
                       const HarkId *period, gint64 due, gint64 version);
/* "propose-delete", "withdraw-delete", "hold", "lift-hold". */
JsonObject *op_deletion (World *world, const char *type, Ticket *ticket, Actor *author);
JsonObject *op_reopen (World *world, Ticket *ticket, Actor *author);

/* Sends one, gives back its result. Ops stay the caller's. (transfer full) */
JsonObject *world_send (World *self, Actor *actor, JsonObject *op);
/* Several in one request; "results". (transfer full) */
JsonArray *world_send_all (World *self, Actor *actor, JsonObject **ops, guint n);
/* Sends it, takes it, expects this status. */
void world_expect (World *self, Actor *actor, JsonObject *op, const char *status);

/* A named ticket. */
Ticket *world_submit (World *self, Actor *reporter, const char *text);

G_END_DECLS
