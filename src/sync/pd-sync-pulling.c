/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "wire/pd-wire.h"

/*
 * Pages: asked for, read in a thread, taken into the store one by one. While the store takes one, the next is on its
 * way already; it is used when the engine asks for it, which it does only once the one before is in the store.
 */

#define PAGE_LIMIT 1000

/* What is smaller is read in less time than it takes to wake up a thread. */
#define READ_AT_ONCE 8192

/* Fetching */

/** Fetch: a page on its way. */
typedef struct
{
  PdSyncRound *round; /* (owned) */
  guint serial;       /* an earlier one than the service's: nobody wants it any more */
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  pd_sync_round_free (fetch->round);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

/* (transfer full): the service, or NULL when nobody wants the page */
static PdSyncService *
fetch_get_service (Fetch *fetch)
{
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (fetch->round);

  return self != NULL && self->fetches == fetch->serial ? g_steal_pointer (&self) : NULL;
}

static void
take_page (PdSyncService *self, PdWirePage *page)
{
  g_clear_pointer (&self->page, pd_wire_page_free);
  self->page = page;
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PULLED, .more = page->more });
}

/* What was asked for ahead is what is asked for now. */
static void
take_turn (PdSyncService *self)
{
  self->fetching_ahead = FALSE;
  g_clear_pointer (&self->pull, pd_store_pull_free);
  self->pull = g_steal_pointer (&self->pull_ahead);
}

/* What was asked for ahead and failed is asked for again when its turn comes, and fails then, where it does. */
static void
fetch_failed (PdSyncService *self, GError *error, gint64 retry_after)
{
  const gboolean wanted = pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_PULLING;

  if (!self->fetching_ahead)
    {
      pd_sync_service_fail (self, error, retry_after);
      return;
    }
  g_error_free (error);
  self->fetching_ahead = FALSE;
  g_clear_pointer (&self->pull_ahead, pd_store_pull_free);
  if (wanted)
    pd_sync_service_pull (self);
}

static PdWirePage *
read_page (GBytes *answer, GError **error)
{
  PdWirePage *page =
      pd_wire_page_from_text (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), error);

  if (page != NULL)
    pd_wire_page_hash_records (page);
  return page;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer answer, GCancellable *cancellable)
{
  GError *error = NULL;
  PdWirePage *page = read_page (answer, &error);

  if (page != NULL)
    g_task_return_pointer (task, page, (GDestroyNotify) pd_wire_page_free);
  else
    g_task_return_error (task, error);
}

/* @page: (transfer full) (nullable): NULL with @error, (transfer full) */
static void
page_came (PdSyncService *self, PdWirePage *page, GError *error)
{
  if (page == NULL)
    fetch_failed (self, error, 0);
  else if (pd_sync_engine_get_phase (self->engine) != PD_SYNC_PHASE_PULLING)
    self->page_ahead = page;
  else
    {
      if (self->fetching_ahead)
        take_turn (self);
      take_page (self, page);
    }
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (PdSyncService) self = fetch_get_service (fetch);
  GError *error = NULL;
  g_autoptr (PdWirePage) page = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL)
    g_clear_error (&error);
  else
    page_came (self, g_steal_pointer (&page), error);
}

static void
page_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (PdSyncService) self = fetch_get_service (fetch);
  GError *error = NULL;
  gint64 retry_after = 0;
  GBytes *answer = pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);
  g_autoptr (GTask) task = NULL;

  if (self == NULL)
    {
      g_clear_error (&error);
      g_clear_pointer (&answer, g_bytes_unref);
      return;
    }
  if (answer == NULL)
    {
      fetch_failed (self, error, retry_after);
      return;
    }
  self->newer = pd_sync_answer_is_newer (answer);
  if (g_bytes_get_size (answer) <= READ_AT_ONCE)
    {
      PdWirePage *page = read_page (answer, &error);

      g_bytes_unref (answer);
      page_came (self, page, error);
      return;
    }
  task = g_task_new (NULL, NULL, page_read_cb, g_steal_pointer (&fetch));
  g_task_set_source_tag (task, page_answered_cb);
  g_task_set_task_data (task, answer, (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_in_thread);
}

static void
ask_for_page (PdSyncService *self, const char *path)
{
  Fetch *data = g_new0 (Fetch, 1);

  data->round = pd_sync_round_new (self);
  data->serial = self->fetches;
  pd_sync_transport_send_async (self->transport, "GET", path, NULL, PD_WIRE_MAX_BYTES, self->round,
                                page_answered_cb, data);
}

/* What is under way or here already is of no use: something failed, or another round begins. */
void
pd_sync_service_drop_pages (PdSyncService *self)
{
  self->fetches++;
  self->fetching_ahead = FALSE;
  g_clear_pointer (&self->pull, pd_store_pull_free);
  g_clear_pointer (&self->page, pd_wire_page_free);
  g_clear_pointer (&self->pull_ahead, pd_store_pull_free);
  g_clear_pointer (&self->page_ahead, pd_wire_page_free);
}

typedef struct
{
  PdStorePull *pull; /* (owned) (nullable) */
  char *path;        /* (owned) (nullable) */
} PullData;

static void
pull_data_free (gpointer data)
{
  PullData *pull = data;

  g_clear_pointer (&pull->pull, pd_store_pull_free);
  g_free (pull->path);
  g_free (pull);
}

static gboolean
pull_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PullData *pull = data;

  pull->path = pd_sync_service_plan_pull (session, &pull->pull, error);
  return pull->path != NULL;
}

static void
pull_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  PullData *pull = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    g_clear_error (&error);
  else if (!ok)
    pd_sync_service_fail (self, error, 0);
  else
    {
      pd_sync_service_pull_this (self, g_steal_pointer (&pull->pull), g_steal_pointer (&pull->path));
    }
}

/* As pd_sync_service_pull(), when what to ask for has been found out already. @pull, @path: (transfer full) */
void
pd_sync_service_pull_this (PdSyncService *self, PdStorePull *pull, char *path)
{
  g_autofree char *owned = path;

  g_clear_pointer (&self->pull, pd_store_pull_free);
  self->pull = pull;
  ask_for_page (self, owned);
}

/* In a job: what the next page is to be asked for with. Returns: (transfer full) (nullable): the path */
char *
pd_sync_service_plan_pull (PdStoreSession *session, PdStorePull **pull, GError **error)
{
  return pd_sync_pull_ask (session, PAGE_LIMIT, pull, error);
}

/* Asks for the next page, unless it is here or on its way. */
void
pd_sync_service_pull (PdSyncService *self)
{
  if (self->page_ahead != NULL)
    {
      take_turn (self);
      take_page (self, g_steal_pointer (&self->page_ahead));
    }
  else if (self->batch != NULL && pd_sync_batch_has_pull (self->batch))
    pd_sync_batch_pull (self);
  else if (!self->fetching_ahead)
    pd_store_read_async (self->store, PD_STORE_PRIORITY_SYNC, pull_job, g_new0 (PullData, 1), pull_data_free,
                         NULL, pull_cb, pd_sync_round_new (self));
}

/* Taking */

typedef struct
{
  PdStorePull *pull; /* (owned) */
  PdWirePage *page;  /* (owned) (nullable) */
  gboolean accept_removals;
  gboolean repaired;
  PdSyncPulled pulled;
} ApplyData;

static void
apply_data_free (gpointer data)
{
  ApplyData *apply = data;

  pd_store_pull_free (apply->pull);
  g_clear_pointer (&apply->page, pd_wire_page_free);
  g_free (apply->pulled.epoch);
  g_free (apply);
}

/* For the next start, and for other programs on this cache: to the minute, when there is nothing else to write. */
static gboolean
remember_success (PdStoreSession *session, GError **error)
{
  g_autofree char *before = pd_store_get_meta (session, PD_STORE_META_LAST_SUCCESS, NULL);
  gint64 time = g_get_real_time ();
  gint64 pause = before != NULL ? time - g_ascii_strtoll (before, NULL, 10) : G_MAXINT64;
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, time);

  if (!pd_store_set_meta (session, PD_STORE_META_LAST_FAILURE, NULL, error))
    return FALSE;
  if (pause >= 0 && pause < G_TIME_SPAN_MINUTE && !pd_store_session_has_written (session))
    return TRUE;
  return pd_store_set_meta (session, PD_STORE_META_LAST_SUCCESS, now, error);
}

static void
free_page_in_thread (GTask *task, gpointer source, gpointer page, GCancellable *cancellable)
{
  pd_wire_page_free (page);
  g_task_return_boolean (task, TRUE);
}

/* A thousand records are not to be freed in the main loop, nor while others wait for the writer. @page: (transfer full) */
static void
free_page (PdWirePage *page)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, free_page);
  g_task_set_task_data (task, page, NULL);
  g_task_run_in_thread (task, free_page_in_thread);
}

static gboolean
apply_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  ApplyData *apply = data;
  PdWirePage *page = g_steal_pointer (&apply->page);
  gboolean good = pd_sync_pull_take (session, apply->pull, page, apply->accept_removals, apply->repaired,
                                     g_get_real_time (), &apply->pulled, error) &&
                  (apply->pulled.more || remember_success (session, error));

  free_page (page);
  return good;
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  const ApplyData *apply = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    g_clear_error (&error);
  else if (!ok)
    pd_sync_service_fail (self, error, 0);
  else
    {
      self->received += apply->pulled.received;
      if (apply->pulled.leaving)
        pd_sync_service_sweep (self);
      if (!apply->pulled.more)
        pd_sync_service_take_head (self, apply->pulled.epoch, apply->pulled.head);
      pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED,
                                                  .more = apply->pulled.more,
                                                  .differs = apply->pulled.differs,
                                                  .count = apply->pulled.waiting });
    }
}

/* Takes the page that is here. @ahead: whether to ask for the one behind it meanwhile. */
void
pd_sync_service_apply (PdSyncService *self, gboolean ahead)
{
  ApplyData *apply = g_new0 (ApplyData, 1);

  apply->pull = g_steal_pointer (&self->pull);
  apply->page = g_steal_pointer (&self->page);
  apply->accept_removals = self->accept_loss;
  apply->repaired = self->compared;
  if (ahead)
    {
      g_autofree char *path =
          pd_sync_pull_ask_behind (apply->pull, apply->page, PAGE_LIMIT, &self->pull_ahead);

      self->fetching_ahead = TRUE;
      ask_for_page (self, path);
    }
  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, apply_job, apply, apply_data_free, NULL,
                        applied_cb, pd_sync_round_new (self));
}
