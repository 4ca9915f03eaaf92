/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pd-sync-engine.h"

G_BEGIN_DECLS

/* What travels at once; the platform takes no more. */
#define PD_SYNC_BLOB_PIECE (1024 * 1024)

/**
 * PdSyncBlobPhase: what the sending of files is doing.
 * @PD_SYNC_BLOB_OFF: nothing: nobody is signed in, or there is no network
 * @PD_SYNC_BLOB_IDLE: nothing waits
 * @PD_SYNC_BLOB_LOOKING: the store says which file is next
 * @PD_SYNC_BLOB_ASKING: the platform says how much of it it has
 * @PD_SYNC_BLOB_SENDING: a piece is on its way
 * @PD_SYNC_BLOB_SETTLING: the store takes down that a file is there, or why it cannot be sent
 * @PD_SYNC_BLOB_WAITING: something failed; the timer tries again
 */
typedef enum
{
  PD_SYNC_BLOB_OFF,
  PD_SYNC_BLOB_IDLE,
  PD_SYNC_BLOB_LOOKING,
  PD_SYNC_BLOB_ASKING,
  PD_SYNC_BLOB_SENDING,
  PD_SYNC_BLOB_SETTLING,
  PD_SYNC_BLOB_WAITING,
  PD_SYNC_BLOB_N_PHASES
} PdSyncBlobPhase;

/** PdSyncBlobEventType: what happened outside. */
typedef enum
{
  PD_SYNC_BLOB_EVENT_ON,
  PD_SYNC_BLOB_EVENT_OFF_LINE,
  PD_SYNC_BLOB_EVENT_KICK,      /* a file was added, or somebody asks */
  PD_SYNC_BLOB_EVENT_TIMER,     /* the time has come */
  PD_SYNC_BLOB_EVENT_NEXT,      /* size: of the next file; -1: there is none */
  PD_SYNC_BLOB_EVENT_STANDING,  /* offset, complete: what the platform has; offset 0 when it has nothing */
  PD_SYNC_BLOB_EVENT_ELSEWHERE, /* a piece was not the one that the platform wanted */
  PD_SYNC_BLOB_EVENT_WRONG,     /* all was sent, and it has another hash there */
  PD_SYNC_BLOB_EVENT_REFUSED,   /* this file will not be taken, or cannot be read here */
  PD_SYNC_BLOB_EVENT_SETTLED,
  PD_SYNC_BLOB_EVENT_FAILED, /* failure, retry_after */
  PD_SYNC_BLOB_N_EVENTS
} PdSyncBlobEventType;

typedef struct
{
  PdSyncBlobEventType type;
  gint64 size;
  gint64 offset;
  gboolean complete;
  PdSyncFailure failure;
  gint64 retry_after; /* microseconds; 0 when the platform did not say */
} PdSyncBlobEvent;

/** PdSyncBlobAction: what the engine asks of the outside; at most one is under way. */
typedef enum
{
  PD_SYNC_BLOB_ACTION_NONE,
  PD_SYNC_BLOB_ACTION_LOOK,
  PD_SYNC_BLOB_ACTION_ASK,
  PD_SYNC_BLOB_ACTION_SEND,    /* offset, length */
  PD_SYNC_BLOB_ACTION_DONE,    /* take down that it is there */
  PD_SYNC_BLOB_ACTION_PROBLEM, /* take down that it is not sent, and why */
  PD_SYNC_BLOB_ACTION_CANCEL   /* what is under way is not wanted any more */
} PdSyncBlobAction;

/** PdSyncBlobStep: the answer to an event. */
typedef struct
{
  PdSyncBlobAction action;
  gint64 offset;
  gint64 length;
  gint64 timer; /* microseconds from now; -1: no timer is to run; 0: leave it as it is */
} PdSyncBlobStep;

typedef struct _PdSyncBlobEngine PdSyncBlobEngine;

PdSyncBlobEngine *pd_sync_blob_engine_new (guint32 seed);
void pd_sync_blob_engine_free (PdSyncBlobEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSyncBlobEngine, pd_sync_blob_engine_free)
PdSyncBlobPhase pd_sync_blob_engine_get_phase (const PdSyncBlobEngine *engine);
PdSyncFailure pd_sync_blob_engine_get_failure (const PdSyncBlobEngine *engine);
PdSyncBlobStep pd_sync_blob_engine_step (PdSyncBlobEngine *engine, const PdSyncBlobEvent *event);

G_END_DECLS
