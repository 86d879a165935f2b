/* app-client-receipt.c: see app-client-receipt.h */
#include "app-client-receipt.h"

#include "app-client-private.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define MAX_NUMBER 16
#define MAX_WORD 16
#define MAX_PAGES 1000 /* a server that lies comes to an end */

void
app_receipt_free (AppReceipt *self)
{
  g_free (self->number);
  g_free (self->proposer);
  g_free (self->confirmer);
  g_free (self);
}

static char *
dup_name (AppClient *self, const HarkId *user)
{
  char *name;

  g_mutex_lock (&self->lock);
  name = self->store != NULL ? g_strdup (app_store_user_name (self->store, user)) : NULL;
  g_mutex_unlock (&self->lock);
  return name;
}

static gboolean
read_why (const char *word, AppReceiptWhy *why)
{
  static const char *const words[] = { "members", "retention", "again" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i], word) == 0)
      {
        *why = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_receipt (AppClient *self, JsonObject *row, AppReceipt *receipt, GError **error)
{
  const char *number = hark_json_get_string (row, "number", MAX_NUMBER, error);
  const char *why = number != NULL ? hark_json_get_string (row, "why", MAX_WORD, error) : NULL;
  HarkId proposer, confirmer;

  receipt->number = g_strdup (number);
  if (why == NULL || !hark_json_get_int (row, "deleted", 1, G_MAXINT64, &receipt->deleted, error)
      || (!json_object_get_null_member (row, "closed")
          && !hark_json_get_int (row, "closed", 1, G_MAXINT64, &receipt->closed, error))
      || !hark_json_get_opt_id (row, "proposer", &proposer, error)
      || !hark_json_get_opt_id (row, "confirmer", &confirmer, error)
      || !hark_json_get_bool (row, "done", &receipt->is_done, error))
    return FALSE;
  if (!read_why (why, &receipt->why))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the server names an unknown reason");
      return FALSE;
    }

  receipt->proposer = dup_name (self, &proposer);
  receipt->confirmer = dup_name (self, &confirmer);
  return TRUE;
}

static gboolean
read_page (AppClient *self, JsonObject *reply, GPtrArray *list, gboolean *more, GError **error)
{
  JsonArray *rows = hark_json_get_array (reply, "receipts", HARK_API_MAX_RECEIPTS, error);

  if (rows == NULL || !hark_json_get_bool (reply, "more", more, error))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = hark_json_array_get_object (rows, i, error);
      AppReceipt *receipt = g_new0 (AppReceipt, 1);

      g_ptr_array_add (list, receipt);
      if (row == NULL || !read_receipt (self, row, receipt, error))
        return FALSE;
    }
  *more = *more && json_array_get_length (rows) > 0;
  return TRUE;
}

/* One answer's, at the end of @list. */
static gboolean
ask (AppClient *self, AppHttp *http, const HarkId *area, const char *after, GPtrArray *list,
     gboolean *more, GError **error)
{
  g_autofree char *id = hark_id_to_string (area);
  g_autofree char *behind = g_uri_escape_string (after != NULL ? after : "", NULL, FALSE);
  g_autofree char *path = g_strdup_printf (HARK_API_RECEIPTS "/%s?after=%s", id, behind);
  g_autoptr (JsonObject) reply = app_http_json (http, "GET", path, NULL, error);

  return reply != NULL && read_page (self, reply, list, more, error);
}

GPtrArray *
app_client_list_receipts_sync (AppClient *self, const HarkId *area, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_receipt_free);
  gboolean more = TRUE;

  for (guint i = 0; http != NULL && more && i < MAX_PAGES; i++)
    {
      const AppReceipt *last = list->len > 0 ? list->pdata[list->len - 1] : NULL;

      if (!ask (self, http, area, last != NULL ? last->number : NULL, list, &more, error))
        return NULL;
    }

  return http != NULL ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
app_client_read_receipts_sync (AppClient *self, const HarkId *area, const char *after,
                               gboolean *more, GError **error)
{
  g_autoptr (AppHttp) http = app_client_begin_request (self, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_receipt_free);

  return http != NULL && ask (self, http, area, after, list, more, error) ? g_steal_pointer (&list)
                                                                          : NULL;
}

/* --- the asynchronous twin --- */

typedef struct
{
  HarkId area;
  char *after;
  GPtrArray *list; /* AppReceipt */
  gboolean more;
} Page;

static void
page_free (gpointer data)
{
  Page *self = data;

  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self->after);
  g_free (self);
}

static gpointer
run_read (AppClient *self, gpointer data, GError **error)
{
  const Page *wanted = data;
  Page *page = g_new0 (Page, 1);

  page->list
      = app_client_read_receipts_sync (self, &wanted->area, wanted->after, &page->more, error);
  if (page->list == NULL)
    g_clear_pointer (&page, page_free);

  return page;
}

void
app_client_read_receipts_async (AppClient *self, const HarkId *area, const char *after,
                                GAsyncReadyCallback callback, gpointer user)
{
  Page *wanted = g_new0 (Page, 1);

  wanted->area = *area;
  wanted->after = g_strdup (after);
  app_client_start_call (self, run_read, wanted, page_free, page_free,
                         app_client_read_receipts_async, callback, user);
}

GPtrArray *
app_client_read_receipts_finish (AppClient *self, GAsyncResult *result, gboolean *more,
                                 GError **error)
{
  Page *page = app_client_finish_call (self, result, app_client_read_receipts_async, error);
  GPtrArray *list;

  if (page == NULL)
    return NULL;

  *more = page->more;
  list = g_steal_pointer (&page->list);
  page_free (page);
  return list;
}
