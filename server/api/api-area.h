/* api-area.h: an area, as requests name it */
#pragma once

#include <json-glib/json-glib.h>

#include "store-area.h"

G_BEGIN_DECLS

/* {"id","name"} (NULL: @error is set) of an area that is given back: closed on the portal until its
 * settings are. area->name is borrowed from @json. */
gboolean api_area_read (JsonObject *json, SrvArea *area, GError **error);

G_END_DECLS
