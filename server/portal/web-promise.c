/* web-promise.c: see web-promise.h */
#include "web-promise.h"

#include "store-area.h"
#include "store-setting.h"
#include "web-text.h"

void
web_promise_free (WebPromise *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->acknowledge, hark_definition_free);
  g_clear_pointer (&self->feedback, hark_definition_free);
  g_free (self);
}

/* What begins by hand, or not with every report, is no promise to whoever is about to report. */
static HarkDefinition *
find (GPtrArray *periods, HarkDefinitionKind kind)
{
  for (guint i = 0; i < periods->len; i++)
    {
      const HarkDefinition *item = g_ptr_array_index (periods, i);

      if (item->kind == kind && item->attaches && item->start != HARK_DEFINITION_HAND)
        return hark_definition_copy (item);
    }

  return NULL;
}

/* As far as it is told. */
static gboolean
is_same (const HarkDefinition *one, const HarkDefinition *other)
{
  if (one == NULL || other == NULL)
    return one == other;

  return one->start == other->start && one->length.count == other->length.count
         && one->length.unit == other->length.unit;
}

WebPromise *
web_promise_read (SrvStore *store, GPtrArray *areas, GError **error)
{
  g_autoptr (WebPromise) self = g_new0 (WebPromise, 1);

  for (guint i = 0; i < areas->len; i++)
    {
      const SrvArea *area = g_ptr_array_index (areas, i);
      g_autoptr (HarkSettingArea) settled = store_setting_get_area (store, &area->id, error);
      g_autoptr (GPtrArray) periods = NULL;
      g_autoptr (HarkDefinition) acknowledge = NULL, feedback = NULL;

      if (settled == NULL)
        return NULL;

      periods = hark_setting_area_list_periods (settled);
      acknowledge = find (periods, HARK_DEFINITION_ACKNOWLEDGE);
      feedback = find (periods, HARK_DEFINITION_FEEDBACK);
      if (i == 0)
        {
          self->acknowledge = g_steal_pointer (&acknowledge);
          self->feedback = g_steal_pointer (&feedback);
        }
      else if (!is_same (self->acknowledge, acknowledge) || !is_same (self->feedback, feedback))
        self->differs = TRUE;
    }

  return g_steal_pointer (&self);
}

/* In the place of %s in the sentences below. */
static const char *
say_length (WebPage *page, const HarkPeriodLength *length)
{
  guint n = length->count;

  switch (length->unit)
    {
    case HARK_PERIOD_WORKING_DAYS:
      return web_page_say (page, ngettext ("within one working day", "within %u working days", n),
                           n);
    case HARK_PERIOD_MONTHS:
      return web_page_say (page, ngettext ("within one month", "within %u months", n), n);
    case HARK_PERIOD_DAYS:
    default:
      return web_page_say (page, ngettext ("within one day", "within %u days", n), n);
    }
}

/* What is counted from an acknowledgement that nobody promises has no day that could be told. */
static const char *
say_feedback (const WebPromise *self, WebPage *page)
{
  const HarkDefinition *feedback = self->feedback;

  if (feedback->start == HARK_DEFINITION_RECEIPT)
    return web_page_say (page,
                         /* TRANSLATORS: %s is "within 3 months"; there: in the inbox */
                         _ ("There it tells you what came of it, %s of your report."),
                         say_length (page, &feedback->length));
  if (self->acknowledge != NULL)
    return web_page_say (page,
                         /* TRANSLATORS: %s is "within 3 months"; there: in the inbox */
                         _ ("There it tells you what came of it, %s of that."),
                         say_length (page, &feedback->length));

  return _ ("There it tells you what came of it.");
}

void
web_promise_add (const WebPromise *self, WebPage *page)
{
  if (self->differs)
    {
      web_page_add (page, "<li>%s</li>\n",
                    _ ("If the team can reach you, you are told at the end whether and by when it "
                       "confirms that it has your report, and tells you what came of it: that "
                       "depends on what it is about."));
      return;
    }
  if (self->acknowledge == NULL)
    web_page_add (page, "<li>%s</li>\n", _ ("The team reads your report."));
  else
    web_page_add (page, "<li>%s</li>\n",
                  web_page_say (page,
                                /* TRANSLATORS: %s is "within 7 days"; there: in the inbox */
                                _ ("There the team confirms %s that it has your report."),
                                say_length (page, &self->acknowledge->length)));
  if (self->feedback != NULL)
    web_page_add (page, "<li>%s</li>\n", say_feedback (self, page));
}
