/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "store/pd-store-digest.h"
#include "store/pd-store-outbox.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>

/*
 * Pages: asked for, read in a thread, taken into the store one by one. While the store takes one, the next is on its
 * way already; it is used when the engine asks for it, which it does only once the one before is in the store.
 */

#define PAGE_LIMIT 1000

static char *
path_after (const char *cursor)
{
  g_autofree char *escaped = g_uri_escape_string (cursor, NULL, FALSE);

  return g_strdup_printf ("/v1/sync/changes?stream=" PD_SYNC_STREAM "&limit=%d&cursor=%s", PAGE_LIMIT,
                          escaped);
}

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
  if (wanted)
    pd_sync_service_pull (self);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer answer, GCancellable *cancellable)
{
  GError *error = NULL;
  PdWirePage *page =
      pd_wire_page_from_text (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), &error);

  if (page != NULL)
    g_task_return_pointer (task, page, (GDestroyNotify) pd_wire_page_free);
  else
    g_task_return_error (task, error);
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
  else if (page == NULL)
    fetch_failed (self, error, 0);
  else if (pd_sync_engine_get_phase (self->engine) != PD_SYNC_PHASE_PULLING)
    self->page_ahead = g_steal_pointer (&page);
  else
    {
      self->fetching_ahead = FALSE;
      take_page (self, g_steal_pointer (&page));
    }
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
  g_clear_pointer (&self->page, pd_wire_page_free);
  g_clear_pointer (&self->page_ahead, pd_wire_page_free);
}

/* The pull asks for what the store knows: its cursor, and which answers it has not seen. */
static gboolean
cursor_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  char **path = data;
  g_autofree char *cursor = pd_store_get_meta (session, PD_STORE_META_CURSOR PD_SYNC_STREAM, NULL);
  g_autofree char *replica = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
  g_auto (GStrv) in_flight = pd_store_get_in_flight (session, error);
  g_autofree char *ids = NULL, *after = NULL;

  if (in_flight == NULL)
    return FALSE;
  ids = g_strjoinv (",", in_flight);
  after = path_after (cursor != NULL ? cursor : "");
  *path = g_strdup_printf ("%s&replica=%s&inflight=%s", after, replica != NULL ? replica : "", ids);
  return TRUE;
}

static void
free_path (gpointer data)
{
  char **path = data;

  g_free (*path);
  g_free (path);
}

static void
cursor_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncRound) round = user_data;
  g_autoptr (PdSyncService) self = pd_sync_round_get_service (round);
  char **path = pd_store_job_data (result);
  GError *error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (source), result, &error);

  if (self == NULL)
    g_clear_error (&error);
  else if (!ok)
    pd_sync_service_fail (self, error, 0);
  else
    ask_for_page (self, *path);
}

/* Asks for the next page, unless it is here or on its way. */
void
pd_sync_service_pull (PdSyncService *self)
{
  if (self->page_ahead != NULL)
    {
      self->fetching_ahead = FALSE;
      take_page (self, g_steal_pointer (&self->page_ahead));
    }
  else if (!self->fetching_ahead)
    pd_store_read_async (self->store, PD_STORE_PRIORITY_SYNC, cursor_job, g_new0 (char *, 1), free_path, NULL,
                         cursor_cb, pd_sync_round_new (self));
}

/* Taking */

typedef struct
{
  PdWirePage *page; /* (owned) (nullable) */
  gboolean repaired;
  gboolean more;
  gboolean differs;
  guint received;
  guint waiting;
  char *epoch; /* (owned) (nullable) */
  gint64 head;
} ApplyData;

static void
apply_data_free (gpointer data)
{
  ApplyData *apply = data;

  g_clear_pointer (&apply->page, pd_wire_page_free);
  g_free (apply->epoch);
  g_free (apply);
}

/* For the next start, and for other programs on this cache. */
static gboolean
remember_success (PdStoreSession *session, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time ());

  return pd_store_set_meta (session, PD_STORE_META_LAST_SUCCESS, now, error);
}

/* A page that says that more follows and leads nowhere would be asked for without an end. */
static gboolean
check_progress (PdStoreSession *session, const PdWirePage *page, GError **error)
{
  g_autofree char *cursor = pd_store_get_meta (session, PD_STORE_META_CURSOR PD_SYNC_STREAM, NULL);

  if (!page->more || g_strcmp0 (cursor, page->next) != 0)
    return TRUE;
  g_set_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD, "next: %s", _ ("The page leads to itself."));
  return FALSE;
}

static gboolean
apply_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  ApplyData *apply = data;
  /* A thousand records are not to be freed in the main loop. */
  g_autoptr (PdWirePage) page = g_steal_pointer (&apply->page);
  PdStoreDifference difference;
  PdStoreCounts counts;

  if (!check_progress (session, page, error) ||
      !pd_store_apply_page (session, page, PD_SYNC_STREAM, g_get_real_time (), error) ||
      !pd_store_digest_compare (session, page, apply->repaired, &difference, error) ||
      !pd_store_get_counts (session, &counts, error))
    return FALSE;
  apply->more = page->more;
  apply->differs = difference == PD_STORE_DIFFERENT;
  apply->received = page->records->len;
  apply->waiting = counts.waiting;
  apply->epoch = g_strdup (page->epoch);
  apply->head = page->head;
  return page->more || remember_success (session, error);
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
      self->received += apply->received;
      if (!apply->more)
        pd_sync_service_take_head (self, apply->epoch, apply->head);
      pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_APPLIED,
                                                  .more = apply->more,
                                                  .differs = apply->differs,
                                                  .count = apply->waiting });
    }
}

/* Takes the page that is here. @ahead: whether to ask for the one behind it meanwhile. */
void
pd_sync_service_apply (PdSyncService *self, gboolean ahead)
{
  ApplyData *apply = g_new0 (ApplyData, 1);

  apply->page = g_steal_pointer (&self->page);
  apply->repaired = self->compared;
  if (ahead)
    {
      g_autofree char *path = path_after (apply->page->next);

      self->fetching_ahead = TRUE;
      ask_for_page (self, path);
    }
  pd_store_write_async (self->store, PD_STORE_PRIORITY_SYNC, apply_job, apply, apply_data_free, NULL,
                        applied_cb, pd_sync_round_new (self));
}
