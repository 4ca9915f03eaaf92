/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "desktop/pd-place.h"
#include "desktop/pd-record-view.h"
#include "desktop/pd-take-in-dialog.h"
#include "desktop-fixture.h"
#include "model/pd-received-invoice.h"
#include "store/pd-store-records.h"

/* The dialog that takes invoices in, with the reader's real process; and what may be done with one. */

#define NUMBER "26330000000000000017"

typedef struct
{
  char *folder;
  PdStore *store;
  GPtrArray *files;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->files = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->files->len; i++)
    g_file_delete (fixture->files->pdata[i], NULL, NULL);
  g_ptr_array_unref (fixture->files);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static void
put (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_ptr_array_add (fixture->files, g_file_new_for_path (path));
}

static guint
count_labels (GtkWidget *widget, const char *part)
{
  guint n = GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), part) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, part);
  return n;
}

/* Every file has a row, also what is no invoice. */
static void
test_rows (Fixture *fixture, gconstpointer data)
{
  PdTakeInDialog *dialog;

  put (fixture, "a.xml",
       "<?xml version=\"1.0\" encoding=\"UTF-8\"?><EInvoice><Header><EIid>" NUMBER
       "</EIid></Header><EInvoiceData>"
       "<SellerInformation><SellerName>甲有限公司</SellerName></SellerInformation><BasicInformation>"
       "<TotalAmWithoutTax>10.00</TotalAmWithoutTax><TotalTaxAm>0.00</TotalTaxAm>"
       "<TotalTax-includedAmount>10.00</TotalTax-includedAmount></BasicInformation></EInvoiceData>"
       "<TaxSupervisionInfo><InvoiceNumber>" NUMBER
       "</InvoiceNumber><IssueTime>2026-10-02 08:00:00</IssueTime>"
       "</TaxSupervisionInfo></EInvoice>");
  put (fixture, "notes.txt", "milk, eggs");
  dialog = pd_take_in_dialog_new (NULL, fixture->store, "tenant", fixture->files);
  g_assert_cmpstr (pd_take_in_dialog_get_step (dialog), ==, "work");
  gtk_window_present (GTK_WINDOW (dialog));
  while (g_strcmp0 (pd_take_in_dialog_get_step (dialog), "result") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_labels (GTK_WIDGET (dialog), "a.xml"), ==, 1);
  g_assert_cmpuint (count_labels (GTK_WIDGET (dialog), NUMBER), ==, 1);
  g_assert_cmpuint (count_labels (GTK_WIDGET (dialog), "1 invoice was taken in"), ==, 1);
  g_assert_cmpuint (count_labels (GTK_WIDGET (dialog), "Not an invoice"), ==, 1);
  gtk_window_destroy (GTK_WINDOW (dialog));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Closing while it works stops it, and what was done is shown. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  PdTakeInDialog *dialog;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.txt", i);

      put (fixture, name, "milk");
    }
  dialog = pd_take_in_dialog_new (NULL, fixture->store, "tenant", fixture->files);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_window_close (GTK_WINDOW (dialog));
  while (g_strcmp0 (pd_take_in_dialog_get_step (dialog), "result") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_labels (GTK_WIDGET (dialog), "You stopped it"), ==, 1);
  gtk_window_destroy (GTK_WINDOW (dialog));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, 1700000000000000, error);
}

/* The place shows it with its warnings. */
static void
test_view (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = pd_received_id ("tenant", NULL, NUMBER);
  g_autoptr (PdRecord) received = pd_record_new (&pd_received_type, id);
  const PdPlace *place = pd_place_for_type (&pd_received_type);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = pd_record_view_new (place, fixture->store);

  pd_record_set_text (received, PD_RECEIVED_NUMBER, NUMBER);
  pd_record_set_text (received, PD_RECEIVED_TAKEN_ON, "2026-11-22");
  pd_record_set_text (received, PD_RECEIVED_WARNINGS, "The QR code says something else.");
  g_assert_true (pd_store_write (fixture->store, save_job, received, NULL, NULL));
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  pd_record_view_show (PD_RECORD_VIEW (view), id);
  while (pd_record_view_get_record (PD_RECORD_VIEW (view)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_labels (view, "The QR code says something else."), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, func) g_test_add ("/take-in-dialog/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("rows", test_rows);
  ADD ("stopped", test_stopped);
  ADD ("view", test_view);
  return g_test_run ();
}
