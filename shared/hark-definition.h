/* hark-definition.h: what an area has settled of a period: when it falls due, and what becomes of
 * it
 *
 * {"id": hex, "kind": "acknowledge"|"feedback"|"other", "name": TEXTS,
 *  "start": "receipt"|"acknowledgement"|"hand", "length": LENGTH, "latest": [LENGTH…],
 *  "remind": [DAYS…], "attach": bool, "fulfil": "answer"|"hand"}
 * LENGTH is {"count": number, "unit": "days"|"working-days"|"months"}; TEXTS as in
 * hark-setting-text.h. "name" is public; an acknowledgement and feedback need none, for every
 * screen has words for them. "latest" are one or two lengths that are counted from the receipt on,
 * one after the other: the due date never lies behind them. "remind": days before the due day,
 * the longest first. Members that this program does not know are kept.
 *
 * The acknowledgement is the team's first answer to the reporter. */
#pragma once

#include "hark-id.h"
#include "hark-period.h"
#include "hark-setting-text.h"

G_BEGIN_DECLS

#define HARK_DEFINITION_MAX_NAME 100 /* bytes in one language */
#define HARK_DEFINITION_MAX_REMIND 5
#define HARK_DEFINITION_MAX_REMIND_DAYS 366
#define HARK_DEFINITION_MAX_DAYS 3660
#define HARK_DEFINITION_MAX_MONTHS 120
#define HARK_DEFINITION_MAX_LATEST 2
#define HARK_DEFINITION_MAX 8 /* of one area */

typedef enum
{
  HARK_DEFINITION_ACKNOWLEDGE, /* that it was received: one of an area at most */
  HARK_DEFINITION_FEEDBACK,    /* what became of it: one of an area at most */
  HARK_DEFINITION_OTHER,       /* the team's own: a reporter is not shown it */
} HarkDefinitionKind;

typedef enum
{
  HARK_DEFINITION_RECEIPT,
  HARK_DEFINITION_ACKNOWLEDGEMENT,
  HARK_DEFINITION_HAND, /* when somebody adds it */
} HarkDefinitionStart;

/* Ready-made definitions. */
typedef enum
{
  HARK_PROFILE_EU, /* directive 2019/1937, articles 9 and 11; HinSchG, section 17 */
  HARK_PROFILE_AT, /* HSchG, section 13 */
  HARK_PROFILE_FR, /* décret 2022-1284, article 4 */
  HARK_PROFILE_IT, /* d.lgs. 24/2023, article 5 */
  HARK_PROFILE_OWN,
} HarkProfile;

typedef struct
{
  guint days[HARK_DEFINITION_MAX_REMIND]; /* before the due day, the longest first */
  guint n_days;
} HarkRemind;

typedef struct
{
  HarkId id; /* of one definition for ever, whatever becomes of it */
  HarkDefinitionKind kind;
  HarkSettingText *name;
  HarkDefinitionStart start;
  HarkPeriodLength length;
  HarkPeriodLength latest[HARK_DEFINITION_MAX_LATEST];
  guint n_latest;
  HarkRemind remind;
  gboolean attaches;  /* to every ticket whose reporter can be reached */
  gboolean by_answer; /* the team's first answer fulfils it, else somebody says so */
  JsonObject *rest;
} HarkDefinition;

const char *hark_definition_kind_get_name (HarkDefinitionKind kind);
const char *hark_definition_start_get_name (HarkDefinitionStart start);
const char *hark_period_unit_get_name (HarkPeriodUnit unit);
gboolean hark_period_unit_from_name (const char *name, HarkPeriodUnit *unit);
/* "eu", "at", "fr", "it", "own". */
const char *hark_profile_get_name (HarkProfile profile);
gboolean hark_profile_from_name (const char *name, HarkProfile *profile);
/* (element-type HarkDefinition) (transfer full). Of HARK_PROFILE_OWN: none. */
GPtrArray *hark_profile_list (HarkProfile profile);

/* Other, by hand, of a day, with an id of its own and no name. */
HarkDefinition *hark_definition_new (void);
void hark_definition_free (HarkDefinition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkDefinition, hark_definition_free)
HarkDefinition *hark_definition_copy (const HarkDefinition *self);
/* In all that is known here. */
gboolean hark_definition_equal (const HarkDefinition *self, const HarkDefinition *other);
gboolean hark_definition_list_equal (GPtrArray *list, GPtrArray *other);
GPtrArray *hark_definition_list_copy (GPtrArray *list);

/* HARK_ERROR_INVALID. Where @language is given, a name in it is needed. */
HarkDefinition *hark_definition_from_json (JsonObject *json, const char *language, GError **error);
/* (transfer full) */
JsonObject *hark_definition_to_json (const HarkDefinition *self);
/* The array @name of @json: HARK_DEFINITION_MAX at most, each id once, one acknowledgement and one
 * feedback at most. HARK_ERROR_INVALID. (transfer full) */
GPtrArray *hark_definition_list_from_json (JsonObject *json, const char *name, const char *language,
                                           GError **error);
void hark_definition_list_to_json (GPtrArray *list, JsonObject *json, const char *name);

/* The member @name of @json, none where it is missing. HARK_ERROR_INVALID. */
gboolean hark_remind_from_json (JsonObject *json, const char *name, HarkRemind *remind,
                                GError **error);
void hark_remind_to_json (const HarkRemind *remind, JsonObject *json, const char *name);

/* When it falls due: @started is when it began (0: not yet, as long as nobody has acknowledged).
 * 0 where it has not begun and nothing bounds it. (hark-period.h) */
gint64 hark_definition_due (const HarkDefinition *self, const HarkCalendar *calendar,
                            GTimeZone *zone, gint64 received, gint64 started);

G_END_DECLS
