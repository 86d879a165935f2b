/* test-ui-reading.c: what somebody reads, looks for and writes in the window is kept and found again */
#include <string.h>

#include "app-client-draft.h"
#include "composer/app-composer.h"
#include "folder.h"
#include "sidebar/app-place.h"
#include "ticket/app-close-dialog.h"
#include "ticket/app-new-ticket-dialog.h"
#include "ticket/app-ticket-item.h"
#include "ui-desk.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."

static gboolean
reads (gpointer root, const char *id, const char *text)
{
  GtkWidget *widget = ui_look (root, id);
  g_autofree char *there = widget != NULL ? ui_read (widget) : NULL;

  return g_strcmp0 (there, text) == 0;
}

/* The same, inside a card for several lines: the text view in it. */
static char *
read_area (gpointer root, const char *id)
{
  return ui_read (ui_find (ui_find (root, id), "text_view"));
}

/* A new process, as far as home and window know. */
static void
start_again (Desk *desk)
{
  GError *error = NULL;

  desk_restart_client (desk);
  app_client_unlock_sync (desk->client, NULL, &error);
  g_assert_no_error (error);
  desk_open_window (desk);
}

static void
open_first (Desk *desk)
{
  ui_wait (ui_count_rows (desk->window) > 0);
  ui_open_row (desk->window, 0);
  ui_wait (ui_look (desk->window, "text_view") != NULL && ui_says (ui_look (desk->window, "head"), SUBJECT));
}

static HarkId
get_shown (Desk *desk)
{
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (ui_find (desk->window, "list_view")));
  AppTicketItem *item = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (model));

  return app_ticket_item_get_ticket (item)->id;
}

/* --- drafts --- */

static void
test_drafts_survive_the_end_of_the_program (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *composer = ui_find (desk->window, "composer");
  g_autofree char *path = g_build_filename (desk->home, "evidence.txt", NULL);

  g_assert_true (g_file_set_contents (path, "evidence", -1, NULL));
  ui_type (desk->window, "text_view", "Half an answ");
  app_composer_attach (APP_COMPOSER (composer), path);
  ui_act (ui_find (desk->window, "text_view"), "composer.mode", "note");
  ui_type (desk->window, "text_view", "Half a no");
  /* at once: nothing waits for a timer */
  start_again (desk);

  open_first (desk);
  composer = ui_find (desk->window, "composer");
  g_assert_cmpint (app_composer_get_kind (APP_COMPOSER (composer)), ==, APP_DRAFT_NOTE);
  g_assert_true (reads (desk->window, "text_view", "Half a no"));
  ui_act (ui_find (desk->window, "text_view"), "composer.mode", "answer");
  g_assert_true (reads (desk->window, "text_view", "Half an answ"));
  g_assert_true (ui_holds (ui_find (desk->window, "file_list"), "evidence.txt"));

  /* sent: nothing is kept of it */
  ui_act (ui_find (desk->window, "text_view"), "composer.send", NULL);
  ui_wait (reads (desk->window, "text_view", ""));
  start_again (desk);
  open_first (desk);
  ui_act (ui_find (desk->window, "text_view"), "composer.mode", "answer");
  g_assert_true (reads (desk->window, "text_view", ""));
  ui_act (ui_find (desk->window, "text_view"), "composer.mode", "note");
  g_assert_true (reads (desk->window, "text_view", "Half a no"));
}

static void
test_drafts_are_kept_while_somebody_writes (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autoptr (AppKeptDraft) kept = NULL;
  HarkId ticket = get_shown (desk);

  ui_type (desk->window, "text_view", "Half an answ");
  ui_wait ((kept = app_client_get_draft (desk->client, &ticket, APP_DRAFT_ANSWER_KIND)) != NULL);
  g_assert_cmpstr (kept->text, ==, "Half an answ");
}

static void
test_what_came_back_is_shown_with_its_reason (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId ticket = get_shown (desk);
  GError *error = NULL;

  ui_type (desk->window, "text_view", "Being written");
  app_client_put_draft_sync (desk->client, &ticket, APP_DRAFT_ANSWER_KIND, "Was refused", "gone", &error);
  g_assert_no_error (error);
  ui_wait (reads (desk->window, "text_view", "Being written\n\nWas refused"));
  ui_wait (ui_says (ui_look (desk->window, "why_box"), "The ticket was deleted, or you have no access to it any more."));
  start_again (desk);
  open_first (desk);
  g_assert_true (reads (desk->window, "text_view", "Being written\n\nWas refused"));
  ui_find (desk->window, "why_box");
  ui_type (desk->window, "text_view", "");
  g_assert_null (ui_look (desk->window, "why_box"));
}

static void
test_half_written_ticket_waits_in_its_dialog (Desk *desk, gconstpointer unused)
{
  g_autofree char *text = NULL, *gone = NULL;
  GtkWindow *dialog;

  ui_act (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  g_assert_null (ui_look (dialog, "draft_box"));
  ui_type (dialog, "subject_row", "Half a subj");
  ui_type (ui_find (dialog, "text_area"), "text_view", "Half a rep");
  ui_close (dialog);
  start_again (desk);

  ui_act (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  g_assert_true (reads (dialog, "subject_row", "Half a subj"));
  text = read_area (dialog, "text_area");
  g_assert_cmpstr (text, ==, "Half a rep");
  ui_click (dialog, "discard_button");
  ui_wait (reads (dialog, "subject_row", ""));
  ui_close (dialog);
  ui_act (GTK_WIDGET (desk->window), "win.new-ticket", NULL);
  dialog = ui_find_window (APP_TYPE_NEW_TICKET_DIALOG);
  g_assert_true (reads (dialog, "subject_row", ""));
  gone = read_area (dialog, "text_area");
  g_assert_cmpstr (gone, ==, "");
  ui_close (dialog);
}

static void
test_half_written_closing_waits_in_its_dialog (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  g_autofree char *reason = NULL, *message = NULL;
  HarkId ticket = get_shown (desk);
  GtkWindow *dialog;

  ui_act (ui_find (desk->window, "head"), "ticket.close", NULL);
  dialog = ui_find_window (APP_TYPE_CLOSE_DIALOG);
  ui_type (ui_find (dialog, "reason_area"), "text_view", "Half a reas");
  ui_type (ui_find (dialog, "message_area"), "text_view", "Half a mess");
  ui_close (dialog);
  start_again (desk);
  open_first (desk);

  ui_act (ui_find (desk->window, "head"), "ticket.close", NULL);
  dialog = ui_find_window (APP_TYPE_CLOSE_DIALOG);
  reason = read_area (dialog, "reason_area");
  message = read_area (dialog, "message_area");
  g_assert_cmpstr (reason, ==, "Half a reas");
  g_assert_cmpstr (message, ==, "Half a mess");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "outcome_row")), 1);
  ui_click (dialog, "close_button");
  ui_wait (ui_look (NULL, "outcome_row") == NULL);
  g_assert_null (app_client_get_draft (desk->client, &ticket, APP_DRAFT_CLOSE_KIND));
}

/* --- read marks --- */

/* Whether a screen reader says this of the row, where the focus stands. */
static gboolean
row_says (Desk *desk, const char *text)
{
  GtkWidget *list = ui_look (desk->window, "list_view");
  GtkWidget *row = list != NULL ? gtk_widget_get_first_child (list) : NULL;
  g_autofree char *name = row != NULL ? ui_get_name (row) : NULL;

  return name != NULL && strstr (name, text) != NULL;
}

static GtkWidget *
get_mark (Desk *desk)
{
  return ui_find (ui_find (desk->window, "list_view"), "unread_mark");
}

static void
test_a_ticket_is_unread_until_it_was_looked_at (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_report (desk, SUBJECT, REPORT);

  desk_sync (desk);
  ui_wait (row_says (desk, "unread"));
  /* a mark beside it, not its weight and colour alone */
  g_assert_cmpfloat (gtk_widget_get_opacity (get_mark (desk)), ==, 1);
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_parent (get_mark (desk)), "unread"));
  open_first (desk);
  ui_wait (!row_says (desk, "unread"));
  g_assert_cmpfloat (gtk_widget_get_opacity (get_mark (desk)), ==, 0);
  g_assert_null (ui_look (desk->window, "new_divider"));
  start_again (desk);
  ui_wait (row_says (desk, number));
  g_assert_false (row_says (desk, "unread"));
}

static void
test_a_line_stands_before_what_is_new (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);

  ui_wait (!row_says (desk, "unread"));
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_OWN);
  desk_write_in_inbox (desk, "One more thing.");
  desk_sync (desk);
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_TEAM);
  ui_wait (row_says (desk, "unread"));
  open_first (desk);
  ui_wait (ui_says (ui_look (desk->window, "entry_list"), "One more thing."));
  g_assert_true (ui_says (ui_find (desk->window, "new_divider"), "New"));
  /* it stays until one goes, although everything is read */
  ui_wait (!row_says (desk, "unread"));
  desk_sync (desk);
  ui_find (desk->window, "new_divider");
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_OWN);
  ui_wait (ui_look (desk->window, "head") == NULL);
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_TEAM);
  open_first (desk);
  g_assert_null (ui_look (desk->window, "new_divider"));
}

static void
test_the_sidebar_says_how_many_are_unread (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_report (desk, SUBJECT, REPORT);
  GtkListBox *places = GTK_LIST_BOX (ui_find (ui_find (desk->window, "sidebar"), "list"));
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (places, APP_PLACE_TEAM));
  g_autofree char *before = NULL, *after = NULL;

  desk_sync (desk);
  ui_wait (row_says (desk, number));
  before = ui_get_name (row);
  g_assert_nonnull (strstr (before, "1 unread"));
  open_first (desk);
  ui_wait (!row_says (desk, "unread"));
  after = ui_get_name (row);
  g_assert_null (strstr (after, "unread"));
}

/* --- search --- */

static void
look_for (Desk *desk, const char *words)
{
  ui_act (GTK_WIDGET (desk->window), "win.search", NULL);
  ui_type (desk->window, "search_entry", words);
}

/* Whether an attribute of this kind lies on this word of the label. */
static gboolean
is_marked (GtkWidget *label, const char *word, PangoAttrType type)
{
  PangoAttrList *list = GTK_IS_LABEL (label) ? gtk_label_get_attributes (GTK_LABEL (label))
                                             : gtk_inscription_get_attributes (GTK_INSCRIPTION (label));
  GSList *attributes = list != NULL ? pango_attr_list_get_attributes (list) : NULL;
  g_autofree char *text = ui_read (label);
  const char *at = strstr (text, word);
  gboolean found = FALSE;

  for (GSList *link = attributes; link != NULL && at != NULL; link = link->next)
    {
      const PangoAttribute *attribute = link->data;

      found = found
              || (attribute->klass->type == type && attribute->start_index == (guint)(at - text)
                  && attribute->end_index == (guint)(at - text) + strlen (word));
    }
  g_slist_free_full (attributes, (GDestroyNotify)pango_attribute_destroy);

  return found;
}

static void
test_search_finds_what_was_said_and_shows_where (Desk *desk, gconstpointer unused)
{
  g_autofree char *first = desk_report (desk, SUBJECT, REPORT);
  g_autoptr (Visitor) other = visitor_new (desk->server);
  g_autofree char *code = NULL;
  g_autofree char *second = visitor_submit (other, "Another one", "Something else.", &code);
  GtkWidget *snippet;

  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 2);
  look_for (desk, "SUPPLIER three");
  ui_wait (ui_count_rows (desk->window) == 1 && ui_look (desk->window, "snippet_label") != NULL);
  snippet = ui_look (desk->window, "snippet_label");
  g_assert_true (is_marked (snippet, "supplier", PANGO_ATTR_WEIGHT));
  g_assert_true (is_marked (snippet, "Three", PANGO_ATTR_WEIGHT));
  /* a screen reader says it with the row */
  g_assert_true (row_says (desk, "same supplier"));
  open_first (desk);
  ui_wait (is_marked (ui_find (ui_find (desk->window, "entry_list"), "text_label"), "supplier", PANGO_ATTR_BACKGROUND));

  /* without the search nothing is marked, and all is there */
  ui_type (desk->window, "search_entry", "");
  ui_wait (ui_count_rows (desk->window) == 2);
  g_assert_null (ui_look (desk->window, "snippet_label"));
  g_assert_false (is_marked (ui_find (ui_find (desk->window, "entry_list"), "text_label"), "supplier", PANGO_ATTR_BACKGROUND));
}

static void
test_search_says_that_nothing_was_found_and_finds_what_comes (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_report (desk, SUBJECT, REPORT);

  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 1);
  look_for (desk, "controlling");
  ui_find (desk->window, "clear_search_button");
  desk_write_in_inbox (desk, "Controlling knows about it.");
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 1 && ui_look (desk->window, "snippet_label") != NULL);
  /* what is typed quickly counts as a whole: the last words win */
  ui_type (desk->window, "search_entry", "nowhere");
  ui_type (desk->window, "search_entry", "supplier");
  ui_wait (ui_count_rows (desk->window) == 1 && ui_look (desk->window, "snippet_label") != NULL
           && is_marked (ui_look (desk->window, "snippet_label"), "supplier", PANGO_ATTR_WEIGHT));
  ui_type (desk->window, "search_entry", "nowhere");
  ui_click (desk->window, "clear_search_button");
  ui_wait (ui_count_rows (desk->window) == 1);
}

static void
test_a_long_conversation_opens_at_what_was_found (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = NULL;
  GString *report = g_string_new (NULL);
  GtkAdjustment *adjustment;

  for (guint i = 0; i < 120; i++)
    g_string_append_printf (report, "Line %u of a long report.\n\n", i);
  number = desk_report (desk, SUBJECT, report->str);
  g_string_free (report, TRUE);
  desk_write_in_inbox (desk, "The needle lies here.");
  desk_write_in_inbox (desk, "And nothing more.");
  desk_sync (desk);
  ui_wait (ui_count_rows (desk->window) == 1);
  look_for (desk, "needle");
  ui_wait (ui_look (desk->window, "snippet_label") != NULL);
  open_first (desk);
  ui_wait (ui_says (ui_look (desk->window, "entry_list"), "The needle lies here."));
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (ui_find (desk->window, "scroll")));
  ui_wait (gtk_adjustment_get_value (adjustment) > 1000);

  /* … or where it was left */
  ui_type (desk->window, "search_entry", "");
  ui_wait (!row_says (desk, "unread"));
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_OWN);
  desk_write_in_inbox (desk, "Once more.");
  desk_sync (desk);
  g_signal_emit_by_name (ui_find (desk->window, "sidebar"), "place-chosen", (int)APP_PLACE_TEAM);
  open_first (desk);
  ui_find (desk->window, "new_divider");
  ui_wait (gtk_adjustment_get_value (adjustment) > 1000);
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-reading/draft/restart", test_drafts_survive_the_end_of_the_program);
  DESK_TEST ("/ui-reading/draft/typing", test_drafts_are_kept_while_somebody_writes);
  DESK_TEST ("/ui-reading/draft/came-back", test_what_came_back_is_shown_with_its_reason);
  DESK_TEST ("/ui-reading/draft/new-ticket", test_half_written_ticket_waits_in_its_dialog);
  DESK_TEST ("/ui-reading/draft/close", test_half_written_closing_waits_in_its_dialog);
  DESK_TEST ("/ui-reading/read/seen", test_a_ticket_is_unread_until_it_was_looked_at);
  DESK_TEST ("/ui-reading/read/divider", test_a_line_stands_before_what_is_new);
  DESK_TEST ("/ui-reading/read/sidebar", test_the_sidebar_says_how_many_are_unread);
  DESK_TEST ("/ui-reading/search/found", test_search_finds_what_was_said_and_shows_where);
  DESK_TEST ("/ui-reading/search/nothing", test_search_says_that_nothing_was_found_and_finds_what_comes);
  DESK_TEST ("/ui-reading/search/place", test_a_long_conversation_opens_at_what_was_found);

  return ui_run ();
}
