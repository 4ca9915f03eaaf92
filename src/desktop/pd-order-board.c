/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-order-board-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-order-card.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-board.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Orders of one kind, a column for each stage of their way. */

enum
{
  ACTIVATED,
  MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdOrderBoard, pd_order_board, GTK_TYPE_WIDGET)

/** Look: one reading of the board. */
typedef struct
{
  char *kind;     /* (owned) */
  GArray *stages; /* (owned) of PdStoreStage */
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  g_free (look->kind);
  g_array_unref (look->stages);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdOrderBoard *self = owner;
  Look *look = data;

  look->kind = g_strdup (self->kind);
  look->stages = pd_store_stages_new (self->kind, PD_ORDER_BOARD_CARDS);
  for (guint i = 0; i < look->stages->len && i < self->columns->len; i++)
    g_array_index (look->stages, PdStoreStage, i).limit = ((PdBoardColumn *) self->columns->pdata[i])->limit;
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  return pd_store_read_stages (session, look->kind, look->stages, error);
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdOrderBoard *self = owner;
  Look *look = data;
  g_autofree char *today = pd_today ();

  pd_layout_say (self->trouble, error != NULL ? error->message : NULL);
  for (guint i = 0; error == NULL && i < look->stages->len && i < self->columns->len; i++)
    pd_order_board_fill_column (self, self->columns->pdata[i], &g_array_index (look->stages, PdStoreStage, i),
                                today);
  pd_order_board_restore_focus (self);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 400,
                                      .priority = PD_STORE_PRIORITY_EDIT,
                                      .only_seen = TRUE };

/* --- what a person does with a card */

void
pd_order_board_open (PdOrderBoard *self, GtkWidget *card)
{
  g_signal_emit (self, signals[ACTIVATED], 0, pd_order_card_get_id (card));
}

void
pd_order_board_move (PdOrderBoard *self, GtkWidget *card, const char *stage)
{
  if (g_str_equal (pd_order_card_get_stage (card), stage))
    return;
  g_signal_emit (self, signals[MOVED], 0, pd_order_card_get_id (card), stage);
}

/* --- the kind */

static void
show_kind (PdOrderBoard *self, const char *kind)
{
  g_autoptr (GArray) stages = pd_store_stages_new (kind, PD_ORDER_BOARD_CARDS);

  self->kind = g_intern_string (kind);
  g_ptr_array_set_size (self->columns, 0);
  pd_layout_empty (self->box);
  for (guint i = 0; i < stages->len; i++)
    g_ptr_array_add (self->columns,
                     pd_order_board_add_column (self, g_array_index (stages, PdStoreStage, i).stage));
  pd_look_anew (self->look);
}

static void
kind_cb (GtkToggleButton *button, PdOrderBoard *self)
{
  const char *kind = g_object_get_data (G_OBJECT (button), "kind");

  if (!gtk_toggle_button_get_active (button) || g_strcmp0 (self->kind, kind) == 0)
    return;
  g_settings_set_string (self->settings, "board-kind", kind);
  show_kind (self, kind);
}

static GtkWidget *
new_kinds (PdOrderBoard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *first = NULL;
  g_autofree char *chosen = g_settings_get_string (self->settings, "board-kind");

  gtk_widget_add_css_class (box, "linked");
  pd_layout_set_margins (box, 6);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  for (const PdChoice *choice = pd_order_kind_choices; choice->value != NULL; choice++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_ (choice->label));

      if (first != NULL)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      first = first != NULL ? first : button;
      g_object_set_data (G_OBJECT (button), "kind", (gpointer) choice->value);
      gtk_box_append (GTK_BOX (box), button);
      if (g_str_equal (chosen, choice->value))
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
      g_signal_connect (button, "toggled", G_CALLBACK (kind_cb), self);
    }
  return box;
}

/* --- life */

static gboolean
pd_order_board_grab_focus (GtkWidget *widget)
{
  PdOrderBoard *self = PD_ORDER_BOARD (widget);

  if (pd_order_board_focus_first (self))
    return TRUE;
  self->wants_focus = !pd_order_board_is_loaded (self);
  return gtk_widget_child_focus (self->kinds, GTK_DIR_TAB_FORWARD);
}

static void
pd_order_board_dispose (GObject *object)
{
  PdOrderBoard *self = PD_ORDER_BOARD (object);
  GtkWidget *child;

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->focused, g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_order_board_parent_class)->dispose (object);
}

static void
pd_order_board_finalize (GObject *object)
{
  g_ptr_array_unref (PD_ORDER_BOARD (object)->columns);

  G_OBJECT_CLASS (pd_order_board_parent_class)->finalize (object);
}

static void
pd_order_board_class_init (PdOrderBoardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_order_board_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_order_board_finalize;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_order_board_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  /**
   * PdOrderBoard::activated:
   * @order_id: the order that a person wants to see
   */
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * PdOrderBoard::moved:
   * @order_id: an order
   * @stage: where a person wants it to be
   *
   * Nothing has moved yet: only a command does that.
   */
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
pd_order_board_init (PdOrderBoard *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->settings = g_settings_new ("org.piaodan.Piaodan");
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  pd_layout_set_margins (self->box, 6);
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->box);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_focusable (scroller, FALSE);
  self->kinds = new_kinds (self);
  gtk_widget_set_parent (self->kinds, GTK_WIDGET (self));
  gtk_widget_set_parent (self->trouble, GTK_WIDGET (self));
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

/**
 * pd_order_board_new:
 * @store: the cache
 *
 * Returns: (transfer floating): the orders of one kind by stage, read when they can be seen
 */
GtkWidget *
pd_order_board_new (PdStore *store)
{
  PdOrderBoard *self = g_object_new (PD_TYPE_ORDER_BOARD, NULL);
  g_autofree char *kind = g_settings_get_string (self->settings, "board-kind");

  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_order_type);
  show_kind (self, kind);
  return GTK_WIDGET (self);
}

/** pd_order_board_is_loaded: Returns: whether it shows what the cache held last */
gboolean
pd_order_board_is_loaded (PdOrderBoard *self)
{
  g_return_val_if_fail (PD_IS_ORDER_BOARD (self), FALSE);

  return pd_look_is_done (self->look);
}
