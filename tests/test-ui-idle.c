/* test-ui-idle.c: the window locks itself when nobody sits there any more */
#include "idle/app-settings.h"
#include "preferences/app-preferences.h"
#include "ui-desk.h"
#include "window/app-window.h"

#define HALF "Half an answ"

static gint64 now;

static gint64
tell_time (void)
{
  return now;
}

static void
set_up (Desk *desk, gconstpointer unused)
{
  now = 1000000;
  app_idle_set_clock (tell_time);
  desk_set_up (desk, NULL);
}

static void
tear_down (Desk *desk, gconstpointer unused)
{
  g_autoptr (GSettings) settings = app_settings_new ();

  g_settings_reset (settings, APP_SETTING_IDLE_LOCK);
  desk_tear_down (desk, NULL);
  app_idle_set_clock (NULL);
}

static AppIdle *
get_idle (Desk *desk)
{
  return app_window_get_idle (APP_WINDOW (desk->window));
}

static void
choose (guint minutes)
{
  g_autoptr (GSettings) settings = app_settings_new ();

  g_assert_nonnull (settings);
  g_settings_set_uint (settings, APP_SETTING_IDLE_LOCK, minutes);
}

/* So many seconds without input, and the timer goes off. */
static void
pass (Desk *desk, gint64 seconds)
{
  now += seconds;
  app_idle_check (get_idle (desk));
  ui_settle ();
}

static gboolean
is_locked (Desk *desk)
{
  return app_client_get_state (desk->client) == APP_CLIENT_LOCKED;
}

static void
move_pointer_once (void)
{
  static int x = 100;
  g_autofree char *text = g_strdup_printf ("%d", x = 100 + (x + 7) % 90);
  const char *argv[] = { "xdotool", "mousemove", text, "120", NULL };
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                &error);
  g_assert_no_error (error);
}

/* Where a window came under it meanwhile it has moved once it moves again. */
static void
move_pointer (void)
{
  for (guint i = 0; i < 3; i++)
    {
      move_pointer_once ();
      ui_settle ();
    }
}

static void
test_locks_after_fifteen_minutes_and_keeps_the_draft (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, "Invoices paid twice", "Three of them.");
  g_autofree char *text = NULL;

  ui_type (desk->window, "text_view", HALF);
  pass (desk, 15 * 60 - 1);
  g_assert_false (is_locked (desk));
  pass (desk, 1);
  ui_wait (is_locked (desk));
  g_assert_null (get_idle (desk));
  g_assert_false (ui_says (desk->window, "Invoices paid twice"));

  ui_click (desk->window, "retry_button");
  ui_wait (get_idle (desk) != NULL);
  g_assert_cmpint (app_idle_get_seconds (get_idle (desk)), ==, 0);
  text = ui_read (ui_find (desk->window, "text_view"));
  g_assert_cmpstr (text, ==, HALF);
}

static void
test_input_in_any_window_counts (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;

  now += 14 * 60;
  move_pointer ();
  ui_wait (app_idle_get_seconds (get_idle (desk)) == 0);
  pass (desk, 14 * 60);
  g_assert_false (is_locked (desk));

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (preferences));
  gtk_widget_set_visible (GTK_WIDGET (desk->window),
                          FALSE); /* nothing but that one is under the pointer */
  ui_settle ();
  move_pointer ();
  ui_wait (app_idle_get_seconds (get_idle (desk)) == 0);
  gtk_widget_set_visible (GTK_WIDGET (desk->window), TRUE);
  pass (desk, 14 * 60);
  g_assert_false (is_locked (desk));
  pass (desk, 60);
  ui_wait (is_locked (desk));
}

/* The computer has slept, and the timer has not gone off yet. */
static void
test_who_comes_back_too_late_touches_nothing (Desk *desk, gconstpointer unused)
{
  now += 15 * 60;
  move_pointer ();
  ui_wait (is_locked (desk));
}

static void
test_choice_is_followed_at_once (Desk *desk, gconstpointer unused)
{
  GtkWindow *preferences;
  g_autoptr (GSettings) settings = app_settings_new ();

  ui_act (GTK_WIDGET (desk->window), "win.preferences", NULL);
  preferences = ui_find_window (APP_TYPE_PREFERENCES);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (ui_find (preferences, "idle_row"))),
                    ==, 2);
  ui_shoot (preferences, "idle-preferences");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (preferences, "idle_row")), 4);
  g_assert_cmpuint (g_settings_get_uint (settings, APP_SETTING_IDLE_LOCK), ==, 0);
  pass (desk, 24 * 3600);
  g_assert_false (is_locked (desk));
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (preferences, "idle_row")), 0);
  g_assert_cmpuint (g_settings_get_uint (settings, APP_SETTING_IDLE_LOCK), ==, 1);
  ui_wait (is_locked (desk)); /* by the timer itself */
}

static void
test_organisation_may_ask_for_less (Desk *desk, gconstpointer unused)
{
  g_assert_cmpuint (app_idle_get_minutes (15, 0), ==, 15);
  g_assert_cmpuint (app_idle_get_minutes (0, 0), ==, 0);
  g_assert_cmpuint (app_idle_get_minutes (60, 5), ==, 5);
  g_assert_cmpuint (app_idle_get_minutes (1, 5), ==, 1);
  g_assert_cmpuint (app_idle_get_minutes (0, 5), ==, 5);

  choose (0);
  app_idle_set_cap (get_idle (desk), 5);
  pass (desk, 5 * 60 - 1);
  g_assert_false (is_locked (desk));
  pass (desk, 1);
  ui_wait (is_locked (desk));
}

static void
say_screen_saver (gboolean active)
{
  GDBusConnection *bus = g_application_get_dbus_connection (g_application_get_default ());
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (bus);
  g_dbus_connection_emit_signal (bus, NULL, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver",
                                 "ActiveChanged", g_variant_new ("(b)", active), &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (bus, NULL, NULL);
}

static void
test_locked_screen_locks_it_too (Desk *desk, gconstpointer unused)
{
  say_screen_saver (FALSE);
  ui_settle ();
  g_assert_false (is_locked (desk));
  say_screen_saver (TRUE);
  ui_wait (is_locked (desk));
}

/* Nothing of it is left behind, and a locked window has nothing to lock. */
static void
test_each_unlocking_counts_anew (Desk *desk, gconstpointer unused)
{
  for (guint i = 0; i < 3; i++)
    {
      gpointer idle = get_idle (desk);

      g_object_add_weak_pointer (G_OBJECT (idle), &idle);
      pass (desk, 15 * 60);
      ui_wait (is_locked (desk));
      ui_wait (idle == NULL);
      move_pointer ();
      ui_click (desk->window, "retry_button");
      ui_wait (get_idle (desk) != NULL);
      ui_wait (ui_says (desk->window, "Online"));
    }
}

#define TEST(path, function) g_test_add ("/ui-idle/" path, Desk, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  TEST ("draft", test_locks_after_fifteen_minutes_and_keeps_the_draft);
  TEST ("input", test_input_in_any_window_counts);
  TEST ("too-late", test_who_comes_back_too_late_touches_nothing);
  TEST ("choice", test_choice_is_followed_at_once);
  TEST ("cap", test_organisation_may_ask_for_less);
  TEST ("screen", test_locked_screen_locks_it_too);
  TEST ("anew", test_each_unlocking_counts_anew);

  return ui_run ();
}
