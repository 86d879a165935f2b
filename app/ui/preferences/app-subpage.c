/* app-subpage.c: see app-subpage.h */
#include "preferences/app-subpage.h"

struct _AppSubpage
{
  AdwBin parent_instance;

  GPtrArray *levels; /* Level, the first one at the bottom */

  GtkStack *stack;
  AdwWindowTitle *window_title;
};

G_DEFINE_FINAL_TYPE (AppSubpage, app_subpage, ADW_TYPE_BIN)

typedef struct
{
  char *title;
  GtkWidget *page; /* the stack's */
  GtkWidget *row;  /* of the page below; NULL: there is none */
} Level;

static void
level_free (gpointer data)
{
  Level *self = data;

  g_free (self->title);
  g_free (self);
}

static void
show_top (AppSubpage *self)
{
  const Level *top = self->levels->pdata[self->levels->len - 1];

  adw_window_title_set_title (self->window_title, top->title);
  gtk_stack_set_visible_child (self->stack, top->page);
}

static void
push (AppSubpage *self, const char *title, GtkWidget *page, GtkWidget *row)
{
  Level *level = g_new0 (Level, 1);

  level->title = g_strdup (title);
  level->page = page;
  level->row = row;
  g_ptr_array_add (self->levels, level);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_stack_add_child (self->stack, page);
  show_top (self);
}

static void
pop (AppSubpage *self)
{
  Level *top = g_ptr_array_steal_index (self->levels, self->levels->len - 1);

  show_top (self);
  gtk_stack_remove (self->stack, top->page);
  gtk_widget_grab_focus (top->row);
  level_free (top);
}

static void
on_back (AppSubpage *self)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->levels->len > 1)
    pop (self);
  else if (ADW_IS_PREFERENCES_WINDOW (window))
    adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (window));
}

GtkWidget *
app_subpage_new (const char *title, GtkWidget *page)
{
  AppSubpage *self = g_object_new (APP_TYPE_SUBPAGE, NULL);

  push (self, title, page, NULL);
  return GTK_WIDGET (self);
}

void
app_subpage_push (GtkWidget *row, const char *title, GtkWidget *page)
{
  GtkWidget *self = gtk_widget_get_ancestor (row, APP_TYPE_SUBPAGE);

  g_return_if_fail (self != NULL);

  push (APP_SUBPAGE (self), title, page, row);
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
app_subpage_finalize (GObject *object)
{
  g_ptr_array_unref (APP_SUBPAGE (object)->levels);

  G_OBJECT_CLASS (app_subpage_parent_class)->finalize (object);
}

static void
app_subpage_class_init (AppSubpageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_subpage_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-subpage.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSubpage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppSubpage, window_title);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
app_subpage_init (AppSubpage *self)
{
  self->levels = g_ptr_array_new_with_free_func (level_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
