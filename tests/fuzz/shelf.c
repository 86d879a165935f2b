/* shelf.c: see shelf.h */
#include "shelf.h"

#include "folder.h"
#include "fuzz.h"
#include "hark-api.h"
#include "people.h"

#include <stdlib.h>
#include <string.h>

static Shelf shelf;

static void
clear_shelf (void)
{
  g_clear_pointer (&shelf.store, app_store_unref);
  g_clear_pointer (&shelf.page, g_bytes_unref);
  test_folder_remove (shelf.home);
}

static void
open_store (World *world)
{
  Actor *anna = world_first (world);
  AppAccount *account = g_new0 (AppAccount, 1);
  AppKeys *keys = hark_seal_alloc (sizeof *keys);
  g_autoptr (GError) error = NULL;

  account->url = g_strdup ("http://127.0.0.1");
  account->organisation = g_strdup ("Testhaus");
  account->name = g_strdup (anna->name);
  account->org = world->org;
  account->user = anna->id;
  memcpy (account->root_pk, world->root_pk, sizeof account->root_pk);
  keys->account = *anna->keys;
  shelf.home = test_folder_new ();
  shelf.store = app_store_open (shelf.home, account, keys, &error);
  g_assert_no_error (error);
  atexit (clear_shelf);
}

const Shelf *
shelf_get (void)
{
  World *world;
  Ticket *ticket;
  g_autoptr (Reply) reply = NULL;

  if (shelf.store != NULL)
    return &shelf;

  fuzz_fix_random ();
  world = world_new ();
  ticket = world_submit (world, world_first (world), "first");
  world_expect (world, world_first (world), op_note (world, ticket, world_first (world), "note"),
                "applied");
  reply = harness_request (world->harness, "GET", HARK_API_SYNC "?limit=100",
                           world_first (world)->token, NULL);
  shelf.page = g_bytes_ref (reply->body);
  shelf.ticket = ticket->id;
  open_store (world);
  ticket_free (ticket);
  world_free (world);
  return &shelf;
}
