/* store-job.c: see store-job.h */
#include "store-job.h"

static const char SQL_GET[] = "SELECT ran, done, fault FROM job WHERE name = $1";
static const char SQL_PUT[] = "INSERT INTO job (name, ran, done, fault) VALUES ($1, $2, $3, $4)"
                              " ON CONFLICT (name) DO UPDATE SET ran = excluded.ran,"
                              " done = excluded.done, fault = excluded.fault";
static const char SQL_GET_CLOCK[] = "SELECT now, up, since FROM job_clock WHERE one = 1";
static const char SQL_FORGET_CLOCK[] = "DELETE FROM job_clock";
static const char SQL_PUT_CLOCK[]
    = "INSERT INTO job_clock (one, now, up, since) VALUES (1, $1, $2, $3)"
      " ON CONFLICT (one) DO UPDATE SET now = excluded.now, up = excluded.up,"
      " since = excluded.since";

gboolean
store_job_get (SrvStore *store, const char *name, SrvJobNote *note, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);
  HarkStep step;

  *note = (SrvJobNote){ 0 };
  hark_stmt_bind_text (stmt, 1, name);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ROW)
    {
      note->ran = hark_stmt_get_int (stmt, 0);
      note->done = hark_stmt_get_int (stmt, 1);
      g_strlcpy (note->fault, hark_stmt_get_text (stmt, 2), sizeof note->fault);
    }
  return step != HARK_STEP_ERROR;
}

gboolean
store_job_put (SrvStore *store, const char *name, const SrvJobNote *note, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT);

  hark_stmt_bind_text (stmt, 1, name);
  hark_stmt_bind_int (stmt, 2, note->ran);
  hark_stmt_bind_int (stmt, 3, note->done);
  hark_stmt_bind_text (stmt, 4, note->fault);
  return hark_stmt_run (stmt, error);
}

gboolean
store_job_get_clock (SrvStore *store, SrvJobClock *clock, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET_CLOCK);
  HarkStep step = hark_stmt_step (stmt, error);

  *clock = (SrvJobClock){ 0 };
  if (step == HARK_STEP_ROW)
    {
      clock->now = hark_stmt_get_int (stmt, 0);
      clock->up = hark_stmt_get_int (stmt, 1);
      clock->since = hark_stmt_get_int (stmt, 2);
    }
  return step != HARK_STEP_ERROR;
}

gboolean
store_job_put_clock (SrvStore *store, const SrvJobClock *clock, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_PUT_CLOCK);

  hark_stmt_bind_int (stmt, 1, clock->now);
  hark_stmt_bind_int (stmt, 2, clock->up);
  hark_stmt_bind_int (stmt, 3, clock->since);
  return hark_stmt_run (stmt, error);
}

gboolean
store_job_forget_clock (SrvStore *store, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FORGET_CLOCK);

  return hark_stmt_run (stmt, error);
}
