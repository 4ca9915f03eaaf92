/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-outcome.h"

#include <glib/gi18n-lib.h>

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-blue.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-files.h"
#include "platform/pd-platform-form-outcome.h"
#include "platform/pd-platform-keys.h"
#include "platform/pd-platform-mail-auto.h"
#include "platform/pd-platform-news.h"

/* While a person has to decide, the bureau is asked all the same, now and then. */
#define DECIDE_WAIT PD_PLATFORM_LONGEST_WAIT

/* A provider may take what it is sent and do nothing until somebody signs in: after so many questions the session is
 * asked for. */
#define PATIENCE 4

/** pd_platform_read_invoice: @invoice: (out) (transfer full): of an entry of the ledger: it is an error when it is not there */
gboolean
pd_platform_read_invoice (PdPlatform *platform,
                          const char *tenant,
                          const char *id,
                          PdRecord **invoice,
                          GError **error)
{
  if (!pd_platform_read_record (platform, tenant, &pd_invoice_type, id, invoice, error))
    return FALSE;
  if (*invoice == NULL)
    g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_BUG, "A submission has no invoice.");
  return *invoice != NULL;
}

/** pd_platform_read_invoice_of: @invoice: (out) (transfer full): what was issued under an entry: of a form it is the red one */
gboolean
pd_platform_read_invoice_of (PdPlatformChange *change,
                             const PdPlatformEntry *entry,
                             PdRecord **invoice,
                             GError **error)
{
  g_autofree char *red = g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM)
                             ? pd_platform_red_invoice_id (change->tenant, entry->record)
                             : NULL;

  return pd_platform_read_invoice (change->platform, change->tenant, red != NULL ? red : entry->record,
                                   invoice, error);
}

static gboolean
tell_of (PdPlatformChange *change, const PdPlatformEntry *entry, const PdPlatformNews *news, GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;

  return pd_platform_read_invoice (change->platform, change->tenant, entry->record, &invoice, error) &&
         pd_platform_tell (change, invoice, NULL, news, error);
}

/** pd_platform_tell_sent: the intent: the bureau is going to be sent this. */
gboolean
pd_platform_tell_sent (PdPlatformChange *change,
                       const PdPlatformEntry *entry,
                       PdRecord *invoice,
                       GError **error)
{
  const PdPlatformNews news = {
    PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_STAGE_SENT, PD_INVOICE_NEXT_QUERY, 0, NULL, NULL
  };

  pd_record_set_integer (invoice, PD_INVOICE_SUBMITTED_AT, change->now);
  return pd_platform_tell (change, invoice, NULL, &news, error);
}

/** pd_platform_tell_waiting: it is not sent because nobody is signed in at the bureau. */
gboolean
pd_platform_tell_waiting (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  const PdPlatformNews news = {
    PD_INVOICE_STATE_WAITING,
    PD_INVOICE_STAGE_WAITING,
    PD_INVOICE_NEXT_SIGN_IN,
    0,
    _ ("The tax bureau wants somebody to sign in. This invoice waits for it and is sent by "
       "itself afterwards."),
    NULL
  };

  return g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM)
             ? pd_platform_tell_form_waiting (change, entry, error)
             : tell_of (change, entry, &news, error);
}

/** pd_platform_tell_released: what it waited for is there; it is sent. */
gboolean
pd_platform_tell_released (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  const PdPlatformNews news = {
    PD_INVOICE_STATE_QUEUED, PD_INVOICE_STAGE_QUEUED, PD_INVOICE_NEXT_SEND, change->now, NULL, NULL
  };

  return g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM)
             ? pd_platform_tell_form_released (change, entry, error)
             : tell_of (change, entry, &news, error);
}

/** pd_platform_tell_stranger: it was sent through a gateway that the company does not have any more. */
gboolean
pd_platform_tell_stranger (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  g_autofree char *reason =
      PD_PLATFORM_ENTRY_OF_NOBODY (entry)
          ? g_strdup (
                _ ("It was sent before the platform lost its data, and nothing here says through which "
                   "gateway. Look at the tax bureau's own pages for it, and say whether it was issued."))
          : g_strdup_printf (_ ("It was sent through the gateway %s, which this company does not use "
                                "any more. Look at the tax bureau's own pages for it, or connect "
                                "that gateway again: then it is asked."),
                             entry->gateway);
  const PdPlatformNews news = {
    PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_STAGE_HELD, PD_INVOICE_NEXT_DECIDE, 0, reason, NULL
  };

  if (g_str_equal (entry->step, "files"))
    return TRUE;
  return g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM)
             ? pd_platform_tell_form_stranger (change, entry, error)
             : tell_of (change, entry, &news, error);
}

/** pd_platform_tell_interrupted: the platform was stopped after it had written the intent down. */
gboolean
pd_platform_tell_interrupted (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  const PdPlatformNews news = {
    PD_INVOICE_STATE_UNKNOWN,
    PD_INVOICE_STAGE_UNKNOWN,
    PD_INVOICE_NEXT_QUERY,
    change->now,
    _ ("The platform was stopped before the tax bureau answered. The tax bureau is being asked."),
    NULL
  };

  return g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM)
             ? pd_platform_tell_form_interrupted (change, entry, error)
             : tell_of (change, entry, &news, error);
}

static gboolean
set_order (PdPlatformChange *change,
           const PdPlatformEntry *entry,
           const char *state,
           const PdGatewayAnswer *answer,
           GError **error)
{
  g_autoptr (PdRecord) order = NULL;
  g_autofree char *reason = pd_platform_shorten_words (answer->reason);

  if (entry->order == NULL)
    return TRUE;
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_order_type, entry->order, &order,
                                error))
    return FALSE;
  /* Out of "invoiced" only a person leads, see pd_platform_reopen_order(). */
  if (order == NULL || g_strcmp0 (pd_record_get_state (order), PD_ORDER_STATE_INVOICED) == 0 ||
      !pd_workflow_allows (&pd_order_type, pd_record_get_state (order), state))
    return TRUE;
  pd_record_set_text (order, PD_ORDER_STATE, state);
  pd_record_set_text (order, PD_ORDER_STATE_REASON, g_str_equal (state, PD_ORDER_STATE_OPEN) ? reason : NULL);
  pd_record_set_text (order, PD_ORDER_INVOICE_NUMBER, answer->number);
  return pd_platform_write_record (change, order, error);
}

/* It has been asked for and is not there: nothing is to be waited for, the first time. */
static gint64
choose_wait (const PdPlatformEntry *entry, const PdGatewayAnswer *answer)
{
  gboolean is_clear = answer->wait <= 0 && answer->state == PD_GATEWAY_NOT_SENT &&
                      g_str_equal (entry->step, "query") && entry->attempts <= 1;

  return is_clear ? 0 : pd_platform_back_off (entry, answer);
}

/* What the bureau issued is the law, also where it is not what was asked for: then somebody has to look. */
static char *
compare_amount (const PdRecord *invoice, const PdGatewayAnswer *answer)
{
  gint64 ours = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT);

  if (answer->gross_amount == 0 || answer->gross_amount == ours)
    return NULL;

  g_autofree char *theirs_text = pd_money_format (answer->gross_amount);
  g_autofree char *ours_text = pd_money_format (ours);

  return g_strdup_printf (
      _ ("The tax bureau's invoice of this order is of %1$s, and the order of %2$s. Compare "
         "the invoice with the order; reverse it if it is wrong."),
      theirs_text, ours_text);
}

static char *
compare (const PdPlatformEntry *entry, const PdRecord *invoice, const PdGatewayAnswer *answer)
{
  return PD_PLATFORM_ENTRY_ASKS_FIRST (entry)
             ? g_strdup (_ (
                   "The tax bureau has an invoice of this order already, from an earlier request. No second "
                   "one was asked for. Compare the invoice with the order; reverse it if it is wrong."))
             : compare_amount (invoice, answer);
}

static gboolean
finish_issued (PdPlatformChange *change,
               const PdPlatformEntry *entry,
               PdRecord *invoice,
               const PdGatewayAnswer *answer,
               GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  const PdGatewayFunctions *functions = gateway != NULL ? pd_gateway_get_functions (gateway) : NULL;
  gboolean has_files = functions != NULL && functions->fetch_files != NULL;
  g_autofree char *difference = compare (entry, invoice, answer);
  const PdPlatformNews news = { PD_INVOICE_STATE_ISSUED,
                                PD_INVOICE_STAGE_ISSUED,
                                difference != NULL ? PD_INVOICE_NEXT_DECIDE : PD_INVOICE_NEXT_NOTHING,
                                0,
                                difference,
                                NULL };

  pd_record_set_text (invoice, PD_INVOICE_NUMBER, answer->number);
  pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, answer->issue_date);
  pd_record_set_integer (invoice, PD_INVOICE_ISSUED_AT, answer->issued_at);
  if (answer->drawer != NULL)
    pd_record_set_text (invoice, PD_INVOICE_DRAWER, answer->drawer);
  if (answer->specimen)
    pd_record_set_flag (invoice, PD_INVOICE_SPECIMEN, TRUE);
  return pd_platform_adopt_forms (change, invoice, error) &&
         pd_platform_tell (change, invoice, NULL, &news, error) &&
         set_order (change, entry, PD_ORDER_STATE_INVOICED, answer, error) &&
         pd_platform_tell_reversed (change, invoice, error) &&
         pd_platform_ledger_settle (change->platform, change->tenant, entry, "issued",
                                    has_files ? "files" : "", 0, answer, error) &&
         pd_platform_ask_quota_soon (change, error);
}

/* Nothing is wrong with the order. It stays the bureau's to issue, and waits for a larger quota. */
static gboolean
finish_short (PdPlatformChange *change,
              const PdPlatformEntry *entry,
              PdRecord *invoice,
              const PdGatewayAnswer *answer,
              GError **error)
{
  const PdPlatformNews news = { PD_INVOICE_STATE_QUEUED, PD_INVOICE_STAGE_HELD, PD_INVOICE_NEXT_QUOTA, 0,
                                answer->reason,          answer->code };

  return pd_platform_tell (change, invoice, NULL, &news, error) &&
         pd_platform_ledger_settle (change->platform, change->tenant, entry, "held", "", 0, answer, error) &&
         pd_platform_account_run_short (change, pd_record_get_integer (invoice, PD_INVOICE_NET_AMOUNT),
                                        error) &&
         pd_platform_ask_quota_soon (change, error);
}

/* Nothing came of what the order was before: what it is now is something else to the provider. */
static gboolean
finish_mended (PdPlatformChange *change, const PdPlatformEntry *entry, PdRecord *invoice, GError **error)
{
  g_autoptr (PdRecord) company = NULL;
  g_autofree char *key = NULL;

  if (!pd_platform_read_company (change->platform, change->tenant, &company, error) ||
      !pd_platform_take_next_key (change, entry,
                                  company != NULL ? pd_record_get_text (company, PD_COMPANY_TAX_NUMBER)
                                                  : NULL,
                                  &key, error))
    return FALSE;
  pd_record_set_text (invoice, PD_INVOICE_SUBMISSION_KEY, key);
  return pd_platform_write_record (change, invoice, error);
}

static gboolean
finish_failed (PdPlatformChange *change,
               const PdPlatformEntry *entry,
               PdRecord *invoice,
               const PdGatewayAnswer *answer,
               GError **error)
{
  const PdPlatformNews news = { PD_INVOICE_STATE_FAILED, PD_INVOICE_STAGE_FAILED,
                                PD_INVOICE_NEXT_FIX,     0,
                                answer->reason,          answer->code };

  if (answer->next == PD_GATEWAY_NEXT_QUOTA)
    return finish_short (change, entry, invoice, answer, error);
  return pd_platform_tell (change, invoice, NULL, &news, error) &&
         set_order (change, entry, PD_ORDER_STATE_OPEN, answer, error) &&
         pd_platform_ledger_settle (change->platform, change->tenant, entry, "failed", "", 0, answer, error);
}

/* Settles @entry as something that goes on. */
static gboolean
go_on (PdPlatformChange *change,
       const PdPlatformEntry *entry,
       PdRecord *invoice,
       const PdGatewayAnswer *answer,
       const char *state,
       const char *step,
       const PdPlatformNews *news,
       GError **error)
{
  gint64 wait = answer->next == PD_GATEWAY_NEXT_DECIDE ? DECIDE_WAIT : choose_wait (entry, answer);
  PdPlatformNews timed = *news;

  timed.reason = answer->reason;
  timed.code = answer->code;
  if (*step != '\0' && timed.next_at == 0)
    timed.next_at = change->now + wait;
  return pd_platform_tell (change, invoice, NULL, &timed, error) &&
         pd_platform_ledger_settle (change->platform, change->tenant, entry, state, step, wait, answer,
                                    error);
}

static gboolean
finish_waiting (PdPlatformChange *change,
                const PdPlatformEntry *entry,
                PdRecord *invoice,
                const PdGatewayAnswer *answer,
                GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  const PdPlatformNews news = { .state = PD_INVOICE_STATE_WAITING,
                                .stage = PD_INVOICE_STAGE_WAITING,
                                .next = PD_INVOICE_NEXT_SIGN_IN };

  /* A provider whose session cannot be asked for is sent it again to see. */
  if (gateway == NULL || pd_gateway_get_functions (gateway)->session == NULL)
    return go_on (change, entry, invoice, answer, "queued", "send", &news, error);
  return go_on (change, entry, invoice, answer, "waiting", "", &news, error) &&
         pd_platform_account_sign_out (change, answer->reason, error);
}

/* Nothing is at the provider, for certain. */
static gboolean
finish_not_sent (PdPlatformChange *change,
                 const PdPlatformEntry *entry,
                 PdRecord *invoice,
                 const PdGatewayAnswer *answer,
                 GError **error)
{
  const PdPlatformNews again = { .state = PD_INVOICE_STATE_QUEUED,
                                 .stage = PD_INVOICE_STAGE_QUEUED,
                                 .next = PD_INVOICE_NEXT_SEND };
  const PdPlatformNews held = { .state = PD_INVOICE_STATE_QUEUED,
                                .stage = PD_INVOICE_STAGE_HELD,
                                .next = PD_INVOICE_NEXT_CONFIGURE };

  switch (answer->next)
    {
    case PD_GATEWAY_NEXT_FIX:
    case PD_GATEWAY_NEXT_QUOTA:
      return finish_failed (change, entry, invoice, answer, error);
    case PD_GATEWAY_NEXT_SIGN_IN:
      return finish_waiting (change, entry, invoice, answer, error);
    case PD_GATEWAY_NEXT_CONFIGURE:
      return go_on (change, entry, invoice, answer, "held", "", &held, error) &&
             pd_platform_account_hold (change, answer->reason, error);
    case PD_GATEWAY_NEXT_NOTHING:
    case PD_GATEWAY_NEXT_SEND:
    case PD_GATEWAY_NEXT_QUERY:
    case PD_GATEWAY_NEXT_RETRY:
    case PD_GATEWAY_NEXT_DECIDE:
    default:
      return go_on (change, entry, invoice, answer, "queued", "send", &again, error);
    }
}

/* Somebody has to find out. A connection that an administrator has to mend is held, and it is asked for afterwards. */
static gboolean
finish_open (PdPlatformChange *change,
             const PdPlatformEntry *entry,
             PdRecord *invoice,
             const PdGatewayAnswer *answer,
             GError **error)
{
  gboolean is_sent = answer->state == PD_GATEWAY_SENT;
  /* Nothing was sent yet of what is to be issued. */
  gboolean asks_first = !is_sent && PD_PLATFORM_ENTRY_ASKS_FIRST (entry);
  gboolean retries = !asks_first && answer->next == PD_GATEWAY_NEXT_RETRY;
  const char *state = asks_first ? "queued" : is_sent ? "sent" : "unknown";
  const PdPlatformNews news = { .state = asks_first ? PD_INVOICE_STATE_QUEUED
                                         : is_sent  ? PD_INVOICE_STATE_SUBMITTED
                                                    : PD_INVOICE_STATE_UNKNOWN,
                                .stage = asks_first ? PD_INVOICE_STAGE_QUEUED
                                         : is_sent  ? PD_INVOICE_STAGE_TAKEN
                                                    : PD_INVOICE_STAGE_UNKNOWN,
                                .next = retries ? PD_INVOICE_NEXT_RETRY
                                        : !asks_first && answer->next == PD_GATEWAY_NEXT_DECIDE
                                            ? PD_INVOICE_NEXT_DECIDE
                                            : PD_INVOICE_NEXT_QUERY };

  if (!go_on (change, entry, invoice, answer, state, retries ? "retry" : "query", &news, error) ||
      (is_sent && entry->tries >= PATIENCE && !pd_platform_account_wonder (change, error)))
    return FALSE;
  return answer->next != PD_GATEWAY_NEXT_CONFIGURE ||
         pd_platform_account_hold (change, answer->reason, error);
}

/**
 * pd_platform_finish_invoice:
 * @entry: as it was leased
 *
 * Writes down what the bureau said of an invoice: the invoice, its order and the ledger, in the caller's transaction.
 * An unknown outcome stays unknown until a query of the same key, the provider's retry of it, or a person says more.
 */
gboolean
pd_platform_finish_invoice (PdPlatformChange *change,
                            const PdPlatformEntry *entry,
                            const PdGatewayAnswer *answer,
                            GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;

  if (!pd_platform_read_invoice (change->platform, change->tenant, entry->record, &invoice, error))
    return FALSE;
  if (PD_PLATFORM_ENTRY_ASKS_FIRST (entry) && answer->is_spent &&
      (answer->state == PD_GATEWAY_FAILED || answer->state == PD_GATEWAY_WAITING))
    return finish_mended (change, entry, invoice, error);
  switch (answer->state)
    {
    case PD_GATEWAY_ISSUED:
      return finish_issued (change, entry, invoice, answer, error);
    case PD_GATEWAY_FAILED:
      return finish_failed (change, entry, invoice, answer, error);
    case PD_GATEWAY_WAITING:
      return finish_waiting (change, entry, invoice, answer, error);
    case PD_GATEWAY_NOT_SENT:
      return finish_not_sent (change, entry, invoice, answer, error);
    case PD_GATEWAY_SENT:
    case PD_GATEWAY_UNKNOWN:
    default:
      return finish_open (change, entry, invoice, answer, error);
    }
}

/* The order names the number that its invoice has. */
static gboolean
correct_order (PdPlatformChange *change, const PdPlatformEntry *entry, const char *number, GError **error)
{
  g_autoptr (PdRecord) order = NULL;

  if (entry->order == NULL)
    return TRUE;
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_order_type, entry->order, &order,
                                error))
    return FALSE;
  if (order == NULL || g_strcmp0 (pd_record_get_text (order, PD_ORDER_INVOICE_ID), entry->record) != 0)
    return TRUE;
  pd_record_set_text (order, PD_ORDER_INVOICE_NUMBER, number);
  return pd_platform_write_record (change, order, error);
}

/* Where the provider has no invoice at all a person was wrong, or it has lost it: somebody has to look, until it is there.
 * @is_new: (inout) */
static void
tell_missing (const PdPlatformEntry *entry,
              PdRecord *invoice,
              const PdGatewayAnswer *answer,
              gboolean *is_new)
{
  const char *words =
      _ ("Nothing is found of this invoice where it was sent, although it counts as issued here. Compare "
         "its number with the tax bureau's own pages.");
  gboolean is_told = g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_REASON), words) == 0;
  gboolean is_missing = answer->next == PD_GATEWAY_NEXT_DECIDE && answer->number == NULL &&
                        g_str_equal (entry->what, PD_PLATFORM_ABOUT_INVOICE);

  if (is_missing == is_told || (!is_missing && answer->number == NULL))
    return;
  pd_record_set_text (invoice, PD_INVOICE_NEXT_STEP,
                      is_missing ? PD_INVOICE_NEXT_DECIDE : PD_INVOICE_NEXT_NOTHING);
  pd_record_set_text (invoice, PD_INVOICE_REASON, is_missing ? words : NULL);
  *is_new = TRUE;
}

/* What a person declared is held against what the provider says when it is asked for the files: its word is the law.
 * @is_new: (inout) */
static gboolean
correct_issued (PdPlatformChange *change,
                const PdPlatformEntry *entry,
                PdRecord *invoice,
                const PdGatewayAnswer *answer,
                gboolean *is_new,
                GError **error)
{
  const char *number = pd_record_get_text (invoice, PD_INVOICE_NUMBER);
  g_autofree char *difference = answer->number != NULL ? compare_amount (invoice, answer) : NULL;

  if (answer->number != NULL && g_strcmp0 (answer->number, number) != 0)
    {
      g_autofree char *words =
          g_strdup_printf (_ ("The tax bureau has this invoice under the number %1$s, and not %2$s."),
                           answer->number, number != NULL ? number : "–");

      pd_invoice_add_stage (invoice, change->now, PD_INVOICE_STAGE_ISSUED, NULL, NULL, words);
      pd_record_set_text (invoice, PD_INVOICE_NUMBER, answer->number);
      if (answer->issue_date != NULL)
        pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, answer->issue_date);
      if (answer->issued_at > 0)
        pd_record_set_integer (invoice, PD_INVOICE_ISSUED_AT, answer->issued_at);
      *is_new = TRUE;
      if (!correct_order (change, entry, answer->number, error))
        return FALSE;
    }
  if (difference != NULL && g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_REASON), difference) != 0)
    {
      pd_record_set_text (invoice, PD_INVOICE_NEXT_STEP, PD_INVOICE_NEXT_DECIDE);
      pd_record_set_text (invoice, PD_INVOICE_REASON, difference);
      *is_new = TRUE;
    }
  return TRUE;
}

/**
 * pd_platform_finish_files:
 * @hashes: (array fixed-size=3): of the files of @answer, which are on the disk; %NULL for what is not there
 *
 * Writes down which files have come. An invoice stays issued whatever becomes of them. A provider that tells its number
 * and amount with them is believed more than a person who declared it issued.
 */
gboolean
pd_platform_finish_files (PdPlatformChange *change,
                          const PdPlatformEntry *entry,
                          const PdGatewayAnswer *answer,
                          char *const *hashes,
                          GError **error)
{
  static const struct
  {
    guint field;
    const char *media_type;
  } kinds[PD_GATEWAY_N_FILES] = { [PD_GATEWAY_FILE_PDF] = { PD_INVOICE_PDF_HASH, "application/pdf" },
                                  [PD_GATEWAY_FILE_OFD] = { PD_INVOICE_OFD_HASH, "application/ofd" },
                                  [PD_GATEWAY_FILE_XML] = { PD_INVOICE_XML_HASH, "application/xml" } };
  g_autoptr (PdRecord) invoice = NULL;
  gboolean is_new = FALSE;

  if (!pd_platform_read_invoice_of (change, entry, &invoice, error))
    return FALSE;
  for (guint kind = 0; kind < PD_GATEWAY_N_FILES; kind++)
    {
      if (hashes[kind] == NULL ||
          g_strcmp0 (pd_record_get_text (invoice, kinds[kind].field), hashes[kind]) == 0)
        continue;
      if (!pd_platform_add_file (change->platform, change->tenant, hashes[kind], answer->files[kind],
                                 kinds[kind].media_type, error))
        return FALSE;
      pd_record_set_text (invoice, kinds[kind].field, hashes[kind]);
      is_new = TRUE;
    }
  if (is_new && !pd_platform_has_last_stage (invoice, PD_INVOICE_STAGE_FILES))
    pd_invoice_add_stage (invoice, change->now, PD_INVOICE_STAGE_FILES, NULL, NULL, NULL);
  tell_missing (entry, invoice, answer, &is_new);
  if (!correct_issued (change, entry, invoice, answer, &is_new, error) ||
      (is_new && !pd_platform_write_record (change, invoice, error)))
    return FALSE;
  /* Some providers have the PDF at once and the rest later: the buyer gets one mail with all of them. */
  if (!answer->files_pending && !pd_platform_mail_by_rule (change, invoice, error))
    return FALSE;
  /* Nothing else may be under way that would find out that the connection does not work any more. */
  return pd_platform_ledger_settle (change->platform, change->tenant, entry, "issued",
                                    answer->files_pending ? "files" : "",
                                    pd_platform_back_off (entry, answer), NULL, error) &&
         (answer->next != PD_GATEWAY_NEXT_CONFIGURE ||
          pd_platform_account_hold (change, answer->reason, error));
}
