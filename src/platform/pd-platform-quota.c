/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "model/pd-bureau.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-ledger.h"
#include "platform/pd-platform-outcome.h"

/* What may still be issued this month, and what waits for more of it. */

/* What was issued shows in the quota a little later; one question for all that is issued in between. */
#define QUOTA_AFTER_TROUBLE (5 * G_TIME_SPAN_MINUTE)

/* How often it is asked for while something waits for more of it. */
#define QUOTA_WHILE_SHORT (10 * G_TIME_SPAN_MINUTE)

/* A bureau's figure may not tell all: after so long without more, one of those that wait is tried all the same. */
#define TRY_ANEW (2 * G_TIME_SPAN_HOUR)

/** pd_platform_account_ask_quota: @at: not later than what was asked for before; %G_MAXINT64: not any more */
gboolean
pd_platform_account_ask_quota (PdPlatform *platform,
                               const char *tenant,
                               gboolean refresh,
                               gint64 at,
                               GError **error)
{
  if (!pd_platform_account_ensure (platform, tenant, error))
    return FALSE;
  if (at == G_MAXINT64)
    return pd_platform_sql_run (
        platform->sql, error, "UPDATE bureau_account SET quota_at = NULL, quota_refresh = 0 WHERE tenant = ?",
        "t", tenant);
  return pd_platform_sql_run (platform->sql, error,
                              "UPDATE bureau_account SET quota_at = min (coalesce (quota_at, ?1), ?1),"
                              " quota_refresh = max (quota_refresh, ?2) WHERE tenant = ?3",
                              "iit", at, (gint64) refresh, tenant);
}

/** pd_platform_account_run_short: @net: fen: what the bureau did not issue because the quota does not cover it */
gboolean
pd_platform_account_run_short (PdPlatformChange *change, gint64 net, GError **error)
{
  return pd_platform_account_ensure (change->platform, change->tenant, error) &&
         pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE bureau_account SET quota_left = min (coalesce (quota_left, ?1), ?1),"
                              " short_at = ?2 WHERE tenant = ?3",
                              "iit", net - 1, change->now, change->tenant);
}

/* The bureau itself is asked, so often that a person's questions have room beside it. */
static gint64
while_short (PdPlatformChange *change)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  PdGatewayLimits limits = { 0 };

  if (gateway != NULL)
    pd_gateway_get_limits (gateway, &limits);
  return limits.quota_refreshs_a_day > 0
             ? MAX (QUOTA_WHILE_SHORT, 2 * G_TIME_SPAN_DAY / limits.quota_refreshs_a_day)
             : QUOTA_WHILE_SHORT;
}

static gboolean
ask_bureau_later (PdPlatformChange *change, GError **error)
{
  return pd_platform_account_ask_quota (change->platform, change->tenant, TRUE,
                                        change->now + while_short (change), error);
}

/* The one whose refusal is the oldest. If it is refused again, the others have their turn before it. */
static gboolean
try_one_anew (PdPlatformChange *change, GPtrArray *held, GError **error)
{
  const PdPlatformEntry *oldest = g_ptr_array_index (held, 0);
  gint64 is_time = 0;

  if (!pd_platform_sql_get_integer (change->platform->sql, &is_time, error,
                                    "SELECT coalesce (short_at, 0) <= ? FROM bureau_account WHERE tenant = ?",
                                    "it", change->now - TRY_ANEW, change->tenant))
    return FALSE;
  if (is_time == 0)
    return TRUE;
  for (guint i = 1; i < held->len; i++)
    {
      const PdPlatformEntry *entry = g_ptr_array_index (held, i);

      if (entry->next_at < oldest->next_at)
        oldest = entry;
    }
  return pd_platform_ledger_release (change, "held", oldest->record, error) &&
         pd_platform_tell_released (change, oldest, error);
}

/* A figure that is newer than the last refusal, and larger than what was left then: what waits for it is sent. */
static gboolean
finish_short (PdPlatformChange *change, const PdGatewayQuota *quota, GError **error)
{
  g_autoptr (GPtrArray) held =
      pd_platform_ledger_list_state (change->platform, change->tenant, "held", error);
  g_auto (PdPlatformAccount) account = { 0 };
  gint64 is_more = 0;

  if (held == NULL || !pd_platform_read_account (change->platform, change->tenant, &account, error) ||
      !pd_platform_sql_get_integer (
          change->platform->sql, &is_more, error,
          "SELECT ?1 > quota_left AND ?2 > coalesce (short_at, 0) FROM bureau_account"
          " WHERE tenant = ?3",
          "iit", quota->available, quota->updated_at, change->tenant) ||
      !pd_platform_sql_run (change->platform->sql, error,
                            "UPDATE bureau_account SET quota_left = ? WHERE tenant = ?", "it",
                            quota->available, change->tenant))
    return FALSE;
  /* Held for an administrator is another thing. */
  if (held->len == 0 || account.is_held)
    return TRUE;
  if (is_more != 0)
    return pd_platform_account_release_state (change, "held", error);
  return try_one_anew (change, held, error) && ask_bureau_later (change, error);
}

/* The provider has no figures: the bureau itself is asked for them, and what waits is tried as with figures. */
static gboolean
finish_without_figures (PdPlatformChange *change, GError **error)
{
  g_autoptr (GPtrArray) held =
      pd_platform_ledger_list_state (change->platform, change->tenant, "held", error);
  g_auto (PdPlatformAccount) account = { 0 };

  if (held == NULL || !pd_platform_read_account (change->platform, change->tenant, &account, error))
    return FALSE;
  return (held->len == 0 || account.is_held || try_one_anew (change, held, error)) &&
         ask_bureau_later (change, error);
}

/** pd_platform_finish_quota: writes down what may still be issued; a figure that is not known leaves the last one. */
gboolean
pd_platform_finish_quota (PdPlatformChange *change, const PdGatewayQuota *quota, GError **error)
{
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdRecord) before = NULL;
  gint64 next = G_MAXINT64;

  if (!quota->is_known && quota->next != PD_GATEWAY_NEXT_CONFIGURE && quota->next != PD_GATEWAY_NEXT_NOTHING)
    next = change->now + (quota->wait > 0 ? quota->wait : QUOTA_AFTER_TROUBLE);
  if (!pd_platform_account_ask_quota (change->platform, change->tenant, FALSE, G_MAXINT64, error) ||
      (next != G_MAXINT64 &&
       !pd_platform_account_ask_quota (change->platform, change->tenant, FALSE, next, error)))
    return FALSE;
  /* Perhaps the quota alone cannot be asked for: the test tells. */
  if (quota->next == PD_GATEWAY_NEXT_CONFIGURE)
    return pd_platform_account_ask_test (change->platform, change->tenant, change->now, error);
  if (!quota->is_known)
    return quota->next != PD_GATEWAY_NEXT_NOTHING || finish_without_figures (change, error);
  if (!pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  before = pd_record_copy (bureau);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_TOTAL, quota->total);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_USED, quota->used);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_AVAILABLE, quota->available);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_AT, quota->updated_at);
  return pd_platform_write_bureau (change, bureau, before, error) && finish_short (change, quota, error) &&
         pd_platform_ledger_hurry_cut (change->platform, change->tenant, error);
}
