/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-device-dialog.h"
#include "desktop/pd-conflict-place.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-forecast-dialog.h"
#include "desktop/pd-import-dialog.h"
#include "desktop/pd-invoice-preview-window.h"
#include "desktop/pd-note.h"
#include "desktop/pd-received-file.h"
#include "desktop/pd-reconcile-place.h"
#include "desktop/pd-sign-in-dialog.h"
#include "desktop/pd-taking-dialog.h"
#include "model/pd-attachment.h"
#include "model/pd-device.h"
#include "model/pd-invoice.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-received-invoice.h"
#include "model/pd-reversal.h"
#include "model/pd-solution.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

PdRecord *
pd_window_get_record (PdWindow *self)
{
  PdRecordPage *page = pd_window_get_page (self);

  return page != NULL && pd_record_page_shows_record (page)
             ? pd_record_view_get_record (pd_record_page_get_view (page))
             : NULL;
}

/* What was pressed to come here, a popover's button perhaps, has let go of the keyboard by then. */
static gboolean
enter_place_cb (gpointer user_data)
{
  PdWindow *self = user_data;
  GtkWidget *place = gtk_stack_get_visible_child (self->places);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (place == NULL || self->editor != NULL || (focus != NULL && gtk_widget_is_ancestor (focus, place)))
    return G_SOURCE_REMOVE;
  if (!gtk_widget_grab_focus (place))
    gtk_widget_child_focus (place, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

static void
place_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pd_window_show_place (user_data, g_variant_get_string (parameter, NULL));
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, enter_place_cb, g_object_ref (user_data), g_object_unref);
}

static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecordPage *page = pd_window_get_page (self);
  GtkWidget *place = gtk_stack_get_visible_child (self->places);

  if (place != NULL && PD_IS_RECONCILE_PLACE (place))
    pd_reconcile_place_find (PD_RECONCILE_PLACE (place));
  if (page == NULL)
    return;
  pd_record_page_go_back (page);
  if (!g_str_equal (pd_record_page_get_mode (page), PD_RECORD_PAGE_LIST))
    pd_window_set_orders_view (self, PD_RECORD_PAGE_LIST);
  pd_record_list_find (pd_record_page_get_list (page));
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecordPage *page = pd_window_get_page (self);
  GtkWidget *place = gtk_stack_get_visible_child (self->places);

  if (place != NULL && PD_IS_CONFLICT_PLACE (place) && pd_conflict_place_go_back (PD_CONFLICT_PLACE (place)))
    return;
  if (page == NULL || !pd_record_page_go_back (page))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
show_record_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *type_name, *id;

  g_variant_get (parameter, "(&s&s)", &type_name, &id);
  pd_window_show_record (user_data, pd_record_type_find (type_name), id);
}

static void
show_invoice_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = pd_window_get_record (user_data);
  g_autofree char *id = NULL;

  if (record == NULL || pd_record_get_record_type (record) != &pd_order_type)
    return;
  id = g_strdup (pd_record_get_text (record, PD_ORDER_INVOICE_ID));
  if (id != NULL)
    pd_window_show_record (user_data, &pd_invoice_type, id);
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *type_name = g_action_get_name (G_ACTION (action)) + strlen ("new-");

  pd_window_edit (user_data, pd_place_for_type (pd_record_type_find (type_name)), NULL, TRUE);
}

static void
device_saved_cb (PdDeviceDialog *dialog, const char *id, PdWindow *self)
{
  pd_window_show_record (self, &pd_device_type, id);
}

/* The id of a device follows from its number, which is asked for first. */
static void
new_device_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdDeviceDialog *dialog;

  if (self->store == NULL)
    return;
  dialog = pd_device_dialog_new (GTK_WINDOW (self), self->store);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (device_saved_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = pd_window_get_record (user_data);

  if (record != NULL)
    pd_window_edit (user_data, pd_place_for_type (pd_record_get_record_type (record)), record, FALSE);
}

static void
note_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecord *record = pd_window_get_record (self);

  if (record != NULL)
    pd_edit_note (GTK_WINDOW (self), self->store, record);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = pd_window_get_record (user_data);
  g_autofree char *today = pd_today ();
  g_autoptr (PdRecord) copy = NULL;

  if (record == NULL || pd_record_get_record_type (record) != &pd_order_type)
    return;
  copy = pd_order_duplicate (record, pd_now (), today);
  pd_window_edit (user_data, pd_place_for_type (&pd_order_type), copy, TRUE);
}

static void
delete_response_cb (AdwMessageDialog *dialog, const char *response, PdWindow *self)
{
  const char *id = g_object_get_data (G_OBJECT (dialog), "record-id");
  const PdRecordType *type = g_object_get_data (G_OBJECT (dialog), "record-type");

  if (g_str_equal (response, "delete"))
    pd_window_delete (self, type, id);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecord *record = pd_window_get_record (self);
  GtkWidget *dialog;

  if (record == NULL)
    return;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Delete “%s”?"),
                                     pd_record_get_title (record));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog),
                               _ ("It is deleted for everybody in the office. Orders and invoices that were "
                                  "made with it stay as they are."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep"), "delete", _ ("Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "record-id", g_strdup (pd_record_get_id (record)), g_free);
  g_object_set_data (G_OBJECT (dialog), "record-type", (gpointer) pd_record_get_record_type (record));
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* How many orders a command is for: several, when more than one is selected. */
static guint
n_selected (PdWindow *self)
{
  return pd_window_count_selected (self, &pd_order_type);
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = pd_window_get_record (user_data);
  g_autofree char *text = NULL;

  if (n_selected (user_data) > 1)
    pd_window_command_several (user_data, "cancel");
  if (record == NULL)
    return;
  if (pd_record_has (record, PD_ORDER_KIND))
    {
      pd_window_take_step (user_data, record, "cancel");
      return;
    }
  text = g_strdup_printf (_ ("Order %s is to be cancelled."), pd_record_get_title (record));
  pd_window_command (user_data, record, "cancel", text);
}

static void
complete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = pd_window_get_record (user_data);
  g_autofree char *text = NULL;

  if (record == NULL)
    return;
  if (pd_record_has (record, PD_ORDER_KIND))
    {
      pd_window_take_step (user_data, record, "complete");
      return;
    }
  text = g_strdup_printf (_ ("Order %s is to be completed."), pd_record_get_title (record));
  pd_window_command (user_data, record, "complete", text);
}

static void
reopen_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = pd_window_get_record (user_data);
  g_autofree char *text = NULL;

  if (record == NULL)
    return;
  text = g_strdup_printf (_ ("Reopening of order %s is asked for."), pd_record_get_title (record));
  /* What was invoiced is not to be cancelled by taking this back. */
  if (g_strcmp0 (pd_record_get_state (record), PD_ORDER_STATE_INVOICED) == 0)
    {
      pd_window_command (user_data, record, "reopen", NULL);
      pd_window_add_toast (user_data, text);
    }
  else
    pd_window_command (user_data, record, "reopen", text);
}

/* Whether a person has to look at the total of what is shown. */
static gboolean
total_changed (PdWindow *self)
{
  PdRecordPage *page = pd_window_get_page (self);

  return page != NULL && pd_record_view_is_total_changed (pd_record_page_get_view (page));
}

static void
confirm_total_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = pd_window_get_record (user_data);

  if (record != NULL && total_changed (user_data))
    pd_window_confirm_total (user_data, record);
}

static void
issue_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdRecord *record = pd_window_get_record (user_data);

  if (n_selected (user_data) > 1)
    pd_window_command_several (user_data, "issue");
  else if (record != NULL && total_changed (user_data))
    pd_window_say_total_changed (user_data);
  else if (record != NULL)
    pd_window_issue (user_data, record);
}

static void
sync_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->service != NULL)
    pd_sync_service_sync_async (self->service, NULL, NULL, NULL);
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  gtk_window_present (GTK_WINDOW (pd_import_dialog_new (GTK_WINDOW (self), self->store)));
}

static void
import_tracking_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  gtk_window_present (
      GTK_WINDOW (pd_taking_dialog_new (GTK_WINDOW (self), self->store, &pd_taking_tracking)));
}

static void
import_statement_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  gtk_window_present (
      GTK_WINDOW (pd_taking_dialog_new (GTK_WINDOW (self), self->store, &pd_taking_statement)));
}

/* The invoice that there is, or else the draft of one. */
static void
preview_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecord *record = pd_window_get_record (self);
  const char *invoice_id;

  if (record == NULL)
    return;
  if (pd_record_get_record_type (record) == &pd_invoice_type)
    {
      pd_show_invoice (GTK_WINDOW (self), self->store, self->service, pd_record_get_id (record));
      return;
    }
  if (pd_record_get_record_type (record) == &pd_received_type)
    {
      pd_show_received (GTK_WINDOW (self), self->store,
                        self->service != NULL ? pd_sync_service_get_blobs (self->service) : NULL, record);
      return;
    }
  invoice_id = pd_record_get_text (record, PD_ORDER_INVOICE_ID);
  if (invoice_id != NULL)
    pd_show_invoice (GTK_WINDOW (self), self->store, self->service, invoice_id);
  else
    pd_show_order_draft (GTK_WINDOW (self), self->store, pd_record_get_id (record));
}

static void
sign_in_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->service != NULL)
    gtk_window_present (GTK_WINDOW (pd_sign_in_dialog_new (GTK_WINDOW (self), self->service)));
}

static void
forecast_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->store != NULL)
    gtk_window_present (GTK_WINDOW (pd_forecast_dialog_new (GTK_WINDOW (self), self->store)));
}

static const GActionEntry entries[] = {
  { "place", place_cb, "s" },
  { "find", find_cb },
  { "back", back_cb },
  { "show-record", show_record_cb, "(ss)" },
  { "show-invoice", show_invoice_cb },
  { "new-order", new_cb },
  { "new-buyer", new_cb },
  { "new-good", new_cb },
  { "new-device", new_device_cb },
  { "new-ticket", new_cb },
  { "new-solution", new_cb },
  { "edit", edit_cb },
  { "note", note_cb },
  { "copy", copy_cb },
  { "delete", delete_cb },
  { "cancel", cancel_cb },
  { "complete", complete_cb },
  { "reopen", reopen_cb },
  { "issue", issue_cb },
  { "confirm-total", confirm_total_cb },
  { "import", import_cb },
  { "import-tracking", import_tracking_cb },
  { "import-statement", import_statement_cb },
  { "forecast", forecast_cb },
  { "preview", preview_cb },
  { "sign-in", sign_in_cb },
  { "sync", sync_cb },
};

void
pd_window_enable (PdWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* Whether the record waits for an answer that nobody foresees here. */
static gboolean
is_awaited (PdWindow *self, PdRecord *record)
{
  const char *pending =
      pd_record_view_get_pending_command (pd_record_page_get_view (pd_window_get_page (self)));

  return pending != NULL && !pd_workflow_foresees (record, pending);
}

/* Whether a command is allowed in the record's state, and need not wait for another. What is in the conflict inbox is
 * decided there first. */
gboolean
pd_window_allows (PdWindow *self, PdRecord *record, const char *command)
{
  PdRecordView *view = pd_record_page_get_view (pd_window_get_page (self));

  return pd_workflow_may_follow (record, pd_record_view_get_pending_command (view), command) &&
         pd_record_view_get_row_state (view) != PD_ROW_CONFLICT && pd_workflow_offers (record, command) &&
         pd_window_may (self, command, pd_record_get_record_type (record)->name);
}

/* Whether the form may be opened; what is frozen takes notes only. */
static gboolean
may_edit_form (PdWindow *self, PdRecord *record)
{
  return record != NULL && pd_place_for_type (pd_record_get_record_type (record))->form != NULL &&
         !pd_workflow_is_frozen (record) &&
         pd_window_may (self, "patch", pd_record_get_record_type (record)->name) &&
         !is_awaited (self, record);
}

/* Says which actions make sense for what is on screen. */
void
pd_window_update_actions (PdWindow *self)
{
  gboolean ready = self->store != NULL && self->editor == NULL;
  PdRecord *record = ready ? pd_window_get_record (self) : NULL;
  const PdRecordType *type = record != NULL ? pd_record_get_record_type (record) : NULL;
  gboolean is_order = type == &pd_order_type;
  gboolean several = ready && n_selected (self) > 1;
  gboolean may_edit = may_edit_form (self, record);

  pd_window_enable (self, "find", ready);
  pd_window_enable (self, "back", ready);
  pd_window_enable (self, "place", ready);
  pd_window_enable (self, "new-order", ready && pd_window_may (self, "create", pd_order_type.name));
  pd_window_enable (self, "new-buyer", ready && pd_window_may (self, "create", pd_buyer_type.name));
  pd_window_enable (self, "new-good", ready && pd_window_may (self, "create", pd_good_type.name));
  pd_window_enable (self, "new-device", ready && pd_window_may (self, "create", pd_device_type.name));
  pd_window_enable (self, "new-ticket", ready && pd_window_may (self, "create", pd_ticket_type.name));
  pd_window_enable (self, "new-solution", ready && pd_window_may (self, "create", pd_solution_type.name));
  pd_window_enable (self, "import", ready && pd_window_may (self, "create", pd_order_type.name));
  pd_window_enable (self, "import-tracking", ready && pd_window_may (self, "patch", pd_tracking_type.name));
  pd_window_enable (self, "import-statement", ready && pd_window_may (self, "patch", pd_payment_type.name));
  pd_window_enable (self, "forecast", ready);
  pd_window_enable (self, "edit", may_edit);
  pd_window_enable (self, "note",
                    record != NULL && !may_edit && pd_note_field (type) >= 0 &&
                        pd_window_may (self, "patch", type->name));
  pd_window_enable (self, "copy", is_order && pd_window_may (self, "create", type->name));
  pd_window_enable (self, "delete",
                    (type == &pd_buyer_type || type == &pd_good_type ||
                     (type == &pd_solution_type && !pd_workflow_is_frozen (record))) &&
                        pd_window_may (self, "delete", type->name));
  pd_window_enable (self, "cancel",
                    (several && pd_window_may (self, "cancel", pd_order_type.name)) ||
                        (is_order && pd_window_allows (self, record, "cancel")));
  pd_window_enable (self, "complete", is_order && pd_window_allows (self, record, "complete"));
  pd_window_enable (self, "reopen",
                    is_order && pd_reversal_may_reopen (record, NULL) &&
                        pd_window_allows (self, record, "reopen"));
  pd_window_enable (self, "issue",
                    (several && pd_window_may (self, "issue", pd_order_type.name)) ||
                        (is_order && pd_window_allows (self, record, "issue")));
  pd_window_enable (self, "confirm-total", is_order && total_changed (self));
  pd_window_enable (self, "show-invoice", is_order && pd_record_has (record, PD_ORDER_INVOICE_ID));
  pd_window_enable (self, "preview",
                    is_order || type == &pd_invoice_type ||
                        (type == &pd_received_type && pd_record_get_attachments (record)->len > 0));
  pd_window_enable (self, "sign-in", self->service != NULL);
  pd_window_enable (self, "sync", self->service != NULL);
  pd_window_update_invoice_actions (self);
  pd_window_update_mail_actions (self);
  pd_window_update_print_actions (self);
  pd_window_update_bureau_actions (self);
  pd_window_update_reversing (self, record);
  pd_window_update_received (self);
  pd_window_update_steps (self, several);
  pd_window_update_templates (self, record);
  pd_window_update_tickets (self);
  pd_window_explain_permissions (self);
}

void
pd_window_install_actions (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  pd_window_install_invoice_actions (self);
  pd_window_install_invoice_file_actions (self);
  pd_window_install_mail_actions (self);
  pd_window_install_print_actions (self);
  pd_window_install_bureau_actions (self);
  pd_window_install_reversing (self);
  pd_window_install_received (self);
  pd_window_install_steps (self);
  pd_window_install_views (self);
  pd_window_install_templates (self);
  pd_window_install_tickets (self);
  pd_window_update_actions (self);
}
