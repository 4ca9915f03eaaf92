/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-handlers.h"

#include <glib/gi18n-lib.h>

#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-merge.h"
#include "model/pd-red-form.h"
#include "model/pd-order.h"
#include "model/pd-submission-key.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "model/pd-verification-record.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-issuing.h"
#include "platform/pd-platform-ledger.h"
#include "platform/pd-platform-lost-form.h"
#include "platform/pd-platform-verify.h"
#include "wire/pd-wire-lost.h"

/*
 * A platform restored from last night's backup gets the day back from its clients (sync: 2.8). A version is taken under
 * its own id, on top of exactly what the client knows to be here, and by its author's word alone for what people write.
 * What only the tax bureau says is asked of the bureau again: an invoice comes back as unknown, with the key that it was
 * submitted under, and its order stays locked until the bureau has answered. So nothing is doubled.
 */

/* Above this a revision is no revision. */
#define MAX_REVISION G_GINT64_CONSTANT (1000000000)

static PdResult *
answer (const PdWireLost *lost, PdOutcome outcome, const char *code, const char *message)
{
  PdResult *result = pd_result_new (pd_record_get_id (lost->record), outcome);

  result->code = g_strdup (code);
  result->message = g_strdup (message);
  return result;
}

static PdResult *
refuse (const PdWireLost *lost, const char *code, const char *message)
{
  return answer (lost, PD_OUTCOME_REJECTED, code, message);
}

static PdResult *
write_version (PdPlatformChange *change,
               const PdWireLost *lost,
               const PdRecord *current,
               PdRecord *version,
               GError **error)
{
  gint64 revision = current != NULL ? pd_record_get_revision (current) : 0;
  PdResult *result;

  /* Above all that any client has ever seen of it. */
  pd_record_set_revision (version, MAX (revision, pd_record_get_revision (lost->record)));
  if (!pd_platform_write_record (change, version, error))
    return NULL;
  result = answer (lost, PD_OUTCOME_OK, NULL, NULL);
  result->record = pd_record_ref (version);
  return result;
}

/* Of what is frozen here only the notes come back. */
static PdResult *
take_notes (PdPlatformChange *change, const PdWireLost *lost, const PdRecord *current, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (current);
  g_autoptr (PdRecord) version = pd_record_copy (current);

  for (guint field = 0; field < type->n_fields; field++)
    if (type->fields[field].merge == PD_MERGE_APPEND && pd_record_has (lost->record, field))
      pd_record_copy_field (version, lost->record, field);
  if (pd_record_equal (version, current))
    return answer (lost, PD_OUTCOME_OK, "already", NULL);
  return write_version (change, lost, current, version, error);
}

/* NULL without an error: it may be written. */
static PdResult *
prepare_order (const PdWireLost *lost, PdRecord *version)
{
  const char *state = pd_record_get_state (version);
  gboolean at_bureau =
      g_strcmp0 (state, PD_ORDER_STATE_ISSUING) == 0 || g_strcmp0 (state, PD_ORDER_STATE_INVOICED) == 0;
  g_autoptr (GPtrArray) problems = pd_record_check (version, PD_REQUIRED_TO_SAVE);
  const PdProblem *problem = pd_problems_first_error (problems);

  if (problem != NULL)
    return refuse (lost, "invalid", problem->message);
  if (!at_bureau && g_strcmp0 (state, PD_ORDER_STATE_CANCELLED) != 0)
    pd_record_set_text (version, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  if (at_bureau)
    pd_record_set_text (version, PD_ORDER_STATE, PD_ORDER_STATE_ISSUING);
  else
    pd_record_clear (version, PD_ORDER_INVOICE_ID);
  pd_record_clear (version, PD_ORDER_INVOICE_NUMBER);
  pd_record_clear (version, PD_ORDER_REVERSED_AMOUNT);
  pd_record_derive (version);
  return NULL;
}

static gboolean
add_submission (PdPlatformChange *change, const PdRecord *invoice, const PdRecord *order, GError **error)
{
  const char *key = pd_record_get_text (invoice, PD_INVOICE_SUBMISSION_KEY);
  g_autoptr (PdRecord) company = NULL;
  g_autofree char *first = NULL;
  g_autofree char *hash = NULL;

  if (!pd_platform_read_company (change->platform, change->tenant, &company, error))
    return FALSE;
  hash = pd_platform_payload_hash (order, company);
  first = pd_submission_key (company != NULL ? pd_record_get_text (company, PD_COMPANY_TAX_NUMBER) : NULL,
                             pd_record_get_id (order), 1);

  const PdPlatformNewEntry entry = { .record = pd_record_get_id (invoice),
                                     .what = PD_PLATFORM_ABOUT_INVOICE,
                                     .order = pd_record_get_id (order),
                                     .key = key != NULL ? key : pd_record_get_id (invoice),
                                     .generation = g_strcmp0 (key, first) == 0 ? 1 : 2,
                                     .payload_hash = hash,
                                     .state = "unknown",
                                     .step = "query" };

  return pd_platform_ledger_add (change, &entry, error);
}

/* @count: (out): of the order's invoices that the bureau made or may yet make */
static gboolean
count_submissions (PdPlatformChange *change, const char *order, gint64 *count, GError **error)
{
  *count = 0;
  return pd_platform_sql_get_integer (
      change->platform->sql, count, error,
      "SELECT count (*) FROM submission WHERE tenant = ? AND order_id = ? AND state <> 'failed'"
      " AND is_spent = 0",
      "tt", change->tenant, order);
}

/* A red invoice comes back with its form, by the bureau's word. */
static PdResult *
take_red_invoice (PdPlatformChange *change, const PdWireLost *lost, GError **error)
{
  const char *form_id = pd_record_get_text (lost->record, PD_INVOICE_RED_FORM_ID);
  g_autoptr (PdRecord) form = NULL;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_red_form_type,
                                form_id != NULL ? form_id : "", &form, error))
    return NULL;
  return form != NULL && !pd_record_is_deleted (form)
             ? answer (lost, PD_OUTCOME_OK, "already", NULL)
             : refuse (
                   lost, "form",
                   _ ("The red-letter form of this invoice is not on the platform. Give the form back: the "
                      "tax bureau is asked for it, and the invoice comes with it."));
}

/* What the bureau said of it is asked of the bureau. */
static PdResult *
take_form (PdPlatformChange *change,
           const PdWireLost *lost,
           const PdRecord *current,
           PdRecord *version,
           GError **error)
{
  const char *blue_id = pd_record_get_text (version, PD_RED_FORM_BLUE_INVOICE_ID);
  gboolean is_doubtful = pd_platform_doubt_form (version);
  g_autoptr (PdRecord) blue = NULL;
  PdResult *result;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_invoice_type,
                                blue_id != NULL ? blue_id : "", &blue, error))
    return NULL;
  if (is_doubtful && blue_id != NULL && (blue == NULL || pd_record_is_deleted (blue)))
    return refuse (
        lost, "invoice",
        _ ("The invoice that this form reverses is not on the platform. Give the invoice back first, "
           "with its order."));
  result = write_version (change, lost, current, version, error);
  if (result != NULL && is_doubtful && !pd_platform_ask_lost_form (change, version, error))
    g_clear_pointer (&result, pd_result_free);
  return result;
}

/* What the bureau said is not taken from a client: it is asked again under the invoice's own key. */
static PdResult *
take_invoice (PdPlatformChange *change, const PdWireLost *lost, GError **error)
{
  g_autoptr (PdRecord) version = pd_record_copy (lost->record);
  g_autoptr (PdRecord) order = NULL;
  const char *order_id = pd_record_get_text (version, PD_INVOICE_ORDER_ID);
  static const guint bureaus[] = { PD_INVOICE_NUMBER,    PD_INVOICE_CODE,    PD_INVOICE_ISSUE_DATE,
                                   PD_INVOICE_ISSUED_AT, PD_INVOICE_DRAWER,  PD_INVOICE_PDF_HASH,
                                   PD_INVOICE_XML_HASH,  PD_INVOICE_SPECIMEN };
  PdResult *result;
  gint64 submitted = 0;

  if (pd_record_get_flag (version, PD_INVOICE_RED))
    return take_red_invoice (change, lost, error);
  for (guint i = 0; i < G_N_ELEMENTS (bureaus); i++)
    pd_record_clear (version, bureaus[i]);
  pd_platform_doubt_reversed (version);
  if (g_strcmp0 (pd_record_get_state (version), PD_INVOICE_STATE_FAILED) == 0)
    return write_version (change, lost, NULL, version, error);
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_order_type,
                                order_id != NULL ? order_id : "", &order, error) ||
      !count_submissions (change, order_id != NULL ? order_id : "", &submitted, error))
    return NULL;
  if (order == NULL || pd_record_is_deleted (order) ||
      g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_ISSUING) != 0 ||
      g_strcmp0 (pd_record_get_text (order, PD_ORDER_INVOICE_ID), pd_record_get_id (version)) != 0 ||
      pd_workflow_total (order) != pd_workflow_total (version))
    return refuse (lost, "order",
                   _ ("The order of this invoice is not on the platform as it was then. Give the "
                      "order back together with it."));
  if (submitted > 0)
    return refuse (lost, "doubled",
                   _ ("The order has another invoice on the platform by now. Nothing was doubled."));
  pd_record_set_text (version, PD_INVOICE_STATE, PD_INVOICE_STATE_UNKNOWN);
  pd_record_set_text (version, PD_INVOICE_NEXT_STEP, PD_INVOICE_NEXT_QUERY);
  pd_record_set_text (
      version, PD_INVOICE_REASON,
      _ ("The platform's data were restored. The tax bureau is being asked what became of this "
         "invoice."));
  result = write_version (change, lost, NULL, version, error);
  if (result != NULL && !add_submission (change, version, order, error))
    g_clear_pointer (&result, pd_result_free);
  return result;
}

/* Whether mail that was under way then has been sent nobody here knows: a person decides. */
static void
doubt_delivery (PdRecord *version)
{
  const char *state = pd_record_get_state (version);

  if (g_strcmp0 (state, PD_DELIVERY_STATE_WAITING) != 0 && g_strcmp0 (state, PD_DELIVERY_STATE_SENDING) != 0)
    return;
  pd_record_set_text (version, PD_DELIVERY_STATE, PD_DELIVERY_STATE_UNCERTAIN);
  pd_record_set_text (
      version, PD_DELIVERY_STATE_REASON,
      _ ("The platform's data were restored from a backup. This mail may have been sent since "
         "then. Ask the recipient before mailing it again."));
}

/* Whether people wrote the same in both, whatever the platform wrote. */
static gboolean
says_the_same (const PdRecord *current, const PdRecord *lost)
{
  g_autoptr (PdPatch) difference = pd_diff (current, lost);

  return pd_patch_get_n_changes (difference) == 0 &&
         (g_strcmp0 (pd_record_get_state (current), pd_record_get_state (lost)) == 0 ||
          (pd_workflow_is_frozen (current) && pd_workflow_is_frozen (lost)));
}

static PdResult *
conflict (const PdWireLost *lost, const char *code, const PdRecord *current, const char *message)
{
  PdResult *result = answer (lost, PD_OUTCOME_CONFLICT, code, message);

  result->record = pd_record_copy (current);
  return result;
}

static PdResult *
take (PdPlatformChange *change, const PdWireLost *lost, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (lost->record);
  gint64 revision = pd_record_get_revision (lost->record);
  g_autoptr (PdRecord) current = NULL;
  g_autoptr (PdRecord) version = pd_record_copy (lost->record);
  PdResult *refusal;

  if (revision < 1 || revision > MAX_REVISION || pd_record_is_deleted (lost->record))
    return refuse (lost, "invalid", _ ("This is no version that a platform had."));
  if (type == &pd_company_type)
    return refuse (lost, "server_field", _ ("Only the platform writes this field."));
  if (!pd_platform_read_record (change->platform, change->tenant, type, pd_record_get_id (lost->record),
                                &current, error))
    return NULL;
  if (current != NULL && pd_record_is_deleted (current))
    return conflict (lost, "deleted", current, _ ("Somebody else deleted this record."));
  if (current != NULL && says_the_same (current, lost->record))
    return answer (lost, PD_OUTCOME_OK, "already", NULL);
  if (lost->base != (current != NULL ? pd_record_get_revision (current) : 0))
    return conflict (
        lost, "changed", current,
        _ ("The record is on the platform again and was changed there. Compare both, and enter what is "
           "missing."));
  if (current != NULL && pd_workflow_is_frozen (current))
    return take_notes (change, lost, current, error);
  if (type == &pd_invoice_type)
    return take_invoice (change, lost, error);
  if (type == &pd_red_form_type)
    return take_form (change, lost, current, version, error);
  if (type == &pd_delivery_type)
    doubt_delivery (version);
  if (type == &pd_verification_type)
    pd_platform_doubt_verification (version);
  refusal = type == &pd_order_type ? prepare_order (lost, version) : NULL;
  return refusal != NULL ? refusal : write_version (change, lost, current, version, error);
}

/* An order that was at the bureau without its invoice would stay locked for ever. */
static gboolean
check_order (PdPlatformChange *change, const PdWireLost *lost, PdResult **result, GError **error)
{
  const PdRecord *order = (*result)->record;
  gint64 submitted = 0;

  if (order == NULL || pd_record_get_record_type (order) != &pd_order_type ||
      g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_ISSUING) != 0)
    return TRUE;
  if (!count_submissions (change, pd_record_get_id (order), &submitted, error))
    return FALSE;
  if (submitted > 0)
    return TRUE;
  pd_result_free (*result);
  *result =
      refuse (lost, "invoice",
              _ ("This order was with the tax bureau, and its invoice is not on this computer. Give it back "
                 "from a computer that has both."));
  return TRUE;
}

static gboolean
belongs_to (const PdWireLost *lost, const PdWireLost *first)
{
  const PdRecordType *type = pd_record_get_record_type (lost->record);

  /* A red invoice is its form's, and one that was reversed before the order was invoiced anew is of the order's past. */
  return pd_record_get_record_type (first->record) == &pd_order_type && type == &pd_invoice_type &&
         (g_strcmp0 (pd_record_get_text (first->record, PD_ORDER_INVOICE_ID),
                     pd_record_get_id (lost->record)) == 0 ||
          g_strcmp0 (pd_record_get_state (lost->record), PD_INVOICE_STATE_FAILED) == 0) &&
         g_strcmp0 (pd_record_get_text (lost->record, PD_INVOICE_ORDER_ID),
                    pd_record_get_id (first->record)) == 0;
}

/* @n: (out): an order and the invoices behind it that are its own: all of them or none */
static GPtrArray *
take_group (PdPlatformChange *change, GPtrArray *all, guint start, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  const PdWireLost *first = g_ptr_array_index (all, start);
  const PdResult *refused = NULL;

  for (guint i = start; i < all->len; i++)
    {
      const PdWireLost *lost = g_ptr_array_index (all, i);
      PdResult *result;

      if (i > start && !belongs_to (lost, first))
        break;
      change->batch = 0;
      result = take (change, lost, error);
      if (result == NULL)
        return NULL;
      g_ptr_array_add (results, result);
    }
  if (!check_order (change, first, (PdResult **) &g_ptr_array_index (results, 0), error))
    return NULL;
  for (guint i = 0; i < results->len && refused == NULL; i++)
    if (((const PdResult *) g_ptr_array_index (results, i))->outcome != PD_OUTCOME_OK)
      refused = g_ptr_array_index (results, i);
  for (guint i = 0; i < results->len && refused != NULL; i++)
    {
      PdResult **result = (PdResult **) &g_ptr_array_index (results, i);

      if ((*result)->outcome != PD_OUTCOME_OK || g_strcmp0 ((*result)->code, "already") == 0)
        continue;
      pd_result_free (*result);
      *result = refuse (g_ptr_array_index (all, start + i), refused->code, refused->message);
    }
  return g_steal_pointer (&results);
}

static gboolean
is_taken (GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++)
    if (((const PdResult *) g_ptr_array_index (results, i))->outcome != PD_OUTCOME_OK)
      return FALSE;
  return TRUE;
}

static gboolean
take_all (PdPlatformChange *change, GPtrArray *all, GPtrArray *results, GError **error)
{
  PdPlatformSql *sql = change->platform->sql;

  while (results->len < all->len)
    {
      g_autoptr (GPtrArray) group = NULL;

      if (!pd_platform_sql_script (sql, "SAVEPOINT lost", error))
        return FALSE;
      group = take_group (change, all, results->len, error);
      if (group == NULL)
        return FALSE;
      if (!is_taken (group) && !pd_platform_sql_script (sql, "ROLLBACK TO lost", error))
        return FALSE;
      if (!pd_platform_sql_script (sql, "RELEASE lost", error))
        return FALSE;
      while (group->len > 0)
        g_ptr_array_add (results, g_ptr_array_steal_index (group, 0));
    }
  return TRUE;
}

static gboolean
take_in_transaction (PdPlatformCall *call, GPtrArray *all, GPtrArray *results, GError **error)
{
  PdPlatformSql *sql = call->platform->sql;
  PdPlatformChange change = { .platform = call->platform,
                              .tenant = call->session->tenant,
                              .user = call->session->user_name,
                              .now = pd_platform_get_now (call->platform) };

  return pd_platform_sql_script (sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (sql, take_all (&change, all, results, error), error);
}

/** pd_platform_handle_lost: POST /v1/sync/lost: takes back what a restored platform has lost. */
gboolean
pd_platform_handle_lost (PdPlatformCall *call, GError **error)
{
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autofree char *epoch = NULL;
  g_autoptr (GError) malformed = NULL;
  g_autoptr (GPtrArray) all = pd_wire_lost_from_text (text, (gssize) size, &epoch, &malformed);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  PdPlatformHead head;

  if (all == NULL)
    return pd_platform_call_fail (call, 400, "malformed", malformed->message);
  if (!pd_platform_role_may (call->session->role, "give-back", "lost"))
    return pd_platform_call_fail (call, 403, "forbidden",
                                  _ ("Only an administrator gives back what the platform has lost."));
  if (!pd_platform_get_head (call->platform, call->session->tenant, &head, error))
    return FALSE;
  if (!g_str_equal (epoch, head.epoch))
    return pd_platform_call_fail (call, 409, "history_changed",
                                  _ ("The platform's data were restored. Read them anew."));
  if (!take_in_transaction (call, all, results, error))
    return FALSE;
  pd_platform_response_set_json (call->response, 200, pd_wire_results_to_text (results));
  return TRUE;
}
