/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <gtk/gtkunixprint.h>
#include <math.h>
#include <string.h>

#include "desktop-fixture.h"
#include "desktop/pd-print-desk.h"
#include "desktop/pd-print-queue-file.h"
#include "desktop/pd-print-run.h"
#include "desktop/pd-print-send.h"
#include "issuing-cache.h"
#include "model/pd-invoice.h"
#include "print-fixture.h"
#include "store/pd-store-list.h"

/* The print desk with invoices of a real cache, up to the file that a printer gets. */

typedef struct
{
  char *folder;
  PdStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  IssuingCache cache = { .now = g_get_real_time () };

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  g_assert_true (pd_store_write (fixture->store, issuing_cache_fill, &cache, NULL, NULL));
  issuing_cache_clear (&cache);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

#define WAIT_UNTIL PRINT_FIXTURE_WAIT_UNTIL

static gboolean
rows_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_invoice_type);
  GArray **rows = data;

  query->state = g_strdup (PD_INVOICE_STATE_ISSUED);
  *rows = pd_store_query_rows (session, query, cancellable, error);
  return *rows != NULL;
}

static void
add_rows (Fixture *fixture, PdPrintQueue *queue)
{
  g_autoptr (GArray) rows = NULL;

  g_assert_true (pd_store_read (fixture->store, rows_job, &rows, NULL, NULL));
  pd_print_queue_add_rows (queue, rows);
  WAIT_UNTIL (!pd_print_queue_is_loading (queue));
}

static void
add_invoices (Fixture *fixture, PdPrintQueue *queue)
{
  add_rows (fixture, queue);
  g_assert_cmpuint (pd_print_queue_get_n_entries (queue), ==, ISSUING_CACHE_ISSUED);
}

static PdPrintEntry *
entry_at (PdPrintQueue *queue, guint position)
{
  g_autoptr (PdPrintEntry) entry = g_list_model_get_item (pd_print_queue_get_list (queue), position);

  return entry;
}

/* --- the queue */

static void
test_queue_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdPrintQueue) queue = pd_print_queue_new (fixture->store);
  g_autoptr (PdPrintQueue) again = NULL;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/发票 1.pdf");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  add_invoices (fixture, queue);
  g_list_store_append (files, file);
  g_list_store_append (files, file);
  g_assert_cmpuint (pd_print_queue_add_files (queue, G_LIST_MODEL (files)), ==, 1);
  g_assert_cmpuint (pd_print_queue_add_files (queue, G_LIST_MODEL (files)), ==, 0);
  first = g_strdup (entry_at (queue, 0)->id);
  second = g_strdup (entry_at (queue, 1)->id);
  pd_print_queue_move (queue, 0, 1);
  pd_print_queue_move (queue, ISSUING_CACHE_ISSUED, 0);
  pd_print_queue_remove (queue, entry_at (queue, 3));
  again = pd_print_queue_new (fixture->store);
  WAIT_UNTIL (!pd_print_queue_is_loading (again));
  g_assert_cmpuint (pd_print_queue_get_n_entries (again), ==, ISSUING_CACHE_ISSUED);
  g_assert_cmpstr (entry_at (again, 0)->title, ==, "发票 1.pdf");
  g_assert_cmpstr (entry_at (again, 1)->id, ==, second);
  g_assert_cmpstr (entry_at (again, 2)->id, ==, first);
  g_assert_nonnull (entry_at (again, 1)->record);
  pd_print_queue_clear (again);
}

/* --- the preview and the printer */

static void
result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static cairo_surface_t *
render (PdPaper *paper, guint page)
{
  double width, height;
  cairo_surface_t *surface;
  cairo_t *cr;

  pd_paper_get_page_size (paper, page, &width, &height);
  surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) round (width * 2), (int) round (height * 2));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, 2, 2);
  g_assert_true (pd_paper_draw (paper, page, cr, PD_PAPER_PRINTER, NULL, NULL));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Pixel for pixel. */
static void
assert_same_pages (GBytes *a, GBytes *b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPaper) seen = pd_paper_open (a, "preview", NULL, &error);
  g_autoptr (PdPaper) printed = pd_paper_open (b, "printed", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (pd_paper_get_n_pages (seen), ==, pd_paper_get_n_pages (printed));
  for (guint page = 0; page < pd_paper_get_n_pages (seen); page++)
    {
      cairo_surface_t *left = render (seen, page), *right = render (printed, page);
      gsize size =
          (gsize) cairo_image_surface_get_stride (left) * (gsize) cairo_image_surface_get_height (left);

      g_assert_cmpmem (cairo_image_surface_get_data (left), size, cairo_image_surface_get_data (right), size);
      cairo_surface_destroy (left);
      cairo_surface_destroy (right);
    }
}

/* What is in the preview is, sheet for sheet and byte for byte, what comes out of the printer. */
static void
test_printed_is_previewed (Fixture *fixture, gconstpointer data)
{
  PdPrintDesk *desk = pd_print_desk_new (NULL, fixture->store);
  g_autofree char *path = g_build_filename (fixture->folder, "printed.pdf", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GtkPrinter) printer = NULL;
  g_autoptr (PdPrintTarget) target = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) printed = NULL;
  g_autoptr (GBytes) seen = NULL;
  PdPrintSettings settings;
  char *content;
  gsize length;

  gtk_window_present (GTK_WINDOW (desk));
  add_invoices (fixture, pd_print_desk_get_queue (desk));
  WAIT_UNTIL (pd_print_desk_get_pdf (desk) != NULL &&
              pd_invoice_preview_get_n_pages (pd_print_desk_get_preview (desk)) > 1);
  seen = g_bytes_ref (pd_print_desk_get_pdf (desk));
  g_assert_true (g_bytes_equal (seen, pd_invoice_preview_get_pdf (pd_print_desk_get_preview (desk))));
  printer = print_fixture_file_printer ();
  pd_print_settings_init (&settings);
  target = pd_print_target_new (printer, &settings, 1);
  gtk_print_settings_set (target->settings, GTK_PRINT_SETTINGS_OUTPUT_URI, uri);
  pd_print_send_async (target, seen, "Invoices", NULL, result_cb, &result);
  WAIT_UNTIL (result != NULL);
  g_assert_true (pd_print_send_finish (result, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, &length, &error));
  printed = g_bytes_new_take (content, length);
  g_assert_true (g_bytes_equal (printed, seen));
  assert_same_pages (seen, printed);
  pd_print_queue_clear (pd_print_desk_get_queue (desk));
  gtk_window_destroy (GTK_WINDOW (desk));
}

/* --- printing in parts, and a printer that stops */

typedef struct
{
  guint n_jobs;
  guint stops_at; /* the job that is refused */
  GPtrArray *files;
} Printer;

static void
fake_send (gpointer target,
           GBytes *pdf,
           const char *title,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  Printer *printer = target;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  if (++printer->n_jobs == printer->stops_at)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "out of paper");
      return;
    }
  g_ptr_array_add (printer->files, g_bytes_ref (pdf));
  g_task_return_boolean (task, TRUE);
}

static gboolean
count_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_print_type);
  g_autoptr (GArray) rows = pd_store_query_rows (session, query, cancellable, error);

  *(guint *) data = rows != NULL ? rows->len : 0;
  return rows != NULL;
}

static guint
n_prints (Fixture *fixture)
{
  guint n = 0;

  g_assert_true (pd_store_read (fixture->store, count_job, &n, NULL, NULL));
  return n;
}

static gboolean
run (PdPrintQueue *queue, Printer *printer, guint copies, PdPrintRun *told, GError **error)
{
  g_autoptr (PdPrintMaker) maker = pd_print_maker_new ();
  g_autoptr (GPtrArray) entries = pd_print_queue_get_entries (queue);
  g_autoptr (GAsyncResult) made_result = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PdPrintMade) made = NULL;
  PdPrintSettings settings;
  PdPrintRun print = { .queue = queue,
                       .maker = maker,
                       .settings = &settings,
                       .copies = copies,
                       .printer = "Office",
                       .send = fake_send,
                       .target = printer,
                       .chunk_sheets = 2 };

  pd_print_settings_init (&settings);
  pd_print_maker_make_async (maker, entries, &settings, 0, G_MAXUINT, NULL, result_cb, &made_result);
  WAIT_UNTIL (made_result != NULL);
  made = pd_print_maker_make_finish (maker, made_result, error);
  g_assert_nonnull (made);
  print.made = made;
  pd_print_run_async (&print, NULL, result_cb, &result);
  WAIT_UNTIL (result != NULL);
  *told = print;
  return pd_print_run_finish (result, error);
}

static void
test_printer_stops (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdPrintQueue) queue = pd_print_queue_new (fixture->store);
  g_autoptr (PdPrintQueue) again = NULL;
  g_autoptr (PdPrintQueue) third = NULL;
  g_autoptr (GError) error = NULL;
  Printer printer = { .stops_at = 2,
                      .files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref) };
  const char *ids[] = { NULL, NULL };
  g_autofree char *first = NULL;
  g_autofree char *text = NULL;
  PdPrintRun told;

  add_invoices (fixture, queue);
  first = g_strdup (entry_at (queue, 0)->id);
  g_assert_false (run (queue, &printer, 2, &told, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_clear_error (&error);
  /* two sheets of two: what is on paper is in the ledger, the rest waits */
  g_assert_cmpuint (told.n_sheets, ==, 2);
  g_assert_cmpuint (told.n_entries, ==, 4);
  g_assert_cmpuint (n_prints (fixture), ==, 4);
  g_assert_cmpuint (pd_print_queue_get_n_entries (queue), ==, ISSUING_CACHE_ISSUED - 4);
  g_assert_false (entry_at (queue, 0)->doubtful);

  /* the program ends, and goes on another time */
  again = pd_print_queue_new (fixture->store);
  WAIT_UNTIL (!pd_print_queue_is_loading (again));
  printer.stops_at = 0;
  g_assert_true (run (again, &printer, 1, &told, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_prints (fixture), ==, ISSUING_CACHE_ISSUED);
  g_assert_cmpuint (pd_print_queue_get_n_entries (again), ==, 0);
  g_assert_cmpuint (printer.files->len, ==, 3);

  /* the one that was printed twice says so, and is counted on */
  third = pd_print_queue_new (fixture->store);
  ids[0] = first;
  g_assert_cmpuint (pd_print_queue_add_invoices (third, ids), ==, 1);
  WAIT_UNTIL (!pd_print_queue_is_loading (third));
  g_assert_cmpuint (entry_at (third, 0)->past.n_copies, ==, 2);
  text = pd_print_entry_past_text (entry_at (third, 0));
  g_assert_nonnull (strstr (text, "2 times"));
  pd_print_queue_clear (third);
  g_ptr_array_unref (printer.files);
}

/* The printer has taken it, and the program ends before the ledger is written: it still says that it was on its way. */
static void
test_ledger_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdPrintQueue) queue = pd_print_queue_new (fixture->store);
  g_autoptr (GListStore) between = g_list_store_new (PD_TYPE_PRINT_ENTRY);
  g_autoptr (GListStore) after = g_list_store_new (PD_TYPE_PRINT_ENTRY);
  g_autoptr (PdPrintEntry) first = NULL;
  g_autoptr (PdPrintEntry) next = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "print-queue.ini", NULL);
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const guint sheets[] = { 1 };

  add_invoices (fixture, queue);
  g_ptr_array_add (sent, g_object_ref (entry_at (queue, 0)));
  pd_print_queue_printed_async (queue, sent, sheets, 1, NULL, result_cb, &result);
  pd_print_queue_file_load (path, between);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (between)), ==, ISSUING_CACHE_ISSUED);
  first = g_list_model_get_item (G_LIST_MODEL (between), 0);
  g_assert_true (first->doubtful);
  WAIT_UNTIL (result != NULL);
  g_assert_true (pd_print_queue_printed_finish (queue, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_prints (fixture), ==, 1);
  pd_print_queue_file_load (path, after);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (after)), ==, ISSUING_CACHE_ISSUED - 1);
  next = g_list_model_get_item (G_LIST_MODEL (after), 0);
  g_assert_false (next->doubtful);
  pd_print_queue_clear (queue);
}

/* The program ends while a job is on its way: nobody knows whether it is on paper, and that is said. */
static void
test_doubtful (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdPrintQueue) queue = pd_print_queue_new (fixture->store);
  g_autoptr (PdPrintQueue) again = NULL;
  g_autoptr (GPtrArray) sent = g_ptr_array_new ();
  g_autofree char *text = NULL;

  add_invoices (fixture, queue);
  g_ptr_array_add (sent, entry_at (queue, 1));
  pd_print_queue_set_doubtful (queue, sent, TRUE);
  again = pd_print_queue_new (fixture->store);
  WAIT_UNTIL (!pd_print_queue_is_loading (again));
  g_assert_true (entry_at (again, 1)->doubtful);
  g_assert_false (entry_at (again, 0)->doubtful);
  text = pd_print_entry_past_text (entry_at (again, 1));
  g_assert_nonnull (strstr (text, "on its way"));
  pd_print_queue_clear (again);
}

/* A file that is not there, and one that is nothing: the others are printed all the same. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PdPrintQueue) queue = pd_print_queue_new (fixture->store);
  g_autoptr (PdPrintMaker) maker = pd_print_maker_new ();
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) missing = g_file_new_for_path ("/nowhere/a.pdf");
  g_autofree char *path = g_build_filename (fixture->folder, "text.pdf", NULL);
  g_autoptr (GFile) nothing = g_file_new_for_path (path);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PdPrintMade) made = NULL;
  PdPrintSettings settings;

  g_assert_true (g_file_set_contents (path, "no invoice", -1, NULL));
  g_list_store_append (files, missing);
  g_list_store_append (files, nothing);
  pd_print_queue_add_files (queue, G_LIST_MODEL (files));
  add_rows (fixture, queue);
  entries = pd_print_queue_get_entries (queue);
  pd_print_settings_init (&settings);
  pd_print_maker_make_async (maker, entries, &settings, 0, G_MAXUINT, NULL, result_cb, &result);
  WAIT_UNTIL (result != NULL);
  made = pd_print_maker_make_finish (maker, result, NULL);
  g_assert_nonnull (made);
  g_assert_cmpuint (made->unreadable->len, ==, 2);
  g_assert_nonnull (strstr (made->reasons->pdata[0], "not there any more"));
  g_assert_cmpuint (made->entries->len, ==, ISSUING_CACHE_ISSUED);
  g_assert_cmpuint (made->stream->sheets->len, ==, (ISSUING_CACHE_ISSUED + 1) / 2);
  pd_print_queue_clear (queue);
}

/* What is to be known of several documents is said once, with how many they are; of a single one with its name. */
static void
test_omissions (Fixture *fixture, gconstpointer data)
{
  static const char text[] =
      "<FP><FPHM>263300000000000000%02u</FPHM><KPRQ>20260402</KPRQ><XSFMC>甲有限公司</XSFMC>"
      "<GMFMC>乙有限公司</GMFMC><HJJE>100.00</HJJE><HJSE>13.00</HJSE>"
      "<JSHJXX>113.00</JSHJXX></FP>";
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  for (guint n = 1; n <= 3; n++)
    {
      g_autoptr (PdPrintQueue) queue = pd_print_queue_new (NULL);
      g_autoptr (PdPrintMaker) maker = pd_print_maker_new ();
      g_autofree char *name = g_strdup_printf ("%u.xml", n);
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_autofree char *content = g_strdup_printf (text, n);
      g_autoptr (GFile) file = g_file_new_for_path (path);
      g_autoptr (GPtrArray) entries = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (PdPrintMade) made = NULL;
      PdPrintSettings settings;

      g_assert_true (g_file_set_contents (path, content, -1, NULL));
      g_list_store_append (files, file);
      pd_print_queue_add_files (queue, G_LIST_MODEL (files));
      entries = pd_print_queue_get_entries (queue);
      pd_print_settings_init (&settings);
      pd_print_maker_make_async (maker, entries, &settings, 0, G_MAXUINT, NULL, result_cb, &result);
      WAIT_UNTIL (result != NULL);
      made = pd_print_maker_make_finish (maker, result, NULL);
      g_assert_nonnull (made);
      g_assert_cmpuint (made->entries->len, ==, n);
      g_assert_cmpuint (made->omissions->len, ==, 1);
      if (n == 1)
        g_assert_true (g_str_has_suffix (made->omissions->pdata[0], "what the file says."));
      else
        g_assert_true (g_ascii_isdigit (((const char *) made->omissions->pdata[0])[0]) &&
                       strstr (made->omissions->pdata[0], " documents: The file has no page") != NULL);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/print-desk/queue", Fixture, NULL, set_up, test_queue_is_kept, tear_down);
  g_test_add ("/print-desk/printed-is-previewed", Fixture, NULL, set_up, test_printed_is_previewed,
              tear_down);
  g_test_add ("/print-desk/printer-stops", Fixture, NULL, set_up, test_printer_stops, tear_down);
  g_test_add ("/print-desk/ledger-first", Fixture, NULL, set_up, test_ledger_first, tear_down);
  g_test_add ("/print-desk/doubtful", Fixture, NULL, set_up, test_doubtful, tear_down);
  g_test_add ("/print-desk/omissions", Fixture, NULL, set_up, test_omissions, tear_down);
  g_test_add ("/print-desk/unreadable", Fixture, NULL, set_up, test_unreadable, tear_down);
  return g_test_run ();
}
