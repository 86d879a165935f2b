/* app-absence.h: who of one's teams is away, as the server said last: its word alone; and where the
 * organisation's days begin and end, which is its word only where nobody has signed that */
#pragma once

#include "app-store.h"
#include "hark-absence.h"

G_BEGIN_DECLS

/* Never changes once it was made; from any thread. */
struct _AppAbsences
{
  GTimeZone *zone; /* the organisation's */
  GTimeZone *told; /* the server's word for it, where none is signed: of its set-up */
  GArray *rows;    /* HarkAbsence */
};

/* HARK_ERROR_INVALID: no answer of Hark's. */
AppAbsences *app_absences_read (JsonObject *reply, GError **error);
AppAbsences *app_absences_ref (AppAbsences *self);
void app_absences_unref (AppAbsences *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppAbsences, app_absences_unref)

/* Of @user, at @now; FALSE while they are here. @self may be NULL: nothing is known. */
gboolean app_absences_find (AppAbsences *self, const HarkId *user, gint64 now,
                            HarkAbsence *absence);

/* What the cache has: nothing is none. The caller holds the lock of @store. */
AppAbsences *app_absences_load (AppCache *cache);
/* Keeps @reply, in place of what was known. FALSE without @error: it is the same again. */
gboolean app_absences_keep (AppStore *store, JsonObject *reply, GError **error);
/* Goes by the zone of the organisation's newest settings; the server's word stands where they name
 * none, or one that this system does not know. The caller holds the lock of @store. */
void app_absences_follow (AppStore *store);

/* Whether the advisor of @ticket is away at @now, and who stands in for them. */
void app_absences_describe (AppStore *store, AppTicket *ticket, const HarkId *advisor, gint64 now);

G_END_DECLS
