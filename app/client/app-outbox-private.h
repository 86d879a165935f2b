/* app-outbox-private.h: shared by the nouns of outbox.db */
#pragma once

#include "app-outbox.h"
#include "hark-sqlite.h"

G_BEGIN_DECLS

/* By the index on ticket and n: of others nothing is read, nor opened. */
#define APP_OUTBOX_OF_TICKET " FROM operation WHERE ticket = $1 AND problem IS NULL ORDER BY n"

struct _AppOutbox
{
  HarkSqlite *db;
  const AppKeys *keys;
};

G_END_DECLS
