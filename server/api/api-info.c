/* api-info.c: what anybody may know about the organisation */
#include "api.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-json.h"
#include "store-roster.h"
#include "store-setting.h"

static JsonObject *
make_protocol (void)
{
  JsonObject *protocol = json_object_new ();

  json_object_set_int_member (protocol, "min", HARK_PROTOCOL_MIN);
  json_object_set_int_member (protocol, "max", HARK_PROTOCOL_MAX);
  return protocol;
}

static GTimeZone *
get_zone (SrvContext *context)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);

  return store != NULL ? store_setting_get_zone (store) : g_time_zone_ref (context->zone);
}

static void
read_info (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autofree char *name = srv_config_dup (context->config, SRV_CONFIG_NAME);
  g_autoptr (GTimeZone) zone = get_zone (context);
  JsonObject *info = json_object_new ();
  guint8 root_pk[HARK_SIGN_PK_LEN];
  HarkRosterPolicy policy;
  HarkId org;
  gboolean ready = srv_roster_get_org (context->roster, &org, root_pk, NULL);

  json_object_set_object_member (info, "protocol", make_protocol ());
  json_object_set_string_member (info, "name", name);
  json_object_set_string_member (info, "zone", g_time_zone_get_identifier (zone));
  srv_roster_get_policy (context->roster, &policy);
  json_object_set_int_member (info, "password", policy.password_length);
  json_object_set_boolean_member (info, "ready", ready);
  if (ready)
    {
      hark_json_set_id (info, "org", &org);
      hark_json_set_bytes (info, "root_pk", root_pk, sizeof root_pk);
    }
  else
    {
      json_object_set_null_member (info, "org");
      json_object_set_null_member (info, "root_pk");
    }

  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (info));
}

const SrvRoute api_info_routes[] = {
  { "GET", HARK_API_INFO, SRV_AUTH_NONE, read_info },
  { NULL },
};
