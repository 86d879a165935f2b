/* app-keyring.c: see app-keyring.h */
#include "app-keyring.h"

#include <libsecret/secret.h>
#include <string.h>

#include "hark-error.h"
#include "hark-seal.h"

/* An attribute of our own and no match by schema name: otherwise a locked keyring answers "not
 * found". */
static const SecretSchema schema = {
  "org.hark.Hark.Device",
  SECRET_SCHEMA_DONT_MATCH_NAME,
  {
      { "hark-device", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "hark-kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

static const struct
{
  const char *name;
  const char *label;
} kinds[] = {
  [APP_SECRET_LOCAL_KEY] = { "local-key", "Hark: key of this device" },
  [APP_SECRET_ACCOUNT_KEY] = { "account-key", "Hark: account key" },
  [APP_SECRET_SESSION] = { "session", "Hark: session" },
};

static GHashTable *
attributes_of (const HarkId *device, AppSecretKind kind)
{
  g_autofree char *id = hark_id_to_string (device);

  return secret_attributes_build (&schema, "hark-device", id, "hark-kind", kinds[kind].name, NULL);
}

gboolean
app_keyring_store (const HarkId *device, AppSecretKind kind, const char *secret, GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (device, kind);
  g_autoptr (GError) local = NULL;

  if (!secret_password_storev_sync (&schema, attributes, SECRET_COLLECTION_DEFAULT,
                                    kinds[kind].label, secret, NULL, &local))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "no keyring: %s",
                   local != NULL ? local->message : "it would not open");
      return FALSE;
    }

  return TRUE;
}

/* The text of the first item that has one. */
static char *
take_secret (GList *items)
{
  for (GList *l = items; l != NULL; l = l->next)
    {
      g_autoptr (SecretValue) value = secret_retrievable_retrieve_secret_sync (l->data, NULL, NULL);

      if (value != NULL && secret_value_get_text (value) != NULL)
        return g_strdup (secret_value_get_text (value));
    }

  return NULL;
}

char *
app_keyring_lookup (const HarkId *device, AppSecretKind kind, GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (device, kind);
  g_autoptr (GError) local = NULL;
  g_autolist (GObject) items = NULL;
  char *secret;

  /* Without unlocking first: this tells "nothing there" from "locked". */
  items = secret_password_searchv_sync (&schema, attributes, SECRET_SEARCH_ALL, NULL, &local);
  if (local != NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "no keyring: %s", local->message);
      return NULL;
    }
  if (items == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND,
                   "the keyring does not have this device's key");
      return NULL;
    }

  secret = take_secret (items);
  if (secret != NULL)
    return secret;

  g_list_free_full (g_steal_pointer (&items), g_object_unref);
  items = secret_password_searchv_sync (
      &schema, attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK | SECRET_SEARCH_LOAD_SECRETS,
      NULL, NULL);
  secret = take_secret (items);
  if (secret == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "the keyring is locked");

  return secret;
}
