/* mail-render.c: see mail-render.h */
#include "mail-render.h"

#include "mail-text.h"

#include <string.h>

static const struct
{
  const char *language, *subject, *text;
} tests[] = {
  { "en", "Test mail from Hark",
    "This is the test mail that was asked for in Hark.\n\nIt has arrived: Hark can send mails by "
    "this mail server.\n" },
  { "de", "Testmail von Hark",
    "Das ist die Testmail, die in Hark angefordert wurde.\n\nSie ist angekommen: Hark kann über "
    "diesen Mailserver Mails senden.\n" },
};

MailVerdict
mail_render (const MailOccasion *occasion, MailMessage *message)
{
  guint chosen = 0;

  if (strcmp (occasion->mail->kind, MAIL_KIND_TEST) != 0)
    return mail_text_render (occasion, message);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    if (g_str_has_prefix (occasion->language, tests[i].language))
      chosen = i;
  message->subject = g_strdup (tests[chosen].subject);
  message->text = g_strdup (tests[chosen].text);
  message->html = mail_text_make_html (tests[chosen].language, message->subject, message->text);
  return MAIL_RENDER_SEND;
}
