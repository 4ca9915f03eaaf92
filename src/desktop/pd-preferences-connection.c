/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preferences-connection.h"

#include "desktop/pd-bureau-model.h"
#include "desktop/pd-gateway-dialog.h"
#include "desktop/pd-mail-settings-dialog.h"
#include "desktop/pd-verify-settings-dialog.h"
#include "model/pd-bureau.h"
#include "model/pd-permission.h"
#include "sync/pd-sync-gateway.h"

#include <glib/gi18n-lib.h>

/* How the company is connected to those whom it needs for its invoices, and the ways to set that up. */
struct _PdPreferencesConnection
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *row;
  GtkWidget *button;
  GtkWidget *mail;         /* a row, for administrators */
  GtkWidget *verification; /* a row, for administrators */

  PdBureauModel *model;   /* (owned) */
  PdSyncService *service; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PdPreferencesConnection, pd_preferences_connection, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
may (PdPreferencesConnection *self, const char *object)
{
  const char *role = pd_sync_service_get_role (self->service);

  return pd_sync_service_get_user (self->service) != NULL &&
         (role == NULL || !pd_permission_is_role (role) || pd_permission_has (role, "put", object));
}

/* Settings that only an administrator may ask for are not offered to others. */
static void
update_rows (PdPreferencesConnection *self)
{
  PdRecord *bureau = pd_bureau_model_get_record (self->model);
  gboolean verifies = bureau != NULL && pd_record_get_flag (bureau, PD_BUREAU_VERIFIES);

  gtk_widget_set_visible (self->mail, may (self, "mail"));
  gtk_widget_set_visible (self->verification, may (self, "verify"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->verification),
                               verifies
                                   ? _ ("Set up: the tax bureau can be asked whether an invoice is genuine")
                                   : _ ("Not set up: nobody can be asked whether an invoice is genuine"));
}

static void
update (PdPreferencesConnection *self)
{
  PdRecord *bureau = pd_bureau_model_get_record (self->model);
  g_autoptr (PdSyncTrial) trial = pd_sync_trial_new (bureau);
  gboolean connects = pd_gateway_dialog_may (self->service);

  /* A gateway of the platform's own is tried by nobody. */
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row),
                               bureau == NULL || (trial->outcome == PD_SYNC_TRIAL_PENDING && connects)
                                   ? _ ("The provider that issues the company's invoices")
                                   : pd_sync_trial_words (trial));
  gtk_button_set_label (GTK_BUTTON (self->button), connects ? _ ("Set Up…") : _ ("Details…"));
  gtk_widget_set_sensitive (self->button, pd_sync_service_get_user (self->service) != NULL);
  update_rows (self);
}

static GtkWindow *
window_of (PdPreferencesConnection *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
mail_cb (PdPreferencesConnection *self)
{
  gtk_window_present (GTK_WINDOW (pd_mail_settings_dialog_new (window_of (self), self->service)));
}

static void
verification_cb (PdPreferencesConnection *self)
{
  gtk_window_present (GTK_WINDOW (pd_verify_settings_dialog_new (window_of (self), self->service)));
}

static void
clicked_cb (PdPreferencesConnection *self)
{
  gtk_window_present (GTK_WINDOW (pd_gateway_dialog_new (window_of (self), self->model, self->service)));
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

static GtkWidget *
add_row (PdPreferencesConnection *self, const char *title, const char *subtitle, GCallback callback)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Set Up…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  g_signal_connect_swapped (button, "clicked", callback, self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return row;
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
  self->mail =
      add_row (self, _ ("Mail server"), _ ("Through which invoices are mailed"), G_CALLBACK (mail_cb));
  self->verification = add_row (self, _ ("Verification of invoices"), NULL, G_CALLBACK (verification_cb));
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
