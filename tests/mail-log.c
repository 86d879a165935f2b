/* mail-log.c: see mail-log.h */
#include "mail-log.h"

#include "mail-text.h"
#include "store-notice.h"
#include "web-text.h"

#include <gmime/gmime.h>

#include <string.h>

/* What a line of a digest, or of a summary where there are several, says: the words of mail-text.c,
 * which are no API. */
static const struct
{
  const char *kind, *line, *many;
} things[] = {
  { "anonymous", "new anonymous ticket", "new anonymous tickets" },
  { "named", "new ticket of a user", "new tickets of users" },
  { "reply", "message from the reporter", "messages from reporters" },
  { "answer", "an answer to your ticket", "answers to your tickets" },
  { "closed", "your ticket was closed", "of your tickets closed" },
  { "assigned", "assigned to you", "tickets assigned to you" },
  { "released", "you are no longer needed", "tickets for which you are no longer needed" },
  { "reminder", "deadline", "deadlines" },
  { "deletion", "will be deleted", "tickets that will be deleted" },
};

/* What mails call deadlines, likewise. */
static const struct
{
  const char *name, *words;
} periods[] = {
  { "acknowledge", "The acknowledgement of receipt" },
  { "feedback", "The feedback to the reporter" },
  { "deadline", "A deadline" },
};
static const char OVERDUE[] = "{period} for ticket {number}, area {area}, was due on {due}.";

/* One mail, taken apart by GMime's reader. */
typedef struct
{
  GMimeMessage *message;
  char *text, *html; /* decoded */
  const char *language;
} Opened;

MailLog *
mail_log_new (void)
{
  MailLog *self = g_new0 (MailLog, 1);

  self->letters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->forbidden = g_ptr_array_new_with_free_func (g_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
mail_log_free (MailLog *self)
{
  g_hash_table_unref (self->letters);
  g_ptr_array_unref (self->forbidden);
  g_hash_table_unref (self->known);
  g_free (self);
}

void
mail_log_forbid (MailLog *self, const char *text)
{
  g_ptr_array_add (self->forbidden, g_strdup (text));
}

void
mail_log_name (MailLog *self, const char *number, const char *letter)
{
  g_hash_table_insert (self->letters, g_strdup (number), g_strdup (letter));
}

static const char *
header (Opened *mail, const char *name)
{
  const char *value = g_mime_object_get_header (GMIME_OBJECT (mail->message), name);

  g_assert_nonnull (value);
  return value;
}

/* One part of the two, of @type; (transfer full). */
static char *
read_part (GMimeMultipart *both, int index, const char *type)
{
  GMimeObject *part = g_mime_multipart_get_part (both, index);
  g_autofree char *said = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (part));
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_cmpstr (said, ==, type);
  text = g_mime_text_part_get_text (GMIME_TEXT_PART (part));
  g_assert_nonnull (text);
  lines = g_strsplit (text, "\r\n", -1);
  return g_strjoinv ("\n", lines);
}

static void
open_mail (Opened *mail, const char *raw)
{
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (raw, strlen (raw));
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeObject *both;

  mail->message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  g_assert_nonnull (mail->message);
  both = g_mime_message_get_mime_part (mail->message);
  g_assert_true (GMIME_IS_MULTIPART (both));
  g_assert_cmpint (g_mime_multipart_get_count (GMIME_MULTIPART (both)), ==, 2);
  mail->text = read_part (GMIME_MULTIPART (both), 0, "text/plain");
  mail->html = read_part (GMIME_MULTIPART (both), 1, "text/html");
  mail->language = strstr (mail->html, "<html lang=\"de\">") != NULL ? "de" : "en";
}

static void
close_mail (Opened *mail)
{
  g_object_unref (mail->message);
  g_free (mail->text);
  g_free (mail->html);
}

/* Without the line that says whom it is for, which no other may say. */
static char *
cut_to (const char *raw)
{
  g_autoptr (GRegex) to = g_regex_new ("\r\nTo: [^\r\n]*", 0, 0, NULL);

  return g_regex_replace_literal (to, raw, -1, 0, "", 0, NULL);
}

/* What holds of every mail. */
static void
check (MailLog *self, Opened *mail, const char *raw)
{
  g_autofree char *rest = cut_to (raw);
  const char *const parts[]
      = { rest, mail->text, mail->html, g_mime_message_get_subject (mail->message) };

  g_assert_cmpstr (header (mail, "List-Id"), ==, "<hark.example.org>");
  g_assert_cmpstr (header (mail, "Auto-Submitted"), ==, "auto-generated");
  g_assert_nonnull (strstr (header (mail, "From"), "hark@example.org"));
  g_assert_true (
      g_regex_match_simple ("^<?[0-9a-f]{32}@example\\.org>?$", header (mail, "Message-ID"), 0, 0));
  g_assert_true (g_regex_match_simple ("<html lang=\"(en|de)\">", mail->html, 0, 0));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (guint k = 0; k < self->forbidden->len; k++)
      if (strcasestr (parts[i], self->forbidden->pdata[k]) != NULL)
        g_error ("“%s” stands in a mail: %s", (char *)self->forbidden->pdata[k], parts[i]);
}

/* --- what it says --- */

/* A subject's words, or those of a text, as a pattern. (transfer full) */
static GRegex *
make_pattern (const char *words)
{
  g_autofree char *escaped = g_regex_escape_string (words, -1);
  g_autoptr (GString) pattern = g_string_new (escaped);

  g_string_replace (pattern, "\\{number\\}", "(?P<number>[0-9]{4}-[0-9]{4,5})", 0);
  g_string_replace (pattern, "\\{due\\}", "(?P<due>.+)", 0);
  g_string_replace (pattern, "\\{count\\}", "(?P<count>[0-9]+)", 0);
  g_string_replace (pattern, "\\{area\\}", "(?P<area>Compliance|Procurement)", 0);
  g_string_replace (pattern, "\\{period\\}", "(?P<period>.+)", 0);
  g_string_prepend_c (pattern, '^');
  g_string_append_c (pattern, '$');
  return g_regex_new (pattern->str, 0, 0, NULL);
}

static const char *
find_letter (MailLog *self, const char *number)
{
  const char *letter = g_hash_table_lookup (self->letters, number);

  return letter != NULL ? letter : number;
}

/* Which deadline a reminder is about; it says the same day as its subject, and no more than its
 * words. */
static const char *
find_period (Opened *mail, const char *words, const char *due)
{
  g_auto (GStrv) paragraphs = g_strsplit (mail->text, "\n\n", 2);
  g_autoptr (GRegex) ahead = make_pattern (words), over = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *period = NULL, *day = NULL;
  const char *found = NULL;

  web_text_use (mail->language);
  over = make_pattern (web_text_get (OVERDUE));
  if (!g_regex_match (ahead, *paragraphs, 0, &match))
    {
      g_clear_pointer (&match, g_match_info_unref);
      g_regex_match (over, *paragraphs, 0, &match);
    }
  period = g_match_info_fetch_named (match, "period");
  day = g_match_info_fetch_named (match, "due");
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    if (g_strcmp0 (period, web_text_get (periods[i].words)) == 0)
      found = periods[i].name;
  web_text_use ("en");
  if (found == NULL)
    g_error ("no known reminder: %s", mail->text);
  g_assert_cmpstr (day, ==, due);
  return found;
}

/* "reminder A acknowledge 10. Januar 2028" */
static gboolean
read_as (MailLog *self, Opened *mail, const char *kind, GString *line)
{
  const char *subject, *text;
  g_autoptr (GRegex) pattern = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *number = NULL, *due = NULL;

  g_assert_true (mail_text_get_words (kind, mail->language, &subject, &text));
  pattern = make_pattern (subject);
  if (!g_regex_match (pattern, g_mime_message_get_subject (mail->message), 0, &match))
    return FALSE;

  number = g_match_info_fetch_named (match, "number");
  due = g_match_info_fetch_named (match, "due");
  g_string_append_printf (line, " %s", kind);
  if (number != NULL)
    {
      /* what it says inside is the same ticket's, and a mail program puts them together by it */
      g_assert_nonnull (strstr (mail->text, number));
      header (mail, "References");
      g_string_append_printf (line, " %s", find_letter (self, number));
    }
  if (g_str_equal (kind, srv_notice_kind_get_name (SRV_NOTICE_REMINDER)))
    g_string_append_printf (line, " %s", find_period (mail, text, due));
  if (due != NULL)
    g_string_append_printf (line, " %s", due);
  return TRUE;
}

static const char *
find_thing (const char *words, const char *language)
{
  const char *found = NULL;

  web_text_use (language);
  for (guint i = 0; i < G_N_ELEMENTS (things) && found == NULL; i++)
    if (g_str_has_prefix (words, web_text_get (things[i].many))
        || g_str_has_prefix (words, web_text_get (things[i].line)))
      found = things[i].kind;
  web_text_use ("en");
  if (found == NULL)
    g_error ("no known line of a digest: %s", words);
  return found;
}

/* What "- 2026-4711: new anonymous ticket" and "- 5 × new anonymous tickets" list. */
static void
add_things (MailLog *self, Opened *mail, GString *line)
{
  g_autoptr (GRegex) pattern
      = g_regex_new ("^- ([0-9-]+)(: | × )(.*)$", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (pattern, mail->text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *number = g_match_info_fetch (match, 1);
      g_autofree char *words = g_match_info_fetch (match, 3);

      g_string_append_printf (line, " %s:%s", find_letter (self, number),
                              find_thing (words, mail->language));
    }
}

static gboolean
is_in_place (Opened *mail)
{
  gboolean is;

  web_text_use (mail->language);
  is = strstr (mail->text,
               web_text_get ("You get this mail because you stand in for somebody who is away."))
       != NULL;
  web_text_use ("en");
  return is;
}

char *
mail_log_read (MailLog *self, const char *raw)
{
  Opened mail = { 0 };
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean found = FALSE;
  const char *to;

  open_mail (&mail, raw);
  check (self, &mail, raw);
  to = header (&mail, "To");
  g_string_append_len (line, to, (gssize)strcspn (to, "@"));
  g_string_append_printf (line, " %s", mail.language);
  for (guint i = 0; i < SRV_NOTICE_LAST && !found; i++)
    found = read_as (self, &mail, srv_notice_kind_get_name (i), line);
  if (!found)
    {
      found = read_as (self, &mail, SRV_NOTICE_DIGEST, line)
              || read_as (self, &mail, SRV_NOTICE_SUMMARY, line);
      add_things (self, &mail, line);
    }
  if (!found)
    g_error ("no kind of mail: %s", raw);
  if (is_in_place (&mail))
    g_string_append (line, " deputy");
  if (!g_hash_table_add (self->known, g_strdup (header (&mail, "Message-ID"))))
    g_string_append (line, " again");
  close_mail (&mail);
  return g_string_free (g_steal_pointer (&line), FALSE);
}
