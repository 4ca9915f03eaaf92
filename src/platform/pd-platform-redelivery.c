/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-redelivery.h"

#include <glib/gi18n-lib.h>

#include "model/pd-invoice-next.h"
#include "model/pd-invoice.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-mutations.h"
#include "platform/pd-platform-news.h"
#include "platform/pd-platform-outcome.h"

/* An issued invoice that its provider sends to somebody once more (重新交付): the provider's own mail or text message.
 * What Piaodan mails itself is in pd-platform-mail.c. */

/* The line of the ledger under which it was issued: a red invoice's is its form's. */
static gboolean
find_entry (PdPlatformChange *change, const PdRecord *invoice, PdPlatformEntry **entry, GError **error)
{
  const char *form = pd_record_get_text (invoice, PD_INVOICE_RED_FORM_ID);

  if (!pd_platform_ledger_find (change->platform, change->tenant, pd_record_get_id (invoice), entry, error))
    return FALSE;
  return *entry != NULL || form == NULL ||
         pd_platform_ledger_find (change->platform, change->tenant, form, entry, error);
}

/* (transfer full) (nullable): why the provider cannot be asked for it */
static PdResult *
refuse (PdPlatformChange *change,
        const PdMutation *mutation,
        const PdRecord *invoice,
        const PdPlatformEntry *entry)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);

  if (gateway == NULL || pd_gateway_get_functions (gateway)->redeliver == NULL)
    return pd_platform_reject (
        mutation, "no_redelivery", NULL,
        _ ("This company's provider sends no invoice again. Mail it from here instead."));
  if (entry == NULL || g_strcmp0 (entry->gateway, pd_gateway_get_name (gateway)) != 0)
    return pd_platform_reject (
        mutation, "no_redelivery", NULL,
        _ ("Only the provider that this invoice was issued through can send it again, and "
           "that one is not connected. Mail it from here instead."));
  if (!g_str_equal (entry->state, "issued") || *entry->step != '\0')
    return pd_platform_conflict (
        mutation, "state", invoice,
        _ ("The provider is being asked about this invoice at this moment. Look again "
           "shortly."));
  return NULL;
}

/**
 * pd_platform_redeliver:
 *
 * Has the provider send an issued invoice again. The command's reason is where to: an address or a mobile number, see
 * pd_invoice_check_recipient().
 */
PdResult *
pd_platform_redeliver (PdPlatformChange *change,
                       const PdMutation *mutation,
                       PdRecord *invoice,
                       GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *recipient =
      pd_invoice_check_recipient (mutation->reason != NULL ? mutation->reason : "", &problem);
  g_autoptr (PdPlatformEntry) entry = NULL;
  PdResult *refusal;

  if (recipient == NULL)
    return pd_platform_reject (mutation, "invalid", "reason", problem->message);
  if (!find_entry (change, invoice, &entry, error))
    return NULL;
  refusal = refuse (change, mutation, invoice, entry);
  if (refusal != NULL)
    return refusal;
  pd_invoice_add_stage (invoice, change->now, PD_INVOICE_STAGE_ASKED_AGAIN, change->user, NULL, recipient);
  if (!pd_platform_ledger_redeliver (change->platform, change->tenant, entry->record, recipient, error) ||
      !pd_platform_write_record (change, invoice, error))
    return NULL;
  return pd_platform_accept (mutation, invoice);
}

/* (transfer full): what the timeline says when it is not sent, or nobody knows */
static char *
describe_failure (const PdGatewayAnswer *answer)
{
  g_autofree char *words = pd_platform_shorten_words (answer->reason);

  if (answer->state != PD_GATEWAY_UNKNOWN)
    return words != NULL ? g_steal_pointer (&words) : g_strdup (_ ("The provider was not reached."));
  return g_strdup (
      _ ("The provider's answer did not come: nobody knows whether it sends the invoice. Ask whether it "
         "arrived before you have it sent once more."));
}

/**
 * pd_platform_finish_redelivery:
 * @entry: as it was leased
 *
 * Writes down what the provider said. It is asked once: whoever wants it tried again says so. Only a platform that was
 * stopped in between asks again by itself, because a mail too many is better than one that never comes.
 */
gboolean
pd_platform_finish_redelivery (PdPlatformChange *change,
                               const PdPlatformEntry *entry,
                               const PdGatewayAnswer *answer,
                               GError **error)
{
  gboolean is_sent = answer->state == PD_GATEWAY_ISSUED;
  g_autofree char *failure = is_sent ? NULL : describe_failure (answer);
  g_autoptr (PdRecord) invoice = NULL;

  if (!pd_platform_read_invoice_of (change, entry, &invoice, error))
    return FALSE;
  pd_invoice_add_stage (invoice, change->now,
                        is_sent ? PD_INVOICE_STAGE_SENT_AGAIN : PD_INVOICE_STAGE_NOT_SENT_AGAIN, NULL,
                        answer->code, failure);
  return pd_platform_write_record (change, invoice, error) &&
         pd_platform_ledger_settle (change->platform, change->tenant, entry, "issued", "", 0, NULL, error) &&
         (answer->next != PD_GATEWAY_NEXT_CONFIGURE ||
          pd_platform_account_hold (change, answer->reason, error));
}

/** pd_platform_drop_redelivery: the provider that was to send it is not connected any more. */
gboolean
pd_platform_drop_redelivery (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  g_autoptr (PdGatewayAnswer) answer =
      pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_NOTHING,
                             _ ("The company has another provider now, and nothing was sent."));

  return pd_platform_finish_redelivery (change, entry, answer, error);
}
