/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-tracking.h"

#include "model/pd-order.h"
#include "store/pd-store-records.h"
#include "store/pd-store-session.h"

/** Target: an order that events are entered for. */
typedef struct
{
  char *id;       /* (owned) */
  char *number;   /* (owned) */
  GArray *events; /* (owned) of guint: indexes of events, in the order of the file */
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_free (target->id);
  g_free (target->number);
  g_array_unref (target->events);
  g_free (target);
}

static void
tracked_free (gpointer data)
{
  PdStoreTracked *tracked = data;

  g_free (tracked->order);
  g_free (tracked->sentence);
  g_free (tracked);
}

void
pd_store_tracking_free (PdStoreTracking *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->tracked);
  g_ptr_array_unref (self->orders);
  g_free (self);
}

static void
index_free (gpointer indexes)
{
  g_array_unref (indexes);
}

/* (transfer full): folded number → indexes of the events that name it */
static GHashTable *
index_events (PdStoreTracking *self, const GPtrArray *events)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, index_free);

  for (guint i = 0; i < events->len; i++)
    {
      PdStoreTracked *tracked = g_new0 (PdStoreTracked, 1);
      char *number;
      GArray *indexes;

      tracked->event = g_ptr_array_index (events, i);
      g_ptr_array_add (self->tracked, tracked);
      number = pd_tracking_fold_number (tracked->event->number);
      indexes = g_hash_table_lookup (index, number);
      if (indexes == NULL)
        {
          indexes = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (index, g_steal_pointer (&number), indexes);
        }
      g_array_append_val (indexes, i);
      g_free (number);
    }
  return index;
}

static Target *
find_target (PdStoreTracking *self, GHashTable *targets, PdStatement *row)
{
  const char *id = pd_statement_text (row, 0);
  Target *target = g_hash_table_lookup (targets, id);

  if (target != NULL)
    return target;
  target = g_new0 (Target, 1);
  target->id = g_strdup (id);
  target->number = g_strdup (pd_statement_text (row, 1));
  target->events = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (self->orders, target);
  g_hash_table_insert (targets, target->id, target);
  return target;
}

/* One walk over all parcels: a carrier's file is of hundreds of them. */
static gboolean
find_targets (PdStoreSession *session, PdStoreTracking *self, GHashTable *index, GError **error)
{
  g_autoptr (GHashTable) targets = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (PdStatement) row = pd_store_session_prepare (
      session,
      "SELECT o.id, coalesce (o.number, o.id), p.tracking_number FROM order_parcels AS p"
      " JOIN orders AS o ON o.row = p.parent"
      " WHERE p.tracking_number IS NOT NULL AND o.deleted = 0 ORDER BY o.row, p.id",
      error);
  gboolean found;

  if (row == NULL)
    return FALSE;
  while (pd_store_session_step (session, row, &found, error))
    {
      g_autofree char *number = found ? pd_tracking_fold_number (pd_statement_text (row, 2)) : NULL;
      const GArray *indexes = found ? g_hash_table_lookup (index, number) : NULL;
      Target *target;

      if (!found)
        return TRUE;
      if (indexes == NULL)
        continue;
      target = find_target (self, targets, row);
      g_array_append_vals (target->events, indexes->data, indexes->len);
    }
  return FALSE;
}

/* Two parcels of an order may have one number: then its events stand there twice. */
static int
compare_indexes (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a, right = *(const guint *) b;

  return (left > right) - (left < right);
}

static gboolean
look_at (PdStoreSession *session, PdStoreTracking *self, Target *target, GError **error)
{
  g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, target->id, error);

  if (order == NULL)
    return FALSE;
  g_array_sort (target->events, compare_indexes);
  for (guint i = 0; i < target->events->len; i++)
    {
      guint index = g_array_index (target->events, guint, i);
      PdStoreTracked *tracked = g_ptr_array_index (self->tracked, index);
      PdTrackingOutcome outcome;

      if (i > 0 && g_array_index (target->events, guint, i - 1) == index)
        continue;
      if (tracked->order == NULL)
        tracked->order = g_strdup (target->number);
      outcome = pd_tracking_take (order, tracked->event);
      tracked->expected = MAX (tracked->expected, outcome);
    }
  return TRUE;
}

/**
 * pd_store_tracking_plan:
 * @session: the session
 * @events: (element-type PdTrackingEvent): what a carrier tells; stay where they are as long as the result lives
 * @cancellable: (nullable): stops it
 * @error: (out) (optional): where the error goes
 *
 * Finds the orders whose parcels the events are of, and what would become of each; nothing is written.
 *
 * Returns: (transfer full) (nullable): %NULL when the cache could not be read
 */
PdStoreTracking *
pd_store_tracking_plan (PdStoreSession *session,
                        const GPtrArray *events,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (PdStoreTracking) self = g_new0 (PdStoreTracking, 1);
  g_autoptr (GHashTable) index = NULL;

  self->tracked = g_ptr_array_new_with_free_func (tracked_free);
  self->orders = g_ptr_array_new_with_free_func (target_free);
  index = index_events (self, events);
  if (!find_targets (session, self, index, error))
    return NULL;
  for (guint i = 0; i < self->orders->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !look_at (session, self, g_ptr_array_index (self->orders, i), error))
      return NULL;
  return g_steal_pointer (&self);
}

/* Is said of that order, and lets the others go on; anything else is the cache's trouble. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_FROZEN) ||
         g_error_matches (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
}

static void
settle (PdStoreTracked *tracked, PdTrackingOutcome outcome, const GError *refusal)
{
  tracked->is_done = TRUE;
  tracked->outcome = MAX (tracked->outcome,
                          refusal != NULL && outcome == PD_TRACKING_ENTERED ? PD_TRACKING_REFUSED : outcome);
  if (refusal == NULL || tracked->outcome != PD_TRACKING_REFUSED)
    return;
  g_free (tracked->sentence);
  tracked->sentence = g_strdup (refusal->message);
}

static gboolean
enter_one (PdStoreSession *session, PdStoreTracking *self, const Target *target, gint64 now, GError **error)
{
  GError *refusal = NULL;
  g_autoptr (PdRecord) order = pd_store_get_record (session, &pd_order_type, target->id, &refusal);
  g_autofree PdTrackingOutcome *outcomes = g_new0 (PdTrackingOutcome, MAX (target->events->len, 1));
  gboolean any = FALSE, good;

  for (guint i = 0; order != NULL && i < target->events->len; i++)
    {
      const PdStoreTracked *tracked =
          g_ptr_array_index (self->tracked, g_array_index (target->events, guint, i));

      outcomes[i] = pd_tracking_take (order, tracked->event);
      any = any || outcomes[i] == PD_TRACKING_ENTERED;
    }
  if (any)
    {
      pd_record_derive (order);
      pd_store_save_record (session, order, now, &refusal);
    }
  good = refusal == NULL || is_refusal (refusal);
  for (guint i = 0; good && i < target->events->len; i++)
    settle (g_ptr_array_index (self->tracked, g_array_index (target->events, guint, i)),
            order == NULL ? PD_TRACKING_ENTERED : outcomes[i], refusal);
  if (good)
    g_clear_error (&refusal);
  else
    g_propagate_error (error, refusal);
  return good;
}

/**
 * pd_store_tracking_enter:
 * @session: the session of a writing job
 * @self: what was planned
 * @first: the first order of this transaction
 * @n: how many
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Enters the events of these orders, each order in one piece. What an order refuses is said at its events and does not
 * keep the others back; whatever was entered meanwhile by somebody else is known, and stays one.
 *
 * Returns: %FALSE when the cache could not be written; the transaction is to be given up then
 */
gboolean
pd_store_tracking_enter (PdStoreSession *session,
                         PdStoreTracking *self,
                         guint first,
                         guint n,
                         gint64 now,
                         GError **error)
{
  for (guint i = first; i < self->orders->len && i < first + n; i++)
    if (!enter_one (session, self, g_ptr_array_index (self->orders, i), now, error))
      return FALSE;
  return TRUE;
}

/**
 * pd_store_tracking_forget:
 * @self: what was planned
 * @first: the first order of a transaction that was given up
 * @n: how many it had
 *
 * What became of their events is not known any more: nothing.
 */
void
pd_store_tracking_forget (PdStoreTracking *self, guint first, guint n)
{
  for (guint i = first; i < self->orders->len && i < first + n; i++)
    {
      const Target *target = g_ptr_array_index (self->orders, i);

      for (guint j = 0; j < target->events->len; j++)
        {
          PdStoreTracked *tracked =
              g_ptr_array_index (self->tracked, g_array_index (target->events, guint, j));

          tracked->is_done = FALSE;
          tracked->outcome = PD_TRACKING_UNMATCHED;
        }
    }
}
