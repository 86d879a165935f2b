/* hark-error.c: see hark-error.h */
#include "hark-error.h"

G_DEFINE_QUARK (hark - error - quark, hark_error)

static const struct
{
  const char *name;
  guint status;
} table[HARK_ERROR_LAST] = {
  [HARK_ERROR_INVALID] = { "invalid", 400 },
  [HARK_ERROR_NOT_FOUND] = { "not-found", 404 },
  [HARK_ERROR_AUTH] = { "auth", 401 },
  [HARK_ERROR_ENDED] = { "ended", 401 },
  [HARK_ERROR_FACTOR] = { "factor", 401 },
  [HARK_ERROR_FORBIDDEN] = { "forbidden", 403 },
  [HARK_ERROR_CONFLICT] = { "conflict", 409 },
  [HARK_ERROR_REKEY] = { "rekey", 409 },
  [HARK_ERROR_GONE] = { "gone", 410 },
  [HARK_ERROR_TOO_LARGE] = { "too-large", 413 },
  [HARK_ERROR_BUSY] = { "busy", 503 },
  [HARK_ERROR_DISK] = { "disk", 503 },
  [HARK_ERROR_RESET] = { "reset", 410 },
  [HARK_ERROR_REPLAYED] = { "replayed", 422 },
  [HARK_ERROR_UPGRADE] = { "upgrade", 426 },
  [HARK_ERROR_OUTDATED] = { "outdated", 426 },
  [HARK_ERROR_SETUP] = { "setup", 409 },
  [HARK_ERROR_UNVERIFIED] = { "unverified", 422 },
  [HARK_ERROR_LOCKED] = { "locked", 423 },
  [HARK_ERROR_MEMORY] = { "memory", 503 },
  [HARK_ERROR_OFFLINE] = { "offline", 503 },
  [HARK_ERROR_WAITING] = { "waiting", 403 },
  [HARK_ERROR_UNSEEN] = { "unseen", 409 },
  [HARK_ERROR_METHOD] = { "method", 405 },
  [HARK_ERROR_FORKED] = { "forked", 422 },
  [HARK_ERROR_INTERNAL] = { "internal", 500 },
};

const char *
hark_error_get_name (HarkError code)
{
  g_return_val_if_fail (code < HARK_ERROR_LAST, "internal");

  return table[code].name;
}

guint
hark_error_get_status (HarkError code)
{
  g_return_val_if_fail (code < HARK_ERROR_LAST, 500);

  return table[code].status;
}

gboolean
hark_error_from_name (const char *name, HarkError *code)
{
  for (guint i = 0; i < HARK_ERROR_LAST; i++)
    if (g_strcmp0 (table[i].name, name) == 0)
      {
        *code = i;
        return TRUE;
      }

  return FALSE;
}
