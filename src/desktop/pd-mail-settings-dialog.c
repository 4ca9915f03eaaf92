/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-mail-settings-dialog.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-mail-settings-form.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-mail-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The company's mail server: an administrator sets it and tries it out. */

/* How long a test mail is waited for. */
#define PATIENCE (90 * G_TIME_SPAN_SECOND)

struct _PdMailSettingsDialog
{
  AdwWindow parent_instance;

  GtkWidget *stack; /* "wait", "failure", "form"; NULL when the dialog is gone */
  GtkWidget *failure;
  GtkWidget *trouble; /* why the settings were not taken */
  GtkWidget *held;    /* why mail waits */
  PdMailSettingsForm *form;
  GtkWidget *recipient;
  GtkWidget *test;
  GtkWidget *verdict;
  GtkWidget *spinner;
  GtkWidget *close;
  GtkWidget *save;

  PdSyncService *service;    /* (owned) */
  PdSyncMail *mail;          /* (owned) (nullable) as the platform told it */
  GCancellable *cancellable; /* (owned) (nullable) of what is under way */
  gboolean changed;          /* what is entered is not saved */
};

G_DEFINE_FINAL_TYPE (PdMailSettingsDialog, pd_mail_settings_dialog, ADW_TYPE_WINDOW)

static gboolean
has_recipient (PdMailSettingsDialog *self)
{
  g_autofree char *address = pd_mail_address_plain (gtk_editable_get_text (GTK_EDITABLE (self->recipient)));

  return pd_mail_address_is_valid (address);
}

static void
update (PdMailSettingsDialog *self)
{
  gboolean busy = self->cancellable != NULL;
  gboolean set_up = self->mail != NULL && self->mail->set_up;

  gtk_widget_set_sensitive (self->save, !busy && self->mail != NULL && self->changed &&
                                            pd_mail_settings_form_is_complete (self->form));
  gtk_widget_set_sensitive (self->test, !busy && set_up && !self->changed && has_recipient (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->form), !busy);
  gtk_widget_set_visible (self->spinner, busy && self->mail != NULL);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_button_set_label (GTK_BUTTON (self->close), self->changed ? _ ("Cancel") : _ ("Close"));
}

/* --- how the test mail went */

static void
show_verdict (PdMailSettingsDialog *self)
{
  const PdSyncTrial *trial = self->mail->trial;
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;

  gtk_widget_remove_css_class (self->verdict, "success");
  gtk_widget_remove_css_class (self->verdict, "error");
  if (trial == NULL)
    {
      pd_layout_say (self->verdict, NULL);
      return;
    }
  time = pd_time_text (trial->at > 0 ? trial->at : self->mail->asked_at);
  /* Translators: 1: how a test mail went, in a few words; 2: a mail address; 3: a date and time; 4: a reason */
  if (trial->reason != NULL)
    text = g_strdup_printf (_ ("%1$s (%2$s, %3$s): %4$s"), pd_sync_mail_trial_words (trial),
                            self->mail->recipient, time, trial->reason);
  else
    /* Translators: 1: how a test mail went, in a few words; 2: a mail address; 3: a date and time */
    text = g_strdup_printf (_ ("%1$s (%2$s, %3$s)"), pd_sync_mail_trial_words (trial), self->mail->recipient,
                            time);
  pd_layout_say (self->verdict, text);
  if (trial->outcome == PD_SYNC_TRIAL_WORKS)
    gtk_widget_add_css_class (self->verdict, "success");
  else if (trial->outcome == PD_SYNC_TRIAL_FAILS)
    gtk_widget_add_css_class (self->verdict, "error");
}

/* @mail: (transfer full) */
static void
take (PdMailSettingsDialog *self, PdSyncMail *mail)
{
  g_autofree char *held = pd_sync_mail_held_sentence (mail);

  g_clear_pointer (&self->mail, pd_sync_mail_free);
  self->mail = mail;
  pd_layout_say (self->held, held);
  show_verdict (self);
}

static void
fill (PdMailSettingsDialog *self)
{
  pd_mail_settings_form_fill (self->form, self->mail);
  self->changed = FALSE;
  if (*gtk_editable_get_text (GTK_EDITABLE (self->recipient)) == '\0' && self->mail->sender != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->recipient), self->mail->sender);
}

/* --- asking */

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdMailSettingsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  PdSyncMail *mail = pd_sync_service_get_mail_finish (PD_SYNC_SERVICE (source), result, &error);

  if (self->stack == NULL)
    {
      g_clear_pointer (&mail, pd_sync_mail_free);
      return;
    }
  g_clear_object (&self->cancellable);
  if (mail != NULL)
    {
      take (self, mail);
      fill (self);
    }
  else
    {
      g_autofree char *text = pd_tell_settings_failure (error);

      gtk_label_set_text (GTK_LABEL (self->failure), text);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), mail != NULL ? "form" : "failure");
  update (self);
  if (mail != NULL)
    pd_mail_settings_form_begin (self->form);
}

static void
ask (PdMailSettingsDialog *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "wait");
  self->cancellable = g_cancellable_new ();
  pd_sync_service_get_mail_async (self->service, self->cancellable, got_cb, g_object_ref (self));
  update (self);
}

/* --- setting */

static void
say_trouble (PdMailSettingsDialog *self, const GError *error)
{
  g_autofree char *text = error != NULL ? pd_tell_settings_failure (error) : NULL;

  pd_layout_say (self->trouble, text);
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdMailSettingsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  PdSyncMail *mail = pd_sync_service_put_mail_finish (PD_SYNC_SERVICE (source), result, &error);

  if (self->stack == NULL)
    {
      g_clear_pointer (&mail, pd_sync_mail_free);
      return;
    }
  g_clear_object (&self->cancellable);
  say_trouble (self, error);
  if (mail != NULL)
    {
      take (self, mail);
      fill (self);
    }
  update (self);
  if (mail != NULL)
    gtk_widget_grab_focus (has_recipient (self) ? self->test : self->recipient);
}

static void
save_cb (PdMailSettingsDialog *self)
{
  g_autoptr (PdSyncMail) mail = pd_mail_settings_form_dup_settings (self->form);
  char *password = pd_mail_settings_form_take_password (self->form);
  g_autoptr (GBytes) body = pd_sync_mail_to_body (mail, password);

  pd_layout_say (self->trouble, NULL);
  self->cancellable = g_cancellable_new ();
  pd_sync_service_put_mail_async (self->service, body, self->cancellable, put_cb, g_object_ref (self));
  update (self);
  if (password == NULL)
    return;
  explicit_bzero (password, strlen (password));
  g_free (password);
}

/* --- trying */

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdMailSettingsDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  PdSyncMail *mail = pd_sync_service_test_mail_finish (PD_SYNC_SERVICE (source), result, &error);

  if (self->stack == NULL)
    {
      g_clear_pointer (&mail, pd_sync_mail_free);
      return;
    }
  g_clear_object (&self->cancellable);
  if (mail != NULL)
    take (self, mail);
  else
    {
      g_autofree char *text = pd_tell_settings_failure (error);

      gtk_widget_add_css_class (self->verdict, "error");
      pd_layout_say (self->verdict, text);
    }
  update (self);
  /* Where the keyboard is, is what a screen reader reads. */
  pd_set_accessible_description (self->test, gtk_label_get_text (GTK_LABEL (self->verdict)));
  gtk_widget_grab_focus (self->test);
}

static void
test_cb (PdMailSettingsDialog *self)
{
  g_autofree char *recipient = pd_mail_address_plain (gtk_editable_get_text (GTK_EDITABLE (self->recipient)));

  if (!gtk_widget_get_sensitive (self->test))
    return;
  gtk_widget_remove_css_class (self->verdict, "success");
  gtk_widget_remove_css_class (self->verdict, "error");
  pd_layout_say (self->verdict, _ ("The test mail is on its way…"));
  self->cancellable = g_cancellable_new ();
  pd_sync_service_test_mail_async (self->service, recipient, PATIENCE, self->cancellable, tested_cb,
                                   g_object_ref (self));
  update (self);
}

static void
form_changed_cb (PdMailSettingsDialog *self)
{
  self->changed = TRUE;
  update (self);
}

/* --- the window */

static void
pd_mail_settings_dialog_dispose (GObject *object)
{
  PdMailSettingsDialog *self = PD_MAIL_SETTINGS_DIALOG (object);

  self->stack = NULL;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->service);
  g_clear_pointer (&self->mail, pd_sync_mail_free);

  G_OBJECT_CLASS (pd_mail_settings_dialog_parent_class)->dispose (object);
}

static void
pd_mail_settings_dialog_class_init (PdMailSettingsDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_mail_settings_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_header (PdMailSettingsDialog *self)
{
  GtkWidget *header;

  self->close = gtk_button_new_with_label (_ ("Close"));
  self->save = gtk_button_new_with_label (_ ("Save"));
  self->spinner = gtk_spinner_new ();
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  pd_set_accessible_label (self->spinner, _ ("The platform is asked"));
  header = pd_layout_dialog_header (self->close, self->save);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->spinner);
  return header;
}

static GtkWidget *
create_test (PdMailSettingsDialog *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->recipient = adw_entry_row_new ();
  self->test = gtk_button_new_with_label (_ ("Send Test Mail"));
  self->verdict = pd_layout_text (NULL, NULL);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Test Mail"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Save first: the platform sends the test mail with the settings that it has."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->recipient), _ ("To which address"));
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->recipient), GTK_INPUT_PURPOSE_EMAIL);
  gtk_widget_set_valign (self->test, GTK_ALIGN_CENTER);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->recipient), self->test);
  g_signal_connect_swapped (self->recipient, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->recipient, "entry-activated", G_CALLBACK (test_cb), self);
  g_signal_connect_swapped (self->test, "clicked", G_CALLBACK (test_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->recipient);
  gtk_label_set_selectable (GTK_LABEL (self->verdict), TRUE);
  gtk_widget_set_margin_top (self->verdict, 9);
  gtk_widget_set_visible (self->verdict, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->verdict);
  return group;
}

static GtkWidget *
create_form (PdMailSettingsDialog *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->trouble = pd_layout_text (NULL, "error");
  self->held = pd_layout_text (NULL, "warning");
  self->form = pd_mail_settings_form_new ();
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_widget_set_visible (self->held, FALSE);
  gtk_label_set_selectable (GTK_LABEL (self->trouble), TRUE);
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (form_changed_cb), self);
  pd_layout_set_margins (content, 18);
  gtk_box_append (GTK_BOX (content), self->trouble);
  gtk_box_append (GTK_BOX (content), self->held);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (content), create_test (self));
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static GtkWidget *
create_failure (PdMailSettingsDialog *self)
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
pd_mail_settings_dialog_init (PdMailSettingsDialog *self)
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
  gtk_window_set_title (GTK_WINDOW (self), _ ("Mail Server"));
  gtk_window_set_default_size (GTK_WINDOW (self), 520, 680);
}

/**
 * pd_mail_settings_dialog_new:
 * @parent: (nullable): the window that opens it
 * @service: who is signed in: an administrator
 *
 * Returns: (transfer none): the company's mail server, to be set and tried; show it with gtk_window_present()
 */
PdMailSettingsDialog *
pd_mail_settings_dialog_new (GtkWindow *parent, PdSyncService *service)
{
  PdMailSettingsDialog *self = g_object_new (PD_TYPE_MAIL_SETTINGS_DIALOG, "transient-for", parent, "modal",
                                             parent != NULL, "destroy-with-parent", TRUE, NULL);

  self->service = g_object_ref (service);
  ask (self);
  return self;
}
