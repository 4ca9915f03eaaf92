/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/pd-store-repair.h"

/* Entries and sums of what the platform has, kept with everything that a store goes through. */

static void
assert_kept (StoreFixture *fixture)
{
  PdDigest kept, computed;
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_store_digest_get_sum (fixture->session, &kept, &error));
  g_assert_true (pd_store_digest_compute (fixture->session, &computed, &error));
  g_assert_cmpint (kept.count, ==, computed.count);
  g_assert_true (pd_digest_equal (&kept, &computed));
}

/* One thing that may happen to an order: pulled in a newer version, edited, sent and decided in one way or another. */
static void
do_something (StoreFixture *fixture, GPtrArray *theirs, GRand *random, gint64 *head)
{
  g_autofree char *text = g_strdup_printf ("%d", g_rand_int_range (random, 0, 4));
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (PdRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  guint which = theirs->len > 0 ? (guint) g_rand_int_range (random, 0, (gint32) theirs->len) : 0;
  int what = g_rand_int_range (random, 0, 8);

  if (theirs->len < 5 || what == 0)
    {
      record = store_fixture_order (fixture, text, text);
      pd_record_set_revision (record, 1);
      pd_record_set_sequence (record, ++*head);
      g_ptr_array_add (theirs, pd_record_ref (record));
      g_assert_true (store_fixture_pull (fixture, record, *head, NULL));
      return;
    }
  record = pd_record_copy (g_ptr_array_index (theirs, which));
  if (what < 3)
    {
      pd_record_set_revision (record, pd_record_get_revision (record) + 1);
      pd_record_set_sequence (record, ++*head);
      pd_record_set_text (record, PD_ORDER_REMARK, text);
      pd_record_set_deleted (record, g_rand_int_range (random, 0, 10) == 0);
      g_assert_true (store_fixture_pull (fixture, record, *head, NULL));
      if (pd_record_is_deleted (record))
        g_ptr_array_remove_index (theirs, which);
      else
        {
          pd_record_unref (theirs->pdata[which]);
          theirs->pdata[which] = pd_record_ref (record);
        }
      return;
    }
  if (what < 6)
    {
      g_autoptr (PdRecord) mine =
          pd_store_get_record (fixture->session, &pd_order_type, pd_record_get_id (record), NULL);

      if (mine != NULL)
        {
          pd_record_set_text (mine, g_rand_boolean (random) ? PD_ORDER_REMARK : PD_ORDER_BUYER_NAME, text);
          if (g_rand_int_range (random, 0, 6) == 0)
            pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (mine), fixture->now,
                                    NULL);
          else
            pd_store_save_record (fixture->session, mine, fixture->now += 1000, NULL);
        }
      return;
    }
  batch = pd_store_freeze_batch (fixture->session, 1, 100000, &error);
  g_assert_no_error (error);
  if (batch->len == 1)
    {
      const PdMutation *mutation = g_ptr_array_index (batch, 0);
      PdResult *result =
          pd_result_new (mutation->id, g_rand_boolean (random) ? PD_OUTCOME_OK : PD_OUTCOME_CONFLICT);

      result->code = result->outcome == PD_OUTCOME_OK ? NULL : g_strdup ("fields");
      for (guint i = 0; i < theirs->len; i++)
        if (g_str_equal (pd_record_get_id (theirs->pdata[i]), mutation->record_id))
          {
            PdRecord *current = theirs->pdata[i];

            if (result->outcome == PD_OUTCOME_OK)
              {
                PdRecord *next = mutation->kind == PD_MUTATION_PATCH
                                     ? pd_patch_apply (mutation->patch, current, NULL)
                                     : pd_record_copy (current);

                pd_record_set_deleted (next, mutation->kind == PD_MUTATION_DELETE);
                pd_record_set_revision (next, pd_record_get_revision (current) + 1);
                pd_record_set_sequence (next, ++*head);
                pd_record_unref (current);
                theirs->pdata[i] = current = next;
              }
            result->record = pd_record_copy (current);
          }
      store_fixture_answer (fixture, result);
    }
}

static void
test_kept_is_computed (void)
{
  StoreFixture fixture;
  g_autoptr (GPtrArray) theirs = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GError) error = NULL;
  gint64 head = 0;
  guint n_wrong;

  store_fixture_open (&fixture);
  g_assert_true (pd_store_digest_ensure (fixture.session, &error));
  g_assert_true (pd_store_session_exec (fixture.session, "PRAGMA synchronous = OFF", &error));
  for (guint i = 0; i < 2000; i++)
    {
      do_something (&fixture, theirs, random, &head);
      if (i % 50 == 0)
        assert_kept (&fixture);
    }
  assert_kept (&fixture);
  g_assert_true (pd_store_digest_check (fixture.session, 0, &n_wrong, &error));
  g_assert_cmpuint (n_wrong, ==, 0);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM conflict"), >, 10);
  store_fixture_close (&fixture);
}

/* A file from before there were entries gets them when they are first needed. */
static void
test_older_file (void)
{
  StoreFixture fixture;
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (&fixture);
  order = store_fixture_accepted (&fixture, "甲", "纸");
  g_assert_true (pd_store_session_exec (fixture.session,
                                        "DELETE FROM digest; DELETE FROM digest_sum;"
                                        "DELETE FROM meta WHERE key = 'digests'",
                                        &error));
  g_assert_true (pd_store_digest_ensure (fixture.session, &error));
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count FROM digest_sum WHERE name LIKE 'order%'"),
                   ==, 1);
  assert_kept (&fixture);
  store_fixture_close (&fixture);
}

/* What is looked at in turn comes round: every record is looked at, however few at a time. */
static void
test_check_comes_round (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  guint n_wrong, total = 0;

  store_fixture_open (&fixture);
  for (guint i = 0; i < 10; i++)
    pd_record_unref (store_fixture_accepted (&fixture, "甲", "纸"));
  g_assert_true (pd_store_session_exec (fixture.session,
                                        "UPDATE orders SET remark = 'x' WHERE row IN (3, 8);"
                                        "DELETE FROM orders WHERE row = 5",
                                        &error));
  for (guint i = 0; i < 4; i++)
    {
      g_assert_true (pd_store_digest_check (fixture.session, 3, &n_wrong, &error));
      total += n_wrong;
    }
  g_assert_cmpuint (total, ==, 3);
  for (guint i = 0; i < 8; i++)
    {
      g_assert_true (pd_store_digest_check (fixture.session, 3, &n_wrong, &error));
      g_assert_cmpuint (n_wrong, ==, 0);
    }
  store_fixture_close (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/digest/kept-is-computed", test_kept_is_computed);
  g_test_add_func ("/store/digest/older-file", test_older_file);
  g_test_add_func ("/store/digest/check", test_check_comes_round);
  return g_test_run ();
}
