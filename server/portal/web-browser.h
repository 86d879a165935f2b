/* web-browser.h: what the portal's script asks for, in JSON, below HARK_API_PORTAL.
 *
 * The keys of a portal-only account are made, wrapped and used in the browser. Here come and go
 * what the server may know: a secret that follows from the password, sealed objects, statements.
 * Whoever is signed in says so by a token (web-bearer.h), never by a cookie. */
#pragma once

#include <json-glib/json-glib.h>

#include "web-bearer.h"
#include "web-portal.h"

G_BEGIN_DECLS

/* Whether there are such accounts on this portal. HARK_ERROR_NOT_FOUND; also sets this thread's
 * language. */
gboolean web_browser_begin (SrvRequest *request, GError **error);
/* The same for who is signed in: HARK_ERROR_AUTH where nobody is any more. */
gboolean web_browser_enter (SrvRequest *request, WebBearer *bearer, GError **error);

/* Takes @object. */
void web_browser_reply (SrvRequest *request, JsonObject *object);

/* What the script needs to know, inside the page that it runs in: sentences, the organisation. */
void web_browser_add_words (WebPage *page);
/* Where the script is: a path that names its content. */
const char *web_browser_get_script (void);

/* Objects, files and the id of the operation of what is sent. Free @objects and @files, also where
 * it fails. */
gboolean web_browser_read_objects (JsonObject *body, HarkId *op, GPtrArray **objects,
                                   GArray **files, GError **error);

extern const SrvRoute web_browser_routes[];
extern const SrvRoute web_browser_ticket_routes[];
extern const SrvRoute web_browser_report_routes[];
extern const SrvRoute web_browser_file_routes[];
extern const SrvRoute web_browser_mail_routes[];
extern const SrvRoute web_script_routes[];

G_END_DECLS
