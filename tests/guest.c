/* guest.c: see guest.h */
#include "guest.h"

#include <string.h>

#include "hark-account.h"
#include "hark-api.h"
#include "hark-invitation.h"
#include "hark-json.h"
#include "solver.h"
#include "srv-context.h"
#include "web-portal.h"

guint
guest_invite (Fixture *f, const char *name, char **line)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (Reply) reply = NULL;
  guint8 code[HARK_CODE_LEN], hash[HARK_HASH_LEN];
  HarkId user;

  hark_id_random (&user);
  hark_code_random (code);
  hark_invitation_hash_code (code, &f->world->org, hash);
  hark_json_set_id (body, "user", &user);
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "mail", "guest@example.org");
  json_object_set_boolean_member (body, "portal", TRUE);
  hark_json_set_bytes (body, "token", hash, sizeof hash);
  text = hark_json_to_string (body);
  reply = harness_request (f->harness, "POST", HARK_API_INVITATIONS, world_first (f->world)->token,
                           text);
  if (line != NULL)
    *line = hark_code_to_line (code);
  return reply->status;
}

guint
guest_accept (Visitor *visitor, const char *line, const char *password, const char *again)
{
  g_autoptr (Form) form = NULL;

  visitor_get (visitor, "/sign-in?step=accept");
  form = visitor_begin_form (visitor, "accept");
  visitor_add_answers (visitor, form);
  form_add (form, "code", line);
  form_add (form, "new", password);
  form_add (form, "again", again);
  return visitor_post (visitor, "/sign-in", form);
}

guint
guest_sign_in (Visitor *visitor, const char *name, const char *password)
{
  g_autoptr (Form) form = NULL;

  visitor_get (visitor, "/sign-in");
  form = visitor_begin_form (visitor, "sign-in");
  visitor_add_answers (visitor, form);
  form_add (form, "user", name);
  form_add (form, "password", password);
  return visitor_post (visitor, "/sign-in", form);
}

Visitor *
guest_new (Fixture *f, const char *name)
{
  Visitor *visitor = visitor_new (f->harness);
  g_autofree char *line = NULL;

  world_allow_portal_accounts (f->world);
  g_assert_cmpuint (guest_invite (f, name, &line), ==, 200);
  g_assert_cmpuint (guest_accept (visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
  return visitor;
}

char *
guest_report (Visitor *visitor, const char *subject, const char *report, GBytes *file)
{
  g_autoptr (Form) written = NULL, sent = NULL;
  g_autofree char *area = NULL;

  g_assert_cmpuint (visitor_get (visitor, "/submit"), ==, 200);
  if (visitor_sees (visitor, "value=\"again\""))
    {
      /* the number of the one before is shown still */
      g_autoptr (Form) done = visitor_begin_form (visitor, "again");

      form_add (done, "stay", "1");
      g_assert_cmpuint (visitor_post (visitor, "/submit", done), ==, 200);
    }
  written = visitor_begin_form (visitor, "write");
  area = visitor_read (visitor, "area");
  form_add (written, "named", "1");
  form_add (written, "area", area);
  form_add (written, "subject", subject);
  form_add (written, "report", report);
  if (file != NULL)
    form_add_file (written, "note.txt", "text/plain", g_bytes_get_data (file, NULL),
                   g_bytes_get_size (file));
  g_assert_cmpuint (visitor_post (visitor, "/submit", written), ==, 200);
  sent = visitor_begin_form (visitor, "send");
  g_assert_cmpuint (visitor_post (visitor, "/submit", sent), ==, 200);
  return visitor_read_after (visitor, "<strong>");
}

/* ---- with a script ---- */

/* Who signs in at the level of the formats. */
typedef struct
{
  Harness *harness;
  HarkId org, user;
  char *token;
  HarkAccountKeys *keys;
} Script;

static JsonObject *
ask (Script *self, const char *method, const char *path, JsonObject *body)
{
  g_autofree char *whole = g_strconcat (HARK_API_PORTAL, path, NULL);
  g_autofree char *text = body != NULL ? hark_json_to_string (body) : NULL;

  return harness_ask (self->harness, method, whole, self->token, text, 200);
}

static void
add_answers (Script *self, JsonObject *body)
{
  g_autoptr (JsonObject) question = ask (self, "GET", "question", NULL);
  JsonArray *list = json_object_get_array_member (question, "questions");
  JsonArray *answers = json_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      g_autofree char *answer = solver_solve (json_array_get_string_element (list, i));

      json_array_add_string_element (answers, answer);
    }
  json_object_set_string_member (body, "token", hark_json_peek_string (question, "token"));
  json_object_set_array_member (body, "answers", answers);
}

static void
script_sign_in (Script *self, const char *name, const char *password)
{
  g_autofree char *path = g_strconcat (HARK_API_AUTH_PARAMS "?user=", name, NULL);
  g_autoptr (JsonObject) desktop = harness_ask (self->harness, "GET", path, NULL, NULL, 200);
  g_autoptr (JsonObject) body = json_object_new (), params = NULL, reply = NULL;
  g_autoptr (GBytes) salt = NULL, bundle = NULL;
  HarkAccountSecrets *secrets = hark_seal_alloc (sizeof *secrets);
  HarkAccountCost cost = { .ops = HARK_ACCOUNT_PORTAL_OPS, .mem_kib = HARK_ACCOUNT_PORTAL_MEM_KIB };

  json_object_set_string_member (body, "name", name);
  params = ask (self, "POST", "params", body);
  g_assert_true (hark_json_get_id (desktop, "org", &self->org, NULL));
  g_assert_true (hark_json_get_id (params, "user", &self->user, NULL));
  salt = hark_json_get_bytes (params, "salt", sizeof cost.salt, sizeof cost.salt, NULL);
  memcpy (cost.salt, g_bytes_get_data (salt, NULL), sizeof cost.salt);
  g_assert_true (
      hark_account_derive_portal (password, &cost, &self->org, &self->user, secrets, NULL));
  hark_json_set_bytes (body, "secret", secrets->login, sizeof secrets->login);
  add_answers (self, body);
  reply = ask (self, "POST", "session", body);
  self->token = g_strdup (hark_json_peek_string (reply, "token"));
  bundle = hark_json_get_bytes (reply, "bundle", HARK_BUNDLE_LEN, HARK_BUNDLE_LEN, NULL);
  self->keys = hark_seal_alloc (sizeof *self->keys);
  g_assert_true (
      hark_account_unwrap (bundle, secrets, &self->org, &self->user, self->keys, NULL, NULL));
  hark_seal_free (secrets);
}

static void
add_slot (Script *self, JsonArray *slots, const HarkEpoch *epoch, GBytes *statement,
          HarkSlotKind kind, const HarkId *recipient, const guint8 *pk, const HarkEpochKeys *keys)
{
  JsonObject *slot = json_object_new ();
  guint8 hash[HARK_HASH_LEN];
  g_autoptr (GBytes) box = NULL;

  hark_epoch_hash (statement, hash);
  box = hark_epoch_seal_slot (epoch, hash, &self->org, kind, recipient, pk, keys);
  hark_json_set_id (slot, "recipient", recipient);
  json_object_set_int_member (slot, "kind", kind);
  hark_json_set_bytes (slot, "box", g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  json_array_add_object_element (slots, slot);
}

/* To whoever is in the team of @area, the account and nobody else. */
static JsonArray *
make_slots (Script *self, JsonObject *area, const HarkEpoch *epoch, GBytes *statement,
            const HarkEpochKeys *keys)
{
  static const HarkId nobody;
  JsonArray *team = json_object_get_array_member (area, "team"), *slots = json_array_new ();

  for (guint i = 0; i < json_array_get_length (team); i++)
    {
      JsonObject *member = json_array_get_object_element (team, i);
      g_autoptr (GBytes) pk = hark_json_get_bytes (member, "pk", 32, 32, NULL);
      HarkId id;

      g_assert_true (hark_json_get_id (member, "id", &id, NULL));
      add_slot (self, slots, epoch, statement, HARK_SLOT_MEMBER, &id, g_bytes_get_data (pk, NULL),
                keys);
    }
  add_slot (self, slots, epoch, statement, HARK_SLOT_REPORTER, &nobody, self->keys->box_pk, keys);
  return slots;
}

static GBytes *
seal_report (Script *self, JsonObject *area, const HarkEpoch *epoch, const HarkEpochKeys *keys,
             const char *name, const char *subject, const char *report)
{
  g_autoptr (JsonObject) text = json_object_new ();
  HarkObjectHeader header
      = { .type = HARK_OBJECT_REPORT, .org = self->org, .ticket = epoch->ticket, .counter = 1 };
  static const char *const empty[] = { "observed", "where", "when", "who", "contact" };

  hark_id_random (&header.object);
  json_object_set_string_member (text, "subject", subject);
  json_object_set_string_member (text, "report", report);
  json_object_set_string_member (text, "name", name);
  json_object_set_string_member (text, "language", "en");
  json_object_set_boolean_member (text, "inbox", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    json_object_set_string_member (text, empty[i], "");
  json_object_set_array_member (text, "team",
                                json_array_ref (json_object_get_array_member (area, "team")));
  json_object_set_array_member (text, "answers", json_array_new ());
  return hark_object_seal (&header, keys->sh, 1, epoch->head, text, NULL, NULL);
}

char *
guest_report_sealed (Harness *harness, const char *name, const char *password, const char *subject,
                     const char *report)
{
  return guest_report_as (harness, name, password, name, subject, report);
}

char *
guest_report_as (Harness *harness, const char *name, const char *password, const char *claimed,
                 const char *subject, const char *report)
{
  Script self = { .harness = harness };
  g_autoptr (JsonObject) areas = NULL, body = json_object_new (), reply = NULL;
  g_autoptr (GBytes) head = NULL, statement = NULL, sealed = NULL;
  HarkEpochKeys *keys = hark_seal_alloc (sizeof *keys);
  JsonArray *objects = json_array_new ();
  HarkEpoch epoch = { 0 };
  JsonObject *area;
  HarkId op;

  script_sign_in (&self, name, password);
  areas = ask (&self, "GET", "areas", NULL);
  area = json_array_get_object_element (json_object_get_array_member (areas, "areas"), 0);
  head = hark_json_get_bytes (areas, "head", HARK_HEAD_LEN, HARK_HEAD_LEN, NULL);
  hark_id_random (&op);
  hark_id_random (&epoch.ticket);
  g_assert_true (hark_json_get_id (area, "id", &epoch.area, NULL));
  memcpy (epoch.head, g_bytes_get_data (head, NULL), sizeof epoch.head);
  memcpy (epoch.reporter_pk, self.keys->box_pk, sizeof epoch.reporter_pk);
  hark_epoch_keys_random (keys, FALSE);
  hark_epoch_commit (&epoch, keys);
  statement = hark_epoch_write (&epoch, &self.org, NULL);
  sealed = seal_report (&self, area, &epoch, keys, claimed, subject, report);
  hark_json_array_add_bytes (objects, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));

  hark_json_set_id (body, "op", &op);
  hark_json_set_id (body, "ticket", &epoch.ticket);
  hark_json_set_id (body, "area", &epoch.area);
  hark_json_set_bytes (body, "epoch", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  json_object_set_array_member (body, "slots", make_slots (&self, area, &epoch, statement, keys));
  json_object_set_array_member (body, "objects", objects);
  json_object_set_array_member (body, "files", json_array_new ());
  reply = ask (&self, "POST", "tickets", body);
  hark_seal_free (keys);
  hark_seal_free (self.keys);
  g_free (self.token);
  return g_strdup (hark_json_peek_string (reply, "number"));
}

char *
guest_find_unguessed (Fixture *f)
{
  WebGuesses *guesses = harness_get_context (f->harness)->portal->guesses;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("nobody%u", i);

      if (web_guesses_get_questions (guesses, name, harness_get_now (f->harness)) == 1)
        return g_steal_pointer (&name);
    }

  g_assert_not_reached ();
}

guint
guest_write (Visitor *visitor, const char *number, const char *text)
{
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL);
  g_autoptr (Form) form = visitor_begin_form (visitor, "message");

  form_add (form, "message", text);
  return visitor_post (visitor, path, form);
}

void
guest_sign_out (Visitor *visitor)
{
  g_autoptr (Form) form = NULL;

  visitor_get (visitor, "/my-reports");
  form = visitor_begin_form (visitor, "sign-out");
  g_assert_cmpuint (visitor_post (visitor, "/my-reports", form), ==, 200);
  g_assert_true (visitor_sees (visitor, "You are signed out"));
}
