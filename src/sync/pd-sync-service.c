/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "store/pd-store-outbox.h"

#include <glib/gi18n-lib.h>

#define INTERVAL_DEFAULT (30 * G_TIME_SPAN_SECOND)
#define TOGETHER (300 * G_TIME_SPAN_MILLISECOND)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_WAITING,
  PROP_CONFLICTS,
  PROP_LAST_SUCCESS,
  PROP_NEXT_TRY,
  PROP_MESSAGE,
  PROP_USER,
  PROP_COMPANY,
  PROP_SERVER,
  PROP_OFFLINE,
  PROP_LIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PdSyncService, pd_sync_service, G_TYPE_OBJECT)

GType
pd_sync_state_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { PD_SYNC_STATE_SIGNED_OUT, "PD_SYNC_STATE_SIGNED_OUT", "signed-out" },
    { PD_SYNC_STATE_OFFLINE, "PD_SYNC_STATE_OFFLINE", "offline" },
    { PD_SYNC_STATE_UP_TO_DATE, "PD_SYNC_STATE_UP_TO_DATE", "up-to-date" },
    { PD_SYNC_STATE_SYNCING, "PD_SYNC_STATE_SYNCING", "syncing" },
    { PD_SYNC_STATE_WAITING, "PD_SYNC_STATE_WAITING", "waiting" },
    { PD_SYNC_STATE_SIGN_IN_EXPIRED, "PD_SYNC_STATE_SIGN_IN_EXPIRED", "sign-in-expired" },
    { PD_SYNC_STATE_CERTIFICATE, "PD_SYNC_STATE_CERTIFICATE", "certificate" },
    { PD_SYNC_STATE_REFUSED, "PD_SYNC_STATE_REFUSED", "refused" },
    { PD_SYNC_STATE_REMOVALS, "PD_SYNC_STATE_REMOVALS", "removals" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("PdSyncState", values));
  return type;
}

/* What a person is told */

static PdSyncState
blocked_state (PdSyncFailure failure)
{
  switch ((int) failure)
    {
    case PD_SYNC_FAILURE_CERTIFICATE:
      return PD_SYNC_STATE_CERTIFICATE;
    case PD_SYNC_FAILURE_FORBIDDEN:
      return PD_SYNC_STATE_REFUSED;
    case PD_SYNC_FAILURE_CLOCK:
      return PD_SYNC_STATE_WAITING;
    case PD_SYNC_FAILURE_MASS_CHANGE:
      return PD_SYNC_STATE_REMOVALS;
    default:
      return PD_SYNC_STATE_SIGN_IN_EXPIRED;
    }
}

static PdSyncState
current_state (PdSyncService *self)
{
  switch (pd_sync_engine_get_phase (self->engine))
    {
    case PD_SYNC_PHASE_SIGNED_OUT:
      return PD_SYNC_STATE_SIGNED_OUT;
    case PD_SYNC_PHASE_OFFLINE:
      return PD_SYNC_STATE_OFFLINE;
    case PD_SYNC_PHASE_IDLE:
      return PD_SYNC_STATE_UP_TO_DATE;
    case PD_SYNC_PHASE_WAITING:
      return PD_SYNC_STATE_WAITING;
    case PD_SYNC_PHASE_BLOCKED:
      return blocked_state (pd_sync_engine_get_failure (self->engine));
    case PD_SYNC_PHASE_FREEZING:
    case PD_SYNC_PHASE_PUSHING:
    case PD_SYNC_PHASE_SETTLING:
    case PD_SYNC_PHASE_PULLING:
    case PD_SYNC_PHASE_APPLYING:
    case PD_SYNC_PHASE_RESETTING:
    case PD_SYNC_PHASE_COMPARING:
    case PD_SYNC_PHASE_REPAIRING:
    case PD_SYNC_PHASE_PARKING:
    case PD_SYNC_N_PHASES:
    default:
      return PD_SYNC_STATE_SYNCING;
    }
}

static const char *
state_sentence (PdSyncService *self)
{
  switch (self->state)
    {
    case PD_SYNC_STATE_SIGNED_OUT:
      return _ ("Nobody is signed in. Your work is kept on this computer.");
    case PD_SYNC_STATE_OFFLINE:
      return self->offline ? _ ("You work offline. What you save is sent when you go online.")
                           : _ ("There is no network. What you save is sent when it is back.");
    case PD_SYNC_STATE_UP_TO_DATE:
      return self->clock_sentence != NULL ? self->clock_sentence
             : self->counts.conflicts > 0
                 ? _ ("Everything else is sent and received; what is in conflict waits for a decision.")
             : self->counts.waiting > 0 ? _ ("Some changes wait to be sent.")
                                        : _ ("Everything is sent and received.");
    case PD_SYNC_STATE_SYNCING:
      return _ ("Changes are being sent and received.");
    case PD_SYNC_STATE_WAITING:
    case PD_SYNC_STATE_SIGN_IN_EXPIRED:
    case PD_SYNC_STATE_CERTIFICATE:
    case PD_SYNC_STATE_REFUSED:
    case PD_SYNC_STATE_REMOVALS:
    default:
      return self->last_error != NULL ? self->last_error->message : "";
    }
}

void
pd_sync_service_notify_state (PdSyncService *self)
{
  PdSyncState state = current_state (self);

  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  if (g_strcmp0 (self->message, state_sentence (self)) != 0)
    {
      g_free (self->message);
      self->message = g_strdup (state_sentence (self));
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
    }
}

/** Standing: what the store knows of the work with the platform, this program's and others'. */
typedef struct
{
  PdStoreCounts counts;
  gint64 last_success; /* microseconds; 0: never */
} Standing;

static gboolean
count_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Standing *standing = data;
  g_autofree char *last = pd_store_get_meta (session, PD_STORE_META_LAST_SUCCESS, NULL);

  standing->last_success = last != NULL ? g_ascii_strtoll (last, NULL, 10) : 0;
  return pd_store_get_counts (session, &standing->counts, error);
}

/* Somebody saved something: the first goes at once, so that others see it, and those that follow go together. */
static void
send_soon (PdSyncService *self)
{
  gint64 pause = self->kicked_at + TOGETHER - g_get_monotonic_time ();

  if (!self->started || pd_sync_engine_get_phase (self->engine) != PD_SYNC_PHASE_IDLE)
    return;
  if (pause > 0)
    {
      pd_sync_service_set_timer (self, pause);
      return;
    }
  self->kicked_at = g_get_monotonic_time ();
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdSyncService) self = user_data;
  const Standing *standing = pd_store_job_data (result);
  PdStoreCounts before = self->counts;

  if (!pd_store_read_finish (PD_STORE (source), result, NULL))
    return;
  if (standing->last_success > self->last_success)
    {
      self->last_success = standing->last_success;
      pd_sync_service_notify_success (self);
    }
  self->counts = standing->counts;
  self->counts.waiting += standing->counts.in_flight;
  if (before.waiting != self->counts.waiting)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WAITING]);
  if (before.conflicts != self->counts.conflicts)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONFLICTS]);
  pd_sync_service_notify_state (self);
  if (self->saved && self->counts.waiting > 0)
    send_soon (self);
  self->saved = FALSE;
}

void
pd_sync_service_count (PdSyncService *self)
{
  pd_store_read_async (self->store, PD_STORE_PRIORITY_SYNC, count_job, g_new0 (Standing, 1), g_free, NULL,
                       counted_cb, g_object_ref (self));
}

void
pd_sync_service_notify_account (PdSyncService *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPANY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVER]);
}

void
pd_sync_service_notify_success (PdSyncService *self)
{
  if (self->transport != NULL)
    pd_sync_transport_set_last_success (self->transport, self->last_success);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SUCCESS]);
}

void
pd_sync_service_notify_next_try (PdSyncService *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_TRY]);
}

void
pd_sync_service_notify_live (PdSyncService *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

static void
network_changed_cb (PdSyncService *self)
{
  pd_sync_service_look_at_network (self);
}

static void
store_changed_cb (PdSyncService *self, const char *type)
{
  self->saved = TRUE;
  pd_sync_service_count (self);
}

/* Properties */

PdSyncState
pd_sync_service_get_state (PdSyncService *self)
{
  return self->state;
}

/**
 * pd_sync_service_get_waiting:
 * @self: a service
 *
 * Returns: how many mutations the platform has not answered yet
 */
guint
pd_sync_service_get_waiting (PdSyncService *self)
{
  return self->counts.waiting;
}

guint
pd_sync_service_get_conflicts (PdSyncService *self)
{
  return self->counts.conflicts;
}

/**
 * pd_sync_service_get_sent:
 * @self: a service
 *
 * Returns: how many mutations the platform has answered since the start
 */
guint
pd_sync_service_get_sent (PdSyncService *self)
{
  return self->sent;
}

/**
 * pd_sync_service_get_received:
 * @self: a service
 *
 * Returns: how many records came since the start, those that were sent from here among them
 */
guint
pd_sync_service_get_received (PdSyncService *self)
{
  return self->received;
}

/**
 * pd_sync_service_get_last_success:
 * @self: a service
 *
 * When all was last sent and received, in an earlier run or by another program on the same cache, too.
 *
 * Returns: microseconds since 1970 in UTC; 0 when there was none, or it has not been read yet
 */
gint64
pd_sync_service_get_last_success (PdSyncService *self)
{
  return self->last_success;
}

/**
 * pd_sync_service_get_next_try:
 * @self: a service
 *
 * While all is well and the platform tells of its own accord, the look that is planned is none that anybody waits for.
 *
 * Returns: microseconds since 1970 in UTC; 0 when none is planned
 */
gint64
pd_sync_service_get_next_try (PdSyncService *self)
{
  return pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_IDLE &&
                 pd_sync_events_is_live (self->events)
             ? 0
             : self->next_try;
}

/**
 * pd_sync_service_get_message:
 * @self: a service
 *
 * Returns: (transfer none): a translated sentence on the state: what happened, what is safe, what to do
 */
const char *
pd_sync_service_get_message (PdSyncService *self)
{
  return self->message;
}

const char *
pd_sync_service_get_user (PdSyncService *self)
{
  return self->account != NULL ? self->account->user : NULL;
}

const char *
pd_sync_service_get_role (PdSyncService *self)
{
  return self->account != NULL ? self->account->role : NULL;
}

const char *
pd_sync_service_get_company (PdSyncService *self)
{
  return self->account != NULL ? self->account->company : NULL;
}

const char *
pd_sync_service_get_server (PdSyncService *self)
{
  return self->account != NULL ? self->account->server : NULL;
}

/**
 * pd_sync_service_get_failure:
 * @self: a service
 *
 * Returns: what kind of trouble the message speaks of; %PD_SYNC_FAILURE_CLOCK as well when everything works and only
 *   this computer's clock is not the platform's
 */
PdSyncFailure
pd_sync_service_get_failure (PdSyncService *self)
{
  if (self->state == PD_SYNC_STATE_UP_TO_DATE && self->clock_sentence != NULL)
    return PD_SYNC_FAILURE_CLOCK;
  return pd_sync_engine_get_failure (self->engine);
}

/**
 * pd_sync_service_get_situation:
 * @self: a service
 * @situation: (out caller-allocates): what everything that waits has in common
 */
void
pd_sync_service_get_situation (PdSyncService *self, PdSyncSituation *situation)
{
  *situation = (PdSyncSituation){
    .signed_in = self->state != PD_SYNC_STATE_SIGNED_OUT,
    .has_network = self->state != PD_SYNC_STATE_OFFLINE || self->offline,
    .offline = self->offline,
    .failure = pd_sync_engine_get_failure (self->engine),
    .next_try = self->next_try,
  };
}

/**
 * pd_sync_service_get_live:
 * @self: a service
 *
 * Returns: whether the platform tells of its own accord what is new; else it is looked for at intervals
 */
gboolean
pd_sync_service_get_live (PdSyncService *self)
{
  return pd_sync_events_is_live (self->events);
}

gboolean
pd_sync_service_get_offline (PdSyncService *self)
{
  return self->offline;
}

/**
 * pd_sync_service_set_offline:
 * @self: a service
 * @offline: whether the person wants to work without the network
 */
void
pd_sync_service_set_offline (PdSyncService *self, gboolean offline)
{
  if (self->offline == offline)
    return;
  self->offline = offline;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFLINE]);
  pd_sync_service_look_at_network (self);
}

void
pd_sync_service_set_interval (PdSyncService *self, guint seconds)
{
  self->interval = (gint64) seconds * G_TIME_SPAN_SECOND;
  pd_sync_service_apply_interval (self);
}

/**
 * pd_sync_service_set_takes_over:
 * @self: a service
 * @takes_over: whether the next sign-in may send under its own name what another user saved here
 */
void
pd_sync_service_set_takes_over (PdSyncService *self, gboolean takes_over)
{
  self->takes_over = takes_over;
}

/**
 * pd_sync_service_set_token_file:
 * @self: a service
 * @path: (nullable): where the next sign-in keeps its token, on a machine without a Secret Service
 */
void
pd_sync_service_set_token_file (PdSyncService *self, const char *path)
{
  g_free (self->token_file);
  self->token_file = g_strdup (path);
}

static void
pd_sync_service_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PdSyncService *self = PD_SYNC_SERVICE (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, (int) self->state);
      break;
    case PROP_WAITING:
      g_value_set_uint (value, self->counts.waiting);
      break;
    case PROP_CONFLICTS:
      g_value_set_uint (value, self->counts.conflicts);
      break;
    case PROP_LAST_SUCCESS:
      g_value_set_int64 (value, self->last_success);
      break;
    case PROP_NEXT_TRY:
      g_value_set_int64 (value, pd_sync_service_get_next_try (self));
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_USER:
      g_value_set_string (value, pd_sync_service_get_user (self));
      break;
    case PROP_COMPANY:
      g_value_set_string (value, pd_sync_service_get_company (self));
      break;
    case PROP_SERVER:
      g_value_set_string (value, pd_sync_service_get_server (self));
      break;
    case PROP_OFFLINE:
      g_value_set_boolean (value, self->offline);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, pd_sync_service_get_live (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

static void
pd_sync_service_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PdSyncService *self = PD_SYNC_SERVICE (object);

  switch (id)
    {
    case PROP_OFFLINE:
      pd_sync_service_set_offline (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
    }
}

static void
pd_sync_service_dispose (GObject *object)
{
  PdSyncService *self = PD_SYNC_SERVICE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->round != NULL)
    g_cancellable_cancel (self->round);
  g_clear_object (&self->round);
  pd_sync_events_stop (self->events);
  if (self->blobs != NULL)
    pd_sync_blobs_set_transport (self->blobs, NULL);
  g_clear_object (&self->blobs);
  g_clear_object (&self->transport);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (pd_sync_service_parent_class)->dispose (object);
}

static void
pd_sync_service_finalize (GObject *object)
{
  PdSyncService *self = PD_SYNC_SERVICE (object);

  g_clear_pointer (&self->engine, pd_sync_engine_free);
  g_clear_pointer (&self->account, pd_sync_account_free);
  g_clear_pointer (&self->batch, pd_sync_batch_free);
  g_clear_pointer (&self->batch_ahead, pd_sync_batch_free);
  g_clear_pointer (&self->pull, pd_store_pull_free);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_clear_pointer (&self->page, pd_wire_page_free);
  g_clear_pointer (&self->pull_ahead, pd_store_pull_free);
  g_clear_pointer (&self->page_ahead, pd_wire_page_free);
  g_clear_pointer (&self->comparison, pd_sync_comparison_unref);
  g_clear_object (&self->events);
  g_ptr_array_unref (self->waiters);
  g_free (self->first);
  g_free (self->clock_sentence);
  g_free (self->epoch);
  g_free (self->told_epoch);
  g_clear_error (&self->last_error);
  g_free (self->token_file);
  g_free (self->message);
  G_OBJECT_CLASS (pd_sync_service_parent_class)->finalize (object);
}

static void
pd_sync_service_class_init (PdSyncServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = pd_sync_service_get_property;
  object_class->set_property = pd_sync_service_set_property;
  object_class->dispose = pd_sync_service_dispose;
  object_class->finalize = pd_sync_service_finalize;

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, PD_TYPE_SYNC_STATE, PD_SYNC_STATE_SIGNED_OUT, readable);
  properties[PROP_WAITING] = g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_CONFLICTS] = g_param_spec_uint ("conflicts", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_LAST_SUCCESS] = g_param_spec_int64 ("last-success", NULL, NULL, 0, G_MAXINT64, 0, readable);
  properties[PROP_NEXT_TRY] = g_param_spec_int64 ("next-try", NULL, NULL, 0, G_MAXINT64, 0, readable);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, readable);
  properties[PROP_USER] = g_param_spec_string ("user", NULL, NULL, NULL, readable);
  properties[PROP_COMPANY] = g_param_spec_string ("company", NULL, NULL, NULL, readable);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, readable);
  properties[PROP_OFFLINE] = g_param_spec_boolean ("offline", NULL, NULL, FALSE, readable | G_PARAM_WRITABLE);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
pd_sync_service_init (PdSyncService *self)
{
  self->engine = pd_sync_engine_new (g_random_int (), INTERVAL_DEFAULT);
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->message = g_strdup ("");
  self->interval = INTERVAL_DEFAULT;
  pd_sync_service_init_live (self);
}

/* Files go while records can, and never instead of them. */
static void
state_changed_cb (PdSyncService *self)
{
  PdSyncPhase phase = pd_sync_engine_get_phase (self->engine);
  gboolean reachable =
      phase != PD_SYNC_PHASE_SIGNED_OUT && phase != PD_SYNC_PHASE_OFFLINE && phase != PD_SYNC_PHASE_BLOCKED;

  pd_sync_blobs_set_transport (self->blobs, reachable ? self->transport : NULL);
}

static void
success_cb (PdSyncService *self)
{
  if (self->blobs != NULL)
    pd_sync_blobs_caught_up (self->blobs);
}

/* A command may have waited for it. */
static void
blob_sent_cb (PdSyncService *self)
{
  pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
}

/**
 * pd_sync_service_get_blobs:
 * @self: a service
 *
 * Returns: (transfer none): the way of the attachments' files
 */
PdSyncBlobs *
pd_sync_service_get_blobs (PdSyncService *self)
{
  return self->blobs;
}

/**
 * pd_sync_service_new:
 * @store: the offline cache
 *
 * Returns: (transfer full): a service that is signed out and does nothing before
 *   pd_sync_service_restore_async() or pd_sync_service_sign_in_async()
 */
PdSyncService *
pd_sync_service_new (PdStore *store)
{
  PdSyncService *self = g_object_new (PD_TYPE_SYNC_SERVICE, NULL);

  self->store = g_object_ref (store);
  self->blobs = pd_sync_blobs_new (store);
  g_signal_connect_object (self->blobs, "sent", G_CALLBACK (blob_sent_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::state", G_CALLBACK (state_changed_cb), NULL);
  g_signal_connect (self, "notify::last-success", G_CALLBACK (success_cb), NULL);
  self->monitor = g_network_monitor_get_default ();
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  pd_sync_service_notify_state (self);
  pd_sync_service_count (self);
  return self;
}
