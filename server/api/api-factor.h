/* api-factor.h: the code of a request */
#pragma once

#include <json-glib/json-glib.h>

#include "store-factor.h"

G_BEGIN_DECLS

/* "code" of @body. HARK_ERROR_FACTOR: this can be none. */
gboolean api_factor_read_code (JsonObject *body, SrvFactorCode *code, GError **error);
/* FALSE with HARK_ERROR_FACTOR, or HARK_ERROR_BUSY, for all but a right one. */
gboolean api_factor_check (SrvFactorAnswer answer, GError **error);

G_END_DECLS
