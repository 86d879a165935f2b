/* test-liar.c: what a server may say of tickets, and what comes of it */
#include "deceived.h"

#include <string.h>

#include "app-feed.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

static Deceived *now; /* the fixture of the test that runs, for lies in tables */

/* Without GLib's set-up of a test that runs alone; for g_test_add (). */
static void
set_up (Deceived *f, gconstpointer unused)
{
  deceived_set_up (f, NULL);
  now = f;
}

static gboolean
is_ticket (JsonObject *line, const HarkId *ticket)
{
  g_autofree char *id = hark_id_to_string (ticket);
  const char *member = json_object_has_member (line, "tk") ? "tk" : "id";

  return g_str_equal (hark_json_peek_string (line, member), id);
}

static GBytes *
get_bytes (JsonObject *line, const char *member)
{
  GError *error = NULL;
  GBytes *bytes = hark_json_get_bytes (line, member, 1, HARK_API_MAX_LINE, &error);

  g_assert_no_error (error);
  return bytes;
}

static HarkObjectHeader
read_header (JsonObject *line)
{
  g_autoptr (GBytes) sealed = get_bytes (line, "ct");
  HarkObjectHeader header;

  g_assert_true (hark_object_read_header (sealed, &header, NULL));
  return header;
}

static gboolean
is_note (JsonObject *line)
{
  return is_ticket (line, &now->ticket) && read_header (line).type == HARK_OBJECT_NOTE;
}

/* --- pages that are refused as a whole --- */

static void
call_it_another_ticket (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->other))
    hark_json_set_id (line, "tk", &now->ticket);
}

static void
call_it_another_object (JsonObject *line, gpointer unused)
{
  HarkId id;

  hark_id_random (&id);
  hark_json_set_id (line, "id", &id);
}

static void
say_it_twice_differently (JsonObject *line, gpointer unused)
{
  g_autofree char *text = NULL;
  JsonObject *twin;

  if (!is_note (line))
    return;
  text = hark_json_to_string (line);
  twin = hark_json_parse_object (text, strlen (text), HARK_API_MAX_LINE, NULL);
  liar_flip (twin, "ct", HARK_OBJECT_HEADER_LEN + 80);
  json_object_set_object_member (line, "also", twin);
}

static void
count_wrong (JsonObject *line, gpointer unused)
{
  json_object_set_int_member (line, "n", json_object_get_int_member (line, "n") + 1);
}

static void
leave_out (JsonObject *line, gpointer unused)
{
  json_object_remove_member (line, "k");
}

static void
be_newer (JsonObject *line, gpointer unused)
{
  json_object_set_int_member (line, "schema", 2);
}

static void
go_on_for_ever (JsonObject *line, gpointer unused)
{
  json_object_set_boolean_member (line, "more", TRUE);
}

/* A Lie: nothing, and there is more, at ever new places. */
static void
go_on_with_nothing (LiarAnswer *answer, gpointer counter)
{
  g_autofree char *page
      = g_strdup_printf ("{\"k\":\"head\",\"lineage\":\"x\",\"to\":1,\"more\":true,\"schema\":1}\n"
                         "{\"k\":\"end\",\"cur\":\"place %u\",\"n\":0}\n",
                         ++*(guint *)counter);

  liar_set_text (answer, page);
}

/* A Lie: what is there is behind another place. */
static void
send_away (LiarAnswer *answer, gpointer unused)
{
  liar_set_text (answer,
                 "{\"code\":\"reset\",\"detail\":\"not there\",\"known\":9007199254740992}");
  answer->status = 410;
}

static void
expect_page_refused (Deceived *f, const char *kind, LieLine lie, HarkError code,
                     AppConnection connection, const char *words)
{
  deceived_forget (f);
  liar_tell_line (f->liar, kind, lie, NULL);
  deceived_expect_refused (f, code, connection, words);
}

static void
test_answers_with_other_objects_are_refused (Deceived *f, gconstpointer unused)
{
  expect_page_refused (f, "obj", call_it_another_ticket, HARK_ERROR_UNVERIFIED,
                       APP_CONNECTION_TAMPERED, "under another name");
  expect_page_refused (f, "obj", call_it_another_object, HARK_ERROR_UNVERIFIED,
                       APP_CONNECTION_TAMPERED, "under another name");
  expect_page_refused (f, "obj", say_it_twice_differently, HARK_ERROR_UNVERIFIED,
                       APP_CONNECTION_TAMPERED, "second content");
}

static void
test_pages_without_frame_or_end_are_refused (Deceived *f, gconstpointer unused)
{
  guint counter = 0;

  expect_page_refused (f, "end", count_wrong, HARK_ERROR_OFFLINE, APP_CONNECTION_OFFLINE,
                       "lacks lines");
  expect_page_refused (f, "end", leave_out, HARK_ERROR_OFFLINE, APP_CONNECTION_OFFLINE, "cut off");
  expect_page_refused (f, "head", leave_out, HARK_ERROR_OFFLINE, APP_CONNECTION_OFFLINE, "cut off");
  expect_page_refused (f, "head", be_newer, HARK_ERROR_UPGRADE, APP_CONNECTION_UPGRADE,
                       "update Hark");

  liar_tell_line (f->liar, "head", go_on_for_ever, NULL);
  deceived_expect_refused (f, HARK_ERROR_INVALID, APP_CONNECTION_NONSENSE, "no end");
  liar_make_up (f->liar, "GET", HARK_API_SYNC, go_on_with_nothing, &counter);
  deceived_expect_refused (f, HARK_ERROR_INVALID, APP_CONNECTION_NONSENSE, "no end");
  g_assert_cmpuint (counter, <, 100);
  liar_make_up (f->liar, "GET", HARK_API_SYNC, send_away, NULL);
  deceived_expect_refused (f, HARK_ERROR_RESET, APP_CONNECTION_NONSENSE, NULL);
}

/* --- one ticket that does not hold --- */

static void
close_it (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket))
    json_object_set_string_member (line, "state", "closed");
}

static void
give_it_to_bert (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket))
    hark_json_set_id (line, "advisor", &now->bert->id);
}

static void
give_it_to_nobody (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket))
    json_object_set_null_member (line, "advisor");
}

static void
move_it (JsonObject *line, gpointer unused)
{
  HarkId area;

  hark_id_random (&area);
  if (is_ticket (line, &now->ticket))
    hark_json_set_id (line, "area", &area);
}

static void
show_one_side (JsonObject *line, gpointer side)
{
  if (is_ticket (line, &now->ticket))
    json_object_set_string_member (line, "side", side);
}

static void
name_another_reporter (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket))
    hark_json_set_id (line, "reporter", &now->bert->id);
}

static void
spoil_slot (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket))
    liar_flip (json_object_get_object_member (line, "slot"), "box", 100);
}

static void
set_slot_epoch (JsonObject *line, gpointer epoch)
{
  if (is_ticket (line, &now->ticket))
    json_object_set_int_member (json_object_get_object_member (line, "slot"), "epoch",
                                GPOINTER_TO_INT (epoch));
}

/* The whole chain but one: of @which, "epochs" or "past". */
static void
drop_last_of (JsonObject *line, gpointer which)
{
  if (is_ticket (line, &now->ticket))
    json_array_remove_element (json_object_get_array_member (line, which),
                               json_array_get_length (json_object_get_array_member (line, which))
                                   - 1);
}

static void
drop_first_epoch (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket))
    json_array_remove_element (json_object_get_array_member (line, "epochs"), 0);
}

static void
spoil_content (JsonObject *line, gpointer unused)
{
  if (is_note (line))
    liar_flip (line, "ct", HARK_OBJECT_HEADER_LEN + 80);
}

/* Its epoch stands in the header, in the clear: byte 72. */
static void
name_an_unknown_epoch (JsonObject *line, gpointer unused)
{
  gsize length;
  g_autofree guchar *data = g_base64_decode (json_object_get_string_member (line, "ct"), &length);

  if (!is_note (line))
    return;
  data[75] = 1;
  hark_json_set_bytes (line, "ct", data, length);
  g_assert_cmpuint (read_header (line).epoch, >, 1000);
}

static void
keep_object (JsonObject *line, gpointer object)
{
  HarkObjectHeader header = read_header (line);

  if (hark_id_equal (&header.object, object))
    json_object_remove_member (line, "k");
}

static HarkId
find_first_note (Deceived *f)
{
  g_autoptr (AppTicket) loaded = device_load (f->device.client, &f->ticket);

  for (guint i = 0; i < loaded->entries->len; i++)
    if (device_entry (loaded, i)->kind == APP_ENTRY_NOTE)
      return device_entry (loaded, i)->object;

  g_assert_not_reached ();
}

static void
keep_history (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket) && read_header (line).type == HARK_OBJECT_HISTORY)
    json_object_remove_member (line, "k");
}

/* What came last comes first. */
static void
turn_round (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket))
    json_object_set_int_member (line, "seq",
                                G_GINT64_CONSTANT (1) << 52 | read_header (line).counter);
  if (is_ticket (line, &now->ticket) && read_header (line).type != HARK_OBJECT_REPORT)
    json_object_set_int_member (line, "seq", 1000 - read_header (line).counter);
}

static void
expect_ticket_marked (Deceived *f, const char *kind, LieLine lie, gpointer user, gboolean in_list)
{
  deceived_forget (f);
  liar_tell_line (f->liar, kind, lie, user);
  deceived_expect_marked (f, in_list);
}

static void
test_changes_without_history_are_marked (Deceived *f, gconstpointer unused)
{
  expect_ticket_marked (f, "ticket", close_it, NULL, TRUE);
  expect_ticket_marked (f, "ticket", give_it_to_bert, NULL, FALSE);
  expect_ticket_marked (f, "ticket", give_it_to_nobody, NULL, FALSE);
  expect_ticket_marked (f, "ticket", move_it, NULL, TRUE);
  expect_ticket_marked (f, "ticket", name_another_reporter, NULL, TRUE);
}

/* As a reporter one sees no history, and could be told anything. */
static void
test_a_member_is_not_made_a_mere_reporter (Deceived *f, gconstpointer unused)
{
  expect_ticket_marked (f, "ticket", show_one_side, (gpointer) "reporter", TRUE);
  expect_ticket_marked (f, "ticket", show_one_side, (gpointer) "team", TRUE);
}

static void
test_keys_of_another_epoch_or_lock_are_marked (Deceived *f, gconstpointer unused)
{
  expect_ticket_marked (f, "ticket", spoil_slot, NULL, TRUE);
  expect_ticket_marked (f, "ticket", set_slot_epoch, GINT_TO_POINTER (0), TRUE);
  expect_ticket_marked (f, "ticket", set_slot_epoch, GINT_TO_POINTER (7), TRUE);
  expect_ticket_marked (f, "ticket", drop_last_of, (gpointer) "epochs", TRUE);
  expect_ticket_marked (f, "ticket", drop_last_of, (gpointer) "past", TRUE);
  expect_ticket_marked (f, "ticket", drop_first_epoch, NULL, TRUE);
}

static void
test_what_is_changed_left_out_or_turned_round_is_marked (Deceived *f, gconstpointer unused)
{
  HarkId note = find_first_note (f);

  expect_ticket_marked (f, "obj", spoil_content, NULL, FALSE);
  expect_ticket_marked (f, "obj", name_an_unknown_epoch, NULL, FALSE);
  expect_ticket_marked (f, "obj", keep_object, &note, FALSE);
  expect_ticket_marked (f, "obj", keep_history, NULL, TRUE);
  expect_ticket_marked (f, "obj", turn_round, NULL, FALSE);
}

/* --- what one slot is, is another's --- */

static JsonObject *other_slot; /* taken from elsewhere, as the server sends it */

static void
use_other_slot (JsonObject *line, gpointer unused)
{
  if (is_ticket (line, &now->ticket))
    json_object_set_object_member (line, "slot", json_object_ref (other_slot));
}

/* The slot of @ticket in the feed of @token. */
static JsonObject *
fetch_slot (Deceived *f, const char *token, const HarkId *ticket)
{
  g_autoptr (Reply) reply
      = harness_request (f->device.server, "GET", HARK_API_SYNC "?limit=2000", token, NULL);
  g_autofree char *text
      = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonObject) line
          = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);

      if (line != NULL && g_str_equal (hark_json_peek_string (line, "k"), "ticket")
          && is_ticket (line, ticket))
        return json_object_ref (json_object_get_object_member (line, "slot"));
    }

  g_assert_not_reached ();
}

static void
test_slots_of_others_open_nothing (Deceived *f, gconstpointer unused)
{
  const struct
  {
    const char *token;
    const HarkId *ticket;
  } cases[] = { { f->device.client->token, &f->other }, { f->bert->client->token, &f->ticket } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      other_slot = fetch_slot (f, cases[i].token, cases[i].ticket);
      expect_ticket_marked (f, "ticket", use_other_slot, NULL, TRUE);
      json_object_unref (other_slot);
    }
}

/* --- numbers and places --- */

static void
set_number (JsonObject *line, gpointer pair)
{
  const char *const *words = pair;

  json_object_set_int_member (line, words[0], g_ascii_strtoll (words[1], NULL, 10));
}

static void
set_word (JsonObject *line, gpointer pair)
{
  const char *const *words = pair;

  json_object_set_string_member (line, words[0], words[1]);
}

static void
test_lies_about_how_far_the_server_is_heal (Deceived *f, gconstpointer unused)
{
  static const char *const numbers[][2] = {
    { "to", "-1" },
    { "to", "9223372036854775807" },
    { "to", "9007199254740992" },
    { "to", "0" },
    { "backup_seq", "-5" },
    { "backup_seq", "9223372036854775807" },
    { "schema", "-1" },
    { "schema", "9223372036854775807" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      liar_tell_line (f->liar, "head", set_number, (gpointer)numbers[i]);
      deceived_sync (f);
      deceived_sync (f);
      deceived_recover (f);
    }
}

/* Rows that claim to be newer than any that will ever come. */
static void
be_the_newest (JsonObject *line, gpointer unused)
{
  json_object_set_int_member (line, "rv", G_GINT64_CONSTANT (1) << 53);
  if (is_ticket (line, &now->ticket))
    json_object_set_string_member (line, "state", "closed");
}

static void
test_rows_from_the_far_future_do_not_stay (Deceived *f, gconstpointer unused)
{
  expect_ticket_marked (f, "ticket", be_the_newest, NULL, TRUE);
}

static void
test_a_cursor_or_lineage_of_another_time_does_no_harm (Deceived *f, gconstpointer unused)
{
  g_autofree char *first = app_cache_get_meta (f->device.client->store->cache, "cursor");
  const char *const words[][2] = {
    { "cur", first },
    { "cur", "no place at all" },
    { "lineage", "00112233445566778899aabbccddeeff" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      device_write (f->device.client, APP_ACTION_NOTE, &f->other, "in between");
      liar_tell_line (f->liar, i < 2 ? "end" : "head", set_word, (gpointer)words[i]);
      deceived_sync (f);
      deceived_recover (f);
    }
}

/* --- everything, in every wrong shape --- */

static const char *const shapes[] = {
  "null",  "true", "-1", "9223372036854775807", "\"\"",
  "\"x\"", "[]",   "{}", "[[[[[[[[]]]]]]]]",    "\"\\u202e\\u0007\"",
};

typedef struct
{
  const char *member; /* of the line, or "slot.epoch" and the like */
  const char *shape;
} Wrong;

static void
set_wrong (JsonObject *line, gpointer user)
{
  const Wrong *wrong = user;
  const char *dot = strchr (wrong->member, '.');
  g_autofree char *outer = g_strndup (wrong->member, dot != NULL ? dot - wrong->member : 0);
  JsonObject *object = dot != NULL ? json_object_get_object_member (line, outer) : line;

  json_object_set_member (object, dot != NULL ? dot + 1 : wrong->member,
                          hark_json_parse (wrong->shape, strlen (wrong->shape), 1000, NULL));
}

static void
expect_member_harmless (Deceived *f, const char *kind, const char *member)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      Wrong wrong = { .member = member, .shape = shapes[i] };

      deceived_forget (f);
      liar_tell_line (f->liar, kind, set_wrong, &wrong);
      deceived_sync (f);
      liar_be_honest (f->liar);
    }
  /* what was taken of it, and may look well, goes with what is said next */
  deceived_forget (f);
  deceived_recover (f);
}

static void
test_wrong_types_in_every_field_crash_nothing (Deceived *f, gconstpointer unused)
{
  static const struct
  {
    const char *kind;
    const char *members; /* by blanks */
  } lines[] = {
    { "head", "k lineage to more schema due backup_seq" },
    { "roster", "k seq st" },
    { "area", "k id rv name description portal anonymous default" },
    { "ticket", "k id rv number state advisor area origin reporter inbox received closed taken "
                "outcome side fv fv.state fv.advisor epochs past slot slot.epoch slot.kind "
                "slot.box" },
    { "obj", "k id tk seq ct" },
    { "period", "k id tk rv name due done gone definition title remind fulfil entry fv fv.due "
                "fv.done" },
    { "read", "k tk rv up_to" },
    { "end", "k cur" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (GStrv) members = g_strsplit (lines[i].members, " ", -1);

      for (guint j = 0; members[j] != NULL; j++)
        expect_member_harmless (f, lines[i].kind, members[j]);
    }
}

static void
add_strangers (JsonObject *line, gpointer unused)
{
  static const char also[] = "[{\"k\":\"later\",\"x\":[1,2]},{\"k\":\"sign\",\"id\":\"x\"},"
                             "{\"k\":\"\"},{\"no\":1}]";

  json_object_set_string_member (line, "later", "what this version does not know");
  json_object_set_member (line, "also", hark_json_parse (also, strlen (also), 1000, NULL));
}

static void
test_unknown_kinds_and_fields_are_passed_over (Deceived *f, gconstpointer unused)
{
  static const char *const kinds[] = { "head", "ticket", "obj", "area" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      deceived_forget (f);
      liar_tell_line (f->liar, kinds[i], add_strangers, NULL);
      device_sync (f->device.client);
      deceived_recover (f);
    }
}

#define ADD(path, func) g_test_add ("/liar/" path, Deceived, NULL, set_up, func, deceived_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("other-objects", test_answers_with_other_objects_are_refused);
  ADD ("frame", test_pages_without_frame_or_end_are_refused);
  ADD ("without-history", test_changes_without_history_are_marked);
  ADD ("side", test_a_member_is_not_made_a_mere_reporter);
  ADD ("keys", test_keys_of_another_epoch_or_lock_are_marked);
  ADD ("left-out", test_what_is_changed_left_out_or_turned_round_is_marked);
  ADD ("slots-of-others", test_slots_of_others_open_nothing);
  ADD ("numbers", test_lies_about_how_far_the_server_is_heal);
  ADD ("far-future", test_rows_from_the_far_future_do_not_stay);
  ADD ("cursor", test_a_cursor_or_lineage_of_another_time_does_no_harm);
  ADD ("wrong-types", test_wrong_types_in_every_field_crash_nothing);
  ADD ("strangers", test_unknown_kinds_and_fields_are_passed_over);
  return g_test_run ();
}
