/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-gateway-result.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

struct _PdGatewayResult
{
  GtkBox parent_instance;

  GtkWidget *spinner;
  GtkWidget *icon;
  GtkWidget *heading;
  GtkWidget *text;
};

G_DEFINE_FINAL_TYPE (PdGatewayResult, pd_gateway_result, GTK_TYPE_BOX)

static const struct
{
  const char *icon;
  const char *style;
} faces[] = {
  [PD_SYNC_TRIAL_PENDING] = { "dialog-question-symbolic", "dim-label" },
  [PD_SYNC_TRIAL_WORKS] = { "emblem-ok-symbolic", "success" },
  [PD_SYNC_TRIAL_FAILS] = { "dialog-error-symbolic", "error" },
  [PD_SYNC_TRIAL_UNREACHED] = { "dialog-warning-symbolic", "warning" },
};

static void
set_busy (PdGatewayResult *self, gboolean busy)
{
  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_set_visible (self->icon, !busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

/**
 * pd_gateway_result_wait:
 * @self: a page
 * @sentence: what is done now
 */
void
pd_gateway_result_wait (PdGatewayResult *self, const char *sentence)
{
  g_return_if_fail (PD_IS_GATEWAY_RESULT (self));

  set_busy (self, TRUE);
  gtk_label_set_text (GTK_LABEL (self->heading), _ ("Testing the Connection"));
  gtk_label_set_text (GTK_LABEL (self->text), sentence);
}

/**
 * pd_gateway_result_show:
 * @self: a page
 * @trial: how it went
 */
void
pd_gateway_result_show (PdGatewayResult *self, const PdSyncTrial *trial)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (PD_IS_GATEWAY_RESULT (self));

  sentence = pd_sync_trial_sentence (trial);
  for (guint i = 0; i < G_N_ELEMENTS (faces); i++)
    gtk_widget_remove_css_class (self->icon, faces[i].style);
  gtk_widget_add_css_class (self->icon, faces[trial->outcome].style);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), faces[trial->outcome].icon);
  gtk_label_set_text (GTK_LABEL (self->heading), pd_sync_trial_words (trial));
  gtk_label_set_text (GTK_LABEL (self->text), sentence);
  set_busy (self, FALSE);
}

static void
pd_gateway_result_class_init (PdGatewayResultClass *klass)
{
}

static void
pd_gateway_result_init (PdGatewayResult *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->spinner = gtk_spinner_new ();
  self->icon = gtk_image_new ();
  self->heading = pd_layout_text (NULL, "title-2");
  self->text = pd_layout_text (NULL, NULL);
  gtk_widget_set_size_request (self->spinner, 64, 64);
  gtk_widget_set_halign (self->spinner, GTK_ALIGN_CENTER);
  gtk_image_set_pixel_size (GTK_IMAGE (self->icon), 64);
  pd_set_accessible_label (self->spinner, _ ("Testing the Connection"));
  gtk_label_set_justify (GTK_LABEL (self->heading), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0.5f);
  gtk_label_set_justify (GTK_LABEL (self->text), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0.5f);
  gtk_label_set_selectable (GTK_LABEL (self->text), TRUE);
  gtk_box_append (GTK_BOX (self), self->spinner);
  gtk_box_append (GTK_BOX (self), self->icon);
  gtk_box_append (GTK_BOX (self), self->heading);
  gtk_box_append (GTK_BOX (self), self->text);
}

/** pd_gateway_result_new: Returns: (transfer floating): what a test of the connection does now, and how it went */
GtkWidget *
pd_gateway_result_new (void)
{
  return g_object_new (PD_TYPE_GATEWAY_RESULT, NULL);
}
