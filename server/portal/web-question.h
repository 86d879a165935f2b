/* web-question.h: the security question: in words, to be read by a screen reader and answered in a
 * field.
 *
 * Nothing is kept of whoever is asked: the question travels in a sealed token that is good for one
 * try within ten minutes. It slows machines. Where many come in, everybody is asked more, and
 * nobody is refused. */
#pragma once

#include <json-glib/json-glib.h>

#include "web-page.h"

G_BEGIN_DECLS

#define WEB_QUESTION_SECONDS (10 * 60)
#define WEB_MAX_QUESTIONS 3
/* The setting portal.rate is how many forms may be opened in ten minutes on the whole site before
 * everybody is asked a second question; WEB_RATE_MOST times as many bring a third one. For wrong
 * codes at inboxes and wrong passwords it is one in WEB_RATE_CODES of that. */
#define WEB_RATE_MOST 5
#define WEB_RATE_CODES 3

typedef enum
{
  WEB_DOOR_FORM,
  WEB_DOOR_INBOX,
  WEB_DOOR_ACCOUNT,
  WEB_N_DOORS,
} WebDoor;

typedef enum
{
  WEB_ANSWER_RIGHT,
  WEB_ANSWER_WRONG,
  WEB_ANSWER_LATE, /* the token is too old, or was used before */
  WEB_ANSWER_FEW,  /* all were right, and more have to be */
} WebVerdict;

typedef struct _WebQuestions WebQuestions;

WebQuestions *web_questions_new (void);
void web_questions_free (WebQuestions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebQuestions, web_questions_free)

/* Whether one that was asked may still be answered. */
gboolean web_questions_are_open (WebQuestions *self, gint64 now);

/* The fields of a new question, for the inside of a form. @fault NULL, or what was wrong with the
 * last answer. Without the security question there is a token only. */
void web_question_add (WebPage *page, WebDoor door, const char *fault);
/* The same with @least questions or more, up to WEB_MAX_QUESTIONS. */
void web_question_add_more (WebPage *page, WebDoor door, guint least, const char *fault);
/* The same for a script: {"token", "questions": [text…]}. (transfer full) */
JsonObject *web_question_describe (SrvRequest *request, WebDoor door, guint least);
/* @answers has WEB_MAX_QUESTIONS texts, each perhaps NULL. The token is used up by this. */
WebVerdict web_question_check (SrvRequest *request, WebDoor door, const char *token,
                               const char *const *answers);
WebVerdict web_question_check_more (SrvRequest *request, WebDoor door, guint least,
                                    const char *token, const char *const *answers);
/* What to say of a verdict that is not right, in the language in use. */
const char *web_question_get_fault (WebVerdict verdict);
/* One more form was opened; one more code was wrong. */
void web_question_count (SrvRequest *request, WebDoor door);

G_END_DECLS
