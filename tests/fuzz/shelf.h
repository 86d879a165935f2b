/* shelf.h: what a client has kept of an organisation that is the same in every run: anna (Admin,
 * Expert), one ticket with a note. The server is gone. */
#pragma once

#include "app-store.h"

G_BEGIN_DECLS

typedef struct
{
  char *home;
  AppStore *store; /* empty until a page is taken */
  GBytes *page;    /* everything, as the server said it */
  HarkId ticket;
} Shelf;

/* Made once, and taken away when the program ends. */
const Shelf *shelf_get (void);

G_END_DECLS
