/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-stock-item.h"

#include "desktop/pd-field-text.h"
#include "model/pd-party.h"

/* A good that is kept in stock, and what there is of it, in words. */
struct _PdStockItem
{
  GObject parent_instance;

  PdRecord *good;                  /* (owned) */
  char *texts[PD_STOCK_N_COLUMNS]; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PdStockItem, pd_stock_item, G_TYPE_OBJECT)

static void
pd_stock_item_finalize (GObject *object)
{
  PdStockItem *self = PD_STOCK_ITEM (object);

  pd_record_unref (self->good);
  for (guint i = 0; i < PD_STOCK_N_COLUMNS; i++)
    g_free (self->texts[i]);

  G_OBJECT_CLASS (pd_stock_item_parent_class)->finalize (object);
}

static void
pd_stock_item_class_init (PdStockItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_stock_item_finalize;
}

static void
pd_stock_item_init (PdStockItem *self)
{
}

static char *
take_text (PdDecimal *decimal)
{
  g_autoptr (PdDecimal) owned = decimal;

  return owned != NULL ? pd_decimal_to_text (owned, PD_DECIMAL_MAX_PLACES) : g_strdup ("");
}

static char *
name_text (const PdRecord *good)
{
  const char *name = pd_record_get_text (good, PD_GOOD_NAME), *spec = pd_record_get_text (good, PD_GOOD_SPEC);

  return spec != NULL ? g_strdup_printf ("%s  %s", name, spec) : g_strdup (name);
}

static char *
on_hand_text (const PdStoreStock *stock)
{
  const char *unit = pd_record_get_text (stock->good, PD_GOOD_UNIT);
  g_autofree char *number = take_text (pd_stock_level_on_hand (&stock->level));

  return unit != NULL ? g_strdup_printf ("%s %s", number, unit) : g_steal_pointer (&number);
}

/** pd_stock_item_new: @stock: a good and what there is of it. Returns: (transfer full): a row of the stock */
PdStockItem *
pd_stock_item_new (const PdStoreStock *stock)
{
  PdStockItem *self = g_object_new (PD_TYPE_STOCK_ITEM, NULL);

  self->good = pd_record_ref (stock->good);
  self->texts[PD_STOCK_COLUMN_GOOD] = name_text (stock->good);
  self->texts[PD_STOCK_COLUMN_ON_HAND] = on_hand_text (stock);
  self->texts[PD_STOCK_COLUMN_RESERVED] = take_text (pd_stock_level_reserved (&stock->level));
  self->texts[PD_STOCK_COLUMN_AVAILABLE] = take_text (pd_stock_level_available (&stock->level));
  self->texts[PD_STOCK_COLUMN_MINIMUM] = pd_field_text (stock->good, PD_GOOD_MINIMUM_STOCK);
  self->texts[PD_STOCK_COLUMN_MINIMUM_ORDER] = pd_field_text (stock->good, PD_GOOD_MINIMUM_ORDER);
  self->texts[PD_STOCK_COLUMN_TO_ORDER] = take_text (pd_stock_level_missing (&stock->level, stock->good));
  return self;
}

/** pd_stock_item_get_good: Returns: (transfer none): the good */
PdRecord *
pd_stock_item_get_good (PdStockItem *self)
{
  g_return_val_if_fail (PD_IS_STOCK_ITEM (self), NULL);

  return self->good;
}

/** pd_stock_item_get_text: Returns: (transfer none): what the row says in a column; "" for nothing */
const char *
pd_stock_item_get_text (PdStockItem *self, PdStockColumn column)
{
  g_return_val_if_fail (PD_IS_STOCK_ITEM (self) && column < PD_STOCK_N_COLUMNS, NULL);

  return self->texts[column];
}

/** pd_stock_item_is_short: Returns: whether there is less than there should be */
gboolean
pd_stock_item_is_short (PdStockItem *self)
{
  g_return_val_if_fail (PD_IS_STOCK_ITEM (self), FALSE);

  return *self->texts[PD_STOCK_COLUMN_TO_ORDER] != '\0';
}
