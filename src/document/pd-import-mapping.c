/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-import-mapping-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Titles and instructions stand above the headings in a few rows; the tax bureau's template has two. */
#define MAX_HEADING_ROW 30
#define MAX_DEFAULT_BYTES 4096

GQuark
pd_import_error_quark (void)
{
  return g_quark_from_static_string ("pd-import-error-quark");
}

static void
import_sheet_free (gpointer data)
{
  PdImportSheet *sheet = data;

  g_free (sheet->name);
  g_ptr_array_unref (sheet->headings);
  g_ptr_array_unref (sheet->targets);
  g_free (sheet);
}

static PdImportSheet *
import_sheet_new (const char *name)
{
  PdImportSheet *sheet = g_new0 (PdImportSheet, 1);

  sheet->name = g_strdup (name);
  sheet->heading_row = -1;
  sheet->headings = g_ptr_array_new_with_free_func (g_free);
  sheet->targets = g_ptr_array_new ();
  return sheet;
}

static PdImportMapping *
mapping_new (void)
{
  PdImportMapping *mapping = g_new0 (PdImportMapping, 1);

  mapping->sheets = g_ptr_array_new_with_free_func (import_sheet_free);
  mapping->defaults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  mapping->source = g_strdup ("");
  mapping->fill_down = TRUE;
  return mapping;
}

static PdImportSheet *
get_sheet (const PdImportMapping *mapping, guint index)
{
  g_return_val_if_fail (index < mapping->sheets->len, NULL);
  return g_ptr_array_index (mapping->sheets, index);
}

static int
find_target (const PdImportSheet *sheet, const PdImportTarget *target)
{
  for (guint i = 0; i < sheet->targets->len; i++)
    if (target != NULL && g_ptr_array_index (sheet->targets, i) == target)
      return (int) i;
  return -1;
}

/* How many different targets a row's cells would be the headings of. */
static guint
score_row (PdSheet *sheet, guint row)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);
  guint n_columns = pd_sheet_get_n_columns (sheet);

  if (pd_sheet_row_is_empty (sheet, row))
    return 0;
  for (guint column = 0; column < n_columns; column++)
    {
      const char *text = pd_sheet_get_cell (sheet, row, column);
      PdImportTaxMode tax_mode;
      const PdImportTarget *target;

      if (*text == '\0' || strlen (text) > 200)
        continue;
      target = pd_import_target_guess (text, &tax_mode);
      if (target != NULL)
        g_hash_table_add (seen, (gpointer) target);
    }
  return g_hash_table_size (seen);
}

static int
guess_heading_row (PdSheet *sheet)
{
  guint last = MIN (pd_sheet_get_n_rows (sheet), MAX_HEADING_ROW);
  guint best = 0;
  int found = -1;

  for (guint row = 0; row < last; row++)
    {
      guint score = score_row (sheet, row);

      if (score > best)
        {
          best = score;
          found = (int) row;
        }
    }
  return found;
}

/* Reads the headings and says of each column what it is; the first column of two alike wins. Where the file
 * has amounts with and without tax, the one whose heading came first is taken. */
static PdImportTaxMode
guess_columns (PdImportSheet *self, PdSheet *sheet)
{
  PdImportTaxMode decided = PD_IMPORT_TAX_UNKNOWN;
  const PdImportTarget *amount = pd_import_target_find ("line.amount");
  const PdImportTarget *must_be_empty = pd_import_target_find (PD_IMPORT_TARGET_MUST_BE_EMPTY);
  PdImportTaxMode price_mode = PD_IMPORT_TAX_UNKNOWN;
  int price_column = -1;

  g_ptr_array_set_size (self->headings, 0);
  g_ptr_array_set_size (self->targets, 0);
  for (guint column = 0; self->heading_row >= 0 && column < pd_sheet_get_n_columns (sheet); column++)
    {
      const char *heading = pd_sheet_get_cell (sheet, (guint) self->heading_row, column);
      PdImportTaxMode tax_mode;
      const PdImportTarget *target =
          strlen (heading) > 200 ? NULL : pd_import_target_guess (heading, &tax_mode);

      if (target != must_be_empty && find_target (self, target) >= 0)
        target = NULL;
      if (target == amount && target != NULL && tax_mode != PD_IMPORT_TAX_UNKNOWN)
        decided = tax_mode;
      if (target != NULL && g_str_equal (target->id, "line.unit_price"))
        {
          price_mode = tax_mode;
          price_column = (int) column;
        }
      g_ptr_array_add (self->headings, g_strdup (heading));
      g_ptr_array_add (self->targets, (gpointer) target);
    }

  /* A price of the other tax mode than the amount cannot be used beside it; it follows from the amount. */
  if (decided != PD_IMPORT_TAX_UNKNOWN && price_mode != PD_IMPORT_TAX_UNKNOWN && price_mode != decided)
    g_ptr_array_index (self->targets, price_column) = NULL;
  return decided != PD_IMPORT_TAX_UNKNOWN ? decided : price_mode;
}

/* A list with its own column of tax, and no word on whether amounts contain it, has them without. */
static gboolean
has_tax_column (const PdImportSheet *self)
{
  for (guint i = 0; i < self->headings->len; i++)
    {
      g_autofree char *key = pd_import_heading_key (g_ptr_array_index (self->headings, i));

      if (g_str_equal (key, "税额") || g_str_equal (key, "taxamount"))
        return TRUE;
    }
  return FALSE;
}

static void
set_default (PdImportMapping *mapping, const char *target, const char *text)
{
  g_hash_table_replace (mapping->defaults, g_strdup (target), g_strdup (text));
}

static void
guess_sheet (PdImportMapping *mapping, PdSheet *sheet, gboolean *includes_tax)
{
  PdImportSheet *self = import_sheet_new (pd_sheet_get_name (sheet));
  PdImportTaxMode tax_mode;

  g_ptr_array_add (mapping->sheets, self);
  if (pd_sheet_is_hidden (sheet))
    return;
  self->heading_row = guess_heading_row (sheet);
  tax_mode = guess_columns (self, sheet);
  self->used = self->heading_row >= 0 && (find_target (self, pd_import_target_find ("order.number")) >= 0 ||
                                          find_target (self, pd_import_target_find ("line.name")) >= 0);
  if (!self->used)
    return;
  if (tax_mode == PD_IMPORT_TAX_EXCLUDED || (tax_mode == PD_IMPORT_TAX_UNKNOWN && has_tax_column (self)))
    *includes_tax = FALSE;
}

/**
 * pd_import_mapping_guess:
 * @book: the file
 * @today: (nullable): "YYYY-MM-DD": the order date where no column gives one
 * @error: return location for an error of %PD_IMPORT_ERROR
 *
 * Finds in every visible sheet the row of headings, and says what each column is. Sheets that share the
 * order number are read together: the orders of one, the lines of another. The defaults are a natural person
 * (个人) as buyer, an ordinary invoice, and amounts with tax unless the headings say otherwise. There is no
 * default tax rate: a person must choose one when the file has none.
 *
 * Returns: (transfer full): a mapping to show, change and hand to pd_order_import_plan(); %NULL when no sheet
 *   has headings
 */
PdImportMapping *
pd_import_mapping_guess (PdSheetBook *book, const char *today, GError **error)
{
  g_autoptr (PdImportMapping) mapping = mapping_new ();
  gboolean includes_tax = TRUE;
  gboolean any = FALSE;

  for (guint i = 0; i < pd_sheet_book_get_n_sheets (book); i++)
    {
      guess_sheet (mapping, pd_sheet_book_get_sheet (book, i), &includes_tax);
      any = any || get_sheet (mapping, i)->used;
    }
  if (!any)
    {
      g_set_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_NO_HEADING,
                   _ ("“%s” has no row of headings that is known. It needs at least a column with the order "
                      "number and one with the goods, such as “订单号” and “商品名称”."),
                   pd_sheet_book_get_name (book));
      return NULL;
    }

  set_default (mapping, "order.buyer_name", "个人");
  set_default (mapping, "order.invoice_kind", "ordinary");
  set_default (mapping, "order.price_includes_tax", includes_tax ? "1" : "0");
  if (today != NULL)
    set_default (mapping, "order.order_date", today);
  return g_steal_pointer (&mapping);
}

/**
 * pd_import_mapping_copy:
 *
 * Returns: (transfer full): a mapping of its own, for a plan that is made in another thread
 */
PdImportMapping *
pd_import_mapping_copy (const PdImportMapping *mapping)
{
  PdImportMapping *copy = mapping_new ();
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  for (guint i = 0; i < mapping->sheets->len; i++)
    {
      const PdImportSheet *from = get_sheet (mapping, i);
      PdImportSheet *to = import_sheet_new (from->name);

      to->used = from->used;
      to->heading_row = from->heading_row;
      for (guint k = 0; k < from->headings->len; k++)
        {
          g_ptr_array_add (to->headings, g_strdup (g_ptr_array_index (from->headings, k)));
          g_ptr_array_add (to->targets, g_ptr_array_index (from->targets, k));
        }
      g_ptr_array_add (copy->sheets, to);
    }
  g_hash_table_iter_init (&iter, mapping->defaults);
  while (g_hash_table_iter_next (&iter, &key, &value))
    set_default (copy, key, value);
  pd_import_mapping_set_source (copy, mapping->source);
  copy->split_by_buyer = mapping->split_by_buyer;
  copy->fill_down = mapping->fill_down;
  copy->accept_overridable = mapping->accept_overridable;
  return copy;
}

/**
 * pd_import_mapping_free:
 * @mapping: (transfer full): a mapping
 */
void
pd_import_mapping_free (PdImportMapping *mapping)
{
  g_ptr_array_unref (mapping->sheets);
  g_hash_table_unref (mapping->defaults);
  g_free (mapping->source);
  g_free (mapping);
}

/**
 * pd_import_mapping_get_n_sheets:
 *
 * Returns: the number of sheets of the book, hidden ones included; indexes are those of the book
 */
guint
pd_import_mapping_get_n_sheets (const PdImportMapping *mapping)
{
  return mapping->sheets->len;
}

/**
 * pd_import_mapping_get_sheet_name:
 *
 * Returns: (transfer none): the sheet's name
 */
const char *
pd_import_mapping_get_sheet_name (const PdImportMapping *mapping, guint sheet)
{
  return get_sheet (mapping, sheet)->name;
}

/**
 * pd_import_mapping_get_sheet_used:
 *
 * Returns: whether the sheet's rows are imported
 */
gboolean
pd_import_mapping_get_sheet_used (const PdImportMapping *mapping, guint sheet)
{
  return get_sheet (mapping, sheet)->used;
}

/**
 * pd_import_mapping_set_sheet_used:
 *
 * Takes a sheet in or leaves it out. A sheet without a row of headings stays out.
 */
void
pd_import_mapping_set_sheet_used (PdImportMapping *mapping, guint sheet, gboolean used)
{
  PdImportSheet *self = get_sheet (mapping, sheet);

  self->used = used && self->heading_row >= 0;
}

/**
 * pd_import_mapping_get_heading_row:
 *
 * Returns: the row of the headings counted from 0; -1 when none is known
 */
int
pd_import_mapping_get_heading_row (const PdImportMapping *mapping, guint sheet)
{
  return get_sheet (mapping, sheet)->heading_row;
}

/**
 * pd_import_mapping_set_heading_row:
 * @book: the file that the mapping was guessed for
 * @row: counted from 0
 *
 * Chooses another row as the headings, and guesses the sheet's columns again.
 */
void
pd_import_mapping_set_heading_row (PdImportMapping *mapping, PdSheetBook *book, guint sheet, int row)
{
  PdImportSheet *self = get_sheet (mapping, sheet);

  self->heading_row = MAX (row, -1);
  guess_columns (self, pd_sheet_book_get_sheet (book, sheet));
  self->used = self->heading_row >= 0;
}

/**
 * pd_import_mapping_get_n_columns:
 *
 * Returns: the number of columns of the sheet; 0 without headings
 */
guint
pd_import_mapping_get_n_columns (const PdImportMapping *mapping, guint sheet)
{
  return get_sheet (mapping, sheet)->headings->len;
}

/**
 * pd_import_mapping_get_heading:
 *
 * Returns: (transfer none): the column's heading as it stands in the file
 */
const char *
pd_import_mapping_get_heading (const PdImportMapping *mapping, guint sheet, guint column)
{
  PdImportSheet *self = get_sheet (mapping, sheet);

  g_return_val_if_fail (column < self->headings->len, NULL);
  return g_ptr_array_index (self->headings, column);
}

/**
 * pd_import_mapping_get_target:
 *
 * Returns: (transfer none) (nullable): the id of what the column is, %NULL when it is not imported
 */
const char *
pd_import_mapping_get_target (const PdImportMapping *mapping, guint sheet, guint column)
{
  PdImportSheet *self = get_sheet (mapping, sheet);
  const PdImportTarget *target;

  g_return_val_if_fail (column < self->targets->len, NULL);
  target = g_ptr_array_index (self->targets, column);
  return target == NULL ? NULL : target->id;
}

static gboolean
check_target (const char *id, GError **error)
{
  if (pd_import_target_find (id) != NULL)
    return TRUE;
  g_set_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_MAPPING, _ ("A column cannot be imported as “%s”."),
               id);
  return FALSE;
}

/**
 * pd_import_mapping_set_target:
 * @target: (nullable): a target's id; %NULL to leave the column out
 * @error: return location for %PD_IMPORT_ERROR_MAPPING
 *
 * Says what a column is. Another column of the sheet that was the same no longer is.
 *
 * Returns: whether the target exists
 */
gboolean
pd_import_mapping_set_target (PdImportMapping *mapping,
                              guint sheet,
                              guint column,
                              const char *target,
                              GError **error)
{
  PdImportSheet *self = get_sheet (mapping, sheet);
  const PdImportTarget *found = pd_import_target_find (target);
  int other = find_target (self, found);

  g_return_val_if_fail (column < self->targets->len, FALSE);
  if (target != NULL && !check_target (target, error))
    return FALSE;
  if (other >= 0 && !g_str_equal (target, PD_IMPORT_TARGET_MUST_BE_EMPTY))
    g_ptr_array_index (self->targets, other) = NULL;
  g_ptr_array_index (self->targets, column) = (gpointer) found;
  return TRUE;
}

/**
 * pd_import_mapping_find_column:
 * @target: a target's id
 *
 * Returns: the column of the sheet that is the target, -1 when none is
 */
int
pd_import_mapping_find_column (const PdImportMapping *mapping, guint sheet, const char *target)
{
  return find_target (get_sheet (mapping, sheet), pd_import_target_find (target));
}

/**
 * pd_import_mapping_has_column:
 * @target: a target's id
 *
 * Returns: whether a column of a used sheet is the target, so that its default does not count
 */
gboolean
pd_import_mapping_has_column (const PdImportMapping *mapping, const char *target)
{
  for (guint i = 0; i < mapping->sheets->len; i++)
    if (get_sheet (mapping, i)->used && pd_import_mapping_find_column (mapping, i, target) >= 0)
      return TRUE;
  return FALSE;
}

/**
 * pd_import_mapping_get_default:
 *
 * Returns: (transfer none) (nullable): the text for a field that no column gives
 */
const char *
pd_import_mapping_get_default (const PdImportMapping *mapping, const char *target)
{
  return g_hash_table_lookup (mapping->defaults, target);
}

/**
 * pd_import_mapping_set_default:
 * @target: the id of a field's target
 * @text: (nullable): as a person would type it; %NULL or "" for none
 * @error: return location for %PD_IMPORT_ERROR_MAPPING
 *
 * Sets what a field gets that no column gives. A default order number makes the whole file one order.
 *
 * Returns: whether the target exists and the text is of a bearable length
 */
gboolean
pd_import_mapping_set_default (PdImportMapping *mapping, const char *target, const char *text, GError **error)
{
  if (!check_target (target, error))
    return FALSE;
  if (text == NULL || *text == '\0')
    {
      g_hash_table_remove (mapping->defaults, target);
      return TRUE;
    }
  if (strlen (text) > MAX_DEFAULT_BYTES || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_MAPPING, _ ("The text for “%s” is too long."),
                   target);
      return FALSE;
    }
  set_default (mapping, target, text);
  return TRUE;
}

/**
 * pd_import_mapping_get_source:
 *
 * Returns: (transfer none): the name of the shop or program that numbers the orders; "" for the only one
 */
const char *
pd_import_mapping_get_source (const PdImportMapping *mapping)
{
  return mapping->source;
}

/**
 * pd_import_mapping_set_source:
 * @source: (nullable): a name of at most 40 characters
 *
 * Keeps apart two shops that both have an order 1: it becomes a part of the import key.
 */
void
pd_import_mapping_set_source (PdImportMapping *mapping, const char *source)
{
  g_autofree char *valid = g_utf8_make_valid (source == NULL ? "" : source, -1);
  g_autofree char *copy = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), 40));

  g_free (mapping->source);
  mapping->source = g_strstrip (g_steal_pointer (&copy));
}

/**
 * pd_import_mapping_get_split_by_buyer:
 *
 * Returns: whether rows of one number and different buyers make an order for each buyer
 */
gboolean
pd_import_mapping_get_split_by_buyer (const PdImportMapping *mapping)
{
  return mapping->split_by_buyer;
}

/**
 * pd_import_mapping_set_split_by_buyer:
 *
 * Without it (the default) an order with two buyers is refused, as nobody knows whom to invoice.
 */
void
pd_import_mapping_set_split_by_buyer (PdImportMapping *mapping, gboolean split)
{
  mapping->split_by_buyer = split;
}

/**
 * pd_import_mapping_get_fill_down:
 *
 * Returns: whether a row without a number belongs to the order above it
 */
gboolean
pd_import_mapping_get_fill_down (const PdImportMapping *mapping)
{
  return mapping->fill_down;
}

/**
 * pd_import_mapping_set_fill_down:
 *
 * With it (the default) a row without a number belongs to the order above it; without it the row is wrong.
 */
void
pd_import_mapping_set_fill_down (PdImportMapping *mapping, gboolean fill_down)
{
  mapping->fill_down = fill_down;
}

/**
 * pd_import_mapping_get_accept_overridable:
 *
 * Returns: whether problems that a person may override do not refuse an order
 */
gboolean
pd_import_mapping_get_accept_overridable (const PdImportMapping *mapping)
{
  return mapping->accept_overridable;
}

/**
 * pd_import_mapping_set_accept_overridable:
 *
 * Lets orders in whose problems are of %PD_PROBLEM_OVERRIDABLE weight, such as a tax number whose check
 * character is wrong. Off by default: the person who looks at the preview turns it on.
 */
void
pd_import_mapping_set_accept_overridable (PdImportMapping *mapping, gboolean accept)
{
  mapping->accept_overridable = accept;
}
