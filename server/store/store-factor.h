/* store-factor.h: the second factor of an account: codes by time (RFC 6238), and ten recovery codes
 *
 * Whoever asks has checked the login secret before: strangers count nobody's tries. */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_FACTOR_SECRET_LEN 20
#define SRV_FACTOR_STEP 30       /* seconds that a code is shown; one step early or late is fine */
#define SRV_FACTOR_FREE 5        /* wrong codes in a row that do not make anybody wait */
#define SRV_FACTOR_MAX_WAIT 3600 /* seconds between two tries at most; it begins with a step */
#define SRV_FACTOR_RECOVERY_LEN 10 /* bytes of a recovery code */
#define SRV_FACTOR_RECOVERY_CODES 10

typedef struct
{
  gboolean is_on;
  gint64 since; /* when it came into force */
  guint codes;  /* recovery codes that are left */
} SrvFactor;

typedef enum
{
  SRV_FACTOR_RIGHT,   /* or none is needed */
  SRV_FACTOR_MISSING, /* there was no code */
  SRV_FACTOR_WRONG,
  SRV_FACTOR_WAIT, /* too many were wrong: nothing was compared */
} SrvFactorAnswer;

/* What somebody typed: one of the two, or neither. */
typedef struct
{
  char digits[7];
  gboolean is_recovery;
  guint8 recovery[SRV_FACTOR_RECOVERY_LEN];
} SrvFactorCode;

/* As people type it. HARK_ERROR_FACTOR: this can be neither; nothing is counted for it. */
gboolean srv_factor_code_parse (const char *text, SrvFactorCode *code, GError **error);

/* All off for who has none. */
gboolean store_factor_get (SrvStore *store, const HarkId *user, SrvFactor *factor, GError **error);

/* --- in the writer's thread, which decides what comes at once --- */

/* Not in force until confirmed; instead of one that was not. HARK_ERROR_CONFLICT: one is. */
gboolean store_factor_begin (SrvStore *store, const HarkId *user,
                             const guint8 secret[SRV_FACTOR_SECRET_LEN], GError **error);
/* Uses @code up, where one is needed: right once. A wrong one is counted; TRUE then too, so that
 * the count stays. */
gboolean store_factor_use (SrvStore *store, const HarkId *user, const SrvFactorCode *code,
                           gint64 now, SrvFactorAnswer *answer, GError **error);
/* Puts what was begun into force, where @code is its. HARK_ERROR_CONFLICT: none was begun. */
gboolean store_factor_confirm (SrvStore *store, const HarkId *user, const SrvFactorCode *code,
                               gint64 now, SrvFactorAnswer *answer, GError **error);
/* Instead of those that were left. HARK_ERROR_CONFLICT: there is no factor. */
gboolean
store_factor_set_codes (SrvStore *store, const HarkId *user,
                        const guint8 codes[SRV_FACTOR_RECOVERY_CODES][SRV_FACTOR_RECOVERY_LEN],
                        GError **error);
/* With its recovery codes; fine where there is none. */
gboolean store_factor_end (SrvStore *store, const HarkId *user, GError **error);

G_END_DECLS
