/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-editor-private.h"

#include "desktop/pd-fill.h"
#include "desktop/pd-record-form.h"
#include "model/pd-device.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-received-invoice.h"

#include <glib/gi18n-lib.h>

/* Below these widths a line of an order takes two rows, and fewer fields stand beside each other. */
#define WIDE 1180
#define MIDDLE 620

guint pd_record_editor_signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdRecordEditor, pd_record_editor, GTK_TYPE_WIDGET)

/* --- what follows from what is typed */

static void
set_total (GtkLabel *label, const char *name, gint64 fen)
{
  g_autofree char *money = pd_money_format (fen);
  /* Translators: 1: the name of a total, 2: the amount */
  g_autofree char *text = g_strdup_printf (_ ("%1$s %2$s"), name, money);

  gtk_label_set_text (label, text);
}

void
pd_record_editor_update (PdRecordEditor *self)
{
  pd_record_derive (self->working);
  if (self->lines != NULL)
    {
      pd_order_lines_update (self->lines);
      pd_special_section_update (self->special);
      pd_shortage_note_show (self->shortage, self->working);
      pd_entry_note_show (self->entry, self->working);
      set_total (self->net, _ ("Without tax"), pd_record_get_integer (self->working, PD_ORDER_NET_AMOUNT));
      set_total (self->tax, _ ("Tax"), pd_record_get_integer (self->working, PD_ORDER_TAX_AMOUNT));
      set_total (self->gross, _ ("Total"), pd_record_get_integer (self->working, PD_ORDER_GROSS_AMOUNT));
    }
  if (self->code != NULL)
    pd_code_suggestion_show (self->code, self->working);
  if (self->service != NULL)
    pd_record_editor_show_service (self);
  pd_record_editor_show_problems (self);
}

static void
edited_cb (PdRecordEditor *self, PdFieldEditor *editor)
{
  guint field = pd_field_editor_get_field (editor);

  pd_field_editor_store (editor, self->working);
  /* A buyer that goes by another name is not that buyer. */
  if (self->place->type == &pd_order_type && field == PD_ORDER_BUYER_NAME)
    pd_record_clear (self->working, PD_ORDER_BUYER_ID);
  pd_record_editor_update (self);
}

static void
left_cb (PdRecordEditor *self, PdFieldEditor *editor)
{
  if (self->working == NULL)
    return;
  if (pd_field_editor_get_error (editor) == NULL)
    pd_field_editor_load (editor, self->working);
  pd_record_editor_show_problems (self);
}

/* Enter goes on to the next field. */
void
pd_record_editor_go_on (PdRecordEditor *self)
{
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))), GTK_DIR_TAB_FORWARD);
}

static void
buyer_picked_cb (PdRecordEditor *self, PdRecord *buyer)
{
  pd_fill_order_from_buyer (self->working, buyer);
  for (guint i = 0; i < self->forms->len; i++)
    pd_record_form_load (g_ptr_array_index (self->forms, i), self->working);
  pd_record_editor_update (self);
  if (self->lines != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->lines), GTK_DIR_TAB_FORWARD);
}

/* --- beginning */

/* Where the typing begins: a new order has its number and date already. */
static void
focus_first (PdRecordEditor *self)
{
  GtkWidget *input = NULL;

  if (self->place->type == &pd_order_type && self->is_new)
    input = pd_record_editor_find_input (self, PD_ORDER_BUYER_NAME);
  if (input != NULL)
    gtk_widget_grab_focus (input);
  else
    gtk_widget_grab_focus (g_ptr_array_index (self->forms, 0));
}

/**
 * pd_record_editor_edit:
 * @self: an editor
 * @record: a record with its lines
 * @is_new: whether it is not in the cache yet
 *
 * Begins to edit a copy of @record.
 */
void
pd_record_editor_edit (PdRecordEditor *self, const PdRecord *record, gboolean is_new)
{
  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  pd_record_editor_stop_keeping (self);
  g_clear_pointer (&self->original, pd_record_unref);
  g_clear_pointer (&self->working, pd_record_unref);
  self->working = pd_record_copy (record);
  self->is_new = is_new;
  self->checked = FALSE;
  self->saving = FALSE;
  adw_window_title_set_title (self->title, is_new ? _ (self->place->new_title) : _ (self->place->edit_title));
  adw_window_title_set_subtitle (self->title, is_new ? "" : pd_record_get_title (record));
  for (guint i = 0; i < self->forms->len; i++)
    {
      GPtrArray *editors = pd_record_form_get_editors (g_ptr_array_index (self->forms, i));

      pd_record_form_load (g_ptr_array_index (self->forms, i), self->working);
      for (guint j = 0; j < editors->len; j++)
        pd_field_editor_set_left (g_ptr_array_index (editors, j), FALSE);
    }
  if (self->lines != NULL)
    {
      pd_order_lines_set_order (self->lines, self->working);
      pd_special_section_set_order (self->special, self->working);
      if (pd_record_get_lines (self->working)->len == 0)
        pd_order_lines_add (self->lines, FALSE);
    }
  pd_record_derive (self->working);
  self->original = pd_record_copy (self->working);
  pd_record_editor_update (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  focus_first (self);
  pd_record_editor_start_keeping (self, FALSE);
}

/**
 * pd_record_editor_restore:
 * @self: an editor
 * @original: what was there when the typing began
 * @working: what had been typed when the program ended
 * @is_new: whether it is not in the cache yet
 *
 * Goes on with what was typed and never saved.
 */
void
pd_record_editor_restore (PdRecordEditor *self,
                          const PdRecord *original,
                          const PdRecord *working,
                          gboolean is_new)
{
  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  pd_record_editor_edit (self, working, is_new);
  pd_record_unref (self->original);
  self->original = pd_record_copy (original);
  pd_record_editor_start_keeping (self, TRUE);
}

const PdPlace *
pd_record_editor_get_place (PdRecordEditor *self)
{
  g_return_val_if_fail (PD_IS_RECORD_EDITOR (self), NULL);

  return self->place;
}

/**
 * pd_record_editor_get_working:
 * @self: an editor
 *
 * Returns: (nullable) (transfer none): what is typed
 */
PdRecord *
pd_record_editor_get_working (PdRecordEditor *self)
{
  g_return_val_if_fail (PD_IS_RECORD_EDITOR (self), NULL);

  return self->working;
}

/**
 * pd_record_editor_find_input:
 * @self: an editor
 * @field: a field's index
 *
 * Returns: (nullable) (transfer none): the field's editor, %NULL when it is not in the form
 */
GtkWidget *
pd_record_editor_find_input (PdRecordEditor *self, guint field)
{
  g_return_val_if_fail (PD_IS_RECORD_EDITOR (self), NULL);

  for (guint i = 0; i < self->forms->len; i++)
    {
      PdFieldEditor *editor = pd_record_form_find (g_ptr_array_index (self->forms, i), field);

      if (editor != NULL)
        return GTK_WIDGET (editor);
    }
  return self->special != NULL ? pd_special_section_find (self->special, NULL, field) : NULL;
}

/**
 * pd_record_editor_go_to:
 * @self: an editor
 * @line_id: (nullable): a line's id; %NULL for the record's own field
 * @field: a field's index
 *
 * Puts the keyboard into the field, where there is one in the form.
 */
void
pd_record_editor_go_to (PdRecordEditor *self, const char *line_id, guint field)
{
  GtkWidget *special = NULL;
  GtkWidget *input = NULL;

  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  if (self->special != NULL)
    special = pd_special_section_find (self->special, line_id, field);
  if (special != NULL)
    pd_special_section_set_open (self->special, TRUE);
  else if (line_id == NULL)
    input = pd_record_editor_find_input (self, field);
  else if (self->lines != NULL)
    input = pd_order_lines_find_input (self->lines, line_id, field);
  if (special != NULL || input != NULL)
    gtk_widget_grab_focus (special != NULL ? special : input);
}

/**
 * pd_record_editor_go_to_special:
 * @self: an editor of an order
 * @row: a row of special fields, from 1
 * @key: a field's key
 *
 * Puts the keyboard into the field of the special business.
 */
void
pd_record_editor_go_to_special (PdRecordEditor *self, guint row, const char *key)
{
  GtkWidget *input;

  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  input = self->special != NULL ? pd_special_section_find_special (self->special, row, key) : NULL;
  if (input == NULL)
    return;
  pd_special_section_set_open (self->special, TRUE);
  gtk_widget_grab_focus (input);
}

/* --- keyboard */

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_record_editor_save (PD_RECORD_EDITOR (widget), g_str_equal (name, "editor.save-new"));
}

static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_record_editor_leave (PD_RECORD_EDITOR (widget), NULL, NULL);
}

static void
line_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PdRecordEditor *self = PD_RECORD_EDITOR (widget);

  if (self->lines == NULL)
    return;
  if (g_str_equal (name, "editor.add-line"))
    pd_order_lines_add (self->lines, TRUE);
  else if (g_str_equal (name, "editor.remove-line"))
    pd_order_lines_remove_focused (self->lines);
  else
    pd_order_lines_move_focused (self->lines, g_str_equal (name, "editor.move-up") ? -1 : 1);
}

static void
next_problem_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_record_editor_next_problem (PD_RECORD_EDITOR (widget));
}

static const struct
{
  const char *name;
  GtkWidgetActionActivateFunc activate;
  guint key;
  GdkModifierType modifiers;
} editor_actions[] = {
  { "editor.save", save_action, GDK_KEY_s, GDK_CONTROL_MASK },
  { "editor.save-new", save_action, GDK_KEY_Return, GDK_CONTROL_MASK },
  { "editor.leave", leave_action, GDK_KEY_Escape, 0 },
  { "editor.add-line", line_action, GDK_KEY_l, GDK_CONTROL_MASK },
  { "editor.remove-line", line_action, GDK_KEY_Delete, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  { "editor.move-up", line_action, GDK_KEY_Up, GDK_ALT_MASK },
  { "editor.move-down", line_action, GDK_KEY_Down, GDK_ALT_MASK },
  { "editor.next-problem", next_problem_action, GDK_KEY_F8, 0 },
};

/* --- life */

static gboolean
layout_cb (gpointer user_data)
{
  PdRecordEditor *self = user_data;
  double width = gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));
  int columns = width < MIDDLE ? 1 : 2;

  self->layout_source = 0;
  if (self->lines != NULL)
    {
      columns = width >= WIDE ? 4 : columns;
      pd_order_lines_set_narrow (self->lines, width < WIDE);
      pd_special_section_set_columns (self->special, columns);
    }
  for (guint i = 0; i < self->forms->len; i++)
    pd_record_form_set_columns (g_ptr_array_index (self->forms, i), columns);
  return G_SOURCE_REMOVE;
}

/* Fields cannot be arranged anew in the middle of an allocation. */
static void
width_changed_cb (PdRecordEditor *self)
{
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
}

static void
pd_record_editor_dispose (GObject *object)
{
  PdRecordEditor *self = PD_RECORD_EDITOR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  /* Its file stays: nobody has said that it is to be given up. */
  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_pointer (&self->kept, pd_record_unref);
  g_ptr_array_set_size (self->forms, 0);
  g_clear_pointer (&self->working, pd_record_unref);
  g_clear_pointer (&self->original, pd_record_unref);
  g_clear_pointer (&self->other_order, g_free);
  self->lines = NULL;
  self->special = NULL;
  self->shortage = NULL;
  self->entry = NULL;
  self->code = NULL;
  self->service = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_record_editor_parent_class)->dispose (object);
}

static void
pd_record_editor_finalize (GObject *object)
{
  g_ptr_array_unref (PD_RECORD_EDITOR (object)->forms);

  G_OBJECT_CLASS (pd_record_editor_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/piaodan/Piaodan/pd-record-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, title);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, save_new);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, scroller);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, clamp);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, content);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, bottom);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, totals);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, net);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, tax);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, gross);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, problems);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, problems_text);
}

static void
pd_record_editor_class_init (PdRecordEditorClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_record_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_record_editor_finalize;

  /**
   * PdRecordEditor::saved:
   * @record_id: what was saved
   * @then_new: whether another new record is wanted
   */
  pd_record_editor_signals[SAVED] = g_signal_new ("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  /** PdRecordEditor::left: the editor has let go of the record, saved or not */
  pd_record_editor_signals[LEFT] =
      g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * PdRecordEditor::removed-line:
   * @line: a line that can be put back with pd_record_editor_restore_line()
   */
  pd_record_editor_signals[REMOVED_LINE] = g_signal_new ("removed-line", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                         NULL, NULL, G_TYPE_NONE, 1, PD_TYPE_RECORD);
  /**
   * PdRecordEditor::removed-special:
   * @sentence: what was taken out; pd_record_editor_restore_special() puts it back
   */
  pd_record_editor_signals[REMOVED_SPECIAL] = g_signal_new ("removed-special", type, G_SIGNAL_RUN_LAST, 0,
                                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  for (gsize i = 0; i < G_N_ELEMENTS (editor_actions); i++)
    {
      gtk_widget_class_install_action (widget_class, editor_actions[i].name, NULL,
                                       editor_actions[i].activate);
      gtk_widget_class_add_binding_action (widget_class, editor_actions[i].key, editor_actions[i].modifiers,
                                           editor_actions[i].name, NULL);
    }
}

static void
pd_record_editor_init (PdRecordEditor *self)
{
  self->forms = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller), "notify::page-size",
                           G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
add_form (PdRecordEditor *self, const PdPlaceSection *section)
{
  GtkWidget *form = pd_record_form_new (self->place->type, section);
  GPtrArray *editors = pd_record_form_get_editors (PD_RECORD_FORM (form));

  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);

      g_signal_connect_object (editor, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (editor, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (editor, "entered", G_CALLBACK (pd_record_editor_go_on), self,
                               G_CONNECT_SWAPPED);
      pd_field_editor_set_people (editor, self->store);
      if (self->place->type == &pd_order_type && pd_field_editor_get_field (editor) == PD_ORDER_BUYER_NAME)
        {
          pd_field_editor_set_completion (editor, self->store, &pd_buyer_type);
          g_signal_connect_object (editor, "picked", G_CALLBACK (buyer_picked_cb), self, G_CONNECT_SWAPPED);
        }
    }
  gtk_box_append (self->content, form);
  g_ptr_array_add (self->forms, form);
}

/**
 * pd_record_editor_new:
 * @place: which fields, in which sections
 * @store: the cache
 *
 * Returns: (transfer floating): an editor that edits nothing yet
 */
GtkWidget *
pd_record_editor_new (const PdPlace *place, PdStore *store)
{
  PdRecordEditor *self = g_object_new (PD_TYPE_RECORD_EDITOR, NULL);
  guint n_forms = 0;

  self->place = place;
  /* A received invoice is made of a file, a device of its number, not by hand. */
  gtk_widget_set_visible (GTK_WIDGET (self->save_new),
                          place->type != &pd_received_type && place->type != &pd_device_type);
  self->store = g_object_ref (store);
  while (place->form[n_forms].label != NULL)
    n_forms++;
  for (guint i = 0; i < n_forms; i++)
    {
      /* The lines come before the remarks and what is about the way. */
      if (i == n_forms - 2 && place->type == &pd_order_type)
        pd_record_editor_add_lines (self);
      add_form (self, &place->form[i]);
      if (place->type == &pd_good_type &&
          pd_record_form_find (g_ptr_array_index (self->forms, i), PD_GOOD_TAX_CODE) != NULL)
        pd_record_editor_add_code (self);
      if (place->type == &pd_order_type &&
          pd_record_form_find (g_ptr_array_index (self->forms, i), PD_ORDER_SERVICE) != NULL)
        pd_record_editor_add_service (self, g_ptr_array_index (self->forms, i));
    }
  if (self->lines == NULL)
    adw_clamp_set_maximum_size (self->clamp, 720);
  gtk_widget_set_visible (GTK_WIDGET (self->totals), self->lines != NULL);
  return GTK_WIDGET (self);
}

/**
 * pd_record_editor_restore_line:
 * @self: an editor
 * @line: a line that was removed
 */
void
pd_record_editor_restore_line (PdRecordEditor *self, PdRecord *line)
{
  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  if (self->lines != NULL && self->original != NULL)
    pd_order_lines_insert (self->lines, line);
}

/**
 * pd_record_editor_restore_special:
 * @self: an editor
 *
 * Puts back the row of special fields, or the element, that was taken out last.
 */
void
pd_record_editor_restore_special (PdRecordEditor *self)
{
  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  if (self->special != NULL && self->original != NULL)
    pd_special_section_restore (self->special);
}
