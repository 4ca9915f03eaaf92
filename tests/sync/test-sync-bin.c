/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one desk deletes the other sees in the bin, and restores; without a network, and both at once, it is one record. */
#include "model/pd-bin.h"
#include "store/pd-store-bin.h"
#include "store/pd-store-conflicts.h"
#include "sync/sync-fixture.h"

typedef struct
{
  const char *id;
  GPtrArray *entries;
  PdStoreBinRestored how;
  char *record_id;
} Bin;

static gboolean
delete_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Bin *bin = data;

  return pd_store_delete_record (session, &pd_order_type, bin->id, g_get_real_time (), error);
}

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Bin *bin = data;

  bin->entries = pd_store_bin_list (session, g_get_real_time (), error);
  return bin->entries != NULL;
}

static gboolean
restore_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Bin *bin = data;

  return pd_store_bin_restore (session, &pd_order_type, bin->id, g_get_real_time (), &bin->how,
                               &bin->record_id, error);
}

static void
delete_order (Office *office, guint index, const char *id)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (office->desktops[index].store, delete_job, &(Bin){ .id = id }, NULL, &error);
  g_assert_no_error (error);
}

/* (transfer full): what it will be called */
static char *
restore (Office *office, guint index, const char *id, PdStoreBinRestored how)
{
  Bin bin = { .id = id };
  g_autoptr (GError) error = NULL;

  pd_store_write (office->desktops[index].store, restore_job, &bin, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bin.how, ==, how);
  return bin.record_id;
}

/* The only one in the bin there: its state; @by: (nullable): who deleted it */
static PdStoreBinState
only_entry (Office *office, guint index, const char *by)
{
  Bin bin = { 0 };
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  const PdStoreBinEntry *entry;

  pd_store_read (office->desktops[index].store, list_job, &bin, NULL, &error);
  g_assert_no_error (error);
  entries = bin.entries;
  g_assert_cmpuint (entries->len, ==, 1);
  entry = g_ptr_array_index (entries, 0);
  g_assert_true (entry->type == &pd_order_type);
  g_assert_cmpstr (entry->deleted_by, ==, by);
  return entry->state;
}

static void
assert_calm (Office *office)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) conflicts = open_conflicts (office, i);

      g_assert_cmpuint (conflicts->len, ==, 0);
    }
}

static void
test_other_desk (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_shared_order (office, "甲公司");
  g_autofree char *id = NULL;
  g_autoptr (PdRecord) first = NULL, second = NULL;

  delete_order (office, 0, pd_record_get_id (order));
  g_assert_cmpint (only_entry (office, 0, NULL), ==, PD_STORE_BIN_HERE);
  sync_desktop (office, 0);
  g_assert_cmpint (only_entry (office, 0, "clerk"), ==, PD_STORE_BIN_OFFICE);
  sync_desktop (office, 1);
  g_assert_cmpint (only_entry (office, 1, "clerk"), ==, PD_STORE_BIN_OFFICE);
  id = restore (office, 1, pd_record_get_id (order), PD_STORE_BIN_WAITS);
  g_assert_cmpint (only_entry (office, 1, "clerk"), ==, PD_STORE_BIN_ASKED_FOR);
  sync_desktop (office, 1);
  g_assert_cmpint (only_entry (office, 1, "clerk"), ==, PD_STORE_BIN_RESTORED);
  sync_desktop (office, 0);
  g_assert_cmpint (only_entry (office, 0, "clerk"), ==, PD_STORE_BIN_RESTORED);
  first = load (office, 0, &pd_order_type, id);
  second = load (office, 1, &pd_order_type, id);
  g_assert_true (pd_record_equal (first, second));
  g_assert_cmpuint (pd_record_get_lines (first)->len, ==, pd_record_get_lines (order)->len);
  g_assert_cmpstr (pd_record_get_title (first), ==, pd_record_get_title (order));
  assert_calm (office);
  office_close (office);
}

/* Both press it while neither has a network. */
static void
test_both (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_shared_order (office, "甲公司");
  g_autofree char *first = NULL, *second = NULL;

  delete_order (office, 0, pd_record_get_id (order));
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  first = restore (office, 0, pd_record_get_id (order), PD_STORE_BIN_WAITS);
  second = restore (office, 1, pd_record_get_id (order), PD_STORE_BIN_WAITS);
  g_assert_cmpstr (first, ==, second);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  sync_desktop (office, 0);
  for (guint i = 0; i < 2; i++)
    {
      PdRowState state = PD_ROW_REJECTED;
      g_autoptr (PdRecord) made = try_load (office, i, &pd_order_type, first, &state);

      g_assert_nonnull (made);
      g_assert_cmpint (state, ==, PD_ROW_CLEAN);
      g_assert_cmpint (pd_record_get_revision (made), ==, 1);
      g_assert_cmpint (only_entry (office, i, "clerk"), ==, PD_STORE_BIN_RESTORED);
    }
  assert_calm (office);
  office_close (office);
}

/* A deletion that was not sent is taken back, and what was not sent of the order before is there as well. */
static void
test_not_sent (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_shared_order (office, "甲公司");
  g_autoptr (PdRecord) edited = pd_record_copy (order), back = NULL, other = NULL;
  g_autofree char *id = NULL;

  pd_record_set_text (edited, PD_ORDER_BUYER_PHONE, "0571-1");
  save (office, 0, edited);
  delete_order (office, 0, pd_record_get_id (order));
  id = restore (office, 0, pd_record_get_id (order), PD_STORE_BIN_NOT_DELETED);
  g_assert_cmpstr (id, ==, pd_record_get_id (order));
  back = load (office, 0, &pd_order_type, id);
  g_assert_cmpstr (pd_record_get_text (back, PD_ORDER_BUYER_PHONE), ==, "0571-1");
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  other = load (office, 1, &pd_order_type, id);
  g_assert_cmpstr (pd_record_get_text (other, PD_ORDER_BUYER_PHONE), ==, "0571-1");
  assert_calm (office);
  office_close (office);
}

/* What the platform never saw is this computer's, and is restored here. */
static void
test_never_sent (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_order ("甲公司");
  g_autofree char *id = NULL;
  g_autoptr (PdRecord) other = NULL;

  save (office, 0, order);
  delete_order (office, 0, pd_record_get_id (order));
  sync_desktop (office, 0);
  g_assert_cmpint (only_entry (office, 0, NULL), ==, PD_STORE_BIN_HERE);
  id = restore (office, 0, pd_record_get_id (order), PD_STORE_BIN_MADE);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  other = load (office, 1, &pd_order_type, id);
  g_assert_cmpstr (pd_record_get_title (other), ==, pd_record_get_title (order));
  office_close (office);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/bin/other-desk", test_other_desk);
  g_test_add_func ("/sync/bin/both", test_both);
  g_test_add_func ("/sync/bin/not-sent", test_not_sent);
  g_test_add_func ("/sync/bin/never-sent", test_never_sent);
  return g_test_run ();
}
