/* people.h: a world with one of each: what tests of operations and of the feed begin with */
#pragma once

#include "actor.h"

#define SUBJECT "canary-wombat: invoices were paid twice"

typedef struct
{
  World *world;
  Actor *anna;  /* Expert, Admin */
  Actor *bert;  /* Professional */
  Actor *clara; /* Observer */
  Actor *dora;  /* in no team */
} Fixture;

void people_set_up (Fixture *f, gconstpointer unused);
/* The store must be without fault. */
void people_tear_down (Fixture *f, gconstpointer unused);
/* The ticket's line in @actor's feed, NULL for none. (transfer full) */
JsonObject *people_get_ticket (Fixture *f, Actor *actor, Ticket *ticket);
guint people_count_objects (Fixture *f, Actor *actor);
/* An anonymous ticket through the portal's door to the store, with or without inbox. */
Ticket *people_submit_anonymous (World *world, const char *text, gboolean inbox);
/* "confirm-delete", of what is proposed now. */
JsonObject *people_confirm_delete (World *world, Ticket *ticket, Actor *author);
/* The slots of world_make_epoch() as the store takes them. (element-type SrvSlot) (transfer full)
 */
GPtrArray *people_read_slots (JsonObject *epoch);
/* A SrvWork, also one time after the other: one ticket becomes so many more, as far as its rows go;
 * `check` could not like them. Their numbers are 32 digits long. What else shall belong to them
 * finds (i, id) of each, i from 1 on, in temp.copy, and (id, epoch) of the one in temp.original. */
#define PEOPLE_MANY 10000
gboolean people_multiply (SrvStore *store, gint64 seq, gpointer data, GError **error);
