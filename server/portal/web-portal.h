/* web-portal.h: what the pages of the portal share */
#pragma once

#include "srv-portal.h"
#include "store-setting.h"
#include "web-account-key.h"
#include "web-bearer.h"
#include "web-draft.h"
#include "web-guess.h"
#include "web-page.h"
#include "web-question.h"
#include "web-session.h"

G_BEGIN_DECLS

struct _SrvPortal
{
  SrvContext *context;
  WebPool *pool;   /* of sessions */
  WebPool *guests; /* of requests without one */
  WebDisk disk;
  WebSessions *sessions;
  WebQuestions *questions;
  WebGuesses *guesses; /* at passwords */
  WebKeyGate gate;
  WebBearers *bearers;
  GSource *sweeper;
};

/* The portal that answers @request. */
SrvPortal *web_portal_get (SrvRequest *request);
/* FALSE where it is switched off or the organisation is not set up yet: then the request was
 * answered. Every handler begins with it. */
gboolean web_portal_begin (SrvRequest *request);

/* For srv_router_set_error_page(). */
void web_portal_show_error (SrvRequest *request, const GError *error);

/* Links to what the organisation says of itself, where it does. */
void web_about_add_links (WebPage *page, const HarkSettingOrganisation *organisation);

/* Routes of each group of pages. */
extern const SrvRoute web_about_routes[];
extern const SrvRoute web_start_routes[];
extern const SrvRoute web_submit_routes[];
extern const SrvRoute web_inbox_routes[];
extern const SrvRoute web_account_routes[];
extern const SrvRoute web_account_mail_routes[];
extern const SrvRoute web_sign_in_routes[];
extern const SrvRoute web_static_routes[];

G_END_DECLS
