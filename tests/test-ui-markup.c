/* test-ui-markup.c: what people wrote is shown letter by letter, wherever the window shows it:
 * never as markup, never as a link, and it turns nothing around it */
#include <string.h>
#include <unistd.h>

#include "app-home.h"
#include "colleague.h"
#include "people/app-invite-dialog.h"
#include "sidebar/app-place.h"
#include "ticket/app-assign-dialog.h"
#include "ticket/app-close-dialog.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ui-desk.h"

#define MARKUP "<b>x</b> &amp; <a href='http://x'>y</a> <span size='99999'>"
#define FILE_NAME "<b>x<b> &amp; <a href='http:x'>.txt" /* a name has no slash */
#define BROKEN "</span> & <b> &nosuch; <a href=\"http://x\""
#define TURNED "abc\342\200\256txt.exe" /* RIGHT-TO-LEFT OVERRIDE */

/* What is on the screen, without what markup would have taken away. */
static const char *
get_shown (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));

  return NULL;
}

typedef void (*Each) (GtkWidget *widget, const char *shown, gpointer user);

static void
each_text (GtkWidget *widget, Each each, gpointer user)
{
  const char *shown = gtk_widget_get_mapped (widget) ? get_shown (widget) : NULL;

  if (shown != NULL)
    each (widget, shown, user);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    each_text (child, each, user);
}

typedef struct
{
  const char *text;
  guint n;
} Search;

static void
count_exact (GtkWidget *widget, const char *shown, gpointer user)
{
  Search *search = user;

  if (g_str_equal (shown, search->text))
    search->n++;
}

static void
count_holding (GtkWidget *widget, const char *shown, gpointer user)
{
  Search *search = user;

  if (strstr (shown, search->text) != NULL)
    search->n++;
}

static guint
count (gpointer root, const char *text)
{
  Search search = { .text = text };

  each_text (GTK_WIDGET (root), count_exact, &search);
  return search.n;
}

/* A label that reads markup would have no letter of a tag left, but styles and a link. */
static void
check_plain (GtkWidget *widget, const char *shown, gpointer user)
{
  const char *tip = gtk_widget_get_tooltip_text (widget);

  if (strstr (shown, "x</b>") == NULL && strstr (shown, "&nosuch;") == NULL)
    return;

  if (GTK_IS_LABEL (widget))
    {
      g_assert_false (gtk_label_get_use_markup (GTK_LABEL (widget)));
      g_assert_null (gtk_label_get_current_uri (GTK_LABEL (widget)));
    }
  if (tip != NULL && strchr (shown, '<') != NULL)
    g_assert_nonnull (strchr (tip, '<'));
}

/* A report with a file, open in the window. */
static void
open_report (Desk *desk, const char *subject, const char *report, const char *file_name)
{
  g_autoptr (GBytes) file = g_bytes_new_static ("abc", 3);

  visitor_open_form (desk->visitor);
  g_free (visitor_write (desk->visitor, subject, report, file_name, file));
  g_free (visitor_send (desk->visitor, TRUE));
  desk_sync (desk);
  ui_wait (count (ui_find (desk->window, "list_view"), subject) == 1);
  ui_open_row (desk->window, 0);
  ui_wait (ui_look (desk->window, "text_view") != NULL
           && count (ui_find (desk->window, "head"), subject) > 0);
}

static void
test_markup_is_shown_as_it_was_written (Desk *desk, gconstpointer text)
{
  GtkWidget *list;

  open_report (desk, text, text, FILE_NAME);
  list = ui_find (desk->window, "entry_list");
  ui_wait (count (list, text) == 1);
  ui_wait (count (list, FILE_NAME) == 1);
  ui_shoot (desk->window, "markup");

  /* the team's own words as well */
  ui_type (desk->window, "text_view", text);
  ui_act (ui_find (desk->window, "text_view"), "composer.send", NULL);
  ui_wait (count (list, text) == 2);
  each_text (GTK_WIDGET (desk->window), check_plain, NULL);

  /* found, with the words marked */
  ui_act (GTK_WIDGET (desk->window), "win.search", NULL);
  ui_type (desk->window, "search_entry", "href");
  ui_wait (ui_look (desk->window, "snippet_label") != NULL);
  ui_wait (strstr (get_shown (ui_find (desk->window, "snippet_label")), "<a href=") != NULL);
  ui_shoot (desk->window, "markup-found");
  each_text (GTK_WIDGET (desk->window), check_plain, NULL);
}

/* It stands alone in its paragraph, or nothing of ours comes behind it that it could turn. */
static void
check_end (GtkWidget *widget, const char *shown, gpointer user)
{
  Search *search = user;

  if (strstr (shown, "\342\200\256") == NULL)
    return;

  search->n++;
  if (!g_str_has_suffix (shown, search->text))
    g_test_message ("in the middle of “%s”", shown);
  g_assert_true (g_str_has_suffix (shown, search->text));
}

static void
test_text_that_turns_around_turns_nothing_else (Desk *desk, gconstpointer unused)
{
  Search search = { .text = TURNED };
  GtkWidget *list;

  open_report (desk, TURNED, TURNED, TURNED);
  list = ui_find (desk->window, "entry_list");
  ui_wait (count (list, TURNED) == 1);
  /* what a name of a file ends with is what it is */
  ui_wait (count (list, "abc_txt.exe") == 1);
  ui_shoot (desk->window, "turned");
  each_text (GTK_WIDGET (desk->window), check_end, &search);
  ui_act (GTK_WIDGET (desk->window), "win.search", NULL);
  ui_type (desk->window, "search_entry", "txt");
  ui_wait (ui_look (desk->window, "snippet_label") != NULL);
  each_text (GTK_WIDGET (desk->window), check_end, &search);
  g_assert_cmpuint (search.n, >=, 3);
}

/* One word without end: the window stays as wide as it is, and can be as narrow as before. */
static void
test_long_words_need_no_more_width (Desk *desk, gconstpointer unused)
{
  g_autofree char *subject = g_strnfill (200, 'W'), *report = g_strnfill (3000, 'W'), *stem = g_strnfill (180, 'W');
  g_autofree char *file_name = g_strconcat (stem, ".txt", NULL);
  int width = gtk_widget_get_width (GTK_WIDGET (desk->window));

  open_report (desk, subject, report, file_name);
  ui_wait (count (ui_find (desk->window, "entry_list"), report) == 1);
  ui_wait (count (ui_find (desk->window, "entry_list"), file_name) == 1);
  ui_act (ui_find (desk->window, "head"), "ticket.details", NULL);
  ui_find (desk->window, "history_pane");
  ui_act (GTK_WIDGET (desk->window), "win.toast", report);
  ui_settle ();
  ui_shoot (desk->window, "long");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), ==, width);

  ui_resize (desk->window, 360, 640);
  ui_settle ();
  ui_shoot (desk->window, "long-narrow");
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (desk->window)), <=, 380);
}

/* --- other people, who call themselves so --- */

typedef struct
{
  Desk desk;
  Colleague *other; /* MARKUP */
  HarkId ticket;
} Office;

#define OFFICE_TEST(path, function) \
  g_test_add (path, Office, NULL, set_up_office, function, tear_down_office)

static void
set_up_office (Office *f, gconstpointer unused)
{
  desk_set_up (&f->desk, NULL);
  f->other = colleague_join (f->desk.server, f->desk.client, MARKUP, HARK_ROLE_PROFESSIONAL);
  desk_sync (&f->desk);
}

static void
tear_down_office (Office *f, gconstpointer unused)
{
  colleague_free (f->other);
  desk_tear_down (&f->desk, NULL);
}

static void
act_as (Office *f, AppClient *client, AppActionType type, const char *text)
{
  AppAction action = { .type = type, .ticket = f->ticket, .text = text, .reason = text, .outcome = HARK_OUTCOME_OTHER };

  if (type == APP_ACTION_CLOSE || type == APP_ACTION_REOPEN)
    action.text = NULL;
  else
    action.reason = NULL;
  device_act (client, &action);
}

/* A report that both have; what the window shows of it. */
static GtkWidget *
open_shared (Office *f)
{
  g_autoptr (GPtrArray) list = NULL;

  open_report (&f->desk, MARKUP, MARKUP, FILE_NAME);
  device_sync (f->other->client);
  list = app_client_list_sync (f->other->client, NULL);
  g_assert_cmpuint (list->len, ==, 1);
  f->ticket = ((AppTicket *)list->pdata[0])->id;
  return ui_find (f->desk.window, "head");
}

/* Every text in it that came from outside. */
static void
check_window (GtkWindow *window, guint at_least, const char *picture)
{
  Search search = { .text = MARKUP };

  each_text (GTK_WIDGET (window), count_holding, &search);
  g_test_message ("%s: %u", picture, search.n);
  g_assert_cmpuint (search.n, >=, at_least);
  each_text (GTK_WIDGET (window), check_plain, NULL);
  ui_shoot (window, picture);
}

static void
test_names_are_shown_as_they_are (Office *f, gconstpointer unused)
{
  GtkWidget *head = open_shared (f);
  GtkWindow *dialog;

  ui_act (head, "ticket.assign", NULL);
  dialog = ui_find_window (APP_TYPE_ASSIGN_DIALOG);
  ui_wait (count (dialog, MARKUP) > 0);
  check_window (dialog, 1, "markup-assign");
  gtk_window_destroy (dialog);

  act_as (f, f->other->client, APP_ACTION_TAKE_OVER, NULL);
  act_as (f, f->other->client, APP_ACTION_NOTE, MARKUP);
  device_sync (f->other->client);
  desk_sync (&f->desk);
  ui_act (head, "ticket.details", NULL);
  ui_wait (ui_holds (ui_look (f->desk.window, "history_pane"), MARKUP));
  check_window (f->desk.window, 5, "markup-history");

  ui_act (head, "ticket.close", NULL);
  dialog = ui_find_window (APP_TYPE_CLOSE_DIALOG);
  check_window (dialog, 0, "markup-close");
  gtk_window_destroy (dialog);

  ui_act (GTK_WIDGET (f->desk.window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "kind_row")), APP_REPORTER_COLLEAGUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find (dialog, "person_drop")), 0);
  ui_wait (ui_holds (dialog, MARKUP));
  check_window (dialog, 1, "markup-new");
  g_assert_cmpint (gtk_widget_get_height (ui_find (dialog, "person_row")), <, 80); /* "Colleague" has its line */
  gtk_window_destroy (dialog);

  g_signal_emit_by_name (ui_find (f->desk.window, "sidebar"), "place-chosen", (int)APP_PLACE_PEOPLE);
  ui_wait (count (ui_find (f->desk.window, "people_page"), MARKUP) > 0);
  check_window (f->desk.window, 1, "markup-people");
}

static void
test_invitations_are_shown_as_they_are (Desk *desk, gconstpointer unused)
{
  GtkWindow *dialog;

  ui_act (GTK_WIDGET (desk->window), "win.invite", NULL);
  dialog = ui_find_window (APP_TYPE_INVITE_DIALOG);
  ui_type (dialog, "user_row", MARKUP);
  ui_type (dialog, "mail_row", "x@example.org");
  ui_click (dialog, "create_button");
  ui_find (dialog, "line_label");
  ui_wait (ui_holds (dialog, MARKUP));
  check_window (dialog, 1, "markup-invitation");
  gtk_window_destroy (dialog);
}

/* Two close it, the one here too late; then a message for a ticket that waits. */
static void
test_what_waits_or_was_refused_is_shown_as_it_is (Office *f, gconstpointer unused)
{
  GtkWidget *head = open_shared (f), *page;
  GError *error = NULL;
  int lock = app_home_lock_sync (f->desk.home, NULL, &error); /* nothing is sent */

  g_assert_no_error (error);
  act_as (f, f->desk.client, APP_ACTION_NOTE, MARKUP);
  ui_wait (gtk_widget_get_can_target (ui_find (f->desk.window, "waiting_button")));
  ui_click (f->desk.window, "waiting_button");
  page = ui_find (f->desk.window, "waiting_page");
  ui_wait (count (page, MARKUP) > 0);
  check_window (f->desk.window, 1, "markup-waiting");

  act_as (f, f->desk.client, APP_ACTION_CLOSE, MARKUP);
  act_as (f, f->other->client, APP_ACTION_CLOSE, MARKUP);
  device_sync (f->other->client);
  close (lock);
  desk_sync (&f->desk);
  ui_act (head, "main.show-refused", NULL);
  page = ui_find (f->desk.window, "refused_page");
  ui_wait (count (page, MARKUP) >= 2);
  check_window (f->desk.window, 3, "markup-refused");

  ui_act (GTK_WIDGET (f->desk.window), "win.toast", MARKUP);
  ui_wait (count (f->desk.window, MARKUP) >= 3);
  ui_shoot (f->desk.window, "markup-toast");
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  g_test_add ("/ui-markup/whole", Desk, MARKUP, desk_set_up, test_markup_is_shown_as_it_was_written,
              desk_tear_down);
  g_test_add ("/ui-markup/broken", Desk, BROKEN, desk_set_up,
              test_markup_is_shown_as_it_was_written, desk_tear_down);
  DESK_TEST ("/ui-markup/turned", test_text_that_turns_around_turns_nothing_else);

  DESK_TEST ("/ui-markup/long", test_long_words_need_no_more_width);
  OFFICE_TEST ("/ui-markup/names", test_names_are_shown_as_they_are);
  DESK_TEST ("/ui-markup/invitation", test_invitations_are_shown_as_they_are);
  OFFICE_TEST ("/ui-markup/outbox", test_what_waits_or_was_refused_is_shown_as_it_is);

  return ui_run ();
}
