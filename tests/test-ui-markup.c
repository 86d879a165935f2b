/* test-ui-markup.c: what people wrote is shown letter by letter, wherever the window shows it:
 * never as markup, never as a link, and it turns nothing around it */
#include <string.h>

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

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  g_test_add ("/ui-markup/whole", Desk, MARKUP, desk_set_up, test_markup_is_shown_as_it_was_written,
              desk_tear_down);
  g_test_add ("/ui-markup/broken", Desk, BROKEN, desk_set_up,
              test_markup_is_shown_as_it_was_written, desk_tear_down);
  DESK_TEST ("/ui-markup/turned", test_text_that_turns_around_turns_nothing_else);

  return ui_run ();
}
