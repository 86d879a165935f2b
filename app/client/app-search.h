/* app-search.h: finding words in what was decrypted: which words, where in a text, and in which
 * tickets.
 *
 * Letters are compared without case and normalised (NFKD): it does not matter how a text spells
 * them in Unicode. All words must occur somewhere in a ticket, in any order. */
#pragma once

#include <gio/gio.h>

#include "hark-id.h"

G_BEGIN_DECLS

#define APP_SEARCH_MAX_WORDS 16
#define APP_SEARCH_MAX_HITS 2000

typedef struct _AppSearchQuery AppSearchQuery;

/* NULL where @text has no word in it. */
AppSearchQuery *app_search_query_new (const char *text);
AppSearchQuery *app_search_query_ref (AppSearchQuery *self);
void app_search_query_unref (AppSearchQuery *self); /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppSearchQuery, app_search_query_unref)

/* Bytes of a text, from @start to before @end; whole characters. */
typedef struct
{
  guint start, end;
} AppSearchRange;

/* Where the words stand in @text. (transfer full) (element-type AppSearchRange) */
GArray *app_search_query_find (AppSearchQuery *self, const char *text);
/* Which of the words occur in @text: bit i for the i-th. */
guint app_search_query_look (AppSearchQuery *self, const char *text);
/* All of them. */
guint app_search_query_get_mask (AppSearchQuery *self);

/* A ticket in which all words occur. */
typedef struct
{
  HarkId ticket;
  HarkId entry;        /* report, message or note where most of them stand; zeros: elsewhere */
  gboolean is_waiting; /* not without what waits on this device to be sent */
  char *number;        /* NULL: the ticket itself waits */
  char *title;
  char *snippet;  /* the words with what stands around them, in one line */
  GArray *ranges; /* AppSearchRange: the words in it */
} AppSearchHit;

AppSearchHit *app_search_hit_new (void); /* counted */
AppSearchHit *app_search_hit_ref (AppSearchHit *self);
void app_search_hit_unref (AppSearchHit *self); /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppSearchHit, app_search_hit_unref)

/* Fills snippet and ranges. */
void app_search_hit_set_snippet (AppSearchHit *self, AppSearchQuery *query, const char *text);

G_END_DECLS
