/* store-factor.c: see store-factor.h */
#include "store-factor.h"

#include "hark-code.h"
#include "hark-error.h"

#include <liboath/oath.h>

#define DIGITS 6
#define STEPS 3 /* the one before, this one, the next: clocks differ */

static const char SQL_GET[] = "SELECT coalesce (f.since, 0), f.since IS NOT NULL,"
                              " (SELECT count (*) FROM recovery_code c WHERE c.user = f.user)"
                              " FROM factor f WHERE f.user = $1";
static const char SQL_STATE[]
    = "SELECT secret, since IS NOT NULL, step, wrong, tried FROM factor WHERE user = $1";
static const char SQL_BEGIN[]
    = "INSERT INTO factor (user, secret, step, wrong, tried) VALUES ($1, $2, 0, 0, 0)"
      " ON CONFLICT (user) DO UPDATE SET secret = excluded.secret WHERE since IS NULL";
static const char SQL_RIGHT[]
    = "UPDATE factor SET step = max (step, $2), wrong = 0 WHERE user = $1";
static const char SQL_WRONG[] = "UPDATE factor SET wrong = wrong + 1, tried = $2 WHERE user = $1";
static const char SQL_CONFIRM[] = "UPDATE factor SET since = $2 WHERE user = $1";
static const char SQL_END[] = "DELETE FROM factor WHERE user = $1";
static const char SQL_USE_CODE[] = "DELETE FROM recovery_code WHERE user = $1 AND hash = $2";
static const char SQL_DROP_CODES[] = "DELETE FROM recovery_code WHERE user = $1";
static const char SQL_ADD_CODE[]
    = "INSERT INTO recovery_code (user, hash) SELECT user, $2 FROM factor"
      " WHERE user = $1 AND since IS NOT NULL";

typedef struct
{
  guint8 secret[SRV_FACTOR_SECRET_LEN];
  gboolean is_there, is_on;
  gint64 step, wrong, tried;
} State;

gboolean
srv_factor_code_parse (const char *text, SrvFactorCode *code, GError **error)
{
  gsize n = 0;

  *code = (SrvFactorCode){ 0 };
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isdigit (*c) && n < DIGITS)
      code->digits[n++] = *c;
    else if (*c != ' ')
      n = DIGITS + 1; /* not six digits, then */
  if (n == DIGITS)
    return TRUE;

  memset (code->digits, 0, sizeof code->digits);
  code->is_recovery
      = hark_code_bytes_parse (text, "recovery code", code->recovery, sizeof code->recovery, NULL);
  if (!code->is_recovery)
    g_set_error (error, HARK_ERROR, HARK_ERROR_FACTOR,
                 "a code has six digits; a recovery code stands on its list");
  return code->is_recovery;
}

gboolean
store_factor_get (SrvStore *store, const HarkId *user, SrvFactor *factor, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  HarkStep step;

  *factor = (SrvFactor){ 0 };
  hark_stmt_bind_id (stmt, 1, user);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ROW && hark_stmt_get_int (stmt, 1) != 0)
    {
      factor->is_on = TRUE;
      factor->since = hark_stmt_get_int (stmt, 0);
      factor->codes = (guint)hark_stmt_get_int (stmt, 2);
    }

  return step != HARK_STEP_ERROR;
}

static gboolean
read_state (SrvStore *store, const HarkId *user, State *state, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_STATE);
  HarkStep step;

  *state = (State){ 0 };
  hark_stmt_bind_id (stmt, 1, user);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ROW)
    {
      gsize length;
      gconstpointer secret = hark_stmt_get_blob (stmt, 0, &length);

      /* the table's CHECK promises the length */
      memcpy (state->secret, secret, MIN (length, sizeof state->secret));
      state->is_there = TRUE;
      state->is_on = hark_stmt_get_int (stmt, 1) != 0;
      state->step = hark_stmt_get_int (stmt, 2);
      state->wrong = hark_stmt_get_int (stmt, 3);
      state->tried = hark_stmt_get_int (stmt, 4);
    }

  return step != HARK_STEP_ERROR;
}

/* Whether the wrong ones before make the next one wait: longer each time, and never for ever. */
static gboolean
must_wait (const State *state, gint64 now)
{
  gint64 over = state->wrong - SRV_FACTOR_FREE;
  gint64 wait;

  if (over < 0)
    return FALSE;

  wait = MIN ((gint64)SRV_FACTOR_STEP << MIN (over, 10), SRV_FACTOR_MAX_WAIT);
  return ABS (now - state->tried) < wait;
}

/* The step whose code this is; 0: none that may still be used. Which one it is, and whether it is
 * any, takes the same time. */
static gint64
find_step (const State *state, const char digits[DIGITS + 1], gint64 now)
{
  gint64 found = 0;

  for (gint64 i = 0; i < STEPS; i++)
    {
      gint64 step = now / SRV_FACTOR_STEP - 1 + i;
      char right[DIGITS + 1] = "";

      if (oath_totp_generate ((const char *)state->secret, sizeof state->secret,
                              (time_t)(step * SRV_FACTOR_STEP), SRV_FACTOR_STEP, 0, DIGITS, right)
              == OATH_OK
          && hark_seal_equal (right, digits, DIGITS) && step > state->step)
        found = step;
      hark_seal_wipe (right, sizeof right);
    }

  return found;
}

static void
hash_code (const HarkId *user, const guint8 code[SRV_FACTOR_RECOVERY_LEN],
           guint8 hash[HARK_HASH_LEN])
{
  hark_seal_hash (hash, HARK_HASH_LEN, NULL, 0, "hark/factor-code/v1", user->bytes,
                  (gsize)HARK_ID_LEN, code, (gsize)SRV_FACTOR_RECOVERY_LEN, NULL);
}

/* A recovery code has 80 bits: it can be looked up by its hash, and nobody guesses one. */
static gboolean
use_recovery_code (SrvStore *store, const HarkId *user, const SrvFactorCode *code, gboolean *right,
                   GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_USE_CODE);
  guint8 hash[HARK_HASH_LEN];

  hash_code (user, code->recovery, hash);
  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_blob (stmt, 2, hash, sizeof hash);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  *right = hark_sqlite_changes (srv_store_get_db (store)) == 1;
  return TRUE;
}

static gboolean
note (SrvStore *store, const HarkId *user, const char *sql, gint64 value, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_int (stmt, 2, value);
  return hark_stmt_run (stmt, error);
}

static gboolean
use (SrvStore *store, const HarkId *user, const State *state, const SrvFactorCode *code, gint64 now,
     SrvFactorAnswer *answer, GError **error)
{
  gboolean right = FALSE;
  gint64 step = 0;

  if (code->is_recovery)
    {
      if (!use_recovery_code (store, user, code, &right, error))
        return FALSE;
    }
  else if (code->digits[0] == '\0')
    {
      *answer = SRV_FACTOR_MISSING;
      return TRUE;
    }
  else if (must_wait (state, now))
    {
      *answer = SRV_FACTOR_WAIT;
      return TRUE;
    }
  else
    {
      step = find_step (state, code->digits, now);
      right = step != 0;
    }

  *answer = right ? SRV_FACTOR_RIGHT : SRV_FACTOR_WRONG;
  return right ? note (store, user, SQL_RIGHT, step, error)
               : note (store, user, SQL_WRONG, now, error);
}

gboolean
store_factor_use (SrvStore *store, const HarkId *user, const SrvFactorCode *code, gint64 now,
                  SrvFactorAnswer *answer, GError **error)
{
  State state;
  gboolean ok = read_state (store, user, &state, error);

  *answer = SRV_FACTOR_RIGHT;
  if (ok && state.is_on)
    ok = use (store, user, &state, code, now, answer, error);
  hark_seal_wipe (&state, sizeof state);

  return ok;
}

/* FALSE always. */
static gboolean
fail_conflict (const char *sentence, GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_CONFLICT, sentence);
  return FALSE;
}

gboolean
store_factor_begin (SrvStore *store, const HarkId *user, const guint8 secret[SRV_FACTOR_SECRET_LEN],
                    GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_BEGIN);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_blob (stmt, 2, secret, SRV_FACTOR_SECRET_LEN);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  return hark_sqlite_changes (srv_store_get_db (store)) == 1
         || fail_conflict ("there is a second factor already: turn it off first", error);
}

gboolean
store_factor_confirm (SrvStore *store, const HarkId *user, const SrvFactorCode *code, gint64 now,
                      SrvFactorAnswer *answer, GError **error)
{
  State state;
  gboolean ok = read_state (store, user, &state, error);

  if (ok && (!state.is_there || state.is_on))
    ok = fail_conflict ("no second factor was begun", error);
  ok = ok && use (store, user, &state, code, now, answer, error);
  hark_seal_wipe (&state, sizeof state);

  return ok && (*answer != SRV_FACTOR_RIGHT || note (store, user, SQL_CONFIRM, now, error));
}

static gboolean
add_code (SrvStore *store, const HarkId *user, const guint8 code[SRV_FACTOR_RECOVERY_LEN],
          GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_ADD_CODE);
  guint8 hash[HARK_HASH_LEN];

  hash_code (user, code, hash);
  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_blob (stmt, 2, hash, sizeof hash);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  return hark_sqlite_changes (srv_store_get_db (store)) == 1
         || fail_conflict ("there is no second factor", error);
}

gboolean
store_factor_set_codes (SrvStore *store, const HarkId *user,
                        const guint8 codes[SRV_FACTOR_RECOVERY_CODES][SRV_FACTOR_RECOVERY_LEN],
                        GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DROP_CODES);

  hark_stmt_bind_id (stmt, 1, user);
  if (!hark_stmt_run (stmt, error))
    return FALSE;

  for (guint i = 0; i < SRV_FACTOR_RECOVERY_CODES; i++)
    if (!add_code (store, user, codes[i], error))
      return FALSE;
  return TRUE;
}

gboolean
store_factor_end (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_END);

  hark_stmt_bind_id (stmt, 1, user);
  return hark_stmt_run (stmt, error);
}
