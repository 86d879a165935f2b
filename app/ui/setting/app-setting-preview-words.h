/* app-setting-preview-words.h: what the portal's form says of itself, in each language that it speaks: a preview is in
 * the reporter's language, whatever this window's is */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  APP_PREVIEW_TITLE,
  APP_PREVIEW_AREA,
  APP_PREVIEW_NEEDS_NAME,
  APP_PREVIEW_SUBJECT,
  APP_PREVIEW_SUBJECT_HINT,
  APP_PREVIEW_REPORT,
  APP_PREVIEW_REPORT_HINT,
  APP_PREVIEW_ASKED,
  APP_PREVIEW_DATE_HINT,
  APP_PREVIEW_RATHER_NOT,
  APP_PREVIEW_MORE,
  APP_PREVIEW_OBSERVED,
  APP_PREVIEW_OWN,
  APP_PREVIEW_HEARSAY,
  APP_PREVIEW_WHERE,
  APP_PREVIEW_WHEN,
  APP_PREVIEW_WHO,
  APP_PREVIEW_EXCLUDE,
  APP_PREVIEW_EXCLUDE_HINT,
  APP_PREVIEW_ABOUT_NEEDED,
  APP_PREVIEW_ABOUT,
  APP_PREVIEW_ABOUT_NEEDED_HINT,
  APP_PREVIEW_ABOUT_HINT,
  APP_PREVIEW_NAME,
  APP_PREVIEW_REACH,
  APP_PREVIEW_REACH_HINT,
  APP_PREVIEW_FILES,
  APP_PREVIEW_CONTINUE,
  APP_PREVIEW_REQUIRED,
  APP_PREVIEW_NEXT,
  APP_PREVIEW_READS,
  APP_PREVIEW_CONFIRMS, /* with a day */
  APP_PREVIEW_TELLS,    /* with a day */
  APP_PREVIEW_TAKEN_BY, /* behind a name */
  APP_PREVIEW_TAKEN,
  APP_PREVIEW_LAST
} AppPreviewWord;

/* English where @language is no other that it speaks. Static. */
const char *app_preview_word (AppPreviewWord word, const char *language);
/* With the day of @due where the organisation is: "By 2 June 2026 it …". (transfer full) */
char *app_preview_by (AppPreviewWord word, gint64 due, const char *language);
/* With APP_PREVIEW_TAKEN_BY. (transfer full) */
char *app_preview_taken_by (const char *name, const char *language);

G_END_DECLS
