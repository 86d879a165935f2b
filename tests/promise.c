/* promise.c: see promise.h */
#include "promise.h"

gint64
promise_due (HarkProfile profile, HarkDefinitionKind kind, GTimeZone *zone, gint64 received,
             gint64 acknowledged)
{
  g_autoptr (GPtrArray) list = hark_profile_list (profile);

  for (guint i = 0; i < list->len; i++)
    {
      const HarkDefinition *definition = g_ptr_array_index (list, i);

      if (definition->kind == kind)
        return hark_definition_due (definition, NULL, zone, received, acknowledged);
    }

  g_assert_not_reached ();
}
