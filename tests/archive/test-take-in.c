/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking invoices in, with the reader's real process: what becomes of each file, and that it may be killed at any time. */
#include "archive/pd-take-in.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "archive/pd-archive.h"
#include "model/pd-attachment.h"
#include "model/pd-received-invoice.h"

#include "store/pd-store-blobs.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"
#include "zip-fixture.h"

#define SELLER "91320115MA202UKD7X"
#define OWN "91330106MA2AAAAA0X"

static const char *program;
static const char *self_path;

typedef struct
{
  char *folder; /* (owned): where everything is */
  char *inbox;  /* (owned): what is taken in */
  char *data;   /* (owned) */
  PdStore *store;
  PdReader *reader;
} Test;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_tree (below);
    }
  g_remove (path);
}

static void
open_in (Test *test, const char *folder)
{
  g_autofree char *cache = NULL;
  g_autoptr (GError) error = NULL;

  test->folder = g_strdup (folder);
  test->inbox = g_build_filename (folder, "inbox", NULL);
  test->data = g_build_filename (folder, "data", NULL);
  g_mkdir_with_parents (test->inbox, 0700);
  g_mkdir_with_parents (test->data, 0700);
  cache = g_build_filename (test->data, "cache.sqlite", NULL);
  test->store = pd_store_open (cache, &error);
  g_assert_no_error (error);
  test->reader = pd_reader_new (program);
}

static void
close_in (Test *test)
{
  pd_store_close (test->store);
  g_object_unref (test->store);
  pd_reader_free (test->reader);
  g_free (test->folder);
  g_free (test->inbox);
  g_free (test->data);
}

static void
set_up (Test *test, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("piaodan-take-in-XXXXXX", NULL);

  open_in (test, folder);
}

static void
tear_down (Test *test, gconstpointer data)
{
  g_autofree char *folder = g_strdup (test->folder);

  close_in (test);
  remove_tree (folder);
}

/* An XML invoice. @remark: what makes two files of one invoice differ */
static char *
invoice (const char *number, const char *total, const char *seller, const char *remark)
{
  return g_strdup_printf (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><EInvoice><Header><EIid>%1$s</EIid>"
      "<InherentLabel><GeneralOrSpecialVAT><LabelCode>02</LabelCode></GeneralOrSpecialVAT></InherentLabel>"
      "</Header><EInvoiceData><SellerInformation><SellerIdNum>%3$s</SellerIdNum>"
      "<SellerName>甲有限公司</SellerName></SellerInformation><BuyerInformation><BuyerIdNum>" OWN
      "</BuyerIdNum><BuyerName>乙有限公司</BuyerName></BuyerInformation><BasicInformation>"
      "<TotalAmWithoutTax>%2$s</TotalAmWithoutTax><TotalTaxAm>0.00</TotalTaxAm>"
      "<TotalTax-includedAmount>%2$s</TotalTax-includedAmount></BasicInformation>"
      "</EInvoiceData><TaxSupervisionInfo><InvoiceNumber>%1$s</InvoiceNumber>"
      "<IssueTime>2026-10-02 08:00:00</IssueTime></TaxSupervisionInfo><!-- %4$s --></EInvoice>",
      number, total, seller, remark);
}

static void
put (Test *test, const char *name, const char *text, gssize length)
{
  g_autofree char *path = g_build_filename (test->inbox, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);

  g_mkdir_with_parents (above, 0700);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

static void
put_invoice (Test *test, const char *name, const char *number, const char *total, const char *remark)
{
  g_autofree char *text = invoice (number, total, SELLER, remark);

  put (test, name, text, -1);
}

static GPtrArray *
take_in_with (Test *test, PdTakeInProgress progress, gpointer data, GCancellable *cancellable)
{
  const PdTakeInOptions options = { .store = test->store,
                                    .reader = test->reader,
                                    .data_dir = test->data,
                                    .tenant = "tenant",
                                    .today = "2026-11-22" };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  g_ptr_array_add (files, g_file_new_for_path (test->inbox));
  rows = pd_take_in (&options, files, progress, data, cancellable, &error);
  g_assert_no_error (error);
  return rows;
}

static GPtrArray *
take_in (Test *test)
{
  return take_in_with (test, NULL, NULL, NULL);
}

static const PdTakeInRow *
row_of (GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (g_str_has_suffix (((const PdTakeInRow *) rows->pdata[i])->name, name))
      return rows->pdata[i];
  g_error ("there is no row for %s", name);
}

static void
assert_outcome (GPtrArray *rows, const char *name, PdTakeInOutcome outcome)
{
  const PdTakeInRow *row = row_of (rows, name);

  g_test_message ("%s: %s: %s", row->name, pd_take_in_outcome_name (row->outcome), row->sentence);
  g_assert_cmpstr (pd_take_in_outcome_name (row->outcome), ==, pd_take_in_outcome_name (outcome));
}

typedef struct
{
  const char *number;
  PdRecord *record;
  guint n_records;
  guint n_queued;
} Look;

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_received_type);
  g_autoptr (GArray) rows = pd_store_query_rows (session, query, NULL, error);
  g_autofree char *id = pd_received_id ("tenant", NULL, look->number);
  guint n_problems;

  look->n_records = rows->len;
  look->record = pd_store_get_record (session, &pd_received_type, id, NULL);
  return pd_store_blob_count_queue (session, &look->n_queued, &n_problems, error);
}

static PdRecord *
look_at (Test *test, const char *number, Look *look)
{
  g_autoptr (GError) error = NULL;

  *look = (Look){ .number = number };
  g_assert_true (pd_store_read (test->store, look_job, look, NULL, &error));
  g_assert_no_error (error);
  return look->record;
}

#define ONE "26330000000000000017"
#define TWO "26330000000000000025"
#define THREE "26330000000000000033"

/* Every kind of file there is, in one go; and then once more. */
static void
test_outcomes (Test *test, gconstpointer data)
{
  g_autoptr (ZipFixture) zip = zip_fixture_new ();
  g_autofree char *zipped = invoice (THREE, "30.00", SELLER, "zipped");
  g_autoptr (GBytes) zip_bytes = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (PdRecord) record = NULL;
  Look look;

  put_invoice (test, "a.xml", ONE, "10.00", "a");
  put_invoice (test, "b/same.xml", ONE, "10.00", "a");
  put_invoice (test, "c-other-file.xml", ONE, "10.00", "another file");
  put_invoice (test, "d-different.xml", ONE, "10.01", "d");
  put_invoice (test, "deep/er/two.xml", TWO, "20.00", "");
  put (test, "e-broken.pdf", "%PDF-1.7\nbroken", -1);
  put (test, "f-notes.txt", "milk, eggs", -1);
  put (test, "g-empty.pdf", "", 0);
  put (test, ".hidden.xml", "<EInvoice/>", -1);
  zip_fixture_add (zip, "in/three.xml", zipped);
  zip_fixture_add (zip, "readme.txt", "hello");
  zip_bytes = zip_fixture_to_bytes (zip);
  put (test, "h.zip", g_bytes_get_data (zip_bytes, NULL), (gssize) g_bytes_get_size (zip_bytes));

  rows = take_in (test);
  assert_outcome (rows, "/a.xml", PD_TAKE_IN_NEW);
  assert_outcome (rows, "b/same.xml", PD_TAKE_IN_ALREADY);
  assert_outcome (rows, "c-other-file.xml", PD_TAKE_IN_ADDED);
  assert_outcome (rows, "d-different.xml", PD_TAKE_IN_DIFFERENT);
  assert_outcome (rows, "deep/er/two.xml", PD_TAKE_IN_NEW);
  assert_outcome (rows, "e-broken.pdf", PD_TAKE_IN_UNREADABLE);
  assert_outcome (rows, "f-notes.txt", PD_TAKE_IN_NO_INVOICE);
  assert_outcome (rows, "g-empty.pdf", PD_TAKE_IN_NO_INVOICE);
  assert_outcome (rows, "h.zip/in/three.xml", PD_TAKE_IN_NEW);
  assert_outcome (rows, "h.zip/readme.txt", PD_TAKE_IN_NO_INVOICE);
  g_assert_cmpuint (rows->len, ==, 10);
  g_assert_nonnull (strstr (row_of (rows, "d-different.xml")->sentence, "10.01"));
  g_assert_nonnull (strstr (row_of (rows, "b/same.xml")->sentence, "2026-11-22"));

  record = look_at (test, ONE, &look);
  g_assert_cmpuint (look.n_records, ==, 3);
  g_assert_cmpuint (look.n_queued, ==, 4);
  g_assert_cmpuint (pd_record_get_attachments (record)->len, ==, 2);
  g_assert_cmpint (pd_record_get_integer (record, PD_RECEIVED_GROSS_AMOUNT), ==, 1000);
  g_assert_cmpstr (pd_record_get_text (record, PD_RECEIVED_SELLER_TAX_NUMBER), ==, SELLER);

  again = take_in (test);
  g_assert_cmpuint (again->len, ==, 10);
  assert_outcome (again, "/a.xml", PD_TAKE_IN_ALREADY);
  assert_outcome (again, "c-other-file.xml", PD_TAKE_IN_ALREADY);
  assert_outcome (again, "d-different.xml", PD_TAKE_IN_DIFFERENT);
  assert_outcome (again, "h.zip/in/three.xml", PD_TAKE_IN_ALREADY);
  pd_record_unref (record);
  record = look_at (test, ONE, &look);
  g_assert_cmpuint (look.n_records, ==, 3);
  g_assert_cmpuint (look.n_queued, ==, 4);
}

/* What is taken in lies in the archive, by the month of the invoice, and what is refused does not. */
static void
test_filed (Test *test, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  const PdArchiveEntry *entry;

  put_invoice (test, "a.xml", ONE, "10.00", "a");
  put_invoice (test, "b.xml", ONE, "10.01", "b");
  put (test, "c.txt", "hello", -1);
  rows = take_in (test);
  entries = pd_archive_list (test->data, TRUE, NULL, NULL);
  g_assert_cmpuint (entries->len, ==, 1);
  entry = entries->pdata[0];
  g_assert_cmpint (entry->standing, ==, PD_ARCHIVE_GOOD);
  g_assert_nonnull (strstr (entry->path, "/2026-10/"));
  g_assert_true (g_str_has_suffix (entry->path, ".xml"));
}

static void
stop_cb (guint done, guint total, const char *name, gpointer data)
{
  g_assert_cmpuint (done, <=, total);
  if (done == 3)
    g_cancellable_cancel (data);
}

static void
test_cancelled (Test *test, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) rest = NULL;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.xml", i);
      g_autofree char *number = g_strdup_printf ("2633000000000000010%u", i);

      put_invoice (test, name, number, "1.00", "");
    }
  rows = take_in_with (test, stop_cb, cancellable, cancellable);
  g_assert_cmpuint (rows->len, ==, 3);
  rest = take_in (test);
  g_assert_cmpuint (rest->len, ==, 6);
  assert_outcome (rest, "/2.xml", PD_TAKE_IN_ALREADY);
  assert_outcome (rest, "/3.xml", PD_TAKE_IN_NEW);
}

/* --- killed */

#define N_KILLED 12

static void
fill_inbox (Test *test)
{
  for (guint i = 0; i < N_KILLED; i++)
    {
      g_autofree char *name = g_strdup_printf ("%02u.xml", i);
      g_autofree char *number = g_strdup_printf ("263300000000000002%02u", i);

      put_invoice (test, name, number, "1.00", name);
    }
}

/* What the child does: takes in and is killed while it does. */
static int
run_child (const char *folder)
{
  Test test = { 0 };
  g_autoptr (GPtrArray) rows = NULL;

  open_in (&test, folder);
  rows = take_in (&test);
  close_in (&test);
  return 0;
}

static gboolean
run_and_kill (Test *test, gulong delay)
{
  const char *const argv[] = { self_path, program, "--child", test->folder, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int status = 0;

  g_assert_true (
      g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error));
  g_assert_no_error (error);
  g_usleep (delay);
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFSIGNALED (status);
}

/* Killed again and again at other moments, it comes to the same end. */
static void
test_killed (Test *test, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (PdRecord) record = NULL;
  gulong delay = 15000;
  guint n_kills = 0;
  Look look;

  fill_inbox (test);
  pd_store_close (test->store);
  g_clear_object (&test->store);
  for (guint i = 0; i < 12; i++, delay += 25000)
    n_kills += run_and_kill (test, delay);
  g_test_message ("killed %u times", n_kills);
  g_assert_cmpuint (n_kills, >, 0);
  {
    g_autofree char *cache = g_build_filename (test->data, "cache.sqlite", NULL);

    test->store = pd_store_open (cache, NULL);
    g_assert_nonnull (test->store);
  }
  rows = take_in (test);
  g_assert_cmpuint (rows->len, ==, N_KILLED);
  for (guint i = 0; i < rows->len; i++)
    g_assert_false (pd_take_in_outcome_is_trouble (((const PdTakeInRow *) rows->pdata[i])->outcome));
  record = look_at (test, "26330000000000000203", &look);
  g_assert_cmpuint (look.n_records, ==, N_KILLED);
  g_assert_cmpuint (look.n_queued, ==, N_KILLED);
  g_assert_cmpuint (pd_record_get_attachments (record)->len, ==, 1);
  entries = pd_archive_list (test->data, TRUE, NULL, NULL);
  g_assert_cmpuint (entries->len, ==, N_KILLED);
  for (guint i = 0; i < entries->len; i++)
    g_assert_cmpint (((const PdArchiveEntry *) entries->pdata[i])->standing, ==, PD_ARCHIVE_GOOD);
}

/* --- asynchronous */

typedef struct
{
  GPtrArray *rows;
  guint n_steps;
} Async;

static void
async_progress_cb (guint done, guint total, const char *name, gpointer data)
{
  Async *async = data;

  g_assert_null (async->rows);
  async->n_steps++;
}

static void
async_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Async *) data)->rows = pd_take_in_finish (result, NULL);
}

static void
test_async (Test *test, gconstpointer data)
{
  const PdTakeInOptions options = { .store = test->store,
                                    .reader = test->reader,
                                    .data_dir = test->data,
                                    .tenant = "tenant",
                                    .today = "2026-11-22" };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  Async async = { 0 };

  put_invoice (test, "a.xml", ONE, "10.00", "a");
  g_ptr_array_add (files, g_file_new_for_path (test->inbox));
  pd_take_in_async (&options, files, async_progress_cb, &async, NULL, async_cb, &async);
  while (async.rows == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_outcome (async.rows, "/a.xml", PD_TAKE_IN_NEW);
  g_assert_cmpuint (async.n_steps, >, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_ptr_array_unref (async.rows);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, >, 1);
  self_path = argv[0];
  program = argv[1];
  if (argc > 3 && g_str_equal (argv[2], "--child"))
    return run_child (argv[3]);
#define ADD(name, func) g_test_add ("/take-in/" name, Test, NULL, set_up, func, tear_down)
  ADD ("outcomes", test_outcomes);
  ADD ("filed", test_filed);
  ADD ("cancelled", test_cancelled);
  ADD ("killed", test_killed);
  ADD ("async", test_async);
  return g_test_run ();
}
