/* app-intent.c: see app-intent.h */
#include "app-intent.h"

#include <string.h>

#include "app-contact.h"
#include "app-deletion.h"
#include "app-exclude.h"
#include "app-move.h"
#include "app-new-code.h"
#include "app-period.h"
#include "app-recipient.h"
#include "app-seen.h"
#include "hark-absence.h"
#include "hark-error.h"
#include "hark-file.h"
#include "hark-json.h"

/* Wire names, by AppActionType. */
static const char *const types[] = {
  [APP_ACTION_SUBMIT] = "submit",
  [APP_ACTION_ANSWER] = "message",
  [APP_ACTION_NOTE] = "note",
  [APP_ACTION_CONTACT] = APP_CONTACT_TYPE,
  [APP_ACTION_TAKE_OVER] = "take-over",
  [APP_ACTION_RELEASE] = "release",
  [APP_ACTION_CLOSE] = "close",
  [APP_ACTION_REOPEN] = "reopen",
  [APP_ACTION_ASSIGN] = "assign",
  [APP_ACTION_MOVE] = "move",
  [APP_ACTION_EXCLUDE] = "exclude",
  [APP_ACTION_INCLUDE] = "include",
  [APP_ACTION_NEW_CODE] = APP_NEW_CODE_TYPE,
  [APP_ACTION_PROPOSE_DELETE] = APP_DELETION_PROPOSE,
  [APP_ACTION_WITHDRAW_DELETE] = APP_DELETION_WITHDRAW,
  [APP_ACTION_CONFIRM_DELETE] = APP_DELETION_CONFIRM,
  [APP_ACTION_HOLD] = APP_DELETION_HOLD,
  [APP_ACTION_LIFT_HOLD] = APP_DELETION_LIFT,
  [APP_ACTION_ADD_PERIOD] = "add-period",
  [APP_ACTION_CHANGE_PERIOD] = "change-period",
  [APP_ACTION_FULFIL_PERIOD] = "fulfil-period",
  [APP_ACTION_UNFULFIL_PERIOD] = "unfulfil-period",
  [APP_ACTION_REMOVE_PERIOD] = "remove-period",
};

/* --- reading --- */

const char *
app_intent_get_type (AppActionType type)
{
  return types[type];
}

gboolean
app_intent_get_action (JsonObject *intent, AppActionType *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i], hark_json_peek_string (intent, "type")))
      {
        *type = i;
        return TRUE;
      }

  return FALSE;
}

HarkId
app_intent_get_id (JsonObject *intent, const char *name)
{
  HarkId id = { { 0 } };

  hark_id_from_string (hark_json_peek_string (intent, name), &id);
  return id;
}

JsonArray *
app_intent_get_list (JsonObject *intent, const char *name)
{
  JsonNode *node = json_object_get_member (intent, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* --- making --- */

static gboolean
is_blank (const char *text)
{
  for (const char *c = text != NULL ? text : ""; *c != '\0'; c++)
    if (!g_ascii_isspace (*c))
      return FALSE;

  return TRUE;
}

static gboolean
check_text (const char *what, const char *text, gsize max, gboolean required, GError **error)
{
  if (required && is_blank (text))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s is empty", what);
  else if (text != NULL && !g_utf8_validate (text, -1, NULL))
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s is not UTF-8 text", what);
  else if (text != NULL && strlen (text) > max)
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                 "%s is too long: at most %" G_GSIZE_FORMAT " bytes", what, max);
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_line (const char *what, const char *text, GError **error)
{
  if (strpbrk (text, "\r\n") == NULL)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s must be one line", what);
  return FALSE;
}

static gboolean
check_day (const char *day, GError **error)
{
  if (day != NULL && hark_absence_is_day (day))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "a day is written as 2026-12-31");
  return FALSE;
}

static gboolean
check_words (const AppAction *action, GError **error)
{
  switch (action->type)
    {
    case APP_ACTION_SUBMIT:
      return check_text ("the subject", action->subject, HARK_TICKET_MAX_SUBJECT, TRUE, error)
             && check_line ("the subject", action->subject, error)
             && check_text ("the report", action->text, HARK_TICKET_MAX_TEXT, TRUE, error);
    case APP_ACTION_ANSWER:
      return check_text ("the message", action->text, HARK_TICKET_MAX_TEXT, TRUE, error);
    case APP_ACTION_NOTE:
      return check_text ("the note", action->text, HARK_TICKET_MAX_TEXT, TRUE, error);
    case APP_ACTION_CONTACT:
      return check_text ("the record of the contact", action->text, HARK_TICKET_MAX_TEXT, TRUE,
                         error);
    case APP_ACTION_CLOSE:
      return check_text ("the reason", action->reason, HARK_TICKET_MAX_TEXT, TRUE, error)
             && check_text ("the message", action->text, HARK_TICKET_MAX_TEXT, FALSE, error);
    case APP_ACTION_REOPEN:
    case APP_ACTION_PROPOSE_DELETE:
      return check_text ("the reason", action->reason, HARK_TICKET_MAX_TEXT, TRUE, error);
    case APP_ACTION_HOLD:
      return check_text ("the reason", action->reason, HARK_TICKET_MAX_TEXT, TRUE, error)
             && check_day (action->review, error);
    case APP_ACTION_WITHDRAW_DELETE:
    case APP_ACTION_CONFIRM_DELETE:
    case APP_ACTION_LIFT_HOLD:
    case APP_ACTION_TAKE_OVER:
    case APP_ACTION_RELEASE:
    case APP_ACTION_ASSIGN:
    case APP_ACTION_MOVE:
    case APP_ACTION_EXCLUDE:
    case APP_ACTION_INCLUDE:
    case APP_ACTION_NEW_CODE:
    case APP_ACTION_ADD_PERIOD: /* app_period_check () */
    case APP_ACTION_CHANGE_PERIOD:
    case APP_ACTION_FULFIL_PERIOD:
    case APP_ACTION_UNFULFIL_PERIOD:
    case APP_ACTION_REMOVE_PERIOD:
    default:
      return TRUE;
    }
}

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

/* Moved away: who is advisor there is known once it is there. */
static void
fold_move (AppStore *store, AppCacheTicket *ticket, JsonObject *intent)
{
  ticket->area = app_intent_get_id (intent, "area");
  if (hark_roster_get_role (store->roster, &ticket->area, &ticket->advisor)
      < HARK_ROLE_PROFESSIONAL)
    memset (&ticket->advisor, 0, sizeof ticket->advisor);
}

/* State, advisor and area as they will be once what waits has gone. */
static gboolean
fold_waiting (AppStore *store, AppCacheTicket *ticket, GError **error)
{
  g_autoptr (GPtrArray) waiting = app_outbox_list_of (store->outbox, &ticket->id, error);

  if (waiting == NULL)
    return FALSE;

  for (guint i = 0; i < waiting->len; i++)
    {
      AppOperation *item = g_ptr_array_index (waiting, i);
      const char *type = hark_json_peek_string (item->intent, "type");

      if (g_str_equal (type, "take-over"))
        ticket->advisor = store->account->user;
      else if (g_str_equal (type, "release"))
        memset (&ticket->advisor, 0, sizeof ticket->advisor);
      else if (g_str_equal (type, "assign"))
        ticket->advisor = app_intent_get_id (item->intent, "advisor");
      else if (g_str_equal (type, "close"))
        ticket->state = HARK_TICKET_CLOSED;
      else if (g_str_equal (type, "reopen"))
        ticket->state = HARK_TICKET_OPEN;
      else if (g_str_equal (type, "move"))
        fold_move (store, ticket, item->intent);
    }

  return TRUE;
}

gboolean
app_intent_look_ahead (AppStore *store, const AppAction *action, gboolean *is_done,
                       HarkTicketState *state, GError **error)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, &action->ticket, error);
  const HarkId *me = &store->account->user;

  if (ticket == NULL || !fold_waiting (store, ticket, error))
    return FALSE;

  *state = ticket->state;
  *is_done
      = (action->type == APP_ACTION_TAKE_OVER && hark_id_equal (&ticket->advisor, me))
        || (action->type == APP_ACTION_ASSIGN && hark_id_equal (&ticket->advisor, &action->user))
        || (action->type == APP_ACTION_RELEASE && hark_id_is_zero (&ticket->advisor))
        || (action->type == APP_ACTION_REOPEN && ticket->state == HARK_TICKET_OPEN)
        || app_move_is_done (store, action, ticket) || app_period_is_done (store, action);
  return TRUE;
}

static gboolean
check_assign (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
              GError **error)
{
  if (ticket->state != HARK_TICKET_OPEN)
    return refuse (error, HARK_ERROR_CONFLICT, "the ticket is closed");
  if (hark_roster_get_role (store->roster, &ticket->area, &action->user) < HARK_ROLE_PROFESSIONAL)
    return refuse (error, HARK_ERROR_FORBIDDEN,
                   "only a Professional or Expert of the ticket's area can be its advisor");
  if (hark_id_equal (&ticket->advisor, &action->user))
    return refuse (error, HARK_ERROR_CONFLICT, "this is the ticket's advisor already");
  if (!app_recipient_has (store, &ticket->id, &ticket->area, &action->user))
    return refuse (error, HARK_ERROR_FORBIDDEN, "this person does not have this ticket");

  return TRUE;
}

/* Whoever reads a ticket can keep it from themselves. */
static HarkRole
get_least (AppStore *store, const AppAction *action)
{
  return action->type == APP_ACTION_EXCLUDE && hark_id_equal (&action->user, &store->account->user)
             ? HARK_ROLE_OBSERVER
             : HARK_ROLE_PROFESSIONAL;
}

static gboolean
check_team_action (AppStore *store, const AppAction *action, const AppCacheTicket *ticket,
                   AppOperation *operation, gint64 *version, GError **error)
{
  gboolean is_open = ticket->state == HARK_TICKET_OPEN;

  if ((ticket->side & APP_SIDE_TEAM) == 0
      || hark_roster_get_role (store->roster, &ticket->area, &store->account->user)
             < get_least (store, action))
    return refuse (error, HARK_ERROR_FORBIDDEN,
                   "only Professionals and Experts of the ticket's area may do that");
  if (ticket->trust == APP_TRUST_BROKEN)
    return refuse (error, HARK_ERROR_UNVERIFIED,
                   "this ticket's keys do not verify: nothing can be written to it");

  switch (action->type)
    {
    case APP_ACTION_ANSWER:
      return hark_id_is_zero (&ticket->reporter) && !ticket->inbox ? refuse (
                 error, HARK_ERROR_CONFLICT, "the reporter has no inbox: no answer can reach them")
                                                                   : TRUE;
    case APP_ACTION_CONTACT:
      return app_contact_check (store, ticket, error);
    case APP_ACTION_TAKE_OVER:
      if (!is_open)
        return refuse (error, HARK_ERROR_CONFLICT, "the ticket is closed");
      return hark_id_equal (&ticket->advisor, &store->account->user)
                 ? refuse (error, HARK_ERROR_CONFLICT, "you are already this ticket's advisor")
                 : TRUE;
    case APP_ACTION_RELEASE:
      /* Who releases again what somebody else took over meanwhile means that one. */
      return hark_id_equal (&ticket->advisor, &store->account->user)
                     || (action->n_replaces > 0 && !hark_id_is_zero (&ticket->advisor))
                 ? TRUE
                 : refuse (error, HARK_ERROR_CONFLICT, "you are not this ticket's advisor");
    case APP_ACTION_ASSIGN:
      return check_assign (store, action, ticket, error);
    case APP_ACTION_CLOSE:
      if (!is_open)
        return refuse (error, HARK_ERROR_CONFLICT, "the ticket is already closed");
      if (action->text != NULL && action->text[0] != '\0' && hark_id_is_zero (&ticket->reporter)
          && !ticket->inbox)
        return refuse (error, HARK_ERROR_CONFLICT,
                       "the reporter has no inbox: no message can reach them");
      return TRUE;
    case APP_ACTION_REOPEN:
      return is_open ? refuse (error, HARK_ERROR_CONFLICT, "the ticket is open") : TRUE;
    case APP_ACTION_MOVE:
    case APP_ACTION_EXCLUDE:
    case APP_ACTION_INCLUDE:
    case APP_ACTION_NEW_CODE:
      return app_move_check (store, action, ticket, error);
    case APP_ACTION_PROPOSE_DELETE:
    case APP_ACTION_WITHDRAW_DELETE:
    case APP_ACTION_CONFIRM_DELETE:
    case APP_ACTION_HOLD:
    case APP_ACTION_LIFT_HOLD:
      return app_deletion_check (store, action, ticket, error);
    case APP_ACTION_ADD_PERIOD:
    case APP_ACTION_CHANGE_PERIOD:
    case APP_ACTION_FULFIL_PERIOD:
    case APP_ACTION_UNFULFIL_PERIOD:
    case APP_ACTION_REMOVE_PERIOD:
      return app_period_check (store, action, ticket, operation, version, error);
    case APP_ACTION_NOTE:
    case APP_ACTION_SUBMIT:
    default:
      return TRUE;
    }
}

static gboolean
check_submit (AppStore *store, const AppAction *action, gint64 now, GError **error)
{
  g_autoptr (GArray) members = hark_roster_get_members (store->roster, &action->area);

  if (members->len == 0)
    return refuse (error, HARK_ERROR_INVALID, "nobody reads this area's tickets yet");
  if (members->len < APP_AREA_READERS && !app_cache_is_on_portal (store->cache, &action->area))
    return refuse (error, HARK_ERROR_INVALID,
                   "this area takes no tickets before two people can read them");

  return app_exclude_check (action, store, error)
         && (action->behalf == NULL
             || app_behalf_check (action->behalf, store, &action->area, now, error));
}

/* The submission of a ticket that waits itself, NULL where it does not. */
static AppOperation *
find_unsent (AppStore *store, const HarkId *ticket)
{
  HarkId op;

  return app_outbox_find_needed (store->outbox, ticket, "message", TRUE, &op, NULL)
                 && !hark_id_is_zero (&op)
             ? app_outbox_get (store->outbox, &op, NULL)
             : NULL;
}

/* What the reporter of a ticket of their own adds follows it. */
static gboolean
check_unsent (const AppAction *action, const AppOperation *submission, GError **error)
{
  if (action->type == APP_ACTION_ANSWER && action->as_reporter
      && app_behalf_peek (submission->intent) == NULL)
    return TRUE;

  return refuse (error, HARK_ERROR_CONFLICT,
                 "this ticket waits to be sent itself: until it has a number only its own reporter "
                 "can add to it");
}

static gboolean
check_existing (AppStore *store, const AppAction *action, AppOperation *operation, gint64 *version,
                GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, &action->ticket, &local);
  g_autoptr (AppOperation) submission = NULL;
  HarkId area;

  operation->ticket = action->ticket;
  if (ticket == NULL && (submission = find_unsent (store, &action->ticket)) != NULL)
    return check_unsent (action, submission, error);
  if (ticket == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  operation->state_v = ticket->state_v;
  operation->advisor_v = ticket->advisor_v;
  if (action->as_reporter)
    return (ticket->side & APP_SIDE_REPORTER) != 0
               ? TRUE
               : refuse (error, HARK_ERROR_FORBIDDEN, "only this ticket's reporter may do that");

  area = ticket->area;
  if (!fold_waiting (store, ticket, error))
    return FALSE;
  if (action->type == APP_ACTION_MOVE && !hark_id_equal (&area, &ticket->area))
    return refuse (error, HARK_ERROR_CONFLICT, "the ticket waits to be moved already");

  return check_team_action (store, action, ticket, operation, version, error);
}

static void
set_new_id (JsonObject *intent, const char *name)
{
  HarkId id;

  hark_id_random (&id);
  hark_json_set_id (intent, name, &id);
}

static void
set_files (JsonObject *intent, GPtrArray *files, gboolean from_reporter)
{
  JsonArray *manifests = json_array_new ();
  JsonArray *ids = json_array_new ();

  for (guint i = 0; i < files->len; i++)
    {
      HarkManifest *manifest = g_ptr_array_index (files, i);
      HarkId id;

      manifest->with = app_intent_get_id (intent, "object");
      manifest->from_reporter = from_reporter;
      json_array_add_object_element (manifests, hark_manifest_to_json (manifest));
      hark_id_random (&id);
      hark_json_array_add_id (ids, &id);
    }
  json_object_set_array_member (intent, "files", manifests);
  json_object_set_array_member (intent, "manifests", ids);
}

static void
set_text (JsonObject *intent, const char *name, const char *text)
{
  if (text != NULL && text[0] != '\0')
    json_object_set_string_member (intent, name, text);
}

/* Whose advisor this makes: what the team writes after one's own depends on it. */
static void
set_advisor (AppStore *store, const AppAction *action, JsonObject *intent)
{
  const HarkId *me = &store->account->user;

  if (action->type == APP_ACTION_ASSIGN)
    hark_json_set_id (intent, "advisor", &action->user);
  if (action->type == APP_ACTION_TAKE_OVER || action->type == APP_ACTION_ASSIGN)
    json_object_set_boolean_member (
        intent, "mine", action->type == APP_ACTION_TAKE_OVER || hark_id_equal (&action->user, me));
}

/* What the next epoch will say otherwise, and the version of the area that the user saw. */
static void
set_change (AppStore *store, const AppAction *action, JsonObject *intent)
{
  g_autoptr (AppCacheTicket) ticket
      = action->type == APP_ACTION_MOVE ? app_cache_get_ticket (store->cache, &action->ticket, NULL)
                                        : NULL;

  if (action->type == APP_ACTION_SUBMIT || action->type == APP_ACTION_MOVE)
    hark_json_set_id (intent, "area", &action->area);
  if (ticket != NULL)
    json_object_set_int_member (intent, "area_v", ticket->area_v);
  app_move_put (store, action, intent);
  if (app_deletion_is_type (types[action->type]))
    app_deletion_put (store, action, intent);
}

/* Also where it is refused because the ticket is gone, it is said of which one. */
static void
set_number (AppStore *store, const AppAction *action, JsonObject *intent)
{
  g_autoptr (AppCacheTicket) ticket
      = action->type != APP_ACTION_SUBMIT
            ? app_cache_get_ticket (store->cache, &action->ticket, NULL)
            : NULL;

  if (ticket != NULL && ticket->number != NULL)
    json_object_set_string_member (intent, "number", ticket->number);
}

static JsonObject *
describe (AppStore *store, const AppAction *action, GPtrArray *files, gint64 now)
{
  JsonObject *intent = json_object_new ();
  gboolean reporter = action->type == APP_ACTION_SUBMIT || action->as_reporter;

  json_object_set_string_member (intent, "type", types[action->type]);
  json_object_set_int_member (intent, "time", now);
  json_object_set_boolean_member (intent, "as_reporter", reporter);
  set_new_id (intent, "object");
  set_new_id (intent, "second");
  set_new_id (intent, "history");
  set_text (intent, "subject", action->subject);
  set_text (intent, "text", action->text);
  set_text (intent, "reason", action->reason);
  if (action->type == APP_ACTION_SUBMIT)
    set_text (intent, "excluded", action->excluded);
  json_object_set_boolean_member (intent, "feedback", action->feedback_given);
  set_number (store, action, intent);
  set_advisor (store, action, intent);
  set_change (store, action, intent);
  app_period_put (store, action, intent);
  app_contact_put (action, now, intent);
  if (action->type == APP_ACTION_SUBMIT && action->behalf != NULL)
    app_behalf_put (action->behalf, intent, now);
  if (action->type == APP_ACTION_CLOSE)
    json_object_set_string_member (intent, "outcome", hark_outcome_get_name (action->outcome));
  if (action->type == APP_ACTION_CLOSE || action->type == APP_ACTION_CONFIRM_DELETE)
    app_seen_note (store, &action->ticket, intent);
  if (files != NULL && files->len > 0)
    set_files (intent, files, reporter);

  return intent;
}

AppOperation *
app_intent_new (AppStore *store, const AppAction *action, GPtrArray *files, gint64 now,
                GError **error)
{
  g_autoptr (AppOperation) operation = g_new0 (AppOperation, 1);
  gint64 version = 0;

  if (!check_words (action, error) || !app_contact_check_words (action, now, error))
    return NULL;
  if (action->type == APP_ACTION_SUBMIT)
    hark_id_random (&operation->ticket);
  if (action->type == APP_ACTION_SUBMIT
          ? !check_submit (store, action, now, error)
          : !check_existing (store, action, operation, &version, error))
    return NULL;
  if (!app_period_is_type (types[action->type])
      && !app_outbox_find_needed (store->outbox, &operation->ticket, types[action->type],
                                  action->as_reporter, &operation->after, error))
    return NULL;

  operation->op = action->op;
  if (hark_id_is_zero (&operation->op))
    hark_id_random (&operation->op);
  operation->intent = describe (store, action, files, now);
  if (app_period_is_type (types[action->type]))
    app_period_set_version (operation, version);
  return g_steal_pointer (&operation);
}

GArray *
app_intent_get_blobs (const AppOperation *operation)
{
  GArray *blobs = g_array_new (FALSE, TRUE, sizeof (HarkId));
  JsonArray *files = app_intent_get_list (operation->intent, "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      HarkId id = app_intent_get_id (json_array_get_object_element (files, i), "blob");

      g_array_append_val (blobs, id);
    }

  return blobs;
}
