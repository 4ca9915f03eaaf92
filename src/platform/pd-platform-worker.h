/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/** PdPlatformWorker: does one kind of work until it is freed, some at a time, each in a thread. */
typedef struct _PdPlatformWorker PdPlatformWorker;

/**
 * PdPlatformWork: a kind of work with somebody outside who may be slow.
 *
 * Three steps: take (it is on the disk that somebody is at it), run (in a thread), finish (on the disk, what came of it).
 * All but run are called in the worker's own thread.
 */
typedef struct
{
  const char *word; /* for logs */
  guint at_once;

  /* To be done once at the start: what an earlier process left is taken up. */
  gboolean (*recover) (PdPlatform *platform, GError **error);

  /* When the next one is due, microseconds; G_MAXINT64 when none waits. Takes no lock. */
  gboolean (*next) (PdPlatform *platform, gint64 *due, GError **error);

  /* Returns: (transfer full) (nullable): the job that is due first; NULL without an error when there is none. */
  gpointer (*take) (PdPlatform *platform, GError **error);

  /* Any thread; touches nothing but the job. What it needs of the platform it asks for, see pd_platform_worker_ask(). */
  void (*run) (gpointer job, PdPlatformWorker *worker, GCancellable *cancellable);

  /* When it fails the job stays as it was, and it is tried again. */
  gboolean (*finish) (PdPlatform *platform, gpointer job, GError **error);

  void (*free) (gpointer job);
} PdPlatformWork;

/** PdPlatformWorkerFunc: something that only the worker's own thread may do. */
typedef gboolean (*PdPlatformWorkerFunc) (PdPlatform *platform, gpointer data);

PdPlatformWorker *pd_platform_worker_new (PdPlatform *platform, const PdPlatformWork *kind, GError **error);
void pd_platform_worker_then_wake (PdPlatformWorker *worker, PdPlatformWorker *other);
void pd_platform_worker_wake (PdPlatformWorker *worker);
gboolean pd_platform_worker_ask (PdPlatformWorker *worker, PdPlatformWorkerFunc func, gpointer data);
void pd_platform_worker_free (PdPlatformWorker *worker);

G_END_DECLS
