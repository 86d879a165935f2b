/* store-presence.c: see store-presence.h */
#include "store-presence.h"

#include "store-session.h"

#define DAY (24 * 3600)

/* When somebody was there is nobody's business but for the day. */
static const char SQL_LIST[]
    = "SELECT a.user, a.mail,"
      " EXISTS (SELECT 1 FROM factor f WHERE f.user = a.user AND f.since IS NOT NULL),"
      " (SELECT count (*) FROM session s WHERE s.user = a.user AND s.seen > $1),"
      " (SELECT coalesce (max (s.seen), 0) FROM session s WHERE s.user = a.user AND s.seen > $1)"
      " FROM account a ORDER BY a.user";

void
srv_presence_free (SrvPresence *self)
{
  g_free (self->mail);
  g_free (self);
}

GPtrArray *
store_presence_list (SrvStore *store, gint64 now, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_presence_free);
  HarkStep step;

  hark_stmt_bind_int (stmt, 1, now - SRV_SESSION_IDLE);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvPresence *presence = g_new0 (SrvPresence, 1);
      gint64 seen = hark_stmt_get_int (stmt, 4);

      g_ptr_array_add (list, presence);
      if (!hark_stmt_get_id (stmt, 0, &presence->user))
        continue;
      presence->mail = g_strdup (hark_stmt_get_text (stmt, 1));
      presence->has_factor = hark_stmt_get_int (stmt, 2) != 0;
      presence->n_devices = (guint)hark_stmt_get_int (stmt, 3);
      presence->seen = seen - seen % DAY;
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}
