/* srv-context.c: see srv-context.h */
#include "srv-context.h"

#include "store-roster.h"

gboolean
srv_context_allows_portal_accounts (SrvContext *self)
{
  HarkRosterPolicy policy;

  srv_roster_get_policy (self->roster, &policy);
  return policy.portal_only && srv_config_is_on (self->config, SRV_CONFIG_PORTAL_ACCOUNTS);
}

gboolean
srv_context_awaits_policy (SrvContext *self)
{
  HarkRosterPolicy policy;

  srv_roster_get_policy (self->roster, &policy);
  return !policy.portal_only && srv_config_is_set_on (self->config, SRV_CONFIG_PORTAL_ACCOUNTS);
}

gint64
srv_context_now (SrvContext *self)
{
  return self->clock (self->clock_data);
}
