/* spoil-fixture.h: people with something of everything, and for each route of the API a body that
 * is right, to be spoiled */
#pragma once

#include "hark-invitation.h"
#include "people.h"
#include "spoil.h"
#include "store-factor.h"

G_BEGIN_DECLS

#define SPOIL_BLOB_SIZE 1040 /* the smallest sealed file */

typedef struct
{
  Fixture people;
  World *world;
  Harness *harness;
  Spoil *spoil;
  Ticket *ticket;                       /* dora's */
  HarkId device;                        /* where anna is signed in */
  HarkId blob;                          /* hers, of which nothing is there yet */
  guint8 factor[SRV_FACTOR_SECRET_LEN]; /* of her second factor, while it is spoiled */
  HarkInvitation *invitation;
  Actor *eve; /* who is invited */
} SpoilFixture;

typedef struct
{
  const char *route; /* method and pattern */
  JsonObject *(*make) (
      SpoilFixture *f); /* a body that is right; NULL where the route takes no JSON */
  /* Blanks between: what of spoil_each_member() is right as well. */
  const char *fine;
  const char *changing; /* tables where refusals are kept, too */
} SpoilEntry;           /* a table ends with { NULL } */

/* Of operations. */
#define SPOIL_OPS_FINE                                                                             \
  "ops[0].n:number ops[0].needs:missing ops[0].blobs:missing ops[0].history:missing "              \
  "ops[0].epoch:missing ops:list ops[0].pre.epoch:missing "                                        \
  "ops[0].body.fulfil:missing ops[0].body.side:missing ops[0].body.side:null "                     \
  "ops[0].pre:missing ops[0].pre:null ops[0].pre:object"

/* Every route that there is. */
extern const SpoilEntry spoil_entries[];

void spoil_set_up (SpoilFixture *f, gconstpointer unused);
void spoil_tear_down (SpoilFixture *f, gconstpointer unused);
#define SPOIL_TEST(path, function)                                                                 \
  g_test_add (path, SpoilFixture, NULL, spoil_set_up, function, spoil_tear_down)

/* Bodies that are right. (transfer full) */
JsonObject *spoil_make_statement (SpoilFixture *f);
JsonObject *spoil_make_invite (SpoilFixture *f);
JsonObject *spoil_make_accept (SpoilFixture *f);
JsonObject *spoil_make_slots (SpoilFixture *f);
/* The one @op, which it takes. */
JsonObject *spoil_make_batch (SpoilFixture *f, JsonObject *op);

const SpoilEntry *spoil_find_entry (const SrvRoute *route);
/* The pattern with the id of something that is there. (transfer full) */
char *spoil_make_path (SpoilFixture *f, const SrvRoute *route);
void spoil_each_route (SpoilFixture *f,
                       void (*call) (SpoilFixture *f, const SrvRoute *route, const char *path));
/* "st" of a result, or what stands in its place. */
const char *spoil_get_verdict (JsonNode *result);

G_END_DECLS
