/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-bureau-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-bureau-comparison.h"
#include "model/pd-bureau.h"
#include "model/pd-date.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-mutations.h"

/* The provider's own list of issued invoices beside ours: the last word on whether one was lost, or made twice. Nothing is
 * changed by it; a person looks at what it tells. */

/**
 * pd_platform_command_compare:
 *
 * "compare", with two business dates as its reason ("2026-11-01 2026-11-10"), or none for the last ten days: the provider is
 * asked for its list.
 */
PdResult *
pd_platform_command_compare (PdPlatformChange *change,
                             const PdMutation *mutation,
                             PdRecord *bureau,
                             GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  g_autofree char *from = NULL, *to = NULL;

  if (gateway == NULL || pd_gateway_get_functions (gateway)->list == NULL)
    return pd_platform_reject (mutation, "no_list", NULL, _ ("This company's gateway lists no invoices."));
  if (mutation->reason == NULL)
    {
      from = pd_date_in_china (change->now - (PD_BUREAU_COMPARISON_DAYS - 1) * G_TIME_SPAN_DAY);
      to = pd_date_in_china (change->now);
    }
  else if (!pd_bureau_comparison_read_span (mutation->reason, &from, &to))
    return pd_platform_reject (
        mutation, "invalid", "reason",
        _ ("Ten days at most are compared at once, as from 2026-11-01 to 2026-11-10."));
  return pd_platform_account_ask_list (change->platform, change->tenant, from, to, change->now, error)
             ? pd_platform_accept (mutation, bureau)
             : NULL;
}

/* Numbers and gross amounts. What went through another provider this one does not list. */
static GHashTable *
read_ours (PdPlatformChange *change, const PdPlatformAccount *account, const char *gateway, GError **error)
{
  g_autofree char *first = g_strndup (account->list_from, 7);
  g_autofree char *last = g_strndup (account->list_to, 7);
  g_autoptr (GHashTable) ours = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      change->platform->sql, error,
      "SELECT json_extract (body, '$.number'), json_extract (body, '$.gross_amount') FROM document LEFT JOIN "
      "submission"
      " ON submission.tenant = document.tenant AND submission.record = document.id"
      " WHERE document.tenant = ?1 AND type = 'invoice' AND deleted = 0 AND month BETWEEN ?2 AND ?3"
      " AND json_extract (body, '$.state') = 'issued' AND json_extract (body, '$.number') IS NOT NULL"
      " AND json_extract (body, '$.issue_date') BETWEEN ?4 AND ?5"
      " AND (gateway IS NULL OR gateway = ?6)",
      "tttttt", change->tenant, first, last, account->list_from, account->list_to, gateway);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      gint64 amount = pd_platform_rows_integer (rows, 1);

      g_hash_table_insert (ours, g_strdup (pd_platform_rows_text (rows, 0)),
                           g_memdup2 (&amount, sizeof amount));
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&ours) : NULL;
}

/* Whether the platform has still to hear that it was issued: then it is not missing. */
static gboolean
is_under_way (PdPlatformChange *change, const PdGatewayListed *listed, gboolean *found, GError **error)
{
  gint64 n = 0;

  if (listed->key != NULL &&
      !pd_platform_sql_get_integer (change->platform->sql, &n, error,
                                    "SELECT count (*) FROM submission WHERE tenant = ? AND key = ?"
                                    " AND state <> 'failed' AND state <> 'issued'",
                                    "tt", change->tenant, listed->key))
    return FALSE;
  *found = n > 0;
  return TRUE;
}

/* Takes out of @ours what the provider has as well. */
static gboolean
take_from_ours (PdBureauComparison *comparison, GHashTable *ours, const PdGatewayListed *listed)
{
  const gint64 *amount = g_hash_table_lookup (ours, listed->number);

  if (amount == NULL)
    return FALSE;
  /* A red invoice is negative in some lists and not in others. */
  if (listed->gross_amount != 0 && ABS (listed->gross_amount) != ABS (*amount))
    pd_bureau_comparison_add_other_amount (comparison, listed->number);
  return g_hash_table_remove (ours, listed->number);
}

static gboolean
take_theirs (PdPlatformChange *change,
             PdBureauComparison *comparison,
             GHashTable *ours,
             GPtrArray *listed,
             GError **error)
{
  for (guint i = 0; i < listed->len; i++)
    {
      const PdGatewayListed *one = g_ptr_array_index (listed, i);
      gboolean under_way = FALSE;

      if (one->state != PD_GATEWAY_ISSUED || one->number == NULL)
        continue;
      if (take_from_ours (comparison, ours, one))
        {
          comparison->n_theirs++;
          continue;
        }
      if (!is_under_way (change, one, &under_way, error))
        return FALSE;
      if (under_way)
        continue;
      comparison->n_theirs++;
      pd_bureau_comparison_add_theirs (comparison, one->number);
    }
  return TRUE;
}

static gboolean
compare (PdPlatformChange *change,
         const PdPlatformAccount *account,
         PdBureauComparison *comparison,
         GPtrArray *listed,
         GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  g_autoptr (GHashTable) ours =
      read_ours (change, account, gateway != NULL ? pd_gateway_get_name (gateway) : "none", error);
  g_autoptr (GList) rest = NULL;

  if (ours == NULL)
    return FALSE;
  comparison->n_ours = g_hash_table_size (ours);
  if (!take_theirs (change, comparison, ours, listed, error))
    return FALSE;
  rest = g_list_sort (g_hash_table_get_keys (ours), (GCompareFunc) strcmp);
  for (GList *at = rest; at != NULL; at = at->next)
    pd_bureau_comparison_add_ours (comparison, at->data);
  return TRUE;
}

/**
 * pd_platform_finish_list:
 * @account: as it was when the list was asked for: which days
 * @listed: (nullable) (element-type PdGatewayListed): the provider's list
 * @failure: (nullable): why there is none
 *
 * Writes down what the provider's list and ours do not have in common.
 */
gboolean
pd_platform_finish_list (PdPlatformChange *change,
                         const PdPlatformAccount *account,
                         GPtrArray *listed,
                         const PdGatewayAnswer *failure,
                         GError **error)
{
  g_autoptr (PdBureauComparison) comparison = pd_bureau_comparison_new (account->list_from, account->list_to);
  g_autofree char *text = NULL;
  g_autoptr (PdRecord) bureau = NULL;

  if (listed == NULL)
    comparison->failure = g_strdup (failure != NULL && failure->reason != NULL
                                        ? failure->reason
                                        : _ ("The provider could not be asked. Try it again later."));
  else if (!compare (change, account, comparison, listed, error))
    return FALSE;
  if (!pd_platform_account_ask_list (change->platform, change->tenant, NULL, NULL, G_MAXINT64, error) ||
      !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  text = pd_bureau_comparison_to_text (comparison);
  pd_record_set_text (bureau, PD_BUREAU_COMPARED, text);
  pd_record_set_integer (bureau, PD_BUREAU_COMPARED_AT, change->now);
  change->batch = 0;
  return pd_platform_write_record (change, bureau, error);
}
