/* web-inbox-page.c: see web-inbox.h */
#include "web-inbox.h"

#include "store-roster.h"
#include "web-account.h"

#include <string.h>

#define PATH "/inbox"

/* ------------------------------------------------------------------ the door */

static void
add_code_field (WebPage *page, const char *code, const char *fault)
{
  WebInput input = {
    .name = "code",
    .label = _ ("Your code"),
    .hint = _ ("The 12 words, or the line of letters and digits. Capital letters, blanks and "
               "hyphens do not matter."),
    .value = code,
    .fault = fault,
    .rows = 2,
    .is_required = TRUE,
    .is_code = TRUE,
  };

  web_form_add_input (page, &input);
}

static void
add_message_field (WebPage *page, const char *message, const char *fault)
{
  WebInput input = {
    .name = "message",
    .label = _ ("Your message"),
    .hint = _ ("Only the support team reads it."),
    .value = message,
    .fault = fault,
    .rows = 8,
  };

  web_form_add_input (page, &input);
}

void
web_inbox_show_door (SrvRequest *request, const char *code, const char *message, WebKnock knock,
                     WebVerdict verdict)
{
  WebPage *page = web_page_new (request, N_ ("Open your inbox"));
  g_autoptr (WebFaults) faults = web_faults_new ();
  gboolean has_message = message != NULL && *message != '\0';

  if (knock == WEB_KNOCK_UNANSWERED)
    web_faults_add (faults, "answer", web_question_get_fault (verdict));
  if (knock == WEB_KNOCK_WRONG)
    web_faults_add (faults, "code",
                    _ ("No inbox opens with this code. Compare it with what you kept."));

  web_page_set_leave (page);
  web_page_add (page, "<h1>%s</h1>\n", _ ("Open your inbox"));
  web_form_add_faults (page, faults);
  if (knock == WEB_KNOCK_EXPIRED)
    web_page_add (
        page, "<section class=\"notice\"><p>%s</p></section>\n",
        has_message ? _ (
            "The inbox was closed, because nothing was done for 20 minutes. Your message is still "
            "below; choose files again once the inbox is open.")
                    : _ ("The inbox is closed, because nothing was done for 20 minutes."));
  web_form_begin (page, PATH, "open", NULL, FALSE);
  web_question_add (page, WEB_DOOR_INBOX, web_faults_find (faults, "answer"));
  add_code_field (page, code, web_faults_find (faults, "code"));
  if (has_message)
    add_message_field (page, message, NULL);
  web_form_add_button (page, _ ("Open"));
  web_form_end (page);
  web_page_add (page, "<p class=\"hint\">%s</p>\n",
                _ ("An inbox opens with nothing but its code. Hark does not know whose it is."));
  web_page_send (page, knock == WEB_KNOCK_FIRST ? SOUP_STATUS_OK : SOUP_STATUS_FORBIDDEN);
}

void
web_inbox_show_bye (SrvRequest *request)
{
  WebPage *page = web_page_new (request, N_ ("Your inbox is closed"));

  web_page_add (
      page, "<h1>%s</h1>\n<p>%s</p>\n", _ ("Your inbox is closed"),
      _ ("Close this window too, and clear the browser's history if others use this device."));
  web_page_add (page, "<p><a href=\"%s\">%s</a></p>\n", web_page_get_path (page, "/"),
                _ ("To the first page"));
  web_page_send (page, SOUP_STATUS_OK);
}

/* ------------------------------------------------------------------ state and promises */

const char *
web_inbox_get_state (HarkTicketState state, gboolean has_advisor, gboolean taken,
                     gboolean last_from_team)
{
  switch (hark_ticket_shown (state, has_advisor, taken, last_from_team))
    {
    case HARK_TICKET_SHOWN_NEW:
      return _ ("New: it has arrived and waits to be taken over");
    case HARK_TICKET_SHOWN_WAITING:
      return _ ("The team has answered and waits for you");
    case HARK_TICKET_SHOWN_CLOSED:
      return _ ("Closed");
    case HARK_TICKET_SHOWN_UNASSIGNED:
    case HARK_TICKET_SHOWN_IN_PROGRESS:
    default:
      return _ ("In progress");
    }
}

static const char *
get_state (const WebThread *thread)
{
  const SrvTicket *ticket = thread->ticket;
  const WebEntry *last = thread->entries->len > 0
                             ? g_ptr_array_index (thread->entries, thread->entries->len - 1)
                             : NULL;

  return web_inbox_get_state (ticket->state, !hark_id_is_zero (&ticket->advisor), ticket->taken,
                              last != NULL && last->from_team);
}

/* Who has an account is told the name; in an inbox, what the area's Expert settled. */
static const char *
get_contact (WebPage *page, const WebThread *thread, gboolean is_named)
{
  SrvContext *context = srv_request_get_context (web_page_get_request (page));
  const HarkId *advisor = &thread->ticket->advisor;
  g_autofree char *name = NULL;

  if (hark_id_is_zero (advisor))
    return _ ("Nobody yet");

  name = is_named ? srv_roster_dup_name (context->roster, advisor) : NULL;
  if (name != NULL)
    return web_page_say (page, "%s", name);

  return thread->contact != NULL ? web_page_say (page, _ ("%s has taken it over"), thread->contact)
                                 : _ ("Your contact person has taken it over");
}

static void
add_state (WebPage *page, const WebThread *thread, gboolean is_named)
{
  const SrvTicket *ticket = thread->ticket;

  web_page_add (page, "<dl class=\"facts\">\n<div><dt>%s</dt><dd><strong>%s</strong></dd></div>\n",
                _ ("State"), get_state (thread));
  web_page_add (page, "<div><dt>%s</dt><dd>%s</dd></div>\n", _ ("Contact person"),
                get_contact (page, thread, is_named));
  web_page_add (page, "<div><dt>%s</dt><dd>%s</dd></div>\n", _ ("Received"),
                web_page_get_day (page, ticket->received));

  for (guint i = 0; i < thread->periods->len; i++)
    {
      const SrvPeriod *period = &g_array_index (thread->periods, SrvPeriod, i);
      const char *name = g_str_equal (period->name, "acknowledge") ? _ ("Confirmation of receipt")
                                                                   : _ ("Feedback");

      web_page_add (
          page, "<div><dt>%s</dt><dd>%s</dd></div>\n", name,
          period->done != 0
              ? web_page_say (page, _ ("given on %s"), web_page_get_day (page, period->done))
              : web_page_say (page, _ ("promised by %s"), web_page_get_day (page, period->due)));
    }
  web_page_add (page, "</dl>\n");
  if (ticket->state == HARK_TICKET_CLOSED)
    web_page_add (
        page, "<p>%s</p>\n",
        _ ("The case is closed. You can still write: the team is told, and may open it again."));
}

/* ------------------------------------------------------------------ conversation */

static void
add_files (WebPage *page, const WebEntry *entry, const char *files)
{
  if (entry->files->len == 0)
    return;

  web_page_add (page, "<ul class=\"files\">\n");
  for (guint i = 0; i < entry->files->len; i++)
    {
      const HarkManifest *file = g_ptr_array_index (entry->files, i);
      g_autofree char *id = hark_id_to_string (&file->blob);
      g_autofree char *size = web_text_dup_size (file->size);

      web_page_add (page, "<li>");
      if (web_entry_gives_files (entry))
        web_page_add (page, "<a href=\"%s\">%s</a>",
                      web_page_get_path (page, web_page_say (page, "%s/%s", files, id)),
                      file->name);
      else
        web_page_add (page, "%s", file->name);
      web_page_add (page, " <span class=\"size\">%s</span></li>\n", size);
    }
  web_page_add (page, "</ul>\n");
}

static void
add_asked (WebPage *page, const WebEntry *entry)
{
  if (entry->asked->len == 0)
    return;

  web_page_add (page, "<dl class=\"summary\">\n");
  for (guint i = 0; i + 1 < entry->asked->len; i += 2)
    {
      web_page_add (page, "<div><dt>%s</dt>\n<dd>",
                    (const char *)g_ptr_array_index (entry->asked, i));
      web_page_add_prose (page, g_ptr_array_index (entry->asked, i + 1));
      web_page_add (page, "</dd></div>\n");
    }
  web_page_add (page, "</dl>\n");
}

static void
add_entry (WebPage *page, const WebEntry *entry, gboolean is_named)
{
  web_page_add (page, entry->from_team ? "<li class=\"entry team\">\n" : "<li class=\"entry\">\n");
  web_page_add (
      page, "<h3>%s <span class=\"time\">%s</span></h3>\n",
      entry->from_team         ? _ ("The support team")
      : entry->subject != NULL ? _ ("Your report")
                               : _ ("You"),
      /* Of an anonymous one's own only the hour is kept, which would look out of order. */
      entry->from_team || is_named ? web_page_get_moment (page, entry->time)
                                   : web_page_get_day (page, entry->time));
  if (entry->is_written_down)
    web_page_add (page, "<p class=\"hint\">%s</p>\n",
                  web_page_say (page, _ ("The support team wrote this down for you on %s."),
                                web_page_get_day (page, entry->time)));
  if (entry->subject != NULL)
    web_page_add (page, "<p class=\"subject\">%s</p>\n", entry->subject);
  web_page_add_prose (page, entry->text);
  add_asked (page, entry);
  add_files (page, entry, is_named ? "/my-file" : PATH "/file");
  web_page_add (page, "</li>\n");
}

static void
add_conversation (WebPage *page, const WebThread *thread, gboolean is_named)
{
  web_page_add (page, "<h2>%s</h2>\n", _ ("Conversation"));
  if (thread->is_doubtful)
    web_page_add (page, "<section class=\"notice bad\"><p>%s</p></section>\n",
                  _ ("Something in this inbox is not shown, because it could not be proved that it "
                     "comes from the team."));
  web_page_add (page, "<ol class=\"conversation\">\n");
  for (guint i = 0; i < thread->entries->len; i++)
    add_entry (page, g_ptr_array_index (thread->entries, i), is_named);
  web_page_add (page, "</ol>\n");
}

/* ------------------------------------------------------------------ the answer */

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\n")] == '\0';
}

WebFaults *
web_inbox_check (const WebDraft *draft)
{
  WebFaults *faults = web_faults_new ();
  const char *message = web_draft_get (draft, WEB_MESSAGE);

  if (is_blank (message) && draft->n_files == 0)
    web_faults_add (faults, "message", _ ("Write a message, or attach a file."));
  if (draft->cut[WEB_MESSAGE] || strlen (message) > web_field_get_limit (WEB_MESSAGE))
    web_faults_add (faults, "message",
                    _ ("The message is too long. Shorten it, or add the rest as a file."));
  return faults;
}

static void
add_answer (WebPage *page, const WebInbox *inbox, WebFaults *faults, const char *path)
{
  g_autofree char *turn = hark_id_to_string (&inbox->turn);

  web_page_add (page, "<h2 id=\"answer-title\">%s</h2>\n", _ ("Write to the team"));
  web_form_begin (page, path, "message", inbox->csrf, TRUE);
  web_page_add (page, "<input type=\"hidden\" name=\"turn\" value=\"%s\">\n", turn);
  add_message_field (page, web_draft_get (&inbox->draft, WEB_MESSAGE),
                     web_faults_find (faults, "message"));
  web_form_add_files (page, &inbox->draft);
  web_page_add (page, "<div class=\"buttons\">\n");
  web_form_add_button (page, _ ("Send"));
  web_page_add (
      page,
      "<button type=\"submit\" class=\"quiet\" name=\"stay\" value=\"1\">%s</button>\n</div>\n",
      _ ("Only upload the files"));
  web_form_end (page);
}

static void
add_sign_out (WebPage *page, const WebInbox *inbox)
{
  web_page_add (page, "<section class=\"out\">\n");
  web_form_begin (page, PATH, "sign-out", inbox->csrf, FALSE);
  web_page_add (page, "<button type=\"submit\" class=\"quiet\">%s</button>\n",
                _ ("Close the inbox"));
  web_form_end (page);
  web_page_add (page, "</section>\n");
}

/* What comes of it when nothing is done. */
static void
add_idle (WebPage *page, gboolean is_named)
{
  web_page_add (
      page, "<p class=\"hint\">%s</p>\n",
      is_named
          ? web_page_say (page,
                          _ ("You are signed out when no button was pressed for %d minutes. What "
                             "was sent is kept; a message not yet sent comes back once you sign in "
                             "again, and files must be chosen again."),
                          WEB_INBOX_IDLE / 60)
          : web_page_say (page,
                          _ ("The inbox closes when no button was pressed for %d minutes. What was "
                             "sent is kept; a message not yet sent comes back once you open the "
                             "inbox again, and files must be chosen again."),
                          WEB_INBOX_IDLE / 60));
}

void
web_inbox_show_thread (SrvRequest *request, WebInbox *inbox, const WebAccount *account,
                       WebThread *thread)
{
  gboolean is_named = account != NULL;
  WebPage *page = web_page_new (request, is_named ? N_ ("Your report") : N_ ("Your inbox"));
  const char *path
      = is_named ? web_page_say (page, "/my-reports/%s", thread->ticket->number) : PATH;
  g_autoptr (WebFaults) faults = inbox->tried ? web_inbox_check (&inbox->draft) : web_faults_new ();

  web_form_find_refusals (page, &inbox->draft, faults);
  web_page_set_leave (page);
  if (is_named)
    web_account_add_bar (page, account);
  web_page_add (page, "<h1>%s</h1>\n",
                web_page_say (page, _ ("Report %s"), thread->ticket->number));
  web_form_add_faults (page, faults);
  if (inbox->was_sent)
    web_page_add (page, "<section class=\"notice good\" role=\"status\"><p>%s</p></section>\n",
                  _ ("Your message has been sent."));
  if (inbox->was_busy)
    web_page_add (
        page, "<section class=\"notice bad\" role=\"alert\"><p>%s</p></section>\n",
        _ ("It could not be sent just now. Nothing is lost: please press Send again in a moment."));
  add_idle (page, is_named);
  add_state (page, thread, is_named);
  add_conversation (page, thread, is_named);
  add_answer (page, inbox, faults, path);
  if (!is_named)
    add_sign_out (page, inbox);
  web_page_send (page, SOUP_STATUS_OK);
}
