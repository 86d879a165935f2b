/* app-answer.h: what a report says beside its text: the answers to the form's questions, and to
 * those of its area */
#pragma once

#include "app-ticket.h"

G_BEGIN_DECLS

/* Each that was given, of the body of a report or of what is written down on behalf. @question: the
 * form's own is named ("where"), an area's has the words that the reporter saw. Whoever wrote the
 * body could write anything: what is malformed is left out. */
typedef void (*AppAnswerFunc) (gpointer user, const char *question, gboolean is_areas,
                               const char *value);
void app_answer_each (JsonObject *body, AppAnswerFunc func, gpointer user);
void app_answer_fill (AppTicket *ticket, JsonObject *body);

G_END_DECLS
