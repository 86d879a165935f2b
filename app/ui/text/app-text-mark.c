/* app-text-mark.c: see app-text-mark.h */
#include "text/app-text-mark.h"

static void
add (PangoAttrList *list, PangoAttribute *attribute, const AppSearchRange *range)
{
  attribute->start_index = range->start;
  attribute->end_index = range->end;
  pango_attr_list_insert (list, attribute);
}

PangoAttrList *
app_text_mark_bold (GArray *ranges)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; i < ranges->len; i++)
    add (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), &g_array_index (ranges, AppSearchRange, i));

  return list;
}

PangoAttrList *
app_text_mark_words (AppSearchQuery *query, const char *text)
{
  g_autoptr (GArray) ranges = app_search_query_find (query, text);
  PangoAttrList *list;

  if (ranges->len == 0)
    return NULL;

  list = pango_attr_list_new ();
  for (guint i = 0; i < ranges->len; i++)
    {
      const AppSearchRange *range = &g_array_index (ranges, AppSearchRange, i);

      /* Black on yellow, like ink: the same on light and on dark. */
      add (list, pango_attr_background_new (0xf8f8, 0xe4e4, 0x5c5c), range);
      add (list, pango_attr_foreground_new (0, 0, 0), range);
      add (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), range);
    }

  return list;
}
