/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preferences-connection.h"

#include "desktop/pd-bureau-model.h"
#include "desktop/pd-gateway-dialog.h"
#include "sync/pd-sync-gateway.h"

#include <glib/gi18n-lib.h>

/* How the company is connected to the provider that issues, and the way to the wizard. */
struct _PdPreferencesConnection
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *row;
  GtkWidget *button;

  PdBureauModel *model;   /* (owned) */
  PdSyncService *service; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PdPreferencesConnection, pd_preferences_connection, ADW_TYPE_PREFERENCES_GROUP)

static void
update (PdPreferencesConnection *self)
{
  PdRecord *bureau = pd_bureau_model_get_record (self->model);
  g_autoptr (PdSyncTrial) trial = pd_sync_trial_new (bureau);
  gboolean may = pd_gateway_dialog_may (self->service);

  /* A gateway of the platform's own is tried by nobody. */
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row),
                               bureau == NULL || (trial->outcome == PD_SYNC_TRIAL_PENDING && may)
                                   ? _ ("The provider that issues the company's invoices")
                                   : pd_sync_trial_words (trial));
  gtk_button_set_label (GTK_BUTTON (self->button), may ? _ ("Set Up…") : _ ("Details…"));
  gtk_widget_set_sensitive (self->button, pd_sync_service_get_user (self->service) != NULL);
}

static void
clicked_cb (PdPreferencesConnection *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (GTK_WINDOW (
      pd_gateway_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->model, self->service)));
}

static void
pd_preferences_connection_dispose (GObject *object)
{
  PdPreferencesConnection *self = PD_PREFERENCES_CONNECTION (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (pd_preferences_connection_parent_class)->dispose (object);
}

static void
pd_preferences_connection_class_init (PdPreferencesConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_preferences_connection_dispose;
}

static void
pd_preferences_connection_init (PdPreferencesConnection *self)
{
  self->row = adw_action_row_new ();
  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ ("Tax bureau connection"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), self->button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->row), self->button);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->row);
}

/**
 * pd_preferences_connection_new:
 * @store: the cache
 * @service: says who is signed in
 *
 * Returns: (transfer floating): how the company is connected to its provider, with the way to the wizard
 */
GtkWidget *
pd_preferences_connection_new (PdStore *store, PdSyncService *service)
{
  PdPreferencesConnection *self = g_object_new (PD_TYPE_PREFERENCES_CONNECTION, NULL);

  self->model = pd_bureau_model_new (store);
  self->service = g_object_ref (service);
  g_signal_connect_swapped (self->model, "changed", G_CALLBACK (update), self);
  g_signal_connect_object (service, "notify::user", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
