/* app-text-wording.c: see app-text-wording.h */
#include "text/app-text-wording.h"

#include <glib/gi18n.h>

static const struct
{
  const char *kind, *name, *reader;
} mails[] = {
  { "anonymous", N_ ("New Anonymous Ticket"), N_ ("To the team") },
  { "named", N_ ("New Ticket of a User"), N_ ("To the team") },
  { "reply", N_ ("Message from the Reporter"), N_ ("To the advisor, or to the team") },
  { "answer", N_ ("Answer to a Ticket"), N_ ("To the reporter, if they have an account") },
  { "closed", N_ ("Ticket Closed"), N_ ("To the reporter, if they have an account") },
  { "assigned", N_ ("Ticket Assigned"), N_ ("To the advisor") },
  { "released", N_ ("No Longer Needed"), N_ ("To the advisor of before") },
  { "reminder", N_ ("Deadline"), N_ ("To the advisor, or to the team") },
  { "deletion", N_ ("Deletion Ahead"), N_ ("To the advisor") },
  { "digest", N_ ("Daily Overview"), N_ ("To whoever chose one") },
  { "summary", N_ ("Summary of Many"), N_ ("To whoever would get very many mails") },
};

const char *
app_text_mail_kind (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (mails); i++)
    if (g_str_equal (mails[i].kind, kind))
      return _ (mails[i].name);

  return kind;
}

const char *
app_text_mail_reader (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (mails); i++)
    if (g_str_equal (mails[i].kind, kind))
      return _ (mails[i].reader);

  return kind;
}

const char *
app_text_mail_part (const char *part)
{
  if (g_str_equal (part, HARK_WORDING_SUBJECT))
    return C_ ("of an e-mail", "Subject");
  if (g_str_equal (part, HARK_WORDING_TEXT))
    return C_ ("of an e-mail", "Text");

  return part;
}

const char *
app_text_mail_field (const char *field)
{
  static const struct
  {
    const char *field, *name;
  } fields[] = {
    { "number", N_ ("Ticket Number") },
    { "area", N_ ("Area of the Ticket") },
    { "period", N_ ("Name of the Deadline") },
    { "due", N_ ("Date") },
    { "organisation", N_ ("Name of the Organisation") },
    { "address", N_ ("Address of the Portal") },
    { "count", N_ ("How Many") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].field, field))
      return _ (fields[i].name);

  return field;
}

const char *
app_text_mail_flaw (const char *part, const char *words)
{
  switch (hark_wording_judge (part, words))
    {
    case HARK_WORDING_LONG:
      return g_str_equal (part, HARK_WORDING_SUBJECT) ? _ ("This subject is too long.") : _ ("This text is too long.");
    case HARK_WORDING_CONTROL:
      return _ ("Something in it cannot be shown: remove tabs and other control characters.");
    case HARK_WORDING_FIELD:
      return _ ("Something in braces is none of the fields. Insert them by the menu, and use no other braces.");
    case HARK_WORDING_SOUND:
    case HARK_WORDING_EMPTY:
    default:
      return NULL;
    }
}
