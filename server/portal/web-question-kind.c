/* web-question-kind.c: see web-question-kind.h */
#include "web-question-making.h"

static const WebKinds *const all[] = { &web_kinds_number, &web_kinds_row, &web_kinds_fact };

static const WebKind *
get_kind (guint index)
{
  guint i = 0;

  while (index >= all[i]->n)
    index -= all[i++]->n;
  return &all[i]->kinds[index];
}

guint
web_question_count_kinds (void)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    n += all[i]->n;
  return n;
}

const char *
web_question_get_name (guint kind)
{
  return get_kind (kind)->name;
}

const char *
web_question_get_format (guint kind)
{
  return get_kind (kind)->format;
}

static WebQuestion *
make (WebMaking *making, guint kind)
{
  making->kind = get_kind (kind);
  making->question = g_new0 (WebQuestion, 1);
  making->kind->make (making);
  return making->question;
}

WebQuestion *
web_question_new_of (guint kind, const guint8 seed[WEB_SEED_LEN], guint8 index)
{
  WebMaking making = { .seed = seed, .index = index, .thrown = 1 };

  return make (&making, kind);
}

WebQuestion *
web_question_new (const guint8 seed[WEB_SEED_LEN], guint8 index)
{
  WebMaking making = { .seed = seed, .index = index };
  guint kind = web_making_throw (&making, web_question_count_kinds ());

  return make (&making, kind);
}

void
web_question_free (WebQuestion *self)
{
  g_free (self->text);
  g_free (self->answer);
  g_free (self);
}
