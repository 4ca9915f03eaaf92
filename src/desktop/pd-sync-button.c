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
  GtkLabel *times;
  GtkSwitch *offline;
  GtkButton *sign_in;
  GtkButton *show_conflicts;
  GtkButton *sync;

  /* Owned */
  PdSyncService *service; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (PdSyncButton, pd_sync_button, GTK_TYPE_WIDGET)

typedef struct
{
  const char *icon;
  const char *words; /* untranslated */
} Face;

/* In the order of PdSyncState. */
static const Face faces[] = {
  [PD_SYNC_STATE_SIGNED_OUT] = { "avatar-default-symbolic", N_ ("Not signed in") },
  [PD_SYNC_STATE_OFFLINE] = { "network-offline-symbolic", N_ ("Offline") },
  [PD_SYNC_STATE_UP_TO_DATE] = { "object-select-symbolic", N_ ("Up to date") },
  [PD_SYNC_STATE_SYNCING] = { "emblem-synchronizing-symbolic", N_ ("Synchronising…") },
  [PD_SYNC_STATE_WAITING] = { "network-error-symbolic", N_ ("Not reached") },
  [PD_SYNC_STATE_SIGN_IN_EXPIRED] = { "dialog-password-symbolic", N_ ("Sign-in needed") },
  [PD_SYNC_STATE_CERTIFICATE] = { "security-low-symbolic", N_ ("Not trusted") },
  [PD_SYNC_STATE_REFUSED] = { "dialog-error-symbolic", N_ ("Access refused") },
  [PD_SYNC_STATE_REMOVALS] = { "dialog-warning-symbolic", N_ ("Please look") },
};

/* (transfer full) (nullable) what has not reached the platform */
static char *
count_text (guint waiting, guint conflicts)
{
  g_autofree char *waiting_text = g_strdup_printf (ngettext ("%u waiting", "%u waiting", waiting), waiting);
  g_autofree char *conflict_text =
      g_strdup_printf (ngettext ("%u conflict", "%u conflicts", conflicts), conflicts);

  if (waiting > 0 && conflicts > 0)
    return g_strdup_printf ("%s · %s", conflict_text, waiting_text);
  if (conflicts > 0)
    return g_steal_pointer (&conflict_text);
  return waiting > 0 ? g_steal_pointer (&waiting_text) : NULL;
}

static char *
times_text (PdSyncService *service)
{
  gint64 last = pd_sync_service_get_last_success (service);
  gint64 next = pd_sync_service_get_next_try (service);
  const char *user = pd_sync_service_get_user (service);
  const char *company = pd_sync_service_get_company (service);
  GString *text = g_string_new (NULL);

  if (user != NULL && company != NULL)
    {
      /* Translators: 1: a person's name, 2: the office's name */
      g_string_append_printf (text, _ ("Signed in as %1$s, %2$s."), user, company);
      g_string_append_c (text, '\n');
    }
  else if (user != NULL)
    {
      g_string_append_printf (text, _ ("Signed in as %s."), user);
      g_string_append_c (text, '\n');
    }
  if (last > 0)
    {
      g_autofree char *time = pd_time_text (last);

      g_string_append_printf (text, _ ("Last success: %s"), time);
    }
  else
    g_string_append (text, _ ("Not synchronised yet."));
  if (next > pd_now ())
    {
      g_autofree char *time = pd_time_text (next);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Next try: %s"), time);
    }
  return g_string_free (text, FALSE);
}

static void
update_face (PdSyncButton *self, PdSyncState state, const char *counts)
{
  const Face *face = &faces[state < G_N_ELEMENTS (faces) ? state : PD_SYNC_STATE_WAITING];
  gboolean conflicts = pd_sync_service_get_conflicts (self->service) > 0;
  gboolean calm = state == PD_SYNC_STATE_UP_TO_DATE;
  g_autofree char *label = NULL;

  /* All is well but for what waits: then only that is worth the room. */
  if (counts != NULL && calm)
    label = g_strdup (counts);
  else
    label =
        counts != NULL ? g_strdup_printf ("%s · %s", _ (face->words), counts) : g_strdup (_ (face->words));
  gtk_image_set_from_icon_name (self->icon, conflicts ? "dialog-warning-symbolic" : face->icon);
  gtk_label_set_text (self->label, label);
  gtk_label_set_text (self->headline, label);
  pd_set_accessible_label (GTK_WIDGET (self->button), label);
}

static void
update (PdSyncButton *self)
{
  PdSyncState state = pd_sync_service_get_state (self->service);
  guint conflicts = pd_sync_service_get_conflicts (self->service);
  g_autofree char *counts = count_text (pd_sync_service_get_waiting (self->service), conflicts);
  g_autofree char *times = times_text (self->service);
  const char *message = pd_sync_service_get_message (self->service);
  gboolean signed_out = state == PD_SYNC_STATE_SIGNED_OUT || state == PD_SYNC_STATE_SIGN_IN_EXPIRED ||
                        state == PD_SYNC_STATE_CERTIFICATE || state == PD_SYNC_STATE_REFUSED;

  update_face (self, state, counts);
  gtk_label_set_text (self->details, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->details), message != NULL && *message != '\0');
  gtk_label_set_text (self->times, times);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in), signed_out);
  gtk_widget_set_visible (GTK_WIDGET (self->show_conflicts), conflicts > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->sync), !signed_out);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sync), state != PD_SYNC_STATE_SYNCING);
}

static void
close_cb (PdSyncButton *self)
{
  gtk_menu_button_popdown (self->button);
}

/**
 * pd_sync_button_set_service:
 * @self: a button
 * @service: what it speaks of
 */
void
pd_sync_button_set_service (PdSyncButton *self, PdSyncService *service)
{
  g_return_if_fail (PD_IS_SYNC_BUTTON (self));
  g_return_if_fail (self->service == NULL);

  self->service = g_object_ref (service);
  g_signal_connect_object (service, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_object_bind_property (service, "offline", self->offline, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  update (self);
}

static void
pd_sync_button_dispose (GObject *object)
{
  PdSyncButton *self = PD_SYNC_BUTTON (object);
  GtkWidget *child;

  g_clear_object (&self->service);
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
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, times);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, offline);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, sign_in);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, show_conflicts);
  gtk_widget_class_bind_template_child (widget_class, PdSyncButton, sync);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
pd_sync_button_init (PdSyncButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
