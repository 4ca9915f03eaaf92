/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-field-text.h"
#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-solution.h"

#include <glib/gi18n-lib.h>

/* A new record of a type, with what the settings suggest. */
static PdRecord *
new_record (PdWindow *self, const PdRecordType *type)
{
  gboolean includes_tax = g_settings_get_boolean (self->settings, "prices-include-tax");
  PdRecord *record;

  if (type == &pd_order_type)
    {
      g_autofree char *today = pd_today ();

      record = pd_order_new (pd_now (), today);
      pd_record_set_flag (record, PD_ORDER_PRICE_INCLUDES_TAX, includes_tax);
      return record;
    }
  if (type == &pd_ticket_type)
    {
      g_autofree char *today = pd_today ();

      return pd_ticket_new (pd_now (), today);
    }
  if (type == &pd_solution_type)
    return pd_solution_new (pd_now ());
  g_autofree char *id = pd_id_new (pd_now ());

  record = pd_record_new (type, id);
  if (type == &pd_good_type)
    {
      pd_record_set_flag (record, PD_GOOD_PRICE_INCLUDES_TAX, includes_tax);
      pd_record_set_text (record, PD_GOOD_TAX_RATE, "0.13");
    }
  return record;
}

static void
restore_line_cb (PdWindow *self)
{
  if (self->editor != NULL && self->removed_line != NULL)
    pd_record_editor_restore_line (self->editor, self->removed_line);
  g_clear_pointer (&self->removed_line, pd_record_unref);
}

static void
removed_line_cb (PdWindow *self, PdRecord *line)
{
  AdwToast *toast;

  g_clear_pointer (&self->removed_line, pd_record_unref);
  self->removed_line = pd_record_ref (line);
  toast = pd_window_add_toast (self, _ ("The line was removed."));
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (restore_line_cb), self, G_CONNECT_SWAPPED);
}

static void
restore_special_cb (PdWindow *self)
{
  if (self->editor != NULL)
    pd_record_editor_restore_special (self->editor);
}

static void
removed_special_cb (PdWindow *self, const char *sentence)
{
  AdwToast *toast = pd_window_add_toast (self, sentence);

  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (restore_special_cb), self, G_CONNECT_SWAPPED);
}

static void
saved_cb (PdWindow *self, const char *record_id, gboolean then_new, PdRecordEditor *editor)
{
  const PdPlace *place = pd_record_editor_get_place (editor);
  const char *title = pd_record_get_title (pd_record_editor_get_working (editor));
  g_autofree char *text = g_strdup_printf (_ ("“%s” is saved on this computer."), title);

  pd_window_add_toast (self, text);
  if (then_new)
    pd_window_edit (self, place, NULL, TRUE);
  else
    pd_window_show_record (self, place->type, record_id);
}

static void
saved_swapped_cb (PdRecordEditor *editor, const char *record_id, gboolean then_new, PdWindow *self)
{
  saved_cb (self, record_id, then_new, editor);
}

static void
left_cb (PdWindow *self)
{
  self->editor = NULL;
  g_clear_pointer (&self->removed_line, pd_record_unref);
  gtk_stack_set_visible_child_name (self->stack, "main");
  pd_window_update_actions (self);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->places));
}

/* One editor a type, made when it is first needed. */
static PdRecordEditor *
editor_for (PdWindow *self, const PdPlace *place)
{
  g_autofree char *name = g_strdup_printf ("edit-%s", place->type->name);
  GtkWidget *editor = gtk_stack_get_child_by_name (self->stack, name);

  if (editor != NULL)
    return PD_RECORD_EDITOR (editor);
  editor = pd_record_editor_new (place, self->store);
  g_signal_connect_object (editor, "saved", G_CALLBACK (saved_swapped_cb), self, 0);
  g_signal_connect_object (editor, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "removed-line", G_CALLBACK (removed_line_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (editor, "removed-special", G_CALLBACK (removed_special_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, editor, name);
  return PD_RECORD_EDITOR (editor);
}

/**
 * pd_window_edit:
 * @self: a window
 * @place: the record's place
 * @record: (nullable): a record with its lines; %NULL for a new one
 * @is_new: whether it is not in the cache yet
 *
 * Puts the editor in front of everything else: the lines of an order need the width.
 */
void
pd_window_edit (PdWindow *self, const PdPlace *place, PdRecord *record, gboolean is_new)
{
  g_autoptr (PdRecord) fresh = record != NULL ? pd_record_ref (record) : new_record (self, place->type);

  self->editor = editor_for (self, place);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->editor));
  pd_record_editor_edit (self->editor, fresh, is_new);
  pd_window_update_actions (self);
}

static void
close_now (gpointer user_data)
{
  gtk_window_close (user_data);
}

/**
 * pd_window_may_close:
 * @self: a window
 *
 * Asks about what is not saved; the window closes once that is answered.
 *
 * Returns: whether nothing has to be asked
 */
gboolean
pd_window_may_close (PdWindow *self)
{
  if (self->editor == NULL || !pd_record_editor_is_changed (self->editor))
    return TRUE;
  pd_record_editor_leave (self->editor, close_now, self);
  return FALSE;
}
