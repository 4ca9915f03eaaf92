/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-assignment.h"

#include "model/pd-assignment.h"
#include "model/pd-order.h"
#include "platform/pd-platform-news.h"
#include "wire/pd-wire.h"

static GPtrArray *
read_rules (PdPlatformChange *change, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      change->platform->sql, error,
      "SELECT body FROM document WHERE tenant = ? AND type = ? AND deleted = 0 ORDER BY id", "tt",
      change->tenant, pd_assignment_rule_type.name);
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      PdRecord *rule = pd_wire_record_from_text (pd_platform_rows_text (rows, 0), -1, error);

      if (rule == NULL)
        return NULL;
      g_ptr_array_add (rules, rule);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&rules) : NULL;
}

/* How many open service orders, or tickets, each user has: pd_record_subject() of them. */
static GHashTable *
read_loads (PdPlatformChange *change, const PdRecordType *type, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      change->platform->sql, error,
      "SELECT subject, count (*) FROM document INDEXED BY document_subject WHERE tenant = ? AND type = ?"
      " AND subject IS NOT NULL GROUP BY subject",
      "tt", change->tenant, type->name);
  g_autoptr (GHashTable) loads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    g_hash_table_insert (loads, g_strdup (pd_platform_rows_text (rows, 0)),
                         GUINT_TO_POINTER ((guint) pd_platform_rows_integer (rows, 1)));
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&loads) : NULL;
}

/**
 * pd_platform_choose:
 * @change: the transaction
 * @record: a service order or a ticket
 * @chosen: (out caller-allocates): zeroed: who is chosen by rule, and why, in as many words as a record holds
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_choose (PdPlatformChange *change, const PdRecord *record, PdAssignment *chosen, GError **error)
{
  g_autoptr (GPtrArray) rules = read_rules (change, error);
  g_autoptr (GHashTable) loads =
      rules != NULL ? read_loads (change, pd_record_get_record_type (record), error) : NULL;
  char *reason;

  if (loads == NULL)
    return FALSE;
  pd_assignment_choose (record, rules, loads, chosen);
  if (chosen->reason == NULL)
    return TRUE;
  reason = pd_platform_shorten_words (chosen->reason);
  g_free (chosen->reason);
  chosen->reason = reason;
  return TRUE;
}

/**
 * pd_platform_assign:
 * @change: the transaction
 * @arrow: the arrow that the order takes
 * @order: the order, changed in place; the caller writes it
 *
 * Chooses by rule who does it, where no person has. That nobody could be chosen is said where the reason stands.
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_assign (PdPlatformChange *change, const PdOrderArrow *arrow, PdRecord *order, GError **error)
{
  g_auto (PdAssignment) chosen = { 0 };

  if (!(arrow->effects & PD_ORDER_EFFECT_ASSIGN) || pd_record_has (order, PD_ORDER_ASSIGNEE))
    return TRUE;
  if (!pd_platform_choose (change, order, &chosen, error))
    return FALSE;
  if (chosen.reason == NULL)
    return TRUE;
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, chosen.assignee);
  pd_record_set_text (order, PD_ORDER_ASSIGNMENT_REASON, chosen.reason);
  return TRUE;
}
