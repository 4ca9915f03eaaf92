/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-form.h"

#include "desktop/pd-focus.h"

#include <glib/gi18n-lib.h>

struct _PdRecordForm
{
  GtkWidget parent_instance;

  GPtrArray *editors; /* (owned) of PdFieldEditor (borrowed), in the order of the section */
  GtkGrid *grid;      /* (borrowed) */
  int columns;
  GtkWidget *note; /* (owned) (nullable) has a row of its own */
  guint note_field;
};

G_DEFINE_FINAL_TYPE (PdRecordForm, pd_record_form, GTK_TYPE_WIDGET)

static gboolean
is_wide (PdFieldEditor *editor)
{
  return GTK_IS_TEXT_VIEW (pd_field_editor_get_input (editor));
}

static void
arrange (PdRecordForm *self)
{
  GtkWidget *child;
  int column = 0, row = 0;
  gboolean note_follows = FALSE;

  for (guint i = 0; i < self->editors->len; i++)
    g_object_ref (g_ptr_array_index (self->editors, i));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  for (guint i = 0; i < self->editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (self->editors, i);
      int width = is_wide (editor) ? MAX (1, (self->columns + 1) / 2) : 1;

      if (column + width > self->columns)
        {
          column = 0;
          row++;
          if (note_follows)
            gtk_grid_attach (self->grid, self->note, 0, row++, self->columns, 1);
          note_follows = FALSE;
        }
      gtk_grid_attach (self->grid, GTK_WIDGET (editor), column, row, width, 1);
      column += width;
      if (self->note != NULL && pd_field_editor_get_field (editor) == self->note_field)
        note_follows = TRUE;
      g_object_unref (editor);
    }
  if (note_follows)
    gtk_grid_attach (self->grid, self->note, 0, row + 1, self->columns, 1);
}

/**
 * pd_record_form_set_columns:
 * @self: a form
 * @columns: how many fields stand beside each other
 */
void
pd_record_form_set_columns (PdRecordForm *self, int columns)
{
  g_return_if_fail (PD_IS_RECORD_FORM (self));

  if (self->columns == columns)
    return;
  self->columns = columns;
  arrange (self);
}

/**
 * pd_record_form_set_note:
 * @self: a form
 * @field: a field of it
 * @note: (transfer none): what stands under the row with the field, as wide as the form
 */
void
pd_record_form_set_note (PdRecordForm *self, guint field, GtkWidget *note)
{
  g_return_if_fail (PD_IS_RECORD_FORM (self));

  g_set_object (&self->note, note);
  self->note_field = field;
  arrange (self);
}

/**
 * pd_record_form_load:
 * @self: a form
 * @record: a record
 *
 * Shows the record's values.
 */
void
pd_record_form_load (PdRecordForm *self, const PdRecord *record)
{
  g_return_if_fail (PD_IS_RECORD_FORM (self));

  for (guint i = 0; i < self->editors->len; i++)
    pd_field_editor_load (g_ptr_array_index (self->editors, i), record);
}

/**
 * pd_record_form_find:
 * @self: a form
 * @field: a field's index
 *
 * Returns: (nullable) (transfer none): the field's editor, %NULL when it is not in this form
 */
PdFieldEditor *
pd_record_form_find (PdRecordForm *self, guint field)
{
  g_return_val_if_fail (PD_IS_RECORD_FORM (self), NULL);

  for (guint i = 0; i < self->editors->len; i++)
    if (pd_field_editor_get_field (g_ptr_array_index (self->editors, i)) == field)
      return g_ptr_array_index (self->editors, i);
  return NULL;
}

/**
 * pd_record_form_get_editors:
 * @self: a form
 *
 * Returns: (transfer none) (element-type PdFieldEditor): its editors
 */
GPtrArray *
pd_record_form_get_editors (PdRecordForm *self)
{
  g_return_val_if_fail (PD_IS_RECORD_FORM (self), NULL);

  return self->editors;
}

static gboolean
pd_record_form_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (g_ptr_array_index (PD_RECORD_FORM (widget)->editors, 0));
}

static void
pd_record_form_dispose (GObject *object)
{
  PdRecordForm *self = PD_RECORD_FORM (object);
  GtkWidget *child;

  g_ptr_array_set_size (self->editors, 0);
  g_clear_object (&self->note);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_record_form_parent_class)->dispose (object);
}

static void
pd_record_form_finalize (GObject *object)
{
  g_ptr_array_unref (PD_RECORD_FORM (object)->editors);

  G_OBJECT_CLASS (pd_record_form_parent_class)->finalize (object);
}

static void
pd_record_form_class_init (PdRecordFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_record_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_record_form_finalize;
  GTK_WIDGET_CLASS (klass)->focus = pd_focus_children;
  GTK_WIDGET_CLASS (klass)->grab_focus = pd_record_form_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
pd_record_form_init (PdRecordForm *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->editors = g_ptr_array_new ();
}

/**
 * pd_record_form_new:
 * @type: a type of record
 * @section: which fields, under which heading
 *
 * Returns: (transfer floating): a form whose inputs, labels and limits come from the type's table
 */
GtkWidget *
pd_record_form_new (const PdRecordType *type, const PdPlaceSection *section)
{
  PdRecordForm *self = g_object_new (PD_TYPE_RECORD_FORM, NULL);
  GtkWidget *heading = gtk_label_new (_ (section->label));

  gtk_label_set_xalign (GTK_LABEL (heading), 0.0f);
  gtk_widget_add_css_class (heading, "heading");
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_homogeneous (self->grid, TRUE);
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_row_spacing (self->grid, 9);
  for (const signed char *field = section->fields; *field >= 0; field++)
    g_ptr_array_add (self->editors, pd_field_editor_new (type, (guint) *field));
  self->columns = 1;
  for (guint i = 0; i < self->editors->len; i++)
    gtk_grid_attach (self->grid, g_ptr_array_index (self->editors, i), 0, (int) i, 1, 1);
  gtk_widget_set_parent (heading, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->grid), GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
