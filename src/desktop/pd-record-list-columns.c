/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-list-private.h"

#include "desktop/pd-column-choice.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-row-slot.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"

#include <glib/gi18n-lib.h>

/* What the style puts around the content of a cell, left and right together. */
#define CELL_PADDING 12

/* --- cells */

typedef struct
{
  PdRecordList *list;          /* (borrowed) */
  const PdPlaceColumn *column; /* (borrowed) */
} CellKind;

static char *
plain_text (const PdRecord *record, guint field)
{
  /* An order on its way that has not been submitted is a draft, and no field says so. */
  if (pd_record_get_record_type (record) == &pd_order_type && field == PD_ORDER_STAGE &&
      pd_record_has (record, PD_ORDER_KIND))
    return g_strdup (_ (pd_choice_label (pd_order_stage_choices, pd_order_get_stage (record))));
  return pd_field_text (record, field);
}

/* What keeps the record from the platform is said first. */
static void
show_mark (GtkImage *icon, const PdStoreRow *row, gboolean look)
{
  const char *name = look ? "dialog-warning-symbolic" : pd_row_state_icon (row->state);

  gtk_image_set_from_icon_name (icon, name);
  gtk_widget_set_visible (GTK_WIDGET (icon), name != NULL);
  pd_set_tooltip (GTK_WIDGET (icon), look ? pd_total_changed_sentence ()
                                          : pd_row_state_sentence (row->state, row->pending_command));
}

static char *
cell_text (const CellKind *kind, const PdStoreRow *row, gboolean look)
{
  const PdRecordType *type = kind->list->place->type;

  if (kind->column->field == type->title_field)
    return pd_title_text (row->record);
  if (kind->column->field != type->state_field)
    return plain_text (row->record, (guint) kind->column->field);
  return look ? g_strdup (_ ("Total changed"))
              : pd_state_text (row->record, row->state, row->pending_command);
}

/* A deadline that has passed stands out. */
static gboolean
is_overdue (const CellKind *kind, const PdStoreRow *row)
{
  g_autofree char *today = NULL;

  if (kind->list->place->type != &pd_ticket_type || kind->column->field != PD_TICKET_DUE_ON)
    return FALSE;
  today = pd_today ();
  return pd_ticket_is_overdue (row->record, today);
}

static void
update_cell (PdRowSlot *slot, GtkListItem *cell)
{
  GtkWidget *child = gtk_list_item_get_child (cell);
  CellKind *kind = g_object_get_data (G_OBJECT (child), "kind");
  GtkLabel *label = g_object_get_data (G_OBJECT (child), "label");
  GtkImage *icon = g_object_get_data (G_OBJECT (child), "icon");
  const PdStoreRow *row = pd_row_item_get_data (pd_row_slot_get_item (slot));
  g_autofree char *text = NULL;
  gboolean look;

  if (row == NULL)
    {
      gtk_label_set_text (label, "");
      if (icon != NULL)
        gtk_widget_set_visible (GTK_WIDGET (icon), FALSE);
      return;
    }
  look = row->total_changed && row->state != PD_ROW_CONFLICT && row->state != PD_ROW_REJECTED;
  text = cell_text (kind, row, look);
  if (icon != NULL)
    show_mark (icon, row, look);
  gtk_label_set_text (label, text);
  if (is_overdue (kind, row))
    gtk_widget_add_css_class (GTK_WIDGET (label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "error");
  if (kind->list->wanted != NULL && g_strcmp0 (pd_record_get_id (row->record), kind->list->wanted) == 0 &&
      kind->list->wanted_source == 0)
    kind->list->wanted_source = g_idle_add (pd_record_list_select_wanted_cb, kind->list);
}

/* Where a record stands is said beside its state, or else beside its name. */
static int
marked_field (PdRecordList *self)
{
  for (guint i = 0; i < self->shown->len; i++)
    if (((const PdPlaceColumn *) self->shown->pdata[i])->field == self->place->type->state_field)
      return self->place->type->state_field;
  return self->place->type->title_field;
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, CellKind *kind)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *child = label;

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
  if (kind->column->field == marked_field (kind->list))
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
  PdRowSlot *slot = gtk_list_item_get_item (cell);

  g_signal_connect (slot, "changed", G_CALLBACK (update_cell), cell);
  update_cell (slot, cell);
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

void
pd_record_list_sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, PdRecordList *self)
{
  const PdPlaceColumn *primary = NULL;
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) b = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (PdStoreQuery) query = NULL;
  GtkOrdering order;

  /* A view that goes away takes its columns out one by one. */
  if (self->model == NULL)
    return;
  query = pd_store_query_copy (pd_row_model_get_query (self->model));
  g_object_set_data (a, "asked", &primary);
  g_object_set_data (b, "asked", &primary);
  order = gtk_sorter_compare (sorter, a, b);
  query->sort_field = primary != NULL ? primary->field : -1;
  query->descending = primary != NULL ? order == GTK_ORDERING_LARGER : TRUE;
  pd_row_model_set_query (self->model, query);
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
  view_column = gtk_column_view_column_new (pd_column_label (self->place, column), factory);
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
    pd_layout_align_head (self->view, self->columns->len);
  g_ptr_array_add (self->columns, g_steal_pointer (&view_column));
}

/* --- columns that fit */

static const PdPlaceColumn *
shown_column (PdRecordList *self, guint i)
{
  return g_ptr_array_index (self->shown, i);
}

/* Below which drop a column is left. All stay of what somebody has chosen: the list is as wide as they ask for then. */
static int
least_drop (PdRecordList *self)
{
  int width = (int) gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));
  int sum = 0, least = G_MAXINT;

  if (!pd_column_choice_is_usual_set (self->place, self->shown))
    return least;
  for (guint i = 0; i < self->shown->len; i++)
    sum += shown_column (self, i)->width;
  for (int drop = 9; drop > 0 && sum > width; drop--)
    for (guint i = 0; i < self->shown->len; i++)
      if (shown_column (self, i)->drop == drop)
        {
          sum -= shown_column (self, i)->width;
          least = drop;
        }
  return least;
}

static gboolean
layout_cb (gpointer user_data)
{
  PdRecordList *self = user_data;
  int least = least_drop (self);

  self->layout_source = 0;
  gtk_scrolled_window_set_policy (self->scroller,
                                  pd_column_choice_is_usual_set (self->place, self->shown)
                                      ? GTK_POLICY_EXTERNAL
                                      : GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_AUTOMATIC);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const PdPlaceColumn *column = shown_column (self, i);
      GtkColumnViewColumn *view_column = g_ptr_array_index (self->columns, i);
      gboolean fits = column->drop < least;

      if (gtk_column_view_column_get_visible (view_column) == fits)
        continue;
      gtk_column_view_column_set_visible (view_column, fits);
      /* GTK 4.8 keeps the width of a hidden column free. */
      gtk_column_view_column_set_fixed_width (view_column, !fits ? 0 : column->expand ? -1 : column->width);
    }
  return G_SOURCE_REMOVE;
}

/* Columns cannot come and go in the middle of an allocation. */
void
pd_record_list_width_changed_cb (PdRecordList *self)
{
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
}

/* --- columns that were chosen */

static GtkColumnViewColumn *
find_view_column (PdRecordList *self, int field)
{
  for (guint i = 0; i < self->shown->len; i++)
    if (shown_column (self, i)->field == field)
      return g_ptr_array_index (self->columns, i);
  return NULL;
}

/* The list stays in its order while the column of it is there. */
void
pd_record_list_show_order (PdRecordList *self, int field, gboolean descending)
{
  GtkColumnViewColumn *column = field >= 0 ? find_view_column (self, field) : NULL;

  if (column != NULL && gtk_column_view_column_get_sorter (column) != NULL)
    gtk_column_view_sort_by_column (self->view, column,
                                    descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static gboolean
is_shown (PdRecordList *self, GPtrArray *columns)
{
  gboolean same = columns->len == self->shown->len;

  for (guint i = 0; same && i < columns->len; i++)
    same = columns->pdata[i] == self->shown->pdata[i];
  return same;
}

/* Makes the columns that were chosen, where they are others than now. */
void
pd_record_list_fill_columns (PdRecordList *self)
{
  g_autoptr (GPtrArray) columns = pd_column_choice_read (self->settings, self->place);
  const PdStoreQuery *query = self->model != NULL ? pd_row_model_get_query (self->model) : NULL;
  int sort_field = query != NULL ? query->sort_field : -1;
  gboolean descending = query != NULL && query->descending;

  if (is_shown (self, columns))
    return;
  self->is_filling = TRUE;
  for (guint i = 0; i < self->columns->len; i++)
    gtk_column_view_remove_column (self->view, self->columns->pdata[i]);
  g_ptr_array_set_size (self->columns, 0);
  g_ptr_array_set_size (self->shown, 0);
  g_ptr_array_extend (self->shown, columns, NULL, NULL);
  for (guint i = 0; i < columns->len; i++)
    add_column (self, columns->pdata[i]);
  pd_record_list_show_order (self, sort_field, descending);
  self->is_filling = FALSE;
  pd_record_list_width_changed_cb (self);
}

/* Somebody has dragged the head of a column. */
static gboolean
keep_order_cb (gpointer user_data)
{
  PdRecordList *self = user_data;
  GListModel *model = gtk_column_view_get_columns (self->view);
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  self->order_source = 0;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);
      guint at;

      if (g_ptr_array_find (self->columns, column, &at))
        g_ptr_array_add (columns, self->shown->pdata[at]);
    }
  if (columns->len == self->shown->len && !is_shown (self, columns))
    pd_column_choice_write (self->settings, self->place, columns);
  return G_SOURCE_REMOVE;
}

static void
columns_changed_cb (PdRecordList *self)
{
  /* A list that goes takes its columns down one by one. */
  if (self->settings != NULL && !self->is_filling && self->order_source == 0)
    self->order_source = g_idle_add (keep_order_cb, self);
}

/* Fills the list with its columns, and follows what is chosen from then on. */
void
pd_record_list_watch_columns (PdRecordList *self)
{
  self->settings = g_settings_new ("org.piaodan.Piaodan");
  g_signal_connect_swapped (self->settings, "changed::columns", G_CALLBACK (pd_record_list_fill_columns),
                            self);
  g_signal_connect_swapped (self->settings, "changed::user", G_CALLBACK (pd_record_list_fill_columns), self);
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed",
                           G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
  pd_record_list_fill_columns (self);
}
