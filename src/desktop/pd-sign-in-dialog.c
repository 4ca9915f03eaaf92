/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-sign-in-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/pd-certificate-probe.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-address.h"

struct _PdSignInDialog
{
  AdwWindow parent_instance;

  GtkWidget *form;
  GtkWidget *server;
  GtkWidget *server_error; /* a row below @server, as each of the errors below its field */
  GtkWidget *user;
  GtkWidget *user_error;
  GtkWidget *password;
  GtkWidget *password_error;
  GtkWidget *take_over; /* a row, shown when another user's changes wait here */
  GtkWidget *take_over_check;
  GtkWidget *authority;
  GtkWidget *authority_clear;
  GtkWidget *authority_error;
  GtkWidget *button;
  GtkWidget *spinner;

  PdSyncService *service;        /* (owned) */
  GSettings *settings;           /* (owned) */
  GFile *ca_file;                /* (owned) (nullable) */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
  GCancellable *cancellable;     /* (owned) (nullable) of the sign-in */
};

G_DEFINE_FINAL_TYPE (PdSignInDialog, pd_sign_in_dialog, ADW_TYPE_WINDOW)

/* --- what is wrong, beside the field */

static void
set_error (GtkWidget *field, GtkWidget *row, const char *sentence)
{
  gtk_widget_set_visible (row, sentence != NULL);
  if (sentence != NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
      gtk_widget_add_css_class (field, "error");
      pd_set_accessible_description (field, sentence);
    }
  else
    gtk_widget_remove_css_class (field, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
clear_errors (PdSignInDialog *self)
{
  set_error (self->server, self->server_error, NULL);
  set_error (self->user, self->user_error, NULL);
  set_error (self->password, self->password_error, NULL);
  set_error (self->authority, self->authority_error, NULL);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSignInDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *fingerprint = pd_certificate_probe_finish (result, &error);
  g_autofree char *text = NULL;

  if (fingerprint == NULL || self->form == NULL || !gtk_widget_get_visible (self->authority_error))
    return;
  text = g_strdup_printf (_ ("Fingerprint of the certificate (SHA-256): %s. Compare it with the one that the "
                             "administrator tells you, then choose the certificate file that you got."),
                          fingerprint);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->authority_error), text);
}

/**
 * pd_sign_in_dialog_show_error:
 * @self: a dialog
 * @error: why nobody is signed in
 *
 * Says beside the field that it concerns what is wrong.
 */
void
pd_sign_in_dialog_show_error (PdSignInDialog *self, const GError *error)
{
  int failure;

  g_return_if_fail (PD_IS_SIGN_IN_DIALOG (self));
  g_return_if_fail (error != NULL);

  failure = error->domain == PD_SYNC_ERROR ? error->code : PD_SYNC_FAILURE_NETWORK;
  clear_errors (self);
  if (failure == PD_SYNC_FAILURE_SIGN_IN || failure == PD_SYNC_FAILURE_FORBIDDEN)
    {
      set_error (self->password, self->password_error,
                 failure == PD_SYNC_FAILURE_SIGN_IN ? _ ("The user name or the password is wrong.")
                                                    : error->message);
      gtk_widget_grab_focus (self->password);
    }
  else if (failure == PD_SYNC_FAILURE_OTHER_AUTHOR)
    {
      set_error (self->user, self->user_error, error->message);
      gtk_widget_set_visible (self->take_over, TRUE);
      gtk_widget_grab_focus (self->take_over_check);
    }
  else if (failure == PD_SYNC_FAILURE_CERTIFICATE)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->authority_error), NULL);
      set_error (self->authority, self->authority_error, error->message);
      gtk_widget_grab_focus (self->authority);
      pd_certificate_probe_async (gtk_editable_get_text (GTK_EDITABLE (self->server)), NULL, probed_cb,
                                  g_object_ref (self));
    }
  else
    {
      set_error (self->server, self->server_error, error->message);
      gtk_widget_grab_focus (self->server);
    }
}

/* --- signing in */

static void
update_button (PdSignInDialog *self)
{
  gboolean complete = *gtk_editable_get_text (GTK_EDITABLE (self->server)) != '\0' &&
                      *gtk_editable_get_text (GTK_EDITABLE (self->user)) != '\0' &&
                      *gtk_editable_get_text (GTK_EDITABLE (self->password)) != '\0';

  gtk_widget_set_sensitive (self->button, complete && self->cancellable == NULL);
}

static void
set_busy (PdSignInDialog *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  update_button (self);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSignInDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  pd_sync_service_sign_in_finish (PD_SYNC_SERVICE (source), result, &error);
  if (self->form == NULL)
    return;
  g_clear_object (&self->cancellable);
  set_busy (self, FALSE);
  if (error == NULL)
    {
      g_settings_set_string (self->settings, "server", gtk_editable_get_text (GTK_EDITABLE (self->server)));
      g_settings_set_string (self->settings, "user", gtk_editable_get_text (GTK_EDITABLE (self->user)));
      gtk_window_close (GTK_WINDOW (self));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pd_sign_in_dialog_show_error (self, error);
}

static void
sign_in_cb (GtkWidget *widget, gpointer user_data)
{
  PdSignInDialog *self = user_data;
  g_autofree char *ca_file = self->ca_file != NULL ? g_file_get_path (self->ca_file) : NULL;
  g_autofree char *password = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  if (!gtk_widget_get_sensitive (self->button))
    return;
  clear_errors (self);
  /* Where the address is mistyped nothing is sent, and the password stays. */
  address = pd_sync_complete_address (gtk_editable_get_text (GTK_EDITABLE (self->server)), &error);
  if (address == NULL)
    {
      pd_sign_in_dialog_show_error (self, error);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->server), address);
  pd_sync_service_set_takes_over (self->service,
                                  gtk_widget_get_visible (self->take_over) &&
                                      gtk_check_button_get_active (GTK_CHECK_BUTTON (self->take_over_check)));
  self->cancellable = g_cancellable_new ();
  password = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->password)));
  /* The row gives its text to every accessibility client: empty it as soon as it was used. */
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  set_busy (self, TRUE);
  pd_sync_service_sign_in_async (self->service, gtk_editable_get_text (GTK_EDITABLE (self->server)), ca_file,
                                 gtk_editable_get_text (GTK_EDITABLE (self->user)), password,
                                 self->cancellable, signed_in_cb, g_object_ref (self));
  memset (password, 0, strlen (password));
}

/* What is being corrected is no longer wrong. */
static void
changed_cb (GtkEditable *editable, gpointer user_data)
{
  PdSignInDialog *self = user_data;

  if (GTK_WIDGET (editable) == self->server)
    set_error (self->server, self->server_error, NULL);
  else if (GTK_WIDGET (editable) == self->password && *gtk_editable_get_text (editable) != '\0')
    set_error (self->password, self->password_error, NULL);
  else if (GTK_WIDGET (editable) == self->user)
    {
      set_error (self->user, self->user_error, NULL);
      set_error (self->password, self->password_error, NULL);
      gtk_widget_set_visible (self->take_over, FALSE);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->take_over_check), FALSE);
    }
  update_button (self);
}

/* --- the certificate authority */

static void
set_ca_file (PdSignInDialog *self, GFile *file)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  g_set_object (&self->ca_file, file);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->authority),
                               name != NULL ? name : _ ("Those that this computer trusts"));
  gtk_widget_set_visible (self->authority_clear, file != NULL);
  set_error (self->authority, self->authority_error, NULL);
}

static void
authority_chosen_cb (GtkNativeDialog *native, int response, gpointer user_data)
{
  PdSignInDialog *self = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native));
  g_clear_object (&self->chooser);
  if (file != NULL)
    set_ca_file (self, file);
}

static void
choose_authority_cb (GtkWidget *widget, gpointer user_data)
{
  PdSignInDialog *self = user_data;

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Certificate File"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open"), _ ("Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (authority_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
clear_authority_cb (GtkButton *button, gpointer user_data)
{
  set_ca_file (user_data, NULL);
}

/* --- the window */

static GtkWidget *
create_error_row (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), TRUE);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "dialog-error-symbolic");
  gtk_widget_add_css_class (row, "error");
  gtk_widget_set_visible (row, FALSE);
  return row;
}

static GtkWidget *
create_authority_row (PdSignInDialog *self)
{
  GtkWidget *choose = gtk_button_new_from_icon_name ("document-open-symbolic");

  self->authority = adw_action_row_new ();
  self->authority_clear = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->authority), _ ("Trusted certificates"));
  pd_set_tooltip (choose, _ ("Choose a certificate file"));
  pd_set_tooltip (self->authority_clear, _ ("Trust only what this computer trusts"));
  gtk_widget_add_css_class (choose, "flat");
  gtk_widget_add_css_class (self->authority_clear, "flat");
  gtk_widget_set_valign (choose, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->authority_clear, GTK_ALIGN_CENTER);
  g_signal_connect (choose, "clicked", G_CALLBACK (choose_authority_cb), self);
  g_signal_connect (self->authority_clear, "clicked", G_CALLBACK (clear_authority_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->authority), self->authority_clear);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->authority), choose);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->authority), choose);
  return self->authority;
}

static void
create_take_over_row (PdSignInDialog *self)
{
  self->take_over = adw_action_row_new ();
  self->take_over_check = gtk_check_button_new ();
  gtk_widget_set_valign (self->take_over_check, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->take_over), _ ("Send it under my name"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (self->take_over), self->take_over_check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->take_over), self->take_over_check);
  gtk_widget_set_visible (self->take_over, FALSE);
}

static GtkWidget *
create_entry_row (PdSignInDialog *self, GtkWidget *row, const char *title)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (row, "entry-activated", G_CALLBACK (sign_in_cb), self);
  return row;
}

static GtkWidget *
create_form (PdSignInDialog *self)
{
  AdwPreferencesGroup *place = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  AdwPreferencesGroup *person = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  self->form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  self->server = create_entry_row (self, adw_entry_row_new (), _ ("Address of the platform"));
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->server), GTK_INPUT_PURPOSE_URL);
  self->user = create_entry_row (self, adw_entry_row_new (), _ ("User"));
  self->password = create_entry_row (self, adw_password_entry_row_new (), _ ("Password"));
  self->server_error = create_error_row ();
  self->user_error = create_error_row ();
  create_take_over_row (self);
  self->password_error = create_error_row ();
  self->authority_error = create_error_row ();
  adw_preferences_group_add (place, self->server);
  adw_preferences_group_add (place, self->server_error);
  adw_preferences_group_add (place, create_authority_row (self));
  adw_preferences_group_add (place, self->authority_error);
  adw_preferences_group_add (person, self->user);
  adw_preferences_group_add (person, self->user_error);
  adw_preferences_group_add (person, self->take_over);
  adw_preferences_group_add (person, self->password);
  adw_preferences_group_add (person, self->password_error);
  gtk_box_append (GTK_BOX (self->form), GTK_WIDGET (person));
  gtk_box_append (GTK_BOX (self->form), GTK_WIDGET (place));
  return self->form;
}

/* A training platform tells where it is and where its users are listed; no password is taken from it. */
static void
fill_in (PdSignInDialog *self, GtkBox *box)
{
  const char *training_server = g_getenv ("PIAODAN_SERVER");
  const char *training_authority = g_getenv ("PIAODAN_CA");
  const char *training_users = g_getenv ("PIAODAN_USERS");
  g_autofree char *server = g_settings_get_string (self->settings, "server");
  g_autofree char *user = g_settings_get_string (self->settings, "user");

  gtk_editable_set_text (GTK_EDITABLE (self->server),
                         *server == '\0' && training_server != NULL ? training_server : server);
  gtk_editable_set_text (GTK_EDITABLE (self->user), user);
  if (training_authority != NULL && *training_authority != '\0')
    {
      g_autoptr (GFile) file = g_file_new_for_path (training_authority);

      set_ca_file (self, file);
    }
  else
    set_ca_file (self, NULL);
  if (training_users != NULL && *training_users != '\0')
    {
      g_autofree char *text = g_strdup_printf (
          _ ("A training platform runs on this computer. Its users and passwords are in the file %s."),
          training_users);
      GtkWidget *label = pd_layout_text (text, "dim-label");

      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_box_append (box, label);
    }
}

static GtkWidget *
create_content (PdSignInDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *hint =
      pd_layout_text (_ ("Without signing in you can go on working: everything is kept on this computer "
                         "and sent later."),
                      "dim-label");

  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (box), create_form (self));
  fill_in (self, GTK_BOX (box));
  pd_layout_set_margins (box, 18);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
create_header (PdSignInDialog *self)
{
  GtkWidget *header;

  self->button = gtk_button_new_with_label (_ ("Sign In"));
  self->spinner = gtk_spinner_new ();
  g_signal_connect (self->button, "clicked", G_CALLBACK (sign_in_cb), self);
  pd_set_accessible_label (self->spinner, _ ("Signing in"));
  header = pd_layout_dialog_header (gtk_button_new_with_label (_ ("Cancel")), self->button);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->spinner);
  return header;
}

static void
pd_sign_in_dialog_dispose (GObject *object)
{
  PdSignInDialog *self = PD_SIGN_IN_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  self->form = NULL;
  G_OBJECT_CLASS (pd_sign_in_dialog_parent_class)->dispose (object);
}

static void
pd_sign_in_dialog_finalize (GObject *object)
{
  PdSignInDialog *self = PD_SIGN_IN_DIALOG (object);

  g_clear_object (&self->ca_file);
  g_clear_object (&self->settings);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (pd_sign_in_dialog_parent_class)->finalize (object);
}

static gboolean
pd_sign_in_dialog_close_request (GtkWindow *window)
{
  g_cancellable_cancel (PD_SIGN_IN_DIALOG (window)->cancellable);
  return GTK_WINDOW_CLASS (pd_sign_in_dialog_parent_class)->close_request (window);
}

static void
pd_sign_in_dialog_class_init (PdSignInDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_sign_in_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_sign_in_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pd_sign_in_dialog_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pd_sign_in_dialog_init (PdSignInDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->settings = g_settings_new ("org.piaodan.Piaodan");
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), create_content (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 560);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Sign In"));
  set_busy (self, FALSE);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->user)) != '\0')
    gtk_widget_grab_focus (self->password);
  else
    gtk_widget_grab_focus (self->user);
}

/**
 * pd_sign_in_dialog_new:
 * @parent: (nullable): the window that opens it
 * @service: who signs in
 *
 * Returns: (transfer none): a dialog that closes itself when somebody is signed in; show it with
 *   gtk_window_present()
 */
PdSignInDialog *
pd_sign_in_dialog_new (GtkWindow *parent, PdSyncService *service)
{
  PdSignInDialog *self;

  g_return_val_if_fail (PD_IS_SYNC_SERVICE (service), NULL);

  self = g_object_new (PD_TYPE_SIGN_IN_DIALOG, "transient-for", parent, "modal", parent != NULL,
                       "destroy-with-parent", TRUE, NULL);
  self->service = g_object_ref (service);
  return self;
}
