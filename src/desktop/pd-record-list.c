/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-list.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-tooltip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Beside the states of the type, the filter offers these; in this order, after "All". */
static const struct
{
  PdRowState state;
  const char *label;
} row_filters[] = {
  { PD_ROW_WAITING, N_ ("Waiting to be sent") },
  { PD_ROW_CONFLICT, N_ ("Conflict") },
  { PD_ROW_REJECTED, N_ ("Not accepted") },
};

/* What the style puts around the content of a cell, left and right together. */
#define CELL_PADDING 12

struct _PdRecordList
{
  GtkWidget parent_instance;

  /* Template */
  GtkBox *tools;
  GtkSearchEntry *search;
  GtkDropDown *filter;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  AdwStatusPage *empty;
  GtkButton *empty_new;
  GtkButton *empty_import;
  GtkLabel *count;

  /* Owned */
  PdRowModel *model;
  GtkSingleSelection *selection;
  GPtrArray *columns; /* of GtkColumnViewColumn (owned), as in the place's table */
  char *wanted;       /* (nullable) the id of a record to select as soon as it is listed */
  PdRowItem *watched; /* (nullable) the selected item, while its content is not there */
  gulong watched_handler;
  guint layout_source;
  guint wanted_source;

  /* Borrowed */
  const PdPlace *place;
};

enum
{
  SELECTED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdRecordList, pd_record_list, GTK_TYPE_WIDGET)

/* --- cells */

typedef struct
{
  PdRecordList *list;          /* (borrowed) */
  const PdPlaceColumn *column; /* (borrowed) */
} CellKind;

static gboolean select_wanted_cb (gpointer user_data);

static void
update_cell (PdRowItem *item, GtkListItem *cell)
{
  GtkWidget *child = gtk_list_item_get_child (cell);
  CellKind *kind = g_object_get_data (G_OBJECT (child), "kind");
  GtkLabel *label = g_object_get_data (G_OBJECT (child), "label");
  GtkImage *icon = g_object_get_data (G_OBJECT (child), "icon");
  const PdStoreRow *row = pd_row_item_get_data (item);
  g_autofree char *text = NULL;

  if (row == NULL)
    {
      gtk_label_set_text (label, "");
      if (icon != NULL)
        gtk_widget_set_visible (GTK_WIDGET (icon), FALSE);
      return;
    }
  if (icon == NULL)
    text = pd_field_text (row->record, (guint) kind->column->field);
  else
    {
      const char *name = pd_row_state_icon (row->state);

      text = kind->column->field == kind->list->place->type->state_field
                 ? pd_state_text (row->record, row->state, row->pending_command)
                 : pd_field_text (row->record, (guint) kind->column->field);
      gtk_image_set_from_icon_name (icon, name);
      gtk_widget_set_visible (GTK_WIDGET (icon), name != NULL);
      pd_set_tooltip (GTK_WIDGET (icon), pd_row_state_sentence (row->state, row->pending_command));
    }
  gtk_label_set_text (label, text);
  if (kind->list->wanted != NULL && g_strcmp0 (pd_record_get_id (row->record), kind->list->wanted) == 0 &&
      kind->list->wanted_source == 0)
    kind->list->wanted_source = g_idle_add (select_wanted_cb, kind->list);
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, CellKind *kind)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *child = label;
  /* Where a record stands is said beside its state, or else beside its name. */
  int marked = kind->list->place->type->state_field >= 0 ? kind->list->place->type->state_field
                                                         : kind->list->place->type->title_field;

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), kind->column->numeric ? 1.0f : 0.0f);
  gtk_widget_set_hexpand (label, TRUE);
  if (kind->column->expand)
    {
      gtk_label_set_max_width_chars (GTK_LABEL (label), 1);
      gtk_widget_set_size_request (label, kind->column->width - CELL_PADDING, -1);
    }
  if (kind->column->numeric || kind->column->field == kind->list->place->type->title_field)
    gtk_widget_add_css_class (label, "numeric");
  if (kind->column->field == marked)
    {
      GtkWidget *icon = gtk_image_new ();

      child = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_box_append (GTK_BOX (child), icon);
      gtk_box_append (GTK_BOX (child), label);
      g_object_set_data (G_OBJECT (child), "icon", icon);
    }
  g_object_set_data (G_OBJECT (child), "label", label);
  g_object_set_data (G_OBJECT (child), "kind", kind);
  gtk_list_item_set_child (cell, child);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, CellKind *kind)
{
  PdRowItem *item = gtk_list_item_get_item (cell);

  g_signal_connect (item, "changed", G_CALLBACK (update_cell), cell);
  update_cell (item, cell);
}

static void
unbind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, CellKind *kind)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (cell), update_cell, cell);
}

/* --- sorting: GTK 4.8 does not say which header was clicked, so ask its sorter */

static GtkOrdering
column_order (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const PdPlaceColumn **asked = g_object_get_data (G_OBJECT (a), "asked");

  if (*asked == NULL)
    *asked = user_data;
  return GTK_ORDERING_SMALLER;
}

static void
sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, PdRecordList *self)
{
  const PdPlaceColumn *primary = NULL;
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) b = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (PdStoreQuery) query = pd_store_query_copy (pd_row_model_get_query (self->model));
  GtkOrdering order;

  g_object_set_data (a, "asked", &primary);
  g_object_set_data (b, "asked", &primary);
  order = gtk_sorter_compare (sorter, a, b);
  query->sort_field = primary != NULL ? primary->field : -1;
  query->descending = primary != NULL ? order == GTK_ORDERING_LARGER : TRUE;
  pd_row_model_set_query (self->model, query);
}

/* GTK 4.8 has no alignment for the head of a column: it is the label in the column's title widget. */
static void
align_head (PdRecordList *self, guint position)
{
  GtkWidget *head = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = head != NULL ? gtk_widget_get_first_child (head) : NULL;
  GtkWidget *label;

  for (guint i = 0; i < position && title != NULL; i++)
    title = gtk_widget_get_next_sibling (title);
  label = title;
  while (label != NULL && !GTK_IS_LABEL (label))
    label = gtk_widget_get_first_child (label);
  if (label == NULL)
    return;
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 1.0f);
}

static void
add_column (PdRecordList *self, const PdPlaceColumn *column)
{
  const PdField *field = &self->place->type->fields[column->field];
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;
  CellKind *kind = g_new0 (CellKind, 1);

  kind->list = self;
  kind->column = column;
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), kind);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), kind);
  g_signal_connect_data (factory, "unbind", G_CALLBACK (unbind_cell_cb), kind,
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  view_column =
      gtk_column_view_column_new (_ (column->label != NULL ? column->label : field->label), factory);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, column->expand);
  /* A column with a width of its own does not grow; the label of one that grows asks for the width instead. */
  if (!column->expand)
    gtk_column_view_column_set_fixed_width (view_column, column->width);
  if (field->flags & (PD_FIELD_INDEX | PD_FIELD_NUMBER))
    {
      g_autoptr (GtkSorter) sorter =
          GTK_SORTER (gtk_custom_sorter_new (column_order, (gpointer) column, NULL));

      gtk_column_view_column_set_sorter (view_column, sorter);
    }
  gtk_column_view_append_column (self->view, view_column);
  if (column->numeric)
    align_head (self, self->columns->len);
  g_ptr_array_add (self->columns, g_steal_pointer (&view_column));
}

/* --- what is shown */

static gboolean
is_filtered (PdRecordList *self)
{
  const PdStoreQuery *query = pd_row_model_get_query (self->model);

  return query->search != NULL || query->state != NULL || query->row_state >= 0;
}

static void
update_page (PdRecordList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  const char *page = "rows";
  g_autofree char *text = NULL;

  if (n == 0 && pd_row_model_is_loading (self->model))
    page = "loading";
  else if (n == 0)
    page = is_filtered (self) ? "nothing" : "empty";
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "loading"));
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->tools), !g_str_equal (page, "empty"));
  gtk_widget_set_visible (GTK_WIDGET (self->count), n > 0);
  if (is_filtered (self))
    text = g_strdup_printf (ngettext ("%'u found", "%'u found", n), n);
  else
    text = g_strdup_printf (ngettext ("%'u entry", "%'u entries", n), n);
  gtk_label_set_text (self->count, text);
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, PdRecordList *self)
{
  update_page (self);
}

static void
apply_filters (PdRecordList *self)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_copy (pd_row_model_get_query (self->model));
  const PdField *field =
      self->place->type->state_field >= 0 ? &self->place->type->fields[self->place->type->state_field] : NULL;
  g_autofree char *search = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  guint selected = gtk_drop_down_get_selected (self->filter);

  g_clear_pointer (&query->search, g_free);
  g_clear_pointer (&query->state, g_free);
  query->row_state = -1;
  if (*search != '\0')
    query->search = g_steal_pointer (&search);
  if (selected > 0 && selected <= G_N_ELEMENTS (row_filters))
    query->row_state = (int) row_filters[selected - 1].state;
  else if (selected > G_N_ELEMENTS (row_filters) && selected != GTK_INVALID_LIST_POSITION)
    query->state = g_strdup (field->choices[selected - 1 - G_N_ELEMENTS (row_filters)].value);
  pd_row_model_set_query (self->model, query);
}

static void
search_changed_cb (PdRecordList *self)
{
  apply_filters (self);
}

static void
filter_changed_cb (PdRecordList *self)
{
  if (self->model != NULL)
    apply_filters (self);
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
  if (gtk_single_selection_get_selected (self->selection) == GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, 0);
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
  PdRowItem *item = gtk_single_selection_get_selected_item (self->selection);

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
  const char *id = pd_record_list_get_selected (self);

  if (id != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, id);
}

static gboolean
select_wanted_cb (gpointer user_data)
{
  PdRecordList *self = user_data;
  guint position;

  self->wanted_source = 0;
  if (self->wanted == NULL || !pd_row_model_find_record (self->model, self->wanted, &position))
    return G_SOURCE_REMOVE;
  g_clear_pointer (&self->wanted, g_free);
  gtk_single_selection_set_selected (self->selection, position);
  /* GTK 4.8 has no function for it. */
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)), "list.scroll-to-item", "u",
                              position);
  return G_SOURCE_REMOVE;
}

/* --- columns that fit */

static gboolean
layout_cb (gpointer user_data)
{
  PdRecordList *self = user_data;
  int width = (int) gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));
  int sum = 0, least_drop = G_MAXINT;

  self->layout_source = 0;
  for (guint i = 0; i < self->columns->len; i++)
    sum += self->place->columns[i].width;
  for (int drop = 9; drop > 0 && sum > width; drop--)
    for (guint i = 0; i < self->columns->len; i++)
      if (self->place->columns[i].drop == drop)
        {
          sum -= self->place->columns[i].width;
          least_drop = drop;
        }
  for (guint i = 0; i < self->columns->len; i++)
    {
      const PdPlaceColumn *column = &self->place->columns[i];
      GtkColumnViewColumn *view_column = g_ptr_array_index (self->columns, i);
      gboolean fits = column->drop < least_drop;

      if (gtk_column_view_column_get_visible (view_column) == fits)
        continue;
      gtk_column_view_column_set_visible (view_column, fits);
      /* GTK 4.8 keeps the width of a hidden column free. */
      gtk_column_view_column_set_fixed_width (view_column, !fits ? 0 : column->expand ? -1 : column->width);
    }
  return G_SOURCE_REMOVE;
}

/* Columns cannot come and go in the middle of an allocation. */
static void
width_changed_cb (PdRecordList *self)
{
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
}

static gboolean
pd_record_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PD_RECORD_LIST (widget)->view));
}

/* --- life */

static void
pd_record_list_dispose (GObject *object)
{
  PdRecordList *self = PD_RECORD_LIST (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_handle_id (&self->wanted_source, g_source_remove);
  if (self->watched != NULL)
    g_clear_signal_handler (&self->watched_handler, self->watched);
  g_clear_object (&self->watched);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
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
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (pd_record_list_parent_class)->finalize (object);
}

static void
pd_record_list_class_init (PdRecordListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pd_record_list_dispose;
  object_class->finalize = pd_record_list_finalize;
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
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, stack);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, spinner);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, scroller);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, view);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, empty);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, empty_new);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, empty_import);
  gtk_widget_class_bind_template_child (widget_class, PdRecordList, count);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
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
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller), "notify::page-size",
                           G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
fill_filter (PdRecordList *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  const PdRecordType *type = self->place->type;

  gtk_string_list_append (labels, _ ("All"));
  for (guint i = 0; i < G_N_ELEMENTS (row_filters); i++)
    gtk_string_list_append (labels, _ (row_filters[i].label));
  if (type->state_field >= 0)
    for (const PdChoice *choice = type->fields[type->state_field].choices; choice->value != NULL; choice++)
      gtk_string_list_append (labels, _ (choice->label));
  gtk_drop_down_set_model (self->filter, G_LIST_MODEL (labels));
  g_object_unref (labels);
  pd_set_accessible_label (GTK_WIDGET (self->filter), _ ("Filter by state"));
}

static void
fill_texts (PdRecordList *self)
{
  const PdPlace *place = self->place;
  g_autofree char *action = g_strdup_printf ("win.new-%s", place->type->name);

  g_object_set (self->search, "placeholder-text", _ (place->search_hint), NULL);
  pd_set_accessible_label (GTK_WIDGET (self->search), _ (place->search_hint));
  pd_set_accessible_label (GTK_WIDGET (self->view), _ (place->title));
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
  fill_filter (self);
  fill_texts (self);
  for (const PdPlaceColumn *column = place->columns; column->field >= 0; column++)
    add_column (self, column);
  self->model = pd_row_model_new (store);
  query->sort_field = -1;
  query->descending = TRUE;
  pd_row_model_set_query (self->model, query);
  g_signal_connect (self->model, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect_swapped (self->model, "notify::loading", G_CALLBACK (update_page), self);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (selection_changed_cb),
                            self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sorter_changed_cb),
                           self, 0);
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
 * Returns: (nullable) (transfer none): the selected record's id; %NULL without, or while it is being fetched
 */
const char *
pd_record_list_get_selected (PdRecordList *self)
{
  PdRowItem *item;
  const PdStoreRow *row;

  g_return_val_if_fail (PD_IS_RECORD_LIST (self), NULL);

  item = gtk_single_selection_get_selected_item (self->selection);
  row = item != NULL ? pd_row_item_get_data (item) : NULL;
  return row != NULL ? pd_record_get_id (row->record) : NULL;
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

  gtk_drop_down_set_selected (self->filter, 0);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  apply_filters (self);
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
