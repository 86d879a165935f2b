/* hark-setting-area.h: what an area has settled: the body of its settings
 *
 * {"language": "de", "name": TEXTS, "description": TEXTS, "portal": bool, "anonymous": bool,
 *  "default": bool, "exclusion": bool, "contact": "person"|"name"|"pseudonym", "pseudonym": TEXT,
 *  "calendar": CODE, "profile": "eu"|"at"|"fr"|"it"|"own", "periods": [DEFINITION…],
 *  "retention": RETENTION,
 *  "questions": [{"id": hex, "kind": "text"|"choice"|"date", "required": bool, "label": TEXTS,
 *                 "choices": [TEXTS…]}…]}
 * TEXTS as in hark-setting-text.h, CODE as in hark-calendar.h, DEFINITION as in hark-definition.h,
 * RETENTION as in hark-retention.h; "periods" are there where the profile is "own", and only there.
 * language and the name in it are there; anything else may be missing and has the value that
 * hark_setting_area_new() gives it. Members that this program does not know are kept, those of a
 * question too. */
#pragma once

#include "hark-definition.h"
#include "hark-id.h"
#include "hark-retention.h"
#include "hark-setting-text.h"

G_BEGIN_DECLS

#define HARK_SETTING_MAX_NAME 100         /* bytes in one language, as HARK_API_MAX_NAME */
#define HARK_SETTING_MAX_DESCRIPTION 2000 /* bytes in one language */
#define HARK_SETTING_MAX_LABEL 200        /* bytes: a question, a choice */
#define HARK_SETTING_MAX_QUESTIONS 20
#define HARK_SETTING_MAX_CHOICES 20

/* By which name an inbox shows who answers. */
typedef enum
{
  HARK_SETTING_CONTACT_PERSON,    /* "your contact person" */
  HARK_SETTING_CONTACT_NAME,      /* the advisor's own */
  HARK_SETTING_CONTACT_PSEUDONYM, /* the one that is settled here */
} HarkSettingContact;

typedef enum
{
  HARK_SETTING_QUESTION_TEXT,
  HARK_SETTING_QUESTION_CHOICE,
  HARK_SETTING_QUESTION_DATE,
} HarkSettingQuestionKind;

typedef struct
{
  HarkId id; /* of one question for ever, whatever its words become */
  HarkSettingQuestionKind kind;
  gboolean required;
  HarkSettingText *label;
  GPtrArray *choices; /* HarkSettingText; of a choice 2 or more, else empty */
  JsonObject *rest;
} HarkSettingQuestion;

typedef struct
{
  char *language; /* what is shown where a text is missing in the reader's */
  HarkSettingText *name;
  HarkSettingText *description;
  gboolean portal;     /* offered on the portal */
  gboolean anonymous;  /* takes tickets without a name */
  gboolean is_default; /* shown first; of one area at most */
  gboolean exclusion;  /* reporters may exclude members, whose names the portal then lists */
  HarkSettingContact contact;
  char *pseudonym;              /* "" for none */
  GPtrArray *questions;         /* HarkSettingQuestion */
  const HarkCalendar *calendar; /* of its working days */
  HarkProfile profile;
  GPtrArray *periods; /* HarkDefinition; of HARK_PROFILE_OWN, else empty */
  HarkRetention retention;
  JsonObject *rest; /* the body that it came from */
} HarkSettingArea;

const char *hark_setting_contact_get_name (HarkSettingContact contact);
gboolean hark_setting_contact_from_name (const char *name, HarkSettingContact *contact);
const char *hark_setting_question_kind_get_name (HarkSettingQuestionKind kind);
gboolean hark_setting_question_kind_from_name (const char *name, HarkSettingQuestionKind *kind);

/* With an id of its own. */
HarkSettingQuestion *hark_setting_question_new (HarkSettingQuestionKind kind);
void hark_setting_question_free (HarkSettingQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkSettingQuestion, hark_setting_question_free)
HarkSettingQuestion *hark_setting_question_copy (const HarkSettingQuestion *self);
/* In all that is known here. */
gboolean hark_setting_question_equal (const HarkSettingQuestion *self,
                                      const HarkSettingQuestion *other);

/* Not on the portal; anonymous tickets are possible; reporters exclude nobody, for that puts the
 * names of the team on the portal's form; no questions; the periods of HARK_PROFILE_EU, of a
 * calendar without holidays, and its retention. */
HarkSettingArea *hark_setting_area_new (const char *language, const char *name);
void hark_setting_area_free (HarkSettingArea *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkSettingArea, hark_setting_area_free)
/* Also of what hark_setting_area_from_json() would not take. */
HarkSettingArea *hark_setting_area_copy (const HarkSettingArea *self);
gboolean hark_setting_area_equal (const HarkSettingArea *self, const HarkSettingArea *other);
/* NULL where it does not ask that. */
HarkSettingQuestion *hark_setting_area_find_question (const HarkSettingArea *self,
                                                      const HarkId *id);

/* What its profile promises, or its own. (element-type HarkDefinition) (transfer full) */
GPtrArray *hark_setting_area_list_periods (const HarkSettingArea *self);

/* How many months a ticket of this @outcome is kept once it is closed. */
guint hark_setting_area_get_months (const HarkSettingArea *self, HarkOutcome outcome);
/* Whether that is @months for any outcome. */
gboolean hark_setting_area_allows_months (const HarkSettingArea *self, guint months);

/* HARK_ERROR_INVALID */
HarkSettingArea *hark_setting_area_from_json (JsonObject *body, GError **error);
/* (transfer full) */
JsonObject *hark_setting_area_to_json (const HarkSettingArea *self);
/* Nothing but language and name: all that an Admin may settle. */
gboolean hark_setting_area_is_bare (JsonObject *body);
/* Whether @body says that its area is shown first. */
gboolean hark_setting_area_is_default (JsonObject *body);

G_END_DECLS
