/* web-asked.h: what an area asks beside the fields of every form, as its Expert settled it
 *
 * Answers lie in the draft by the place of their question; beside them stands of which area, and of
 * which questions, in which words, they are answers. Those of others are none. */
#pragma once

#include "hark-setting-area.h"
#include "srv-context.h"
#include "store-area.h"
#include "web-form.h"

G_BEGIN_DECLS

typedef struct
{
  HarkSettingArea *area;
  char *token; /* of these questions; "" where there are none */
} WebAsked;

void web_asked_free (WebAsked *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebAsked, web_asked_free)

WebAsked *web_asked_read_area (SrvContext *context, const HarkId *area, GError **error);
/* Of the area that the draft names, or of the one that the form begins with; NULL for none, and
 * where they cannot be read: that is said when the report is sealed. */
WebAsked *web_asked_read (SrvContext *context, const WebDraft *draft, GPtrArray *areas);
/* Whether the draft's answers are to these questions. */
gboolean web_asked_is_current (const WebAsked *self, const WebDraft *draft);

void web_asked_check (const WebAsked *self, const WebDraft *draft, const char *language,
                      WebFaults *faults);
void web_asked_add_fields (WebPage *page, const WebAsked *self, const WebDraft *draft,
                           WebFaults *faults);
/* Calls back with the words that the reporter sees, for each question that was answered. */
typedef void (*WebAskedFunc) (gpointer user, const HarkId *question, const char *label,
                              const char *answer);
void web_asked_each (const WebAsked *self, const WebDraft *draft, const char *language,
                     WebAskedFunc func, gpointer user);

G_END_DECLS
