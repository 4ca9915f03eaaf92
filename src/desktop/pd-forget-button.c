/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-forget-button.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Lets go of what this computer has kept of a record that the platform lost and will not take back; asks first. */

struct _PdForgetButton
{
  GtkWidget parent_instance;

  GtkWidget *button;

  PdStore *store; /* (owned) */
  const PdRecordType *type;
  char *id; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PdForgetButton, pd_forget_button, GTK_TYPE_WIDGET)

enum
{
  FORGOTTEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/** Forget: what is let go of. */
typedef struct
{
  const PdRecordType *type;
  char *id; /* (owned) */
} Forget;

static void
forget_free (gpointer data)
{
  Forget *forget = data;

  g_free (forget->id);
  g_free (forget);
}

static gboolean
forget_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Forget *forget = data;

  return pd_store_forget_lost (session, forget->type, forget->id, error);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdForgetButton) self = user_data;
  g_autoptr (GError) error = NULL;

  if (pd_store_write_finish (PD_STORE (source), result, &error))
    g_signal_emit (self, signals[FORGOTTEN], 0);
  else
    g_message ("Not forgotten: %s", error->message);
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  PdForgetButton *self = user_data;
  Forget *forget;

  if (!g_str_equal (response, "forget") || self->store == NULL)
    return;
  forget = g_new0 (Forget, 1);
  forget->type = self->type;
  forget->id = g_strdup (self->id);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, forget_job, forget, forget_free, NULL,
                        forgotten_cb, g_object_ref (self));
}

static void
clicked_cb (PdForgetButton *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Forget What Was Kept?"),
                                              _ ("The platform did not take this record back. What this "
                                                 "computer has kept of it is forgotten for good. Do it "
                                                 "when it is not wanted, or was entered again."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("Keep"), "forget", _ ("Forget"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "forget",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
pd_forget_button_dispose (GObject *object)
{
  PdForgetButton *self = PD_FORGET_BUTTON (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (pd_forget_button_parent_class)->dispose (object);
}

static void
pd_forget_button_finalize (GObject *object)
{
  g_free (PD_FORGET_BUTTON (object)->id);
  G_OBJECT_CLASS (pd_forget_button_parent_class)->finalize (object);
}

static void
pd_forget_button_class_init (PdForgetButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_forget_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_forget_button_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[FORGOTTEN] = g_signal_new ("forgotten", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
}

static void
pd_forget_button_init (PdForgetButton *self)
{
  self->button = gtk_button_new_with_label (_ ("Forget…"));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
}

/**
 * pd_forget_button_new:
 * @store: the cache
 * @item: a record that the platform has lost
 *
 * Returns: (transfer floating): a button that emits "forgotten" when nothing is kept of the record any more
 */
GtkWidget *
pd_forget_button_new (PdStore *store, const PdReconcileItem *item)
{
  PdForgetButton *self = g_object_new (PD_TYPE_FORGET_BUTTON, NULL);

  self->store = g_object_ref (store);
  self->type = item->type;
  self->id = g_strdup (item->id);
  return GTK_WIDGET (self);
}
