/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-list.h"
#include "sync/pd-sync-account.h"
#include "sync/pd-sync-blobs.h"
#include "sync/pd-sync-comparison.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-events.h"
#include "sync/pd-sync-pull.h"
#include "sync/pd-sync-failure.h"
#include "sync/pd-sync-service.h"
#include "sync/pd-sync-transport.h"
#include "wire/pd-wire.h"

G_BEGIN_DECLS

/*
 * The service is the rim of the engine, in nine files: pd-sync-service.c says where it stands,
 * pd-sync-cycle.c, pd-sync-pushing.c, pd-sync-pulling.c and pd-sync-repairing.c do what the engine asks, pd-sync-keeping.c says what this
 * computer keeps, pd-sync-live.c listens to what the platform tells of its own accord, pd-sync-waiters.c tells who waits
 * for it, pd-sync-sign-in.c says for whom.
 * Work with the store and with JSON runs in the store's threads.
 */

/** PdSyncBatch: mutations that are durably in flight, see pd-sync-pushing.c. */
typedef struct _PdSyncBatch PdSyncBatch;

struct _PdSyncService
{
  GObject parent_instance;

  PdStore *store;             /* (owned) */
  PdSyncEngine *engine;       /* (owned) */
  PdSyncTransport *transport; /* (owned) (nullable) until somebody signs in */
  PdSyncAccount *account;     /* (owned) (nullable) */
  PdSyncEvents *events;       /* (owned) */
  PdSyncBlobs *blobs;         /* (owned) */
  GNetworkMonitor *monitor;   /* (borrowed) */
  GCancellable *round; /* (owned) (nullable) what is under way; an answer of an earlier round is dropped */
  PdSyncBatch *batch;  /* (owned) (nullable) whose turn it is */
  PdSyncBatch *batch_ahead;     /* (owned) (nullable) the one behind it */
  GBytes *answer;               /* (owned) (nullable) of a comparison, not in the store yet */
  PdStorePull *pull;            /* (owned) (nullable) what the next page is asked for with */
  PdWirePage *page;             /* (owned) (nullable) the page that came and is not in the store yet */
  PdStorePull *pull_ahead;      /* (owned) (nullable) the same for the one behind it */
  PdWirePage *page_ahead;       /* (owned) (nullable) the one behind it, which came meanwhile */
  PdSyncComparison *comparison; /* (owned) (nullable) the search for what differs, while it lasts */
  char *token_file;             /* (owned) (nullable) */
  GPtrArray *waiters;           /* (owned) of GTask: calls of sync_async() */
  GError *last_error;           /* (owned) (nullable) why the last attempt failed */
  char *message;                /* (owned) */
  PdSyncState state;
  char *clock_sentence; /* (owned) (nullable) when this computer's clock is not the platform's */
  PdStoreCounts counts;
  gint64 last_success; /* microseconds, wall clock, for the eye only */
  gint64 next_try;
  char *first;      /* (owned) (nullable) the id of the first mutation of the last batch */
  guint sent;       /* mutations that the platform has answered, since the start */
  guint received;   /* records that came, since the start */
  char *epoch;      /* (owned) (nullable) of the last page that led to the head */
  gint64 head;      /* where that was */
  char *told_epoch; /* (owned) (nullable) of the last event */
  gint64 told_head;
  gint64 interval;  /* microseconds between two looks while nothing is told */
  gint64 kicked_at; /* monotonic: the last time that a save was sent at once */
  guint timer;
  guint batches;           /* goes up when batches in memory are wanted no more */
  gboolean freezing_ahead; /* a batch is being made ready before its turn */
  guint fetches;           /* goes up when pages on their way are wanted no more */
  gboolean fetching_ahead; /* a page is on its way, or here, before its turn */
  gboolean started;
  gboolean sweeping;    /* what is kept no more is being removed */
  gboolean saved;       /* the store changed since it was last counted */
  gboolean offline;     /* a person's wish */
  gboolean compared;    /* in this cycle: what still differs is not to be repaired now */
  gboolean accept_loss; /* a person knows that the platform may have lost much */
  gboolean newer;       /* the answer was written by a newer platform than is known here */
  gboolean
      takes_over; /* a person said that what another saved here is sent under the name of who signs in next */
  gboolean news;  /* the platform told of something while the last was being fetched */
};

/* pd-sync-service.c */
void pd_sync_service_count (PdSyncService *self);
void pd_sync_service_notify_account (PdSyncService *self);
void pd_sync_service_notify_success (PdSyncService *self);
void pd_sync_service_notify_next_try (PdSyncService *self);
void pd_sync_service_notify_live (PdSyncService *self);
void pd_sync_service_notify_state (PdSyncService *self);

/** PdSyncRound: what is under way: it does not keep a service that nobody else wants. */
typedef struct
{
  GWeakRef service;
  GCancellable *round; /* (owned) */
} PdSyncRound;

/* pd-sync-cycle.c */
PdSyncRound *pd_sync_round_new (PdSyncService *self);
void pd_sync_round_free (PdSyncRound *round);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncRound, pd_sync_round_free)
PdSyncService *pd_sync_round_get_service (PdSyncRound *round);
void pd_sync_service_fail (PdSyncService *self, GError *error, gint64 retry_after);
gboolean pd_sync_answer_is_newer (GBytes *answer);
void pd_sync_service_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void pd_sync_service_step (PdSyncService *self, const PdSyncEvent *event);
void pd_sync_service_set_timer (PdSyncService *self, gint64 pause);
void pd_sync_service_look_at_network (PdSyncService *self);

/* pd-sync-pushing.c */
PdSyncBatch *pd_sync_batch_new (void);
void pd_sync_batch_free (PdSyncBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncBatch, pd_sync_batch_free)
gboolean pd_sync_batch_has_pull (const PdSyncBatch *batch);
void pd_sync_batch_pull (PdSyncService *self);
void pd_sync_service_drop_batches (PdSyncService *self);
void pd_sync_service_freeze (PdSyncService *self, guint limit);
void pd_sync_service_push (PdSyncService *self, guint limit, gboolean ahead);
void pd_sync_service_settle (PdSyncService *self);
void pd_sync_service_park (PdSyncService *self, PdSyncFailure reason);

/* pd-sync-pulling.c */
void pd_sync_service_pull (PdSyncService *self);
void pd_sync_service_pull_this (PdSyncService *self, PdStorePull *pull, char *path);
char *pd_sync_service_plan_pull (PdStoreSession *session, PdStorePull **pull, GError **error);
void pd_sync_service_apply (PdSyncService *self, gboolean ahead);
void pd_sync_service_drop_pages (PdSyncService *self);

/* pd-sync-repairing.c */
void pd_sync_service_compare (PdSyncService *self);
void pd_sync_service_repair (PdSyncService *self);
/* pd-sync-live.c */
void pd_sync_service_init_live (PdSyncService *self);
void pd_sync_service_update_live (PdSyncService *self);
void pd_sync_service_take_head (PdSyncService *self, const char *epoch, gint64 head);
void pd_sync_service_follow_news (PdSyncService *self);
void pd_sync_service_apply_interval (PdSyncService *self);

/* pd-sync-keeping.c */
void pd_sync_service_sweep (PdSyncService *self);

/* pd-sync-waiters.c */
void pd_sync_service_release_waiters (PdSyncService *self, gboolean caught_up);

G_END_DECLS
