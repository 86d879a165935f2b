/* web-submit.h: the pages between "write a report" and its number; web-submit.c decides which one
 * comes */
#pragma once

#include "store-area.h"
#include "web-form.h"
#include "web-portal.h"

G_BEGIN_DECLS

/* Why somebody stands before the door again. */
typedef enum
{
  WEB_DOOR_FIRST,
  WEB_DOOR_LOST,  /* their browser or we have not kept the form */
  WEB_DOOR_STALE, /* what they sent does not belong to a form that is open */
} WebDoorReason;

/* What is wrong with what was typed; @areas are those that take reports (SrvArea). */
WebFaults *web_submit_check (SrvRequest *request, const WebForm *form, GPtrArray *areas);

/* The security question; with a @draft what was typed already comes along, and is sent again with
 * the answer.
 * @verdict WEB_ANSWER_RIGHT: nothing was answered yet. */
void web_submit_show_door (SrvRequest *request, GPtrArray *areas, WebDraft *draft,
                           WebDoorReason reason, WebVerdict verdict);
/* What was written before somebody signed in: in none of their reports, and not lost. */
void web_submit_show_nameless (SrvRequest *request, GPtrArray *areas, WebDraft *draft);
void web_submit_show_write (SrvRequest *request, GPtrArray *areas, WebForm *form);
void web_submit_show_check (SrvRequest *request, GPtrArray *areas, WebForm *form);
/* @periods: SrvPeriod, what was promised. */
void web_submit_show_done (SrvRequest *request, WebForm *form, GArray *periods);

G_END_DECLS
