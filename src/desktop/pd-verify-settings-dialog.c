/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-verify-settings-dialog.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "sync/pd-sync-verify.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The company's connection for verification: an administrator sets it. Trying it out would use up one of the questions
 * that are paid for: whether it works is told by the first one. */

#define APP_ID_MAX 128

struct _PdVerifySettingsDialog
{
  AdwWindow parent_instance;

  GtkWidget *stack; /* "wait", "failure", "form"; NULL when the dialog is gone */
  GtkWidget *failure;
  GtkWidget *trouble; /* why the settings were not taken */
  GtkWidget *held;    /* why questions wait */
  GtkWidget *saved;
  GtkWidget *app_id;
  GtkWidget *secret;
  GtkWidget *secret_hint;
  GtkWidget *close;
  GtkWidget *save;

  PdSyncService *service;    /* (owned) */
  PdSyncVerify *verify;      /* (owned) (nullable) as the platform told it */
  GCancellable *cancellable; /* (owned) (nullable) of what is under way */
  gboolean changed;          /* what is entered is not saved */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (PdVerifySettingsDialog, pd_verify_settings_dialog, ADW_TYPE_WINDOW)

static char *
dup_app_id (PdVerifySettingsDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->app_id))));
}

static gboolean
keeps_secret (PdVerifySettingsDialog *self)
{
  g_autofree char *app_id = dup_app_id (self);

  return self->verify != NULL && self->verify->has_secret && g_strcmp0 (self->verify->app_id, app_id) == 0;
}

static gboolean
is_complete (PdVerifySettingsDialog *self)
{
  g_autofree char *app_id = dup_app_id (self);

  return *app_id != '\0' &&
         (*gtk_editable_get_text (GTK_EDITABLE (self->secret)) != '\0' || keeps_secret (self));
}

static void
update (PdVerifySettingsDialog *self)
{
  gboolean busy = self->cancellable != NULL;
  const char *hint =
      keeps_secret (self)
          ? _ ("The platform keeps the secret of this application. Leave the field empty to go on with it.")
          : _ ("The secret goes to the platform alone and is kept there, encrypted. It is never shown "
               "again.");

  gtk_label_set_text (GTK_LABEL (self->secret_hint), hint);
  pd_set_accessible_description (self->secret, hint);
  gtk_widget_set_sensitive (self->save, !busy && self->verify != NULL && self->changed && is_complete (self));
  gtk_button_set_label (GTK_BUTTON (self->close), self->changed ? _ ("Cancel") : _ ("Close"));
}

static void
changed_cb (PdVerifySettingsDialog *self)
{
  if (self->filling)
    return;
  self->changed = TRUE;
  pd_layout_say (self->saved, NULL);
  update (self);
}

/* @verify: (transfer full) */
static void
take (PdVerifySettingsDialog *self, PdSyncVerify *verify)
{
  g_autofree char *held = pd_sync_verify_held_sentence (verify);

  g_clear_pointer (&self->verify, pd_sync_verify_free);
  self->verify = verify;
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->app_id), verify->app_id != NULL ? verify->app_id : "");
  self->filling = FALSE;
  self->changed = FALSE;
  pd_layout_say (self->held, held);
}

/* --- asking */

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdVerifySettingsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  PdSyncVerify *verify = pd_sync_service_get_verify_finish (PD_SYNC_SERVICE (source), result, &error);

  if (self->stack == NULL)
    {
      g_clear_pointer (&verify, pd_sync_verify_free);
      return;
    }
  g_clear_object (&self->cancellable);
  if (verify != NULL)
    take (self, verify);
  else
    {
      g_autofree char *text = pd_tell_settings_failure (error);

      gtk_label_set_text (GTK_LABEL (self->failure), text);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), verify != NULL ? "form" : "failure");
  update (self);
}

static void
ask (PdVerifySettingsDialog *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "wait");
  self->cancellable = g_cancellable_new ();
  pd_sync_service_get_verify_async (self->service, self->cancellable, got_cb, g_object_ref (self));
  update (self);
}

/* --- setting */

static void
say_trouble (PdVerifySettingsDialog *self, const GError *error)
{
  g_autofree char *text = error != NULL ? pd_tell_settings_failure (error) : NULL;

  pd_layout_say (self->trouble, text);
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdVerifySettingsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  PdSyncVerify *verify = pd_sync_service_put_verify_finish (PD_SYNC_SERVICE (source), result, &error);

  if (self->stack == NULL)
    {
      g_clear_pointer (&verify, pd_sync_verify_free);
      return;
    }
  g_clear_object (&self->cancellable);
  say_trouble (self, error);
  if (verify != NULL)
    {
      take (self, verify);
      pd_layout_say (self->saved,
                     _ ("The settings are saved. What waits is asked now; the first answer tells whether "
                        "they are right."));
      /* That verification is set up comes with a record. */
      pd_sync_service_sync_async (self->service, NULL, NULL, NULL);
    }
  update (self);
  if (verify != NULL)
    gtk_widget_grab_focus (self->close);
}

static void
save_cb (PdVerifySettingsDialog *self)
{
  g_autofree char *app_id = dup_app_id (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->secret));
  char *secret = *text != '\0' ? g_strdup (text) : NULL;
  g_autoptr (GBytes) body = NULL;

  if (!gtk_widget_get_sensitive (self->save))
    {
      g_free (secret);
      return;
    }
  body = pd_sync_verify_to_body (app_id, secret);
  /* The row gives its text to every accessibility client. */
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->secret), "");
  self->filling = FALSE;
  pd_layout_say (self->trouble, NULL);
  self->cancellable = g_cancellable_new ();
  pd_sync_service_put_verify_async (self->service, body, self->cancellable, put_cb, g_object_ref (self));
  update (self);
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* --- the window */

static void
pd_verify_settings_dialog_dispose (GObject *object)
{
  PdVerifySettingsDialog *self = PD_VERIFY_SETTINGS_DIALOG (object);

  self->stack = NULL;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->service);
  g_clear_pointer (&self->verify, pd_sync_verify_free);

  G_OBJECT_CLASS (pd_verify_settings_dialog_parent_class)->dispose (object);
}

static void
pd_verify_settings_dialog_class_init (PdVerifySettingsDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_verify_settings_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_header (PdVerifySettingsDialog *self)
{
  self->close = gtk_button_new_with_label (_ ("Close"));
  self->save = gtk_button_new_with_label (_ ("Save"));
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  return pd_layout_dialog_header (self->close, self->save);
}

static GtkWidget *
create_group (PdVerifySettingsDialog *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkEditable *delegate;

  self->app_id = adw_entry_row_new ();
  self->secret = adw_password_entry_row_new ();
  self->secret_hint = pd_layout_text (NULL, "caption");
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Verification Service"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("聚美智数 (jumdata.com) asks the tax bureau whether an invoice "
                                            "is genuine. Key and secret are those of "
                                            "your company's application there. Each answer may cost money."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->app_id), _ ("Key (appId)"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret), _ ("Secret (appSecret)"));
  delegate = gtk_editable_get_delegate (GTK_EDITABLE (self->app_id));
  if (GTK_IS_TEXT (delegate))
    gtk_text_set_max_length (GTK_TEXT (delegate), APP_ID_MAX);
  gtk_widget_add_css_class (self->secret_hint, "dim-label");
  gtk_widget_set_margin_top (self->secret_hint, 6);
  g_signal_connect_swapped (self->app_id, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->secret, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->app_id, "entry-activated", G_CALLBACK (save_cb), self);
  g_signal_connect_swapped (self->secret, "entry-activated", G_CALLBACK (save_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->app_id);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->secret);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->secret_hint);
  return group;
}

static GtkWidget *
create_form (PdVerifySettingsDialog *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->trouble = pd_layout_text (NULL, "error");
  self->held = pd_layout_text (NULL, "warning");
  self->saved = pd_layout_text (NULL, "success");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_widget_set_visible (self->held, FALSE);
  gtk_widget_set_visible (self->saved, FALSE);
  gtk_label_set_selectable (GTK_LABEL (self->trouble), TRUE);
  pd_layout_set_margins (content, 18);
  gtk_box_append (GTK_BOX (content), self->trouble);
  gtk_box_append (GTK_BOX (content), self->held);
  gtk_box_append (GTK_BOX (content), create_group (self));
  gtk_box_append (GTK_BOX (content), self->saved);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static GtkWidget *
create_failure (PdVerifySettingsDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *again = gtk_button_new_with_label (_ ("Try Again"));

  self->failure = pd_layout_text (NULL, "error");
  gtk_widget_set_halign (again, GTK_ALIGN_START);
  g_signal_connect_swapped (again, "clicked", G_CALLBACK (ask), self);
  pd_layout_set_margins (box, 18);
  gtk_box_append (GTK_BOX (box), self->failure);
  gtk_box_append (GTK_BOX (box), again);
  return box;
}

static void
pd_verify_settings_dialog_init (PdVerifySettingsDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *wait = gtk_spinner_new ();

  self->stack = gtk_stack_new ();
  gtk_spinner_set_spinning (GTK_SPINNER (wait), TRUE);
  gtk_widget_set_halign (wait, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (wait, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (wait, 32, 32);
  pd_set_accessible_label (wait, _ ("The platform is asked"));
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_stack_add_named (GTK_STACK (self->stack), wait, "wait");
  gtk_stack_add_named (GTK_STACK (self->stack), create_failure (self), "failure");
  gtk_stack_add_named (GTK_STACK (self->stack), create_form (self), "form");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Verification of Invoices"));
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 480);
}

/**
 * pd_verify_settings_dialog_new:
 * @parent: (nullable): the window that opens it
 * @service: who is signed in: an administrator
 *
 * Returns: (transfer none): the company's connection for verification, to be set; show it with gtk_window_present()
 */
PdVerifySettingsDialog *
pd_verify_settings_dialog_new (GtkWindow *parent, PdSyncService *service)
{
  PdVerifySettingsDialog *self = g_object_new (PD_TYPE_VERIFY_SETTINGS_DIALOG, "transient-for", parent,
                                               "modal", parent != NULL, "destroy-with-parent", TRUE, NULL);

  self->service = g_object_ref (service);
  ask (self);
  return self;
}
