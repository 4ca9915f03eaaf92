/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-import-build-private.h"

#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CANCEL_EVERY 64

static PdImportSheet *
row_sheet (const PdImportPlan *plan, const PdImportRow *row)
{
  return g_ptr_array_index (plan->mapping->sheets, row->sheet);
}

static gboolean
is_joined (guint field)
{
  return field == PD_ORDER_REMARK || pd_order_type.fields[field].merge == PD_MERGE_APPEND;
}

/* A remark that differs from row to row is kept whole, once each. */
static void
join_text (PdImportBuild *self, const PdImportPlace *place, guint field, const char *text)
{
  const char *already = pd_record_get_text (self->order->record, field);
  g_autofree char *joined = NULL;

  if (already != NULL && strstr (already, text) != NULL)
    return;
  joined = already == NULL ? g_strdup (text) : g_strconcat (already, "；", text, NULL);
  pd_import_cell_set (place, self->order->record, field, joined);
}

/* A field of the order may stand in each of its rows, but then with one value. */
static void
set_order_field (PdImportBuild *self, const PdImportPlace *place, guint field, const char *text)
{
  g_autoptr (PdRecord) scratch = NULL;
  g_autofree char *first = NULL;
  g_autofree char *here = NULL;

  if (is_joined (field))
    {
      join_text (self, place, field, text);
      return;
    }
  if (g_strcmp0 (self->seen[field].text, text) == 0)
    return;
  if (self->seen[field].text == NULL)
    {
      self->seen[field].text = g_strdup (text);
      self->seen[field].row = place->row;
      self->seen[field].column = place->column;
      pd_import_cell_set (place, self->order->record, field, text);
      return;
    }

  scratch = pd_record_new (&pd_order_type, pd_record_get_id (self->order->record));
  if (!pd_import_cell_set (place, scratch, field, text) ||
      pd_record_field_equal (scratch, self->order->record, field))
    return;
  first = pd_record_field_to_text (self->order->record, field);
  here = pd_record_field_to_text (scratch, field);
  if (field == PD_ORDER_BUYER_NAME)
    self->order->has_two_buyers = TRUE;
  if (field == PD_ORDER_BUYER_NAME)
    pd_import_row_add (
        place->row, place->column, PD_PROBLEM_ERROR,
        _ ("Order %1$s has two buyers: “%2$s” in row %3$u and “%4$s” here. Correct the file, or make "
           "an order for each buyer."),
        self->order->number, first, self->seen[field].row->row + 1, here);
  else
    pd_import_row_add (place->row, place->column, PD_PROBLEM_ERROR,
                       _ ("Order %1$s has “%2$s” in row %3$u and “%4$s” here; it can have only one."),
                       self->order->number, first, self->seen[field].row->row + 1, here);
}

/* "珠海市香洲区人民东路112号 0756-2121155": what looks like a phone number at the end is one. */
static void
set_address_phone (PdImportBuild *self, const PdImportPlace *place, const char *text)
{
  g_autofree char *plain = pd_plain_text (text);
  const char *space = plain == NULL ? NULL : strrchr (plain, ' ');
  g_autofree char *address = NULL;

  if (space == NULL || strlen (space + 1) < 5 || strspn (space + 1, "0123456789-+") != strlen (space + 1))
    {
      set_order_field (self, place, PD_ORDER_BUYER_ADDRESS, text);
      return;
    }
  address = g_strchomp (g_strndup (plain, (gsize) (space - plain)));
  set_order_field (self, place, PD_ORDER_BUYER_ADDRESS, address);
  set_order_field (self, place, PD_ORDER_BUYER_PHONE, space + 1);
}

/* "中国银行珠海分行 44350123456789": the digits at the end are the account. */
static void
set_bank_account (PdImportBuild *self, const PdImportPlace *place, const char *text)
{
  g_autofree char *plain = pd_plain_text (text);
  g_autofree char *number = pd_import_plain_number (plain == NULL ? text : plain);
  g_autofree char *bank = NULL;
  gsize start = strlen (number);

  while (start > 0 && (g_ascii_isdigit (number[start - 1]) || strchr (" -", number[start - 1]) != NULL))
    start--;
  bank = g_strchomp (g_strndup (number, start));
  if (*bank != '\0')
    set_order_field (self, place, PD_ORDER_BUYER_BANK_NAME, bank);
  while (number[start] == ' ' || number[start] == '-')
    start++;
  if (number[start] != '\0')
    set_order_field (self, place, PD_ORDER_BUYER_BANK_ACCOUNT, number + start);
}

/* A column that Piaodan cannot carry over must say "no": dropping it would make a wrong invoice. */
static void
check_empty (const PdImportPlace *place, const char *text)
{
  static const char *const nothing[] = { "否", "无",  "不使用", "no", "n", "false",
                                         "0",  "0.0", "0.00",   "-",  NULL };
  g_autofree char *lower = g_utf8_strdown (text, -1);

  if (!g_strv_contains (nothing, lower))
    pd_import_row_add (
        place->row, place->column, PD_PROBLEM_ERROR,
        _ ("“%s” stands here, which Piaodan cannot put on an invoice yet. Enter this order by hand at the "
           "tax bureau, or leave the column out."),
        text);
}

static void
take_buyer_key (PdImportBuild *self, const PdImportPlace *place, const char *text)
{
  if (self->buyer_key == NULL)
    {
      self->buyer_key = g_strdup (text);
      self->buyer_key_row = place->row;
    }
  else if (self->other_key == NULL && !g_str_equal (self->buyer_key, text))
    {
      self->other_key = g_strdup (text);
      self->other_key_row = place->row;
      self->other_key_column = place->column;
    }
}

/* Two customers may have one name: then only their numbers tell them apart. */
static void
check_buyer_key (PdImportBuild *self)
{
  if (self->other_key == NULL || self->order->has_two_buyers)
    return;
  self->order->has_two_buyers = TRUE;
  pd_import_row_add (
      self->other_key_row, self->other_key_column, PD_PROBLEM_ERROR,
      _ ("Order %1$s has two buyers: “%2$s” in row %3$u and “%4$s” here. Correct the file, or make "
         "an order for each buyer."),
      self->order->number, self->buyer_key, self->buyer_key_row->row + 1, self->other_key);
}

/* An empty cell must not decide it: amounts would be taken for net that are not. */
static void
check_tax_mode (PdImportBuild *self, PdImportRow *first)
{
  const char *target = "order.price_includes_tax";

  if (self->seen[PD_ORDER_PRICE_INCLUDES_TAX].text == NULL &&
      pd_import_mapping_has_column (self->plan->mapping, target))
    pd_import_row_add (
        first, pd_import_mapping_find_column (self->plan->mapping, first->sheet, target), PD_PROBLEM_ERROR,
        _ ("Nothing says whether the amounts of order %s include tax. Fill in the column, or leave "
           "it out to use one answer for the whole file."),
        self->order->number);
}

static void
set_special (PdImportBuild *self, const PdImportPlace *place, const PdImportTarget *target, const char *text)
{
  if (g_str_equal (target->id, PD_IMPORT_TARGET_ADDRESS_PHONE))
    set_address_phone (self, place, text);
  else if (g_str_equal (target->id, PD_IMPORT_TARGET_BANK_ACCOUNT))
    set_bank_account (self, place, text);
  else if (g_str_equal (target->id, PD_IMPORT_TARGET_BUYER_KEY))
    take_buyer_key (self, place, text);
  else if (g_str_equal (target->id, PD_IMPORT_TARGET_MUST_BE_EMPTY))
    check_empty (place, text);
}

/* A line's id follows from its order and place, as the order's follows from its key. */
static PdRecord *
new_line (PdImportBuild *self)
{
  GPtrArray *lines = pd_record_get_lines (self->order->record);
  g_autofree char *name = g_strdup_printf ("%s/%u", pd_record_get_id (self->order->record), lines->len);
  g_autofree char *id = pd_order_import_id (self->context->tenant, name);
  g_autofree char *position = NULL;
  PdRecord *line = pd_record_new (&pd_order_line_type, id);

  if (lines->len > 0)
    position = pd_position_between (pd_record_get_text (g_ptr_array_index (lines, lines->len - 1),
                                                        PD_ORDER_LINE_POSITION),
                                    NULL);
  else
    position = pd_position_between (NULL, NULL);
  pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
  return line;
}

/* Old programs write a discount as a line of its own: the same goods right below, with a negative amount. */
static gboolean
take_discount_row (PdImportBuild *self, PdImportRow *row, const PdRecord *line)
{
  GPtrArray *lines = pd_record_get_lines (self->order->record);
  gint64 amount = pd_record_get_integer (line, PD_ORDER_LINE_AMOUNT);
  PdRecord *above = lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : NULL;

  if (amount >= 0 || above == NULL || pd_record_has (above, PD_ORDER_LINE_DISCOUNT) ||
      !pd_record_field_equal (above, line, PD_ORDER_LINE_NAME) ||
      !pd_record_field_equal (above, line, PD_ORDER_LINE_TAX_RATE))
    return FALSE;
  pd_record_set_integer (above, PD_ORDER_LINE_DISCOUNT, -amount);
  pd_import_row_add (row, -1, PD_PROBLEM_NOTE, _ ("This row is the discount of the line above it."));
  return TRUE;
}

static void
set_line_defaults (PdImportBuild *self, PdImportRow *row, PdRecord *line)
{
  GHashTableIter iter;
  gpointer id;
  gpointer text;

  g_hash_table_iter_init (&iter, self->plan->mapping->defaults);
  while (g_hash_table_iter_next (&iter, &id, &text))
    {
      const PdImportTarget *target = pd_import_target_find (id);
      PdImportPlace place = { self->plan, row, -1 };

      if (target->scope == PD_IMPORT_SCOPE_LINE && !pd_import_mapping_has_column (self->plan->mapping, id))
        pd_import_cell_set (&place, line, (guint) target->field, text);
    }
}

/* Reads the cells of a row into the order and a line of it. */
static void
read_row (PdImportBuild *self, PdImportRow *row)
{
  const PdImportSheet *sheet = row_sheet (self->plan, row);
  g_autoptr (PdRecord) line = new_line (self);
  gboolean any = FALSE;

  for (guint column = 0; column < sheet->targets->len; column++)
    {
      const PdImportTarget *target = g_ptr_array_index (sheet->targets, column);
      PdImportPlace place = { self->plan, row, (int) column };
      g_autofree char *text = NULL;

      if (target == NULL || (target->scope == PD_IMPORT_SCOPE_ORDER && target->field == PD_ORDER_NUMBER))
        continue;
      if (!pd_import_cell_is_sound (&place))
        {
          any = any || target->scope == PD_IMPORT_SCOPE_LINE;
          continue;
        }
      text = pd_import_cell_text (&place);
      if (*text == '\0')
        continue;
      if (target->scope == PD_IMPORT_SCOPE_ORDER)
        set_order_field (self, &place, (guint) target->field, text);
      else if (target->scope == PD_IMPORT_SCOPE_SPECIAL)
        set_special (self, &place, target, text);
      else
        {
          pd_import_cell_set (&place, line, (guint) target->field, text);
          any = TRUE;
        }
    }

  if (row->kind != PD_IMPORT_ROW_LINE || !any)
    {
      row->kind = PD_IMPORT_ROW_ORDER;
      return;
    }
  set_line_defaults (self, row, line);
  if (take_discount_row (self, row, line))
    return;
  g_hash_table_insert (self->rows_of_lines, (gpointer) pd_record_get_id (line), row);
  pd_record_add_line (self->order->record, 0, g_steal_pointer (&line));
}

static void
set_order_defaults (PdImportBuild *self, PdImportRow *row)
{
  GHashTableIter iter;
  gpointer id;
  gpointer text;

  g_hash_table_iter_init (&iter, self->plan->mapping->defaults);
  while (g_hash_table_iter_next (&iter, &id, &text))
    {
      const PdImportTarget *target = pd_import_target_find (id);
      PdImportPlace place = { self->plan, row, -1 };

      if (target->scope == PD_IMPORT_SCOPE_ORDER && target->field != PD_ORDER_NUMBER &&
          !pd_import_mapping_has_column (self->plan->mapping, id))
        pd_import_cell_set (&place, self->order->record, (guint) target->field, text);
    }
}

static void
build_record (PdImportBuild *self)
{
  g_autofree char *id = pd_order_import_id (self->context->tenant, self->order->import_key);
  PdImportRow *first = g_ptr_array_index (self->plan->rows, g_array_index (self->order->rows, guint, 0));
  PdImportPlace place = { self->plan, first,
                          pd_import_mapping_find_column (self->plan->mapping, first->sheet, "order.number") };

  self->order->record = pd_record_new (&pd_order_type, id);
  pd_record_set_text (self->order->record, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_set_text (self->order->record, PD_ORDER_IMPORT_KEY, self->order->import_key);
  pd_import_cell_set (&place, self->order->record, PD_ORDER_NUMBER, self->order->number);
  set_order_defaults (self, first);
  for (guint i = 0; i < self->order->rows->len; i++)
    read_row (self, g_ptr_array_index (self->plan->rows, g_array_index (self->order->rows, guint, i)));
  check_buyer_key (self);
  check_tax_mode (self, first);
  pd_record_derive (self->order->record);
}

static void
build_clear (PdImportBuild *self)
{
  for (guint i = 0; i < PD_ORDER_N_FIELDS; i++)
    g_free (self->seen[i].text);
  g_free (self->buyer_key);
  g_free (self->other_key);
  g_hash_table_unref (self->rows_of_lines);
}

static void
build_order (PdImportPlan *plan, const PdImportContext *context, PdImportOrder *order)
{
  PdImportBuild self = { .plan = plan, .context = context, .order = order };

  self.rows_of_lines = g_hash_table_new (g_str_hash, g_str_equal);
  build_record (&self);
  pd_import_build_check (&self);
  pd_import_build_decide (&self);
  build_clear (&self);
}

/*< private >
 * pd_import_plan_build:
 *
 * Makes the record of each order, holds it against the model's rules, and looks whether it is here already.
 */
gboolean
pd_import_plan_build (PdImportPlan *plan,
                      const PdImportContext *context,
                      GCancellable *cancellable,
                      GError **error)
{
  guint done = 0;

  for (guint i = 0; i < plan->orders->len; i++)
    {
      PdImportOrder *order = g_ptr_array_index (plan->orders, i);

      if (i % CANCEL_EVERY == 0)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          if (context->progress != NULL)
            context->progress (done, plan->rows->len, context->user_data);
        }
      build_order (plan, context, order);
      done += order->rows->len;
    }
  if (context->progress != NULL)
    context->progress (plan->rows->len, plan->rows->len, context->user_data);
  return TRUE;
}
