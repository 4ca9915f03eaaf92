/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-amount-words.h"
#include "model/pd-decimal.h"
#include "model/pd-invoice-number.h"
#include "model/pd-money.h"
#include "model/pd-tax.h"
#include "model/pd-taxpayer-number.h"
#include "reading/pd-reading-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a rounded price may put an amount off by: one part in so many. */
#define PRICE_PART 500

static gboolean
get_money (const PdReading *self, PdReadingField field, gint64 *fen)
{
  const char *text = pd_reading_get (self, field);

  return text != NULL && pd_money_parse (text, fen, NULL);
}

/* Fields of which a source may have a part only, or a form of its own. */
static gboolean
may_differ (guint field)
{
  return field == PD_READING_KIND || field == PD_READING_TITLE || field == PD_READING_REMARK ||
         field == PD_READING_SPECIAL_TYPE;
}

static void
check_sources (PdReading *self)
{
  for (guint field = 0; field < PD_READING_N_FIELDS; field++)
    {
      GPtrArray *values = self->values[field];
      const PdReadingValue *chosen = values->len > 0 ? values->pdata[0] : NULL;

      for (guint i = 1; i < values->len && !may_differ (field); i++)
        {
          const PdReadingValue *other = values->pdata[i];

          if (!pd_reading_alike (pd_reading_fields[field].kind, chosen->text, other->text))
            /* TRANSLATORS: field, source and its value, another source and its value */
            pd_reading_warn (self, "differs", (int) field, -1,
                             _ ("%1$s: the %2$s says “%3$s”, the %4$s says “%5$s”."),
                             _ (pd_reading_fields[field].label), pd_reading_source_label (chosen->source),
                             chosen->text, pd_reading_source_label (other->source), other->text);
        }
    }
}

static void
check_words (PdReading *self)
{
  const char *words = pd_reading_get (self, PD_READING_WORDS);
  gint64 total, said;

  if (words == NULL || !get_money (self, PD_READING_TOTAL, &total))
    return;
  if (!pd_amount_words_parse (words, &said))
    pd_reading_warn (self, "words", PD_READING_WORDS, -1,
                     _ ("The total in words, “%s”, cannot be read as an amount."), words);
  else if (said != total)
    pd_reading_warn (self, "words", PD_READING_WORDS, -1,
                     _ ("The total in words, “%1$s”, is not the total in figures, %2$s."), words,
                     pd_reading_get (self, PD_READING_TOTAL));
}

static void
check_total (PdReading *self)
{
  gint64 amount, tax, total, sum;

  if (get_money (self, PD_READING_AMOUNT, &amount) && get_money (self, PD_READING_TAX, &tax) &&
      get_money (self, PD_READING_TOTAL, &total) && (!pd_money_add (amount, tax, &sum) || sum != total))
    pd_reading_warn (self, "sum", PD_READING_TOTAL, -1,
                     _ ("Amount %1$s and tax %2$s do not add up to the total %3$s."),
                     pd_reading_get (self, PD_READING_AMOUNT), pd_reading_get (self, PD_READING_TAX),
                     pd_reading_get (self, PD_READING_TOTAL));
}

/* Standards §5: the sums of the head are those of the lines exactly. */
static void
check_line_sum (PdReading *self, PdReadingLineField column, PdReadingField field)
{
  GPtrArray *lines = pd_reading_get_lines (self);
  g_autofree char *text = NULL;
  gint64 sum = 0, said;

  if (lines->len == 0 || !get_money (self, field, &said))
    return;
  for (guint i = 0; i < lines->len; i++)
    {
      const PdReadingLine *line = lines->pdata[i];
      gint64 fen = 0;

      if (line->values[column] == NULL)
        {
          if (column == PD_READING_LINE_AMOUNT)
            return;
          continue;
        }
      if (!pd_money_parse (line->values[column], &fen, NULL) || !pd_money_add (sum, fen, &sum))
        return;
    }
  text = pd_money_to_text (sum);
  if (sum != said)
    pd_reading_warn (self, "sum", (int) field, -1,
                     _ ("%1$s: the lines add up to %2$s, but the invoice says %3$s."),
                     _ (pd_reading_fields[field].label), text, pd_reading_get (self, field));
}

/* Of a line that was recognised in a picture: prices are rounded, but a digit that was misread is more than that. */
static void
check_product (PdReading *self, const PdReadingLine *line, guint i)
{
  const char *quantity = line->values[PD_READING_LINE_QUANTITY], *price = line->values[PD_READING_LINE_PRICE];
  const char *amount = line->values[PD_READING_LINE_AMOUNT];
  g_autoptr (PdDecimal) a = quantity != NULL ? pd_decimal_new_from_text (quantity, NULL) : NULL;
  g_autoptr (PdDecimal) b = price != NULL ? pd_decimal_new_from_text (price, NULL) : NULL;
  g_autoptr (PdDecimal) product = a != NULL && b != NULL ? pd_decimal_multiply (a, b) : NULL;
  gint64 made, said;

  if (product != NULL && amount != NULL && pd_decimal_to_fen (product, &made, NULL) &&
      pd_money_parse (amount, &said, NULL) && ABS (made - said) > 1 + ABS (said) / PRICE_PART)
    pd_reading_warn (self, "price", -1, (int) i,
                     _ ("Line %1$u: the quantity %2$s at the price %3$s does not make the amount %4$s."),
                     i + 1, quantity, price, amount);
}

static void
check_lines (PdReading *self)
{
  GPtrArray *lines = pd_reading_get_lines (self);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdReadingLine *line = lines->pdata[i];
      const char *rate = line->values[PD_READING_LINE_RATE];
      gint64 net, tax;
      g_autoptr (GError) error = NULL;

      if (pd_reading_get_lines_source (self) == PD_READING_SOURCE_OCR)
        check_product (self, line, i);
      if (rate == NULL || g_str_equal (rate, PD_READING_RATE_HIDDEN) ||
          line->values[PD_READING_LINE_AMOUNT] == NULL || line->values[PD_READING_LINE_TAX] == NULL ||
          !pd_money_parse (line->values[PD_READING_LINE_AMOUNT], &net, NULL) ||
          !pd_money_parse (line->values[PD_READING_LINE_TAX], &tax, NULL))
        continue;
      if (!pd_tax_check_line (net, rate, tax, &error))
        pd_reading_warn (self, "tax", -1, (int) i,
                         _ ("Line %1$u: the tax %2$s is not %3$s of the amount %4$s."), i + 1,
                         line->values[PD_READING_LINE_TAX], pd_tax_rate_label (rate),
                         line->values[PD_READING_LINE_AMOUNT]);
    }
}

static void
check_tax_number (PdReading *self, PdReadingField field)
{
  const char *number = pd_reading_get (self, field);
  PdTaxpayerNumberVerdict verdict;

  if (number == NULL || strchr (number, '*') != NULL)
    return;
  verdict = pd_taxpayer_number_check (number);
  if (verdict != PD_TAXPAYER_NUMBER_VALID)
    pd_reading_warn (self, "tax_number", (int) field, -1, "%s: %s", _ (pd_reading_fields[field].label),
                     pd_taxpayer_number_verdict_text (verdict));
  else if (pd_taxpayer_number_kind (number) == PD_TAXPAYER_NUMBER_OTHER &&
           pd_reading_get_value (self, field)->source == PD_READING_SOURCE_OCR)
    pd_reading_warn (self, "tax_number", (int) field, -1,
                     _ ("%1$s: “%2$s”, recognised in a picture, has the form of no usual tax number. Compare "
                        "them."),
                     _ (pd_reading_fields[field].label), number);
}

static gboolean
is_digits (const char *text, gsize length)
{
  return text != NULL && strlen (text) == length && strspn (text, "0123456789") == length;
}

static void
check_fiscal_number (PdReading *self, const char *number)
{
  if (!is_digits (number, 10) || !is_digits (pd_reading_get (self, PD_READING_CODE), 8))
    pd_reading_warn (self, "number", PD_READING_NUMBER, -1,
                     _ ("An electronic fiscal receipt has a number of 10 digits beside a code of 8 digits."));
}

static void
check_number (PdReading *self)
{
  const char *number = pd_reading_get (self, PD_READING_NUMBER);
  const char *date = pd_reading_get (self, PD_READING_ISSUE_DATE);
  g_autoptr (GError) error = NULL;
  PdInvoiceNumber parts;

  if (number == NULL)
    return;
  if (g_strcmp0 (pd_reading_get (self, PD_READING_KIND), "fiscal") == 0)
    check_fiscal_number (self, number);
  else if (!pd_invoice_number_parse (pd_reading_get (self, PD_READING_CODE), number, &parts, &error))
    pd_reading_warn (self, "number", PD_READING_NUMBER, -1, "%s", error->message);
  else if (parts.form == PD_INVOICE_NUMBER_DIGITAL && date != NULL &&
           g_ascii_strtoull (date + 2, NULL, 10) != parts.year % 100)
    pd_reading_warn (self, "number", PD_READING_NUMBER, -1,
                     _ ("The number %1$s is of another year than the date %2$s."), number, date);
}

/* Every invoice has these, but a railway ticket no seller; without them a person has to look. */
static void
check_missing (PdReading *self)
{
  static const PdReadingField needed[] = {
    PD_READING_NUMBER, PD_READING_ISSUE_DATE, PD_READING_SELLER_NAME, PD_READING_BUYER_NAME, PD_READING_TOTAL,
  };

  const char *kind = pd_reading_get (self, PD_READING_KIND);

  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (pd_reading_get (self, needed[i]) == NULL &&
        !(needed[i] == PD_READING_SELLER_NAME && g_strcmp0 (kind, "rail") == 0))
      pd_reading_warn (self, "missing", (int) needed[i], -1, _ ("“%s” was not found in the file."),
                       _ (pd_reading_fields[needed[i]].label));
}

/*< private >
 * pd_reading_check:
 * @self: a reading whose values are sorted
 *
 * Holds sources against each other, sums against lines, words against figures, and numbers against their rules
 * (standards §1–§5). What is found becomes a warning; nothing is changed.
 */
void
pd_reading_check (PdReading *self)
{
  check_sources (self);
  check_number (self);
  check_tax_number (self, PD_READING_SELLER_TAX_NUMBER);
  check_tax_number (self, PD_READING_BUYER_TAX_NUMBER);
  check_total (self);
  check_words (self);
  check_line_sum (self, PD_READING_LINE_AMOUNT, PD_READING_AMOUNT);
  check_line_sum (self, PD_READING_LINE_TAX, PD_READING_TAX);
  check_lines (self);
  check_missing (self);
}
