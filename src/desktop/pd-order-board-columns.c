/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-order-board-private.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-order-card.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order-flow.h"

#include <glib/gi18n-lib.h>

/* The columns of the board, and how a card is taken from one to another: dragged, by keys, or from its menu. */

#define COLUMN_WIDTH 216

/* --- the menu of a card */

static void
menu_item_cb (GtkButton *item, GtkWidget *popover)
{
  GtkWidget *card = gtk_widget_get_parent (popover);
  PdOrderBoard *board = PD_ORDER_BOARD (gtk_widget_get_ancestor (card, PD_TYPE_ORDER_BOARD));
  const char *stage = g_object_get_data (G_OBJECT (item), "stage");

  gtk_popover_popdown (GTK_POPOVER (popover));
  if (stage != NULL)
    pd_order_board_move (board, card, stage);
  else
    pd_order_board_open (board, card);
}

static void
add_menu_item (GtkWidget *box, GtkWidget *popover, const char *label, const char *stage)
{
  GtkWidget *item = gtk_button_new ();
  GtkWidget *text = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (text), 0.0f);
  gtk_button_set_child (GTK_BUTTON (item), text);
  gtk_widget_add_css_class (item, "flat");
  g_object_set_data (G_OBJECT (item), "stage", (gpointer) stage);
  g_signal_connect (item, "clicked", G_CALLBACK (menu_item_cb), popover);
  gtk_box_append (GTK_BOX (box), item);
}

static gboolean
leads_to (GtkWidget *card, const char *stage)
{
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (arrows[i].kind, pd_order_card_get_kind (card)) == 0 &&
        g_str_equal (arrows[i].from, pd_order_card_get_stage (card)) && g_str_equal (arrows[i].to, stage) &&
        !g_str_equal (arrows[i].from, arrows[i].to))
      return TRUE;
  return FALSE;
}

static gboolean
drop_popover_cb (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, drop_popover_cb, g_object_ref (popover), g_object_unref);
}

/* Where an arrow leads, and the order itself. */
static void
show_menu (PdBoardColumn *column, GtkWidget *card)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  add_menu_item (box, popover, _ ("Open"), NULL);
  for (guint i = 0; i < column->board->columns->len; i++)
    {
      const char *stage = ((PdBoardColumn *) column->board->columns->pdata[i])->stage;
      /* Translators: a place on an order's way, as "To be paid" */
      g_autofree char *label =
          g_strdup_printf (_ ("→ %s"), _ (pd_choice_label (pd_order_stage_choices, stage)));

      if (leads_to (card, stage))
        add_menu_item (box, popover, label, stage);
    }
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_widget_set_parent (popover, card);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, PdBoardColumn *column)
{
  GtkListBoxRow *card = gtk_list_box_get_row_at_y (GTK_LIST_BOX (column->list), (int) y);

  if (card != NULL)
    show_menu (column, GTK_WIDGET (card));
}

/* --- keys */

static void
move_beside (PdBoardColumn *column, GtkWidget *card, int step)
{
  GPtrArray *columns = column->board->columns;
  guint at;

  if (!g_ptr_array_find (columns, column, &at) || (step < 0 && at == 0) ||
      (step > 0 && at + 1 == columns->len))
    return;
  pd_order_board_move (column->board, card, ((PdBoardColumn *) columns->pdata[(int) at + step])->stage);
}

/* To the column beside it; with Control the card goes along. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        PdBoardColumn *column)
{
  GtkWidget *card = gtk_widget_get_focus_child (column->list);

  if (card == NULL || !GTK_IS_LIST_BOX_ROW (card))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && state & GDK_SHIFT_MASK))
    {
      show_menu (column, card);
      return GDK_EVENT_STOP;
    }
  if (keyval != GDK_KEY_Left && keyval != GDK_KEY_Right)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    move_beside (column, card, keyval == GDK_KEY_Left ? -1 : 1);
  else
    {
      GPtrArray *columns = column->board->columns;
      int step = keyval == GDK_KEY_Left ? -1 : 1;
      guint at;

      if (!g_ptr_array_find (columns, column, &at))
        return GDK_EVENT_PROPAGATE;
      for (int i = (int) at + step; i >= 0 && i < (int) columns->len; i += step)
        if (gtk_widget_child_focus (((PdBoardColumn *) columns->pdata[i])->list, GTK_DIR_TAB_FORWARD))
          break;
    }
  return GDK_EVENT_STOP;
}

/* --- dragging */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, gpointer user_data)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (card);

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  return gdk_content_provider_new_typed (GTK_TYPE_LIST_BOX_ROW, card);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, PdBoardColumn *column)
{
  GtkWidget *card = g_value_get_object (value);

  if (card == NULL || pd_order_card_get_stage (card) == NULL ||
      gtk_widget_get_ancestor (card, PD_TYPE_ORDER_BOARD) != GTK_WIDGET (column->board))
    return FALSE;
  pd_order_board_move (column->board, card, column->stage);
  return TRUE;
}

/* --- the cards */

static void
activated_cb (PdBoardColumn *column, GtkListBoxRow *card)
{
  pd_order_board_open (column->board, GTK_WIDGET (card));
}

static void
more_cb (PdBoardColumn *column)
{
  column->limit += PD_ORDER_BOARD_CARDS;
  pd_look_now (column->board->look);
}

static GtkWidget *
new_list (PdBoardColumn *column)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  const char *stage = _ (pd_choice_label (pd_order_stage_choices, column->stage));

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "order-cards");
  pd_set_accessible_label (list, stage);
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (activated_cb), column);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), column);
  gtk_widget_add_controller (list, keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), column);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (click));
  return list;
}

/** pd_order_board_add_column: Returns: (transfer full): an empty column at the right end of the board */
PdBoardColumn *
pd_order_board_add_column (PdOrderBoard *self, const char *stage)
{
  PdBoardColumn *column = g_new0 (PdBoardColumn, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkDropTarget *drop = gtk_drop_target_new (GTK_TYPE_LIST_BOX_ROW, GDK_ACTION_MOVE);

  column->board = self;
  column->stage = stage;
  column->limit = PD_ORDER_BOARD_CARDS;
  column->head = gtk_label_new (_ (pd_choice_label (pd_order_stage_choices, stage)));
  gtk_label_set_xalign (GTK_LABEL (column->head), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (column->head), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (column->head, "heading");
  column->list = new_list (column);
  column->more = gtk_button_new ();
  gtk_widget_set_visible (column->more, FALSE);
  g_signal_connect_swapped (column->more, "clicked", G_CALLBACK (more_cb), column);
  gtk_box_append (GTK_BOX (content), column->list);
  gtk_box_append (GTK_BOX (content), column->more);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_focusable (scroller, FALSE);
  gtk_widget_set_size_request (box, COLUMN_WIDTH, -1);
  gtk_widget_add_css_class (box, "board-column");
  gtk_box_append (GTK_BOX (box), column->head);
  gtk_box_append (GTK_BOX (box), scroller);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), column);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (drop));
  gtk_box_append (GTK_BOX (self->box), box);
  return column;
}

/* Which card has the keyboard is known by its order: all cards are made anew. The list knows of no focus while the question
 * about the step stands in front of it; the window does. */
static void
remember_focus (PdOrderBoard *self, PdBoardColumn *column)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *card = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  if (card == NULL || gtk_widget_get_parent (card) != column->list)
    return;
  g_free (self->focused);
  self->focused = g_strdup (pd_order_card_get_id (card));
}

/** pd_order_board_fill_column: shows the cards of a stage, and how many more there are */
void
pd_order_board_fill_column (PdOrderBoard *self,
                            PdBoardColumn *column,
                            const PdStoreStage *stage,
                            const char *today)
{
  guint rest = stage->n > stage->rows->len ? stage->n - stage->rows->len : 0;
  g_autofree char *head =
      g_strdup_printf ("%s %'u", _ (pd_choice_label (pd_order_stage_choices, stage->stage)), stage->n);
  g_autofree char *more = g_strdup_printf (ngettext ("%'u more", "%'u more", rest), rest);

  remember_focus (self, column);
  pd_layout_empty (column->list);
  for (guint i = 0; i < stage->rows->len; i++)
    {
      GtkWidget *card = pd_order_card_new (stage->rows->pdata[i], today);
      GtkDragSource *drag = gtk_drag_source_new ();

      gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
      g_signal_connect (drag, "prepare", G_CALLBACK (drag_prepare_cb), NULL);
      gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (drag));
      gtk_list_box_append (GTK_LIST_BOX (column->list), card);
    }
  gtk_label_set_text (GTK_LABEL (column->head), head);
  gtk_button_set_label (GTK_BUTTON (column->more), more);
  gtk_widget_set_visible (column->more, rest > 0);
}

/** pd_order_board_focus_first: Returns: whether there is a card that the keyboard could come to */
gboolean
pd_order_board_focus_first (PdOrderBoard *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkListBox *list = GTK_LIST_BOX (((PdBoardColumn *) self->columns->pdata[i])->list);
      GtkListBoxRow *card = gtk_list_box_get_row_at_index (list, 0);

      if (card != NULL)
        return gtk_widget_grab_focus (GTK_WIDGET (card));
    }
  return FALSE;
}

/** pd_order_board_restore_focus: the keyboard is where it was, wherever the card went */
void
pd_order_board_restore_focus (PdOrderBoard *self)
{
  g_autofree char *wanted = g_steal_pointer (&self->focused);

  if (self->wants_focus && wanted == NULL)
    pd_order_board_focus_first (self);
  self->wants_focus = FALSE;

  for (guint i = 0; wanted != NULL && i < self->columns->len; i++)
    {
      GtkListBox *list = GTK_LIST_BOX (((PdBoardColumn *) self->columns->pdata[i])->list);
      GtkListBoxRow *card;

      for (int j = 0; (card = gtk_list_box_get_row_at_index (list, j)) != NULL; j++)
        if (g_strcmp0 (pd_order_card_get_id (GTK_WIDGET (card)), wanted) == 0)
          {
            gtk_widget_grab_focus (GTK_WIDGET (card));
            return;
          }
    }
}
