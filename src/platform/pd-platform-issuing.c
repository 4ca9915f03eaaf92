/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-issuing.h"

#include <glib/gi18n-lib.h>

#include "model/pd-bureau.h"
#include "model/pd-date.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-keys.h"
#include "platform/pd-platform-ledger.h"
#include "platform/pd-platform-mutations.h"
#include "platform/pd-platform-outcome.h"
#include "platform/pd-platform-superseded.h"
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

/**
 * pd_platform_payload_hash:
 *
 * Returns: (transfer full): a hash of what the bureau is asked to issue for an order: the same content has the same one,
 *   whichever invoice record it became
 */
char *
pd_platform_payload_hash (const PdRecord *order, const PdRecord *company)
{
  g_autoptr (PdRecord) invoice = pd_invoice_new_from_order (order, company, pd_record_get_id (order));

  return pd_wire_record_content_hash (invoice);
}

static gboolean
add_submission (PdPlatformChange *change,
                PdRecord *invoice,
                const PdRecord *order,
                const PdRecord *company,
                GError **error)
{
  PdPlatformKeyChoice choice = { 0 };
  g_autofree char *hash = pd_platform_payload_hash (order, company);

  if (!pd_platform_choose_key (change, pd_record_get_text (company, PD_COMPANY_TAX_NUMBER),
                               pd_record_get_id (order), hash, &choice, error))
    return FALSE;

  g_autofree char *key = choice.key;
  const PdPlatformNewEntry entry = { .record = pd_record_get_id (invoice),
                                     .what = PD_PLATFORM_ABOUT_INVOICE,
                                     .order = pd_record_get_id (order),
                                     .key = key,
                                     .generation = choice.generation,
                                     .payload_hash = hash,
                                     .net = pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT),
                                     .state = "queued",
                                     .step = choice.retry  ? "retry"
                                             : choice.asks ? "query"
                                                           : "send" };

  pd_record_set_text (invoice, PD_INVOICE_SUBMISSION_KEY, key);
  return pd_platform_ledger_add (change, &entry, error) && pd_platform_write_record (change, invoice, error);
}

static PdResult *
refuse_missing_file (PdPlatformChange *change,
                     const PdMutation *mutation,
                     const PdRecord *order,
                     GError **error)
{
  g_autofree char *missing = NULL;

  if (!pd_platform_find_missing_blob (change->platform, change->tenant, order, &missing, error) ||
      missing == NULL)
    return NULL;
  return pd_platform_reject (
      mutation, "attachments", missing,
      _ ("A file of this order is not on the platform yet: it is still on the computer "
         "where it was added. Connect that computer, or remove the file from the order; "
         "then issue the invoice."));
}

/**
 * pd_platform_issue_order:
 * @order: in the state that the command leads to
 *
 * Frozen order, queued invoice and ledger are one transaction: there is never one without the others.
 */
PdResult *
pd_platform_issue_order (PdPlatformChange *change,
                         const PdMutation *mutation,
                         PdRecord *order,
                         GError **error)
{
  g_autoptr (PdRecord) company = NULL;
  g_autofree char *id = invoice_id (change, mutation);
  GError *failure = NULL;
  PdResult *rejection = pd_platform_check_record (mutation, order, PD_REQUIRED_TO_ISSUE);

  if (rejection == NULL)
    rejection = refuse_missing_file (change, mutation, order, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  if (rejection != NULL || failure != NULL)
    return rejection;
  if (!pd_platform_read_company (change->platform, change->tenant, &company, error))
    return NULL;
  if (company == NULL)
    return pd_platform_reject (mutation, "no_company", NULL,
                               _ ("The platform does not know the seller yet."));

  g_autoptr (PdRecord) invoice = pd_invoice_new_from_order (order, company, id);

  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_QUEUED);
  pd_record_set_text (invoice, PD_INVOICE_NEXT_STEP, PD_INVOICE_NEXT_SEND);
  pd_record_set_text (invoice, PD_INVOICE_SUBMITTED_BY, change->user);
  pd_invoice_add_stage (invoice, change->now, PD_INVOICE_STAGE_QUEUED, change->user, NULL, NULL);
  pd_record_set_text (order, PD_ORDER_INVOICE_ID, id);
  pd_record_clear (order, PD_ORDER_STATE_REASON);
  if (!pd_platform_supersede (change, pd_record_get_id (order), error) ||
      !add_submission (change, invoice, order, company, error) ||
      !pd_platform_write_record (change, order, error))
    return NULL;
  return pd_platform_accept (mutation, order);
}

/* Whether the company's rule has this order issued as soon as it is completed. */
static gboolean
rule_allows (const PdRecord *bureau, const PdRecord *order)
{
  const char *rule = pd_record_get_text (bureau, PD_BUREAU_AUTO_ISSUE);
  gint64 limit = pd_record_get_integer (bureau, PD_BUREAU_AUTO_LIMIT);

  if (limit > 0 && pd_workflow_total (order) > limit)
    return FALSE;
  return g_strcmp0 (rule, PD_BUREAU_RULE_ALL) == 0 ||
         (g_strcmp0 (rule, PD_BUREAU_RULE_ORDINARY) == 0 &&
          g_strcmp0 (pd_record_get_text (order, PD_ORDER_INVOICE_KIND), PD_INVOICE_KIND_ORDINARY) == 0);
}

/** pd_platform_complete_order: a completed order is issued at once where the rule says so, and nothing stands in the way. */
PdResult *
pd_platform_complete_order (PdPlatformChange *change,
                            const PdMutation *mutation,
                            PdRecord *order,
                            GError **error)
{
  g_autoptr (PdRecord) bureau = NULL;

  if (!pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return NULL;
  if (rule_allows (bureau, order))
    {
      g_autoptr (PdRecord) issuing = pd_record_copy (order);
      PdResult *issued;

      pd_record_set_text (issuing, PD_ORDER_STATE, PD_ORDER_STATE_ISSUING);
      issued = pd_platform_issue_order (change, mutation, issuing, error);
      if (issued == NULL || issued->outcome == PD_OUTCOME_OK)
        return issued;
      /* It is completed all the same, and says why it was not issued by itself. */
      pd_record_set_text (order, PD_ORDER_STATE_REASON, issued->message);
      pd_result_free (issued);
    }
  else
    pd_record_clear (order, PD_ORDER_STATE_REASON);
  return pd_platform_write_record (change, order, error) ? pd_platform_accept (mutation, order) : NULL;
}

/* What waits for a larger quota may be tried by whoever knows that there is one. */
static gboolean
release_one (PdPlatformChange *change, const char *id, GError **error)
{
  g_auto (PdPlatformAccount) account = { 0 };
  g_autoptr (PdPlatformEntry) entry = NULL;

  if (!pd_platform_ledger_find (change->platform, change->tenant, id, &entry, error) ||
      !pd_platform_read_account (change->platform, change->tenant, &account, error))
    return FALSE;
  return entry == NULL || account.is_held || !g_str_equal (entry->state, "held") ||
         (pd_platform_ledger_release (change, "held", id, error) &&
          pd_platform_tell_released (change, entry, error));
}

/** pd_platform_try_now: what waits for its time is done now. */
PdResult *
pd_platform_try_now (PdPlatformChange *change, const PdMutation *mutation, PdRecord *record, GError **error)
{
  const char *id = pd_record_get_id (record);
  g_autoptr (PdRecord) tried = NULL;

  return release_one (change, id, error) &&
                 pd_platform_ledger_hurry (change->platform, change->tenant, id, error) &&
                 pd_platform_read_record (change->platform, change->tenant,
                                          pd_record_get_record_type (record), id, &tried, error)
             ? pd_platform_accept (mutation, tried)
             : NULL;
}

/* Ends an entry by a person's word. */
static PdResult *
end_by_person (PdPlatformChange *change,
               const PdMutation *mutation,
               const PdPlatformEntry *entry,
               const PdGatewayAnswer *answer,
               GError **error)
{
  g_autoptr (PdRecord) ended = NULL;

  if (!pd_platform_finish_invoice (change, entry, answer, error) ||
      !pd_platform_read_invoice (change->platform, change->tenant, mutation->record_id, &ended, error))
    return NULL;
  return pd_platform_accept (mutation, ended);
}

static PdResult *
refuse_state (const PdMutation *mutation, const PdRecord *invoice)
{
  return pd_platform_conflict (mutation, "state", invoice,
                               _ ("It is on its way to the tax bureau at this moment. Look again shortly."));
}

/**
 * pd_platform_take_back: what was not sent goes back to its order. Not while a call is under way, and not what was sent
 * before: of that the bureau may have an invoice.
 */
PdResult *
pd_platform_take_back (PdPlatformChange *change,
                       const PdMutation *mutation,
                       PdRecord *invoice,
                       GError **error)
{
  g_autoptr (PdPlatformEntry) entry = NULL;
  g_autoptr (PdGatewayAnswer) answer = pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, NULL);
  g_autoptr (PdRecord) before = NULL;

  if (!pd_platform_ledger_find (change->platform, change->tenant, mutation->record_id, &entry, error))
    return NULL;
  if (entry == NULL || g_str_equal (entry->state, "sending"))
    return refuse_state (mutation, invoice);
  if (!pd_platform_read_invoice (change->platform, change->tenant, mutation->record_id, &before, error))
    return NULL;
  /* What a provider turned away, and keeps under the key, is not what is mended now. */
  answer->is_spent = entry->is_spent;
  answer->reason = change->user != NULL
                       ? g_strdup_printf (_ ("%s took it back before it was sent."), change->user)
                       : g_strdup (_ ("It was taken back before it was sent."));
  pd_invoice_add_stage (before, change->now, PD_INVOICE_STAGE_TAKEN_BACK, change->user, NULL,
                        mutation->reason);
  if (!pd_platform_write_record (change, before, error))
    return NULL;
  return end_by_person (change, mutation, entry, answer, error);
}

static gboolean
write_decision (PdPlatformChange *change, const PdMutation *mutation, GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;

  if (!pd_platform_read_invoice (change->platform, change->tenant, mutation->record_id, &invoice, error))
    return FALSE;
  pd_invoice_add_stage (invoice, change->now, PD_INVOICE_STAGE_DECIDED, change->user, NULL, mutation->reason);
  return pd_platform_write_record (change, invoice, error);
}

/**
 * pd_platform_declare_issued:
 *
 * A person has found the invoice at the bureau. The command's reason is its number, and the date where it is not today's:
 * "26442000000123456789 2026-11-20".
 */
PdResult *
pd_platform_declare_issued (PdPlatformChange *change,
                            const PdMutation *mutation,
                            PdRecord *invoice,
                            GError **error)
{
  g_autoptr (PdPlatformEntry) entry = NULL;
  g_autoptr (PdGatewayAnswer) answer =
      pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);
  g_auto (GStrv) words = g_strsplit (mutation->reason != NULL ? mutation->reason : "", " ", 2);

  guint year, month, day;

  if (words[0] == NULL || strlen (words[0]) != 20 || strspn (words[0], "0123456789") != 20 ||
      (words[1] != NULL && !pd_date_parts (words[1], &year, &month, &day)))
    return pd_platform_reject (mutation, "invalid", "reason",
                               _ ("The number of an invoice has 20 digits; a date is written 2026-11-20."));
  if (!pd_platform_ledger_find (change->platform, change->tenant, mutation->record_id, &entry, error))
    return NULL;
  if (entry == NULL || !g_str_equal (entry->state, "unknown"))
    return refuse_state (mutation, invoice);
  answer->number = g_strdup (words[0]);
  answer->issue_date = words[1] != NULL ? g_strdup (words[1]) : pd_date_in_china (change->now);
  answer->issued_at = change->now;
  return write_decision (change, mutation, error) ? end_by_person (change, mutation, entry, answer, error)
                                                  : NULL;
}

/**
 * pd_platform_declare_not_issued:
 *
 * A person has looked at the bureau and found nothing. The order may be issued again, and is asked for under the same key
 * then: were the person wrong, the provider would say so instead of issuing a second one.
 */
PdResult *
pd_platform_declare_not_issued (PdPlatformChange *change,
                                const PdMutation *mutation,
                                PdRecord *invoice,
                                GError **error)
{
  g_autoptr (PdPlatformEntry) entry = NULL;
  g_autoptr (PdGatewayAnswer) answer = pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, NULL);

  if (mutation->reason == NULL || *mutation->reason == '\0')
    return pd_platform_reject (mutation, "invalid", "reason",
                               _ ("Write down how you know that it was not issued."));
  if (!pd_platform_ledger_find (change->platform, change->tenant, mutation->record_id, &entry, error))
    return NULL;
  if (entry == NULL || !g_str_equal (entry->state, "unknown"))
    return refuse_state (mutation, invoice);
  answer->reason = g_strdup_printf (_ ("Not issued, as %1$s found: %2$s"),
                                    change->user != NULL ? change->user : "–", mutation->reason);
  return write_decision (change, mutation, error) ? end_by_person (change, mutation, entry, answer, error)
                                                  : NULL;
}

/** pd_platform_command_bureau: a step of signing in, or a new look at session and quota. */
PdResult *
pd_platform_command_bureau (PdPlatformChange *change,
                            const PdMutation *mutation,
                            PdRecord *bureau,
                            GError **error)
{
  static const struct
  {
    const char *command;
    const char *action;
  } actions[] = {
    { "sign_in", "qr" }, { "sign_in_by_sms", "sms" }, { "enter_code", "code" }, { "refresh", NULL }
  };
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  const PdGatewayFunctions *functions = gateway != NULL ? pd_gateway_get_functions (gateway) : NULL;
  g_auto (PdPlatformAccount) account = { 0 };
  const char *action = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_strcmp0 (actions[i].command, mutation->command) == 0)
      action = actions[i].action;
  if (functions == NULL || (action != NULL && functions->session == NULL))
    return pd_platform_reject (mutation, "no_session", NULL,
                               _ ("This company's gateway needs no sign-in, or there is none yet."));
  if (!pd_platform_read_account (change->platform, change->tenant, &account, error))
    return NULL;
  /* Who only looks does not take back the sign-in that somebody has just asked for. */
  if (functions->session != NULL && (action != NULL || account.action == NULL) &&
      !pd_platform_account_ask_session (change->platform, change->tenant, action,
                                        action != NULL && g_str_equal (action, "code") ? mutation->reason
                                                                                       : NULL,
                                        change->now, error))
    return NULL;
  if (action == NULL &&
      ((functions->quota != NULL &&
        !pd_platform_account_ask_quota (change->platform, change->tenant, TRUE, change->now, error)) ||
       (functions->list_forms != NULL &&
        !pd_platform_account_ask_forms (change->platform, change->tenant, change->now, error)) ||
       !pd_platform_ledger_hurry_cut (change->platform, change->tenant, error) ||
       !pd_platform_account_release (change, error)))
    return NULL;
  return pd_platform_accept (mutation, bureau);
}
