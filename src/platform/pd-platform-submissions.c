/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-submission-private.h"

#include <string.h>

#include "model/pd-invoice-next.h"
#include "model/pd-invoice.h"
#include "model/pd-red-form.h"
#include "platform/pd-platform-bureau-list.h"
#include "platform/pd-platform-files.h"
#include "platform/pd-platform-form-outcome.h"
#include "platform/pd-platform-inbound-forms.h"
#include "platform/pd-platform-news.h"
#include "platform/pd-platform-outcome.h"
#include "platform/pd-platform-redelivery.h"
#include "platform/pd-platform-superseded.h"

/* Characters that are kept of a provider's names for things; bytes that a QR code holds. */
#define NAME_LENGTH 64
#define NUMBER_LENGTH 24
#define QR_CODE_LENGTH 2953

void
pd_platform_submission_free (PdPlatformSubmission *submission)
{
  for (guint i = 0; submission->answers != NULL && i < submission->entries->len; i++)
    g_clear_pointer (&submission->answers[i], pd_gateway_answer_free);
  g_free (submission->answers);
  g_clear_pointer (&submission->tested, pd_gateway_answer_free);
  g_clear_pointer (&submission->session, pd_gateway_session_free);
  g_clear_pointer (&submission->quota, pd_gateway_quota_free);
  g_clear_pointer (&submission->forms, g_ptr_array_unref);
  g_clear_pointer (&submission->listed, g_ptr_array_unref);
  g_clear_pointer (&submission->failure, pd_gateway_answer_free);
  g_clear_pointer (&submission->invoice, pd_record_unref);
  g_clear_pointer (&submission->form, pd_record_unref);
  g_free (submission->from);
  g_free (submission->to);
  g_clear_pointer (&submission->entries, g_ptr_array_unref);
  g_clear_pointer (&submission->gateway, pd_gateway_unref);
  pd_platform_account_clear (&submission->account);
  g_free (submission->tenant);
  g_free (submission);
}

static gboolean
recover_tenant (PdPlatform *platform, const char *tenant, GError **error)
{
  PdPlatformChange change = { .platform = platform, .tenant = tenant, .now = pd_platform_get_now (platform) };
  g_autoptr (GPtrArray) entries = pd_platform_ledger_list_state (platform, tenant, "sending", error);

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      const PdPlatformEntry *entry = g_ptr_array_index (entries, i);

      change.batch = 0;
      if (!pd_platform_tell_interrupted (&change, entry, error) ||
          !pd_platform_ledger_settle (platform, tenant, entry, "unknown", "query", 0, NULL, error))
        return FALSE;
    }
  return entries != NULL;
}

static gboolean
recover_in_transaction (PdPlatform *platform, GError **error)
{
  g_autofree char *tenant = NULL;

  if (!pd_platform_ledger_end_leases (platform, error) || !pd_platform_supersede_all (platform, error))
    return FALSE;
  for (;;)
    {
      if (!pd_platform_ledger_next_tenant (platform, &tenant, error))
        return FALSE;
      if (tenant == NULL)
        return TRUE;
      if (!recover_tenant (platform, tenant, error))
        return FALSE;
    }
}

/**
 * pd_platform_recover_submissions:
 *
 * To be called once when the program starts: what was on its way to the bureau when the last process ended may have
 * become an invoice. It is asked for, and not sent.
 */
gboolean
pd_platform_recover_submissions (PdPlatform *platform, GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, recover_in_transaction (platform, error), error);
}

static PdGatewayKey
key_of (const PdPlatformEntry *entry)
{
  /* What asks first is sent under that key if it is not found. */
  return (PdGatewayKey){ .key = entry->key,
                         .serial = entry->serial,
                         .sent_at = PD_PLATFORM_ENTRY_ASKS_FIRST (entry) ? 0 : entry->sent_at };
}

static void
run_query (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  guint n = submission->entries->len;
  g_autofree PdGatewayKey *keys = g_new (PdGatewayKey, n);

  for (guint i = 0; i < n; i++)
    keys[i] = key_of (g_ptr_array_index (submission->entries, i));
  pd_gateway_query (submission->gateway, keys, n, submission->answers, cancellable);
}

static void
run_session (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  const PdPlatformAccount *account = &submission->account;
  PdGatewaySessionAction action = g_strcmp0 (account->action, "qr") == 0     ? PD_GATEWAY_SESSION_START_QR
                                  : g_strcmp0 (account->action, "sms") == 0  ? PD_GATEWAY_SESSION_START_SMS
                                  : g_strcmp0 (account->action, "code") == 0 ? PD_GATEWAY_SESSION_ENTER
                                                                             : PD_GATEWAY_SESSION_ASK;

  submission->session = pd_gateway_session (submission->gateway, action, account->argument, cancellable);
}

/* The word before the space; what a person said is behind it. */
static PdGatewayAnswer *
run_action (PdPlatformSubmission *submission, const PdGatewayForm *form, GCancellable *cancellable)
{
  static const struct
  {
    const char *word;
    PdGatewayFormAction action;
  } actions[] = { { "confirm", PD_GATEWAY_FORM_CONFIRM },
                  { "reject", PD_GATEWAY_FORM_REJECT },
                  { "withdraw", PD_GATEWAY_FORM_WITHDRAW },
                  { "issue", PD_GATEWAY_FORM_ISSUE } };
  const PdPlatformEntry *entry = g_ptr_array_index (submission->entries, 0);
  const PdGatewayFunctions *functions = pd_gateway_get_functions (submission->gateway);
  g_auto (GStrv) words = g_strsplit (entry->action != NULL ? entry->action : "", " ", 2);
  const char *reason = words[0] != NULL && words[1] != NULL && *words[1] != '\0' ? words[1] : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (actions) && functions->act_on_form != NULL; i++)
    if (g_strcmp0 (words[0], actions[i].word) == 0)
      return functions->act_on_form (pd_gateway_get_self (submission->gateway, functions), form,
                                     actions[i].action, reason, cancellable);
  return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_FIX,
                                "The gateway does not know what was to be done with the form.");
}

static PdGatewayAnswer *
run_form (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  const PdPlatformEntry *entry = g_ptr_array_index (submission->entries, 0);
  const PdGatewayFunctions *functions = pd_gateway_get_functions (submission->gateway);
  gpointer self = pd_gateway_get_self (submission->gateway, functions);
  const PdGatewayForm form = {
    .key = entry->key, .form = submission->form, .province = submission->province, .sent_at = entry->sent_at
  };

  if (functions->apply_form == NULL || functions->query_form == NULL)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE,
                                  "The gateway knows no red-letter forms.");
  if (submission->kind == PD_PLATFORM_CALL_FORM_SEND)
    return functions->apply_form (self, &form, cancellable);
  return submission->kind == PD_PLATFORM_CALL_FORM_ACT ? run_action (submission, &form, cancellable)
                                                       : functions->query_form (self, &form, cancellable);
}

static PdGatewayAnswer *
run_redelivery (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  const PdPlatformEntry *entry = g_ptr_array_index (submission->entries, 0);
  const char *recipient = entry->action != NULL ? entry->action : "";
  gboolean is_phone = pd_invoice_recipient_is_phone (recipient);
  const PdGatewayRedelivery redelivery = { .number =
                                               pd_record_get_text (submission->invoice, PD_INVOICE_NUMBER),
                                           .phone = is_phone ? recipient : NULL,
                                           .mail = is_phone ? NULL : recipient };

  return pd_gateway_redeliver (submission->gateway, &redelivery, cancellable);
}

static void
run_comparison (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  const PdGatewayFunctions *functions = pd_gateway_get_functions (submission->gateway);

  if (functions->list != NULL)
    submission->listed =
        functions->list (pd_gateway_get_self (submission->gateway, functions), submission->account.list_from,
                         submission->account.list_to, &submission->failure, cancellable);
}

static void
run_list (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  const PdGatewayFunctions *functions = pd_gateway_get_functions (submission->gateway);

  /* The company had another provider when this was put down. */
  if (functions->list_forms == NULL)
    {
      submission->forms = g_ptr_array_new ();
      return;
    }
  submission->forms =
      functions->list_forms (pd_gateway_get_self (submission->gateway, functions), submission->from,
                             submission->to, &submission->failure, cancellable);
}

/* On one line, and short: a provider may say anything. */
static void
tame (char **text, glong length)
{
  g_autofree char *valid = *text != NULL ? g_utf8_make_valid (*text, -1) : NULL;

  if (valid == NULL)
    return;
  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_free (*text);
  *text = g_utf8_strlen (valid, -1) > length ? g_utf8_substring (valid, 0, length) : g_steal_pointer (&valid);
}

static void
tame_answer (PdGatewayAnswer *answer)
{
  char **names[] = { &answer->code,   &answer->serial,      &answer->number,
                     &answer->drawer, &answer->form_number, &answer->form_uuid };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    tame (names[i], NAME_LENGTH);
  tame (&answer->reason, PD_PLATFORM_REASON_LENGTH);
}

/* What is written into records and shown to people. */
static void
tame_all (PdPlatformSubmission *submission)
{
  for (guint i = 0; i < submission->entries->len; i++)
    if (submission->answers[i] != NULL)
      tame_answer (submission->answers[i]);
  if (submission->tested != NULL)
    tame_answer (submission->tested);
  if (submission->failure != NULL)
    tame_answer (submission->failure);
  for (guint i = 0; submission->listed != NULL && i < submission->listed->len; i++)
    tame (&((PdGatewayListed *) g_ptr_array_index (submission->listed, i))->number, NUMBER_LENGTH);
  if (submission->quota != NULL)
    tame (&submission->quota->reason, PD_PLATFORM_REASON_LENGTH);
  if (submission->session == NULL)
    return;
  tame (&submission->session->reason, PD_PLATFORM_REASON_LENGTH);
  tame (&submission->session->account, NAME_LENGTH);
  if (submission->session->qr_code != NULL && strlen (submission->session->qr_code) > QR_CODE_LENGTH)
    g_clear_pointer (&submission->session->qr_code, g_free);
}

static void
call_gateway (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  const PdPlatformEntry *entry =
      submission->entries->len > 0 ? g_ptr_array_index (submission->entries, 0) : NULL;
  PdGatewayKey key = entry != NULL ? key_of (entry) : (PdGatewayKey){ 0 };
  PdGatewayRequest request = { .key = key.key,
                               .invoice = submission->invoice,
                               .province = submission->province };

  switch (submission->kind)
    {
    case PD_PLATFORM_CALL_SEND:
      submission->answers[0] = pd_gateway_submit (submission->gateway, &request, cancellable);
      break;
    case PD_PLATFORM_CALL_RETRY:
      submission->answers[0] = pd_gateway_retry (submission->gateway, &key, cancellable);
      break;
    case PD_PLATFORM_CALL_FILES:
      if (submission->form != NULL && key.serial == NULL)
        key.serial = pd_record_get_text (submission->form, PD_RED_FORM_UUID);
      submission->answers[0] = pd_gateway_fetch_files (submission->gateway, &key, cancellable);
      break;
    case PD_PLATFORM_CALL_REDELIVER:
      submission->answers[0] = run_redelivery (submission, cancellable);
      break;
    case PD_PLATFORM_CALL_QUERY:
      run_query (submission, cancellable);
      break;
    case PD_PLATFORM_CALL_FORM_SEND:
    case PD_PLATFORM_CALL_FORM_QUERY:
    case PD_PLATFORM_CALL_FORM_ACT:
      submission->answers[0] = run_form (submission, cancellable);
      break;
    case PD_PLATFORM_CALL_SESSION:
      run_session (submission, cancellable);
      break;
    case PD_PLATFORM_CALL_FORM_LIST:
      run_list (submission, cancellable);
      break;
    case PD_PLATFORM_CALL_LIST:
      run_comparison (submission, cancellable);
      break;
    case PD_PLATFORM_CALL_TEST:
      submission->tested = pd_gateway_test (submission->gateway, cancellable);
      break;
    case PD_PLATFORM_CALL_QUOTA:
    default:
      submission->quota =
          pd_gateway_quota (submission->gateway, submission->account.quota_refresh, cancellable);
      break;
    }
}

/** pd_platform_run_submission: calls the bureau. Any thread; touches nothing but the submission. */
void
pd_platform_run_submission (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  submission->answers = g_new0 (PdGatewayAnswer *, submission->entries->len + 1);
  call_gateway (submission, cancellable);
  tame_all (submission);
}

/* Files are on the disk before a row names them. @hashes: filled, owned by the caller. */
static gboolean
store_files (PdPlatform *platform, const PdGatewayAnswer *answer, char **hashes, GError **error)
{
  for (guint kind = 0; kind < PD_GATEWAY_N_FILES; kind++)
    if (answer->files[kind] != NULL &&
        (hashes[kind] = pd_platform_store_blob (platform, answer->files[kind], error)) == NULL)
      return FALSE;
  return TRUE;
}

/* Whether the provider itself has answered. */
static gboolean
was_reached (const PdPlatformSubmission *submission, const PdGatewayAnswer *answer)
{
  switch (answer->state)
    {
    case PD_GATEWAY_SENT:
    case PD_GATEWAY_FAILED:
      return TRUE;
    case PD_GATEWAY_WAITING:
      return answer->next == PD_GATEWAY_NEXT_SIGN_IN;
    case PD_GATEWAY_ISSUED:
      /* Of files it is said whether they came or not. */
      return submission->kind != PD_PLATFORM_CALL_FILES;
    case PD_GATEWAY_NOT_SENT:
      return submission->kind == PD_PLATFORM_CALL_QUERY && answer->next == PD_GATEWAY_NEXT_SEND;
    case PD_GATEWAY_UNKNOWN:
    default:
      return FALSE;
    }
}

static gboolean
finish_entry (PdPlatformChange *change,
              const PdPlatformSubmission *submission,
              guint index,
              char *const *hashes,
              GError **error)
{
  const PdPlatformEntry *entry = g_ptr_array_index (submission->entries, index);
  gboolean is_current = FALSE;

  if (!pd_platform_ledger_is_current (change->platform, change->tenant, entry, &is_current, error))
    return FALSE;
  if (was_reached (submission, submission->answers[index]) &&
      !pd_platform_ledger_hurry_cut (change->platform, change->tenant, error))
    return FALSE;
  /* Whoever went on with it after the lease asks, and is told what this answer says. */
  if (!is_current)
    return TRUE;
  change->batch = 0;
  if (submission->kind == PD_PLATFORM_CALL_FILES)
    return pd_platform_finish_files (change, entry, submission->answers[index], hashes, error);
  if (submission->kind == PD_PLATFORM_CALL_REDELIVER)
    return pd_platform_finish_redelivery (change, entry, submission->answers[index], error);
  if (pd_platform_submission_is_about_form (submission))
    return pd_platform_finish_form (change, entry, submission->answers[index], error);
  return pd_platform_finish_invoice (change, entry, submission->answers[index], error);
}

static gboolean
finish_in_transaction (PdPlatform *platform,
                       PdPlatformSubmission *submission,
                       char *const *hashes,
                       GError **error)
{
  PdPlatformChange change = { .platform = platform,
                              .tenant = submission->tenant,
                              .now = pd_platform_get_now (platform) };
  gboolean is_current = TRUE;

  if (submission->entries->len == 0 &&
      !pd_platform_account_is_current (&change, &submission->account, &is_current, error))
    return FALSE;
  if (!is_current)
    return TRUE;
  if (submission->kind == PD_PLATFORM_CALL_SESSION)
    return pd_platform_finish_session (&change, submission->session, error);
  if (submission->kind == PD_PLATFORM_CALL_TEST)
    return pd_platform_finish_test (&change, submission->tested, error);
  if (submission->kind == PD_PLATFORM_CALL_QUOTA)
    return pd_platform_finish_quota (&change, submission->quota, error);
  if (submission->kind == PD_PLATFORM_CALL_FORM_LIST)
    return pd_platform_finish_forms (&change, submission->forms, submission->failure, error);
  if (submission->kind == PD_PLATFORM_CALL_LIST)
    return pd_platform_finish_list (&change, &submission->account, submission->listed, submission->failure,
                                    error);
  for (guint i = 0; i < submission->entries->len; i++)
    if (!finish_entry (&change, submission, i, hashes, error))
      return FALSE;
  return TRUE;
}

/**
 * pd_platform_finish_submission:
 *
 * Writes the provider's answer down, in one transaction. When that fails it may be tried again.
 */
gboolean
pd_platform_finish_submission (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  char *hashes[PD_GATEWAY_N_FILES] = { NULL };
  gboolean done;

  g_return_val_if_fail (submission->answers != NULL, FALSE);
  done =
      (submission->kind != PD_PLATFORM_CALL_FILES ||
       store_files (platform, submission->answers[0], hashes, error)) &&
      pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
      pd_platform_sql_end (platform->sql, finish_in_transaction (platform, submission, hashes, error), error);
  for (guint kind = 0; kind < PD_GATEWAY_N_FILES; kind++)
    g_free (hashes[kind]);
  if (done)
    pd_platform_submission_set_under_way (platform, submission, FALSE);
  return done;
}
