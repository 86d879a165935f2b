/* web-browser-words.c: what the portal's script says, in the language of the page that it runs in
 */
#include "web-browser.h"

#include "hark-json.h"
#include "hark-seal.h"
#include "store-roster.h"
#include "web-account.h"

/* By the names that the sources in js/ have for them. */
static const struct
{
  const char *name;
  const char *text;
} words[] = {
  { "error", N_ ("Error: ") },
  { "faults", N_ ("Something is missing or not right") },
  { "required", N_ ("required") },
  { "bytes", N_ ("%d bytes") },
  { "progress", N_ ("How far it is") },
  { "signIn", N_ ("Sign in") },
  { "userName", N_ ("Your user name") },
  { "password", N_ ("Password") },
  { "questionHint", N_ ("This keeps machines out. One word or one number is enough.") },
  { "questionMore", N_ ("One word or one number is enough.") },
  { "working",
    N_ ("Your password is being worked out in your browser. This takes a few seconds …") },
  { "making",
    N_ ("Your keys are being locked with your password, in your browser. This takes a few "
        "seconds …") },
  { "tampered",
    N_ ("The server did not send your keys as they were stored. Nothing was opened. Tell the "
        "people who invited you.") },
  { "lost", N_ ("You are signed in no longer: nothing was done for 20 minutes, or the password was "
                "changed.") },
  { "kept",
    N_ ("What you typed and have not sent is kept in this window until you sign in again, or "
        "close it.") },
  { "useInvitation", N_ ("Use an invitation") },
  { "invitationAbout",
    N_ ("You get an account of your own on this page: you can report with your name, and read "
        "what the team answers.") },
  { "invitationCode", N_ ("The code of your invitation") },
  { "codeHint",
    N_ ("The 12 words, or the line of letters and digits. Capital letters, blanks and hyphens "
        "do not matter.") },
  { "newPassword", N_ ("New password") },
  { "newAgain", N_ ("The new password once more") },
  { "passwordHint",
    N_ ("At least %d characters: several words that do not belong together are good. Nobody "
        "can give it to you again: without it your reports stay closed to you.") },
  { "weak", N_ ("Choose a password of %d to %d characters.") },
  { "different", N_ ("These are two different passwords.") },
  { "makeAccount", N_ ("Make the account") },
  { "changePassword", N_ ("Change the password") },
  { "presentPassword", N_ ("Present password") },
  { "passwordChanged",
    N_ ("Your password has been changed. Whoever else was signed in with the old one is so no "
        "longer.") },
  { "mailTitle", N_ ("E-mails to you") },
  { "mailAddress", N_ ("Your e-mail address") },
  { "mailHint", N_ ("E-mails say that there is something new in your reports, and never what. The "
                    "server and whoever runs it can read this address.") },
  { "mailWrong", N_ ("This is no e-mail address.") },
  { "mailLanguage", N_ ("Language of e-mails") },
  { "mailOrganisation", N_ ("The organisation's") },
  { "mailWhen", N_ ("When") },
  { "mailAtOnce", N_ ("At once") },
  { "mailDaily", N_ ("Once a day, at seven in the morning") },
  { "mailKeep", N_ ("Keep it") },
  { "mailKept", N_ ("It is kept.") },
  { "yourAccount", N_ ("Your account") },
  { "signedInAs", N_ ("Signed in as %s") },
  { "myReports", N_ ("My reports") },
  { "writeReport", N_ ("Write a report") },
  { "signOut", N_ ("Sign out") },
  { "signedOut", N_ ("You are signed out") },
  { "closeWindow",
    N_ ("Close this window too, and clear the browser's history if others use this device.") },
  { "firstPage", N_ ("To the first page") },
  { "closedToYou", N_ ("cannot be opened") },
  { "unreadOne", N_ ("1 new message from the team") },
  { "unreadMany", N_ ("%u new messages from the team") },
  { "unsent", N_ ("A message of yours was not sent yet") },
  { "state", N_ ("State") },
  { "lastMessage", N_ ("Last message") },
  { "noReports", N_ ("There are no reports of yours here.") },
  { "latestReports", N_ ("The latest reports") },
  { "olderReports", N_ ("Older reports") },
  { "report", N_ ("Report %s") },
  { "unopened",
    N_ ("This report cannot be opened: its keys are not what they should be. Nothing of it is "
        "shown.") },
  { "idle", N_ ("You are signed out when nothing was done for %d minutes. What was sent is kept; a "
                "message not yet sent waits in this window until you sign in again.") },
  { "contactPerson", N_ ("Contact person") },
  { "received", N_ ("Received") },
  { "confirmation", N_ ("Confirmation of receipt") },
  { "feedback", N_ ("Feedback") },
  { "givenOn", N_ ("given on %s") },
  { "promisedBy", N_ ("promised by %s") },
  { "caseClosed",
    N_ ("The case is closed. You can still write: the team is told, and may open it again.") },
  { "conversation", N_ ("Conversation") },
  { "doubtful",
    N_ ("Something in this inbox is not shown, because it could not be proved that it comes "
        "from the team.") },
  { "supportTeam", N_ ("The support team") },
  { "yourReport", N_ ("Your report") },
  { "you", N_ ("You") },
  { "opening", N_ ("“%s” is being fetched and opened in your browser …") },
  { "saved", N_ ("“%s” has been opened and given to your browser to save.") },
  { "fileSpoiled", N_ ("“%s” is not what the team sent, and was not opened.") },
  { "writeToTeam", N_ ("Write to the team") },
  { "yourMessage", N_ ("Your message") },
  { "messageHint", N_ ("Only the support team reads it.") },
  { "messageEmpty", N_ ("Write a message, or attach a file.") },
  { "messageLong", N_ ("The message is too long. Shorten it, or add the rest as a file.") },
  { "messageSent", N_ ("Your message has been sent.") },
  { "messageFirst",
    N_ ("Your message had arrived already, as you sent it before. What you changed since was not "
        "sent: it is below still.") },
  { "send", N_ ("Send") },
  { "sending", N_ ("It is being encrypted in your browser and sent …") },
  { "files", N_ ("Files") },
  { "filesHint", N_ ("Up to %d files of up to %d MB each. They are encrypted in your browser.") },
  { "fileLarge", N_ ("“%s” was not kept: it is larger than %d MB.") },
  { "filesMany", N_ ("There can be up to %d files.") },
  { "remove", N_ ("Remove") },
  { "stepWrite", N_ ("Write") },
  { "stepCheck", N_ ("Check and send") },
  { "stepDone", N_ ("Done") },
  { "writeTitle", N_ ("Write your report") },
  { "sealedHere", N_ ("Nothing is sent before the last page. What you write is encrypted in your "
                      "browser before it "
                      "is sent.") },
  { "carriesName",
    N_ ("You are signed in: this report carries your name, %s. To report without it, sign out "
        "first.") },
  { "areaTitle", N_ ("What is it about?") },
  { "areaMissing", N_ ("Choose what your report is about.") },
  { "subject", N_ ("Subject") },
  { "subjectHint", N_ ("In a few words.") },
  { "subjectMissing", N_ ("Enter a subject. A few words are enough.") },
  { "subjectLong", N_ ("The subject is too long: shorten it to a line or two.") },
  { "reportText", N_ ("Your report or question") },
  { "reportHint", N_ ("What happened, or what would you like to know? Use your own words.") },
  { "reportMissing", N_ ("Write your report.") },
  { "reportLong", N_ ("The report is too long. Shorten it, or add the rest as a file.") },
  { "tooLong", N_ ("This is too long: shorten it to a few sentences.") },
  { "askedTitle", N_ ("What this area asks") },
  { "answerMissing", N_ ("This area needs an answer to this question.") },
  { "dateWrong", N_ ("Enter the day as year, month and day: 2026-03-31.") },
  { "choiceWrong", N_ ("Choose one of the answers.") },
  { "questionFault", N_ ("“%s” %s") },
  { "dateHint", N_ ("Year, month and day: 2026-03-31.") },
  { "moreTitle", N_ ("More about it, if you like") },
  { "observed", N_ ("How do you know of it?") },
  { "observedOwn", N_ ("I saw or experienced it myself") },
  { "observedHearsay", N_ ("I heard or read of it") },
  { "ratherNot", N_ ("I would rather not say") },
  { "where", N_ ("Where did it happen?") },
  { "when", N_ ("When did it happen?") },
  { "who", N_ ("Who was involved, and who knows of it?") },
  { "excludeTitle", N_ ("Who must not see it, if anybody") },
  { "excludeHint",
    N_ ("These people read reports here. Tick those from whom yours is to be kept, for "
        "instance because it is about them: Hark shows them nothing of it. The others see "
        "that you ticked them.") },
  { "excludeNobody",
    N_ ("In the area that you chose nobody can be excluded. Take the ticks away, or choose "
        "another area.") },
  { "excludeAll",
    N_ ("Nobody would be left who is responsible for reports in this area. Take a tick away, "
        "or choose another area.") },
  { "excluded", N_ ("Who must not see it") },
  { "attachments", N_ ("Attachments, if you have any") },
  { "continue", N_ ("Continue") },
  { "nothingSent", N_ ("Nothing is sent yet. You can check everything on the next page.") },
  { "noReportsNow", N_ ("No reports at the moment") },
  { "nobodyReads",
    N_ ("There is nobody here yet who could read a report. Please come back later.") },
  { "checkTitle", N_ ("Check and send") },
  { "checkAbout", N_ ("This is what you entered. Nothing has been sent yet.") },
  { "yourName", N_ ("Your name") },
  { "changeSomething", N_ ("Change something") },
  { "sealing", N_ ("Your report is being encrypted in your browser and sent …") },
  { "doneTitle", N_ ("Your report has arrived") },
  { "reportFirst",
    N_ ("It had arrived already, as you sent it before. What you changed since was not sent: your "
        "text is still under “Write a report”. Add what is missing as a message to this report.") },
  { "itsNumber", N_ ("Its number:") },
  { "nextTitle", N_ ("What happens next") },
  { "nextReads", N_ ("The support team of the area reads your report.") },
  { "nextConfirms", N_ ("By %s it confirms to you that it has your report.") },
  { "nextTells", N_ ("By %s it tells you what came of it.") },
  { "openReport", N_ ("Open the report") },
  { "offline",
    N_ ("The server cannot be reached. Nothing is lost: please try again in a moment.") },
  { "busy",
    N_ ("It did not get through just now. Nothing is lost: please try again in a moment.") },
  { "tooLarge", N_ ("What you sent is too large: shorten it, or choose smaller files.") },
  { "gone", N_ ("This is not here any more, or takes no reports any more.") },
  { "broken", N_ ("Something went wrong on our side. Please try again.") },
};

static JsonObject *
list_words (void)
{
  JsonObject *list = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    json_object_set_string_member (list, words[i].name, web_text_get (words[i].text));
  return list;
}

void
web_browser_add_words (WebPage *page)
{
  SrvContext *context = srv_request_get_context (web_page_get_request (page));
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  g_autoptr (GTimeZone) zone
      = store != NULL ? store_setting_get_zone (store) : g_time_zone_ref (context->zone);
  g_autoptr (JsonObject) json = json_object_new ();
  g_autofree char *text = NULL;
  HarkId org;

  srv_roster_get_org (context->roster, &org, NULL, NULL);
  json_object_set_object_member (json, "words", list_words ());
  hark_json_set_id (json, "org", &org);
  json_object_set_string_member (json, "zone", g_time_zone_get_identifier (zone));
  json_object_set_int_member (json, "min", web_account_get_min_password (context));
  text = hark_json_to_string (json);
  web_page_add (page, "<div id=\"browser\" hidden data-words=\"%s\"></div>\n", text);
}
