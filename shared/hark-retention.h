/* hark-retention.h: how long a closed ticket is kept: what an area has settled of it, and the day;
 * pure
 *
 * {"substantiated": MONTHS, "not-in-scope": MONTHS …}, a member "retention" of an area's
 * settings: by outcome (hark-ticket.h), in whole months from closing on. An outcome that it leaves
 * out has what the area's profile says; names that this program does not know are kept.
 *
 * The server does not know an outcome, for it is sealed: who closes a ticket signs how many months
 * it is kept, and the server, which knows when it was closed, holds that against what the area has
 * settled and finds the day. Where an area keeps some outcomes longer than others, the day tells
 * the server which of those it was. */
#pragma once

#include "hark-definition.h"
#include "hark-ticket.h"

G_BEGIN_DECLS

#define HARK_RETENTION_MEMBER "retention"
#define HARK_RETENTION_MIN 1 /* months */
#define HARK_RETENTION_MAX 120
#define HARK_RETENTION_AHEAD 30 /* days before: it is told that it will be deleted */
#define HARK_RETENTION_GRACE 7  /* days that are left at least once what kept a ticket is over */

typedef struct
{
  guint months[HARK_OUTCOME_LAST]; /* 0: as the profile says */
} HarkRetention;

/* Where nothing else is settled: 36 months (of HARK_PROFILE_EU and the rest: as HinSchG, section
 * 11 (5)), of HARK_PROFILE_AT 60 (HSchG, section 8 (11)). */
guint hark_retention_get_default (HarkProfile profile);
/* What the law allows at most: of HARK_PROFILE_IT 60 months (d.lgs. 24/2023, article 14), of the
 * others HARK_RETENTION_MAX. */
guint hark_retention_get_most (HarkProfile profile);
/* In months, as it is in force. */
guint hark_retention_get (const HarkRetention *self, HarkProfile profile, HarkOutcome outcome);
/* Whether it is so for any outcome. */
gboolean hark_retention_allows (const HarkRetention *self, HarkProfile profile, guint months);

/* Of @body's HARK_RETENTION_MEMBER, nothing where it is missing. HARK_ERROR_INVALID. */
gboolean hark_retention_from_json (JsonObject *body, HarkProfile profile, HarkRetention *self,
                                   GError **error);
/* Into @body, which may hold an older one; that keeps what is not known here. */
void hark_retention_to_json (const HarkRetention *self, JsonObject *body);

/* The last second (23:59:59) of the day on which one that was closed at @closed is still there;
 * days as in hark-period.h, months clamped. */
gint64 hark_retention_due (gint64 closed, GTimeZone *zone, guint months);
/* The same once what kept it is over @now: @due, or HARK_RETENTION_GRACE days on, whichever is
 * later. */
gint64 hark_retention_postpone (gint64 due, gint64 now, GTimeZone *zone);

G_END_DECLS
