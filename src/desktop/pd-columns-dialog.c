/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-columns-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-column-choice.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

/* Which columns a list has, and in which order. Each change is kept and shown at once. */

/** Choice: the dialog, for its callbacks. */
typedef struct
{
  const PdPlace *place;
  GSettings *settings; /* (owned) */
  GtkListBox *list;    /* (borrowed) */
  gboolean filling;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_object_unref (choice->settings);
  g_free (choice);
}

static const PdPlaceColumn *
column_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "column");
}

static GtkWidget *
part_of (GtkListBoxRow *row, const char *name)
{
  return g_object_get_data (G_OBJECT (row), name);
}

/* The first cannot go up, the last cannot go down. */
static void
update_rows (Choice *choice)
{
  GtkListBoxRow *row, *next = gtk_list_box_get_row_at_index (choice->list, 0);

  for (int i = 0; (row = next) != NULL; i++)
    {
      next = gtk_list_box_get_row_at_index (choice->list, i + 1);
      gtk_widget_set_sensitive (part_of (row, "up"), i > 0);
      gtk_widget_set_sensitive (part_of (row, "down"), next != NULL);
    }
}

static void
keep (Choice *choice)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  GtkListBoxRow *row;

  if (choice->filling)
    return;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (choice->list, i)) != NULL; i++)
    if (gtk_switch_get_active (GTK_SWITCH (part_of (row, "shown"))))
      g_ptr_array_add (columns, (gpointer) column_of (row));
  pd_column_choice_write (choice->settings, choice->place, columns);
}

static void
move_row (Choice *choice, GtkListBoxRow *row, int position)
{
  GtkListBoxRow *there = gtk_list_box_get_row_at_index (choice->list, position);

  if (position < 0 || there == NULL || there == row)
    return;
  g_object_ref (row);
  gtk_list_box_remove (choice->list, GTK_WIDGET (row));
  gtk_list_box_insert (choice->list, GTK_WIDGET (row), position);
  g_object_unref (row);
  update_rows (choice);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  keep (choice);
}

static void
button_cb (GtkButton *button, Choice *choice)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  int step = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "step"));

  move_row (choice, GTK_LIST_BOX_ROW (row), gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + step);
}

/* Alt with an arrow key takes the row along. */
static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, Choice *choice)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (choice->list)));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;
  int step = keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up ? -1 : 1;

  if (row == NULL || !(state & GDK_ALT_MASK) ||
      (step == 1 && keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down))
    return GDK_EVENT_PROPAGATE;
  move_row (choice, GTK_LIST_BOX_ROW (row), gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + step);
  return GDK_EVENT_STOP;
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  return gdk_content_provider_new_typed (GTK_TYPE_LIST_BOX_ROW, row);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, Choice *choice)
{
  GtkListBoxRow *row = g_value_get_object (value);
  GtkListBoxRow *there = gtk_list_box_get_row_at_y (choice->list, (int) y);

  if (row == NULL || there == NULL || gtk_widget_get_parent (GTK_WIDGET (row)) != GTK_WIDGET (choice->list))
    return FALSE;
  move_row (choice, row, gtk_list_box_row_get_index (there));
  return TRUE;
}

static GtkWidget *
add_button (GtkWidget *row, Choice *choice, const char *icon, const char *label, int step)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  pd_set_accessible_label (button, label);
  pd_set_tooltip (button, label);
  g_object_set_data (G_OBJECT (button), "step", GINT_TO_POINTER (step));
  g_signal_connect (button, "clicked", G_CALLBACK (button_cb), choice);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return button;
}

static void
add_row (Choice *choice, const PdPlaceColumn *column, gboolean shown)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *chosen = gtk_switch_new ();
  GtkDragSource *drag = gtk_drag_source_new ();
  const char *label = pd_column_label (choice->place, column);
  g_autofree char *up = g_strdup_printf (_ ("Move “%s” up"), label);
  g_autofree char *down = g_strdup_printf (_ ("Move “%s” down"), label);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("list-drag-handle-symbolic"));
  g_object_set_data (G_OBJECT (row), "column", (gpointer) column);
  g_object_set_data (G_OBJECT (row), "shown", chosen);
  g_object_set_data (G_OBJECT (row), "up", add_button (row, choice, "go-up-symbolic", up, -1));
  g_object_set_data (G_OBJECT (row), "down", add_button (row, choice, "go-down-symbolic", down, 1));
  gtk_widget_set_valign (chosen, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (chosen), shown);
  /* By its title a record is known. */
  gtk_widget_set_sensitive (chosen, column->field != choice->place->type->title_field);
  g_signal_connect_swapped (chosen, "notify::active", G_CALLBACK (keep), choice);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), chosen);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), chosen);
  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect (drag, "prepare", G_CALLBACK (drag_prepare_cb), NULL);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (drag));
  gtk_list_box_append (choice->list, row);
}

/* What is shown first, in its order; then what else there is. */
static void
fill (Choice *choice)
{
  g_autoptr (GPtrArray) shown = pd_column_choice_read (choice->settings, choice->place);

  choice->filling = TRUE;
  pd_layout_empty (GTK_WIDGET (choice->list));
  for (guint i = 0; i < shown->len; i++)
    add_row (choice, shown->pdata[i], TRUE);
  for (const PdPlaceColumn *column = choice->place->columns; column->field >= 0; column++)
    if (!g_ptr_array_find (shown, column, NULL))
      add_row (choice, column, FALSE);
  update_rows (choice);
  choice->filling = FALSE;
}

static void
reset_cb (Choice *choice)
{
  pd_column_choice_write (choice->settings, choice->place, NULL);
  fill (choice);
}

static GtkWidget *
new_list (Choice *choice)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (GTK_TYPE_LIST_BOX_ROW, GDK_ACTION_MOVE);

  choice->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (choice->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  pd_set_accessible_label (list, _ ("Columns"));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), choice);
  gtk_widget_add_controller (list, keys);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), choice);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (drop));
  return list;
}

static void
close_on_escape (GtkWidget *dialog)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (dialog, keys);
}

/**
 * pd_columns_dialog_new:
 * @parent: (nullable): the window that opens it
 * @place: whose columns
 *
 * Returns: (transfer none): a window in which columns are chosen and ordered; show it with gtk_window_present()
 */
GtkWidget *
pd_columns_dialog_new (GtkWindow *parent, const PdPlace *place)
{
  GtkWidget *self =
      g_object_new (ADW_TYPE_WINDOW, "transient-for", parent, "modal", parent != NULL, "destroy-with-parent",
                    TRUE, "title", _ ("Choose Columns"), "default-width", 420, "default-height", 600, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *reset = gtk_button_new_with_label (_ ("Reset"));
  Choice *choice = g_new0 (Choice, 1);

  choice->place = place;
  choice->settings = g_settings_new ("org.piaodan.Piaodan");
  g_object_set_data_full (G_OBJECT (self), "choice", choice, choice_free);
  pd_set_accessible_description (reset, _ ("The columns that the list had at first, in their order"));
  g_signal_connect_swapped (reset, "clicked", G_CALLBACK (reset_cb), choice);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), reset);
  pd_layout_set_margins (content, 18);
  gtk_box_append (GTK_BOX (content),
                  pd_layout_text (_ ("Drag a row, or press Alt with an arrow key, to put it elsewhere."),
                                  "dim-label"));
  gtk_box_append (GTK_BOX (content), new_list (choice));
  fill (choice);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
  close_on_escape (self);
  return self;
}
