/* app-place.c: see app-place.h */
#include "sidebar/app-place.h"

#include <glib/gi18n.h>

static const struct
{
  const char *label;
  const char *title;
  const char *icon;
} places[APP_PLACE_LAST] = {
  [APP_PLACE_OWN] = { NC_ ("place", "My Tickets"), NC_ ("title of a list", "My Tickets"), "user-info-symbolic" },
  [APP_PLACE_TEAM] = { NC_ ("place", "All Tickets"), NC_ ("title of a list", "All Tickets"), "view-list-symbolic" },
  [APP_PLACE_NEW] = { NC_ ("place", "New"), NC_ ("title of a list", "New"), NULL },
  [APP_PLACE_MINE] = { NC_ ("place", "Assigned to Me"), NC_ ("title of a list", "Assigned to Me"), NULL },
  [APP_PLACE_WAITING]
  = { NC_ ("place", "Waiting for Reporter"), NC_ ("title of a list", "Waiting for Reporter"), NULL },
  [APP_PLACE_OVERDUE] = { NC_ ("place", "Overdue"), NC_ ("title of a list", "Overdue"), NULL },
  [APP_PLACE_CLOSED] = { NC_ ("place", "Closed"), NC_ ("title of a list", "Closed"), NULL },
  [APP_PLACE_PERIODS] = { NC_ ("place", "Periods"), NC_ ("title of a list", "Periods"), "alarm-symbolic" },
  [APP_PLACE_SETTINGS] = { NC_ ("place", "Settings"), NC_ ("title of a list", "Settings"), "emblem-system-symbolic" },
  [APP_PLACE_PEOPLE] = { NC_ ("place", "People"), NC_ ("title of a list", "People"), "system-users-symbolic" },
  [APP_PLACE_UNSENT]
  = { NC_ ("place", "Waiting to Be Sent"), NC_ ("title of a list", "Waiting to Be Sent"), "mail-send-symbolic" },
  [APP_PLACE_REFUSED]
  = { NC_ ("place", "Not Delivered"), NC_ ("title of a list", "Not Delivered"), "mail-mark-important-symbolic" },
};

const char *
app_place_get_title (AppPlace place)
{
  return g_dpgettext2 (NULL, "title of a list", places[place].title);
}

const char *
app_place_get_label (AppPlace place)
{
  return g_dpgettext2 (NULL, "place", places[place].label);
}

const char *
app_place_get_icon (AppPlace place)
{
  return places[place].icon;
}

gboolean
app_place_is_filter (AppPlace place)
{
  return app_place_is_team (place) && place != APP_PLACE_TEAM;
}

gboolean
app_place_is_team (AppPlace place)
{
  return place != APP_PLACE_OWN && place != APP_PLACE_PERIODS && place != APP_PLACE_SETTINGS
         && place != APP_PLACE_PEOPLE && !app_place_is_outbox (place);
}

gboolean
app_place_is_outbox (AppPlace place)
{
  return place == APP_PLACE_UNSENT || place == APP_PLACE_REFUSED;
}

gboolean
app_place_holds (AppPlace place, AppTicket *ticket, gint64 now)
{
  gboolean is_open = ticket->state == HARK_TICKET_OPEN;

  if (place == APP_PLACE_OWN)
    return ticket->is_mine;
  if (!ticket->is_team)
    return FALSE;

  switch (place)
    {
    case APP_PLACE_TEAM:
      return TRUE;
    case APP_PLACE_NEW:
      return ticket->shown == HARK_TICKET_SHOWN_NEW;
    case APP_PLACE_MINE:
      return is_open && (ticket->is_advisor || ticket->is_deputy);
    case APP_PLACE_WAITING:
      return ticket->shown == HARK_TICKET_SHOWN_WAITING;
    case APP_PLACE_OVERDUE:
      return is_open && ticket->next != NULL && ticket->next->due < now;
    case APP_PLACE_CLOSED:
      return !is_open;
    case APP_PLACE_OWN:
    case APP_PLACE_PERIODS:
    case APP_PLACE_SETTINGS:
    case APP_PLACE_PEOPLE:
    case APP_PLACE_UNSENT:
    case APP_PLACE_REFUSED:
    case APP_PLACE_LAST:
    default:
      return FALSE;
    }
}

gboolean
app_place_holds_of (AppPlace place, AppTicket *ticket, const HarkId *area, gint64 now)
{
  return app_place_holds (place, ticket, now)
         && (!app_place_is_team (place) || hark_id_is_zero (area) || hark_id_equal (&ticket->area, area));
}
