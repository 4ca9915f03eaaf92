/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "model/pd-delivery.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mail.h"
#include "platform/pd-platform-mutations.h"
#include "wire/pd-wire.h"

/* The same mutation makes the same invoice id wherever it is computed. */
static char *
invoice_id (const PdPlatformChange *change, const PdMutation *mutation)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text =
      g_strdup_printf ("invoice\n%s\n%s\n%s", change->tenant, mutation->record_id, mutation->id);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return pd_id_from_digest (digest);
}

static gboolean
add_submission (PdPlatformChange *change, const PdRecord *invoice, const char *order, GError **error)
{
  PdPlatform *platform = change->platform;
  g_autofree char *hash = pd_wire_record_content_hash (invoice);

  return pd_platform_sql_run (
      platform->sql, error,
      "INSERT INTO submission (tenant, invoice, order_id, gateway, payload_hash, state, next_at, user)"
      " VALUES (?, ?, ?, ?, ?, 'queued', ?, ?)",
      "tttttit", change->tenant, pd_record_get_id (invoice), order,
      platform->gateway != NULL ? pd_gateway_get_name (platform->gateway) : "none", hash, change->now,
      change->user);
}

/* Frozen order, queued invoice and submission are one transaction: there is never one without the others. */
static PdResult *
issue (PdPlatformChange *change, const PdMutation *mutation, PdRecord *order, GError **error)
{
  g_autoptr (PdRecord) company = NULL;
  g_autofree char *missing = NULL;
  g_autofree char *id = invoice_id (change, mutation);
  PdResult *rejection = pd_platform_check_record (mutation, order, PD_REQUIRED_TO_ISSUE);

  if (rejection != NULL)
    return rejection;
  if (!pd_platform_find_missing_blob (change->platform, change->tenant, order, &missing, error))
    return NULL;
  if (missing != NULL)
    return pd_platform_reject (
        mutation, "attachments", missing,
        _ ("A file of this order is not on the platform yet: it is still on the computer "
           "where it was added. Connect that computer, or remove the file from the order; "
           "then issue the invoice."));
  if (!pd_platform_read_company (change->platform, change->tenant, &company, error))
    return NULL;
  if (company == NULL)
    return pd_platform_reject (mutation, "no_company", NULL,
                               _ ("The platform does not know the seller yet."));

  g_autoptr (PdRecord) invoice = pd_invoice_new_from_order (order, company, id);

  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_QUEUED);
  pd_record_set_text (invoice, PD_INVOICE_SUBMITTED_BY, change->user);
  pd_record_set_text (order, PD_ORDER_INVOICE_ID, id);
  pd_record_clear (order, PD_ORDER_STATE_REASON);
  if (!pd_platform_write_record (change, invoice, error) ||
      !pd_platform_write_record (change, order, error) ||
      !add_submission (change, invoice, pd_record_get_id (order), error))
    return NULL;
  return pd_platform_accept (mutation, order);
}

/* Somebody else asked for the same, with the same total, and it is under way or done. */
static gboolean
is_in_effect (const PdMutation *mutation, const PdRecord *current)
{
  const char *state = pd_record_get_state (current);
  const PdTransition *transitions = NULL;
  guint n_transitions = 0;

  transitions = pd_workflow_transitions (&n_transitions);
  for (guint index = 0; index < n_transitions; index++)
    {
      const PdTransition *edge = &transitions[index];

      if (g_strcmp0 (edge->type, mutation->type->name) != 0 ||
          g_strcmp0 (edge->command, mutation->command) != 0)
        continue;
      if (g_strcmp0 (edge->to, state) == 0 ||
          (g_strcmp0 (edge->from, state) != 0 && pd_workflow_allows (mutation->type, edge->to, state) &&
           pd_workflow_find (mutation->type, NULL, edge->to) != NULL))
        return TRUE;
    }
  return FALSE;
}

static PdResult *
already (const PdMutation *mutation, const PdRecord *current)
{
  PdResult *result = pd_platform_accept (mutation, current);

  result->code = g_strdup ("already");
  return result;
}

/**
 * pd_platform_decide_command:
 * @current: the record as it is; changed in place when the command is accepted
 *
 * Takes a record along one arrow of its workflow, when it still is exactly what the command's author saw: revision
 * and total (sync: "strict CAS").
 *
 * Returns: (transfer full) (nullable): the result; NULL when the platform itself failed
 */
PdResult *
pd_platform_decide_command (PdPlatformChange *change,
                            const PdMutation *mutation,
                            PdRecord *current,
                            GError **error)
{
  if (pd_record_is_deleted (current))
    return pd_platform_conflict (mutation, "deleted", current, _ ("Somebody else deleted this record."));

  gboolean same_total = mutation->total == pd_workflow_total (current);
  const PdTransition *edge =
      pd_workflow_find (mutation->type, mutation->command, pd_record_get_state (current));

  if (edge == NULL && same_total && is_in_effect (mutation, current))
    return already (mutation, current);
  if (edge == NULL)
    return pd_platform_conflict (mutation, "state", current,
                                 _ ("The record's state does not allow this any more."));
  if (mutation->base_revision != pd_record_get_revision (current) || !same_total)
    return pd_platform_conflict (
        mutation, "stale", current,
        _ ("Somebody else changed this record after you had seen it. Look at it again."));

  pd_record_set_text (current, (guint) mutation->type->state_field, edge->to);
  if (mutation->type == &pd_delivery_type &&
      !pd_platform_command_mail (change, mutation->command, edge->from, current, error))
    return NULL;
  if (g_strcmp0 (mutation->command, "issue") == 0)
    return issue (change, mutation, current, error);

  int reason = pd_record_type_field (mutation->type, "state_reason");

  if (reason >= 0)
    pd_record_set_text (current, (guint) reason, mutation->reason);
  return pd_platform_write_record (change, current, error) ? pd_platform_accept (mutation, current) : NULL;
}
