/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-queue.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-print-past.h"
#include "desktop/pd-print-queue-file.h"
#include "model/pd-invoice.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* What waits to be printed. It is kept in a file beside the cache, so that the program may end in between. */

#define FILE_NAME "print-queue.ini"
#define BLOCK 200

struct _PdPrintQueue
{
  GObject parent_instance;

  PdStore *store; /* (owned) (nullable): without one only files are printed, and nothing is kept */
  char *path;     /* (owned) (nullable) */
  GListStore *list;
  guint loading; /* how many readings of the cache are under way */
};

G_DEFINE_FINAL_TYPE (PdPrintQueue, pd_print_queue, G_TYPE_OBJECT)

enum
{
  CHANGED,
  LOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static PdPrintEntry *
entry_at (PdPrintQueue *self, guint position)
{
  g_autoptr (PdPrintEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  /* the list keeps it */
  return entry;
}

static void
save (PdPrintQueue *self)
{
  if (self->path != NULL)
    pd_print_queue_file_save (self->path, G_LIST_MODEL (self->list));
}

static void
changed (PdPrintQueue *self)
{
  save (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- reading the cache */

typedef struct
{
  GPtrArray *ids;     /* (owned) of char* */
  GArray *rows;       /* (owned) (nullable): of gint64, in place of @ids */
  GPtrArray *records; /* (owned) of PdRecord, NULL for what is not there */
  GArray *pasts;      /* (owned) of PdPrintPast */
} Load;

static void
clear_past (gpointer past)
{
  pd_print_past_clear (past);
}

static Load *
load_new (void)
{
  Load *load = g_new0 (Load, 1);

  load->ids = g_ptr_array_new_with_free_func (g_free);
  load->records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  load->pasts = g_array_new (FALSE, TRUE, sizeof (PdPrintPast));
  g_array_set_clear_func (load->pasts, clear_past);
  return load;
}

static void
load_free (Load *load)
{
  g_ptr_array_unref (load->ids);
  g_clear_pointer (&load->rows, g_array_unref);
  g_ptr_array_set_free_func (load->records, NULL);
  for (guint i = 0; i < load->records->len; i++)
    if (load->records->pdata[i] != NULL)
      pd_record_unref (load->records->pdata[i]);
  g_ptr_array_unref (load->records);
  g_array_unref (load->pasts);
  g_free (load);
}

/* Rows of a list become ids. */
static gboolean
name_rows (PdStoreSession *session, Load *load, GError **error)
{
  for (guint at = 0; load->rows != NULL && at < load->rows->len; at += BLOCK)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, &pd_invoice_type, &g_array_index (load->rows, gint64, at),
                             MIN (BLOCK, load->rows->len - at), error);

      if (block == NULL)
        return FALSE;
      for (guint i = 0; i < block->len; i++)
        if (block->pdata[i] != NULL)
          g_ptr_array_add (load->ids,
                           g_strdup (pd_record_get_id (((const PdStoreRow *) block->pdata[i])->record)));
    }
  return TRUE;
}

static gboolean
load_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Load *load = data;

  if (!name_rows (session, load, error))
    return FALSE;
  for (guint i = 0; i < load->ids->len; i++)
    {
      PdPrintPast past = { 0 };
      g_autoptr (GError) missing = NULL;
      PdRecord *record = pd_store_get_record (session, &pd_invoice_type, load->ids->pdata[i], &missing);

      if (record == NULL && !g_error_matches (missing, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&missing));
          return FALSE;
        }
      g_ptr_array_add (load->records, record);
      if (!pd_print_past_read (session, load->ids->pdata[i], NULL, &past, cancellable, error))
        {
          pd_print_past_clear (&past);
          return FALSE;
        }
      g_array_append_val (load->pasts, past);
    }
  return TRUE;
}

static PdPrintEntry *
find_invoice (PdPrintQueue *self, const char *id)
{
  for (guint i = 0; i < pd_print_queue_get_n_entries (self); i++)
    if (g_strcmp0 (entry_at (self, i)->id, id) == 0)
      return entry_at (self, i);
  return NULL;
}

static void
take_loaded (PdPrintQueue *self, Load *load)
{
  g_autoptr (GHashTable) entries = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < pd_print_queue_get_n_entries (self); i++)
    if (entry_at (self, i)->id != NULL)
      g_hash_table_insert (entries, entry_at (self, i)->id, entry_at (self, i));
  for (guint i = 0; i < load->records->len; i++)
    {
      PdPrintEntry *entry = g_hash_table_lookup (entries, load->ids->pdata[i]);
      PdPrintPast *past = &g_array_index (load->pasts, PdPrintPast, i);

      if (entry == NULL)
        continue;
      pd_print_entry_set_past (entry, past);
      *past = (PdPrintPast){ 0 };
      if (load->records->pdata[i] != NULL && entry->record == NULL)
        pd_print_entry_set_record (entry, load->records->pdata[i]);
    }
}

static void
loaded_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPrintQueue) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Load *load = pd_store_job_data (result);

  self->loading--;
  if (!ok)
    g_message ("Invoices to print were not read: %s", error->message);
  else
    {
      g_autoptr (GPtrArray) ids = g_ptr_array_new ();

      g_ptr_array_extend (ids, load->ids, NULL, NULL);
      g_ptr_array_add (ids, NULL);
      if (load->rows != NULL)
        for (guint i = 0; ids->pdata[i] != NULL; i++)
          if (find_invoice (self, ids->pdata[i]) == NULL &&
              pd_print_queue_get_n_entries (self) < PD_PRINT_QUEUE_MAX)
            {
              g_autoptr (PdPrintEntry) entry = pd_print_entry_new_for_invoice (ids->pdata[i], NULL);

              g_list_store_append (self->list, entry);
            }
      take_loaded (self, load);
    }
  changed (self);
  if (self->loading == 0)
    g_signal_emit (self, signals[LOADED], 0);
}

static void
start_load (PdPrintQueue *self, Load *load)
{
  self->loading++;
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, load_job, load, (GDestroyNotify) load_free, NULL,
                       loaded_cb, g_object_ref (self));
}

/* --- the object */

static void
pd_print_queue_finalize (GObject *object)
{
  PdPrintQueue *self = PD_PRINT_QUEUE (object);

  g_clear_object (&self->store);
  g_clear_object (&self->list);
  g_free (self->path);
  G_OBJECT_CLASS (pd_print_queue_parent_class)->finalize (object);
}

static void
pd_print_queue_class_init (PdPrintQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_print_queue_finalize;
  /* what is in it, or the order */
  signals[CHANGED] =
      g_signal_new ("changed", PD_TYPE_PRINT_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LOADED] =
      g_signal_new ("loaded", PD_TYPE_PRINT_QUEUE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_print_queue_init (PdPrintQueue *self)
{
  self->list = g_list_store_new (PD_TYPE_PRINT_ENTRY);
}

/**
 * pd_print_queue_new:
 * @store: (nullable): the cache; without one only files are printed, and nothing is kept
 *
 * Returns: (transfer full): the queue of this cache, with what was left in it
 */
PdPrintQueue *
pd_print_queue_new (PdStore *store)
{
  PdPrintQueue *self = g_object_new (PD_TYPE_PRINT_QUEUE, NULL);
  Load *load;

  if (store == NULL)
    return self;
  g_autofree char *folder = g_path_get_dirname (pd_store_get_path (store));

  self->store = g_object_ref (store);
  self->path = g_build_filename (folder, FILE_NAME, NULL);
  pd_print_queue_file_load (self->path, self->list);
  load = load_new ();
  for (guint i = 0; i < pd_print_queue_get_n_entries (self); i++)
    if (entry_at (self, i)->id != NULL)
      g_ptr_array_add (load->ids, g_strdup (entry_at (self, i)->id));
  if (load->ids->len > 0)
    start_load (self, load);
  else
    load_free (load);
  return self;
}

/** pd_print_queue_get_list: Returns: (transfer none): of PdPrintEntry, in the order of printing */
GListModel *
pd_print_queue_get_list (PdPrintQueue *self)
{
  return G_LIST_MODEL (self->list);
}

guint
pd_print_queue_get_n_entries (PdPrintQueue *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

/** pd_print_queue_get_entries: Returns: (transfer full) (element-type PdPrintEntry): all, in the order of printing */
GPtrArray *
pd_print_queue_get_entries (PdPrintQueue *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < pd_print_queue_get_n_entries (self); i++)
    g_ptr_array_add (entries, g_list_model_get_item (G_LIST_MODEL (self->list), i));
  return entries;
}

/** pd_print_queue_is_loading: Returns: whether invoices are still being read; "loaded" tells the end */
gboolean
pd_print_queue_is_loading (PdPrintQueue *self)
{
  return self->loading > 0;
}

/**
 * pd_print_queue_add_invoices:
 * @self: a queue with a cache
 * @ids: (array zero-terminated=1): of invoices
 *
 * Puts invoices behind what is there. What is in the queue already stays where it is.
 *
 * Returns: how many are new
 */
guint
pd_print_queue_add_invoices (PdPrintQueue *self, const char *const *ids)
{
  Load *load;
  guint n = 0;

  g_return_val_if_fail (PD_IS_PRINT_QUEUE (self) && self->store != NULL, 0);

  load = load_new ();
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (PdPrintEntry) entry = NULL;

      if (find_invoice (self, ids[i]) != NULL || pd_print_queue_get_n_entries (self) >= PD_PRINT_QUEUE_MAX)
        continue;
      entry = pd_print_entry_new_for_invoice (ids[i], NULL);
      g_list_store_append (self->list, entry);
      g_ptr_array_add (load->ids, g_strdup (ids[i]));
      n++;
    }
  if (n > 0)
    start_load (self, load);
  else
    load_free (load);
  return n;
}

/**
 * pd_print_queue_add_rows:
 * @self: a queue with a cache
 * @rows: (element-type gint64): of a list of invoices
 *
 * Puts invoices behind what is there, as soon as they are read.
 */
void
pd_print_queue_add_rows (PdPrintQueue *self, GArray *rows)
{
  Load *load = load_new ();

  g_return_if_fail (PD_IS_PRINT_QUEUE (self) && self->store != NULL);

  load->rows = g_array_ref (rows);
  start_load (self, load);
}

/**
 * pd_print_queue_add_files:
 * @self: a queue
 * @files: of GFile
 *
 * Puts files behind what is there. A file that is in the queue already stays where it is.
 *
 * Returns: how many are new
 */
guint
pd_print_queue_add_files (PdPrintQueue *self, GListModel *files)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autoptr (PdPrintEntry) entry = NULL;
      gboolean there = FALSE;

      for (guint at = 0; at < pd_print_queue_get_n_entries (self) && !there; at++)
        there = entry_at (self, at)->file != NULL && g_file_equal (entry_at (self, at)->file, file);
      if (there || pd_print_queue_get_n_entries (self) >= PD_PRINT_QUEUE_MAX)
        continue;
      entry = pd_print_entry_new_for_file (file);
      g_list_store_append (self->list, entry);
      n++;
    }
  if (n > 0)
    changed (self);
  return n;
}

/**
 * pd_print_queue_add_received:
 * @self: a queue
 * @id: of a received invoice
 * @title: what it is called
 * @subtitle: (nullable): what else is said of it
 * @file: the file that looks most like the paper
 *
 * Puts an invoice that others issued behind what is there, unless it is in the queue already.
 *
 * Returns: whether it is new
 */
gboolean
pd_print_queue_add_received (PdPrintQueue *self,
                             const char *id,
                             const char *title,
                             const char *subtitle,
                             GFile *file)
{
  g_autoptr (PdPrintEntry) entry = NULL;

  for (guint at = 0; at < pd_print_queue_get_n_entries (self); at++)
    if (g_strcmp0 (entry_at (self, at)->received_id, id) == 0)
      return FALSE;
  if (pd_print_queue_get_n_entries (self) >= PD_PRINT_QUEUE_MAX)
    return FALSE;
  entry = pd_print_entry_new_for_received (id, title, subtitle, file);
  g_list_store_append (self->list, entry);
  changed (self);
  return TRUE;
}

/**
 * pd_print_queue_add_item:
 * @self: a queue without a cache
 * @item: (transfer full): what is laid out already
 *
 * Puts a paper behind what is there. It is not kept beyond the queue.
 */
void
pd_print_queue_add_item (PdPrintQueue *self, PdPrintItem *item)
{
  g_autoptr (PdPrintEntry) entry = pd_print_entry_new_for_item (item);

  g_return_if_fail (self->path == NULL);

  g_list_store_append (self->list, entry);
  changed (self);
}

/** pd_print_queue_look_again: a file is there that was not */
void
pd_print_queue_look_again (PdPrintQueue *self)
{
  changed (self);
}

static void
take_out (PdPrintQueue *self, PdPrintEntry *entry)
{
  guint position;

  if (g_list_store_find (self->list, entry, &position))
    g_list_store_remove (self->list, position);
}

/** pd_print_queue_remove: @entry: what is not to be printed after all */
void
pd_print_queue_remove (PdPrintQueue *self, PdPrintEntry *entry)
{
  take_out (self, entry);
  changed (self);
}

/**
 * pd_print_queue_remove_entries:
 * @self: a queue
 * @entries: (element-type PdPrintEntry): what is printed, or is not to be printed after all
 *
 * Takes several out at once.
 */
void
pd_print_queue_remove_entries (PdPrintQueue *self, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    take_out (self, entries->pdata[i]);
  changed (self);
}

/** pd_print_queue_get_store: Returns: (transfer none) (nullable): the cache with the ledger */
PdStore *
pd_print_queue_get_store (PdPrintQueue *self)
{
  return self->store;
}

/** pd_print_queue_clear: nothing is to be printed after all */
void
pd_print_queue_clear (PdPrintQueue *self)
{
  g_list_store_remove_all (self->list);
  changed (self);
}

/**
 * pd_print_queue_move:
 * @self: a queue
 * @from: where the document is
 * @to: where it is to be
 *
 * Changes the order of printing.
 */
void
pd_print_queue_move (PdPrintQueue *self, guint from, guint to)
{
  guint n = pd_print_queue_get_n_entries (self);
  g_autoptr (PdPrintEntry) entry = NULL;

  if (from >= n || from == to)
    return;
  entry = g_list_model_get_item (G_LIST_MODEL (self->list), from);
  g_list_store_remove (self->list, from);
  g_list_store_insert (self->list, MIN (to, n - 1), entry);
  changed (self);
}

/**
 * pd_print_queue_set_doubtful:
 * @self: a queue
 * @entries: (element-type PdPrintEntry): what goes to the printer now
 * @doubtful: whether it does
 *
 * Writes down what is on its way before the first byte leaves: should the program end, nobody knows whether it is on
 * paper, and that is then said.
 */
void
pd_print_queue_set_doubtful (PdPrintQueue *self, GPtrArray *entries, gboolean doubtful)
{
  for (guint i = 0; i < entries->len; i++)
    ((PdPrintEntry *) entries->pdata[i])->doubtful = doubtful;
  save (self);
}
