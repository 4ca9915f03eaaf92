/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-order-import-private.h"

#include "model/pd-id.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
problem_free (gpointer data)
{
  PdImportProblem *problem = data;

  g_free (problem->message);
  g_free (problem);
}

static void
row_free (gpointer data)
{
  PdImportRow *row = data;

  g_clear_pointer (&row->problems, g_ptr_array_unref);
  g_free (row);
}

static void
order_free (gpointer data)
{
  PdImportOrder *order = data;

  g_free (order->number);
  g_free (order->import_key);
  g_clear_pointer (&order->record, pd_record_unref);
  g_clear_pointer (&order->existing, pd_record_unref);
  g_array_unref (order->rows);
  g_free (order);
}

/*< private >
 * pd_import_row_add:
 *
 * Adds a problem to a row.
 *
 * Returns: (transfer none): it
 */
PdImportProblem *
pd_import_row_add (PdImportRow *row, int column, PdProblemWeight weight, const char *format, ...)
{
  PdImportProblem *problem = g_new0 (PdImportProblem, 1);
  va_list arguments;

  if (row->problems == NULL)
    row->problems = g_ptr_array_new_with_free_func (problem_free);
  problem->column = column;
  problem->weight = weight;
  va_start (arguments, format);
  problem->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (row->problems, problem);
  return problem;
}

/*< private >
 * pd_import_row_has_error:
 *
 * Returns: whether the column's cell was not taken already, so that what follows from it need not be said
 */
gboolean
pd_import_row_has_error (const PdImportRow *row, int column)
{
  for (guint i = 0; row->problems != NULL && i < row->problems->len; i++)
    {
      const PdImportProblem *problem = g_ptr_array_index (row->problems, i);

      if (problem->column == column && problem->weight == PD_PROBLEM_ERROR)
        return TRUE;
    }
  return FALSE;
}

/**
 * pd_order_import_plan:
 * @book: the file
 * @mapping: what its columns are
 * @context: for whom and when
 * @cancellable: (nullable): stops the planning between rows
 * @error: return location for an error of %PD_IMPORT_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Turns the rows of a file into orders, and says of each whether it can be imported, is here already, or is
 * refused and by which cell. Nothing is saved: the caller saves the records of the orders that are
 * %PD_IMPORT_ORDER_NEW, each in one piece. A file may interleave its orders, or name an order's number in its
 * first row only. It may run in any thread, as long as nobody changes @mapping.
 *
 * Returns: (transfer full): the plan; %NULL with @error set when the file as a whole cannot be imported
 */
PdImportPlan *
pd_order_import_plan (PdSheetBook *book,
                      const PdImportMapping *mapping,
                      const PdImportContext *context,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (PdImportPlan) plan = NULL;

  g_return_val_if_fail (book != NULL && mapping != NULL && context != NULL && context->tenant != NULL, NULL);
  g_return_val_if_fail (pd_sheet_book_get_n_sheets (book) == pd_import_mapping_get_n_sheets (mapping), NULL);

  plan = g_new0 (PdImportPlan, 1);
  g_atomic_ref_count_init (&plan->ref_count);
  plan->book = pd_sheet_book_ref (book);
  plan->mapping = pd_import_mapping_copy (mapping);
  plan->rows = g_ptr_array_new_with_free_func (row_free);
  plan->orders = g_ptr_array_new_with_free_func (order_free);

  if (!pd_import_plan_group (plan, context, cancellable, error) ||
      !pd_import_plan_build (plan, context, cancellable, error))
    return NULL;
  return g_steal_pointer (&plan);
}

/**
 * pd_import_plan_ref:
 *
 * Returns: (transfer full): @plan
 */
PdImportPlan *
pd_import_plan_ref (PdImportPlan *plan)
{
  g_atomic_ref_count_inc (&plan->ref_count);
  return plan;
}

/**
 * pd_import_plan_unref:
 * @plan: (transfer full): a plan
 */
void
pd_import_plan_unref (PdImportPlan *plan)
{
  if (!g_atomic_ref_count_dec (&plan->ref_count))
    return;
  pd_sheet_book_unref (plan->book);
  pd_import_mapping_free (plan->mapping);
  g_ptr_array_unref (plan->rows);
  g_ptr_array_unref (plan->orders);
  g_free (plan);
}

/**
 * pd_import_plan_get_n_orders:
 *
 * Returns: the number of orders in the file, whatever their state
 */
guint
pd_import_plan_get_n_orders (const PdImportPlan *plan)
{
  return plan->orders->len;
}

/**
 * pd_import_plan_get_order:
 *
 * Returns: (transfer none): an order, in the order in which the file names them first
 */
const PdImportOrder *
pd_import_plan_get_order (const PdImportPlan *plan, guint index)
{
  g_return_val_if_fail (index < plan->orders->len, NULL);
  return g_ptr_array_index (plan->orders, index);
}

/**
 * pd_import_plan_get_n_rows:
 *
 * Returns: the number of filled rows below the headings, of all used sheets
 */
guint
pd_import_plan_get_n_rows (const PdImportPlan *plan)
{
  return plan->rows->len;
}

/**
 * pd_import_plan_get_row:
 *
 * Returns: (transfer none): a row, in the order of the file
 */
const PdImportRow *
pd_import_plan_get_row (const PdImportPlan *plan, guint index)
{
  g_return_val_if_fail (index < plan->rows->len, NULL);
  return g_ptr_array_index (plan->rows, index);
}

/**
 * pd_import_plan_count:
 *
 * Returns: the number of orders in a state
 */
guint
pd_import_plan_count (const PdImportPlan *plan, PdImportOrderState state)
{
  guint n = 0;

  for (guint i = 0; i < plan->orders->len; i++)
    n += pd_import_plan_get_order (plan, i)->state == state;
  return n;
}

/**
 * pd_import_plan_count_rounded:
 *
 * Returns: how many cells held a number with more decimals than an invoice has room for
 */
guint
pd_import_plan_count_rounded (const PdImportPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->rows->len; i++)
    {
      const PdImportRow *row = pd_import_plan_get_row (plan, i);

      for (guint k = 0; row->problems != NULL && k < row->problems->len; k++)
        n += ((const PdImportProblem *) g_ptr_array_index (row->problems, k))->rounded;
    }
  return n;
}

/**
 * pd_import_plan_count_two_buyers:
 *
 * Returns: the number of orders that are refused because their rows name two buyers; a preview offers
 *   pd_import_mapping_set_split_by_buyer() when there are any
 */
guint
pd_import_plan_count_two_buyers (const PdImportPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->orders->len; i++)
    n += pd_import_plan_get_order (plan, i)->has_two_buyers;
  return n;
}

/**
 * pd_import_order_first_problem:
 * @order: an order of @plan
 * @row: (out) (optional) (nullable): the row that has it
 *
 * Returns: (transfer none) (nullable): the order's gravest problem, the first of them in the file
 */
const PdImportProblem *
pd_import_order_first_problem (const PdImportPlan *plan, const PdImportOrder *order, const PdImportRow **row)
{
  const PdImportProblem *found = NULL;

  if (row != NULL)
    *row = NULL;
  for (guint i = 0; i < order->rows->len; i++)
    {
      const PdImportRow *here = pd_import_plan_get_row (plan, g_array_index (order->rows, guint, i));

      for (guint k = 0; here->problems != NULL && k < here->problems->len; k++)
        {
          const PdImportProblem *problem = g_ptr_array_index (here->problems, k);

          if (found != NULL && problem->weight >= found->weight)
            continue;
          found = problem;
          if (row != NULL)
            *row = here;
        }
    }
  return found;
}

static void
append_escaped (GString *key, const char *part)
{
  for (const char *p = part; *p != '\0'; p++)
    if (*p == '/')
      g_string_append (key, "%2F");
    else if (*p == '%')
      g_string_append (key, "%25");
    else
      g_string_append_c (key, *p);
}

/**
 * pd_order_import_key:
 * @source: (nullable): the shop or program that numbered the order; %NULL or "" for the only one
 * @number: its order number
 * @buyer: (nullable): the buyer, where one number stands for an order of each of several buyers
 *
 * Makes the name by which an order is known again when its file comes a second time. It holds the number and
 * not the content, so that a corrected file finds the order too.
 *
 * Returns: (transfer full): a key that fits the field "import_key"
 */
char *
pd_order_import_key (const char *source, const char *number, const char *buyer)
{
  GString *key = g_string_new (NULL);

  if (source != NULL && *source != '\0')
    {
      append_escaped (key, source);
      g_string_append (key, "//");
    }
  append_escaped (key, number);
  if (buyer != NULL)
    {
      g_string_append_c (key, '/');
      append_escaped (key, buyer);
    }
  if (g_utf8_strlen (key->str, -1) > (glong) pd_order_type.fields[PD_ORDER_IMPORT_KEY].limit)
    {
      g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key->str, -1);

      g_string_assign (key, "sha256:");
      g_string_append (key, digest);
    }
  return g_string_free (key, FALSE);
}

/**
 * pd_order_import_id:
 * @tenant: the tenant's id
 * @import_key: an order's import key
 *
 * Makes the order's id from where it comes from: two desktops that import one file without a network make
 * one order, not two.
 *
 * Returns: (transfer full): a UUID
 */
char *
pd_order_import_id (const char *tenant, const char *import_key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) "piaodan order import", -1);
  g_checksum_update (checksum, (const guchar *) "\0", 1);
  g_checksum_update (checksum, (const guchar *) tenant, -1);
  g_checksum_update (checksum, (const guchar *) "\0", 1);
  g_checksum_update (checksum, (const guchar *) import_key, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/**
 * pd_import_order_state_label:
 *
 * Returns: (transfer none): the state in the words that a preview shows
 */
const char *
pd_import_order_state_label (PdImportOrderState state)
{
  static const char *const labels[] = {
    N_ ("New order"),
    N_ ("Already imported"),
    N_ ("Already imported, with other content"),
    N_ ("Imported before and deleted since"),
    N_ ("Cannot be imported"),
  };

  g_return_val_if_fail (state < PD_IMPORT_ORDER_N_STATES, NULL);
  return _ (labels[state]);
}

/**
 * pd_import_order_state_name:
 *
 * Returns: (transfer none): the state's name in JSON: "new", "same", "changed", "deleted", "refused"
 */
const char *
pd_import_order_state_name (PdImportOrderState state)
{
  static const char *const names[] = { "new", "same", "changed", "deleted", "refused" };

  g_return_val_if_fail (state < PD_IMPORT_ORDER_N_STATES, NULL);
  return names[state];
}
