/* app-effect.c: see app-effect.h */
#include "app-effect.h"

#include "app-behalf.h"
#include "app-deletion.h"
#include "app-intent.h"
#include "app-move.h"
#include "app-period.h"
#include "hark-json.h"

static gboolean
has_object (AppStore *store, const HarkId *id)
{
  g_autoptr (AppCacheObject) item = app_cache_get_object (store->cache, id, NULL);

  return item != NULL;
}

static gboolean
has_manifests (AppStore *store, const AppOperation *operation)
{
  JsonArray *ids = app_intent_get_list (operation->intent, "manifests");

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      HarkId id = { { 0 } };

      hark_id_from_string (json_array_get_string_element (ids, i), &id);
      if (!has_object (store, &id))
        return FALSE;
    }

  return TRUE;
}

/* What had its target already is applied without a trace; another may have changed it since. */
static gboolean
is_changed (AppStore *store, const AppCacheTicket *ticket, const AppOperation *operation,
            const char *type)
{
  const HarkId nobody = { { 0 } };
  HarkId history = app_intent_get_id (operation->intent, "history");
  HarkId advisor = app_intent_get_id (operation->intent, "advisor");
  gboolean is_of_advisor
      = !g_str_equal (type, "reopen") && !app_move_is_type (type) && !app_period_is_type (type);

  if (app_deletion_is_type (type))
    return has_object (store, &history) || app_deletion_is_here (operation->intent, ticket);
  if (has_object (store, &history)
      || (g_str_equal (type, "reopen") && ticket->state_v > operation->state_v)
      || (is_of_advisor && ticket->advisor_v > operation->advisor_v))
    return TRUE;
  if (g_str_equal (type, "take-over"))
    return hark_id_equal (&ticket->advisor, &store->account->user);
  if (g_str_equal (type, "release"))
    return hark_id_equal (&ticket->advisor, &nobody);
  if (g_str_equal (type, "assign"))
    return hark_id_equal (&ticket->advisor, &advisor);

  if (app_period_is_type (type))
    return app_period_is_here (store, operation);
  if (app_move_is_type (type))
    return app_move_is_here (store, operation->intent, ticket);

  return g_str_equal (type, "reopen") && ticket->state == HARK_TICKET_OPEN;
}

/* A new ticket of one's own comes back always; one for somebody else to members only. */
static gboolean
may_be_missing (AppStore *store, const AppOperation *operation, const char *type)
{
  HarkId area = app_intent_get_id (operation->intent, "area");

  return !g_str_equal (type, "submit")
         || (app_behalf_peek (operation->intent) != NULL
             && hark_roster_get_role (store->roster, &area, &store->account->user)
                    == HARK_ROLE_NONE);
}

gboolean
app_effect_is_here (AppStore *store, const AppOperation *operation)
{
  static const char *const contents[] = { "submit", "message", "note", "contact", "close", NULL };
  const char *type = hark_json_peek_string (operation->intent, "type");
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, &operation->ticket, NULL);
  HarkId object = app_intent_get_id (operation->intent, "object");

  if (ticket == NULL)
    return may_be_missing (store, operation, type);
  /* out of the team since: what the team writes is not for this account */
  if ((ticket->side & APP_SIDE_TEAM) == 0 && !g_str_equal (type, "submit")
      && !json_object_get_boolean_member_with_default (operation->intent, "as_reporter", FALSE))
    return TRUE;
  if (!g_strv_contains (contents, type))
    return is_changed (store, ticket, operation, type);

  return has_object (store, &object) && has_manifests (store, operation);
}
