/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-assign-panel.h"

#include "desktop/pd-assign-dialog.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"

#include <glib/gi18n-lib.h>

/* Who does a service order and why, with the way to choose somebody else. Not seen of other orders, nor of those that are
 * done with. */
struct _PdAssignPanel
{
  GtkBox parent_instance;

  PdStore *store;  /* (owned) (nullable) */
  PdRecord *order; /* (owned) (nullable) */

  /* Borrowed */
  GtkWidget *row;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (PdAssignPanel, pd_assign_panel, GTK_TYPE_BOX)

static void
assign_cb (PdAssignPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->order != NULL)
    gtk_window_present (GTK_WINDOW (
        pd_assign_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->store, self->order)));
}

static gboolean
is_open (const PdRecord *order)
{
  static const char *const closed[] = { PD_ORDER_STAGE_DONE, PD_ORDER_STAGE_FOLLOWED_UP,
                                        PD_ORDER_STAGE_CANCELLED, NULL };
  const char *stage = pd_order_get_stage (order);

  return g_strcmp0 (pd_record_get_text (order, PD_ORDER_KIND), PD_ORDER_KIND_SERVICE) == 0 &&
         (stage == NULL || !g_strv_contains (closed, stage));
}

static void
pd_assign_panel_dispose (GObject *object)
{
  g_clear_object (&PD_ASSIGN_PANEL (object)->store);

  G_OBJECT_CLASS (pd_assign_panel_parent_class)->dispose (object);
}

static void
pd_assign_panel_finalize (GObject *object)
{
  g_clear_pointer (&PD_ASSIGN_PANEL (object)->order, pd_record_unref);

  G_OBJECT_CLASS (pd_assign_panel_parent_class)->finalize (object);
}

static void
pd_assign_panel_class_init (PdAssignPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_assign_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_assign_panel_finalize;
}

static void
pd_assign_panel_init (PdAssignPanel *self)
{
  GtkWidget *list = gtk_list_box_new ();

  self->row = adw_action_row_new ();
  self->button = gtk_button_new_with_label (_ ("Assign…"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_hexpand (list, TRUE);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->row), 4);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->row), FALSE);
  gtk_widget_set_focusable (self->row, FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), self->button);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (assign_cb), self);
  gtk_list_box_append (GTK_LIST_BOX (list), self->row);
  gtk_box_append (GTK_BOX (self), list);
}

/** pd_assign_panel_new: @store: the cache. Returns: (transfer floating): a panel that shows nothing yet */
GtkWidget *
pd_assign_panel_new (PdStore *store)
{
  PdAssignPanel *self = g_object_new (PD_TYPE_ASSIGN_PANEL, "visible", FALSE, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}

/** pd_assign_panel_show: @order: (nullable): who does it */
void
pd_assign_panel_show (PdAssignPanel *self, PdRecord *order)
{
  const char *assignee, *reason;
  g_autofree char *title = NULL;

  g_return_if_fail (PD_IS_ASSIGN_PANEL (self));

  if (order != NULL)
    pd_record_ref (order);
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order;
  gtk_widget_set_visible (GTK_WIDGET (self), order != NULL && is_open (order));
  if (order == NULL)
    return;
  assignee = pd_record_get_text (order, PD_ORDER_ASSIGNEE);
  reason = pd_record_get_text (order, PD_ORDER_ASSIGNMENT_REASON);
  /* Translators: a user's name */
  title = assignee != NULL ? g_strdup_printf (_ ("Assigned to %s"), assignee)
                           : g_strdup (_ ("Nobody is assigned"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->row), reason != NULL ? reason : "");
}

/** pd_assign_panel_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_assign_panel_set_role (PdAssignPanel *self, const char *role)
{
  g_return_if_fail (PD_IS_ASSIGN_PANEL (self));

  gtk_widget_set_visible (self->button, role == NULL || !pd_permission_is_role (role) ||
                                            pd_permission_has (role, "patch", pd_order_type.name));
}
