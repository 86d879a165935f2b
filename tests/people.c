/* people.c: see people.h */
#include "people.h"

#include "hark-api.h"

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
