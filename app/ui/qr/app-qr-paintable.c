/* app-qr-paintable.c: see app-qr-paintable.h */
#include "qr/app-qr-paintable.h"

#include "app-qr.h"

#include <gtk/gtk.h>

#define MODULE 5 /* pixels, where nothing else is said */

struct _AppQrPaintable
{
  GObject parent_instance;

  AppQr *qr;
};

static void app_qr_paintable_implement (GdkPaintableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AppQrPaintable, app_qr_paintable, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, app_qr_paintable_implement))

/* Whole pixels for each module, in the middle: a telephone reads edges. */
static void
app_qr_paintable_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  const AppQr *qr = APP_QR_PAINTABLE (paintable)->qr;
  double side = app_qr_get_side (qr);
  double room = MIN (width, height);
  double size = room >= side ? side * (int)(room / side) : room;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);
  cairo_t *cairo = gtk_snapshot_append_cairo (GTK_SNAPSHOT (snapshot), &bounds);

  app_qr_draw (qr, cairo, (int)((width - size) / 2), (int)((height - size) / 2), size);
  cairo_destroy (cairo);
}

static int
app_qr_paintable_get_intrinsic_size (GdkPaintable *paintable)
{
  return (int)app_qr_get_side (APP_QR_PAINTABLE (paintable)->qr) * MODULE;
}

static double
app_qr_paintable_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  return 1;
}

static GdkPaintableFlags
app_qr_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static void
app_qr_paintable_implement (GdkPaintableInterface *interface)
{
  interface->snapshot = app_qr_paintable_snapshot;
  interface->get_intrinsic_width = app_qr_paintable_get_intrinsic_size;
  interface->get_intrinsic_height = app_qr_paintable_get_intrinsic_size;
  interface->get_intrinsic_aspect_ratio = app_qr_paintable_get_intrinsic_aspect_ratio;
  interface->get_flags = app_qr_paintable_get_flags;
}

GdkPaintable *
app_qr_paintable_new (const char *text)
{
  g_autoptr (AppQr) qr = app_qr_new (text);
  AppQrPaintable *self;

  if (qr == NULL)
    return NULL;

  self = g_object_new (APP_TYPE_QR_PAINTABLE, NULL);
  self->qr = g_steal_pointer (&qr);
  return GDK_PAINTABLE (self);
}

static void
app_qr_paintable_finalize (GObject *object)
{
  app_qr_free (APP_QR_PAINTABLE (object)->qr);

  G_OBJECT_CLASS (app_qr_paintable_parent_class)->finalize (object);
}

static void
app_qr_paintable_class_init (AppQrPaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_qr_paintable_finalize;
}

static void
app_qr_paintable_init (AppQrPaintable *self)
{
}
