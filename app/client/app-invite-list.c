/* app-invite-list.c: see app-invite-list.h */
#include "app-invite-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app-paper.h"
#include "app-setup.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-invitation.h"
#include "hark-seal.h"
#include "hark-text.h"

#define MAX_COLUMNS 32

struct _AppInviteList
{
  gatomicrefcount ref_count;
  GPtrArray *lines;
  char *organisation, *url, *fingerprint;
};

static void
free_line (gpointer data)
{
  AppInviteLine *line = data;

  g_free (line->name);
  g_free (line->mail);
  g_free (line->role_name);
  g_free (line->area_name);
  hark_seal_free_string (line->line);
  g_free (line);
}

AppInviteList *
app_invite_list_ref (AppInviteList *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
app_invite_list_unref (AppInviteList *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->lines);
  g_free (self->organisation);
  g_free (self->url);
  g_free (self->fingerprint);
  g_free (self);
}

GPtrArray *
app_invite_list_get_lines (AppInviteList *self)
{
  return self->lines;
}

guint
app_invite_list_count (AppInviteList *self, AppInviteState state)
{
  guint n = 0;

  for (guint i = 0; i < self->lines->len; i++)
    n += ((AppInviteLine *)self->lines->pdata[i])->state == state;
  return n;
}

void
app_invite_list_set_place (AppInviteList *self, const char *organisation, const char *url,
                           const char *fingerprint)
{
  g_free (self->organisation);
  g_free (self->url);
  g_free (self->fingerprint);
  self->organisation = g_strdup (organisation);
  self->url = g_strdup (url);
  self->fingerprint = g_strdup (fingerprint);
}

/* --- reading --- */

typedef struct
{
  const char *at, *end;
  char separator;
  guint number; /* of the line that is read */
} Reader;

/* One value, up to its separator or the end of its line. */
static char *
read_value (Reader *self)
{
  g_autoptr (GString) value = g_string_new (NULL);
  gboolean quoted = self->at < self->end && *self->at == '"';

  self->at += quoted;
  for (; self->at < self->end; self->at++)
    {
      char c = *self->at;

      if (quoted && c == '"' && self->at + 1 < self->end && self->at[1] == '"')
        self->at++;
      else if (quoted && c == '"')
        {
          quoted = FALSE;
          continue;
        }
      else if (!quoted && (c == self->separator || c == '\n'))
        break;
      if (c == '\n')
        self->number++;
      g_string_append_c (value, c);
    }

  return g_strstrip (g_string_free (g_steal_pointer (&value), FALSE));
}

/* The values of the next line; NULL at the end. */
static GPtrArray *
read_line (Reader *self)
{
  GPtrArray *values;

  if (self->at >= self->end)
    return NULL;

  self->number++;
  values = g_ptr_array_new_with_free_func (g_free);
  for (;;)
    {
      g_ptr_array_add (values, read_value (self));
      if (self->at >= self->end || *self->at++ == '\n')
        return values;
    }
}

static gboolean
is_empty (GPtrArray *values)
{
  for (guint i = 0; i < values->len; i++)
    if (*(char *)values->pdata[i] != '\0')
      return FALSE;

  return TRUE;
}

static const char *
get (GPtrArray *values, int column)
{
  return column >= 0 && (guint)column < values->len ? values->pdata[column] : "";
}

/* -1: there is no such column. */
static int
find_column (GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len && i < MAX_COLUMNS; i++)
    if (g_ascii_strcasecmp (names->pdata[i], name) == 0)
      return (int)i;

  return -1;
}

static void
judge (AppInviteLine *line)
{
  if (!app_setup_check_name ("", line->name, HARK_API_MAX_NAME, NULL))
    line->fault = APP_INVITE_FAULT_NAME;
  else if (!app_setup_check_mail (line->mail, NULL))
    line->fault = APP_INVITE_FAULT_MAIL;
  else if (*line->role_name != '\0' && !hark_role_from_name (line->role_name, &line->role))
    line->fault = APP_INVITE_FAULT_ROLE;
  else if (line->role == HARK_ROLE_NONE && *line->area_name != '\0')
    line->fault = APP_INVITE_FAULT_ROLE;
  if (line->fault != APP_INVITE_NO_FAULT)
    line->state = APP_INVITE_WRONG;
}

/* As the roster compares names: nobody is invited twice by one file. */
static void
find_repeats (AppInviteList *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->lines->len; i++)
    {
      AppInviteLine *line = self->lines->pdata[i];

      if (line->state == APP_INVITE_FINE && !g_hash_table_add (names, hark_text_fold (line->name)))
        {
          line->state = APP_INVITE_WRONG;
          line->fault = APP_INVITE_FAULT_TWICE;
        }
    }
}

static gboolean
read_lines (AppInviteList *self, Reader *reader, GError **error)
{
  g_autoptr (GPtrArray) names = read_line (reader);
  GPtrArray *values;
  int name = names != NULL ? find_column (names, "name") : -1;
  int mail = names != NULL ? find_column (names, "mail") : -1;

  if (name < 0 || mail < 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                   "the first line names the columns: name, mail, and where wanted role and area");
      return FALSE;
    }

  while ((values = read_line (reader)) != NULL)
    {
      AppInviteLine *line = is_empty (values) ? NULL : g_new0 (AppInviteLine, 1);

      if (line != NULL)
        {
          line->number = reader->number;
          line->name = g_strdup (get (values, name));
          line->mail = g_strdup (get (values, mail));
          line->role_name = g_ascii_strdown (get (values, find_column (names, "role")), -1);
          line->area_name = g_strdup (get (values, find_column (names, "area")));
          judge (line);
          g_ptr_array_add (self->lines, line);
        }
      g_ptr_array_unref (values);
      if (self->lines->len > APP_INVITE_LIST_MAX_LINES)
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE,
                       "these are more than %d people at once", APP_INVITE_LIST_MAX_LINES);
          return FALSE;
        }
    }

  return TRUE;
}

AppInviteList *
app_invite_list_read (const char *text, gsize length, GError **error)
{
  g_autoptr (AppInviteList) self = g_new0 (AppInviteList, 1);
  gsize first = 0;
  Reader reader;

  g_atomic_ref_count_init (&self->ref_count);
  self->lines = g_ptr_array_new_with_free_func (free_line);
  if (length > APP_INVITE_LIST_MAX_BYTES)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "this file is too large");
      return NULL;
    }
  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "this file is no text in UTF-8");
      return NULL;
    }

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0) /* as spreadsheets begin one */
    first = 3;
  reader = (Reader){ .at = text + first, .end = text + length };
  while (first < length && text[first] != '\n' && text[first] != ',' && text[first] != ';')
    first++;
  reader.separator = first < length && text[first] == ';' ? ';' : ',';
  if (!read_lines (self, &reader, error))
    return NULL;

  find_repeats (self);
  return g_steal_pointer (&self);
}

/* --- the sheets --- */

static void
draw_page (AppInviteList *self, const AppInviteLine *line, cairo_t *cairo, double width,
           double height)
{
  AppPaper paper = app_paper_begin (cairo, width, height);
  g_autofree char *hand = g_strdup_printf (_ ("Give it to %s yourself: whoever has it first "
                                              "becomes %s. It is good for seven days, once."),
                                           line->name, line->name);

  app_paper_put (&paper, "Sans Bold 20", 0, _ ("Invitation to Hark"));
  app_paper_put (&paper, "Sans 10", 6, hand);
  app_paper_put_rule (&paper);
  app_paper_put_field (&paper, _ ("Organisation"), self->organisation);
  app_paper_put_field (&paper, _ ("Server"), self->url);
  app_paper_put_field (&paper, _ ("Fingerprint"), self->fingerprint);
  app_paper_put_field (&paper, _ ("User name"), line->name);
  app_paper_put_rule (&paper);
  app_paper_begin_qr (&paper, 12, line->line);
  app_paper_put (&paper, "Monospace Bold 12", 12, line->line);
  app_paper_end_qr (&paper);
  app_paper_put_rule (&paper);
  app_paper_put (
      &paper, "Sans 10", 12,
      _ ("Start Hark, enter the server, choose the invitation and type this line. Capital "
         "letters, blanks and hyphens do not matter. Compare the fingerprint with what "
         "Hark shows. Destroy this sheet afterwards."));
}

void
app_invite_list_draw (AppInviteList *self, gpointer cairo, double width, double height)
{
  gboolean is_first = TRUE;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const AppInviteLine *line = self->lines->pdata[i];

      if (line->line == NULL)
        continue;
      if (!is_first)
        cairo_show_page (cairo);
      is_first = FALSE;
      draw_page (self, line, cairo, width, height);
    }
}

static void
draw (gconstpointer list, cairo_t *cairo, double width, double height)
{
  app_invite_list_draw ((AppInviteList *)list, cairo, width, height);
}

gboolean
app_invite_list_write_pdf (AppInviteList *self, const char *path, GError **error)
{
  return app_paper_write_pdf (draw, self, _ ("Invitations to Hark"), path, error);
}
