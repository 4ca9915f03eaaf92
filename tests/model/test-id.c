/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-id.h"

#include <string.h>

static void
test_new (void)
{
  const gint64 now = G_GINT64_CONSTANT (1773023445123456);
  g_autofree char *id = pd_id_new (now), *other = pd_id_new (now), *later = pd_id_new (now + 1000);

  g_assert_true (pd_id_is_valid (id));
  g_assert_true (g_str_has_prefix (id, "019cd06e-c083-7"));
  g_assert_cmpint (id[14], ==, '7');
  g_assert_nonnull (strchr ("89ab", id[19]));
  g_assert_cmpstr (id, !=, other);
  g_assert_cmpint (strcmp (id, later), <, 0);
  g_assert_cmpint (pd_id_get_time (id), ==, now - 456);
  g_assert_cmpint (pd_id_get_time ("0190b2f4-0000-8000-8000-000000000001"), ==, 0);
  g_assert_cmpint (pd_id_get_time ("x"), ==, 0);
  g_assert_cmpint (pd_id_get_time (NULL), ==, 0);
}

/* Files that are attached in one go, within a millisecond, are listed by their ids. */
static void
test_in_order (void)
{
  const gint64 now = G_GINT64_CONSTANT (1773023500000000);
  g_autofree char *last = pd_id_new (now - 1);

  for (guint i = 0; i < 2500; i++)
    {
      g_autofree char *id = pd_id_new (now + i);

      g_assert_true (pd_id_is_valid (id));
      g_assert_cmpint (pd_id_get_time (id), ==, now + i - i % 1000);
      g_assert_cmpstr (last, <, id);
      g_free (last);
      last = g_steal_pointer (&id);
    }
}

static void
test_from_digest (void)
{
  guint8 digest[16];
  g_autofree char *id = NULL;

  memset (digest, 0xff, sizeof digest);
  id = pd_id_from_digest (digest);
  g_assert_cmpstr (id, ==, "ffffffff-ffff-8fff-bfff-ffffffffffff");
}

static void
test_is_valid (void)
{
  static const char *const wrong[] = { "",
                                       "0190b2f4-0000-7000-8000-00000000000",
                                       "0190b2f4-0000-7000-8000-0000000000011",
                                       "0190B2F4-0000-7000-8000-000000000001",
                                       "0190b2f4 0000-7000-8000-000000000001",
                                       "0190b2f4-0000-7000-8000-00000000000g",
                                       "0190b2f400000-7000-8000-000000000001",
                                       "{190b2f4-0000-7000-8000-00000000000}",
                                       "票票票票票票票票票票票票" };

  g_assert_true (pd_id_is_valid ("0190b2f4-0000-7000-8000-000000000001"));
  g_assert_false (pd_id_is_valid (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (pd_id_is_valid (wrong[i]));
}

/* Positions */

static void
assert_between (const char *before, const char *position, const char *after)
{
  g_assert_cmpuint (strlen (position), >, 0);
  g_assert_cmpuint (strlen (position), <=, PD_POSITION_MAX);
  if (before != NULL)
    g_assert_cmpint (strcmp (before, position), <, 0);
  if (after != NULL)
    g_assert_cmpint (strcmp (position, after), <, 0);
}

static void
test_at_one_end (void)
{
  g_autofree char *first = pd_position_between (NULL, NULL);
  g_autofree char *last = g_strdup (first);

  assert_between (NULL, first, NULL);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *before = g_steal_pointer (&last);

      last = pd_position_between (before, NULL);
      assert_between (before, last, NULL);
    }
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *after = g_steal_pointer (&first);

      first = pd_position_between (NULL, after);
      assert_between (NULL, first, after);
    }
}

/* Lines put in anywhere stay strictly in the order in which a person put them. */
static void
test_anywhere (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260304);

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (GPtrArray) positions = g_ptr_array_new_with_free_func (g_free);

      for (guint i = 0; i < 1000; i++)
        {
          guint at = (guint) g_rand_int_range (random, 0, (gint32) positions->len + 1);
          const char *before = at > 0 ? g_ptr_array_index (positions, at - 1) : NULL;
          const char *after = at < positions->len ? g_ptr_array_index (positions, at) : NULL;
          char *position = pd_position_between (before, after);

          assert_between (before, position, after);
          g_ptr_array_insert (positions, (gint) at, position);
        }
    }
}

/* Always at the same place, as a person does who types lines into the middle. */
static void
test_same_place (void)
{
  g_autofree char *low = g_strdup ("V"), *high = g_strdup ("W");

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *before = g_steal_pointer (&low);

      low = pd_position_between (before, high);
      assert_between (before, low, high);
    }
  g_free (low);
  low = g_strdup ("V");
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *after = g_steal_pointer (&high);

      high = pd_position_between (low, after);
      assert_between (low, high, after);
    }
}

/* What a file or another program may send: an answer that can be saved, and no endless loop. */
static void
test_hostile (void)
{
  static const char *const rows[][2] = {
    { "b", "a" },        { "a", "a" },        { "a", "a0" },  { "a", "a00000" }, { NULL, "0" },
    { NULL, "0000000" }, { "~", NULL },       { "票", NULL }, { "~", "\x7f" },   { "", "" },
    { NULL, "" },        { "a b", "a c" },    { "/", "0" },   { "\n", "a" },     { "z", "0" },
    { "V-", "V." },      { "0", "00000001" }, { "Z", "a" },
  };
  g_autofree char *nines = g_strnfill (PD_POSITION_MAX, 'z'), *zeros = g_strnfill (60000, '0'),
                  *many = g_strnfill (60000, 'z');

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *position = pd_position_between (rows[i][0], rows[i][1]);

      g_assert_cmpuint (strlen (position), <=, PD_POSITION_MAX);
      if (rows[i][0] != NULL)
        g_assert_cmpint (strcmp (rows[i][0], position), <=, 0);
    }
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *position = pd_position_between (i == 0   ? nines
                                                       : i == 1 ? NULL
                                                                : many,
                                                       i == 1 ? zeros : NULL);

      g_assert_cmpuint (strlen (position), <=, PD_POSITION_MAX);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/id/new", test_new);
  g_test_add_func ("/id/in-order", test_in_order);
  g_test_add_func ("/id/from-digest", test_from_digest);
  g_test_add_func ("/id/is-valid", test_is_valid);
  g_test_add_func ("/position/at-one-end", test_at_one_end);
  g_test_add_func ("/position/anywhere", test_anywhere);
  g_test_add_func ("/position/same-place", test_same_place);
  g_test_add_func ("/position/hostile", test_hostile);
  return g_test_run ();
}
