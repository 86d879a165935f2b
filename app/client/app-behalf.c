/* app-behalf.c: see app-behalf.h */
#include "app-behalf.h"

#include <string.h>

#include "app-answer.h"
#include "app-intent.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal.h"

/* The texts, by their names in the intent and in the report. */
static const struct
{
  const char *name;
  gsize at;
} fields[] = {
  { "where", G_STRUCT_OFFSET (AppBehalf, where) },
  { "when", G_STRUCT_OFFSET (AppBehalf, when) },
  { "who", G_STRUCT_OFFSET (AppBehalf, who) },
  { "name", G_STRUCT_OFFSET (AppBehalf, name) },
  { "contact", G_STRUCT_OFFSET (AppBehalf, contact) },
};

static const char *
get_field (const AppBehalf *self, guint i)
{
  return G_STRUCT_MEMBER (const char *, self, fields[i].at);
}

AppBehalf *
app_behalf_copy (const AppBehalf *self)
{
  AppBehalf *copy;

  if (self == NULL)
    return NULL;

  copy = g_memdup2 (self, sizeof *self);
  copy->inbox = g_memdup2 (self->inbox, sizeof *self->inbox);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    G_STRUCT_MEMBER (char *, copy, fields[i].at) = g_strdup (get_field (self, i));
  return copy;
}

void
app_behalf_free (AppBehalf *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    hark_seal_free_string (G_STRUCT_MEMBER (char *, self, fields[i].at));
  g_free ((gpointer)self->inbox);
  g_free (self);
}

gint64
app_behalf_day (int year, int month, int day, gint64 now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);
  g_autoptr (GDateTime) noon = g_date_time_new_local (year, month, day, 12, 0, 0);

  if (noon == NULL)
    return 0;

  return g_date_time_get_year (today) == year
                 && g_date_time_get_day_of_year (today) == g_date_time_get_day_of_year (noon)
             ? now
             : g_date_time_to_unix (noon);
}

/* --- checking --- */

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

static gboolean
check_texts (const AppBehalf *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *text = get_field (self, i);

      if (text == NULL)
        continue;
      if (!g_utf8_validate (text, -1, NULL) || strlen (text) > HARK_TICKET_MAX_SHORT)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                       "\"%s\" is not UTF-8 text of at most %d bytes", fields[i].name,
                       HARK_TICKET_MAX_SHORT);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
has_text (const char *text)
{
  return text != NULL && text[0] != '\0';
}

static gboolean
check_user (const AppBehalf *self, AppStore *store, GError **error)
{
  const HarkRosterUser *user;

  if (hark_id_is_zero (&self->user))
    return TRUE;
  if (hark_id_equal (&self->user, &store->account->user))
    return refuse (error, HARK_ERROR_INVALID, "a ticket of your own is submitted as such");

  user = hark_roster_get_user (store->roster, &self->user);
  if (user == NULL || user->until != 0)
    return refuse (error, HARK_ERROR_INVALID, "there is no such user");
  if (self->inbox != NULL || has_text (self->name) || has_text (self->contact))
    return refuse (error, HARK_ERROR_INVALID,
                   "inbox, name and contact are for an anonymous reporter");

  return TRUE;
}

gboolean
app_behalf_check (const AppBehalf *self, AppStore *store, const HarkId *area, gint64 now,
                  GError **error)
{
  if (hark_roster_get_role (store->roster, area, &store->account->user) < HARK_ROLE_PROFESSIONAL)
    return refuse (error, HARK_ERROR_FORBIDDEN,
                   "only Professionals and Experts of the area write down what others report");
  if (self->channel >= HARK_CHANNEL_LAST)
    return refuse (error, HARK_ERROR_INVALID, "there is no such channel");
  if (self->received > now)
    return refuse (error, HARK_ERROR_INVALID, "the date of receipt lies in the future");
  if (self->received != 0 && self->received < now - APP_BEHALF_MAX_AGE)
    return refuse (error, HARK_ERROR_INVALID, "the date of receipt lies more than 10 years back");

  return check_user (self, store, error) && check_texts (self, error);
}

/* --- keeping --- */

void
app_behalf_put (const AppBehalf *self, JsonObject *intent, gint64 now)
{
  JsonObject *behalf = json_object_new ();

  if (!hark_id_is_zero (&self->user))
    hark_json_set_id (behalf, "user", &self->user);
  json_object_set_string_member (behalf, "channel", hark_channel_get_name (self->channel));
  json_object_set_int_member (behalf, "received", self->received != 0 ? self->received : now);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (has_text (get_field (self, i)))
      json_object_set_string_member (behalf, fields[i].name, get_field (self, i));
  json_object_set_boolean_member (behalf, "inbox", self->inbox != NULL);
  if (self->inbox != NULL)
    {
      hark_json_set_bytes (behalf, "lookup", self->inbox->lookup, sizeof self->inbox->lookup);
      hark_json_set_bytes (behalf, "token", self->inbox->token_hash,
                           sizeof self->inbox->token_hash);
      hark_json_set_bytes (behalf, "pk", self->inbox->box_pk, sizeof self->inbox->box_pk);
    }
  json_object_set_object_member (intent, "behalf", behalf);
}

JsonObject *
app_behalf_peek (JsonObject *intent)
{
  JsonNode *node = json_object_get_member (intent, "behalf");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
has_inbox (JsonObject *behalf)
{
  return json_object_get_boolean_member_with_default (behalf, "inbox", FALSE);
}

static AppInboxKeys *
read_inbox (JsonObject *behalf)
{
  AppInboxKeys *keys = g_new0 (AppInboxKeys, 1);

  hark_json_get_fixed (behalf, "lookup", keys->lookup, sizeof keys->lookup, NULL);
  hark_json_get_fixed (behalf, "token", keys->token_hash, sizeof keys->token_hash, NULL);
  hark_json_get_fixed (behalf, "pk", keys->box_pk, sizeof keys->box_pk, NULL);
  return keys;
}

AppBehalf *
app_behalf_read (JsonObject *intent)
{
  JsonObject *behalf = app_behalf_peek (intent);
  AppBehalf *self;

  if (behalf == NULL)
    return NULL;

  self = g_new0 (AppBehalf, 1);
  self->user = app_intent_get_id (behalf, "user");
  if (!hark_channel_from_name (hark_json_peek_string (behalf, "channel"), &self->channel))
    self->channel = HARK_CHANNEL_OTHER;
  self->received = json_object_get_int_member_with_default (behalf, "received", 0);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    G_STRUCT_MEMBER (char *, self, fields[i].at)
        = g_strdup (hark_json_peek_string (behalf, fields[i].name));
  if (has_inbox (behalf))
    self->inbox = read_inbox (behalf);
  return self;
}

char *
app_behalf_to_draft (const AppBehalf *self)
{
  g_autoptr (JsonObject) json = NULL;

  if (self == NULL)
    return NULL;

  json = json_object_new ();
  json_object_set_int_member (json, "kind",
                              hark_id_is_zero (&self->user) ? APP_REPORTER_ANONYMOUS
                                                            : APP_REPORTER_COLLEAGUE);
  json_object_set_int_member (json, "channel", self->channel);
  json_object_set_int_member (json, "received", self->received);
  json_object_set_boolean_member (json, "inbox",
                                  self->inbox != NULL || !hark_id_is_zero (&self->user));
  if (!hark_id_is_zero (&self->user))
    hark_json_set_id (json, "person", &self->user);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    json_object_set_string_member (json, fields[i].name,
                                   has_text (get_field (self, i)) ? get_field (self, i) : "");
  return hark_json_to_string (json);
}

/* --- building --- */

void
app_behalf_get_reporter (JsonObject *behalf, AppStore *store, HarkId *reporter, guint8 box_pk[32])
{
  const HarkRosterUser *user;

  *reporter = app_intent_get_id (behalf, "user");
  user = hark_roster_get_user (store->roster, reporter);
  memset (box_pk, 0, 32);
  if (user != NULL)
    memcpy (box_pk, user->box_pk, 32);
  else if (has_inbox (behalf))
    hark_json_get_fixed (behalf, "pk", box_pk, 32, NULL);
}

void
app_behalf_describe (JsonObject *behalf, JsonObject *report)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    json_object_set_string_member (report, fields[i].name,
                                   hark_json_peek_string (behalf, fields[i].name));
  json_object_set_boolean_member (report, "inbox",
                                  has_inbox (behalf) || json_object_has_member (behalf, "user"));
  json_object_set_string_member (report, "channel", hark_json_peek_string (behalf, "channel"));
  json_object_set_int_member (report, "received", json_object_get_int_member (behalf, "received"));
}

void
app_behalf_tell (JsonObject *behalf, JsonObject *body)
{
  gboolean is_named = json_object_has_member (behalf, "user");

  if (is_named)
    json_object_set_string_member (body, "for", hark_json_peek_string (behalf, "user"));
  else
    json_object_set_null_member (body, "for");
  if (has_inbox (behalf))
    {
      JsonObject *inbox = json_object_new ();

      json_object_set_string_member (inbox, "lookup", hark_json_peek_string (behalf, "lookup"));
      json_object_set_string_member (inbox, "token", hark_json_peek_string (behalf, "token"));
      json_object_set_object_member (body, "inbox", inbox);
    }
  else
    json_object_set_null_member (body, "inbox");
  json_object_set_int_member (body, "received", json_object_get_int_member (behalf, "received"));
  json_object_set_boolean_member (body, "reachable",
                                  is_named || has_inbox (behalf)
                                      || hark_json_peek_string (behalf, "contact")[0] != '\0');
}

/* --- in a ticket --- */

void
app_behalf_fill (AppTicket *ticket, JsonObject *body, const char *by)
{
  HarkChannel channel;

  if (!hark_channel_from_name (hark_json_peek_string (body, "channel"), &channel))
    channel = HARK_CHANNEL_OTHER;
  g_free (ticket->written_by);
  ticket->written_by = g_strdup (by);
  ticket->channel = hark_channel_get_name (channel);
  ticket->heard = json_object_get_int_member_with_default (body, "received", ticket->received);
}

void
app_behalf_fill_new (AppStore *store, AppTicket *ticket, JsonObject *behalf)
{
  HarkId reporter = app_intent_get_id (behalf, "user");

  ticket->is_mine = FALSE;
  ticket->is_team = TRUE;
  ticket->origin = HARK_TICKET_ORIGIN_ON_BEHALF;
  g_free (ticket->reporter);
  ticket->reporter = g_strdup (app_store_user_name (store, &reporter));
  ticket->has_inbox = ticket->reporter != NULL
                      || json_object_get_boolean_member_with_default (behalf, "inbox", FALSE);
  app_behalf_fill (ticket, behalf, store->account->name);
  ticket->received = ticket->heard;
  app_answer_fill (ticket, behalf);
}
