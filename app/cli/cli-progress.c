/* cli-progress.c: how far attachments are, and tickets that are sealed to who joined, where that
 * takes long enough to wonder */
#include "cli.h"

#include "app-client-sealing.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define CLEAR_LINE "\r\033[K"

static char *
describe_left (gint64 seconds)
{
  if (seconds < 0)
    return g_strdup ("");

  return g_strdup_printf (", %" G_GINT64_FORMAT ":%02d left", seconds / 60, (int)(seconds % 60));
}

static void
on_transfer (AppClient *client)
{
  g_autofree char *done = NULL;
  g_autofree char *total = NULL;
  g_autofree char *left = NULL;
  AppTransfer sum;

  if (app_client_sum_transfers (client, &sum) == 0)
    {
      g_printerr (CLEAR_LINE);
      return;
    }

  done = g_format_size ((guint64)sum.done);
  total = g_format_size ((guint64)sum.total);
  left = describe_left (sum.left);
  g_printerr (CLEAR_LINE "%s of %s%s", done, total, left);
}

static void
on_sealing (AppClient *client)
{
  g_auto (AppSealing) sealing = { 0 };
  g_autofree char *name = NULL;

  if (!app_client_get_sealing (client, &sealing))
    {
      g_printerr (CLEAR_LINE);
      return;
    }

  name = cli_tame (sealing.name);
  g_printerr (CLEAR_LINE "sealing tickets%s%s: %u of %u", sealing.name != NULL ? " for " : "", name,
              sealing.done, sealing.total);
}

static volatile sig_atomic_t stop;

static void
say (const char *sentence)
{
  gssize unused = write (STDERR_FILENO, sentence, strlen (sentence));

  (void)unused;
}

/* It may come anywhere: only what is allowed in a handler. */
static void
on_stop (int number)
{
  if (stop == CLI_STOP_UNKEPT)
    say ("hark-cli: stopped before it was kept: nothing of it is sent\n");
  else if (stop == CLI_STOP_KEPT)
    say ("hark-cli: stopped: it is kept, and goes with the next sync if it has not gone\n");
  signal (number, SIG_DFL);
  raise (number);
}

void
cli_set_stop (CliStop wanted)
{
  const struct sigaction action = { .sa_handler = wanted == CLI_STOP_SILENTLY ? SIG_DFL : on_stop };

  stop = wanted;
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

void
cli_show_progress (AppClient *client)
{
  if (!isatty (STDERR_FILENO))
    return;

  g_signal_connect (client, "transfer", G_CALLBACK (on_transfer), NULL);
  g_signal_connect (client, "sealing", G_CALLBACK (on_sealing), NULL);
}
