/* app-behalf.h: what a member says of a ticket that they write down for somebody else: for a user,
 * or for an anonymous person */
#pragma once

#include "app-inbox-sheet.h"
#include "app-store.h"
#include "hark-ticket.h"

G_BEGIN_DECLS

#define APP_BEHALF_MAX_AGE (10 * 365 * 24 * 3600) /* seconds: how long ago it was received */

typedef enum
{
  APP_REPORTER_SELF,
  APP_REPORTER_COLLEAGUE,
  APP_REPORTER_ANONYMOUS,
} AppReporterKind;

/* Texts may be NULL; name, contact and inbox are an anonymous reporter's alone. */
typedef struct
{
  HarkId user; /* the reporter; zeros: an anonymous one */
  HarkChannel channel;
  gint64 received; /* seconds since 1970; 0: now */
  const char *where, *when, *who, *name, *contact;
  const AppInboxKeys *inbox; /* of app_inbox_sheet_get_keys (); NULL: without inbox */
} AppBehalf;

/* Whole, with what it points to. */
AppBehalf *app_behalf_copy (const AppBehalf *self);
void app_behalf_free (AppBehalf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppBehalf, app_behalf_free)

/* When something was received that day (year, month 1 to 12, day), in local time: noon, or @now for
 * today; 0 where there is no such day. */
gint64 app_behalf_day (int year, int month, int day, gint64 now);

/* For app-intent and app-build. A ticket of @area. HARK_ERROR_FORBIDDEN, HARK_ERROR_INVALID. */
gboolean app_behalf_check (const AppBehalf *self, AppStore *store, const HarkId *area, gint64 now,
                           GError **error);
/* As the intent keeps it, under "behalf". */
void app_behalf_put (const AppBehalf *self, JsonObject *intent, gint64 now);
/* What app_behalf_put () put there, NULL where a ticket is one's own. */
JsonObject *app_behalf_peek (JsonObject *intent);
/* The same as it was given, to be given again. (transfer full) */
AppBehalf *app_behalf_read (JsonObject *intent);
/* As the form of the new ticket keeps it with its draft; a code is not part of it: the form makes
 * another one. NULL for @self NULL. Free with hark_seal_free_string (). */
char *app_behalf_to_draft (const AppBehalf *self);
/* The reporter's id and key; zeros for an anonymous one, and for one without inbox. */
void app_behalf_get_reporter (JsonObject *behalf, AppStore *store, HarkId *reporter,
                              guint8 box_pk[32]);
/* Into the body of the report, that of the operation. */
void app_behalf_describe (JsonObject *behalf, JsonObject *report);
void app_behalf_tell (JsonObject *behalf, JsonObject *body);

/* Into @ticket. @body: a report, or "behalf" of an intent; @by: who wrote it down. */
void app_behalf_fill (AppTicket *ticket, JsonObject *body, const char *by);
/* One that was written down here for somebody else: the team's to read, theirs to have. */
void app_behalf_fill_new (AppStore *store, AppTicket *ticket, JsonObject *behalf);

G_END_DECLS
