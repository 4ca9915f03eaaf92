/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-special-section-private.h"

#include "model/pd-order.h"
#include "model/pd-special-edit.h"

#include <glib/gi18n-lib.h>

/* The business of an order, and the rows of fields that this business has. */

/* --- rows */

static void
set_problem_places (PdSpecialSection *self)
{
  gtk_widget_set_visible (self->add_row, self->shown != NULL && self->shown->max_rows > 1 &&
                                             self->rows->len < self->shown->max_rows);
  gtk_widget_set_visible (GTK_WIDGET (self->row_box), self->rows->len > 0);
}

static void row_removed_cb (PdSpecialSection *self, PdSpecialRow *row);

static void
add_row_widget (PdSpecialSection *self, guint number)
{
  GtkWidget *row = pd_special_row_new (self->shown, self->order, number);

  pd_special_row_set_columns (PD_SPECIAL_ROW (row), self->columns);
  g_signal_connect_swapped (row, "edited", G_CALLBACK (pd_special_section_edited), self);
  g_signal_connect_swapped (row, "left", G_CALLBACK (pd_special_section_left), self);
  g_signal_connect_swapped (row, "entered", G_CALLBACK (pd_special_section_entered), self);
  g_signal_connect_swapped (row, "removed", G_CALLBACK (row_removed_cb), self);
  gtk_box_append (self->row_box, row);
  g_ptr_array_add (self->rows, row);
}

void
pd_special_section_clear_rows (PdSpecialSection *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->rows, i), self);
      gtk_box_remove (self->row_box, g_ptr_array_index (self->rows, i));
    }
  g_ptr_array_set_size (self->rows, 0);
}

/* What a business without fields asks of the lines, which stand elsewhere. */
static void
show_type_note (PdSpecialSection *self)
{
  const PdSpecialType *type = self->shown;

  if (type != NULL && type->n_fields == 0)
    gtk_label_set_text (GTK_LABEL (self->type_note), _ ("This business has no fields of its own."));
  else
    gtk_label_set_text (GTK_LABEL (self->type_note), _ ("Fields with * are required by the tax bureau."));
  gtk_widget_set_visible (self->type_note, type != NULL);
}

/* Rows as the order has them, and an empty first one where the business has fields. */
void
pd_special_section_fill_rows (PdSpecialSection *self)
{
  const PdSpecialType *type = pd_special_type_find (pd_record_get_text (self->order, PD_ORDER_SPECIAL_TYPE));
  guint n = 0;

  pd_special_section_clear_rows (self);
  self->shown = type;
  if (type != NULL && type->n_fields > 0)
    n = CLAMP (MAX (pd_record_count_element_rows (self->order), self->n_rows), 1, type->max_rows);
  self->n_rows = n;
  for (guint row = 1; row <= n; row++)
    add_row_widget (self, row);
  set_problem_places (self);
  show_type_note (self);
  pd_element_list_set_order (self->elements, self->order);
}

static void
row_removed_cb (PdSpecialSection *self, PdSpecialRow *row)
{
  guint number = pd_special_row_get_row (row);
  GPtrArray *taken = pd_record_take_element_row (self->order, number);

  self->n_rows -= MIN (self->n_rows, 1);
  pd_special_section_fill_rows (self);
  gtk_widget_grab_focus (g_ptr_array_index (self->rows, MIN (number, self->rows->len) - 1));
  pd_special_section_edited (self);
  if (taken->len == 0)
    {
      g_ptr_array_unref (taken);
      return;
    }
  pd_special_section_removed (self, taken, number, _ ("The row was removed."));
}

void
pd_special_section_add_row (PdSpecialSection *self)
{
  self->n_rows = self->rows->len + 1;
  add_row_widget (self, self->n_rows);
  set_problem_places (self);
  gtk_widget_grab_focus (g_ptr_array_index (self->rows, self->rows->len - 1));
  pd_special_section_edited (self);
}

/**
 * pd_special_section_find_special:
 * @self: a section
 * @row: a row of special fields, from 1
 * @key: a field's key
 *
 * Returns: (nullable) (transfer none): the field's editor
 */
GtkWidget *
pd_special_section_find_special (PdSpecialSection *self, guint row, const char *key)
{
  g_return_val_if_fail (PD_IS_SPECIAL_SECTION (self), NULL);

  if (row < 1 || row > self->rows->len)
    return NULL;
  return (GtkWidget *) pd_special_row_find (g_ptr_array_index (self->rows, row - 1), key);
}

/* --- which business */

/* Fields of one business mean nothing in another, but who only looked through the list finds them again. */
static void
change_type (PdSpecialSection *self, const char *from, const char *to)
{
  GPtrArray *kept = to != NULL ? g_hash_table_lookup (self->stash, to) : NULL;

  g_hash_table_replace (self->stash, g_strdup (from != NULL ? from : ""),
                        pd_record_take_special_elements (self->order));
  pd_record_set_text (self->order, PD_ORDER_SPECIAL_TYPE, to);
  if (kept != NULL)
    pd_record_put_elements (self->order, kept);
}

void
pd_special_section_type_edited (PdSpecialSection *self)
{
  g_autofree char *to = pd_field_editor_get_text (self->type);
  g_autofree char *from = g_strdup (pd_record_get_text (self->order, PD_ORDER_SPECIAL_TYPE));

  if (g_strcmp0 (from != NULL ? from : "", to) == 0)
    return;
  change_type (self, from, *to != '\0' ? to : NULL);
  self->n_rows = 0;
  pd_special_section_fill_rows (self);
  pd_special_section_edited (self);
}
