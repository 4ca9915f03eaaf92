/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <gtk/gtkunixprint.h>

#include "desktop-fixture.h"
#include "desktop/pd-print-desk-private.h"
#include "issuing-cache.h"
#include "model/pd-invoice.h"
#include "model/pd-print-record.h"
#include "print-fixture.h"
#include "store/pd-store-list.h"

/* From the print desk through the print dialog of the system: what a person chooses there is what the ledger says. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdPrintDesk *desk;
  char *back; /* the working folder before */
} Fixture;

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

/* All that was printed, as records. */
static gboolean
prints_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_print_type);
  g_autoptr (GArray) rows = pd_store_query_rows (session, query, cancellable, error);
  GPtrArray **prints = data;

  *prints = rows != NULL
                ? pd_store_get_rows (session, &pd_print_type, (const gint64 *) rows->data, rows->len, error)
                : NULL;
  return *prints != NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  IssuingCache cache = { .now = g_get_real_time () };
  g_autoptr (GArray) rows = NULL;
  PdPrintQueue *queue;

  fixture->store = desktop_fixture_open_store (&fixture->folder);
  g_assert_true (pd_store_write (fixture->store, issuing_cache_fill, &cache, NULL, NULL));
  issuing_cache_clear (&cache);
  /* the dialog suggests a file there */
  fixture->back = g_get_current_dir ();
  g_assert_cmpint (g_chdir (fixture->folder), ==, 0);
  fixture->desk = pd_print_desk_new (NULL, fixture->store);
  queue = pd_print_desk_get_queue (fixture->desk);
  gtk_window_present (GTK_WINDOW (fixture->desk));
  g_assert_true (pd_store_read (fixture->store, rows_job, &rows, NULL, NULL));
  pd_print_queue_add_rows (queue, rows);
  WAIT_UNTIL (!pd_print_queue_is_loading (queue));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  pd_print_queue_clear (pd_print_desk_get_queue (fixture->desk));
  gtk_window_destroy (GTK_WINDOW (fixture->desk));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (g_chdir (fixture->back), ==, 0);
  g_free (fixture->back);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

/* Whether the sheets of so many documents are previewed, and nothing is under way. */
static gboolean
is_ready (Fixture *fixture, guint n)
{
  return fixture->desk->made != NULL && fixture->desk->made->entries->len == n &&
         fixture->desk->run == NULL && fixture->desk->making == NULL && !fixture->desk->asking;
}

static GtkPrintUnixDialog *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (GTK_IS_PRINT_UNIX_DIALOG (window) && gtk_widget_get_visible (window))
        return GTK_PRINT_UNIX_DIALOG (window);
    }
  return NULL;
}

/* Returns: the dialog, with the printer that writes a file */
static GtkPrintUnixDialog *
ask (Fixture *fixture)
{
  GtkPrintUnixDialog *dialog;
  g_autoptr (GtkPrintSettings) settings = NULL;
  g_autoptr (GtkPrinter) printer = print_fixture_file_printer ();

  pd_print_desk_print (fixture->desk);
  WAIT_UNTIL (find_dialog () != NULL);
  dialog = find_dialog ();
  settings = gtk_print_unix_dialog_get_settings (dialog);
  gtk_print_settings_set_printer (settings, gtk_printer_get_name (printer));
  gtk_print_unix_dialog_set_settings (dialog, settings);
  WAIT_UNTIL (gtk_print_unix_dialog_get_selected_printer (dialog) != NULL);
  return dialog;
}

/* What a person fills in: copies, and one page or all of them. */
static void
print (GtkPrintUnixDialog *dialog, int copies, int page)
{
  g_autoptr (GtkPrintSettings) settings = gtk_print_unix_dialog_get_settings (dialog);
  GtkPageRange range = { page, page };

  gtk_print_settings_set_n_copies (settings, copies);
  if (page >= 0)
    {
      gtk_print_settings_set_print_pages (settings, GTK_PRINT_PAGES_RANGES);
      gtk_print_settings_set_page_ranges (settings, &range, 1);
    }
  gtk_print_unix_dialog_set_settings (dialog, settings);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
}

static void
test_part (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) prints = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GtkPrintSettings) settings = NULL;
  GtkPrintUnixDialog *dialog;

  WAIT_UNTIL (is_ready (fixture, ISSUING_CACHE_ISSUED));
  print (ask (fixture), 3, 0);
  /* two documents stand on the first sheet; the rest of the queue waits */
  WAIT_UNTIL (is_ready (fixture, ISSUING_CACHE_ISSUED - 2));
  g_assert_true (pd_store_read (fixture->store, prints_job, &prints, NULL, NULL));
  g_assert_cmpuint (prints->len, ==, 2);
  for (guint i = 0; i < prints->len; i++)
    g_assert_cmpint (pd_record_get_integer (((PdStoreRow *) prints->pdata[i])->record, PD_PRINT_COPIES), ==,
                     3);

  g_assert_cmpint (g_unlink ("output.pdf"), ==, 0);

  /* nobody wants the page of the last document, or its copies, for the next one */
  dialog = ask (fixture);
  settings = gtk_print_unix_dialog_get_settings (dialog);
  g_assert_cmpint (gtk_print_settings_get_print_pages (settings), ==, GTK_PRINT_PAGES_ALL);
  g_assert_cmpint (gtk_print_settings_get_n_copies (settings), ==, 1);
  print (dialog, 1, -1);
  WAIT_UNTIL (pd_print_queue_get_n_entries (pd_print_desk_get_queue (fixture->desk)) == 0);
  g_assert_true (pd_store_read (fixture->store, prints_job, &all, NULL, NULL));
  g_assert_cmpuint (all->len, ==, ISSUING_CACHE_ISSUED);
  WAIT_UNTIL (fixture->desk->run == NULL);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/print-dialog/part", Fixture, NULL, set_up, test_part, tear_down);
  return g_test_run ();
}
