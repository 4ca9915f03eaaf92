/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-handlers.h"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"
#include "wire/pd-wire.h"

/* One push: more is answered 413, and the client halves its batch. One mutation alone may be larger. */
#define PUSH_MAX_MUTATIONS 500
#define PUSH_MAX_BYTES (1024 * 1024)

/* @result is NULL when the mutation was never decided. */
static gboolean
find_decided (PdPlatform *platform,
              const char *tenant,
              const PdWireEntry *entry,
              PdResult **result,
              GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT payload_hash, result FROM applied WHERE tenant = ? AND mutation = ?",
                             "tt", tenant, entry->id);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *result = NULL;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  if (g_strcmp0 (pd_platform_rows_text (rows, 0), entry->payload_hash) != 0)
    {
      *result = pd_result_new (entry->id, PD_OUTCOME_REUSED);
      return TRUE;
    }
  *result = pd_platform_replay_result (platform, tenant, pd_platform_rows_text (rows, 1), error);
  return *result != NULL;
}

static gboolean
get_acknowledged (PdPlatform *platform,
                  const char *tenant,
                  const char *replica,
                  gint64 *counter,
                  GError **error)
{
  *counter = 0;
  return pd_platform_sql_get_integer (platform->sql, counter, error,
                                      "SELECT acknowledged FROM replica WHERE tenant = ? AND id = ?", "tt",
                                      tenant, replica);
}

static gboolean
set_acknowledged (PdPlatform *platform,
                  const char *tenant,
                  const char *replica,
                  gint64 counter,
                  GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "INSERT INTO replica VALUES (?, ?, ?, ?) ON CONFLICT (tenant, id) DO UPDATE SET"
      " acknowledged = max (acknowledged, excluded.acknowledged), seen_at = excluded.seen_at",
      "ttii", tenant, replica, counter, pd_platform_get_now (platform));
}

static gboolean
record_decision (PdPlatformChange *change,
                 const char *replica,
                 const PdWireEntry *entry,
                 const PdResult *result,
                 GError **error)
{
  g_autofree char *text = pd_wire_result_to_text (result);

  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT INTO applied VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "tttitttti",
                              change->tenant, entry->id, replica, entry->counter, entry->payload_hash,
                              pd_outcome_name (result->outcome), text, change->user, change->now);
}

/* What a newer client means is not known here: its author is told, and what else it sent goes on. */
static PdResult *
reject_malformed (const PdWireEntry *entry)
{
  PdResult *result = pd_result_new (entry->id, PD_OUTCOME_REJECTED);

  result->code = g_strdup ("malformed");
  result->path = g_strdup (entry->path);
  /* In constant words, which the client says in the person's language; the path tells the rest. */
  result->message = g_strdup (
      _ ("The platform does not understand this change, which a newer Piaodan may have made. Nothing was "
         "stored. Ask the administrator to update the platform, then save it again."));
  g_debug ("malformed: %s", entry->message);
  return result;
}

/** Replica: who pushes, and the highest of its counters that has been decided. */
typedef struct
{
  const char *id;
  gint64 acknowledged;
  gboolean briefly; /* it makes up itself what it can */
  gboolean moved;   /* records went from one stream to another */
} Replica;

/* One mutation; NULL when the platform itself failed and nothing is decided. */
static PdResult *
decide (PdPlatformCall *call, Replica *replica, const PdWireEntry *entry, GError **error)
{
  PdPlatform *platform = call->platform;
  const PdPlatformSession *session = call->session;
  g_autoptr (PdResult) result = NULL;
  PdPlatformChange change = { .platform = platform,
                              .tenant = session->tenant,
                              .user = session->user_name,
                              .replica = session->device != NULL ? session->device : replica->id,
                              .now = pd_platform_get_now (platform),
                              .briefly = replica->briefly };

  if (!find_decided (platform, session->tenant, entry, &result, error))
    return NULL;
  if (result != NULL)
    return g_steal_pointer (&result);
  /* The counter ran backwards: the client was rolled back or copied. */
  if (entry->counter > 0 && entry->counter <= replica->acknowledged)
    return pd_result_new (entry->id, PD_OUTCOME_REUSED);
  result = entry->mutation != NULL ? pd_platform_decide_mutation (&change, session, entry->mutation, error)
                                   : reject_malformed (entry);
  if (result == NULL || !record_decision (&change, replica->id, entry, result, error))
    return NULL;
  replica->moved = replica->moved || change.moved;
  replica->acknowledged = MAX (replica->acknowledged, entry->counter);
  return g_steal_pointer (&result);
}

/* Whole or not at all, so that one that fails leaves those before it decided. */
static PdResult *
decide_in_savepoint (PdPlatformCall *call, Replica *replica, const PdWireEntry *entry, GError **error)
{
  PdPlatformSql *sql = call->platform->sql;

  if (!pd_platform_sql_run (sql, error, "SAVEPOINT mutation", ""))
    return NULL;

  g_autoptr (PdResult) result = decide (call, replica, entry, error);

  if (result == NULL)
    {
      pd_platform_sql_rollback (sql, "ROLLBACK TO mutation; RELEASE mutation");
      return NULL;
    }
  if (!pd_platform_sql_run (sql, error, "RELEASE mutation", ""))
    return NULL;
  return g_steal_pointer (&result);
}

/* What came to the history in this transaction is told by the results, all of it: not when a command wrote a second
 * record. @passage: (out) (transfer full) (nullable) */
static gboolean
find_passage (PdPlatform *platform,
              const char *tenant,
              const PdPlatformHead *before,
              GPtrArray *results,
              PdWirePassage **passage,
              GError **error)
{
  PdPlatformHead after;
  gint64 n_told = 0;

  if (!pd_platform_get_head (platform, tenant, &after, error))
    return FALSE;
  for (guint index = 0; index < results->len; index++)
    {
      const PdResult *result = g_ptr_array_index (results, index);

      n_told += result->outcome == PD_OUTCOME_OK && !result->replayed && result->record != NULL &&
                pd_record_get_sequence (result->record) > before->sequence;
    }
  if (n_told == 0 || n_told != after.sequence - before->sequence)
    return TRUE;
  *passage = g_new0 (PdWirePassage, 1);
  (*passage)->from = pd_platform_cursor_to_text (before, before->sequence, before->chain);
  (*passage)->to = pd_platform_cursor_to_text (&after, after.sequence, after.chain);
  (*passage)->last = after.sequence;
  return TRUE;
}

static gboolean
decide_all (PdPlatformCall *call,
            const PdWirePush *push,
            GPtrArray *results,
            PdWirePassage **passage,
            GError **error)
{
  PdPlatform *platform = call->platform;
  const char *tenant = call->session->tenant;
  Replica replica = { .id = push->replica, .briefly = push->briefly };
  g_autoptr (GError) failure = NULL;
  PdPlatformHead before;

  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (get_acknowledged (platform, tenant, replica.id, &replica.acknowledged, &failure))
    pd_platform_get_head (platform, tenant, &before, &failure);
  for (guint index = 0; index < push->entries->len && failure == NULL; index++)
    {
      PdResult *result =
          decide_in_savepoint (call, &replica, g_ptr_array_index (push->entries, index), &failure);

      if (result != NULL)
        g_ptr_array_add (results, result);
    }
  /* What was decided is gone with the transaction when that has ended: then it must not count as decided. */
  if (results->len > 0 && pd_platform_sql_is_in_transaction (platform->sql))
    set_acknowledged (platform, tenant, replica.id, replica.acknowledged, failure != NULL ? NULL : &failure);
  if (failure == NULL && !replica.moved)
    find_passage (platform, tenant, &before, results, passage, &failure);
  if (!pd_platform_sql_script (platform->sql, "COMMIT", failure != NULL ? NULL : error))
    {
      pd_platform_sql_rollback (platform->sql, "ROLLBACK");
      if (failure == NULL)
        return FALSE;
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
count_outcomes (PdPlatform *platform, GPtrArray *results)
{
  for (guint index = 0; index < results->len; index++)
    platform->mutations[((const PdResult *) g_ptr_array_index (results, index))->outcome]++;
}

/** pd_platform_handle_push: POST /v1/sync/push, see sync 2.3. */
gboolean
pd_platform_handle_push (PdPlatformCall *call, GError **error)
{
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autoptr (GError) malformed = NULL;
  g_autoptr (PdWirePush) push = pd_wire_push_from_text (text, (gssize) size, &malformed);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  g_autoptr (PdWirePassage) passage = NULL;
  PdPlatformHead head;

  /* Only what a smaller push cures is "too large". */
  if (size > PD_WIRE_MAX_BYTES || (push != NULL && (push->entries->len > PUSH_MAX_MUTATIONS ||
                                                    (push->entries->len > 1 && size > PUSH_MAX_BYTES))))
    return pd_platform_call_fail (call, 413, "too_large",
                                  _ ("This is too much at once. Send it in smaller parts."));
  if (push == NULL)
    return pd_platform_call_fail (call, 400, "malformed", malformed->message);
  if (!pd_platform_get_head (call->platform, call->session->tenant, &head, error))
    return FALSE;
  if (push->epoch != NULL && *push->epoch != '\0' && g_strcmp0 (push->epoch, head.epoch) != 0)
    return pd_platform_call_fail (call, 409, "history_changed",
                                  _ ("The platform's data were restored. Read them anew."));
  if (!decide_all (call, push, results, &passage, error))
    return FALSE;
  count_outcomes (call->platform, results);
  pd_platform_response_set_json (call->response, 200, pd_wire_pushed_to_text (results, passage));
  return TRUE;
}
