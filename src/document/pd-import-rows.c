/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-order-import-private.h"

#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CANCEL_EVERY 256

/* What is needed while the rows of all sheets are sorted into orders. */
typedef struct
{
  PdImportPlan *plan;           /* (borrowed) */
  GHashTable *by_key;           /* (owned) number or number/buyer → index of the order + 1 */
  GHashTable *last_of_number;   /* (owned) number → index of the order it was last seen with + 1 */
  GHashTable *buyers_of_number; /* (owned) number → the number of buyers it has */
  GPtrArray *buyers; /* (owned) of char*, (nullable): the buyer of each order, as long as plan->orders */
} Grouping;

/* What the columns of one sheet are for. */
typedef struct
{
  const PdImportSheet *self; /* (borrowed) */
  PdSheet *sheet;            /* (borrowed) */
  guint index;
  int number;
  int name;
  int buyer_key;
  int buyer_name;
  gboolean has_lines;
  gboolean has_order;
} SheetRoles;

static void
find_roles (const PdImportPlan *plan, guint index, SheetRoles *roles)
{
  memset (roles, 0, sizeof *roles);
  roles->self = g_ptr_array_index (plan->mapping->sheets, index);
  roles->sheet = pd_sheet_book_get_sheet (plan->book, index);
  roles->index = index;
  roles->number = pd_import_mapping_find_column (plan->mapping, index, "order.number");
  roles->name = pd_import_mapping_find_column (plan->mapping, index, "line.name");
  roles->buyer_key = pd_import_mapping_find_column (plan->mapping, index, PD_IMPORT_TARGET_BUYER_KEY);
  roles->buyer_name = pd_import_mapping_find_column (plan->mapping, index, "order.buyer_name");
  for (guint i = 0; i < roles->self->targets->len; i++)
    {
      const PdImportTarget *target = g_ptr_array_index (roles->self->targets, i);

      if (target == NULL || (int) i == roles->number)
        continue;
      roles->has_lines = roles->has_lines || target->scope == PD_IMPORT_SCOPE_LINE;
      roles->has_order = roles->has_order || target->scope != PD_IMPORT_SCOPE_LINE;
    }
}

/* The whole file is refused when no row of it could be right. */
static gboolean
check_sheets (PdImportPlan *plan, GError **error)
{
  gboolean any_lines = FALSE;

  for (guint i = 0; i < plan->mapping->sheets->len; i++)
    {
      SheetRoles roles;

      find_roles (plan, i, &roles);
      if (!roles.self->used)
        continue;
      any_lines = any_lines || roles.has_lines;
      if (roles.number < 0 && pd_import_mapping_get_default (plan->mapping, "order.number") == NULL)
        {
          g_set_error (
              error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_NO_NUMBER,
              _ ("No column of sheet “%s” says which order a row belongs to. Choose the column with the "
                 "order number, or enter one number for the whole file."),
              roles.self->name);
          return FALSE;
        }
    }
  if (!any_lines)
    g_set_error_literal (
        error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_NO_LINES,
        _ ("No column of the file has the goods. Choose the columns with their names and amounts."));
  return any_lines;
}

static char *
cell_text (const SheetRoles *roles, guint row, int column)
{
  const char *text = column < 0 ? "" : pd_sheet_get_cell (roles->sheet, row, (guint) column);
  g_autofree char *copy = g_strstrip (g_strdup (text));

  return g_strdup (copy[0] == '\'' ? copy + 1 : copy);
}

/* A row of totals below the table is no order's; its first filled cell says so. */
static gboolean
is_total (const SheetRoles *roles, guint row)
{
  static const char *const words[] = {
    "合计", "总计", "小计", "total", "grand total", "subtotal", "sum", NULL
  };
  int column = pd_sheet_get_first_column (roles->sheet, row);
  g_autofree char *text = cell_text (roles, row, column);
  g_autofree char *plain = NULL;

  if (strlen (text) > 64)
    return FALSE;
  plain = g_utf8_strdown (text, -1);
  plain[strcspn (plain, ":")] = '\0';
  g_strchomp (plain);
  return g_strv_contains (words, plain) ||
         (column != roles->name && (g_str_has_prefix (plain, "合计") || g_str_has_prefix (plain, "总计")));
}

static guint
add_order (Grouping *self, const char *key, const char *number, const char *buyer)
{
  PdImportOrder *order = g_new0 (PdImportOrder, 1);
  gpointer n_buyers = g_hash_table_lookup (self->buyers_of_number, number);

  order->number = g_strdup (number);
  order->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (self->plan->orders, order);
  g_ptr_array_add (self->buyers, g_strdup (buyer));
  g_hash_table_insert (self->by_key, g_strdup (key), GUINT_TO_POINTER (self->plan->orders->len));
  g_hash_table_replace (self->buyers_of_number, g_strdup (number),
                        GUINT_TO_POINTER (GPOINTER_TO_UINT (n_buyers) + 1));
  return self->plan->orders->len;
}

/* The order that a row belongs to, as its index. A buyer counts only when orders are split by buyer, and a row
 * without one belongs to the buyer that its number had last. */
static guint
find_order (Grouping *self, const SheetRoles *roles, guint row, const char *number)
{
  g_autofree char *buyer = NULL;
  g_autofree char *key = NULL;
  guint order;

  if (self->plan->mapping->split_by_buyer)
    {
      buyer = cell_text (roles, row, roles->buyer_key >= 0 ? roles->buyer_key : roles->buyer_name);
      if (*buyer == '\0')
        {
          g_clear_pointer (&buyer, g_free);
          order = GPOINTER_TO_UINT (g_hash_table_lookup (self->last_of_number, number));
          if (order > 0)
            return order - 1;
        }
    }
  key = g_strjoin ("\x1f", number, buyer, NULL);
  order = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_key, key));
  if (order == 0)
    order = add_order (self, key, number, buyer);
  g_hash_table_replace (self->last_of_number, g_strdup (number), GUINT_TO_POINTER (order));
  return order - 1;
}

/* The row's order number: its own, that of the row above, or the one that was given for the whole file. */
static char *
row_number (Grouping *self, const SheetRoles *roles, PdImportRow *row, const char *above)
{
  PdImportPlace place = { self->plan, row, roles->number };
  g_autofree char *text = NULL;

  if (roles->number < 0)
    return g_strdup (pd_import_mapping_get_default (self->plan->mapping, "order.number"));
  if (!pd_import_cell_is_sound (&place))
    return NULL;
  text = pd_import_cell_text (&place);
  if (*text != '\0')
    return pd_import_plain_number (text);
  if (self->plan->mapping->fill_down && above != NULL)
    return g_strdup (above);
  pd_import_row_add (row, roles->number, PD_PROBLEM_ERROR,
                     _ ("This row has no order number, so it belongs to no order."));
  return NULL;
}

static void
group_row (Grouping *self, const SheetRoles *roles, guint index, char **above)
{
  PdImportRow *row = g_new0 (PdImportRow, 1);
  g_autofree char *number = NULL;

  row->sheet = roles->index;
  row->row = index;
  row->order = -1;
  row->kind = roles->has_lines ? PD_IMPORT_ROW_LINE : PD_IMPORT_ROW_ORDER;
  g_ptr_array_add (self->plan->rows, row);

  if (is_total (roles, index))
    {
      row->kind = PD_IMPORT_ROW_SKIPPED;
      pd_import_row_add (row, -1, PD_PROBLEM_NOTE, _ ("This row holds totals and was left out."));
      return;
    }
  number = row_number (self, roles, row, *above);
  if (number == NULL)
    {
      row->kind = PD_IMPORT_ROW_SKIPPED;
      /* What follows an unreadable number belongs to it, not to the order before. */
      g_clear_pointer (above, g_free);
      return;
    }
  row->order = (int) find_order (self, roles, index, number);
  if (!roles->has_lines && !roles->has_order)
    pd_import_row_add (row, -1, PD_PROBLEM_NOTE,
                       _ ("Sheet “%s” has more about this order that is not imported."), roles->self->name);

  PdImportOrder *order = g_ptr_array_index (self->plan->orders, (guint) row->order);
  guint place = self->plan->rows->len - 1;
  g_array_append_val (order->rows, place);
  g_free (*above);
  *above = g_steal_pointer (&number);
}

static gboolean
group_sheet (Grouping *self, guint index, GCancellable *cancellable, GError **error)
{
  g_autofree char *above = NULL;
  SheetRoles roles;
  guint n_rows;

  find_roles (self->plan, index, &roles);
  if (!roles.self->used)
    return TRUE;
  n_rows = pd_sheet_get_n_rows (roles.sheet);
  for (guint row = (guint) (roles.self->heading_row + 1); row < n_rows; row++)
    {
      if (row % CANCEL_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (pd_sheet_row_is_empty (roles.sheet, row))
        continue;
      if (self->plan->rows->len >= PD_IMPORT_MAX_ROWS)
        {
          g_set_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_TOO_MANY_ROWS,
                       _ ("“%1$s” has more than %2$u rows. Split it and import the parts one by one."),
                       pd_sheet_book_get_name (self->plan->book), PD_IMPORT_MAX_ROWS);
          return FALSE;
        }
      group_row (self, &roles, row, &above);
    }
  return TRUE;
}

/* A number that stands for one order has a key without its buyer, so that the key stays when the file is
 * imported again with the orders split. */
static void
set_keys (Grouping *self)
{
  for (guint i = 0; i < self->plan->orders->len; i++)
    {
      PdImportOrder *order = g_ptr_array_index (self->plan->orders, i);
      guint n_buyers = GPOINTER_TO_UINT (g_hash_table_lookup (self->buyers_of_number, order->number));

      order->import_key = pd_order_import_key (self->plan->mapping->source, order->number,
                                               n_buyers > 1 ? g_ptr_array_index (self->buyers, i) : NULL);
    }
}

/*< private >
 * pd_import_plan_group:
 *
 * Sorts the rows of all used sheets into orders.
 */
gboolean
pd_import_plan_group (PdImportPlan *plan,
                      const PdImportContext *context,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) n_buyers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) buyers = g_ptr_array_new_with_free_func (g_free);
  Grouping self = { plan, by_key, last, n_buyers, buyers };

  if (!check_sheets (plan, error))
    return FALSE;
  for (guint i = 0; i < plan->mapping->sheets->len; i++)
    if (!group_sheet (&self, i, cancellable, error))
      return FALSE;
  if (plan->rows->len == 0)
    {
      g_set_error (error, PD_IMPORT_ERROR, PD_IMPORT_ERROR_NO_ROWS,
                   _ ("“%s” has headings and no rows below them. Fill it in and import it again."),
                   pd_sheet_book_get_name (plan->book));
      return FALSE;
    }
  set_keys (&self);
  return TRUE;
}
