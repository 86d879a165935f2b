/* cli-outbox.c: what waits to be sent, what was refused, and what can be done about either */
#include "cli.h"

#include <json-glib/json-glib.h>

#include "hark-error.h"
#include "hark-json.h"
#include "hark-period.h"
#include "hark-seal.h"

static gboolean as_json;

static const GOptionEntry json_options[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL },
  { NULL },
};

/* --- in words --- */

/* Text from outside, on one line. (transfer full) */
static char *
tame_line (const char *text)
{
  return g_strdelimit (cli_tame (text), "\r\n\t", ' ');
}

char *
cli_describe_refused (const AppRefused *refused)
{
  g_autofree char *by = refused->by != NULL                          ? tame_line (refused->by)
                        : refused->reason == APP_REFUSED_NEW_MESSAGE ? g_strdup ("the reporter")
                                                                     : g_strdup ("somebody else");
  g_autofree char *time = refused->time != 0 ? hark_period_format_utc (refused->time) : NULL;
  g_autofree char *advisor = tame_line (refused->advisor);
  g_autofree char *when = time != NULL ? g_strconcat (" at ", time, NULL) : g_strdup ("");

  switch (refused->reason)
    {
    case APP_REFUSED_TAKEN_OVER:
      return g_strdup_printf ("%s took the ticket over%s", by, when);
    case APP_REFUSED_RELEASED:
      return g_strdup_printf ("%s released the ticket%s", by, when);
    case APP_REFUSED_ASSIGNED:
      return g_strdup_printf ("%s assigned the ticket to %s%s", by, advisor, when);
    case APP_REFUSED_CLOSED:
      return g_strdup_printf ("%s closed the ticket%s", by, when);
    case APP_REFUSED_REOPENED:
      return g_strdup_printf ("%s reopened the ticket%s", by, when);
    case APP_REFUSED_NEW_MESSAGE:
      return g_strdup_printf ("there is a new message from %s%s", by, when);
    case APP_REFUSED_CHANGED:
      return g_strdup ("the ticket had changed meanwhile");
    case APP_REFUSED_NO_ACCESS:
      return g_strdup ("the ticket was deleted, or there is no access to it any more");
    case APP_REFUSED_FORBIDDEN:
      return g_strdup ("the role in this area does not allow it");
    case APP_REFUSED_NOT_ELIGIBLE:
      return g_strdup ("this person cannot be the ticket's advisor");
    case APP_REFUSED_MOVED:
      return g_strdup_printf ("%s moved the ticket to another area%s", by, when);
    case APP_REFUSED_IS_ADVISOR:
      return g_strdup ("they are the ticket's advisor: it has to be handed over first");
    case APP_REFUSED_NEW_CODE:
      return g_strdup ("somebody else issued another code first, or the reporter has an account on "
                       "the portal: the sheet opens nothing");
    case APP_REFUSED_NOBODY_LEFT:
      return g_strdup (g_str_equal (refused->type, "exclude")
                           ? "no Expert would be left who has this ticket"
                           : "nobody in that area could read the ticket and answer, or every "
                             "Expert of it is excluded from the ticket");
    case APP_REFUSED_RESET:
      return g_strdup ("the account was reset before it was sent");
    case APP_REFUSED_RESET_SENT:
      return g_strdup ("the account was reset before an answer came: it may have been sent");
    case APP_REFUSED_INVALID:
    default:
      return g_strdup ("the server did not accept it");
    }
}

/* For whom it was written down: "bert", "anonymous"; NULL for oneself. */
static const char *
get_whom (const AppBehalf *behalf, const char *reporter)
{
  return behalf == NULL ? NULL : reporter != NULL ? reporter : "anonymous";
}

/* "message of 2026-4711", "assign to ben of 2026-4711", "submit of a new ticket for clara".
 * (transfer full) */
static char *
describe_operation (const char *type, const char *to, const char *number, const char *whom)
{
  g_autofree char *name = tame_line (to);
  g_autofree char *reporter = tame_line (whom);
  const char *between = to == NULL                                                       ? ""
                        : g_str_equal (type, "exclude") || g_str_equal (type, "include") ? " "
                                                                                         : " to ";

  return g_strdup_printf ("%s%s%s of %s%s%s", type, between, name,
                          number != NULL ? number : "a new ticket", whom != NULL ? " for " : "",
                          reporter);
}

static char *
describe_refused (const AppRefused *refused)
{
  return describe_operation (refused->type, refused->to, refused->number,
                             get_whom (refused->behalf, refused->reporter));
}

static char *
describe_waiting (const AppWaiting *waiting)
{
  return describe_operation (waiting->type, waiting->to, waiting->number,
                             get_whom (waiting->behalf, waiting->reporter));
}

static void
tell_refused (const AppRefused *refused)
{
  g_autofree char *what = describe_refused (refused);
  g_autofree char *why = cli_describe_refused (refused);
  gboolean parked = !hark_id_is_zero (&refused->cause);

  g_printerr ("hark-cli: not delivered: %s: %s%s; it is kept: see refused\n", what,
              parked ? "what it depended on was refused: " : "", why);
}

static gboolean
is_in (GPtrArray *refused, const HarkId *op)
{
  for (guint i = 0; refused != NULL && i < refused->len; i++)
    if (hark_id_equal (&((AppRefused *)g_ptr_array_index (refused, i))->op, op))
      return TRUE;

  return FALSE;
}

guint
cli_tell_all_refused (GPtrArray *refused, GPtrArray *before)
{
  guint n = 0;

  for (guint i = 0; i < refused->len; i++)
    {
      const AppRefused *item = g_ptr_array_index (refused, i);

      if (is_in (before, &item->op))
        continue;
      tell_refused (item);
      n++;
    }

  return n;
}

/* --- what waits, what was refused --- */

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static JsonObject *
begin_item (const HarkId *op, const char *type, const char *number, const char *state)
{
  JsonObject *item = json_object_new ();

  hark_json_set_id (item, "op", op);
  set_text (item, "type", type);
  set_text (item, "number", number);
  set_text (item, "state", state);
  return item;
}

static void
set_whom (JsonObject *item, const AppBehalf *behalf, const char *reporter)
{
  g_autofree char *received = behalf != NULL ? hark_period_format_utc (behalf->received) : NULL;

  set_text (item, "for", get_whom (behalf, reporter));
  set_text (item, "channel", behalf != NULL ? hark_channel_get_name (behalf->channel) : NULL);
  set_text (item, "received", received);
}

static JsonObject *
waiting_to_json (const AppWaiting *waiting)
{
  JsonObject *item = begin_item (&waiting->op, waiting->type, waiting->number, "waiting");

  json_object_set_null_member (item, "error");
  set_whom (item, waiting->behalf, waiting->reporter);
  return item;
}

static JsonObject *
refused_to_json (const AppRefused *refused)
{
  JsonObject *item = begin_item (&refused->op, refused->type, refused->number, "refused");
  g_autofree char *why = cli_describe_refused (refused);
  g_autofree char *time = refused->time != 0 ? hark_period_format_utc (refused->time) : NULL;

  set_text (item, "error", refused->problem);
  set_text (item, "why", why);
  set_text (item, "by", refused->by);
  set_text (item, "at", time);
  set_whom (item, refused->behalf, refused->reporter);
  set_text (item, "text", refused->text);
  set_text (item, "message", refused->message);
  set_text (item, "reason", refused->why);
  set_text (item, "outcome", refused->outcome);
  set_text (item, "their_outcome", refused->their_outcome);
  set_text (item, "their_text", refused->their_text);
  if (!hark_id_is_zero (&refused->cause))
    hark_json_set_id (item, "cause", &refused->cause);
  return item;
}

static void
print_waiting (const AppWaiting *waiting)
{
  g_autofree char *id = hark_id_to_string (&waiting->op);
  g_autofree char *what = describe_waiting (waiting);
  g_autofree char *time = hark_period_format_utc (waiting->time);

  g_print ("%s  %s  waiting since %s%s\n", id, what, time,
           waiting->is_on_its_way ? ", on its way" : "");
}

static void
print_refused_line (const AppRefused *refused)
{
  g_autofree char *id = hark_id_to_string (&refused->op);
  g_autofree char *what = describe_refused (refused);
  g_autofree char *why = cli_describe_refused (refused);

  g_print ("%s  %s  refused (%s): %s\n", id, what, refused->problem, why);
}

static void
print_array (JsonArray *array)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), array);
  g_autofree char *text = json_to_string (node, TRUE);

  g_print ("%s\n", text);
}

static CliExit
outbox (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) waiting = app_client_list_waiting_sync (cli->client, &error);
  g_autoptr (GPtrArray) refused
      = waiting != NULL ? app_client_list_refused_sync (cli->client, &error) : NULL;
  g_autoptr (JsonArray) array = json_array_new ();

  if (refused == NULL)
    return cli_fail (error);

  for (guint i = 0; i < waiting->len; i++)
    if (as_json)
      json_array_add_object_element (array, waiting_to_json (g_ptr_array_index (waiting, i)));
    else
      print_waiting (g_ptr_array_index (waiting, i));
  for (guint i = 0; i < refused->len; i++)
    if (as_json)
      json_array_add_object_element (array, refused_to_json (g_ptr_array_index (refused, i)));
    else
      print_refused_line (g_ptr_array_index (refused, i));
  if (as_json)
    print_array (array);

  return CLI_OK;
}

static void
print_part (const char *title, const char *outcome, const char *text)
{
  g_autofree char *words = cli_tame (text);

  if (outcome == NULL && words[0] == '\0')
    return;

  g_print ("%s:", title);
  if (outcome != NULL)
    g_print (" %s", outcome);
  g_print ("\n%s%s", words, words[0] != '\0' ? "\n" : "");
}

/* What was written down of somebody else beside the report. */
static void
print_behalf (const AppBehalf *behalf)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *day = NULL;

  if (behalf == NULL)
    return;

  date = g_date_time_new_from_unix_local (behalf->received);
  day = date != NULL ? g_date_time_format (date, "%F") : NULL;
  g_print ("received: %s, %s\n", hark_channel_get_name (behalf->channel), day != NULL ? day : "?");
  print_part ("where", NULL, behalf->where);
  print_part ("when", NULL, behalf->when);
  print_part ("who", NULL, behalf->who);
  print_part ("name", NULL, behalf->name);
  print_part ("contact", NULL, behalf->contact);
}

/* What the reporter would have read stands apart from what the team would have. */
static void
print_mine (const AppRefused *refused)
{
  gboolean is_note = g_str_equal (refused->type, "note");
  gboolean is_contact = g_str_equal (refused->type, "contact");
  gboolean is_report = g_str_equal (refused->type, "submit");

  print_part ("your outcome", refused->outcome, NULL);
  print_part (is_note                ? "your note for the team"
              : is_contact           ? "your record of contact outside Hark"
              : is_report            ? "your report"
              : refused->as_reporter ? "your message to the team"
                                     : "your message to the reporter",
              NULL, refused->message);
  print_part ("your reason, for the team", NULL, refused->why);
}

static void
print_refused (const AppRefused *refused)
{
  print_refused_line (refused);
  print_mine (refused);
  print_behalf (refused->behalf);
  for (guint i = 0; i < refused->files->len; i++)
    {
      const AppFile *file = g_ptr_array_index (refused->files, i);
      g_autofree char *name = tame_line (file->name);

      g_print ("attachment: %s (%" G_GINT64_FORMAT " bytes)\n", name, file->size);
    }
  print_part ("theirs", refused->their_outcome, refused->their_text);
  g_print ("\n");
}

static CliExit
refused (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = app_client_list_refused_sync (cli->client, &error);

  if (items == NULL)
    return cli_fail (error);

  for (guint i = 0; i < items->len; i++)
    print_refused (g_ptr_array_index (items, i));

  return CLI_OK;
}

/* --- what can be done --- */

static gboolean
read_op (Cli *cli, HarkId *op)
{
  return hark_id_from_string (cli->args[0], op);
}

static CliExit
fail_op (void)
{
  return cli_fail_usage ("OP is what outbox and refused show in front");
}

static CliExit
take_back (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  HarkId op;

  if (!read_op (cli, &op))
    return fail_op ();
  taken = app_client_take_back_sync (cli->client, &op, &error);
  if (taken == NULL)
    return cli_fail (error);

  for (guint i = 0; i < taken->len; i++)
    {
      const AppWaiting *item = g_ptr_array_index (taken, i);
      g_autofree char *what = describe_waiting (item);
      g_autofree char *text = cli_tame (item->text);

      g_print ("taken back: %s\n%s%s", what, text, text[0] != '\0' ? "\n" : "");
      print_behalf (item->behalf);
      if (item->behalf != NULL && item->behalf->inbox != NULL)
        g_print ("The inbox code that was made for it opens nothing.\n");
    }

  return CLI_OK;
}

/* A close that found the ticket closed is done again after a reopening: that is said before it
 * goes. */
static void
tell_reopening (Cli *cli, const HarkId *ticket)
{
  g_autoptr (GPtrArray) waiting = app_client_list_waiting_sync (cli->client, NULL);
  gboolean reopens = FALSE;

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      const AppWaiting *item = g_ptr_array_index (waiting, i);

      if (!hark_id_equal (&item->ticket, ticket))
        continue;
      if (reopens && g_str_equal (item->type, "close"))
        g_print ("the ticket is closed already: it is reopened, and closed again with yours\n");
      reopens = g_str_equal (item->type, "reopen");
    }
}

static CliExit
retry (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = app_client_list_refused_sync (cli->client, NULL);
  HarkId op, ticket;

  if (!read_op (cli, &op))
    return fail_op ();
  if (!app_client_retry_sync (cli->client, &op, &ticket, &error))
    return cli_fail (error);

  tell_reopening (cli, &ticket);
  return cli_send (cli, &ticket, before);
}

static CliExit
acknowledge (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  HarkId op;

  if (!read_op (cli, &op))
    return fail_op ();

  return app_client_acknowledge_refused_sync (cli->client, &op, &error) ? CLI_OK : cli_fail (error);
}

const CliCommand cli_outbox_commands[] = {
  { "outbox", "[--json]", "what waits to be sent and what was refused", TRUE, 0, json_options,
    outbox },
  { "take-back", "OP", "never send what waits, nor what depends on it", TRUE, 1, NULL, take_back },
  { "refused", "", "what the server did not take: why, with its text and theirs", TRUE, 0, NULL,
    refused },
  { "retry", "OP", "do what was refused again, on top of how the ticket is now", TRUE, 1, NULL,
    retry },
  { "acknowledge", "OP", "let go of what was refused", TRUE, 1, NULL, acknowledge },
  { NULL },
};
