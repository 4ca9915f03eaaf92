/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-delivery-dialog.h"
#include "desktop/pd-verification-dialog.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-verification-record.h"

#include <glib/gi18n-lib.h>

/* Invoices that leave by mail, and invoices of others that are verified. */

static PdRecord *
shown_invoice (PdWindow *self)
{
  PdRecord *record = self->store != NULL && self->editor == NULL ? pd_window_get_record (self) : NULL;

  return record != NULL && pd_record_get_record_type (record) == &pd_invoice_type ? record : NULL;
}

static void
asked_cb (PdDeliveryDialog *dialog, guint n, PdWindow *self)
{
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u mail is asked for. It goes out with the next synchronisation.",
                                 "%u mails are asked for. They go out with the next synchronisation.", n),
                       n);

  pd_window_add_toast (self, text);
}

static void
mail_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecord *invoice = shown_invoice (self);
  const char *ids[] = { NULL, NULL };
  PdDeliveryDialog *dialog;

  if (pd_window_count_selected (self, &pd_invoice_type) > 1)
    {
      PdRecordList *list = pd_record_page_get_list (pd_window_get_page (self));
      g_autoptr (GArray) rows = pd_record_list_get_selected_rows (list);

      gtk_window_present (
          GTK_WINDOW (pd_delivery_dialog_new_for_rows (GTK_WINDOW (self), self->store, rows)));
      return;
    }
  if (invoice == NULL)
    return;
  ids[0] = pd_record_get_id (invoice);
  dialog = pd_delivery_dialog_new (GTK_WINDOW (self), self->store, ids);
  g_signal_connect_object (dialog, "asked", G_CALLBACK (asked_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
verify_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  const char *role = self->service != NULL ? pd_sync_service_get_role (self->service) : NULL;

  gtk_window_present (GTK_WINDOW (pd_verification_dialog_new (GTK_WINDOW (self), self->store, role)));
}

static const GActionEntry entries[] = {
  { "mail", mail_cb },
  { "verify", verify_cb },
};

void
pd_window_install_mail_actions (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
pd_window_update_mail_actions (PdWindow *self)
{
  PdRecord *invoice = shown_invoice (self);

  gboolean several =
      self->store != NULL && self->editor == NULL && pd_window_count_selected (self, &pd_invoice_type) > 1;

  pd_window_enable (self, "mail",
                    (several || (invoice != NULL &&
                                 g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_FAILED) != 0)) &&
                        pd_window_may (self, "create", pd_delivery_type.name));
  pd_window_enable (self, "verify",
                    self->store != NULL && self->editor == NULL &&
                        pd_window_may (self, "create", pd_verification_type.name));
}
