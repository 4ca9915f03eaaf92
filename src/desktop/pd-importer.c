/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-importer.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "model/pd-order.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-records.h"
#include "store/pd-store-stock.h"
#include "sync/pd-sync-account.h"

/* The work behind the import dialog: reads a file, plans and saves, each in a thread or a job of the store. */

struct _PdImporter
{
  GObject parent_instance;

  PdStore *store;           /* (owned) */
  PdSheetBook *book;        /* (owned) (nullable) */
  PdImportMapping *mapping; /* (owned) (nullable) changed by the main thread only */
  PdImportPlan *plan;       /* (owned) (nullable) of the mapping as it was when it was asked for */
  PdImportCounts counts;
  GPtrArray *saved_ids; /* (owned) of char* (owned) */
  char *first_failure;  /* (owned) (nullable) */
  int done;             /* atomic: rows or orders */
  int total;            /* atomic */
};

G_DEFINE_FINAL_TYPE (PdImporter, pd_importer, G_TYPE_OBJECT)

static void
pd_importer_finalize (GObject *object)
{
  PdImporter *self = PD_IMPORTER (object);

  g_clear_pointer (&self->plan, pd_import_plan_unref);
  g_clear_pointer (&self->mapping, pd_import_mapping_free);
  g_clear_pointer (&self->book, pd_sheet_book_unref);
  g_ptr_array_unref (self->saved_ids);
  g_free (self->first_failure);
  g_object_unref (self->store);
  G_OBJECT_CLASS (pd_importer_parent_class)->finalize (object);
}

static void
pd_importer_class_init (PdImporterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_importer_finalize;
}

static void
pd_importer_init (PdImporter *self)
{
  self->saved_ids = g_ptr_array_new_with_free_func (g_free);
}

/**
 * pd_importer_new:
 * @store: where orders are looked up and saved
 *
 * Returns: (transfer full): an importer without a file
 */
PdImporter *
pd_importer_new (PdStore *store)
{
  PdImporter *self = g_object_new (PD_TYPE_IMPORTER, NULL);

  self->store = g_object_ref (store);
  return self;
}

static void
set_progress (PdImporter *self, guint done, guint total)
{
  g_atomic_int_set (&self->done, (int) done);
  g_atomic_int_set (&self->total, (int) total);
}

/**
 * pd_importer_get_progress:
 * @self: an importer
 *
 * Returns: how much of what runs is done, 0 … 1
 */
double
pd_importer_get_progress (PdImporter *self)
{
  int total = g_atomic_int_get (&self->total);

  return total > 0 ? MIN (1.0, (double) g_atomic_int_get (&self->done) / total) : 0;
}

/* --- the file */

typedef struct
{
  GFile *file;              /* (owned) */
  PdSheetBook *book;        /* (owned) (nullable) */
  PdImportMapping *mapping; /* (owned) (nullable) */
} Open;

static void
open_free (Open *open)
{
  g_clear_object (&open->file);
  g_clear_pointer (&open->mapping, pd_import_mapping_free);
  g_clear_pointer (&open->book, pd_sheet_book_unref);
  g_free (open);
}

static gboolean
is_too_large (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  if (info == NULL || g_file_info_get_size (info) <= PD_SHEET_MAX_FILE_BYTES)
    return FALSE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("The file is larger than %d MB. Split it, then import the parts one after the other."),
               PD_SHEET_MAX_FILE_BYTES / 1024 / 1024);
  return TRUE;
}

static void
open_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Open *open = task_data;
  g_autofree char *name = g_file_get_basename (open->file);
  g_autofree char *today = pd_today ();
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  if (!is_too_large (open->file, cancellable, &error))
    bytes = g_file_load_bytes (open->file, cancellable, NULL, &error);
  if (bytes != NULL)
    open->book = pd_sheet_book_load (bytes, name, cancellable, &error);
  if (open->book != NULL)
    open->mapping = pd_import_mapping_guess (open->book, today, &error);
  if (open->mapping != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * pd_importer_open_async:
 * @self: an importer
 * @file: a spreadsheet
 * @cancellable: (nullable): stops it
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Reads a file and guesses what its columns are, in a thread.
 */
void
pd_importer_open_async (PdImporter *self,
                        GFile *file,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Open *open;

  g_return_if_fail (PD_IS_IMPORTER (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_importer_open_async);
  open = g_new0 (Open, 1);
  open->file = g_object_ref (file);
  g_task_set_task_data (task, open, (GDestroyNotify) open_free);
  g_task_run_in_thread (task, open_thread);
}

/**
 * pd_importer_open_finish:
 * @self: an importer
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the book and a mapping are there now; a file of before stays on failure
 */
gboolean
pd_importer_open_finish (PdImporter *self, GAsyncResult *result, GError **error)
{
  Open *open;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  open = g_task_get_task_data (G_TASK (result));
  g_clear_pointer (&self->plan, pd_import_plan_unref);
  g_clear_pointer (&self->mapping, pd_import_mapping_free);
  g_clear_pointer (&self->book, pd_sheet_book_unref);
  self->book = g_steal_pointer (&open->book);
  self->mapping = g_steal_pointer (&open->mapping);
  return TRUE;
}

/**
 * pd_importer_get_book:
 * @self: an importer
 *
 * Returns: (transfer none) (nullable): the file's tables
 */
PdSheetBook *
pd_importer_get_book (PdImporter *self)
{
  return self->book;
}

/**
 * pd_importer_get_mapping:
 * @self: an importer
 *
 * Returns: (transfer none) (nullable): what the columns are; may be changed before a plan is asked for
 */
PdImportMapping *
pd_importer_get_mapping (PdImporter *self)
{
  return self->mapping;
}

/* --- the plan */

typedef struct
{
  PdImporter *importer;     /* (owned) for its progress */
  PdSheetBook *book;        /* (owned) */
  PdImportMapping *mapping; /* (owned) its own copy */
  PdImportPlan *plan;       /* (owned) (nullable) */
  PdStoreSession *session;  /* (not owned) while the job runs */
} Plan;

static void
plan_free (Plan *plan)
{
  g_clear_pointer (&plan->plan, pd_import_plan_unref);
  pd_import_mapping_free (plan->mapping);
  pd_sheet_book_unref (plan->book);
  g_object_unref (plan->importer);
  g_free (plan);
}

static void
plan_progress_cb (guint done, guint total, gpointer user_data)
{
  Plan *plan = user_data;

  set_progress (plan->importer, done, total);
}

/* The key finds what was imported before anybody signed in. Whatever goes wrong here comes up again when the order is
 * saved. */
static PdRecord *
lookup_cb (const char *id, const char *import_key, gpointer user_data)
{
  Plan *plan = user_data;

  return pd_store_find_ever (plan->session, &pd_order_type, id, PD_ORDER_IMPORT_KEY, import_key, NULL);
}

static gboolean
plan_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Plan *plan = data;
  g_autofree char *text = NULL;
  g_autoptr (PdSyncAccount) account = NULL;
  PdImportContext context = { 0 };

  text = pd_store_get_meta (session, PD_STORE_META_ACCOUNT, NULL);
  if (text != NULL)
    account = pd_sync_account_from_text (text, NULL);
  plan->session = session;
  context.tenant = account != NULL && account->tenant != NULL ? account->tenant : "";
  context.now = pd_now ();
  context.lookup = lookup_cb;
  context.progress = plan_progress_cb;
  context.user_data = plan;
  plan->plan = pd_order_import_plan (plan->book, plan->mapping, &context, cancellable, error);
  return plan->plan != NULL;
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PdImporter *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&self->plan, pd_import_plan_unref);
  self->plan = g_steal_pointer (&((Plan *) pd_store_job_data (result))->plan);
  g_task_return_boolean (task, TRUE);
}

/**
 * pd_importer_plan_async:
 * @self: an importer with a file
 * @cancellable: (nullable): stops it
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Checks every row, and looks every order up in the cache, in a job of the store.
 */
void
pd_importer_plan_async (PdImporter *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;
  Plan *plan;

  g_return_if_fail (PD_IS_IMPORTER (self));
  g_return_if_fail (self->mapping != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_importer_plan_async);
  set_progress (self, 0, 0);
  plan = g_new0 (Plan, 1);
  plan->importer = g_object_ref (self);
  plan->book = pd_sheet_book_ref (self->book);
  plan->mapping = pd_import_mapping_copy (self->mapping);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, plan_job, plan, (GDestroyNotify) plan_free,
                       cancellable, planned_cb, task);
}

/**
 * pd_importer_plan_finish:
 * @self: an importer
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether there is a plan of the mapping as it was
 */
gboolean
pd_importer_plan_finish (PdImporter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * pd_importer_get_plan:
 * @self: an importer
 *
 * Returns: (transfer none) (nullable): the orders of the file
 */
PdImportPlan *
pd_importer_get_plan (PdImporter *self)
{
  return self->plan;
}

/* --- saving: one transaction an order, so that each is there as a whole or not at all */

typedef struct
{
  PdImportPlan *plan;         /* (owned) */
  const PdImportOrder *order; /* (not owned) of @plan */
  gboolean present;           /* somebody else was faster */
} SaveOne;

static void
save_one_free (SaveOne *one)
{
  pd_import_plan_unref (one->plan);
  g_free (one);
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  SaveOne *one = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (PdRecord) existing = NULL;

  existing = pd_store_find_ever (session, &pd_order_type, pd_record_get_id (one->order->record),
                                 PD_ORDER_IMPORT_KEY, one->order->import_key, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  one->present = existing != NULL;
  if (one->present)
    return TRUE;
  return pd_store_stock_link_lines (session, one->order->record, error) &&
         pd_store_save_record (session, one->order->record, pd_now (), error);
}

static void save_next (GTask *task, guint index);

static guint
count_new_from (const PdImportPlan *plan, guint index)
{
  guint n = 0;

  for (; index < pd_import_plan_get_n_orders (plan); index++)
    n += pd_import_plan_get_order (plan, index)->state == PD_IMPORT_ORDER_NEW;
  return n;
}

/* What ends the whole import, and what only one order. */
static gboolean
is_of_one_order (const GError *error)
{
  return g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_FROZEN) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
}

static void
saved_one_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PdImporter *self = g_task_get_source_object (task);
  guint index = GPOINTER_TO_UINT (g_task_get_task_data (task));
  const PdImportOrder *order = pd_import_plan_get_order (self->plan, index);
  SaveOne *one = pd_store_job_data (result);
  GError *error = NULL;

  if (pd_store_write_finish (PD_STORE (source), result, &error))
    {
      if (one->present)
        self->counts.present++;
      else
        {
          self->counts.saved++;
          g_ptr_array_add (self->saved_ids, g_strdup (pd_record_get_id (order->record)));
        }
    }
  else if (is_of_one_order (error))
    {
      self->counts.failed++;
      if (self->first_failure == NULL)
        self->first_failure = g_strdup_printf (_ ("Order %1$s: %2$s"), order->number, error->message);
      g_clear_error (&error);
    }
  else
    {
      self->counts.left = count_new_from (self->plan, index);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_atomic_int_inc (&self->done);
  save_next (task, index + 1);
}

static void
save_next (GTask *task, guint index)
{
  PdImporter *self = g_task_get_source_object (task);
  guint n_orders = pd_import_plan_get_n_orders (self->plan);
  SaveOne *one;

  while (index < n_orders && pd_import_plan_get_order (self->plan, index)->state != PD_IMPORT_ORDER_NEW)
    index++;
  if (index == n_orders)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, GUINT_TO_POINTER (index), NULL);
  one = g_new0 (SaveOne, 1);
  one->plan = pd_import_plan_ref (self->plan);
  one->order = pd_import_plan_get_order (self->plan, index);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, save_job, one, (GDestroyNotify) save_one_free,
                        g_task_get_cancellable (task), saved_one_cb, task);
}

/**
 * pd_importer_save_async:
 * @self: an importer with a plan
 * @cancellable: (nullable): stops it between two orders: what was saved stays
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Saves the new orders of the plan, one by one, each in one piece.
 */
void
pd_importer_save_async (PdImporter *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (PD_IS_IMPORTER (self));
  g_return_if_fail (self->plan != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pd_importer_save_async);
  /* The counts tell what happened before the cancel. */
  g_task_set_check_cancellable (task, FALSE);
  g_ptr_array_set_size (self->saved_ids, 0);
  g_clear_pointer (&self->first_failure, g_free);
  self->counts = (PdImportCounts){ .present = pd_import_plan_count (self->plan, PD_IMPORT_ORDER_SAME) +
                                              pd_import_plan_count (self->plan, PD_IMPORT_ORDER_CHANGED) +
                                              pd_import_plan_count (self->plan, PD_IMPORT_ORDER_DELETED),
                                   .refused = pd_import_plan_count (self->plan, PD_IMPORT_ORDER_REFUSED) };
  set_progress (self, 0, pd_import_plan_count (self->plan, PD_IMPORT_ORDER_NEW));
  save_next (task, 0);
}

/**
 * pd_importer_save_finish:
 * @self: an importer
 * @result: what the callback got
 * @error: return location; %G_IO_ERROR_CANCELLED when it was stopped
 *
 * The counts tell what was saved, whatever the end.
 *
 * Returns: whether the end of the file was reached
 */
gboolean
pd_importer_save_finish (PdImporter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * pd_importer_get_counts:
 * @self: an importer
 *
 * Returns: (transfer none): what became of the file's orders so far
 */
const PdImportCounts *
pd_importer_get_counts (PdImporter *self)
{
  return &self->counts;
}

/**
 * pd_importer_get_saved_ids:
 * @self: an importer
 *
 * Returns: (transfer none) (element-type utf8): the ids of the orders that were saved
 */
GPtrArray *
pd_importer_get_saved_ids (PdImporter *self)
{
  return self->saved_ids;
}

/**
 * pd_importer_get_first_failure:
 * @self: an importer
 *
 * Returns: (nullable): why the first of the failed orders was not saved
 */
const char *
pd_importer_get_first_failure (PdImporter *self)
{
  return self->first_failure;
}
