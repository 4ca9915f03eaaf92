/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-handlers.h"

#include <glib/gi18n-lib.h>

#include "model/pd-id.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"
#include "wire/pd-wire.h"

/* One push: more is answered 413, and the client halves its batch. One mutation alone may be larger. */
#define PUSH_MAX_MUTATIONS 500
#define PUSH_MAX_BYTES (1024 * 1024)

/* The counter belongs to the sending, not to what the person did: it may differ when the same is sent again. */
static char *
payload_hash (const PdMutation *mutation)
{
  PdMutation content = *mutation;

  content.counter = 0;

  g_autofree char *text = pd_wire_mutation_to_text (&content);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* @result is NULL when the mutation was never decided. */
static gboolean
find_decided (PdPlatform *platform,
              const char *tenant,
              const PdMutation *mutation,
              const char *hash,
              PdResult **result,
              GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT payload_hash, result FROM applied WHERE tenant = ? AND mutation = ?",
                             "tt", tenant, mutation->id);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *result = NULL;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  if (g_strcmp0 (pd_platform_rows_text (rows, 0), hash) != 0)
    {
      *result = pd_result_new (mutation->id, PD_OUTCOME_REUSED);
      return TRUE;
    }
  *result = pd_wire_result_from_text (pd_platform_rows_text (rows, 1), -1, error);
  if (*result == NULL)
    return FALSE;
  (*result)->replayed = TRUE;
  return TRUE;
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
record_decision (PdPlatformChange *change,
                 const char *replica,
                 const PdMutation *mutation,
                 const char *hash,
                 const PdResult *result,
                 GError **error)
{
  g_autofree char *text = pd_wire_result_to_text (result);

  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT INTO applied VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "tttitttti",
                              change->tenant, mutation->id, replica, mutation->counter, hash,
                              pd_outcome_name (result->outcome), text, change->user, change->now) &&
         pd_platform_sql_run (
             change->platform->sql, error,
             "INSERT INTO replica VALUES (?, ?, ?, ?) ON CONFLICT (tenant, id) DO UPDATE SET"
             " acknowledged = max (acknowledged, excluded.acknowledged), seen_at = excluded.seen_at",
             "ttii", change->tenant, replica, mutation->counter, change->now);
}

/* One mutation; NULL when the platform itself failed and nothing is decided. */
static PdResult *
decide (PdPlatformCall *call, const char *replica, const PdMutation *mutation, GError **error)
{
  PdPlatform *platform = call->platform;
  const PdPlatformSession *session = call->session;
  g_autofree char *hash = payload_hash (mutation);
  g_autoptr (PdResult) result = NULL;
  gint64 acknowledged = 0;
  PdPlatformChange change = { .platform = platform,
                              .tenant = session->tenant,
                              .user = session->user_name,
                              .now = pd_platform_get_now (platform) };

  if (!find_decided (platform, session->tenant, mutation, hash, &result, error))
    return NULL;
  if (result != NULL)
    return g_steal_pointer (&result);
  if (!get_acknowledged (platform, session->tenant, replica, &acknowledged, error))
    return NULL;
  /* The counter ran backwards: the client was rolled back or copied. */
  if (mutation->counter <= acknowledged)
    return pd_result_new (mutation->id, PD_OUTCOME_REUSED);
  result = pd_platform_decide_mutation (&change, session, mutation, error);
  if (result == NULL || !record_decision (&change, replica, mutation, hash, result, error))
    return NULL;
  return g_steal_pointer (&result);
}

/* Whole or not at all, so that one that fails leaves those before it decided. */
static PdResult *
decide_in_savepoint (PdPlatformCall *call, const char *replica, const PdMutation *mutation, GError **error)
{
  PdPlatformSql *sql = call->platform->sql;

  if (!pd_platform_sql_script (sql, "SAVEPOINT mutation", error))
    return NULL;

  g_autoptr (PdResult) result = decide (call, replica, mutation, error);

  if (result == NULL)
    {
      pd_platform_sql_rollback (sql, "ROLLBACK TO mutation; RELEASE mutation");
      return NULL;
    }
  if (!pd_platform_sql_script (sql, "RELEASE mutation", error))
    return NULL;
  return g_steal_pointer (&result);
}

static gboolean
decide_all (PdPlatformCall *call, const PdWirePush *push, GPtrArray *results, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!pd_platform_sql_script (call->platform->sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (guint index = 0; index < push->mutations->len && failure == NULL; index++)
    {
      PdResult *result =
          decide_in_savepoint (call, push->replica, g_ptr_array_index (push->mutations, index), &failure);

      if (result != NULL)
        g_ptr_array_add (results, result);
    }
  if (!pd_platform_sql_script (call->platform->sql, "COMMIT", failure != NULL ? NULL : error))
    {
      pd_platform_sql_rollback (call->platform->sql, "ROLLBACK");
      if (failure == NULL)
        return FALSE;
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* TRUE when the push may be decided; FALSE when the response says why not. */
static gboolean
accept_push (PdPlatformCall *call, const PdWirePush *push, gsize size)
{
  if (push->replica == NULL || !pd_id_is_valid (push->replica))
    return !pd_platform_response_fail (call->response, 400, "invalid", "replica",
                                       _ ("The replica's id is not an id."));
  if (push->mutations->len > PUSH_MAX_MUTATIONS || (push->mutations->len > 1 && size > PUSH_MAX_BYTES))
    return !pd_platform_call_fail (call, 413, "too_large",
                                   _ ("This is too much at once. Send it in smaller parts."));
  for (guint index = 0; index < push->mutations->len; index++)
    {
      const PdMutation *mutation = g_ptr_array_index (push->mutations, index);

      if (!pd_id_is_valid (mutation->id) || mutation->counter <= 0)
        return !pd_platform_response_fail (call->response, 400, "invalid", "mutations",
                                           _ ("A change has no id or no counter."));
    }
  return TRUE;
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
  PdPlatformHead head;

  if (push == NULL)
    {
      gboolean limit = g_error_matches (malformed, PD_WIRE_ERROR, PD_WIRE_ERROR_LIMIT);

      return pd_platform_call_fail (call, limit ? 413 : 400, limit ? "too_large" : "malformed",
                                    malformed->message);
    }
  if (!accept_push (call, push, size))
    return TRUE;
  if (!pd_platform_get_head (call->platform, call->session->tenant, &head, error))
    return FALSE;
  if (push->epoch != NULL && *push->epoch != '\0' && g_strcmp0 (push->epoch, head.epoch) != 0)
    return pd_platform_call_fail (call, 409, "history_changed",
                                  _ ("The platform's data were restored. Read them anew."));
  if (!decide_all (call, push, results, error))
    return FALSE;
  count_outcomes (call->platform, results);
  pd_platform_response_set_json (call->response, 200, pd_wire_results_to_text (results));
  return TRUE;
}
