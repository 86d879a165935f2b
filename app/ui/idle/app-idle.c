/* app-idle.c: see app-idle.h */
#include "idle/app-idle.h"

#include "idle/app-settings.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const char *const screen_savers[] = { "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver" };

struct _AppIdle
{
  GObject parent_instance;

  GSettings *settings; /* NULL: all is as by default */
  guint cap;
  gint64 last; /* when there was input */
  int timer;   /* a timerfd, since GLib's timers stand still while the computer sleeps; -1: none */
  guint source;
  gconstpointer surface; /* that the pointer was seen on last, not to be followed, and where */
  double x, y;
  GListModel *windows;
  GPtrArray *controllers; /* GtkEventController, one of each window */
  GDBusConnection *bus;   /* NULL: there is none */
  guint subscriptions[G_N_ELEMENTS (screen_savers)];
};

static AppIdleClock test_clock;
static guint over_signal;

G_DEFINE_FINAL_TYPE (AppIdle, app_idle, G_TYPE_OBJECT)

static gint64
get_now (void)
{
  struct timespec time;

  if (test_clock != NULL)
    return test_clock ();

  clock_gettime (CLOCK_BOOTTIME, &time);
  return time.tv_sec;
}

void
app_idle_set_clock (AppIdleClock clock)
{
  test_clock = clock;
}

guint
app_idle_get_minutes (guint chosen, guint cap)
{
  if (cap == 0 || chosen == 0)
    return MAX (chosen, cap);

  return MIN (chosen, cap);
}

/* Until the time is over; 0: it is; -1: it never will be. */
static gint64
get_rest (AppIdle *self)
{
  guint chosen = self->settings != NULL ? g_settings_get_uint (self->settings, APP_SETTING_IDLE_LOCK)
                                        : APP_SETTING_IDLE_LOCK_DEFAULT;
  guint minutes = app_idle_get_minutes (chosen, self->cap);

  return minutes == 0 ? -1 : MAX (0, self->last + (gint64)minutes * 60 - get_now ());
}

static void
arm (AppIdle *self)
{
  gint64 rest = get_rest (self);
  struct itimerspec when = { .it_value.tv_sec = MAX (0, rest), .it_value.tv_nsec = rest == 0 ? 1 : 0 };

  if (self->timer >= 0)
    timerfd_settime (self->timer, 0, &when, NULL);
}

static void
end (AppIdle *self)
{
  self->last = get_now ();
  arm (self);
  g_signal_emit (self, over_signal, 0);
}

void
app_idle_check (AppIdle *self)
{
  g_return_if_fail (APP_IS_IDLE (self));

  if (get_rest (self) == 0)
    end (self);
  else
    arm (self);
}

gint64
app_idle_get_seconds (AppIdle *self)
{
  g_return_val_if_fail (APP_IS_IDLE (self), 0);

  return get_now () - self->last;
}

void
app_idle_set_cap (AppIdle *self, guint minutes)
{
  g_return_if_fail (APP_IS_IDLE (self));

  self->cap = minutes;
  arm (self);
}

guint
app_idle_get_cap (AppIdle *self)
{
  g_return_val_if_fail (APP_IS_IDLE (self), 0);

  return self->cap;
}

static gboolean
on_timer (int fd, GIOCondition condition, gpointer user_data)
{
  guint64 times;

  if (read (fd, &times, sizeof times) == (gssize)sizeof times)
    app_idle_check (user_data);

  return G_SOURCE_CONTINUE;
}

/* --- input --- */

/* GTK says that the pointer moved where something has moved under it. */
static gboolean
has_moved (AppIdle *self, GdkEvent *event)
{
  gconstpointer surface = gdk_event_get_surface (event);
  gboolean is_same = surface == self->surface;
  double x = 0, y = 0;
  gboolean moved = gdk_event_get_position (event, &x, &y) && is_same && (x != self->x || y != self->y);

  self->surface = surface;
  self->x = x;
  self->y = y;
  return moved;
}

static gboolean
is_input (AppIdle *self, GdkEvent *event)
{
  switch ((int)gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
    case GDK_BUTTON_PRESS:
    case GDK_SCROLL:
    case GDK_TOUCH_BEGIN:
    case GDK_TOUCH_UPDATE:
    case GDK_TOUCHPAD_SWIPE:
    case GDK_TOUCHPAD_PINCH:
    case GDK_PAD_BUTTON_PRESS:
      return TRUE;
    case GDK_MOTION_NOTIFY:
      return has_moved (self, event);
    default:
      return FALSE;
    }
}

/* The first after the time was over comes from who has just come back, whoever that is: it reaches nothing. */
static gboolean
on_event (AppIdle *self, GdkEvent *event)
{
  if (!is_input (self, event))
    return GDK_EVENT_PROPAGATE;
  if (get_rest (self) == 0)
    {
      end (self);
      return GDK_EVENT_STOP;
    }

  /* the timer, when it goes off, sees that it was too early */
  self->last = get_now ();
  return GDK_EVENT_PROPAGATE;
}

static void
on_windows_changed (AppIdle *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (self->windows, i);
      GtkEventController *controller = gtk_event_controller_legacy_new ();

      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
      g_signal_connect_object (controller, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
      gtk_widget_add_controller (window, g_object_ref (controller));
      g_ptr_array_add (self->controllers, controller);
    }
}

static void
remove_controllers (AppIdle *self)
{
  for (guint i = 0; i < self->controllers->len; i++)
    {
      GtkEventController *controller = self->controllers->pdata[i];
      GtkWidget *window = gtk_event_controller_get_widget (controller);

      if (window != NULL)
        gtk_widget_remove_controller (window, controller);
    }
  g_ptr_array_set_size (self->controllers, 0);
}

/* --- the screen --- */

/* Whoever says so: all it can do is lock. */
static void
on_screen_saver (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal,
                 GVariant *parameters, gpointer user_data)
{
  gboolean is_active = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &is_active);
  if (is_active)
    end (user_data);
}

static void
watch_screen (AppIdle *self)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (application) : NULL;

  if (bus == NULL)
    return;

  self->bus = g_object_ref (bus);
  for (guint i = 0; i < G_N_ELEMENTS (screen_savers); i++)
    self->subscriptions[i]
        = g_dbus_connection_signal_subscribe (bus, NULL, screen_savers[i], "ActiveChanged", NULL, NULL,
                                              G_DBUS_SIGNAL_FLAGS_NONE, on_screen_saver, self, NULL);
}

/* --- life --- */

AppIdle *
app_idle_new (void)
{
  AppIdle *self = g_object_new (APP_TYPE_IDLE, NULL);

  self->last = get_now ();
  if (self->settings != NULL)
    g_signal_connect_object (self->settings, "changed::" APP_SETTING_IDLE_LOCK, G_CALLBACK (arm), self,
                             G_CONNECT_SWAPPED);
  if (self->timer >= 0)
    self->source = g_unix_fd_add (self->timer, G_IO_IN, on_timer, self);
  g_signal_connect_object (self->windows, "items-changed", G_CALLBACK (on_windows_changed), self, G_CONNECT_SWAPPED);
  on_windows_changed (self, 0, 0, g_list_model_get_n_items (self->windows));
  watch_screen (self);
  arm (self);

  return self;
}

static void
app_idle_dispose (GObject *object)
{
  AppIdle *self = APP_IDLE (object);

  remove_controllers (self);
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->timer >= 0)
    close (self->timer);
  self->timer = -1;
  for (guint i = 0; self->bus != NULL && i < G_N_ELEMENTS (screen_savers); i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscriptions[i]);
  g_clear_object (&self->bus);
  g_clear_object (&self->windows);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (app_idle_parent_class)->dispose (object);
}

static void
app_idle_finalize (GObject *object)
{
  g_ptr_array_unref (APP_IDLE (object)->controllers);

  G_OBJECT_CLASS (app_idle_parent_class)->finalize (object);
}

static void
app_idle_class_init (AppIdleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = app_idle_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_idle_finalize;

  over_signal
      = g_signal_new ("over", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
app_idle_init (AppIdle *self)
{
  self->settings = app_settings_new ();
  self->timer = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  self->windows = g_object_ref (gtk_window_get_toplevels ());
  self->controllers = g_ptr_array_new_with_free_func (g_object_unref);
}
