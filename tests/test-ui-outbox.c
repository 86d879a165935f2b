/* test-ui-outbox.c: what waits, what was not delivered and why, and whom a ticket is assigned to, in the
 * window; somebody else of the team does what excludes it */
#include <string.h>
#include <unistd.h>

#include "app-client-draft.h"
#include "app-home.h"
#include "colleague.h"
#include "composer/app-composer.h"
#include "folder.h"
#include "sidebar/app-place.h"
#include "ticket/app-assign-dialog.h"
#include "ticket/app-close-dialog.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

typedef struct
{
  Desk desk;
  char *home;
  AppClient *ben; /* Professional */
  HarkId ticket;  /* what the newest report became */
  int lock;       /* while it is held the window sends nothing; -1 */
} Office;

static void
set_up (Office *f, gconstpointer unused)
{
  desk_set_up (&f->desk, NULL);
  f->home = test_folder_new ();
  f->ben = colleague_new (f->desk.server, f->desk.client, f->home, "ben", HARK_ROLE_PROFESSIONAL);
  f->lock = -1;
}

static void
tear_down (Office *f, gconstpointer unused)
{
  if (f->lock >= 0)
    close (f->lock);
  app_client_close (f->ben);
  g_assert_finalize_object (f->ben);
  test_folder_remove (f->home);
  desk_tear_down (&f->desk, NULL);
}

/* --- two people --- */

static void
sync_ben (Office *f)
{
  GError *error = NULL;

  app_client_sync_sync (f->ben, &error);
  g_assert_no_error (error);
}

/* A report that both have and the window shows. */
static void
open_report (Office *f)
{
  g_autofree char *number = desk_open_report (&f->desk, SUBJECT, REPORT);

  sync_ben (f);
  g_assert_true (app_client_find_number (f->ben, number, &f->ticket));
}

static void
ben_acts (Office *f, const AppAction *action)
{
  AppAction own = *action;
  GError *error = NULL;

  own.ticket = f->ticket;
  app_client_act_sync (f->ben, &own, NULL, &error);
  g_assert_no_error (error);
  sync_ben (f);
}

/* What is done in the window waits, from here on. */
static void
hold (Office *f)
{
  GError *error = NULL;

  f->lock = app_home_lock_sync (f->desk.home, NULL, &error);
  g_assert_no_error (error);
}

static void
release (Office *f)
{
  close (f->lock);
  f->lock = -1;
  desk_sync (&f->desk);
}

static void
act (Office *f, const AppAction *action)
{
  AppAction own = *action;
  GError *error = NULL;

  own.ticket = f->ticket;
  app_client_act_sync (f->desk.client, &own, NULL, &error);
  g_assert_no_error (error);
}

static GtkWidget *
in_view (Office *f, const char *id)
{
  return ui_look (f->desk.window, id);
}

static void
write_text (Office *f, const char *mode, const char *text)
{
  GtkWidget *view = ui_find (f->desk.window, "text_view");

  if (mode != NULL)
    ui_act (view, "composer.mode", mode);
  ui_type (f->desk.window, "text_view", text);
  ui_act (view, "composer.send", NULL);
  ui_wait (in_view (f, "entry_list") != NULL && ui_says (in_view (f, "entry_list"), text));
}

static gboolean
reads (Office *f, const char *text)
{
  GtkWidget *view = in_view (f, "text_view");
  g_autofree char *there = view != NULL ? ui_read (view) : NULL;

  return g_strcmp0 (there, text) == 0;
}

static void
show_place (Office *f, const char *action)
{
  ui_act (ui_find (f->desk.window, "list"), action, NULL);
}

/* --- waiting --- */

static void
test_waiting_entry_is_taken_back_into_the_draft (Office *f, gconstpointer unused)
{
  GtkWidget *bubbles;

  open_report (f);
  hold (f);
  write_text (f, "answer", "Written too fast.");
  bubbles = in_view (f, "entry_list");
  ui_wait (ui_look (bubbles, "take_back_button") != NULL);
  ui_type (f->desk.window, "text_view", "Something new.");
  ui_click (bubbles, "take_back_button");
  ui_wait (!ui_says (in_view (f, "entry_list"), "Written too fast."));
  ui_wait (reads (f, "Something new.\n\nWritten too fast."));
  ui_wait (ui_says (f->desk.window, "Taken back: it is not sent"));
  release (f);
  sync_ben (f);
  {
    g_autoptr (AppTicket) ticket = app_client_load_ticket_sync (f->ben, &f->ticket, NULL);

    g_assert_cmpuint (ticket->entries->len, ==, 1);
  }
}

static void
test_waiting_place_lists_all_and_asks_before_more_than_one_goes_back (Office *f, gconstpointer unused)
{
  static const AppAction take_over = { .type = APP_ACTION_TAKE_OVER };
  GtkWidget *page;

  open_report (f);
  g_assert_false (gtk_widget_get_can_target (ui_find (f->desk.window, "waiting_button")));
  hold (f);
  act (f, &take_over);
  write_text (f, "answer", "I look into it.");
  ui_wait (gtk_widget_get_can_target (ui_find (f->desk.window, "waiting_button")));
  ui_click (f->desk.window, "waiting_button");
  page = ui_find (f->desk.window, "waiting_page");
  ui_wait (ui_says (page, "Take over") && ui_says (page, "Message") && ui_says (page, "I look into it."));

  /* The answer builds on the take-over. */
  ui_click (page, "take_back_button");
  ui_wait (ui_holds (NULL, "1 entry that builds on it is not sent either."));
  ui_act (GTK_WIDGET (ui_find_window (ADW_TYPE_MESSAGE_DIALOG)), "dialog.keep", NULL) ;
}

/* --- assigning --- */

static void
test_ticket_is_assigned_by_keyboard_and_history_says_so (Office *f, gconstpointer unused)
{
  GtkWindow *dialog;
  GtkWidget *group;

  open_report (f);
  ui_act (ui_find (f->desk.window, "head"), "ticket.assign", NULL);
  dialog = ui_find_window (APP_TYPE_ASSIGN_DIALOG);
  group = ui_find (dialog, "group");
  ui_wait (ui_says (group, "anna (you)") && ui_says (group, "ben") && ui_says (group, "Professional"));
  ui_click (dialog, "assign_button");
  ui_wait (ui_says (dialog, "Choose a person."));
  g_assert_true (gtk_widget_child_focus (group, GTK_DIR_TAB_FORWARD) || TRUE);
}
