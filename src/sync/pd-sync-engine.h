/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdSyncPhase: what the engine is doing.
 * @PD_SYNC_PHASE_SIGNED_OUT: nothing, until somebody signs in
 * @PD_SYNC_PHASE_OFFLINE: nothing, until there is a network
 * @PD_SYNC_PHASE_IDLE: up to date; the timer looks again
 * @PD_SYNC_PHASE_FREEZING: the store makes a batch ready, durable before it is sent
 * @PD_SYNC_PHASE_PUSHING: the batch is on its way
 * @PD_SYNC_PHASE_SETTLING: the store takes the answers
 * @PD_SYNC_PHASE_PULLING: a page is on its way
 * @PD_SYNC_PHASE_APPLYING: the store takes the page
 * @PD_SYNC_PHASE_RESETTING: the platform's history changed; the store forgets its cursor
 * @PD_SYNC_PHASE_COMPARING: the platform is asked in which records both sides differ
 * @PD_SYNC_PHASE_REPAIRING: the store takes what it answered, and says what to ask next
 * @PD_SYNC_PHASE_PARKING: the store sets the one mutation aside that the platform fails on
 * @PD_SYNC_PHASE_WAITING: something failed; the timer tries again
 * @PD_SYNC_PHASE_BLOCKED: something failed that only a person can mend
 */
typedef enum
{
  PD_SYNC_PHASE_SIGNED_OUT,
  PD_SYNC_PHASE_OFFLINE,
  PD_SYNC_PHASE_IDLE,
  PD_SYNC_PHASE_FREEZING,
  PD_SYNC_PHASE_PUSHING,
  PD_SYNC_PHASE_SETTLING,
  PD_SYNC_PHASE_PULLING,
  PD_SYNC_PHASE_APPLYING,
  PD_SYNC_PHASE_RESETTING,
  PD_SYNC_PHASE_COMPARING,
  PD_SYNC_PHASE_REPAIRING,
  PD_SYNC_PHASE_PARKING,
  PD_SYNC_PHASE_WAITING,
  PD_SYNC_PHASE_BLOCKED,
  PD_SYNC_N_PHASES
} PdSyncPhase;

/**
 * PdSyncFailure: what the next step is after a failure.
 * @PD_SYNC_FAILURE_NONE: none happened
 * @PD_SYNC_FAILURE_NETWORK: try again later, with growing pauses
 * @PD_SYNC_FAILURE_BUSY: the platform says when to try again
 * @PD_SYNC_FAILURE_BAD_ANSWER: an answer that is cut off or cannot be read: as NETWORK
 * @PD_SYNC_FAILURE_PORTAL: not an answer of the platform, as a hotel's sign-in page: as NETWORK
 * @PD_SYNC_FAILURE_TOO_LARGE: send less at once
 * @PD_SYNC_FAILURE_HISTORY: the platform was restored or replaced: the cursor means nothing there
 * @PD_SYNC_FAILURE_SIGN_IN: the sign-in has expired: a person signs in again
 * @PD_SYNC_FAILURE_FORBIDDEN: this user may not: a person with the right signs in; tried again seldom
 * @PD_SYNC_FAILURE_CERTIFICATE: the platform's certificate is not trusted: a person decides; tried again seldom and in
 *   another network, since nothing was sent and a network's sign-in page looks like this too
 * @PD_SYNC_FAILURE_CLOCK: the clock of this computer is wrong, so that no certificate can be checked: as CERTIFICATE
 * @PD_SYNC_FAILURE_REFUSED: the platform understood nothing of it: a bug here or there; tried again seldom
 * @PD_SYNC_FAILURE_MASS_CHANGE: the platform takes away so much that a person has to look first; tried again seldom,
 *   since others may mend it
 * @PD_SYNC_FAILURE_OUTDATED: the platform speaks a newer language: a person updates this program; tried again seldom
 * @PD_SYNC_FAILURE_QUOTA: no room on the platform: a person makes some; tried again seldom
 * @PD_SYNC_FAILURE_FAULT: the platform made a mistake; when it makes it each time, what it fails on is looked for
 * @PD_SYNC_FAILURE_OTHER_AUTHOR: of a sign-in: what another user saved here would be sent under this name
 * @PD_SYNC_FAILURE_STORE: the local store could not take it; tried again with growing pauses
 * @PD_SYNC_FAILURE_DISK_FULL: as STORE
 * @PD_SYNC_FAILURE_READ_ONLY: as STORE
 * @PD_SYNC_FAILURE_DAMAGED: as STORE
 */
typedef enum
{
  PD_SYNC_FAILURE_NONE,
  PD_SYNC_FAILURE_NETWORK,
  PD_SYNC_FAILURE_BUSY,
  PD_SYNC_FAILURE_BAD_ANSWER,
  PD_SYNC_FAILURE_PORTAL,
  PD_SYNC_FAILURE_TOO_LARGE,
  PD_SYNC_FAILURE_HISTORY,
  PD_SYNC_FAILURE_SIGN_IN,
  PD_SYNC_FAILURE_FORBIDDEN,
  PD_SYNC_FAILURE_CERTIFICATE,
  PD_SYNC_FAILURE_CLOCK,
  PD_SYNC_FAILURE_REFUSED,
  PD_SYNC_FAILURE_MASS_CHANGE,
  PD_SYNC_FAILURE_OUTDATED,
  PD_SYNC_FAILURE_QUOTA,
  PD_SYNC_FAILURE_FAULT,
  PD_SYNC_FAILURE_OTHER_AUTHOR,
  PD_SYNC_FAILURE_STORE,
  PD_SYNC_FAILURE_DISK_FULL,
  PD_SYNC_FAILURE_READ_ONLY,
  PD_SYNC_FAILURE_DAMAGED,
  PD_SYNC_N_FAILURES
} PdSyncFailure;

/** PdSyncEventType: what happened outside of the engine. */
typedef enum
{
  PD_SYNC_EVENT_SIGNED_IN,
  PD_SYNC_EVENT_SIGNED_OUT,
  PD_SYNC_EVENT_ONLINE,
  PD_SYNC_EVENT_OFFLINE,
  PD_SYNC_EVENT_KICK,    /* somebody saved something, or asks to synchronise now */
  PD_SYNC_EVENT_TIMER,   /* the time set by a SET_TIMER action has come */
  PD_SYNC_EVENT_FROZEN,  /* the batch is durable; count: its mutations, 0 when the outbox is empty */
  PD_SYNC_EVENT_PUSHED,  /* the answers are here */
  PD_SYNC_EVENT_SETTLED, /* count: by how many mutations fewer wait */
  PD_SYNC_EVENT_PULLED,  /* the page is here; more: it says that another page follows */
  PD_SYNC_EVENT_APPLIED, /* more: another page follows; count: mutations that wait; differs: the sums of both sides */
  PD_SYNC_EVENT_RESET,
  PD_SYNC_EVENT_COMPARED, /* an answer is here; without more there is nothing to compare with */
  PD_SYNC_EVENT_REPAIRED, /* more: there is something else to ask */
  PD_SYNC_EVENT_FAILED,   /* the action under way failed */
  PD_SYNC_EVENT_REMOTE,   /* the platform has something new */
  PD_SYNC_EVENT_PARKED,   /* the mutation is set aside */
  PD_SYNC_N_EVENTS
} PdSyncEventType;

typedef struct
{
  PdSyncEventType type;
  guint count;
  gboolean more;
  gboolean differs;
  PdSyncFailure failure;
  gint64 retry_after; /* microseconds, for BUSY; 0 when the platform did not say */
} PdSyncEvent;

/** PdSyncAction: what the engine asks of the outside; at most one is under way. */
typedef enum
{
  PD_SYNC_ACTION_NONE,
  PD_SYNC_ACTION_FREEZE, /* argument: the most mutations of a batch */
  PD_SYNC_ACTION_PUSH,
  PD_SYNC_ACTION_SETTLE,
  PD_SYNC_ACTION_PULL,
  PD_SYNC_ACTION_APPLY,
  PD_SYNC_ACTION_RESET,
  PD_SYNC_ACTION_COMPARE,
  PD_SYNC_ACTION_REPAIR,
  PD_SYNC_ACTION_PARK /* reason: what the platform answers to the one that was sent last, each time */
} PdSyncAction;

/** PdSyncStep: the answer to an event. */
typedef struct
{
  PdSyncAction action;
  guint batch_limit;    /* for FREEZE */
  PdSyncFailure reason; /* for PARK */
  gint64 timer;         /* microseconds from now; -1: no timer is to run; 0: leave it as it is */
  gboolean ahead;       /* with APPLY: the page behind this one may be asked for meanwhile; with PUSH: the
                          batch behind this one may be frozen, and then sent when this one is settled */
  gboolean cancel;      /* what is under way is no longer wanted */
  gboolean caught_up;   /* everything that could go has gone and come */
} PdSyncStep;

typedef struct _PdSyncEngine PdSyncEngine;

PdSyncEngine *pd_sync_engine_new (guint32 seed, gint64 interval);
void pd_sync_engine_free (PdSyncEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncEngine, pd_sync_engine_free)
void pd_sync_engine_set_batch (PdSyncEngine *engine, guint most);
void pd_sync_engine_set_interval (PdSyncEngine *engine, gint64 interval);
PdSyncPhase pd_sync_engine_get_phase (const PdSyncEngine *engine);
PdSyncFailure pd_sync_engine_get_failure (const PdSyncEngine *engine);
PdSyncStep pd_sync_engine_step (PdSyncEngine *engine, const PdSyncEvent *event);
gboolean pd_sync_engine_is_busy (const PdSyncEngine *engine);

G_END_DECLS
