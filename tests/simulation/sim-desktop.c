/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-script.h"

#include "sim-clock.h"
#include "model/pd-party.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-list.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-upgrade.h"
#include "sync/pd-sync-transport.h"
#include "wire/pd-wire.h"
#include "sync/pd-sync-failure.h"

#include <glib/gstdio.h>
#include <string.h>

#define PAGE_LIMIT 7 /* small, so that there are many pages */
/* While its user's role is about to change, so that it changes between two of them. */
#define TINY_PAGE_LIMIT 1
/* Few, so that a sweep is interrupted. */
#define SWEEP_RECORDS 3
#define INTERVAL (60 * G_TIME_SPAN_SECOND)
/* Small, so that there are many batches. */
#define BATCH 4

gint64
sim_desktop_now (SimDesktop *desktop)
{
  return desktop->sim->now + desktop->clock_offset;
}

/* Its code runs on its clock. */
static void
enter (SimDesktop *desktop)
{
  sim_clock_set (sim_desktop_now (desktop));
}

SimDesktop *
sim_desktop_new (Sim *sim, guint index)
{
  static const char *const users[SIM_DESKTOPS_MAX] = { "finance", "admin", "clerk", "reviewer" };
  SimDesktop *desktop = g_new0 (SimDesktop, 1);

  desktop->sim = sim;
  desktop->index = index;
  desktop->folder = g_strdup_printf ("%s/desktop-%u", sim_folder (), index);
  desktop->path = g_build_filename (desktop->folder, "cache.sqlite", NULL);
  desktop->user = users[index];
  desktop->disk = sim_disk_new (desktop->folder, sim->options->seed, 100 + index);
  desktop->conflicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mkdir_with_parents (desktop->folder, 0700);
  sim_blobs_new (desktop);
  return desktop;
}

void
sim_desktop_free (SimDesktop *desktop)
{
  sim_desktop_stop (desktop);
  sim_blobs_free (desktop);
  sim_disk_free (desktop->disk);
  sim_image_free (desktop->copy);
  g_hash_table_unref (desktop->conflicts);
  g_free (desktop->checked_streams);
  g_free (desktop->token);
  g_free (desktop->folder);
  g_free (desktop->path);
  g_free (desktop);
}

/* What was made ready, and sent, before its turn is sent again. */
void
sim_desktop_drop_ahead (SimDesktop *desktop)
{
  if (desktop->is_sent || desktop->is_ahead_sent)
    desktop->request = 0;
  desktop->is_sent = desktop->is_ahead_sent = FALSE;
  g_clear_pointer (&desktop->body_ahead, g_bytes_unref);
  g_clear_pointer (&desktop->answer_ahead, g_bytes_unref);
}

/* Whatever is in its memory is gone. */
void
sim_desktop_stop (SimDesktop *desktop)
{
  desktop->life++;
  desktop->timer = 0;
  desktop->request = 0;
  g_clear_pointer (&desktop->session, pd_store_session_free);
  g_clear_pointer (&desktop->engine, pd_sync_engine_free);
  g_clear_pointer (&desktop->body, g_bytes_unref);
  sim_desktop_drop_ahead (desktop);
  g_clear_pointer (&desktop->pull, pd_store_pull_free);
  g_clear_pointer (&desktop->answer, g_bytes_unref);
  g_clear_pointer (&desktop->comparison, pd_sync_comparison_unref);
  desktop->compared = FALSE;
  desktop->allows = FALSE;
  memset (desktop->sides, 0, sizeof desktop->sides);
  sim_blobs_stop (desktop);
}

static void
restart_cb (Sim *sim, gpointer data)
{
  if (sim != NULL)
    sim_desktop_start (data);
}

/* The power goes, and comes back after a while. */
void
sim_desktop_crash (SimDesktop *desktop)
{
  Sim *sim = desktop->sim;

  sim_trace (sim, "desktop %u crashes", desktop->index);
  sim_sometimes (desktop, SIM_FAULT_DESKTOP_CRASH);
  sim->statistics.desktop_crashes++;
  sim_disk_crash (desktop->disk);
  sim_desktop_stop (desktop);
  sim_disk_restart (desktop->disk);
  sim_at (sim, G_TIME_SPAN_SECOND * (1 + sim_random_below (&sim->people, 30)), restart_cb, desktop);
}

static void
sign_in_cb (Sim *sim, gpointer data)
{
  SimDesktop *desktop = data;

  if (sim == NULL || desktop->engine == NULL)
    return;
  g_free (desktop->token);
  desktop->token = sim_platform_sign_in (sim, desktop->user, 0);
  if (desktop->token == NULL)
    {
      sim_at (sim, 20 * G_TIME_SPAN_SECOND, sign_in_cb, desktop);
      return;
    }
  sim_trace (sim, "desktop %u signs in", desktop->index);
  sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SIGNED_IN });
  sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

void
sim_desktop_start (SimDesktop *desktop)
{
  Sim *sim = desktop->sim;
  g_autoptr (GError) error = NULL;

  if (desktop->engine != NULL)
    return;
  enter (desktop);
  if (pd_store_prepare_file (desktop->path, pd_store_steps, pd_store_n_steps, &error))
    desktop->session = pd_store_session_new (desktop->path, TRUE, &error);
  if (desktop->session == NULL && sim_disk_is_full (desktop->disk) &&
      g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_FULL))
    {
      sim_trace (sim, "desktop %u cannot start: its disk is full", desktop->index);
      sim_at (sim, 10 * G_TIME_SPAN_SECOND, restart_cb, desktop);
      return;
    }
  if (desktop->session == NULL)
    {
      sim_fail (sim, "I14", "desktop %u does not start: %s", desktop->index, error->message);
      return;
    }
  desktop->life++;
  desktop->engine = pd_sync_engine_new (sim_random_next (&sim->people), INTERVAL);
  if (sim->script == NULL || sim->script->most_mutations > 0)
    pd_sync_engine_set_batch (desktop->engine, sim->script == NULL ? BATCH : sim->script->most_mutations);
  desktop->up_to_date = FALSE;
  sim_trace (sim, "desktop %u starts", desktop->index);
  sim_check_restart (desktop);
  sim_blobs_start (desktop);
  if (desktop->offline)
    sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_OFFLINE });
  if (desktop->token == NULL)
    sign_in_cb (sim, desktop);
  else
    {
      sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SIGNED_IN });
      sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
    }
}

/**
 * sim_desktop_write:
 *
 * Runs a job in a transaction of its own, as the store's writer does. Returns: whether it is committed for sure; when
 * it is not, the machine may have crashed.
 */
gboolean
sim_desktop_write (SimDesktop *desktop, SimJob job, gpointer data)
{
  Sim *sim = desktop->sim;
  g_autoptr (GError) error = NULL;
  gboolean good;

  enter (desktop);
  good = pd_store_session_begin (desktop->session, &error);
  if (good && !job (desktop, data, &error))
    {
      pd_store_session_rollback (desktop->session);
      good = FALSE;
    }
  else if (good)
    good = pd_store_session_commit (desktop->session, &error);
  desktop->why = good || error == NULL ? PD_SYNC_FAILURE_NONE : pd_sync_failure_from_error (error);
  if (sim_disk_is_down (desktop->disk))
    {
      sim_desktop_crash (desktop);
      return FALSE;
    }
  if (!good && error == NULL)
    sim_fail (sim, "P", "a job failed without saying why");
  else if (!good && error->domain == PD_STORE_ERROR &&
           (error->code == PD_STORE_ERROR_BUG || error->code == PD_STORE_ERROR_DAMAGED ||
            error->code == PD_STORE_ERROR_IO || error->code == PD_STORE_ERROR_BUSY))
    sim_fail (sim, "P", "desktop %u: %s", desktop->index, error->message);
  else if (!good)
    sim_trace (sim, "desktop %u refuses: %s", desktop->index,
               desktop->why == PD_SYNC_FAILURE_DISK_FULL ? "its disk is full" : error->message);
  return good;
}

/* What the engine asks for */

typedef struct
{
  SimDesktop *desktop;
  guint life;
  guint round;
  PdSyncStep step;
  GBytes *answer; /* (owned) (nullable) */
} Act;

typedef struct
{
  SimDesktop *desktop;
  guint limit;
  gint64 after; /* the last counter before */
  guint count;
  gint64 last_counter;
  GBytes *body;
  char *target;
  GBytes *answer;
  gboolean more;
  gint64 told; /* the highest sequence that the answer tells of */
  gboolean differs;
  guint removed;
  PdSyncFailure failure;
} Job;

static gboolean
freeze_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Job *job = data;
  PdStoreSession *session = desktop->session;
  g_autoptr (GPtrArray) batch = NULL;
  g_autofree char *replica = NULL;
  g_autofree char *epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, NULL);
  g_autoptr (PdWirePush) push = NULL;
  char *text;

  if (epoch == NULL)
    return TRUE;
  batch = pd_store_freeze_behind (session, job->after, job->limit, PD_STORE_BATCH_BYTES, error);
  if (batch == NULL)
    return FALSE;
  job->count = batch->len;
  if (batch->len == 0)
    return TRUE;
  job->last_counter = ((const PdMutation *) g_ptr_array_index (batch, batch->len - 1))->counter;
  replica = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
  push = pd_wire_push_new (epoch, replica);
  push->briefly = TRUE;
  g_ptr_array_unref (push->mutations);
  push->mutations = g_ptr_array_ref (batch);
  text = pd_wire_push_to_text (push);
  job->body = g_bytes_new_take (text, strlen (text));
  if (desktop->sim->options->bug != SIM_BUG_SEND_BEFORE_COMMIT)
    return TRUE;
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_FULL, "the batch is not kept");
  return FALSE;
}

/* The planted bug: what the platform refused is forgotten. */
static gboolean
drop_conflicts (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (session,
                                "UPDATE conflict SET decision = 2 WHERE decision = 0;"
                                "UPDATE orders SET row_state = 0 WHERE row_state > 2;",
                                error);
}

static PdSyncFailure
failure_of (const GError *error)
{
  if (g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_MASS_CHANGE))
    return PD_SYNC_FAILURE_MASS_CHANGE;
  if (error != NULL && error->domain == PD_SYNC_ERROR)
    return (PdSyncFailure) error->code;
  return error != NULL && error->domain == PD_WIRE_ERROR ? PD_SYNC_FAILURE_BAD_ANSWER : PD_SYNC_FAILURE_STORE;
}

static gboolean
settle_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (PdWirePassage) passage = NULL;
  g_autoptr (GPtrArray) results =
      pd_wire_pushed_from_text (g_bytes_get_data (job->answer, NULL), (gssize) g_bytes_get_size (job->answer),
                                &passage, error);

  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      const PdResult *result = g_ptr_array_index (results, i);

      job->told = MAX (job->told, result->record != NULL ? pd_record_get_sequence (result->record) : 0);
    }
  if (results != NULL &&
      pd_store_apply_pushed (desktop->session, results, passage, sim_desktop_now (desktop), error))
    return desktop->sim->options->bug != SIM_BUG_DROP_REJECTED || drop_conflicts (desktop->session, error);
  job->failure = failure_of (*error);
  return FALSE;
}

static gboolean
target_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Job *job = data;

  g_clear_pointer (&desktop->pull, pd_store_pull_free);
  job->target = pd_sync_pull_ask (desktop->session, desktop->role_in > 0 ? TINY_PAGE_LIMIT : PAGE_LIMIT,
                                  &desktop->pull, error);
  if (job->target == NULL)
    job->failure = failure_of (*error);
  return job->target != NULL;
}

/* The planted bug: what comes is shown, whatever waits here. */
static gboolean
overwrite (PdStoreSession *session, const PdWirePage *page, GError **error)
{
  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);

      if (!pd_record_is_deleted (record) &&
          !pd_store_row_put (session, record, pd_record_get_revision (record), error))
        return FALSE;
    }
  return TRUE;
}

/* The planted bug: a record that waits leaves all the same, with what waits. */
static gboolean
evict_dirty (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (session,
                                "DELETE FROM outbox WHERE record IN (SELECT id FROM evicted);"
                                "DELETE FROM shadow WHERE id IN (SELECT id FROM evicted);"
                                "DELETE FROM conflict WHERE record IN (SELECT id FROM evicted);"
                                "DELETE FROM orders WHERE id IN (SELECT id FROM evicted);"
                                "DELETE FROM invoices WHERE id IN (SELECT id FROM evicted);"
                                "DELETE FROM evicted;",
                                error);
}

/* The planted bug: what is not kept is counted, too. */
static gboolean
all_sums_fit (PdStoreSession *session, const PdWirePage *page)
{
  gint64 here = 0, there = 0;
  GHashTableIter iter;
  gpointer digest;

  if (page->digests == NULL ||
      !pd_store_session_integer (session, "SELECT coalesce (sum (count), 0) FROM digest_sum", &here, NULL))
    return TRUE;
  g_hash_table_iter_init (&iter, page->digests);
  while (g_hash_table_iter_next (&iter, NULL, &digest))
    there += ((const PdDigest *) digest)->count;
  return here == there;
}

/* How many buyers that are here a page takes away. */
static guint
count_removed (SimDesktop *desktop, const PdWirePage *page)
{
  guint removed = 0;

  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);
      g_autoptr (PdRecord) here = NULL;

      if (pd_record_get_record_type (record) == &pd_buyer_type && pd_record_is_deleted (record) &&
          pd_store_row_load (desktop->session, &pd_buyer_type, pd_record_get_id (record), &here, NULL) &&
          here != NULL && !pd_record_is_deleted (here))
        removed++;
    }
  return removed;
}

/* I21: not many are removed before anybody has allowed it; counted beside the store's own rule. */
static void
check_removed (SimDesktop *desktop, guint removed)
{
  gint64 here = 0;

  /* What was allowed stays allowed, also when the desktop ends before it is up to date. */
  if (desktop->allows && desktop->sim->options->bug != SIM_BUG_GUARD_OFF)
    return;
  desktop->removed += removed;
  if (desktop->removed <= 50 ||
      !pd_store_session_integer (desktop->session, "SELECT count (*) FROM buyers", &here, NULL))
    return;
  if (desktop->removed * 20 > here + desktop->removed)
    sim_fail (desktop->sim, "I21", "desktop %u let %u buyers be removed", desktop->index, desktop->removed);
}

static gboolean
apply_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Job *job = data;
  Sim *sim = desktop->sim;
  PdStoreSession *session = desktop->session;
  g_autoptr (PdWirePage) page = pd_wire_page_from_text (g_bytes_get_data (job->answer, NULL),
                                                        (gssize) g_bytes_get_size (job->answer), error);
  PdSyncPulled pulled = { 0 };

  if (page != NULL)
    job->removed = count_removed (desktop, page);
  if (sim->options->bug == SIM_BUG_GUARD_OFF)
    desktop->allows = TRUE;
  if (page != NULL && sim->options->bug == SIM_BUG_ROLE_AT_HEAD && page->digests == NULL)
    g_clear_pointer (&page->types, g_strfreev);
  if (page != NULL && sim->options->bug == SIM_BUG_IGNORE_DEPARTURE)
    g_ptr_array_set_size (page->departures, 0);
  if (sim->options->bug == SIM_BUG_ACCEPT_STALE)
    pd_store_set_meta (session, PD_STORE_META_MAX_SEQUENCE, NULL, NULL);
  /* With the sums compared a platform that hides that it was restored does no harm. */
  if (page == NULL ||
      !pd_sync_pull_take (session, desktop->pull, page, desktop->allows,
                          desktop->compared || sim->options->bug == SIM_BUG_NO_HISTORY_CHECK,
                          sim_desktop_now (desktop), &pulled, error) ||
      (sim->options->bug == SIM_BUG_OVERWRITE_DIRTY && !overwrite (session, page, error)) ||
      (sim->options->bug == SIM_BUG_EVICT_DIRTY && !evict_dirty (session, error)) ||
      (sim->options->bug == SIM_BUG_DROP_REJECTED && !drop_conflicts (session, error)))
    {
      job->failure = failure_of (*error);
      return FALSE;
    }
  job->more = pulled.more || sim->options->bug == SIM_BUG_HOT_LOOP;
  job->count = pulled.waiting;
  job->told = pulled.head;
  job->differs = pulled.differs ||
                 (sim->options->bug == SIM_BUG_DIGEST_ALL && !pulled.more && !all_sums_fit (session, page));
  g_free (pulled.epoch);
  return TRUE;
}

static gboolean
ask_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Job *job = data;

  return pd_sync_comparison_ask (desktop->comparison, desktop->session, &job->target, error);
}

static gboolean
repair_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Job *job = data;

  if (pd_sync_comparison_take (desktop->comparison, desktop->session, job->answer, sim_desktop_now (desktop),
                               &job->more, error))
    return TRUE;
  job->failure = failure_of (*error);
  return FALSE;
}

/* The planted bug: the cursor is on the disk before the records that it counts. */
static gboolean
cursor_first_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Job *job = data;
  g_autoptr (PdWirePage) page = pd_wire_page_from_text (g_bytes_get_data (job->answer, NULL),
                                                        (gssize) g_bytes_get_size (job->answer), NULL);
  gboolean more;

  return page == NULL || (pd_store_set_meta (desktop->session, PD_STORE_META_EPOCH, page->epoch, error) &&
                          pd_store_streams_advance (desktop->session, desktop->pull, page, &more, error));
}

static gboolean
reset_job (SimDesktop *desktop, gpointer data, GError **error)
{
  return pd_store_begin_history (desktop->session, NULL, error);
}

static gboolean
new_ids_job (SimDesktop *desktop, gpointer data, GError **error)
{
  return pd_store_requeue_in_flight (desktop->session, TRUE, error);
}

static void
report (SimDesktop *desktop, guint life, guint round, const PdSyncEvent *event)
{
  if (desktop->life == life && desktop->round == round && desktop->engine != NULL)
    sim_desktop_event (desktop, event);
}

static void
report_failure (SimDesktop *desktop, const Act *act, PdSyncFailure failure)
{
  if (desktop->life != act->life || desktop->round != act->round || desktop->engine == NULL)
    return;
  if (desktop->why == PD_SYNC_FAILURE_DISK_FULL)
    failure = desktop->why;
  sim_desktop_fail (desktop, failure, 0);
  if (failure == PD_SYNC_FAILURE_DISK_FULL &&
      pd_sync_engine_get_failure (desktop->engine) != PD_SYNC_FAILURE_DISK_FULL)
    sim_fail (desktop->sim, "L3", "desktop %u does not say that its disk is full", desktop->index);
}

/* As pd-sync-pushing.c: while a batch is on its way, the one behind it is made ready. */
static void
freeze_behind (SimDesktop *desktop, const Act *act)
{
  Job job = { .limit = act->step.batch_limit, .after = desktop->last_counter };

  if (pd_sync_engine_get_phase (desktop->engine) != PD_SYNC_PHASE_PUSHING)
    return;
  if (!sim_desktop_write (desktop, freeze_job, &job))
    report_failure (desktop, act, PD_SYNC_FAILURE_STORE);
  else if (job.count > 0 && desktop->round == act->round)
    {
      sim_trace (desktop->sim, "desktop %u makes %u ready ahead", desktop->index, job.count);
      desktop->body_ahead = g_steal_pointer (&job.body);
      desktop->count_ahead = job.count;
      desktop->last_ahead = job.last_counter;
    }
  g_clear_pointer (&job.body, g_bytes_unref);
}

static void
take_ahead (SimDesktop *desktop, const Act *act)
{
  g_clear_pointer (&desktop->body, g_bytes_unref);
  desktop->body = g_steal_pointer (&desktop->body_ahead);
  desktop->last_counter = desktop->last_ahead;
  desktop->is_sent = desktop->is_ahead_sent;
  desktop->is_ahead_sent = FALSE;
  report (desktop, act->life, act->round,
          &(PdSyncEvent){ .type = PD_SYNC_EVENT_FROZEN, .count = desktop->count_ahead });
}

static void
freeze (SimDesktop *desktop, const Act *act)
{
  Job job = { .limit = act->step.batch_limit };
  gboolean good;

  if (desktop->body_ahead != NULL)
    {
      take_ahead (desktop, act);
      return;
    }
  good = sim_desktop_write (desktop, freeze_job, &job);

  if (desktop->sim->options->bug == SIM_BUG_SEND_BEFORE_COMMIT && job.body != NULL && desktop->engine != NULL)
    good = TRUE;
  if (good)
    {
      g_clear_pointer (&desktop->body, g_bytes_unref);
      desktop->body = g_steal_pointer (&job.body);
      desktop->last_counter = job.last_counter;
      desktop->is_sent = FALSE;
      report (desktop, act->life, act->round,
              &(PdSyncEvent){ .type = PD_SYNC_EVENT_FROZEN, .count = job.count });
    }
  else
    report_failure (desktop, act, PD_SYNC_FAILURE_STORE);
  g_clear_pointer (&job.body, g_bytes_unref);
}

/* I5: nobody takes an answer from before what they have seen. */
static void
check_told (SimDesktop *desktop, gint64 head)
{
  Sim *sim = desktop->sim;

  if (head < desktop->seen && !sim->restored && !sim->rolled_back)
    sim_fail (sim, "I5",
              "desktop %u had heard of %" G_GINT64_FORMAT
              " and took an answer from the time of %" G_GINT64_FORMAT,
              desktop->index, desktop->seen, head);
  desktop->seen = head;
}

static void
settle (SimDesktop *desktop, const Act *act)
{
  Job job = { .answer = act->answer, .failure = PD_SYNC_FAILURE_STORE };
  g_autofree char *before = pd_store_get_meta (desktop->session, PD_STORE_META_REPLICA, NULL);
  g_autofree char *after = NULL;

  if (!sim_desktop_write (desktop, settle_job, &job))
    {
      report_failure (desktop, act, job.failure);
      return;
    }
  after = pd_store_get_meta (desktop->session, PD_STORE_META_REPLICA, NULL);
  if (g_strcmp0 (before, after) != 0)
    sim_desktop_drop_ahead (desktop);
  desktop->seen = MAX (desktop->seen, job.told);
  sim_check_desktop (desktop);
  report (desktop, act->life, act->round, &(PdSyncEvent){ .type = PD_SYNC_EVENT_SETTLED });
}

static void
pull (SimDesktop *desktop, const Act *act)
{
  Job job = { .failure = PD_SYNC_FAILURE_STORE };

  if (sim_desktop_write (desktop, target_job, &job))
    {
      if (desktop->round == act->round)
        sim_network_send (desktop, "GET", job.target, NULL);
    }
  else
    report_failure (desktop, act, job.failure);
  g_free (job.target);
}

static void
apply (SimDesktop *desktop, const Act *act)
{
  Job job = { .answer = act->answer, .failure = PD_SYNC_FAILURE_STORE };

  if (desktop->sim->options->bug == SIM_BUG_CURSOR_FIRST &&
      !sim_desktop_write (desktop, cursor_first_job, &job))
    return;
  if (!sim_desktop_write (desktop, apply_job, &job))
    {
      report_failure (desktop, act, job.failure);
      return;
    }
  check_told (desktop, job.told);
  check_removed (desktop, job.removed);
  sim_check_desktop (desktop);
  sim_check_cursor (desktop);
  /* I15: no storage was damaged and no history lost, so there is nothing to repair. */
  if (job.differs && !desktop->sim->restored && !desktop->sim->damaged)
    sim_fail (desktop->sim, "I15", "desktop %u has other records than the platform at its head",
              desktop->index);
  report (desktop, act->life, act->round,
          &(PdSyncEvent){
              .type = PD_SYNC_EVENT_APPLIED, .more = job.more, .count = job.count, .differs = job.differs });
}

static void
end_comparison (SimDesktop *desktop)
{
  desktop->compared = !pd_sync_comparison_is_restoring (desktop->comparison);
  g_clear_pointer (&desktop->comparison, pd_sync_comparison_unref);
}

static void
compare (SimDesktop *desktop, const Act *act)
{
  Job job = { 0 };

  if (desktop->comparison == NULL)
    desktop->comparison = pd_sync_comparison_new (FALSE, desktop->allows, TRUE);
  if (!sim_desktop_write (desktop, ask_job, &job))
    report_failure (desktop, act, PD_SYNC_FAILURE_STORE);
  else if (job.target == NULL)
    {
      end_comparison (desktop);
      report (desktop, act->life, act->round, &(PdSyncEvent){ .type = PD_SYNC_EVENT_COMPARED });
    }
  else if (desktop->round == act->round)
    sim_network_send (desktop, "GET", job.target, NULL);
  g_free (job.target);
}

static void
repair (SimDesktop *desktop, const Act *act)
{
  Job job = { .answer = act->answer, .failure = PD_SYNC_FAILURE_STORE };

  if (!sim_desktop_write (desktop, repair_job, &job))
    {
      report_failure (desktop, act, job.failure);
      return;
    }
  if (!job.more)
    end_comparison (desktop);
  sim_check_desktop (desktop);
  report (desktop, act->life, act->round, &(PdSyncEvent){ .type = PD_SYNC_EVENT_REPAIRED, .more = job.more });
}

static void
reset (SimDesktop *desktop, const Act *act)
{
  if (!sim_desktop_write (desktop, reset_job, NULL))
    {
      report_failure (desktop, act, PD_SYNC_FAILURE_STORE);
      return;
    }
  sim_check_desktop (desktop);
  g_clear_pointer (&desktop->comparison, pd_sync_comparison_unref);
  desktop->comparison = pd_sync_comparison_new (TRUE, desktop->allows, TRUE);
  report (desktop, act->life, act->round, &(PdSyncEvent){ .type = PD_SYNC_EVENT_RESET });
}

static gboolean
park_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Act *act = data;
  g_autoptr (PdWirePush) push = pd_wire_push_from_text (g_bytes_get_data (desktop->body, NULL),
                                                        (gssize) g_bytes_get_size (desktop->body), NULL);
  const PdMutation *first = push != NULL ? g_ptr_array_index (push->mutations, 0) : NULL;

  return first == NULL ||
         pd_store_park_mutation (desktop->session, first->id, pd_sync_parked_code (act->step.reason),
                                 "set aside", sim_desktop_now (desktop), error);
}

/* What the platform fails on each time goes to the inbox, and the rest goes on. */
static void
park (SimDesktop *desktop, Act *act)
{
  if (!sim_desktop_write (desktop, park_job, act))
    {
      report_failure (desktop, act, PD_SYNC_FAILURE_STORE);
      return;
    }
  sim_check_desktop (desktop);
  report (desktop, act->life, act->round, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PARKED });
}

static void
act_cb (Sim *sim, gpointer data)
{
  Act *act = data;
  SimDesktop *desktop = act->desktop;
  gboolean wanted = sim != NULL && desktop->life == act->life && desktop->engine != NULL;

  /* What was given to the store before it was given up is done all the same; only nobody hears of it. */
  if (wanted && act->step.action == PD_SYNC_ACTION_PUSH && desktop->round == act->round)
    freeze_behind (desktop, act);
  else if (wanted && act->step.action == PD_SYNC_ACTION_FREEZE && desktop->round == act->round)
    freeze (desktop, act);
  else if (wanted && act->step.action == PD_SYNC_ACTION_SETTLE)
    settle (desktop, act);
  else if (wanted && act->step.action == PD_SYNC_ACTION_PULL && desktop->round == act->round)
    pull (desktop, act);
  else if (wanted && act->step.action == PD_SYNC_ACTION_APPLY)
    apply (desktop, act);
  else if (wanted && act->step.action == PD_SYNC_ACTION_RESET)
    reset (desktop, act);
  else if (wanted && act->step.action == PD_SYNC_ACTION_COMPARE && desktop->round == act->round)
    compare (desktop, act);
  else if (wanted && act->step.action == PD_SYNC_ACTION_REPAIR && desktop->round == act->round)
    repair (desktop, act);
  else if (wanted && act->step.action == PD_SYNC_ACTION_PARK)
    park (desktop, act);
  g_clear_pointer (&act->answer, g_bytes_unref);
  g_free (act);
}

static void
timer_cb (Sim *sim, gpointer data)
{
  Act *act = data;
  SimDesktop *desktop = act->desktop;

  if (sim != NULL && desktop->life == act->life && desktop->timer == act->round)
    {
      desktop->timer = 0;
      sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_TIMER });
    }
  g_free (act);
}

static void
set_timer (SimDesktop *desktop, gint64 pause)
{
  Act *act;

  desktop->timer = 0;
  if (pause < 0)
    return;
  act = g_new0 (Act, 1);
  act->desktop = desktop;
  act->life = desktop->life;
  act->round = (guint) (desktop->sim->serial + 1);
  desktop->timer = act->round;
  sim_at (desktop->sim, pause, timer_cb, act);
}

static void
carry_out (SimDesktop *desktop, const PdSyncStep *step)
{
  Sim *sim = desktop->sim;
  Act *act;

  if (step->action == PD_SYNC_ACTION_NONE)
    return;
  if (step->action == PD_SYNC_ACTION_PUSH && !desktop->is_sent)
    sim_network_send (desktop, "POST", "/v1/sync/push", desktop->body);
  if (step->action == PD_SYNC_ACTION_PUSH && desktop->answer_ahead != NULL)
    {
      g_clear_pointer (&desktop->answer, g_bytes_unref);
      desktop->answer = g_steal_pointer (&desktop->answer_ahead);
      sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_PUSHED });
      return;
    }
  if (step->action == PD_SYNC_ACTION_PUSH && !step->ahead)
    return;
  if (step->action == PD_SYNC_ACTION_SETTLE && desktop->body_ahead != NULL)
    {
      desktop->is_ahead_sent = TRUE;
      sim_network_send (desktop, "POST", "/v1/sync/push", desktop->body_ahead);
    }
  act = g_new0 (Act, 1);
  *act = (Act){ desktop, desktop->life, desktop->round, *step, NULL };
  if (step->action == PD_SYNC_ACTION_SETTLE || step->action == PD_SYNC_ACTION_APPLY ||
      step->action == PD_SYNC_ACTION_REPAIR)
    act->answer = g_steal_pointer (&desktop->answer);
  sim_at (sim, sim_random_below (&sim->network, 5000), act_cb, act);
}

/* L4: as long as something waits, the engine is at work, or its timer runs, or it waits for a person or a network. */
static void
check_alive (SimDesktop *desktop)
{
  PdSyncPhase phase = pd_sync_engine_get_phase (desktop->engine);

  if (phase != PD_SYNC_PHASE_IDLE && phase != PD_SYNC_PHASE_WAITING)
    return;
  if (desktop->timer == 0 && desktop->life > 0)
    sim_fail (desktop->sim, "L4", "desktop %u rests in phase %d and no timer runs", desktop->index, phase);
}

/* A person has looked at what the platform takes away, and it is right. */
void
sim_desktop_allow (SimDesktop *desktop)
{
  if (desktop->engine == NULL)
    return;
  sim_trace (desktop->sim, "desktop %u allows what is removed", desktop->index);
  desktop->allows = TRUE;
  sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

static void
allow_cb (Sim *sim, gpointer data)
{
  if (sim != NULL)
    sim_desktop_allow (data);
}

static gboolean
sweep_job (SimDesktop *desktop, gpointer data, GError **error)
{
  return pd_store_sweep_streams (desktop->session, SWEEP_RECORDS, data, error);
}

static void sweep (SimDesktop *desktop);

static void
sweep_cb (Sim *sim, gpointer data)
{
  Act *act = data;
  SimDesktop *desktop = act->desktop;
  gboolean more = FALSE;

  if (sim != NULL && desktop->life == act->life && desktop->session != NULL &&
      sim_desktop_write (desktop, sweep_job, &more))
    {
      sim_check_desktop (desktop);
      if (more)
        sweep (desktop);
    }
  g_free (act);
}

/* What leaves, leaves some at a time, when there is nothing else to do: as pd_sync_service_sweep(). */
static void
sweep (SimDesktop *desktop)
{
  Act *act = g_new0 (Act, 1);

  act->desktop = desktop;
  act->life = desktop->life;
  sim_at (desktop->sim, G_TIME_SPAN_MILLISECOND * (1 + sim_random_below (&desktop->sim->network, 200)),
          sweep_cb, act);
}

/* Only a person can mend it; a script says itself when somebody allows what is removed. */
static void
call_person (SimDesktop *desktop)
{
  Sim *sim = desktop->sim;

  if (pd_sync_engine_get_failure (desktop->engine) != PD_SYNC_FAILURE_MASS_CHANGE)
    sim_at (sim, G_TIME_SPAN_SECOND * (5 + sim_random_below (&sim->people, 60)), sign_in_cb, desktop);
  else if (sim->script == NULL)
    sim_at (sim, G_TIME_SPAN_SECOND * (5 + sim_random_below (&sim->people, 600)), allow_cb, desktop);
}

void
sim_desktop_event (SimDesktop *desktop, const PdSyncEvent *event)
{
  Sim *sim = desktop->sim;
  gboolean was_busy = pd_sync_engine_is_busy (desktop->engine);
  PdSyncPhase was = pd_sync_engine_get_phase (desktop->engine);
  PdSyncStep step = pd_sync_engine_step (desktop->engine, event);
  PdSyncPhase is = pd_sync_engine_get_phase (desktop->engine);

  sim_trace (sim, "desktop %u: event %d, phase %d to %d, action %d", desktop->index, event->type, was, is,
             step.action);
  if (step.cancel || (!was_busy && pd_sync_engine_is_busy (desktop->engine)))
    {
      desktop->round++;
      desktop->request = 0;
      sim_desktop_drop_ahead (desktop);
      g_clear_pointer (&desktop->comparison, pd_sync_comparison_unref);
      desktop->compared = FALSE;
    }
  if (!pd_sync_engine_is_busy (desktop->engine))
    sim_desktop_drop_ahead (desktop);
  if (step.timer != 0)
    set_timer (desktop, step.timer);
  if (step.caught_up)
    {
      desktop->up_to_date = TRUE;
      desktop->allows = FALSE;
      desktop->removed = 0;
      sweep (desktop);
      sim_blobs_caught_up (desktop);
    }
  carry_out (desktop, &step);
  /* The power may have gone while it was carried out. */
  if (desktop->engine == NULL)
    return;
  if (event->type != PD_SYNC_EVENT_SIGNED_IN && event->type != PD_SYNC_EVENT_ONLINE)
    check_alive (desktop);
  if (is == PD_SYNC_PHASE_BLOCKED && was != PD_SYNC_PHASE_BLOCKED)
    call_person (desktop);
}

void
sim_desktop_fail (SimDesktop *desktop, PdSyncFailure failure, gint64 retry_after)
{
  Sim *sim = desktop->sim;

  if (sim->options->bug == SIM_BUG_NEW_ID_ON_RETRY &&
      pd_sync_engine_get_phase (desktop->engine) == PD_SYNC_PHASE_PUSHING &&
      !sim_desktop_write (desktop, new_ids_job, NULL))
    return;
  g_clear_pointer (&desktop->comparison, pd_sync_comparison_unref);
  desktop->compared = FALSE;
  sim_desktop_drop_ahead (desktop);
  sim_desktop_event (desktop, &(PdSyncEvent){ .type = PD_SYNC_EVENT_FAILED,
                                              .failure = failure,
                                              .retry_after = retry_after });
}
