/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-list.h"

#include "desktop/pd-field-text.h"
#include "model/pd-print-record.h"

#include <glib/gi18n-lib.h>

/* When, by whom, and where. */
static void
describe (const PdStoreRow *row, PdRowText *text)
{
  const PdRecord *print = row->record;
  const char *by = pd_record_get_text (print, PD_PRINT_PRINTED_BY);
  const char *printer = pd_record_get_text (print, PD_PRINT_PRINTER);
  gint64 copy = pd_record_get_integer (print, PD_PRINT_COPY);
  gint64 copies = pd_record_get_integer (print, PD_PRINT_COPIES);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (parts, pd_time_text (pd_record_get_integer (print, PD_PRINT_PRINTED_AT)));
  if (by != NULL)
    g_ptr_array_add (parts, g_strdup (by));
  if (printer != NULL)
    g_ptr_array_add (parts, g_strdup (printer));
  g_ptr_array_add (parts, NULL);
  text->title = copies > 1
                    ? g_strdup_printf (_ ("Copies %1$d to %2$d"), (int) copy, (int) (copy + copies - 1))
                    : g_strdup_printf (_ ("Copy %d"), (int) copy);
  text->subtitle = g_strjoinv (" · ", (char **) parts->pdata);
}

/** pd_print_list_new: Returns: (transfer floating): when an invoice was printed, and by whom */
GtkWidget *
pd_print_list_new (PdStore *store)
{
  GtkWidget *list = pd_row_list_new (store, &pd_print_type, _ ("Printed"), describe);

  pd_row_list_filter (PD_ROW_LIST (list), PD_PRINT_INVOICE_ID, NULL);
  return list;
}

/** pd_print_list_show: @invoice: whose ledger is wanted */
void
pd_print_list_show (PdRowList *list, const PdRecord *invoice)
{
  pd_row_list_filter (list, PD_PRINT_INVOICE_ID, pd_record_get_id (invoice));
}
