/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-print-item.h"

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "paper/pd-imposition.h"

/**
 * pd_print_item_new:
 * @paper: (transfer full): what to print
 *
 * Returns: (transfer full): an item of which nothing else is known
 */
PdPrintItem *
pd_print_item_new (PdPaper *paper)
{
  PdPrintItem *self = g_new0 (PdPrintItem, 1);

  self->paper = paper;
  self->per_sheet = pd_imposition_per_sheet (NULL);
  return self;
}

/**
 * pd_print_item_free:
 * @self: (transfer full): an item
 */
void
pd_print_item_free (PdPrintItem *self)
{
  pd_paper_unref (self->paper);
  g_free (self->number);
  g_free (self->date);
  g_free (self->party);
  g_free (self);
}

/**
 * pd_print_item_new_for_invoice:
 * @invoice: an invoice with its lines; must not change any more
 *
 * Returns: (transfer full): the invoice as an item, with what the cover sheet says of it
 */
PdPrintItem *
pd_print_item_new_for_invoice (const PdRecord *invoice)
{
  PdPrintItem *self = pd_print_item_new (pd_paper_new_for_invoice (invoice));

  self->number = g_strdup (pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  self->date = g_strdup (pd_record_get_text (invoice, PD_INVOICE_ISSUE_DATE));
  self->party = g_strdup (pd_record_get_text (invoice, PD_INVOICE_SELLER_NAME));
  self->has_total = pd_record_has (invoice, PD_INVOICE_GROSS_AMOUNT);
  self->total = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT);
  return self;
}

/**
 * pd_print_item_describe:
 * @self: a file
 * @reading: (nullable): what it says of itself; %NULL where it says nothing that could be read
 * @name: what it is called where it has no number
 *
 * Takes up what the cover sheet says of a file, and how many of its kind go on a sheet.
 */
void
pd_print_item_describe (PdPrintItem *self, const PdReading *reading, const char *name)
{
  const char *number = reading != NULL ? pd_reading_get (reading, PD_READING_NUMBER) : NULL;
  const char *total = reading != NULL ? pd_reading_get (reading, PD_READING_TOTAL) : NULL;

  g_free (self->number);
  self->number = g_strdup (number != NULL ? number : name);
  if (reading == NULL)
    return;
  g_free (self->date);
  self->date = g_strdup (pd_reading_get (reading, PD_READING_ISSUE_DATE));
  g_free (self->party);
  self->party = g_strdup (pd_reading_get (reading, PD_READING_SELLER_NAME));
  self->has_total = total != NULL && pd_money_parse (total, &self->total, NULL);
  self->per_sheet = pd_imposition_per_sheet (pd_reading_get (reading, PD_READING_KIND));
}
