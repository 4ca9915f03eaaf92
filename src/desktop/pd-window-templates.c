/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-template-dialog.h"
#include "desktop/pd-template-list.h"
#include "model/pd-order.h"
#include "wire/pd-wire-template.h"

/* Templates of orders: an order is kept as one, and a new order is begun from one. */

static void
kept_cb (PdTemplateDialog *dialog, const char *name, PdWindow *self)
{
  g_autofree char *text = g_strdup_printf (_ ("The template “%s” is saved on this computer."), name);

  pd_window_add_toast (self, text);
}

static void
save_template_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdRecord *order = pd_window_get_record (self);
  PdTemplateDialog *dialog;

  if (order == NULL || pd_record_get_record_type (order) != &pd_order_type)
    return;
  dialog = pd_template_dialog_new (GTK_WINDOW (self), self->store, NULL, order);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (kept_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
chosen_cb (PdTemplateList *list, PdRecord *order_template, PdWindow *self)
{
  g_autofree char *today = pd_today ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = pd_wire_template_use (order_template, pd_now (), today, &error);

  if (order != NULL)
    pd_window_edit (self, pd_place_for_type (&pd_order_type), order, TRUE);
  else
    pd_window_add_toast (self, error->message);
}

static void
new_from_template_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdTemplateList *list = pd_template_list_new (GTK_WINDOW (self), self->store);

  g_signal_connect_object (list, "chosen", G_CALLBACK (chosen_cb), self, 0);
  gtk_window_present (GTK_WINDOW (list));
}

static const GActionEntry entries[] = {
  { "save-template", save_template_cb },
  { "new-from-template", new_from_template_cb },
};

void
pd_window_install_templates (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

/* @record: (nullable): what is on the screen */
void
pd_window_update_templates (PdWindow *self, PdRecord *record)
{
  gboolean ready = self->store != NULL && self->editor == NULL;

  pd_window_enable (self, "save-template",
                    record != NULL && pd_record_get_record_type (record) == &pd_order_type &&
                        pd_window_may (self, "create", pd_order_template_type.name));
  pd_window_enable (self, "new-from-template", ready && pd_window_may (self, "create", pd_order_type.name));
}
