/* areas.h: two areas with two people each, all with a desktop of their own, and somebody's ticket
 * in the first area */
#pragma once

#include "colleague.h"
#include "device.h"

G_BEGIN_DECLS

typedef struct
{
  Device device;   /* anna's */
  AppClient *anna; /* Admin, Expert of Compliance */
  Colleague *ben;  /* Professional there */
  Colleague *cleo; /* Expert of Procurement */
  Colleague *dora; /* Professional there */
  Colleague *emil; /* in no team: the ticket's reporter */
  HarkId compliance, procurement;
  HarkId ticket;
} Areas;

/* For g_test_add (). All are in sync. */
void areas_set_up (Areas *f, gconstpointer unused);
/* The store must be without fault. */
void areas_tear_down (Areas *f, gconstpointer unused);
/* Twice each, so that what one does for the others is there. */
void areas_sync (Areas *f);
/* The role in an area, by who is Expert of it. */
void areas_set_role (AppClient *expert, const HarkId *user, const HarkId *area, HarkRole role);
HarkId areas_submit (Areas *f, Colleague *reporter, const HarkId *area, const char *text);
/* NULL where @client does not have it. (transfer full) */
AppTicket *areas_load (AppClient *client, const HarkId *ticket);
gboolean areas_has (AppClient *client, const HarkId *ticket);

G_END_DECLS
