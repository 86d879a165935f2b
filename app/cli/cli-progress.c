/* cli-progress.c: how far attachments are that take long enough to wonder */
#include "cli.h"

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

void
cli_show_progress (AppClient *client)
{
  if (isatty (STDERR_FILENO))
    g_signal_connect (client, "transfer", G_CALLBACK (on_transfer), NULL);
}
