/* app-inbox-sheet.h: the code of an anonymous reporter's inbox, on a sheet to hand over to them.
 *
 * Made on this machine before the ticket is sent. The code stands on the sheet and in locked memory
 * while a reference is held, and nowhere else: the ticket is given what follows from it. */
#pragma once

#include <cairo.h>

#include "hark-id.h"

G_BEGIN_DECLS

/* What the server and the team's clients are told of a code; none of it opens the inbox. */
typedef struct
{
  guint8 lookup[16];
  guint8 token_hash[32];
  guint8 box_pk[32];
} AppInboxKeys;

typedef struct _AppInboxSheet AppInboxSheet;

/* With a new code. @portal is the portal's address, @number the ticket's or NULL where it is not
 * known yet. */
AppInboxSheet *app_inbox_sheet_new (const HarkId *org, const char *organisation, const char *portal,
                                    const char *number);
/* Counted: with the last reference the code is wiped. */
AppInboxSheet *app_inbox_sheet_ref (AppInboxSheet *self);
void app_inbox_sheet_unref (AppInboxSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppInboxSheet, app_inbox_sheet_unref)

const AppInboxKeys *app_inbox_sheet_get_keys (AppInboxSheet *self);
/* The code. Free with hark_seal_free_string (). */
char *app_inbox_sheet_get_words (AppInboxSheet *self);
char *app_inbox_sheet_get_line (AppInboxSheet *self);

/* On a page of @width × @height points, in the language of this process. */
void app_inbox_sheet_draw (AppInboxSheet *self, cairo_t *cairo, double width, double height);
gboolean app_inbox_sheet_write_pdf (AppInboxSheet *self, const char *path, GError **error);
/* Free with hark_seal_free_string (). */
char *app_inbox_sheet_to_text (AppInboxSheet *self);

G_END_DECLS
