/* web-exclude.c: see web-exclude.h */
#include "web-exclude.h"

#include "store-epoch.h"
#include "store-roster.h"
#include "store-setting.h"

#include <string.h>

#define BOX "exclude" /* the first one's id */

/* Somebody of a team. */
typedef struct
{
  HarkId id;
  char *name;
} Person;

static void
person_free (gpointer data)
{
  Person *self = data;

  g_free (self->name);
  g_free (self);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(const Person *const *)a)->name, (*(const Person *const *)b)->name);
}

/* FALSE also where it cannot be read: that is said when the report is sealed. */
static gboolean
takes_part (SrvStore *store, const HarkId *area)
{
  g_autoptr (HarkSettingArea) settled = store_setting_get_area (store, area, NULL);

  return settled != NULL && settled->exclusion;
}

static void
add_person (SrvContext *context, const HarkId *id, GHashTable *seen, GPtrArray *people)
{
  Person *person;

  if (!g_hash_table_add (seen, hark_id_copy (id)))
    return;

  person = g_new0 (Person, 1);
  person->id = *id;
  person->name = srv_roster_dup_name (context->roster, id);
  if (person->name == NULL)
    person->name = g_strdup ("?");
  g_ptr_array_add (people, person);
}

static void
add_team (SrvContext *context, const HarkId *area, GHashTable *seen, GPtrArray *people)
{
  g_autoptr (GArray) team = srv_roster_list_recipients (context->roster, area);

  for (guint i = 0; i < team->len; i++)
    add_person (context, &g_array_index (team, SrvRecipient, i).id, seen, people);
}

/* Who is ticked and no area offers any more: seen, to be taken away. */
static void
add_ticked (SrvContext *context, const HarkEpoch *epoch, GHashTable *seen, GPtrArray *people)
{
  for (guint i = 0; i < epoch->n_excluded; i++)
    add_person (context, &epoch->excluded[i], seen, people);
}

/* Everybody once, by name. */
static GPtrArray *
list_people (SrvContext *context, GPtrArray *areas, const HarkEpoch *ticked)
{
  GPtrArray *people = g_ptr_array_new_with_free_func (person_free);
  g_autoptr (GHashTable) seen
      = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);

  for (guint i = 0; store != NULL && i < areas->len; i++)
    {
      const SrvArea *area = g_ptr_array_index (areas, i);

      if (takes_part (store, &area->id))
        add_team (context, &area->id, seen, people);
    }

  add_ticked (context, ticked, seen, people);
  g_ptr_array_sort (people, compare_names);
  return people;
}

/* What was ticked, as it came: ids with blanks between them. */
typedef void (*EachFunc) (gpointer user, const HarkId *id);

static void
each (const WebDraft *draft, EachFunc func, gpointer user)
{
  const char *at = web_draft_get (draft, WEB_EXCLUDE);

  while (*at != '\0')
    {
      gsize length = strcspn (at, " ");
      char word[2 * HARK_ID_LEN + 1];
      HarkId id;

      if (length < sizeof word)
        {
          memcpy (word, at, length);
          word[length] = '\0';
          if (hark_id_from_string (word, &id))
            func (user, &id);
        }
      at += length;
      at += strspn (at, " ");
    }
}

/* ------------------------------------------------------------------ whom */

typedef struct
{
  SrvContext *context;
  HarkEpoch *epoch;
  gboolean fits;
} Filling;

static void
fill_one (gpointer user, const HarkId *id)
{
  Filling *self = user;

  if (store_epoch_is_in_a_team (self->context->roster, id))
    self->fits = hark_epoch_exclude (self->epoch, id)
                 && self->epoch->n_excluded <= SRV_EPOCH_MAX_AT_FIRST && self->fits;
}

gboolean
web_exclude_fill (SrvContext *context, const WebDraft *draft, HarkEpoch *epoch)
{
  Filling filling = { .context = context, .epoch = epoch, .fits = !draft->cut[WEB_EXCLUDE] };

  each (draft, fill_one, &filling);
  return filling.fits;
}

char *
web_exclude_dup_names (SrvContext *context, const WebDraft *draft)
{
  HarkEpoch epoch = { 0 };
  GString *names = g_string_new (NULL);

  web_exclude_fill (context, draft, &epoch);
  for (guint i = 0; i < epoch.n_excluded; i++)
    {
      g_autofree char *name = srv_roster_dup_name (context->roster, &epoch.excluded[i]);

      if (name != NULL)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }

  return g_string_free (names, FALSE);
}

/* Whether somebody is left who can answer, and can take an exclusion back. */
static gboolean
has_expert (SrvContext *context, const HarkId *area, const HarkEpoch *epoch)
{
  g_autoptr (GArray) team = srv_roster_list_recipients (context->roster, area);

  for (guint i = 0; i < team->len; i++)
    {
      const HarkId *id = &g_array_index (team, SrvRecipient, i).id;

      if (!hark_epoch_excludes (epoch, id)
          && srv_roster_get_role (context->roster, area, id) >= HARK_ROLE_EXPERT)
        return TRUE;
    }

  return FALSE;
}

void
web_exclude_check (SrvContext *context, const WebDraft *draft, const HarkId *area,
                   WebFaults *faults)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  HarkEpoch epoch = { 0 };

  if (!web_exclude_fill (context, draft, &epoch))
    web_faults_add (faults, BOX, _ ("Too many people are ticked."));
  else if (epoch.n_excluded > 0 && store != NULL && !takes_part (store, area))
    web_faults_add (faults, BOX,
                    _ ("In the area that you chose nobody can be excluded. Take the ticks away, or "
                       "choose another area."));
  else if (epoch.n_excluded > 0 && !has_expert (context, area, &epoch))
    web_faults_add (
        faults, BOX,
        _ ("Nobody would be left who is responsible for reports in this area. Take a tick "
           "away, or choose another area."));
}

/* ------------------------------------------------------------------ fields */

static void
add_box (WebPage *page, const Person *person, guint i, gboolean is_ticked, gboolean is_bad)
{
  g_autofree char *id = hark_id_to_string (&person->id);
  /* what is wrong leads to the first one */
  const char *name = i == 0 ? BOX : web_page_say (page, BOX "-%u", i + 1);

  web_page_add (page,
                "<div class=\"field choice\">\n<input type=\"checkbox\" id=\"%s\" name=\"%s\"",
                name, web_field_get_name (WEB_EXCLUDE));
  web_page_add (page, " value=\"%s\" aria-describedby=\"%s\"", id,
                is_bad ? "exclude-fault exclude-hint" : "exclude-hint");
  web_page_add (page, is_bad ? " aria-invalid=\"true\"" : "");
  web_page_add (page, is_ticked ? " checked>\n" : ">\n");
  web_page_add (page, "<label for=\"%s\">%s</label>\n</div>\n", name, person->name);
}

void
web_exclude_add_fields (WebPage *page, const WebDraft *draft, GPtrArray *areas, WebFaults *faults)
{
  SrvContext *context = srv_request_get_context (web_page_get_request (page));
  g_autoptr (GPtrArray) people = NULL;
  const char *fault = web_faults_find (faults, BOX);
  HarkEpoch epoch = { 0 };

  /* also where nobody is ticked any more, that is said */
  web_page_add (page, "<input type=\"hidden\" name=\"%s\" value=\"1\">\n",
                web_field_get_name (WEB_BOXES));
  web_exclude_fill (context, draft, &epoch);
  people = list_people (context, areas, &epoch);
  if (people->len == 0)
    return;

  web_page_add (page, "<fieldset class=\"group\">\n<legend><h2>%s</h2></legend>\n",
                _ ("Who must not see it, if anybody"));
  web_page_add (page, "<p class=\"hint\" id=\"exclude-hint\">%s</p>\n",
                _ ("These people read reports here. Tick those from whom yours is to be kept, for "
                   "instance because it is about them: Hark shows them nothing of it. The others "
                   "see that you ticked them."));
  if (fault != NULL)
    web_page_add (page, "<p class=\"fault\" id=\"exclude-fault\">%s</p>\n", fault);
  for (guint i = 0; i < people->len; i++)
    {
      const Person *person = g_ptr_array_index (people, i);

      add_box (page, person, i, hark_epoch_excludes (&epoch, &person->id), fault != NULL);
    }
  web_page_add (page, "</fieldset>\n");
}
