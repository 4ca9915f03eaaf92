/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-bureau-dialog.h"
#include "desktop/pd-gateway-dialog.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-times-dialog.h"
#include "model/pd-bureau.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

static void
signed_in_cb (PdBureauDialog *dialog, guint released, PdWindow *self)
{
  g_autofree char *text = NULL;

  if (released > 0)
    text =
        g_strdup_printf (ngettext ("Signed in at the tax bureau. %u invoice that waited goes on.",
                                   "Signed in at the tax bureau. %u invoices that waited go on.", released),
                         released);
  else
    text = g_strdup (_ ("Signed in at the tax bureau. No invoice had to wait for it."));
  adw_toast_set_timeout (pd_window_add_toast (self, text), 0);
}

static void
sign_in_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;
  PdBureauDialog *dialog;

  if (self->bureau == NULL)
    return;
  dialog = pd_bureau_dialog_new (GTK_WINDOW (self), self->bureau, self->service);
  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (signed_in_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!pd_bureau_model_command_finish (PD_BUREAU_MODEL (source), result, &error))
    pd_tell (GTK_WINDOW (self), _ ("Not Done"), error->message);
  else
    pd_window_add_toast (self, _ ("The tax bureau is asked for sign-in and quota."));
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->bureau != NULL && pd_bureau_model_get_record (self->bureau) != NULL)
    pd_bureau_model_command_async (self->bureau, "refresh", NULL, refreshed_cb, g_object_ref (self));
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!pd_bureau_model_command_finish (PD_BUREAU_MODEL (source), result, &error))
    pd_tell (GTK_WINDOW (self), _ ("Not Done"), error->message);
  else
    pd_window_add_toast (self, _ ("The provider is asked for its list of the last ten days."));
}

static void
compare_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->bureau != NULL && pd_bureau_model_get_record (self->bureau) != NULL)
    pd_bureau_model_command_async (self->bureau, "compare", NULL, compared_cb, g_object_ref (self));
}

static void
connection_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->bureau != NULL && self->service != NULL)
    gtk_window_present (GTK_WINDOW (pd_gateway_dialog_new (GTK_WINDOW (self), self->bureau, self->service)));
}

static void
times_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->store != NULL)
    gtk_window_present (GTK_WINDOW (pd_times_dialog_new (GTK_WINDOW (self), self->store)));
}

static void
issue_all_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdWindow *self = user_data;

  if (self->store != NULL)
    pd_window_issue_all (self, g_variant_get_string (parameter, NULL));
}

static const GActionEntry entries[] = {
  { "bureau-sign-in", sign_in_cb },       { "bureau-refresh", refresh_cb },
  { "bureau-connection", connection_cb }, { "issuing-times", times_cb },
  { "issue-all", issue_all_cb, "s" },     { "bureau-compare", compare_cb },
};

void
pd_window_install_bureau_actions (PdWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}

void
pd_window_update_bureau_actions (PdWindow *self)
{
  gboolean known = self->bureau != NULL && pd_bureau_model_get_record (self->bureau) != NULL;

  pd_window_enable (self, "bureau-sign-in", known && pd_window_may (self, "sign_in", pd_bureau_type.name));
  pd_window_enable (self, "bureau-refresh", known && pd_window_may (self, "refresh", pd_bureau_type.name));
  pd_window_enable (self, "bureau-compare", known && pd_window_may (self, "compare", pd_bureau_type.name));
  pd_window_enable (self, "bureau-connection",
                    self->bureau != NULL && self->service != NULL &&
                        pd_sync_service_get_user (self->service) != NULL);
  pd_window_enable (self, "issuing-times", self->store != NULL);
  pd_window_enable (self, "issue-all",
                    self->store != NULL && pd_window_may (self, "issue", pd_order_type.name));
}
