/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-place-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-fields.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

/* The conflicts that wait for a person: a list, and beside it the one that is selected. What has been decided so far
 * stays with each entry while others are looked at, and while the cache changes. */

/* Less room than this is not enough beside the list. */
#define DETAIL_WIDTH 440

G_DEFINE_FINAL_TYPE (PdConflictPlace, pd_conflict_place, GTK_TYPE_WIDGET)

PdStoreConflict *
pd_conflict_place_find (GPtrArray *conflicts, const char *id)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      if (g_strcmp0 (conflict->id, id) == 0)
        return conflict;
    }
  return NULL;
}

PdStoreConflict *
pd_conflict_place_get_selected (PdConflictPlace *self)
{
  return pd_conflict_place_find (self->conflicts, self->selected_id);
}

/* What has been decided about an entry so far; NULL for a request, which has no fields. */
PdResolution *
pd_conflict_place_get_resolution (PdConflictPlace *self, const char *id)
{
  return g_hash_table_lookup (self->resolutions, id);
}

/* --- the selected one */

static void
show_alike (PdConflictPlace *self)
{
  g_autoptr (GPtrArray) resolutions = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_resolution_free);
  g_autoptr (GArray) alike = pd_conflict_place_find_alike (self, resolutions);

  pd_conflict_detail_show_alike (PD_CONFLICT_DETAIL (self->detail), alike);
}

static void
show_detail (PdConflictPlace *self, guint n_dropped)
{
  PdStoreConflict *selected = pd_conflict_place_get_selected (self);

  pd_conflict_detail_show (PD_CONFLICT_DETAIL (self->detail), selected,
                           selected != NULL ? pd_conflict_place_get_resolution (self, selected->id) : NULL,
                           n_dropped);
  show_alike (self);
}

static void
alike_cb (PdConflictPlace *self, const char *id, gboolean chosen)
{
  if (chosen)
    g_hash_table_add (self->chosen, g_strdup (id));
  else
    g_hash_table_remove (self->chosen, id);
  show_alike (self);
}

static void
action_cb (PdConflictPlace *self, int action)
{
  pd_conflict_place_act (self, (PdConflictAction) action);
}

/* --- the list */

static GtkWidget *
create_row (const PdStoreConflict *conflict)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = pd_record_name_text (conflict->type, conflict->title);
  g_autofree char *time = pd_time_text (conflict->created_at);
  g_autofree char *message = pd_conflict_describe (conflict);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", time, message);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "pd-id", g_strdup (conflict->id), g_free);
  return row;
}

static void
selected_cb (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  PdConflictPlace *self = user_data;
  const char *id = row != NULL ? g_object_get_data (G_OBJECT (row), "pd-id") : NULL;

  if (id == NULL || g_strcmp0 (id, self->selected_id) == 0)
    return;
  g_free (self->selected_id);
  self->selected_id = g_strdup (id);
  g_hash_table_remove_all (self->chosen);
  show_detail (self, 0);
}

/* Not in the middle of showing it: what is not shown yet takes no keyboard, and before it has been laid out, in the frame
 * that follows, its first button is not known to be the first. From the beginning, wherever the keyboard was in the entry
 * before. */
static gboolean
enter_detail_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  PdConflictPlace *self = PD_CONFLICT_PLACE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (--self->enter_frames > 0)
    return G_SOURCE_CONTINUE;
  self->enter_tick = 0;
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
  gtk_widget_child_focus (self->detail, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

static void
enter_detail (PdConflictPlace *self)
{
  self->enter_frames = 2;
  if (self->enter_tick == 0)
    self->enter_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), enter_detail_cb, NULL, NULL);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  PdConflictPlace *self = user_data;

  adw_leaflet_navigate (ADW_LEAFLET (self->leaflet), ADW_NAVIGATION_DIRECTION_FORWARD);
  enter_detail (self);
}

/* The same entries in the same order: the rows, and the keyboard on them, stay. */
static gboolean
has_rows_for (PdConflictPlace *self, GPtrArray *conflicts)
{
  GtkWidget *row = gtk_widget_get_first_child (self->list);

  for (guint i = 0; i < conflicts->len; i++, row = gtk_widget_get_next_sibling (row))
    if (row == NULL || g_strcmp0 (g_object_get_data (G_OBJECT (row), "pd-id"),
                                  ((PdStoreConflict *) g_ptr_array_index (conflicts, i))->id) != 0)
      return FALSE;
  return row == NULL;
}

static void
make_rows (PdConflictPlace *self)
{
  g_signal_handlers_block_by_func (self->list, selected_cb, self);
  pd_layout_empty (self->list);
  for (guint i = 0; i < self->conflicts->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), create_row (g_ptr_array_index (self->conflicts, i)));
  g_signal_handlers_unblock_by_func (self->list, selected_cb, self);
}

static void
select_row (PdConflictPlace *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "pd-id"), self->selected_id) == 0)
      {
        g_signal_handlers_block_by_func (self->list, selected_cb, self);
        gtk_list_box_select_row (GTK_LIST_BOX (self->list), GTK_LIST_BOX_ROW (row));
        g_signal_handlers_unblock_by_func (self->list, selected_cb, self);
      }
}

/* The keyboard goes where the work goes on, so that the next conflict is one key away. */
static void
move_keyboard (PdConflictPlace *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  if (!self->keyboard_follows)
    return;
  self->keyboard_follows = FALSE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->conflicts->len == 0)
    gtk_widget_grab_focus (self->empty_undo);
  else if (adw_leaflet_get_folded (ADW_LEAFLET (self->leaflet)))
    enter_detail (self);
  else if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
pick_selection (PdConflictPlace *self, guint position)
{
  const char *id = self->selected_id;

  if (self->wanted_id != NULL && pd_conflict_place_find (self->conflicts, self->wanted_id) != NULL)
    id = self->wanted_id;
  else if (pd_conflict_place_find (self->conflicts, id) == NULL)
    id = self->conflicts->len == 0
             ? NULL
             : ((PdStoreConflict *) g_ptr_array_index (self->conflicts,
                                                       MIN (position, self->conflicts->len - 1)))
                   ->id;
  if (g_strcmp0 (id, self->selected_id) == 0)
    return;
  g_free (self->selected_id);
  self->selected_id = g_strdup (id);
  g_hash_table_remove_all (self->chosen);
}

/**
 * pd_conflict_place_show:
 * @self: a place
 * @conflicts: (transfer full): of #PdStoreConflict (owned)
 *
 * Shows these conflicts. The selected one stays selected while it is among them; what has been decided about it stays
 * as far as it still makes sense.
 */
void
pd_conflict_place_show (PdConflictPlace *self, GPtrArray *conflicts)
{
  const PdStoreConflict *shown;
  g_autoptr (GPtrArray) before = NULL;
  guint position = 0, n_dropped;
  gboolean rows;

  g_return_if_fail (PD_IS_CONFLICT_PLACE (self));

  shown = pd_conflict_place_get_selected (self);
  g_ptr_array_find (self->conflicts, shown, &position);
  rows = has_rows_for (self, conflicts);
  pd_conflict_place_keep_unchanged (self, conflicts);
  before = g_steal_pointer (&self->conflicts);
  self->conflicts = conflicts;
  n_dropped = pd_conflict_place_keep_decisions (self);
  if (!rows)
    make_rows (self);
  pick_selection (self, position);
  if (pd_conflict_place_find (self->conflicts, self->wanted_id) != NULL)
    g_clear_pointer (&self->wanted_id, g_free);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), conflicts->len > 0 ? "list" : "empty");
  gtk_widget_set_visible (self->empty_undo, self->history->len > 0);
  select_row (self);
  if (shown == NULL || shown != pd_conflict_place_get_selected (self))
    show_detail (self, n_dropped);
  else
    show_alike (self);
  move_keyboard (self);
}

typedef struct
{
  GPtrArray *conflicts; /* (owned) (nullable) */
} Loading;

static void
loading_free (Loading *loading)
{
  g_clear_pointer (&loading->conflicts, g_ptr_array_unref);
  g_free (loading);
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Loading *loading = data;

  loading->conflicts = pd_store_list_conflicts (session, TRUE, error);
  return loading->conflicts != NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdConflictPlace) self = user_data;
  g_autoptr (GError) error = NULL;
  Loading *loading = pd_store_job_data (result);

  if (pd_store_read_finish (PD_STORE (source), result, &error))
    {
      if (!g_cancellable_is_cancelled (self->cancellable))
        pd_conflict_place_show (self, g_steal_pointer (&loading->conflicts));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("Conflicts not loaded: %s", error->message);
}

/**
 * pd_conflict_place_refresh:
 * @self: a place
 *
 * Reads the open conflicts again. It happens by itself when the cache changes.
 */
void
pd_conflict_place_refresh (PdConflictPlace *self)
{
  g_return_if_fail (PD_IS_CONFLICT_PLACE (self));

  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, load_job, g_new0 (Loading, 1),
                       (GDestroyNotify) loading_free, self->cancellable, loaded_cb, g_object_ref (self));
}

/**
 * pd_conflict_place_get_n_conflicts:
 * @self: a place
 *
 * Returns: how many conflicts are shown
 */
guint
pd_conflict_place_get_n_conflicts (PdConflictPlace *self)
{
  g_return_val_if_fail (PD_IS_CONFLICT_PLACE (self), 0);

  return self->conflicts->len;
}

/* --- the widget */

/** pd_conflict_place_go_back: back to the list. Returns: FALSE when it is seen already */
gboolean
pd_conflict_place_go_back (PdConflictPlace *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (PD_IS_CONFLICT_PLACE (self), FALSE);

  row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));
  if (!adw_leaflet_get_folded (ADW_LEAFLET (self->leaflet)) ||
      !adw_leaflet_navigate (ADW_LEAFLET (self->leaflet), ADW_NAVIGATION_DIRECTION_BACK))
    return FALSE;
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  return TRUE;
}

static void
back_cb (PdConflictPlace *self)
{
  pd_conflict_place_go_back (self);
}

static GtkWidget *
create_list (PdConflictPlace *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_BROWSE);
  pd_focus_selected_row (GTK_LIST_BOX (self->list));
  g_signal_connect (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  pd_set_accessible_label (self->list, _ ("Open conflicts"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scrolled, 260, -1);
  return scrolled;
}

static gboolean
fold_cb (gpointer user_data)
{
  PdConflictPlace *self = user_data;

  self->fold_source = 0;
  gtk_widget_set_visible (self->back, adw_leaflet_get_folded (ADW_LEAFLET (self->leaflet)));
  return G_SOURCE_REMOVE;
}

/* The leaflet folds in the middle of an allocation, when no widget may come or go. */
static void
folded_cb (PdConflictPlace *self)
{
  if (self->fold_source == 0)
    self->fold_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, fold_cb, self, NULL);
}

static GtkWidget *
create_detail (PdConflictPlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  pd_set_tooltip (self->back, _ ("Back to the list"));
  gtk_widget_add_css_class (self->back, "flat");
  gtk_widget_set_halign (self->back, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->back, 6);
  gtk_widget_set_margin_start (self->back, 12);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_cb), self);
  self->detail = pd_conflict_detail_new ();
  g_signal_connect_swapped (self->detail, "decided", G_CALLBACK (show_alike), self);
  g_signal_connect_swapped (self->detail, "alike", G_CALLBACK (alike_cb), self);
  g_signal_connect_swapped (self->detail, "action", G_CALLBACK (action_cb), self);
  gtk_widget_set_vexpand (self->detail, TRUE);
  gtk_box_append (GTK_BOX (box), self->back);
  gtk_box_append (GTK_BOX (box), self->detail);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static GtkWidget *
create_empty (PdConflictPlace *self)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "object-select-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("No Conflicts"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("When two people change the same field at the same time, you decide here which version is right."));
  self->empty_undo = gtk_button_new_with_label (_ ("Undo the Last Decision"));
  gtk_widget_set_halign (self->empty_undo, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->empty_undo, "clicked", G_CALLBACK (pd_conflict_place_undo), self);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), self->empty_undo);
  return page;
}

static void
resolve_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_conflict_detail_activate (PD_CONFLICT_DETAIL (PD_CONFLICT_PLACE (widget)->detail));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_conflict_place_undo (PD_CONFLICT_PLACE (widget));
}

static void
pd_conflict_place_dispose (GObject *object)
{
  PdConflictPlace *self = PD_CONFLICT_PLACE (object);

  g_clear_handle_id (&self->fold_source, g_source_remove);
  if (self->enter_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->enter_tick);
  self->enter_tick = 0;
  g_cancellable_cancel (self->cancellable);
  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->leaflet, self);
      g_signal_handlers_disconnect_by_data (self->list, self);
      g_signal_handlers_disconnect_by_data (self->detail, self);
      pd_conflict_detail_show (PD_CONFLICT_DETAIL (self->detail), NULL, NULL, 0);
    }
  self->list = NULL;
  g_clear_pointer (&self->toasts, gtk_widget_unparent);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (pd_conflict_place_parent_class)->dispose (object);
}

static void
pd_conflict_place_finalize (GObject *object)
{
  PdConflictPlace *self = PD_CONFLICT_PLACE (object);

  g_ptr_array_unref (self->conflicts);
  g_hash_table_unref (self->resolutions);
  g_hash_table_unref (self->chosen);
  g_ptr_array_unref (self->history);
  g_free (self->selected_id);
  g_free (self->wanted_id);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->toast);
  G_OBJECT_CLASS (pd_conflict_place_parent_class)->finalize (object);
}

static void
pd_conflict_place_class_init (PdConflictPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_conflict_place_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_conflict_place_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "conflict.resolve", NULL, resolve_action);
  gtk_widget_class_install_action (widget_class, "conflict.undo", NULL, undo_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "conflict.undo", NULL);
}

/* Before an entry of several lines takes Enter for itself. */
static void
add_resolve_key (PdConflictPlace *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                              "<Control>Return|<Control>KP_Enter"),
                                                          gtk_named_action_new ("conflict.resolve")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
pd_conflict_place_init (PdConflictPlace *self)
{
  AdwLeafletPage *line;
  GtkWidget *detail;

  self->cancellable = g_cancellable_new ();
  self->conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_conflict_free);
  self->resolutions =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_resolution_free);
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->history = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->leaflet = adw_leaflet_new ();
  adw_leaflet_append (ADW_LEAFLET (self->leaflet), create_list (self));
  line = adw_leaflet_append (ADW_LEAFLET (self->leaflet), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_leaflet_page_set_navigatable (line, FALSE);
  detail = create_detail (self);
  adw_leaflet_append (ADW_LEAFLET (self->leaflet), detail);
  /* Where all versions do not fit beside the list, it folds away. */
  gtk_widget_set_size_request (detail, DETAIL_WIDTH, -1);
  adw_leaflet_set_can_navigate_back (ADW_LEAFLET (self->leaflet), TRUE);
  gtk_widget_set_visible (self->back, FALSE);
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), create_empty (self), "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), self->leaflet, "list");
  self->toasts = adw_toast_overlay_new ();
  gtk_widget_add_css_class (self->toasts, "above-buttons");
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (self->toasts), self->stack);
  gtk_widget_set_parent (self->toasts, GTK_WIDGET (self));
  add_resolve_key (self);
}

static void
store_changed_cb (PdStore *store, const char *type_name, gpointer user_data)
{
  pd_conflict_place_refresh (user_data);
}

/**
 * pd_conflict_place_new:
 * @store: the cache
 *
 * Returns: (transfer floating): the open conflicts of @store, kept up to date
 */
GtkWidget *
pd_conflict_place_new (PdStore *store)
{
  PdConflictPlace *self;

  g_return_val_if_fail (PD_IS_STORE (store), NULL);

  self = g_object_new (PD_TYPE_CONFLICT_PLACE, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  pd_conflict_place_refresh (self);
  return GTK_WIDGET (self);
}
