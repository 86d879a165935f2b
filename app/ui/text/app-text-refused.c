/* app-text-refused.c: see app-text-refused.h */
#include "text/app-text-refused.h"

#include "text/app-text-due.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

/* Without its time and full stop; NULL for what nobody else did. (transfer full) */
static char *
tell_who (const AppRefused *refused)
{
  const char *by = refused->by != NULL                           ? refused->by
                   : refused->reason == APP_REFUSED_NEW_MESSAGE ? _ ("the reporter")
                                                                : _ ("somebody else");

  switch (refused->reason)
    {
    case APP_REFUSED_TAKEN_OVER:
      return g_strdup_printf (_ ("%s took the ticket over"), by);
    case APP_REFUSED_RELEASED:
      return g_strdup_printf (_ ("%s released the ticket"), by);
    case APP_REFUSED_ASSIGNED:
      return g_strdup_printf (_ ("%s assigned the ticket to %s"), by, refused->advisor);
    case APP_REFUSED_CLOSED:
      return g_strdup_printf (_ ("%s closed the ticket"), by);
    case APP_REFUSED_REOPENED:
      return g_strdup_printf (_ ("%s reopened the ticket"), by);
    case APP_REFUSED_NEW_MESSAGE:
      return g_strdup_printf (_ ("There is a new message from %s"), by);
    case APP_REFUSED_MOVED:
      return g_strdup_printf (_ ("%s moved the ticket to another area"), by);
    case APP_REFUSED_CHANGED:
    case APP_REFUSED_NO_ACCESS:
    case APP_REFUSED_FORBIDDEN:
    case APP_REFUSED_NOT_ELIGIBLE:
    case APP_REFUSED_IS_ADVISOR:
    case APP_REFUSED_NEW_CODE:
    case APP_REFUSED_NOBODY_LEFT:
    case APP_REFUSED_RESET:
    case APP_REFUSED_RESET_SENT:
    case APP_REFUSED_INVALID:
    default:
      return NULL;
    }
}

static gboolean
is_of_period (const AppRefused *refused)
{
  return refused->type != NULL && g_str_has_suffix (refused->type, "-period");
}

/* Without its time and full stop, as tell_who (). */
static char *
tell_who_of_period (const AppRefused *refused)
{
  return refused->by != NULL ? g_strdup_printf (_ ("%s changed this deadline first"), refused->by)
                             : g_strdup (_ ("Somebody else changed this deadline first"));
}

/* A deadline of which this is known. (transfer full) */
static char *
tell_period (const AppRefused *refused, gint64 due, gint64 done)
{
  const AppPeriod promise = { .kind = refused->subject }, by_hand = { .kind = (char *)"hand" };
  AppPeriod period = app_period_is_promise (&promise) ? promise : by_hand;

  period.name = refused->subject;
  period.due = due;
  period.done = done;

  return due != 0 || done != 0 ? app_text_period_chip (&period, g_get_real_time () / G_USEC_PER_SEC)
                               : g_strdup (app_text_period_name (&period));
}

char *
app_text_refused_mine (const AppRefused *refused)
{
  if (is_of_period (refused))
    return tell_period (refused, refused->due, g_str_equal (refused->type, "fulfil-period") ? refused->written : 0);

  return g_strdup (refused->text);
}

char *
app_text_refused_theirs (const AppRefused *refused)
{
  if (is_of_period (refused) && refused->reason == APP_REFUSED_CHANGED)
    return refused->their_due != 0 ? tell_period (refused, refused->their_due, refused->their_done)
                                   : g_strdup (_ ("The deadline was removed."));

  return g_strdup (refused->their_text);
}

char *
app_text_refused (const AppRefused *refused)
{
  g_autofree char *who = is_of_period (refused) && refused->reason == APP_REFUSED_CHANGED ? tell_who_of_period (refused)
                                                                                          : tell_who (refused);
  g_autofree char *when = refused->time != 0 ? app_text_time_full (refused->time) : NULL;

  if (who != NULL)
    return when != NULL ? g_strdup_printf ("%s (%s).", who, when) : g_strdup_printf ("%s.", who);

  switch (refused->reason)
    {
    case APP_REFUSED_NO_ACCESS:
      return g_strdup (_ ("The ticket was deleted, or you have no access to it any more."));
    case APP_REFUSED_FORBIDDEN:
      return g_strdup (_ ("Your role in this area does not allow it any more."));
    case APP_REFUSED_NOT_ELIGIBLE:
      return refused->to != NULL
                 ? g_strdup_printf (_ ("%s cannot be the advisor of this ticket."), refused->to)
                 : g_strdup (_ ("This person cannot be the advisor of this ticket."));
    case APP_REFUSED_NEW_CODE:
      return g_strdup (_ ("Somebody else issued another code first, or the reporter has an account on the portal. The "
                          "sheet opens nothing: do not hand it over."));
    case APP_REFUSED_IS_ADVISOR:
      return g_strdup (_ ("They are the ticket’s advisor: it has to be handed over first."));
    case APP_REFUSED_NOBODY_LEFT:
      return g_strdup (g_strcmp0 (refused->type, "exclude") == 0
                           ? _ ("No Expert would be left who has this ticket.")
                           : _ ("Nobody in that area could read the ticket and answer, or every Expert of it is "
                                "excluded from the ticket."));
    case APP_REFUSED_RESET:
      return g_strdup (_ ("Your account was reset and has new keys. This was written with the old ones, and had not been "
                          "sent."));
    case APP_REFUSED_RESET_SENT:
      return g_strdup (_ ("Your account was reset and has new keys. This was written with the old ones, and may have been "
                          "sent: look whether it is there first."));
    case APP_REFUSED_INVALID:
      return g_strdup (_ ("The server did not accept it."));
    case APP_REFUSED_MOVED:
    case APP_REFUSED_CHANGED:
    case APP_REFUSED_TAKEN_OVER:
    case APP_REFUSED_RELEASED:
    case APP_REFUSED_ASSIGNED:
    case APP_REFUSED_CLOSED:
    case APP_REFUSED_REOPENED:
    case APP_REFUSED_NEW_MESSAGE:
    default:
      return g_strdup (_ ("The ticket had changed meanwhile."));
    }
}

char *
app_text_refused_why (const char *why)
{
  static const struct
  {
    const char *answer;
    AppRefusedReason reason;
  } answers[] = {
    { "conflict", APP_REFUSED_CHANGED },
    { "gone", APP_REFUSED_NO_ACCESS },
    { "forbidden", APP_REFUSED_NO_ACCESS },
    { "invalid", APP_REFUSED_INVALID },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (g_strcmp0 (answers[i].answer, why) == 0)
      {
        const AppRefused refused = { .reason = answers[i].reason };

        return app_text_refused (&refused);
      }

  return g_strdup (why);
}

char *
app_text_not_sent (const AppRefused *refused)
{
  g_autofree char *what = app_text_refused (refused);

  /* Translators: %s is a sentence, such as "Ben took the ticket over." */
  return g_strdup_printf (_ ("Not sent: %s Send it if it is still right."), what);
}

const char *
app_text_operation (const char *type)
{
  static const struct
  {
    const char *type;
    const char *label;
  } operations[] = {
    { "submit", NC_ ("operation", "New ticket") },
    { "message", NC_ ("operation", "Message") },
    { "note", NC_ ("operation", "Note for the team") },
    { "contact", NC_ ("operation", "Contact outside Hark") },
    { "take-over", NC_ ("operation", "Take over") },
    { "release", NC_ ("operation", "Release") },
    { "assign", NC_ ("operation", "Assign") },
    { "close", NC_ ("operation", "Close") },
    { "reopen", NC_ ("operation", "Reopen") },
    { "move", NC_ ("operation", "Move to another area") },
    { "exclude", NC_ ("operation", "Exclude somebody") },
    { "include", NC_ ("operation", "Take an exclusion back") },
    { "new-code", NC_ ("operation", "New inbox code") },
    { "add-period", NC_ ("operation", "Add a deadline") },
    { "change-period", NC_ ("operation", "Move a deadline") },
    { "fulfil-period", NC_ ("operation", "Fulfil a deadline") },
    { "unfulfil-period", NC_ ("operation", "Take back that a deadline is fulfilled") },
    { "remove-period", NC_ ("operation", "Remove a deadline") },
    { "propose-delete", NC_ ("operation", "Ask to delete") },
    { "withdraw-delete", NC_ ("operation", "Not delete") },
    { "confirm-delete", NC_ ("operation", "Delete") },
    { "hold", NC_ ("operation", "Put on hold") },
    { "lift-hold", NC_ ("operation", "Lift the hold") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_strcmp0 (operations[i].type, type) == 0)
      return g_dpgettext2 (NULL, "operation", operations[i].label);

  return type;
}

char *
app_text_operation_to (const char *type, const char *to)
{
  if (to == NULL)
    return g_strdup (app_text_operation (type));

  /* Translators: %s is a person */
  return g_strdup_printf (_ ("Assign to %s"), to);
}

char *
app_text_refused_title (const AppRefused *refused)
{
  g_autofree char *operation = app_text_operation_to (refused->type, refused->to);

  if (refused->number != NULL)
    return g_strdup_printf ("%s · %s", refused->number, operation);

  return *refused->subject != '\0' ? g_strdup_printf ("%s · %s", operation, refused->subject)
                                   : g_steal_pointer (&operation);
}
