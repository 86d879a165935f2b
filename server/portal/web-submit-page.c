/* web-submit-page.c: see web-submit.h */
#include "web-submit.h"

#include "store-ticket.h"
#include "web-asked.h"
#include "web-exclude.h"
#include "web-seal.h"

#include <string.h>

#define PATH "/submit"

static const SrvArea *
find_area (GPtrArray *areas, const char *text)
{
  HarkId id;

  if (!hark_id_from_string (text, &id))
    return NULL;

  for (guint i = 0; i < areas->len; i++)
    {
      const SrvArea *area = g_ptr_array_index (areas, i);

      if (hark_id_equal (&area->id, &id))
        return area;
    }

  return NULL;
}

/* ------------------------------------------------------------------ what is wrong */

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\n")] == '\0';
}

static void
check_area (const WebForm *form, GPtrArray *areas, WebFaults *faults)
{
  const WebDraft *draft = &form->draft;
  const char *chosen = web_draft_get (draft, WEB_AREA);
  const SrvArea *area = find_area (areas, chosen);

  if (area == NULL)
    {
      web_faults_add (faults, "area",
                      *chosen == '\0'
                          ? _ ("Choose what your report is about.")
                          : _ ("This area takes no reports any more. Choose another one."));
      return;
    }

  if (area->anonymous || form->is_named)
    return;
  if (is_blank (web_draft_get (draft, WEB_NAME)))
    web_faults_add (faults, "name", _ ("This area takes no anonymous reports: enter your name."));
  if (is_blank (web_draft_get (draft, WEB_CONTACT)))
    web_faults_add (faults, "contact",
                    _ ("This area takes no anonymous reports: enter how you can be reached."));
}

static gboolean
is_long (const WebDraft *draft, WebField field)
{
  return draft->cut[field] || strlen (web_draft_get (draft, field)) > web_field_get_limit (field);
}

static void
check_texts (const WebDraft *draft, WebFaults *faults)
{
  const char *subject = web_draft_get (draft, WEB_SUBJECT);

  if (is_blank (subject))
    web_faults_add (faults, "subject", _ ("Enter a subject. A few words are enough."));
  else if (is_long (draft, WEB_SUBJECT) || g_utf8_strlen (subject, -1) > HARK_TICKET_MAX_SUBJECT)
    web_faults_add (faults, "subject", _ ("The subject is too long: shorten it to a line or two."));

  if (is_blank (web_draft_get (draft, WEB_REPORT)))
    web_faults_add (faults, "report", _ ("Write your report."));
  else if (is_long (draft, WEB_REPORT))
    web_faults_add (faults, "report",
                    _ ("The report is too long. Shorten it, or add the rest as a file."));

  for (WebField field = WEB_WHERE; field <= WEB_CONTACT; field++)
    if (is_long (draft, field))
      web_faults_add (faults, web_field_get_name (field),
                      _ ("This is too long: shorten it to a few sentences."));
}

WebFaults *
web_submit_check (SrvRequest *request, const WebForm *form, GPtrArray *areas)
{
  SrvContext *context = srv_request_get_context (request);
  const WebDraft *draft = &form->draft;
  g_autoptr (WebAsked) asked = web_asked_read (context, draft, areas);
  WebFaults *faults = web_faults_new ();
  const SrvArea *area;

  check_area (form, areas, faults);
  check_texts (draft, faults);
  if (asked != NULL)
    web_asked_check (asked, draft, srv_request_get_language (request), faults);
  area = find_area (areas, web_draft_get (draft, WEB_AREA));
  if (area != NULL)
    web_exclude_check (context, draft, &area->id, faults);
  if (web_faults_is_empty (faults) && !web_seal_fits (request, draft, &area->id))
    web_faults_add (faults, "report",
                    _ ("The report is too long. Shorten it, or add the rest as a file."));
  return faults;
}

/* ------------------------------------------------------------------ fields */

static void
add_steps (WebPage *page, WebStep now)
{
  const char *const names[] = { _ ("Write"), _ ("Check and send"), _ ("Done") };

  web_page_add (page, "<ol class=\"steps\">\n");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      web_page_add (page, i == now ? "<li aria-current=\"step\">" : "<li>");
      web_page_add (page, "%s</li>\n", names[i]);
    }
  web_page_add (page, "</ol>\n");
}

static void
add_area_field (WebPage *page, const WebDraft *draft, GPtrArray *areas, WebFaults *faults)
{
  const char *chosen = web_draft_get (draft, WEB_AREA);
  g_autofree WebChoice *choices = g_new0 (WebChoice, areas->len);

  for (guint i = 0; i < areas->len; i++)
    {
      const SrvArea *area = g_ptr_array_index (areas, i);
      g_autofree char *id = hark_id_to_string (&area->id);
      const char *about = *area->description != '\0' ? area->description : NULL;

      choices[i].value = web_page_say (page, "%s", id);
      choices[i].label = area->name;
      choices[i].hint
          = area->anonymous
                ? about
                : web_page_say (page, "%s%s%s", about != NULL ? about : "",
                                about != NULL ? " " : "",
                                _ ("This area needs your name and a way to reach you."));
      if (area->is_default && *chosen == '\0')
        chosen = choices[i].value;
    }

  if (areas->len > 1)
    {
      web_form_add_choices (page, "area", _ ("What is it about?"), web_faults_find (faults, "area"),
                            chosen, choices, areas->len);
      return;
    }

  web_page_add (page, "<input type=\"hidden\" name=\"area\" value=\"%s\">\n", choices[0].value);
  if (choices[0].hint != NULL)
    web_page_add (page, "<p class=\"lead\">%s</p>\n", choices[0].hint);
}

static void
add_field (WebPage *page, const WebDraft *draft, WebFaults *faults, WebField field, guint rows,
           const char *label, const char *hint, gboolean is_required)
{
  const char *name = web_field_get_name (field);
  WebInput input = {
    .name = name,
    .label = label,
    .hint = hint,
    .value = web_draft_get (draft, field),
    .fault = web_faults_find (faults, name),
    .rows = rows,
    .is_required = is_required,
  };

  web_form_add_input (page, &input);
}

static void
add_observed (WebPage *page, const WebDraft *draft)
{
  const WebChoice choices[] = {
    { "own", _ ("I saw or experienced it myself"), NULL },
    { "hearsay", _ ("I heard or read of it"), NULL },
    { "", _ ("I would rather not say"), NULL },
  };

  web_form_add_choices (page, "observed", _ ("How do you know of it?"), NULL,
                        web_draft_get (draft, WEB_OBSERVED), choices, G_N_ELEMENTS (choices));
}

/* Whatever is chosen. */
static gboolean
takes_no_anonymous (const WebDraft *draft, GPtrArray *areas)
{
  const SrvArea *chosen = find_area (areas, web_draft_get (draft, WEB_AREA));

  for (guint i = 0; chosen == NULL && i < areas->len; i++)
    if (((SrvArea *)areas->pdata[i])->anonymous)
      return FALSE;

  return chosen == NULL || !chosen->anonymous;
}

/* Whose report it is. */
static void
add_name (WebPage *page, const WebDraft *draft)
{
  web_page_add (page, "<input type=\"hidden\" name=\"named\" value=\"1\">\n");
  web_page_add (page, "<section class=\"notice\"><p>%s</p></section>\n",
                web_page_say (page,
                              _ ("You are signed in: this report carries your name, %s. To report "
                                 "without it, sign out first."),
                              web_draft_get (draft, WEB_NAME)));
}

static void
add_about (WebPage *page, const WebDraft *draft, GPtrArray *areas, WebFaults *faults)
{
  gboolean needed = takes_no_anonymous (draft, areas);

  web_page_add (page,
                "<fieldset class=\"group\">\n<legend><h2>%s</h2></legend>\n<p "
                "class=\"hint\">%s</p>\n",
                needed ? _ ("About you") : _ ("About you, if you like"),
                needed ? _ ("No anonymous reports are taken here. Only the support team sees it.")
                       : _ ("Leave this empty to stay anonymous. Only the support team sees it."));
  add_field (page, draft, faults, WEB_NAME, 0, _ ("Your name"), NULL, needed);
  add_field (page, draft, faults, WEB_CONTACT, 0, _ ("How you can be reached"),
             _ ("An e-mail address, a telephone number …"), needed);
  web_page_add (page, "</fieldset>\n");
}

/* All that can be typed. */
static void
add_fields (WebPage *page, const WebDraft *draft, GPtrArray *areas, WebFaults *faults,
            gboolean is_named)
{
  SrvContext *context = srv_request_get_context (web_page_get_request (page));
  g_autoptr (WebAsked) asked = web_asked_read (context, draft, areas);

  if (is_named)
    add_name (page, draft);
  web_page_add (page, "<div class=\"group\">\n");
  add_area_field (page, draft, areas, faults);
  add_field (page, draft, faults, WEB_SUBJECT, 0, _ ("Subject"), _ ("In a few words."), TRUE);
  add_field (page, draft, faults, WEB_REPORT, 12, _ ("Your report or question"),
             _ ("What happened, or what would you like to know? Use your own words."), TRUE);
  web_page_add (page, "</div>\n");
  if (asked != NULL)
    web_asked_add_fields (page, asked, draft, faults);

  web_page_add (page, "<fieldset class=\"group\">\n<legend><h2>%s</h2></legend>\n",
                _ ("More about it, if you like"));
  add_observed (page, draft);
  add_field (page, draft, faults, WEB_WHERE, 0, _ ("Where did it happen?"), NULL, FALSE);
  add_field (page, draft, faults, WEB_WHEN, 0, _ ("When did it happen?"), NULL, FALSE);
  add_field (page, draft, faults, WEB_WHO, 3, _ ("Who was involved, and who knows of it?"), NULL,
             FALSE);
  web_page_add (page, "</fieldset>\n");
  web_exclude_add_fields (page, draft, areas, faults);
  if (!is_named)
    add_about (page, draft, areas, faults);
}

/* ------------------------------------------------------------------ pages */

static void
add_reason (WebPage *page, WebDoorReason reason, gboolean has_text)
{
  if (reason == WEB_DOOR_FIRST)
    return;

  web_page_add (
      page, "<section class=\"notice\">\n<p>%s</p>\n",
      reason == WEB_DOOR_LOST ? _ (
          "Your form is no longer open here: half an hour has passed, or your browser does not "
          "keep "
          "the cookie that Hark needs until you have sent. It is gone when you close the browser.")
                              : _ ("This form is no longer open here: half an hour has passed, or "
                                   "it was opened again since."));
  if (has_text)
    web_page_add (
        page, "<p>%s</p>\n",
        _ ("What you typed is still below. You can choose files again on the next page."));
  web_page_add (page, "</section>\n");
}

void
web_submit_show_door (SrvRequest *request, GPtrArray *areas, WebDraft *draft, WebDoorReason reason,
                      WebVerdict verdict)
{
  gboolean has_text = draft != NULL && !web_draft_is_empty (draft);
  WebPage *page = web_page_new (request, N_ ("Before you write"));
  g_autoptr (WebFaults) faults = web_faults_new ();

  if (verdict != WEB_ANSWER_RIGHT)
    web_faults_add (faults, "answer", web_question_get_fault (verdict));

  web_page_set_leave (page);
  web_page_add (page, "<h1>%s</h1>\n", _ ("Before you write"));
  web_form_add_faults (page, faults);
  add_reason (page, reason, has_text);
  web_form_begin (page, PATH, "question", NULL, FALSE);
  web_question_add (page, WEB_DOOR_FORM, web_faults_find (faults, "answer"));
  if (has_text)
    add_fields (page, draft, areas, NULL, FALSE);
  web_form_add_button (page, _ ("Continue"));
  web_form_end (page);
  web_page_send (page, reason == WEB_DOOR_STALE || verdict != WEB_ANSWER_RIGHT
                           ? SOUP_STATUS_FORBIDDEN
                           : SOUP_STATUS_OK);
}

void
web_submit_show_nameless (SrvRequest *request, GPtrArray *areas, WebDraft *draft)
{
  WebPage *page = web_page_new (request, N_ ("Written without your name"));
  g_autoptr (WebFaults) faults = web_faults_new ();

  web_form_find_refusals (page, draft, faults);
  web_page_set_leave (page);
  web_page_add (page, "<h1>%s</h1>\n", _ ("Written without your name"));
  web_form_add_faults (page, faults);
  web_page_add (page, "<section class=\"notice\">\n<p>%s</p>\n<p>%s</p>\n</section>\n",
                _ ("You wrote this before you signed in. Nothing of it went into a report with "
                   "your name, and nothing of it was sent."),
                _ ("To send it without your name, sign out in another window and then continue "
                   "here. To report it with your name, copy it."));
  web_form_begin (page, PATH, "write", NULL, FALSE);
  add_fields (page, draft, areas, NULL, FALSE);
  web_form_add_button (page, _ ("Continue"));
  web_form_end (page);
  web_page_send (page, SOUP_STATUS_FORBIDDEN);
}

void
web_submit_show_write (SrvRequest *request, GPtrArray *areas, WebForm *form)
{
  WebPage *page = web_page_new (request, N_ ("Write your report"));
  g_autoptr (WebFaults) faults
      = form->tried ? web_submit_check (request, form, areas) : web_faults_new ();

  web_form_find_refusals (page, &form->draft, faults);
  web_page_set_leave (page);
  add_steps (page, WEB_STEP_WRITE);
  web_page_add (page, "<h1>%s</h1>\n", _ ("Write your report"));
  web_form_add_faults (page, faults);
  web_page_add (
      page, "<p class=\"hint\">%s %s</p>\n",
      web_page_say (
          page,
          _ ("Nothing is sent before the last page. This form closes when no button was pressed "
             "for %d minutes; uploading files counts too."),
          (form->is_named ? WEB_INBOX_IDLE : WEB_FORM_IDLE) / 60),
      _ ("If it has closed, the text of this page comes back when you continue, and files must be "
         "chosen again."));
  web_form_begin (page, PATH, "write", form->csrf, TRUE);
  add_fields (page, &form->draft, areas, faults, form->is_named);
  web_page_add (page, "<fieldset class=\"group\">\n<legend><h2>%s</h2></legend>\n",
                _ ("Attachments, if you have any"));
  web_form_add_files (page, &form->draft);
  web_page_add (page, "</fieldset>\n<div class=\"buttons\">\n");
  web_form_add_button (page, _ ("Continue"));
  web_page_add (
      page,
      "<button type=\"submit\" class=\"quiet\" name=\"stay\" value=\"1\">%s</button>\n</div>\n",
      _ ("Only upload the files"));
  web_page_add (page, "<p class=\"hint\">%s</p>\n",
                _ ("Nothing is sent yet. You can check everything on the next page."));
  web_form_end (page);
  web_page_send (page, SOUP_STATUS_OK);
}

static void
add_row (WebPage *page, const char *label, const char *text)
{
  if (is_blank (text))
    return;

  web_page_add (page, "<div><dt>%s</dt>\n<dd>", label);
  web_page_add_prose (page, text);
  web_page_add (page, "</dd></div>\n");
}

static const char *
get_observed (const WebDraft *draft)
{
  const char *value = web_draft_get (draft, WEB_OBSERVED);

  return g_str_equal (value, "own")       ? _ ("I saw or experienced it myself")
         : g_str_equal (value, "hearsay") ? _ ("I heard or read of it")
                                          : "";
}

static void
add_answer_row (gpointer page, const HarkId *question, const char *label, const char *answer)
{
  add_row (page, label, answer);
}

static void
add_summary (WebPage *page, const WebDraft *draft, GPtrArray *areas)
{
  SrvRequest *request = web_page_get_request (page);
  g_autoptr (WebAsked) asked = web_asked_read (srv_request_get_context (request), draft, areas);
  const SrvArea *area = find_area (areas, web_draft_get (draft, WEB_AREA));
  g_autofree char *excluded = web_exclude_dup_names (srv_request_get_context (request), draft);

  web_page_add (page, "<dl class=\"summary\">\n");
  add_row (page, _ ("What is it about?"), area->name);
  add_row (page, _ ("Subject"), web_draft_get (draft, WEB_SUBJECT));
  add_row (page, _ ("Your report or question"), web_draft_get (draft, WEB_REPORT));
  if (asked != NULL)
    web_asked_each (asked, draft, srv_request_get_language (request), add_answer_row, page);
  add_row (page, _ ("How do you know of it?"), get_observed (draft));
  add_row (page, _ ("Where did it happen?"), web_draft_get (draft, WEB_WHERE));
  add_row (page, _ ("When did it happen?"), web_draft_get (draft, WEB_WHEN));
  add_row (page, _ ("Who was involved, and who knows of it?"), web_draft_get (draft, WEB_WHO));
  add_row (page, _ ("Who must not see it"), excluded);
  add_row (page, _ ("Your name"), web_draft_get (draft, WEB_NAME));
  add_row (page, _ ("How you can be reached"), web_draft_get (draft, WEB_CONTACT));
  if (draft->n_files > 0)
    {
      web_page_add (page, "<div><dt>%s</dt>\n<dd>", _ ("Files"));
      web_form_list_files (page, draft);
      web_page_add (page, "</dd></div>\n");
    }
  web_page_add (page, "</dl>\n<p><a href=\"%s\">%s</a></p>\n",
                web_page_get_path (page, PATH "?step=write"), _ ("Change something"));
}

/* Numbered, because their order matters and they stand in columns where there is room. */
static void
add_words (WebPage *page, const guint8 code[HARK_CODE_LEN])
{
  char *words = hark_code_to_words (code);
  gsize size = strlen (words);
  gsize at = 0;

  web_page_add (page, "<ol class=\"words\">\n");
  while (at < size)
    {
      gsize length = strcspn (words + at, " ");

      words[at + length] = '\0';
      web_page_add (page, "<li>%s</li>\n", words + at);
      at += length + 1;
    }
  web_page_add (page, "</ol>\n");
  hark_seal_wipe (words, size);
  g_free (words);
}

static void
add_code (WebPage *page, const WebForm *form)
{
  char *line = hark_code_to_line (form->code);

  web_page_add (page, "<div class=\"code\">\n<h2>%s</h2>\n", _ ("The code of your inbox"));
  add_words (page, form->code);
  web_page_add (page, "<p class=\"hint\">%s</p>\n<p class=\"line\">%s</p>\n",
                _ ("The same as one line:"), line);
  web_page_add (
      page, "<p>%s</p>\n",
      _ ("Write the words down in their order or copy the line, and keep them where only you look. "
         "Whoever has the code can "
         "read your inbox. It is not shown again."));
  web_page_add (page, "</div>\n");
  hark_seal_free_string (line);
}

static void
add_kept (WebPage *page, const WebForm *form, const char *fault)
{
  web_page_add (page, fault != NULL ? "<div class=\"field choice bad\">\n"
                                    : "<div class=\"field choice\">\n");
  if (fault != NULL)
    web_page_add (page, "<p class=\"fault\" id=\"kept-fault\">%s</p>\n", fault);
  web_page_add (page, "<input type=\"checkbox\" id=\"kept\" name=\"kept\" value=\"yes\"");
  if (fault != NULL)
    web_page_add (page, " aria-invalid=\"true\" aria-describedby=\"kept-fault\"");
  web_page_add (page, form->has_kept ? " checked>\n" : ">\n");
  web_page_add (page, "<label for=\"kept\">%s</label>\n</div>\n", _ ("I have kept the code"));
}

static void
add_inbox_choice (WebPage *page, const WebForm *form)
{
  gboolean has_contact = !is_blank (web_draft_get (&form->draft, WEB_CONTACT));
  const WebChoice choices[] = {
    { "yes", _ ("With an inbox (recommended)"),
      _ ("You can read answers, reply and add to your report. Nobody learns who you are by it.") },
    { "no", _ ("Without an inbox"),
      has_contact ? _ ("Answers and questions can reach you only by the contact data that you "
                       "gave. You cannot add "
                       "anything later.")
                  : _ ("No answer and no question can reach you. You cannot add anything later.") },
  };

  web_form_add_choices (page, "inbox", _ ("How do you want to send it?"), NULL,
                        form->wants_inbox ? "yes" : "no", choices, G_N_ELEMENTS (choices));
}

void
web_submit_show_check (SrvRequest *request, GPtrArray *areas, WebForm *form)
{
  WebPage *page = web_page_new (request, N_ ("Check and send"));
  g_autoptr (WebFaults) faults = web_faults_new ();

  if (!form->is_named && form->sent_tried && form->wants_inbox && !form->has_kept)
    web_faults_add (
        faults, "kept",
        _ ("Keep the code, and tick that you have: without it you cannot open your inbox."));

  web_page_set_leave (page);
  add_steps (page, WEB_STEP_CHECK);
  web_page_add (page, "<h1>%s</h1>\n", _ ("Check and send"));
  web_form_add_faults (page, faults);
  if (form->was_busy)
    web_page_add (
        page, "<section class=\"notice bad\" role=\"alert\"><p>%s</p></section>\n",
        _ ("It could not be sent just now. Nothing is lost: please press Send again in a moment."));
  web_page_add (page, "<p>%s %s</p>\n", _ ("This is what you entered. Nothing has been sent yet."),
                form->is_named
                    ? web_page_say (page,
                                    _ ("After %d minutes without a button pressed it is wiped."),
                                    WEB_INBOX_IDLE / 60)
                    : web_page_say (page,
                                    _ ("After %d minutes without a button pressed it is wiped, and "
                                       "the code below with it."),
                                    WEB_FORM_IDLE / 60));
  add_summary (page, &form->draft, areas);

  web_form_begin (page, PATH, "send", form->csrf, FALSE);
  if (!form->is_named)
    {
      add_inbox_choice (page, form);
      add_code (page, form);
      add_kept (page, form, web_faults_find (faults, "kept"));
    }
  web_form_add_button (page, _ ("Send"));
  web_form_end (page);
  web_page_send (page, SOUP_STATUS_OK);
}

static gint64
find_due (GArray *periods, const char *name)
{
  for (guint i = 0; i < periods->len; i++)
    {
      const SrvPeriod *period = &g_array_index (periods, SrvPeriod, i);

      if (g_str_equal (period->name, name))
        return period->due;
    }

  return 0;
}

static void
add_next (WebPage *page, const WebForm *form, GArray *periods)
{
  gint64 acknowledge = find_due (periods, "acknowledge"), feedback = find_due (periods, "feedback");

  web_page_add (page, "<h2>%s</h2>\n<ol>\n<li>%s</li>\n", _ ("What happens next"),
                _ ("The support team of the area reads your report."));
  if (acknowledge != 0)
    web_page_add (page, "<li>%s</li>\n",
                  web_page_say (page,
                                form->has_inbox
                                    ? _ ("By %s it confirms in your inbox that it has your report.")
                                    : _ ("By %s it confirms to you that it has your report."),
                                web_page_get_day (page, acknowledge)));
  if (feedback != 0)
    web_page_add (page, "<li>%s</li>\n",
                  web_page_say (page, _ ("By %s it tells you what came of it."),
                                web_page_get_day (page, feedback)));
  web_page_add (page, "</ol>\n");

  if (form->has_inbox)
    web_page_add (
        page, "<p>%s</p>\n",
        _ ("Look into your inbox every few days: nobody can tell you that an answer is there."));
  else if (!form->reachable)
    web_page_add (page, "<p>%s</p>\n",
                  _ ("You have sent it without an inbox and without contact data: no answer and no "
                     "question can reach you."));
}

void
web_submit_show_done (SrvRequest *request, WebForm *form, GArray *periods)
{
  WebPage *page = web_page_new (request, N_ ("Your report has arrived"));

  web_page_set_leave (page);
  add_steps (page, WEB_STEP_DONE);
  web_page_add (page, "<h1>%s</h1>\n<p class=\"number\">%s <strong>%s</strong></p>\n",
                _ ("Your report has arrived"), _ ("Its number:"), form->number);
  add_next (page, form, periods);
  if (form->has_inbox)
    web_page_add (page, "<p><a class=\"button quiet\" href=\"%s\">%s</a></p>\n",
                  web_page_get_path (page, "/inbox"), _ ("Open your inbox"));
  if (form->is_named)
    web_page_add (page, "<p><a class=\"button quiet\" href=\"%s\">%s</a></p>\n",
                  web_page_get_path (page, "/my-reports"), _ ("My reports"));

  web_form_begin (page, PATH, "again", form->csrf, FALSE);
  web_page_add (
      page,
      "<div class=\"buttons\">\n<button type=\"submit\" name=\"stay\" value=\"0\">%s</button>\n",
      _ ("Close the form"));
  web_page_add (
      page,
      "<button type=\"submit\" class=\"quiet\" name=\"stay\" value=\"1\">%s</button>\n</div>\n",
      _ ("Write another report"));
  web_form_end (page);
  web_page_send (page, SOUP_STATUS_OK);
}
