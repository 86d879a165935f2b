/* api-op-read.h: an operation as it comes over the wire */
#pragma once

#include <json-glib/json-glib.h>

#include "store-op.h"

G_BEGIN_DECLS

/* HARK_ERROR_INVALID only where not even its id can be read; any other fault of its form stands in
 * the operation, so that it gets an answer of its own. (transfer full) */
SrvOp *api_op_read (JsonObject *json, const HarkId *user, GError **error);

G_END_DECLS
