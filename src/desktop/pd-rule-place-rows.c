/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-rule-place-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-rule-dialog.h"
#include "desktop/pd-rule-trial.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-assignment.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* What the row of a rule shows and does. */

/* --- what the rows do */

static const char *
id_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "rule");
}

static void
switched_cb (GtkSwitch *widget, GParamSpec *pspec, PdRulePlace *self)
{
  int index = pd_rule_place_find (self, id_of (GTK_WIDGET (widget)));
  PdRecord *wanted;

  if (index < 0)
    return;
  wanted = pd_record_copy (g_ptr_array_index (self->rules, index));
  pd_record_set_flag (wanted, PD_ASSIGNMENT_RULE_ACTIVE, gtk_switch_get_active (widget));
  pd_rule_place_change (self, g_ptr_array_index (self->rules, index), wanted);
}

static void
edit (PdRulePlace *self, const char *id)
{
  int index = pd_rule_place_find (self, id);

  if (index >= 0 && self->may_patch)
    gtk_window_present (GTK_WINDOW (pd_rule_dialog_new (pd_rule_place_get_window (self), self->store,
                                                        g_ptr_array_index (self->rules, index), 0)));
}

/** pd_rule_place_activated: opens the rule of @row */
void
pd_rule_place_activated (PdRulePlace *self, GtkWidget *row)
{
  edit (self, id_of (row));
}

/** pd_rule_place_try: tries the rule of @button on past orders, or all that are switched on */
void
pd_rule_place_try (GtkWidget *button, PdRulePlace *self)
{
  gtk_window_present (
      GTK_WINDOW (pd_rule_trial_new (pd_rule_place_get_window (self), self->store, id_of (button))));
}

static void
move_cb (GtkWidget *button, PdRulePlace *self)
{
  int index = pd_rule_place_find (self, id_of (button));

  if (index >= 0)
    pd_rule_place_move (self, (guint) index, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "by")));
}

static void
delete_answered_cb (AdwMessageDialog *dialog, const char *response, PdRulePlace *self)
{
  int index = pd_rule_place_find (self, id_of (GTK_WIDGET (dialog)));

  if (index >= 0 && g_str_equal (response, "delete"))
    pd_rule_place_delete (self, g_ptr_array_index (self->rules, index));
}

static void
delete_cb (GtkWidget *button, PdRulePlace *self)
{
  int index = pd_rule_place_find (self, id_of (button));
  GtkWidget *dialog;

  if (index < 0)
    return;
  dialog = adw_message_dialog_new (
      pd_rule_place_get_window (self), NULL,
      _ ("Nobody is chosen by it any more. Orders that were assigned by it stay as they "
         "are."));
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Delete “%s”?"),
                                     pd_record_get_title (g_ptr_array_index (self->rules, index)));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep"), "delete", _ ("Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "rule", g_strdup (id_of (button)), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Alt with an arrow moves the rule whose row has the keyboard. */
static gboolean
key_cb (GtkWidget *row, guint keyval, guint keycode, GdkModifierType state, GtkEventController *keys)
{
  PdRulePlace *self = g_object_get_data (G_OBJECT (row), "place");
  int index = pd_rule_place_find (self, id_of (row));

  if ((state & GDK_ALT_MASK) == 0 || (keyval != GDK_KEY_Up && keyval != GDK_KEY_Down) || index < 0)
    return GDK_EVENT_PROPAGATE;
  pd_rule_place_move (self, (guint) index, keyval == GDK_KEY_Up ? -1 : 1);
  return GDK_EVENT_STOP;
}

/* --- rows */

static void
add_part (GPtrArray *parts, const PdRecord *rule, guint field)
{
  g_autofree char *text = pd_field_text (rule, field);

  if (*text != '\0')
    g_ptr_array_add (parts, g_strdup_printf (_ ("%1$s: %2$s"),
                                             _ (pd_assignment_rule_type.fields[field].label), text));
}

/* When it fits, and whom it names. */
static char *
describe (const PdRecord *rule, PdRowState state)
{
  static const guint fields[] = { PD_ASSIGNMENT_RULE_SERVICE, PD_ASSIGNMENT_RULE_REGION,
                                  PD_ASSIGNMENT_RULE_PRIORITY, PD_ASSIGNMENT_RULE_ASSIGNEES,
                                  PD_ASSIGNMENT_RULE_MAX_LOAD };
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  /* Most are for service orders: only what is not says so. */
  if (g_strcmp0 (pd_record_get_text (rule, PD_ASSIGNMENT_RULE_APPLIES_TO), PD_ASSIGNMENT_SUBJECT_ORDER) != 0)
    add_part (parts, rule, PD_ASSIGNMENT_RULE_APPLIES_TO);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      /* The conditions come first; without any, it fits all. */
      if (fields[i] == PD_ASSIGNMENT_RULE_ASSIGNEES && parts->len == 0)
        g_ptr_array_add (parts, g_strdup (_ ("All service orders")));
      add_part (parts, rule, fields[i]);
    }
  if (state != PD_ROW_CLEAN)
    g_ptr_array_add (parts, pd_state_text (rule, state, NULL));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static GtkWidget *
add_button (PdRulePlace *self, GtkWidget *row, const PdRecord *rule, const char *icon, const char *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *name = g_strdup_printf ("%s: %s", label, pd_record_get_title (rule));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  pd_set_tooltip (button, label);
  pd_set_accessible_label (button, name);
  g_object_set_data_full (G_OBJECT (button), "rule", g_strdup (pd_record_get_id (rule)), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

static void
add_move (PdRulePlace *self, GtkWidget *row, guint index, int by)
{
  const PdRecord *rule = g_ptr_array_index (self->rules, index);
  GtkWidget *button = add_button (self, row, rule, by < 0 ? "go-up-symbolic" : "go-down-symbolic",
                                  by < 0 ? _ ("Move up") : _ ("Move down"));

  g_object_set_data (G_OBJECT (button), "by", GINT_TO_POINTER (by));
  gtk_widget_set_sensitive (button, by < 0 ? index > 0 : index + 1 < self->rules->len);
  g_signal_connect_object (button, "clicked", G_CALLBACK (move_cb), self, 0);
}

static void
add_switch (PdRulePlace *self, GtkWidget *row, const PdRecord *rule)
{
  GtkWidget *toggle = gtk_switch_new ();
  g_autofree char *name = g_strdup_printf ("%s: %s", _ ("Switched on"), pd_record_get_title (rule));

  gtk_switch_set_active (GTK_SWITCH (toggle), pd_record_get_flag (rule, PD_ASSIGNMENT_RULE_ACTIVE));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (toggle, self->may_patch);
  pd_set_accessible_label (toggle, name);
  g_object_set_data_full (G_OBJECT (toggle), "rule", g_strdup (pd_record_get_id (rule)), g_free);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switched_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), toggle);
}

static GtkWidget *
create_row (PdRulePlace *self, guint index)
{
  const PdRecord *rule = g_ptr_array_index (self->rules, index);
  GtkWidget *row = adw_action_row_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *button;
  g_autofree char *subtitle = describe (rule, g_array_index (self->states, PdRowState, index));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), pd_record_get_title (rule));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), self->may_patch);
  g_object_set_data_full (G_OBJECT (row), "rule", g_strdup (pd_record_get_id (rule)), g_free);
  g_object_set_data (G_OBJECT (row), "place", self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), row);
  gtk_widget_add_controller (row, keys);
  add_switch (self, row, rule);
  button = gtk_button_new_with_label (_ ("Try…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "rule", g_strdup (pd_record_get_id (rule)), g_free);
  pd_set_accessible_description (button, _ ("Try it on past orders, as if it were switched on"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (pd_rule_place_try), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  if (self->may_patch)
    {
      add_move (self, row, index, -1);
      add_move (self, row, index, 1);
    }
  if (self->may_delete)
    {
      button = add_button (self, row, rule, "user-trash-symbolic", _ ("Delete"));
      g_signal_connect_object (button, "clicked", G_CALLBACK (delete_cb), self, 0);
    }
  return row;
}

/** pd_rule_place_update: shows the rules; the keyboard stays on the one that had it */
void
pd_rule_place_update (PdRulePlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *focused_row = focus != NULL && gtk_widget_is_ancestor (focus, self->rows)
                               ? gtk_widget_get_ancestor (focus, ADW_TYPE_ACTION_ROW)
                               : NULL;
  g_autofree char *id = self->wanted != NULL  ? g_steal_pointer (&self->wanted)
                        : focused_row != NULL ? g_strdup (id_of (focused_row))
                                              : NULL;
  int index = id != NULL ? pd_rule_place_find (self, id) : -1;

  pd_layout_empty (self->rows);
  for (guint i = 0; i < self->rules->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->rows), create_row (self, i));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->rules->len > 0 ? "rows" : "empty");
  if (index >= 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->rows), index)));
}
