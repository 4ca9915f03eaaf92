/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-events.h"

#include "sync/pd-sync-event-reader.h"

#define READ_BLOCK 4096

/* The platform gives a sign of life every 20 seconds; whoever holds it back for longer holds back the events as well. */
#define PATIENCE_MILLISECONDS 50000

#define BACKOFF_FIRST G_TIME_SPAN_SECOND
#define BACKOFF_MOST (5 * G_TIME_SPAN_MINUTE)

/* A stream that lived for so long was a good one; one that ends at once again is opened less and less often. */
#define GOOD_TIME G_TIME_SPAN_MINUTE

/* What works again is noticed by others first, and is not asked about more often than this. */
#define HURRY_TIME (10 * G_TIME_SPAN_SECOND)

struct _PdSyncEvents
{
  GObject parent_instance;

  PdSyncTransport *transport; /* (owned) (nullable) while it is wanted */
  GCancellable *cancellable;  /* (owned) (nullable) of the stream that is open or being opened */
  PdSyncEventReader *reader;  /* (owned) (nullable) */
  guint retry;                /* source */
  guint silence;              /* source */
  guint patience;             /* milliseconds */
  guint attempts;             /* in a row that were of no use */
  gint64 opened_at;           /* monotonic: the last attempt */
  gboolean live;
};

G_DEFINE_FINAL_TYPE (PdSyncEvents, pd_sync_events, G_TYPE_OBJECT)

enum
{
  SIGNAL_HEAD,
  SIGNAL_LIVE,
  SIGNAL_SIGN_IN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void open_stream (PdSyncEvents *self);

/* One stream; what comes of one that was given up is dropped. */
typedef struct
{
  GWeakRef events;
  GCancellable *cancellable; /* (owned) */
} Listening;

static Listening *
listening_new (PdSyncEvents *self)
{
  Listening *listening = g_new (Listening, 1);

  g_weak_ref_init (&listening->events, self);
  listening->cancellable = g_object_ref (self->cancellable);
  return listening;
}

static void
listening_free (Listening *listening)
{
  g_weak_ref_clear (&listening->events);
  g_object_unref (listening->cancellable);
  g_free (listening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listening, listening_free)

/* (transfer full) (nullable) */
static PdSyncEvents *
listening_get (Listening *listening)
{
  g_autoptr (PdSyncEvents) self = g_weak_ref_get (&listening->events);

  return self != NULL && self->cancellable == listening->cancellable ? g_steal_pointer (&self) : NULL;
}

static void
set_live (PdSyncEvents *self, gboolean live)
{
  if (self->live == live)
    return;
  self->live = live;
  g_signal_emit (self, signals[SIGNAL_LIVE], 0);
}

static void
close_stream (PdSyncEvents *self)
{
  g_clear_handle_id (&self->silence, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->reader, pd_sync_event_reader_free);
}

static gboolean
retry_cb (gpointer user_data)
{
  PdSyncEvents *self = user_data;

  self->retry = 0;
  open_stream (self);
  return G_SOURCE_REMOVE;
}

/* Full jitter: when the platform starts again, not all come at once. */
static void
lose (PdSyncEvents *self, gint64 at_least)
{
  gint64 bound;

  close_stream (self);
  if (self->live && g_get_monotonic_time () - self->opened_at >= GOOD_TIME)
    self->attempts = 0;
  bound = MIN (BACKOFF_MOST, BACKOFF_FIRST << MIN (self->attempts, 16));
  self->attempts++;
  bound = MAX (at_least, BACKOFF_FIRST / 4 + (gint64) (g_random_double () * (double) bound));
  g_clear_handle_id (&self->retry, g_source_remove);
  self->retry = g_timeout_add ((guint) (bound / G_TIME_SPAN_MILLISECOND), retry_cb, self);
  set_live (self, FALSE);
}

static gboolean
silence_cb (gpointer user_data)
{
  PdSyncEvents *self = user_data;

  self->silence = 0;
  g_debug ("no sign of life: something on the way holds the events back");
  lose (self, 0);
  return G_SOURCE_REMOVE;
}

static void
expect_life (PdSyncEvents *self)
{
  g_clear_handle_id (&self->silence, g_source_remove);
  self->silence = g_timeout_add (self->patience, silence_cb, self);
}

static void
head_cb (const char *epoch, gint64 head, gpointer user_data)
{
  PdSyncEvents *self = user_data;

  set_live (self, TRUE);
  g_signal_emit (self, signals[SIGNAL_HEAD], 0, epoch, head);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Listening) listening = user_data;
  g_autoptr (PdSyncEvents) self = listening_get (listening);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  g_autoptr (PdSyncEventReader) reader = NULL;
  gboolean good;

  if (self == NULL)
    return;
  if (size == 0)
    {
      g_debug ("the stream ended: %s", error != NULL ? error->message : "by the platform");
      lose (self, 0);
      return;
    }
  expect_life (self);
  /* Whoever is told may stop these events meanwhile. */
  reader = g_steal_pointer (&self->reader);
  good = pd_sync_event_reader_feed (reader, g_bytes_get_data (bytes, NULL), size);
  if (self->cancellable != listening->cancellable)
    return;
  if (!good)
    {
      g_debug ("this is no stream of events");
      lose (self, 0);
      return;
    }
  self->reader = g_steal_pointer (&reader);
  g_input_stream_read_bytes_async (G_INPUT_STREAM (source), READ_BLOCK, G_PRIORITY_DEFAULT, self->cancellable,
                                   read_cb, g_steal_pointer (&listening));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Listening) listening = user_data;
  g_autoptr (PdSyncEvents) self = listening_get (listening);
  g_autoptr (GError) error = NULL;
  gint64 retry_after = 0;
  g_autoptr (GInputStream) stream =
      pd_sync_transport_open_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);

  if (self == NULL)
    return;
  if (stream == NULL)
    {
      g_debug ("no stream: %s", error->message);
      /* A platform of before the events has none tomorrow either. */
      if (g_error_matches (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_REFUSED))
        retry_after = MAX (retry_after, BACKOFF_MOST);
      lose (self, retry_after);
      if (g_error_matches (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN))
        g_signal_emit (self, signals[SIGNAL_SIGN_IN], 0);
      return;
    }
  self->reader = pd_sync_event_reader_new (head_cb, self);
  g_input_stream_read_bytes_async (stream, READ_BLOCK, G_PRIORITY_DEFAULT, self->cancellable, read_cb,
                                   g_steal_pointer (&listening));
}

static void
open_stream (PdSyncEvents *self)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  close_stream (self);
  self->cancellable = g_cancellable_new ();
  self->opened_at = g_get_monotonic_time ();
  expect_life (self);
  pd_sync_transport_open_async (self->transport, "/v1/events", "text/event-stream", self->cancellable,
                                opened_cb, listening_new (self));
}

/**
 * pd_sync_events_start:
 * @self: the events
 * @transport: to the platform, signed in
 *
 * Opens the stream, and opens it again whenever it ends, until pd_sync_events_stop(). With the transport that it has
 * already it changes nothing.
 */
void
pd_sync_events_start (PdSyncEvents *self, PdSyncTransport *transport)
{
  if (self->transport == transport)
    return;
  pd_sync_events_stop (self);
  self->transport = g_object_ref (transport);
  self->attempts = 0;
  open_stream (self);
}

void
pd_sync_events_stop (PdSyncEvents *self)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  close_stream (self);
  g_clear_object (&self->transport);
  set_live (self, FALSE);
}

/**
 * pd_sync_events_hurry:
 * @self: the events
 *
 * The platform has just answered something else: a stream that is waited for is opened now.
 */
void
pd_sync_events_hurry (PdSyncEvents *self)
{
  if (self->retry != 0 && g_get_monotonic_time () - self->opened_at >= HURRY_TIME)
    open_stream (self);
}

/**
 * pd_sync_events_is_live:
 * @self: the events
 *
 * Returns: whether the platform tells of its own accord what is new
 */
gboolean
pd_sync_events_is_live (PdSyncEvents *self)
{
  return self->live;
}

/**
 * pd_sync_events_set_patience:
 * @self: the events
 * @milliseconds: how long a stream may be silent
 */
void
pd_sync_events_set_patience (PdSyncEvents *self, guint milliseconds)
{
  self->patience = milliseconds;
}

static void
pd_sync_events_dispose (GObject *object)
{
  PdSyncEvents *self = PD_SYNC_EVENTS (object);

  g_clear_handle_id (&self->retry, g_source_remove);
  close_stream (self);
  g_clear_object (&self->transport);
  G_OBJECT_CLASS (pd_sync_events_parent_class)->dispose (object);
}

static void
pd_sync_events_class_init (PdSyncEventsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_sync_events_dispose;

  /**
   * PdSyncEvents::head:
   * @self: the events
   * @epoch: which history
   * @head: its newest sequence
   *
   * The platform told where its history ends.
   */
  signals[SIGNAL_HEAD] = g_signal_new ("head", PD_TYPE_SYNC_EVENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  /**
   * PdSyncEvents::live:
   * @self: the events
   *
   * The stream works now, or it no longer does.
   */
  signals[SIGNAL_LIVE] =
      g_signal_new ("live", PD_TYPE_SYNC_EVENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * PdSyncEvents::sign-in:
   * @self: the events
   *
   * The platform does not know the sign-in any more.
   */
  signals[SIGNAL_SIGN_IN] =
      g_signal_new ("sign-in", PD_TYPE_SYNC_EVENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_sync_events_init (PdSyncEvents *self)
{
  self->patience = PATIENCE_MILLISECONDS;
}

/**
 * pd_sync_events_new:
 *
 * Returns: (transfer full): events that listen to nobody before pd_sync_events_start()
 */
PdSyncEvents *
pd_sync_events_new (void)
{
  return g_object_new (PD_TYPE_SYNC_EVENTS, NULL);
}
