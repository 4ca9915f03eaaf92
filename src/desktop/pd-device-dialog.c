/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-device-dialog.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-record-form.h"
#include "model/pd-device.h"
#include "model/pd-id.h"
#include "model/pd-problem.h"
#include "store/pd-store-devices.h"
#include "store/pd-store-outbox.h"
#include "sync/pd-sync-account.h"

#include <glib/gi18n-lib.h>

#define WIDTH 520

/* Asks for a device that came before anybody wrote down its receipt; the signal "saved" says its id. */
struct _PdDeviceDialog
{
  AdwWindow parent_instance;

  PdStore *store;   /* (owned) (nullable) */
  PdRecord *wanted; /* (owned) its id is nobody's: the true one follows from the number */

  /* Borrowed */
  PdRecordForm *form;
  GtkWidget *trouble;
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (PdDeviceDialog, pd_device_dialog, ADW_TYPE_WINDOW)

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/** Entering: a device on its way into the cache. */
typedef struct
{
  PdRecord *wanted; /* (owned) */
  PdRecord *device; /* (owned) (nullable) */
} Entering;

static void
entering_free (gpointer data)
{
  Entering *entering = data;

  pd_record_unref (entering->wanted);
  g_clear_pointer (&entering->device, pd_record_unref);
  g_free (entering);
}

static gboolean
enter_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Entering *entering = data;
  g_autofree char *text = pd_store_get_meta (session, PD_STORE_META_ACCOUNT, NULL);
  g_autoptr (PdSyncAccount) account = text != NULL ? pd_sync_account_from_text (text, NULL) : NULL;

  g_clear_pointer (&entering->device, pd_record_unref);
  entering->device = pd_store_enter_device (session, account != NULL ? account->tenant : NULL,
                                            entering->wanted, pd_now (), error);
  return entering->device != NULL;
}

static void
entered_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdDeviceDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Entering *entering = pd_store_job_data (result);

  if (self->store == NULL)
    return;
  gtk_widget_set_sensitive (self->save, TRUE);
  if (!ok)
    {
      pd_layout_say (self->trouble, error->message);
      return;
    }
  g_signal_emit (self, signals[SAVED], 0, pd_record_get_id (entering->device));
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_cb (PdDeviceDialog *self)
{
  GPtrArray *editors = pd_record_form_get_editors (self->form);
  PdFieldEditor *wrong = NULL;
  Entering *entering;

  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);
      gboolean ok = pd_field_editor_store (editor, self->wanted);

      pd_field_editor_set_problem (editor, ok ? NULL : pd_field_editor_get_error (editor), PD_PROBLEM_ERROR);
      if (!ok && wrong == NULL)
        wrong = editor;
    }
  pd_layout_say (self->trouble, NULL);
  if (wrong != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (wrong));
  if (wrong != NULL || !gtk_widget_get_sensitive (self->save))
    return;
  gtk_widget_set_sensitive (self->save, FALSE);
  entering = g_new0 (Entering, 1);
  entering->wanted = pd_record_copy (self->wanted);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, enter_job, entering, entering_free, NULL,
                        entered_cb, g_object_ref (self));
}

static void
pd_device_dialog_dispose (GObject *object)
{
  g_clear_object (&PD_DEVICE_DIALOG (object)->store);

  G_OBJECT_CLASS (pd_device_dialog_parent_class)->dispose (object);
}

static void
pd_device_dialog_finalize (GObject *object)
{
  pd_record_unref (PD_DEVICE_DIALOG (object)->wanted);

  G_OBJECT_CLASS (pd_device_dialog_parent_class)->finalize (object);
}

static void
pd_device_dialog_class_init (PdDeviceDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_device_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_device_dialog_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);

  /** PdDeviceDialog::saved: @id: of the device that is in the cache now */
  signals[SAVED] = g_signal_new ("saved", PD_TYPE_DEVICE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_device_dialog_init (PdDeviceDialog *self)
{
}

static GtkWidget *
create_content (PdDeviceDialog *self)
{
  static const signed char fields[] = { PD_DEVICE_SERIAL_NUMBER, PD_DEVICE_GOOD_NAME,
                                        PD_DEVICE_STATE,         PD_DEVICE_BUYER_NAME,
                                        PD_DEVICE_ADDRESS,       PD_DEVICE_SOFTWARE_VERSION,
                                        PD_DEVICE_NOTE,          -1 };
  static const PdPlaceSection section = { N_ ("Device"), fields };
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->form = PD_RECORD_FORM (pd_record_form_new (&pd_device_type, &section));
  pd_record_form_load (self->form, self->wanted);
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->form));
  gtk_box_append (GTK_BOX (content), self->trouble);
  pd_layout_set_margins (content, 18);
  return content;
}

/**
 * pd_device_dialog_new:
 * @parent: (nullable): the window in front of which it stands
 * @store: the cache
 *
 * Works without a network.
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdDeviceDialog *
pd_device_dialog_new (GtkWindow *parent, PdStore *store)
{
  PdDeviceDialog *self =
      g_object_new (PD_TYPE_DEVICE_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);
  g_autofree char *id = pd_id_new (pd_now ());
  GtkWidget *header;

  self->store = g_object_ref (store);
  self->wanted = pd_record_new (&pd_device_type, id);
  pd_record_set_text (self->wanted, PD_DEVICE_STATE, PD_DEVICE_STATE_IN_STOCK);
  self->save = gtk_button_new_with_label (_ ("Save"));
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  header = pd_layout_dialog_header (gtk_button_new_with_label (_ ("Cancel")), self->save);
  pd_layout_fill_dialog (GTK_WINDOW (self), _ ("New Device"), WIDTH, header, create_content (self),
                         self->save);
  gtk_widget_grab_focus (GTK_WIDGET (pd_record_form_find (self->form, PD_DEVICE_SERIAL_NUMBER)));
  return self;
}
