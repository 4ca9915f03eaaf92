/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "print-fixture.h"

/* What the tests of printing share: a printer that writes a file, and the dialogs that ask. */

static gboolean
file_printer_cb (GtkPrinter *printer, gpointer data)
{
  GtkPrinter **found = data;

  if (!gtk_printer_is_virtual (printer) || !gtk_printer_accepts_pdf (printer))
    return FALSE;
  *found = g_object_ref (printer);
  return TRUE;
}

/* Returns: (transfer full): the printer that writes "output.pdf" */
GtkPrinter *
print_fixture_file_printer (void)
{
  GtkPrinter *printer = NULL;

  gtk_enumerate_printers (file_printer_cb, &printer, NULL, TRUE);
  g_assert_nonnull (printer);
  return printer;
}

/* Returns: (transfer none) (nullable): the dialog that asks something */
AdwMessageDialog *
print_fixture_find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (window))
        return ADW_MESSAGE_DIALOG (window);
    }
  return NULL;
}

AdwMessageDialog *
print_fixture_wait_dialog (void)
{
  PRINT_FIXTURE_WAIT_UNTIL (print_fixture_find_dialog () != NULL);
  return print_fixture_find_dialog ();
}

/* What a person's click on one of its buttons does. */
void
print_fixture_respond (AdwMessageDialog *dialog, const char *response)
{
  g_object_ref (dialog);
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (dialog);
  PRINT_FIXTURE_WAIT_UNTIL (print_fixture_find_dialog () == NULL);
}
