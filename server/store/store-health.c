/* store-health.c: see store-health.h */
#include "store-health.h"

#include <sys/statvfs.h>

#include "store-backup.h"
#include "store-session.h"

static const char SQL_COUNT[]
    = "SELECT (SELECT user_version FROM pragma_user_version),"
      " (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size),"
      " (SELECT coalesce (sum (size), 0) FROM blob WHERE done = 1),"
      " (SELECT count (*) FROM session WHERE seen > $1), (SELECT count (*) FROM due),"
      " (SELECT seq FROM clock), (SELECT coalesce (max (encrypted), 0) FROM backup)";

static void
measure_disk (const char *dir, SrvHealth *health)
{
  struct statvfs disk;

  if (statvfs (dir, &disk) != 0)
    return;

  health->free = (gint64)(disk.f_bavail * disk.f_frsize);
  health->total = (gint64)(disk.f_blocks * disk.f_frsize);
}

gboolean
store_health_get (SrvStore *store, const char *dir, gint64 now, SrvHealth *health, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_COUNT);
  gint64 backed_up, seq;

  *health = (SrvHealth){ 0 };
  hark_stmt_bind_int (stmt, 1, now - SRV_SESSION_IDLE);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW
      || !store_backup_get (store, &backed_up, &health->backup, error))
    return FALSE;

  health->schema = hark_stmt_get_int (stmt, 0);
  health->database = hark_stmt_get_int (stmt, 1);
  health->attachments = hark_stmt_get_int (stmt, 2);
  health->sessions = hark_stmt_get_int (stmt, 3);
  health->waiting = hark_stmt_get_int (stmt, 4);
  seq = hark_stmt_get_int (stmt, 5);
  health->is_backed_up = health->backup != 0 && backed_up >= seq;
  health->is_backup_encrypted = hark_stmt_get_int (stmt, 6) != 0;
  measure_disk (dir, health);
  return TRUE;
}
