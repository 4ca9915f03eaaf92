/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-signer-button.h"

#include "desktop/pd-certificate-probe.h"
#include "desktop/pd-tell.h"
#include "reading/pd-trusted-signers.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* The certificate whose fingerprint a dialog shows. */
#define ASKED_ABOUT "piaodan-certificate"

struct _PdSignerButton
{
  GtkButton parent_instance;

  GBytes *certificate; /* (owned) (nullable): what the button is about */
  char *owner;         /* (owned) (nullable) */
  char *issuer;        /* (owned) (nullable) */
  gboolean is_own;     /* it is trusted, and may be trusted no longer */
};

G_DEFINE_FINAL_TYPE (PdSignerButton, pd_signer_button, GTK_TYPE_BUTTON)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
change_thread (GTask *task, gpointer source, gpointer certificate, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean is_done;

  if (g_task_get_source_tag (task) == pd_trusted_signers_remove)
    {
      g_autofree char *fingerprint = pd_signer_fingerprint (certificate);

      is_done = pd_trusted_signers_remove (fingerprint, &error);
    }
  else
    {
      g_autoptr (PdTrustedSigner) signer = pd_trusted_signers_add (certificate, &error);

      is_done = signer != NULL;
    }
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdSignerButton *self = PD_SIGNER_BUTTON (source);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GError) error = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  else if (root != NULL)
    pd_tell (GTK_WINDOW (root), _ ("Nothing Was Changed"), error->message);
}

/* @what: pd_trusted_signers_add() or pd_trusted_signers_remove() */
static void
change (PdSignerButton *self, gpointer what, GBytes *certificate)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, changed_cb, NULL);

  g_task_set_source_tag (task, what);
  g_task_set_task_data (task, g_bytes_ref (certificate), (GDestroyNotify) g_bytes_unref);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  g_task_run_in_thread (task, change_thread);
}

/* What was asked about is trusted; the button may be about another file's signer by now. */
static void
response_cb (AdwMessageDialog *dialog, const char *response, PdSignerButton *self)
{
  if (g_str_equal (response, "trust"))
    change (self, pd_trusted_signers_add, g_object_get_data (G_OBJECT (dialog), ASKED_ABOUT));
}

static void
ask (PdSignerButton *self)
{
  g_autofree char *digits = pd_signer_fingerprint (self->certificate);
  g_autofree char *fingerprint = pd_fingerprint_in_pairs (digits);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, NULL);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Trust “%s”?"),
                                     self->owner != NULL ? self->owner : "?");
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      /* Translators: 1: who issued a certificate, 2: its fingerprint */
      _ ("What this signer signed, and nobody changed since, is then called valid on this computer. Anybody "
         "can "
         "make a certificate with this name: ask the signer, such as your tax bureau, for the fingerprint, "
         "and "
         "compare."
         "\n\nThe certificate is issued by “%1$s”. Its fingerprint (SHA-256) is:\n%2$s"),
      self->issuer != NULL ? self->issuer : "?", fingerprint);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Cancel"), "trust", _ ("Trust"),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), ASKED_ABOUT, g_bytes_ref (self->certificate),
                          (GDestroyNotify) g_bytes_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
pd_signer_button_clicked (GtkButton *button)
{
  PdSignerButton *self = PD_SIGNER_BUTTON (button);

  if (self->is_own)
    change (self, pd_trusted_signers_remove, self->certificate);
  else
    ask (self);
}

static void
pd_signer_button_finalize (GObject *object)
{
  PdSignerButton *self = PD_SIGNER_BUTTON (object);

  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_free (self->owner);
  g_free (self->issuer);
  G_OBJECT_CLASS (pd_signer_button_parent_class)->finalize (object);
}

static void
pd_signer_button_class_init (PdSignerButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_signer_button_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = pd_signer_button_clicked;

  /**
   * PdSignerButton::changed:
   *
   * The signer is trusted now, or no longer.
   */
  signals[SIGNAL_CHANGED] =
      g_signal_new ("changed", PD_TYPE_SIGNER_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_signer_button_init (PdSignerButton *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * pd_signer_button_new:
 *
 * Returns: (transfer none): a button to trust the signer of a file, or to do so no longer; not seen while it is about
 *   nobody
 */
GtkWidget *
pd_signer_button_new (void)
{
  return g_object_new (PD_TYPE_SIGNER_BUTTON, NULL);
}

/**
 * pd_signer_button_set_signature:
 * @self: a button
 * @signature: (nullable): the signature it is about; %NULL for none
 * @is_own: the person who works here trusts its signer, and may take that back
 *
 * A signer can be trusted whom nobody vouches for, and only after a file that was not changed.
 */
void
pd_signer_button_set_signature (PdSignerButton *self, const PdSignature *signature, gboolean is_own)
{
  gboolean is_useful;

  g_return_if_fail (PD_IS_SIGNER_BUTTON (self));

  is_useful = signature != NULL && signature->certificate != NULL &&
              (is_own || signature->verdict == PD_SIGNATURE_UNKNOWN_SIGNER);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->issuer, g_free);
  if (is_useful)
    {
      self->certificate = g_bytes_ref (signature->certificate);
      self->owner = g_strdup (signature->signer);
      self->issuer = g_strdup (signature->issuer);
      self->is_own = is_own;
      gtk_button_set_label (GTK_BUTTON (self), is_own ? _ ("Trust No Longer") : _ ("Trust This Signer…"));
    }
  gtk_widget_set_visible (GTK_WIDGET (self), is_useful);
}
