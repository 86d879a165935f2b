/* app-sheet-group.h: the two ways in which a sheet with secrets leaves the window: printed, or saved as a PDF */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a sheet can do and how it is called; static. Sentences are marked for translation, not translated. */
typedef struct
{
  gpointer (*ref) (gpointer sheet);
  void (*unref) (gpointer sheet);
  gboolean (*write) (gpointer sheet, const char *path, GError **error);
  void (*draw) (gpointer sheet, gpointer cairo, double width, double height); /* in points */
  const char *save_title; /* of the dialog that asks where to */
  const char *file_name;  /* that it proposes */
  const char *job_name;   /* in the printer's queue */
  const char *print_hint, *save_hint;
} AppSheetKind;

#define APP_TYPE_SHEET_GROUP (app_sheet_group_get_type ())
G_DECLARE_FINAL_TYPE (AppSheetGroup, app_sheet_group, APP, SHEET_GROUP, AdwBin)

/* Signal "out": saved or printed. */

/* Begins anew, with nothing saved and nothing printed. Keeps a reference of @sheet. */
void app_sheet_group_start (AppSheetGroup *self, const AppSheetKind *kind, gpointer sheet);
/* Lets go of the sheet. */
void app_sheet_group_clear (AppSheetGroup *self);
/* Saved or printed at least once. */
gboolean app_sheet_group_is_out (AppSheetGroup *self);
/* What "Save as PDF" does once a place was chosen. FALSE: not written, said in the group. */
gboolean app_sheet_group_save (AppSheetGroup *self, const char *path);
/* Something else went wrong with the sheet; NULL: nothing. */
void app_sheet_group_set_error (AppSheetGroup *self, const char *text);

G_END_DECLS
