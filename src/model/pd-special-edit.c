/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-special-edit.h"

#include "model/pd-decimal.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-tax.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LIST_NAME "elements"

/* --- values */

/**
 * pd_special_has_minutes:
 * @record: an order or an invoice
 *
 * Returns: whether days of its special fields have a time to the minute, as where cars are parked
 */
gboolean
pd_special_has_minutes (const PdRecord *record)
{
  GPtrArray *lines = pd_record_get_lines (record);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      int field = pd_record_type_field (pd_record_get_record_type (line), "tax_code");

      if (field >= 0 && g_strcmp0 (pd_record_get_text (line, (guint) field), PD_SPECIAL_PARKING_CODE) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The numbers of a text with anything between them: "2026-4-1 16:31" has five. */
static guint
read_numbers (const char *text, guint *numbers, guint max)
{
  guint n = 0;

  for (const char *at = text; *at != '\0';)
    {
      char *end;

      if (!g_ascii_isdigit (*at))
        {
          at++;
          continue;
        }
      if (n == max || strspn (at, "0123456789") > 4)
        return 0;
      numbers[n++] = (guint) g_ascii_strtoull (at, &end, 10);
      at = end;
    }
  return n;
}

/* Digits of a day or a month that a person wrote in parts; NULL when it is something else. */
static char *
compose (const char *text, PdSpecialKind kind, gboolean minutes)
{
  guint numbers[6] = { 0 };
  guint n = read_numbers (text, numbers, G_N_ELEMENTS (numbers));

  if (n < 2 || numbers[0] < 1000)
    return NULL;
  if (kind == PD_SPECIAL_MONTH && n == 2)
    return g_strdup_printf ("%04u-%02u", numbers[0], numbers[1]);
  if (kind == PD_SPECIAL_DATE && n == (minutes ? 5u : 3u))
    return minutes ? g_strdup_printf ("%04u%02u%02u%02u%02u", numbers[0], numbers[1], numbers[2], numbers[3],
                                      numbers[4])
                   : g_strdup_printf ("%04u%02u%02u", numbers[0], numbers[1], numbers[2]);
  if (kind != PD_SPECIAL_MOMENT)
    return NULL;
  if (n == 3)
    return g_strdup_printf ("%04u%02u%02u", numbers[0], numbers[1], numbers[2]);
  if (n == 5)
    return g_strdup_printf ("%04u%02u%02u%02u%02u", numbers[0], numbers[1], numbers[2], numbers[3],
                            numbers[4]);
  return n == 6 ? g_strdup_printf ("%04u%02u%02u%02u%02u%02u", numbers[0], numbers[1], numbers[2], numbers[3],
                                   numbers[4], numbers[5])
                : NULL;
}

/**
 * pd_special_value_from_text:
 * @field: a field of a special business
 * @text: what a person typed
 * @minutes: as for pd_special_field_has_form()
 *
 * A date may be written as people write dates ("2026-4-1", "2026年4月1日"), a month without its dash, an amount with
 * commas; 是 and 否 may be written "yes" and "no". What is not understood is kept as it is, for the rules to say so.
 *
 * Returns: (transfer full): the value as the bureau's form has it
 */
char *
pd_special_value_from_text (const PdSpecialField *field, const char *text, gboolean minutes)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));
  g_autofree char *composed = NULL;

  switch (field->kind)
    {
    case PD_SPECIAL_DATE:
    case PD_SPECIAL_MONTH:
    case PD_SPECIAL_MOMENT:
      if (pd_special_field_has_form (field, plain, minutes))
        break;
      if (field->kind == PD_SPECIAL_MONTH && strlen (plain) == 6 && strspn (plain, "0123456789") == 6)
        composed = g_strdup_printf ("%.4s-%s", plain, plain + 4);
      else
        composed = compose (plain, field->kind, minutes);
      if (composed != NULL && pd_special_field_has_form (field, composed, minutes))
        return g_steal_pointer (&composed);
      break;
    case PD_SPECIAL_DECIMAL:
      composed = pd_decimal_canonicalize (plain, 13, NULL);
      if (composed != NULL)
        return g_steal_pointer (&composed);
      break;
    case PD_SPECIAL_FLAG:
      if (g_ascii_strcasecmp (plain, "yes") == 0)
        return g_strdup ("是");
      if (g_ascii_strcasecmp (plain, "no") == 0)
        return g_strdup ("否");
      break;
    case PD_SPECIAL_TEXT:
    case PD_SPECIAL_CHOICE:
    default:
      break;
    }
  return g_steal_pointer (&plain);
}

/* --- names */

/**
 * pd_special_type_find_named:
 * @type: a type
 * @name: a field's key, its name on the bureau's form, or what it is called on screen
 *
 * Returns: (transfer none) (nullable): the field
 */
const PdSpecialField *
pd_special_type_find_named (const PdSpecialType *type, const char *name)
{
  const PdSpecialField *field = pd_special_type_find_field (type, name);

  for (guint i = 0; field == NULL && i < type->n_fields; i++)
    if (g_str_equal (type->fields[i].name, name) || g_str_equal (_ (type->fields[i].label), name))
      field = &type->fields[i];
  return field;
}

static const PdSpecialType *
type_of (const PdRecord *record)
{
  int field = pd_record_type_field (pd_record_get_record_type (record), "special_type");

  return field >= 0 ? pd_special_type_find (pd_record_get_text (record, (guint) field)) : NULL;
}

/**
 * pd_special_belongs:
 * @record: an order or an invoice
 * @element: one of its elements
 *
 * Returns: whether the form of the record's business has a place for it, and it is the first there; an additional
 *   element always has one
 */
gboolean
pd_special_belongs (const PdRecord *record, const PdRecord *element)
{
  const PdSpecialType *type = type_of (record);
  gint64 row = pd_record_get_integer (element, PD_ELEMENT_ROW);
  const char *key = pd_record_get_text (element, PD_ELEMENT_KEY);

  if (row == PD_ELEMENT_ADDITIONAL)
    return TRUE;
  return type != NULL && row >= 1 && row <= type->max_rows &&
         pd_special_type_find_field (type, key) != NULL &&
         pd_record_find_element (record, (guint) row, key) == element;
}

/* Elements of a record that has changed its business since are called as they were. */
static const PdSpecialField *
find_anywhere (const char *key)
{
  guint n_types = 0;
  const PdSpecialType *types = pd_special_types (&n_types);

  for (guint i = 0; i < n_types; i++)
    {
      const PdSpecialField *field = pd_special_type_find_field (&types[i], key);

      if (field != NULL)
        return field;
    }
  return NULL;
}

/**
 * pd_element_title:
 * @record: (nullable): the order or invoice, which knows its business
 * @element: one of its elements
 *
 * Returns: (transfer full): what a person calls it: the field's label, with its row where there are several; an
 *   additional element's own name
 */
char *
pd_element_title (const PdRecord *record, const PdRecord *element)
{
  const PdSpecialType *type = record != NULL ? type_of (record) : NULL;
  const char *key = pd_record_get_text (element, PD_ELEMENT_KEY);
  gint64 row = pd_record_get_integer (element, PD_ELEMENT_ROW);
  const PdSpecialField *field = NULL;
  const char *label;

  if (row == PD_ELEMENT_ADDITIONAL)
    /* Translators: what an invoice says beside its lines, by the name that a person gave it */
    return g_strdup_printf (_ ("Additional element “%s”"), key != NULL ? key : "");
  if (type != NULL)
    field = pd_special_type_find_field (type, key);
  if (field == NULL)
    field = find_anywhere (key);
  label = field != NULL ? _ (field->label) : key != NULL ? key : "";
  if (row == 1 && (type == NULL || type->max_rows <= 1))
    return g_strdup (label);
  /* Translators: a field of a special business: 1: the row, 2: the field's name */
  return g_strdup_printf (_ ("Row %1$d, %2$s"), (int) CLAMP (row, -1, G_MAXINT), label);
}

/* --- rows */

static int
elements_list (const PdRecord *record)
{
  return pd_record_type_list (pd_record_get_record_type (record), LIST_NAME);
}

static GPtrArray *
take_rows (PdRecord *record, gint64 first, gint64 last)
{
  GPtrArray *elements = pd_record_get_elements (record);
  GPtrArray *taken = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  for (guint i = 0; i < elements->len;)
    {
      PdRecord *element = g_ptr_array_index (elements, i);
      gint64 row = pd_record_get_integer (element, PD_ELEMENT_ROW);

      if (row == PD_ELEMENT_ADDITIONAL || row < first || row > last)
        {
          i++;
          continue;
        }
      g_ptr_array_add (taken, pd_record_ref (element));
      g_ptr_array_remove_index (elements, i);
    }
  return taken;
}

/* Rows are counted from 1 without a gap. */
static void
move_rows (PdRecord *record, guint from, gint64 step)
{
  GPtrArray *elements = pd_record_get_elements (record);

  for (guint i = 0; i < elements->len; i++)
    {
      PdRecord *element = g_ptr_array_index (elements, i);
      gint64 row = pd_record_get_integer (element, PD_ELEMENT_ROW);

      if (row >= from && row < PD_RECORD_MAX_LINES)
        pd_record_set_integer (element, PD_ELEMENT_ROW, row + step);
    }
}

/**
 * pd_record_take_element_row:
 * @record: an order
 * @row: a row of special fields, from 1
 *
 * Takes the row out; those after it move up.
 *
 * Returns: (transfer full) (element-type PdRecord): what was in it, for pd_record_put_element_row()
 */
GPtrArray *
pd_record_take_element_row (PdRecord *record, guint row)
{
  GPtrArray *taken;

  g_return_val_if_fail (row >= 1, NULL);

  taken = take_rows (record, row, row);
  move_rows (record, row + 1, -1);
  return taken;
}

/**
 * pd_record_take_special_elements:
 * @record: an order
 *
 * Takes out all fields of its special business; additional elements stay.
 *
 * Returns: (transfer full) (element-type PdRecord): what they were, for pd_record_put_elements()
 */
GPtrArray *
pd_record_take_special_elements (PdRecord *record)
{
  return take_rows (record, G_MININT64, G_MAXINT64);
}

/**
 * pd_record_put_elements:
 * @record: an order
 * @elements: (element-type PdRecord): elements that were taken out
 *
 * Puts back those that are not there.
 */
void
pd_record_put_elements (PdRecord *record, GPtrArray *elements)
{
  guint list = (guint) elements_list (record);

  for (guint i = 0; i < elements->len; i++)
    {
      PdRecord *element = g_ptr_array_index (elements, i);

      if (pd_record_find_line (record, list, pd_record_get_id (element)) == NULL)
        pd_record_add_line (record, list, pd_record_ref (element));
    }
  pd_record_sort_lines (record);
}

/**
 * pd_record_put_element_row:
 * @record: an order
 * @row: where the row was
 * @elements: (element-type PdRecord): what was in it
 *
 * Puts a row back; those from there on move down.
 */
void
pd_record_put_element_row (PdRecord *record, guint row, GPtrArray *elements)
{
  g_return_if_fail (row >= 1);

  move_rows (record, row, 1);
  for (guint i = 0; i < elements->len; i++)
    pd_record_set_integer (g_ptr_array_index (elements, i), PD_ELEMENT_ROW, row);
  pd_record_put_elements (record, elements);
}

/* --- difference taxation */

/**
 * pd_order_get_deduction:
 * @order: an order
 *
 * Returns: what its lines deduct, in fen, with tax; 0 for nothing
 */
gint64
pd_order_get_deduction (const PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);
  gint64 deduction = 0;

  for (guint i = 0; i < lines->len; i++)
    if (!pd_money_add (deduction,
                       pd_record_get_integer (g_ptr_array_index (lines, i), PD_ORDER_LINE_DEDUCTION),
                       &deduction))
      return 0;
  return deduction;
}

/**
 * pd_order_set_deduction:
 * @order: an order
 * @fen: what is not taxed, with tax; 0 takes difference taxation out
 * @error: return location for a %PD_TAX_ERROR_DEDUCTION
 *
 * Chooses difference taxation with this deduction. Such an invoice has one line (standards, "Line arithmetic", 7).
 *
 * Returns: whether the order has the one line that it asks for
 */
gboolean
pd_order_set_deduction (PdRecord *order, gint64 fen, GError **error)
{
  GPtrArray *lines = pd_record_get_lines (order);

  if (fen != 0 && lines->len != 1)
    {
      g_set_error_literal (error, PD_TAX_ERROR, PD_TAX_ERROR_DEDUCTION,
                           _ ("A deduction needs an order of one line. Make an order of its own for it."));
      return FALSE;
    }
  pd_record_set_text (order, PD_ORDER_DIFFERENCE_TYPE, fen != 0 ? PD_DIFFERENCE_TYPE_DIFFERENCE : NULL);
  for (guint i = 0; i < lines->len; i++)
    if (fen != 0)
      pd_record_set_integer (g_ptr_array_index (lines, i), PD_ORDER_LINE_DEDUCTION, fen);
    else
      pd_record_clear (g_ptr_array_index (lines, i), PD_ORDER_LINE_DEDUCTION);
  return TRUE;
}

/**
 * pd_order_deduction_text:
 * @order: an order, derived
 *
 * Returns: (transfer full) (nullable): what of the order is taxed under difference taxation, and how the remark will
 *   begin, as sentences; %NULL while there is nothing to say
 */
char *
pd_order_deduction_text (const PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);
  const PdRecord *line = lines->len == 1 ? g_ptr_array_index (lines, 0) : NULL;
  const char *type = pd_record_get_text (order, PD_ORDER_DIFFERENCE_TYPE);
  gint64 deduction, whole;

  if (line == NULL || g_strcmp0 (type, PD_DIFFERENCE_TYPE_DIFFERENCE) != 0 ||
      !pd_record_has (line, PD_ORDER_LINE_GROSS_AMOUNT))
    return NULL;
  deduction = pd_record_get_integer (line, PD_ORDER_LINE_DEDUCTION);
  whole = pd_record_get_integer (line, PD_ORDER_LINE_GROSS_AMOUNT);
  if (deduction == 0)
    return NULL;

  g_autofree char *taxed = pd_money_format (whole - deduction);
  g_autofree char *all = pd_money_format (whole);
  g_autofree char *tax = pd_money_format (pd_record_get_integer (line, PD_ORDER_LINE_TAX_AMOUNT));
  g_autofree char *remark = pd_invoice_difference_remark (deduction);

  /* Translators: 1: an amount, 2: a larger one, 3: a tax rate as “9 %”, 4: the tax, 5: words of the bureau */
  return g_strdup_printf (
      _ ("%1$s of %2$s is taxed, at %3$s: the tax is %4$s. The remark on the invoice will "
         "begin with “%5$s”."),
      taxed, all, _ (pd_tax_rate_label (pd_record_get_text (line, PD_ORDER_LINE_TAX_RATE))), tax, remark);
}
