/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-stock-place.h"

#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "desktop/pd-stock-dialog.h"
#include "desktop/pd-stock-item.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"
#include "model/pd-party.h"
#include "model/pd-permission.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Below this width the columns that follow from others are left out, in pixels. */
#define NARROW 720
/* So much of a good's name is always to be read; Chinese characters count twice. */
#define NAME_CHARS 8

/* The goods that are kept in stock: how much there is, how much is promised, and what is to be ordered. */
struct _PdStockPlace
{
  GtkWidget parent_instance;

  PdStore *store;    /* (owned) */
  GListStore *items; /* (owned) of PdStockItem */
  PdLook *look;      /* (owned) (nullable) */
  guint layout_source;
  int width;
  gboolean loaded;

  /* Borrowed */
  GtkWidget *stack;
  GtkWidget *box;
  GtkWidget *search;
  GtkWidget *short_only;
  GtkWidget *state;
  GtkColumnView *view;
  GtkSingleSelection *selection;
  GtkFilterListModel *filtered;
  GtkFilter *filter;
  GtkWidget *trouble;
  GtkWidget *actions;
  GtkWidget *writing; /* the buttons that write, in actions */
  GtkWidget *copy;
};

G_DEFINE_FINAL_TYPE (PdStockPlace, pd_stock_place, GTK_TYPE_WIDGET)

static PdStockItem *
get_selected (PdStockPlace *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

/* --- what is shown */

static guint
count_short (PdStockPlace *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (PdStockItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      n += pd_stock_item_is_short (item);
    }
  return n;
}

static void
update (PdStockPlace *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  guint n_short = count_short (self);
  gboolean short_only = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->short_only));
  gboolean searches = *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';
  g_autofree char *text = NULL;

  if (!self->loaded)
    return;
  if (n_short > 0)
    text =
        g_strdup_printf (ngettext ("%u good is short: order it.", "%u goods are short: order them.", n_short),
                         n_short);
  else
    text = g_strdup (_ ("There is enough of everything."));
  gtk_label_set_text (GTK_LABEL (self->state), text);
  if (n_short > 0)
    gtk_widget_add_css_class (self->state, "warning");
  else
    gtk_widget_remove_css_class (self->state, "warning");
  gtk_widget_set_visible (self->copy, n_short > 0);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n == 0        ? "empty"
                                                             : n_shown > 0 ? "rows"
                                                             : searches    ? "nothing"
                                                             : short_only  ? "enough"
                                                                           : "nothing");
  gtk_widget_set_visible (self->box, n > 0);
  gtk_widget_set_visible (self->actions, n_shown > 0);
}

static gboolean
matches (gpointer object, gpointer user_data)
{
  PdStockPlace *self = user_data;
  PdStockItem *item = object;
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *name = g_utf8_casefold (pd_stock_item_get_text (item, PD_STOCK_COLUMN_GOOD), -1);

  if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->short_only)) && !pd_stock_item_is_short (item))
    return FALSE;
  return strstr (name, g_strstrip (wanted)) != NULL;
}

static void
narrow_down_cb (PdStockPlace *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update (self);
}

/* --- looking */

/** Look: one reading of what there is. */
typedef struct
{
  GPtrArray *stocks; /* (owned) (nullable) of PdStoreStock */
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->stocks, g_ptr_array_unref);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->stocks = pd_store_stock_levels (session, error);
  return look->stocks != NULL;
}

static guint
find_good (PdStockPlace *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->filtered)); i++)
    {
      g_autoptr (PdStockItem) item = g_list_model_get_item (G_LIST_MODEL (self->filtered), i);

      if (g_strcmp0 (pd_record_get_id (pd_stock_item_get_good (item)), id) == 0)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
show_stocks (PdStockPlace *self, GPtrArray *stocks)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  PdStockItem *selected = get_selected (self);
  g_autofree char *id =
      selected != NULL ? g_strdup (pd_record_get_id (pd_stock_item_get_good (selected))) : NULL;
  guint position;

  for (guint i = 0; i < stocks->len; i++)
    g_ptr_array_add (items, pd_stock_item_new (g_ptr_array_index (stocks, i)));
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata,
                       items->len);
  position = id != NULL ? find_good (self, id) : GTK_INVALID_LIST_POSITION;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, position);
  self->loaded = TRUE;
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copy What Is to Be Ordered"));
  update (self);
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdStockPlace *self = owner;
  Look *look = data;

  pd_layout_say (self->trouble, error != NULL ? error->message : NULL);
  if (error == NULL)
    show_stocks (self, look->stocks);
}

static const PdLookKind look_kind = { .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 300,
                                      .priority = PD_STORE_PRIORITY_EDIT,
                                      .only_seen = TRUE };

/* --- what can be done */

static void
write_cb (GtkWidget *button, PdStockPlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  PdStockItem *item = get_selected (self);

  if (item != NULL)
    gtk_window_present (GTK_WINDOW (pd_stock_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                         self->store, pd_stock_item_get_good (item),
                                                         g_object_get_data (G_OBJECT (button), "kind"))));
}

static void
show_good (PdStockPlace *self)
{
  PdStockItem *item = get_selected (self);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "(ss)", pd_good_type.name,
                                pd_record_get_id (pd_stock_item_get_good (item)));
}

/* What is to be ordered, as lines to be pasted into a message or a sheet. */
static void
copy_cb (PdStockPlace *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (PdStockItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      const char *unit = pd_record_get_text (pd_stock_item_get_good (item), PD_GOOD_UNIT);

      if (pd_stock_item_is_short (item))
        g_string_append_printf (text, "%s\t%s\t%s\n", pd_stock_item_get_text (item, PD_STOCK_COLUMN_GOOD),
                                pd_stock_item_get_text (item, PD_STOCK_COLUMN_TO_ORDER),
                                unit != NULL ? unit : "");
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
  gtk_button_set_label (GTK_BUTTON (self->copy), _ ("Copied"));
}

/* --- columns */

static const struct
{
  const char *title;
  int width; /* pixels; 0: the rest */
  gboolean drops;
} columns[PD_STOCK_N_COLUMNS] = {
  [PD_STOCK_COLUMN_GOOD] = { N_ ("Good"), 0, FALSE },
  [PD_STOCK_COLUMN_ON_HAND] = { N_ ("In stock"), 96, FALSE },
  [PD_STOCK_COLUMN_RESERVED] = { N_ ("Reserved"), 80, TRUE },
  [PD_STOCK_COLUMN_AVAILABLE] = { N_ ("Available"), 80, FALSE },
  [PD_STOCK_COLUMN_MINIMUM] = { N_ ("At least"), 80, TRUE },
  [PD_STOCK_COLUMN_MINIMUM_ORDER] = { N_ ("Minimum order"), 104, TRUE },
  [PD_STOCK_COLUMN_TO_ORDER] = { N_ ("To order"), 80, FALSE },
};

static void
set_up_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  PdStockColumn column = GPOINTER_TO_INT (user_data);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), column == PD_STOCK_COLUMN_GOOD ? 0.0f : 1.0f);
  if (column != PD_STOCK_COLUMN_GOOD)
    gtk_widget_add_css_class (label, "numeric");
  else
    gtk_label_set_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  PdStockColumn column = GPOINTER_TO_INT (user_data);
  PdStockItem *stock = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);
  gboolean marked = pd_stock_item_is_short (stock) &&
                    (column == PD_STOCK_COLUMN_AVAILABLE || column == PD_STOCK_COLUMN_TO_ORDER);
  g_autofree char *text = NULL;

  /* A colour alone is not seen by everybody. */
  if (marked && column == PD_STOCK_COLUMN_TO_ORDER)
    text = g_strdup_printf ("⚠ %s", pd_stock_item_get_text (stock, column));
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : pd_stock_item_get_text (stock, column));
  if (marked)
    gtk_widget_add_css_class (label, "warning");
  else
    gtk_widget_remove_css_class (label, "warning");
}

static void
add_columns (PdStockPlace *self)
{
  for (guint i = 0; i < PD_STOCK_N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (set_up_cb), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
      column = gtk_column_view_column_new (_ (columns[i].title), factory);
      if (columns[i].width > 0)
        gtk_column_view_column_set_fixed_width (column, columns[i].width);
      gtk_column_view_column_set_expand (column, columns[i].width == 0);
      gtk_column_view_append_column (self->view, column);
      if (i != PD_STOCK_COLUMN_GOOD)
        pd_layout_align_head (self->view, i);
    }
}

static gboolean
layout_cb (gpointer user_data)
{
  PdStockPlace *self = user_data;
  GListModel *model = gtk_column_view_get_columns (self->view);

  self->layout_source = 0;
  for (guint i = 0; i < PD_STOCK_N_COLUMNS; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);
      gboolean fits = !columns[i].drops || self->width >= NARROW;

      gtk_column_view_column_set_visible (column, fits);
      /* GTK 4.8 keeps the width of a hidden column free. */
      if (columns[i].width > 0)
        gtk_column_view_column_set_fixed_width (column, fits ? columns[i].width : 0);
    }
  return G_SOURCE_REMOVE;
}

/* --- the widget */

static void
pd_stock_place_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PdStockPlace *self = PD_STOCK_PLACE (widget);

  gtk_widget_size_allocate (gtk_widget_get_first_child (widget), &(GtkAllocation){ 0, 0, width, height },
                            baseline);
  /* No column may come or go in the middle of an allocation. */
  if (self->layout_source == 0 && (self->width < NARROW) != (width < NARROW))
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
  self->width = width;
}

static void
pd_stock_place_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static gboolean
pd_stock_place_grab_focus (GtkWidget *widget)
{
  PdStockPlace *self = PD_STOCK_PLACE (widget);

  return gtk_widget_get_mapped (GTK_WIDGET (self->view))
             ? gtk_widget_grab_focus (GTK_WIDGET (self->view))
             : gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
pd_stock_place_dispose (GObject *object)
{
  PdStockPlace *self = PD_STOCK_PLACE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_pointer (&self->look, pd_look_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->items);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_stock_place_parent_class)->dispose (object);
}

static void
pd_stock_place_class_init (PdStockPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_stock_place_dispose;
  widget_class->measure = pd_stock_place_measure;
  widget_class->size_allocate = pd_stock_place_size_allocate;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_stock_place_grab_focus;
}

static GtkWidget *
create_tools (PdStockPlace *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->search = gtk_search_entry_new ();
  self->short_only = gtk_toggle_button_new_with_label (_ ("Short only"));
  self->state = pd_layout_text (NULL, NULL);
  self->copy = gtk_button_new_with_label (_ ("Copy What Is to Be Ordered"));
  gtk_widget_set_hexpand (self->search, TRUE);
  g_object_set (self->search, "placeholder-text", _ ("Search name or specification"), NULL);
  pd_set_accessible_label (self->search, _ ("Search the stock"));
  pd_set_accessible_description (self->short_only, _ ("Show only the goods of which there is too little"));
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (narrow_down_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->short_only, "toggled", G_CALLBACK (narrow_down_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), self->search);
  gtk_box_append (GTK_BOX (row), self->short_only);
  gtk_box_append (GTK_BOX (self->box), row);
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  gtk_widget_set_hexpand (self->state, TRUE);
  gtk_box_append (GTK_BOX (row), self->state);
  gtk_box_append (GTK_BOX (row), self->copy);
  gtk_box_append (GTK_BOX (self->box), row);
  pd_layout_set_margins (self->box, 9);
  gtk_widget_set_visible (self->box, FALSE);
  return self->box;
}

static GtkWidget *
create_actions (PdStockPlace *self)
{
  static const char *const kinds[] = { PD_STOCK_KIND_RECEIPT, PD_STOCK_KIND_COUNT, PD_STOCK_KIND_RETURN };
  GtkWidget *show = gtk_button_new_with_label (_ ("Show Good"));

  self->actions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->writing = pd_wrap_box_new (9);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (pd_stock_dialog_label (kinds[i]));

      g_object_set_data (G_OBJECT (button), "kind", (gpointer) kinds[i]);
      g_signal_connect_object (button, "clicked", G_CALLBACK (write_cb), self, 0);
      pd_wrap_box_append (PD_WRAP_BOX (self->writing), button);
    }
  g_signal_connect_object (show, "clicked", G_CALLBACK (show_good), self, G_CONNECT_SWAPPED);
  gtk_widget_set_hexpand (self->writing, TRUE);
  gtk_widget_set_halign (show, GTK_ALIGN_END);
  gtk_widget_set_valign (show, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->actions), self->writing);
  gtk_box_append (GTK_BOX (self->actions), show);
  pd_layout_set_margins (self->actions, 9);
  gtk_widget_set_visible (self->actions, FALSE);
  return self->actions;
}

static GtkWidget *
create_list (PdStockPlace *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), self->filter);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (self->filtered));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (self->selection)));
  add_columns (self);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "record-list");
  pd_set_accessible_label (GTK_WIDGET (self->view), _ ("Stock"));
  g_signal_connect_object (self->view, "activate", G_CALLBACK (show_good), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static GtkWidget *
status_page (const char *icon, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  return page;
}

static GtkWidget *
create_empty (void)
{
  GtkWidget *page = status_page ("package-x-generic-symbolic", _ ("Nothing Is Kept in Stock"),
                                 _ ("Tick “Kept in stock” at a good, and take in what there is of it."));
  GtkWidget *button = gtk_button_new_with_label (_ ("Show Goods"));

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), "win.place::goods");
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static void
pd_stock_place_init (PdStockPlace *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->width = NARROW;
  self->items = g_list_store_new (PD_TYPE_STOCK_ITEM);
  self->stack = gtk_stack_new ();
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  pd_layout_set_margins (self->trouble, 9);
  gtk_box_append (GTK_BOX (box), create_tools (self));
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_stack_add_named (GTK_STACK (self->stack), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), "loading");
  gtk_stack_add_named (GTK_STACK (self->stack), create_list (self), "rows");
  gtk_stack_add_named (GTK_STACK (self->stack), create_empty (), "empty");
  gtk_stack_add_named (GTK_STACK (self->stack),
                       status_page ("emblem-ok-symbolic", _ ("Nothing Is Short"),
                                    _ ("There is enough of everything.")),
                       "enough");
  gtk_stack_add_named (GTK_STACK (self->stack),
                       status_page ("edit-find-symbolic", _ ("Nothing Found"),
                                    _ ("No good in stock has this in its name.")),
                       "nothing");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_box_append (GTK_BOX (box), create_actions (self));
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/** pd_stock_place_new: @store: the cache. Returns: (transfer floating): the place; it looks while it is seen */
GtkWidget *
pd_stock_place_new (PdStore *store)
{
  PdStockPlace *self = g_object_new (PD_TYPE_STOCK_PLACE, NULL);

  self->store = g_object_ref (store);
  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_stock_move_type);
  pd_look_watch (self->look, &pd_good_type);
  return GTK_WIDGET (self);
}

/** pd_stock_place_set_role: @role: (nullable): of who is signed in: what the platform would refuse is not offered */
void
pd_stock_place_set_role (PdStockPlace *self, const char *role)
{
  g_return_if_fail (PD_IS_STOCK_PLACE (self));

  gtk_widget_set_visible (self->writing, role == NULL || !pd_permission_is_role (role) ||
                                             pd_permission_has (role, "create", pd_stock_move_type.name));
}

/** pd_stock_place_get_n_shown: Returns: how many goods are listed */
guint
pd_stock_place_get_n_shown (PdStockPlace *self)
{
  g_return_val_if_fail (PD_IS_STOCK_PLACE (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
}
