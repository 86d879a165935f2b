/* hark-ticket.h: the words of a ticket that both sides of the wire share */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HARK_TICKET_MAX_SUBJECT 200 /* characters */
#define HARK_TICKET_MAX_TEXT 60000  /* bytes of one report, message or note */
#define HARK_TICKET_MAX_SHORT 1000  /* bytes of a short field: where, when, who, name, contact */
#define HARK_TICKET_MAX_FILES 5     /* of one report or message */
#define HARK_TICKET_MAX_FILE (25 * 1000 * 1000) /* bytes, in the portal: what is told as 25 MB */

typedef enum
{
  HARK_TICKET_OPEN,
  HARK_TICKET_CLOSED,
} HarkTicketState;

/* How it reads on a screen (product.md section 3). */
typedef enum
{
  HARK_TICKET_SHOWN_NEW,
  HARK_TICKET_SHOWN_UNASSIGNED,
  HARK_TICKET_SHOWN_IN_PROGRESS,
  HARK_TICKET_SHOWN_WAITING,
  HARK_TICKET_SHOWN_CLOSED,
} HarkTicketShown;

typedef enum
{
  HARK_TICKET_ORIGIN_PORTAL,
  HARK_TICKET_ORIGIN_SIGNED_IN,
  HARK_TICKET_ORIGIN_ON_BEHALF,
} HarkTicketOrigin;

typedef enum
{
  HARK_OUTCOME_SUBSTANTIATED,
  HARK_OUTCOME_PARTLY,
  HARK_OUTCOME_UNSUBSTANTIATED,
  HARK_OUTCOME_NOT_IN_SCOPE,
  HARK_OUTCOME_PASSED_ON,
  HARK_OUTCOME_DUPLICATE,
  HARK_OUTCOME_NOT_ENOUGH_INFORMATION,
  HARK_OUTCOME_OTHER,
  HARK_OUTCOME_LAST
} HarkOutcome;

/* How somebody for whom a member writes a ticket down reached the team. */
typedef enum
{
  HARK_CHANNEL_PHONE,
  HARK_CHANNEL_LETTER,
  HARK_CHANNEL_MEETING,
  HARK_CHANNEL_E_MAIL,
  HARK_CHANNEL_OTHER,
  HARK_CHANNEL_LAST
} HarkChannel;

/* Wire names: "open", "portal", "not-in-scope", "e-mail" …; _from_ returns FALSE for an unknown
 * one. */
const char *hark_ticket_state_get_name (HarkTicketState state);
gboolean hark_ticket_state_from_name (const char *name, HarkTicketState *state);
const char *hark_ticket_origin_get_name (HarkTicketOrigin origin);
gboolean hark_ticket_origin_from_name (const char *name, HarkTicketOrigin *origin);
const char *hark_outcome_get_name (HarkOutcome outcome);
gboolean hark_outcome_from_name (const char *name, HarkOutcome *outcome);
const char *hark_channel_get_name (HarkChannel channel);
gboolean hark_channel_from_name (const char *name, HarkChannel *channel);

HarkTicketShown hark_ticket_shown (HarkTicketState state, gboolean has_advisor, gboolean was_taken,
                                   gboolean last_message_is_team);

/* "2026-4711": year, hyphen, four or five digits. */
gboolean hark_ticket_number_is_valid (const char *number);

G_END_DECLS
