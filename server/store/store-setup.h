/* store-setup.h: a new store, and the one-time code that sets the organisation up */
#pragma once

#include "hark-code.h"
#include "srv-store.h"

G_BEGIN_DECLS

/* Makes the store in @dir, with these settings, an unused setup code and secrets of its own. The
 * caller has checked the settings. HARK_ERROR_CONFLICT where there is one already. */
gboolean store_setup_init (const char *dir, const char *name, const char *url, const char *zone,
                           const guint8 code[HARK_CODE_LEN], GError **error);

/* HARK_ERROR_SETUP where the organisation is set up already, HARK_ERROR_AUTH for another code. */
gboolean store_setup_check_code (SrvStore *store, const guint8 code[HARK_CODE_LEN], GError **error);
/* The code is worth nothing any more. */
gboolean store_setup_finish (SrvStore *store, GError **error);

G_END_DECLS
