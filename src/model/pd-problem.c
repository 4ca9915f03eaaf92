/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-problem.h"

#include "model/pd-money.h"
#include "model/pd-special-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
pd_problem_free (PdProblem *problem)
{
  g_free (problem->line_id);
  g_free (problem->message);
  g_free (problem);
}

/**
 * pd_problem_add:
 * @problems: (element-type PdProblem): where to add it
 * @owner: the record or the line whose field it is
 * @is_line: whether @owner is a line
 * @field: the field's index in @owner's table, -1 for the whole record
 * @weight: whether a person may go on in spite of it
 * @format: a translated sentence
 * @...: its arguments
 */
void
pd_problem_add (GPtrArray *problems,
                const PdRecord *owner,
                gboolean is_line,
                int field,
                PdProblemWeight weight,
                const char *format,
                ...)
{
  PdProblem *problem = g_new0 (PdProblem, 1);
  va_list arguments;

  problem->type = pd_record_get_record_type (owner);
  problem->line_id = is_line ? g_strdup (pd_record_get_id (owner)) : NULL;
  problem->field = field;
  problem->weight = weight;
  va_start (arguments, format);
  problem->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (problems, problem);
}

/**
 * pd_problem_path:
 * @problem: a problem
 *
 * Returns: (transfer full): the field's path as on the wire, "buyer_name" or "lines/<id>/quantity"
 */
char *
pd_problem_path (const PdProblem *problem)
{
  const char *field = problem->field < 0 ? "" : problem->type->fields[problem->field].name;

  if (problem->line_id == NULL)
    return g_strdup (field);
  return g_strdup_printf ("%s/%s/%s", problem->type->list_name, problem->line_id, field);
}

static guint
line_number (const PdRecord *record, const char *line_id)
{
  for (guint i = 0; i < pd_record_get_record_type (record)->n_lists; i++)
    {
      GPtrArray *lines = pd_record_get_list (record, i);

      for (guint j = 0; j < lines->len; j++)
        if (g_strcmp0 (pd_record_get_id (g_ptr_array_index (lines, j)), line_id) == 0)
          return j + 1;
    }
  return 0;
}

static const PdRecord *
find_element (const PdProblem *problem, const PdRecord *record)
{
  int list = pd_record_type_list (pd_record_get_record_type (record), pd_order_element_type.list_name);

  return problem->line_id != NULL && list >= 0 ? pd_record_find_line (record, (guint) list, problem->line_id)
                                               : NULL;
}

/* An element has a name, and stands in no line. */
static char *
element_sentence (const PdProblem *problem, const PdRecord *record, const PdRecord *element)
{
  g_autofree char *title = pd_element_title (record, element);

  return strstr (problem->message, title) != NULL
             ? g_strdup (problem->message)
             : g_strdup_printf (_ ("%1$s: %2$s"), title, problem->message);
}

/**
 * pd_problem_sentence:
 * @problem: a problem
 * @record: the record that was checked, with its lines sorted
 *
 * For where no field stands beside it.
 *
 * Returns: (transfer full): the problem's sentence after the line, counted from 1, and the field that it is about
 */
char *
pd_problem_sentence (const PdProblem *problem, const PdRecord *record)
{
  const char *label = problem->field < 0 ? NULL : _ (problem->type->fields[problem->field].label);
  const PdRecord *element = find_element (problem, record);
  guint number = problem->line_id == NULL || element != NULL ? 0 : line_number (record, problem->line_id);

  if (element != NULL)
    return element_sentence (problem, record, element);

  /* "Tax rate is missing." names its field itself. */
  if (label != NULL && strstr (problem->message, label) != NULL)
    label = NULL;
  if (number > 0 && label != NULL)
    return g_strdup_printf (_ ("Line %1$u, %2$s: %3$s"), number, label, problem->message);
  if (number > 0)
    return g_strdup_printf (_ ("Line %1$u: %2$s"), number, problem->message);
  if (label != NULL)
    return g_strdup_printf (_ ("%1$s: %2$s"), label, problem->message);
  return g_strdup (problem->message);
}

static void
check_field (const PdRecord *owner, gboolean is_line, guint index, PdRequired level, GPtrArray *problems)
{
  const PdField *field = &pd_record_get_record_type (owner)->fields[index];

  if (!pd_record_has (owner, index))
    {
      if (field->required != PD_REQUIRED_NEVER && field->required <= level)
        pd_problem_add (problems, owner, is_line, (int) index, PD_PROBLEM_ERROR, _ ("%s is missing."),
                        _ (field->label));
      return;
    }
  if (pd_field_is_text (field))
    {
      g_autoptr (GError) error = NULL;

      if (!pd_record_check_text (owner, index, &error))
        pd_problem_add (problems, owner, is_line, (int) index, PD_PROBLEM_ERROR, "%s", error->message);
    }
  else if (field->kind == PD_KIND_MONEY && ABS (pd_record_get_integer (owner, index)) > PD_MONEY_MAX)
    pd_problem_add (problems, owner, is_line, (int) index, PD_PROBLEM_ERROR,
                    _ ("The amount is out of range."));
}

/**
 * pd_record_check:
 * @record: a record
 * @level: what it is to be fit for: %PD_REQUIRED_TO_SAVE or %PD_REQUIRED_TO_ISSUE
 *
 * Holds a record against its table and its type's own rules; form, import, platform and bureau use this one.
 *
 * Returns: (transfer full) (element-type PdProblem): what is wrong, empty when nothing is
 */
GPtrArray *
pd_record_check (const PdRecord *record, PdRequired level)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_problem_free);
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint i = 0; i < type->n_fields; i++)
    check_field (record, FALSE, i, level, problems);
  for (guint i = 0; i < type->n_lists; i++)
    {
      GPtrArray *lines = pd_record_get_list (record, i);

      if (lines->len > PD_RECORD_MAX_LINES)
        pd_problem_add (problems, record, FALSE, -1, PD_PROBLEM_ERROR,
                        _ ("There are %1$u lines; the tax bureau takes at most %2$u."), lines->len,
                        (guint) PD_RECORD_MAX_LINES);
      for (guint j = 0; j < lines->len; j++)
        for (guint k = 0; k < type->lists[i]->n_fields; k++)
          check_field (g_ptr_array_index (lines, j), TRUE, k, level, problems);
    }
  if (type->check != NULL)
    type->check (record, level, problems);
  return problems;
}

/**
 * pd_problems_find:
 * @problems: (element-type PdProblem): problems of one record
 * @line_id: (nullable): a line's id, %NULL for the record itself
 * @field: a field's index
 *
 * Returns: (transfer none) (nullable): the first problem of that field
 */
const PdProblem *
pd_problems_find (GPtrArray *problems, const char *line_id, int field)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);

      if (problem->field == field && g_strcmp0 (problem->line_id, line_id) == 0)
        return problem;
    }
  return NULL;
}

/**
 * pd_problems_first_error:
 * @problems: (element-type PdProblem): problems of one record
 *
 * Returns: (transfer none) (nullable): the first that nobody can override
 */
const PdProblem *
pd_problems_first_error (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);

      if (problem->weight == PD_PROBLEM_ERROR)
        return problem;
    }
  return NULL;
}
