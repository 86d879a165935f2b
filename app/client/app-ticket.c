/* app-ticket.c: see app-ticket.h */
#include "app-ticket-private.h"

#include <string.h>

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-period.h"
#include "hark-seal.h"
#include "hark-text.h"

G_DEFINE_FINAL_TYPE (AppTicket, app_ticket, G_TYPE_OBJECT)

static void
file_free (AppFile *file)
{
  hark_seal_free_string (file->name);
  hark_seal_free_string (file->type);
  g_free (file);
}

static void
entry_free (AppEntry *entry)
{
  g_free (entry->author);
  hark_seal_free_string (entry->text);
  g_ptr_array_unref (entry->files);
  g_free (entry);
}

static void
history_free (AppHistory *history)
{
  g_free (history->type);
  g_free (history->by);
  g_free (history->from);
  g_free (history->to);
  hark_seal_free_string (history->reason);
  hark_seal_free_string (history->period);
  g_free (history);
}

static void
answer_free (AppAnswer *answer)
{
  g_free (answer->name);
  hark_seal_free_string (answer->value);
  g_free (answer);
}

static void
app_ticket_finalize (GObject *object)
{
  AppTicket *self = APP_TICKET (object);

  g_free (self->number);
  g_free (self->area_name);
  g_free (self->advisor);
  g_free (self->advisor_until);
  g_free (self->deputy);
  g_free (self->reporter);
  g_free (self->account);
  g_free (self->written_by);
  hark_seal_free_string (self->subject);
  hark_seal_free_string (self->title);
  hark_seal_free_string (self->report);
  hark_seal_free_string (self->outcome);
  hark_seal_free_string (self->outcome_reason);
  g_free (self->deletion_by);
  hark_seal_free_string (self->deletion_reason);
  hark_seal_free_string (self->hold_reason);
  g_free (self->hold_owner);
  g_free (self->hold_review);
  g_clear_pointer (&self->periods, g_ptr_array_unref);
  g_clear_pointer (&self->deletion, app_period_free);
  g_ptr_array_unref (self->excluded);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->history);

  G_OBJECT_CLASS (app_ticket_parent_class)->finalize (object);
}

static void
app_ticket_class_init (AppTicketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_ticket_finalize;
}

static void
app_ticket_init (AppTicket *self)
{
  self->periods = g_ptr_array_new_with_free_func ((GDestroyNotify)app_period_free);
  self->excluded = g_ptr_array_new ();
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify)answer_free);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)entry_free);
  self->history = g_ptr_array_new_with_free_func ((GDestroyNotify)history_free);
}

void
app_period_free (AppPeriod *self)
{
  g_free (self->kind);
  hark_seal_free_string (self->name);
  g_free (self);
}

gboolean
app_period_is_promise (const AppPeriod *self)
{
  return g_str_equal (self->kind, "acknowledge") || g_str_equal (self->kind, "feedback");
}

void
app_ticket_find_deletion (AppTicket *self)
{
  g_clear_pointer (&self->deletion, app_period_free);
  if (!self->is_team || self->state != HARK_TICKET_CLOSED || self->deletes == 0 || self->is_held
      || self->is_kept)
    return;

  self->deletion = g_new0 (AppPeriod, 1);
  self->deletion->id = self->id;
  self->deletion->kind = g_strdup ("deletion");
  self->deletion->name = g_strdup ("deletion");
  self->deletion->due = self->deletes;
}

AppTicket *
app_ticket_new (void)
{
  return g_object_new (APP_TYPE_TICKET, NULL);
}

AppEntry *
app_ticket_add_entry (AppTicket *self, AppEntryKind kind, const HarkId *object)
{
  AppEntry *entry = g_new0 (AppEntry, 1);

  entry->object = *object;
  entry->kind = kind;
  entry->files = g_ptr_array_new_with_free_func ((GDestroyNotify)file_free);
  g_ptr_array_add (self->entries, entry);

  return entry;
}

AppEntry *
app_ticket_find_entry (AppTicket *self, const HarkId *object)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      AppEntry *entry = g_ptr_array_index (self->entries, i);

      if (hark_id_equal (&entry->object, object))
        return entry;
    }

  return NULL;
}

void
app_entry_add_file (AppEntry *entry, const HarkId *object, const HarkManifest *manifest,
                    gboolean local)
{
  AppFile *file = g_new0 (AppFile, 1);

  file->object = *object;
  file->blob = manifest->blob;
  file->name = g_strdup (manifest->name);
  file->type = g_strdup (manifest->type);
  file->size = manifest->size;
  file->local = local;
  g_ptr_array_add (entry->files, file);
}

AppHistory *
app_ticket_add_history (AppTicket *self, const char *type)
{
  AppHistory *history = g_new0 (AppHistory, 1);

  history->type = g_strdup (type);
  g_ptr_array_add (self->history, history);

  return history;
}

void
app_ticket_add_answer (AppTicket *self, const char *name, gboolean is_areas, const char *value)
{
  AppAnswer *answer = g_new0 (AppAnswer, 1);

  answer->name = g_strdup (name);
  answer->is_areas = is_areas;
  answer->value = g_strdup (value);
  g_ptr_array_add (self->answers, answer);
}

void
app_ticket_claim_reporter (AppTicket *self, JsonObject *report)
{
  const char *name = hark_json_peek_string (report, "name");

  if (self->reporter != NULL || self->origin != HARK_TICKET_ORIGIN_SIGNED_IN
      || !hark_text_is_name (name, strlen (name), HARK_API_MAX_NAME))
    return;

  self->reporter = g_strdup (name);
  self->is_claimed = TRUE;
}

gboolean
app_ticket_is_by_other (AppTicket *self)
{
  g_autofree char *account = self->account != NULL ? hark_text_fold (self->account) : NULL;
  g_autofree char *name = self->reporter != NULL ? hark_text_fold (self->reporter) : NULL;

  return account != NULL && g_strcmp0 (account, name) != 0;
}

gboolean
app_ticket_has_contact (AppTicket *self)
{
  for (guint i = 0; !self->has_inbox && i < self->answers->len; i++)
    {
      const AppAnswer *answer = g_ptr_array_index (self->answers, i);

      if (!answer->is_areas && g_str_equal (answer->name, "contact"))
        return TRUE;
    }

  return FALSE;
}

/* --- JSON --- */

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static void
set_time (JsonObject *object, const char *name, gint64 time)
{
  g_autofree char *text = time != 0 ? hark_period_format_utc (time) : NULL;

  set_text (object, name, text);
}

static const char *
sealed_by (AppTicket *self)
{
  if (self->origin == HARK_TICKET_ORIGIN_ON_BEHALF)
    return "team";

  return self->by_server ? "server" : "reporter";
}

static JsonArray *
periods_to_json (AppTicket *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->periods->len; i++)
    {
      AppPeriod *period = g_ptr_array_index (self->periods, i);
      gboolean is_about = !hark_id_is_zero (&period->about);
      g_autofree char *id = hark_id_to_string (&period->id);
      g_autofree char *about = is_about ? hark_id_to_string (&period->about) : NULL;
      JsonObject *item = json_object_new ();

      set_text (item, "id", id);
      set_text (item, "kind", period->kind);
      set_text (item, "name", period->name);
      set_time (item, "due", period->due);
      set_time (item, "done", period->done);
      hark_remind_to_json (&period->remind, item, "remind");
      set_text (item, "about", about);
      if (period->waiting)
        json_object_set_boolean_member (item, "waiting", TRUE);
      json_array_add_object_element (array, item);
    }

  return array;
}

static JsonArray *
entries_to_json (AppTicket *self, AppEntryKind kind)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      AppEntry *entry = g_ptr_array_index (self->entries, i);
      g_autofree char *id = hark_id_to_string (&entry->object);
      JsonObject *item;

      if (entry->kind != kind)
        continue;
      item = json_object_new ();
      set_text (item, "id", id);
      set_text (item, "from",
                entry->from_reporter && kind == APP_ENTRY_MESSAGE ? "reporter" : entry->author);
      set_text (item, "text", entry->text);
      if (entry->by_code)
        json_object_set_boolean_member (item, "by_issued_code", TRUE);
      if (entry->by_ended_code)
        json_object_set_string_member (item, "warning",
                                       "written with an inbox code that had ended");
      set_time (item, "time", entry->time);
      if (entry->channel != NULL)
        {
          set_text (item, "channel", entry->channel);
          set_time (item, "contacted", entry->contacted);
        }
      if (entry->waiting)
        json_object_set_boolean_member (item, "waiting", TRUE);
      if (entry->trust == APP_TRUST_BROKEN)
        json_object_set_boolean_member (item, "broken", TRUE);
      json_array_add_object_element (array, item);
    }

  return array;
}

static JsonArray *
files_to_json (AppTicket *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->entries->len; i++)
    {
      AppEntry *entry = g_ptr_array_index (self->entries, i);

      for (guint j = 0; j < entry->files->len; j++)
        {
          AppFile *file = g_ptr_array_index (entry->files, j);
          JsonObject *item = json_object_new ();

          g_autofree char *id = hark_id_to_string (&file->object);

          set_text (item, "id", id);
          set_text (item, "name", file->name);
          json_object_set_int_member (item, "size", file->size);
          set_text (item, "type", file->type);
          json_array_add_object_element (array, item);
        }
    }

  return array;
}

static JsonArray *
history_to_json (AppTicket *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->history->len; i++)
    {
      AppHistory *history = g_ptr_array_index (self->history, i);
      gboolean is_about = !hark_id_is_zero (&history->about);
      g_autofree char *about = is_about ? hark_id_to_string (&history->about) : NULL;
      JsonObject *item = json_object_new ();

      set_text (item, "type", history->type);
      set_text (item, "by", history->by);
      set_text (item, "from", history->from);
      set_text (item, "to", history->to);
      if (history->period != NULL)
        set_text (item, "period", history->period);
      if (history->due != 0)
        set_time (item, "due", history->due);
      if (is_about)
        set_text (item, "about", about);
      if (history->reason != NULL)
        set_text (item, "reason", history->reason);
      set_time (item, "time", history->time);
      if (history->waiting)
        json_object_set_boolean_member (item, "waiting", TRUE);
      json_array_add_object_element (array, item);
    }

  return array;
}

static JsonObject *
answers_to_json (AppTicket *self)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < self->answers->len; i++)
    {
      AppAnswer *answer = g_ptr_array_index (self->answers, i);

      if (!answer->is_areas)
        set_text (object, answer->name, answer->value);
    }

  return object;
}

static JsonArray *
excluded_to_json (AppTicket *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->excluded->len; i++)
    json_array_add_string_element (array, ((AppExcluded *)self->excluded->pdata[i])->name);

  return array;
}

static JsonArray *
excluders_to_json (AppTicket *self)
{
  static const char *const hows[] = { "member", "reporter", "writer", "server" };
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->excluded->len; i++)
    {
      const AppExcluded *excluded = self->excluded->pdata[i];
      JsonObject *object = json_object_new ();

      set_text (object, "user", excluded->name);
      set_text (object, "how", hows[excluded->how]);
      set_text (object, "by", excluded->by);
      json_array_add_object_element (array, object);
    }

  return array;
}

/* Their words are no names: two may be the same. */
static JsonArray *
asked_to_json (AppTicket *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->answers->len; i++)
    {
      AppAnswer *answer = g_ptr_array_index (self->answers, i);
      JsonObject *object;

      if (!answer->is_areas)
        continue;
      object = json_object_new ();
      set_text (object, "question", answer->name);
      set_text (object, "answer", answer->value);
      json_array_add_object_element (array, object);
    }

  return array;
}

static const char *
get_doubt (AppTicket *self)
{
  static const char *const names[] = {
    [APP_RETENTION_DOUBT_NONE] = NULL,
    [APP_RETENTION_DOUBT_MONTHS] = "months",
    [APP_RETENTION_DOUBT_CLOCK] = "clock",
  };

  return names[self->retention_doubt];
}

static void
add_whole (AppTicket *self, JsonObject *object)
{
  set_text (object, "outcome", self->outcome);
  set_text (object, "outcome_reason", self->outcome_reason);
  set_text (object, "retention_doubt", get_doubt (self));
  set_text (object, "deletion_reason", self->deletion_reason);
  set_text (object, "hold_reason", self->hold_reason);
  set_text (object, "hold_owner", self->hold_owner);
  set_text (object, "hold_review", self->hold_review);
  set_text (object, "report", self->report);
  json_object_set_object_member (object, "answers", answers_to_json (self));
  json_object_set_array_member (object, "asked", asked_to_json (self));
  json_object_set_array_member (object, "messages", entries_to_json (self, APP_ENTRY_MESSAGE));
  json_object_set_array_member (object, "notes", entries_to_json (self, APP_ENTRY_NOTE));
  json_object_set_array_member (object, "attachments", files_to_json (self));
  json_object_set_array_member (object, "history", history_to_json (self));
  json_object_set_array_member (object, "excluded", excluded_to_json (self));
  json_object_set_array_member (object, "excluded_by", excluders_to_json (self));
}

JsonObject *
app_ticket_to_json (AppTicket *self, gboolean whole)
{
  JsonObject *object = json_object_new ();

  set_text (object, "number", self->number);
  if (self->number == NULL)
    hark_json_set_id (object, "op", &self->submission);
  set_text (object, "state", hark_ticket_state_get_name (self->state));
  set_text (object, "advisor", self->advisor);
  set_text (object, "advisor_away_until", self->advisor_until);
  set_text (object, "deputy", self->deputy);
  set_text (object, "area", self->area_name);
  set_text (object, "subject", self->subject);
  set_text (object, "title", self->title);
  set_text (object, "reporter",
            self->reporter != NULL || self->is_claimed ? self->reporter : "anonymous");
  if (self->is_claimed)
    {
      json_object_set_boolean_member (object, "reporter_verified", FALSE);
      set_text (object, "reporter_account", self->account);
    }
  set_text (object, "sealed_by", sealed_by (self));
  if (self->origin == HARK_TICKET_ORIGIN_ON_BEHALF)
    {
      set_text (object, "channel", self->channel);
      set_text (object, "written_by", self->written_by);
    }
  set_time (object, "received", self->received);
  json_object_set_array_member (object, "periods", periods_to_json (self));
  json_object_set_boolean_member (object, "verified", self->trust != APP_TRUST_BROKEN);
  json_object_set_int_member (object, "waiting", self->n_waiting);
  json_object_set_boolean_member (object, "unread", self->is_unread);
  set_text (object, "deletion_by", self->deletion_by);
  json_object_set_boolean_member (object, "held", self->is_held);
  set_time (object, "deletes", self->deletes);
  json_object_set_boolean_member (object, "kept", self->is_kept);
  if (whole)
    add_whole (self, object);

  return object;
}
