/* warning.c: see warning.h */
#include "warning.h"

#include "store-mail-rule.h"

typedef struct
{
  const HarkId *ticket;
  guint days;
  gint64 due, now;
} Warning;

/* A warning is given of the day that the ticket's row says. */
static gboolean
set_day (SrvStore *store, const Warning *warning, GError **error)
{
  g_autoptr (HarkStmt) set = srv_store_prepare (
      store, "UPDATE ticket SET deletes = $2 WHERE id = $1 AND state = 'closed'");

  hark_stmt_bind_id (set, 1, warning->ticket);
  hark_stmt_bind_int (set, 2, warning->due);
  return hark_stmt_run (set, error);
}

/* A SrvWork. */
static gboolean
warn (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Warning *warning = data;

  return set_day (store, warning, error)
         && store_mail_rule_warn (store, seq, warning->ticket, warning->days, warning->due,
                                  warning->now, error);
}

void
warning_give (Harness *harness, const HarkId *ticket, guint days, gint64 due)
{
  Warning warning = { ticket, days, due, harness_get_now (harness) };

  harness_write (harness, warn, &warning);
}
