/* web-browser-report.c: what the script needs for a report, which it seals, and the report itself
 */
#include "web-browser.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"
#include "srv-limits.h"
#include "store-area.h"
#include "store-roster.h"
#include "store-setting.h"
#include "store-ticket.h"

/* ------------------------------------------------------------------ to whom it goes */

/* Names only where the area lets reporters exclude people: that shows the team to anybody. */
static JsonArray *
list_team (SrvContext *context, const HarkId *area, gboolean named)
{
  g_autoptr (GArray) team = srv_roster_list_recipients (context->roster, area);
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < team->len; i++)
    {
      const SrvRecipient *member = &g_array_index (team, SrvRecipient, i);
      JsonObject *entry = json_object_new ();
      g_autofree char *name = named ? srv_roster_dup_name (context->roster, &member->id) : NULL;

      hark_json_set_id (entry, "id", &member->id);
      hark_json_set_bytes (entry, "pk", member->box_pk, sizeof member->box_pk);
      if (named)
        {
          json_object_set_string_member (entry, "name", name != NULL ? name : "?");
          json_object_set_boolean_member (entry, "expert",
                                          srv_roster_get_role (context->roster, area, &member->id)
                                              >= HARK_ROLE_EXPERT);
        }
      json_array_add_object_element (list, entry);
    }
  return list;
}

static JsonArray *
list_questions (const HarkSettingArea *area, const char *language)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < area->questions->len; i++)
    {
      const HarkSettingQuestion *question = area->questions->pdata[i];
      JsonObject *entry = json_object_new ();
      JsonArray *choices = json_array_new ();

      for (guint k = 0; k < question->choices->len; k++)
        json_array_add_string_element (
            choices,
            hark_setting_text_choose (question->choices->pdata[k], language, area->language));
      hark_json_set_id (entry, "id", &question->id);
      json_object_set_string_member (entry, "kind",
                                     hark_setting_question_kind_get_name (question->kind));
      json_object_set_boolean_member (entry, "required", question->required);
      json_object_set_string_member (
          entry, "label", hark_setting_text_choose (question->label, language, area->language));
      json_object_set_array_member (entry, "choices", choices);
      json_array_add_object_element (list, entry);
    }
  return list;
}

static JsonObject *
describe_area (SrvContext *context, SrvStore *store, const SrvArea *area, const char *language,
               GError **error)
{
  g_autoptr (HarkSettingArea) settled = store_setting_get_area (store, &area->id, error);
  JsonObject *json;

  if (settled == NULL)
    return NULL;

  json = json_object_new ();
  hark_json_set_id (json, "id", &area->id);
  json_object_set_string_member (json, "name", area->name);
  json_object_set_string_member (json, "description", area->description);
  json_object_set_boolean_member (json, "default", area->is_default);
  json_object_set_boolean_member (json, "exclusion", settled->exclusion);
  json_object_set_array_member (json, "team", list_team (context, &area->id, settled->exclusion));
  json_object_set_array_member (json, "questions", list_questions (settled, language));
  return json;
}

static gboolean
add_areas (SrvRequest *request, JsonArray *list, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  const char *language = srv_request_get_language (request);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  g_autoptr (GPtrArray) areas = store != NULL ? store_area_list_open (store, error) : NULL;

  if (areas == NULL || !store_setting_translate_areas (store, areas, language, error))
    return FALSE;

  for (guint i = 0; i < areas->len; i++)
    {
      JsonObject *area
          = describe_area (context, store, g_ptr_array_index (areas, i), language, error);

      if (area == NULL)
        return FALSE;
      json_array_add_object_element (list, area);
    }
  return TRUE;
}

/* The head first: where the roster grows behind it, the store refuses and the script asks again. */
static void
list_areas (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) reply = json_object_new ();
  JsonArray *list = json_array_new ();
  HarkRosterRecovery recovery;
  guint8 head[HARK_HEAD_LEN];
  WebBearer bearer;

  json_object_set_array_member (reply, "areas", list);
  if (!web_browser_enter (request, &bearer, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  srv_roster_get_org (context->roster, NULL, NULL, head);
  hark_json_set_bytes (reply, "head", head, sizeof head);
  if (srv_roster_get_recovery (context->roster, &recovery))
    {
      JsonObject *key = json_object_new ();

      hark_json_set_id (key, "id", &recovery.id);
      hark_json_set_bytes (key, "pk", recovery.box_pk, sizeof recovery.box_pk);
      json_object_set_object_member (reply, "recovery", key);
    }
  if (add_areas (request, list, &error))
    web_browser_reply (request, g_steal_pointer (&reply));
  else
    srv_request_fail (request, error);
}

/* ------------------------------------------------------------------ the report */

typedef struct
{
  SrvSubmission submission;
  gint64 now;
  char *number;
  gboolean again;
} Report;

static void
report_clear (Report *self)
{
  g_clear_pointer (&self->submission.epoch, g_bytes_unref);
  g_clear_pointer (&self->submission.slots, g_ptr_array_unref);
  g_clear_pointer (&self->submission.objects, g_ptr_array_unref);
  g_clear_pointer (&self->submission.blobs, g_array_unref);
  g_clear_pointer (&self->number, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

/* A SrvWork. */
static gboolean
report_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Report *report = data;

  g_clear_pointer (&report->number, g_free);
  return store_ticket_submit (store, seq, &report->submission, report->now, &report->number,
                              &report->again, error);
}

static gboolean
read_slots (JsonObject *body, GPtrArray *slots, GError **error)
{
  JsonArray *list = hark_json_get_array (body, "slots", HARK_API_MAX_SLOTS, error);

  if (list == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *entry = hark_json_array_get_object (list, i, error);
      g_autoptr (GBytes) box = NULL;
      HarkId recipient;
      gint64 kind;

      if (entry == NULL || !hark_json_get_opt_id (entry, "recipient", &recipient, error)
          || !hark_json_get_int (entry, "kind", HARK_SLOT_MEMBER, HARK_SLOT_RECOVERY, &kind, error))
        return FALSE;
      box = hark_json_get_bytes (entry, "box", HARK_SLOT_LEN, HARK_SLOT_LEN, error);
      if (box == NULL)
        return FALSE;
      g_ptr_array_add (slots, srv_slot_new (&recipient, (HarkSlotKind)kind, box));
    }
  return TRUE;
}

static gboolean
read_report (SrvRequest *request, const WebBearer *bearer, Report *report, GError **error)
{
  g_autoptr (JsonObject) body = srv_request_read_json (request, error);
  SrvSubmission *submission = &report->submission;

  submission->slots = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_slot_free);
  if (body == NULL || !hark_json_get_id (body, "ticket", &submission->ticket, error)
      || !hark_json_get_id (body, "area", &submission->area, error)
      || !read_slots (body, submission->slots, error)
      || !web_browser_read_objects (body, &submission->op, &submission->objects, &submission->blobs,
                                    error))
    return FALSE;

  submission->epoch
      = hark_json_get_bytes (body, "epoch", HARK_EPOCH_MIN_LEN, HARK_EPOCH_MAX_LEN, error);
  submission->origin = HARK_TICKET_ORIGIN_SIGNED_IN;
  submission->account = bearer->user;
  submission->form = bearer->form;
  submission->received = report->now;
  submission->has_inbox = submission->reachable = TRUE;
  return submission->epoch != NULL;
}

static void
reply_number (SrvRequest *request, const Report *report)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  g_autoptr (GArray) periods
      = store != NULL ? store_ticket_list_periods (store, &report->submission.ticket, NULL) : NULL;
  JsonObject *reply = json_object_new ();

  json_object_set_string_member (reply, "number", report->number);
  if (report->again)
    json_object_set_boolean_member (reply, "again", TRUE);
  for (guint i = 0; periods != NULL && i < periods->len; i++)
    {
      const SrvPeriod *period = &g_array_index (periods, SrvPeriod, i);

      json_object_set_int_member (reply, period->name, period->due);
    }
  web_browser_reply (request, reply);
}

static void
post_report (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_auto (Report) report = { .now = srv_context_now (context) };
  WebBearer bearer;

  if (!web_browser_enter (request, &bearer, &error)
      || !read_report (request, &bearer, &report, &error)
      || !srv_writer_run (context->writer, report_work, &report, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  if (!report.again)
    web_bearers_forget_files (context->portal->bearers, &bearer.form, report.submission.blobs);
  reply_number (request, &report);
}

const SrvRoute web_browser_report_routes[] = {
  { "GET", HARK_API_PORTAL "areas", SRV_AUTH_NONE, list_areas },
  { "POST", HARK_API_PORTAL "tickets", SRV_AUTH_NONE, post_report, SRV_MAX_JSON_BODY },
  { NULL },
};
