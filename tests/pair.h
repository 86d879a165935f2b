/* pair.h: two people of one area with a desktop each, and a ticket that both have */
#pragma once

#include "colleague.h"
#include "device.h"

G_BEGIN_DECLS

typedef struct
{
  Device anna; /* Expert */
  Colleague *colleague;
  AppClient *ben; /* the colleague's; Professional */
  HarkId ticket;  /* anna's own, known to both */
} Pair;

/* For g_test_add (). */
void pair_set_up (Pair *f, gconstpointer unused);
void pair_tear_down (Pair *f, gconstpointer unused);

/* (transfer full) (element-type AppRefused) */
GPtrArray *pair_list_refused (AppClient *client);
/* (transfer full) (element-type AppWaiting) */
GPtrArray *pair_list_waiting (AppClient *client);
/* The entries after the report, in order; ends with NULL. */
void pair_expect_texts (AppClient *client, const HarkId *ticket, const char *first, ...);
/* @name NULL: nobody. */
void pair_expect_advisor (AppClient *client, const HarkId *ticket, const char *name);
/* Neither refused nor waiting. */
void pair_expect_nothing_left (AppClient *client);
void pair_sync (Pair *f);
/* Attachments on their way out of @home. */
guint pair_count_spooled (const char *home);

/* What waits first is built, as if it were about to be sent. */
void pair_build_first (AppClient *client);

G_END_DECLS
