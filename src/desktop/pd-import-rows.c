/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-import-rows.h"

#include <glib/gi18n-lib.h>

#include "model/pd-order.h"

/* The rows of an import as a list for a column view. A row becomes an object only while it is looked at. */

static const char *const targets[PD_IMPORT_ROW_N_FIELDS] = { "order.number", "order.buyer_name", "line.name",
                                                             "line.quantity", "line.amount" };

struct _PdImportRows
{
  GObject parent_instance;

  PdImportPlan *plan;                    /* (owned) */
  PdSheetBook *book;                     /* (owned) */
  GArray *columns;                       /* (owned) of int[PD_IMPORT_ROW_N_FIELDS], one a sheet */
  GArray *filtered[PD_IMPORT_N_FILTERS]; /* (owned) of guint: indexes of rows; NULL for all */
  GHashTable *items; /* (owned) index → PdImportRowItem (not owned) that somebody holds */
  PdImportFilter filter;
};

struct _PdImportRowItem
{
  GObject parent_instance;

  PdImportRows *rows; /* (owned) */
  guint index;
};

G_DEFINE_FINAL_TYPE (PdImportRowItem, pd_import_row_item, G_TYPE_OBJECT)

static void pd_import_rows_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PdImportRows,
                               pd_import_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, pd_import_rows_list_model_init))

/* --- one row */

static void
pd_import_row_item_finalize (GObject *object)
{
  PdImportRowItem *self = PD_IMPORT_ROW_ITEM (object);

  g_hash_table_remove (self->rows->items, GUINT_TO_POINTER (self->index));
  g_object_unref (self->rows);
  G_OBJECT_CLASS (pd_import_row_item_parent_class)->finalize (object);
}

static void
pd_import_row_item_class_init (PdImportRowItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_import_row_item_finalize;
}

static void
pd_import_row_item_init (PdImportRowItem *self)
{
}

static const PdImportRow *
get_row (PdImportRowItem *self)
{
  return pd_import_plan_get_row (self->rows->plan, self->index);
}

static const PdImportOrder *
get_order (PdImportPlan *plan, const PdImportRow *row)
{
  return row->order >= 0 ? pd_import_plan_get_order (plan, (guint) row->order) : NULL;
}

/**
 * pd_import_row_item_get_row_number:
 * @self: a row
 *
 * Returns: its number as a spreadsheet shows it, from 1
 */
guint
pd_import_row_item_get_row_number (PdImportRowItem *self)
{
  g_return_val_if_fail (PD_IS_IMPORT_ROW_ITEM (self), 0);

  return get_row (self)->row + 1;
}

/**
 * pd_import_row_item_get_field:
 * @self: a row
 * @field: what to show
 *
 * Returns: (transfer none): the cell as it stands in the file; "" where no column has it
 */
const char *
pd_import_row_item_get_field (PdImportRowItem *self, PdImportRowField field)
{
  const PdImportRow *row;
  const PdImportOrder *order;
  const char *text = NULL;
  int column;

  g_return_val_if_fail (PD_IS_IMPORT_ROW_ITEM (self), "");
  g_return_val_if_fail (field < PD_IMPORT_ROW_N_FIELDS, "");

  row = get_row (self);
  order = get_order (self->rows->plan, row);
  column = g_array_index (self->rows->columns, int, row->sheet *PD_IMPORT_ROW_N_FIELDS + (guint) field);
  if (column >= 0)
    text =
        pd_sheet_get_cell (pd_sheet_book_get_sheet (self->rows->book, row->sheet), row->row, (guint) column);
  /* Often in the first row of its order only, or the same for all. */
  if ((text == NULL || *text == '\0') && order != NULL && field == PD_IMPORT_ROW_NUMBER)
    text = order->number;
  if ((text == NULL || *text == '\0') && order != NULL && field == PD_IMPORT_ROW_BUYER)
    text = pd_record_get_text (order->record, PD_ORDER_BUYER_NAME);
  return text != NULL ? text : "";
}

static const PdImportProblem *
worst_problem (const PdImportRow *row)
{
  const PdImportProblem *worst = NULL;

  for (guint i = 0; row->problems != NULL && i < row->problems->len; i++)
    {
      const PdImportProblem *problem = g_ptr_array_index (row->problems, i);

      if (worst == NULL || problem->weight < worst->weight)
        worst = problem;
    }
  return worst;
}

static PdImportRowMark
get_mark (PdImportPlan *plan, guint index)
{
  const PdImportRow *row = pd_import_plan_get_row (plan, index);
  const PdImportOrder *order = get_order (plan, row);
  const PdImportProblem *problem = worst_problem (row);

  if (problem != NULL && problem->weight == PD_PROBLEM_ERROR)
    return PD_IMPORT_MARK_BAD;
  if (order == NULL || row->kind == PD_IMPORT_ROW_SKIPPED)
    return PD_IMPORT_MARK_SKIPPED;
  switch (order->state)
    {
    case PD_IMPORT_ORDER_REFUSED:
      return problem != NULL && problem->weight == PD_PROBLEM_OVERRIDABLE ? PD_IMPORT_MARK_BAD
                                                                          : PD_IMPORT_MARK_DRAGGED;
    case PD_IMPORT_ORDER_SAME:
    case PD_IMPORT_ORDER_CHANGED:
    case PD_IMPORT_ORDER_DELETED:
      return PD_IMPORT_MARK_PRESENT;
    case PD_IMPORT_ORDER_NEW:
    case PD_IMPORT_ORDER_N_STATES:
    default:
      return problem != NULL ? PD_IMPORT_MARK_NOTE : PD_IMPORT_MARK_GOOD;
    }
}

/**
 * pd_import_row_item_get_mark:
 * @self: a row
 *
 * Returns: how it is marked
 */
PdImportRowMark
pd_import_row_item_get_mark (PdImportRowItem *self)
{
  g_return_val_if_fail (PD_IS_IMPORT_ROW_ITEM (self), PD_IMPORT_MARK_GOOD);

  return get_mark (self->rows->plan, self->index);
}

static const char *
present_sentence (const PdImportOrder *order)
{
  switch (order->state)
    {
    case PD_IMPORT_ORDER_CHANGED:
      return _ ("This order is here already with other content, and stays as it is.");
    case PD_IMPORT_ORDER_DELETED:
      return _ ("This order was imported once and deleted since. It does not come back.");
    case PD_IMPORT_ORDER_SAME:
    case PD_IMPORT_ORDER_NEW:
    case PD_IMPORT_ORDER_REFUSED:
    case PD_IMPORT_ORDER_N_STATES:
    default:
      return _ ("This order is here already.");
    }
}

/**
 * pd_import_row_item_get_sentence:
 * @self: a row
 *
 * Returns: (transfer full): what stands beside it: the gravest problem, or what will happen
 */
char *
pd_import_row_item_get_sentence (PdImportRowItem *self)
{
  const PdImportRow *row;
  const PdImportProblem *problem;

  g_return_val_if_fail (PD_IS_IMPORT_ROW_ITEM (self), NULL);

  row = get_row (self);
  problem = worst_problem (row);
  switch (get_mark (self->rows->plan, self->index))
    {
    case PD_IMPORT_MARK_PRESENT:
      return g_strdup (present_sentence (get_order (self->rows->plan, row)));
    case PD_IMPORT_MARK_DRAGGED:
      return g_strdup (_ ("Another row of this order is wrong."));
    case PD_IMPORT_MARK_SKIPPED:
      return g_strdup (problem != NULL ? problem->message : _ ("This row is left out."));
    case PD_IMPORT_MARK_BAD:
    case PD_IMPORT_MARK_NOTE:
      return g_strdup (problem->message);
    case PD_IMPORT_MARK_GOOD:
    default:
      return g_strdup (_ ("Will be imported."));
    }
}

/**
 * pd_import_row_item_get_details:
 * @self: a row
 *
 * Returns: (transfer full): all that is known of it, a line each, with the columns by their letters
 */
char *
pd_import_row_item_get_details (PdImportRowItem *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sentence = NULL;
  const PdImportRow *row;

  g_return_val_if_fail (PD_IS_IMPORT_ROW_ITEM (self), NULL);

  row = get_row (self);
  for (guint i = 0; row->problems != NULL && i < row->problems->len; i++)
    {
      const PdImportProblem *problem = g_ptr_array_index (row->problems, i);
      g_autofree char *label = problem->column >= 0 ? pd_sheet_column_label ((guint) problem->column) : NULL;

      if (text->len > 0)
        g_string_append_c (text, '\n');
      if (label != NULL)
        /* Translators: a cell of the file by its column and row, then what is wrong with it. */
        g_string_append_printf (text, _ ("%1$s%2$u: %3$s"), label, row->row + 1, problem->message);
      else
        /* Translators: a row of the file by its number, then what is wrong with it. */
        g_string_append_printf (text, _ ("Row %1$u: %2$s"), row->row + 1, problem->message);
    }
  if (text->len > 0)
    return g_string_free (g_steal_pointer (&text), FALSE);
  sentence = pd_import_row_item_get_sentence (self);
  return g_strdup_printf (_ ("Row %1$u: %2$s"), row->row + 1, sentence);
}

/* --- all rows */

static GType
pd_import_rows_get_item_type (GListModel *list)
{
  return PD_TYPE_IMPORT_ROW_ITEM;
}

static guint
pd_import_rows_get_n_items (GListModel *list)
{
  PdImportRows *self = PD_IMPORT_ROWS (list);

  return pd_import_rows_count (self, self->filter);
}

static gpointer
pd_import_rows_get_item (GListModel *list, guint position)
{
  PdImportRows *self = PD_IMPORT_ROWS (list);
  PdImportRowItem *item;
  guint index = position;

  if (position >= pd_import_rows_get_n_items (list))
    return NULL;
  if (self->filtered[self->filter] != NULL)
    index = g_array_index (self->filtered[self->filter], guint, position);
  item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (index));
  if (item != NULL)
    return g_object_ref (item);
  item = g_object_new (PD_TYPE_IMPORT_ROW_ITEM, NULL);
  item->rows = g_object_ref (self);
  item->index = index;
  g_hash_table_insert (self->items, GUINT_TO_POINTER (index), item);
  return item;
}

static void
pd_import_rows_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = pd_import_rows_get_item_type;
  iface->get_n_items = pd_import_rows_get_n_items;
  iface->get_item = pd_import_rows_get_item;
}

static void
pd_import_rows_finalize (GObject *object)
{
  PdImportRows *self = PD_IMPORT_ROWS (object);

  pd_import_plan_unref (self->plan);
  pd_sheet_book_unref (self->book);
  g_array_unref (self->columns);
  g_array_unref (self->filtered[PD_IMPORT_FILTER_PROBLEMS]);
  g_array_unref (self->filtered[PD_IMPORT_FILTER_NOTES]);
  g_hash_table_unref (self->items);
  G_OBJECT_CLASS (pd_import_rows_parent_class)->finalize (object);
}

static void
pd_import_rows_class_init (PdImportRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_import_rows_finalize;
}

static void
pd_import_rows_init (PdImportRows *self)
{
  self->columns = g_array_new (FALSE, FALSE, sizeof (int));
  self->filtered[PD_IMPORT_FILTER_PROBLEMS] = g_array_new (FALSE, FALSE, sizeof (guint));
  self->filtered[PD_IMPORT_FILTER_NOTES] = g_array_new (FALSE, FALSE, sizeof (guint));
  self->items = g_hash_table_new (NULL, NULL);
}

/**
 * pd_import_rows_new:
 * @plan: the orders of a file
 * @book: the file
 * @mapping: what its columns are
 *
 * Returns: (transfer full): the rows of the file as a list of #PdImportRowItem
 */
PdImportRows *
pd_import_rows_new (PdImportPlan *plan, PdSheetBook *book, const PdImportMapping *mapping)
{
  PdImportRows *self = g_object_new (PD_TYPE_IMPORT_ROWS, NULL);
  guint n_rows = pd_import_plan_get_n_rows (plan);

  self->plan = pd_import_plan_ref (plan);
  self->book = pd_sheet_book_ref (book);
  for (guint sheet = 0; sheet < pd_import_mapping_get_n_sheets (mapping); sheet++)
    for (guint field = 0; field < PD_IMPORT_ROW_N_FIELDS; field++)
      {
        int column = pd_import_mapping_find_column (mapping, sheet, targets[field]);

        g_array_append_val (self->columns, column);
      }
  for (guint i = 0; i < n_rows; i++)
    {
      PdImportRowMark mark = get_mark (plan, i);

      if (mark == PD_IMPORT_MARK_BAD || mark == PD_IMPORT_MARK_DRAGGED)
        g_array_append_val (self->filtered[PD_IMPORT_FILTER_PROBLEMS], i);
      else if (mark == PD_IMPORT_MARK_NOTE)
        g_array_append_val (self->filtered[PD_IMPORT_FILTER_NOTES], i);
    }
  return self;
}

/**
 * pd_import_rows_set_filter:
 * @self: a list of rows
 * @filter: which rows are in it
 *
 * Filters the list.
 */
void
pd_import_rows_set_filter (PdImportRows *self, PdImportFilter filter)
{
  guint before, after;

  g_return_if_fail (PD_IS_IMPORT_ROWS (self));
  g_return_if_fail (filter < PD_IMPORT_N_FILTERS);

  if (self->filter == filter)
    return;
  before = g_list_model_get_n_items (G_LIST_MODEL (self));
  self->filter = filter;
  after = g_list_model_get_n_items (G_LIST_MODEL (self));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, after);
}

/**
 * pd_import_rows_get_filter:
 * @self: a list of rows
 *
 * Returns: which rows are in it
 */
PdImportFilter
pd_import_rows_get_filter (PdImportRows *self)
{
  g_return_val_if_fail (PD_IS_IMPORT_ROWS (self), PD_IMPORT_FILTER_ALL);

  return self->filter;
}

/**
 * pd_import_rows_count:
 * @self: a list of rows
 * @filter: which rows
 *
 * Returns: how many rows pass @filter
 */
guint
pd_import_rows_count (PdImportRows *self, PdImportFilter filter)
{
  g_return_val_if_fail (PD_IS_IMPORT_ROWS (self), 0);
  g_return_val_if_fail (filter < PD_IMPORT_N_FILTERS, 0);

  return filter == PD_IMPORT_FILTER_ALL ? pd_import_plan_get_n_rows (self->plan)
                                        : self->filtered[filter]->len;
}
