/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-special-row.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-compliance.h"
#include "model/pd-special-edit.h"

#include <glib/gi18n-lib.h>

/** Place: one field of the row. */
typedef struct
{
  const PdSpecialField *field;
  PdFieldEditor *editor; /* (borrowed) */
  PdRecord *emptied;     /* (owned) (nullable) the element that was here: typed again, it is the same one */
} Place;

struct _PdSpecialRow
{
  GtkWidget parent_instance;

  const PdSpecialType *type;
  PdRecord *order; /* (owned) what is edited */
  guint row;
  GArray *places; /* (owned) of Place */

  /* Borrowed */
  GtkGrid *grid;
  int columns;
};

enum
{
  EDITED,
  LEFT,
  ENTERED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdSpecialRow, pd_special_row, GTK_TYPE_WIDGET)

static Place *
place_of (PdSpecialRow *self, PdFieldEditor *editor)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_array_index (self->places, Place, i).editor == editor)
      return &g_array_index (self->places, Place, i);
  g_return_val_if_reached (NULL);
}

static void
put_back (PdSpecialRow *self, Place *place)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, place->emptied);
  pd_record_put_elements (self->order, one);
}

static void
store (PdSpecialRow *self, Place *place, const char *value)
{
  PdRecord *element = (PdRecord *) pd_record_find_element (self->order, self->row, place->field->key);

  if (*value == '\0' && element != NULL)
    {
      g_clear_pointer (&place->emptied, pd_record_unref);
      place->emptied = pd_record_ref (element);
    }
  else if (*value != '\0' && element == NULL && place->emptied != NULL)
    put_back (self, place);
  pd_record_set_element (self->order, pd_now (), self->row, place->field->key, value);
}

static void
edited_cb (PdSpecialRow *self, PdFieldEditor *editor)
{
  Place *place = place_of (self, editor);
  g_autofree char *text = pd_field_editor_get_text (editor);
  g_autofree char *value =
      pd_special_value_from_text (place->field, text, pd_special_has_minutes (self->order));

  store (self, place, value);
  g_signal_emit (self, signals[EDITED], 0);
}

static void
load (PdSpecialRow *self, const Place *place)
{
  const char *value = pd_record_get_element (self->order, self->row, place->field->key);

  pd_field_editor_set_text (place->editor, value != NULL ? value : "");
}

static void
left_cb (PdSpecialRow *self, PdFieldEditor *editor)
{
  /* "2026-4-1" becomes what was understood. */
  load (self, place_of (self, editor));
  g_signal_emit (self, signals[LEFT], 0);
}

static void
entered_cb (PdSpecialRow *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

static void
removed_cb (PdSpecialRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

guint
pd_special_row_get_row (PdSpecialRow *self)
{
  g_return_val_if_fail (PD_IS_SPECIAL_ROW (self), 0);

  return self->row;
}

/**
 * pd_special_row_find:
 * @self: a row
 * @key: a field's key
 *
 * Returns: (nullable) (transfer none): the field's editor
 */
PdFieldEditor *
pd_special_row_find (PdSpecialRow *self, const char *key)
{
  g_return_val_if_fail (PD_IS_SPECIAL_ROW (self), NULL);

  for (guint i = 0; i < self->places->len; i++)
    if (g_str_equal (g_array_index (self->places, Place, i).field->key, key))
      return g_array_index (self->places, Place, i).editor;
  return NULL;
}

static gboolean
is_choice (const PdSpecialField *field)
{
  return field->kind == PD_SPECIAL_CHOICE || field->kind == PD_SPECIAL_FLAG;
}

/**
 * pd_special_row_update:
 * @self: a row
 *
 * Shows what follows from the values: which fields are required now, and what may be chosen.
 */
void
pd_special_row_update (PdSpecialRow *self)
{
  gboolean minutes;

  g_return_if_fail (PD_IS_SPECIAL_ROW (self));

  minutes = pd_special_has_minutes (self->order);
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);
      PdSpecialNeed need = pd_special_field_need (place->field, self->order, self->row);
      gboolean has_value = pd_record_get_element (self->order, self->row, place->field->key) != NULL;

      pd_field_editor_set_required (place->editor, need == PD_SPECIAL_REQUIRED);
      if (is_choice (place->field))
        pd_field_editor_set_choices (place->editor,
                                     pd_special_field_choices (place->field, self->order, self->row));
      else
        pd_field_editor_set_placeholder (place->editor, pd_special_field_example (place->field, minutes));
      /* What has to stay empty takes nothing, but what stands there can be taken out. */
      gtk_widget_set_sensitive (GTK_WIDGET (place->editor), need != PD_SPECIAL_ONLY_IF || has_value);
    }
}

static const PdComplianceProblem *
find_problem (PdSpecialRow *self, GPtrArray *problems, const PdSpecialField *field)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (problems, i);

      if (problem->of_row && problem->row == self->row && problem->special == field)
        return problem;
    }
  return NULL;
}

/**
 * pd_special_row_show_problems:
 * @self: a row
 * @problems: (element-type PdComplianceProblem): those of the order
 * @all: whether fields that nobody has been in yet count, too
 *
 * Returns: how many fields the bureau would refuse, shown or not
 */
guint
pd_special_row_show_problems (PdSpecialRow *self, GPtrArray *problems, gboolean all)
{
  guint n = 0;

  g_return_val_if_fail (PD_IS_SPECIAL_ROW (self), 0);

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);
      const PdComplianceProblem *problem = find_problem (self, problems, place->field);
      gboolean has_value = pd_record_get_element (self->order, self->row, place->field->key) != NULL;
      gboolean shown = all || has_value || pd_field_editor_was_left (place->editor);
      g_autofree char *sentence =
          problem != NULL && shown ? pd_compliance_problem_get_sentence (problem) : NULL;

      n += problem != NULL;
      /* An order may be saved like this; it is the invoice that would be refused. */
      pd_field_editor_set_problem (place->editor, sentence, PD_PROBLEM_OVERRIDABLE);
    }
  return n;
}

static void
arrange (PdSpecialRow *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      GtkWidget *editor = GTK_WIDGET (g_array_index (self->places, Place, i).editor);

      g_object_ref (editor);
      gtk_grid_remove (self->grid, editor);
      gtk_grid_attach (self->grid, editor, (int) i % self->columns, (int) i / self->columns, 1, 1);
      g_object_unref (editor);
    }
}

/**
 * pd_special_row_set_columns:
 * @self: a row
 * @columns: how many fields stand beside each other
 */
void
pd_special_row_set_columns (PdSpecialRow *self, int columns)
{
  g_return_if_fail (PD_IS_SPECIAL_ROW (self));

  if (self->columns == columns)
    return;
  self->columns = columns;
  arrange (self);
}

static gboolean
pd_special_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (
      GTK_WIDGET (g_array_index (PD_SPECIAL_ROW (widget)->places, Place, 0).editor));
}

static void
place_clear (gpointer data)
{
  g_clear_pointer (&((Place *) data)->emptied, pd_record_unref);
}

static void
pd_special_row_dispose (GObject *object)
{
  PdSpecialRow *self = PD_SPECIAL_ROW (object);
  GtkWidget *child;

  for (guint i = 0; i < self->places->len; i++)
    g_signal_handlers_disconnect_by_data (g_array_index (self->places, Place, i).editor, self);
  g_array_set_size (self->places, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_special_row_parent_class)->dispose (object);
}

static void
pd_special_row_finalize (GObject *object)
{
  g_array_unref (PD_SPECIAL_ROW (object)->places);
  pd_record_unref (PD_SPECIAL_ROW (object)->order);

  G_OBJECT_CLASS (pd_special_row_parent_class)->finalize (object);
}

static void
pd_special_row_class_init (PdSpecialRowClass *klass)
{
  static const char *const names[N_SIGNALS] = { "edited", "left", "entered", "removed" };

  G_OBJECT_CLASS (klass)->dispose = pd_special_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_special_row_finalize;
  GTK_WIDGET_CLASS (klass)->focus = pd_focus_children;
  GTK_WIDGET_CLASS (klass)->grab_focus = pd_special_row_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
pd_special_row_init (PdSpecialRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (self->places, place_clear);
}

static PdFieldKind
kind_of (const PdSpecialField *field, gboolean minutes)
{
  switch (field->kind)
    {
    case PD_SPECIAL_CHOICE:
    case PD_SPECIAL_FLAG:
      return PD_KIND_CHOICE;
    case PD_SPECIAL_DATE:
      return minutes ? PD_KIND_TEXT : PD_KIND_DATE;
    case PD_SPECIAL_DECIMAL:
      return PD_KIND_DECIMAL;
    case PD_SPECIAL_TEXT:
    case PD_SPECIAL_MONTH:
    case PD_SPECIAL_MOMENT:
    default:
      return PD_KIND_TEXT;
    }
}

static void
add_place (PdSpecialRow *self, const PdSpecialField *field)
{
  PdField info = { .name = field->key,
                   .label = field->label,
                   .kind = kind_of (field, pd_special_has_minutes (self->order)) };
  Place place = { .field = field };

  /* A date may be written longer than it is kept. */
  info.limit = field->kind == PD_SPECIAL_TEXT ? field->limit : 0;
  place.editor = PD_FIELD_EDITOR (pd_field_editor_new_for (&info));
  if (is_choice (field))
    pd_field_editor_set_choices (place.editor, pd_special_field_choices (field, self->order, self->row));
  load (self, &place);
  g_signal_connect_swapped (place.editor, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (place.editor, "left", G_CALLBACK (left_cb), self);
  g_signal_connect_swapped (place.editor, "entered", G_CALLBACK (entered_cb), self);
  gtk_grid_attach (self->grid, GTK_WIDGET (place.editor), 0, (int) self->places->len, 1, 1);
  g_array_append_val (self->places, place);
}

/* Only where there may be several rows: its number, and a way to take it out. */
static void
add_heading (PdSpecialRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  /* Translators: a row of special fields of an order, by its place: one leg of a transport, one traveller */
  g_autofree char *text = g_strdup_printf (_ ("Row %u"), self->row);
  g_autofree char *remove_text = g_strdup_printf (_ ("Remove row %u"), self->row);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (remove, "flat");
  pd_set_tooltip (remove, remove_text);
  pd_set_accessible_label (GTK_WIDGET (self), text);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (removed_cb), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/**
 * pd_special_row_new:
 * @type: a special business that has fields
 * @order: the order that is edited; its elements are changed as one types
 * @row: which row, from 1
 *
 * Returns: (transfer floating): the row's fields, read from the business's table
 */
GtkWidget *
pd_special_row_new (const PdSpecialType *type, PdRecord *order, guint row)
{
  PdSpecialRow *self = g_object_new (PD_TYPE_SPECIAL_ROW, NULL);

  self->type = type;
  self->order = pd_record_ref (order);
  self->row = row;
  self->columns = 1;
  if (type->max_rows > 1)
    add_heading (self);
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_homogeneous (self->grid, TRUE);
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_row_spacing (self->grid, 9);
  for (guint i = 0; i < type->n_fields; i++)
    add_place (self, &type->fields[i]);
  gtk_widget_set_parent (GTK_WIDGET (self->grid), GTK_WIDGET (self));
  pd_special_row_update (self);
  return GTK_WIDGET (self);
}
