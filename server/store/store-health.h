/* store-health.h: how the store stands, in numbers */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 schema;         /* the migrations that it has */
  gint64 database;       /* bytes */
  gint64 attachments;    /* bytes, of all blobs that are whole */
  gint64 free, total;    /* bytes of the disk; 0 where it does not say */
  gint64 sessions;       /* that have not ended */
  gint64 waiting;        /* work that members' clients have yet to do for others */
  gint64 backup;         /* when the newest verified backup was made, 0 for none */
  gboolean is_backed_up; /* nothing has changed since */
  gboolean is_backup_encrypted;
} SrvHealth;

gboolean store_health_get (SrvStore *store, const char *dir, gint64 now, SrvHealth *health,
                           GError **error);

G_END_DECLS
