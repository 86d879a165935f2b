/* web-form.c: see web-form.h */
#include "web-form.h"

#define ATTACHMENT "attachment"
#define MEGABYTE (1000 * 1000)

typedef struct
{
  const char *field;
  char *sentence;
} Fault;

struct _WebFaults
{
  GArray *list;
};

static void
clear_fault (gpointer fault)
{
  g_free (((Fault *)fault)->sentence);
}

WebFaults *
web_faults_new (void)
{
  WebFaults *self = g_new (WebFaults, 1);

  self->list = g_array_new (FALSE, FALSE, sizeof (Fault));
  g_array_set_clear_func (self->list, clear_fault);
  return self;
}

void
web_faults_free (WebFaults *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->list);
  g_free (self);
}

void
web_faults_add (WebFaults *self, const char *field, const char *sentence)
{
  Fault fault = { field, g_strdup (sentence) };

  g_array_append_val (self->list, fault);
}

const char *
web_faults_find (WebFaults *self, const char *field)
{
  for (guint i = 0; self != NULL && i < self->list->len; i++)
    {
      Fault *fault = &g_array_index (self->list, Fault, i);

      if (g_str_equal (fault->field, field))
        return fault->sentence;
    }

  return NULL;
}

gboolean
web_faults_is_empty (WebFaults *self)
{
  return self == NULL || self->list->len == 0;
}

void
web_form_add_faults (WebPage *page, WebFaults *faults)
{
  if (web_faults_is_empty (faults))
    return;

  web_page_set_faulty (page);
  web_page_add (page,
                "<section class=\"notice bad\" role=\"alert\" aria-labelledby=\"problem\">\n"
                "<h2 id=\"problem\">%s</h2>\n<ul>\n",
                _ ("Something is missing or not right"));
  for (guint i = 0; i < faults->list->len; i++)
    {
      Fault *fault = &g_array_index (faults->list, Fault, i);

      web_page_add (page, "<li><a href=\"#%s\">%s</a></li>\n", fault->field, fault->sentence);
    }
  web_page_add (page, "</ul>\n</section>\n");
}

/* ------------------------------------------------------------------ fields */

static void
add_label (WebPage *page, const WebInput *input)
{
  web_page_add (page, "<div class=\"field%s\">\n<label for=\"%s\">%s",
                input->fault != NULL ? " bad" : "", input->name, input->label);
  if (input->is_required && !input->is_short && !input->is_code)
    web_page_add (page, " <span class=\"must\">(%s)</span>", _ ("required"));
  web_page_add (page, "</label>\n");

  if (input->hint != NULL)
    web_page_add (page, "<p class=\"hint\" id=\"%s-hint\">%s</p>\n", input->name, input->hint);
  if (input->fault != NULL)
    web_page_add (page, "<p class=\"fault\" id=\"%s-fault\">%s</p>\n", input->name, input->fault);
}

/* Browsers neither keep what is typed, unless it is a name or password to sign in with, nor send it
 * to a spell checker. */
static void
add_attributes (WebPage *page, const WebInput *input)
{
  web_page_add (page, " id=\"%s\" name=\"%s\" autocomplete=\"%s\" spellcheck=\"false\"",
                input->name, input->name, input->kept != NULL ? input->kept : "off");
  if (input->is_code || input->kept != NULL)
    web_page_add (page, " autocapitalize=\"none\"");
  if (input->is_required)
    web_page_add (page, " required");
  if (input->fault != NULL)
    web_page_add (page, " aria-invalid=\"true\"");
  if (input->hint != NULL && input->fault != NULL)
    web_page_add (page, " aria-describedby=\"%s-hint %s-fault\"", input->name, input->name);
  else if (input->hint != NULL)
    web_page_add (page, " aria-describedby=\"%s-hint\"", input->name);
  else if (input->fault != NULL)
    web_page_add (page, " aria-describedby=\"%s-fault\"", input->name);
}

void
web_form_add_input (WebPage *page, const WebInput *input)
{
  add_label (page, input);
  if (input->rows > 0)
    {
      web_page_add (page, "<textarea rows=\"%u\" cols=\"70\"", input->rows);
      add_attributes (page, input);
      /* A line break right behind the tag is not part of the text. */
      web_page_add (page, ">\n%s</textarea>\n</div>\n", input->value);
    }
  else
    {
      /* a day has no length */
      if (input->is_date)
        web_page_add (page, "<input type=\"date\"");
      else
        web_page_add (page, "<input type=\"%s\" size=\"%d\"",
                      input->is_secret ? "password" : "text", input->is_short ? 20 : 60);
      if (input->is_short)
        web_page_add (page, " class=\"short\"");
      add_attributes (page, input);
      web_page_add (page, " value=\"%s\">\n</div>\n", input->value);
    }
}

void
web_form_add_choices (WebPage *page, const char *name, const char *legend, const char *fault,
                      const char *chosen, const WebChoice *choices, guint n_choices)
{
  web_page_add (page, "<fieldset class=\"field%s\"", fault != NULL ? " bad" : "");
  if (fault != NULL)
    web_page_add (page, " aria-describedby=\"%s-fault\"", name);
  web_page_add (page, ">\n<legend>%s</legend>\n", legend);
  if (fault != NULL)
    web_page_add (page, "<p class=\"fault\" id=\"%s-fault\">%s</p>\n", name, fault);

  for (guint i = 0; i < n_choices; i++)
    {
      const WebChoice *choice = &choices[i];
      /* The first one has the field's name as its id, for links to the field. */
      const char *id = i == 0 ? name : web_page_say (page, "%s-%u", name, i);

      web_page_add (
          page, "<div class=\"choice\">\n<input type=\"radio\" id=\"%s\" name=\"%s\" value=\"%s\"",
          id, name, choice->value);
      if (choice->hint != NULL)
        web_page_add (page, " aria-describedby=\"%s-hint\"", id);
      if (chosen != NULL && g_str_equal (choice->value, chosen))
        web_page_add (page, " checked");
      web_page_add (page, ">\n<label for=\"%s\">%s</label>\n", id, choice->label);
      if (choice->hint != NULL)
        web_page_add (page, "<p class=\"hint\" id=\"%s-hint\">%s</p>\n", id, choice->hint);
      web_page_add (page, "</div>\n");
    }
  web_page_add (page, "</fieldset>\n");
}

void
web_form_begin (WebPage *page, const char *path, const char *step, const char *csrf,
                gboolean has_files)
{
  web_page_add (page,
                "<form method=\"post\" action=\"%s\" accept-charset=\"utf-8\" autocomplete=\"off\" "
                "novalidate",
                web_page_get_path (page, path));
  if (has_files)
    web_page_add (page, " enctype=\"multipart/form-data\"");
  web_page_add (page, ">\n");
  /* First of all: whether files are taken in depends on it. */
  if (csrf != NULL)
    web_page_add (page, "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n", csrf);
  web_page_add (page, "<input type=\"hidden\" name=\"step\" value=\"%s\">\n", step);
}

void
web_form_add_button (WebPage *page, const char *label)
{
  web_page_add (page, "<button type=\"submit\">%s</button>\n", label);
}

void
web_form_end (WebPage *page)
{
  web_page_add (page, "</form>\n");
}

/* ------------------------------------------------------------------ files */

static const char *
get_reason (WebPage *page, const WebRefusal *refusal)
{
  switch (refusal->why)
    {
    case WEB_REFUSED_LARGE:
      return web_page_say (page, _ ("“%s” was not kept: it is larger than %d MB."), refusal->name,
                           HARK_TICKET_MAX_FILE / MEGABYTE);
    case WEB_REFUSED_MANY:
      return web_page_say (page, _ ("“%s” was not kept: there can be up to %d files."),
                           refusal->name, HARK_TICKET_MAX_FILES);
    case WEB_REFUSED_UNSAFE:
      return web_page_say (page,
                           _ ("“%s” was not kept: the form had expired. Please choose it again."),
                           refusal->name);
    case WEB_REFUSED_BUSY:
    default:
      return web_page_say (page,
                           _ ("“%s” was not kept: there is no room at this moment. Please try "
                              "again in a few minutes."),
                           refusal->name);
    }
}

void
web_form_find_refusals (WebPage *page, const WebDraft *draft, WebFaults *faults)
{
  for (guint i = 0; i < draft->n_refusals; i++)
    web_faults_add (faults, ATTACHMENT, get_reason (page, draft->refusal[i]));
}

static const char *
say_size (WebPage *page, gint64 bytes)
{
  g_autofree char *size = web_text_dup_size (bytes);

  return web_page_say (page, "%s", size);
}

static void
add_removable (WebPage *page, const WebDraft *draft)
{
  if (draft->n_files == 0)
    return;

  web_page_add (page, "<ul class=\"files\">\n");
  for (guint i = 0; i < draft->n_files; i++)
    {
      WebFile *file = draft->file[i];
      g_autofree char *id = hark_id_to_string (&file->blob);

      web_page_add (page, "<li>%s <span class=\"size\">%s</span>\n", file->name,
                    say_size (page, file->size));
      web_page_add (
          page,
          "<span class=\"choice\"><input type=\"checkbox\" id=\"remove-%u\" name=\"remove\" "
          "value=\"%s\"> <label for=\"remove-%u\">%s<span class=\"unseen\">: "
          "%s</span></label></span></li>\n",
          i, id, i, _ ("Remove"), file->name);
    }
  web_page_add (page, "</ul>\n");
}

void
web_form_add_files (WebPage *page, const WebDraft *draft)
{
  gboolean bad = draft->n_refusals > 0;

  web_page_add (page, "<div class=\"field%s\">\n<label for=\"attachment\">%s</label>\n",
                bad ? " bad" : "", _ ("Files"));
  web_page_add (page, "<p class=\"hint\" id=\"attachment-hint\">%s %s</p>\n",
                web_page_say (page, _ ("Up to %d files of up to %d MB each."),
                              HARK_TICKET_MAX_FILES, HARK_TICKET_MAX_FILE / MEGABYTE),
                _ ("Files can name their author, their device or a place: remove that first if you "
                   "want to stay unknown."));
  for (guint i = 0; i < draft->n_refusals; i++)
    web_page_add (page, "<p class=\"fault\">%s</p>\n", get_reason (page, draft->refusal[i]));
  add_removable (page, draft);

  web_page_add (page, "<input type=\"file\" id=\"attachment\" name=\"attachment\" multiple "
                      "aria-describedby=\"attachment-hint\">\n</div>\n");
}

void
web_form_list_files (WebPage *page, const WebDraft *draft)
{
  if (draft->n_files == 0)
    return;

  web_page_add (page, "<ul class=\"files\">\n");
  for (guint i = 0; i < draft->n_files; i++)
    web_page_add (page, "<li>%s <span class=\"size\">%s</span></li>\n", draft->file[i]->name,
                  say_size (page, draft->file[i]->size));
  web_page_add (page, "</ul>\n");
}
