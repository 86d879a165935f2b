/* app-setting-preview-words.c: see app-setting-preview-words.h. The same sentences as the portal's catalogue has. */
#include "setting/app-setting-preview-words.h"

#include "text/app-text-due.h"

static const struct
{
  const char *english;
  const char *german;
} words[APP_PREVIEW_LAST] = {
  [APP_PREVIEW_TITLE] = { "Write your report", "Schreiben Sie Ihre Meldung" },
  [APP_PREVIEW_AREA] = { "What is it about?", "Worum geht es?" },
  [APP_PREVIEW_NEEDS_NAME] = { "This area needs your name and a way to reach you.",
                               "Dieser Bereich braucht Ihren Namen und eine Möglichkeit, Sie zu erreichen." },
  [APP_PREVIEW_SUBJECT] = { "Subject", "Betreff" },
  [APP_PREVIEW_SUBJECT_HINT] = { "In a few words.", "In ein paar Worten." },
  [APP_PREVIEW_REPORT] = { "Your report or question", "Ihre Meldung oder Frage" },
  [APP_PREVIEW_REPORT_HINT]
  = { "What happened, or what would you like to know? Use your own words.",
      "Was ist geschehen, oder was möchten Sie wissen? Schreiben Sie es mit Ihren eigenen Worten." },
  [APP_PREVIEW_ASKED] = { "What this area asks", "Was dieser Bereich fragt" },
  [APP_PREVIEW_DATE_HINT] = { "Year, month and day: 2026-03-31.", "Jahr, Monat und Tag: 2026-03-31." },
  [APP_PREVIEW_RATHER_NOT] = { "I would rather not say", "Dazu möchte ich nichts sagen" },
  [APP_PREVIEW_MORE] = { "More about it, if you like", "Mehr dazu, wenn Sie möchten" },
  [APP_PREVIEW_OBSERVED] = { "How do you know of it?", "Woher wissen Sie davon?" },
  [APP_PREVIEW_OWN] = { "I saw or experienced it myself", "Ich habe es selbst gesehen oder erlebt" },
  [APP_PREVIEW_HEARSAY] = { "I heard or read of it", "Ich habe davon gehört oder gelesen" },
  [APP_PREVIEW_WHERE] = { "Where did it happen?", "Wo ist es geschehen?" },
  [APP_PREVIEW_WHEN] = { "When did it happen?", "Wann ist es geschehen?" },
  [APP_PREVIEW_WHO] = { "Who was involved, and who knows of it?", "Wer war beteiligt, und wer weiß davon?" },
  [APP_PREVIEW_EXCLUDE] = { "Who must not see it, if anybody", "Wer sie nicht sehen darf, falls jemand" },
  [APP_PREVIEW_EXCLUDE_HINT]
  = { "These people read reports here. Tick those from whom yours is to be kept, for instance because it is about "
      "them: Hark shows them nothing of it. The others see that you ticked them.",
      "Diese Personen lesen hier Meldungen. Kreuzen Sie an, wem Ihre vorenthalten werden soll, zum Beispiel, weil es "
      "um diese Person geht: Hark zeigt ihr nichts davon. Die anderen sehen, wen Sie angekreuzt haben." },
  [APP_PREVIEW_ABOUT_NEEDED] = { "About you", "Über Sie" },
  [APP_PREVIEW_ABOUT] = { "About you, if you like", "Zu Ihnen, wenn Sie möchten" },
  [APP_PREVIEW_ABOUT_NEEDED_HINT]
  = { "No anonymous reports are taken here. Only the support team sees it.",
      "Hier werden keine anonymen Meldungen entgegengenommen. Nur das zuständige Team sieht Ihre Angaben." },
  [APP_PREVIEW_ABOUT_HINT] = { "Leave this empty to stay anonymous. Only the support team sees it.",
                               "Lassen Sie das leer, um anonym zu bleiben. Nur das zuständige Team sieht es." },
  [APP_PREVIEW_NAME] = { "Your name", "Ihr Name" },
  [APP_PREVIEW_REACH] = { "How you can be reached", "Wie man Sie erreicht" },
  [APP_PREVIEW_REACH_HINT] = { "An e-mail address, a telephone number …",
                               "Eine E-Mail-Adresse, eine Telefonnummer …" },
  [APP_PREVIEW_FILES] = { "Attachments, if you have any", "Anhänge, wenn Sie welche haben" },
  [APP_PREVIEW_CONTINUE] = { "Continue", "Weiter" },
  [APP_PREVIEW_REQUIRED] = { "required", "erforderlich" },
  [APP_PREVIEW_NEXT] = { "What happens next", "Wie es weitergeht" },
  [APP_PREVIEW_READS]
  = { "The support team of the area reads your report.", "Das zuständige Team liest Ihre Meldung." },
  [APP_PREVIEW_CONFIRMS]
  = { "By %s it confirms in your inbox that it has your report.",
      "Bis zum %s bestätigt es in Ihrem Postfach, dass Ihre Meldung angekommen ist." },
  [APP_PREVIEW_TELLS]
  = { "By %s it tells you what came of it.", "Bis zum %s teilt es Ihnen mit, was daraus geworden ist." },
  [APP_PREVIEW_TAKEN_BY] = { " has taken it over", " hat den Fall übernommen" },
  [APP_PREVIEW_TAKEN] = { "Your contact person has taken it over", "Ihre Ansprechperson hat übernommen" },
};

static const char *const english_months[]
    = { "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December" };
static const char *const german_months[]
    = { "Januar", "Februar", "März",      "April",   "Mai",      "Juni",
        "Juli",   "August",  "September", "Oktober", "November", "Dezember" };

const char *
app_preview_word (AppPreviewWord word, const char *language)
{
  g_return_val_if_fail (word < APP_PREVIEW_LAST, "");

  return g_str_equal (language, "de") ? words[word].german : words[word].english;
}

char *
app_preview_by (AppPreviewWord word, gint64 due, const char *language)
{
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (due);
  g_autoptr (GDateTime) day = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  gboolean is_german = g_str_equal (language, "de");
  g_auto (GStrv) parts = g_strsplit (app_preview_word (word, language), "%s", 2);
  g_autofree char *said = NULL;
  int month;

  g_return_val_if_fail (day != NULL && g_strv_length (parts) == 2, g_strdup (""));

  month = g_date_time_get_month (day) - 1;
  said = g_strdup_printf (is_german ? "%d. %s %d" : "%d %s %d", g_date_time_get_day_of_month (day),
                          is_german ? german_months[month] : english_months[month], g_date_time_get_year (day));
  return g_strconcat (parts[0], said, parts[1], NULL);
}

char *
app_preview_taken_by (const char *name, const char *language)
{
  return g_strconcat (name, app_preview_word (APP_PREVIEW_TAKEN_BY, language), NULL);
}
