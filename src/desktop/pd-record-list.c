/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-list-private.h"

#include "desktop/pd-columns-dialog.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-step-menu.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-received-invoice.h"

#include <glib/gi18n-lib.h>

enum
{
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdRecordList, pd_record_list, GTK_TYPE_WIDGET)

/* --- what is shown */

static gboolean
is_filtered (PdRecordList *self)
{
  const PdStoreQuery *query = pd_row_model_get_query (self->model);

  return query->search != NULL || query->state != NULL || query->filter_text != NULL ||
         query->row_state >= 0 || query->n_filters > 0 || query->date_from != NULL;
}

/* Whether the keyboard is in the rows. */
static gboolean
has_keyboard (PdRecordList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view));
}

static void
update_page (PdRecordList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint n_selected = self->selection != NULL ? pd_row_selection_get_n_selected (self->selection) : 0;
  const char *page = "rows";
  g_autofree char *text = NULL;

  if (n == 0 && pd_row_model_is_loading (self->model))
    page = "loading";
  else if (n == 0)
    page = is_filtered (self) ? "nothing" : "empty";
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "loading"));
  gtk_stack_set_visible_child_name (self->stack, page);
  if (n == 0 && has_keyboard (self))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->tools), !g_str_equal (page, "empty"));
  gtk_widget_set_visible (GTK_WIDGET (self->bottom), n > 0);
  if (self->chips != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->chips), !g_str_equal (page, "empty"));
  gtk_widget_set_visible (GTK_WIDGET (self->issue), n_selected > 1 && self->place->type == &pd_order_type);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), n_selected > 1 && self->place->type == &pd_order_type);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel), n_selected > 1 && self->place->type == &pd_order_type);
  gtk_widget_set_visible (GTK_WIDGET (self->papers), n_selected > 1 && self->place->type == &pd_order_type);
  gtk_widget_set_visible (GTK_WIDGET (self->mail), n_selected > 1 && self->place->type == &pd_invoice_type);
  gtk_widget_set_visible (GTK_WIDGET (self->print),
                          n_selected > 1 && (self->place->type == &pd_invoice_type ||
                                             self->place->type == &pd_received_type));
  if (n_selected > 1)
    text = g_strdup_printf (ngettext ("%'u selected", "%'u selected", n_selected), n_selected);
  else if (is_filtered (self))
    text = g_strdup_printf (ngettext ("%'u found", "%'u found", n), n);
  else
    text = g_strdup_printf (ngettext ("%'u entry", "%'u entries", n), n);
  gtk_label_set_text (self->count, text);
}

static void
scroll_to (PdRecordList *self, guint position)
{
  /* GTK 4.8 has no function for it. */
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)), "list.scroll-to-item", "u",
                              position);
}

static gboolean
go_to_top_cb (gpointer user_data)
{
  PdRecordList *self = user_data;

  self->top_source = 0;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    scroll_to (self, 0);
  return G_SOURCE_REMOVE;
}

/* Whoever stands at the top sees what comes in above; the view itself would hold on to the rows that it shows. */
static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, PdRecordList *self)
{
  gboolean at_top = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroller)) < 1;

  if ((at_top || self->is_other_query) && position == 0 && self->top_source == 0)
    self->top_source = g_idle_add_full (G_PRIORITY_DEFAULT, go_to_top_cb, self, NULL);
  self->is_other_query = FALSE;
  update_page (self);
}

void
pd_record_list_apply_filters (PdRecordList *self)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_copy (pd_row_model_get_query (self->model));
  g_autofree char *search = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));

  if (self->is_applying)
    return;
  g_clear_pointer (&query->search, g_free);
  if (*search != '\0')
    query->search = g_steal_pointer (&search);
  pd_record_list_apply_filter (self, query);
  self->is_other_query = TRUE;
  pd_row_model_set_query (self->model, query);
}

static void
search_changed_cb (PdRecordList *self)
{
  pd_record_list_apply_filters (self);
}

static void
filter_changed_cb (PdRecordList *self)
{
  if (self->model != NULL)
    pd_record_list_apply_filters (self);
}

static void
choose_columns_cb (PdRecordList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_window_present (
      GTK_WINDOW (pd_columns_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->place)));
}

/* Escape empties the search, and leaves it when it is empty. */
static void
stop_search_cb (PdRecordList *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
search_activate_cb (PdRecordList *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    return;
  if (pd_row_selection_get_n_selected (self->selection) == 0)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static gboolean
search_key_cb (GtkEventControllerKey *controller,
               guint keyval,
               guint keycode,
               GdkModifierType state,
               gpointer user_data)
{
  GtkWidget *list =
      gtk_widget_get_ancestor (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)),
                               PD_TYPE_RECORD_LIST);

  if (keyval != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  search_activate_cb (PD_RECORD_LIST (list));
  return GDK_EVENT_STOP;
}

/* --- selection */

static void
emit_selected (PdRecordList *self)
{
  g_signal_emit (self, signals[SELECTED], 0, pd_record_list_get_selected (self));
}

static void
watched_changed_cb (PdRowItem *item, PdRecordList *self)
{
  g_clear_signal_handler (&self->watched_handler, self->watched);
  g_clear_object (&self->watched);
  emit_selected (self);
}

static void
selection_changed_cb (PdRecordList *self)
{
  g_autoptr (PdRowItem) item = pd_row_selection_get_item (self->selection);

  g_set_object (&self->current, item);
  update_page (self);
  if (self->watched != NULL)
    g_clear_signal_handler (&self->watched_handler, self->watched);
  g_clear_object (&self->watched);
  if (item != NULL && pd_row_item_get_data (item) == NULL)
    {
      self->watched = g_object_ref (item);
      self->watched_handler = g_signal_connect (item, "changed", G_CALLBACK (watched_changed_cb), self);
    }
  else
    emit_selected (self);
}

static void
activate_cb (PdRecordList *self, guint position)
{
  g_autoptr (PdRowItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  const PdStoreRow *row = item != NULL ? pd_row_item_get_data (item) : NULL;

  if (row != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, pd_record_get_id (row->record));
}

gboolean
pd_record_list_select_wanted_cb (gpointer user_data)
{
  PdRecordList *self = user_data;
  guint position;

  self->wanted_source = 0;
  if (self->wanted == NULL || !pd_row_model_find_record (self->model, self->wanted, &position))
    return G_SOURCE_REMOVE;
  g_clear_pointer (&self->wanted, g_free);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  scroll_to (self, position);
  return G_SOURCE_REMOVE;
}

static gboolean
pd_record_list_grab_focus (GtkWidget *widget)
{
  PdRecordList *self = PD_RECORD_LIST (widget);
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  /* A list that is out of sight would take the keyboard, and hold it. */
  if (g_strcmp0 (page, "nothing") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->search));
  if (g_strcmp0 (page, "empty") == 0 && gtk_widget_get_visible (GTK_WIDGET (self->empty_new)) &&
      gtk_widget_is_sensitive (GTK_WIDGET (self->empty_new)))
    return gtk_widget_grab_focus (GTK_WIDGET (self->empty_new));
  if (g_strcmp0 (page, "empty") == 0)
    return gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
  return gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* --- life */

static void
pd_record_list_dispose (GObject *object)
{
  PdRecordList *self = PD_RECORD_LIST (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_handle_id (&self->wanted_source, g_source_remove);
  g_clear_handle_id (&self->top_source, g_source_remove);
  g_clear_handle_id (&self->order_source, g_source_remove);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);
  if (self->watched != NULL)
    g_clear_signal_handler (&self->watched_handler, self->watched);
  g_clear_object (&self->watched);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  g_clear_object (&self->current);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_record_list_parent_class)->dispose (object);
}

static void
pd_record_list_finalize (GObject *object)
{
  PdRecordList *self = PD_RECORD_LIST (object);

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->view_name, g_free);

  G_OBJECT_CLASS (pd_record_list_parent_class)->finalize (object);
}

static void
pd_record_list_class_init (PdRecordListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pd_record_list_dispose;
  object_class->finalize = pd_record_list_finalize;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_record_list_grab_focus;

  /**
   * PdRecordList::selected:
   * @record_id: (nullable): the record, %NULL when none is selected any more
   */
  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * PdRecordList::activated:
   * @record_id: the record
   *
   * A person wants to see the record: a double click, or Enter.
   */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/piaodan/Piaodan/pd-record-list.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "recordlist");
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, tools);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, search);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, filter);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, view_button);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, choose_columns);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, stack);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, spinner);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, scroller);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, view);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, empty);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, empty_new);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, empty_import);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, count);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, bottom);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, issue);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, cancel);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, steps);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, mail);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, papers);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, print);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_columns_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, pd_record_list_clear_filters);
}

static void
pd_record_list_init (PdRecordList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new ();
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller), "notify::page-size",
                           G_CALLBACK (pd_record_list_width_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
fill_texts (PdRecordList *self)
{
  const PdPlace *place = self->place;
  g_autofree char *action = g_strdup_printf ("win.new-%s", place->type->name);

  g_object_set (self->search, "placeholder-text", _ (place->search_hint), NULL);
  pd_set_accessible_label (GTK_WIDGET (self->search), _ (place->search_hint));
  pd_set_accessible_label (GTK_WIDGET (self->view), _ (place->title));
  pd_set_accessible_label (GTK_WIDGET (self->choose_columns), _ ("Choose Columns…"));
  pd_set_tooltip (GTK_WIDGET (self->choose_columns), _ ("Choose Columns…"));
  if (place->type == &pd_order_type)
    {
      g_autoptr (GMenuModel) steps = pd_step_menu_for_several ();

      gtk_menu_button_set_menu_model (self->steps, steps);
    }
  adw_status_page_set_icon_name (self->empty, place->icon);
  adw_status_page_set_title (self->empty, _ (place->empty_title));
  adw_status_page_set_description (self->empty, _ (place->empty_text));
  gtk_widget_set_visible (GTK_WIDGET (self->empty_new), place->new_label != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_import), g_str_equal (place->name, "orders"));
  if (place->new_label != NULL)
    {
      gtk_button_set_label (self->empty_new, _ (place->new_label));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_new), action);
    }
}

/**
 * pd_record_list_new:
 * @place: which records, in which columns
 * @store: the cache
 *
 * Returns: (transfer floating): a list with search and filter
 */
GtkWidget *
pd_record_list_new (const PdPlace *place, PdStore *store)
{
  PdRecordList *self = g_object_new (PD_TYPE_RECORD_LIST, NULL);
  g_autoptr (PdStoreQuery) query = pd_store_query_new (place->type);

  self->place = place;
  pd_record_list_fill_filter (self);
  if (place->counts)
    pd_record_list_add_chips (self, store);
  fill_texts (self);
  pd_record_list_watch_columns (self);
  pd_record_list_add_views (self);
  self->model = pd_row_model_new (store);
  query->sort_field = -1;
  query->descending = TRUE;
  pd_row_model_set_query (self->model, query);
  g_signal_connect (self->model, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect_swapped (self->model, "notify::loading", G_CALLBACK (update_page), self);
  self->selection = pd_row_selection_new (self->model, place->several);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  pd_row_selection_begin_at_keyboard (self->selection, self->view);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE,
                                  place->several, -1);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (pd_record_list_sorter_changed_cb), self, 0);
  update_page (self);
  return GTK_WIDGET (self);
}

PdRowModel *
pd_record_list_get_model (PdRecordList *self)
{
  g_return_val_if_fail (PD_IS_RECORD_LIST (self), NULL);

  return self->model;
}

/**
 * pd_record_list_get_selected:
 * @self: a list
 *
 * Returns: (nullable) (transfer none): the id of the record that alone is selected; %NULL without, or while it is
 *   being fetched
 */
const char *
pd_record_list_get_selected (PdRecordList *self)
{
  const PdStoreRow *row;

  g_return_val_if_fail (PD_IS_RECORD_LIST (self), NULL);

  row = self->current != NULL ? pd_row_item_get_data (self->current) : NULL;
  return row != NULL ? pd_record_get_id (row->record) : NULL;
}

/**
 * pd_record_list_get_n_selected:
 * @self: a list
 *
 * Returns: how many records are selected
 */
guint
pd_record_list_get_n_selected (PdRecordList *self)
{
  g_return_val_if_fail (PD_IS_RECORD_LIST (self), 0);

  return pd_row_selection_get_n_selected (self->selection);
}

/**
 * pd_record_list_get_selected_rows:
 * @self: a list
 *
 * Returns: (transfer full) (element-type gint64): the row ids of all selected records, as they are listed
 */
GArray *
pd_record_list_get_selected_rows (PdRecordList *self)
{
  g_return_val_if_fail (PD_IS_RECORD_LIST (self), NULL);

  return pd_row_selection_get_rows (self->selection);
}

/**
 * pd_record_list_select:
 * @self: a list
 * @record_id: a record that was just saved
 *
 * Selects it as soon as it is listed.
 */
void
pd_record_list_select (PdRecordList *self, const char *record_id)
{
  g_return_if_fail (PD_IS_RECORD_LIST (self));

  if (g_strcmp0 (pd_record_list_get_selected (self), record_id) == 0)
    return;
  g_free (self->wanted);
  self->wanted = g_strdup (record_id);
  pd_row_model_refresh (self->model);
}

/** pd_record_list_explain_issue: @why_not: (nullable): who may issue, where the person may not */
void
pd_record_list_explain_issue (PdRecordList *self, const char *why_not)
{
  g_return_if_fail (PD_IS_RECORD_LIST (self));

  pd_set_explanation (GTK_WIDGET (self->issue), why_not);
}

/**
 * pd_record_list_find:
 * @self: a list
 *
 * Puts the keyboard into the search entry.
 */
void
pd_record_list_find (PdRecordList *self)
{
  g_return_if_fail (PD_IS_RECORD_LIST (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
pd_record_list_set_search (PdRecordList *self, const char *text)
{
  g_return_if_fail (PD_IS_RECORD_LIST (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
}

void
pd_record_list_clear_filters (PdRecordList *self)
{
  g_return_if_fail (PD_IS_RECORD_LIST (self));

  self->flags = 0;
  gtk_drop_down_set_selected (self->filter, 0);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  pd_record_list_apply_filters (self);
}

/**
 * pd_record_list_set_single_click:
 * @self: a list
 * @single_click: whether one click activates: where only the list or the record is on screen
 */
void
pd_record_list_set_single_click (PdRecordList *self, gboolean single_click)
{
  g_return_if_fail (PD_IS_RECORD_LIST (self));

  gtk_column_view_set_single_click_activate (self->view, single_click);
}
