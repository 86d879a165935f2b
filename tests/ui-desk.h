/* ui-desk.h: somebody of the team at a window, somebody in front of the portal, and a server
 * between them */
#pragma once

#include "sidebar/app-place.h"
#include "ui-window.h"
#include "visitor.h"

G_BEGIN_DECLS

#define DESK_PASSWORD "correct horse battery"

typedef struct
{
  Harness *server;
  Visitor *visitor;
  char *home;
  char *account_key;
  AppClient *client;
  GtkWindow *window;
  char *code; /* of the inbox of the newest report */
} Desk;

/* The server alone, and a home without account. */
void desk_set_up_empty (Desk *desk, gconstpointer unused);
/* Set up by anna, with the area Compliance; the window is open and has synchronised. */
void desk_set_up (Desk *desk, gconstpointer unused);
void desk_tear_down (Desk *desk, gconstpointer unused);

char *desk_get_url (Desk *desk);
void desk_open_window (Desk *desk);
void desk_close_window (Desk *desk);
/* The same home in a new process, as far as it knows: locked, without window. */
void desk_restart_client (Desk *desk);

/* A report through the portal; its number. (transfer full) */
char *desk_report (Desk *desk, const char *subject, const char *report);
/* The reporter writes once more, in the inbox of the newest report. */
void desk_write_in_inbox (Desk *desk, const char *text);
/* Whether the page that the reporter's inbox shows now holds this. */
gboolean desk_inbox_shows (Desk *desk, const char *text);
HarkId desk_find_ticket (Desk *desk, const char *number);
/* As who chooses it in the sidebar, from wherever a narrow window is. */
void desk_choose_place (Desk *desk, AppPlace place);
/* F5, until the client has heard of everything. */
void desk_sync (Desk *desk);
/* A report comes, is shown and opened. (transfer full) */
char *desk_open_report (Desk *desk, const char *subject, const char *report);

#define DESK_TEST(path, function)                                                                  \
  g_test_add (path, Desk, NULL, desk_set_up, function, desk_tear_down)

G_END_DECLS
