/* keyring.c: see keyring.h */
#include "keyring.h"

#include <signal.h>
#include <string.h>

#define BUS "org.freedesktop.secrets"
#define SERVICE "/org/freedesktop/secrets"
#define COLLECTION "org.freedesktop.Secret.Collection"
#define PASSWORD "keyring" /* as ui-session made it */

static GDBusConnection *
get_bus (void)
{
  static GDBusConnection *bus;
  GError *error = NULL;

  if (bus == NULL)
    bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);

  return bus;
}

static GVariant *
call (const char *name, const char *path, const char *interface, const char *method, GVariant *arguments)
{
  GError *error = NULL;
  GVariant *answer = g_dbus_connection_call_sync (get_bus (), name, path, interface, method, arguments, NULL,
                                                  G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

static GVariant *
ask_bus (const char *method, const char *name)
{
  return call ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
               g_variant_new ("(s)", name));
}

static gboolean
is_running (void)
{
  g_autoptr (GVariant) answer = ask_bus ("NameHasOwner", BUS);
  gboolean has_owner;

  g_variant_get (answer, "(b)", &has_owner);
  return has_owner;
}

static char *
find_collection (void)
{
  g_autoptr (GVariant) answer
      = call (BUS, SERVICE, "org.freedesktop.Secret.Service", "ReadAlias", g_variant_new ("(s)", "default"));
  char *path;

  g_variant_get (answer, "(o)", &path);
  return path;
}

void
keyring_lock (void)
{
  g_autofree char *path = find_collection ();
  const char *const paths[] = { path, NULL };

  g_variant_unref (
      call (BUS, SERVICE, "org.freedesktop.Secret.Service", "Lock", g_variant_new ("(^ao)", paths)));
}

static GVariant *
bytes (const char *text)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, strlen (text), 1);
}

void
keyring_unlock (void)
{
  g_autofree char *path = find_collection ();
  g_autoptr (GVariant) session
      = call (BUS, SERVICE, "org.freedesktop.Secret.Service", "OpenSession",
              g_variant_new ("(sv)", "plain", g_variant_new_string ("")));
  const char *own;

  g_variant_get (session, "(v&o)", NULL, &own);
  g_variant_unref (
      call (BUS, SERVICE, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
            g_variant_new ("(o(o@ay@ays))", path, own, bytes (""), bytes (PASSWORD), "text/plain")));
}

static GVariant *
list_items (void)
{
  g_autofree char *path = find_collection ();
  g_autoptr (GVariant) answer = call (BUS, path, "org.freedesktop.DBus.Properties", "Get",
                                      g_variant_new ("(ss)", COLLECTION, "Items"));
  g_autoptr (GVariant) value = NULL;

  g_variant_get (answer, "(v)", &value);
  return g_steal_pointer (&value);
}

guint
keyring_count (void)
{
  g_autoptr (GVariant) items = list_items ();

  return g_variant_n_children (items);
}

void
keyring_forget (const char *label)
{
  g_autoptr (GVariant) items = list_items ();
  guint forgotten = 0;

  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) answer = NULL;
      g_autoptr (GVariant) value = NULL;
      const char *path;

      g_variant_get_child (items, i, "&o", &path);
      answer = call (BUS, path, "org.freedesktop.DBus.Properties", "Get",
                     g_variant_new ("(ss)", "org.freedesktop.Secret.Item", "Label"));
      g_variant_get (answer, "(v)", &value);
      if (g_strcmp0 (g_variant_get_string (value, NULL), label) != 0)
        continue;
      g_variant_unref (call (BUS, path, "org.freedesktop.Secret.Item", "Delete", NULL));
      forgotten++;
    }
  g_assert_cmpuint (forgotten, >, 0);
}

static void
send_signal (const char *name, int number)
{
  g_autoptr (GVariant) answer = ask_bus ("GetConnectionUnixProcessID", name);
  guint32 pid;

  g_variant_get (answer, "(u)", &pid);
  g_assert_cmpint (kill (pid, number), ==, 0);
}

void
keyring_signal (int number)
{
  send_signal (BUS, number);
}

void
keyring_end_bus (void)
{
  send_signal ("org.freedesktop.DBus", SIGTERM);
}

void
keyring_kill (void)
{
  if (is_running ())
    keyring_signal (SIGKILL);
  while (is_running ())
    g_usleep (1000);
}

void
keyring_start (void)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
                                   | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GError *error = NULL;
  g_autoptr (GSubprocess) daemon
      = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon", "--foreground", "--unlock",
                                     "--components=secrets", NULL);
  GOutputStream *input;

  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (daemon);
  g_output_stream_write_all (input, PASSWORD, strlen (PASSWORD), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, &error);
  g_assert_no_error (error);
  while (!is_running ())
    g_usleep (1000);
}

/* --- the prompter --- */

static const char interface[]
    = "<node><interface name='org.gnome.keyring.internal.Prompter'>"
      "<method name='BeginPrompting'><arg type='o' direction='in'/></method>"
      "<method name='PerformPrompt'><arg type='o' direction='in'/><arg type='s' direction='in'/>"
      "<arg type='a{sv}' direction='in'/><arg type='s' direction='in'/></method>"
      "<method name='StopPrompting'><arg type='o' direction='in'/></method>"
      "</interface></node>";

static void
on_call (GDBusConnection *bus, const char *sender, const char *path, const char *of, const char *method,
         GVariant *arguments, GDBusMethodInvocation *invocation, gpointer self)
{
  ((Prompter *)self)->is_asking = TRUE;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

void
prompter_begin (Prompter *self)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call };
  GError *error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface, &error);
  g_autoptr (GVariant) answer = NULL;

  g_assert_no_error (error);
  self->is_asking = FALSE;
  self->object = g_dbus_connection_register_object (get_bus (), "/org/gnome/keyring/Prompter", node->interfaces[0],
                                                    &table, self, NULL, &error);
  g_assert_no_error (error);
  answer = call ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                 g_variant_new ("(su)", "org.gnome.keyring.SystemPrompter", 0));
}

void
prompter_end (Prompter *self)
{
  g_autoptr (GVariant) answer
      = call ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReleaseName",
              g_variant_new ("(s)", "org.gnome.keyring.SystemPrompter"));

  g_dbus_connection_unregister_object (get_bus (), self->object);
}
