/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bureau-dialog.h"

#include "desktop/pd-bureau-text.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-qr-view.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-bureau.h"

#include <glib/gi18n-lib.h>

/* While somebody signs in, the platform is asked often. */
#define ASK_EVERY_SECONDS 2

/* Longer than that nobody waits in front of it. */
#define LONGEST_COUNTDOWN G_TIME_SPAN_HOUR

struct _PdBureauDialog
{
  AdwWindow parent_instance;

  GtkWidget *say;     /* what to do */
  GtkWidget *spinner; /* while the code is on its way */
  GtkWidget *qr;
  GtkWidget *expires;
  GtkWidget *entry_box;
  GtkWidget *entry;
  GtkWidget *enter;
  GtkWidget *again; /* a new code of the same way */
  GtkWidget *other; /* the other way */
  GtkWidget *trouble;

  PdBureauModel *model;   /* (owned) */
  PdSyncService *service; /* (owned) (nullable) */
  guint tick_source;
  guint ticks;
  guint n_waited;     /* the most invoices that waited for it */
  gboolean by_sms;    /* the way that was asked for last */
  gboolean asked;     /* for a code, by this dialog */
  gboolean postponed; /* a code is asked for as soon as another one may be */
  gboolean was_out;   /* not signed in since it was opened: then being so is news */
};

enum
{
  SIGNED_IN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdBureauDialog, pd_bureau_dialog, ADW_TYPE_WINDOW)

/* --- what is shown */

static gboolean
has_code (PdBureauDialog *self, gint64 *left)
{
  PdRecord *bureau = pd_bureau_model_get_record (self->model);
  gint64 expires = bureau != NULL ? pd_record_get_integer (bureau, PD_BUREAU_CODE_EXPIRES_AT) : 0;

  *left = expires > 0 ? expires - pd_now () : G_MAXINT64;
  return g_str_equal (pd_bureau_model_get_session (self->model), PD_BUREAU_SESSION_CODE);
}

/* How long until another code may be asked for; 0: now. */
static gint64
until_again (PdBureauDialog *self)
{
  PdRecord *bureau = pd_bureau_model_get_record (self->model);
  gint64 at = bureau != NULL ? pd_record_get_integer (bureau, PD_BUREAU_CODE_AGAIN_AT) : 0;
  gint64 left = at > 0 ? at - pd_now () : 0;

  /* A clock that is wrong here does not lock anybody out for long: the platform says no by itself. */
  return CLAMP (left, 0, G_TIME_SPAN_DAY);
}

static gboolean
is_soon (PdBureauDialog *self)
{
  gint64 left = until_again (self);

  return left > 0 && left <= LONGEST_COUNTDOWN;
}

/* Another code comes once a minute: the button says when. */
static void
show_again (PdBureauDialog *self)
{
  gboolean known = pd_bureau_model_get_record (self->model) != NULL;
  gint64 left = until_again (self);
  g_autofree char *time = pd_countdown_text (left);
  /* Translators: minutes and seconds until another code may be asked for, as 0:42 */
  g_autofree char *label =
      is_soon (self) ? g_strdup_printf (_ ("New Code in %s"), time) : g_strdup (_ ("New Code"));

  gtk_button_set_label (GTK_BUTTON (self->again), label);
  gtk_widget_set_sensitive (self->again, known && left == 0);
  gtk_widget_set_sensitive (self->other, known && left == 0);
}

static void
show_expiry (PdBureauDialog *self, gboolean code, gint64 left)
{
  g_autofree char *time = pd_countdown_text (left);
  g_autofree char *text = NULL;

  if (code && left <= 0)
    text = g_strdup (_ ("The code has expired. Ask for a new one."));
  else if (code && left != G_MAXINT64)
    /* Translators: minutes and seconds, as 4:05 */
    text = g_strdup_printf (_ ("The code is valid for another %s."), time);
  pd_layout_say (self->expires, text);
}

static const char *
words_to_do (PdBureauDialog *self, gboolean code, gboolean by_sms)
{
  PdSyncState state =
      self->service != NULL ? pd_sync_service_get_state (self->service) : PD_SYNC_STATE_UP_TO_DATE;

  if (pd_bureau_model_get_record (self->model) == NULL)
    return _ ("Nothing is known of the tax bureau yet. It comes with the next synchronisation.");
  if (!code && state != PD_SYNC_STATE_UP_TO_DATE && state != PD_SYNC_STATE_SYNCING)
    return _ ("The platform cannot be reached now. The request is saved here; a code comes when it can.");
  if (code && by_sms)
    return _ ("The tax bureau has sent a code by SMS. Enter it here.");
  if (!code && is_soon (self))
    return _ ("The tax bureau gives one code a minute. The next one is asked for by itself.");
  if (code)
    return _ (
        "Scan this code with the tax bureau's app. This window closes by itself when you are signed in.");
  return _ ("The tax bureau is asked for a code.");
}

static void
update (PdBureauDialog *self)
{
  PdRecord *bureau = pd_bureau_model_get_record (self->model);
  const char *session = pd_bureau_model_get_session (self->model);
  gint64 left;
  gboolean code = has_code (self, &left);
  gboolean by_sms = code ? pd_record_get_flag (bureau, PD_BUREAU_BY_SMS) : self->by_sms;
  gboolean valid = code && left > 0;
  const char *reason = bureau != NULL ? pd_reason_text (pd_record_get_text (bureau, PD_BUREAU_REASON)) : NULL;

  self->n_waited = MAX (self->n_waited, pd_bureau_model_get_n_waiting (self->model));
  self->was_out = self->was_out || g_str_equal (session, PD_BUREAU_SESSION_OUT) || code;
  if (self->was_out && g_str_equal (session, PD_BUREAU_SESSION_IN))
    {
      guint released = self->n_waited - MIN (self->n_waited, pd_bureau_model_get_n_waiting (self->model));

      g_signal_emit (self, signals[SIGNED_IN], 0, released);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  pd_layout_say (self->say, words_to_do (self, code, by_sms));
  pd_qr_view_set_text (PD_QR_VIEW (self->qr),
                       valid && !by_sms ? pd_record_get_text (bureau, PD_BUREAU_QR_CODE) : NULL);
  gtk_widget_set_visible (self->qr, pd_qr_view_has_code (PD_QR_VIEW (self->qr)));
  gtk_widget_set_visible (self->spinner, !code);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), !code);
  gtk_widget_set_visible (self->entry_box, by_sms && valid);
  gtk_button_set_label (GTK_BUTTON (self->other), by_sms ? _ ("QR Code Instead") : _ ("By SMS Instead"));
  show_again (self);
  show_expiry (self, code, left);
  pd_layout_say (self->trouble, reason);
}

/* --- asking */

static void
commanded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdBureauDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!pd_bureau_model_command_finish (PD_BUREAU_MODEL (source), result, &error) && self->trouble != NULL)
    pd_layout_say (self->trouble, error->message);
}

static void
command (PdBureauDialog *self, const char *name, const char *reason)
{
  if (pd_bureau_model_get_record (self->model) == NULL)
    return;
  self->asked = TRUE;
  self->postponed = FALSE;
  self->by_sms = g_str_equal (name, "sign_in_by_sms") || g_str_equal (name, "enter_code");
  pd_bureau_model_command_async (self->model, name, reason, commanded_cb, g_object_ref (self));
}

static void
again_cb (PdBureauDialog *self)
{
  command (self, self->by_sms ? "sign_in_by_sms" : "sign_in", NULL);
}

static void
other_cb (PdBureauDialog *self)
{
  command (self, self->by_sms ? "sign_in" : "sign_in_by_sms", NULL);
}

static void
enter_cb (PdBureauDialog *self)
{
  g_autofree char *code = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (*code == '\0')
    return;
  command (self, "enter_code", code);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
entry_changed_cb (PdBureauDialog *self)
{
  gtk_widget_set_sensitive (self->enter, *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0');
}

/* Without a code that can be used one is asked for, when it may be. */
static void
ask_for_code (PdBureauDialog *self)
{
  self->asked = TRUE;
  self->postponed = is_soon (self);
  if (!self->postponed)
    command (self, self->by_sms ? "sign_in_by_sms" : "sign_in", NULL);
}

static gboolean
tick_cb (gpointer user_data)
{
  PdBureauDialog *self = user_data;
  gint64 left;
  gboolean code = has_code (self, &left);

  show_expiry (self, code, left);
  show_again (self);
  if (self->postponed && !code && !is_soon (self))
    ask_for_code (self);
  if (left <= 0)
    update (self);
  if (self->ticks++ % ASK_EVERY_SECONDS == 0 && self->service != NULL &&
      pd_sync_service_get_state (self->service) == PD_SYNC_STATE_UP_TO_DATE)
    pd_sync_service_sync_async (self->service, NULL, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
changed_cb (PdBureauDialog *self)
{
  gint64 left;

  /* Without a code that can be used the first thing is to ask for one. */
  if (!self->asked && pd_bureau_model_get_record (self->model) != NULL &&
      (!has_code (self, &left) || left <= 0) &&
      !g_str_equal (pd_bureau_model_get_session (self->model), PD_BUREAU_SESSION_IN))
    ask_for_code (self);
  update (self);
}

/* --- the window */

static void
pd_bureau_dialog_dispose (GObject *object)
{
  PdBureauDialog *self = PD_BUREAU_DIALOG (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->service);
  self->trouble = NULL;

  G_OBJECT_CLASS (pd_bureau_dialog_parent_class)->dispose (object);
}

static void
pd_bureau_dialog_class_init (PdBureauDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_bureau_dialog_dispose;

  /**
   * PdBureauDialog::signed-in:
   * @released: how many invoices that waited go on
   */
  signals[SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
centred_text (const char *style)
{
  GtkWidget *label = pd_layout_text (NULL, style);

  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_set_visible (label, FALSE);
  return label;
}

static GtkWidget *
create_entry (PdBureauDialog *self)
{
  self->entry_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->entry = gtk_entry_new ();
  self->enter = gtk_button_new_with_label (_ ("Enter the Code"));
  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_PIN);
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), 12);
  gtk_widget_set_hexpand (self->entry, TRUE);
  pd_set_accessible_label (self->entry, _ ("Code that came by SMS"));
  gtk_widget_add_css_class (self->enter, "suggested-action");
  gtk_widget_set_sensitive (self->enter, FALSE);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (entry_changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (enter_cb), self);
  g_signal_connect_swapped (self->enter, "clicked", G_CALLBACK (enter_cb), self);
  gtk_box_append (GTK_BOX (self->entry_box), self->entry);
  gtk_box_append (GTK_BOX (self->entry_box), self->enter);
  gtk_widget_set_visible (self->entry_box, FALSE);
  return self->entry_box;
}

static GtkWidget *
create_buttons (PdBureauDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->again = gtk_button_new_with_label (_ ("New Code"));
  self->other = gtk_button_new_with_label (_ ("By SMS Instead"));
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (again_cb), self);
  g_signal_connect_swapped (self->other, "clicked", G_CALLBACK (other_cb), self);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->again);
  gtk_box_append (GTK_BOX (box), self->other);
  return box;
}

static void
pd_bureau_dialog_init (PdBureauDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *header = adw_header_bar_new ();

  self->say = centred_text (NULL);
  self->spinner = gtk_spinner_new ();
  self->qr = pd_qr_view_new (_ ("QR code to sign in at the tax bureau"));
  self->expires = centred_text ("numeric");
  self->trouble = centred_text ("error");
  gtk_widget_set_halign (self->qr, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->spinner, 32, 32);
  gtk_widget_set_halign (self->spinner, GTK_ALIGN_CENTER);
  pd_layout_set_margins (content, 24);
  gtk_widget_set_valign (content, GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (content, TRUE);
  gtk_box_append (GTK_BOX (content), self->say);
  gtk_box_append (GTK_BOX (content), self->spinner);
  gtk_box_append (GTK_BOX (content), self->qr);
  gtk_box_append (GTK_BOX (content), create_entry (self));
  gtk_box_append (GTK_BOX (content), self->expires);
  gtk_box_append (GTK_BOX (content), self->trouble);
  gtk_box_append (GTK_BOX (content), create_buttons (self));
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Sign In at the Tax Bureau"));
  gtk_window_set_default_size (GTK_WINDOW (self), 400, 480);
}

/**
 * pd_bureau_dialog_new:
 * @parent: (nullable): the window that opens it
 * @model: how the office stands with the bureau
 * @service: (nullable): asked often while the dialog is open
 *
 * Returns: (transfer none): a dialog that lets a person sign in at the tax bureau; show it with gtk_window_present()
 */
PdBureauDialog *
pd_bureau_dialog_new (GtkWindow *parent, PdBureauModel *model, PdSyncService *service)
{
  PdBureauDialog *self = g_object_new (PD_TYPE_BUREAU_DIALOG, "transient-for", parent, "modal",
                                       parent != NULL, "destroy-with-parent", TRUE, NULL);

  self->model = g_object_ref (model);
  if (service != NULL)
    {
      self->service = g_object_ref (service);
      g_signal_connect_object (service, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect_swapped (model, "changed", G_CALLBACK (changed_cb), self);
  self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
  changed_cb (self);
  return self;
}
