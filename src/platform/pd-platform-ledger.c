/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-ledger.h"

#include "platform/pd-platform-gateways.h"

/* Longer than any call may take, whose requests keep the provider's pace. Whoever has not answered by then is dead, and
 * what it sent is asked for. */
#define LEASE (3 * G_TIME_SPAN_MINUTE)
#define LEASE_REQUESTS 8
#define LONGEST_LEASE (50 * G_TIME_SPAN_MINUTE)

/* How long after it was sent, at least, it is sent again when the provider can be reached. */
#define AFTER_CUT (2 * G_TIME_SPAN_SECOND)

#define COLUMNS                                                                                              \
  "record, what, order_id, key, state, step, action, serial, user, gateway, attempts, tries, sent_at, "      \
  "is_spent, next_at"

/* Not in anybody's hands, and due: a time that is too far away was written while the clock was wrong. */
#define FREE " (lease_until IS NULL OR lease_until <= ?2 OR lease_until > ?2 + 3600000000)"
#define DUE " (next_at <= ?2 OR next_at > ?3) AND" FREE

/* The words of the partial indexes, so that thousands that wait are not looked through for the first. */
#define ANY " step <> ''"
#define ASKS " step <> '' AND step NOT IN ('send', 'retry')"

/* The first that is free, at once what is too far away, and the first lease that runs out. */
#define NEXT_DUE(which)                                                                                      \
  "SELECT due FROM"                                                                                          \
  " (SELECT (SELECT next_at FROM submission WHERE tenant = ?1 AND" which " AND" FREE                         \
  " ORDER BY next_at LIMIT 1) AS due"                                                                        \
  " UNION ALL SELECT (SELECT 0 FROM submission WHERE tenant = ?1 AND" which " AND next_at > ?3 AND" FREE     \
  " LIMIT 1)"                                                                                                \
  " UNION ALL SELECT (SELECT min (lease_until) FROM submission WHERE tenant = ?1 AND" which                  \
  " AND lease_until IS NOT NULL AND lease_until > ?2 AND lease_until <= ?2 + 3600000000)) WHERE due IS NOT " \
  "NULL ORDER BY due LIMIT 1"

/* Named, because the planner would rather sort all of a tenant that it does not know the size of. */
#define LIST_DUE(index, which)                                                                               \
  "SELECT " COLUMNS " FROM submission INDEXED BY " index " WHERE tenant = ?1 AND" which                      \
  " AND (?5 IS NULL OR step = ?5)"                                                                           \
  " AND (?6 IS NULL OR what = ?6) AND" DUE " ORDER BY"

void
pd_platform_entry_free (PdPlatformEntry *entry)
{
  g_free (entry->record);
  g_free (entry->what);
  g_free (entry->order);
  g_free (entry->key);
  g_free (entry->state);
  g_free (entry->step);
  g_free (entry->action);
  g_free (entry->serial);
  g_free (entry->user);
  g_free (entry->gateway);
  g_free (entry);
}

static PdPlatformEntry *
read_entry (PdPlatformRows *rows)
{
  PdPlatformEntry *entry = g_new0 (PdPlatformEntry, 1);
  char **texts[] = { &entry->record, &entry->what,   &entry->order,  &entry->key,  &entry->state,
                     &entry->step,   &entry->action, &entry->serial, &entry->user, &entry->gateway };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup (pd_platform_rows_text (rows, (int) i));
  entry->attempts = pd_platform_rows_integer (rows, 10);
  entry->tries = pd_platform_rows_integer (rows, 11);
  entry->sent_at = pd_platform_rows_integer (rows, 12);
  entry->is_spent = pd_platform_rows_integer (rows, 13) != 0;
  entry->next_at = pd_platform_rows_integer (rows, 14);
  return entry;
}

/* Frees @rows. */
static GPtrArray *
read_entries (PdPlatformRows *rows, GError **error)
{
  g_autoptr (PdPlatformRows) owned = rows;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_platform_entry_free);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (owned != NULL && (step = pd_platform_rows_next (owned, error)) == PD_PLATFORM_STEP_ROW)
    g_ptr_array_add (entries, read_entry (owned));
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&entries) : NULL;
}

/** pd_platform_ledger_add: writes an intent to submit; due at once. */
gboolean
pd_platform_ledger_add (PdPlatformChange *change, const PdPlatformNewEntry *entry, GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);

  return pd_platform_sql_run (
      change->platform->sql, error,
      "INSERT INTO submission (tenant, record, what, order_id, key, generation, gateway, payload_hash, state,"
      " step, next_at, queued_at, sent_at, user, net, place, attempts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
      "?8,"
      " ?9, ?10, ?11, ?11, ?11, ?12, ?13,"
      " (SELECT coalesce (max (place), 0) + 1 FROM submission WHERE tenant = ?1),"
      /* What is unknown was sent, by a platform whose data are lost. */
      " ?3 = 'invoice' AND ?9 = 'unknown')",
      "tttttittttiti", change->tenant, entry->record, entry->what, entry->order, entry->key,
      (gint64) entry->generation, gateway != NULL ? pd_gateway_get_name (gateway) : PD_PLATFORM_NO_GATEWAY,
      entry->payload_hash, entry->state, entry->step, change->now, change->user, entry->net);
}

/** pd_platform_ledger_find: @entry: (out) (transfer full) (nullable): %NULL when there is none of that record */
gboolean
pd_platform_ledger_find (PdPlatform *platform,
                         const char *tenant,
                         const char *record,
                         PdPlatformEntry **entry,
                         GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT " COLUMNS " FROM submission WHERE tenant = ? AND record = ?", "tt",
                             tenant, record);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *entry = step == PD_PLATFORM_STEP_ROW ? read_entry (rows) : NULL;
  return step != PD_PLATFORM_STEP_FAILED;
}

/** pd_platform_ledger_next_tenant: @tenant: (inout) (nullable): the one after it that has something to do, or %NULL */
gboolean
pd_platform_ledger_next_tenant (PdPlatform *platform, char **tenant, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT min (tenant) FROM (SELECT min (tenant) AS tenant FROM submission"
      " WHERE step <> '' AND tenant > ?1 UNION ALL SELECT min (tenant) FROM bureau_account"
      " WHERE tenant > ?1 AND (session_at IS NOT NULL OR quota_at IS NOT NULL OR forms_at IS NOT NULL OR "
      "test_at IS NOT NULL OR list_at IS NOT NULL))",
      "t", *tenant != NULL ? *tenant : "");
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  g_clear_pointer (tenant, g_free);
  if (step == PD_PLATFORM_STEP_ROW)
    *tenant = g_strdup (pd_platform_rows_text (rows, 0));
  return step != PD_PLATFORM_STEP_FAILED;
}

/** pd_platform_ledger_next_due: @due: (out): when the tenant's next step is due; %G_MAXINT64 when there is none */
gboolean
pd_platform_ledger_next_due (PdPlatform *platform,
                             const char *tenant,
                             PdPlatformSends sends,
                             gint64 *due,
                             GError **error)
{
  gint64 now = pd_platform_get_now (platform);

  *due = G_MAXINT64;
  return pd_platform_sql_get_integer (platform->sql, due, error,
                                      sends == PD_PLATFORM_SENDS_ALL ? NEXT_DUE (ANY) : NEXT_DUE (ASKS),
                                      "tii", tenant, now, now + PD_PLATFORM_LONGEST_WAIT);
}

/**
 * pd_platform_ledger_list_due:
 * @what: (nullable): PD_PLATFORM_ABOUT_…
 * @step: (nullable): a step; %NULL for whichever is due first
 *
 * Returns: (transfer full) (nullable) (element-type PdPlatformEntry): @n at most, what is due longest first; of what is to
 *   be sent, what was asked for first
 */
GPtrArray *
pd_platform_ledger_list_due (PdPlatform *platform,
                             const char *tenant,
                             const char *what,
                             const char *step,
                             PdPlatformSends sends,
                             guint n,
                             GError **error)
{
  gint64 now = pd_platform_get_now (platform);

  const char *sql = g_strcmp0 (step, "send") == 0
                        ? LIST_DUE ("submission_send", " step = 'send'") " place, queued_at, record LIMIT ?4"
                    : sends == PD_PLATFORM_SENDS_ALL
                        ? LIST_DUE ("submission_due", ANY) " next_at, place, queued_at, record LIMIT ?4"
                        : LIST_DUE ("submission_ask", ASKS) " next_at, place, queued_at, record LIMIT ?4";

  return read_entries (pd_platform_sql_query (platform->sql, error, sql, "tiiitt", tenant, now,
                                              now + PD_PLATFORM_LONGEST_WAIT, (gint64) n, step, what),
                       error);
}

/** pd_platform_ledger_is_scarce: @is_scarce: (out): whether the month's quota is not enough for all that is to be sent, as far as anybody knows */
gboolean
pd_platform_ledger_is_scarce (PdPlatform *platform, const char *tenant, gboolean *is_scarce, GError **error)
{
  gint64 found = 0;

  if (!pd_platform_sql_get_integer (
          platform->sql, &found, error,
          "SELECT quota_left < (SELECT coalesce (sum (net), 0) FROM submission WHERE tenant = ?1"
          " AND step <> '' AND (state = 'sending' OR step = 'send')) FROM bureau_account"
          " WHERE tenant = ?1 AND quota_left IS NOT NULL",
          "t", tenant))
    return FALSE;
  *is_scarce = found != 0;
  return TRUE;
}

/**
 * pd_platform_ledger_lease:
 * @entry: as it was found; its lease is set
 * @gateway: what is called
 *
 * The intent, before the first byte leaves: from here on nobody may believe that the bureau was not asked. What is sent,
 * retried or acted on is only ever asked for by whoever finds the lease left behind.
 */
gboolean
pd_platform_ledger_lease (PdPlatform *platform,
                          const char *tenant,
                          PdPlatformEntry *entry,
                          PdGateway *gateway,
                          GError **error)
{
  gint64 now = pd_platform_get_now (platform);
  PdGatewayLimits limits;
  gboolean sends = g_str_equal (entry->step, "send") || g_str_equal (entry->step, "retry") ||
                   g_str_equal (entry->step, "act");

  pd_gateway_get_limits (gateway, &limits);
  entry->lease_until = now + MIN (LEASE + LEASE_REQUESTS * limits.pace, LONGEST_LEASE);
  if (!sends)
    return pd_platform_sql_run (
        platform->sql, error,
        "UPDATE submission SET tries = tries + 1, lease_until = ? WHERE tenant = ? AND record = ?", "itt",
        entry->lease_until, tenant, entry->record);
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET state = 'sending', step = 'query', attempts = attempts + 1,"
      " sent_at = ?1, next_at = ?1, lease_until = ?2, gateway = ?5 WHERE tenant = ?3 AND record = ?4",
      "iittt", now, entry->lease_until, tenant, entry->record, pd_gateway_get_name (gateway));
}

/** pd_platform_ledger_count_under_way: @n: (out): what a provider has, or may have, and has not told the end of */
gboolean
pd_platform_ledger_count_under_way (PdPlatform *platform, const char *tenant, gint64 *n, GError **error)
{
  *n = 0;
  return pd_platform_sql_get_integer (
      platform->sql, n, error,
      "SELECT count (*) FROM submission WHERE tenant = ? AND (state IN ('sending', 'sent', 'unknown')"
      " OR step IN ('query', 'retry', 'files', 'act'))",
      "t", tenant);
}

/** pd_platform_ledger_revive: @gateway: is there again: what is open and was sent through it is asked for */
gboolean
pd_platform_ledger_revive (PdPlatform *platform, const char *tenant, const char *gateway, GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET step = 'query', next_at = ? WHERE tenant = ? AND gateway = ?"
      " AND state = 'unknown' AND step = ''",
      "itt", pd_platform_get_now (platform), tenant, gateway);
}

/**
 * pd_platform_ledger_is_current:
 * @entry: as it was when it was leased, with the attempt counted
 * @is_current: (out): %FALSE when the lease ran out, or a person decided, and somebody else has gone on with it
 */
gboolean
pd_platform_ledger_is_current (PdPlatform *platform,
                               const char *tenant,
                               const PdPlatformEntry *entry,
                               gboolean *is_current,
                               GError **error)
{
  gint64 found = 0;

  if (!pd_platform_sql_get_integer (
          platform->sql, &found, error,
          "SELECT 1 FROM submission WHERE tenant = ? AND record = ? AND attempts = ?"
          " AND lease_until = ?",
          "ttii", tenant, entry->record, entry->attempts, entry->lease_until))
    return FALSE;
  *is_current = found != 0;
  return TRUE;
}

/* Whether it waits for nothing but that the provider can be reached: nothing came of it, and nobody said for how long. */
static gboolean
is_cut (const PdPlatformEntry *entry, const PdGatewayAnswer *answer)
{
  if (answer == NULL || answer->wait > 0 || answer->code != NULL)
    return FALSE;
  return (answer->state == PD_GATEWAY_NOT_SENT && answer->next == PD_GATEWAY_NEXT_SEND &&
          !g_str_equal (entry->step, "query")) ||
         (answer->state == PD_GATEWAY_UNKNOWN && answer->next == PD_GATEWAY_NEXT_QUERY);
}

/** pd_platform_ledger_hurry_cut: the provider can be reached: what waited for that is due, by and by as its pace allows. */
gboolean
pd_platform_ledger_hurry_cut (PdPlatform *platform, const char *tenant, GError **error)
{
  /* Where some calls come through and some do not, each is tried again after a while, and not over and over. */
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET is_cut = 0, next_at = min (next_at,"
      " max (?1, min (coalesce (sent_at, 0), ?1) + ?2)) WHERE tenant = ?3 AND is_cut = 1",
      "iit", pd_platform_get_now (platform), AFTER_CUT, tenant);
}

/**
 * pd_platform_ledger_settle:
 * @step: what is done next; "" nothing by the platform
 * @wait: microseconds until then
 * @answer: (nullable): what the bureau said; %NULL leaves its words as they are
 *
 * Gives the lease back with what came of it. What was to be done with a form is kept until somebody knows that it was.
 */
gboolean
pd_platform_ledger_settle (PdPlatform *platform,
                           const char *tenant,
                           const PdPlatformEntry *entry,
                           const char *state,
                           const char *step,
                           gint64 wait,
                           const PdGatewayAnswer *answer,
                           GError **error)
{
  gint64 now = pd_platform_get_now (platform);
  gboolean has_ended = g_str_equal (state, "issued") || g_str_equal (state, "failed");

  if (g_str_equal (state, "issued") && g_str_equal (entry->what, PD_PLATFORM_ABOUT_INVOICE) &&
      !pd_platform_sql_run (platform->sql, error,
                            "UPDATE bureau_account SET quota_left = quota_left - coalesce ((SELECT net FROM"
                            " submission WHERE tenant = ?1 AND record = ?2 AND state <> 'issued'), 0)"
                            " WHERE tenant = ?1",
                            "tt", tenant, entry->record))
    return FALSE;
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET tries = CASE WHEN state = ?3 AND step = ?4 THEN tries ELSE 0 END,"
      " ended_at = CASE WHEN ?6 THEN coalesce (ended_at, ?7) END, state = ?3, step = ?4, next_at = ?5,"
      " lease_until = NULL, action = CASE WHEN ?4 = 'act' OR ?3 = 'unknown' THEN action END, reason = ?8, "
      "code = ?9,"
      " serial = coalesce (?10, serial),"
      " is_spent = CASE WHEN ?11 IS NULL OR (state = 'issued' AND ?3 = 'issued') THEN is_spent ELSE ?11 + 0 "
      "END, is_cut = ?12 WHERE tenant = ?1 AND record = ?2",
      "ttttiiitttti", tenant, entry->record, state, step, now + wait, (gint64) has_ended, now,
      answer != NULL ? answer->reason : NULL, answer != NULL ? answer->code : NULL,
      answer != NULL ? answer->serial : NULL,
      answer == NULL     ? NULL
      : answer->is_spent ? "1"
                         : "0",
      (gint64) (*step != '\0' && is_cut (entry, answer)));
}

/** pd_platform_ledger_hurry: what waits for its time is due now; nothing for what waits for a person. */
gboolean
pd_platform_ledger_hurry (PdPlatform *platform, const char *tenant, const char *record, GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET next_at = ? WHERE tenant = ? AND record = ? AND step <> ''", "itt",
      pd_platform_get_now (platform), tenant, record);
}

/**
 * pd_platform_ledger_act:
 * @action: what is to be done at the bureau with the record's form, next
 *
 * Whoever is asking about the form at this moment loses the lease, so that the answer does not undo what was asked for.
 */
gboolean
pd_platform_ledger_act (PdPlatform *platform,
                        const char *tenant,
                        const char *record,
                        const char *action,
                        GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET step = 'act', action = ?, next_at = ?, lease_until = NULL"
      " WHERE tenant = ? AND record = ?",
      "titt", action, pd_platform_get_now (platform), tenant, record);
}

/** pd_platform_ledger_redeliver: @recipient: whom the provider is to send the invoice to; nothing else is to be done with it */
gboolean
pd_platform_ledger_redeliver (PdPlatform *platform,
                              const char *tenant,
                              const char *record,
                              const char *recipient,
                              GError **error)
{
  return pd_platform_sql_run (platform->sql, error,
                              "UPDATE submission SET step = 'files', action = ?, next_at = ?, tries = 0"
                              " WHERE tenant = ? AND record = ? AND state = 'issued' AND step = ''",
                              "titt", recipient, pd_platform_get_now (platform), tenant, record);
}

/** pd_platform_ledger_ask: @form: (nullable): a form that waits for somebody's word, or all of them: are asked for now */
gboolean
pd_platform_ledger_ask (PdPlatform *platform, const char *tenant, const char *form, GError **error)
{
  return pd_platform_sql_run (platform->sql, error,
                              "UPDATE submission SET step = 'query', next_at = ? WHERE tenant = ?"
                              " AND what = 'red_form' AND step = '' AND state IN ('sent', 'unknown')"
                              " AND (?3 IS NULL OR record = ?3)",
                              "itt", pd_platform_get_now (platform), tenant, form);
}

/** pd_platform_ledger_spend: @invoice: was reversed as a whole: its order may get another one */
gboolean
pd_platform_ledger_spend (PdPlatform *platform, const char *tenant, const char *invoice, GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET is_spent = 1 WHERE tenant = ? AND record = ? AND state = 'issued'", "tt", tenant,
      invoice);
}

/** pd_platform_ledger_find_issued: @invoice: (out) (transfer full) (nullable): the one that an order has, as far as it stands */
gboolean
pd_platform_ledger_find_issued (PdPlatform *platform,
                                const char *tenant,
                                const char *order,
                                char **invoice,
                                GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT record FROM submission WHERE tenant = ? AND order_id = ?"
                             " AND what = 'invoice' AND state <> 'failed' AND is_spent = 0",
                             "tt", tenant, order);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *invoice = step == PD_PLATFORM_STEP_ROW ? g_strdup (pd_platform_rows_text (rows, 0)) : NULL;
  return step != PD_PLATFORM_STEP_FAILED;
}

/** pd_platform_ledger_list_forms: Returns: (transfer full) (nullable) (element-type PdPlatformEntry): of a blue invoice, under way */
GPtrArray *
pd_platform_ledger_list_forms (PdPlatform *platform, const char *tenant, const char *blue, GError **error)
{
  return read_entries (pd_platform_sql_query (platform->sql, error,
                                              "SELECT " COLUMNS " FROM submission WHERE tenant = ?"
                                              " AND order_id = ? AND what = 'red_form'"
                                              " AND state NOT IN ('failed', 'issued') ORDER BY record",
                                              "tt", tenant, blue),
                       error);
}

/** pd_platform_ledger_list_state: Returns: (transfer full) (nullable) (element-type PdPlatformEntry): oldest first */
GPtrArray *
pd_platform_ledger_list_state (PdPlatform *platform, const char *tenant, const char *state, GError **error)
{
  return read_entries (pd_platform_sql_query (platform->sql, error,
                                              "SELECT " COLUMNS
                                              " FROM submission WHERE tenant = ? AND state = ?"
                                              " ORDER BY queued_at, record",
                                              "tt", tenant, state),
                       error);
}

/**
 * pd_platform_ledger_release:
 * @state: "waiting" or "held"
 * @record: (nullable): one of them; %NULL for all
 *
 * They are sent now. What the provider turned away and keeps under its key is retried there.
 */
gboolean
pd_platform_ledger_release (PdPlatformChange *change, const char *state, const char *record, GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);
  gboolean retries =
      gateway != NULL && pd_gateway_get_functions (gateway)->retry != NULL && g_str_equal (state, "held");

  return pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE submission SET state = 'queued', next_at = ?1, tries = 0,"
                              " step = CASE WHEN is_spent AND what = 'invoice' AND gateway = ?4 THEN 'retry'"
                              " ELSE 'send' END WHERE tenant = ?2 AND state = ?3"
                              " AND (?5 IS NULL OR record = ?5)",
                              "itttt", change->now, change->tenant, state,
                              retries ? pd_gateway_get_name (gateway) : NULL, record);
}

/** pd_platform_ledger_end_leases: to be called before anybody takes anything: whoever held a lease is dead. */
gboolean
pd_platform_ledger_end_leases (PdPlatform *platform, GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE submission SET lease_until = NULL, next_at = ? WHERE lease_until IS NOT NULL", "i",
      pd_platform_get_now (platform));
}
