/* test-invitation.c: what is handed over outside Hark, and what only its holder can prove */
#include "hark-code.h"
#include "hark-invitation.h"
#include "vector.h"

typedef struct
{
  HarkInvitation *invitation;
  guint8 sign_pk[32], box_pk[32], tag[HARK_INVITATION_TAG_LEN];
} Fixture;

static JsonObject *
load (Fixture *f, JsonObject *all, guint index)
{
  JsonObject *v = vector_at (all, "invitations", index);

  vector_fixed (v, "root_pk", f->invitation->root_pk, 32);
  vector_id (v, "user", &f->invitation->user);
  vector_fixed (v, "secret", f->invitation->secret, sizeof f->invitation->secret);
  vector_fixed (v, "sign_pk", f->sign_pk, 32);
  vector_fixed (v, "box_pk", f->box_pk, 32);
  vector_fixed (v, "tag", f->tag, sizeof f->tag);
  return v;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) all = vector_load ("invitation");

  f->invitation = hark_seal_alloc (sizeof *f->invitation);
  load (f, all, 0);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  hark_seal_free (f->invitation);
}

static void
test_vectors_are_reproduced (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) all = vector_load ("invitation");

  g_assert_cmpuint (vector_count (all, "invitations"), ==, 2);
  for (guint i = 0; i < vector_count (all, "invitations"); i++)
    {
      JsonObject *v = load (f, all, i);
      g_autoptr (GError) error = NULL;
      HarkInvitation read;
      guint8 token[32], hash[32], tag[32];
      char *line = hark_invitation_to_line (f->invitation);

      g_assert_cmpstr (line, ==, vector_text (v, "line"));
      hark_invitation_parse (line, &read, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (&read, sizeof read, f->invitation, sizeof *f->invitation);
      hark_invitation_token (&read, token);
      vector_assert_mem (token, sizeof token, v, "token");
      hark_invitation_token_hash (token, hash);
      vector_assert_mem (hash, sizeof hash, v, "token_hash");
      hark_invitation_tag (&read, f->sign_pk, f->box_pk, tag);
      vector_assert_mem (tag, sizeof tag, v, "tag");
      hark_invitation_verify (&read, f->sign_pk, f->box_pk, tag, &error);
      g_assert_no_error (error);
      hark_seal_free_string (line);
    }
}

static void
test_case_and_spacing_do_not_matter (Fixture *f, gconstpointer unused)
{
  char *line = hark_invitation_to_line (f->invitation);
  g_autofree char *lower = g_ascii_strdown (line, -1);
  g_autofree char *spaced = g_strdelimit (g_strdup (line), "-", ' ');
  g_autofree char *padded = g_strdup_printf ("\n  %s \n", lower);
  const char *forms[] = { lower, spaced, padded };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (GError) error = NULL;
      HarkInvitation read;

      hark_invitation_parse (forms[i], &read, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (&read, sizeof read, f->invitation, sizeof *f->invitation);
    }
  hark_seal_free_string (line);
}

/* Refused, nothing written, and nothing of the text told. */
static void
assert_refused (const char *text, HarkError code)
{
  g_autoptr (GError) error = NULL;
  HarkInvitation read, before;

  memset (&read, 0x5a, sizeof read);
  memcpy (&before, &read, sizeof read);
  g_assert_false (hark_invitation_parse (text, &read, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_cmpmem (&read, sizeof read, &before, sizeof before);
  if (text != NULL && strlen (text) > 3)
    g_assert_null (strstr (error->message, text));
}

static void
test_other_texts_are_refused (Fixture *f, gconstpointer unused)
{
  guint8 key[32] = { 7 };
  char *root = hark_code_key_to_line (key);
  g_autofree char *long_one = g_strnfill (HARK_CODE_MAX_TEXT + 1, '0');

  assert_refused (NULL, HARK_ERROR_INVALID);
  assert_refused ("", HARK_ERROR_INVALID);
  assert_refused ("hello", HARK_ERROR_INVALID);
  assert_refused ("\xff\xfe", HARK_ERROR_INVALID);
  assert_refused (root, HARK_ERROR_INVALID);
  assert_refused (long_one, HARK_ERROR_INVALID);
  hark_seal_free_string (root);
}

static void
test_each_mistyped_character_is_found (Fixture *f, gconstpointer unused)
{
  char *line = hark_invitation_to_line (f->invitation);
  gsize length = strlen (line);

  for (gsize i = 0; i < length; i++)
    {
      char right = line[i];

      if (right == '-')
        continue;
      line[i] = right == 'Z' ? '2' : 'Z';
      assert_refused (line, HARK_ERROR_INVALID);
      line[i] = 'U'; /* no symbol */
      assert_refused (line, HARK_ERROR_INVALID);
      line[i] = right;
    }
  line[length - 1] = '\0';
  assert_refused (line, HARK_ERROR_INVALID);
  hark_seal_free_string (line);
}

static void
test_another_version_and_nobody_are_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) all = vector_load ("invitation");
  JsonObject *v = vector_at (all, "invitations", 0);

  assert_refused (vector_text (v, "later"), HARK_ERROR_UPGRADE);
  assert_refused (vector_text (v, "nobody"), HARK_ERROR_INVALID);
}

static void
assert_unverified (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hark_invitation_verify (f->invitation, f->sign_pk, f->box_pk, f->tag, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
}

/* Every bit that the tag covers, and every bit of it. */
static void
test_tag_holds_for_these_keys_alone (Fixture *f, gconstpointer unused)
{
  const struct
  {
    guint8 *data;
    gsize length;
  } parts[] = { { f->sign_pk, 32 },
                { f->box_pk, 32 },
                { f->tag, sizeof f->tag },
                { f->invitation->user.bytes, HARK_ID_LEN },
                { f->invitation->secret, sizeof f->invitation->secret },
                { f->invitation->root_pk, 32 } };

  for (guint p = 0; p < G_N_ELEMENTS (parts); p++)
    for (gsize i = 0; i < parts[p].length * 8; i++)
      {
        parts[p].data[i / 8] ^= (guint8)(1 << i % 8);
        assert_unverified (f);
        parts[p].data[i / 8] ^= (guint8)(1 << i % 8);
      }
  g_assert_true (hark_invitation_verify (f->invitation, f->sign_pk, f->box_pk, f->tag, NULL));
}

/* Swapped keys are other keys. */
static void
test_keys_cannot_change_places (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hark_invitation_verify (f->invitation, f->box_pk, f->sign_pk, f->tag, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
}

/* What the server is given opens no other door: neither token nor its hash work as the secret. */
static void
test_token_makes_no_tag (Fixture *f, gconstpointer unused)
{
  guint8 token[32], hash[32], tag[32];
  HarkInvitation server = *f->invitation;

  hark_invitation_token (f->invitation, token);
  hark_invitation_token_hash (token, hash);
  memcpy (server.secret, token, sizeof server.secret);
  hark_invitation_tag (&server, f->sign_pk, f->box_pk, tag);
  g_assert_false (hark_seal_equal (tag, f->tag, sizeof tag));
  memcpy (server.secret, hash, sizeof server.secret);
  hark_invitation_tag (&server, f->sign_pk, f->box_pk, tag);
  g_assert_false (hark_seal_equal (tag, f->tag, sizeof tag));
  g_assert_false (hark_seal_equal (token, hash, sizeof token));
}

/* Of an account on the portal alone: the code itself is all there is. */
static void
test_code_vectors_are_reproduced (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) all = vector_load ("invitation");

  for (guint i = 0; i < vector_count (all, "codes"); i++)
    {
      JsonObject *v = vector_at (all, "codes", i);
      guint8 code[HARK_CODE_LEN], hash[HARK_HASH_LEN];
      HarkId org;

      vector_fixed (v, "code", code, sizeof code);
      vector_id (v, "org", &org);
      hark_invitation_hash_code (code, &org, hash);
      vector_assert_mem (hash, sizeof hash, v, "hash");
    }
  g_assert_cmpuint (vector_count (all, "codes"), ==, 2);
}

static void
test_random_ones_differ (Fixture *f, gconstpointer unused)
{
  HarkInvitation a, b;

  hark_invitation_random (&a, f->invitation->root_pk);
  hark_invitation_random (&b, f->invitation->root_pk);
  g_assert_cmpmem (a.root_pk, 32, b.root_pk, 32);
  g_assert_false (hark_id_equal (&a.user, &b.user));
  g_assert_false (hark_seal_equal (a.secret, b.secret, sizeof a.secret));
}

#define TEST(path, function)                                                                       \
  g_test_add ("/invitation/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  TEST ("vectors", test_vectors_are_reproduced);
  TEST ("spacing", test_case_and_spacing_do_not_matter);
  TEST ("other-texts", test_other_texts_are_refused);
  TEST ("mistyped", test_each_mistyped_character_is_found);
  TEST ("versions", test_another_version_and_nobody_are_refused);
  TEST ("tag", test_tag_holds_for_these_keys_alone);
  TEST ("places", test_keys_cannot_change_places);
  TEST ("token", test_token_makes_no_tag);
  TEST ("code-vectors", test_code_vectors_are_reproduced);
  TEST ("random", test_random_ones_differ);

  return g_test_run ();
}
