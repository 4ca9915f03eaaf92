/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "store/pd-store-blobs.h"
#include "sync/pd-sync-blob-engine.h"

#include <glib/gstdio.h>
#include <string.h>

/* The rim of the sending of files, on the simulation's clock and network: what pd-sync-blobs.c and pd-sync-blob-fetch.c
 * do in threads and a main loop. The engine, the store's files and rows, and the platform are the product's. */

/* So many bytes of files that the platform has too are kept; the oldest go. */
#define ROOM (1500 * 1000)

struct _SimBlobs
{
  PdSyncBlobEngine *engine; /* (owned) (nullable) while the desktop is off */
  guint round;              /* what belongs to an earlier one is not wanted */
  guint64 timer;            /* the serial of the one that runs; 0 none */
  char *sha256;             /* (owned) (nullable) the file under way */
  gint64 size, offset, length;
  char *problem; /* (owned) (nullable) */
  char *fetched; /* (owned) (nullable) the file on its way here */
  gint64 fetched_size, done;
  gboolean began_anew;
};

static void step (SimDesktop *desktop, const PdSyncBlobEvent *event);

void
sim_blobs_new (SimDesktop *desktop)
{
  desktop->blobs = g_new0 (SimBlobs, 1);
}

void
sim_blobs_free (SimDesktop *desktop)
{
  g_free (desktop->blobs);
}

void
sim_blobs_stop (SimDesktop *desktop)
{
  SimBlobs *self = desktop->blobs;

  self->round++;
  self->timer = 0;
  g_clear_pointer (&self->engine, pd_sync_blob_engine_free);
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->fetched, g_free);
}

void
sim_blobs_start (SimDesktop *desktop)
{
  desktop->blobs->engine = pd_sync_blob_engine_new (sim_random_next (&desktop->sim->people));
  if (!desktop->offline && desktop->sim->options->fates[SIM_ATTACH])
    sim_blobs_line (desktop, TRUE);
}

/* What is done a moment later */

typedef struct
{
  SimDesktop *desktop;
  guint round;
  guint64 serial;
  PdSyncBlobStep step;
} Later;

static void
fail (SimDesktop *desktop, PdSyncFailure failure, guint retry_after)
{
  step (desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_FAILED,
                                     .failure = failure,
                                     .retry_after = (gint64) retry_after * G_TIME_SPAN_SECOND });
}

static gboolean
next_job (SimDesktop *desktop, gpointer data, GError **error)
{
  SimBlobs *self = desktop->blobs;

  g_clear_pointer (&self->sha256, g_free);
  return pd_store_blob_next (desktop->session, &self->sha256, &self->size, error);
}

static void
look (SimDesktop *desktop)
{
  SimBlobs *self = desktop->blobs;
  guint round = self->round;
  gboolean good = sim_desktop_write (desktop, next_job, NULL);

  if (self->round != round)
    return;
  g_clear_pointer (&self->problem, g_free);
  if (good)
    step (desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_NEXT,
                                       .size = self->sha256 != NULL ? self->size : -1 });
  else
    fail (desktop, PD_SYNC_FAILURE_STORE, 0);
}

static const char *
header (const SimAnswer *answer, const char *name)
{
  return answer->headers != NULL ? g_hash_table_lookup (answer->headers, name) : NULL;
}

static gboolean
says (const SimAnswer *answer, const char *word)
{
  gsize size = 0;
  const char *text = answer->body != NULL ? g_bytes_get_data (answer->body, &size) : "";

  return size > 0 && g_strstr_len (text, (gssize) size, word) != NULL;
}

static void
take_standing (SimDesktop *desktop, const SimAnswer *answer)
{
  const char *offset = header (answer, "Upload-Offset");

  if (offset == NULL)
    fail (desktop, PD_SYNC_FAILURE_BAD_ANSWER, 0);
  else
    step (desktop,
          &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_STANDING,
                              .offset = g_ascii_strtoll (offset, NULL, 10),
                              .complete = g_strcmp0 (header (answer, "Upload-Complete"), "true") == 0 });
}

static void
asked (SimDesktop *desktop, const SimAnswer *answer)
{
  if (answer->status == 200)
    take_standing (desktop, answer);
  else if (answer->status == 404)
    step (desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_STANDING });
  else
    fail (desktop, sim_answer_failure (answer), answer->retry_after);
}

static void
refuse (SimDesktop *desktop, const char *problem)
{
  g_free (desktop->blobs->problem);
  desktop->blobs->problem = g_strdup (problem);
  step (desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_REFUSED });
}

/* All has arrived there, and is not it: is it here? */
static void
verify (SimDesktop *desktop)
{
  SimBlobs *self = desktop->blobs;
  gboolean matches = FALSE;

  if (!pd_store_blob_verify (desktop->path, self->sha256, &matches, NULL, NULL) || !matches)
    {
      refuse (desktop, "damaged");
      return;
    }
  g_free (self->problem);
  self->problem = g_strdup ("changes on its way");
  step (desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_WRONG });
}

static void
sent (SimDesktop *desktop, const SimAnswer *answer)
{
  if (answer->status == 204 || answer->status == 200)
    take_standing (desktop, answer);
  else if (answer->status == 409 && says (answer, "\"offset\""))
    step (desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_ELSEWHERE });
  else if (answer->status == 422 && says (answer, "\"hash_mismatch\""))
    verify (desktop);
  else
    fail (desktop, sim_answer_failure (answer), answer->retry_after);
}

static void
send_piece (SimDesktop *desktop, const PdSyncBlobStep *next)
{
  SimBlobs *self = desktop->blobs;
  g_autoptr (GBytes) bytes =
      pd_store_blob_read (desktop->path, self->sha256, next->offset, (gsize) next->length, NULL);
  g_autofree char *target = NULL;

  if (bytes == NULL || (gint64) g_bytes_get_size (bytes) != next->length)
    {
      refuse (desktop, "damaged");
      return;
    }
  target = g_strdup_printf ("/v1/blobs/%s?offset=%" G_GINT64_FORMAT "&size=%" G_GINT64_FORMAT, self->sha256,
                            next->offset, self->size);
  sim_network_ask (desktop, SIM_SIDE_SEND, "PATCH", target, NULL, bytes, sent);
}

static gboolean
settle_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const SimBlobs *self = desktop->blobs;

  return data != NULL ? pd_store_blob_set_problem (desktop->session, self->sha256, data, error)
                      : pd_store_blob_set_done (desktop->session, self->sha256, error);
}

static void
settle (SimDesktop *desktop, gboolean done)
{
  SimBlobs *self = desktop->blobs;
  guint round = self->round;
  g_autofree char *problem = done ? NULL : g_strdup (self->problem != NULL ? self->problem : "damaged");
  gboolean good = sim_desktop_write (desktop, settle_job, problem);

  if (self->round != round)
    return;
  if (!good)
    {
      fail (desktop, PD_SYNC_FAILURE_STORE, 0);
      return;
    }
  sim_trace (desktop->sim, "desktop %u: file %.8s %s", desktop->index, self->sha256, done ? "sent" : problem);
  step (desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_SETTLED });
  /* A command to issue may have waited for it. */
  if (done)
    sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

static void
ask (SimDesktop *desktop)
{
  g_autofree char *target = g_strconcat ("/v1/blobs/", desktop->blobs->sha256, NULL);

  sim_network_ask (desktop, SIM_SIDE_SEND, "HEAD", target, NULL, NULL, asked);
}

static void
act_cb (Sim *sim, gpointer data)
{
  Later *later = data;
  SimDesktop *desktop = later->desktop;

  if (sim != NULL && desktop->blobs->engine != NULL && desktop->blobs->round == later->round)
    switch (later->step.action)
      {
      case PD_SYNC_BLOB_ACTION_LOOK:
        look (desktop);
        break;
      case PD_SYNC_BLOB_ACTION_ASK:
        ask (desktop);
        break;
      case PD_SYNC_BLOB_ACTION_SEND:
        send_piece (desktop, &later->step);
        break;
      case PD_SYNC_BLOB_ACTION_DONE:
      case PD_SYNC_BLOB_ACTION_PROBLEM:
        settle (desktop, later->step.action == PD_SYNC_BLOB_ACTION_DONE);
        break;
      case PD_SYNC_BLOB_ACTION_NONE:
      case PD_SYNC_BLOB_ACTION_CANCEL:
      default:
        break;
      }
  g_free (later);
}

static void
timer_cb (Sim *sim, gpointer data)
{
  Later *later = data;
  SimBlobs *self = later->desktop->blobs;

  if (sim != NULL && self->engine != NULL && self->timer == later->serial)
    {
      self->timer = 0;
      step (later->desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_TIMER });
    }
  g_free (later);
}

static void
set_timer (SimDesktop *desktop, gint64 time)
{
  Later *later;

  if (time == 0)
    return;
  desktop->blobs->timer = 0;
  if (time < 0)
    return;
  later = g_new0 (Later, 1);
  later->desktop = desktop;
  later->serial = desktop->sim->serial + 1;
  desktop->blobs->timer = later->serial;
  sim_at (desktop->sim, time, timer_cb, later);
}

static void
step (SimDesktop *desktop, const PdSyncBlobEvent *event)
{
  SimBlobs *self = desktop->blobs;
  PdSyncBlobStep next = pd_sync_blob_engine_step (self->engine, event);
  Later *later;

  set_timer (desktop, next.timer);
  if (next.action == PD_SYNC_BLOB_ACTION_NONE)
    return;
  if (next.action == PD_SYNC_BLOB_ACTION_CANCEL)
    {
      self->round++;
      desktop->sides[SIM_SIDE_SEND].request = 0;
      return;
    }
  later = g_new0 (Later, 1);
  *later = (Later){ .desktop = desktop, .round = self->round, .step = next };
  sim_at (desktop->sim, sim_random_below (&desktop->sim->network, 5000), act_cb, later);
}

void
sim_blobs_line (SimDesktop *desktop, gboolean on)
{
  if (desktop->blobs->engine != NULL && desktop->sim->options->fates[SIM_ATTACH])
    step (desktop, &(PdSyncBlobEvent){ .type = on ? PD_SYNC_BLOB_EVENT_ON : PD_SYNC_BLOB_EVENT_OFF_LINE });
}

void
sim_blobs_kick (SimDesktop *desktop)
{
  if (desktop->blobs->engine != NULL)
    step (desktop, &(PdSyncBlobEvent){ .type = PD_SYNC_BLOB_EVENT_KICK });
}

static gboolean
clear_job (SimDesktop *desktop, gpointer data, GError **error)
{
  return pd_store_blob_clear_problems (desktop->session, error);
}

void
sim_blobs_try_again (SimDesktop *desktop)
{
  if (desktop->session != NULL && sim_desktop_write (desktop, clear_job, NULL))
    sim_blobs_kick (desktop);
}

static gboolean
tidy_job (SimDesktop *desktop, gpointer data, GError **error)
{
  gint64 now = sim_desktop_now (desktop);
  guint n_queued;

  return pd_store_blob_requeue (desktop->session, now, &n_queued, error) &&
         pd_store_blob_tidy (desktop->session, ROOM, now, data, error);
}

/* All records are here. */
void
sim_blobs_caught_up (SimDesktop *desktop)
{
  g_autoptr (GPtrArray) evicted = g_ptr_array_new_with_free_func (g_free);

  if (!desktop->sim->options->fates[SIM_ATTACH] || !sim_desktop_write (desktop, tidy_job, evicted))
    return;
  for (guint i = 0; i < evicted->len; i++)
    pd_store_blob_discard (desktop->path, g_ptr_array_index (evicted, i));
  sim_blobs_kick (desktop);
}

gboolean
sim_blobs_are_quiet (SimDesktop *desktop)
{
  guint n_queued = 1, n_problems;

  if (!desktop->sim->options->fates[SIM_ATTACH])
    return TRUE;
  return desktop->blobs->engine != NULL && desktop->blobs->fetched == NULL &&
         pd_sync_blob_engine_get_phase (desktop->blobs->engine) == PD_SYNC_BLOB_IDLE &&
         pd_store_blob_count_queue (desktop->session, &n_queued, &n_problems, NULL) && n_queued == 0;
}

/* Fetching */

static void ask_for_piece (SimDesktop *desktop);

static void
end_fetch (SimDesktop *desktop, const char *how)
{
  sim_trace (desktop->sim, "desktop %u: fetching %.8s: %s", desktop->index, desktop->blobs->fetched, how);
  g_clear_pointer (&desktop->blobs->fetched, g_free);
}

static gboolean
fetched_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const SimBlobs *self = desktop->blobs;

  return pd_store_blob_add_fetched (desktop->session, self->fetched, self->fetched_size,
                                    sim_desktop_now (desktop), error);
}

/* The planted bug: what came has its name whatever it is. */
static gboolean
trust (SimDesktop *desktop, const SimAnswer *answer)
{
  g_autofree char *path = pd_store_blob_path (desktop->path, desktop->blobs->fetched);
  g_autofree char *folder = g_path_get_dirname (path);
  gsize size = 0;
  const char *data = g_bytes_get_data (answer->body, &size);

  g_mkdir_with_parents (folder, 0700);
  return g_file_set_contents (path, data, (gssize) size, NULL);
}

static void
finish_fetch (SimDesktop *desktop, const SimAnswer *answer)
{
  SimBlobs *self = desktop->blobs;
  g_autofree char *path = pd_store_blob_path (desktop->path, self->fetched);
  g_autofree char *who = g_strdup_printf ("desktop %u", desktop->index);
  guint round = self->round;
  gboolean matches = FALSE;

  if (desktop->sim->options->bug == SIM_BUG_FILE_UNVERIFIED && answer != NULL)
    matches = trust (desktop, answer);
  else if (!pd_store_blob_part_finish (desktop->path, self->fetched, self->fetched_size, &matches, NULL))
    matches = FALSE;
  if (matches)
    sim_check_file (desktop->sim, who, path, self->fetched);
  if (matches && !sim_desktop_write (desktop, fetched_job, NULL))
    matches = FALSE;
  if (self->round == round)
    end_fetch (desktop, matches ? "here" : "not it");
}

static void
piece_came (SimDesktop *desktop, const SimAnswer *answer)
{
  SimBlobs *self = desktop->blobs;
  gint64 offset = answer->status == 206 ? self->done : 0;

  if (answer->status == 416 && !self->began_anew)
    {
      self->began_anew = TRUE;
      self->done = 0;
      ask_for_piece (desktop);
      return;
    }
  if ((answer->status != 200 && answer->status != 206) || !g_str_has_prefix (answer->type, "application/"))
    {
      end_fetch (desktop, answer->status == 404 ? "not there" : "failed");
      return;
    }
  if (g_bytes_get_size (answer->body) == 0 && self->fetched_size > 0)
    {
      end_fetch (desktop, "nothing came");
      return;
    }
  if (!pd_store_blob_part_append (desktop->path, self->fetched, offset, answer->body, NULL))
    {
      end_fetch (desktop, "not written");
      return;
    }
  self->done = offset + (gint64) g_bytes_get_size (answer->body);
  if (self->done >= self->fetched_size)
    finish_fetch (desktop, answer);
  else
    ask_for_piece (desktop);
}

static void
ask_for_piece (SimDesktop *desktop)
{
  SimBlobs *self = desktop->blobs;
  g_autofree char *target = g_strconcat ("/v1/blobs/", self->fetched, NULL);
  g_autofree char *range = g_strdup_printf ("bytes=%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, self->done,
                                            self->done + PD_SYNC_BLOB_PIECE - 1);

  sim_network_ask (desktop, SIM_SIDE_FETCH, "GET", target,
                   self->fetched_size > PD_SYNC_BLOB_PIECE ? range : NULL, NULL, piece_came);
}

/* A person opens an attachment. */
void
sim_fetch_file (SimDesktop *desktop, const char *sha256, gint64 size)
{
  SimBlobs *self = desktop->blobs;

  if (self->fetched != NULL || self->engine == NULL || desktop->offline ||
      pd_store_blob_is_here (desktop->path, sha256, size))
    return;
  self->fetched = g_strdup (sha256);
  self->fetched_size = size;
  self->began_anew = FALSE;
  self->done = size <= PD_SYNC_BLOB_PIECE ? 0 : MIN (pd_store_blob_part_size (desktop->path, sha256), size);
  if (self->done >= size && size > PD_SYNC_BLOB_PIECE)
    finish_fetch (desktop, NULL);
  else
    ask_for_piece (desktop);
}
