/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include "store/pd-store-upgrade.h"

#include <glib/gstdio.h>

char *
store_fixture_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("piaodan-store-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
store_fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

void
store_fixture_open (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  *fixture =
      (StoreFixture){ .folder = store_fixture_make_folder (), .now = G_GINT64_CONSTANT (1790000000000000) };
  fixture->path = g_build_filename (fixture->folder, "cache.sqlite", NULL);
  pd_store_prepare_file (fixture->path, pd_store_steps, pd_store_n_steps, &error);
  g_assert_no_error (error);
  fixture->session = pd_store_session_new (fixture->path, TRUE, &error);
  g_assert_no_error (error);
}

void
store_fixture_close (StoreFixture *fixture)
{
  g_clear_pointer (&fixture->session, pd_store_session_free);
  store_fixture_remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* A new order that passes the check, not saved. */
PdRecord *
store_fixture_order (StoreFixture *fixture, const char *buyer, const char *good)
{
  PdRecord *order = pd_order_new (fixture->now += 1000, "2026-09-01");
  PdRecord *line = pd_order_add_line (order, fixture->now += 1000);

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, good);
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 11300);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

PdRecord *
store_fixture_get (StoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  PdRecord *record = pd_store_get_record (fixture->session, &pd_order_type, id, &error);

  g_assert_no_error (error);
  return record;
}

void
store_fixture_save (StoreFixture *fixture, const PdRecord *record)
{
  g_autoptr (GError) error = NULL;

  pd_store_save_record (fixture->session, record, fixture->now += 1000, &error);
  g_assert_no_error (error);
}

/* The one mutation that may go now. */
PdMutation *
store_fixture_freeze_one (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batch = pd_store_freeze_batch (fixture->session, 10, 100000, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (batch->len, ==, 1);
  return g_ptr_array_steal_index (batch, 0);
}

void
store_fixture_answer (StoreFixture *fixture, PdResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  g_ptr_array_add (results, result);
  pd_store_apply_results (fixture->session, results, fixture->now += 1000, &error);
  g_assert_no_error (error);
  if (result->outcome == PD_OUTCOME_REUSED)
    return;
  /* The same answer again changes nothing. */
  once = store_fixture_dump (fixture);
  pd_store_apply_results (fixture->session, results, fixture->now += 1000, &error);
  g_assert_no_error (error);
  twice = store_fixture_dump (fixture);
  g_assert_cmpstr (once, ==, twice);
}

/* As if all streams that the page's records are of had been asked for. */
gboolean
store_fixture_apply (PdStoreSession *session, const PdWirePage *page, gint64 now, GError **error)
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

gboolean
store_fixture_pull (StoreFixture *fixture, const PdRecord *record, gint64 head, GError **error)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  g_autofree char *once = NULL;
  g_autofree char *twice = NULL;

  g_free (page->epoch);
  page->epoch = g_strdup ("epoch-1");
  g_free (page->next);
  page->next = g_strdup_printf ("cursor-%" G_GINT64_FORMAT, head);
  page->head = head;
  if (record != NULL)
    g_ptr_array_add (page->records, pd_record_copy (record));
  if (!store_fixture_apply (fixture->session, page, fixture->now += 1000, error))
    return FALSE;
  /* The same page again changes nothing. */
  once = store_fixture_dump (fixture);
  g_assert_true (store_fixture_apply (fixture->session, page, fixture->now += 1000, error));
  twice = store_fixture_dump (fixture);
  g_assert_cmpstr (once, ==, twice);
  return TRUE;
}

/* An order that the platform has: revision 1, clean. */
PdRecord *
store_fixture_accepted (StoreFixture *fixture, const char *buyer, const char *good)
{
  g_autoptr (PdRecord) order = store_fixture_order (fixture, buyer, good);
  g_autoptr (PdMutation) mutation = NULL;
  PdResult *result;

  store_fixture_save (fixture, order);
  mutation = store_fixture_freeze_one (fixture);
  result = pd_result_new (mutation->id, PD_OUTCOME_OK);
  result->record = pd_record_copy (mutation->record);
  pd_record_set_revision (result->record, 1);
  pd_record_set_sequence (result->record, 1);
  store_fixture_answer (fixture, result);
  return store_fixture_get (fixture, pd_record_get_id (order));
}

gint64
store_fixture_count (StoreFixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 count;

  pd_store_session_integer (fixture->session, sql, &count, &error);
  g_assert_no_error (error);
  return count;
}

static int
dump_row_cb (void *data, int n, char **values, char **names)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (data, "%s=%s|", names[i], values[i] != NULL ? values[i] : "NULL");
  g_string_append_c (data, '\n');
  return 0;
}

/* Everything that the cache says, as text. */
char *
store_fixture_dump (StoreFixture *fixture)
{
  static const char *const tables[] = { "orders ORDER BY row",      "order_lines ORDER BY parent, id",
                                        "outbox ORDER BY position", "shadow ORDER BY id",
                                        "conflict ORDER BY id",     "meta ORDER BY key" };
  GString *dump = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s", tables[i]);

      g_assert_cmpint (sqlite3_exec (fixture->session->db, sql, dump_row_cb, dump, NULL), ==, SQLITE_OK);
    }
  return g_string_free (dump, FALSE);
}

/* The platform's version of @order at @revision, with one field changed by somebody else. */
PdRecord *
store_fixture_with_text (const PdRecord *order, gint64 revision, guint field, const char *text)
{
  PdRecord *copy = pd_record_copy (order);

  pd_record_set_revision (copy, revision);
  pd_record_set_sequence (copy, revision);
  pd_record_set_text (copy, field, text);
  return copy;
}

void
store_fixture_take_at (StoreFixture *fixture, const PdRecord *remote, gint64 head)
{
  g_autoptr (GError) error = NULL;

  store_fixture_pull (fixture, remote, head, &error);
  g_assert_no_error (error);
}

/* As a page that ends with it. */
void
store_fixture_take (StoreFixture *fixture, const PdRecord *remote)
{
  store_fixture_take_at (fixture, remote, pd_record_get_sequence (remote));
}

void
store_fixture_edit (StoreFixture *fixture, const char *id, guint field, const char *text)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  pd_record_set_text (order, field, text);
  store_fixture_save (fixture, order);
}

PdStoreConflict *
store_fixture_only_conflict (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = pd_store_list_conflicts (fixture->session, TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (conflicts->len, ==, 1);
  return g_ptr_array_steal_index (conflicts, 0);
}

PdRowState
store_fixture_state (StoreFixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  PdRowState state = pd_store_get_row_state (fixture->session, &pd_order_type, id, NULL, &error);

  g_assert_no_error (error);
  return state;
}

void
store_fixture_assert_text (StoreFixture *fixture, const char *id, guint field, const char *text)
{
  g_autoptr (PdRecord) order = store_fixture_get (fixture, id);

  g_assert_cmpstr (pd_record_get_text (order, field), ==, text);
}

gint64
store_fixture_outbox_length (StoreFixture *fixture)
{
  return store_fixture_count (fixture, "SELECT count (*) FROM outbox");
}
