/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-invoice-number.h"
#include "model/pd-money.h"
#include "reading/pd-reading-private.h"

#define SURE 50

static const char *
kind_of_number (const PdReading *self)
{
  const char *number = pd_reading_get (self, PD_READING_NUMBER);
  PdInvoiceNumber parts;

  if (number == NULL ||
      !pd_invoice_number_parse (pd_reading_get (self, PD_READING_CODE), number, &parts, NULL))
    return NULL;
  switch (parts.type)
    {
    case PD_INVOICE_NUMBER_TYPE_ORDINARY_FOLDED:
      return "paper_ordinary";
    case PD_INVOICE_NUMBER_TYPE_ORDINARY_ROLL:
      return "roll";
    case PD_INVOICE_NUMBER_TYPE_ORDINARY_ELECTRONIC:
      return "electronic_ordinary";
    case PD_INVOICE_NUMBER_TYPE_TOLL:
      return "toll";
    case PD_INVOICE_NUMBER_TYPE_SPECIAL_ELECTRONIC:
      return "electronic_special";
    case PD_INVOICE_NUMBER_TYPE_USED_CAR:
      return "used_car";
    case PD_INVOICE_NUMBER_TYPE_UNKNOWN:
    case PD_INVOICE_NUMBER_TYPE_PAPER:
    default:
      return NULL;
    }
}

static gboolean
get_money (const PdReading *self, PdReadingField field, gint64 *fen)
{
  const char *text = pd_reading_get (self, field);

  return text != NULL && pd_money_parse (text, fen, NULL);
}

static void
derive_money (PdReading *self, PdReadingField field, gint64 fen)
{
  g_autofree char *text = pd_money_to_text (fen);

  pd_reading_offer (self, field, PD_READING_SOURCE_DERIVED, SURE, text);
}

static void
derive_sums (PdReading *self)
{
  gint64 amount = 0, tax = 0, total = 0;
  gboolean has_amount = get_money (self, PD_READING_AMOUNT, &amount);
  gboolean has_tax = get_money (self, PD_READING_TAX, &tax);
  gboolean has_total = get_money (self, PD_READING_TOTAL, &total);
  gint64 value;

  if (has_amount && has_tax && !has_total && pd_money_add (amount, tax, &value))
    derive_money (self, PD_READING_TOTAL, value);
  else if (has_total && has_tax && !has_amount && pd_money_add (total, -tax, &value))
    derive_money (self, PD_READING_AMOUNT, value);
  else if (has_total && has_amount && !has_tax && pd_money_add (total, -amount, &value))
    derive_money (self, PD_READING_TAX, value);
}

/*< private >
 * pd_reading_derive:
 * @self: a reading whose values are sorted
 *
 * Fills what no source says and what follows from the others: the kind from the title or the code, the third of amount,
 * tax and total from the other two.
 */
void
pd_reading_derive (PdReading *self)
{
  const PdReadingInvoiceKind *titled = pd_reading_kind_from_title (pd_reading_get (self, PD_READING_TITLE));

  if (pd_reading_get (self, PD_READING_KIND) == NULL)
    pd_reading_offer (self, PD_READING_KIND, PD_READING_SOURCE_DERIVED, SURE,
                      titled != NULL ? titled->name : kind_of_number (self));
  derive_sums (self);
}
