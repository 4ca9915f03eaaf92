/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-bulk-words.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-step-menu.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

/* An order goes on its way: by a button where that is all, by a question where a reason is wanted. */

/* What a stage_reason holds. */
#define REASON_LENGTH 200

static void
ask_platform (PdWindow *self, PdRecord *order, const PdOrderArrow *arrow, const char *reason)
{
  const char *place = _ (pd_choice_label (pd_order_stage_choices, arrow->to));
  /* Translators: 1: an order's number, 2: a place on its way, as "To be paid" */
  g_autofree char *done =
      g_strdup_printf (_ ("Order %1$s is to go on: %2$s."), pd_record_get_title (order), place);

  pd_window_command_with_reason (self, order, arrow->command, reason, done);
}

static void
reason_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "go", *reason != '\0');
}

static void
reason_given_cb (AdwMessageDialog *dialog, const char *response, PdWindow *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "reason");
  PdRecord *order = g_object_get_data (G_OBJECT (dialog), "order");
  const char *command = g_object_get_data (G_OBJECT (dialog), "command");
  const PdOrderArrow *arrow = pd_order_flow_arrow (order, command);
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (g_str_equal (response, "go") && arrow != NULL)
    ask_platform (self, order, arrow, reason);
}

static void
ask_for_reason (PdWindow *self, PdRecord *order, const PdOrderArrow *arrow)
{
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (self), _ (arrow->label),
                              _ ("Say in a few words why. The reason stands in the order's history."));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), REASON_LENGTH);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, _ ("Reason"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Back"), "go", _ (arrow->label),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "go");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "go", FALSE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go",
                                              g_str_equal (arrow->command, "cancel")
                                                  ? ADW_RESPONSE_DESTRUCTIVE
                                                  : ADW_RESPONSE_SUGGESTED);
  g_object_set_data (G_OBJECT (dialog), "reason", entry);
  g_object_set_data (G_OBJECT (dialog), "command", (gpointer) arrow->command);
  g_object_set_data_full (G_OBJECT (dialog), "order", pd_record_ref (order),
                          (GDestroyNotify) pd_record_unref);
  g_signal_connect (entry, "changed", G_CALLBACK (reason_changed_cb), dialog);
  g_signal_connect_object (dialog, "response", G_CALLBACK (reason_given_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * pd_window_take_step:
 * @self: a window
 * @order: an order that goes a way
 * @command: a command of its way
 *
 * Asks for the reason where one is wanted, and queues the command. What is not possible is said when it is saved.
 */
void
pd_window_take_step (PdWindow *self, PdRecord *order, const char *command)
{
  const PdOrderArrow *arrow = pd_order_flow_arrow (order, command);

  if (arrow == NULL)
    return;
  if (arrow->needs & PD_ORDER_NEED_REASON)
    ask_for_reason (self, order, arrow);
  else
    ask_platform (self, order, arrow, NULL);
}

static void
step_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecord *record = pd_window_get_record (self);
  const char *command = g_variant_get_string (parameter, NULL);

  if (record == NULL || !pd_window_allows (self, record, command))
    return;
  if (pd_record_get_record_type (record) == &pd_order_type)
    pd_window_take_step (self, record, command);
  else
    pd_window_take_ticket_step (self, record, command);
}

static const GActionEntry entries[] = {
  { "step", step_cb, "s" },
};

static void
several_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pd_window_command_several (user_data, g_action_get_name (G_ACTION (action)) + strlen (PD_STEP_SEVERAL));
}

static void
add_several (PdWindow *self, const char *command)
{
  g_autofree char *name = g_strconcat (PD_STEP_SEVERAL, command, NULL);
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect (action, "activate", G_CALLBACK (several_cb), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

/** pd_window_install_steps: adds the actions by which one order, or several, go on their way. */
void
pd_window_install_steps (PdWindow *self)
{
  g_autoptr (GPtrArray) commands = pd_step_menu_commands ();

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < commands->len; i++)
    add_several (self, commands->pdata[i]);
  add_several (self, PD_BULK_ASSIGN);
}

/** pd_window_update_steps: @several: whether more than one order is selected, and something can be done with them */
void
pd_window_update_steps (PdWindow *self, gboolean several)
{
  g_autoptr (GPtrArray) commands = pd_step_menu_commands ();

  for (guint i = 0; i < commands->len; i++)
    {
      g_autofree char *name = g_strconcat (PD_STEP_SEVERAL, commands->pdata[i], NULL);

      pd_window_enable (self, name, several && pd_window_may (self, commands->pdata[i], pd_order_type.name));
    }
  pd_window_enable (self, PD_STEP_SEVERAL PD_BULK_ASSIGN,
                    several && pd_window_may (self, "patch", pd_order_type.name));
}
