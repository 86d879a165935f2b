/* cli-watch.c: a line for each change, as soon as it is there: who did what, never what was written
 */
#include "cli.h"

#include <glib-unix.h>
#include <stdio.h>

#include "hark-error.h"
#include "hark-period.h"

/* Something that a ticket shows now. */
typedef struct
{
  char *key; /* tells it from everything else, for ever */
  gint64 time;
  char *number;
  char *text;
} Fact;

typedef struct
{
  AppClient *client;
  GMainLoop *loop;
  GHashTable *known;  /* keys of facts, told or there from the beginning */
  GHashTable *number; /* of each ticket, by its id in hex */
  gboolean is_lost;   /* the connection, as far as was told */
  gboolean is_unseen; /* something waits for a look at the team, as far as was told */
  CliExit code;
} Watch;

static void
fact_free (gpointer data)
{
  Fact *fact = data;

  g_free (fact->key);
  g_free (fact->number);
  g_free (fact->text);
  g_free (fact);
}

/* For one line: no line ends, no tabs either. */
static char *
tame_word (const char *text)
{
  return g_strdelimit (cli_tame (text), "\n\r\t", ' ');
}

/* --- what a ticket shows --- */

/* @key and @text (both taken). */
static void
add_fact (GPtrArray *facts, const AppTicket *ticket, char *key, gint64 time, char *text)
{
  g_autofree char *id = hark_id_to_string (&ticket->id);
  Fact *fact = g_new0 (Fact, 1);

  fact->key = g_strconcat (id, " ", key, NULL);
  fact->time = time;
  fact->number = tame_word (ticket->number != NULL ? ticket->number : "?");
  fact->text = text;
  g_free (key);
  g_ptr_array_add (facts, fact);
}

static char *
name_author (const AppEntry *entry)
{
  if (entry->author != NULL)
    return tame_word (entry->author);

  return g_strdup (entry->from_reporter ? "the reporter" : "somebody");
}

/* The report came with the ticket; its attachments are told like others. */
static void
add_entry (GPtrArray *facts, const AppTicket *ticket, const AppEntry *entry)
{
  static const char *const kinds[] = { "report", "message", "note" };
  g_autofree char *author = name_author (entry);
  g_autofree char *id = hark_id_to_string (&entry->object);

  if (entry->waiting)
    return;

  if (entry->trust == APP_TRUST_BROKEN)
    add_fact (facts, ticket, g_strdup (id), entry->time,
              g_strdup_printf ("%s that does not verify", kinds[entry->kind]));
  else if (entry->kind != APP_ENTRY_REPORT)
    add_fact (facts, ticket, g_strdup (id), entry->time,
              g_strdup_printf ("%s by %s",
                               entry->channel != NULL ? "contact outside Hark" : kinds[entry->kind],
                               author));
  for (guint i = 0; i < entry->files->len; i++)
    {
      const AppFile *file = g_ptr_array_index (entry->files, i);

      add_fact (facts, ticket, hark_id_to_string (&file->object), entry->time,
                g_strdup_printf ("attachment by %s", author));
    }
}

static char *
describe_history (const AppHistory *item)
{
  static const struct
  {
    const char *type, *text;
  } texts[] = { { "take-over", "taken over" },
                { "release", "released" },
                { "close", "closed" },
                { "reopen", "reopened" },
                { "new-code", "new inbox code issued" },
                { "propose-delete", "deletion proposed" },
                { "withdraw-delete", "proposal to delete withdrawn" },
                { "hold", "put on hold" },
                { "lift-hold", "hold lifted" } };
  g_autofree char *type = tame_word (item->type);
  g_autofree char *by = tame_word (item->by != NULL ? item->by : "the server");
  g_autofree char *to = tame_word (item->to != NULL ? item->to : "nobody");
  g_autofree char *from = tame_word (item->from != NULL ? item->from : "nobody");

  if (item->trust == APP_TRUST_BROKEN)
    return g_strdup ("history that does not verify");
  if (g_str_equal (item->type, "move"))
    return g_strdup_printf ("moved to %s by %s", to, by);
  if (g_str_equal (item->type, "exclude"))
    return g_strdup_printf ("kept from %s by %s", to, by);
  if (g_str_equal (item->type, "include"))
    return g_strdup_printf ("no longer kept from %s by %s", from, by);
  if (g_str_equal (item->type, "assign"))
    return g_strdup_printf ("assigned to %s by %s", to, by);
  if (item->period != NULL)
    {
      g_autofree char *name = tame_word (item->period);

      return g_strdup_printf ("%s by %s: %s", type, by, name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (item->type, texts[i].type))
      return g_strdup_printf ("%s by %s", texts[i].text, by);

  return g_strdup_printf ("%s by %s", type, by);
}

static void
add_history (GPtrArray *facts, const AppTicket *ticket)
{
  for (guint i = 0; ticket->history != NULL && i < ticket->history->len; i++)
    {
      const AppHistory *item = g_ptr_array_index (ticket->history, i);
      char *text;

      if (item->waiting || item->type == NULL || g_str_equal (item->type, "received"))
        continue;
      text = describe_history (item);
      add_fact (facts, ticket,
                g_strdup_printf ("history %" G_GINT64_FORMAT " %s", item->time, text), item->time,
                text);
    }
}

/* Who wrote it down, or else the reporter. */
static char *
describe_new (AppTicket *ticket, const AppEntry *report)
{
  gboolean is_named = ticket->reporter != NULL || ticket->is_claimed;
  g_autofree char *reporter = is_named ? cli_describe_reporter (ticket) : g_strdup ("the reporter");
  g_autofree char *writer = tame_word (ticket->written_by);

  if (report == NULL || report->trust == APP_TRUST_BROKEN)
    return g_strdup ("new ticket that does not verify");
  if (ticket->written_by == NULL)
    return g_strdup_printf ("new ticket by %s", reporter);

  return g_strdup_printf ("new ticket by %s for %s", writer,
                          is_named ? reporter : "an anonymous person");
}

static const AppEntry *
find_report (const AppTicket *ticket)
{
  for (guint i = 0; ticket->entries != NULL && i < ticket->entries->len; i++)
    if (((AppEntry *)g_ptr_array_index (ticket->entries, i))->kind == APP_ENTRY_REPORT)
      return g_ptr_array_index (ticket->entries, i);

  return NULL;
}

/* By the clock of who wrote it, as all that came with it: not on the day when something that was
 * written down was received. */
static void
add_ticket (GPtrArray *facts, AppTicket *ticket)
{
  const AppEntry *report = find_report (ticket);

  add_fact (facts, ticket, g_strdup ("ticket"),
            report != NULL && (ticket->written_by != NULL || ticket->reporter != NULL)
                ? report->time
                : ticket->received,
            describe_new (ticket, report));
  for (guint i = 0; ticket->entries != NULL && i < ticket->entries->len; i++)
    add_entry (facts, ticket, g_ptr_array_index (ticket->entries, i));
  if (ticket->is_team)
    add_history (facts, ticket);
}

/* --- what is different --- */

static gint
compare_time (gconstpointer a, gconstpointer b)
{
  const Fact *x = *(Fact *const *)a, *y = *(Fact *const *)b;

  return x->time < y->time ? -1 : x->time > y->time;
}

static void
print_fact (const Fact *fact)
{
  g_autofree char *time = hark_period_format_utc (fact->time);

  g_print ("%s  %s  %s\n", time, fact->number, fact->text);
}

/* The reporter's side has no history: what changed of the state is told by itself. */
static void
add_state (Watch *self, GPtrArray *facts, const AppTicket *ticket)
{
  g_autofree char *id = hark_id_to_string (&ticket->id);
  g_autofree char *other
      = g_strconcat (id, " state ",
                     hark_ticket_state_get_name (
                         ticket->state == HARK_TICKET_OPEN ? HARK_TICKET_CLOSED : HARK_TICKET_OPEN),
                     NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (ticket->is_team || ticket->n_waiting > 0)
    return;

  /* a ticket begins open: that is no change */
  if (ticket->state == HARK_TICKET_OPEN && !g_hash_table_contains (self->known, other))
    {
      g_hash_table_add (self->known, g_strconcat (id, " state open", NULL));
      return;
    }
  g_hash_table_remove (self->known, other);
  add_fact (facts, ticket, g_strconcat ("state ", hark_ticket_state_get_name (ticket->state), NULL),
            now, g_strdup (ticket->state == HARK_TICKET_OPEN ? "reopened" : "closed"));
}

/* Who lost access to a ticket is told that it is gone, and nothing else of it any more. */
static void
add_lost (Watch *self, GPtrArray *facts, GHashTable *there)
{
  GHashTableIter iter;
  gpointer id, number;

  g_hash_table_iter_init (&iter, self->number);
  while (g_hash_table_iter_next (&iter, &id, &number))
    {
      g_autofree char *ticket = NULL;
      Fact *fact;

      if (g_hash_table_contains (there, id))
        continue;
      fact = g_new0 (Fact, 1);
      fact->key
          = g_strdup_printf ("%s gone %" G_GINT64_FORMAT, (char *)id, g_get_monotonic_time ());
      fact->time = g_get_real_time () / G_USEC_PER_SEC;
      fact->number = g_strdup (number);
      fact->text = g_strdup ("access lost");
      g_ptr_array_add (facts, fact);
      /* should it come back, it is new */
      ticket = g_strconcat (id, " ticket", NULL);
      g_hash_table_remove (self->known, ticket);
      g_hash_table_iter_remove (&iter);
    }
}

/* Everything that all tickets show now. */
static GPtrArray *
list_facts (Watch *self, GError **error)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (fact_free);
  g_autoptr (GPtrArray) tickets = app_client_list_sync (self->client, error);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (tickets == NULL)
    return NULL;

  for (guint i = 0; i < tickets->len; i++)
    {
      const AppTicket *row = g_ptr_array_index (tickets, i);
      g_autoptr (AppTicket) ticket = NULL;

      if (row->number == NULL)
        continue;
      ticket = app_client_load_ticket_sync (self->client, &row->id, NULL);
      /* gone since the list was made: the next look tells */
      if (ticket == NULL)
        continue;
      add_ticket (facts, ticket);
      add_state (self, facts, ticket);
      g_hash_table_insert (self->number, hark_id_to_string (&row->id), tame_word (row->number));
      g_hash_table_add (there, hark_id_to_string (&row->id));
    }

  add_lost (self, facts, there);
  g_ptr_array_sort (facts, compare_time);
  return g_steal_pointer (&facts);
}

static gboolean
look (Watch *self, gboolean tell, GError **error)
{
  g_autoptr (GPtrArray) facts = list_facts (self, error);

  if (facts == NULL)
    return FALSE;

  for (guint i = 0; i < facts->len; i++)
    {
      Fact *fact = g_ptr_array_index (facts, i);

      if (g_hash_table_add (self->known, g_strdup (fact->key)) && tell)
        print_fact (fact);
    }
  fflush (stdout);
  return TRUE;
}

/* --- watching --- */

static void
end_with (Watch *self, HarkError code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (HARK_ERROR, code, text);

  if (!g_main_loop_is_running (self->loop))
    return;

  self->code = cli_fail (error);
  g_main_loop_quit (self->loop);
}

static void
on_changed (Watch *self)
{
  g_autoptr (GError) error = NULL;

  if (!look (self, TRUE, &error))
    end_with (self, HARK_ERROR_INTERNAL, error->message);
}

static void
on_connection (Watch *self)
{
  switch (app_client_get_connection (self->client))
    {
    case APP_CONNECTION_OFFLINE:
      if (!self->is_lost)
        g_printerr ("hark-cli: no connection to the server; trying again\n");
      self->is_lost = TRUE;
      break;
    case APP_CONNECTION_ONLINE:
      if (self->is_lost)
        g_printerr ("hark-cli: connected again\n");
      self->is_lost = FALSE;
      self->is_unseen = FALSE;
      break;
    case APP_CONNECTION_UNSEEN:
      if (!self->is_unseen)
        g_printerr ("hark-cli: what was written waits: look at `team-changes` first\n");
      self->is_lost = FALSE;
      self->is_unseen = TRUE;
      break;
    case APP_CONNECTION_SIGNED_OUT:
      end_with (self, HARK_ERROR_AUTH, "this session has ended: sign in again");
      break;
    case APP_CONNECTION_ENDED:
      end_with (self, HARK_ERROR_ENDED,
                "this device was signed out for good, or its account switched off");
      break;
    case APP_CONNECTION_FACTOR:
      end_with (self, HARK_ERROR_FACTOR, "the organisation asks for a second factor: `factor on`");
      break;
    case APP_CONNECTION_UPGRADE:
      end_with (self, HARK_ERROR_UPGRADE, "the server speaks another version: upgrade");
      break;
    case APP_CONNECTION_TAMPERED:
      end_with (self, HARK_ERROR_UNVERIFIED, "what the server sent does not verify");
      break;
    case APP_CONNECTION_FORKED:
      end_with (self, HARK_ERROR_FORKED, "the server shows another list of people than before");
      break;
    case APP_CONNECTION_NONSENSE:
      if (!self->is_lost)
        g_printerr ("hark-cli: what the server answers makes no sense; trying again\n");
      self->is_lost = TRUE;
      break;
    case APP_CONNECTION_IDLE:
    case APP_CONNECTION_SYNCING:
    default:
      break;
    }
}

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

/* What came since the last sync is told first. */
static CliExit
watch (Cli *cli)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) number = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  Watch self = { .client = cli->client, .loop = loop, .known = known, .number = number };
  guint signals[2];

  if (!look (&self, FALSE, &error))
    return cli_fail (error);

  signals[0] = g_unix_signal_add (SIGINT, on_signal, loop);
  signals[1] = g_unix_signal_add (SIGTERM, on_signal, loop);
  g_signal_connect_swapped (cli->client, "changed", G_CALLBACK (on_changed), &self);
  g_signal_connect_swapped (cli->client, "notify::connection", G_CALLBACK (on_connection), &self);
  app_client_watch (cli->client, TRUE);
  g_main_loop_run (loop);

  app_client_watch (cli->client, FALSE);
  g_signal_handlers_disconnect_by_data (cli->client, &self);
  g_source_remove (signals[0]);
  g_source_remove (signals[1]);
  return self.code;
}

const CliCommand cli_watch_commands[] = {
  { "watch", "", "stay connected and print a line for each change, until Ctrl+C or SIGTERM", TRUE,
    0, NULL, watch },
  { NULL },
};
