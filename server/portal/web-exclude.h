/* web-exclude.h: whom a reporter keeps their report from, where the area lets them
 *
 * By the names that the list of people has. Those of all areas that take part stand on the form: who
 * is ticked is excluded wherever the report goes. */
#pragma once

#include "hark-epoch.h"
#include "srv-context.h"
#include "store-area.h"
#include "web-form.h"

G_BEGIN_DECLS

/* The boxes to tick; nothing where no area of @areas (SrvArea) takes part. */
void web_exclude_add_fields (WebPage *page, const WebDraft *draft, GPtrArray *areas,
                             WebFaults *faults);
/* For a report that goes to @area. */
void web_exclude_check (SrvContext *context, const WebDraft *draft, const HarkId *area,
                        WebFaults *faults);
/* Those that are ticked and in some area's team, into @epoch. FALSE where they are too many. */
gboolean web_exclude_fill (SrvContext *context, const WebDraft *draft, HarkEpoch *epoch);
/* Their names in one line, "" for nobody. (transfer full) */
char *web_exclude_dup_names (SrvContext *context, const WebDraft *draft);

G_END_DECLS
