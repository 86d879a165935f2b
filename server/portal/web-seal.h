/* web-seal.h: sealing on arrival: a reporter's texts and files become objects that this server
 * cannot open.
 *
 * The ticket's key exists for the time of one call. It is sealed to everybody who is in the area's
 * team at that moment, and to the reporter where they keep an inbox. */
#pragma once

#include "web-session.h"
#include "web-thread.h"

G_BEGIN_DECLS

/* Whether the report is not longer than one object takes, whatever it is made of: also the words of
 * the area's questions in the reporter's language. */
gboolean web_seal_fits (SrvRequest *request, const WebDraft *draft, const HarkId *area);

/* @account is whose form or inbox it is, NULL for an anonymous one. */

/* Seals and stores the form's draft; its number and whether anybody can be reached stand in @form
 * afterwards. Doing it again gives the same ticket. @form keeps its draft. HARK_ERROR_BUSY: nothing
 * happened, try again; HARK_ERROR_FORBIDDEN, HARK_ERROR_NOT_FOUND: the area takes no reports any
 * more. */
gboolean web_seal_send_report (SrvRequest *request, WebForm *form, const WebAccount *account,
                               GError **error);

/* The same for a message in an opened inbox; @thread is the conversation as it is now. */
gboolean web_seal_send_message (SrvRequest *request, WebInbox *inbox, const WebAccount *account,
                                WebThread *thread, GError **error);

G_END_DECLS
