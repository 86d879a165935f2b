/* web-draft.c: see web-draft.h */
#include "web-draft.h"

#include <string.h>

#include "hark-epoch.h"
#include "hark-error.h"
#include "hark-mail.h"

static const struct
{
  const char *name;
  gsize limit; /* bytes that may be sent */
} fields[] = {
  [WEB_AREA] = { "area", 2 * HARK_ID_LEN },
  [WEB_SUBJECT] = { "subject", 4 * HARK_TICKET_MAX_SUBJECT },
  [WEB_REPORT] = { "report", HARK_TICKET_MAX_TEXT },
  [WEB_OBSERVED] = { "observed", 16 },
  [WEB_WHERE] = { "where", HARK_TICKET_MAX_SHORT },
  [WEB_WHEN] = { "when", HARK_TICKET_MAX_SHORT },
  [WEB_WHO] = { "who", HARK_TICKET_MAX_SHORT },
  [WEB_NAME] = { "name", HARK_TICKET_MAX_SHORT },
  [WEB_CONTACT] = { "contact", HARK_TICKET_MAX_SHORT },
  [WEB_ASKED] = { "asked", 16 },
  [WEB_FIRST_ASKED] = { "q1", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 1] = { "q2", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 2] = { "q3", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 3] = { "q4", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 4] = { "q5", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 5] = { "q6", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 6] = { "q7", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 7] = { "q8", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 8] = { "q9", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 9] = { "q10", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 10] = { "q11", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 11] = { "q12", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 12] = { "q13", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 13] = { "q14", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 14] = { "q15", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 15] = { "q16", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 16] = { "q17", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 17] = { "q18", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 18] = { "q19", HARK_TICKET_MAX_SHORT },
  [WEB_FIRST_ASKED + 19] = { "q20", HARK_TICKET_MAX_SHORT },
  [WEB_EXCLUDE] = { "exclude[]", HARK_EPOCH_MAX_EXCLUDED *(2 * HARK_ID_LEN + 1) },
  [WEB_MESSAGE] = { "message", HARK_TICKET_MAX_TEXT },
  [WEB_CSRF] = { "csrf", 64 },
  [WEB_STEP] = { "step", 16 },
  [WEB_STAY] = { "stay", 8 },
  [WEB_TURN] = { "turn", 2 * HARK_ID_LEN },
  [WEB_TOKEN] = { "token", 200 },
  [WEB_ANSWER] = { "answer", 100 },
  [WEB_ANSWER_2] = { "answer2", 100 },
  [WEB_ANSWER_3] = { "answer3", 100 },
  [WEB_CODE] = { "code", 256 },
  [WEB_INBOX] = { "inbox", 8 },
  [WEB_KEPT] = { "kept", 8 },
  [WEB_BOXES] = { "boxes", 8 },
  [WEB_NAMED] = { "named", 8 },
  [WEB_TICKET] = { "ticket", 16 },
  [WEB_USER] = { "user", HARK_API_MAX_NAME },
  [WEB_PASSWORD] = { "password", HARK_ACCOUNT_MAX_PASSWORD + 1 },
  [WEB_PASSWORD_NEW] = { "new", HARK_ACCOUNT_MAX_PASSWORD + 1 },
  [WEB_PASSWORD_AGAIN] = { "again", HARK_ACCOUNT_MAX_PASSWORD + 1 },
  [WEB_MAIL] = { "mail", HARK_MAIL_MAX_ADDRESS + 1 },
  [WEB_LANGUAGE] = { "language", 8 },
  [WEB_DIGEST] = { "digest", 8 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (fields) == WEB_N_FIELDS);

const char *
web_field_get_name (WebField field)
{
  return fields[field].name;
}

WebField
web_field_from_name (const char *name)
{
  guint field = 0;

  while (field < WEB_N_FIELDS && !g_str_equal (fields[field].name, name))
    field++;

  return field;
}

gsize
web_field_get_limit (WebField field)
{
  return fields[field].limit;
}

gsize
web_field_get_max (WebField field)
{
  return field < WEB_N_TEXTS ? 2 * fields[field].limit : fields[field].limit;
}

/* ------------------------------------------------------------------ disk */

void
web_disk_init (WebDisk *self, SrvBlobs *blobs)
{
  *self = (WebDisk){ .blobs = blobs };
  g_mutex_init (&self->lock);
}

void
web_disk_clear (WebDisk *self)
{
  g_mutex_clear (&self->lock);
}

gboolean
web_disk_reserve (WebDisk *self, gint64 bytes)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = self->waiting + bytes <= WEB_MAX_WAITING;
  if (ok)
    self->waiting += bytes;
  g_mutex_unlock (&self->lock);
  return ok;
}

void
web_disk_release (WebDisk *self, gint64 bytes)
{
  g_mutex_lock (&self->lock);
  self->waiting -= bytes;
  g_mutex_unlock (&self->lock);
}

gboolean
web_disk_begin_upload (WebDisk *self)
{
  gboolean ok;

  g_mutex_lock (&self->lock);
  ok = self->uploads < WEB_MAX_UPLOADS;
  if (ok)
    self->uploads++;
  g_mutex_unlock (&self->lock);
  return ok;
}

void
web_disk_end_upload (WebDisk *self)
{
  g_mutex_lock (&self->lock);
  self->uploads--;
  g_mutex_unlock (&self->lock);
}

/* ------------------------------------------------------------------ drafts */

void
web_draft_init (WebDraft *self, WebPool *pool, WebDisk *disk)
{
  *self = (WebDraft){ .pool = pool, .disk = disk };
}

void
web_draft_unset (WebDraft *self, WebField field)
{
  web_pool_give (self->pool, g_steal_pointer (&self->text[field]));
  self->cut[field] = FALSE;
}

static void
clear_texts (WebDraft *self)
{
  for (guint i = 0; i < WEB_N_TEXTS; i++)
    web_draft_unset (self, i);
}

void
web_draft_clear_refusals (WebDraft *self)
{
  for (guint i = 0; i < self->n_refusals; i++)
    web_pool_give (self->pool, g_steal_pointer (&self->refusal[i]));
  self->n_refusals = 0;
}

void
web_draft_clear_sent (WebDraft *self)
{
  clear_texts (self);
  web_draft_clear_refusals (self);
  for (guint i = 0; i < self->n_files; i++)
    {
      web_disk_release (self->disk, self->file[i]->sealed);
      web_pool_give (self->pool, g_steal_pointer (&self->file[i]));
    }
  self->n_files = 0;
}

void
web_draft_clear (WebDraft *self)
{
  for (guint i = 0; i < self->n_files; i++)
    srv_blobs_remove (self->disk->blobs, &self->file[i]->blob);

  web_draft_clear_sent (self);
}

const char *
web_draft_get (const WebDraft *self, WebField field)
{
  return self->text[field] != NULL ? self->text[field] : "";
}

void
web_draft_set (WebDraft *self, WebField field, char *text, gboolean cut)
{
  web_pool_give (self->pool, self->text[field]);
  if (*text == '\0')
    web_pool_give (self->pool, g_steal_pointer (&text));
  self->text[field] = text;
  self->cut[field] = cut;
}

gboolean
web_draft_is_empty (const WebDraft *self)
{
  for (guint i = 0; i < WEB_N_TEXTS; i++)
    if (i != WEB_AREA && i != WEB_OBSERVED && i != WEB_ASKED && *web_draft_get (self, i) != '\0')
      return FALSE;

  return self->n_files == 0;
}

static void
drop_file (WebDraft *self, WebFile *file)
{
  srv_blobs_remove (self->disk->blobs, &file->blob);
  web_disk_release (self->disk, file->sealed);
  web_pool_give (self->pool, file);
}

void
web_draft_add_file (WebDraft *self, WebFile *file)
{
  if (self->n_files < HARK_TICKET_MAX_FILES)
    {
      self->file[self->n_files++] = file;
      return;
    }

  web_draft_refuse (self, WEB_REFUSED_MANY, file->name);
  drop_file (self, file);
}

void
web_draft_remove_file (WebDraft *self, const HarkId *blob)
{
  for (guint i = 0; i < self->n_files; i++)
    if (hark_id_equal (&self->file[i]->blob, blob))
      {
        drop_file (self, self->file[i]);
        self->n_files--;
        memmove (self->file + i, self->file + i + 1, (self->n_files - i) * sizeof *self->file);
        self->file[self->n_files] = NULL;
        return;
      }
}

void
web_draft_refuse (WebDraft *self, WebRefused why, const char *name)
{
  WebRefusal *refusal;

  if (self->n_refusals == WEB_MAX_REFUSALS)
    return;

  refusal = web_pool_take (self->pool, sizeof *refusal);
  if (refusal == NULL)
    return;

  refusal->why = why;
  g_strlcpy (refusal->name, name, sizeof refusal->name);
  self->refusal[self->n_refusals++] = refusal;
}

void
web_draft_drop_file (WebDraft *self, const HarkId *blob, WebRefused why)
{
  for (guint i = 0; i < self->n_files; i++)
    if (hark_id_equal (&self->file[i]->blob, blob))
      web_draft_refuse (self, why, self->file[i]->name);

  web_draft_remove_file (self, blob);
}

/* To other questions than @self. */
static gboolean
has_other_answers (const WebDraft *self, const WebDraft *from)
{
  for (guint i = WEB_ASKED; i <= WEB_LAST_ASKED; i++)
    if (from->text[i] != NULL)
      return !g_str_equal (web_draft_get (self, WEB_ASKED), web_draft_get (from, WEB_ASKED));

  return FALSE;
}

static gboolean
merge_texts (WebDraft *self, WebDraft *from)
{
  if (has_other_answers (self, from))
    for (guint i = WEB_ASKED; i <= WEB_LAST_ASKED; i++)
      web_draft_unset (self, i);

  for (guint i = 0; i < WEB_N_TEXTS; i++)
    {
      char *text = from->text[i];

      if (text == NULL)
        continue;
      if (self->pool == from->pool)
        from->text[i] = NULL;
      else
        text = web_pool_copy (self->pool, text, strlen (text));
      if (text == NULL)
        return FALSE;
      web_draft_set (self, i, text, from->cut[i]);
    }

  return TRUE;
}

gboolean
web_draft_merge (WebDraft *self, WebDraft *from, GError **error)
{
  if (!merge_texts (self, from))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY,
                           "too many people are writing at this moment");
      return FALSE;
    }

  for (guint i = 0; i < from->n_refusals; i++)
    web_draft_refuse (self, from->refusal[i]->why, from->refusal[i]->name);
  web_draft_clear_refusals (from);

  g_assert (from->n_files == 0 || self->pool == from->pool);
  for (guint i = 0; i < from->n_files; i++)
    web_draft_add_file (self, g_steal_pointer (&from->file[i]));
  from->n_files = 0;
  return TRUE;
}

GArray *
web_draft_list_blobs (const WebDraft *self)
{
  GArray *blobs = g_array_new (FALSE, FALSE, sizeof (HarkId));

  for (guint i = 0; i < self->n_files; i++)
    g_array_append_val (blobs, self->file[i]->blob);

  return blobs;
}
