/* app-contact.c: see app-contact.h */
#include "app-contact.h"

#include "app-verify.h"
#include "hark-error.h"
#include "hark-json.h"

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

gboolean
app_contact_check_words (const AppAction *action, gint64 now, GError **error)
{
  if (action->type != APP_ACTION_CONTACT)
    return TRUE;
  if (action->channel >= HARK_CHANNEL_LAST)
    return refuse (error, HARK_ERROR_INVALID, "there is no such channel");
  if (action->contacted < 0)
    return refuse (error, HARK_ERROR_INVALID, "that is no time of a contact");

  return action->contacted <= now
         || refuse (error, HARK_ERROR_INVALID, "the time of the contact is still to come");
}

/* What they left stands in their report. */
static gboolean
has_contact_data (AppStore *store, const AppCacheTicket *ticket)
{
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, &ticket->id, NULL);
  g_autoptr (AppCacheObject) item
      = app_cache_get_newest (store->cache, &ticket->id, HARK_OBJECT_REPORT, NULL);
  g_autoptr (HarkObject) report = epochs != NULL && item != NULL && item->trust != APP_TRUST_BROKEN
                                      ? app_verify_open (epochs, item->sealed, NULL)
                                      : NULL;

  return report != NULL && hark_json_peek_string (report->body, "contact")[0] != '\0';
}

gboolean
app_contact_check (AppStore *store, const AppCacheTicket *ticket, GError **error)
{
  if (!hark_id_is_zero (&ticket->reporter) || ticket->inbox)
    return refuse (error, HARK_ERROR_CONFLICT,
                   "the reporter has an inbox or an account: answer them there");

  return has_contact_data (store, ticket)
         || refuse (error, HARK_ERROR_CONFLICT,
                    "the reporter left no contact data: nobody can be reached");
}

void
app_contact_put (const AppAction *action, gint64 now, JsonObject *intent)
{
  if (action->type != APP_ACTION_CONTACT)
    return;

  json_object_set_string_member (intent, "channel", hark_channel_get_name (action->channel));
  json_object_set_int_member (intent, "contacted",
                              action->contacted != 0 ? action->contacted : now);
}

void
app_contact_read (JsonObject *intent, AppAction *action)
{
  hark_channel_from_name (hark_json_peek_string (intent, "channel"), &action->channel);
  action->contacted = json_object_get_int_member_with_default (intent, "contacted", 0);
}

void
app_contact_describe (JsonObject *intent, JsonObject *note)
{
  json_object_set_string_member (note, "channel", hark_json_peek_string (intent, "channel"));
  json_object_set_int_member (note, "contacted", json_object_get_int_member (intent, "contacted"));
}

/* One from a later Hark may know other channels; none was after it was written down. */
void
app_contact_fill (AppEntry *entry, JsonObject *body)
{
  const char *name = hark_json_peek_string (body, "channel");
  HarkChannel channel;

  if (name[0] == '\0')
    return;

  if (!hark_channel_from_name (name, &channel))
    channel = HARK_CHANNEL_OTHER;
  entry->channel = hark_channel_get_name (channel);
  if (!hark_json_get_int (body, "contacted", 1, entry->time, &entry->contacted, NULL))
    entry->contacted = entry->time;
}
