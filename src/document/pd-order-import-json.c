/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-order-import-private.h"

#include "model/pd-order.h"

#include <json-glib/json-glib.h>

static void
add_string (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_integer (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_problem (JsonBuilder *builder,
             const PdImportPlan *plan,
             const PdImportRow *row,
             const PdImportProblem *problem)
{
  static const char *const weights[] = { "error", "overridable", "note" };

  json_builder_begin_object (builder);
  add_string (builder, "sheet", pd_import_mapping_get_sheet_name (plan->mapping, row->sheet));
  add_integer (builder, "row", (gint64) row->row + 1);
  if (problem->column >= 0)
    {
      g_autofree char *label = pd_sheet_column_label ((guint) problem->column);

      add_string (builder, "column", label);
      add_string (builder, "heading",
                  pd_import_mapping_get_heading (plan->mapping, row->sheet, (guint) problem->column));
    }
  add_string (builder, "weight", weights[problem->weight]);
  add_string (builder, "message", problem->message);
  json_builder_end_object (builder);
}

static void
add_row_problems (JsonBuilder *builder, const PdImportPlan *plan, const PdImportRow *row)
{
  for (guint i = 0; row->problems != NULL && i < row->problems->len; i++)
    add_problem (builder, plan, row, g_ptr_array_index (row->problems, i));
}

static void
add_order (JsonBuilder *builder, const PdImportPlan *plan, const PdImportOrder *order)
{
  json_builder_begin_object (builder);
  add_string (builder, "number", order->number);
  add_string (builder, "state", pd_import_order_state_name (order->state));
  add_string (builder, "id", pd_record_get_id (order->existing != NULL ? order->existing : order->record));
  add_string (builder, "import_key", order->import_key);
  add_string (builder, "buyer_name", pd_record_get_text (order->record, PD_ORDER_BUYER_NAME));
  add_integer (builder, "lines", pd_record_get_lines (order->record)->len);
  add_integer (builder, "gross_amount", pd_record_get_integer (order->record, PD_ORDER_GROSS_AMOUNT));
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < order->rows->len; i++)
    add_row_problems (builder, plan, pd_import_plan_get_row (plan, g_array_index (order->rows, guint, i)));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/**
 * pd_import_plan_to_json:
 *
 * Writes the plan for `piaodanctl order import --json`. Rows count from 1 and columns are letters, as in a
 * spreadsheet program; amounts are fen. "stray" lists the problems of rows that belong to no order.
 *
 * Returns: (transfer full): JSON text
 */
char *
pd_import_plan_to_json (const PdImportPlan *plan)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "file", pd_sheet_book_get_name (plan->book));
  add_integer (builder, "rows", plan->rows->len);
  json_builder_set_member_name (builder, "counts");
  json_builder_begin_object (builder);
  for (guint i = 0; i < PD_IMPORT_ORDER_N_STATES; i++)
    add_integer (builder, pd_import_order_state_name (i), pd_import_plan_count (plan, i));
  add_integer (builder, "two_buyers", pd_import_plan_count_two_buyers (plan));
  json_builder_end_object (builder);

  json_builder_set_member_name (builder, "orders");
  json_builder_begin_array (builder);
  for (guint i = 0; i < plan->orders->len; i++)
    add_order (builder, plan, pd_import_plan_get_order (plan, i));
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "stray");
  json_builder_begin_array (builder);
  for (guint i = 0; i < plan->rows->len; i++)
    {
      const PdImportRow *row = pd_import_plan_get_row (plan, i);

      if (row->order < 0)
        add_row_problems (builder, plan, row);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
