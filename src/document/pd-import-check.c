/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-import-build-private.h"

#include "model/pd-date.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define OLDEST_YEAR 2000

/* The cell that a field of the order, or of a line, came from. */
static void
find_place (PdImportBuild *self, const PdProblem *problem, PdImportRow **row, int *column)
{
  gboolean is_line = problem->line_id != NULL;
  const PdImportTarget *target =
      pd_import_target_for_field (is_line ? PD_IMPORT_SCOPE_LINE : PD_IMPORT_SCOPE_ORDER, problem->field);

  *column = -1;
  *row = is_line ? g_hash_table_lookup (self->rows_of_lines, problem->line_id) : NULL;
  if (!is_line && problem->field >= 0 && self->seen[problem->field].row != NULL)
    {
      *row = self->seen[problem->field].row;
      *column = self->seen[problem->field].column;
      return;
    }
  if (*row == NULL)
    *row = g_ptr_array_index (self->plan->rows, g_array_index (self->order->rows, guint, 0));
  if (target != NULL)
    *column = pd_import_mapping_find_column (self->plan->mapping, (*row)->sheet, target->id);
}

/* What no column of the file has, and nobody gave for the whole file. */
static const PdImportTarget *
absent_target (const PdImportBuild *self, const PdProblem *problem)
{
  PdImportScope scope = problem->line_id != NULL ? PD_IMPORT_SCOPE_LINE : PD_IMPORT_SCOPE_ORDER;
  const PdImportTarget *target =
      problem->field < 0 ? NULL : pd_import_target_for_field (scope, problem->field);
  const PdImportMapping *mapping = self->plan->mapping;
  const PdRecord *owner = problem->line_id == NULL
                              ? self->order->record
                              : pd_record_find_line (self->order->record, 0, problem->line_id);

  return target == NULL || pd_record_has (owner, (guint) problem->field) ||
                 pd_import_mapping_has_column (mapping, target->id)
             ? NULL
             : target;
}

static void
add_problem (PdImportBuild *self, const PdProblem *problem, PdProblemWeight weight)
{
  PdImportRow *row = NULL;
  const PdImportTarget *absent = absent_target (self, problem);
  int column = -1;

  find_place (self, problem, &row, &column);
  if (column >= 0 && pd_import_row_has_error (row, column))
    return;
  if (absent != NULL)
    pd_import_row_add (row, -1, weight, "%s", problem->message)->absent = absent;
  else if (column >= 0 || problem->field < 0)
    pd_import_row_add (row, column, weight, "%s", problem->message);
  else
    pd_import_row_add (row, -1, weight, _ ("%1$s: %2$s"), _ (problem->type->fields[problem->field].label),
                       problem->message);
}

static gboolean
contains (GPtrArray *problems, const PdProblem *wanted)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);

      if (problem->field == wanted->field && g_strcmp0 (problem->line_id, wanted->line_id) == 0 &&
          g_str_equal (problem->message, wanted->message))
        return TRUE;
    }
  return FALSE;
}

/* No order of an office is older than the systems that it may come from, or is a year ahead. */
static void
check_order_date (PdImportBuild *self)
{
  const char *date = pd_record_get_text (self->order->record, PD_ORDER_DATE);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (self->context->now / G_TIME_SPAN_SECOND);
  PdImportRow *row = self->seen[PD_ORDER_DATE].row;
  guint year, month, day;

  if (row == NULL || date == NULL || !pd_date_parts (date, &year, &month, &day) ||
      (year >= OLDEST_YEAR && year <= (guint) g_date_time_get_year (now) + 1))
    return;
  pd_import_row_add (row, self->seen[PD_ORDER_DATE].column, PD_PROBLEM_OVERRIDABLE,
                     _ ("The date %s is far from today, so the year is probably mistyped. Compare it."),
                     date);
}

/*< private >
 * pd_import_build_check:
 *
 * Holds the order against the model's rules. What keeps it from being saved refuses it; what only keeps it
 * from being issued is a note, because it can be completed later.
 */
void
pd_import_build_check (PdImportBuild *self)
{
  g_autoptr (GPtrArray) to_issue = pd_record_check (self->order->record, PD_REQUIRED_TO_ISSUE);
  g_autoptr (GPtrArray) to_save = NULL;

  check_order_date (self);
  if (to_issue->len == 0)
    return;
  to_save = pd_record_check (self->order->record, PD_REQUIRED_TO_SAVE);
  for (guint i = 0; i < to_issue->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (to_issue, i);

      add_problem (self, problem, contains (to_save, problem) ? problem->weight : PD_PROBLEM_NOTE);
    }
}

/* Whether a field that the file gives differs. An order date that stands for "today" is another each day. */
static gboolean
field_differs (const PdImportBuild *self,
               const PdRecord *a,
               const PdRecord *b,
               PdImportScope scope,
               guint field)
{
  const PdImportTarget *target = pd_import_target_for_field (scope, (int) field);

  if (target == NULL)
    return FALSE;
  if (g_str_equal (target->id, "order.order_date") &&
      !pd_import_mapping_has_column (self->plan->mapping, target->id))
    return FALSE;
  return !pd_record_field_equal (a, b, field);
}

static gboolean
content_differs (const PdImportBuild *self, const PdRecord *existing)
{
  const PdRecord *record = self->order->record;
  GPtrArray *lines = pd_record_get_lines (record);
  GPtrArray *existing_lines = pd_record_get_lines (existing);

  if (lines->len != existing_lines->len)
    return TRUE;
  for (guint i = 0; i < PD_ORDER_N_FIELDS; i++)
    if (field_differs (self, record, existing, PD_IMPORT_SCOPE_ORDER, i))
      return TRUE;
  for (guint i = 0; i < lines->len; i++)
    for (guint k = 0; k < PD_ORDER_LINE_N_FIELDS; k++)
      if (field_differs (self, g_ptr_array_index (lines, i), g_ptr_array_index (existing_lines, i),
                         PD_IMPORT_SCOPE_LINE, k))
        return TRUE;
  return FALSE;
}

/* An order of a number that two buyers share may have been imported when it had one: then its key was the
 * number alone, and it is this order if the buyer is the same. */
static PdRecord *
look_up (const PdImportBuild *self)
{
  const PdImportContext *context = self->context;
  g_autofree char *plain_key = pd_order_import_key (self->plan->mapping->source, self->order->number, NULL);
  g_autofree char *plain_id = NULL;
  g_autoptr (PdRecord) found = NULL;

  if (context->lookup == NULL)
    return NULL;
  found =
      context->lookup (pd_record_get_id (self->order->record), self->order->import_key, context->user_data);
  if (found != NULL || g_str_equal (plain_key, self->order->import_key))
    return g_steal_pointer (&found);
  plain_id = pd_order_import_id (context->tenant, plain_key);
  found = context->lookup (plain_id, plain_key, context->user_data);
  if (found != NULL && pd_record_field_equal (found, self->order->record, PD_ORDER_BUYER_NAME))
    return g_steal_pointer (&found);
  return NULL;
}

static void
count_problems (PdImportBuild *self)
{
  for (guint i = 0; i < self->order->rows->len; i++)
    {
      const PdImportRow *row =
          g_ptr_array_index (self->plan->rows, g_array_index (self->order->rows, guint, i));

      for (guint k = 0; row->problems != NULL && k < row->problems->len; k++)
        self->order->n_problems[((PdImportProblem *) g_ptr_array_index (row->problems, k))->weight]++;
    }
}

/*< private >
 * pd_import_build_decide:
 *
 * Gives the order its state.
 */
void
pd_import_build_decide (PdImportBuild *self)
{
  PdImportOrder *order = self->order;

  count_problems (self);
  if (order->n_problems[PD_PROBLEM_ERROR] > 0 ||
      (order->n_problems[PD_PROBLEM_OVERRIDABLE] > 0 && !self->plan->mapping->accept_overridable))
    {
      order->state = PD_IMPORT_ORDER_REFUSED;
      return;
    }
  order->existing = look_up (self);
  if (order->existing == NULL)
    order->state = PD_IMPORT_ORDER_NEW;
  else if (pd_record_is_deleted (order->existing))
    order->state = PD_IMPORT_ORDER_DELETED;
  else
    order->state = content_differs (self, order->existing) ? PD_IMPORT_ORDER_CHANGED : PD_IMPORT_ORDER_SAME;
}
