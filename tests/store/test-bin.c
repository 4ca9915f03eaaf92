/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was deleted on this computer comes back whole, as a new record, and not for ever. */
#include "store-fixture.h"

#include "model/pd-bin.h"
#include "model/pd-order-facts.h"
#include "store/pd-store-bin.h"
#include "store/pd-store-records.h"
#include "wire/pd-wire.h"

static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_open (fixture);
}

static void
tear_down (StoreFixture *fixture, gconstpointer data)
{
  store_fixture_close (fixture);
}

static void delete (StoreFixture *fixture, const PdRecord *order)
{
  g_autoptr (GError) error = NULL;

  pd_store_delete_record (fixture->session, &pd_order_type, pd_record_get_id (order), fixture->now, &error);
  g_assert_no_error (error);
}

static guint
count (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = pd_store_bin_list (fixture->session, fixture->now, &error);

  g_assert_no_error (error);
  return entries->len;
}

static gboolean
restore (StoreFixture *fixture, const PdRecord *order, PdStoreBinRestored how, char **id, GError **error)
{
  PdStoreBinRestored came_to;

  if (!pd_store_bin_restore (fixture->session, &pd_order_type, pd_record_get_id (order), fixture->now,
                             &came_to, id, error))
    return FALSE;
  g_assert_cmpint (came_to, ==, how);
  return TRUE;
}

static void
assert_restored (StoreFixture *fixture, const PdRecord *order)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autoptr (PdRecord) read = NULL;

  restore (fixture, order, PD_STORE_BIN_MADE, &id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (id, !=, pd_record_get_id (order));
  read = store_fixture_get (fixture, id);
  g_assert_cmpstr (pd_record_get_title (read), ==, pd_record_get_title (order));
  g_assert_cmpuint (pd_record_get_lines (read)->len, ==, pd_record_get_lines (order)->len);
  g_assert_cmpuint (pd_record_get_list (read, PD_ORDER_LIST_PAYMENTS)->len, ==,
                    pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS)->len);
  g_assert_cmpint (pd_record_get_integer (read, PD_ORDER_GROSS_AMOUNT), ==,
                   pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT));
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
test_unsent (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "天津制造有限公司", "工具");

  store_fixture_save (fixture, order);
  delete (fixture, order);
  g_assert_cmpuint (count (fixture), ==, 1);
  assert_restored (fixture, order);
}

/* While it is on its way nobody knows whether it is deleted. */
static void
assert_on_its_way (StoreFixture *fixture, const PdRecord *order)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (restore (fixture, order, PD_STORE_BIN_MADE, &id, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
}

static void
test_accepted (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "天津制造有限公司", "工具");
  g_autoptr (PdRecord) gone = NULL;

  delete (fixture, order);
  g_assert_cmpuint (count (fixture), ==, 1);
  /* The platform has taken it: nothing of its content comes back. */
  gone = pd_record_new (&pd_order_type, pd_record_get_id (order));
  pd_record_set_deleted (gone, TRUE);
  pd_record_set_revision (gone, pd_record_get_revision (order) + 1);
  pd_record_set_sequence (gone, pd_record_get_sequence (order) + 10);
  {
    g_autoptr (PdMutation) mutation = store_fixture_freeze_one (fixture);
    PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);

    assert_on_its_way (fixture, order);
    result->record = pd_record_ref (gone);
    store_fixture_answer (fixture, result);
  }
  g_assert_cmpuint (count (fixture), ==, 1);
  assert_restored (fixture, order);
  g_assert_cmpint (store_fixture_outbox_length (fixture), ==, 1);
}

static void
test_time (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = store_fixture_order (fixture, "天津制造有限公司", "工具");
  g_autoptr (PdRecord) other = store_fixture_order (fixture, "天津制造有限公司", "工具");
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_save (fixture, order);
  store_fixture_save (fixture, other);
  delete (fixture, order);
  fixture->now += (PD_BIN_DAYS + 1) * G_TIME_SPAN_DAY;
  g_assert_cmpuint (count (fixture), ==, 0);
  delete (fixture, other);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM bin"), ==, 1);
  g_assert_true (pd_store_bin_empty (fixture->session, fixture->now, &error));
  g_assert_false (restore (fixture, other, PD_STORE_BIN_MADE, &none, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND);
}

/* The platform's entry takes the place of this computer's, also when its time was over and it is gone. */
static void
test_office (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (PdRecord) order = store_fixture_accepted (fixture, "天津制造有限公司", "工具");
  g_autofree char *content = NULL;
  g_autoptr (PdRecord) entry = NULL, gone = NULL, kept = NULL, tombstone = NULL;
  g_autoptr (GError) error = NULL;

  content = pd_wire_record_to_text (order);
  tombstone = pd_record_new (&pd_order_type, pd_record_get_id (order));
  delete (fixture, order);
  pd_record_set_deleted (tombstone, TRUE);
  pd_record_set_revision (tombstone, pd_record_get_revision (order) + 1);
  pd_record_set_sequence (tombstone, pd_record_get_sequence (order) + 10);
  {
    g_autoptr (PdMutation) mutation = store_fixture_freeze_one (fixture);
    PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);

    result->record = pd_record_ref (tombstone);
    store_fixture_answer (fixture, result);
  }
  entry = pd_bin_entry_new (order, content);
  pd_record_set_revision (entry, 1);
  pd_record_set_sequence (entry, pd_record_get_sequence (tombstone) + 1);
  store_fixture_take (fixture, entry);
  g_assert_cmpuint (count (fixture), ==, 1);
  kept = pd_store_bin_get (fixture->session, &pd_order_type, pd_record_get_id (order), &error);
  g_assert_no_error (error);
  g_assert_true (pd_record_equal (kept, order));
  gone = pd_record_new (&pd_bin_entry_type, pd_record_get_id (entry));
  pd_record_set_deleted (gone, TRUE);
  pd_record_set_revision (gone, 2);
  pd_record_set_sequence (gone, pd_record_get_sequence (entry) + 1);
  store_fixture_take (fixture, gone);
  g_assert_cmpuint (count (fixture), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/bin/unsent", StoreFixture, NULL, set_up, test_unsent, tear_down);
  g_test_add ("/store/bin/accepted", StoreFixture, NULL, set_up, test_accepted, tear_down);
  g_test_add ("/store/bin/time", StoreFixture, NULL, set_up, test_time, tear_down);
  g_test_add ("/store/bin/office", StoreFixture, NULL, set_up, test_office, tear_down);
  return g_test_run ();
}
