/* web-promise.h: by when an answer comes, in words, as the areas have settled it */
#pragma once

#include "hark-definition.h"
#include "srv-store.h"
#include "web-page.h"

G_BEGIN_DECLS

/* What is promised to whoever reports: the same in all areas, or not. */
typedef struct
{
  gboolean differs;            /* from one area to another: the rest says nothing */
  HarkDefinition *acknowledge; /* NULL: nothing */
  HarkDefinition *feedback;    /* likewise */
} WebPromise;

void web_promise_free (WebPromise *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebPromise, web_promise_free)

/* What the newest settings of @areas (element-type SrvArea) promise. */
WebPromise *web_promise_read (SrvStore *store, GPtrArray *areas, GError **error);
/* Its items of a list of what happens next. */
void web_promise_add (const WebPromise *self, WebPage *page);

G_END_DECLS
