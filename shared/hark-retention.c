/* hark-retention.c: see hark-retention.h */
#include "hark-retention.h"

#include "hark-error.h"
#include "hark-json.h"

#define MONTHS 36
#define FIVE_YEARS 60

guint
hark_retention_get_default (HarkProfile profile)
{
  return profile == HARK_PROFILE_AT ? FIVE_YEARS : MONTHS;
}

guint
hark_retention_get_most (HarkProfile profile)
{
  return profile == HARK_PROFILE_IT ? FIVE_YEARS : HARK_RETENTION_MAX;
}

guint
hark_retention_get (const HarkRetention *self, HarkProfile profile, HarkOutcome outcome)
{
  g_return_val_if_fail (outcome < HARK_OUTCOME_LAST, hark_retention_get_default (profile));

  return self->months[outcome] != 0 ? self->months[outcome] : hark_retention_get_default (profile);
}

gboolean
hark_retention_allows (const HarkRetention *self, HarkProfile profile, guint months)
{
  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    if (hark_retention_get (self, profile, i) == months)
      return TRUE;

  return FALSE;
}

gboolean
hark_retention_from_json (JsonObject *body, HarkProfile profile, HarkRetention *self,
                          GError **error)
{
  HarkRetention read = { { 0 } };
  JsonObject *json;

  if (!json_object_has_member (body, HARK_RETENTION_MEMBER))
    {
      *self = read;
      return TRUE;
    }
  json = hark_json_get_object (body, HARK_RETENTION_MEMBER, error);
  if (json == NULL)
    return FALSE;

  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    {
      const char *name = hark_outcome_get_name (i);
      gint64 months;

      if (!json_object_has_member (json, name))
        continue;
      if (!hark_json_get_int (json, name, HARK_RETENTION_MIN, hark_retention_get_most (profile),
                              &months, error))
        return FALSE;
      read.months[i] = (guint)months;
    }

  *self = read;
  return TRUE;
}

static void
keep_unknown (JsonObject *object, const char *name, JsonNode *node, gpointer copy)
{
  HarkOutcome outcome;

  if (!hark_outcome_from_name (name, &outcome))
    json_object_set_member (copy, name, json_node_copy (node));
}

void
hark_retention_to_json (const HarkRetention *self, JsonObject *body)
{
  g_autoptr (JsonObject) json = json_object_new ();
  JsonNode *before = json_object_get_member (body, HARK_RETENTION_MEMBER);

  if (before != NULL && JSON_NODE_HOLDS_OBJECT (before))
    json_object_foreach_member (json_node_get_object (before), keep_unknown, json);
  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    if (self->months[i] != 0)
      json_object_set_int_member (json, hark_outcome_get_name (i), self->months[i]);

  if (json_object_get_size (json) == 0)
    json_object_remove_member (body, HARK_RETENTION_MEMBER);
  else
    json_object_set_object_member (body, HARK_RETENTION_MEMBER, g_steal_pointer (&json));
}

gint64
hark_retention_due (gint64 closed, GTimeZone *zone, guint months)
{
  const HarkPeriodLength length = { months, HARK_PERIOD_MONTHS };

  return hark_period_due (closed, zone, NULL, &length, 1);
}

gint64
hark_retention_postpone (gint64 due, gint64 now, GTimeZone *zone)
{
  const HarkPeriodLength length = { HARK_RETENTION_GRACE, HARK_PERIOD_DAYS };

  return MAX (due, hark_period_due (now, zone, NULL, &length, 1));
}
