/* web-seal.c: see web-seal.h */
#include "web-seal.h"

#include "web-asked.h"
#include "web-exclude.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"
#include "store-roster.h"
#include "web-portal.h"
#include "web-time.h"

#define MAX_TRIES 3 /* where the team changes while we seal */

/* To whom a report is sealed, and the roster that says so. */
typedef struct
{
  HarkId org;
  guint8 head[HARK_HEAD_LEN];
  GArray *team;       /* SrvRecipient */
  HarkEpoch excluded; /* whom the reporter excludes; nothing else in it counts */
  gboolean has_recovery;
  HarkRosterRecovery recovery; /* the organisation's key, where the policy says so */
} Team;

static void
team_clear (Team *self)
{
  g_clear_pointer (&self->team, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Team, team_clear)

/* Team and head come one after the other: where the roster grew in between, the store refuses and
 * we read again. */
static gboolean
team_read (Team *self, SrvContext *context, const HarkId *area, const WebDraft *draft,
           GError **error)
{
  if (!srv_roster_get_org (context->roster, &self->org, NULL, self->head))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_SETUP,
                           "the organisation is not set up yet");
      return FALSE;
    }

  if (!web_exclude_fill (context, draft, &self->excluded))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, "too many people are excluded");
      return FALSE;
    }

  self->team = srv_roster_list_recipients (context->roster, area);
  self->has_recovery = srv_roster_get_recovery (context->roster, &self->recovery);
  for (guint i = self->team->len; i > 0; i--)
    if (hark_epoch_excludes (&self->excluded, &g_array_index (self->team, SrvRecipient, i - 1).id))
      g_array_remove_index (self->team, i - 1);
  if (self->team->len > 0)
    return TRUE;

  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_FORBIDDEN,
                       "nobody reads the reports of this area");
  return FALSE;
}

/* ------------------------------------------------------------------ bodies */

/* Wipes the strings too. */
static void
free_body (JsonObject *body)
{
  HarkObject *object = g_new0 (HarkObject, 1);

  object->body = body;
  hark_object_free (object);
}

static JsonArray *
make_team_list (const Team *team)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < team->team->len; i++)
    {
      const SrvRecipient *member = &g_array_index (team->team, SrvRecipient, i);
      JsonObject *entry = json_object_new ();
      g_autofree char *id = hark_id_to_string (&member->id);

      json_object_set_string_member (entry, "id", id);
      hark_json_set_bytes (entry, "pk", member->box_pk, sizeof member->box_pk);
      json_array_add_object_element (list, entry);
    }

  return list;
}

static void
add_answer (gpointer user, const HarkId *question, const char *label, const char *answer)
{
  JsonObject *entry = json_object_new ();

  hark_json_set_id (entry, "id", question);
  json_object_set_string_member (entry, "label", label);
  json_object_set_string_member (entry, "answer", answer);
  json_array_add_object_element (user, entry);
}

/* @account NULL: anonymous. Whoever has one reports under its name, whatever the draft says. */
static JsonObject *
make_report_body (const WebDraft *draft, const WebAccount *account, const WebAsked *asked,
                  const Team *team, gboolean has_inbox, const char *language)
{
  JsonObject *body = json_object_new ();
  JsonArray *answers = json_array_new ();

  for (WebField field = WEB_SUBJECT; field <= WEB_CONTACT; field++)
    json_object_set_string_member (body, web_field_get_name (field), web_draft_get (draft, field));
  if (account != NULL)
    json_object_set_string_member (body, web_field_get_name (WEB_NAME), account->name);
  json_object_set_boolean_member (body, "inbox", has_inbox);
  json_object_set_string_member (body, "language", language);
  json_object_set_array_member (body, "team", make_team_list (team));
  web_asked_each (asked, draft, language, add_answer, answers);
  json_object_set_array_member (body, "answers", answers);
  return body;
}

static JsonObject *
make_message_body (const WebDraft *draft)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "text", web_draft_get (draft, WEB_MESSAGE));
  json_object_set_string_member (body, "side", "reporter");
  return body;
}

static JsonObject *
make_manifest_body (const WebFile *file, const HarkId *with)
{
  HarkManifest manifest = {
    .blob = file->blob,
    .with = *with,
    .from_reporter = TRUE,
    .name = (char *)file->name,
    .type = (char *)file->type,
    .size = file->size,
    .padded = file->padded,
    .chunks = file->chunks,
  };
  JsonObject *body;

  memcpy (manifest.key, file->key, sizeof manifest.key);
  memcpy (manifest.prefix, file->prefix, sizeof manifest.prefix);
  memcpy (manifest.hash, file->hash, sizeof manifest.hash);
  body = hark_manifest_to_json (&manifest);
  hark_seal_wipe (&manifest, sizeof manifest);
  return body;
}

gboolean
web_seal_fits (SrvRequest *request, const WebDraft *draft, const HarkId *area)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (WebAsked) asked = web_asked_read_area (context, area, NULL);
  g_auto (Team) team = { 0 };
  JsonObject *body;
  gboolean fits;
  char *text;

  if (asked == NULL || !team_read (&team, context, area, draft, NULL))
    return TRUE; /* that is another fault */

  body = make_report_body (draft, NULL, asked, &team, FALSE, srv_request_get_language (request));
  text = hark_json_to_string (body);
  fits = strlen (text) <= HARK_OBJECT_MAX_BODY;
  hark_seal_free_string (text);
  free_body (body);
  return fits;
}

/* ------------------------------------------------------------------ objects */

/* What the objects of one operation have in common, and how far they are. */
typedef struct
{
  HarkObjectHeader header; /* of the last one sealed */
  const guint8 *key;
  gint64 time;
  const guint8 *head;
  GPtrArray *objects; /* GBytes */
} Chain;

/* Takes @body. */
static gboolean
chain_add (Chain *self, HarkObjectType type, JsonObject *body, GError **error)
{
  HarkObjectHeader header = self->header;
  GBytes *sealed;

  header.type = type;
  header.flags = HARK_OBJECT_BY_SERVER;
  header.prev = self->header.object;
  header.counter = self->header.counter + 1;
  hark_id_random (&header.object);

  sealed = hark_object_seal (&header, self->key, self->time, self->head, body, NULL, error);
  free_body (body);
  if (sealed == NULL)
    return FALSE;

  g_ptr_array_add (self->objects, sealed);
  self->header = header;
  return TRUE;
}

/* The text and behind it a manifest for each file. */
static gboolean
chain_add_all (Chain *self, HarkObjectType type, JsonObject *body, const WebDraft *draft,
               GError **error)
{
  HarkId first;

  if (!chain_add (self, type, body, error))
    return FALSE;

  first = self->header.object;
  for (guint i = 0; i < draft->n_files; i++)
    if (!chain_add (self, HARK_OBJECT_MANIFEST, make_manifest_body (draft->file[i], &first), error))
      return FALSE;

  return TRUE;
}

static gboolean
add_blobs (SrvStore *store, const WebDraft *draft, const HarkId *owner, gint64 now, GError **error)
{
  for (guint i = 0; i < draft->n_files; i++)
    if (!store_blob_add_finished (store, &draft->file[i]->blob, owner, draft->file[i]->sealed, now,
                                  error))
      return FALSE;

  return TRUE;
}

/* An anonymous reporter's tells the hour. */
static gint64
get_time (SrvContext *context, const WebAccount *account, gint64 now)
{
  return account != NULL ? now : web_time_round (context, now);
}

/* ------------------------------------------------------------------ report */

typedef struct
{
  SrvSubmission submission;
  const WebDraft *draft;
  const WebAccount *account; /* NULL: anonymous */
  gint64 now;
  gint64 time; /* as it is sealed */
  char *number;
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

/* FALSE where nothing can be sealed to it. */
static gboolean
add_slot (Report *report, const HarkEpoch *epoch, const Team *team, HarkSlotKind kind,
          const HarkId *recipient, const guint8 *box_pk, const HarkEpochKeys *keys)
{
  guint8 hash[HARK_HASH_LEN];
  g_autoptr (GBytes) box = NULL;

  hark_epoch_hash (report->submission.epoch, hash);
  box = hark_epoch_seal_slot (epoch, hash, &team->org, kind, recipient, box_pk, keys);
  if (box == NULL)
    return FALSE;

  g_ptr_array_add (report->submission.slots, srv_slot_new (recipient, kind, box));
  return TRUE;
}

/* Epoch 0 and its slots. @reporter NULL without inbox. */
static gboolean
open_epoch (Report *report, const Team *team, const HarkReporterKeys *reporter,
            const HarkEpochKeys *keys, GError **error)
{
  static const HarkId nobody;
  SrvSubmission *submission = &report->submission;
  HarkEpoch epoch = team->excluded;
  gboolean sealed = TRUE;

  epoch.ticket = submission->ticket;
  epoch.area = submission->area;

  memcpy (epoch.head, team->head, sizeof epoch.head);
  if (reporter != NULL)
    memcpy (epoch.reporter_pk, reporter->box_pk, sizeof epoch.reporter_pk);
  hark_epoch_commit (&epoch, keys);
  submission->epoch = hark_epoch_write (&epoch, &team->org, NULL);

  submission->slots = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_slot_free);
  for (guint i = 0; i < team->team->len; i++)
    {
      const SrvRecipient *member = &g_array_index (team->team, SrvRecipient, i);

      sealed = add_slot (report, &epoch, team, HARK_SLOT_MEMBER, &member->id, member->box_pk, keys)
               && sealed;
    }
  if (reporter != NULL)
    sealed = add_slot (report, &epoch, team, HARK_SLOT_REPORTER, &nobody, reporter->box_pk, keys)
             && sealed;
  if (team->has_recovery)
    sealed = add_slot (report, &epoch, team, HARK_SLOT_RECOVERY, &team->recovery.id,
                       team->recovery.box_pk, keys)
             && sealed;
  if (!sealed)
    g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INTERNAL, "nothing can be sealed to a key");
  return sealed;
}

static gboolean
seal_objects (Report *report, const WebAsked *asked, const Team *team, const HarkEpochKeys *keys,
              const char *language, GError **error)
{
  SrvSubmission *submission = &report->submission;
  Chain chain = { .key = keys->sh, .time = report->time, .head = team->head };
  JsonObject *body = make_report_body (report->draft, report->account, asked, team,
                                       submission->has_inbox, language);

  submission->objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  chain.head = team->head;
  chain.header.org = team->org;
  chain.header.ticket = submission->ticket;
  chain.objects = submission->objects;
  return chain_add_all (&chain, HARK_OBJECT_REPORT, body, report->draft, error);
}

static gboolean
seal_report (Report *report, SrvRequest *request, const WebForm *form, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  SrvSubmission *submission = &report->submission;
  g_autoptr (WebAsked) asked = web_asked_read_area (context, &submission->area, error);
  g_auto (Team) team = { 0 };
  HarkReporterKeys *reporter = NULL;
  HarkEpochKeys *keys;
  gboolean ok;

  if (asked == NULL || !team_read (&team, context, &submission->area, report->draft, error))
    return FALSE;

  keys = hark_seal_alloc (sizeof *keys);
  hark_epoch_keys_random (keys, FALSE);
  if (report->account != NULL)
    {
      reporter = hark_seal_alloc (sizeof *reporter);
      *reporter = report->account->keys;
    }
  else if (submission->has_inbox)
    {
      reporter = hark_seal_alloc (sizeof *reporter);
      hark_code_reporter_keys (form->code, &team.org, reporter);
      memcpy (submission->lookup, reporter->lookup, sizeof submission->lookup);
      hark_code_token_hash (reporter->token, submission->token_hash);
    }
  ok = open_epoch (report, &team, reporter, keys, error)
       && seal_objects (report, asked, &team, keys, srv_request_get_language (request), error);

  hark_seal_free (keys);
  hark_seal_free (reporter);
  return ok;
}

static gboolean
store_report (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Report *report = data;
  gboolean again;

  g_clear_pointer (&report->number, g_free);
  return add_blobs (store, report->draft, &report->submission.form, report->now, error)
         && store_ticket_submit (store, seq, &report->submission, report->now, &report->number,
                                 &again, error);
}

/* Everything that does not depend on the team. */
static gboolean
report_init (Report *report, SrvContext *context, const WebForm *form, const WebAccount *account,
             GError **error)
{
  *report = (Report){ .draft = &form->draft, .account = account, .now = srv_context_now (context) };
  report->time = get_time (context, account, report->now);
  report->submission = (SrvSubmission){
    .op = form->op,
    .ticket = form->ticket,
    .origin = HARK_TICKET_ORIGIN_PORTAL,
    .received = report->now,
    .form = form->owner,
    .has_inbox = form->wants_inbox,
    .reachable = form->wants_inbox || *web_draft_get (&form->draft, WEB_CONTACT) != '\0',
  };
  if (account != NULL)
    {
      report->submission.origin = HARK_TICKET_ORIGIN_SIGNED_IN;
      report->submission.account = account->user;
      report->submission.has_inbox = report->submission.reachable = TRUE;
    }
  report->submission.blobs = web_draft_list_blobs (&form->draft);
  if (hark_id_from_string (web_draft_get (&form->draft, WEB_AREA), &report->submission.area))
    return TRUE;

  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no such area");
  return FALSE;
}

static gboolean
try_report (SrvRequest *request, WebForm *form, const WebAccount *account, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_auto (Report) report = { 0 };

  if (!report_init (&report, context, form, account, error)
      || !seal_report (&report, request, form, error)
      || !srv_writer_run (context->writer, store_report, &report, error))
    return FALSE;

  g_strlcpy (form->number, report.number, sizeof form->number);
  form->has_inbox = account == NULL && report.submission.has_inbox;
  form->reachable = report.submission.reachable;
  return TRUE;
}

gboolean
web_seal_send_report (SrvRequest *request, WebForm *form, const WebAccount *account, GError **error)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autoptr (GError) local = NULL;

      if (try_report (request, form, account, &local))
        return TRUE;
      if (i + 1 < MAX_TRIES && g_error_matches (local, HARK_ERROR, HARK_ERROR_REKEY))
        continue;

      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  g_assert_not_reached ();
}

/* ------------------------------------------------------------------ message */

typedef struct
{
  SrvReply reply;
  const WebDraft *draft;
  gint64 now;
} Message;

static gboolean
store_message (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Message *message = data;
  gboolean again;

  return add_blobs (store, message->draft, &message->reply.form, message->now, error)
         && store_ticket_add_reply (store, seq, &message->reply, message->now, &again, error);
}

gboolean
web_seal_send_message (SrvRequest *request, WebInbox *inbox, const WebAccount *account,
                       WebThread *thread, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  Message message = { .draft = &inbox->draft, .now = srv_context_now (context) };
  Chain chain = { .key = thread->key, .time = get_time (context, account, message.now) };
  guint8 head[HARK_HEAD_LEN];
  gboolean ok;

  srv_roster_get_org (context->roster, &chain.header.org, NULL, head);
  chain.header.ticket = inbox->ticket;
  chain.header.epoch = thread->epoch.epoch;
  chain.header.counter = thread->counter;
  chain.header.object = thread->newest;
  chain.head = head;
  chain.objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  message.reply.op = inbox->turn;
  message.reply.ticket = inbox->ticket;
  if (account != NULL)
    message.reply.account = account->user;
  else
    memcpy (message.reply.lookup, inbox->keys.lookup, sizeof message.reply.lookup);
  message.reply.form = inbox->owner;
  message.reply.objects = chain.objects;
  message.reply.blobs = web_draft_list_blobs (&inbox->draft);
  ok = chain_add_all (&chain, HARK_OBJECT_MESSAGE, make_message_body (&inbox->draft), &inbox->draft,
                      error)
       && srv_writer_run (context->writer, store_message, &message, error);

  g_ptr_array_unref (message.reply.objects);
  g_array_unref (message.reply.blobs);
  return ok;
}
