/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-order-board-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-order-card.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-order-flow.h"
#include "store/pd-store-board.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Orders of one kind, a column for each stage of their way. */

/* What changes in quick succession is read once, in milliseconds. */
#define PAUSE 400

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
  GWeakRef board;
  GCancellable *cancellable; /* (owned) */
  char *kind;                /* (owned) */
  GArray *stages;            /* (owned) of PdStoreStage */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_weak_ref_clear (&look->board);
  g_object_unref (look->cancellable);
  g_free (look->kind);
  g_array_unref (look->stages);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  return pd_store_read_stages (session, look->kind, look->stages, error);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *look = pd_store_job_data (result);
  g_autoptr (PdOrderBoard) self = g_weak_ref_get (&look->board);
  g_autofree char *today = pd_today ();

  if (self == NULL || look->cancellable != self->looking)
    return;
  g_clear_object (&self->looking);
  pd_layout_say (self->trouble, ok ? NULL : error->message);
  for (guint i = 0; ok && i < look->stages->len && i < self->columns->len; i++)
    pd_order_board_fill_column (self, self->columns->pdata[i], &g_array_index (look->stages, PdStoreStage, i),
                                today);
  self->is_loaded = ok;
  pd_order_board_restore_focus (self);
}

static gboolean
look_cb (gpointer user_data)
{
  PdOrderBoard *self = user_data;
  Look *look = g_new0 (Look, 1);

  self->pause_source = 0;
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  g_weak_ref_init (&look->board, self);
  look->cancellable = g_object_ref (self->looking);
  look->kind = g_strdup (self->kind);
  look->stages = pd_store_stages_new (self->kind, PD_ORDER_BOARD_CARDS);
  for (guint i = 0; i < look->stages->len && i < self->columns->len; i++)
    g_array_index (look->stages, PdStoreStage, i).limit = ((PdBoardColumn *) self->columns->pdata[i])->limit;
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, look, look_free, self->looking,
                       looked_cb, NULL);
  return G_SOURCE_REMOVE;
}

/* Reads what is on the board, as soon as it can be seen. */
void
pd_order_board_look (PdOrderBoard *self)
{
  self->is_old = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (!self->is_old && self->pause_source == 0)
    self->pause_source = g_timeout_add (self->is_loaded ? PAUSE : 0, look_cb, self);
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdOrderBoard *self)
{
  if (*type_name == '\0' || g_str_equal (type_name, "order"))
    pd_order_board_look (self);
}

static void
pd_order_board_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (pd_order_board_parent_class)->map (widget);
  if (PD_ORDER_BOARD (widget)->is_old)
    pd_order_board_look (PD_ORDER_BOARD (widget));
}

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
  self->is_loaded = FALSE;
  g_ptr_array_set_size (self->columns, 0);
  pd_layout_empty (self->box);
  for (guint i = 0; i < stages->len; i++)
    g_ptr_array_add (self->columns,
                     pd_order_board_add_column (self, g_array_index (stages, PdStoreStage, i).stage));
  pd_order_board_look (self);
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
      g_signal_connect (button, "toggled", G_CALLBACK (kind_cb), self);
      gtk_box_append (GTK_BOX (box), button);
      if (g_str_equal (chosen, choice->value))
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
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

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
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
  widget_class->map = pd_order_board_map;
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

  self->store = g_object_ref (store);
  g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  show_kind (self, kind);
  return GTK_WIDGET (self);
}

/** pd_order_board_is_loaded: Returns: whether it shows what the cache held last */
gboolean
pd_order_board_is_loaded (PdOrderBoard *self)
{
  g_return_val_if_fail (PD_IS_ORDER_BOARD (self), FALSE);

  return self->is_loaded && self->looking == NULL && self->pause_source == 0;
}
