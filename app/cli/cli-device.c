/* cli-device.c: where one is signed in, and the end of it */
#include "cli.h"

#include "app-client-account.h"
#include "hark-error.h"

#define SHOWN_DIGITS 8

char *
cli_format_day (gint64 seconds)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%F") : g_strdup ("?");
}

static void
print_device (const AppDevice *device)
{
  g_autofree char *id = hark_id_to_string (&device->id);
  g_autofree char *name = cli_tame (device->name != NULL ? device->name : "without name");
  g_autofree char *created = cli_format_day (device->created);
  g_autofree char *seen = cli_format_day (device->seen);

  g_print ("%.*s  %s, signed in %s, last here %s%s%s\n", SHOWN_DIGITS, id, name, created, seen,
           device->by_sheet ? ", by the recovery sheet" : "", device->is_this ? " (this one)" : "");
}

static CliExit
list_devices (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = app_client_list_devices_sync (cli->client, &error);

  if (devices == NULL)
    return cli_fail (error);

  for (guint i = 0; i < devices->len; i++)
    print_device (g_ptr_array_index (devices, i));
  cli_tell_own_reset (cli);
  return CLI_OK;
}

/* The one whose id begins so. NULL where there is none, or more than one. */
static const AppDevice *
find_device (GPtrArray *devices, const char *digits)
{
  const AppDevice *found = NULL;

  if (*digits == '\0')
    return NULL;
  for (guint i = 0; i < devices->len; i++)
    {
      const AppDevice *device = g_ptr_array_index (devices, i);
      g_autofree char *id = hark_id_to_string (&device->id);

      if (!g_str_has_prefix (id, digits))
        continue;
      if (found != NULL)
        return NULL;
      found = device;
    }

  return found;
}

static CliExit
end_device (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) devices = app_client_list_devices_sync (cli->client, &error);
  g_autofree char *digits = g_ascii_strdown (cli->args[0], -1);
  const AppDevice *device = devices != NULL ? find_device (devices, digits) : NULL;

  if (devices != NULL && device == NULL)
    g_set_error (&error, HARK_ERROR, HARK_ERROR_NOT_FOUND,
                 "no device, or more than one, begins like that: `devices` lists them");
  if (error == NULL)
    app_client_end_device_sync (cli->client, &device->id, &error);
  if (error != NULL)
    return cli_fail (error);

  g_print ("It is signed out.\n");
  return CLI_OK;
}

/* --- a reset of this account --- */

void
cli_tell_own_reset (Cli *cli)
{
  g_autoptr (AppOwnReset) reset = app_client_read_own_reset_sync (cli->client, NULL);
  g_autofree char *by = reset != NULL && reset->by != NULL ? cli_tame (reset->by) : NULL;

  if (by == NULL)
    return;

  g_print ("%s reset this account%s: where you did not ask for it, \"decline-reset\" keeps your "
           "keys\n",
           by, reset->is_accepted ? ", and somebody accepted that with new keys" : "");
}

static CliExit
decline_reset (Cli *cli)
{
  g_autoptr (GError) error = NULL;

  if (!app_client_decline_reset_sync (cli->client, &error))
    return cli_fail (error);

  g_print ("The account stays as it is.\n");
  return CLI_OK;
}

const CliCommand cli_device_commands[] = {
  { "devices", "", "where you are signed in", TRUE, 0, NULL, list_devices },
  { "end-device", "DEVICE", "sign one of your devices out: the digits that `devices` shows", TRUE,
    1, NULL, end_device },
  { "decline-reset", "", "keep your keys where an Admin reset your account and you did not ask",
    TRUE, 0, NULL, decline_reset },
  { NULL },
};
