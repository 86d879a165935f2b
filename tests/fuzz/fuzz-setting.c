/* fuzz-setting.c: what was settled: a document's frame, and the bodies of areas and of the
 * organisation. What was taken is written, taken again, and written the same. */
#include "fuzz.h"

#include "hark-json.h"
#include "hark-seal-private.h"
#include "hark-setting-area.h"
#include "hark-setting-organisation.h"
#include "hark-setting.h"

#include <string.h>

static void
try_area (JsonObject *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSettingArea) area = hark_setting_area_from_json (body, &error);
  g_autoptr (HarkSettingArea) again = NULL;
  g_autoptr (JsonObject) written = NULL;
  g_autoptr (JsonObject) twice = NULL;
  g_autoptr (JsonNode) one = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) other = json_node_new (JSON_NODE_OBJECT);

  fuzz_check (area != NULL, &error);
  if (area == NULL)
    return;

  g_assert_cmpuint (area->questions->len, <=, HARK_SETTING_MAX_QUESTIONS);
  g_assert_nonnull (hark_setting_text_get (area->name, area->language));
  written = hark_setting_area_to_json (area);
  again = hark_setting_area_from_json (written, NULL);
  g_assert_nonnull (again);
  twice = hark_setting_area_to_json (again);
  json_node_set_object (one, written);
  json_node_set_object (other, twice);
  g_assert_true (json_node_equal (one, other));
}

static void
try_organisation (JsonObject *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSettingOrganisation) organisation
      = hark_setting_organisation_from_json (body, &error);
  g_autoptr (HarkSettingOrganisation) again = NULL;
  g_autoptr (JsonObject) written = NULL;

  fuzz_check (organisation != NULL, &error);
  if (organisation == NULL)
    return;

  written = hark_setting_organisation_to_json (organisation);
  again = hark_setting_organisation_from_json (written, NULL);
  g_assert_nonnull (again);
}

static void
try_document (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) document = g_bytes_new (data, size);
  g_autoptr (HarkRoster) nobody = hark_roster_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HarkSetting) setting = hark_setting_read (document, &error);

  fuzz_check (setting != NULL, &error);
  g_assert_false (setting != NULL && hark_setting_verify (setting, document, nobody, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (JsonObject) body = NULL;

  hark_seal_init ();
  try_document (data, size);
  body = hark_json_parse_object ((const char *)data, size, HARK_SETTING_MAX_BODY, NULL);
  if (body == NULL)
    return 0;

  try_area (body);
  try_organisation (body);
  return 0;
}

void
fuzz_seed (void)
{
  static const char area[]
      = "{\"language\":\"de\",\"name\":{\"de\":\"Einkauf\",\"en\":\"Purchasing\"},"
        "\"description\":{\"de\":\"a\\nb\"},\"portal\":true,\"anonymous\":false,\"default\":true,"
        "\"exclusion\":false,\"contact\":\"pseudonym\",\"pseudonym\":\"G\",\"questions\":[{\"id\":"
        "\"00000000000000000000000000000001\",\"kind\":\"choice\",\"required\":true,\"label\":"
        "{\"de\":\"Wo?\"},\"choices\":[{\"de\":\"a\"},{\"de\":\"b\"}]},{\"id\":"
        "\"00000000000000000000000000000002\",\"kind\":\"date\",\"required\":false,\"label\":"
        "{\"de\":\"Wann?\"},\"later\":[1]}]}";
  static const char organisation[]
      = "{\"language\":\"en\",\"imprint\":{\"en\":\"a\\n\\nb\"},\"privacy\":{\"de\":\"c\"},"
        "\"contact\":{\"en\":\"d\"},\"later\":{}}";
  g_autoptr (JsonObject) body = hark_json_parse_object (area, strlen (area), 65536, NULL);
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  g_autoptr (GBytes) org = NULL;
  g_autoptr (GBytes) document = NULL;
  const guint8 seed[32] = { 7 };
  const HarkId scope = { { 1 } }, author = { { 2 } };
  guint8 pk[32], sk[64];

  hark_seal_init ();
  hark_seal_sign_keys (seed, pk, sk);
  org = hark_roster_make_org (pk, sk, "Example");
  hark_roster_append (roster, org, NULL);
  document = hark_setting_make (roster, &scope, NULL, body, 1, &author, sk, NULL);
  fuzz_add_text ("area", area);
  fuzz_add_text ("organisation", organisation);
  fuzz_add ("document", g_bytes_get_data (document, NULL), g_bytes_get_size (document));
}
