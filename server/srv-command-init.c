/* srv-command-init.c: makes an organisation's store */
#include "srv-command.h"

#include "hark-error.h"
#include "srv-config.h"
#include "srv-lock.h"
#include "store-setup.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

static char *data;
static char *name;
static char *url;
static char *zone;

/* Texts are taken as they were typed, in UTF-8: G_OPTION_ARG_STRING would take nothing but ASCII
 * where the locale is C, as it is on many servers, and would not say of which option. */
static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where the store shall be", "DIR" },
  { "name", 0, 0, G_OPTION_ARG_FILENAME, &name, "The organisation's name", "NAME" },
  { "url", 0, 0, G_OPTION_ARG_FILENAME, &url, "Where reporters and clients find the server",
    "URL" },
  { "zone", 0, 0, G_OPTION_ARG_FILENAME, &zone,
    "Its time zone, such as Europe/Berlin; the machine's without", "ZONE" },
  { NULL },
};

/* The machine's, where it has a name that can be kept. */
static char *
find_zone (void)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  const char *id = g_time_zone_get_identifier (local);

  return g_strdup (id != NULL && srv_config_validate (SRV_CONFIG_ZONE, id, NULL) ? id : "UTC");
}

static gboolean
check (const char *chosen, GError **error)
{
  static const char *const label[] = { "--name", "--url", "--zone" };
  const char *const key[] = { SRV_CONFIG_NAME, SRV_CONFIG_URL, SRV_CONFIG_ZONE };
  const char *const value[] = { name, url, chosen };

  for (guint i = 0; i < G_N_ELEMENTS (key); i++)
    if (!srv_config_validate (key[i], value[i], error))
      {
        g_prefix_error (error, "%s: ", label[i]);
        return FALSE;
      }

  return TRUE;
}

static gboolean
make (const char *chosen, const guint8 code[HARK_CODE_LEN], GError **error)
{
  g_autofree char *lock_path = g_build_filename (data, SRV_LOCK_FILE, NULL);
  gboolean had_lock = g_file_test (lock_path, G_FILE_TEST_EXISTS);
  gboolean made;
  int lock;

  if (g_mkdir_with_parents (data, 0700) != 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", data, g_strerror (errno));
      return FALSE;
    }
  lock = srv_lock_take (data, error);
  if (lock < 0)
    return FALSE;

  made = store_setup_init (data, name, url, chosen, code, error);
  /* A folder that was there may have been open to others. Its files are not, so that whoever only
   * lent it to us need not be asked. */
  if (made)
    g_chmod (data, 0700);
  else if (!had_lock)
    g_unlink (lock_path);
  srv_lock_release (lock);
  return made;
}

static SrvExit
run (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *chosen = NULL;
  guint8 code[HARK_CODE_LEN];
  char *line;

  if (!srv_command_parse (&srv_command_init, entries, &argc, &argv))
    return SRV_EXIT_USAGE;
  if (argc > 1 || data == NULL || name == NULL || url == NULL)
    return srv_command_fail_usage (&srv_command_init, argv[1]);

  chosen = zone != NULL ? g_strdup (zone) : find_zone ();
  if (!check (chosen, &error))
    return srv_command_fail (&srv_command_init, SRV_EXIT_USAGE, error->message);

  hark_code_random (code);
  if (!make (chosen, code, &error))
    return srv_command_fail (&srv_command_init, SRV_EXIT_FAILED, error->message);

  line = hark_code_to_line (code);
  g_print ("%s is ready in %s (time zone %s).\n"
           "The first Admin sets it up from Hark with this code, which works once:\n%s\n",
           name, data, chosen, line);
  hark_seal_free_string (line);
  hark_seal_wipe (code, sizeof code);
  return SRV_EXIT_OK;
}

const SrvCommand srv_command_init
    = { "init", "--data DIR --name NAME --url URL [--zone ZONE]",
        "Makes an organisation's store. The last line printed is the setup code.", run };
