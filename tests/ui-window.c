/* ui-window.c: see ui-window.h */
#include "ui-window.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>

#include "app-resources.h"
#include "hark-seal.h"
#include "window/app-window.h"

#define BEAT_MS 10 /* how long the main loop sleeps at most while something is waited for */
#define NARROW 360 /* the smallest width that a window has to fit */
#define FRAME 10   /* around what is to be seen of a window, in pixels of both sides */

static int result;

static gboolean
fail_on_any_warning (const char *domain, GLogLevelFlags level, const char *message, gpointer unused)
{
  return TRUE;
}

static gboolean
beat (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

gint64
ui_start_clock (void)
{
  return g_get_monotonic_time () + UI_SECONDS * G_USEC_PER_SEC;
}

gboolean
ui_is_late (gint64 deadline)
{
  return g_get_monotonic_time () > deadline;
}

void
ui_init (int *argc, char ***argv)
{
  const char *catalogue = g_getenv ("HARK_LOCALE_DIR");

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_test_init (argc, argv, NULL);
  setlocale (LC_ALL, "");
  if (catalogue != NULL)
    bindtextdomain ("hark", catalogue);
  bind_textdomain_codeset ("hark", "UTF-8");
  textdomain ("hark");
  adw_init ();
  hark_seal_init ();
  app_register_resource ();
  g_test_log_set_fatal_handler (fail_on_any_warning, NULL);
}

static void
run_tests (GApplication *application)
{
  guint id = g_timeout_add (BEAT_MS, beat, NULL);

  g_application_hold (application);
  result = g_test_run ();
  g_source_remove (id);
  g_application_release (application);
  g_application_quit (application);
}

int
ui_run (void)
{
  g_autoptr (AdwApplication) application
      = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.hark.Hark", "flags",
                      G_APPLICATION_NON_UNIQUE, "resource-base-path", "/org/hark/Hark", NULL);
  int code;

  g_signal_connect (application, "activate", G_CALLBACK (run_tests), NULL);
  code = g_application_run (G_APPLICATION (application), 0, NULL);

  return code != 0 ? code : result;
}

void
ui_settle (void)
{
  for (int i = 0; i < 10; i++)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

GtkWindow *
ui_open (AppClient *client)
{
  GtkWindow *window = app_window_new (GTK_APPLICATION (g_application_get_default ()), client);

  gtk_window_present (window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));

  return window;
}

void
ui_close (GtkWindow *window)
{
  gpointer rest = window;

  g_object_add_weak_pointer (G_OBJECT (window), &rest);
  gtk_window_close (window);
  ui_wait (rest == NULL);
}

static void
save_picture (GtkWindow *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  ui_settle ();
  if (!gtk_widget_get_mapped (GTK_WIDGET (window)))
    return; /* closed by what was shot for */
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (GTK_WIDGET (window)),
                          gtk_widget_get_height (GTK_WIDGET (window)));
  node = gtk_snapshot_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static int
get_min_width (GtkWindow *window)
{
  int min;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &min, NULL, NULL, NULL);
  return min;
}

void
ui_resize (GtkWindow *window, int width, int height)
{
  gtk_window_set_default_size (window, width, height);
  ui_wait (gtk_widget_get_width (GTK_WIDGET (window))
           == MAX (width, get_min_width (window)) - FRAME);
}

/* As narrow as it gets, and in the dark. */
static void
save_variants (GtkWindow *window, const char *folder, const char *name)
{
  g_autofree char *narrow = g_strdup_printf ("%s/%s-360.png", folder, name);
  g_autofree char *dark = g_strdup_printf ("%s/%s-dark.png", folder, name);
  int width = gtk_widget_get_width (GTK_WIDGET (window)) + FRAME;
  int height = gtk_widget_get_height (GTK_WIDGET (window)) + FRAME;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  save_picture (window, dark);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  ui_resize (window, NARROW, height);
  save_picture (window, narrow);
  ui_resize (window, width, height);
  ui_settle ();
}

void
ui_shoot (GtkWindow *window, const char *name)
{
  const char *folder = g_getenv ("HARK_SHOTS");
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;

  /* in whatever language, and also where nobody asks for pictures */
  if (gtk_widget_get_mapped (GTK_WIDGET (window)) && get_min_width (window) > NARROW + FRAME)
    g_error ("%s needs %d pixels of %d", name, get_min_width (window) - FRAME, NARROW);
  if (path == NULL)
    return;

  save_picture (window, path);
  if (g_getenv ("HARK_SHOTS_MORE") != NULL && gtk_widget_get_mapped (GTK_WIDGET (window)))
    save_variants (window, folder, name);
}

char *
ui_scan (GtkWindow *window)
{
  g_autofree char *folder = g_dir_make_tmp ("hark-scan-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "window.png", NULL);
  const char *argv[]
      = { "zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", path, NULL };
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  gtk_test_widget_wait_for_draw (GTK_WIDGET (window)); /* it may have come up just now */
  save_picture (window, path);
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  return g_strchomp (text);
}

/* --- looking --- */

typedef gboolean (*Match) (GtkWidget *widget, const char *text);

static GtkWidget *
search (GtkWidget *widget, Match match, const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (match (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = search (child, match, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Newest windows first: a dialog stands before what it belongs to. */
static GtkWidget *
search_all (gpointer root, Match match, const char *text)
{
  GListModel *windows = gtk_window_get_toplevels ();

  if (root != NULL)
    return search (root, match, text);
  for (guint i = g_list_model_get_n_items (windows); i > 0; i--)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i - 1);
      GtkWidget *found = search (window, match, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
has_id (GtkWidget *widget, const char *id)
{
  return GTK_IS_BUILDABLE (widget)
         && g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0;
}

static const char *
get_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));

  return NULL;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return g_strcmp0 (get_label (widget), text) == 0;
}

static gboolean
holds (GtkWidget *widget, const char *text)
{
  const char *label = get_label (widget);

  return label != NULL && strstr (label, text) != NULL;
}

static gboolean
has_title (GtkWidget *widget, const char *title)
{
  return ADW_IS_PREFERENCES_ROW (widget)
         && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

/* Until it is there. */
static GtkWidget *
wait_for (gpointer root, Match match, const char *text)
{
  gint64 deadline = ui_start_clock ();
  GtkWidget *found = NULL;

  while ((found = search_all (root, match, text)) == NULL)
    {
      if (ui_is_late (deadline))
        g_error ("no %s on the screen", text);
      g_main_context_iteration (NULL, TRUE);
    }

  return found;
}

GtkWidget *
ui_look (gpointer root, const char *id)
{
  return search_all (root, has_id, id);
}

GtkWidget *
ui_find (gpointer root, const char *id)
{
  return wait_for (root, has_id, id);
}

GtkWidget *
ui_look_for_row (gpointer root, const char *title)
{
  return search_all (root, has_title, title);
}

GtkWidget *
ui_find_row (gpointer root, const char *title)
{
  return wait_for (root, has_title, title);
}

GtkWidget *
ui_look_for_button (GtkWidget *root, const char *label)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = ui_look_for_button (child, label);

  return found;
}

gboolean
ui_says (gpointer root, const char *text)
{
  return search_all (root, says, text) != NULL;
}

gboolean
ui_holds (gpointer root, const char *text)
{
  return search_all (root, holds, text) != NULL;
}

char *
ui_read (GtkWidget *widget)
{
  if (GTK_IS_TEXT_VIEW (widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
    }
  if (GTK_IS_EDITABLE (widget))
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (widget)));

  return g_strdup (get_label (widget));
}

char *
ui_get_name (GtkWidget *widget)
{
  /* Compared with what it cannot be, GTK answers with what it is. */
  char *name = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                   GTK_ACCESSIBLE_PROPERTY_LABEL, "\1");

  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
             ? name
             : (g_free (name), NULL);
}

/* --- using --- */

void
ui_click (gpointer root, const char *id)
{
  GtkWidget *widget = ui_find (root, id);

  ui_wait (gtk_widget_is_sensitive (widget));
  g_assert_true (gtk_widget_activate (widget));
}

void
ui_type (gpointer root, const char *id, const char *text)
{
  GtkWidget *widget = ui_find (root, id);

  if (GTK_IS_TEXT_VIEW (widget))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), text, -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (widget), text);
}

void
ui_act (GtkWidget *widget, const char *action, const char *parameter)
{
  if (parameter != NULL)
    g_assert_true (gtk_widget_activate_action (widget, action, "s", parameter));
  else
    g_assert_true (gtk_widget_activate_action (widget, action, NULL));
}

static gboolean
is_of_type (GtkWidget *widget, const char *name)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), name);
}

GtkWindow *
ui_find_window (GType type)
{
  GtkWidget *found = NULL;

  ui_wait ((found = search_all (NULL, is_of_type, g_type_name (type))) != NULL);

  return GTK_WINDOW (found);
}

void
ui_open_row (gpointer root, guint position)
{
  GtkWidget *list = ui_find (root, "list_view");

  ui_wait (ui_count_rows (root) > position);
  g_assert_true (gtk_widget_activate_action (list, "list.activate-item", "u", position));
}

guint
ui_count_rows (gpointer root)
{
  GtkWidget *list = ui_look (root, "list_view");

  return list == NULL ? 0
                      : g_list_model_get_n_items (
                          G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
}
