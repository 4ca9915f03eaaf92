/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bureau-model.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-look.h"
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "store/pd-store-issuing.h"

struct _PdBureauModel
{
  GObject parent_instance;

  PdStore *store;        /* (owned) */
  PdLook *look;          /* (owned) (nullable) */
  PdRecord *record;      /* (owned) (nullable) until it has arrived */
  char *pending_command; /* (owned) (nullable) that waits for the platform */
  PdQuota quota;
  guint n_waiting; /* invoices that wait for a sign-in */
  guint n_open;    /* all that are under way */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdBureauModel, pd_bureau_model, G_TYPE_OBJECT)

/** Look: one look at the cache. */
typedef struct
{
  PdRecord *record;      /* (owned) (nullable) */
  char *pending_command; /* (owned) (nullable) */
  GHashTable *counts;    /* (owned) (nullable) */
  PdQuota quota;
} Look;

static void
look_clear (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->record, pd_record_unref);
  g_clear_pointer (&look->counts, g_hash_table_unref);
  g_free (look->pending_command);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  GError *local = NULL;

  look->record = pd_store_get_only (session, &pd_bureau_type, &local);
  if (look->record != NULL)
    pd_store_get_row_state (session, &pd_bureau_type, pd_record_get_id (look->record), &look->pending_command,
                            &local);
  if (local == NULL)
    look->counts = pd_store_count_under_way (session, &local);
  if (local == NULL)
    return pd_store_get_quota (session, &look->quota, error);
  g_propagate_error (error, local);
  return FALSE;
}

static guint
count (const Look *look, const char *state)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (look->counts, state));
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdBureauModel *self = owner;
  Look *look = data;

  if (error != NULL)
    return;
  g_clear_pointer (&self->record, pd_record_unref);
  g_free (self->pending_command);
  self->record = g_steal_pointer (&look->record);
  self->pending_command = g_steal_pointer (&look->pending_command);
  self->quota = look->quota;
  self->n_waiting = count (look, PD_INVOICE_STATE_WAITING);
  self->n_open = self->n_waiting + count (look, PD_INVOICE_STATE_QUEUED) +
                 count (look, PD_INVOICE_STATE_SUBMITTED) + count (look, PD_INVOICE_STATE_UNKNOWN);
  g_signal_emit (self, signals[CHANGED], 0);
}

static const PdLookKind look_kind = { .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 150,
                                      .priority = PD_STORE_PRIORITY_IDLE };

/**
 * pd_bureau_model_refresh:
 * @self: a model
 *
 * Looks again; "changed" tells when it has.
 */
void
pd_bureau_model_refresh (PdBureauModel *self)
{
  g_return_if_fail (PD_IS_BUREAU_MODEL (self));

  pd_look_now (self->look);
}

/* --- commands */

typedef struct
{
  char *id;      /* (owned) */
  char *command; /* (owned) */
  char *reason;  /* (owned) (nullable) */
} Command;

static void
command_free (gpointer data)
{
  Command *command = data;

  g_free (command->id);
  g_free (command->command);
  g_free (command->reason);
  g_free (command);
}

/* A request that has not left yet gives way: the person has thought better of it. */
static gboolean
command_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Command *command = data;
  g_autofree char *pending = NULL;

  pd_store_get_row_state (session, &pd_bureau_type, command->id, &pending, NULL);
  if (pending != NULL && !pd_store_withdraw_command (session, &pd_bureau_type, command->id, NULL))
    g_debug ("“%s” is on its way.", pending);
  return pd_store_add_command (session, &pd_bureau_type, command->id, command->command, command->reason,
                               pd_now (), error);
}

static void
commanded_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (pd_store_write_finish (PD_STORE (store), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * pd_bureau_model_command_async:
 * @self: a model whose record has arrived
 * @command: a command of the bureau: "sign_in", "sign_in_by_sms", "enter_code", "refresh", "compare"
 * @reason: (nullable): for "enter_code" the code
 * @callback: called when it is saved
 * @user_data: for @callback
 *
 * Queues the command; the next synchronisation sends it.
 */
void
pd_bureau_model_command_async (PdBureauModel *self,
                               const char *command,
                               const char *reason,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;
  Command *job;

  g_return_if_fail (PD_IS_BUREAU_MODEL (self));
  g_return_if_fail (self->record != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pd_bureau_model_command_async);
  job = g_new0 (Command, 1);
  job->id = g_strdup (pd_record_get_id (self->record));
  job->command = g_strdup (command);
  job->reason = g_strdup (reason);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, command_job, job, command_free, NULL,
                        commanded_cb, task);
}

gboolean
pd_bureau_model_command_finish (PdBureauModel *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- life */

static void
pd_bureau_model_dispose (GObject *object)
{
  PdBureauModel *self = PD_BUREAU_MODEL (object);

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_bureau_model_parent_class)->dispose (object);
}

static void
pd_bureau_model_finalize (GObject *object)
{
  PdBureauModel *self = PD_BUREAU_MODEL (object);

  g_clear_pointer (&self->record, pd_record_unref);
  g_free (self->pending_command);

  G_OBJECT_CLASS (pd_bureau_model_parent_class)->finalize (object);
}

static void
pd_bureau_model_class_init (PdBureauModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_bureau_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_bureau_model_finalize;

  /**
   * PdBureauModel::changed:
   *
   * Something of it has changed, or may have.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
pd_bureau_model_init (PdBureauModel *self)
{
}

/**
 * pd_bureau_model_new:
 * @store: the cache
 *
 * Returns: (transfer full): a model that is about to look
 */
PdBureauModel *
pd_bureau_model_new (PdStore *store)
{
  PdBureauModel *self = g_object_new (PD_TYPE_BUREAU_MODEL, NULL);

  self->store = g_object_ref (store);
  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_bureau_type);
  pd_look_watch (self->look, &pd_invoice_type);
  pd_look_watch (self->look, &pd_order_type);
  pd_bureau_model_refresh (self);
  return self;
}

/** pd_bureau_model_get_record: Returns: (nullable) (transfer none): the bureau; %NULL until it has arrived */
PdRecord *
pd_bureau_model_get_record (PdBureauModel *self)
{
  g_return_val_if_fail (PD_IS_BUREAU_MODEL (self), NULL);

  return self->record;
}

/** pd_bureau_model_get_session: Returns: (transfer none): one of PD_BUREAU_SESSION_*; unknown until it has arrived */
const char *
pd_bureau_model_get_session (PdBureauModel *self)
{
  const char *session;

  g_return_val_if_fail (PD_IS_BUREAU_MODEL (self), PD_BUREAU_SESSION_UNKNOWN);

  session = self->record != NULL ? pd_record_get_text (self->record, PD_BUREAU_SESSION) : NULL;
  return session != NULL ? session : PD_BUREAU_SESSION_UNKNOWN;
}

const PdQuota *
pd_bureau_model_get_quota (PdBureauModel *self)
{
  g_return_val_if_fail (PD_IS_BUREAU_MODEL (self), NULL);

  return &self->quota;
}

/** pd_bureau_model_get_n_waiting: Returns: how many invoices wait for a sign-in */
guint
pd_bureau_model_get_n_waiting (PdBureauModel *self)
{
  g_return_val_if_fail (PD_IS_BUREAU_MODEL (self), 0);

  return self->n_waiting;
}

/** pd_bureau_model_get_n_open: Returns: how many invoices are under way at the platform */
guint
pd_bureau_model_get_n_open (PdBureauModel *self)
{
  g_return_val_if_fail (PD_IS_BUREAU_MODEL (self), 0);

  return self->n_open;
}

const char *
pd_bureau_model_get_pending_command (PdBureauModel *self)
{
  g_return_val_if_fail (PD_IS_BUREAU_MODEL (self), NULL);

  return self->pending_command;
}

PdStore *
pd_bureau_model_get_store (PdBureauModel *self)
{
  g_return_val_if_fail (PD_IS_BUREAU_MODEL (self), NULL);

  return self->store;
}
