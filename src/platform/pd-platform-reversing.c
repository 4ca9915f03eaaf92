/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-reversing.h"

#include <glib/gi18n-lib.h>

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-form-outcome.h"
#include "platform/pd-platform-ledger.h"
#include "platform/pd-platform-mutations.h"
#include "wire/pd-wire.h"

/* Characters of what a person says when a form is rejected: what providers take. */
#define REASON_LENGTH 200

static PdResult *
refuse_under_way (const PdMutation *mutation, const PdRecord *record)
{
  return pd_platform_conflict (mutation, "state", record,
                               _ ("It is on its way to the tax bureau at this moment. Look again shortly."));
}

static const PdGatewayFunctions *
find_functions (const PdPlatformChange *change)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);

  return gateway != NULL ? pd_gateway_get_functions (gateway) : NULL;
}

/**
 * pd_platform_read_forms:
 * @blue: an invoice's id
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): the red-letter forms of it that are under way
 */
GPtrArray *
pd_platform_read_forms (PdPlatform *platform, const char *tenant, const char *blue, GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GPtrArray) entries = pd_platform_ledger_list_forms (platform, tenant, blue, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const PdPlatformEntry *entry = g_ptr_array_index (entries, i);
      PdRecord *form = NULL;

      if (!pd_platform_read_record (platform, tenant, &pd_red_form_type, entry->record, &form, error))
        return NULL;
      if (form != NULL)
        g_ptr_array_add (forms, form);
    }
  return entries != NULL ? g_steal_pointer (&forms) : NULL;
}

/* What was drawn up when more was left, as by two people at once: it cannot be entered any more, and says why. A draft that
 * nobody can send would only be asked for again. */
static PdResult *
end_form (PdPlatformChange *change,
          const PdMutation *mutation,
          PdRecord *form,
          const GError *problem,
          gboolean has_others,
          GError **error)
{
  gboolean is_taken = has_others && (problem->code == PD_REVERSAL_ERROR_NOTHING ||
                                     problem->code == PD_REVERSAL_ERROR_QUANTITY ||
                                     problem->code == PD_REVERSAL_ERROR_AMOUNT);
  const char *reason = is_taken
                           ? _ ("Another reversal of this invoice was asked for first, and what it leaves "
                                "does not cover this one. Nothing of this one was sent to the tax bureau.")
                           : problem->message;

  pd_record_set_text (form, PD_RED_FORM_STATE, PD_RED_FORM_STATE_FAILED);
  pd_record_set_text (form, PD_RED_FORM_REASON, reason);
  return pd_platform_write_record (change, form, error)
             ? pd_platform_conflict (mutation, "not_reversible", form, reason)
             : NULL;
}

/* NULL without an error: it may be entered. */
static PdResult *
check_form (PdPlatformChange *change, const PdMutation *mutation, PdRecord *form, GError **error)
{
  const char *blue_id = pd_record_get_text (form, PD_RED_FORM_BLUE_INVOICE_ID);
  g_autoptr (PdRecord) draft = pd_record_copy (form);
  g_autoptr (PdRecord) blue = NULL;
  g_autoptr (GPtrArray) forms = NULL;
  g_autoptr (GError) problem = NULL;
  PdResult *rejection;

  pd_record_set_text (draft, PD_RED_FORM_STATE, PD_RED_FORM_STATE_DRAFT);
  rejection = pd_platform_check_record (mutation, draft, PD_REQUIRED_TO_SAVE);
  if (rejection != NULL)
    return rejection;
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_invoice_type,
                                blue_id != NULL ? blue_id : "", &blue, error))
    return NULL;
  if (blue == NULL)
    return pd_platform_reject (mutation, "no_invoice", "blue_invoice_id",
                               _ ("The platform does not have the invoice that is to be reversed."));
  forms = pd_platform_read_forms (change->platform, change->tenant, blue_id, error);
  if (forms == NULL)
    return NULL;
  if (pd_reversal_check_form (form, blue, forms, &problem))
    return NULL;
  return end_form (change, mutation, form, problem,
                   forms->len > 0 || pd_record_has (blue, PD_INVOICE_REVERSED_AMOUNT), error);
}

/**
 * pd_platform_apply_form:
 * @form: in the state that the command leads to
 *
 * What is left of the invoice is looked up in the transaction that keeps it for this form, so that two people who reverse
 * the same goods at the same moment do it once.
 */
PdResult *
pd_platform_apply_form (PdPlatformChange *change, const PdMutation *mutation, PdRecord *form, GError **error)
{
  const PdGatewayFunctions *functions = find_functions (change);
  g_autofree char *key = pd_red_form_key (pd_record_get_id (form));
  g_autofree char *hash = pd_wire_record_content_hash (form);
  GError *failure = NULL;
  PdResult *rejection;

  if (functions != NULL && (functions->apply_form == NULL || functions->query_form == NULL))
    return pd_platform_reject (mutation, "no_forms", NULL,
                               _ ("This company's gateway cannot enter red-letter forms. Enter it on the tax "
                                  "bureau's own pages."));
  rejection = check_form (change, mutation, form, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  if (rejection != NULL || failure != NULL)
    return rejection;

  const PdPlatformNewEntry entry = { .record = pd_record_get_id (form),
                                     .what = PD_PLATFORM_ABOUT_RED_FORM,
                                     .order = pd_record_get_text (form, PD_RED_FORM_BLUE_INVOICE_ID),
                                     .key = key,
                                     .generation = 1,
                                     .payload_hash = hash,
                                     .state = "queued",
                                     .step = "send" };

  pd_record_set_text (form, PD_RED_FORM_KEY, key);
  pd_record_set_text (form, PD_RED_FORM_APPLIED_BY, change->user);
  pd_record_set_integer (form, PD_RED_FORM_APPLIED_AT, change->now);
  pd_record_set_text (form, PD_RED_FORM_NEXT_STEP, PD_INVOICE_NEXT_SEND);
  if (!pd_platform_ledger_add (change, &entry, error) || !pd_platform_write_record (change, form, error))
    return NULL;
  return pd_platform_accept (mutation, form);
}

/** pd_platform_act_on_form: confirm, reject, withdraw: what our side says of a form that is at the bureau. */
PdResult *
pd_platform_act_on_form (PdPlatformChange *change, const PdMutation *mutation, PdRecord *form, GError **error)
{
  const PdGatewayFunctions *functions = find_functions (change);
  g_autoptr (PdPlatformEntry) entry = NULL;
  g_autofree char *action = NULL;

  if (functions == NULL || functions->act_on_form == NULL)
    return pd_platform_reject (mutation, "no_forms", NULL,
                               _ ("This company's gateway cannot answer red-letter forms. Do it on the tax "
                                  "bureau's own pages."));
  if (!pd_red_form_may (form, mutation->command))
    return pd_platform_reject (mutation, "side", NULL,
                               _ ("The side that entered a form withdraws it; the other one confirms or "
                                  "rejects it."));
  if (mutation->reason != NULL && g_utf8_strlen (mutation->reason, -1) > REASON_LENGTH)
    return pd_platform_reject (mutation, "invalid", "reason",
                               _ ("The tax bureau takes at most 200 characters of a reason."));
  if (!pd_platform_ledger_find (change->platform, change->tenant, pd_record_get_id (form), &entry, error))
    return NULL;
  if (entry == NULL || g_str_equal (entry->state, "sending") || g_strcmp0 (entry->step, "act") == 0)
    return refuse_under_way (mutation, form);
  action = g_strdup_printf ("%s %s", mutation->command, mutation->reason != NULL ? mutation->reason : "");
  if (!pd_platform_ledger_act (change->platform, change->tenant, entry->record, action, error))
    return NULL;
  pd_record_set_text (form, PD_RED_FORM_NEXT_STEP, PD_INVOICE_NEXT_SEND);
  pd_record_set_integer (form, PD_RED_FORM_NEXT_AT, change->now);
  pd_record_clear (form, PD_RED_FORM_REASON);
  return pd_platform_write_record (change, form, error) ? pd_platform_accept (mutation, form) : NULL;
}

/** pd_platform_take_form_back: what was not sent is not entered. Not while a call is under way. */
PdResult *
pd_platform_take_form_back (PdPlatformChange *change,
                            const PdMutation *mutation,
                            PdRecord *form,
                            GError **error)
{
  g_autoptr (PdPlatformEntry) entry = NULL;
  g_autoptr (PdGatewayAnswer) answer = pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, NULL);
  g_autoptr (PdRecord) ended = NULL;

  if (!pd_platform_ledger_find (change->platform, change->tenant, pd_record_get_id (form), &entry, error))
    return NULL;
  if (entry == NULL || g_str_equal (entry->state, "sending"))
    return refuse_under_way (mutation, form);
  answer->reason = change->user != NULL
                       ? g_strdup_printf (_ ("%s took it back before it was sent."), change->user)
                       : g_strdup (_ ("It was taken back before it was sent."));
  if (!pd_platform_finish_form (change, entry, answer, error) ||
      !pd_platform_read_form (change->platform, change->tenant, entry->record, &ended, error))
    return NULL;
  return pd_platform_accept (mutation, ended);
}

/** pd_platform_ask_for_form: what waits for its time is done now; a form that waits for a word is asked for. */
PdResult *
pd_platform_ask_for_form (PdPlatformChange *change,
                          const PdMutation *mutation,
                          PdRecord *form,
                          GError **error)
{
  const char *id = pd_record_get_id (form);

  return pd_platform_ledger_hurry (change->platform, change->tenant, id, error) &&
                 pd_platform_ledger_ask (change->platform, change->tenant, id, error)
             ? pd_platform_accept (mutation, form)
             : NULL;
}

/**
 * pd_platform_reopen_order:
 * @order: in the state that the command leads to
 *
 * An order whose invoice stands is invoiced, and stays so. When red invoices have reversed all of it, a person may open
 * the order again, to correct it and have it invoiced anew: the key of the first invoice is spent, and the next one is
 * asked for under another. Nothing opens it by itself: what was returned is not to be invoiced again.
 */
PdResult *
pd_platform_reopen_order (PdPlatformChange *change,
                          const PdMutation *mutation,
                          PdRecord *order,
                          GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;
  g_autofree char *id = NULL;

  if (!pd_platform_ledger_find_issued (change->platform, change->tenant, pd_record_get_id (order), &id,
                                       error) ||
      (id != NULL &&
       !pd_platform_read_record (change->platform, change->tenant, &pd_invoice_type, id, &invoice, error)))
    return NULL;
  if (id != NULL && (invoice == NULL || !pd_reversal_is_complete (invoice)))
    return pd_platform_reject (
        mutation, "invoice_stands", NULL,
        _ ("The invoice of this order stands. Reverse all of it first; then the order can be "
           "reopened."));
  pd_record_set_text (order, PD_ORDER_STATE_REASON, mutation->reason);
  if (id != NULL)
    {
      g_autofree char *reason = g_strdup_printf (
          _ ("Invoice %s was reversed as a whole. The order may be corrected and invoiced anew."),
          pd_record_get_text (invoice, PD_INVOICE_NUMBER));

      pd_record_set_text (order, PD_ORDER_STATE_REASON, reason);
      pd_record_clear (order, PD_ORDER_INVOICE_ID);
      pd_record_clear (order, PD_ORDER_INVOICE_NUMBER);
      pd_record_clear (order, PD_ORDER_REVERSED_AMOUNT);
      if (!pd_platform_ledger_spend (change->platform, change->tenant, id, error))
        return NULL;
    }
  return pd_platform_write_record (change, order, error) ? pd_platform_accept (mutation, order) : NULL;
}
