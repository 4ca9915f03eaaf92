/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-sync-button.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

struct _PdSyncButton
{
  GtkWidget parent_instance;

  /* Template */
  GtkMenuButton *button;
  GtkImage *icon;
  GtkLabel *label;
  GtkLabel *headline;
  GtkLabel *details;

  /* Owned */
  PdStore *store; /* (nullable) */
  gulong changed_handler;
  PdStoreCounts counts;
};

G_DEFINE_FINAL_TYPE (PdSyncButton, pd_sync_button, GTK_TYPE_WIDGET)

static void
update (PdSyncButton *self)
{
  guint waiting = self->counts.waiting + self->counts.in_flight;
  g_autofree char *waiting_text = g_strdup_printf (ngettext ("%u waiting", "%u waiting", waiting), waiting);
  g_autofree char *conflict_text =
      g_strdup_printf (ngettext ("%u conflict", "%u conflicts", self->counts.conflicts),
                       self->counts.conflicts);
  g_autofree char *since = NULL;

  if (self->counts.conflicts > 0)
    {
      gtk_image_set_from_icon_name (self->icon, "dialog-warning-symbolic");
      gtk_label_set_text (self->label, conflict_text);
    }
  else if (waiting > 0)
    {
      gtk_image_set_from_icon_name (self->icon, "document-send-symbolic");
      gtk_label_set_text (self->label, waiting_text);
    }
  else
    {
      gtk_image_set_from_icon_name (self->icon, "object-select-symbolic");
      gtk_label_set_text (self->label, _ ("All sent"));
    }
  gtk_label_set_text (self->headline, gtk_label_get_text (self->label));
  if (self->counts.oldest_waiting > 0)
    {
      g_autofree char *time = pd_time_text (self->counts.oldest_waiting);

      since =
          g_strdup_printf (_ ("The oldest change has been waiting since %s. It is kept on this computer."),
                           time);
    }
  gtk_label_set_text (self->details,
                      since != NULL ? since : _ ("Everything saved here has been sent to the platform."));
  pd_set_accessible_label (GTK_WIDGET (self->button), gtk_label_get_text (self->label));
}

/* --- counts */

typedef struct
{
  GWeakRef button;
  PdStoreCounts counts;
} Count;

static void
count_free (Count *count)
{
  g_weak_ref_clear (&count->button);
  g_free (count);
}

static gboolean
count_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_get_counts (session, &((Count *) data)->counts, error);
}

static void
counted_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Count *count = pd_store_job_data (result);
  g_autoptr (PdSyncButton) self = g_weak_ref_get (&count->button);

  if (self == NULL)
    return;
  if (!ok)
    {
      g_info ("Counting what waits failed: %s", error->message);
      return;
    }
  self->counts = count->counts;
  update (self);
}

static void
store_changed_cb (PdSyncButton *self)
{
  Count *count = g_new0 (Count, 1);

  g_weak_ref_init (&count->button, self);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_IDLE, count_job, count, (GDestroyNotify) count_free,
                       NULL, counted_cb, NULL);
}

/**
 * pd_sync_button_set_store:
 * @self: a button
 * @store: the cache, whose outbox and conflicts are counted
 */
void
pd_sync_button_set_store (PdSyncButton *self, PdStore *store)
{
  g_return_if_fail (PD_IS_SYNC_BUTTON (self));
  g_return_if_fail (self->store == NULL);

  self->store = g_object_ref (store);
  self->changed_handler = g_signal_connect_swapped (store, "changed", G_CALLBACK (store_changed_cb), self);
  store_changed_cb (self);
}

static void
pd_sync_button_dispose (GObject *object)
{
  PdSyncButton *self = PD_SYNC_BUTTON (object);
  GtkWidget *child;

  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_sync_button_parent_class)->dispose (object);
}

static void
pd_sync_button_class_init (PdSyncButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_sync_button_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/piaodan/Piaodan/pd-sync-button.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, button);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, icon);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, label);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, headline);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, details);
}

static void
pd_sync_button_init (PdSyncButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}
