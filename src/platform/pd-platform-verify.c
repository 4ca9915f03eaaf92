/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-verify.h"

#include <glib/gi18n-lib.h>

#include "model/pd-verification-record.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-received.h"
#include "platform/pd-platform-verify-settings.h"

/* What was not answered is asked again by itself, so often; then a person says so. The bureau counts each. */
#define TRIES 3
#define FIRST_WAIT (2 * G_TIME_SPAN_MINUTE)

/* Nobody asks for longer than this. */
#define LEASE (5 * G_TIME_SPAN_MINUTE)

/* A connection that an administrator has to mend. */
#define HELD_WAIT (15 * G_TIME_SPAN_MINUTE)
#define HELD_LONGEST (6 * G_TIME_SPAN_HOUR)

#define CHINA_OFFSET (8 * G_TIME_SPAN_HOUR)
#define MAX_REASON 500

struct _PdPlatformQuestion
{
  char *tenant;
  char *id;
  gint64 attempts;        /* with this one */
  PdRecord *record;       /* (owned) */
  PdJumdata *adapter;     /* (owned) */
  PdVerification *answer; /* (owned) (nullable) NULL until it ran */
};

void
pd_platform_question_free (PdPlatformQuestion *question)
{
  g_free (question->tenant);
  g_free (question->id);
  g_clear_pointer (&question->record, pd_record_unref);
  g_clear_pointer (&question->adapter, pd_jumdata_unref);
  g_clear_pointer (&question->answer, pd_verification_free);
  g_free (question);
}

static void
set_reason (PdRecord *record, const char *reason)
{
  g_autofree char *valid = reason != NULL ? g_utf8_make_valid (reason, -1) : NULL;
  g_autofree char *kept = valid != NULL && g_utf8_strlen (valid, -1) > MAX_REASON
                              ? g_utf8_substring (valid, 0, MAX_REASON)
                              : NULL;

  pd_record_set_text (record, PD_VERIFICATION_FIELD_STATE_REASON, kept != NULL ? kept : valid);
}

static void
set_time (PdRecord *record, guint field, gint64 time)
{
  if (time > 0)
    pd_record_set_integer (record, field, time);
  else
    pd_record_clear (record, field);
}

/* When the bureau's next day begins. */
static gint64
next_day (gint64 now)
{
  gint64 local = now + CHINA_OFFSET;

  return local - local % G_TIME_SPAN_DAY + G_TIME_SPAN_DAY - CHINA_OFFSET;
}

/* Tells a verdict; what is not about the invoice itself leaves what was known of it. */
static void
tell (PdRecord *record, PdVerdict verdict, const char *reason, gint64 at, gint64 next_at)
{
  pd_record_set_text (record, PD_VERIFICATION_FIELD_STATE, pd_verdict_name (verdict));
  set_reason (record, reason);
  set_time (record, PD_VERIFICATION_FIELD_NEXT_AT, next_at);
  if (!pd_verdict_is_about_invoice (verdict))
    return;
  pd_record_set_text (record, PD_VERIFICATION_FIELD_VERDICT, pd_verdict_name (verdict));
  pd_record_set_integer (record, PD_VERIFICATION_FIELD_VERIFIED_AT, at);
}

static gboolean
set_row (PdPlatform *platform,
         const char *tenant,
         const char *id,
         const char *state,
         gint64 next_at,
         GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE verification SET state = ?, next_at = ?, lease_until = NULL WHERE tenant = ? AND record = ?",
      "titt", state, next_at, tenant, id);
}

/* --- what people ask for */

/* @reused: (out): whether an earlier answer to the same question will do */
static gboolean
reuse (PdPlatformChange *change, const char *inputs, PdRecord *record, gboolean *reused, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (change->platform->sql, error,
                             "SELECT verdict, verified_at FROM verification WHERE tenant = ? AND inputs = ?"
                             " AND verdict IS NOT NULL ORDER BY verified_at DESC LIMIT 1",
                             "tt", change->tenant, inputs);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;
  PdVerdict verdict;
  gint64 at;

  *reused = FALSE;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  at = pd_platform_rows_integer (rows, 1);
  if (!pd_verdict_from_name (pd_platform_rows_text (rows, 0), &verdict) ||
      !pd_verdict_may_reuse (verdict, at, change->now))
    return TRUE;
  tell (record, verdict, NULL, at,
        verdict == PD_VERDICT_TOO_OFTEN || verdict == PD_VERDICT_NOT_YET ? next_day (at) : 0);
  pd_record_set_flag (record, PD_VERIFICATION_FIELD_REUSED, TRUE);
  *reused = TRUE;
  return TRUE;
}

/* What was received follows what the bureau said of it. */
static gboolean
tell_received (PdPlatformChange *change, const PdRecord *record, GError **error)
{
  const char *name = pd_record_get_text (record, PD_VERIFICATION_FIELD_VERDICT);
  PdVerificationInput input;
  PdVerdict verdict;

  if (name == NULL || !pd_verdict_from_name (name, &verdict))
    return TRUE;
  pd_verification_record_get_input (record, &input);
  return pd_platform_tell_received (change, &input, verdict,
                                    pd_record_get_integer (record, PD_VERIFICATION_FIELD_VERIFIED_AT), error);
}

static gboolean
has_provider (PdPlatformChange *change, gboolean *has, GError **error)
{
  gint64 found = 0;

  if (!pd_platform_sql_get_integer (change->platform->sql, &found, error,
                                    "SELECT 1 FROM verify_account WHERE tenant = ?", "t", change->tenant))
    return FALSE;
  *has = found != 0;
  return TRUE;
}

static gboolean
wait_to_be_asked (PdPlatformChange *change, PdRecord *record, GError **error)
{
  gboolean has = FALSE;

  if (!has_provider (change, &has, error))
    return FALSE;
  pd_record_set_text (record, PD_VERIFICATION_FIELD_STATE, PD_VERIFICATION_STATE_WAITING);
  pd_record_clear (record, PD_VERIFICATION_FIELD_NEXT_AT);
  set_reason (record, has ? NULL
                          : _ ("Verification has not been set up. The tax bureau is asked as soon as an "
                               "administrator has."));
  return TRUE;
}

/**
 * pd_platform_queue_verification:
 * @change: the transaction that creates the question
 * @record: a new verification that is fit to be saved; gets what the platform knows of it
 *
 * An answer of today to the same question will do: the bureau answers five a day for an invoice, and each may cost money.
 */
gboolean
pd_platform_queue_verification (PdPlatformChange *change, PdRecord *record, GError **error)
{
  PdVerificationInput input;
  g_autofree char *inputs = NULL;
  gboolean reused = FALSE;

  pd_verification_record_get_input (record, &input);
  inputs = pd_verification_input_digest (&input);
  pd_record_set_text (record, PD_VERIFICATION_FIELD_ASKED_BY, change->user);
  if (!reuse (change, inputs, record, &reused, error) || (reused && !tell_received (change, record, error)) ||
      (!reused && !wait_to_be_asked (change, record, error)))
    return FALSE;
  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT INTO verification (tenant, record, inputs, state, next_at)"
                              " VALUES (?, ?, ?, ?, ?)",
                              "tttti", change->tenant, pd_record_get_id (record), inputs,
                              reused ? "done" : "waiting", change->now);
}

/**
 * pd_platform_verify_again:
 * @change: the command's transaction
 * @record: in its new state
 *
 * What a person asks for anew is asked anew.
 */
gboolean
pd_platform_verify_again (PdPlatformChange *change, PdRecord *record, GError **error)
{
  PdVerificationInput input;
  g_autofree char *inputs = NULL;

  pd_verification_record_get_input (record, &input);
  inputs = pd_verification_input_digest (&input);
  pd_record_clear (record, PD_VERIFICATION_FIELD_REUSED);
  if (!wait_to_be_asked (change, record, error))
    return FALSE;
  /* What a client gave back after a restore has no row yet. */
  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT INTO verification (tenant, record, inputs, state, next_at)"
                              " VALUES (?1, ?2, ?3, 'waiting', ?4) ON CONFLICT (tenant, record) DO UPDATE"
                              " SET state = 'waiting', attempts = 0, next_at = ?4, lease_until = NULL",
                              "ttti", change->tenant, pd_record_get_id (record), inputs, change->now);
}

/** pd_platform_doubt_verification: of what a client gives back after a restore nobody asks by itself. */
void
pd_platform_doubt_verification (PdRecord *version)
{
  if (pd_verification_record_is_answered (version))
    return;
  pd_record_set_text (version, PD_VERIFICATION_FIELD_STATE, pd_verdict_name (PD_VERDICT_CANNOT_ASK));
  pd_record_set_text (version, PD_VERIFICATION_FIELD_STATE_REASON,
                      _ ("The platform's data were restored from a backup. Ask again."));
}

/* --- taking one */

/* @before: microseconds, UTC: leases that ended by then */
static gboolean
take_up (PdPlatform *platform, gint64 before, GError **error)
{
  for (;;)
    {
      g_autofree char *tenant = NULL;
      g_autofree char *id = NULL;
      g_autoptr (PdRecord) record = NULL;

      {
        g_autoptr (PdPlatformRows) rows =
            pd_platform_sql_query (platform->sql, error,
                                   "SELECT tenant, record FROM verification WHERE state = 'asking'"
                                   " AND lease_until <= ? LIMIT 1",
                                   "i", before);
        PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

        if (step != PD_PLATFORM_STEP_ROW)
          return step == PD_PLATFORM_STEP_DONE;
        tenant = g_strdup (pd_platform_rows_text (rows, 0));
        id = g_strdup (pd_platform_rows_text (rows, 1));
      }

      PdPlatformChange change = { .platform = platform,
                                  .tenant = tenant,
                                  .now = pd_platform_get_now (platform) };

      if (!pd_platform_read_record (platform, tenant, &pd_verification_type, id, &record, error))
        return FALSE;
      if (record != NULL && !pd_record_is_deleted (record))
        {
          pd_record_set_text (record, PD_VERIFICATION_FIELD_STATE, PD_VERIFICATION_STATE_WAITING);
          if (!pd_platform_write_record (&change, record, error))
            return FALSE;
        }
      if (!set_row (platform, tenant, id, "waiting", change.now, error))
        return FALSE;
    }
}

/** pd_platform_recover_verifications: to be called once when the program starts: what was being asked is asked again. */
gboolean
pd_platform_recover_verifications (PdPlatform *platform, GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, take_up (platform, G_MAXINT64, error), error);
}

/** pd_platform_next_verification: @due: (out): microseconds, UTC, when something is to be done; %G_MAXINT64: nothing */
gboolean
pd_platform_next_verification (PdPlatform *platform, gint64 *due, GError **error)
{
  return pd_platform_sql_get_integer (
      platform->sql, due, error,
      "SELECT coalesce (min (due), ?1) FROM (SELECT max (verification.next_at, verify_account.next_at) AS due"
      " FROM verification JOIN verify_account USING (tenant) WHERE state = 'waiting'"
      " UNION ALL SELECT lease_until FROM verification WHERE state = 'asking')",
      "i", G_MAXINT64);
}

static gboolean
find_due (PdPlatform *platform, PdPlatformQuestion *question, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT tenant, record, attempts FROM verification JOIN verify_account USING (tenant)"
      " WHERE state = 'waiting' AND verification.next_at <= ?1 AND verify_account.next_at <= ?1"
      " ORDER BY verification.next_at LIMIT 1",
      "i", pd_platform_get_now (platform));
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  question->tenant = g_strdup (pd_platform_rows_text (rows, 0));
  question->id = g_strdup (pd_platform_rows_text (rows, 1));
  question->attempts = pd_platform_rows_integer (rows, 2) + 1;
  return TRUE;
}

/* An administrator has to mend the connection: all of the tenant's questions wait. */
static gboolean
hold (PdPlatformChange *change, PdRecord *record, const char *id, const char *reason, GError **error)
{
  gint64 failures = 0;
  gint64 wait = HELD_WAIT;

  if (!pd_platform_sql_get_integer (change->platform->sql, &failures, error,
                                    "SELECT failures FROM verify_account WHERE tenant = ?", "t",
                                    change->tenant))
    return FALSE;
  for (gint64 n = 0; n < failures && wait < HELD_LONGEST; n++)
    wait *= 2;
  pd_record_set_text (record, PD_VERIFICATION_FIELD_STATE, PD_VERIFICATION_STATE_WAITING);
  set_reason (record, reason);
  set_time (record, PD_VERIFICATION_FIELD_NEXT_AT, change->now + MIN (wait, HELD_LONGEST));
  return pd_platform_write_record (change, record, error) &&
         set_row (change->platform, change->tenant, id, "waiting", change->now, error) &&
         pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE verify_account SET failures = failures + 1, next_at = ?, reason = ?"
                              " WHERE tenant = ?",
                              "itt", change->now + MIN (wait, HELD_LONGEST), reason, change->tenant);
}

/* @ready: (out): whether it can be asked; otherwise it is written down what becomes of it */
static gboolean
prepare (PdPlatform *platform, PdPlatformQuestion *question, gboolean *ready, GError **error)
{
  PdPlatformChange change = { .platform = platform,
                              .tenant = question->tenant,
                              .now = pd_platform_get_now (platform) };
  g_auto (PdPlatformVerifySettings) settings = { 0 };
  g_autoptr (GError) reason = NULL;
  gboolean found = FALSE;

  *ready = FALSE;
  if (!pd_platform_read_record (platform, question->tenant, &pd_verification_type, question->id,
                                &question->record, error))
    return FALSE;
  if (question->record == NULL || pd_record_is_deleted (question->record))
    return set_row (platform, question->tenant, question->id, "done", 0, error);
  if (!pd_platform_get_verify_settings (platform, question->tenant, &settings, &found, error))
    return FALSE;
  question->adapter = pd_platform_verify_adapter (platform, question->tenant, &settings, &reason);
  if (question->adapter == NULL)
    return hold (&change, question->record, question->id, reason->message, error);
  *ready = TRUE;
  pd_record_set_text (question->record, PD_VERIFICATION_FIELD_STATE, PD_VERIFICATION_STATE_ASKING);
  set_reason (question->record, NULL);
  return pd_platform_write_record (&change, question->record, error) &&
         pd_platform_sql_run (platform->sql, error,
                              "UPDATE verification SET state = 'asking', attempts = ?, lease_until = ?"
                              " WHERE tenant = ? AND record = ?",
                              "iitt", question->attempts, change.now + LEASE, question->tenant, question->id);
}

static gboolean
take_in_transaction (PdPlatform *platform, PdPlatformQuestion **taken, GError **error)
{
  g_autoptr (PdPlatformQuestion) question = g_new0 (PdPlatformQuestion, 1);
  gboolean ready = FALSE;

  if (!take_up (platform, pd_platform_get_now (platform), error) || !find_due (platform, question, error))
    return FALSE;
  if (question->id == NULL)
    return TRUE;
  if (!prepare (platform, question, &ready, error))
    return FALSE;
  if (ready)
    *taken = g_steal_pointer (&question);
  return TRUE;
}

/**
 * pd_platform_take_verification:
 *
 * Takes the question that is due first and writes down, durably, that it is asked.
 *
 * Returns: (transfer full) (nullable): NULL without an error when none can be asked
 */
PdPlatformQuestion *
pd_platform_take_verification (PdPlatform *platform, GError **error)
{
  g_autoptr (PdPlatformQuestion) question = NULL;

  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) ||
      !pd_platform_sql_end (platform->sql, take_in_transaction (platform, &question, error), error))
    return NULL;
  return g_steal_pointer (&question);
}

/** pd_platform_run_verification: asks. Any thread; touches nothing but the question. */
void
pd_platform_run_verification (PdPlatformQuestion *question, GCancellable *cancellable)
{
  PdVerificationInput input;

  pd_verification_record_get_input (question->record, &input);
  question->answer = pd_jumdata_verify (question->adapter, &input, cancellable);
}

/* --- writing down what was said */

/* How often the bureau may still be asked today, for who is about to ask again. */
static void
count (PdRecord *record, const PdPlatformQuestion *question, gint64 now)
{
  PdVerificationInput input;

  pd_verification_record_get_input (question->record, &input);
  pd_record_set_integer (record, PD_VERIFICATION_FIELD_LEFT,
                         pd_jumdata_left_today (question->adapter, &input));
  pd_record_set_integer (record, PD_VERIFICATION_FIELD_COUNTED_AT, now);
}

static gboolean
finish_for_good (PdPlatformChange *change, PdPlatformQuestion *question, PdRecord *record, GError **error)
{
  const PdVerification *answer = question->answer;
  gboolean later = answer->verdict == PD_VERDICT_TOO_OFTEN || answer->verdict == PD_VERDICT_NOT_YET;
  gint64 next_at = answer->wait > 0 ? change->now + answer->wait : later ? next_day (change->now) : 0;

  /* The bureau's own word for a verdict says no more than ours. */
  tell (record, answer->verdict, answer->verdict == PD_VERDICT_CANNOT_ASK ? answer->reason : NULL, answer->at,
        next_at);
  return pd_platform_write_record (change, record, error) &&
         (!pd_verdict_is_about_invoice (answer->verdict) || tell_received (change, record, error)) &&
         pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE verification SET state = 'done', verdict = ?, verified_at = ?,"
                              " lease_until = NULL WHERE tenant = ? AND record = ?",
                              "titt", pd_verdict_name (answer->verdict), answer->at, question->tenant,
                              question->id);
}

static gboolean
finish_later (PdPlatformChange *change, PdPlatformQuestion *question, PdRecord *record, GError **error)
{
  const PdVerification *answer = question->answer;
  gint64 wait = MAX (answer->wait, FIRST_WAIT << (question->attempts - 1));

  tell (record, answer->verdict, answer->verdict == PD_VERDICT_CANNOT_ASK ? answer->reason : NULL, answer->at,
        change->now + wait);
  return pd_platform_write_record (change, record, error) &&
         set_row (change->platform, question->tenant, question->id, "waiting", change->now + wait, error);
}

static gboolean
note_reached (PdPlatformChange *change, GError **error)
{
  return pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE verify_account SET failures = 0, next_at = 0, reason = NULL"
                              " WHERE tenant = ? AND failures > 0",
                              "t", change->tenant);
}

static gboolean
finish_in_transaction (PdPlatform *platform, PdPlatformQuestion *question, GError **error)
{
  const PdVerification *answer = question->answer;
  g_autoptr (PdRecord) record = NULL;
  PdPlatformChange change = { .platform = platform,
                              .tenant = question->tenant,
                              .now = pd_platform_get_now (platform) };
  gint64 mine = 0;

  if (!pd_platform_sql_get_integer (platform->sql, &mine, error,
                                    "SELECT 1 FROM verification WHERE tenant = ? AND record = ?"
                                    " AND state = 'asking' AND attempts = ?",
                                    "tti", question->tenant, question->id, question->attempts) ||
      !pd_platform_read_record (platform, question->tenant, &pd_verification_type, question->id, &record,
                                error))
    return FALSE;
  /* The lease ran out, and somebody else asks. */
  if (mine == 0 || record == NULL || pd_record_is_deleted (record))
    return TRUE;
  count (record, question, change.now);
  if (answer->next == PD_GATEWAY_NEXT_CONFIGURE)
    return hold (&change, record, question->id, answer->reason, error);
  if (!note_reached (&change, error))
    return FALSE;
  if (answer->next == PD_GATEWAY_NEXT_QUERY && question->attempts < TRIES &&
      (answer->verdict == PD_VERDICT_BEING_CHECKED || answer->verdict == PD_VERDICT_CANNOT_ASK))
    return finish_later (&change, question, record, error);
  return finish_for_good (&change, question, record, error);
}

/**
 * pd_platform_finish_verification:
 *
 * Writes down what was said. When that fails the same call again may succeed; after the process ended it is asked again.
 */
gboolean
pd_platform_finish_verification (PdPlatform *platform, PdPlatformQuestion *question, GError **error)
{
  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) ||
      !pd_platform_sql_end (platform->sql, finish_in_transaction (platform, question, error), error))
    return FALSE;
  /* Nothing of what was asked: neither number nor amount. */
  g_message ("verification=%s record=%s", pd_verdict_name (question->answer->verdict), question->id);
  return TRUE;
}
