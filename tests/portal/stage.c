/* stage.c: an organisation with a running server, and its team at the end of a pipe, for the
 * browser tests.
 *
 * Prints "http://127.0.0.1:PORT", then obeys one line at a time and answers each with one: "ok", or
 * what was asked for.
 *
 *   answer NUMBER TEXT        a message to the reporter
 *   attach NUMBER NAME TEXT   the same with a file that has TEXT in it
 *   take-over NUMBER          close NUMBER
 *   text NUMBER FIELD         of the report
 *   messages NUMBER           how many there are
 *   files NUMBER              names, separated by blanks
 *   file NUMBER NAME          what is in it
 *   sealed NUMBER             where: browser or server, or mixed
 *   count                     how many tickets there are
 *   area NAME                 one more
 *   settle WHAT JSON          area (the first one) or organisation: its settings
 *   config KEY VALUE          advance SECONDS            holds TEXT (yes or no)
 *   invite NAME               to a portal-only account: the code
 */
#include <stdio.h>
#include <string.h>

#include "guest.h"

#define MAX_LINE 65536

typedef struct
{
  World *world;
  char **word; /* command, number, rest */
} Order;

static Ticket *
open_ticket (Order *order)
{
  Ticket *ticket = team_open (order->world, world_first (order->world), order->word[1]);

  g_assert_nonnull (ticket);
  return ticket;
}

static char *
answer (Order *order)
{
  g_autoptr (Ticket) ticket = open_ticket (order);

  team_answer (order->world, world_first (order->world), ticket, order->word[2], NULL, NULL);
  return g_strdup ("ok");
}

static char *
attach (Order *order)
{
  g_autoptr (Ticket) ticket = open_ticket (order);
  g_auto (GStrv) part = g_strsplit (order->word[2], " ", 2);
  g_autoptr (GBytes) file = g_bytes_new (part[1], strlen (part[1]));

  team_answer (order->world, world_first (order->world), ticket, "See the file.", part[0], file);
  return g_strdup ("ok");
}

static char *
take_over (Order *order)
{
  g_autoptr (Ticket) ticket = open_ticket (order);

  team_take_over (order->world, world_first (order->world), ticket);
  return g_strdup ("ok");
}

static char *
close_ticket (Order *order)
{
  g_autoptr (Ticket) ticket = open_ticket (order);

  team_close (order->world, world_first (order->world), ticket);
  return g_strdup ("ok");
}

static char *
read_text (Order *order)
{
  g_autoptr (Ticket) ticket = open_ticket (order);
  g_autofree char *text = team_read_text (order->world, world_first (order->world), ticket,
                                          HARK_OBJECT_REPORT, order->word[2]);

  return g_strescape (text, "äöüÄÖÜß");
}

static char *
count_messages (Order *order)
{
  g_autoptr (Ticket) ticket = open_ticket (order);
  g_autoptr (GPtrArray) messages
      = team_read (order->world, world_first (order->world), ticket, HARK_OBJECT_MESSAGE);

  return g_strdup_printf ("%u", messages->len);
}

static char *
list_files (Order *order)
{
  g_autoptr (Ticket) ticket = open_ticket (order);
  g_autoptr (GPtrArray) files
      = team_read (order->world, world_first (order->world), ticket, HARK_OBJECT_MANIFEST);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    {
      HarkObject *file = g_ptr_array_index (files, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                              json_object_get_string_member (file->body, "name"));
    }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static char *
read_file (Order *order)
{
  g_autoptr (Ticket) ticket = open_ticket (order);
  g_autoptr (GPtrArray) files
      = team_read (order->world, world_first (order->world), ticket, HARK_OBJECT_MANIFEST);

  for (guint i = 0; i < files->len; i++)
    {
      HarkObject *file = g_ptr_array_index (files, i);
      g_autoptr (GBytes) bytes = NULL;

      if (!g_str_equal (json_object_get_string_member (file->body, "name"), order->word[2]))
        continue;
      bytes = team_read_file (order->world, world_first (order->world), file);
      return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  return g_strdup ("no such file");
}

/* Of the reporter's objects. */
static char *
find_sealer (Order *order)
{
  static const HarkObjectType types[]
      = { HARK_OBJECT_REPORT, HARK_OBJECT_MESSAGE, HARK_OBJECT_MANIFEST };
  g_autoptr (Ticket) ticket = open_ticket (order);
  guint n_server = 0, n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GPtrArray) objects
          = team_read (order->world, world_first (order->world), ticket, types[i]);

      for (guint k = 0; k < objects->len; k++)
        {
          const HarkObject *object = g_ptr_array_index (objects, k);

          if (!hark_id_is_zero (&object->header.author))
            continue;
          n++;
          n_server += (object->header.flags & HARK_OBJECT_BY_SERVER) != 0;
        }
    }
  return g_strdup (n_server == 0 ? "browser" : n_server == n ? "server" : "mixed");
}

static char *
count_tickets (Order *order)
{
  g_autoptr (GPtrArray) numbers = team_list (order->world, world_first (order->world));

  return g_strdup_printf ("%u", numbers->len);
}

static char *
add_area (Order *order)
{
  HarkId id;

  team_add_area (order->world, world_first (order->world), order->word[1],
                 "Anything that does not belong anywhere else.", TRUE, &id);
  return g_strdup ("ok");
}

static char *
settle (Order *order)
{
  World *world = order->world;

  team_settle (world, world_first (world),
               g_str_equal (order->word[1], "area") ? &world->area : &world->org, order->word[2]);
  return g_strdup ("ok");
}

static char *
set_config (Order *order)
{
  team_set_config (order->world, order->word[1], order->word[2]);
  return g_strdup ("ok");
}

static char *
advance (Order *order)
{
  Harness *harness = order->world->harness;

  harness_set_now (harness, harness_get_now (harness) + g_ascii_strtoll (order->word[1], NULL, 10));
  return g_strdup ("ok");
}

static char *
holds (Order *order)
{
  return g_strdup (harness_holds (order->world->harness, order->word[1], strlen (order->word[1]))
                       ? "yes"
                       : "no");
}

static char *
invite (Order *order)
{
  Fixture f = { .world = order->world, .harness = order->world->harness };
  char *line = NULL;

  world_allow_portal_accounts (order->world);
  g_assert_cmpuint (guest_invite (&f, order->word[1], &line), ==, 200);
  return line;
}

static const struct
{
  const char *name;
  guint words;
  char *(*obey) (Order *order);
} orders[] = {
  { "answer", 3, answer },      { "attach", 3, attach },       { "take-over", 2, take_over },
  { "close", 2, close_ticket }, { "text", 3, read_text },      { "messages", 2, count_messages },
  { "files", 2, list_files },   { "count", 1, count_tickets }, { "area", 2, add_area },
  { "file", 3, read_file },     { "sealed", 2, find_sealer },  { "config", 3, set_config },
  { "advance", 2, advance },    { "holds", 2, holds },         { "invite", 2, invite },
  { "settle", 3, settle },
};

static char *
obey (World *world, char *line)
{
  g_auto (GStrv) word = g_strsplit (g_strchomp (line), " ", 3);
  Order order = { world, word };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_strcmp0 (orders[i].name, word[0]) == 0 && g_strv_length (word) >= orders[i].words)
      return orders[i].obey (&order);

  return g_strdup ("no such order");
}

int
main (void)
{
  World *world = world_new ();
  g_autofree char *line = g_malloc (MAX_LINE);

  g_print ("http://127.0.0.1:%u\n", harness_get_port (world->harness));
  while (fgets (line, MAX_LINE, stdin) != NULL)
    {
      g_autofree char *reply = obey (world, line);

      g_print ("%s\n", reply);
    }

  world_free (world);
  return 0;
}
