/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-row-model-private.h"

/* Rows that are asked for while one turn of the main loop goes round are fetched together, this many at once. */
#define BLOCK 128
/* Items that are kept although nobody holds them, so that scrolling back shows them at once. */
#define RECENT 1024

/* --- blocks */

typedef struct
{
  GWeakRef model; /* the answer counts only while it lives */
  const PdRecordType *type;
  GArray *rows;      /* (owned) of gint64 */
  GPtrArray *result; /* (owned) (nullable) of PdStoreRow */
} Block;

static void
block_free (Block *block)
{
  g_weak_ref_clear (&block->model);
  g_array_unref (block->rows);
  g_clear_pointer (&block->result, g_ptr_array_unref);
  g_free (block);
}

static gboolean
fetch_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Block *block = data;

  block->result =
      pd_store_get_rows (session, block->type, (const gint64 *) block->rows->data, block->rows->len, error);
  return block->result != NULL;
}

static void
keep_recent (PdRowModel *self, PdRowItem *item)
{
  g_queue_push_tail (&self->recent, g_object_ref (item));
  while (self->recent.length > RECENT)
    g_object_unref (g_queue_pop_head (&self->recent));
}

static void
fill_item (PdRowModel *self, gint64 row, PdStoreRow **data)
{
  PdRowItem *item = g_hash_table_lookup (self->items, &row);

  if (item == NULL)
    return;
  g_object_ref (item);
  item->asked = FALSE;
  if (*data != NULL)
    {
      if (item->data == NULL)
        keep_recent (self, item);
      g_clear_pointer (&item->data, pd_store_row_free);
      item->data = g_steal_pointer (data);
      g_signal_emit (item, pd_row_model_signals[ITEM_CHANGED], 0);
    }
  g_object_unref (item);
}

/* Rows that came with a snapshot: (element-type PdStoreRow), taken out of @first. */
void
pd_row_model_take_first (PdRowModel *self, GPtrArray *first)
{
  for (guint i = 0; i < first->len; i++)
    {
      PdStoreRow *data = g_steal_pointer (&first->pdata[i]);

      if (data == NULL)
        continue;
      if (g_hash_table_contains (self->items, &data->row))
        fill_item (self, data->row, &data);
      else
        g_hash_table_replace (self->first, &data->row, data);
    }
}

/* Whether the content of a new item came with the snapshot. */
gboolean
pd_row_model_give_first (PdRowModel *self, PdRowItem *item)
{
  gpointer data;

  if (!g_hash_table_steal_extended (self->first, &item->row, NULL, &data))
    return FALSE;
  item->data = data;
  keep_recent (self, item);
  return TRUE;
}

static void
fetched_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Block *block = pd_store_job_data (result);
  g_autoptr (PdRowModel) self = g_weak_ref_get (&block->model);

  if (self == NULL)
    return;
  if (!ok)
    g_signal_emit (self, pd_row_model_signals[MODEL_FAILED], 0, error->message);
  for (guint i = 0; i < block->rows->len; i++)
    {
      PdStoreRow *none = NULL;
      PdStoreRow **data = ok && i < block->result->len ? (PdStoreRow **) &block->result->pdata[i] : &none;

      fill_item (self, g_array_index (block->rows, gint64, i), data);
    }
}

static gboolean
fetch_cb (gpointer user_data)
{
  PdRowModel *self = user_data;
  guint taken = 0;

  self->fetch_source = 0;
  while (taken < self->wanted->len)
    {
      Block *block = g_new0 (Block, 1);

      g_weak_ref_init (&block->model, self);
      block->type = self->query->type;
      block->rows = g_array_sized_new (FALSE, FALSE, sizeof (gint64), BLOCK);
      for (; taken < self->wanted->len && block->rows->len < BLOCK; taken++)
        {
          gint64 row = g_array_index (self->wanted, gint64, taken);

          /* What was scrolled past in the meantime is not fetched. */
          if (g_hash_table_contains (self->items, &row))
            g_array_append_val (block->rows, row);
        }
      if (block->rows->len == 0)
        {
          block_free (block);
          continue;
        }
      pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, fetch_job, block, (GDestroyNotify) block_free,
                           self->fetching, fetched_cb, NULL);
    }
  g_array_set_size (self->wanted, 0);
  return G_SOURCE_REMOVE;
}

void
pd_row_model_want (PdRowModel *self, PdRowItem *item)
{
  if (item->asked)
    return;
  item->asked = TRUE;
  g_array_append_val (self->wanted, item->row);
  if (self->fetch_source == 0)
    self->fetch_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fetch_cb, self, NULL);
}
