/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-row-selection.h"

#include "desktop/pd-row-slot.h"

/* What is selected is remembered by row, not by place: GTK's own selections lose it when a list that a million
 * rows long is sorted anew, or ask for every item to find it again. */
struct _PdRowSelection
{
  GObject parent_instance;

  PdRowModel *model; /* (owned) */
  GHashTable *rows;  /* (owned) set of gint64 (owned): selected */
  GHashTable *slots; /* (owned) position → PdRowSlot (borrowed): those that somebody holds */
  gboolean several;  /* more than one at a time */
};

static void list_model_init (GListModelInterface *interface);
static void selection_model_init (GtkSelectionModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PdRowSelection,
                               pd_row_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_init))

/* --- the list */

static GType
get_item_type (GListModel *list)
{
  return PD_TYPE_ROW_SLOT;
}

static guint
get_n_items (GListModel *list)
{
  return g_list_model_get_n_items (G_LIST_MODEL (PD_ROW_SELECTION (list)->model));
}

static void
slot_gone_cb (gpointer user_data, GObject *slot)
{
  PdRowSelection *self = user_data;

  g_hash_table_remove (self->slots, GUINT_TO_POINTER (pd_row_slot_get_position ((PdRowSlot *) slot)));
}

static void
take_slot (PdRowSelection *self, PdRowSlot *slot, guint position)
{
  pd_row_slot_set_position (slot, position);
  g_object_weak_ref (G_OBJECT (slot), slot_gone_cb, self);
  g_hash_table_insert (self->slots, GUINT_TO_POINTER (position), slot);
}

static gpointer
get_item (GListModel *list, guint position)
{
  PdRowSelection *self = PD_ROW_SELECTION (list);
  PdRowSlot *slot = g_hash_table_lookup (self->slots, GUINT_TO_POINTER (position));
  g_autoptr (PdRowItem) item = NULL;

  if (slot != NULL)
    return g_object_ref (slot);
  item = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  if (item == NULL)
    return NULL;
  slot = pd_row_slot_new (item);
  take_slot (self, slot, position);
  return slot;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* --- the selection */

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  PdRowSelection *self = PD_ROW_SELECTION (model);
  gint64 row;

  return g_hash_table_size (self->rows) > 0 && pd_row_model_get_row (self->model, position, &row) &&
         g_hash_table_contains (self->rows, &row);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  PdRowSelection *self = PD_ROW_SELECTION (model);
  GtkBitset *set = gtk_bitset_new_empty ();
  guint end = MIN (get_n_items (G_LIST_MODEL (model)), position + MIN (n_items, G_MAXUINT - position));
  guint left = g_hash_table_size (self->rows);

  for (guint i = position; i < end && left > 0; i++)
    if (is_selected (model, i))
      {
        gtk_bitset_add (set, i);
        left--;
      }
  return set;
}

static void
add_row (PdRowSelection *self, guint position)
{
  gint64 row;

  if (pd_row_model_get_row (self->model, position, &row))
    g_hash_table_add (self->rows, g_memdup2 (&row, sizeof row));
}

/* Says that anything may have changed: on screen are few rows, however many there are. */
static void
changed (PdRowSelection *self)
{
  guint n = get_n_items (G_LIST_MODEL (self));

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  PdRowSelection *self = PD_ROW_SELECTION (model);

  if (unselect_rest || !self->several)
    g_hash_table_remove_all (self->rows);
  add_row (self, position);
  changed (self);
  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  PdRowSelection *self = PD_ROW_SELECTION (model);
  gint64 row;

  if (pd_row_model_get_row (self->model, position, &row) && g_hash_table_remove (self->rows, &row))
    changed (self);
  return TRUE;
}

static gboolean
select_range (GtkSelectionModel *model, guint position, guint n_items, gboolean unselect_rest)
{
  PdRowSelection *self = PD_ROW_SELECTION (model);

  if (!self->several)
    return FALSE;
  if (unselect_rest)
    g_hash_table_remove_all (self->rows);
  for (guint i = 0; i < n_items; i++)
    add_row (self, position + i);
  changed (self);
  return TRUE;
}

static gboolean
unselect_all (GtkSelectionModel *model)
{
  PdRowSelection *self = PD_ROW_SELECTION (model);

  if (g_hash_table_size (self->rows) == 0)
    return TRUE;
  g_hash_table_remove_all (self->rows);
  changed (self);
  return TRUE;
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  PdRowSelection *self = PD_ROW_SELECTION (model);
  GtkBitsetIter iter;
  guint position;
  gint64 row;

  if (!self->several)
    return FALSE;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, mask, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      if (!pd_row_model_get_row (self->model, position, &row))
        break;
      if (gtk_bitset_contains (selected, position))
        g_hash_table_add (self->rows, g_memdup2 (&row, sizeof row));
      else
        g_hash_table_remove (self->rows, &row);
    }
  changed (self);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *interface)
{
  interface->is_selected = is_selected;
  interface->get_selection_in_range = get_selection_in_range;
  interface->select_item = select_item;
  interface->unselect_item = unselect_item;
  interface->select_range = select_range;
  interface->unselect_all = unselect_all;
  interface->set_selection = set_selection;
}

/* --- rows come and go */

/* What is no longer listed is no longer selected: nothing is done to what a person does not see. */
static gboolean
forget_unlisted (PdRowSelection *self)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint n = get_n_items (G_LIST_MODEL (self));
  guint n_before = g_hash_table_size (self->rows);
  gint64 row;

  for (guint i = 0; i < n && g_hash_table_size (kept) < n_before; i++)
    if (pd_row_model_get_row (self->model, i, &row) && g_hash_table_contains (self->rows, &row))
      g_hash_table_add (kept, g_memdup2 (&row, sizeof row));
  if (g_hash_table_size (kept) == n_before)
    return FALSE;
  g_hash_table_unref (self->rows);
  self->rows = g_steal_pointer (&kept);
  return TRUE;
}

static void
forget_slots (PdRowSelection *self)
{
  GHashTableIter iter;
  gpointer slot;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    g_object_weak_unref (slot, slot_gone_cb, self);
  g_hash_table_remove_all (self->slots);
}

/* The first @kept of the slots that were replaced show what stands there now; the others are gone or move along. */
static void
move_slots (PdRowSelection *self, guint position, guint kept, guint removed, guint added)
{
  g_autoptr (GPtrArray) slots = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (slots, g_object_ref (value));
  forget_slots (self);
  for (guint i = 0; i < slots->len; i++)
    {
      guint at = pd_row_slot_get_position (slots->pdata[i]);

      if (at < position + kept)
        take_slot (self, slots->pdata[i], at);
      else if (at >= position + removed)
        take_slot (self, slots->pdata[i], at - removed + added);
      if (at >= position && at < position + kept)
        {
          g_autoptr (PdRowItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), at);

          pd_row_slot_set_item (slots->pdata[i], item);
        }
    }
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, PdRowSelection *self)
{
  gboolean forgot = removed > 0 && g_hash_table_size (self->rows) > 0 && forget_unlisted (self);
  guint kept = pd_row_model_is_other_query (self->model) ? MIN (removed, added) : 0;

  move_slots (self, position, kept, removed, added);
  if (removed > kept || added > kept)
    g_list_model_items_changed (G_LIST_MODEL (self), position + kept, removed - kept, added - kept);
  if (!forgot && (kept == 0 || g_hash_table_size (self->rows) == 0))
    return;
  /* Nothing may be listed any more; whoever listens has to know all the same. */
  if (get_n_items (G_LIST_MODEL (self)) > 0)
    changed (self);
  else
    g_signal_emit_by_name (self, "selection-changed", 0, 0);
}

/**
 * pd_row_selection_get_n_selected:
 * @self: a selection
 *
 * Returns: how many rows are selected
 */
guint
pd_row_selection_get_n_selected (PdRowSelection *self)
{
  g_return_val_if_fail (PD_IS_ROW_SELECTION (self), 0);

  return g_hash_table_size (self->rows);
}

/**
 * pd_row_selection_get_rows:
 * @self: a selection
 *
 * Returns: (transfer full) (element-type gint64): the selected row ids, in the order in which they are listed
 */
GArray *
pd_row_selection_get_rows (PdRowSelection *self)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint left;
  gint64 row;

  g_return_val_if_fail (PD_IS_ROW_SELECTION (self), NULL);

  left = g_hash_table_size (self->rows);
  for (guint i = 0; left > 0 && pd_row_model_get_row (self->model, i, &row); i++)
    if (g_hash_table_contains (self->rows, &row))
      {
        g_array_append_val (rows, row);
        left--;
      }
  return rows;
}

/**
 * pd_row_selection_get_item:
 * @self: a selection
 *
 * Returns: (transfer full) (nullable): the selected item; %NULL when none is selected, or several are
 */
PdRowItem *
pd_row_selection_get_item (PdRowSelection *self)
{
  gint64 row;

  g_return_val_if_fail (PD_IS_ROW_SELECTION (self), NULL);

  if (g_hash_table_size (self->rows) != 1)
    return NULL;
  for (guint i = 0; pd_row_model_get_row (self->model, i, &row); i++)
    if (g_hash_table_contains (self->rows, &row))
      return g_list_model_get_item (G_LIST_MODEL (self->model), i);
  return NULL;
}

static void
pd_row_selection_dispose (GObject *object)
{
  PdRowSelection *self = PD_ROW_SELECTION (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  if (self->slots != NULL)
    forget_slots (self);
  g_clear_pointer (&self->slots, g_hash_table_unref);
  g_clear_pointer (&self->rows, g_hash_table_unref);

  G_OBJECT_CLASS (pd_row_selection_parent_class)->dispose (object);
}

static void
pd_row_selection_class_init (PdRowSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_row_selection_dispose;
}

static void
pd_row_selection_init (PdRowSelection *self)
{
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->slots = g_hash_table_new (NULL, NULL);
}

/**
 * pd_row_selection_new:
 * @model: the rows
 * @several: whether more than one may be selected
 *
 * Returns: (transfer full): a selection of none of them
 */
PdRowSelection *
pd_row_selection_new (PdRowModel *model, gboolean several)
{
  PdRowSelection *self = g_object_new (PD_TYPE_ROW_SELECTION, NULL);

  self->model = g_object_ref (model);
  self->several = several;
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), self);
  return self;
}

static gboolean
extends (guint keyval, GdkModifierType state)
{
  static const guint keys[] = {
    GDK_KEY_Up,  GDK_KEY_Down,  GDK_KEY_Page_Up, GDK_KEY_Page_Down, GDK_KEY_Home,
    GDK_KEY_End, GDK_KEY_KP_Up, GDK_KEY_KP_Down, GDK_KEY_KP_Home,   GDK_KEY_KP_End
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i] == keyval)
      return (state & GDK_SHIFT_MASK) != 0;
  return FALSE;
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        PdRowSelection *self)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkRoot *root = gtk_widget_get_root (view);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (self->several && extends (keyval, state) && g_hash_table_size (self->rows) == 0 && focus != NULL &&
      gtk_widget_is_ancestor (focus, view))
    gtk_widget_activate_action (focus, "listitem.select", "(bb)", FALSE, FALSE);
  return GDK_EVENT_PROPAGATE;
}

/**
 * pd_row_selection_begin_at_keyboard:
 * @self: a selection
 * @view: shows it
 *
 * Of a selection that the keyboard draws from nothing GTK 4.8 leaves out the row at which it began: it is selected first
 * then, and the selection extends from there.
 */
void
pd_row_selection_begin_at_keyboard (PdRowSelection *self, GtkColumnView *view)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (PD_IS_ROW_SELECTION (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (view), keys);
}
