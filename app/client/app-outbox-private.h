/* app-outbox-private.h: shared by the nouns of outbox.db */
#pragma once

#include "app-outbox.h"
#include "hark-sqlite.h"

G_BEGIN_DECLS

struct _AppOutbox
{
  HarkSqlite *db;
  const AppKeys *keys;
};

G_END_DECLS
