/* hark-setting-organisation.h: what the organisation has settled: the body of its settings
 *
 * {"language": "de", "imprint": TEXTS, "privacy": TEXTS, "contact": TEXTS,
 *  "address": "https://hark.example.org", "onion": "http://….onion", "zone": "Europe/Berlin",
 *  "wording": WORDING}
 * TEXTS as in hark-setting-text.h, WORDING as in hark-wording.h; address, onion, zone and wording
 * may be missing. Members that this program does not know are kept. */
#pragma once

#include "hark-setting-text.h"
#include "hark-wording.h"

G_BEGIN_DECLS

#define HARK_SETTING_MAX_PAGE 16000   /* bytes of a page's text in one language */
#define HARK_SETTING_MAX_CONTACT 2000 /* bytes */
#define HARK_SETTING_MAX_ADDRESS 253  /* bytes */
#define HARK_SETTING_MAX_ZONE 64      /* bytes */

typedef struct
{
  char *language;           /* what is shown where a text is missing in the reader's */
  HarkSettingText *imprint; /* paragraphs, as plain text */
  HarkSettingText *privacy;
  HarkSettingText *contact; /* how else to reach the organisation */
  char *address;            /* where reporters find the portal, "" for wherever clients do */
  char *onion;              /* the same as an onion service, "" for none */
  char *zone;               /* where days begin and end, "" for the one of the server's set-up */
  HarkWording *wording;     /* what mails say in other words than Hark's */
  JsonObject *rest;         /* the body that it came from */
} HarkSettingOrganisation;

HarkSettingOrganisation *hark_setting_organisation_new (const char *language);
void hark_setting_organisation_free (HarkSettingOrganisation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HarkSettingOrganisation, hark_setting_organisation_free)
/* NULL of NULL. */
HarkSettingOrganisation *hark_setting_organisation_copy (const HarkSettingOrganisation *self);
/* What this program does not know of it included. */
gboolean hark_setting_organisation_equal (const HarkSettingOrganisation *self,
                                          const HarkSettingOrganisation *other);

/* "https://", a host name of small letters, digits, hyphens and dots, perhaps a port; nothing else.
 */
gboolean hark_setting_is_address (const char *text);
/* "http://" or "https://", 56 characters of base32 and ".onion": version 3. */
gboolean hark_setting_is_onion (const char *text);
/* Written as an IANA time zone is: "Europe/Berlin", "UTC"; no path, no rule, no offset. */
gboolean hark_setting_is_zone (const char *text);
/* NULL where this system does not know it: systems differ in that. (transfer full) */
GTimeZone *hark_setting_find_zone (const char *text);
/* Of what is signed anew: HARK_ERROR_INVALID where this system does not know the zone. */
gboolean hark_setting_organisation_check_zone (const HarkSettingOrganisation *self, GError **error);
/* Likewise, or hark_wording_check() refuses its words. */
gboolean hark_setting_organisation_check (const HarkSettingOrganisation *self, GError **error);

/* HARK_ERROR_INVALID */
HarkSettingOrganisation *hark_setting_organisation_from_json (JsonObject *body, GError **error);
/* (transfer full) */
JsonObject *hark_setting_organisation_to_json (const HarkSettingOrganisation *self);

G_END_DECLS
