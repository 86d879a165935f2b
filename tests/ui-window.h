/* ui-window.h: a window in this process, as somebody in front of it finds and uses what is in it */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define UI_SECONDS 60 /* for anything that is waited for */

/* GTK, libadwaita, resources and catalogue; any warning from here on is a failure. */
void ui_init (int *argc, char ***argv);
/* Runs all tests inside of an application. */
int ui_run (void);

/* A window on @client, drawn. */
GtkWindow *ui_open (AppClient *client);
/* Closes it as its button does, and proves that neither it nor anything of it is left. */
void ui_close (GtkWindow *window);

/* The first mapped widget with this id of a template, in @root or, for NULL, in any window. NULL
 * where there is none. */
GtkWidget *ui_look (gpointer root, const char *id);
/* The same, waited for. */
GtkWidget *ui_find (gpointer root, const char *id);
/* The same with the first mapped row of a list of preferences with this title. */
GtkWidget *ui_look_for_row (gpointer root, const char *title);
GtkWidget *ui_find_row (gpointer root, const char *title);
/* The button on the screen with this label; NULL where there is none. */
GtkWidget *ui_look_for_button (GtkWidget *root, const char *label);
/* Whether a mapped label or inscription says exactly this; whether one holds it. */
gboolean ui_says (gpointer root, const char *text);
gboolean ui_holds (gpointer root, const char *text);
/* What a label, entry row or text view says. (transfer full) */
char *ui_read (GtkWidget *widget);
/* The accessible name, NULL where it has none of its own. (transfer full) */
char *ui_get_name (GtkWidget *widget);

void ui_click (gpointer root, const char *id);
void ui_type (gpointer root, const char *id, const char *text);
void ui_act (GtkWidget *widget, const char *action, const char *parameter);
/* The newest window of this type, waited for. */
GtkWindow *ui_find_window (GType type);
/* Row @position of the list of tickets, as by a click. */
void ui_open_row (gpointer root, guint position);
/* The rows that the list of tickets shows. */
guint ui_count_rows (gpointer root);
/* Until it is as wide as that, or as it must be. */
void ui_resize (GtkWindow *window, int width, int height);
/* Fails where it needs more than 360 pixels. A picture of it in the folder HARK_SHOTS, where that
 * is set; with HARK_SHOTS_MORE two more, at 360 pixels and in the dark. */
void ui_shoot (GtkWindow *window, const char *name);
/* The text of the one QR code in it, as a telephone reads it; "" where there is none. (transfer
 * full) */
char *ui_scan (GtkWindow *window);
/* Runs the main loop until nothing is left to do. */
void ui_settle (void);

/* When what begins now is too late; whether it is. */
gint64 ui_start_clock (void);
gboolean ui_is_late (gint64 deadline);

/* Runs the main loop until it holds. */
#define ui_wait(condition)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = ui_start_clock ();                                                          \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (ui_is_late (deadline_))                                                                \
          g_error ("%s:%d: not within %d seconds: %s", __FILE__, __LINE__, UI_SECONDS,             \
                   #condition);                                                                    \
        g_main_context_iteration (NULL, TRUE);                                                     \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
