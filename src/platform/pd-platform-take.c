/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-submission-private.h"

#include "model/pd-date.h"
#include "model/pd-party.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-form-outcome.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-outcome.h"
#include "platform/pd-platform-redelivery.h"

/* Forms are listed hourly; of so many days, as one is void after three. */
#define LIST_WAIT G_TIME_SPAN_HOUR
#define LIST_DAYS 10

static guint
count_under_way (PdPlatform *platform, const char *tenant)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (platform->under_way, tenant));
}

static gboolean
sends (const PdPlatformSubmission *submission)
{
  return submission->kind == PD_PLATFORM_CALL_SEND || submission->kind == PD_PLATFORM_CALL_RETRY ||
         submission->kind == PD_PLATFORM_CALL_FORM_SEND || submission->kind == PD_PLATFORM_CALL_FORM_ACT;
}

static void
count (GHashTable *counts, const char *tenant, gboolean up)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, tenant));

  g_hash_table_insert (counts, g_strdup (tenant), GUINT_TO_POINTER (up ? n + 1 : n - 1));
}

/** pd_platform_submission_set_under_way: counts it among its tenant's calls, or not any more. */
void
pd_platform_submission_set_under_way (PdPlatform *platform,
                                      PdPlatformSubmission *submission,
                                      gboolean is_under_way)
{
  if (submission->is_under_way == is_under_way)
    return;
  submission->is_under_way = is_under_way;
  count (platform->under_way, submission->tenant, is_under_way);
  if (sends (submission))
    count (platform->sends, submission->tenant, is_under_way);
}

/* What was asked for first is sent first. Several go out together, unless the provider takes them in their order at no
 * cost, or the quota is not enough for all of them: the last of it is the first one's. */
static gboolean
choose_sends (PdPlatform *platform,
              const char *tenant,
              const PdGatewayLimits *limits,
              PdPlatformSends *chosen,
              GError **error)
{
  gboolean is_scarce = FALSE;

  *chosen = PD_PLATFORM_SENDS_ALL;
  if (GPOINTER_TO_UINT (g_hash_table_lookup (platform->sends, tenant)) == 0)
    return TRUE;
  if (!limits->in_order && !pd_platform_ledger_is_scarce (platform, tenant, &is_scarce, error))
    return FALSE;
  if (limits->in_order || is_scarce)
    *chosen = PD_PLATFORM_SENDS_NONE;
  return TRUE;
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
  PdPlatformSends chosen;
  PdGatewayLimits limits;

  *due = G_MAXINT64;
  if (gateway == NULL)
    return TRUE;
  pd_gateway_get_limits (gateway, &limits);
  if (count_under_way (platform, tenant) >= limits.at_once)
    return TRUE;
  if (!pd_platform_read_account (platform, tenant, &account, error) ||
      !choose_sends (platform, tenant, &limits, &chosen, error) ||
      (!account.is_held && !pd_platform_ledger_next_due (platform, tenant, chosen, due, error)))
    return FALSE;
  *due = MIN (*due, MIN (account.session_at, account.test_at));
  if (!account.is_held)
    *due = MIN (*due, MIN (MIN (account.quota_at, account.list_at), forms_due (platform, &account)));
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

/** pd_platform_submission_is_about_form: whether it calls for a form, or for the files of a form's invoice. */
gboolean
pd_platform_submission_is_about_form (const PdPlatformSubmission *submission)
{
  return submission->kind == PD_PLATFORM_CALL_FORM_SEND || submission->kind == PD_PLATFORM_CALL_FORM_QUERY ||
         submission->kind == PD_PLATFORM_CALL_FORM_ACT;
}

static gboolean
read_content (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  const PdPlatformEntry *entry = g_ptr_array_index (submission->entries, 0);
  const char *tenant = submission->tenant;
  g_autoptr (PdRecord) company = NULL;

  if ((pd_platform_submission_is_about_form (submission) &&
       !pd_platform_read_form (platform, tenant, entry->record, &submission->form, error)) ||
      (!pd_platform_submission_is_about_form (submission) &&
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

      if (!pd_platform_ledger_lease (platform, submission->tenant, entry, submission->gateway, error))
        return FALSE;
      if (sends (submission))
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

  return submission->kind != PD_PLATFORM_CALL_FILES ||
         !g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM) ||
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
  if (submission->kind == PD_PLATFORM_CALL_REDELIVER)
    return pd_platform_read_invoice_of (&change, g_ptr_array_index (submission->entries, 0),
                                        &submission->invoice, error);
  if (submission->kind != PD_PLATFORM_CALL_SEND && submission->kind != PD_PLATFORM_CALL_RETRY &&
      !pd_platform_submission_is_about_form (submission))
    return read_name (platform, submission, error);
  if (!read_content (platform, submission, error))
    return FALSE;
  if (pd_platform_submission_is_about_form (submission))
    return submission->kind != PD_PLATFORM_CALL_FORM_SEND ||
           pd_platform_tell_form_sent (&change, g_ptr_array_index (submission->entries, 0), submission->form,
                                       error);
  return pd_platform_tell_sent (&change, g_ptr_array_index (submission->entries, 0), submission->invoice,
                                error);
}

static PdPlatformSubmissionKind
kind_of (const PdPlatformEntry *entry)
{
  if (PD_PLATFORM_ENTRY_REDELIVERS (entry))
    return PD_PLATFORM_CALL_REDELIVER;
  if (g_str_equal (entry->what, PD_PLATFORM_ABOUT_RED_FORM) && !g_str_equal (entry->step, "files"))
    return g_str_equal (entry->step, "send")  ? PD_PLATFORM_CALL_FORM_SEND
           : g_str_equal (entry->step, "act") ? PD_PLATFORM_CALL_FORM_ACT
                                              : PD_PLATFORM_CALL_FORM_QUERY;
  if (g_str_equal (entry->step, "send"))
    return PD_PLATFORM_CALL_SEND;
  if (g_str_equal (entry->step, "retry"))
    return PD_PLATFORM_CALL_RETRY;
  return g_str_equal (entry->step, "files") ? PD_PLATFORM_CALL_FILES : PD_PLATFORM_CALL_QUERY;
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

static gboolean
set_stranger_aside (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error)
{
  gboolean is_issued = g_str_equal (entry->step, "files");

  if (PD_PLATFORM_ENTRY_REDELIVERS (entry))
    return pd_platform_drop_redelivery (change, entry, error);
  return pd_platform_tell_stranger (change, entry, error) &&
         pd_platform_ledger_settle (change->platform, change->tenant, entry, is_issued ? "issued" : "unknown",
                                    "", 0, NULL, error);
}

/* Whether nobody has it yet: an order that is asked for before it is sent for the first time. What the other side entered,
 * or a restored platform was given back, was never sent from here either, and is somewhere all the same. */
static gboolean
is_nowhere (const PdPlatformEntry *entry)
{
  return g_str_equal (entry->step, "send") || (entry->attempts == 0 && PD_PLATFORM_ENTRY_ASKS_FIRST (entry));
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

      if (is_nowhere (entry) || g_strcmp0 (entry->gateway, name) == 0)
        continue;
      change.batch = 0;
      if (!set_stranger_aside (&change, entry, error))
        return FALSE;
      g_ptr_array_remove_index (submission->entries, i);
    }
  return TRUE;
}

/* It is something's turn to be sent: then that is sent which was asked for first. */
static gboolean
take_first_send (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  g_ptr_array_unref (submission->entries);
  submission->entries = pd_platform_ledger_list_due (platform, submission->tenant, NULL, "send",
                                                     PD_PLATFORM_SENDS_ALL, 1, error);
  if (submission->entries == NULL)
    return FALSE;
  submission->kind = kind_of (g_ptr_array_index (submission->entries, 0));
  return TRUE;
}

/* Fills @submission->entries with what is due first; none when nothing is. */
static gboolean
take_entries (PdPlatform *platform, PdPlatformSubmission *submission, GError **error)
{
  PdPlatformSends chosen;
  PdGatewayLimits limits;

  pd_gateway_get_limits (submission->gateway, &limits);
  if (!choose_sends (platform, submission->tenant, &limits, &chosen, error))
    return FALSE;
  if (submission->account.is_out)
    {
      g_autoptr (GPtrArray) sends = pd_platform_ledger_list_due (platform, submission->tenant, NULL, "send",
                                                                 PD_PLATFORM_SENDS_ALL, G_MAXUINT, error);

      if (sends == NULL || !park (platform, submission->tenant, sends, error))
        return FALSE;
    }
  submission->entries =
      pd_platform_ledger_list_due (platform, submission->tenant, NULL, NULL, chosen, 1, error);
  if (submission->entries == NULL || submission->entries->len == 0)
    return submission->entries != NULL;
  submission->kind = kind_of (g_ptr_array_index (submission->entries, 0));
  if (submission->kind == PD_PLATFORM_CALL_SEND || submission->kind == PD_PLATFORM_CALL_FORM_SEND)
    return take_first_send (platform, submission, error);
  if (submission->kind != PD_PLATFORM_CALL_QUERY)
    return set_strangers_aside (platform, submission, error);
  g_ptr_array_unref (submission->entries);
  submission->entries =
      pd_platform_ledger_list_due (platform, submission->tenant, PD_PLATFORM_ABOUT_INVOICE, "query",
                                   PD_PLATFORM_SENDS_ALL, limits.keys_a_query, error);
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
  submission->kind = PD_PLATFORM_CALL_FORM_LIST;
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
    submission->kind = PD_PLATFORM_CALL_TEST;
  else if (submission->account.session_at <= now)
    submission->kind = PD_PLATFORM_CALL_SESSION;
  else if (!submission->account.is_held && submission->account.quota_at <= now)
    submission->kind = PD_PLATFORM_CALL_QUOTA;
  else if (!submission->account.is_held && forms_due (platform, &submission->account) <= now)
    return take_forms (platform, submission, error);
  else if (!submission->account.is_held && submission->account.list_at <= now)
    submission->kind = PD_PLATFORM_CALL_LIST;
  else
    return TRUE;
  submission->entries = g_ptr_array_new ();
  /* A process that dies with the question asks it again a while later. */
  if (submission->kind == PD_PLATFORM_CALL_TEST)
    return pd_platform_account_ask_test (platform, submission->tenant, now + G_TIME_SPAN_MINUTE, error);
  if (submission->kind == PD_PLATFORM_CALL_SESSION)
    return pd_platform_account_ask_session (platform, submission->tenant, NULL, NULL,
                                            now + G_TIME_SPAN_MINUTE, error);
  if (submission->kind == PD_PLATFORM_CALL_LIST)
    return pd_platform_account_ask_list (platform, submission->tenant, NULL, NULL,
                                         now + PD_PLATFORM_LONGEST_WAIT, error);
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
  return submission->kind < PD_PLATFORM_CALL_SESSION && submission->entries->len == 0;
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
          !pd_platform_sql_end (platform->sql, take_in_transaction (platform, submission, error), error))
        return NULL;
      /* All that was due had to wait for a sign-in: perhaps there is something else. */
      if (is_empty (submission))
        continue;
      pd_platform_submission_set_under_way (platform, submission, TRUE);
      return g_steal_pointer (&submission);
    }
}
