/* web-page.h: one HTML page, built by functions that always escape.
 *
 * Markup stands in format strings, which the compiler insists on being literal; whatever goes in by
 * an argument is text and is escaped. So no text of a reporter, an area or a translation can become
 * markup. The buffer is wiped. */
#pragma once

#include "srv-request.h"
#include "web-text.h"

G_BEGIN_DECLS

typedef struct _WebPage WebPage;

/* Also sets the language of this thread to the request's. @title is text. */
WebPage *web_page_new (SrvRequest *request, const char *title);
void web_page_free (WebPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebPage, web_page_free)

SrvRequest *web_page_get_request (WebPage *self);

/* @format is markup with %s, %d, %u and %%, nothing else. %s is escaped for elements' text and for
 * attributes in double quotes; NULL is nothing. */
void web_page_add (WebPage *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Text of a person: paragraphs and line breaks stay what they are, also where no style sheet is
 * read. */
void web_page_add_prose (WebPage *self, const char *text);
/* A sentence with something in it, to be given to web_page_add(). Owned by the page, and wiped
 * with it. */
const char *web_page_say (WebPage *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* @path of this site ("/submit", "/submit?step=form"), with the language where the reporter chose
 * one. Owned by the page. */
const char *web_page_get_path (WebPage *self, const char *path);
/* An instant as text, in the organisation's zone. Owned by the page. */
const char *web_page_get_day (WebPage *self, gint64 instant);
const char *web_page_get_moment (WebPage *self, gint64 instant);

/* The title says first that something is wrong. */
void web_page_set_faulty (WebPage *self);
/* The link by which one is gone at once. */
void web_page_set_leave (WebPage *self);

/* The page works with the script at @path, which must outlive it, and without. */
void web_page_set_script (WebPage *self, const char *path);

/* Answers the request, with the headers that every page carries. Takes @self. */
void web_page_send (WebPage *self, guint status);

/* The same headers for replies that are no pages. */
void web_page_add_headers (SrvRequest *request);
/* 303 to a path of this site, in the language of the request. */
void web_page_redirect (SrvRequest *request, const char *path);

G_END_DECLS
