/* app-qr-paintable.h: a QR code in the window, dark on light in any theme, as large as there is room for */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define APP_TYPE_QR_PAINTABLE (app_qr_paintable_get_type ())
G_DECLARE_FINAL_TYPE (AppQrPaintable, app_qr_paintable, APP, QR_PAINTABLE, GObject)

/* NULL where @text is too long. */
GdkPaintable *app_qr_paintable_new (const char *text);

G_END_DECLS
