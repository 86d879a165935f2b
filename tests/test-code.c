/* test-code.c: secret bytes as people copy them */
#include "hark-code.h"
#include "vector.h"

static void
assert_parses (const char *text, const guint8 code[HARK_CODE_LEN])
{
  g_autoptr (GError) error = NULL;
  guint8 read[HARK_CODE_LEN] = { 0 };

  hark_code_parse (text, read, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (read, sizeof read, code, HARK_CODE_LEN);
}

/* Refused, nothing written, and nothing of the text told. */
static void
assert_refused (const char *text, const char *why)
{
  g_autoptr (GError) error = NULL;
  guint8 code[HARK_CODE_LEN], before[HARK_CODE_LEN];

  memset (code, 0x5a, sizeof code);
  memcpy (before, code, sizeof code);
  g_assert_false (hark_code_parse (text, code, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, why));
  g_assert_cmpmem (code, sizeof code, before, sizeof before);
}

static void
test_vectors_are_reproduced (void)
{
  g_autoptr (JsonObject) all = vector_load ("code");
  HarkId org;

  vector_id (all, "org", &org);
  for (guint i = 0; i < vector_count (all, "codes"); i++)
    {
      JsonObject *v = vector_at (all, "codes", i);
      guint8 code[HARK_CODE_LEN], hash[32];
      HarkReporterKeys keys;
      char *words, *line;

      vector_fixed (v, "code", code, sizeof code);
      words = hark_code_to_words (code);
      line = hark_code_to_line (code);
      g_assert_cmpstr (words, ==, vector_text (v, "words"));
      g_assert_cmpstr (line, ==, vector_text (v, "line"));
      assert_parses (words, code);
      assert_parses (line, code);
      hark_seal_free_string (words);
      hark_seal_free_string (line);

      hark_code_reporter_keys (code, &org, &keys);
      vector_assert_mem (keys.lookup, sizeof keys.lookup, v, "lookup");
      vector_assert_mem (keys.token, sizeof keys.token, v, "token");
      vector_assert_mem (keys.box_pk, sizeof keys.box_pk, v, "box_pk");
      vector_assert_mem (keys.box_sk, sizeof keys.box_sk, v, "box_sk");
      hark_code_token_hash (keys.token, hash);
      vector_assert_mem (hash, sizeof hash, v, "token_hash");
    }
}

static void
test_key_vectors_are_reproduced (void)
{
  g_autoptr (JsonObject) all = vector_load ("code");

  for (guint i = 0; i < vector_count (all, "keys"); i++)
    {
      JsonObject *v = vector_at (all, "keys", i);
      g_autoptr (GError) error = NULL;
      guint8 key[32], read[32];
      char *line;

      vector_fixed (v, "key", key, sizeof key);
      line = hark_code_key_to_line (key);
      g_assert_cmpstr (line, ==, vector_text (v, "line"));
      hark_code_key_parse (line, read, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (read, sizeof read, key, sizeof key);
      hark_seal_free_string (line);
    }
}

static void
test_random_code_survives_both_forms (void)
{
  for (guint i = 0; i < 200; i++)
    {
      guint8 code[HARK_CODE_LEN];
      char *words, *line;

      hark_code_random (code);
      words = hark_code_to_words (code);
      line = hark_code_to_line (code);
      g_assert_cmpuint (strlen (words), <, HARK_CODE_MAX_TEXT);
      g_assert_cmpuint (strlen (line), ==, 34);
      assert_parses (words, code);
      assert_parses (line, code);
      hark_seal_free_string (words);
      hark_seal_free_string (line);
    }
}

static void
test_any_case_and_spacing_is_accepted (void)
{
  static const guint8 zeros[HARK_CODE_LEN];
  static const guint8 some[HARK_CODE_LEN] = { 0x03, 0x0a, 0x11, 0x18, 0x1f, 0x26, 0x2d, 0x34,
                                              0x3b, 0x42, 0x49, 0x50, 0x57, 0x5e, 0x65, 0x6c };

  assert_parses ("  ABANDON abandon\tAbandon abandon\nabandon-abandon abandon abandon abandon"
                 " abandon abandon  about\r\n",
                 zeros);
  assert_parses ("abandon\302\240abandon abandon abandon abandon abandon abandon abandon abandon"
                 " abandon abandon about",
                 zeros);
  /* four letters say which word */
  assert_parses ("adap expl ecol dinn glar old unfa empt expe road off summ", some);
  assert_parses ("0c51260z4rpk8et29585eqk5dgs5", some);
  assert_parses (" 0C5 1260Z4RPK8ET 29585-EQK5-DGS5\n", some);
}

static void
test_numbers_of_a_list_are_no_part_of_the_words (void)
{
  static const guint8 zeros[HARK_CODE_LEN];

  assert_parses ("1. abandon 2. abandon 3. abandon\n4.abandon 5. abandon 6. abandon\n 7. abandon"
                 " 8. abandon 9. abandon\n10. abandon 11. abandon 12. about\n",
                 zeros);
  /* only in front of a word, of two digits at most, and never in a line */
  assert_refused ("123. abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                  " abandon abandon about",
                  "length");
  assert_refused ("abandon. abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                  " abandon about",
                  "word 1 ");
  assert_refused ("1.", "length");
  assert_refused ("0C51-260Z-4RPK-8ET2-9585-EQK5-DG.S5", "length");
}

static void
test_look_alikes_are_read_as_digits (void)
{
  static const guint8 some[HARK_CODE_LEN] = { 0x03, 0x0a, 0x11, 0x18, 0x1f, 0x26, 0x2d, 0x34,
                                              0x3b, 0x42, 0x49, 0x50, 0x57, 0x5e, 0x65, 0x6c };
  static const guint8 zeros[HARK_CODE_LEN];

  assert_parses ("oc5i-26oz-4rpk-8et2-9585-eqk5-dgs5", some);
  assert_parses ("OC5L-26OZ-4RPK-8ET2-9585-EQK5-DGS5", some);
  assert_parses ("oooo-OOOO-0000-0000-0000-0000-00EH", zeros);
}

static void
test_wrong_length_is_refused (void)
{
  g_autofree char *long_text = g_strnfill (HARK_CODE_MAX_TEXT + 1, 'a');

  assert_refused ("", "length");
  assert_refused ("   \n", "length");
  assert_refused (NULL, "length");
  assert_refused ("abandon abandon about", "length");
  assert_refused ("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                  " abandon abandon about",
                  "length");
  assert_refused ("0C51-260Z-4RPK-8ET2-9585-EQK5-DGS", "length");
  assert_refused ("0C51-260Z-4RPK-8ET2-9585-EQK5-DGS55", "length");
  assert_refused (long_text, "length");
}

static void
test_wrong_words_are_refused (void)
{
  assert_refused ("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                  " abandon hark",
                  "word 12");
  /* three letters of a longer word are not enough, nor are five wrong ones */
  assert_refused ("aba abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                  " abandon about",
                  "word 1 ");
  assert_refused ("abandon aband0n", "length");
  assert_refused ("abandon abandox abandon abandon abandon abandon abandon abandon abandon abandon"
                  " abandon about",
                  "word 2");
  assert_refused ("\303\244bandon abandon abandon abandon abandon abandon abandon abandon abandon"
                  " abandon abandon abandon",
                  "word 1 ");
  /* what is too short to be either is not held against the list of words */
  assert_refused ("AAAA-BBBB", "twelve words or 28 characters");
  assert_refused ("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                  " abandon ability",
                  "words");
  /* two that changed places */
  assert_refused ("explain adapt ecology dinner glare old unfair empty expect road off summer",
                  "words");
  assert_refused ("abandon \377\376", "not text");
}

static void
test_wrong_characters_are_refused (void)
{
  assert_refused ("0C51-260Z-4RPK-8ET2-9585-EQK5-DGSU", "character");
  assert_refused ("0C51-260Z-4RPK-8ET2-9585-EQK5-DGS!", "character");
  assert_refused ("0C51-260Z-4RPK-8ET2-9585-EQK5-DGS\303\244", "character");
  assert_refused ("0C51-260Z-4RPK-8ET2-9585-EQK5-DGS6", "check");
  assert_refused ("0C51-260Z-4RPK-8ET2-9585-EQK5-DGT5", "check");
  assert_refused ("1C51-260Z-4RPK-8ET2-9585-EQK5-DGS5", "check");
  /* the same code with a bit set behind its end */
  assert_refused ("0000-0000-0000-0000-0000-0000-01EH", "check");
}

static void
test_mistyped_characters_are_noticed (void)
{
  static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  static const char line[] = "0C51260Z4RPK8ET29585EQK5DGS5";
  guint slipped = 0, tried = 0;

  for (guint i = 0; i < 28; i++)
    for (guint j = 0; j < 32; j++)
      {
        char text[29];
        guint8 code[HARK_CODE_LEN];

        if (line[i] == symbols[j])
          continue;
        memcpy (text, line, sizeof text);
        text[i] = symbols[j];
        tried++;
        slipped += hark_code_parse (text, code, NULL);
      }

  /* ten check bits: one in 1,024 */
  g_assert_cmpuint (slipped, <=, tried / 200);
}

static void
test_wrong_keys_are_refused (void)
{
  static const char *const lines[] = {
    "",
    "0000",
    NULL,
    "0C51-260Z-4RPK-8ET2-9585-EQK5-DGS5",
  };
  g_autoptr (JsonObject) all = vector_load ("code");
  g_autofree char *wrong = g_strdup (vector_text (vector_at (all, "keys", 2), "line"));
  guint8 key[32], before[32];

  memset (key, 0x5a, sizeof key);
  memcpy (before, key, sizeof key);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (hark_code_key_parse (lines[i], key, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }

  for (gsize i = 0; i < strlen (wrong); i++)
    {
      char c = wrong[i];

      if (c == '-')
        continue;
      wrong[i] = c == '7' ? '8' : '7';
      g_assert_false (hark_code_key_parse (wrong, key, NULL));
      wrong[i] = 'U';
      g_assert_false (hark_code_key_parse (wrong, key, NULL));
      wrong[i] = c;
    }
  g_assert_cmpmem (key, sizeof key, before, sizeof before);
}

static void
test_keys_differ_between_organisations (void)
{
  const guint8 code[HARK_CODE_LEN] = { 1 };
  HarkReporterKeys one, other;
  HarkId first = { { 1 } }, second = { { 2 } };

  hark_code_reporter_keys (code, &first, &one);
  hark_code_reporter_keys (code, &second, &other);
  g_assert_false (hark_seal_equal (one.lookup, other.lookup, sizeof one.lookup));
  g_assert_false (hark_seal_equal (one.token, other.token, sizeof one.token));
  g_assert_false (hark_seal_equal (one.box_pk, other.box_pk, sizeof one.box_pk));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  g_test_add_func ("/code/vectors-are-reproduced", test_vectors_are_reproduced);
  g_test_add_func ("/code/key-vectors-are-reproduced", test_key_vectors_are_reproduced);
  g_test_add_func ("/code/random-code-survives-both-forms", test_random_code_survives_both_forms);
  g_test_add_func ("/code/any-case-and-spacing-is-accepted", test_any_case_and_spacing_is_accepted);
  g_test_add_func ("/code/numbers-of-a-list-are-no-part-of-the-words",
                   test_numbers_of_a_list_are_no_part_of_the_words);
  g_test_add_func ("/code/look-alikes-are-read-as-digits", test_look_alikes_are_read_as_digits);
  g_test_add_func ("/code/wrong-length-is-refused", test_wrong_length_is_refused);
  g_test_add_func ("/code/wrong-words-are-refused", test_wrong_words_are_refused);
  g_test_add_func ("/code/wrong-characters-are-refused", test_wrong_characters_are_refused);
  g_test_add_func ("/code/mistyped-characters-are-noticed", test_mistyped_characters_are_noticed);
  g_test_add_func ("/code/wrong-keys-are-refused", test_wrong_keys_are_refused);
  g_test_add_func ("/code/keys-differ-between-organisations",
                   test_keys_differ_between_organisations);

  return g_test_run ();
}
