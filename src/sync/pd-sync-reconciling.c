/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "store/pd-store-outbox.h"
#include "store/pd-store-repair.h"

#include <glib/gi18n-lib.h>

/*
 * Reconciling: everything that can go goes and comes, then both sides are counted and compared record by record, and
 * what is left is explained. Without the platform, what this computer knows is explained all the same.
 */

/* Records looked at in one transaction: some ten milliseconds. */
#define CHECK_RECORDS 500

/** Reconciling: one run. */
typedef struct
{
  gboolean repair;
  PdSyncProgress progress; /* (nullable) */
  gpointer progress_data;
  gint64 n_repairs;       /* before */
  char *checked;          /* (owned) (nullable) the record that was looked at last; NULL before the first */
  PdWireSummary *summary; /* (owned) (nullable) */
  PdSyncComparison *comparison; /* (owned) (nullable) */
  char *path;                   /* (owned) (nullable) what is asked next */
  GBytes *answer;               /* (owned) (nullable) */
  gboolean more;
  PdReconcileReport *report; /* (owned) */
} Reconciling;

static void
reconciling_free (gpointer data)
{
  Reconciling *run = data;

  g_clear_pointer (&run->summary, pd_wire_summary_free);
  g_clear_pointer (&run->comparison, pd_sync_comparison_unref);
  g_clear_pointer (&run->answer, g_bytes_unref);
  g_clear_pointer (&run->report, pd_reconcile_report_free);
  g_free (run->path);
  g_free (run->checked);
  g_free (run);
}

static void ask (GTask *task);

static void
tell (GTask *task, const char *sentence)
{
  const Reconciling *run = g_task_get_task_data (task);

  if (run->progress != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    run->progress (sentence, run->progress_data);
}

/* --- the report */

static gboolean
report_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reconciling *run = data;
  gint64 n_repairs = 0, n_lost = 0;

  if (!pd_reconcile_report_fill (run->report, session, run->summary, run->comparison, error) ||
      !pd_store_count_repairs (session, &n_repairs, &n_lost, error))
    return FALSE;
  run->report->n_repaired = (guint) MAX (n_repairs - run->n_repairs, 0);
  run->report->at = g_get_real_time ();
  return TRUE;
}

static void
reported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Reconciling *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&run->report), (GDestroyNotify) pd_reconcile_report_free);
}

/* @task: (transfer full) */
static void
make_report (GTask *task)
{
  PdSyncService *self = g_task_get_source_object (task);
  Reconciling *run = g_task_get_task_data (task);

  tell (task, _ ("Looking at this computer’s records…"));
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, report_job, run, NULL,
                       g_task_get_cancellable (task), reported_cb, task);
}

/* The platform cannot be asked: what is known here is told, and why it is not more. @task: (transfer full) */
static void
go_on_without (GTask *task, GError *error)
{
  Reconciling *run = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_clear_pointer (&run->summary, pd_wire_summary_free);
  g_clear_pointer (&run->comparison, pd_sync_comparison_unref);
  g_ptr_array_set_size (run->report->found, 0);
  g_free (run->report->message);
  run->report->message = g_strdup (error->message);
  g_error_free (error);
  make_report (task);
}

/* --- record by record */

static gboolean
ask_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reconciling *run = data;

  g_clear_pointer (&run->path, g_free);
  return pd_sync_comparison_ask (run->comparison, session, &run->path, error);
}

static gboolean
take_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reconciling *run = data;

  return pd_sync_comparison_take (run->comparison, session, run->answer, g_get_real_time (), &run->more,
                                  error);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  const Reconciling *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    go_on_without (task, error);
  else if (run->more)
    ask (task);
  else
    make_report (task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PdSyncService *self = g_task_get_source_object (task);
  Reconciling *run = g_task_get_task_data (task);
  gint64 retry_after;
  GError *error = NULL;

  g_clear_pointer (&run->answer, g_bytes_unref);
  run->answer = pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);
  if (run->answer == NULL)
    go_on_without (task, error);
  else
    pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, take_job, run, NULL,
                          g_task_get_cancellable (task), taken_cb, task);
}

static GError *
signed_out_error (PdSyncService *self)
{
  return g_error_new_literal (PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN, pd_sync_service_get_message (self));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PdSyncService *self = g_task_get_source_object (task);
  const Reconciling *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    go_on_without (task, error);
  else if (run->path == NULL)
    make_report (task);
  else if (self->transport == NULL)
    go_on_without (task, signed_out_error (self));
  else
    pd_sync_transport_send_async (self->transport, "GET", run->path, NULL, PD_WIRE_MAX_BYTES,
                                  g_task_get_cancellable (task), answered_cb, task);
}

/* @task: (transfer full) */
static void
ask (GTask *task)
{
  PdSyncService *self = g_task_get_source_object (task);

  tell (task, _ ("Comparing record by record…"));
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, ask_job, g_task_get_task_data (task), NULL,
                        g_task_get_cancellable (task), asked_cb, task);
}

/* --- the platform's counts */

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Reconciling *run = g_task_get_task_data (task);
  gint64 retry_after;
  GError *error = NULL;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);

  if (answer != NULL)
    run->summary = pd_wire_summary_from_text (g_bytes_get_data (answer, NULL),
                                              (gssize) g_bytes_get_size (answer), &error);
  if (run->summary == NULL)
    {
      go_on_without (task, error);
      return;
    }
  run->comparison = pd_sync_comparison_new (FALSE, TRUE, FALSE);
  pd_sync_comparison_set_look (run->comparison, pd_reconcile_report_look, run->report);
  ask (task);
}

/* @task: (transfer full) */
static void
count (GTask *task)
{
  PdSyncService *self = g_task_get_source_object (task);

  if (self->transport == NULL)
    {
      go_on_without (task, signed_out_error (self));
      return;
    }
  tell (task, _ ("Asking the platform what it has…"));
  pd_sync_transport_send_async (self->transport, "GET", "/v1/sync/summary", NULL, PD_WIRE_MAX_BYTES,
                                g_task_get_cancellable (task), counted_cb, task);
}

/* --- first of all: what can go and come goes and comes */

static gboolean
can_be_asked (const GError *error)
{
  return error->domain == PD_SYNC_ERROR &&
         (error->code == PD_SYNC_FAILURE_REFUSED || error->code == PD_SYNC_FAILURE_TOO_LARGE ||
          error->code == PD_SYNC_FAILURE_STORE);
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PdSyncService *self = PD_SYNC_SERVICE (source);
  Reconciling *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (run->repair)
    self->accept_loss = FALSE;
  if (pd_sync_service_sync_finish (self, result, &error))
    {
      count (task);
      return;
    }
  if (!can_be_asked (error))
    {
      go_on_without (task, error);
      return;
    }
  run->report->message = g_strdup (error->message);
  g_error_free (error);
  count (task);
}

/* Every record is held against what the platform sent, some at a time: a person may be saving meanwhile. */
static gboolean
prepare_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Reconciling *run = data;
  gint64 n_lost = 0;
  guint n_wrong = 0;

  if (run->checked == NULL)
    {
      run->checked = g_strdup ("");
      if (!pd_store_count_repairs (session, &run->n_repairs, &n_lost, error))
        return FALSE;
    }
  if (!run->repair)
    return TRUE;
  /* What could not be repaired before is tried again. */
  return pd_store_digest_check_some (session, CHECK_RECORDS, &run->checked, &n_wrong, error) &&
         pd_store_set_meta (session, PD_STORE_META_DIFFERENCE, NULL, error);
}

static void prepare (GTask *task);

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  PdSyncService *self = g_task_get_source_object (task);
  const Reconciling *run = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (*run->checked != '\0')
    {
      prepare (task);
      return;
    }
  tell (task, _ ("Sending and fetching what is new…"));
  if (run->repair)
    self->accept_loss = TRUE;
  pd_sync_service_sync_async (self, g_task_get_cancellable (task), synced_cb, task);
}

/* @task: (transfer full) */
static void
prepare (GTask *task)
{
  PdSyncService *self = g_task_get_source_object (task);

  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, prepare_job, g_task_get_task_data (task), NULL,
                        g_task_get_cancellable (task), prepared_cb, task);
}

/**
 * pd_sync_service_reconcile_async:
 * @self: a service
 * @repair: whether to look at every record here and to repair what differs, whatever it is; what waits here stays
 * @progress: (nullable): told what is being done
 * @progress_data: for @progress
 * @cancellable: (nullable): stops it
 * @callback: called with the report
 * @user_data: for @callback
 *
 * Sends and fetches what can be, then counts and compares both sides. When the platform cannot be asked, the report is of
 * this computer alone and says why.
 */
void
pd_sync_service_reconcile_async (PdSyncService *self,
                                 gboolean repair,
                                 PdSyncProgress progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Reconciling *run = g_new0 (Reconciling, 1);

  g_task_set_source_tag (task, pd_sync_service_reconcile_async);
  g_task_set_task_data (task, run, reconciling_free);
  run->repair = repair;
  run->progress = progress;
  run->progress_data = progress_data;
  run->report = pd_reconcile_report_new ();
  if (repair)
    tell (task, _ ("Looking at this computer’s records…"));
  prepare (task);
}

/**
 * pd_sync_service_reconcile_finish:
 * @self: a service
 * @result: the callback's
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the report
 */
PdReconcileReport *
pd_sync_service_reconcile_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
