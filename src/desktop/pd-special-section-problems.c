/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-special-section-private.h"

#include "model/pd-compliance.h"
#include "model/pd-order.h"
#include "model/pd-special-edit.h"

#include <glib/gi18n-lib.h>

/* What is wrong with what makes an order special: the compliance table's word, beside what it is about. */

static void
append (GString *text, const PdComplianceProblem *problem)
{
  g_autofree char *sentence = problem->of_row ? pd_compliance_problem_get_sentence (problem)
                                              : pd_compliance_problem_get_line_sentence (problem);

  g_string_append_printf (text, text->len > 0 ? "\n%s" : "%s", sentence);
}

/* What stands beside a field of its own: of a row, of an element, of the deduction. */
static gboolean
has_place (PdSpecialSection *self, const PdComplianceProblem *problem)
{
  if (problem->of_row && problem->special != NULL)
    return pd_special_section_find_special (self, problem->row, problem->special->key) != NULL;
  if (problem->type == &pd_order_element_type)
    return TRUE;
  return problem->type == &pd_order_line_type && problem->field == PD_ORDER_LINE_DEDUCTION;
}

static gboolean
concerns (const PdComplianceProblem *problem, PdComplianceItem item)
{
  return problem->item == item && problem->severity == PD_COMPLIANCE_REFUSED;
}

/* Everything else of an item: beside its choice. */
static guint
show_rest (PdSpecialSection *self, PdFieldEditor *editor, PdComplianceItem item, GPtrArray *refusals)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < refusals->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (refusals, i);

      if (!concerns (problem, item) || has_place (self, problem))
        continue;
      append (text, problem);
      n++;
    }
  pd_field_editor_set_problem (editor, text->len > 0 ? text->str : NULL, PD_PROBLEM_OVERRIDABLE);
  return n;
}

static guint
show_deduction (PdSpecialSection *self, GPtrArray *problems, GPtrArray *refusals, gboolean all)
{
  const char *id = self->deduction_line;
  const PdProblem *error = id != NULL ? pd_problems_find (problems, id, PD_ORDER_LINE_DEDUCTION) : NULL;
  const char *untaken = pd_field_editor_get_error (self->deduction);
  gboolean shown = all || pd_field_editor_was_left (self->deduction) || error != NULL;
  g_autofree char *sentence = NULL;
  guint n = 0;

  for (guint i = 0; i < refusals->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (refusals, i);

      if (!concerns (problem, PD_COMPLIANCE_ITEM_DIFFERENCE) || !has_place (self, problem))
        continue;
      if (sentence == NULL)
        sentence = pd_compliance_problem_get_sentence (problem);
      n++;
    }
  if (untaken != NULL || error != NULL)
    pd_field_editor_set_problem (self->deduction, untaken != NULL ? untaken : error->message,
                                 PD_PROBLEM_ERROR);
  else
    pd_field_editor_set_problem (self->deduction, shown ? sentence : NULL, PD_PROBLEM_OVERRIDABLE);
  return MAX (n, untaken != NULL || error != NULL ? 1u : 0u);
}

/* An ordinary order has nothing of this; it is not held against the rules at each key. */
gboolean
pd_special_section_is_ordinary (PdSpecialSection *self)
{
  return pd_record_get_elements (self->order)->len == 0 &&
         !pd_record_has (self->order, PD_ORDER_SPECIAL_TYPE) &&
         !pd_record_has (self->order, PD_ORDER_DIFFERENCE_TYPE) && pd_order_get_deduction (self->order) == 0;
}

/**
 * pd_special_section_show_problems:
 * @self: a section
 * @problems: (element-type PdProblem): what keeps the order from being saved
 * @all: whether fields that nobody has been in yet count, too
 *
 * Says beside each field what a bureau would refuse; the order can be saved all the same.
 */
void
pd_special_section_show_problems (PdSpecialSection *self, GPtrArray *problems, gboolean all)
{
  g_autoptr (GPtrArray) refusals = NULL;

  g_return_if_fail (PD_IS_SPECIAL_SECTION (self));

  refusals = pd_special_section_is_ordinary (self) ? g_ptr_array_new ()
                                                   : pd_compliance_check_order (self->order, NULL, NULL);
  self->n_wrong = show_rest (self, self->type, PD_COMPLIANCE_ITEM_SPECIAL, refusals) +
                  show_rest (self, self->difference, PD_COMPLIANCE_ITEM_DIFFERENCE, refusals) +
                  show_deduction (self, problems, refusals, all) +
                  pd_element_list_show_problems (self->elements, problems, refusals, all);
  for (guint i = 0; i < self->rows->len; i++)
    self->n_wrong += pd_special_row_show_problems (g_ptr_array_index (self->rows, i), refusals, all);
  pd_special_section_label (self);
}

/**
 * pd_special_section_find_wrong:
 * @self: a section
 * @problems: (element-type PdProblem): those of the order
 *
 * Returns: (nullable) (transfer none): the first field that keeps the order from being saved
 */
GtkWidget *
pd_special_section_find_wrong (PdSpecialSection *self, GPtrArray *problems)
{
  GtkWidget *wrong;

  g_return_val_if_fail (PD_IS_SPECIAL_SECTION (self), NULL);

  wrong = pd_element_list_find_wrong (self->elements, problems);
  if (wrong == NULL && (pd_field_editor_get_error (self->deduction) != NULL ||
                        (self->deduction_line != NULL &&
                         pd_problems_find (problems, self->deduction_line, PD_ORDER_LINE_DEDUCTION) != NULL)))
    wrong = GTK_WIDGET (self->deduction);
  return wrong;
}
