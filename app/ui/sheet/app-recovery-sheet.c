/* app-recovery-sheet.c: see app-recovery-sheet.h */
#include "sheet/app-recovery-sheet.h"

#include "app-client.h"

#include <glib/gi18n.h>

static gboolean
write_sheet (gpointer setup, const char *path, GError **error)
{
  return app_setup_write_sheet (setup, path, error);
}

static void
draw_sheet (gpointer setup, gpointer cairo, double width, double height)
{
  app_setup_draw_sheet (setup, cairo, width, height);
}

const AppSheetKind app_recovery_sheet = {
  .ref = g_object_ref,
  .unref = g_object_unref,
  .write = write_sheet,
  .draw = draw_sheet,
  .save_title = N_ ("Save the Recovery Sheet"),
  .file_name = N_ ("hark-recovery-sheet.pdf"),
  .job_name = N_ ("Hark recovery sheet"),
  .print_hint = N_ ("On a printer that keeps no copies"),
  .save_hint = N_ ("To print it elsewhere. Delete the file after that."),
};
