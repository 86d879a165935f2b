/* srv-command-check.c: looks a store over, beside a running server too */
#include "srv-command.h"

#include "hark-error.h"
#include "store-check.h"

static char *data;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where the store is", "DIR" },
  { NULL },
};

static gboolean
check (GPtrArray *faults, GError **error)
{
  g_autoptr (SrvStores) stores = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (SrvBlobs) blobs = srv_blobs_new (data);
  g_autoptr (GError) local = NULL;

  stores = srv_stores_open (data, SRV_STORES_AS_IS, &local);
  if (stores == NULL && g_error_matches (local, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    {
      g_ptr_array_add (faults, g_strdup (local->message));
      return TRUE;
    }
  if (stores == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  store = srv_stores_borrow (stores, error);
  return store != NULL && store_check_run (store, blobs, faults, error);
}

static SrvExit
run (int argc, char **argv)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  if (!srv_command_parse (&srv_command_check, entries, &argc, &argv))
    return SRV_EXIT_USAGE;
  if (data == NULL || argc > 1)
    return srv_command_fail_usage (&srv_command_check, argv[1]);
  if (!check (faults, &error))
    return srv_command_fail (&srv_command_check, SRV_EXIT_FAILED, error->message);

  for (guint i = 0; i < faults->len; i++)
    g_print ("%s\n", (const char *)g_ptr_array_index (faults, i));
  return faults->len == 0 ? SRV_EXIT_OK : SRV_EXIT_FAILED;
}

const SrvCommand srv_command_check
    = { "check", "--data DIR",
        "Looks the whole store over: one line for each fault, and exit code 1.", run };
