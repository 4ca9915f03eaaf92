/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-taking-list.h"

#include "desktop/pd-drop-down.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* The rows of a file with what becomes of each and why; those that may be chosen have a tick. */
struct _PdTakingList
{
  GtkWidget parent_instance;

  const PdTakingKind *kind;
  GListStore *rows; /* (owned) of PdTakingRow */
  GtkWidget *box;
  GtkWidget *details;
  GtkAdjustment *across; /* (borrowed) of what is seen of the rows */
  GtkColumnView *view;   /* (borrowed) */
  guint layout_source;
  gboolean is_narrow;
  GtkFilter *filter;             /* (owned) */
  GtkSingleSelection *selection; /* (owned) */
  GArray *marks;                 /* (owned) of int: what the filter's choices show; -1: all */
  int shown;                     /* a mark; -1: all */
  gboolean quiet;                /* ticks follow one that a person has set */
};

G_DEFINE_FINAL_TYPE (PdTakingList, pd_taking_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_TICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* An icon, a word for those who do not see it, and a colour: never a colour alone. */
static const struct
{
  const char *icon;
  const char *word;
  const char *filter;
  const char *style; /* (nullable) */
} marks[] = {
  [PD_TAKING_NEW] = { "object-select-symbolic", N_ ("Correct"), N_ ("New (%u)"), "success" },
  [PD_TAKING_DECIDE] = { "dialog-question-symbolic", N_ ("To be decided"), N_ ("To be decided (%u)"),
                         "warning" },
  [PD_TAKING_KNOWN] = { "emblem-default-symbolic", N_ ("Here already"), N_ ("Here already (%u)"),
                        "dim-label" },
  [PD_TAKING_NOTHING] = { "action-unavailable-symbolic", N_ ("Of no order"), N_ ("Of no order (%u)"),
                          "dim-label" },
  [PD_TAKING_WRONG] = { "dialog-error-symbolic", N_ ("Wrong"), N_ ("Wrong (%u)"), "error" },
};

/* --- ticks */

/* Of one line of the file one way is taken at most. */
static void
row_ticked_cb (PdTakingRow *row, GParamSpec *pspec, PdTakingList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  if (self->quiet)
    return;
  self->quiet = TRUE;
  for (guint i = 0; row->tick && i < n; i++)
    {
      g_autoptr (PdTakingRow) other = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (other != row && other->choice >= 0 && other->group == row->group)
        pd_taking_row_set_tick (other, FALSE);
    }
  self->quiet = FALSE;
  g_signal_emit (self, signals[SIGNAL_TICKED], 0);
}

static void
activate_cb (GtkColumnView *view, guint position, PdTakingList *self)
{
  g_autoptr (PdTakingRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (row != NULL)
    pd_taking_row_set_tick (row, !row->tick);
}

/**
 * pd_taking_list_get_ticked:
 * @self: a list
 *
 * Returns: (transfer full) (element-type guint): the choices that are ticked
 */
GArray *
pd_taking_list_get_ticked (PdTakingList *self)
{
  GArray *ticked = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdTakingRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);
      guint choice = (guint) MAX (row->choice, 0);

      if (row->choice >= 0 && row->tick)
        g_array_append_val (ticked, choice);
    }
  return ticked;
}

/* --- columns */

/* Pixels of the columns, apart from those of the kind: a tick, a number, and what becomes of the row. */
#define TICK_WIDTH 60
#define NUMBER_WIDTH 56
#define RESULT_WIDTH 260
#define NARROW_TICK_WIDTH 48
#define NARROW_NUMBER_WIDTH 44
#define NARROW_RESULT_WIDTH 160
#define RESULT_LINES 3

static void
setup_tick_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);
  gtk_list_item_set_child (item, check);
}

static void
bind_tick_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  PdTakingRow *row = gtk_list_item_get_item (item);
  GtkWidget *check = gtk_list_item_get_child (item);
  g_autofree char *label = g_strdup_printf (_ ("Take over row %1$u: %2$s"), row->number, row->sentence);

  gtk_widget_set_visible (check, row->choice >= 0);
  pd_set_accessible_label (check, label);
  g_object_set_data_full (G_OBJECT (item), "tick",
                          g_object_ref (
                              g_object_bind_property (row, "tick", check, "active",
                                                      G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL)),
                          g_object_unref);
}

static void
unbind_tick_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GBinding *binding = g_object_get_data (G_OBJECT (item), "tick");

  if (binding != NULL)
    g_binding_unbind (binding);
  g_object_set_data (G_OBJECT (item), "tick", NULL);
}

static void
setup_text_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer is_number)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_INT (is_number) ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (GPOINTER_TO_INT (is_number))
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_number_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const PdTakingRow *row = gtk_list_item_get_item (item);
  g_autofree char *text = g_strdup_printf ("%u", row->number);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
bind_text_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  const PdTakingRow *row = gtk_list_item_get_item (item);
  const char *text = row->texts[GPOINTER_TO_UINT (column)];

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text != NULL ? text : "");
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
}

static void
setup_result_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), RESULT_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
bind_result_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const PdTakingRow *row = gtk_list_item_get_item (item);
  GtkWidget *image = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_last_child (gtk_list_item_get_child (item));
  const char *classes[] = { marks[row->mark].style, NULL };

  gtk_image_set_from_icon_name (GTK_IMAGE (image), marks[row->mark].icon);
  pd_set_accessible_label (image, _ (marks[row->mark].word));
  gtk_widget_set_css_classes (image, classes);
  gtk_label_set_label (GTK_LABEL (label), row->sentence);
  gtk_widget_set_tooltip_text (label, row->sentence);
}

static GtkColumnViewColumn *
add_column (GtkColumnView *view, const char *title, GtkListItemFactory *factory, int width)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, width);
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
  return column;
}

static GtkListItemFactory *
text_factory (GCallback bind, gpointer data, gboolean is_number)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_text_cb), GINT_TO_POINTER (is_number));
  g_signal_connect (factory, "bind", bind, data);
  return factory;
}

static void
add_tick_column (GtkColumnView *view)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_tick_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_tick_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_tick_cb), NULL);
  add_column (view, _ ("Take"), factory, TICK_WIDTH);
}

static void
add_result_column (GtkColumnView *view)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_result_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_result_cb), NULL);
  gtk_column_view_column_set_expand (add_column (view, _ ("Result"), factory, RESULT_WIDTH), TRUE);
}

/* Not any more when what was ticked has been entered. */
static gboolean
has_ticks (PdTakingList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  for (guint i = 0; self->kind->has_ticks && i < n; i++)
    {
      g_autoptr (PdTakingRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (row->choice >= 0)
        return TRUE;
    }
  return FALSE;
}

/* The columns beside the result, from the first one on. */
static void
set_widths (PdTakingList *self, gboolean is_narrow)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  guint n = g_list_model_get_n_items (columns);
  const int *texts = is_narrow ? self->kind->narrow_widths : self->kind->widths;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      guint from_end = n - 1 - i;
      int width = from_end == 0                       ? (is_narrow ? NARROW_RESULT_WIDTH : RESULT_WIDTH)
                  : from_end <= PD_TAKING_N_TEXTS     ? texts[PD_TAKING_N_TEXTS - from_end]
                  : from_end == PD_TAKING_N_TEXTS + 1 ? (is_narrow ? NARROW_NUMBER_WIDTH : NUMBER_WIDTH)
                                                      : (is_narrow ? NARROW_TICK_WIDTH : TICK_WIDTH);

      gtk_column_view_column_set_fixed_width (column, width);
    }
}

static int
wanted_width (PdTakingList *self)
{
  int sum = (has_ticks (self) ? TICK_WIDTH : 0) + NUMBER_WIDTH + RESULT_WIDTH;

  for (guint i = 0; i < PD_TAKING_N_TEXTS; i++)
    sum += self->kind->widths[i];
  return sum;
}

static gboolean
layout_cb (gpointer user_data)
{
  PdTakingList *self = user_data;
  gboolean is_narrow = (int) gtk_adjustment_get_page_size (self->across) < wanted_width (self);

  self->layout_source = 0;
  if (is_narrow != self->is_narrow)
    set_widths (self, is_narrow);
  self->is_narrow = is_narrow;
  return G_SOURCE_REMOVE;
}

/* Columns cannot change in the middle of an allocation; what somebody has drawn wider stays while it fits. */
static void
width_changed_cb (PdTakingList *self)
{
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
}

static GtkWidget *
create_view (PdTakingList *self)
{
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  guint n_before = has_ticks (self);

  if (n_before > 0)
    add_tick_column (GTK_COLUMN_VIEW (view));
  add_column (GTK_COLUMN_VIEW (view), _ ("Row"), text_factory (G_CALLBACK (bind_number_cb), NULL, TRUE),
              NUMBER_WIDTH);
  for (guint i = 0; i < PD_TAKING_N_TEXTS; i++)
    add_column (GTK_COLUMN_VIEW (view), _ (self->kind->columns[i]),
                text_factory (G_CALLBACK (bind_text_cb), GUINT_TO_POINTER (i),
                              i == self->kind->numeric_column),
                self->kind->widths[i]);
  add_result_column (GTK_COLUMN_VIEW (view));
  pd_layout_align_head (GTK_COLUMN_VIEW (view), n_before);
  if (self->kind->numeric_column < PD_TAKING_N_TEXTS)
    pd_layout_align_head (GTK_COLUMN_VIEW (view), n_before + 1 + self->kind->numeric_column);
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (view), TRUE);
  gtk_widget_add_css_class (view, "data-table");
  pd_set_accessible_label (view, _ ("Rows of the file"));
  g_signal_connect (view, "activate", G_CALLBACK (activate_cb), self);
  return view;
}

/* --- what stands around the rows */

static gboolean
is_shown (gpointer item, gpointer user_data)
{
  const PdTakingList *self = user_data;

  return self->shown < 0 || (int) PD_TAKING_ROW (item)->mark == self->shown;
}

static void
filter_cb (GtkDropDown *drop_down, GParamSpec *pspec, PdTakingList *self)
{
  guint selected = gtk_drop_down_get_selected (drop_down);

  if (selected >= self->marks->len)
    return;
  self->shown = g_array_index (self->marks, int, selected);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
add_filter_choice (PdTakingList *self, GtkStringList *labels, int mark, guint n)
{
  g_autofree char *label = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  label = g_strdup_printf (mark < 0 ? _ ("All rows (%u)") : _ (marks[mark].filter), n);
#pragma GCC diagnostic pop
  gtk_string_list_append (labels, label);
  g_array_append_val (self->marks, mark);
}

static GtkWidget *
create_filter (PdTakingList *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  guint counts[PD_TAKING_N_MARKS] = { 0 };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  GtkWidget *drop_down;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdTakingRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      counts[row->mark]++;
    }
  add_filter_choice (self, labels, -1, n);
  for (guint mark = 0; mark < PD_TAKING_N_MARKS; mark++)
    if (counts[mark] > 0)
      add_filter_choice (self, labels, (int) mark, counts[mark]);
  drop_down = pd_drop_down_new (G_LIST_MODEL (labels));
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  pd_set_accessible_label (drop_down, _ ("Which rows are shown"));
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (filter_cb), self);
  return drop_down;
}

static GtkWidget *
create_tools (PdTakingList *self, const char *summary)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = pd_layout_text (summary, "heading");

  gtk_widget_set_hexpand (label, TRUE);
  pd_layout_set_margins (box, 12);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), create_filter (self));
  return box;
}

static void
selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, PdTakingList *self)
{
  const PdTakingRow *row = gtk_single_selection_get_selected_item (selection);
  g_autofree char *text =
      row != NULL ? g_strdup_printf (_ ("Row %1$u: %2$s"), row->number, row->sentence) : NULL;

  gtk_label_set_label (GTK_LABEL (self->details), text != NULL ? text : "");
}

static void
pd_taking_list_dispose (GObject *object)
{
  PdTakingList *self = PD_TAKING_LIST (object);
  guint n = self->rows != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->rows)) : 0;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdTakingRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      g_signal_handlers_disconnect_by_data (row, self);
    }
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->marks, g_array_unref);
  G_OBJECT_CLASS (pd_taking_list_parent_class)->dispose (object);
}

static void
pd_taking_list_class_init (PdTakingListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_taking_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * PdTakingList::ticked: which rows are ticked has changed.
   */
  signals[SIGNAL_TICKED] =
      g_signal_new ("ticked", PD_TYPE_TAKING_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_taking_list_init (PdTakingList *self)
{
  self->shown = -1;
  self->marks = g_array_new (FALSE, FALSE, sizeof (int));
}

static GtkWidget *
create_details (PdTakingList *self)
{
  self->details = pd_layout_text (NULL, NULL);
  gtk_label_set_selectable (GTK_LABEL (self->details), TRUE);
  gtk_widget_set_size_request (self->details, -1, 48);
  gtk_label_set_yalign (GTK_LABEL (self->details), 0);
  pd_layout_set_margins (self->details, 12);
  return self->details;
}

/**
 * pd_taking_list_new:
 * @kind: the sort of file
 * @rows: (element-type PdTakingRow): its rows
 * @summary: said above them
 *
 * Returns: (transfer floating): the rows with what becomes of each
 */
GtkWidget *
pd_taking_list_new (const PdTakingKind *kind, GListStore *rows, const char *summary)
{
  PdTakingList *self = g_object_new (PD_TYPE_TAKING_LIST, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->kind = kind;
  self->rows = g_object_ref (rows);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (
      gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (rows)), g_object_ref (self->filter))));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rows)); i++)
    {
      g_autoptr (PdTakingRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);

      if (row->choice >= 0)
        g_signal_connect (row, "notify::tick", G_CALLBACK (row_ticked_cb), self);
    }
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->box), create_tools (self, summary));
  self->view = GTK_COLUMN_VIEW (create_view (self));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  self->across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_connect_object (self->across, "notify::page-size", G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_box_append (GTK_BOX (self->box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self->box), create_details (self));
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self);
  selected_cb (self->selection, NULL, self);
  return GTK_WIDGET (self);
}
