/* store-object.h: sealed, immutable pieces of a ticket: what can be checked without a key, and
 * their rows */
#pragma once

#include "hark-object.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_OBJECT_MAX 8 /* of one operation: a text, its files, an outcome, a history entry */

typedef struct
{
  HarkId id;
  HarkObjectType type;
  gint64 seq;
  guint32 epoch;
  HarkId author; /* zeros: an anonymous reporter */
  gint64 at;
  GBytes *sealed;
} SrvObject;

void srv_object_free (SrvObject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvObject, srv_object_free)

/* What all objects of one operation must say in their headers. */
typedef struct
{
  HarkId org;
  HarkId ticket;
  HarkId author; /* zeros: an anonymous reporter */
  guint32 epoch; /* filled by srv_object_read() */
  guint n_report, n_message, n_note, n_outcome, n_history, n_manifest; /* likewise */
  HarkId outcome; /* likewise: the id of the outcome object, zeros for none */
} SrvObjectSet;

/* Reads the headers of @objects (element-type GBytes) and @history (may be NULL):
 * HARK_ERROR_INVALID where one is malformed, says something else than @set's first three, is under
 * another epoch than the rest, comes twice, or is marked as sealed by the server while @author is
 * somebody. */
gboolean srv_object_read (GPtrArray *objects, GBytes *history, SrvObjectSet *set, GError **error);

/* @known is TRUE where all of these objects are there already, byte for byte: nothing is left to
 * do. HARK_ERROR_INVALID where only some are, or one id has other bytes. */
gboolean store_object_find (SrvStore *store, GPtrArray *objects, GBytes *history, gboolean *known,
                            GError **error);
/* In the order given, the history last. They must have passed srv_object_read(). */
gboolean store_object_insert (SrvStore *store, gint64 seq, GPtrArray *objects, GBytes *history,
                              gint64 at, GError **error);

/* Messages and reports of @ticket. */
gboolean store_object_count (SrvStore *store, const HarkId *ticket, gint64 *n, GError **error);
/* The newest report or message of @ticket, by number of commit, without its bytes; by somebody else
 * than @but (NULL: nobody), where there is one. */
gboolean store_object_get_newest (SrvStore *store, const HarkId *ticket, const HarkId *but,
                                  SrvObject *object, GError **error);

G_END_DECLS
