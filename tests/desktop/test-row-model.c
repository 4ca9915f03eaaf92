/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "desktop/pd-row-model-private.h"
#include "desktop/pd-row-selection.h"
#include "desktop/pd-row-slot.h"
#include "desktop-fixture.h"
#include "model/pd-id.h"
#include "model/pd-party.h"
#include "store/pd-store-outbox.h"

/* The list over a snapshot of ten thousand rows: items are cheap, stable while held, and filled by blocks. */

#define N_ROWS 10000

typedef struct
{
  char *folder;
  PdStore *store;
  PdRowModel *model;
} Fixture;

/* As if all streams that the page's records are of had been asked for. */
static gboolean
apply (PdStoreSession *session, const PdWirePage *page, gint64 now, GError **error)
{
  g_autoptr (PdStorePull) pull = NULL;
  gboolean more;

  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);
      char stream[PD_STREAM_MAX];

      pd_record_stream (record, stream);
      if (!pd_record_is_deleted (record) && !pd_store_add_stream (session, stream, error))
        return FALSE;
    }
  pull = pd_store_plan_pull (session, error);
  return pull != NULL && pd_store_apply_page (session, page, pull, FALSE, now, &more, error);
}

static gboolean
fill_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();

  page->epoch = g_strdup ("epoch");
  page->next = g_strdup ("1");
  page->head = N_ROWS;
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autofree char *id = pd_id_new (1700000000000000 + i * 1000);
      g_autofree char *name = g_strdup_printf ("Buyer %05u", i);
      PdRecord *buyer = pd_record_new (&pd_buyer_type, id);

      pd_record_set_text (buyer, PD_BUYER_NAME, name);
      pd_record_set_revision (buyer, 1);
      pd_record_set_sequence (buyer, i + 1);
      g_ptr_array_add (page->records, buyer);
    }
  return apply (session, page, 1700000000000000, error);
}

static void
wait_while (gboolean (*test) (gpointer), gpointer data)
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (test (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (200);
    }
}

static gboolean
is_loading (gpointer model)
{
  return pd_row_model_is_loading (model);
}

static gboolean
is_empty (gpointer item)
{
  return pd_row_item_get_data (item) == NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_buyer_type);

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  pd_store_write (fixture->store, fill_job, NULL, NULL, &error);
  g_assert_no_error (error);
  fixture->model = pd_row_model_new (fixture->store);
  query->sort_field = PD_BUYER_NAME;
  query->descending = FALSE;
  pd_row_model_set_query (fixture->model, query);
  wait_while (is_loading, fixture->model);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->model);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static const char *
buyer_name (PdRowItem *item)
{
  wait_while (is_empty, item);
  return pd_record_get_text (pd_row_item_get_data (item)->record, PD_BUYER_NAME);
}

static void
test_items (Fixture *fixture, gconstpointer data)
{
  GListModel *list = G_LIST_MODEL (fixture->model);
  g_autoptr (PdRowItem) item = g_list_model_get_item (list, 7777);
  g_autoptr (PdRowItem) again = g_list_model_get_item (list, 7777);
  g_autoptr (PdRowItem) last = g_list_model_get_item (list, N_ROWS - 1);

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, N_ROWS);
  g_assert_true (item == again);
  g_assert_null (pd_row_item_get_data (item));
  g_assert_null (g_list_model_get_item (list, N_ROWS));
  g_assert_cmpstr (buyer_name (item), ==, "Buyer 07777");
  g_assert_cmpstr (buyer_name (last), ==, "Buyer 09999");
}

/* What is scrolled past is let go again, and never fetched; what came with the list is kept as what was seen is. */
static void
test_scrolling_past (Fixture *fixture, gconstpointer data)
{
  GListModel *list = G_LIST_MODEL (fixture->model);
  g_autoptr (PdRowItem) held = NULL;

  for (guint i = 0; i < N_ROWS; i++)
    g_object_unref (g_list_model_get_item (list, i));
  g_assert_cmpuint (pd_row_model_get_n_items_alive (fixture->model), ==, PD_ROW_MODEL_FIRST);
  held = g_list_model_get_item (list, 500);
  g_assert_cmpstr (buyer_name (held), ==, "Buyer 00500");
  g_assert_cmpuint (pd_row_model_get_n_items_alive (fixture->model), ==, PD_ROW_MODEL_FIRST + 1);
}

static gboolean
note_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *id = data;
  g_autoptr (PdRecord) buyer = pd_store_get_record (session, &pd_buyer_type, id, error);

  if (buyer == NULL)
    return FALSE;
  pd_record_set_text (buyer, PD_BUYER_BANK_NAME, "样例银行");
  return pd_store_save_record (session, buyer, 1700000000000000, error);
}

static gboolean
is_old (gpointer item)
{
  return !pd_record_has (pd_row_item_get_data (item)->record, PD_BUYER_BANK_NAME);
}

/* The first screen has its content as soon as the list is there, and what changes after that is read again. */
static void
test_first_screen (Fixture *fixture, gconstpointer data)
{
  GListModel *list = G_LIST_MODEL (fixture->model);
  g_autoptr (PdRowItem) first = g_list_model_get_item (list, 0);
  g_autoptr (PdRowItem) last = g_list_model_get_item (list, PD_ROW_MODEL_FIRST - 1);
  g_autoptr (PdRowItem) beyond = g_list_model_get_item (list, PD_ROW_MODEL_FIRST);
  g_autoptr (PdRowItem) late = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (is_empty (first) || is_empty (last));
  g_assert_true (is_empty (beyond));
  g_assert_cmpstr (buyer_name (last), ==, "Buyer 00047");
  pd_store_write (fixture->store, note_job, (gpointer) pd_record_get_id (pd_row_item_get_data (last)->record),
                  NULL, &error);
  g_assert_no_error (error);
  wait_while (is_old, last);
  late = g_list_model_get_item (list, 1);
  g_assert_true (is_empty (late));
  g_assert_cmpstr (buyer_name (late), ==, "Buyer 00001");
}

static void
count_cb (GListModel *list, guint position, guint removed, guint added, guint *counts)
{
  counts[0] = position;
  counts[1] += removed;
  counts[2] += added;
}

static gboolean
delete_job (PdStoreSession *session, gpointer id, GCancellable *cancellable, GError **error)
{
  return pd_store_delete_record (session, &pd_buyer_type, id, 1700000000000000, error);
}

static gboolean
has_all_rows (gpointer list)
{
  return g_list_model_get_n_items (list) == N_ROWS;
}

/* A change elsewhere moves nothing else: the same objects stand for the same rows. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  GListModel *list = G_LIST_MODEL (fixture->model);
  guint counts[3] = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRowItem) first = g_list_model_get_item (list, 10);
  g_autoptr (PdRowItem) gone = g_list_model_get_item (list, 100);
  g_autoptr (PdRowItem) later = g_list_model_get_item (list, 200);
  g_autoptr (PdRowItem) moved = NULL;
  g_autoptr (PdRowItem) stayed = NULL;
  guint position;

  buyer_name (later);
  buyer_name (gone);
  g_signal_connect (list, "items-changed", G_CALLBACK (count_cb), counts);
  pd_store_write (fixture->store, delete_job,
                  (gpointer) pd_record_get_id (pd_row_item_get_data (gone)->record), NULL, &error);
  g_assert_no_error (error);
  wait_while (has_all_rows, list);
  g_assert_cmpuint (counts[0], ==, 100);
  g_assert_cmpuint (counts[1], ==, 1);
  g_assert_cmpuint (counts[2], ==, 0);
  stayed = g_list_model_get_item (list, 10);
  moved = g_list_model_get_item (list, 199);
  g_assert_true (stayed == first);
  g_assert_true (moved == later);
  g_assert_true (pd_row_model_find_record (fixture->model,
                                           pd_record_get_id (pd_row_item_get_data (later)->record),
                                           &position));
  g_assert_cmpuint (position, ==, 199);
}

static void
slot_changed_cb (PdRowSlot *slot, guint *n)
{
  (*n)++;
}

/* What answers another question is shown where the answer to the last one stood, in the same objects, so that a list does
 * not make its widgets anew; a row that only moves takes its object along. */
static void
test_slots (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRowSelection) selection = pd_row_selection_new (fixture->model, TRUE);
  GListModel *list = G_LIST_MODEL (selection);
  g_autoptr (PdStoreQuery) query = pd_store_query_copy (pd_row_model_get_query (fixture->model));
  g_autoptr (PdRowSlot) first = g_list_model_get_item (list, 0);
  g_autoptr (PdRowSlot) beyond = g_list_model_get_item (list, 100);
  g_autoptr (PdRowSlot) again = NULL;
  g_autoptr (GError) error = NULL;
  guint counts[3] = { 0 }, n_changed = 0;

  buyer_name (pd_row_slot_get_item (first));
  buyer_name (pd_row_slot_get_item (beyond));
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 0, TRUE);
  g_signal_connect (first, "changed", G_CALLBACK (slot_changed_cb), &n_changed);
  g_signal_connect (list, "items-changed", G_CALLBACK (count_cb), counts);
  query->search = g_strdup ("Buyer 0004");
  pd_row_model_set_query (fixture->model, query);
  wait_while (is_loading, fixture->model);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 10);
  g_assert_cmpuint (counts[0], ==, 10);
  g_assert_cmpuint (counts[1], ==, N_ROWS - 10);
  g_assert_cmpuint (counts[2], ==, 0);
  again = g_list_model_get_item (list, 0);
  g_assert_true (again == first);
  g_assert_cmpuint (n_changed, >, 0);
  g_assert_cmpstr (buyer_name (pd_row_slot_get_item (first)), ==, "Buyer 00040");
  g_assert_cmpuint (pd_row_selection_get_n_selected (selection), ==, 0);
  g_clear_object (&again);
  again = g_list_model_get_item (list, 5);
  pd_store_write (fixture->store, delete_job,
                  (gpointer) pd_record_get_id (pd_row_item_get_data (pd_row_slot_get_item (first))->record),
                  NULL, &error);
  g_assert_no_error (error);
  while (g_list_model_get_n_items (list) != 9)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (pd_row_slot_get_position (again), ==, 4);
  g_assert_cmpstr (buyer_name (pd_row_slot_get_item (again)), ==, "Buyer 00045");
}

/* Only the last of several queries counts. */
static void
test_cancelled_query (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "Buyer 00001", "Buyer 0000", "Buyer 00042" };
  g_autoptr (PdStoreQuery) query = pd_store_query_copy (pd_row_model_get_query (fixture->model));
  g_autoptr (PdRowItem) item = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_free (query->search);
      query->search = g_strdup (words[i]);
      pd_row_model_set_query (fixture->model, query);
    }
  wait_while (is_loading, fixture->model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  g_assert_cmpstr (buyer_name (item), ==, "Buyer 00042");
}

/* A model that goes while its blocks are under way takes nothing with it. */
static void
test_gone_while_fetching (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdRowItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->model), 3000);

  g_main_context_iteration (NULL, FALSE);
  g_clear_object (&fixture->model);
  for (int i = 0; i < 50; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_true (PD_IS_ROW_ITEM (item));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/row-model/items", test_items },
    { "/row-model/first-screen", test_first_screen },
    { "/row-model/scrolling-past", test_scrolling_past },
    { "/row-model/refresh", test_refresh },
    { "/row-model/slots", test_slots },
    { "/row-model/cancelled-query", test_cancelled_query },
    { "/row-model/gone-while-fetching", test_gone_while_fetching },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
