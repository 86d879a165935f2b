/* app-answer.c: see app-answer.h */
#include "app-answer.h"

#include <string.h>

#include "app-ticket-private.h"
#include "hark-json.h"
#include "hark-setting-area.h"
#include "hark-text.h"

static void
each_of_area (JsonObject *body, AppAnswerFunc func, gpointer user)
{
  JsonArray *answers = hark_json_get_array (body, "answers", HARK_SETTING_MAX_QUESTIONS, NULL);

  for (guint i = 0; answers != NULL && i < json_array_get_length (answers); i++)
    {
      JsonObject *entry = hark_json_array_get_object (answers, i, NULL);
      const char *label = entry != NULL
                              ? hark_json_get_string (entry, "label", HARK_SETTING_MAX_LABEL, NULL)
                              : NULL;
      const char *answer = label != NULL
                               ? hark_json_get_string (entry, "answer", HARK_TICKET_MAX_SHORT, NULL)
                               : NULL;

      if (answer != NULL && *answer != '\0'
          && hark_text_is_name (label, strlen (label), HARK_SETTING_MAX_LABEL))
        func (user, label, TRUE, answer);
    }
}

void
app_answer_each (JsonObject *body, AppAnswerFunc func, gpointer user)
{
  static const char *const names[] = { "observed", "where", "when", "who", "name", "contact" };

  if (json_object_has_member (body, "answers"))
    each_of_area (body, func, user);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (hark_json_peek_string (body, names[i])[0] != '\0')
      func (user, names[i], FALSE, hark_json_peek_string (body, names[i]));
}

static void
add (gpointer ticket, const char *question, gboolean is_areas, const char *value)
{
  app_ticket_add_answer (ticket, question, is_areas, value);
}

void
app_answer_fill (AppTicket *ticket, JsonObject *body)
{
  app_answer_each (body, add, ticket);
}
