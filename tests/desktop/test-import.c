/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "desktop/pd-import-dialog.h"
#include "desktop/pd-import-rows.h"
#include "desktop/pd-importer.h"
#include "desktop-fixture.h"
#include "model/pd-order.h"
#include "store/pd-store-list.h"
#include "store/pd-store-outbox.h"

/* The import from a file to the cache, without and with its window. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdImporter *importer;
  gboolean done;
  GError *error;
} Fixture;

#define HEADINGS "订单号,订单日期,购方名称,商品名称,数量,单价,税率\n"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->importer = pd_importer_new (fixture->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->importer);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static GFile *
write_file (Fixture *fixture, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, "orders.csv", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

static void
wait_until_done (Fixture *fixture)
{
  while (!fixture->done)
    g_main_context_iteration (NULL, TRUE);
  fixture->done = FALSE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  pd_importer_open_finish (PD_IMPORTER (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  pd_importer_plan_finish (PD_IMPORTER (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  pd_importer_save_finish (PD_IMPORTER (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
plan (Fixture *fixture, const char *text)
{
  g_autoptr (GFile) file = write_file (fixture, text);

  pd_importer_open_async (fixture->importer, file, NULL, opened_cb, fixture);
  wait_until_done (fixture);
  g_assert_no_error (fixture->error);
  pd_importer_plan_async (fixture->importer, NULL, planned_cb, fixture);
  wait_until_done (fixture);
  g_assert_no_error (fixture->error);
}

static void
save (Fixture *fixture, GCancellable *cancellable)
{
  pd_importer_save_async (fixture->importer, cancellable, saved_cb, fixture);
  wait_until_done (fixture);
}

static gboolean
count_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = pd_store_query_rows (session, query, NULL, error);

  g_assert_nonnull (rows);
  *(guint *) data = rows->len;
  return TRUE;
}

static guint
count_orders (Fixture *fixture)
{
  guint n = 0;

  g_assert_true (pd_store_read (fixture->store, count_job, &n, NULL, NULL));
  return n;
}

static PdImportRowMark
mark_at (PdImportRows *rows, guint position)
{
  g_autoptr (PdImportRowItem) item = g_list_model_get_item (G_LIST_MODEL (rows), position);

  return pd_import_row_item_get_mark (item);
}

#define GOOD_AND_BAD                                                                                         \
  HEADINGS "A1,2026-03-01,上海华创贸易有限公司,中性笔,10,2.5,13%\n"                             \
           ",,,笔记本,3,12,13%\n"                                                                         \
           "A2,2026-03-01,杭州龙井茶业有限公司,绿茶,many,80,13%\n"                               \
           "A2,2026-03-01,杭州龙井茶业有限公司,茶杯,2,30,13%\n"                                  \
           "A3,2026-03-02,个人,雨伞,1,45,13%\n"

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdImportRows) rows = NULL;
  g_autoptr (PdImportRowItem) bad = NULL;
  g_autoptr (PdImportRowItem) again = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *details = NULL;

  plan (fixture, GOOD_AND_BAD);
  rows =
      pd_import_rows_new (pd_importer_get_plan (fixture->importer), pd_importer_get_book (fixture->importer),
                          pd_importer_get_mapping (fixture->importer));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 5);
  g_assert_cmpint (mark_at (rows, 0), ==, PD_IMPORT_MARK_NOTE);
  g_assert_cmpint (mark_at (rows, 2), ==, PD_IMPORT_MARK_BAD);
  g_assert_cmpint (mark_at (rows, 3), ==, PD_IMPORT_MARK_DRAGGED);
  pd_import_rows_set_filter (rows, PD_IMPORT_FILTER_PROBLEMS);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 2);
  bad = g_list_model_get_item (G_LIST_MODEL (rows), 0);
  again = g_list_model_get_item (G_LIST_MODEL (rows), 0);
  g_assert_true (bad == again);
  g_assert_cmpuint (pd_import_row_item_get_row_number (bad), ==, 4);
  g_assert_cmpstr (pd_import_row_item_get_field (bad, PD_IMPORT_ROW_GOOD), ==, "绿茶");
  g_assert_cmpstr (pd_import_row_item_get_field (bad, PD_IMPORT_ROW_NUMBER), ==, "A2");
  sentence = pd_import_row_item_get_sentence (bad);
  details = pd_import_row_item_get_details (bad);
  g_assert_nonnull (strstr (sentence, "many"));
  g_assert_nonnull (strstr (details, "E4"));
}

/* A row without a number belongs to the order above it, and shows its number and buyer. */
static void
test_fill_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdImportRows) rows = NULL;
  g_autoptr (PdImportRowItem) item = NULL;

  plan (fixture, GOOD_AND_BAD);
  rows =
      pd_import_rows_new (pd_importer_get_plan (fixture->importer), pd_importer_get_book (fixture->importer),
                          pd_importer_get_mapping (fixture->importer));
  item = g_list_model_get_item (G_LIST_MODEL (rows), 1);
  g_assert_cmpstr (pd_import_row_item_get_field (item, PD_IMPORT_ROW_NUMBER), ==, "A1");
  g_assert_cmpstr (pd_import_row_item_get_field (item, PD_IMPORT_ROW_BUYER), ==, "上海华创贸易有限公司");
}

static void
test_save_twice (Fixture *fixture, gconstpointer data)
{
  const PdImportCounts *counts = pd_importer_get_counts (fixture->importer);

  plan (fixture, GOOD_AND_BAD);
  save (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (counts->saved, ==, 2);
  g_assert_cmpuint (counts->refused, ==, 1);
  g_assert_cmpuint (counts->present, ==, 0);
  g_assert_cmpuint (pd_importer_get_saved_ids (fixture->importer)->len, ==, 2);
  g_assert_cmpuint (count_orders (fixture), ==, 2);
  /* an old plan, as if two people pressed the button: nothing is doubled */
  save (fixture, NULL);
  g_assert_cmpuint (counts->saved, ==, 0);
  g_assert_cmpuint (counts->present, ==, 2);
  plan (fixture, GOOD_AND_BAD);
  g_assert_cmpuint (pd_import_plan_count (pd_importer_get_plan (fixture->importer), PD_IMPORT_ORDER_SAME), ==,
                    2);
  save (fixture, NULL);
  g_assert_cmpuint (counts->saved, ==, 0);
  g_assert_cmpuint (count_orders (fixture), ==, 2);
}

/* The platform takes everything that waits; then the order is deleted here, which waits to be sent. */
static gboolean
delete_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) batch = pd_store_freeze_batch (session, 10, 100000, error);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);

  for (guint i = 0; i < batch->len; i++)
    {
      const PdMutation *mutation = g_ptr_array_index (batch, i);
      PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);

      result->record = pd_record_copy (mutation->record);
      pd_record_set_revision (result->record, 1);
      pd_record_set_sequence (result->record, i + 1);
      g_ptr_array_add (results, result);
    }
  return pd_store_apply_results (session, results, 1, error) &&
         pd_store_delete_record (session, &pd_order_type, pd_record_get_id (data), 1, error);
}

/* What was imported, sent and deleted does not come back by itself, neither by a new plan nor by an old one. */
static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  const PdImportCounts *counts = pd_importer_get_counts (fixture->importer);
  g_autoptr (PdImportPlan) old = NULL;

  plan (fixture, GOOD_AND_BAD);
  save (fixture, NULL);
  g_assert_cmpuint (counts->saved, ==, 2);
  old = pd_import_plan_ref (pd_importer_get_plan (fixture->importer));
  g_assert_true (
      pd_store_write (fixture->store, delete_job, pd_import_plan_get_order (old, 0)->record, NULL, NULL));
  g_assert_cmpuint (count_orders (fixture), ==, 1);
  save (fixture, NULL);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (counts->saved, ==, 0);
  plan (fixture, GOOD_AND_BAD);
  g_assert_cmpuint (pd_import_plan_count (pd_importer_get_plan (fixture->importer), PD_IMPORT_ORDER_DELETED),
                    ==, 1);
  g_assert_cmpuint (pd_import_plan_count (pd_importer_get_plan (fixture->importer), PD_IMPORT_ORDER_NEW), ==,
                    0);
  save (fixture, NULL);
  g_assert_cmpuint (counts->saved, ==, 0);
  g_assert_cmpuint (count_orders (fixture), ==, 1);
}

static char *
many_orders (guint n)
{
  GString *text = g_string_new (HEADINGS);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "M%u,2026-03-01,个人,雨伞,1,45,13%%\n", i);
  return g_string_free (text, FALSE);
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

/* What was imported before the cancel stays and is told; the rest goes in the next time. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  const PdImportCounts *counts = pd_importer_get_counts (fixture->importer);
  g_autofree char *text = many_orders (2000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint n_saved;

  plan (fixture, text);
  g_timeout_add (60, cancel_cb, cancellable);
  save (fixture, cancellable);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&fixture->error);
  n_saved = counts->saved;
  g_assert_cmpuint (n_saved + counts->left, ==, 2000);
  g_assert_cmpuint (counts->left, >, 0);
  g_assert_cmpuint (count_orders (fixture), ==, n_saved);
  plan (fixture, text);
  g_assert_cmpuint (pd_import_plan_count (pd_importer_get_plan (fixture->importer), PD_IMPORT_ORDER_SAME), ==,
                    n_saved);
}

static void
test_not_a_sheet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = write_file (fixture, "");
  g_autoptr (GFile) missing = g_file_new_for_path ("/nonexistent/orders.csv");

  pd_importer_open_async (fixture->importer, file, NULL, opened_cb, fixture);
  wait_until_done (fixture);
  g_assert_nonnull (fixture->error);
  g_clear_error (&fixture->error);
  pd_importer_open_async (fixture->importer, missing, NULL, opened_cb, fixture);
  wait_until_done (fixture);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&fixture->error);
}

/* --- the window */

static void
wait_for_step (PdImportDialog *dialog, const char *step)
{
  while (!g_str_equal (pd_import_dialog_get_step (dialog), step))
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label_start)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL &&
      g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (widget)), label_start))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label_start);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
click (PdImportDialog *dialog, const char *label_start)
{
  GtkWidget *button = find_button (GTK_WIDGET (dialog), label_start);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
show_orders_cb (PdImportDialog *dialog, const char *const *ids, gpointer data)
{
  *(guint *) data = g_strv_length ((GStrv) ids);
}

static void
test_dialog (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = write_file (fixture, GOOD_AND_BAD);
  PdImportDialog *dialog = pd_import_dialog_new (NULL, fixture->store);
  PdImportDialog *left = dialog;
  guint n_shown = 0;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &left);
  g_signal_connect (dialog, "show-orders", G_CALLBACK (show_orders_cb), &n_shown);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpstr (pd_import_dialog_get_step (dialog), ==, "file");
  pd_import_dialog_open (dialog, file);
  wait_for_step (dialog, "mapping");
  click (dialog, "Check Rows");
  wait_for_step (dialog, "check");
  click (dialog, "Import 2 Orders");
  wait_for_step (dialog, "result");
  g_assert_cmpuint (count_orders (fixture), ==, 2);
  click (dialog, "Show the Imported Orders");
  g_assert_cmpuint (n_shown, ==, 2);
  while (left != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Closed while it reads: nothing is left behind. */
static void
test_close_early (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = many_orders (5000);
  g_autoptr (GFile) file = write_file (fixture, text);
  PdImportDialog *dialog = pd_import_dialog_new (NULL, fixture->store);
  PdImportDialog *left = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &left);
  gtk_window_present (GTK_WINDOW (dialog));
  pd_import_dialog_open (dialog, file);
  gtk_window_destroy (GTK_WINDOW (dialog));
  while (left != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/import/rows", test_rows);
  ADD ("/import/fill-down", test_fill_down);
  ADD ("/import/save-twice", test_save_twice);
  ADD ("/import/deleted", test_deleted);
  ADD ("/import/cancel", test_cancel);
  ADD ("/import/not-a-sheet", test_not_a_sheet);
  ADD ("/import/dialog", test_dialog);
  ADD ("/import/close-early", test_close_early);
  return g_test_run ();
}
