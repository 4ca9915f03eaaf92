/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-row-model-private.h"

enum
{
  PROP_0,
  PROP_LOADING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

guint pd_row_model_signals[N_SIGNALS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE (PdRowItem, pd_row_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (PdRowModel,
                               pd_row_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
pd_row_item_finalize (GObject *object)
{
  PdRowItem *self = PD_ROW_ITEM (object);

  if (self->model != NULL)
    g_hash_table_remove (self->model->items, &self->row);
  g_clear_pointer (&self->data, pd_store_row_free);

  G_OBJECT_CLASS (pd_row_item_parent_class)->finalize (object);
}

static void
pd_row_item_class_init (PdRowItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_row_item_finalize;

  /**
   * PdRowItem::changed:
   *
   * The row's content came, or came anew.
   */
  pd_row_model_signals[ITEM_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                     0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_row_item_init (PdRowItem *self)
{
}

/**
 * pd_row_item_get_row:
 * @self: an item
 *
 * Returns: the row id
 */
gint64
pd_row_item_get_row (PdRowItem *self)
{
  g_return_val_if_fail (PD_IS_ROW_ITEM (self), 0);

  return self->row;
}

/**
 * pd_row_item_get_data:
 * @self: an item
 *
 * Returns: (nullable) (transfer none): the row, %NULL until its block came; #PdRowItem::changed says when
 */
const PdStoreRow *
pd_row_item_get_data (PdRowItem *self)
{
  g_return_val_if_fail (PD_IS_ROW_ITEM (self), NULL);

  return self->data;
}

/* --- the list */

static GType
get_item_type (GListModel *model)
{
  return PD_TYPE_ROW_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return PD_ROW_MODEL (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  PdRowModel *self = PD_ROW_MODEL (model);
  PdRowItem *item;
  gint64 row;

  if (position >= self->rows->len)
    return NULL;
  row = g_array_index (self->rows, gint64, position);
  item = g_hash_table_lookup (self->items, &row);
  if (item != NULL)
    return g_object_ref (item);

  item = g_object_new (PD_TYPE_ROW_ITEM, NULL);
  item->model = self;
  item->row = row;
  g_hash_table_insert (self->items, &item->row, item);
  if (!pd_row_model_give_first (self, item))
    pd_row_model_want (self, item);
  return item;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* --- the snapshot */

typedef struct
{
  GWeakRef model;            /* the answer counts only while it lives */
  GCancellable *cancellable; /* (owned) and while the model still waits for this one */
  PdStoreQuery *query;       /* (owned) */
  guint n_first;             /* of how many rows at the beginning the content is wanted, too */
  GArray *rows;              /* (owned) (nullable) */
  GPtrArray *first;          /* (owned) (nullable) of PdStoreRow */
} Snapshot;

static void
snapshot_free (Snapshot *snapshot)
{
  g_weak_ref_clear (&snapshot->model);
  g_object_unref (snapshot->cancellable);
  pd_store_query_free (snapshot->query);
  g_clear_pointer (&snapshot->rows, g_array_unref);
  g_clear_pointer (&snapshot->first, g_ptr_array_unref);
  g_free (snapshot);
}

static gboolean
query_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Snapshot *snapshot = data;

  snapshot->rows = pd_store_query_rows (session, snapshot->query, cancellable, error);
  if (snapshot->rows == NULL || snapshot->n_first == 0)
    return snapshot->rows != NULL;
  snapshot->first = pd_store_get_rows (session, snapshot->query->type, (const gint64 *) snapshot->rows->data,
                                       MIN (snapshot->rows->len, snapshot->n_first), error);
  return snapshot->first != NULL;
}

/* Says no more than what has changed, so that selection and scroll position stay. */
static void
set_rows (PdRowModel *self, GArray *rows)
{
  const gint64 *old = (const gint64 *) self->rows->data;
  const gint64 *new = (const gint64 *) rows->data;
  guint n_old = self->rows->len, n_new = rows->len;
  guint least = MIN (n_old, n_new), head = 0, tail = 0;

  while (head < least && old[head] == new[head])
    head++;
  while (tail < least - head && old[n_old - 1 - tail] == new[n_new - 1 - tail])
    tail++;
  g_array_unref (self->rows);
  self->rows = g_array_ref (rows);
  if (n_old - head - tail > 0 || n_new - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, n_old - head - tail, n_new - head - tail);
}

/* What is on screen may have changed although its row is where it was; what came with the snapshot has not. */
static void
reload_items (PdRowModel *self, guint n_came)
{
  g_autoptr (GHashTable) came = g_hash_table_new (g_int64_hash, g_int64_equal);
  GHashTableIter iter;
  gpointer item;

  for (guint i = 0; i < n_came; i++)
    g_hash_table_add (came, &g_array_index (self->rows, gint64, i));
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (!g_hash_table_contains (came, &((PdRowItem *) item)->row))
      pd_row_model_want (self, item);
}

static void
queried_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Snapshot *snapshot = pd_store_job_data (result);
  g_autoptr (PdRowModel) self = g_weak_ref_get (&snapshot->model);

  if (self == NULL || snapshot->cancellable != self->querying)
    return; /* the model is gone, or another query took this one's place */
  g_clear_object (&self->querying);
  if (ok)
    {
      if (snapshot->first != NULL)
        pd_row_model_take_first (self, snapshot->first);
      set_rows (self, snapshot->rows);
      reload_items (self, snapshot->first != NULL ? snapshot->first->len : 0);
    }
  else
    g_signal_emit (self, pd_row_model_signals[MODEL_FAILED], 0, error->message);
  self->query_is_new = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/**
 * pd_row_model_refresh:
 * @self: a model
 *
 * Runs the query again; one that still runs is cancelled.
 */
void
pd_row_model_refresh (PdRowModel *self)
{
  Snapshot *snapshot;

  g_return_if_fail (PD_IS_ROW_MODEL (self));

  if (self->query == NULL)
    return;
  if (self->querying != NULL)
    g_cancellable_cancel (self->querying);
  g_clear_object (&self->querying);
  g_hash_table_remove_all (self->first);
  self->querying = g_cancellable_new ();
  snapshot = g_new0 (Snapshot, 1);
  snapshot->n_first = self->query_is_new ? PD_ROW_MODEL_FIRST : 0;
  g_weak_ref_init (&snapshot->model, self);
  snapshot->cancellable = g_object_ref (self->querying);
  snapshot->query = pd_store_query_copy (self->query);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, query_job, snapshot,
                       (GDestroyNotify) snapshot_free, self->querying, queried_cb, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdRowModel *self)
{
  /* "" is the outbox or the conflict inbox: the rows are the same, what is said of them is not. */
  if (self->query == NULL)
    return;
  g_hash_table_remove_all (self->first);
  if (*type_name == '\0')
    reload_items (self, 0);
  else if (g_str_equal (type_name, self->query->type->name))
    pd_row_model_refresh (self);
}

/**
 * pd_row_model_set_query:
 * @self: a model
 * @query: which rows, in which order; always of one type
 *
 * The old rows stay until the new ones are there. A query that still runs is cancelled.
 */
void
pd_row_model_set_query (PdRowModel *self, const PdStoreQuery *query)
{
  g_return_if_fail (PD_IS_ROW_MODEL (self));
  g_return_if_fail (query != NULL);
  g_return_if_fail (self->query == NULL || self->query->type == query->type);

  g_clear_pointer (&self->query, pd_store_query_free);
  self->query = pd_store_query_copy (query);
  self->query_is_new = TRUE;
  pd_row_model_refresh (self);
}

/**
 * pd_row_model_get_query:
 * @self: a model
 *
 * Returns: (nullable) (transfer none): the query that was set last
 */
const PdStoreQuery *
pd_row_model_get_query (PdRowModel *self)
{
  g_return_val_if_fail (PD_IS_ROW_MODEL (self), NULL);

  return self->query;
}

/**
 * pd_row_model_is_loading:
 * @self: a model
 *
 * Returns: whether a query runs whose rows are not shown yet; a refresh of the rows that are shown is none
 */
gboolean
pd_row_model_is_loading (PdRowModel *self)
{
  g_return_val_if_fail (PD_IS_ROW_MODEL (self), FALSE);

  return self->querying != NULL && self->query_is_new;
}

/**
 * pd_row_model_is_other_query:
 * @self: a model
 *
 * Returns: whether the rows that come are the answer to another query than those that are shown; asked while they come
 */
gboolean
pd_row_model_is_other_query (PdRowModel *self)
{
  g_return_val_if_fail (PD_IS_ROW_MODEL (self), FALSE);

  return self->query_is_new;
}

/**
 * pd_row_model_get_row:
 * @self: a model
 * @position: a place in the list
 * @row: (out): the row id there
 *
 * Asks for no content, so it may be asked of every place.
 *
 * Returns: whether the list is that long
 */
gboolean
pd_row_model_get_row (PdRowModel *self, guint position, gint64 *row)
{
  g_return_val_if_fail (PD_IS_ROW_MODEL (self), FALSE);

  if (position >= self->rows->len)
    return FALSE;
  *row = g_array_index (self->rows, gint64, position);
  return TRUE;
}

/**
 * pd_row_model_find_record:
 * @self: a model
 * @record_id: a record's id
 * @position: (out): where it is
 *
 * Looks among the rows that have been fetched.
 *
 * Returns: whether it is there
 */
gboolean
pd_row_model_find_record (PdRowModel *self, const char *record_id, guint *position)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (PD_IS_ROW_MODEL (self), FALSE);

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const PdRowItem *item = value;

      if (item->data == NULL || g_strcmp0 (pd_record_get_id (item->data->record), record_id) != 0)
        continue;
      for (guint i = 0; i < self->rows->len; i++)
        if (g_array_index (self->rows, gint64, i) == item->row)
          {
            *position = i;
            return TRUE;
          }
    }
  return FALSE;
}

/**
 * pd_row_model_get_n_items_alive:
 * @self: a model
 *
 * Returns: how many item objects there are: what a test holds against the number of rows
 */
guint
pd_row_model_get_n_items_alive (PdRowModel *self)
{
  g_return_val_if_fail (PD_IS_ROW_MODEL (self), 0);

  return g_hash_table_size (self->items);
}

static void
pd_row_model_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, pd_row_model_is_loading (PD_ROW_MODEL (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
pd_row_model_dispose (GObject *object)
{
  PdRowModel *self = PD_ROW_MODEL (object);
  GHashTableIter iter;
  gpointer item;

  g_cancellable_cancel (self->fetching);
  if (self->querying != NULL)
    g_cancellable_cancel (self->querying);
  g_clear_object (&self->querying);
  g_clear_handle_id (&self->fetch_source, g_source_remove);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    ((PdRowItem *) item)->model = NULL;
  g_hash_table_remove_all (self->items);
  g_queue_clear_full (&self->recent, g_object_unref);

  G_OBJECT_CLASS (pd_row_model_parent_class)->dispose (object);
}

static void
pd_row_model_finalize (GObject *object)
{
  PdRowModel *self = PD_ROW_MODEL (object);

  g_clear_object (&self->fetching);
  g_clear_pointer (&self->query, pd_store_query_free);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->wanted, g_array_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->first, g_hash_table_unref);

  G_OBJECT_CLASS (pd_row_model_parent_class)->finalize (object);
}

static void
pd_row_model_class_init (PdRowModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = pd_row_model_get_property;
  object_class->dispose = pd_row_model_dispose;
  object_class->finalize = pd_row_model_finalize;

  properties[PROP_LOADING] =
      g_param_spec_boolean ("loading", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * PdRowModel::failed:
   * @message: a sentence
   *
   * Rows could not be read.
   */
  pd_row_model_signals[MODEL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                     0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_row_model_init (PdRowModel *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->items = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->first = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) pd_store_row_free);
  self->fetching = g_cancellable_new ();
  g_queue_init (&self->recent);
}

/**
 * pd_row_model_new:
 * @store: the cache
 *
 * A list of a million rows is a snapshot of their ids in the wanted order; what is on screen is fetched in
 * blocks as it is asked for. The list keeps itself fresh.
 *
 * Returns: (transfer full): an empty model without a query
 */
PdRowModel *
pd_row_model_new (PdStore *store)
{
  PdRowModel *self = g_object_new (PD_TYPE_ROW_MODEL, NULL);

  self->store = g_object_ref (store);
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  return self;
}
