/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-gateway-dialog.h"

#include "desktop/pd-gateway-form.h"
#include "desktop/pd-gateway-result.h"
#include "desktop/pd-gateway-start.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-permission.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How long the trial is waited for, once the platform has the settings. */
#define PATIENCE (90 * G_TIME_SPAN_SECOND)

#define START "start"
#define FORM "form"
#define TRIAL "trial"

struct _PdGatewayDialog
{
  AdwWindow parent_instance;

  GtkWidget *stack; /* NULL when the dialog is gone */
  GtkWidget *start;
  GtkWidget *form;
  GtkWidget *result;
  GtkWidget *back;
  GtkWidget *next;

  PdBureauModel *model;      /* (owned) */
  PdSyncService *service;    /* (owned) */
  PdSyncGateway *gateway;    /* (owned) (nullable) as the platform told it */
  PdSyncTrial *trial;        /* (owned) (nullable) how it went, on the last page */
  GCancellable *cancellable; /* (owned) (nullable) of what is under way */
};

G_DEFINE_FINAL_TYPE (PdGatewayDialog, pd_gateway_dialog, ADW_TYPE_WINDOW)

/**
 * pd_gateway_dialog_may:
 * @service: who is signed in
 *
 * Returns: whether the connection is this person's to set up
 */
gboolean
pd_gateway_dialog_may (PdSyncService *service)
{
  const char *role = pd_sync_service_get_role (service);

  return role == NULL || !pd_permission_is_role (role) || pd_permission_has (role, "put", "gateway");
}

static gboolean
is_page (PdGatewayDialog *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), name) == 0;
}

static gboolean
works (PdGatewayDialog *self)
{
  return self->trial != NULL && self->trial->outcome == PD_SYNC_TRIAL_WORKS;
}

/* --- what the buttons say */

static const char *
next_label (PdGatewayDialog *self)
{
  if (is_page (self, START))
    return _ ("Next");
  if (is_page (self, FORM))
    return _ ("Test");
  return works (self) ? _ ("Done") : _ ("Test Again");
}

static const char *
back_label (PdGatewayDialog *self)
{
  if (is_page (self, START))
    return pd_gateway_dialog_may (self->service) ? _ ("Cancel") : _ ("Close");
  return is_page (self, TRIAL) && self->cancellable != NULL ? _ ("Stop") : _ ("Back");
}

static void
update (PdGatewayDialog *self)
{
  gboolean busy = self->cancellable != NULL;
  gboolean start = is_page (self, START);

  gtk_button_set_label (GTK_BUTTON (self->next), next_label (self));
  gtk_button_set_label (GTK_BUTTON (self->back), back_label (self));
  gtk_widget_set_visible (self->next, !start || pd_gateway_dialog_may (self->service));
  gtk_widget_set_sensitive (self->next, !busy && (start ? self->gateway != NULL
                                                        : works (self) || pd_gateway_form_is_complete (
                                                                              PD_GATEWAY_FORM (self->form))));
}

static void
show_page (PdGatewayDialog *self, const char *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
  pd_set_accessible_description (self->back, "");
  pd_set_accessible_description (self->next, "");
  update (self);
}

static void
clear_trial (PdGatewayDialog *self)
{
  g_clear_pointer (&self->trial, pd_sync_trial_free);
}

/* --- how it is now */

static void
show_now (PdGatewayDialog *self)
{
  g_autoptr (PdSyncTrial) trial = NULL;

  if (self->stack == NULL)
    return;
  trial = pd_sync_trial_new (pd_bureau_model_get_record (self->model));
  pd_gateway_start_show (PD_GATEWAY_START (self->start), self->gateway, trial,
                         pd_gateway_dialog_may (self->service));
}

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdGatewayDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  PdSyncGateway *gateway = pd_sync_service_get_gateway_finish (PD_SYNC_SERVICE (source), result, &error);

  if (self->stack == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_pointer (&gateway, pd_sync_gateway_free);
      return;
    }
  g_clear_object (&self->cancellable);
  if (gateway != NULL)
    {
      g_clear_pointer (&self->gateway, pd_sync_gateway_free);
      self->gateway = gateway;
      if (is_page (self, START))
        pd_gateway_form_fill (PD_GATEWAY_FORM (self->form), gateway);
      else
        pd_gateway_form_keep_secret (PD_GATEWAY_FORM (self->form),
                                     gateway->has_secret ? gateway->app_key : NULL);
      show_now (self);
    }
  else if (is_page (self, START))
    {
      g_autofree char *text = pd_tell_settings_failure (error);

      pd_gateway_start_fail (PD_GATEWAY_START (self->start), text);
    }
  update (self);
  if (is_page (self, START) && self->gateway != NULL)
    gtk_widget_grab_focus (self->next);
}

static void
ask (PdGatewayDialog *self)
{
  if (self->cancellable != NULL || !pd_gateway_dialog_may (self->service))
    return;
  self->cancellable = g_cancellable_new ();
  pd_gateway_start_wait (PD_GATEWAY_START (self->start));
  pd_sync_service_get_gateway_async (self->service, self->cancellable, got_cb, g_object_ref (self));
  update (self);
}

/* --- going back to the platform's own */

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdGatewayDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  PdSyncGateway *gateway = pd_sync_service_remove_gateway_finish (PD_SYNC_SERVICE (source), result, &error);

  if (self->stack == NULL)
    {
      g_clear_pointer (&gateway, pd_sync_gateway_free);
      return;
    }
  g_clear_object (&self->cancellable);
  if (gateway != NULL)
    {
      g_clear_pointer (&self->gateway, pd_sync_gateway_free);
      self->gateway = gateway;
      pd_gateway_form_fill (PD_GATEWAY_FORM (self->form), gateway);
      /* What the record says of the connection comes with it. */
      pd_sync_service_sync_async (self->service, NULL, NULL, NULL);
    }
  else
    {
      g_autofree char *text = pd_tell_settings_failure (error);

      pd_tell (GTK_WINDOW (self), _ ("The Connection Was Not Removed"), text);
    }
  show_now (self);
  update (self);
}

static void
remove_response_cb (AdwMessageDialog *dialog, const char *response, PdGatewayDialog *self)
{
  if (!g_str_equal (response, "remove") || self->cancellable != NULL || self->stack == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  pd_sync_service_remove_gateway_async (self->service, self->cancellable, removed_cb, g_object_ref (self));
  update (self);
}

static void
remove_cb (PdGatewayDialog *self)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (self), _ ("Remove the Connection?"),
      _ ("The platform forgets the key and the secret. What waits is issued through the platform's own "
         "gateway, if it has one, and waits otherwise."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("Keep"), "remove", _ ("Remove"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- the trial */

static void
progress_cb (const char *sentence, gpointer user_data)
{
  PdGatewayDialog *self = user_data;

  if (self->stack != NULL)
    pd_gateway_result_wait (PD_GATEWAY_RESULT (self->result), sentence);
}

/* What was wrong is said where it is mended; whether the platform took the secret before is asked. */
static void
return_to_form (PdGatewayDialog *self, const char *sentence)
{
  show_page (self, FORM);
  pd_gateway_form_show_error (PD_GATEWAY_FORM (self->form), sentence);
  pd_gateway_form_begin (PD_GATEWAY_FORM (self->form));
  ask (self);
}

/* Where the keyboard goes is what a screen reader reads. */
static void
announce (PdGatewayDialog *self)
{
  GtkWidget *button = works (self) ? self->next : self->back;
  g_autofree char *sentence = pd_sync_trial_sentence (self->trial);
  /* Translators: 1: how a trial went, in a few words; 2: sentences that say more */
  g_autofree char *text = g_strdup_printf (_ ("%1$s. %2$s"), pd_sync_trial_words (self->trial), sentence);

  pd_set_accessible_description (button, text);
  gtk_widget_grab_focus (button);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdGatewayDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdSyncTrial) trial =
      pd_sync_service_try_gateway_finish (PD_SYNC_SERVICE (source), result, &error);
  g_autoptr (PdSyncGateway) settings = NULL;

  if (self->stack == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (trial == NULL)
    {
      g_autofree char *text = pd_tell_settings_failure (error);

      return_to_form (self,
                      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                          ? _ ("The test was stopped. What was sent before that is kept by the platform.")
                          : text);
      return;
    }
  settings = pd_gateway_form_dup_settings (PD_GATEWAY_FORM (self->form));
  pd_gateway_form_keep_secret (PD_GATEWAY_FORM (self->form), settings->app_key);
  clear_trial (self);
  self->trial = g_steal_pointer (&trial);
  pd_gateway_result_show (PD_GATEWAY_RESULT (self->result), self->trial);
  update (self);
  announce (self);
}

static void
test (PdGatewayDialog *self)
{
  g_autoptr (PdSyncGateway) settings = pd_gateway_form_dup_settings (PD_GATEWAY_FORM (self->form));
  char *secret = pd_gateway_form_take_secret (PD_GATEWAY_FORM (self->form));

  settings->gateway = g_strdup (pd_gateway_start_get_gateway (PD_GATEWAY_START (self->start)));
  pd_gateway_form_show_error (PD_GATEWAY_FORM (self->form), NULL);
  clear_trial (self);
  self->cancellable = g_cancellable_new ();
  show_page (self, TRIAL);
  gtk_widget_grab_focus (self->back);
  pd_sync_service_try_gateway_async (self->service, settings, secret, PATIENCE, progress_cb, self,
                                     self->cancellable, tried_cb, g_object_ref (self));
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* --- the buttons */

static void
next_cb (PdGatewayDialog *self)
{
  if (!gtk_widget_get_sensitive (self->next))
    return;
  if (is_page (self, START))
    {
      show_page (self, FORM);
      pd_gateway_form_begin (PD_GATEWAY_FORM (self->form));
    }
  else if (works (self) && is_page (self, TRIAL))
    gtk_window_close (GTK_WINDOW (self));
  else
    test (self);
}

static void
back_cb (PdGatewayDialog *self)
{
  if (is_page (self, START))
    gtk_window_close (GTK_WINDOW (self));
  else if (is_page (self, TRIAL) && self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    {
      show_page (self, is_page (self, TRIAL) ? FORM : START);
      if (is_page (self, FORM))
        pd_gateway_form_begin (PD_GATEWAY_FORM (self->form));
      else
        gtk_widget_grab_focus (self->next);
    }
}

/* --- the window */

static void
pd_gateway_dialog_dispose (GObject *object)
{
  PdGatewayDialog *self = PD_GATEWAY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->service);
  self->stack = NULL;
  G_OBJECT_CLASS (pd_gateway_dialog_parent_class)->dispose (object);
}

static void
pd_gateway_dialog_finalize (GObject *object)
{
  PdGatewayDialog *self = PD_GATEWAY_DIALOG (object);

  g_clear_pointer (&self->gateway, pd_sync_gateway_free);
  clear_trial (self);
  G_OBJECT_CLASS (pd_gateway_dialog_parent_class)->finalize (object);
}

static void
pd_gateway_dialog_class_init (PdGatewayDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_gateway_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_gateway_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_header (PdGatewayDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->back = gtk_button_new ();
  self->next = gtk_button_new ();
  gtk_widget_add_css_class (self->next, "suggested-action");
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_cb), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (next_cb), self);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->next);
  return header;
}

static void
add_page (PdGatewayDialog *self, GtkWidget *page, const char *name)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  pd_layout_set_margins (page, 18);
  adw_clamp_set_child (ADW_CLAMP (clamp), page);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), scrolled, name);
}

static void
pd_gateway_dialog_init (PdGatewayDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stack = gtk_stack_new ();
  self->start = pd_gateway_start_new ();
  self->form = GTK_WIDGET (pd_gateway_form_new ());
  self->result = pd_gateway_result_new ();
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT_RIGHT);
  add_page (self, self->start, START);
  add_page (self, self->form, FORM);
  add_page (self, self->result, TRIAL);
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->form, "activated", G_CALLBACK (next_cb), self);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Tax Bureau Connection"));
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 640);
}

/**
 * pd_gateway_dialog_new:
 * @parent: (nullable): the window that opens it
 * @model: how the office stands with the bureau
 * @service: who is signed in
 *
 * Returns: (transfer none): a wizard by which an administrator connects the company to a provider and tries the
 *   connection; others see how it stands. Show it with gtk_window_present()
 */
PdGatewayDialog *
pd_gateway_dialog_new (GtkWindow *parent, PdBureauModel *model, PdSyncService *service)
{
  PdGatewayDialog *self = g_object_new (PD_TYPE_GATEWAY_DIALOG, "transient-for", parent, "modal",
                                        parent != NULL, "destroy-with-parent", TRUE, NULL);

  self->model = g_object_ref (model);
  self->service = g_object_ref (service);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (show_now), self);
  g_signal_connect_swapped (self->start, "retry", G_CALLBACK (ask), self);
  g_signal_connect_swapped (self->start, "remove", G_CALLBACK (remove_cb), self);
  show_now (self);
  ask (self);
  update (self);
  return self;
}
