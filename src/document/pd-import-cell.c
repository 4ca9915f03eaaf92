/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-order-import-private.h"

#include "model/pd-decimal.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-plain-number.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static PdSheet *
place_sheet (const PdImportPlace *place)
{
  return pd_sheet_book_get_sheet (place->plan->book, place->row->sheet);
}

/*< private >
 * pd_import_cell_is_sound:
 *
 * Refuses a cell whose text is not what somebody entered: an error, a formula without a result, a code that a
 * spreadsheet program took for a number.
 */
gboolean
pd_import_cell_is_sound (const PdImportPlace *place)
{
  PdSheetCellFlags flags =
      pd_sheet_get_cell_flags (place_sheet (place), place->row->row, (guint) place->column);
  const char *text = pd_sheet_get_cell (place_sheet (place), place->row->row, (guint) place->column);

  if (flags & PD_SHEET_CELL_INEXACT)
    pd_import_row_add (
        place->row, place->column, PD_PROBLEM_ERROR,
        _ ("The file keeps this as the number %s, whose last digits may be lost. Make the column text "
           "in the spreadsheet program and enter it again."),
        text);
  else if (flags & PD_SHEET_CELL_ERROR)
    pd_import_row_add (place->row, place->column, PD_PROBLEM_ERROR,
                       _ ("The formula in this cell failed: %s."), text);
  else if (flags & PD_SHEET_CELL_UNCALCULATED)
    pd_import_row_add (
        place->row, place->column, PD_PROBLEM_ERROR,
        _ ("The formula in this cell was never calculated. Open the file in a spreadsheet program and "
           "save it again."));
  else
    return TRUE;
  return FALSE;
}

/*< private >
 * pd_import_cell_text:
 *
 * Returns: (transfer full): the cell's text without space around it; people put a tab or an apostrophe before a
 *   code so that it stays text
 */
char *
pd_import_cell_text (const PdImportPlace *place)
{
  const char *text = pd_sheet_get_cell (place_sheet (place), place->row->row, (guint) place->column);
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (stripped[0] == '\'')
    return g_strstrip (g_strdup (stripped + 1));
  return g_steal_pointer (&stripped);
}

/*< private >
 * pd_import_plain_number:
 *
 * Takes the ".0" from a code that went through a program for numbers: "3.0" is order 3.
 */
char *
pd_import_plain_number (const char *text)
{
  gsize digits = strspn (text, "0123456789");

  if (digits > 0 && text[digits] == '.' && text[digits + 1] == '0' &&
      text[digits + 1 + strspn (text + digits + 1, "0")] == '\0')
    return g_strndup (text, digits);
  return g_strdup (text);
}

static void
add_rounded (const PdImportPlace *place, const char *text, const char *written)
{
  pd_import_row_add (place->row, place->column, PD_PROBLEM_NOTE, _ ("%1$s was rounded to %2$s."), text,
                     written)
      ->rounded = TRUE;
}

/* Money with more than two decimals is what a program computed in binary, 125.43999999999998: it is rounded
 * half up, and told. */
static char *
round_money (const PdImportPlace *place, const char *text)
{
  g_autoptr (PdDecimal) number = NULL;
  g_autoptr (PdDecimal) rounded = NULL;
  g_autofree char *plain = pd_plain_number (text, NULL);
  g_autofree char *written = NULL;
  gint64 fen = 0;

  if (plain == NULL || pd_money_parse (text, &fen, NULL))
    return g_strdup (text);
  number = pd_decimal_new_from_text (plain, NULL);
  if (number == NULL || !pd_decimal_to_fen (number, &fen, NULL))
    return g_strdup (text);
  rounded = pd_decimal_new_from_fen (fen);
  written = pd_money_to_text (fen);
  if (pd_decimal_compare (number, rounded) != 0)
    add_rounded (place, text, written);
  return g_steal_pointer (&written);
}

static char *
round_decimal (const PdImportPlace *place, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdDecimal) number = NULL;
  g_autofree char *plain = pd_plain_number (text, NULL);
  g_autofree char *canonical =
      plain == NULL ? NULL : pd_decimal_canonicalize (plain, PD_DECIMAL_MAX_PLACES, &error);
  g_autofree char *written = NULL;

  if (canonical != NULL || !g_error_matches (error, PD_DECIMAL_ERROR, PD_DECIMAL_ERROR_PLACES))
    return g_strdup (text);
  number = pd_decimal_new_from_text (plain, NULL);
  written = number == NULL ? NULL : pd_decimal_to_text (number, PD_DECIMAL_MAX_PLACES);
  if (written == NULL)
    return g_strdup (text);
  add_rounded (place, text, written);
  return g_steal_pointer (&written);
}

/* "2026-04-02 18:00:00" is a day here: an order's date has no time. */
static char *
date_without_time (const char *text)
{
  const char *time = strpbrk (text, " T");

  if (time != NULL && g_ascii_isdigit (time[1]) && strchr (time, ':') != NULL)
    return g_strndup (text, (gsize) (time - text));
  return g_strdup (text);
}

/* The tax bureau's words and those of older programs, with the choice's own value as the last resort. */
static char *
invoice_kind (const char *text)
{
  if (strstr (text, "专") != NULL)
    return g_strdup (PD_INVOICE_KIND_SPECIAL);
  if (strstr (text, "普") != NULL)
    return g_strdup (PD_INVOICE_KIND_ORDINARY);
  return g_strdup (text);
}

/* A tax code may be written without its trailing zeros (standards, "Tax classification codes"). */
static char *
whole_tax_code (const char *text)
{
  g_autofree char *plain = pd_plain_text (text);
  g_autofree char *code = pd_import_plain_number (plain == NULL ? text : plain);
  gsize length = strlen (code);
  char whole[20] = "0000000000000000000";

  if (length % 2 == 0 || length > 19 || strspn (code, "0123456789") != length)
    return g_steal_pointer (&code);
  memcpy (whole, code, length);
  return g_strdup (whole);
}

static char *
prepare (const PdImportPlace *place, const PdRecordType *type, guint field, const char *text)
{
  const PdField *table = &type->fields[field];

  if (type == &pd_order_line_type && field == PD_ORDER_LINE_TAX_CODE)
    return whole_tax_code (text);
  if (type == &pd_order_type && field == PD_ORDER_INVOICE_KIND)
    return invoice_kind (text);
  if (table->kind == PD_KIND_MONEY)
    return round_money (place, text);
  if (table->kind == PD_KIND_DECIMAL)
    return round_decimal (place, text);
  if (table->kind == PD_KIND_DATE)
    return date_without_time (text);
  if (table->kind == PD_KIND_FLAG || table->flags & PD_FIELD_NUMBER ||
      (type == &pd_order_type && field == PD_ORDER_BUYER_BANK_ACCOUNT))
    return pd_import_plain_number (text);
  return g_strdup (text);
}

/*< private >
 * pd_import_cell_set:
 * @place: where the text comes from
 * @text: the cell's text, or a default's
 *
 * Sets a field as a form does, with the model's own sentence when the text is not taken.
 *
 * Returns: whether the text was taken
 */
gboolean
pd_import_cell_set (const PdImportPlace *place, PdRecord *record, guint field, const char *text)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autofree char *prepared = prepare (place, type, field, text);
  g_autoptr (GError) error = NULL;

  if (pd_record_set_from_text (record, field, prepared, &error))
    return TRUE;
  if (place->column >= 0)
    pd_import_row_add (place->row, place->column, PD_PROBLEM_ERROR, "%s", error->message);
  else
    /* Translators: a field's name, then a sentence about what is wrong with it */
    pd_import_row_add (place->row, -1, PD_PROBLEM_ERROR, _ ("%1$s: %2$s"), _ (type->fields[field].label),
                       error->message);
  return FALSE;
}
