/* web-text.h: sentences in the language of the request.
 *
 * gettext's own lookup goes by the process's locale and needs the system's locales; here several
 * threads answer in several languages on machines that have none. So the catalogues are compiled in
 * and each thread says which one it wants. Sources and po/ are gettext's. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define _(text) web_text_get (text)
#define N_(text) text
#define ngettext(one, many, n) web_text_get_plural (one, many, n)

/* "en" (the sources' language), "de"; static, NULL-terminated. */
const char *const *web_text_list_languages (void);
/* What @language calls itself: "Deutsch". */
const char *web_text_get_own_name (const char *language);

/* What _() gives on this thread from now on; an unknown language is English. */
void web_text_use (const char *language);
/* The translation, or @text itself. */
const char *web_text_get (const char *text) G_GNUC_FORMAT (1);
/* What is said of so many. */
const char *web_text_get_plural (const char *one, const char *many, guint n) G_GNUC_FORMAT (1)
    G_GNUC_FORMAT (2);

/* In the language in use; (transfer full). "24 November 2025" and "24 November 2025, 14:00". */
char *web_text_dup_day (gint64 instant, GTimeZone *zone);
char *web_text_dup_moment (gint64 instant, GTimeZone *zone);
/* "310 KB", "1.2 MB" */
/* As the desktop tells them: "319 bytes", "210.0 kB", "1.5 MB", in thousands. */
char *web_text_dup_size (gint64 bytes);

G_END_DECLS
