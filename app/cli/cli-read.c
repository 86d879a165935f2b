/* cli-read.c: commands that read: from the cache, offline too */
#include "cli.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "app-client-period.h"
#include "app-client-read.h"
#include "app-client-search.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-period.h"
#include "hark-seal.h"

/* Beside the day on which it would be deleted. */
#define KEPT ", but kept: the reporter wrote and nobody has read it"

static gboolean as_json;
static char *to;

static const GOptionEntry json_options[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "as JSON", NULL },
  { NULL },
};

static const GOptionEntry attachment_options[] = {
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &to, "where to write it", "FILE" },
  { NULL },
};

/* UTF-8 whatever the locale is: g_print () would turn what that lacks into question marks. */
static void
print_node (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, TRUE);

  fputs (text, stdout);
  fputc ('\n', stdout);
}

static void
print_json (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  print_node (node);
}

/* A ticket that was given back to a restored server is the same under another number. */
static void
tell_numbers (Cli *cli, GPtrArray *before)
{
  for (guint i = 0; before != NULL && i < before->len; i++)
    {
      const AppTicket *old = g_ptr_array_index (before, i);
      g_autoptr (AppTicket) now = app_client_load_ticket_sync (cli->client, &old->id, NULL);

      if (old->number != NULL && now != NULL && now->number != NULL
          && g_strcmp0 (old->number, now->number) != 0)
        g_print ("%s is now %s\n", old->number, now->number);
    }
}

static CliExit
sync_now (Cli *cli)
{
  g_autoptr (GPtrArray) tickets = app_client_list_sync (cli->client, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = app_client_list_refused_sync (cli->client, NULL);
  g_autoptr (GPtrArray) refused = NULL;
  guint n_new;

  if (!app_client_sync_sync (cli->client, &error))
    return cli_end_sync (cli, error);
  cli_end_sync (cli, NULL);

  tell_numbers (cli, tickets);
  refused = app_client_list_refused_sync (cli->client, &error);
  if (refused == NULL)
    return cli_fail (error);
  n_new = cli_tell_all_refused (refused, before);
  g_print ("in sync; %u waiting", app_client_get_waiting (cli->client));
  if (refused->len > 0)
    g_print ("; %u refused: see refused", refused->len);
  g_print ("\n");
  cli_tell_own_reset (cli);

  return n_new > 0 ? CLI_REFUSED : CLI_OK;
}

/* Of what falls due, or is deleted: the organisation's, wherever this machine stands. */
static char *
format_day (Cli *cli, gint64 time)
{
  return app_client_format_day (cli->client, time, "%F");
}

static void
print_row (Cli *cli, AppTicket *ticket)
{
  g_autofree char *title = g_strdelimit (cli_tame (ticket->title), "\n\t", ' ');
  g_autofree char *due = ticket->next != NULL ? format_day (cli, ticket->next->due) : NULL;
  g_autofree char *deletes = ticket->deletes != 0 ? format_day (cli, ticket->deletes) : NULL;

  g_print ("%-10s  %-7s  %-16s  %s", ticket->number != NULL ? ticket->number : "(waiting)",
           hark_ticket_state_get_name (ticket->state),
           ticket->advisor != NULL ? ticket->advisor : "-", title);
  if (due != NULL)
    g_print ("  [%s by %s]", ticket->next->name, due);
  if (deletes != NULL)
    g_print ("  [deleted on %s%s]", deletes, ticket->is_kept ? KEPT : "");
  g_print ("\n");
}

static CliExit
list (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tickets = app_client_list_sync (cli->client, &error);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  if (tickets == NULL)
    return cli_fail (error);

  for (guint i = 0; i < tickets->len; i++)
    {
      AppTicket *ticket = g_ptr_array_index (tickets, i);

      if (as_json)
        json_array_add_object_element (array, app_ticket_to_json (ticket, FALSE));
      else
        print_row (cli, ticket);
    }
  if (as_json)
    {
      json_node_set_array (node, array);
      print_node (node);
    }
  else if (tickets->len == 0)
    cli_tell_waiting (cli);

  return CLI_OK;
}

static AppTicket *
load (Cli *cli, const char *number, GError **error)
{
  HarkId id;

  if (!cli_find_ticket (cli, number, &id, error))
    return NULL;

  return app_client_load_ticket_sync (cli->client, &id, error);
}

static void
print_entry (AppEntry *entry)
{
  static const char *const kinds[] = { "Report", "Message", "Note for the team" };
  g_autofree char *time = hark_period_format_utc (entry->time);
  g_autofree char *text = cli_tame (entry->text);

  g_print ("\n-- %s · %s%s · %s%s%s\n",
           entry->channel != NULL ? "Contact outside Hark" : kinds[entry->kind],
           entry->from_reporter && entry->author == NULL ? "reporter"
           : entry->author != NULL                       ? entry->author
                                                         : "?",
           entry->from_reporter && entry->author != NULL ? ", reporter" : "", time,
           entry->waiting ? " · waiting to be sent" : "",
           entry->trust == APP_TRUST_BROKEN ? " · DOES NOT VERIFY" : "");
  if (entry->channel != NULL)
    {
      g_autofree char *contacted = hark_period_format_utc (entry->contacted);

      g_print ("   %s, %s\n", entry->channel, contacted);
    }
  g_print ("%s\n", text);
  for (guint i = 0; i < entry->files->len; i++)
    {
      AppFile *file = g_ptr_array_index (entry->files, i);
      g_autofree char *name = cli_tame (file->name);

      g_print ("   attachment: %s (%" G_GINT64_FORMAT " bytes)\n", name, file->size);
    }
}

static void
print_excluded (const AppExcluded *excluded)
{
  if (excluded->how == APP_EXCLUDED_BY_REPORTER)
    g_print ("kept from %s (by the reporter)\n", excluded->name);
  else if (excluded->how == APP_EXCLUDED_BY_WRITER)
    g_print ("kept from %s (when written down, by %s)\n", excluded->name,
             excluded->by != NULL ? excluded->by : "?");
  else if (excluded->how == APP_EXCLUDED_BY_SERVER)
    g_print ("kept from %s (by the reporter, as the server says)\n", excluded->name);
  else
    g_print ("kept from %s\n", excluded->name);
}

char *
cli_describe_reporter (AppTicket *ticket)
{
  g_autofree char *name = g_strdelimit (
      cli_tame (ticket->reporter != NULL ? ticket->reporter : "anonymous"), "\n\r\t", ' ');
  g_autofree char *account = g_strdelimit (cli_tame (ticket->account), "\n\r\t", ' ');

  if (!ticket->is_claimed)
    return g_steal_pointer (&name);
  if (ticket->account == NULL)
    return g_strdup_printf ("%s (not verified)", name);
  if (ticket->reporter == NULL)
    return g_strdup_printf ("the account \"%s\", as the server says (not verified)", account);
  if (app_ticket_is_by_other (ticket))
    return g_strdup_printf ("%s, by the account \"%s\", as the server says (not verified)", name,
                            account);

  return g_strdup_printf ("%s (account, not verified)", name);
}

/* Who is to confirm a deletion looks here first. */
static void
print_deletion (const AppTicket *ticket)
{
  if (ticket->deletion_by != NULL)
    {
      g_autofree char *by = cli_tame (ticket->deletion_by);
      g_autofree char *reason
          = cli_tame (ticket->deletion_reason != NULL ? ticket->deletion_reason : "?");

      g_print ("deletion proposed by %s: %s\n", by, reason);
    }
  if (ticket->is_held)
    {
      g_autofree char *reason = cli_tame (ticket->hold_reason != NULL ? ticket->hold_reason : "?");
      g_autofree char *owner = cli_tame (ticket->hold_owner != NULL ? ticket->hold_owner : "?");
      g_autofree char *review = cli_tame (ticket->hold_review != NULL ? ticket->hold_review : "?");

      g_print ("on hold, nothing deletes it: %s (%s looks at it again on %s)\n", reason, owner,
               review);
    }
}

static void
print_ticket (Cli *cli, AppTicket *ticket)
{
  g_autofree char *reporter = cli_describe_reporter (ticket);
  g_autofree char *title = cli_tame (ticket->title);
  g_autofree char *area = cli_tame (ticket->area_name);
  /* of what was written down only the day is known */
  g_autofree char *received = ticket->channel != NULL ? cli_format_day (ticket->received)
                                                      : hark_period_format_utc (ticket->received);

  g_print ("%s · %s\n%s · %s · reporter: %s · advisor: %s · received %s\n",
           ticket->number != NULL ? ticket->number : "(waiting)", title,
           hark_ticket_state_get_name (ticket->state), area, reporter,
           ticket->advisor != NULL ? ticket->advisor : "nobody", received);
  if (ticket->channel != NULL)
    {
      g_autofree char *heard = cli_format_day (ticket->heard);

      g_print ("written down by %s (%s, %s)\n",
               ticket->written_by != NULL ? ticket->written_by : "?", ticket->channel, heard);
    }
  for (guint i = 0; i < ticket->excluded->len; i++)
    print_excluded (ticket->excluded->pdata[i]);
  for (guint i = 0; i < ticket->periods->len; i++)
    {
      AppPeriod *period = g_ptr_array_index (ticket->periods, i);
      g_autofree char *due = format_day (cli, period->due);

      g_print ("%s by %s%s\n", period->name, due, period->done != 0 ? " (done)" : "");
    }
  if (ticket->outcome != NULL)
    {
      g_autofree char *reason = cli_tame (ticket->outcome_reason);

      g_print ("outcome: %s: %s\n", ticket->outcome, reason);
    }
  print_deletion (ticket);
  if (ticket->deletes != 0)
    {
      g_autofree char *deletes = format_day (cli, ticket->deletes);

      g_print ("deleted on %s%s\n", deletes, ticket->is_kept ? KEPT : "");
    }
  if (ticket->retention_doubt == APP_RETENTION_DOUBT_MONTHS)
    g_print ("kept for %u months: its area has never settled that for this outcome\n",
             ticket->months);
  if (ticket->retention_doubt == APP_RETENTION_DOUBT_CLOCK)
    g_print ("that day is too early: whoever closed it did so later, by their computer's clock\n");
  for (guint i = 0; i < ticket->answers->len; i++)
    {
      AppAnswer *answer = g_ptr_array_index (ticket->answers, i);
      g_autofree char *name = cli_tame (answer->name);
      g_autofree char *value = cli_tame (answer->value);

      g_print ("%s: %s\n", name, value);
    }
  for (guint i = 0; i < ticket->entries->len; i++)
    print_entry (g_ptr_array_index (ticket->entries, i));
}

static CliExit
show (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppTicket) ticket = load (cli, cli->args[0], &error);
  g_autoptr (JsonObject) object = NULL;

  if (ticket == NULL)
    return cli_fail (error);
  if (as_json)
    {
      object = app_ticket_to_json (ticket, TRUE);
      print_json (object);
    }
  else
    print_ticket (cli, ticket);
  if (ticket->trust != APP_TRUST_BROKEN)
    {
      /* All of it was seen. What could not be kept is unread again: nothing is lost. */
      app_client_mark_read_sync (cli->client, &ticket->id, ticket->newest, NULL, NULL);
      return CLI_OK;
    }

  /* Of this one something may be missing that nobody has seen. */
  g_set_error (&error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
               "not everything of this ticket verifies: something was changed, left out or put in");
  return cli_fail (error);
}

/* --- search --- */

static void
collect_hits (GPtrArray *hits, gpointer all)
{
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (all, app_search_hit_ref (g_ptr_array_index (hits, i)));
}

static void
print_hit (const AppSearchHit *hit)
{
  g_autofree char *title = cli_tame (hit->title);
  g_autofree char *snippet = cli_tame (hit->snippet);

  g_print ("%-10s  %s\n            %s%s\n", hit->number != NULL ? hit->number : "(waiting)", title,
           hit->is_waiting ? "(waiting) " : "", snippet);
}

static JsonObject *
hit_to_json (const AppSearchHit *hit)
{
  JsonObject *object = json_object_new ();
  JsonArray *ranges = json_array_new ();

  for (guint i = 0; i < hit->ranges->len; i++)
    {
      const AppSearchRange *range = &g_array_index (hit->ranges, AppSearchRange, i);
      JsonArray *pair = json_array_new ();

      json_array_add_int_element (pair, range->start);
      json_array_add_int_element (pair, range->end);
      json_array_add_array_element (ranges, pair);
    }
  if (hit->number != NULL)
    json_object_set_string_member (object, "number", hit->number);
  else
    json_object_set_null_member (object, "number");
  json_object_set_boolean_member (object, "waiting", hit->is_waiting);
  json_object_set_string_member (object, "title", hit->title);
  json_object_set_string_member (object, "snippet", hit->snippet);
  json_object_set_array_member (object, "ranges", ranges); /* bytes of the snippet */

  return object;
}

static CliExit
search (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits
      = g_ptr_array_new_with_free_func ((GDestroyNotify)app_search_hit_unref);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  gboolean ok;
  char *text;

  text = cli_read_text (cli->args[0], &error);
  ok = text != NULL && app_client_search_sync (cli->client, text, NULL, collect_hits, hits, &error);
  hark_seal_free_string (text);
  if (!ok)
    return cli_fail (error);

  for (guint i = 0; i < hits->len; i++)
    if (as_json)
      json_array_add_object_element (array, hit_to_json (g_ptr_array_index (hits, i)));
    else
      print_hit (g_ptr_array_index (hits, i));
  if (as_json)
    {
      json_node_set_array (node, array);
      print_node (node);
    }

  if (hits->len > 0)
    return CLI_OK;

  g_printerr ("hark-cli: no ticket has these words\n");
  return CLI_MISSING;
}

/* By name, or by the id in the JSON, which tells those of one name apart. */
static const AppFile *
find_file (AppTicket *ticket, const char *name)
{
  HarkId id = { { 0 } };

  hark_id_from_string (name, &id);
  for (guint i = 0; i < ticket->entries->len; i++)
    {
      AppEntry *entry = g_ptr_array_index (ticket->entries, i);

      for (guint j = 0; j < entry->files->len; j++)
        {
          const AppFile *file = g_ptr_array_index (entry->files, j);

          if (g_strcmp0 (file->name, name) == 0 || hark_id_equal (&file->object, &id))
            return file;
        }
    }

  return NULL;
}

static CliExit
attachment (Cli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppTicket) ticket = NULL;
  const AppFile *file;

  if (to == NULL)
    return cli_fail_usage ("attachment needs --to FILE");

  ticket = load (cli, cli->args[0], &error);
  if (ticket == NULL)
    return cli_fail (error);
  file = find_file (ticket, cli->args[1]);
  if (file == NULL)
    {
      g_printerr ("hark-cli: this ticket has no attachment of that name\n");
      return CLI_MISSING;
    }

  return app_client_save_file_sync (cli->client, &ticket->id, &file->object, to, NULL, &error)
             ? CLI_OK
             : cli_fail (error);
}

const CliCommand cli_read_commands[] = {
  { "sync", "", "send what waits, take what is new", TRUE, 0, NULL, sync_now },
  { "list", "[--json]", "the tickets on this device", TRUE, 0, json_options, list },
  { "show", "NUMBER [--json]", "one ticket, whole", TRUE, 1, json_options, show },
  { "search", "TEXT [--json]", "the tickets in which all these words occur, newest first", TRUE, 1,
    json_options, search },
  { "attachment", "NUMBER NAME --to FILE", "save an attachment", TRUE, 2, attachment_options,
    attachment },
  { NULL },
};
