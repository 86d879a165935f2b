/* app-place.h: the places of the sidebar, and which tickets stand in each */
#pragma once

#include "app-ticket.h"

G_BEGIN_DECLS

typedef enum
{
  APP_PLACE_OWN,  /* My tasks > Tickets: the reporter's side */
  APP_PLACE_TEAM, /* Case management > Tickets: all, and what stands under it */
  APP_PLACE_NEW,
  APP_PLACE_MINE,
  APP_PLACE_WAITING,
  APP_PLACE_OVERDUE,
  APP_PLACE_CLOSED,
  APP_PLACE_PERIODS,  /* Case management > Periods: deadlines of all its tickets */
  APP_PLACE_SETTINGS, /* Case management > Settings: no tickets */
  APP_PLACE_PEOPLE,  /* Case management > People: no tickets */
  APP_PLACE_UNSENT,  /* Waiting to be sent: no tickets */
  APP_PLACE_REFUSED, /* Not delivered: no tickets */
  APP_PLACE_LAST
} AppPlace;

/* What the list is headed with; static. */
const char *app_place_get_title (AppPlace place);
/* What stands in the sidebar; static. */
const char *app_place_get_label (AppPlace place);
const char *app_place_get_icon (AppPlace place);
/* TRUE: a filter that stands under Case management > Tickets. */
gboolean app_place_is_filter (AppPlace place);
/* TRUE: what is on its way out; no tickets. */
gboolean app_place_is_outbox (AppPlace place);
/* TRUE: a list of tickets of Case management. */
gboolean app_place_is_team (AppPlace place);

/* @now: seconds since 1970. */
gboolean app_place_holds (AppPlace place, AppTicket *ticket, gint64 now);
/* Tickets of Case management only where they are in @area; zeros: in any. */
gboolean app_place_holds_of (AppPlace place, AppTicket *ticket, const HarkId *area, gint64 now);

G_END_DECLS
