/* cli-input.c: secrets, texts and failures of the command line */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app-client-person.h"
#include "app-client-team.h"
#include "app-http.h"
#include "app-setup.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-seal.h"
#include "hark-text.h"

#define MAX_SECRET 1024

static CliExit
exit_for (const GError *error)
{
  if (error->domain != HARK_ERROR)
    return CLI_FAILED;

  switch ((HarkError)error->code)
    {
    case HARK_ERROR_OFFLINE:
      return CLI_OFFLINE;
    case HARK_ERROR_AUTH:
    case HARK_ERROR_ENDED:
    case HARK_ERROR_FACTOR:
    case HARK_ERROR_LOCKED:
      return CLI_AUTH;
    case HARK_ERROR_NOT_FOUND:
      return CLI_MISSING;
    case HARK_ERROR_CONFLICT:
    case HARK_ERROR_FORBIDDEN:
    case HARK_ERROR_GONE:
    case HARK_ERROR_SETUP:
    case HARK_ERROR_UNSEEN:
      return CLI_REFUSED;
    case HARK_ERROR_UNVERIFIED:
    case HARK_ERROR_FORKED:
      return CLI_TAMPERED;
    case HARK_ERROR_UPGRADE:
    case HARK_ERROR_OUTDATED:
      return CLI_UPGRADE;
    default:
      return CLI_FAILED;
    }
}

char *
cli_tame (const char *text)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar u = g_utf8_get_char (c);

      if (hark_text_is_control (u) && u != '\n' && u != '\t')
        u = 0xfffd;
      g_string_append_unichar (out, u);
    }
  hark_seal_wipe (valid, strlen (valid));

  return g_string_free (out, FALSE);
}

CliExit
cli_fail (const GError *error)
{
  g_autofree char *line = g_strdelimit (cli_tame (error->message), "\r\n", ' ');

  g_printerr ("hark-cli: %s\n", line);
  return exit_for (error);
}

gboolean
cli_find_ticket (Cli *cli, const char *name, HarkId *ticket, GError **error)
{
  HarkId op;

  if (app_client_find_number (cli->client, name, ticket)
      || (hark_id_from_string (name, &op) && app_client_find_submission (cli->client, &op, ticket)))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no ticket has this number");
  return FALSE;
}

CliExit
cli_check_words (const char *url, const char *user, const char *mail, const char *area_name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *normal = url != NULL ? app_http_normalise_url (url, &error) : NULL;

  if (error == NULL
      && (user == NULL || app_setup_check_name ("the user name", user, HARK_API_MAX_NAME, &error))
      && (mail == NULL || app_setup_check_mail (mail, &error)) && area_name != NULL)
    app_setup_check_name ("the area's name", area_name, HARK_API_MAX_NAME, &error);
  if (error == NULL)
    return CLI_OK;

  cli_fail (error);
  return CLI_USAGE;
}

CliExit
cli_fail_usage (const char *sentence)
{
  g_printerr ("hark-cli: %s\n", sentence);
  return CLI_USAGE;
}

/* One line from the terminal, echo off. */
static char *
prompt_terminal (int tty, const char *prompt)
{
  struct termios before, quiet;
  char buffer[MAX_SECRET];
  gsize length = 0;
  char *secret;
  gboolean restored = tcgetattr (tty, &before) == 0;

  if (restored)
    {
      quiet = before;
      quiet.c_lflag &= ~(tcflag_t)ECHO;
      tcsetattr (tty, TCSAFLUSH, &quiet);
    }
  if (write (tty, prompt, strlen (prompt)) < 0 || write (tty, ": ", 2) < 0)
    length = 0;
  while (length < sizeof buffer - 1)
    {
      gssize n = read (tty, buffer + length, 1);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0 || buffer[length] == '\n')
        break;
      length++;
    }
  if (restored)
    tcsetattr (tty, TCSAFLUSH, &before);
  if (write (tty, "\n", 1) < 0)
    errno = 0;

  secret = g_strndup (buffer, length);
  hark_seal_wipe (buffer, sizeof buffer);
  return secret;
}

char *
cli_read_secret (const char *variable, const char *prompt, GError **error)
{
  const char *value = g_getenv (variable);
  char *secret;
  int tty;

  if (value != NULL)
    return g_strdup (value);

  tty = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (tty < 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_LOCKED, "there is no terminal to ask on: set %s",
                   variable);
      return NULL;
    }

  secret = prompt_terminal (tty, prompt);
  close (tty);
  return secret;
}

static gpointer
fail_input (const char *sentence, GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, sentence);
  return NULL;
}

static char *
read_standard_input (GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = read (STDIN_FILENO, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 || text->len + (gsize)n > HARK_TICKET_MAX_TEXT)
        {
          hark_seal_wipe (text->str, text->len);
          if (n < 0)
            return fail_input ("standard input cannot be read", error);
          g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                       "the text is too long: at most %d bytes", HARK_TICKET_MAX_TEXT);
          return NULL;
        }
      g_string_append_len (text, buffer, n);
    }
  hark_seal_wipe (buffer, sizeof buffer);
  /* What stands behind a NUL would be lost without a word. */
  if (memchr (text->str, '\0', text->len) != NULL)
    {
      hark_seal_wipe (text->str, text->len);
      return fail_input ("standard input holds a NUL: it is not text", error);
    }
  /* The last newline belongs to the pipe, not to the text. */
  if (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
cli_read_text (const char *text, GError **error)
{
  return g_strcmp0 (text, "-") == 0 ? read_standard_input (error) : g_strdup (text);
}

gboolean
cli_find_area (Cli *cli, const char *name, HarkId *id)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (cli->client);

  *id = (HarkId){ { 0 } };
  for (guint i = 0; i < areas->len; i++)
    {
      AppArea *item = g_ptr_array_index (areas, i);

      if (name != NULL ? g_strcmp0 (item->name, name) == 0 : item->is_default || areas->len == 1)
        {
          *id = item->id;
          return TRUE;
        }
    }

  return FALSE;
}

void
cli_print_team (Cli *cli, const HarkId *area)
{
  g_autoptr (GPtrArray) people = app_client_list_people (cli->client);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = g_ptr_array_index (people, i);
      HarkRole role = app_person_get_role (person, area);
      g_autofree char *name = cli_tame (person->name);

      if (role != HARK_ROLE_NONE)
        g_print ("    %s  %s\n", name, hark_role_get_name (role));
    }
}

gboolean
cli_tell_waiting (Cli *cli)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (cli->client);
  g_autofree char *inviter = cli_tame (app_client_get_inviter (cli->client));

  if (areas->len > 0 || inviter[0] == '\0')
    return FALSE;

  g_printerr ("hark-cli: waiting for %s to let this account in: sync asks again\n", inviter);
  return TRUE;
}

CliExit
cli_fail_area (Cli *cli, const char *name)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (cli->client);

  if (cli_tell_waiting (cli))
    return CLI_REFUSED;

  g_printerr ("hark-cli: %s\n", areas->len == 0 ? "no area is known here yet: sync first"
                                : name != NULL  ? "no area has this name"
                                                : "name the area with --area");
  return CLI_MISSING;
}
