/* store-setup.c: see store-setup.h */
#include "store-setup.h"

#include "hark-error.h"
#include "store-config.h"
#include "store-roster.h"
#include "store-secret.h"

#define CODE_TAG "hark/setup/v1"

typedef struct
{
  const char *name;
  const char *url;
  const char *zone;
  const guint8 *code;
} Init;

static void
hash_code (const guint8 code[HARK_CODE_LEN], guint8 hash[SRV_SECRET_LEN])
{
  hark_seal_hash (hash, SRV_SECRET_LEN, NULL, 0, CODE_TAG, code, (gsize)HARK_CODE_LEN, NULL);
}

static gboolean
fill (HarkSqlite *db, gpointer data, GError **error)
{
  const Init *init = data;
  guint8 code[SRV_SECRET_LEN], salt[SRV_SECRET_LEN];
  gboolean done;

  hash_code (init->code, code);
  hark_seal_random (salt, sizeof salt);
  done = store_config_put (db, "name", init->name, error)
         && store_config_put (db, "url", init->url, error)
         && store_config_put (db, "zone", init->zone, error)
         && store_secret_put (db, SRV_SECRET_SETUP, code, error)
         && store_secret_put (db, SRV_SECRET_SALT, salt, error);

  hark_seal_wipe (salt, sizeof salt);
  return done;
}

gboolean
store_setup_init (const char *dir, const char *name, const char *url, const char *zone,
                  const guint8 code[HARK_CODE_LEN], GError **error)
{
  Init init = { .name = name, .url = url, .zone = zone, .code = code };

  return srv_stores_create (dir, fill, &init, error);
}

gboolean
store_setup_check_code (SrvStore *store, const guint8 code[HARK_CODE_LEN], GError **error)
{
  guint8 kept[SRV_SECRET_LEN], given[SRV_SECRET_LEN];
  g_autoptr (GError) local = NULL;

  if (!store_secret_get (store, SRV_SECRET_SETUP, kept, &local))
    {
      if (g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
        g_set_error (error, HARK_ERROR, HARK_ERROR_SETUP, "the organisation is set up already");
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  hash_code (code, given);
  if (!hark_seal_equal (kept, given, sizeof kept))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_AUTH, "this is not the setup code");
      return FALSE;
    }
  return TRUE;
}

gboolean
store_setup_finish (SrvStore *store, GError **error)
{
  return store_secret_delete (store, SRV_SECRET_SETUP, error);
}
