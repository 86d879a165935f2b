/* hark-ticket.c: see hark-ticket.h */
#include "hark-ticket.h"

#include <string.h>

#include "hark-name.h"

static const char *const state_names[] = {
  [HARK_TICKET_OPEN] = "open",
  [HARK_TICKET_CLOSED] = "closed",
};

static const char *const origin_names[] = {
  [HARK_TICKET_ORIGIN_PORTAL] = "portal",
  [HARK_TICKET_ORIGIN_SIGNED_IN] = "signed-in",
  [HARK_TICKET_ORIGIN_ON_BEHALF] = "on-behalf",
};

static const char *const outcome_names[HARK_OUTCOME_LAST] = {
  [HARK_OUTCOME_SUBSTANTIATED] = "substantiated",
  [HARK_OUTCOME_PARTLY] = "partly",
  [HARK_OUTCOME_UNSUBSTANTIATED] = "unsubstantiated",
  [HARK_OUTCOME_NOT_IN_SCOPE] = "not-in-scope",
  [HARK_OUTCOME_PASSED_ON] = "passed-on",
  [HARK_OUTCOME_DUPLICATE] = "duplicate",
  [HARK_OUTCOME_NOT_ENOUGH_INFORMATION] = "not-enough-information",
  [HARK_OUTCOME_OTHER] = "other",
};

static const char *const channel_names[HARK_CHANNEL_LAST] = {
  [HARK_CHANNEL_PHONE] = "phone",     [HARK_CHANNEL_LETTER] = "letter",
  [HARK_CHANNEL_MEETING] = "meeting", [HARK_CHANNEL_E_MAIL] = "e-mail",
  [HARK_CHANNEL_OTHER] = "other",
};

const char *
hark_ticket_state_get_name (HarkTicketState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (state_names), "open");

  return state_names[state];
}

gboolean
hark_ticket_state_from_name (const char *name, HarkTicketState *state)
{
  int found = hark_name_find (state_names, G_N_ELEMENTS (state_names), name);

  if (found < 0)
    return FALSE;

  *state = found;
  return TRUE;
}

const char *
hark_ticket_origin_get_name (HarkTicketOrigin origin)
{
  g_return_val_if_fail (origin < G_N_ELEMENTS (origin_names), "portal");

  return origin_names[origin];
}

gboolean
hark_ticket_origin_from_name (const char *name, HarkTicketOrigin *origin)
{
  int found = hark_name_find (origin_names, G_N_ELEMENTS (origin_names), name);

  if (found < 0)
    return FALSE;

  *origin = found;
  return TRUE;
}

const char *
hark_outcome_get_name (HarkOutcome outcome)
{
  g_return_val_if_fail (outcome < HARK_OUTCOME_LAST, "other");

  return outcome_names[outcome];
}

gboolean
hark_outcome_from_name (const char *name, HarkOutcome *outcome)
{
  int found = hark_name_find (outcome_names, G_N_ELEMENTS (outcome_names), name);

  if (found < 0)
    return FALSE;

  *outcome = found;
  return TRUE;
}

const char *
hark_channel_get_name (HarkChannel channel)
{
  g_return_val_if_fail (channel < HARK_CHANNEL_LAST, "other");

  return channel_names[channel];
}

gboolean
hark_channel_from_name (const char *name, HarkChannel *channel)
{
  int found = hark_name_find (channel_names, G_N_ELEMENTS (channel_names), name);

  if (found < 0)
    return FALSE;

  *channel = found;
  return TRUE;
}

HarkTicketShown
hark_ticket_shown (HarkTicketState state, gboolean has_advisor, gboolean was_taken,
                   gboolean last_message_is_team)
{
  if (state == HARK_TICKET_CLOSED)
    return HARK_TICKET_SHOWN_CLOSED;
  if (!has_advisor)
    return was_taken ? HARK_TICKET_SHOWN_UNASSIGNED : HARK_TICKET_SHOWN_NEW;

  return last_message_is_team ? HARK_TICKET_SHOWN_WAITING : HARK_TICKET_SHOWN_IN_PROGRESS;
}

gboolean
hark_ticket_number_is_valid (const char *number)
{
  gsize length = number != NULL ? strnlen (number, 11) : 0;

  if (length < 9 || length > 10 || number[0] == '0' || number[4] != '-')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (i != 4 && !g_ascii_isdigit (number[i]))
      return FALSE;

  return TRUE;
}
