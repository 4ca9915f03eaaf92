/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-submissions.h"

#include "model/pd-date.h"
#include "model/pd-invoice.h"
#include "model/pd-party.h"
#include "model/pd-red-form.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-files.h"
#include "platform/pd-platform-form-outcome.h"
#include "platform/pd-platform-inbound-forms.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-ledger.h"
#include "platform/pd-platform-outcome.h"

/** Kind: what is called. */
typedef enum
{
  SEND,
  QUERY,
  RETRY,
  FILES,
  FORM_SEND,
  FORM_QUERY,
  FORM_ACT,
  SESSION,
  QUOTA,
  FORM_LIST,
  TEST,
} Kind;

/* Forms are listed hourly; of so many days, as one is void after three. */
#define LIST_WAIT G_TIME_SPAN_HOUR
#define LIST_DAYS 10

struct _PdPlatformSubmission
{
  Kind kind;
  char *tenant;
  PdGateway *gateway;        /* (owned) */
  GPtrArray *entries;        /* (owned) of PdPlatformEntry: one, or several for QUERY */
  PdRecord *invoice;         /* (owned) (nullable) for SEND: as the bureau gets it */
  PdRecord *form;            /* (owned) (nullable) for FORM_SEND, FORM_QUERY, FORM_ACT and a form's FILES */
  guint province;            /* for SEND, and of forms */
  char *from;                /* (owned) (nullable) for FORM_LIST: business dates */
  char *to;                  /* (owned) (nullable) */
  PdPlatformAccount account; /* for SESSION, QUOTA and FORM_LIST */
  gboolean is_under_way;     /* it counts among what is under way */

  /* NULL until it ran */
  PdGatewayAnswer *tested;   /* (owned) (nullable) */
  PdGatewayAnswer **answers; /* (owned) one for each entry */
  PdGatewaySession *session; /* (owned) (nullable) */
  PdGatewayQuota *quota;     /* (owned) (nullable) */
  GPtrArray *forms;          /* (owned) (nullable) of PdRecord, for FORM_LIST */
  PdGatewayAnswer *failure;  /* (owned) (nullable) why there are none */
};

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
commit_or_rollback (PdPlatform *platform, gboolean done, GError **error)
{
  if (done && pd_platform_sql_script (platform->sql, "COMMIT", error))
    return TRUE;
  pd_platform_sql_rollback (platform->sql, "ROLLBACK");
  return FALSE;
}

static guint
count_under_way (PdPlatform *platform, const char *tenant)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (platform->under_way, tenant));
}

static void
set_under_way (PdPlatform *platform, PdPlatformSubmission *submission, gboolean is_under_way)
{
  guint n = count_under_way (platform, submission->tenant);

  if (submission->is_under_way == is_under_way)
    return;
  submission->is_under_way = is_under_way;
  g_hash_table_insert (platform->under_way, g_strdup (submission->tenant),
                       GUINT_TO_POINTER (is_under_way ? n + 1 : n - 1));
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

  if (!pd_platform_ledger_end_leases (platform, error))
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
         commit_or_rollback (platform, recover_in_transaction (platform, error), error);
}

/* A time that is too far away was written while the clock was wrong. */
static gint64
forms_due (PdPlatform *platform, const PdPlatformAccount *account)
{
  gboolean is_wrong =
      account->forms_at < G_MAXINT64 && account->forms_at > pd_platform_get_now (platform) + 2 * LIST_WAIT;

  return is_wrong ? 0 : account->forms_at;
}

/* When the tenant may be served next: %G_MAXINT64 when nothing is to be done, or nothing can be. */
static gboolean
find_tenant_due (PdPlatform *platform, const char *tenant, gint64 *due, GError **error)
{
  g_auto (PdPlatformAccount) account = { 0 };
  PdGateway *gateway = pd_platform_find_gateway (platform, tenant);
  PdGatewayLimits limits;

  *due = G_MAXINT64;
  if (gateway == NULL)
    return TRUE;
  pd_gateway_get_limits (gateway, &limits);
  if (count_under_way (platform, tenant) >= limits.at_once)
    return TRUE;
  if (!pd_platform_read_account (platform, tenant, &account, error) ||
      (!account.is_held && !pd_platform_ledger_next_due (platform, tenant, due, error)))
    return FALSE;
  *due = MIN (*due, MIN (account.session_at, account.test_at));
  if (!account.is_held)
    *due = MIN (*due, MIN (account.quota_at, forms_due (platform, &account)));
  if (*due < G_MAXINT64 && account.next_call_at <= pd_platform_get_now (platform) + PD_PLATFORM_LONGEST_WAIT)
    *due = MAX (*due, account.next_call_at);
  return TRUE;
}

/** pd_platform_next_submission: @due: (out): when the next one is due, microseconds; G_MAXINT64 when none waits */
gboolean
pd_platform_next_submission (PdPlatform *platform, gint64 *due, GError **error)
{
  g_autofree char *tenant = NULL;

  *due = G_MAXINT64;
  for (;;)
    {
      gint64 tenant_due = G_MAXINT64;

      if (!pd_platform_ledger_next_tenant (platform, &tenant, error))
        return FALSE;
      if (tenant == NULL)
        return TRUE;
      if (!find_tenant_due (platform, tenant, &tenant_due, error))
        return FALSE;
      *due = MIN (*due, tenant_due);
    }
}

/* The tenant that is due first; %NULL when none is. */
static gboolean
find_tenant (PdPlatform *platform, char **found, GError **error)
{
  g_autofree char *tenant = NULL;
  gint64 first = pd_platform_get_now (platform);

  *found = NULL;
  for (;;)
    {
      gint64 due = G_MAXINT64;

      if (!pd_platform_ledger_next_tenant (platform, &tenant, error) ||
          (tenant != NULL && !find_tenant_due (platform, tenant, &due, error)))
        return FALSE;
      if (tenant == NULL)
        return TRUE;
      if (due > first || (*found != NULL && due == first))
        continue;
      first = due;
      g_free (*found);
      *found = g_strdup (tenant);
    }
}

static gboolean
is_about_form (const PdPlatformSubmission *submission)
{
  return submission->kind == FORM_SEND || submission->kind == FORM_QUERY || submission->kind == FORM_ACT;
}

static gboolean
read_content (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  const PdPlatformEntry *entry = g_ptr_array_index (submission->entries, 0);
  const char *tenant = submission->tenant;
  g_autoptr (PdRecord) company = NULL;

  if ((is_about_form (submission) &&
       !pd_platform_read_form (platform, tenant, entry->record, &submission->form, error)) ||
      (!is_about_form (submission) &&
       !pd_platform_read_invoice (platform, tenant, entry->record, &submission->invoice, error)) ||
      !pd_platform_read_company (platform, submission->tenant, &company, error))
    return FALSE;
  submission->province =
      company != NULL ? (guint) pd_record_get_integer (company, PD_COMPANY_PROVINCE) % 100 : 0;
  return TRUE;
}

static gboolean
lease_entries (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  for (guint i = 0; i < submission->entries->len; i++)
    {
      PdPlatformEntry *entry = g_ptr_array_index (submission->entries, i);

      if (!pd_platform_ledger_lease (platform, submission->tenant, entry,
                                     pd_gateway_get_name (submission->gateway), error))
        return FALSE;
      if (submission->kind == SEND || submission->kind == RETRY || submission->kind == FORM_SEND ||
          submission->kind == FORM_ACT)
        entry->attempts++;
      else
        entry->tries++;
    }
  return TRUE;
}

/* For the files of a red invoice: a form that the other side entered has no key of ours at the bureau. */
static gboolean
read_name (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  const PdPlatformEntry *entry =
      submission->entries->len > 0 ? g_ptr_array_index (submission->entries, 0) : NULL;

  return submission->kind != FILES || !g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM) ||
         pd_platform_read_form (platform, submission->tenant, entry->record, &submission->form, error);
}

/* The intent: from here on nobody may believe that the bureau was not asked. */
static gboolean
write_intent (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  PdPlatformChange change = { .platform = platform,
                              .tenant = submission->tenant,
                              .now = pd_platform_get_now (platform) };

  if (!lease_entries (platform, submission, error))
    return FALSE;
  /* All that was due has to wait for a sign-in. */
  if (submission->entries->len == 0)
    return TRUE;
  if (submission->kind != SEND && submission->kind != RETRY && !is_about_form (submission))
    return read_name (platform, submission, error);
  if (!read_content (platform, submission, error))
    return FALSE;
  if (is_about_form (submission))
    return submission->kind != FORM_SEND ||
           pd_platform_tell_form_sent (&change, g_ptr_array_index (submission->entries, 0), submission->form,
                                       error);
  return pd_platform_tell_sent (&change, g_ptr_array_index (submission->entries, 0), submission->invoice,
                                error);
}

static Kind
kind_of (const PdPlatformEntry *entry)
{
  if (g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM) && !g_str_equal (entry->step, "files"))
    return g_str_equal (entry->step, "send")  ? FORM_SEND
           : g_str_equal (entry->step, "act") ? FORM_ACT
                                              : FORM_QUERY;
  if (g_str_equal (entry->step, "send"))
    return SEND;
  if (g_str_equal (entry->step, "retry"))
    return RETRY;
  return g_str_equal (entry->step, "files") ? FILES : QUERY;
}

/* Nobody is signed in: all that is due to be sent waits. */
static gboolean
park (PdPlatform *platform, const char *tenant, GPtrArray *entries, GError **error)
{
  PdPlatformChange change = { .platform = platform, .tenant = tenant, .now = pd_platform_get_now (platform) };

  for (guint i = 0; i < entries->len; i++)
    {
      const PdPlatformEntry *entry = g_ptr_array_index (entries, i);

      change.batch = 0;
      if (!pd_platform_tell_waiting (&change, entry, error) ||
          !pd_platform_ledger_settle (platform, tenant, entry, "waiting", "", 0, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* What was sent through another provider only that one can answer for: asked here, "nothing under this key" would be
 * taken for the truth, and the invoice be made twice. */
static gboolean
set_strangers_aside (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  const char *name = pd_gateway_get_name (submission->gateway);
  PdPlatformChange change = { .platform = platform,
                              .tenant = submission->tenant,
                              .now = pd_platform_get_now (platform) };

  for (guint i = submission->entries->len; i-- > 0;)
    {
      const PdPlatformEntry *entry = g_ptr_array_index (submission->entries, i);

      if (entry->attempts == 0 || g_str_equal (entry->step, "send") || g_strcmp0 (entry->gateway, name) == 0)
        continue;
      change.batch = 0;
      if (!pd_platform_tell_stranger (&change, entry, error) ||
          !pd_platform_ledger_settle (platform, submission->tenant, entry,
                                      g_str_equal (entry->step, "files") ? "issued" : "unknown", "", 0, NULL,
                                      error))
        return FALSE;
      g_ptr_array_remove_index (submission->entries, i);
    }
  return TRUE;
}

/* Fills @submission->entries with what is due first; none when nothing is. */
static gboolean
take_entries (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  PdGatewayLimits limits;

  pd_gateway_get_limits (submission->gateway, &limits);
  if (submission->account.is_out)
    {
      g_autoptr (GPtrArray) sends =
          pd_platform_ledger_list_due (platform, submission->tenant, NULL, "send", G_MAXUINT, error);

      if (sends == NULL || !park (platform, submission->tenant, sends, error))
        return FALSE;
    }
  submission->entries = pd_platform_ledger_list_due (platform, submission->tenant, NULL, NULL, 1, error);
  if (submission->entries == NULL || submission->entries->len == 0)
    return submission->entries != NULL;
  submission->kind = kind_of (g_ptr_array_index (submission->entries, 0));
  if (submission->kind != QUERY)
    return set_strangers_aside (platform, submission, error);
  g_ptr_array_unref (submission->entries);
  submission->entries = pd_platform_ledger_list_due (platform, submission->tenant, PD_PLATFORM_ABOUT_INVOICE,
                                                     "query", limits.keys_a_query, error);
  return submission->entries != NULL && set_strangers_aside (platform, submission, error);
}

/* Every form that waits for a word is asked for in turn; the list is asked for where there is one. */
static gboolean
take_forms (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  gint64 now = pd_platform_get_now (platform);
  gboolean has_list = pd_gateway_get_functions (submission->gateway)->list_forms != NULL;

  if (!pd_platform_ledger_ask (platform, submission->tenant, NULL, error) ||
      !pd_platform_account_ask_forms (platform, submission->tenant, G_MAXINT64, error) ||
      (has_list && !pd_platform_account_ask_forms (platform, submission->tenant, now + LIST_WAIT, error)))
    return FALSE;
  if (!has_list)
    return TRUE;
  submission->kind = FORM_LIST;
  submission->from = pd_date_in_china (now - LIST_DAYS * G_TIME_SPAN_DAY);
  submission->to = pd_date_in_china (now);
  submission->entries = g_ptr_array_new ();
  return TRUE;
}

static gboolean
take_account (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  gint64 now = pd_platform_get_now (platform);

  if (submission->account.test_at <= now)
    submission->kind = TEST;
  else if (submission->account.session_at <= now)
    submission->kind = SESSION;
  else if (!submission->account.is_held && submission->account.quota_at <= now)
    submission->kind = QUOTA;
  else if (!submission->account.is_held && forms_due (platform, &submission->account) <= now)
    return take_forms (platform, submission, error);
  else
    return TRUE;
  submission->entries = g_ptr_array_new ();
  /* A process that dies with the question asks it again a while later. */
  if (submission->kind == TEST)
    return pd_platform_account_ask_test (platform, submission->tenant, now + G_TIME_SPAN_MINUTE, error);
  if (submission->kind == SESSION)
    return pd_platform_account_ask_session (platform, submission->tenant, NULL, NULL,
                                            now + G_TIME_SPAN_MINUTE, error);
  return pd_platform_account_ask_quota (platform, submission->tenant, FALSE, G_MAXINT64, error) &&
         pd_platform_account_ask_quota (platform, submission->tenant, FALSE, now + PD_PLATFORM_LONGEST_WAIT,
                                        error);
}

static gboolean
take_in_transaction (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  PdGatewayLimits limits;

  if (!pd_platform_read_account (platform, submission->tenant, &submission->account, error) ||
      !take_account (platform, submission, error))
    return FALSE;
  if (submission->entries == NULL &&
      (!take_entries (platform, submission, error) || !write_intent (platform, submission, error)))
    return FALSE;
  pd_gateway_get_limits (submission->gateway, &limits);
  return limits.pace <= 0 ||
         pd_platform_account_set_pace (platform, submission->tenant,
                                       pd_platform_get_now (platform) + limits.pace, error);
}

static gboolean
is_empty (const PdPlatformSubmission *submission)
{
  return submission->kind < SESSION && submission->entries->len == 0;
}

/**
 * pd_platform_take_submission:
 *
 * Takes what is due first and writes down, durably, that the bureau is going to be called.
 *
 * Returns: (transfer full) (nullable): NULL without an error when nothing is due
 */
PdPlatformSubmission *
pd_platform_take_submission (PdPlatform *platform, GError **error)
{
  for (;;)
    {
      g_autoptr (PdPlatformSubmission) submission = g_new0 (PdPlatformSubmission, 1);

      if (!find_tenant (platform, &submission->tenant, error) || submission->tenant == NULL)
        return NULL;
      submission->gateway = pd_gateway_ref (pd_platform_find_gateway (platform, submission->tenant));
      if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) ||
          !commit_or_rollback (platform, take_in_transaction (platform, submission, error), error))
        return NULL;
      /* All that was due had to wait for a sign-in: perhaps there is something else. */
      if (is_empty (submission))
        continue;
      set_under_way (platform, submission, TRUE);
      return g_steal_pointer (&submission);
    }
}

static PdGatewayKey
key_of (const PdPlatformEntry *entry)
{
  return (PdGatewayKey){ .key = entry->key, .serial = entry->serial, .sent_at = entry->sent_at };
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
  const PdGatewayForm form = { .key = entry->key,
                               .form = submission->form,
                               .province = submission->province };

  if (functions->apply_form == NULL || functions->query_form == NULL)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE,
                                  "The gateway knows no red-letter forms.");
  if (submission->kind == FORM_SEND)
    return functions->apply_form (self, &form, cancellable);
  return submission->kind == FORM_ACT ? run_action (submission, &form, cancellable)
                                      : functions->query_form (self, &form, cancellable);
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

/** pd_platform_run_submission: calls the bureau. Any thread; touches nothing but the submission. */
void
pd_platform_run_submission (PdPlatformSubmission *submission, GCancellable *cancellable)
{
  const PdPlatformEntry *entry =
      submission->entries->len > 0 ? g_ptr_array_index (submission->entries, 0) : NULL;
  PdGatewayKey key = entry != NULL ? key_of (entry) : (PdGatewayKey){ 0 };
  PdGatewayRequest request = { .key = key.key,
                               .invoice = submission->invoice,
                               .province = submission->province };

  submission->answers = g_new0 (PdGatewayAnswer *, submission->entries->len + 1);
  switch (submission->kind)
    {
    case SEND:
      submission->answers[0] = pd_gateway_submit (submission->gateway, &request, cancellable);
      break;
    case RETRY:
      submission->answers[0] = pd_gateway_retry (submission->gateway, &key, cancellable);
      break;
    case FILES:
      if (submission->form != NULL && key.serial == NULL)
        key.serial = pd_record_get_text (submission->form, PD_RED_FORM_UUID);
      submission->answers[0] = pd_gateway_fetch_files (submission->gateway, &key, cancellable);
      break;
    case QUERY:
      run_query (submission, cancellable);
      break;
    case FORM_SEND:
    case FORM_QUERY:
    case FORM_ACT:
      submission->answers[0] = run_form (submission, cancellable);
      break;
    case SESSION:
      run_session (submission, cancellable);
      break;
    case FORM_LIST:
      run_list (submission, cancellable);
      break;
    case TEST:
      submission->tested = pd_gateway_test (submission->gateway, cancellable);
      break;
    case QUOTA:
    default:
      submission->quota =
          pd_gateway_quota (submission->gateway, submission->account.quota_refresh, cancellable);
      break;
    }
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
  /* Whoever went on with it after the lease asks, and is told what this answer says. */
  if (!is_current)
    return TRUE;
  change->batch = 0;
  if (submission->kind == FILES)
    return pd_platform_finish_files (change, entry, submission->answers[index], hashes, error);
  if (is_about_form (submission))
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

  if (submission->kind == SESSION)
    return pd_platform_finish_session (&change, submission->session, error);
  if (submission->kind == TEST)
    return pd_platform_finish_test (&change, submission->tested, error);
  if (submission->kind == QUOTA)
    return pd_platform_finish_quota (&change, submission->quota, error);
  if (submission->kind == FORM_LIST)
    return pd_platform_finish_forms (&change, submission->forms, submission->failure, error);
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
  done = (submission->kind != FILES || store_files (platform, submission->answers[0], hashes, error)) &&
         pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         commit_or_rollback (platform, finish_in_transaction (platform, submission, hashes, error), error);
  for (guint kind = 0; kind < PD_GATEWAY_N_FILES; kind++)
    g_free (hashes[kind]);
  if (done)
    set_under_way (platform, submission, FALSE);
  return done;
}
