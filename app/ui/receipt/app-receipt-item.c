/* app-receipt-item.c: see app-receipt-item.h */
#include "receipt/app-receipt-item.h"

#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppReceiptItem
{
  GObject parent_instance;

  AppReceipt *receipt;
};

G_DEFINE_FINAL_TYPE (AppReceiptItem, app_receipt_item, G_TYPE_OBJECT)

const AppReceipt *
app_receipt_item_get (AppReceiptItem *self)
{
  g_return_val_if_fail (APP_IS_RECEIPT_ITEM (self), NULL);

  return self->receipt;
}

char *
app_receipt_item_describe_why (const AppReceipt *receipt)
{
  /* who is not in the list of people has no name here */
  const char *proposer = receipt->proposer != NULL ? receipt->proposer : _ ("somebody");
  const char *confirmer = receipt->confirmer != NULL ? receipt->confirmer : _ ("somebody");

  switch (receipt->why)
    {
    case APP_RECEIPT_MEMBERS:
      /* Translators: two people */
      return g_strdup_printf (_ ("%s asked for it, %s confirmed it"), proposer, confirmer);
    case APP_RECEIPT_RETENTION:
      return g_strdup (_ ("Its retention period was over"));
    case APP_RECEIPT_AGAIN:
    default:
      return g_strdup (_ ("Deleted before, and again: a restored backup still had it"));
    }
}

char *
app_receipt_item_describe_state (const AppReceipt *receipt, gint64 now)
{
  g_autofree char *day = receipt->closed != 0 ? app_text_date (receipt->closed, now) : NULL;

  /* Translators: %s is a day */
  return day != NULL ? g_strdup_printf (_ ("Closed on %s"), day) : g_strdup (_ ("It was open"));
}

const char *
app_receipt_item_describe_done (const AppReceipt *receipt)
{
  return receipt->is_done ? _ ("Gone from all files of the server")
                          : _ ("The server’s files are still being emptied of it");
}

AppReceiptItem *
app_receipt_item_new (AppReceipt *receipt)
{
  AppReceiptItem *self = g_object_new (APP_TYPE_RECEIPT_ITEM, NULL);

  self->receipt = receipt;

  return self;
}

static void
app_receipt_item_finalize (GObject *object)
{
  g_clear_pointer (&APP_RECEIPT_ITEM (object)->receipt, app_receipt_free);

  G_OBJECT_CLASS (app_receipt_item_parent_class)->finalize (object);
}

static void
app_receipt_item_class_init (AppReceiptItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_receipt_item_finalize;
}

static void
app_receipt_item_init (AppReceiptItem *self)
{
}
