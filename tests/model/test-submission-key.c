/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-submission-key.h"

#include <string.h>

#define SELLER "91440101MA5PD0018E"
#define ORDER "019a5000-0000-7000-8000-000000000001"

/* The keys that stand in providers' books already never change. */
static void
test_stays (void)
{
  g_autofree char *first = pd_submission_key (SELLER, ORDER, 1);
  g_autofree char *again = pd_submission_key (SELLER, ORDER, 1);

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, ==, "PD4JZ02AXBHKYHS5C6D0");
  g_assert_cmpuint (strlen (first), ==, PD_SUBMISSION_KEY_LENGTH);
  g_assert_cmpuint (strspn (first, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), ==, PD_SUBMISSION_KEY_LENGTH);
}

static void
test_differs (void)
{
  static const struct
  {
    const char *seller;
    const char *order;
    guint generation;
  } rows[] = { { SELLER, ORDER, 1 },
               { SELLER, ORDER, 2 },
               { SELLER, "019a5000-0000-7000-8000-000000000002", 1 },
               { "91310115MA1PD00290", ORDER, 1 },
               { NULL, ORDER, 1 } };
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_true (
        g_hash_table_add (keys, pd_submission_key (rows[i].seller, rows[i].order, rows[i].generation)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/submission-key/stays", test_stays);
  g_test_add_func ("/model/submission-key/differs", test_differs);
  return g_test_run ();
}
