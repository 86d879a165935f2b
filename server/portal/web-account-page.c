/* web-account-page.c: see web-account.h */
#include "web-account.h"

#include "store-roster.h"
#include "web-browser.h"
#include "web-inbox.h"

#include <string.h>

#define SIGN_IN "/sign-in"
#define REPORTS "/my-reports"
#define PASSWORD "/my-password"
#define MAIL "/my-mail"

static const char *
get_sent (WebBody *body, WebField field)
{
  return body != NULL ? web_body_get_text (body, field) : NULL;
}

static void
add_password (WebPage *page, WebField field, const char *label, const char *hint, const char *kept,
              const char *fault)
{
  WebInput input = {
    .name = web_field_get_name (field),
    .label = label,
    .hint = hint,
    .fault = fault,
    .kept = kept,
    .is_required = TRUE,
    .is_secret = TRUE,
  };

  web_form_add_input (page, &input);
}

guint
web_account_get_min_password (SrvContext *context)
{
  HarkRosterPolicy policy;

  srv_roster_get_policy (context->roster, &policy);
  return MAX (policy.password_length, HARK_ACCOUNT_PORTAL_MIN_PASSWORD);
}

gboolean
web_account_is_password (SrvContext *context, const char *password)
{
  return hark_account_is_password (password, web_account_get_min_password (context));
}

static int
get_min (WebPage *page)
{
  return (int)web_account_get_min_password (srv_request_get_context (web_page_get_request (page)));
}

static void
add_new_password (WebPage *page, WebFaults *faults)
{
  add_password (page, WEB_PASSWORD_NEW, _ ("New password"),
                web_page_say (page,
                              _ ("At least %d characters: several words that do not belong "
                                 "together are good. Nobody can give it to you again: without it "
                                 "your reports stay closed to you."),
                              get_min (page)),
                "new-password", web_faults_find (faults, "new"));
  add_password (page, WEB_PASSWORD_AGAIN, _ ("The new password once more"), NULL, "new-password",
                web_faults_find (faults, "again"));
}

static const char *
say_weak (WebPage *page)
{
  return web_page_say (page, _ ("Choose a password of %d to %d characters."), get_min (page),
                       HARK_ACCOUNT_MAX_PASSWORD / 4);
}

/* ------------------------------------------------------------------ the door */

static void
add_kept_text (WebPage *page, const WebDraft *draft, WebField field, const char *label, guint rows)
{
  WebInput input = {
    .name = web_field_get_name (field),
    .label = label,
    .value = web_draft_get (draft, field),
    .rows = rows,
  };

  if (*input.value != '\0')
    web_form_add_input (page, &input);
}

static void
add_kept_choice (WebPage *page, const WebDraft *draft, WebField field)
{
  if (*web_draft_get (draft, field) != '\0')
    web_page_add (page, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n",
                  web_field_get_name (field), web_draft_get (draft, field));
}

/* What was typed while they were signed in still. */
static void
add_kept (WebPage *page, const WebDraft *draft, const char *number)
{
  add_kept_choice (page, draft, WEB_AREA);
  add_kept_choice (page, draft, WEB_OBSERVED);
  add_kept_text (page, draft, WEB_SUBJECT, _ ("Subject"), 0);
  add_kept_text (page, draft, WEB_REPORT, _ ("Your report or question"), 12);
  add_kept_text (page, draft, WEB_WHERE, _ ("Where did it happen?"), 0);
  add_kept_text (page, draft, WEB_WHEN, _ ("When did it happen?"), 0);
  add_kept_text (page, draft, WEB_WHO, _ ("Who was involved, and who knows of it?"), 3);
  /* without their questions, which the form shows again */
  for (guint field = WEB_ASKED; field <= WEB_LAST_ASKED; field++)
    add_kept_choice (page, draft, field);
  add_kept_text (page, draft, WEB_MESSAGE, _ ("Your message"), 8);
  if (number != NULL)
    web_page_add (page, "<input type=\"hidden\" name=\"ticket\" value=\"%s\">\n", number);
}

static void
add_lost (WebPage *page, gboolean has_text)
{
  web_page_add (page, "<section class=\"notice\">\n<p>%s</p>\n",
                _ ("You are signed in no longer: nothing was done for 20 minutes, or the password "
                   "was changed."));
  if (has_text)
    web_page_add (page, "<p>%s</p>\n",
                  _ ("What you typed is still below, and goes on with you once you have signed in. "
                     "Choose files again then."));
  web_page_add (page, "</section>\n");
}

/* Who signs in has another session, in which there is nothing of before. Perhaps, where that cannot
 * be known now. */
static gboolean
has_unsent (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WebSession) session = web_session_enter (request, &error);

  if (error != NULL)
    return TRUE;
  return session != NULL && session->account == NULL
         && ((session->form != NULL && !web_draft_is_empty (&session->form->draft))
             || (session->inbox != NULL && !web_draft_is_empty (&session->inbox->draft)));
}

static void
add_unsent (WebPage *page)
{
  if (has_unsent (web_page_get_request (page)))
    web_page_add (page, "<section class=\"notice\"><p>%s</p></section>\n",
                  _ ("You have written something here without your name and not sent it yet. It is "
                     "wiped when you sign in, and its files with it: send it first, or copy it."));
}

/* Where a script runs, keys and password stay in the browser from here on. What was written while
 * they were signed in without one goes on without. */
static void
add_script (WebPage *page)
{
  web_page_set_script (page, web_browser_get_script ());
  web_browser_add_words (page);
}

static void
add_ways (WebPage *page)
{
  web_page_add (page, "<h2>%s</h2>\n<p><a href=\"%s\">%s</a></p>\n",
                _ ("You were invited and have no password yet"),
                web_page_get_path (page, SIGN_IN "?step=accept"), _ ("Use the invitation"));
  web_page_add (
      page, "<h2>%s</h2>\n<p>%s</p>\n", _ ("You use the program Hark"),
      _ ("Then use it for this, too: an account with an account key opens in Hark alone, not on "
         "this page."));
  web_page_add (page, "<h2>%s</h2>\n<p>%s <a href=\"%s\">%s</a></p>\n",
                _ ("You want to stay anonymous"), _ ("Then do not sign in."),
                web_page_get_path (page, "/submit"), _ ("Write a report without your name"));
}

void
web_account_show_sign_in (SrvRequest *request, WebBody *body, const char *number, WebSignIn why,
                          WebVerdict verdict, guint least)
{
  WebPage *page = web_page_new (request, N_ ("Sign in"));
  g_autoptr (WebFaults) faults = web_faults_new ();
  WebDraft *draft = body != NULL ? web_body_get_draft (body) : NULL;
  WebInput name = {
    .name = "user",
    .label = _ ("Your user name"),
    .value = get_sent (body, WEB_USER),
    .kept = "username",
    .is_required = TRUE,
  };

  if (why == WEB_SIGN_IN_UNANSWERED)
    web_faults_add (faults, "answer", web_question_get_fault (verdict));
  if (why == WEB_SIGN_IN_WRONG)
    web_faults_add (faults, "user", _ ("Name or password is wrong."));
  name.fault = web_faults_find (faults, "user");

  web_page_set_leave (page);
  web_page_add (page, "<h1>%s</h1>\n", _ ("Sign in"));
  web_form_add_faults (page, faults);
  if (why == WEB_SIGN_IN_LOST)
    add_lost (page, draft != NULL && !web_draft_is_empty (draft));
  add_unsent (page);
  web_form_begin (page, SIGN_IN, "sign-in", NULL, FALSE);
  web_question_add_more (page, WEB_DOOR_ACCOUNT, least, web_faults_find (faults, "answer"));
  web_form_add_input (page, &name);
  add_password (page, WEB_PASSWORD, _ ("Password"), NULL, "current-password", NULL);
  if (draft != NULL)
    add_kept (page, draft, number);
  web_form_add_button (page, _ ("Sign in"));
  web_form_end (page);
  add_ways (page);
  if (draft == NULL || web_draft_is_empty (draft))
    add_script (page);
  web_page_send (page, why == WEB_SIGN_IN_FIRST ? SOUP_STATUS_OK : SOUP_STATUS_FORBIDDEN);
}

/* ------------------------------------------------------------------ the invitation */

const char *
web_account_get_code_fault (void)
{
  return _ ("No invitation opens with this code: perhaps it was used already, is older than 7 "
            "days, or was taken back.");
}

static void
find_faults (WebPage *page, WebAccept why, WebVerdict verdict, WebFaults *faults)
{
  switch (why)
    {
    case WEB_ACCEPT_UNANSWERED:
      web_faults_add (faults, "answer", web_question_get_fault (verdict));
      break;
    case WEB_ACCEPT_WRONG:
      web_faults_add (faults, "code", web_account_get_code_fault ());
      break;
    case WEB_ACCEPT_WEAK:
      web_faults_add (faults, "new", say_weak (page));
      break;
    case WEB_ACCEPT_OTHER:
      web_faults_add (faults, "again", _ ("These are two different passwords."));
      break;
    case WEB_ACCEPT_FIRST:
    default:
      break;
    }
}

void
web_account_show_accept (SrvRequest *request, WebBody *body, WebAccept why, WebVerdict verdict)
{
  WebPage *page = web_page_new (request, N_ ("Use an invitation"));
  g_autoptr (WebFaults) faults = web_faults_new ();
  WebInput code = {
    .name = "code",
    .label = _ ("The code of your invitation"),
    .hint = _ ("The 12 words, or the line of letters and digits. Capital letters, blanks and "
               "hyphens do not matter."),
    .value = get_sent (body, WEB_CODE),
    .rows = 2,
    .is_required = TRUE,
    .is_code = TRUE,
  };

  find_faults (page, why, verdict, faults);
  code.fault = web_faults_find (faults, "code");
  web_page_set_leave (page);
  web_page_add (page, "<h1>%s</h1>\n", _ ("Use an invitation"));
  web_form_add_faults (page, faults);
  web_page_add (page, "<p>%s</p>\n",
                _ ("You get an account of your own on this page: you can report with your name, "
                   "and read what the team answers."));
  add_unsent (page);
  web_form_begin (page, SIGN_IN, "accept", NULL, FALSE);
  web_question_add (page, WEB_DOOR_ACCOUNT, web_faults_find (faults, "answer"));
  web_form_add_input (page, &code);
  add_new_password (page, faults);
  web_form_add_button (page, _ ("Make the account"));
  web_form_end (page);
  add_script (page);
  web_page_send (page, why == WEB_ACCEPT_FIRST ? SOUP_STATUS_OK : SOUP_STATUS_FORBIDDEN);
}

/* ------------------------------------------------------------------ signed in */

void
web_account_add_bar (WebPage *page, const WebAccount *account)
{
  web_page_add (page, "<nav class=\"account\" aria-label=\"%s\">\n<p>%s</p>\n<ul>\n",
                _ ("Your account"), web_page_say (page, _ ("Signed in as %s"), account->name));
  web_page_add (page, "<li><a href=\"%s\">%s</a></li>\n", web_page_get_path (page, REPORTS),
                _ ("My reports"));
  web_page_add (page, "<li><a href=\"%s\">%s</a></li>\n", web_page_get_path (page, "/submit"),
                _ ("Write a report"));
  web_page_add (page, "<li><a href=\"%s\">%s</a></li>\n", web_page_get_path (page, MAIL),
                _ ("E-mails to you"));
  web_page_add (page, "<li><a href=\"%s\">%s</a></li>\n</ul>\n", web_page_get_path (page, PASSWORD),
                _ ("Change the password"));
  web_form_begin (page, REPORTS, "sign-out", account->csrf, FALSE);
  web_page_add (page, "<button type=\"submit\" class=\"quiet\">%s</button>\n", _ ("Sign out"));
  web_form_end (page);
  web_page_add (page, "</nav>\n");
}

static const char *
say_unread (WebPage *page, guint n)
{
  return n == 1 ? _ ("1 new message from the team")
                : web_page_say (page, _ ("%u new messages from the team"), n);
}

static void
add_report (WebPage *page, WebSession *session, const SrvPortalTicket *ticket, const char *subject)
{
  const char *path = web_page_get_path (page, web_page_say (page, REPORTS "/%s", ticket->number));

  web_page_add (page, "<li class=\"entry%s\">\n<h2><a href=\"%s\">%s</a></h2>\n",
                ticket->n_unread > 0 ? " team" : "", path,
                web_page_say (page, "%s: %s", ticket->number,
                              subject != NULL ? subject : _ ("cannot be opened")));
  if (ticket->n_unread > 0)
    web_page_add (page, "<p><strong>%s</strong></p>\n", say_unread (page, ticket->n_unread));
  if (web_session_has_unsent (session, &ticket->id))
    web_page_add (page, "<p><strong>%s</strong></p>\n", _ ("A message of yours was not sent yet"));
  web_page_add (page, "<dl class=\"facts\">\n<div><dt>%s</dt><dd>%s</dd></div>\n", _ ("State"),
                web_inbox_get_state (ticket->state, ticket->has_advisor, ticket->taken,
                                     ticket->last_from_team));
  web_page_add (page, "<div><dt>%s</dt><dd>%s</dd></div>\n</dl>\n</li>\n", _ ("Last message"),
                web_page_get_moment (page, ticket->last));
}

static void
add_pages (WebPage *page, guint from, guint next, gboolean more)
{
  if (from > 0)
    web_page_add (page, "<p><a href=\"%s\">%s</a></p>\n", web_page_get_path (page, REPORTS),
                  _ ("The latest reports"));
  if (more)
    web_page_add (page, "<p><a href=\"%s\">%s</a></p>\n",
                  web_page_get_path (page, web_page_say (page, REPORTS "?from=%u", next)),
                  _ ("Older reports"));
}

void
web_account_show_list (SrvRequest *request, WebSession *session, GPtrArray *tickets,
                       GPtrArray *subjects, guint from)
{
  const WebAccount *account = session->account;
  WebPage *page = web_page_new (request, N_ ("My reports"));

  web_page_set_leave (page);
  web_account_add_bar (page, account);
  web_page_add (page, "<h1>%s</h1>\n", _ ("My reports"));
  if (account->was_changed)
    web_page_add (page, "<section class=\"notice good\" role=\"status\"><p>%s</p></section>\n",
                  _ ("Your password has been changed. Whoever else was signed in with the old one "
                     "is so no longer."));
  if (tickets->len == 0)
    web_page_add (page, "<p>%s</p>\n", _ ("There are no reports of yours here."));
  else
    {
      web_page_add (page, "<ol class=\"conversation\">\n");
      for (guint i = 0; i < subjects->len; i++)
        add_report (page, session, g_ptr_array_index (tickets, i), g_ptr_array_index (subjects, i));
      web_page_add (page, "</ol>\n");
    }
  add_pages (page, from, from + subjects->len, tickets->len > subjects->len);
  /* lynx would show the list of before again, whatever is new */
  srv_request_add_header (request, "Cache-Control", "no-store, no-cache");
  web_page_add (page, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                web_page_get_path (page, "/submit"), _ ("Write a report"));
  web_page_send (page, SOUP_STATUS_OK);
}

void
web_account_show_password (SrvRequest *request, const WebAccount *account, WebChange why)
{
  WebPage *page = web_page_new (request, N_ ("Change the password"));
  g_autoptr (WebFaults) faults = web_faults_new ();

  if (why == WEB_CHANGE_WRONG)
    web_faults_add (faults, "password", _ ("This is not your present password."));
  if (why == WEB_CHANGE_WEAK)
    web_faults_add (faults, "new", say_weak (page));
  if (why == WEB_CHANGE_OTHER)
    web_faults_add (faults, "again", _ ("These are two different passwords."));

  web_page_set_leave (page);
  web_account_add_bar (page, account);
  web_page_add (page, "<h1>%s</h1>\n", _ ("Change the password"));
  web_form_add_faults (page, faults);
  web_form_begin (page, PASSWORD, "change", account->csrf, FALSE);
  add_password (page, WEB_PASSWORD, _ ("Present password"), NULL, "current-password",
                web_faults_find (faults, "password"));
  add_new_password (page, faults);
  web_form_add_button (page, _ ("Change the password"));
  web_form_end (page);
  web_page_send (page, why == WEB_CHANGE_FIRST ? SOUP_STATUS_OK : SOUP_STATUS_FORBIDDEN);
}

void
web_account_show_bye (SrvRequest *request)
{
  WebPage *page = web_page_new (request, N_ ("You are signed out"));

  web_page_add (
      page, "<h1>%s</h1>\n<p>%s</p>\n", _ ("You are signed out"),
      _ ("Close this window too, and clear the browser's history if others use this device."));
  web_page_add (page, "<p><a href=\"%s\">%s</a></p>\n", web_page_get_path (page, "/"),
                _ ("To the first page"));
  web_page_send (page, SOUP_STATUS_OK);
}
