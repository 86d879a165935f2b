/* srv-command-config.c: shows and changes settings, in a running server too */
#include "srv-command.h"

#include "hark-error.h"
#include "srv-config.h"
#include "store-config.h"

static char *data;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where the store is", "DIR" },
  { NULL },
};

static const char *
get (GHashTable *values, const SrvConfigKey *key)
{
  const char *value = g_hash_table_lookup (values, key->key);

  return value != NULL ? value : key->value;
}

static gboolean
show (SrvStores *stores, const char *only, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (stores, error);
  g_autoptr (GHashTable) values = store != NULL ? store_config_list (store, error) : NULL;

  if (values == NULL)
    return FALSE;
  if (only != NULL)
    {
      g_print ("%s\n", get (values, srv_config_find_key (only)));
      return TRUE;
    }

  for (const SrvConfigKey *key = srv_config_list_keys (); key->key != NULL; key++)
    g_print ("%s=%s\n", key->key, get (values, key));
  return TRUE;
}

static gboolean
set (SrvStores *stores, const char *key, const char *value, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_open_writer (stores, error);

  return store != NULL && store_config_put (srv_store_get_db (store), key, value, error);
}

static SrvExit
fail_key (const char *key, const char *why)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", key, why);

  return srv_command_fail (&srv_command_config, SRV_EXIT_USAGE, text);
}

static SrvExit
run (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStores) stores = NULL;
  const SrvConfigKey *key = NULL;

  if (!srv_command_parse (&srv_command_config, entries, &argc, &argv))
    return SRV_EXIT_USAGE;
  if (data == NULL || argc > 3)
    return srv_command_fail_usage (&srv_command_config, argc > 3 ? argv[3] : NULL);
  if (argc > 1 && (key = srv_config_find_key (argv[1])) == NULL)
    return fail_key (argv[1], "there is no setting of this name");
  if (argc > 2 && key->fixed)
    return fail_key (argv[1], "init settled this; from then on an Admin does, in Hark");
  if (argc > 2 && !srv_config_validate (argv[1], argv[2], &error))
    return srv_command_fail (&srv_command_config, SRV_EXIT_USAGE, error->message);

  stores = srv_stores_open (data, SRV_STORES_AS_IS, &error);
  if (stores == NULL
      || !(argc > 2 ? set (stores, argv[1], argv[2], &error)
                    : show (stores, argc > 1 ? argv[1] : NULL, &error)))
    return srv_command_fail (&srv_command_config, SRV_EXIT_FAILED, error->message);

  return SRV_EXIT_OK;
}

const SrvCommand srv_command_config
    = { "config", "--data DIR [KEY [VALUE]]",
        "Lists the settings, shows one, or changes it; a running server follows within a second.",
        run };
