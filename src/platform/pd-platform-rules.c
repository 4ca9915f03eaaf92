/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-rules.h"

#include <glib/gi18n-lib.h>

#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-mutations.h"
#include "platform/pd-platform-orders.h"

/** Rule: a step that an order takes by itself, where the company wants that. */
typedef struct
{
  const char *command;
  guint flag;         /* of the bureau's record, where the company's rules are */
  PdOrderNeed need;   /* what has to hold for it */
  gboolean is_news;   /* it is taken when that begins to hold, not because it has held for long */
  const char *reason; /* untranslated */
} Rule;

/* That a parcel arrived once says nothing of it when it has come back and is sent anew; what was paid stays paid. */
static const Rule rules[] = {
  { "confirm_payment", PD_BUREAU_AUTO_CONFIRM, PD_ORDER_NEED_PAID, FALSE,
    N_ ("By the company's rule: all of it is paid.") },
  { "complete", PD_BUREAU_AUTO_COMPLETE, PD_ORDER_NEED_DELIVERED, TRUE,
    N_ ("By the company's rule: all parcels were delivered.") },
};

static gboolean
applies (const Rule *rule, const PdRecord *before, const PdRecord *order)
{
  const PdOrderArrow *arrow = pd_order_flow_arrow (order, rule->command);

  return arrow != NULL && (arrow->needs & rule->need) && pd_order_flow_missing (order, arrow, NULL) == 0 &&
         !(rule->is_news && before != NULL && pd_order_need_holds (before, rule->need, NULL));
}

/* The same step has the same id wherever it is computed. */
static char *
mutation_id (const PdRecord *order, const char *command)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("rule\n%s\n%" G_GINT64_FORMAT "\n%s", pd_record_get_id (order),
                                           pd_record_get_revision (order), command);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/* As a command that nobody gave: what such a command takes with it happens as it does for a person's. */
static PdResult *
take (PdPlatformChange *change, const Rule *rule, const PdRecord *order, GError **error)
{
  const PdPlatformChange author = *change;
  g_autofree char *id = mutation_id (order, rule->command);
  g_autoptr (PdMutation) mutation =
      pd_mutation_new (id, &pd_order_type, pd_record_get_id (order), PD_MUTATION_COMMAND);
  g_autoptr (PdRecord) current = pd_record_copy (order);
  PdResult *result;

  mutation->command = g_strdup (rule->command);
  mutation->reason = g_strdup (_ (rule->reason));
  mutation->base_revision = pd_record_get_revision (order);
  mutation->total = pd_workflow_total (order);
  change->user = NULL;
  change->replica = NULL;
  change->before = NULL;
  result = pd_platform_decide_command (change, mutation, current, error);
  change->user = author.user;
  change->replica = author.replica;
  return result;
}

/**
 * pd_platform_follow_rules:
 * @change: the transaction that has just written the order
 * @before: (nullable): the order as it was
 * @order: the order as it was written
 * @moved: (out) (transfer full) (nullable): the order after the steps that it took by itself; %NULL when it took none
 *
 * Takes the steps that the company's rules take, in the same transaction as what they follow from. The history says that it
 * was a rule.
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_follow_rules (PdPlatformChange *change,
                          const PdRecord *before,
                          const PdRecord *order,
                          PdRecord **moved,
                          GError **error)
{
  g_autoptr (PdRecord) bureau = NULL;

  *moved = NULL;
  if (!pd_platform_order_has_way (order) || pd_record_is_deleted (order))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (PdResult) result = NULL;

      if (!applies (&rules[i], before, order))
        continue;
      if (bureau == NULL && !pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
        return FALSE;
      if (!pd_record_get_flag (bureau, rules[i].flag))
        continue;
      result = take (change, &rules[i], order, error);
      if (result == NULL)
        return FALSE;
      if (result->outcome != PD_OUTCOME_OK || result->record == NULL)
        continue;
      *moved = pd_record_ref (result->record);
      return TRUE;
    }
  return TRUE;
}
