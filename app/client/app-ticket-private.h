/* app-ticket-private.h: making an AppTicket; for app-load.c alone */
#pragma once

#include "app-ticket.h"
#include "hark-file.h"

G_BEGIN_DECLS

AppTicket *app_ticket_new (void);
/* The caller fills text, author, time …; text must end up non-NULL. */
AppEntry *app_ticket_add_entry (AppTicket *self, AppEntryKind kind, const HarkId *object);
AppEntry *app_ticket_find_entry (AppTicket *self, const HarkId *object);
void app_entry_add_file (AppEntry *entry, const HarkId *object, const HarkManifest *manifest,
                         gboolean local);
AppHistory *app_ticket_add_history (AppTicket *self, const char *type);
void app_ticket_add_answer (AppTicket *self, const char *name, gboolean is_areas,
                            const char *value);
/* Last: deletion follows from the other fields. */
void app_ticket_find_deletion (AppTicket *self);
/* Whoever signed in with a portal-only account has a name, of which the roster knows nothing. */
void app_ticket_claim_reporter (AppTicket *self, JsonObject *report);

G_END_DECLS
