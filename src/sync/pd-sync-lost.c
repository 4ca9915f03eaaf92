/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "store/pd-store-lost.h"
#include "store/pd-store-outbox.h"
#include "wire/pd-wire-lost.h"

/* Gives back to a restored platform what it has lost: by a person's wish, in parts, each settled before the next. */

#define PART_RECORDS 100

/** GivingBack: all that is to go, and how far it has come. */
typedef struct
{
  char *epoch;    /* (owned) (nullable) */
  GPtrArray *all; /* (owned) (nullable) of PdStoreLost, an order before its invoices */
  guint n_done;
  guint n_part;   /* of the request under way */
  GBytes *answer; /* (owned) (nullable) */
  guint n_taken;
} GivingBack;

static void
giving_back_free (gpointer data)
{
  GivingBack *giving = data;

  g_clear_pointer (&giving->all, g_ptr_array_unref);
  g_clear_pointer (&giving->answer, g_bytes_unref);
  g_free (giving->epoch);
  g_free (giving);
}

static void ask_next (GTask *task);

/* Behind every id. */
#define FORMS "~1"
#define RED_INVOICES "~2"

static gboolean
is_alone (const char *group)
{
  return *group == '\0' || *group == '~';
}

/* What others refer to goes first, and an order right before its invoices: the platform takes those together. Forms go
 * behind the invoices that they reverse, and red invoices behind the forms that they come with. */
static const char *
group_of (const PdStoreLost *lost)
{
  const PdRecordType *type = pd_record_get_record_type (lost->record);
  const char *order =
      type == &pd_invoice_type ? pd_record_get_text (lost->record, PD_INVOICE_ORDER_ID) : NULL;

  if (type == &pd_red_form_type)
    return FORMS;
  if (type == &pd_invoice_type && pd_record_get_flag (lost->record, PD_INVOICE_RED))
    return RED_INVOICES;
  if (type != &pd_order_type && type != &pd_invoice_type)
    return "";
  return order != NULL ? order : pd_record_get_id (lost->record);
}

static int
compare_lost (gconstpointer a, gconstpointer b)
{
  const PdStoreLost *x = *(const PdStoreLost *const *) a, *y = *(const PdStoreLost *const *) b;
  int order = strcmp (group_of (x), group_of (y));

  if (order != 0)
    return order;
  return (pd_record_get_record_type (x->record) == &pd_invoice_type) -
         (pd_record_get_record_type (y->record) == &pd_invoice_type);
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GivingBack *giving = data;

  giving->epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, NULL);
  giving->all = pd_store_list_lost (session, error);
  if (giving->all == NULL)
    return FALSE;
  g_ptr_array_sort (giving->all, compare_lost);
  return TRUE;
}

static gboolean
settle_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GivingBack *giving = data;
  g_autoptr (GPtrArray) results =
      pd_wire_results_from_text (g_bytes_get_data (giving->answer, NULL),
                                 (gssize) g_bytes_get_size (giving->answer), error);

  if (results == NULL)
    return FALSE;
  giving->n_part = MIN (giving->n_part, results->len);
  for (guint i = 0; i < giving->n_part; i++)
    {
      const PdStoreLost *lost = g_ptr_array_index (giving->all, giving->n_done + i);
      const PdResult *result = g_ptr_array_index (results, i);

      if (g_strcmp0 (result->mutation_id, pd_record_get_id (lost->record)) != 0)
        {
          g_set_error_literal (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD, "results");
          return FALSE;
        }
      if (!pd_store_settle_lost (session, lost->record, result, g_get_real_time (), error))
        return FALSE;
      giving->n_taken += result->outcome == PD_OUTCOME_OK;
    }
  return TRUE;
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GivingBack *giving = g_task_get_task_data (task);
  GError *error = NULL;

  if (!pd_store_write_finish (PD_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  giving->n_done += MAX (giving->n_part, 1);
  ask_next (g_steal_pointer (&task));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PdSyncService *self = g_task_get_source_object (task);
  GivingBack *giving = g_task_get_task_data (task);
  gint64 retry_after;
  GError *error = NULL;

  g_clear_pointer (&giving->answer, g_bytes_unref);
  giving->answer = pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);
  if (giving->answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* What the platform has said is written down, whoever no longer waits for it. */
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, settle_job, giving, NULL, NULL, settled_cb,
                        g_steal_pointer (&task));
}

/* Whole groups, as many as go into one request. */
static GBytes *
next_part (GivingBack *giving)
{
  g_autoptr (GPtrArray) part = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_lost_free);
  gsize length;
  char *text;

  for (guint i = giving->n_done; i < giving->all->len; i++)
    {
      const PdStoreLost *lost = g_ptr_array_index (giving->all, i);
      const PdStoreLost *before = i > giving->n_done ? g_ptr_array_index (giving->all, i - 1) : NULL;
      gboolean together =
          before != NULL && g_str_equal (group_of (before), group_of (lost)) && !is_alone (group_of (lost));

      if (part->len >= PD_WIRE_MAX_LOST || (part->len >= PART_RECORDS && !together))
        break;
      g_ptr_array_add (part, pd_wire_lost_new (lost->there, lost->record));
    }
  giving->n_part = part->len;
  text = pd_wire_lost_to_text (giving->epoch, part);
  length = strlen (text);
  return g_bytes_new_take (text, length);
}

/* @task: (transfer full) */
static void
ask_next (GTask *task)
{
  PdSyncService *self = g_task_get_source_object (task);
  GivingBack *giving = g_task_get_task_data (task);
  g_autoptr (GTask) owned = task;
  g_autoptr (GBytes) body = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->transport == NULL)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_SIGN_IN, "%s",
                               pd_sync_service_get_message (self));
      return;
    }
  if (giving->n_done >= giving->all->len || giving->epoch == NULL)
    {
      if (giving->n_taken > 0)
        pd_sync_service_step (self, &(PdSyncEvent){ .type = PD_SYNC_EVENT_KICK });
      g_task_return_boolean (task, TRUE);
      return;
    }
  body = next_part (giving);
  pd_sync_transport_send_async (self->transport, "POST", "/v1/sync/lost", body, PD_WIRE_MAX_BYTES,
                                g_task_get_cancellable (task), answered_cb, g_steal_pointer (&owned));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    ask_next (g_steal_pointer (&task));
}

/**
 * pd_sync_service_give_back_async:
 * @self: a service
 * @cancellable: (nullable): stops it; what is given back already stays there
 * @callback: called when the platform has said something to every record
 * @user_data: for @callback
 *
 * Gives back what a restored platform has lost and this cache still has (sync: 2.8). The platform lets administrators
 * alone. Doing it again, or on several computers, doubles nothing.
 */
void
pd_sync_service_give_back_async (PdSyncService *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  PdSyncPhase phase = pd_sync_engine_get_phase (self->engine);
  GivingBack *giving = g_new0 (GivingBack, 1);

  g_task_set_source_tag (task, pd_sync_service_give_back_async);
  g_task_set_task_data (task, giving, giving_back_free);
  if (self->transport == NULL || phase == PD_SYNC_PHASE_SIGNED_OUT || phase == PD_SYNC_PHASE_OFFLINE)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR,
                               phase == PD_SYNC_PHASE_OFFLINE ? PD_SYNC_FAILURE_NETWORK
                                                              : PD_SYNC_FAILURE_SIGN_IN,
                               "%s", pd_sync_service_get_message (self));
      return;
    }
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, read_job, giving, NULL, cancellable, read_cb,
                       g_steal_pointer (&task));
}

/**
 * pd_sync_service_give_back_finish:
 * @self: a service
 * @result: the callback's
 * @n_taken: (out): how many records the platform has again
 * @n_left: (out): how many it did not take; the list of the lost ones says why
 * @error: return location
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_sync_service_give_back_finish (PdSyncService *self,
                                  GAsyncResult *result,
                                  guint *n_taken,
                                  guint *n_left,
                                  GError **error)
{
  const GivingBack *giving = g_task_get_task_data (G_TASK (result));

  *n_taken = giving->n_taken;
  *n_left = giving->all != NULL ? giving->all->len - giving->n_taken : 0;
  return g_task_propagate_boolean (G_TASK (result), error);
}
