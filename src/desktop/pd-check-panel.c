/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-check-panel.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-layout.h"
#include "desktop/pd-save.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-service-checklist.h"

/* The checklist of an order's service: each check a row to tick or to fill in, saved as soon as it is. */
struct _PdCheckPanel
{
  GtkBox parent_instance;

  PdStore *store;  /* (owned) (nullable) */
  PdRecord *order; /* (owned) (nullable) */
  char *role;      /* (owned) (nullable) of who is signed in */
  char *shown;     /* (owned) (nullable) whose rows there are */
  gboolean filling;

  /* Borrowed */
  GtkWidget *open;
  GtkWidget *rows;
  GtkWidget *trouble;
};

G_DEFINE_FINAL_TYPE (PdCheckPanel, pd_check_panel, GTK_TYPE_BOX)

static gboolean
may (PdCheckPanel *self)
{
  return self->role == NULL || !pd_permission_is_role (self->role) ||
         pd_permission_has (self->role, "patch",
                            pd_permission_of_list (&pd_order_type, PD_ORDER_LIST_CHECKS));
}

/* Before somebody is to do it there is nothing to check. */
static gboolean
is_wanted (const PdRecord *order)
{
  static const char *const before[] = { PD_ORDER_STAGE_DRAFT, PD_ORDER_STAGE_REVIEW,
                                        PD_ORDER_STAGE_ASSIGNMENT, PD_ORDER_STAGE_CANCELLED, NULL };

  if (g_strcmp0 (pd_record_get_text (order, PD_ORDER_KIND), PD_ORDER_KIND_SERVICE) != 0 ||
      !pd_record_has (order, PD_ORDER_SERVICE))
    return FALSE;
  return pd_record_get_list (order, PD_ORDER_LIST_CHECKS)->len > 0 ||
         !g_strv_contains (before, pd_order_get_stage (order));
}

/* --- saving */

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdCheckPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL;
  PdSaveQuestion question;
  gboolean ok = pd_save_finish (PD_STORE (store), result, &question, &about, &error);

  if (self->store != NULL)
    pd_layout_say (self->trouble, ok ? NULL : error->message);
}

static void
answer (PdCheckPanel *self, const char *key, gboolean done, const char *value)
{
  g_autoptr (PdRecord) wanted = NULL;
  const PdRecord *before;

  if (self->filling || self->order == NULL || self->store == NULL || !may (self))
    return;
  before = pd_order_find_check (self->order, key);
  if (before != NULL ? pd_record_get_flag (before, PD_CHECK_DONE) == done &&
                           g_strcmp0 (pd_record_get_text (before, PD_CHECK_VALUE), value) == 0
                     : !done && value == NULL)
    return;
  wanted = pd_record_copy (self->order);
  pd_order_answer_check (wanted, key, done, value);
  /* The last word of the person who stands before the device counts. The next answer is one to what is asked for here,
   * whether it has been saved by then or not. */
  pd_save_async (self->store, self->order, wanted, PD_SAVE_INSIST, saved_cb, g_object_ref (self));
  pd_record_unref (self->order);
  self->order = g_steal_pointer (&wanted);
}

static void
ticked_cb (PdCheckPanel *self, GtkCheckButton *button)
{
  answer (self, gtk_widget_get_name (GTK_WIDGET (button)), gtk_check_button_get_active (button), NULL);
}

static void
written (PdCheckPanel *self, GtkWidget *row)
{
  g_autofree char *value = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  answer (self, gtk_widget_get_name (row), *value != '\0', *value != '\0' ? value : NULL);
}

static void
applied_cb (PdCheckPanel *self, GtkWidget *row)
{
  written (self, row);
}

static void
left_cb (GtkEventController *focus, PdCheckPanel *self)
{
  written (self, gtk_event_controller_get_widget (focus));
}

/* --- rows */

static char *
label_of (const PdServiceCheck *check)
{
  if (!check->is_optional)
    return g_strdup (_ (check->label));
  /* Translators: a line of a checklist that need not be done */
  return g_strdup_printf (_ ("%s (may be left out)"), _ (check->label));
}

static GtkWidget *
entry_row (PdCheckPanel *self, const PdServiceCheck *check)
{
  GtkWidget *row = adw_entry_row_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  gtk_widget_set_name (row, check->key);
  g_signal_connect_swapped (row, "apply", G_CALLBACK (applied_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (row, focus);
  return row;
}

static GtkWidget *
tick_row (PdCheckPanel *self, const PdServiceCheck *check, const char *label)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_check_button_new ();

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_name (button, check->key);
  pd_set_accessible_label (button, label);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (ticked_cb), self);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  g_object_set_data (G_OBJECT (row), "button", button);
  return row;
}

static void
fill_row (PdCheckPanel *self, GtkWidget *row, const PdServiceCheck *check)
{
  const PdRecord *given = pd_order_find_check (self->order, check->key);
  const char *value = given != NULL ? pd_record_get_text (given, PD_CHECK_VALUE) : NULL;
  GtkWidget *button = g_object_get_data (G_OBJECT (row), "button");

  gtk_widget_set_sensitive (row, may (self));
  if (button != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                                 given != NULL && pd_record_get_flag (given, PD_CHECK_DONE));
  else if ((gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_FOCUS_WITHIN) == 0)
    gtk_editable_set_text (GTK_EDITABLE (row), value != NULL ? value : "");
}

static void
make_rows (PdCheckPanel *self, const char *service)
{
  guint n;
  const PdServiceCheck *checks = pd_service_checklist (&n);

  pd_layout_empty (self->rows);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = label_of (&checks[i]);
      GtkWidget *row;

      if (!g_str_equal (checks[i].service, service))
        continue;
      row = checks[i].with_value ? entry_row (self, &checks[i]) : tick_row (self, &checks[i], label);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
      g_object_set_data (G_OBJECT (row), "check", (gpointer) &checks[i]);
      gtk_list_box_append (GTK_LIST_BOX (self->rows), row);
    }
}

static void
update (PdCheckPanel *self)
{
  gboolean wanted = self->order != NULL && is_wanted (self->order);
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  guint n_open;

  gtk_widget_set_visible (GTK_WIDGET (self), wanted);
  if (!wanted)
    return;
  self->filling = TRUE;
  shown = g_strdup_printf ("%s %s", pd_record_get_id (self->order),
                           pd_record_get_text (self->order, PD_ORDER_SERVICE));
  if (g_strcmp0 (shown, self->shown) != 0)
    {
      make_rows (self, pd_record_get_text (self->order, PD_ORDER_SERVICE));
      pd_layout_say (self->trouble, NULL);
      g_free (self->shown);
      self->shown = g_steal_pointer (&shown);
    }
  for (GtkWidget *row = gtk_widget_get_first_child (self->rows); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    fill_row (self, row, g_object_get_data (G_OBJECT (row), "check"));
  n_open = pd_order_count_open_checks (self->order);
  text = n_open == 0 ? g_strdup (_ ("All is done"))
                     : g_strdup_printf (ngettext ("%u is open", "%u are open", n_open), n_open);
  gtk_label_set_text (GTK_LABEL (self->open), text);
  self->filling = FALSE;
}

/* --- the widget */

static void
pd_check_panel_dispose (GObject *object)
{
  g_clear_object (&PD_CHECK_PANEL (object)->store);

  G_OBJECT_CLASS (pd_check_panel_parent_class)->dispose (object);
}

static void
pd_check_panel_finalize (GObject *object)
{
  PdCheckPanel *self = PD_CHECK_PANEL (object);

  g_clear_pointer (&self->order, pd_record_unref);
  g_free (self->role);
  g_free (self->shown);

  G_OBJECT_CLASS (pd_check_panel_parent_class)->finalize (object);
}

static void
pd_check_panel_class_init (PdCheckPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_check_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_check_panel_finalize;
}

static void
pd_check_panel_init (PdCheckPanel *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *heading = pd_layout_text (_ ("Checklist"), "heading");

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->open = pd_layout_text (NULL, "dim-label");
  self->rows = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->rows), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->rows, "boxed-list");
  pd_set_accessible_label (self->rows, _ ("Checklist"));
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), self->open);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), self->rows);
  gtk_box_append (GTK_BOX (self), self->trouble);
}

/** pd_check_panel_new: @store: the cache. Returns: (transfer floating): a checklist that shows nothing yet */
GtkWidget *
pd_check_panel_new (PdStore *store)
{
  PdCheckPanel *self = g_object_new (PD_TYPE_CHECK_PANEL, "visible", FALSE, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}

/**
 * pd_check_panel_show:
 * @self: a checklist
 * @order: (nullable): whose; where there is nothing to check it hides
 *
 * What is being typed stays.
 */
void
pd_check_panel_show (PdCheckPanel *self, PdRecord *order)
{
  g_return_if_fail (PD_IS_CHECK_PANEL (self));

  if (order != NULL)
    pd_record_ref (order);
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order;
  update (self);
}

/** pd_check_panel_set_role: @role: (nullable): of who is signed in; others than technicians only look at it */
void
pd_check_panel_set_role (PdCheckPanel *self, const char *role)
{
  g_return_if_fail (PD_IS_CHECK_PANEL (self));

  if (g_strcmp0 (self->role, role) == 0)
    return;
  g_free (self->role);
  self->role = g_strdup (role);
  update (self);
}
