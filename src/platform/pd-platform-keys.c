/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-keys.h"

#include "model/pd-id.h"
#include "model/pd-submission-key.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-outcome.h"

/* Under which key an order is submitted: the one thing that keeps it from being issued twice. */

/* An id's time is of some computer's clock. */
#define SKEW G_TIME_SPAN_DAY

/* @is_doubtful: (out): whether the order is older than the data's last restore */
static gboolean
is_doubtful (PdPlatformChange *change, const char *order, gboolean *is_doubtful, GError **error)
{
  gint64 restored_at = 0;

  *is_doubtful = FALSE;
  if (!pd_platform_sql_get_integer (change->platform->sql, &restored_at, error,
                                    "SELECT coalesce (restored_at, 0) FROM tenant_head WHERE tenant = ?", "t",
                                    change->tenant))
    return FALSE;
  *is_doubtful = restored_at > 0 && pd_id_get_time (order) < restored_at + SKEW;
  return TRUE;
}

/**
 * pd_platform_choose_key:
 * @payload_hash: of what is to be issued
 * @choice: (out): its key is the caller's
 *
 * An order keeps its key for as long as the provider has nothing definitive under it, so that whatever was forgotten on
 * the way (an answer, a day of the platform's own data) is found again instead of doubled. Where a failure is kept under
 * the key, unchanged content gets the provider's own retry, and mended content the next key, but not before the provider
 * has been asked once more: somebody may have retried it on the provider's own pages. Of an order that is older than a
 * restored platform the provider may have more under any key: it is asked for them one after the other, and nothing is
 * retried. What was taken back before it was sent says nothing of the provider. Where an invoice was reversed as a
 * whole, the next one is a new invoice: under the old key the provider would only tell of the old one.
 */
gboolean
pd_platform_choose_key (PdPlatformChange *change,
                        const char *seller_tax_number,
                        const char *order,
                        const char *payload_hash,
                        PdPlatformKeyChoice *choice,
                        GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (change->platform->sql, error,
                             "SELECT generation, is_spent, payload_hash, state, gateway FROM submission"
                             " WHERE tenant = ? AND order_id = ? AND what = 'invoice'"
                             " AND (state <> 'failed' OR attempts > 0)"
                             " ORDER BY generation DESC, queued_at DESC, is_spent LIMIT 1",
                             "tt", change->tenant, order);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step == PD_PLATFORM_STEP_FAILED || !is_doubtful (change, order, &choice->asks, error))
    return FALSE;
  choice->generation = 1;
  choice->retry = FALSE;
  if (step == PD_PLATFORM_STEP_ROW)
    {
      gboolean is_spent = pd_platform_rows_integer (rows, 1) != 0;
      gboolean is_refused = is_spent && g_strcmp0 (pd_platform_rows_text (rows, 3), "failed") == 0 &&
                            gateway != NULL &&
                            g_strcmp0 (pd_platform_rows_text (rows, 4), pd_gateway_get_name (gateway)) == 0;

      choice->generation = (guint) pd_platform_rows_integer (rows, 0);
      choice->retry = is_refused && !choice->asks &&
                      g_strcmp0 (pd_platform_rows_text (rows, 2), payload_hash) == 0 &&
                      pd_gateway_get_functions (gateway)->retry != NULL;
      choice->asks |= is_refused && !choice->retry;
      if (is_spent && !is_refused)
        choice->generation++;
    }
  choice->key = pd_submission_key (seller_tax_number, order, choice->generation);
  return TRUE;
}

/**
 * pd_platform_take_next_key:
 * @entry: asks first, and nothing came of what was sent under its key before
 * @key: (out) (transfer full): the next one of its order; it is asked for under that, and sent if it is not found
 */
gboolean
pd_platform_take_next_key (PdPlatformChange *change,
                           const PdPlatformEntry *entry,
                           const char *seller_tax_number,
                           char **key,
                           GError **error)
{
  gint64 generation = 0;

  if (!pd_platform_sql_get_integer (change->platform->sql, &generation, error,
                                    "SELECT generation + 1 FROM submission WHERE tenant = ? AND record = ?",
                                    "tt", change->tenant, entry->record))
    return FALSE;
  *key = pd_submission_key (seller_tax_number, entry->order, (guint) generation);
  return pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE submission SET generation = ?, key = ?, serial = NULL, next_at = ?,"
                              " tries = 0, lease_until = NULL WHERE tenant = ? AND record = ?",
                              "ititt", generation, *key, change->now, change->tenant, entry->record);
}

/* What waits says so no more: it is asked for. */
static gboolean
doubt_waiting (PdPlatformChange *change, const char *state, GError **error)
{
  g_autoptr (GPtrArray) entries =
      pd_platform_ledger_list_state (change->platform, change->tenant, state, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const PdPlatformEntry *entry = g_ptr_array_index (entries, i);

      change->batch = 0;
      if (g_str_equal (entry->what, PD_PLATFORM_ABOUT_INVOICE) &&
          !pd_platform_tell_released (change, entry, error))
        return FALSE;
    }
  return entries != NULL &&
         pd_platform_sql_run (
             change->platform->sql, error,
             "UPDATE submission SET state = 'queued', step = 'query', is_spent = 0, tries = 0,"
             " next_at = ? WHERE tenant = ? AND what = 'invoice' AND state = ?",
             "itt", change->now, change->tenant, state);
}

/**
 * pd_platform_doubt_submissions:
 *
 * To be called once after the data were restored from a backup: the bureau may have more than is known here. Nothing of a
 * tenant that waits is sent, or retried, before it has been asked. In a transaction.
 */
gboolean
pd_platform_doubt_submissions (PdPlatform *platform, const char *tenant, GError **error)
{
  PdPlatformChange change = { .platform = platform, .tenant = tenant, .now = pd_platform_get_now (platform) };

  return doubt_waiting (&change, "queued", error) && doubt_waiting (&change, "waiting", error) &&
         doubt_waiting (&change, "held", error) &&
         pd_platform_sql_run (platform->sql, error, "UPDATE tenant_head SET restored_at = ? WHERE tenant = ?",
                              "it", change.now, tenant);
}
