/* api-wording.c: what mails say where the organisation's settings say nothing, for an Admin who
 * settles that; and what one had settled before it was signed */
#include "api.h"

#include "api-account.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-wording.h"
#include "mail-text.h"
#include "store-config.h"

#include <string.h>

#define UNSIGNED "mail.wording-unsigned" /* in the table config, and none of its keys */

/* What is said where the organisation says nothing. (transfer full) */
static HarkWording *
list_own (void)
{
  const char *const *languages = hark_wording_list_languages ();
  const char *const *kinds = hark_wording_list_kinds ();
  HarkWording *own = hark_wording_new ();

  for (guint i = 0; languages[i] != NULL; i++)
    for (guint k = 0; kinds[k] != NULL; k++)
      {
        const char *subject, *text;

        if (!mail_text_get_words (kinds[k], languages[i], &subject, &text))
          continue;
        hark_wording_set (own, languages[i], kinds[k], HARK_WORDING_SUBJECT, subject);
        hark_wording_set (own, languages[i], kinds[k], HARK_WORDING_TEXT, text);
      }
  return own;
}

/* Nobody signed it, and no mail says it. NULL without @error where there is none that can be read.
 */
static JsonObject *
read_unsigned (SrvStore *store, GError **error)
{
  g_autoptr (GHashTable) rows = store_config_list (store, error);
  const char *text = rows != NULL ? g_hash_table_lookup (rows, UNSIGNED) : NULL;

  return text != NULL ? hark_json_parse_object (text, strlen (text), HARK_WORDING_MAX, NULL) : NULL;
}

static void
read_wording (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (HarkWording) own = NULL;
  JsonObject *json;

  if (api_account_check_admin (request, &error))
    store = srv_stores_borrow (context->stores, &error);
  if (store != NULL)
    before = read_unsigned (store, &error);
  if (error != NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  own = list_own ();
  json = json_object_new ();
  hark_wording_to_json (own, json, "own");
  if (before != NULL)
    json_object_set_object_member (json, "unsigned", g_steal_pointer (&before));
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (json));
}

/* A SrvWork. */
static gboolean
forget (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_config_remove (srv_store_get_db (store), UNSIGNED, error);
}

static void
forget_wording (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;

  if (!api_account_check_admin (request, &error)
      || !srv_writer_run (context->writer, forget, NULL, &error))
    srv_request_fail (request, error);
  else
    srv_request_reply_json (request, SOUP_STATUS_OK, api_json_new_empty ());
}

const SrvRoute api_wording_routes[] = {
  { "GET", HARK_API_MAIL_WORDING, SRV_AUTH_USER, read_wording },
  { "DELETE", HARK_API_MAIL_WORDING, SRV_AUTH_USER, forget_wording },
  { NULL },
};
