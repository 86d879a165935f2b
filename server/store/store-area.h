/* store-area.h: areas of responsibility: what a reporter reads about them and whether they take
 * tickets. Who is in their teams stands in the roster (store-roster.h). */
#pragma once

#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_AREA_MAX_DESCRIPTION 2000 /* bytes */
#define SRV_AREA_READERS 2            /* without whom a new area takes no tickets */

typedef struct
{
  HarkId id;
  char *name;
  char *description;   /* "" for none */
  gboolean portal;     /* offered on the portal */
  gboolean anonymous;  /* takes tickets without a name */
  gboolean is_default; /* shown first */
  gint64 rv;
} SrvArea;

void srv_area_free (SrvArea *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvArea, srv_area_free)

/* All of them, the default first, then by name. (element-type SrvArea) (transfer full) */
GPtrArray *store_area_list (SrvStore *store, GError **error);
/* Those that the portal offers: portal on, and a living member who could read a ticket. */
GPtrArray *store_area_list_open (SrvStore *store, GError **error);
/* HARK_ERROR_NOT_FOUND */
SrvArea *store_area_get (SrvStore *store, const HarkId *id, GError **error);
/* rv is @seq, whatever @area says. */
gboolean store_area_create (SrvStore *store, gint64 seq, const SrvArea *area, GError **error);
/* Whether new tickets may come to @area: two can read them, or its Expert opened it on the portal
 * with fewer. HARK_ERROR_FORBIDDEN. */
gboolean store_area_check_takes (SrvStore *store, const SrvArea *area, GError **error);
/* store_roster_give_back() of a @statement that is about @area, which a restored store may have
 * lost as well. */
gboolean store_area_give_back (SrvStore *store, gint64 seq, const SrvArea *area, GBytes *statement,
                               guint64 *number, GError **error);

/* That row; HARK_ERROR_NOT_FOUND is for store_area_get(). */
gboolean store_area_update (SrvStore *store, gint64 seq, const SrvArea *area, GError **error);

G_END_DECLS
