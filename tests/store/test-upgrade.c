/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of other versions, and files that are something else. */

#include "store-fixture.h"

#include "model/pd-attachment.h"
#include "model/pd-element.h"
#include "store/pd-store-upgrade.h"

#include <glib/gstdio.h>
#include <string.h>

static gboolean
add_remarks_table (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (session,
                                "CREATE TABLE remarks (text TEXT); INSERT INTO remarks VALUES ('two')",
                                error);
}

static gboolean
break_in_the_middle (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (session, "DELETE FROM orders", error) &&
         pd_store_session_exec (session, "DELETE FROM order_lines", error);
}

static const PdStoreStep *
next_steps (PdStoreStep step, guint *n_steps)
{
  static PdStoreStep steps[16];

  g_assert_cmpuint (pd_store_n_steps, <, G_N_ELEMENTS (steps));
  memcpy (steps, pd_store_steps, pd_store_n_steps * sizeof *steps);
  steps[pd_store_n_steps] = step;
  *n_steps = pd_store_n_steps + 1;
  return steps;
}

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize length;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length);
}

/* A cache with one order, closed. */
static char *
make_old_file (StoreFixture *fixture)
{
  g_autoptr (PdRecord) order = NULL;
  char *id;

  store_fixture_open (fixture);
  order = store_fixture_accepted (fixture, "上海开票有限公司", "打印纸");
  id = g_strdup (pd_record_get_id (order));
  return id;
}

static void
close_file (StoreFixture *fixture)
{
  g_clear_pointer (&fixture->session, pd_store_session_free);
}

static void
reopen (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->session = pd_store_session_new (fixture->path, TRUE, &error);
  g_assert_no_error (error);
}

/* A file of the version before goes through the new step on a copy; the old one is kept beside it. */
static void
test_older_version (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_old_file (&fixture);
  g_autofree char *kept = NULL;
  g_autoptr (PdRecord) order = NULL;
  guint n_steps;
  const PdStoreStep *steps = next_steps (add_remarks_table, &n_steps);

  close_file (&fixture);
  pd_store_prepare_file (fixture.path, steps, n_steps, &error);
  g_assert_no_error (error);
  reopen (&fixture);
  g_assert_cmpint (store_fixture_count (&fixture, "PRAGMA user_version"), ==, n_steps);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM remarks"), ==, 1);
  order = store_fixture_get (&fixture, id);
  kept = g_strdup_printf ("%s.version-%u", fixture.path, pd_store_n_steps);
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  /* And this program refuses what the next one made. */
  close_file (&fixture);
  g_assert_false (pd_store_prepare_file (fixture.path, pd_store_steps, pd_store_n_steps, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NEWER_SCHEMA);
  store_fixture_close (&fixture);
}

/* A field that the record tables have got since: its column is added, and what was kept as unknown moves in. */
static void
test_new_field (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_old_file (&fixture);
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = NULL;

  g_assert_true (
      pd_store_session_exec (fixture.session,
                             "DROP INDEX orders_buyer_tax_number_forward;"
                             "DROP INDEX orders_buyer_tax_number_backward;"
                             "ALTER TABLE orders DROP COLUMN buyer_tax_number;"
                             "ALTER TABLE orders DROP COLUMN buyer_tax_number_reversed;"
                             "ALTER TABLE order_lines DROP COLUMN spec;"
                             "UPDATE orders SET unknown = '{\"buyer_tax_number\":\"91310115MA1K3XYZ07\","
                             "\"later\":1}';"
                             "UPDATE order_lines SET unknown = '{\"spec\":\"A4\"}';",
                             &error));
  close_file (&fixture);
  pd_store_prepare_file (fixture.path, pd_store_steps, pd_store_n_steps, &error);
  g_assert_no_error (error);
  reopen (&fixture);
  order = store_fixture_get (&fixture, id);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_BUYER_TAX_NUMBER), ==, "91310115MA1K3XYZ07");
  g_assert_cmpstr (g_tree_lookup (pd_record_get_unknown (order), "later"), ==, "1");
  g_assert_null (g_tree_lookup (pd_record_get_unknown (order), "buyer_tax_number"));
  g_assert_cmpstr (pd_record_get_text (pd_record_get_lines (order)->pdata[0], PD_ORDER_LINE_SPEC), ==, "A4");
  query->search = g_strdup ("xyz07 打印 a4");
  rows = pd_store_query_rows (fixture.session, query, NULL, &error);
  g_assert_cmpuint (rows->len, ==, 1);
  store_fixture_close (&fixture);
}

/* A list that the record tables have got since: attachments that a newer program's user added, and that this cache
 * received when its program did not know them. What is in no form to be taken stays where it is. */
static void
test_new_list (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_old_file (&fixture);
  g_autofree char *strange = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) other = NULL;
  PdRecord *attachment;

  strange =
      g_strdup (pd_record_get_id ((other = store_fixture_accepted (&fixture, "天津制造有限公司", "工具"))));
  g_assert_true (pd_store_session_exec (
      fixture.session,
      "DROP TABLE order_attachments; DROP TABLE invoice_attachments; DROP TABLE blob; DROP TABLE blob_queue; "
      "DROP TABLE stream; DROP TABLE evicted; DROP TABLE told; DROP TABLE bin;"
      "ALTER TABLE lost DROP COLUMN code; ALTER TABLE lost DROP COLUMN reason;"
      "ALTER TABLE conflict DROP COLUMN words; PRAGMA user_version = 2;"
      "UPDATE orders SET unknown = "
      "'{\"later\":1,\"attachments\":[{\"id\":\"00000000-0000-7000-8000-000000000001\","
      "\"name\":\"合同.pdf\",\"size\":12,\"colour\":\"red\"},{\"id\":\"00000000-0000-7000-8000-"
      "000000000002\","
      "\"name\":\"b\",\"size\":0}, 7]}' WHERE row = 1;"
      "UPDATE orders SET unknown = '{\"attachments\":\"none\"}' WHERE row = 2;",
      &error));
  g_assert_no_error (error);
  close_file (&fixture);
  pd_store_prepare_file (fixture.path, pd_store_steps, pd_store_n_steps, &error);
  g_assert_no_error (error);
  reopen (&fixture);
  order = store_fixture_get (&fixture, id);
  g_assert_cmpuint (pd_record_get_attachments (order)->len, ==, 2);
  attachment = pd_record_find_attachment (order, "00000000-0000-7000-8000-000000000001");
  g_assert_cmpstr (pd_record_get_text (attachment, PD_ATTACHMENT_NAME), ==, "合同.pdf");
  g_assert_cmpint (pd_record_get_integer (attachment, PD_ATTACHMENT_SIZE), ==, 12);
  g_assert_cmpstr (g_tree_lookup (pd_record_get_unknown (attachment), "colour"), ==, "\"red\"");
  g_assert_null (pd_record_get_unknown (pd_record_get_attachments (order)->pdata[1]));
  g_assert_cmpstr (g_tree_lookup (pd_record_get_unknown (order), "later"), ==, "1");
  g_assert_null (g_tree_lookup (pd_record_get_unknown (order), "attachments"));
  g_clear_pointer (&other, pd_record_unref);
  other = store_fixture_get (&fixture, strange);
  g_assert_cmpuint (pd_record_get_attachments (other)->len, ==, 0);
  g_assert_cmpstr (g_tree_lookup (pd_record_get_unknown (other), "attachments"), ==, "\"none\"");
  store_fixture_close (&fixture);
}

/* The same for the fields of a special business, which only some orders have. */
static void
test_new_elements (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_old_file (&fixture);
  g_autoptr (PdRecord) order = NULL;

  g_assert_true (pd_store_session_exec (
      fixture.session,
      "DROP TABLE order_elements; DROP TABLE invoice_elements; ALTER TABLE orders DROP COLUMN special_type;"
      "UPDATE orders SET unknown = '{\"special_type\":\"construction\",\"elements\":[{\"id\":"
      "\"00000000-0000-7000-8000-000000000001\",\"position\":\"a\",\"row_number\":1,\"key\":\"site\","
      "\"value\":\"广州\"}]}';",
      &error));
  close_file (&fixture);
  pd_store_prepare_file (fixture.path, pd_store_steps, pd_store_n_steps, &error);
  g_assert_no_error (error);
  reopen (&fixture);
  order = store_fixture_get (&fixture, id);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_SPECIAL_TYPE), ==, "construction");
  g_assert_cmpstr (pd_record_get_element (order, 1, "site"), ==, "广州");
  g_assert_null (pd_record_get_unknown (order));
  store_fixture_close (&fixture);
}

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static int
append_sorted_cb (void *data, int n, char **values, char **names)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  GString *out = data;

  for (int i = 0; i < n; i++)
    g_ptr_array_add (cells, g_strdup_printf ("%s=%s", names[i], values[i] != NULL ? values[i] : "NULL"));
  g_ptr_array_sort (cells, compare_cells);
  for (guint i = 0; i < cells->len; i++)
    g_string_append_printf (out, "%s|", (const char *) cells->pdata[i]);
  g_string_append_c (out, '\n');
  return 0;
}

/* What @queries say, whatever the order of columns in the tables. */
static char *
say (StoreFixture *fixture, const char *const *queries, guint n_queries)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n_queries; i++)
    g_assert_cmpint (sqlite3_exec (fixture->session->db, queries[i], append_sorted_cb, out, NULL), ==,
                     SQLITE_OK);
  return g_string_free (out, FALSE);
}

static char *
say_content (StoreFixture *fixture)
{
  static const char *const queries[] = {
    "SELECT * FROM orders ORDER BY row",  "SELECT * FROM order_lines ORDER BY parent, id",
    "SELECT * FROM shadow ORDER BY id",   "SELECT * FROM outbox ORDER BY position",
    "SELECT * FROM conflict ORDER BY id", "SELECT * FROM invoices ORDER BY row",
    "SELECT * FROM meta ORDER BY key",
  };

  return say (fixture, queries, G_N_ELEMENTS (queries));
}

static char *
say_schema (StoreFixture *fixture)
{
  static const char *const queries[] = {
    "SELECT m.name AS t, p.name, p.type, p.\"notnull\", p.dflt_value, p.pk FROM sqlite_schema AS m,"
    " pragma_table_info (m.name) AS p WHERE m.type = 'table' AND m.name NOT LIKE '%_search_%'"
    " ORDER BY m.name, p.name",
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' OR name LIKE '%_search' ORDER BY name",
    "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY idx",
  };

  return say (fixture, queries, G_N_ELEMENTS (queries));
}

/* One order with a change in flight and another behind it, one in the inbox, one that waits, one that is clean. */
static void
make_busy_file (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) flying = NULL;
  g_autoptr (PdRecord) parked = NULL;
  g_autoptr (PdRecord) waiting = NULL;
  g_autoptr (PdRecord) clean = NULL;
  g_autoptr (PdMutation) refused = NULL;
  g_autoptr (PdMutation) sent = NULL;
  PdResult *result;

  store_fixture_open (fixture);
  clean = store_fixture_accepted (fixture, "上海开票有限公司", "打印纸");
  parked = store_fixture_accepted (fixture, "天津制造有限公司", "工具");
  pd_record_set_text (parked, PD_ORDER_REMARK, "mine");
  store_fixture_save (fixture, parked);
  refused = store_fixture_freeze_one (fixture);
  result = pd_result_new (refused->id, PD_OUTCOME_REJECTED);
  result->code = g_strdup ("invalid");
  store_fixture_answer (fixture, result);
  flying = store_fixture_accepted (fixture, "广州商贸有限公司", "耗材");
  pd_record_set_text (flying, PD_ORDER_REMARK, "on its way");
  store_fixture_save (fixture, flying);
  sent = store_fixture_freeze_one (fixture);
  pd_record_set_text (flying, PD_ORDER_REMARK, "behind it");
  store_fixture_save (fixture, flying);
  waiting = store_fixture_order (fixture, "北京科技有限公司", "服务费");
  store_fixture_save (fixture, waiting);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox WHERE state = 1"), ==, 1);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, 3);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM conflict"), ==, 1);
}

static void
assert_found (StoreFixture *fixture, const char *search)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = NULL;

  query->search = g_strdup (search);
  rows = pd_store_query_rows (fixture->session, query, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
}

/* Every way in which a file of an earlier version may lack something: afterwards its tables are those of a new file,
 * and everything that was in it, what waits and what is on its way above all, is there as it was. */
static void
test_lacks (void)
{
  static const struct
  {
    const char *name, *sql;
  } cases[] = {
    { "nothing", "" },
    { "a column of a record", "ALTER TABLE invoices DROP COLUMN specimen" },
    { "a column of a line", "ALTER TABLE order_lines DROP COLUMN unit" },
    { "a column that is found by its end",
      "DROP INDEX orders_invoice_number_forward; DROP INDEX orders_invoice_number_backward;"
      "ALTER TABLE orders DROP COLUMN invoice_number; ALTER TABLE orders DROP COLUMN "
      "invoice_number_reversed" },
    { "a column of the store itself", "ALTER TABLE orders DROP COLUMN pending_command" },
    { "what keeps later fields",
      "ALTER TABLE orders DROP COLUMN unknown; ALTER TABLE order_lines DROP COLUMN unknown" },
    { "statistics", "DROP TABLE sqlite_stat1" },
    { "statistics of one index", "DELETE FROM sqlite_stat1 WHERE idx = 'orders_order_date'" },
    { "statistics and a column", "DROP TABLE sqlite_stat1; ALTER TABLE invoices DROP COLUMN specimen" },
    { "indexes", "DROP INDEX orders_order_date; DROP INDEX orders_number_backward; DROP INDEX "
                 "orders_row_state; DROP INDEX orders_board" },
    { "indexes of the outbox and the inbox", "DROP INDEX outbox_record; DROP INDEX outbox_state; DROP INDEX "
                                             "conflict_record; DROP INDEX conflict_age" },
    { "the shape of indexes",
      "DROP INDEX orders_order_date; CREATE INDEX orders_order_date ON orders (order_date) WHERE deleted = 0;"
      "DROP INDEX orders_number_forward;"
      "CREATE INDEX orders_number_forward ON orders (number COLLATE NOCASE) WHERE deleted = 0;"
      "DROP TABLE sqlite_stat1" },
    { "a type of record", "DROP TABLE goods; DROP TABLE goods_search" },
    { "deliveries", "DROP TABLE deliveries; DROP TABLE deliveries_search" },
    { "lines", "DROP TABLE invoice_lines" },
    { "attachments", "DROP TABLE order_attachments; DROP TABLE invoice_attachments" },
    { "attachments and their queue",
      "DROP TABLE order_attachments; DROP TABLE invoice_attachments;"
      "DROP TABLE blob; DROP TABLE blob_queue; DROP TABLE stream; DROP TABLE evicted; DROP TABLE told; DROP "
      "TABLE bin;"
      "ALTER TABLE conflict DROP COLUMN words;"
      "ALTER TABLE lost DROP COLUMN code; ALTER TABLE lost DROP COLUMN reason; PRAGMA user_version = 2" },
    { "a column that is searched", "ALTER TABLE order_lines DROP COLUMN spec" },
    { "the search index", "DROP TABLE orders_search" },
  };
  StoreFixture fresh;
  g_autofree char *wanted = NULL;

  store_fixture_open (&fresh);
  wanted = say_schema (&fresh);
  store_fixture_close (&fresh);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      StoreFixture fixture;
      g_autoptr (GError) error = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *schema = NULL;

      g_test_message ("A file without %s", cases[i].name);
      make_busy_file (&fixture);
      before = say_content (&fixture);
      g_assert_cmpint (sqlite3_exec (fixture.session->db, cases[i].sql, NULL, NULL, NULL), ==, SQLITE_OK);
      close_file (&fixture);
      pd_store_prepare_file (fixture.path, pd_store_steps, pd_store_n_steps, &error);
      g_assert_no_error (error);
      reopen (&fixture);
      schema = say_schema (&fixture);
      g_assert_cmpstr (schema, ==, wanted);
      after = say_content (&fixture);
      g_assert_cmpstr (after, ==, before);
      assert_found (&fixture, "商贸 耗材");
      store_fixture_close (&fixture);
    }
}

/* The place of a file that could not be filled any more: it becomes a new one. */
static void
test_empty_file (void)
{
  StoreFixture fixture = { .folder = store_fixture_make_folder () };
  g_autoptr (GError) error = NULL;

  fixture.path = g_build_filename (fixture.folder, "cache.sqlite", NULL);
  g_assert_true (g_file_set_contents (fixture.path, "", 0, NULL));
  pd_store_prepare_file (fixture.path, pd_store_steps, pd_store_n_steps, &error);
  g_assert_no_error (error);
  reopen (&fixture);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM orders"), ==, 0);
  store_fixture_close (&fixture);
}

/* A step that would lose rows is found out, and the file is what it was. */
static void
test_bad_step (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_old_file (&fixture);
  g_autoptr (PdRecord) order = NULL;
  guint n_steps;
  const PdStoreStep *steps = next_steps (break_in_the_middle, &n_steps);

  close_file (&fixture);
  g_assert_false (pd_store_prepare_file (fixture.path, steps, n_steps, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_BUG);
  g_clear_error (&error);
  g_assert_true (pd_store_prepare_file (fixture.path, pd_store_steps, pd_store_n_steps, &error));
  reopen (&fixture);
  order = store_fixture_get (&fixture, id);
  store_fixture_close (&fixture);
}

/* A newer file, by its number or by a column that nobody here knows, is left byte for byte. */
static void
test_newer (void)
{
  static const char *const changes[] = { "PRAGMA user_version = 99",
                                         "ALTER TABLE orders ADD COLUMN warehouse TEXT" };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      StoreFixture fixture;
      g_autoptr (GError) error = NULL;
      g_autofree char *id = make_old_file (&fixture);
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      g_assert_true (pd_store_session_exec (fixture.session, changes[i], &error));
      close_file (&fixture);
      before = read_file (fixture.path);
      g_assert_null (pd_store_open (fixture.path, &error));
      g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NEWER_SCHEMA);
      g_assert_nonnull (strstr (error->message, "newer version"));
      after = read_file (fixture.path);
      g_assert_cmpstr (before, ==, after);
      store_fixture_close (&fixture);
    }
}

/* Another program has the old file open: no upgrade under its feet. */
static void
test_upgrade_waits (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = make_old_file (&fixture);
  guint n_steps;
  const PdStoreStep *steps = next_steps (add_remarks_table, &n_steps);

  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM orders"), ==, 1);
  g_assert_false (pd_store_prepare_file (fixture.path, steps, n_steps, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_BUSY);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM orders"), ==, 1);
  store_fixture_close (&fixture);
}

/* Something else under our name is left alone. */
static void
test_not_ours (void)
{
  static const struct
  {
    const char *sql, *text;
  } cases[] = {
    { NULL,
      "This is a letter, and it is longer than the first hundred bytes of a database: dear Sir or Madam, "
      "please find enclosed our offer. Yours faithfully." },
    { "CREATE TABLE letters (text TEXT)", NULL },
    { "PRAGMA application_id = 7; CREATE TABLE letters (text TEXT)", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = store_fixture_make_folder ();
      g_autofree char *path = g_build_filename (folder, "cache.sqlite", NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      sqlite3 *db;

      if (cases[i].text != NULL)
        g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
      else
        {
          g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
          g_assert_cmpint (sqlite3_exec (db, cases[i].sql, NULL, NULL, NULL), ==, SQLITE_OK);
          sqlite3_close (db);
        }
      before = read_file (path);
      g_assert_null (pd_store_open (path, &error));
      g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_A_DATABASE);
      after = read_file (path);
      g_assert_cmpstr (before, ==, after);
      store_fixture_remove_folder (folder);
    }
}

/* Nobody else on this computer reads the office's data. */
static void
test_private (void)
{
  StoreFixture fixture;
  g_autofree char *wal = NULL;
  GStatBuf status;

  store_fixture_open (&fixture);
  wal = g_strconcat (fixture.path, "-wal", NULL);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM orders"), ==, 0);
  g_assert_cmpint (g_stat (fixture.path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (wal, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  store_fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/upgrade/older-version", test_older_version);
  g_test_add_func ("/store/upgrade/new-field", test_new_field);
  g_test_add_func ("/store/upgrade/new-list", test_new_list);
  g_test_add_func ("/store/upgrade/new-elements", test_new_elements);
  g_test_add_func ("/store/upgrade/lacks", test_lacks);
  g_test_add_func ("/store/upgrade/empty-file", test_empty_file);
  g_test_add_func ("/store/upgrade/bad-step", test_bad_step);
  g_test_add_func ("/store/upgrade/newer", test_newer);
  g_test_add_func ("/store/upgrade/waits", test_upgrade_waits);
  g_test_add_func ("/store/upgrade/not-ours", test_not_ours);
  g_test_add_func ("/store/upgrade/private", test_private);
  return g_test_run ();
}
