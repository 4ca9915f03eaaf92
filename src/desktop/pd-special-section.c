/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-special-section-private.h"

#include "desktop/pd-fold.h"
#include "desktop/pd-layout.h"
#include "model/pd-order.h"
#include "model/pd-special-edit.h"

#include <glib/gi18n-lib.h>

#define MAX_COLUMNS PD_SPECIAL_SECTION_MAX_COLUMNS

enum
{
  EDITED,
  LEFT,
  ENTERED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdSpecialSection, pd_special_section, GTK_TYPE_WIDGET)

void
pd_special_section_edited (PdSpecialSection *self)
{
  g_signal_emit (self, signals[EDITED], 0);
}

void
pd_special_section_left (PdSpecialSection *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

void
pd_special_section_entered (PdSpecialSection *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

/* @removed: (transfer full): what was taken out; @row: of which row, 0: elements by themselves */
void
pd_special_section_removed (PdSpecialSection *self, GPtrArray *removed, guint row, const char *sentence)
{
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  self->removed = removed;
  self->removed_row = row;
  g_signal_emit (self, signals[REMOVED], 0, sentence);
}

/* --- the folded row */

static guint
count_additional (const PdRecord *order)
{
  GPtrArray *elements = pd_record_get_elements (order);
  guint n = 0;

  for (guint i = 0; i < elements->len; i++)
    n += pd_record_get_integer (g_ptr_array_index (elements, i), PD_ELEMENT_ROW) == PD_ELEMENT_ADDITIONAL;
  return n;
}

static void
append_part (GString *text, const char *part)
{
  g_string_append_printf (text, " · %s", part);
}

static void
label_special (PdSpecialSection *self)
{
  const char *id = pd_record_get_text (self->order, PD_ORDER_SPECIAL_TYPE);
  const PdSpecialType *type = pd_special_type_find (id);
  guint n = count_additional (self->order);
  g_autofree char *elements =
      g_strdup_printf (ngettext ("%u additional element", "%u additional elements", n), n);
  g_autofree char *wrong = g_strdup_printf (ngettext ("%u thing to put right before issuing",
                                                      "%u things to put right before issuing", self->n_wrong),
                                            self->n_wrong);
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: a kind of invoice with fields of its own, as for construction or freight; or “none” */
  g_string_append_printf (text, _ ("Special business: %s"),
                          type != NULL ? pd_special_type_label (type)
                          : id != NULL ? id
                                       : _ ("none"));
  if (n > 0)
    append_part (text, elements);
  if (pd_record_has (self->order, PD_ORDER_DIFFERENCE_TYPE))
    append_part (text, _ ("Difference taxation"));
  if (self->n_wrong > 0)
    append_part (text, wrong);
  pd_fold_set_label (self->fold, text->str);
}

/* What is folded away is told in its row: an ordinary order has one row more, and no field. */
void
pd_special_section_label (PdSpecialSection *self)
{
  if (pd_special_section_is_ordinary (self))
    pd_fold_set_label (self->fold, _ ("Special business, additional elements, difference taxation: none"));
  else
    label_special (self);
}

/* --- elements */

static void
element_removed_cb (PdSpecialSection *self, PdRecord *element)
{
  GPtrArray *removed = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  g_ptr_array_add (removed, pd_record_ref (element));
  pd_special_section_removed (self, removed, 0, _ ("The element was removed."));
}

static void
add_element_cb (PdSpecialSection *self)
{
  pd_element_list_add (self->elements);
}

/* --- difference taxation */

/* The line that a deduction is of: an invoice with one has no other line. */
PdRecord *
pd_special_section_line (PdSpecialSection *self)
{
  GPtrArray *lines = pd_record_get_lines (self->order);

  for (guint i = 0; i < lines->len; i++)
    if (pd_record_has (g_ptr_array_index (lines, i), PD_ORDER_LINE_DEDUCTION))
      return g_ptr_array_index (lines, i);
  return lines->len > 0 ? g_ptr_array_index (lines, 0) : NULL;
}

static void
difference_edited_cb (PdSpecialSection *self)
{
  PdRecord *line;

  pd_field_editor_store (self->difference, self->order);
  line = pd_special_section_line (self);
  /* Nobody deducts an amount from what is taxed as a whole. */
  if (!pd_record_has (self->order, PD_ORDER_DIFFERENCE_TYPE) && line != NULL)
    {
      pd_record_clear (line, PD_ORDER_LINE_DEDUCTION);
      pd_field_editor_load (self->deduction, line);
    }
  pd_special_section_edited (self);
}

static void
deduction_edited_cb (PdSpecialSection *self)
{
  PdRecord *line = pd_special_section_line (self);

  if (line != NULL)
    pd_field_editor_store (self->deduction, line);
  pd_special_section_edited (self);
}

static void
deduction_left_cb (PdSpecialSection *self)
{
  PdRecord *line = self->order != NULL ? pd_special_section_line (self) : NULL;

  if (line != NULL && pd_field_editor_get_error (self->deduction) == NULL)
    pd_field_editor_load (self->deduction, line);
  pd_special_section_left (self);
}

static void
show_deduction (PdSpecialSection *self)
{
  PdRecord *line = pd_special_section_line (self);
  gboolean shown = line != NULL && (pd_record_has (self->order, PD_ORDER_DIFFERENCE_TYPE) ||
                                    pd_record_has (line, PD_ORDER_LINE_DEDUCTION));
  const char *id = line != NULL ? pd_record_get_id (line) : NULL;
  g_autofree char *taxed = pd_order_deduction_text (self->order);

  if (line != NULL && g_strcmp0 (id, self->deduction_line) != 0)
    pd_field_editor_load (self->deduction, line);
  if (g_strcmp0 (id, self->deduction_line) != 0)
    {
      g_free (self->deduction_line);
      self->deduction_line = g_strdup (id);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->deduction), shown);
  gtk_label_set_text (GTK_LABEL (self->taxed), taxed != NULL ? taxed : "");
  gtk_widget_set_visible (self->taxed, taxed != NULL);
}

/* --- the order */

/**
 * pd_special_section_update:
 * @self: a section
 *
 * Shows what follows from the values, after the order was derived.
 */
void
pd_special_section_update (PdSpecialSection *self)
{
  g_return_if_fail (PD_IS_SPECIAL_SECTION (self));

  for (guint i = 0; i < self->rows->len; i++)
    pd_special_row_update (g_ptr_array_index (self->rows, i));
  show_deduction (self);
}

/**
 * pd_special_section_set_order:
 * @self: a section
 * @order: the order that is edited; it is changed as one types
 *
 * Shows it, unfolded when there is something to see.
 */
void
pd_special_section_set_order (PdSpecialSection *self, PdRecord *order)
{
  g_return_if_fail (PD_IS_SPECIAL_SECTION (self));

  pd_record_ref (order);
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order;
  g_hash_table_remove_all (self->stash);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_pointer (&self->deduction_line, g_free);
  self->n_rows = 0;
  pd_record_sort_lines (order);
  pd_field_editor_load (self->type, order);
  pd_field_editor_load (self->difference, order);
  pd_field_editor_set_text (self->deduction, "");
  pd_field_editor_set_left (self->deduction, FALSE);
  pd_special_section_fill_rows (self);
  pd_special_section_update (self);
  pd_fold_set_open (self->fold, pd_record_get_elements (order)->len > 0 ||
                                    pd_record_has (order, PD_ORDER_SPECIAL_TYPE) ||
                                    pd_record_has (order, PD_ORDER_DIFFERENCE_TYPE));
}

/**
 * pd_special_section_remove_blank:
 * @self: a section
 *
 * Drops elements and rows into which nothing was typed.
 */
void
pd_special_section_remove_blank (PdSpecialSection *self)
{
  g_return_if_fail (PD_IS_SPECIAL_SECTION (self));

  pd_element_list_remove_blank (self->elements);
}

/**
 * pd_special_section_restore:
 * @self: a section
 *
 * Puts back what was taken out last.
 */
void
pd_special_section_restore (PdSpecialSection *self)
{
  g_autoptr (GPtrArray) removed = g_steal_pointer (&self->removed);

  g_return_if_fail (PD_IS_SPECIAL_SECTION (self));

  if (removed == NULL)
    return;
  if (self->removed_row > 0)
    {
      pd_record_put_element_row (self->order, self->removed_row, removed);
      self->n_rows++;
    }
  else
    pd_record_put_elements (self->order, removed);
  pd_special_section_fill_rows (self);
  pd_special_section_edited (self);
}

void
pd_special_section_set_open (PdSpecialSection *self, gboolean open)
{
  g_return_if_fail (PD_IS_SPECIAL_SECTION (self));

  pd_fold_set_open (self->fold, open);
}

static GtkWidget *
find_element (PdSpecialSection *self, const char *id, guint field)
{
  int list = pd_record_type_list (&pd_order_type, pd_order_element_type.list_name);
  const PdRecord *element = pd_record_find_line (self->order, (guint) list, id);
  gint64 row = element != NULL ? pd_record_get_integer (element, PD_ELEMENT_ROW) : PD_ELEMENT_ADDITIONAL;

  if (row >= 1 && pd_special_belongs (self->order, element))
    return pd_special_section_find_special (self, (guint) row, pd_record_get_text (element, PD_ELEMENT_KEY));
  return pd_element_list_find (self->elements, id, field);
}

/**
 * pd_special_section_find:
 * @self: a section
 * @line_id: (nullable): the id of a line or an element; %NULL for the order's own field
 * @field: a field's index
 *
 * Returns: (nullable) (transfer none): the field's editor, %NULL when it is not here
 */
GtkWidget *
pd_special_section_find (PdSpecialSection *self, const char *line_id, guint field)
{
  g_return_val_if_fail (PD_IS_SPECIAL_SECTION (self), NULL);

  if (line_id == NULL)
    return field == PD_ORDER_SPECIAL_TYPE      ? GTK_WIDGET (self->type)
           : field == PD_ORDER_DIFFERENCE_TYPE ? GTK_WIDGET (self->difference)
                                               : NULL;
  if (pd_record_find_line (self->order, 0, line_id) != NULL)
    return field == PD_ORDER_LINE_DEDUCTION ? GTK_WIDGET (self->deduction) : NULL;
  return find_element (self, line_id, field);
}

/* --- the widget */

/* A column in which nothing is seen counts only with something in it, and a hidden child would count for the width that
 * the grid asks for but not for how it shares it out (GTK 4.8). */
static void
place_fillers (PdSpecialSection *self, GtkGrid *grid, GtkWidget **fillers)
{
  for (int column = 1; column < MAX_COLUMNS; column++)
    {
      GtkWidget **filler = &fillers[column - 1];

      if (*filler == NULL && column < self->columns)
        {
          *filler = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
          gtk_grid_attach (grid, *filler, column, 0, 1, 1);
        }
      else if (*filler != NULL && column >= self->columns)
        {
          gtk_grid_remove (grid, *filler);
          *filler = NULL;
        }
    }
}

static void
place_fields (PdSpecialSection *self)
{
  GtkWidget *left[] = { GTK_WIDGET (self->type), GTK_WIDGET (self->difference) };
  GtkWidget *right[] = { self->type_note, GTK_WIDGET (self->deduction) };
  GtkGrid *grids[] = { self->head, self->tax };

  for (guint i = 0; i < G_N_ELEMENTS (grids); i++)
    {
      gboolean beside = self->columns > 1;

      g_object_ref (right[i]);
      gtk_grid_remove (grids[i], right[i]);
      gtk_grid_attach (grids[i], right[i], beside ? 1 : 0, beside ? 0 : 1,
                       beside && i == 0 ? self->columns - 1 : 1, 1);
      g_object_unref (right[i]);
      gtk_widget_set_valign (left[i], GTK_ALIGN_START);
      place_fillers (self, grids[i], self->fillers[i]);
    }
}

/**
 * pd_special_section_set_columns:
 * @self: a section
 * @columns: how many fields stand beside each other
 */
void
pd_special_section_set_columns (PdSpecialSection *self, int columns)
{
  g_return_if_fail (PD_IS_SPECIAL_SECTION (self));

  if (self->columns == columns)
    return;
  self->columns = columns;
  place_fields (self);
  for (guint i = 0; i < self->rows->len; i++)
    pd_special_row_set_columns (g_ptr_array_index (self->rows, i), columns);
}

static void
pd_special_section_dispose (GObject *object)
{
  PdSpecialSection *self = PD_SPECIAL_SECTION (object);
  GtkWidget *child;

  if (self->fold != NULL)
    pd_special_section_clear_rows (self);
  self->fold = NULL;
  g_clear_pointer (&self->order, pd_record_unref);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_special_section_parent_class)->dispose (object);
}

static void
pd_special_section_finalize (GObject *object)
{
  PdSpecialSection *self = PD_SPECIAL_SECTION (object);

  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->stash);
  g_free (self->deduction_line);

  G_OBJECT_CLASS (pd_special_section_parent_class)->finalize (object);
}

static void
pd_special_section_class_init (PdSpecialSectionClass *klass)
{
  static const char *const names[] = { "edited", "left", "entered" };
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_special_section_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_special_section_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    signals[i] = g_signal_new (names[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * PdSpecialSection::removed:
   * @sentence: what was taken out; pd_special_section_restore() puts it back
   */
  signals[REMOVED] =
      g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_special_section_init (PdSpecialSection *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->rows = g_ptr_array_new ();
  self->stash = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->columns = 1;
}

static GtkGrid *
new_grid (PdSpecialSection *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_box_append (GTK_BOX (self->content), grid);
  return GTK_GRID (grid);
}

static PdFieldEditor *
new_editor (PdSpecialSection *self,
            const PdRecordType *type,
            guint field,
            void (*edited) (PdSpecialSection *self),
            void (*left) (PdSpecialSection *self))
{
  GtkWidget *editor = pd_field_editor_new (type, field);

  g_signal_connect_object (editor, "edited", G_CALLBACK (edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "left", G_CALLBACK (left), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "entered", G_CALLBACK (pd_special_section_entered), self,
                           G_CONNECT_SWAPPED);
  return PD_FIELD_EDITOR (editor);
}

static GtkWidget *
new_button (PdSpecialSection *self, const char *label, void (*clicked) (PdSpecialSection *self))
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->content), button);
  return button;
}

static void
add_business (PdSpecialSection *self)
{
  self->head = new_grid (self);
  self->type = new_editor (self, &pd_order_type, PD_ORDER_SPECIAL_TYPE, pd_special_section_type_edited,
                           pd_special_section_left);
  self->type_note = pd_layout_text (NULL, "dim-label");
  gtk_widget_add_css_class (self->type_note, "caption");
  gtk_widget_set_valign (self->type_note, GTK_ALIGN_END);
  gtk_grid_attach (self->head, GTK_WIDGET (self->type), 0, 0, 1, 1);
  gtk_grid_attach (self->head, self->type_note, 0, 1, 1, 1);
  self->row_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  pd_layout_expect_text (GTK_WIDGET (self->row_box));
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->row_box));
  self->add_row = new_button (self, _ ("Add Row"), pd_special_section_add_row);
}

static void
add_elements (PdSpecialSection *self)
{
  GtkWidget *elements = pd_element_list_new ();

  self->elements = PD_ELEMENT_LIST (elements);
  g_signal_connect_object (elements, "edited", G_CALLBACK (pd_special_section_edited), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (elements, "left", G_CALLBACK (pd_special_section_left), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (elements, "entered", G_CALLBACK (pd_special_section_entered), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (elements, "removed", G_CALLBACK (element_removed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->content), elements);
  new_button (self, _ ("Add Additional Element"), add_element_cb);
}

static void
add_difference (PdSpecialSection *self)
{
  self->tax = new_grid (self);
  self->difference = new_editor (self, &pd_order_type, PD_ORDER_DIFFERENCE_TYPE, difference_edited_cb,
                                 pd_special_section_left);
  self->deduction =
      new_editor (self, &pd_order_line_type, PD_ORDER_LINE_DEDUCTION, deduction_edited_cb, deduction_left_cb);
  self->taxed = pd_layout_text (NULL, "dim-label");
  gtk_grid_attach (self->tax, GTK_WIDGET (self->difference), 0, 0, 1, 1);
  gtk_grid_attach (self->tax, GTK_WIDGET (self->deduction), 0, 1, 1, 1);
  gtk_box_append (GTK_BOX (self->content), self->taxed);
}

/**
 * pd_special_section_new:
 *
 * What makes an order special: its business (特定业务) with the fields of that, additional elements (附加要素), and
 * difference taxation (差额征税). Folded away behind one row, since most orders have none of it.
 *
 * Returns: (transfer floating): a section that shows no order yet
 */
GtkWidget *
pd_special_section_new (void)
{
  PdSpecialSection *self = g_object_new (PD_TYPE_SPECIAL_SECTION, NULL);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_margin_start (self->content, 30);
  pd_layout_expect_text (self->content);
  self->fold = pd_fold_new (self->content);
  add_business (self);
  add_elements (self);
  add_difference (self);
  gtk_widget_set_parent (self->fold, GTK_WIDGET (self));
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
