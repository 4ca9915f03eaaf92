/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-row-slot.h"

/* GTK 4.8 makes the widgets of a row anew for every other object that stands there, and keeps two hundred rows: that took
 * most of the time of a filter. In a slot the same widgets show the next row. */
struct _PdRowSlot
{
  GObject parent_instance;

  PdRowItem *item; /* (owned) */
  gulong changed_handler;
  guint position;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdRowSlot, pd_row_slot, G_TYPE_OBJECT)

static void
item_changed_cb (PdRowSlot *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
take_item (PdRowSlot *self, PdRowItem *item)
{
  self->item = g_object_ref (item);
  self->changed_handler = g_signal_connect_swapped (item, "changed", G_CALLBACK (item_changed_cb), self);
}

static void
pd_row_slot_finalize (GObject *object)
{
  PdRowSlot *self = PD_ROW_SLOT (object);

  g_clear_signal_handler (&self->changed_handler, self->item);
  g_object_unref (self->item);

  G_OBJECT_CLASS (pd_row_slot_parent_class)->finalize (object);
}

static void
pd_row_slot_class_init (PdRowSlotClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_row_slot_finalize;

  /**
   * PdRowSlot::changed:
   *
   * Another row stands there, or its content came, or came anew.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
pd_row_slot_init (PdRowSlot *self)
{
}

/** pd_row_slot_new: @item: the row that stands there at first. Returns: (transfer full): the slot of position 0 */
PdRowSlot *
pd_row_slot_new (PdRowItem *item)
{
  PdRowSlot *self = g_object_new (PD_TYPE_ROW_SLOT, NULL);

  take_item (self, item);
  return self;
}

/** pd_row_slot_get_item: Returns: (transfer none): the row that stands there now */
PdRowItem *
pd_row_slot_get_item (PdRowSlot *self)
{
  g_return_val_if_fail (PD_IS_ROW_SLOT (self), NULL);

  return self->item;
}

/** pd_row_slot_set_item: @item: the row that stands there from now on */
void
pd_row_slot_set_item (PdRowSlot *self, PdRowItem *item)
{
  g_autoptr (PdRowItem) before = NULL;

  g_return_if_fail (PD_IS_ROW_SLOT (self));

  if (self->item == item)
    return;
  g_clear_signal_handler (&self->changed_handler, self->item);
  before = self->item;
  take_item (self, item);
  g_signal_emit (self, signals[CHANGED], 0);
}

/** pd_row_slot_get_position: Returns: where in the list it is */
guint
pd_row_slot_get_position (PdRowSlot *self)
{
  g_return_val_if_fail (PD_IS_ROW_SLOT (self), 0);

  return self->position;
}

/** pd_row_slot_set_position: @position: where in the list it is */
void
pd_row_slot_set_position (PdRowSlot *self, guint position)
{
  g_return_if_fail (PD_IS_ROW_SLOT (self));

  self->position = position;
}
