/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-order-lines.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-fill.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-id.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

struct _PdOrderLines
{
  GtkWidget parent_instance;

  PdStore *store;  /* (owned) */
  PdRecord *order; /* (owned) (nullable) what is edited; its lines are sorted */
  GPtrArray *rows; /* (owned) of PdOrderLineRow (borrowed), as the lines */
  GtkBox *box;     /* (borrowed) */
  gboolean narrow;
};

enum
{
  EDITED,
  LEFT,
  LINE_REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdOrderLines, pd_order_lines, GTK_TYPE_WIDGET)

static void remove_row (PdOrderLines *self, PdOrderLineRow *row);

static void
edited_cb (PdOrderLines *self)
{
  g_signal_emit (self, signals[EDITED], 0);
}

static void
left_cb (PdOrderLines *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

/* Enter goes on to the next field, and from the very last one to a new line. */
static void
entered_cb (PdOrderLines *self, gboolean last, PdOrderLineRow *row)
{
  if (last && row == g_ptr_array_index (self->rows, self->rows->len - 1))
    {
      if (!pd_line_is_blank (pd_order_line_row_get_line (row)))
        pd_order_lines_add (self, TRUE);
      return;
    }
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))), GTK_DIR_TAB_FORWARD);
}

static void
picked_cb (PdOrderLines *self, PdRecord *good, PdOrderLineRow *row)
{
  pd_fill_line_from_good (pd_order_line_row_get_line (row), good,
                          pd_record_get_flag (self->order, PD_ORDER_PRICE_INCLUDES_TAX));
  pd_order_line_row_load (row);
  gtk_widget_grab_focus (GTK_WIDGET (pd_order_line_row_find (row, PD_ORDER_LINE_QUANTITY)));
  edited_cb (self);
}

static void
removed_cb (PdOrderLines *self, PdOrderLineRow *row)
{
  remove_row (self, row);
}

static void
entered_swapped_cb (PdOrderLineRow *row, gboolean last, PdOrderLines *self)
{
  entered_cb (self, last, row);
}

static void
picked_swapped_cb (PdOrderLineRow *row, PdRecord *good, PdOrderLines *self)
{
  picked_cb (self, good, row);
}

static PdOrderLineRow *
add_row (PdOrderLines *self, PdRecord *line, guint position)
{
  GtkWidget *row = pd_order_line_row_new (self->store, line);
  GtkWidget *before = position > 0 ? g_ptr_array_index (self->rows, position - 1) : NULL;

  g_signal_connect_swapped (row, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (row, "left", G_CALLBACK (left_cb), self);
  g_signal_connect (row, "entered", G_CALLBACK (entered_swapped_cb), self);
  g_signal_connect (row, "picked", G_CALLBACK (picked_swapped_cb), self);
  g_signal_connect_swapped (row, "removed", G_CALLBACK (removed_cb), self);
  gtk_box_insert_child_after (self->box, row, before);
  g_ptr_array_insert (self->rows, (int) position, row);
  return PD_ORDER_LINE_ROW (row);
}

static void
clear_rows (PdOrderLines *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->rows, i), self);
      gtk_box_remove (self->box, g_ptr_array_index (self->rows, i));
    }
  g_ptr_array_set_size (self->rows, 0);
}

/**
 * pd_order_lines_update:
 * @self: a table of lines
 *
 * Shows what follows from the values, after the order was derived.
 */
void
pd_order_lines_update (PdOrderLines *self)
{
  g_return_if_fail (PD_IS_ORDER_LINES (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      PdOrderLineRow *row = g_ptr_array_index (self->rows, i);

      pd_order_line_row_update (row, i + 1, pd_record_get_flag (self->order, PD_ORDER_PRICE_INCLUDES_TAX));
      pd_order_line_row_set_narrow (row, self->narrow, i == 0);
    }
}

/**
 * pd_order_lines_set_order:
 * @self: a table of lines
 * @order: the order that is edited; its lines are changed as one types
 */
void
pd_order_lines_set_order (PdOrderLines *self, PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);

  g_return_if_fail (PD_IS_ORDER_LINES (self));

  clear_rows (self);
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = pd_record_ref (order);
  pd_record_sort_lines (order);
  for (guint i = 0; i < lines->len; i++)
    add_row (self, g_ptr_array_index (lines, i), i);
  pd_order_lines_update (self);
}

/* The rate of the line before is the likeliest; 13 % is for the first. */
static void
suggest_rate (PdOrderLines *self, PdRecord *line)
{
  GPtrArray *lines = pd_record_get_lines (self->order);
  const char *rate = NULL;

  if (lines->len > 1)
    rate = pd_record_get_text (g_ptr_array_index (lines, lines->len - 2), PD_ORDER_LINE_TAX_RATE);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, rate != NULL ? rate : "0.13");
}

/**
 * pd_order_lines_add:
 * @self: a table of lines
 * @focus: whether to put the keyboard there
 *
 * Adds an empty line at the end.
 */
void
pd_order_lines_add (PdOrderLines *self, gboolean focus)
{
  PdRecord *line;

  g_return_if_fail (PD_IS_ORDER_LINES (self));

  line = pd_order_add_line (self->order, pd_now ());
  suggest_rate (self, line);
  add_row (self, line, self->rows->len);
  pd_order_lines_update (self);
  if (focus)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, self->rows->len - 1));
  edited_cb (self);
}

/**
 * pd_order_lines_insert:
 * @self: a table of lines
 * @line: a line that was removed
 *
 * Puts it back where it was.
 */
void
pd_order_lines_insert (PdOrderLines *self, PdRecord *line)
{
  g_return_if_fail (PD_IS_ORDER_LINES (self));

  if (pd_record_find_line (self->order, 0, pd_record_get_id (line)) != NULL)
    return;
  pd_record_add_line (self->order, 0, pd_record_ref (line));
  pd_order_lines_set_order (self, self->order);
  edited_cb (self);
}

static PdOrderLineRow *
focused_row (PdOrderLines *self, guint *position)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, PD_TYPE_ORDER_LINE_ROW) : NULL;

  return row != NULL && g_ptr_array_find (self->rows, row, position) ? PD_ORDER_LINE_ROW (row) : NULL;
}

static void
remove_row (PdOrderLines *self, PdOrderLineRow *row)
{
  g_autoptr (PdRecord) line = pd_record_ref (pd_order_line_row_get_line (row));
  guint position;

  if (!g_ptr_array_find (self->rows, row, &position))
    return;
  pd_record_remove_line (self->order, 0, pd_record_get_id (line));
  pd_order_lines_set_order (self, self->order);
  if (self->rows->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, MIN (position, self->rows->len - 1)));
  edited_cb (self);
  g_signal_emit (self, signals[LINE_REMOVED], 0, line);
}

/**
 * pd_order_lines_remove_focused:
 * @self: a table of lines
 *
 * Removes the line that has the keyboard.
 */
void
pd_order_lines_remove_focused (PdOrderLines *self)
{
  guint position;
  PdOrderLineRow *row;

  g_return_if_fail (PD_IS_ORDER_LINES (self));

  row = focused_row (self, &position);
  if (row != NULL)
    remove_row (self, row);
}

static guint
focused_field (PdOrderLines *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *editor = focus != NULL ? gtk_widget_get_ancestor (focus, PD_TYPE_FIELD_EDITOR) : NULL;

  return editor != NULL ? pd_field_editor_get_field (PD_FIELD_EDITOR (editor)) : PD_ORDER_LINE_NAME;
}

/**
 * pd_order_lines_move_focused:
 * @self: a table of lines
 * @step: -1 up, 1 down
 *
 * Moves the line that has the keyboard past its neighbour: only its own position changes.
 */
void
pd_order_lines_move_focused (PdOrderLines *self, int step)
{
  GPtrArray *lines = pd_record_get_lines (self->order);
  guint position, field = focused_field (self);
  PdOrderLineRow *row = focused_row (self, &position);
  const PdRecord *before, *after;
  g_autofree char *key = NULL;
  int target;

  if (row == NULL)
    return;
  target = (int) position + step;
  if (target < 0 || target >= (int) lines->len)
    return;
  before = step < 0 ? (target > 0 ? g_ptr_array_index (lines, target - 1) : NULL)
                    : g_ptr_array_index (lines, target);
  after = step < 0 ? g_ptr_array_index (lines, target)
                   : (target + 1 < (int) lines->len ? g_ptr_array_index (lines, target + 1) : NULL);
  key = pd_position_between (before != NULL ? pd_record_get_text (before, PD_ORDER_LINE_POSITION) : NULL,
                             after != NULL ? pd_record_get_text (after, PD_ORDER_LINE_POSITION) : NULL);
  pd_record_set_text (pd_order_line_row_get_line (row), PD_ORDER_LINE_POSITION, key);
  pd_order_lines_set_order (self, self->order);
  row = g_ptr_array_index (self->rows, target);
  gtk_widget_grab_focus (GTK_WIDGET (pd_order_line_row_find (row, field)));
  edited_cb (self);
}

/**
 * pd_order_lines_remove_blank:
 * @self: a table of lines
 *
 * Drops lines into which nothing was typed, but for the last one that is left.
 */
void
pd_order_lines_remove_blank (PdOrderLines *self)
{
  g_return_if_fail (PD_IS_ORDER_LINES (self));

  for (guint i = self->rows->len; i > 0 && self->rows->len > 1; i--)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i - 1);
      PdRecord *line = pd_order_line_row_get_line (PD_ORDER_LINE_ROW (row));

      if (!pd_line_is_blank (line))
        continue;
      pd_record_remove_line (self->order, 0, pd_record_get_id (line));
      g_ptr_array_remove_index (self->rows, i - 1);
      g_signal_handlers_disconnect_by_data (row, self);
      gtk_box_remove (self->box, row);
    }
  pd_order_lines_update (self);
}

/**
 * pd_order_lines_show_problems:
 * @self: a table of lines
 * @problems: (element-type PdProblem): those of the order
 * @all: whether fields that nobody has been in yet count, too
 *
 * Returns: whether something is shown
 */
gboolean
pd_order_lines_show_problems (PdOrderLines *self, GPtrArray *problems, gboolean all)
{
  gboolean shown = FALSE;

  g_return_val_if_fail (PD_IS_ORDER_LINES (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    shown |= pd_order_line_row_show_problems (g_ptr_array_index (self->rows, i), problems, all);
  return shown;
}

/**
 * pd_order_lines_find_wrong:
 * @self: a table of lines
 * @problems: (element-type PdProblem): those of the order
 *
 * Returns: (nullable) (transfer none): the first field that keeps the order from being saved
 */
GtkWidget *
pd_order_lines_find_wrong (PdOrderLines *self, GPtrArray *problems)
{
  g_return_val_if_fail (PD_IS_ORDER_LINES (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      PdOrderLineRow *row = g_ptr_array_index (self->rows, i);
      const char *id = pd_record_get_id (pd_order_line_row_get_line (row));

      for (guint field = 0; field < PD_ORDER_LINE_N_FIELDS; field++)
        {
          PdFieldEditor *editor = pd_order_line_row_find (row, field);
          const PdProblem *problem = pd_problems_find (problems, id, (int) field);

          if (editor != NULL && (pd_field_editor_get_error (editor) != NULL ||
                                 (problem != NULL && problem->weight == PD_PROBLEM_ERROR)))
            return GTK_WIDGET (editor);
        }
    }
  return NULL;
}

/**
 * pd_order_lines_find_input:
 * @self: a table of lines
 * @line_id: a line's id
 * @field: a field's index
 *
 * Returns: (nullable) (transfer none): the field's editor, or the line where it has none; %NULL without the line
 */
GtkWidget *
pd_order_lines_find_input (PdOrderLines *self, const char *line_id, guint field)
{
  g_return_val_if_fail (PD_IS_ORDER_LINES (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      PdOrderLineRow *row = g_ptr_array_index (self->rows, i);
      PdFieldEditor *editor = pd_order_line_row_find (row, field);

      if (g_str_equal (pd_record_get_id (pd_order_line_row_get_line (row)), line_id))
        return editor != NULL ? GTK_WIDGET (editor) : GTK_WIDGET (row);
    }
  return NULL;
}

/**
 * pd_order_lines_set_narrow:
 * @self: a table of lines
 * @narrow: whether a line takes two rows
 */
void
pd_order_lines_set_narrow (PdOrderLines *self, gboolean narrow)
{
  g_return_if_fail (PD_IS_ORDER_LINES (self));

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  if (self->order != NULL)
    pd_order_lines_update (self);
}

static void
pd_order_lines_dispose (GObject *object)
{
  PdOrderLines *self = PD_ORDER_LINES (object);
  GtkWidget *child;

  clear_rows (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->store);
  g_clear_pointer (&self->order, pd_record_unref);

  G_OBJECT_CLASS (pd_order_lines_parent_class)->dispose (object);
}

static void
pd_order_lines_finalize (GObject *object)
{
  g_ptr_array_unref (PD_ORDER_LINES (object)->rows);

  G_OBJECT_CLASS (pd_order_lines_parent_class)->finalize (object);
}

static void
pd_order_lines_class_init (PdOrderLinesClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_order_lines_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_order_lines_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);

  signals[EDITED] = g_signal_new ("edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * PdOrderLines::line-removed:
   * @line: the line, which pd_order_lines_insert() puts back
   */
  signals[LINE_REMOVED] = g_signal_new ("line-removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, PD_TYPE_RECORD);
}

static void
pd_order_lines_init (PdOrderLines *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->rows = g_ptr_array_new ();
}

/**
 * pd_order_lines_new:
 * @store: the cache, which knows the goods
 *
 * Returns: (transfer floating): the lines of an order, to edit
 */
GtkWidget *
pd_order_lines_new (PdStore *store)
{
  PdOrderLines *self = g_object_new (PD_TYPE_ORDER_LINES, NULL);
  GtkWidget *heading = gtk_label_new (_ ("Lines"));
  GtkWidget *add = gtk_button_new_with_label (_ ("Add Line"));

  self->store = g_object_ref (store);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_label_set_xalign (GTK_LABEL (heading), 0.0f);
  gtk_widget_add_css_class (heading, "heading");
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  gtk_widget_set_margin_start (add, 30);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "editor.add-line");
  gtk_widget_set_parent (heading, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
  gtk_widget_set_parent (add, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
