/* srv-portal.h: the reporters' web pages, which work without JavaScript and in a text browser.
 *
 * What a reporter types waits in one locked, capped region of memory (web-pool.h) until it is sent,
 * and is wiped then, when it expires, and with the portal. Nothing of an address or a browser is
 * read. */
#pragma once

#include "srv-context.h"
#include "srv-router.h"

G_BEGIN_DECLS

/* Takes the locked memory and watches for what expires, on the thread-default main context.
 * @context must outlive it; its services are used once requests come, but its blobs must be there.
 */
SrvPortal *srv_portal_new (SrvContext *context);
/* Wipes everything. No handler may run any more; before @context's services are freed. */
void srv_portal_free (SrvPortal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvPortal, srv_portal_free)

/* FALSE where the system did not let the memory be locked: it might be swapped to disk. */
gboolean srv_portal_is_locked (SrvPortal *self);

/* Nobody is in the middle of something: no form, no opened inbox, nobody signed in, no security
 * question that may still be answered. On the thread of srv_portal_new(). */
gboolean srv_portal_is_empty (SrvPortal *self);

/* The tables of all pages; NULL at the end. */
extern const SrvRoute *const srv_portal_tables[];
/* The script, and what it asks for: JSON below HARK_API_PORTAL; NULL at the end. */
extern const SrvRoute *const srv_portal_script_tables[];
/* The pages, and how errors are shown. The router's context must be a SrvContext, with its portal
 * set. */
void srv_portal_add_routes (SrvRouter *router);

G_END_DECLS
