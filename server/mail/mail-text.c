/* mail-text.c: see mail-text.h */
#include "mail-text.h"

#include "hark-wording.h"
#include "srv-config.h"
#include "store-access.h"
#include "store-area.h"
#include "store-mail-rule.h"
#include "store-reminder.h"
#include "store-setting.h"
#include "store-ticket.h"
#include "web-text.h"

#include <string.h>

/* TRANSLATORS: words in braces are filled in; keep them as they are */
static const struct
{
  const char *kind, *subject, *text, *line;
  const char *many; /* where it is told by its number alone, of what comes in */
} words[] = {
  { "anonymous", N_ ("New anonymous ticket {number}"),
    N_ ("A new anonymous ticket has come in: {number}, area {area}."), N_ ("new anonymous ticket"),
    N_ ("new anonymous tickets") },
  { "named", N_ ("New ticket {number}"),
    N_ ("A user has submitted a new ticket: {number}, area {area}."), N_ ("new ticket of a user"),
    N_ ("new tickets of users") },
  { "reply", N_ ("The reporter has written: ticket {number}"),
    N_ ("There is a message from the reporter of ticket {number}, area {area}."),
    N_ ("message from the reporter"), N_ ("messages from reporters") },
  { "answer", N_ ("An answer to your ticket {number}"),
    N_ ("The team has answered your ticket {number}."), N_ ("an answer to your ticket"), NULL },
  { "closed", N_ ("Your ticket {number} was closed"),
    N_ ("Your ticket {number} was closed. You can still read it, and write to the team."),
    N_ ("your ticket was closed"), NULL },
  { "assigned", N_ ("You are the advisor of ticket {number}"),
    N_ ("Ticket {number}, area {area}, was assigned to you: you are its advisor from now on."),
    N_ ("assigned to you"), NULL },
  { "released", N_ ("Ticket {number}: you are no longer needed"),
    N_ ("Ticket {number} need not be processed by you any longer."),
    N_ ("you are no longer needed"), NULL },
  { "reminder", N_ ("Deadline on {due}: ticket {number}"),
    N_ ("{period} for ticket {number}, area {area}, is due on {due}."), N_ ("deadline"), NULL },
  { "deletion", N_ ("Ticket {number} will be deleted on {due}"),
    N_ ("The time for which ticket {number}, area {area}, is kept ends: it will be deleted on "
        "{due}."),
    N_ ("will be deleted"), NULL },
  { "digest", N_ ("What is new in Hark"), N_ ("This is new in Hark since the last overview:"), NULL,
    NULL },
  { "summary", N_ ("Many new things in Hark: {count}"),
    N_ ("So much has come in that it is told in one mail:"), NULL, NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (words) == SRV_NOTICE_LAST + 2);

/* TRANSLATORS: of a reminder that could not go in time; words in braces stay as they are */
static const char OVERDUE[] = N_ ("{period} for ticket {number}, area {area}, was due on {due}.");

static int
find_words (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].kind, kind))
      return (int)i;

  return -1;
}

gboolean
mail_text_get_words (const char *kind, const char *language, const char **subject,
                     const char **text)
{
  int found = find_words (kind);

  if (found < 0)
    return FALSE;

  web_text_use (language);
  *subject = web_text_get (words[found].subject);
  *text = web_text_get (words[found].text);
  web_text_use ("en");
  return TRUE;
}

/* --- what one is about --- */

/* All of a mail while it is written. */
typedef struct
{
  const MailOccasion *occasion;
  GArray *notices; /* SrvNotice: what still holds */
  GArray *untold;  /* SrvNotice: days of deletion that do not */
  const char *language;
  GTimeZone *zone;
  char *organisation;
  char *address;
  gboolean is_portal; /* the recipient has an account on the portal alone */
  HarkSettingOrganisation *settled;
} Letter;

static void
letter_clear (Letter *self)
{
  g_clear_pointer (&self->notices, g_array_unref);
  g_clear_pointer (&self->untold, g_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->organisation, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->settled, hark_setting_organisation_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Letter, letter_clear)

/* What the words of one notice are filled with. */
typedef struct
{
  char *number, *area, *period, *due;
  HarkWordingFields fields;
} Filling;

static void
filling_clear (Filling *self)
{
  g_clear_pointer (&self->number, g_free);
  g_clear_pointer (&self->area, g_free);
  g_clear_pointer (&self->period, g_free);
  g_clear_pointer (&self->due, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Filling, filling_clear)

static char *
name_period (Letter *self, const HarkId *period)
{
  g_autofree char *name = NULL, *title = NULL;

  store_reminder_get_name (self->occasion->store, period, self->language, &name, &title, NULL);
  if (title != NULL && *title != '\0')
    return g_steal_pointer (&title);
  if (g_strcmp0 (name, "acknowledge") == 0)
    return g_strdup (_ ("The acknowledgement of receipt"));
  if (g_strcmp0 (name, "feedback") == 0)
    return g_strdup (_ ("The feedback to the reporter"));
  return g_strdup (_ ("A deadline"));
}

/* NULL, and TRUE, for who is told that the ticket is theirs no more: where it went is not for them.
 */
static gboolean
name_area (Letter *self, const SrvNotice *notice, const HarkId *id, char **name, GError **error)
{
  SrvStore *store = self->occasion->store;
  g_autoptr (SrvArea) area = NULL;
  g_autoptr (GPtrArray) areas = g_ptr_array_new ();
  SrvSide side;
  gboolean lost;

  if (!store_access_get (store, &notice->user, &notice->ticket, &side, &lost, error))
    return FALSE;
  if (notice->kind == SRV_NOTICE_RELEASED && side == SRV_SIDE_NONE)
    return TRUE;
  area = store_area_get (store, id, error);
  if (area == NULL)
    return FALSE;

  g_ptr_array_add (areas, area);
  if (!store_setting_translate_areas (store, areas, self->language, error))
    return FALSE;
  *name = g_strdup (area->name);
  return TRUE;
}

static gboolean
fill (Letter *self, const SrvNotice *notice, Filling *filling, GError **error)
{
  g_autoptr (SrvTicket) ticket = store_ticket_get (self->occasion->store, &notice->ticket, error);

  if (ticket == NULL || !name_area (self, notice, &ticket->area, &filling->area, error))
    return FALSE;

  filling->number = g_strdup (ticket->number);
  if (notice->kind == SRV_NOTICE_REMINDER)
    filling->period = name_period (self, &notice->period);
  if (notice->due != 0)
    filling->due = web_text_dup_day (notice->due, self->zone);
  filling->fields = (HarkWordingFields){ .number = filling->number,
                                         .area = filling->area,
                                         .period = filling->period,
                                         .due = filling->due,
                                         .organisation = self->organisation,
                                         .address = self->address };
  return TRUE;
}

/* --- what is said --- */

/* Settings that were given back to a store may have words that would be refused here; and an area
 * that is not to be named leaves a hole in them, which who wrote them never saw: mails about
 * several tickets have none in any case. */
static gboolean
can_say (const char *own, const char *kind, const char *part, const HarkWordingFields *fields)
{
  return own != NULL && hark_wording_judge (part, own) == HARK_WORDING_SOUND
         && (fields->area != NULL || srv_notice_carries_several (kind)
             || strstr (own, "{area}") == NULL);
}

static const char *
get_words (Letter *self, const char *kind, const char *part, const HarkWordingFields *fields)
{
  const char *own = hark_wording_get (self->settled->wording, self->language, kind, part);
  int found = find_words (kind);

  if (can_say (own, kind, part, fields))
    return own;
  return web_text_get (g_str_equal (part, "subject") ? words[found].subject : words[found].text);
}

static const char *
get_text (Letter *self, const SrvNotice *notice, const HarkWordingFields *fields)
{
  const char *kind = srv_notice_kind_get_name (notice->kind);
  gint64 now = srv_context_now (self->occasion->context);

  if (notice->kind == SRV_NOTICE_REMINDER && notice->due <= now
      && hark_wording_get (self->settled->wording, self->language, kind, HARK_WORDING_TEXT) == NULL)
    return web_text_get (OVERDUE);
  return get_words (self, kind, HARK_WORDING_TEXT, fields);
}

/* Where to read on; who is no longer needed may not see the ticket any more. */
static void
add_place (Letter *self, GString *text)
{
  if (!self->is_portal)
    g_string_append_printf (text, "\n\n%s", _ ("Open Hark to read it."));
  else
    /* TRANSLATORS: an address of a web page follows */
    g_string_append_printf (text, "\n\n%s\n%s/sign-in", _ ("Sign in to read it:"), self->address);
}

static void
add_end (Letter *self, GString *text)
{
  g_string_append_printf (text, "\n\n%s\n",
                          _ ("Mails from Hark never say what is in a ticket. Please do not answer "
                             "this mail."));
  if (*self->organisation != '\0')
    g_string_append_printf (text, "\n%s\n", self->organisation);
}

/* Words of one's own may come to nothing where a kind of mail has none of their fields. */
static char *
make_subject (Letter *self, const char *kind, const HarkWordingFields *fields)
{
  g_autofree char *subject = g_strstrip (
      hark_wording_fill (get_words (self, kind, HARK_WORDING_SUBJECT, fields), fields));

  if (*subject != '\0')
    return g_steal_pointer (&subject);
  return hark_wording_fill (web_text_get (words[find_words (kind)].subject), fields);
}

static gboolean
is_deputy (const SrvNotice *notice)
{
  return !hark_id_is_zero (&notice->person) && !hark_id_equal (&notice->person, &notice->user);
}

static gboolean
write_single (Letter *self, MailMessage *message, GString *text, GError **error)
{
  const SrvNotice *notice = &g_array_index (self->notices, SrvNotice, 0);
  const char *kind = srv_notice_kind_get_name (notice->kind);
  g_auto (Filling) filling = { 0 };
  g_autofree char *body = NULL;

  if (!fill (self, notice, &filling, error))
    return FALSE;

  message->subject = make_subject (self, kind, &filling.fields);
  body = hark_wording_fill (get_text (self, notice, &filling.fields), &filling.fields);
  g_string_append (text, body);
  if (is_deputy (notice))
    g_string_append_printf (text, "\n\n%s",
                            _ ("You get this mail because you stand in for somebody who is away."));
  if (notice->kind != SRV_NOTICE_RELEASED)
    add_place (self, text);
  add_end (self, text);
  return TRUE;
}

/* "2026-4711: new anonymous ticket" */
static gboolean
add_line (Letter *self, const SrvNotice *notice, GString *text, GError **error)
{
  g_auto (Filling) filling = { 0 };
  int found = find_words (srv_notice_kind_get_name (notice->kind));

  if (!fill (self, notice, &filling, error))
    return FALSE;

  g_string_append_printf (text, "\n- %s: %s", filling.number, web_text_get (words[found].line));
  if (notice->kind == SRV_NOTICE_REMINDER)
    g_string_append_printf (text, " – %s, %s", filling.period, filling.due);
  else if (filling.due != NULL)
    g_string_append_printf (text, " – %s", filling.due);
  if (is_deputy (notice))
    g_string_append_printf (text, " (%s)", _ ("you stand in"));
  return TRUE;
}

/* @all: also what comes in. What is deleted goes because it was named here: there is room for each
 * of SRV_MAIL_MAX_DELETIONS. */
static gboolean
add_lines (Letter *self, gboolean all, GString *text, GError **error)
{
  guint n = 0;

  for (guint i = 0; i < self->notices->len; i++)
    {
      const SrvNotice *notice = &g_array_index (self->notices, SrvNotice, i);

      if (!all && srv_notice_kind_comes_in (notice->kind))
        continue;
      if ((notice->kind == SRV_NOTICE_DELETION || n++ < MAIL_TEXT_MAX_LINES)
          && !add_line (self, notice, text, error))
        return FALSE;
    }
  if (n > MAIL_TEXT_MAX_LINES)
    {
      g_string_append (text, "\n- ");
      g_string_append_printf (text, _ ("and %u more"), n - MAIL_TEXT_MAX_LINES);
    }
  return TRUE;
}

/* "640 new anonymous tickets"; all else has lines of its own, with its number and day. */
static void
add_counts (Letter *self, GString *text)
{
  guint counts[SRV_NOTICE_LAST] = { 0 };

  for (guint i = 0; i < self->notices->len; i++)
    counts[g_array_index (self->notices, SrvNotice, i).kind]++;

  for (guint i = 0; i < SRV_NOTICE_LAST; i++)
    {
      int found = find_words (srv_notice_kind_get_name (i));

      if (counts[i] > 0 && srv_notice_kind_comes_in (i))
        g_string_append_printf (
            text, "\n- %u × %s", counts[i],
            web_text_get (counts[i] == 1 ? words[found].line : words[found].many));
    }
}

static guint
get_rank (const SrvNotice *notice)
{
  if (srv_notice_kind_comes_in (notice->kind))
    return 2;
  return hark_id_is_zero (&notice->person) ? 1 : 0;
}

/* Where there is not room for all: what is the recipient's own before what is the team's, and what
 * a stranger may have sent any number of last; else as it was, oldest first. */
static int
compare_rank (gconstpointer a, gconstpointer b)
{
  return (int)get_rank (a) - (int)get_rank (b);
}

static gboolean
write_several (Letter *self, MailMessage *message, GString *text, GError **error)
{
  const char *kind = self->occasion->mail->kind;
  gboolean is_summary = g_str_equal (kind, SRV_NOTICE_SUMMARY);
  g_autofree char *count = g_strdup_printf ("%u", self->notices->len);
  const HarkWordingFields fields
      = { .organisation = self->organisation, .address = self->address, .count = count };
  g_autofree char *body
      = hark_wording_fill (get_words (self, kind, HARK_WORDING_TEXT, &fields), &fields);

  g_array_sort (self->notices, compare_rank);
  message->subject = make_subject (self, kind, &fields);
  g_string_append (text, body);
  g_string_append_c (text, '\n');
  if (is_summary)
    add_counts (self, text);
  if (!add_lines (self, !is_summary, text, error))
    return FALSE;

  add_place (self, text);
  add_end (self, text);
  return TRUE;
}

/* --- the mail --- */

char *
mail_text_make_html (const char *language, const char *subject, const char *text)
{
  g_autofree char *whole = g_strchomp (g_strdup (text));
  g_auto (GStrv) paragraphs = g_strsplit (whole, "\n\n", -1);
  g_autofree char *title = g_markup_escape_text (subject, -1);
  GString *html = g_string_new (NULL);

  g_string_append_printf (html,
                          "<!DOCTYPE html>\n<html lang=\"%s\">\n<head><meta charset=\"utf-8\">"
                          "<title>%s</title></head>\n<body>\n",
                          language, title);
  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      g_autofree char *escaped = g_markup_escape_text (paragraphs[i], -1);
      g_auto (GStrv) lines = g_strsplit (escaped, "\n", -1);
      g_autofree char *joined = g_strjoinv ("<br>\n", lines);

      g_string_append_printf (html, "<p>%s</p>\n", joined);
    }
  g_string_append (html, "</body>\n</html>\n");
  return g_string_free (html, FALSE);
}

/* Names of areas and organisations make it longer than a header may be. */
static void
cut_subject (MailMessage *message)
{
  const char *end = message->subject;

  while (*end != '\0' && g_utf8_next_char (end) - message->subject <= MAIL_MAX_SUBJECT)
    end = g_utf8_next_char (end);
  message->subject[end - message->subject] = '\0';
  g_strchomp (message->subject);
}

static const char *
choose_language (const char *wanted)
{
  const char *const *languages = web_text_list_languages ();

  for (guint i = 0; languages[i] != NULL; i++)
    if (g_str_has_prefix (wanted, languages[i]) && !g_ascii_isalpha (wanted[strlen (languages[i])]))
      return languages[i];

  return "en";
}

static gboolean
list_true (Letter *self, GError **error)
{
  SrvStore *store = self->occasion->store;
  gint64 now = srv_context_now (self->occasion->context);

  self->untold = g_array_new (FALSE, FALSE, sizeof (SrvNotice));
  self->notices = store_notice_list (store, &self->occasion->mail->id, error);
  for (guint i = self->notices != NULL ? self->notices->len : 0; i-- > 0;)
    {
      const SrvNotice *notice = &g_array_index (self->notices, SrvNotice, i);
      gboolean holds;

      if (!store_mail_rule_holds (store, notice, now, &holds, error))
        return FALSE;
      if (!holds && notice->kind == SRV_NOTICE_DELETION)
        g_array_append_vals (self->untold, notice, 1);
      if (!holds)
        g_array_remove_index (self->notices, i);
    }
  return self->notices != NULL;
}

/* A SrvWork. */
static gboolean
take_out (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Letter *self = data;

  for (guint i = 0; i < self->untold->len; i++)
    if (!store_notice_take_out (store, &g_array_index (self->untold, SrvNotice, i),
                                &self->occasion->mail->id, error))
      return FALSE;
  return TRUE;
}

/* Before it goes: what was left out of it would count as told. */
static gboolean
forget_untold (Letter *self, GError **error)
{
  return self->untold->len == 0
         || srv_writer_run (self->occasion->context->writer, take_out, self, error);
}

static gboolean
letter_open (Letter *self, const MailOccasion *occasion, GError **error)
{
  SrvStore *store = occasion->store;
  SrvConfig *config = occasion->context->config;

  self->occasion = occasion;
  self->language = choose_language (occasion->language);
  self->is_portal = occasion->to->is_portal;
  self->zone = store_setting_get_zone (store);
  self->organisation = srv_config_dup (config, SRV_CONFIG_NAME);
  self->settled = store_setting_get_organisation (store, error);
  if (self->settled == NULL)
    return FALSE;

  self->address = *self->settled->address != '\0' ? g_strdup (self->settled->address)
                                                  : srv_config_dup (config, SRV_CONFIG_URL);
  return list_true (self, error);
}

MailVerdict
mail_text_render (const MailOccasion *occasion, MailMessage *message)
{
  g_auto (Letter) letter = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean several = srv_notice_carries_several (occasion->mail->kind);
  gboolean written;

  web_text_use (choose_language (occasion->language));
  written = letter_open (&letter, occasion, &error)
            && (letter.notices->len == 0
                || ((several ? write_several : write_single) (&letter, message, text, &error)
                    && forget_untold (&letter, &error)));
  if (written && letter.notices->len > 0)
    {
      cut_subject (message);
      message->html = mail_text_make_html (letter.language, message->subject, text->str);
      message->text = g_string_free (g_steal_pointer (&text), FALSE);
    }
  web_text_use ("en");

  if (!written)
    {
      g_message ("mail: one cannot be written now: %s", error->message);
      return MAIL_RENDER_LATER;
    }
  return letter.notices->len > 0 ? MAIL_RENDER_SEND : MAIL_RENDER_DROP;
}
