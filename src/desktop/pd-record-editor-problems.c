/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-editor-private.h"

#include "desktop/pd-record-form.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>

/* --- what is wrong */

static guint
show_form_problems (PdRecordEditor *self, GPtrArray *problems)
{
  guint n_errors = 0;

  for (guint i = 0; i < self->forms->len; i++)
    {
      GPtrArray *editors = pd_record_form_get_editors (g_ptr_array_index (self->forms, i));

      for (guint j = 0; j < editors->len; j++)
        {
          PdFieldEditor *editor = g_ptr_array_index (editors, j);
          const PdProblem *problem =
              pd_problems_find (problems, NULL, (int) pd_field_editor_get_field (editor));
          const char *error = pd_field_editor_get_error (editor);
          gboolean shown = self->checked || pd_field_editor_was_left (editor);

          n_errors += error != NULL;
          if (!shown)
            pd_field_editor_set_problem (editor, NULL, PD_PROBLEM_NOTE);
          else if (error != NULL)
            pd_field_editor_set_problem (editor, error, PD_PROBLEM_ERROR);
          else
            pd_field_editor_set_problem (editor, problem != NULL ? problem->message : NULL,
                                         problem != NULL ? problem->weight : PD_PROBLEM_NOTE);
        }
    }
  return n_errors;
}

/* A field that holds no value of its kind is an error that the record does not know of; it may be empty there,
 * and then "missing" is said of it as well: counted once. */
static guint
count_errors (GPtrArray *problems)
{
  guint n = 0;

  for (guint i = 0; i < problems->len; i++)
    n += ((PdProblem *) g_ptr_array_index (problems, i))->weight == PD_PROBLEM_ERROR;
  return n;
}

/* Returns how many things keep the record from being saved. */
guint
pd_record_editor_show_problems (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);
  guint n_errors = count_errors (problems);
  guint n_untaken = show_form_problems (self, problems);
  g_autofree char *text = NULL;

  if (self->lines != NULL)
    {
      pd_order_lines_show_problems (self->lines, problems, self->checked);
      pd_special_section_show_problems (self->special, problems, self->checked);
      if ((pd_order_lines_find_wrong (self->lines, problems) != NULL ||
           pd_special_section_find_wrong (self->special, problems) != NULL) &&
          n_errors == 0)
        n_untaken++;
    }
  n_errors = MAX (n_errors, n_untaken);
  text = g_strdup_printf (ngettext ("%u thing to put right before saving",
                                    "%u things to put right before saving", n_errors),
                          n_errors);
  gtk_label_set_text (self->problems_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), self->checked && n_errors > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->bottom), self->lines != NULL || (self->checked && n_errors > 0));
  return n_errors;
}

static GtkWidget *
find_wrong (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);

  for (guint i = 0; i < self->forms->len; i++)
    {
      GPtrArray *editors = pd_record_form_get_editors (g_ptr_array_index (self->forms, i));

      for (guint j = 0; j < editors->len; j++)
        {
          PdFieldEditor *editor = g_ptr_array_index (editors, j);
          const PdProblem *problem =
              pd_problems_find (problems, NULL, (int) pd_field_editor_get_field (editor));

          if (pd_field_editor_get_error (editor) != NULL ||
              (problem != NULL && problem->weight == PD_PROBLEM_ERROR))
            return GTK_WIDGET (editor);
        }
    }
  return self->lines != NULL ? pd_order_lines_find_wrong (self->lines, problems) : NULL;
}

/* What is folded away is unfolded first. */
static GtkWidget *
find_wrong_special (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);
  GtkWidget *wrong = self->special != NULL ? pd_special_section_find_wrong (self->special, problems) : NULL;

  if (wrong != NULL)
    pd_special_section_set_open (self->special, TRUE);
  return wrong;
}

void
pd_record_editor_next_problem (PdRecordEditor *self)
{
  GtkWidget *wrong = find_wrong (self);

  if (wrong == NULL)
    wrong = find_wrong_special (self);
  if (wrong != NULL)
    gtk_widget_grab_focus (wrong);
}

/* Warnings that this editing brought in: what was so before was accepted before. */
char *
pd_record_editor_new_warnings (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);

      if (problem->weight != PD_PROBLEM_OVERRIDABLE)
        continue;
      if (!self->is_new && problem->line_id == NULL && problem->field >= 0 &&
          pd_record_field_equal (self->original, self->working, (guint) problem->field))
        continue;
      g_string_append_printf (text, text->len > 0 ? "\n%s" : "%s", problem->message);
    }
  return g_string_free (text, text->len == 0);
}

/* What was typed and is no value of its field is not in the record, and would be lost as well. */
static gboolean
has_untaken (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  for (guint i = 0; i < self->forms->len; i++)
    {
      GPtrArray *editors = pd_record_form_get_editors (g_ptr_array_index (self->forms, i));

      for (guint j = 0; j < editors->len; j++)
        if (pd_field_editor_get_error (g_ptr_array_index (editors, j)) != NULL)
          return TRUE;
    }
  return self->lines != NULL && (pd_order_lines_find_wrong (self->lines, none) != NULL ||
                                 pd_special_section_find_wrong (self->special, none) != NULL);
}

/**
 * pd_record_editor_is_changed:
 * @self: an editor
 *
 * Returns: whether something would be lost
 */
gboolean
pd_record_editor_is_changed (PdRecordEditor *self)
{
  g_return_val_if_fail (PD_IS_RECORD_EDITOR (self), FALSE);

  return self->original != NULL && (!pd_record_equal (self->original, self->working) || has_untaken (self));
}
