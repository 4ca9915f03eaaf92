/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail.h"

#include <glib/gi18n-lib.h>

#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mail-private.h"

/* A server that does not know us wants us to wait some minutes (greylisting), and who is away is back within days
 * (RFC 5321, 4.5.4.1). */
#define FIRST_WAIT (2 * G_TIME_SPAN_MINUTE)
#define GIVE_UP_AFTER (2 * G_TIME_SPAN_DAY)

/* A server that nobody reaches is asked by one mail, not by all. One that does not like our password locks us out when it
 * is asked often. */
#define UNREACHABLE_WAIT (30 * G_TIME_SPAN_SECOND)
#define UNREACHABLE_LONGEST (30 * G_TIME_SPAN_MINUTE)
#define MISCONFIGURED_WAIT (15 * G_TIME_SPAN_MINUTE)
#define MISCONFIGURED_LONGEST (6 * G_TIME_SPAN_HOUR)

#define MAX_REASON 500

void
pd_platform_mail_free (PdPlatformMail *mail)
{
  g_free (mail->tenant);
  g_free (mail->delivery_id);
  g_free (mail->message_id);
  g_clear_pointer (&mail->delivery, pd_record_unref);
  g_clear_pointer (&mail->invoice, pd_record_unref);
  g_clear_pointer (&mail->files, g_ptr_array_unref);
  pd_platform_mail_settings_clear (&mail->settings);
  pd_mail_server_clear (&mail->server);
  g_clear_pointer (&mail->answer, pd_mail_answer_free);
  g_free (mail);
}

static void
set_reason (PdRecord *delivery, const char *reason)
{
  g_autofree char *shown = reason != NULL ? g_utf8_make_valid (reason, -1) : NULL;
  g_autofree char *kept = shown != NULL && g_utf8_strlen (shown, -1) > MAX_REASON
                              ? g_utf8_substring (shown, 0, MAX_REASON)
                              : NULL;

  pd_record_set_text (delivery, PD_DELIVERY_STATE_REASON, kept != NULL ? kept : shown);
}

/** pd_platform_mail_set_delivery: moves along the workflow's arrows only; writes nothing where nothing changes. */
gboolean
pd_platform_mail_set_delivery (PdPlatformChange *change,
                               PdRecord *delivery,
                               const char *state,
                               const char *reason,
                               GError **error)
{
  g_autoptr (PdRecord) before = pd_record_copy (delivery);

  if (pd_workflow_allows (&pd_delivery_type, pd_record_get_state (delivery), state))
    pd_record_set_text (delivery, PD_DELIVERY_STATE, state);
  set_reason (delivery, reason);
  return pd_record_equal (before, delivery) || pd_platform_write_record (change, delivery, error);
}

/** pd_platform_mail_set_row: @next_at: microseconds, UTC; the lease ends */
gboolean
pd_platform_mail_set_row (PdPlatform *platform,
                          const char *tenant,
                          const char *delivery,
                          const char *state,
                          gint64 next_at,
                          GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE mail SET state = ?, next_at = ?, lease_until = NULL WHERE tenant = ? AND delivery = ?", "titt",
      state, next_at, tenant, delivery);
}

/* --- what people ask for */

/**
 * pd_platform_queue_mail:
 * @change: the transaction that creates the delivery
 * @delivery: a new delivery that is fit to be saved; gets what the platform knows of it
 *
 * Puts a mail into the outbox, in the transaction of its delivery: there is never one without the other.
 */
gboolean
pd_platform_queue_mail (PdPlatformChange *change, PdRecord *delivery, GError **error)
{
  g_autoptr (PdRecord) invoice = NULL;
  gint64 has_server = 0;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_invoice_type,
                                pd_record_get_text (delivery, PD_DELIVERY_INVOICE_ID), &invoice, error) ||
      !pd_platform_sql_get_integer (change->platform->sql, &has_server, error,
                                    "SELECT 1 FROM mail_server WHERE tenant = ?", "t", change->tenant))
    return FALSE;
  pd_record_set_text (delivery, PD_DELIVERY_STATE, PD_DELIVERY_STATE_WAITING);
  pd_record_set_text (delivery, PD_DELIVERY_ASKED_BY, change->user);
  if (invoice != NULL)
    pd_record_set_text (delivery, PD_DELIVERY_INVOICE_NUMBER,
                        pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  if (has_server == 0)
    set_reason (delivery,
                _ ("No mail server has been set up. The mail goes out as soon as an administrator has."));
  return pd_platform_sql_run (
      change->platform->sql, error,
      "INSERT INTO mail (tenant, delivery, state, next_at) VALUES (?, ?, 'waiting', ?)", "tti",
      change->tenant, pd_record_get_id (delivery), change->now);
}

/**
 * pd_platform_command_mail:
 * @command: "resend" or "cancel"
 * @from: the state that the delivery was in
 * @delivery: the delivery in its new state
 *
 * Does what a command asks for to the outbox, in the command's transaction. A mail that had been taken is another one
 * when it is sent again; one that may have been is the same, so that nobody gets it twice.
 */
gboolean
pd_platform_command_mail (PdPlatformChange *change,
                          const char *command,
                          const char *from,
                          PdRecord *delivery,
                          GError **error)
{
  gint64 step = g_strcmp0 (from, PD_DELIVERY_STATE_SENT) == 0;

  if (g_strcmp0 (command, "cancel") == 0)
    return pd_platform_mail_set_row (change->platform, change->tenant, pd_record_get_id (delivery), "done", 0,
                                     error);
  pd_record_clear (delivery, PD_DELIVERY_ATTEMPTS);
  pd_record_clear (delivery, PD_DELIVERY_SENT_AT);
  pd_record_clear (delivery, PD_DELIVERY_ATTACHED);
  pd_record_clear (delivery, PD_DELIVERY_STATE_REASON);
  /* What a client gave back after a restore has no row yet. */
  return pd_platform_sql_run (
      change->platform->sql, error,
      "INSERT INTO mail (tenant, delivery, state, next_at) VALUES (?1, ?2, 'waiting', ?3)"
      " ON CONFLICT (tenant, delivery) DO UPDATE SET state = 'waiting', next_at = ?3, attempts = 0,"
      " generation = generation + ?4, first_at = NULL,"
      " dated_at = CASE WHEN ?4 = 0 THEN dated_at END, lease_until = NULL",
      "ttii", change->tenant, pd_record_get_id (delivery), change->now, step);
}

/* --- what an earlier process left */

typedef struct
{
  char *tenant;
  char *delivery;
  gboolean over;
} Left;

static void
left_free (Left *left)
{
  g_free (left->tenant);
  g_free (left->delivery);
  g_free (left);
}

static GPtrArray *
find_left (PdPlatform *platform, const char *condition, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) left_free);
  g_autofree char *text =
      g_strconcat ("SELECT tenant, delivery, state <> 'sending' FROM mail WHERE ", condition, NULL);
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (platform->sql, error, text, "i", now);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      Left *left = g_new0 (Left, 1);

      left->tenant = g_strdup (pd_platform_rows_text (rows, 0));
      left->delivery = g_strdup (pd_platform_rows_text (rows, 1));
      left->over = pd_platform_rows_integer (rows, 2) != 0;
      g_ptr_array_add (all, left);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

/* Before it was handed over nothing was taken; after that nobody knows. */
static gboolean
take_up (PdPlatform *platform, const Left *left, const char *doubt, GError **error)
{
  g_autoptr (PdRecord) delivery = NULL;
  PdPlatformChange change = { .platform = platform,
                              .tenant = left->tenant,
                              .now = pd_platform_get_now (platform) };
  const char *state = left->over ? PD_DELIVERY_STATE_UNCERTAIN : PD_DELIVERY_STATE_WAITING;

  if (!pd_platform_read_record (platform, left->tenant, &pd_delivery_type, left->delivery, &delivery, error))
    return FALSE;
  if (delivery != NULL && !pd_record_is_deleted (delivery) &&
      !pd_platform_mail_set_delivery (&change, delivery, state, left->over ? doubt : NULL, error))
    return FALSE;
  return pd_platform_mail_set_row (platform, left->tenant, left->delivery, left->over ? "done" : "waiting",
                                   change.now, error);
}

static gboolean
take_up_all (PdPlatform *platform, const char *condition, const char *doubt, GError **error)
{
  g_autoptr (GPtrArray) all = find_left (platform, condition, pd_platform_get_now (platform), error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (!take_up (platform, g_ptr_array_index (all, i), doubt, error))
      return FALSE;
  return all != NULL;
}

static const char *
killed_doubt (void)
{
  return _ ("The platform was stopped while this mail was being handed over. It may have arrived. Ask the "
            "recipient before mailing it again.");
}

/**
 * pd_platform_recover_mails:
 *
 * To be called once when the program starts: mail that was on its way when the last process ended is sent again when it
 * certainly was not taken, and told as "may have arrived" when it may have been.
 */
gboolean
pd_platform_recover_mails (PdPlatform *platform, GError **error)
{
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql,
                              take_up_all (platform, "state IN ('sending', 'handed_over') AND ?1 > 0",
                                           killed_doubt (), error),
                              error);
}

/** pd_platform_mail_take_up_expired: in a transaction: what was taken and not finished in its time */
gboolean
pd_platform_mail_take_up_expired (PdPlatform *platform, GError **error)
{
  return take_up_all (platform, "state IN ('sending', 'handed_over') AND lease_until < ?1", killed_doubt (),
                      error);
}

/**
 * pd_platform_doubt_mails:
 *
 * To be called once after the data were restored from a backup: what waited then may have been sent since.
 */
gboolean
pd_platform_doubt_mails (PdPlatform *platform, GError **error)
{
  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error))
    return FALSE;

  gboolean done =
      pd_platform_sql_run (platform->sql, error,
                           "UPDATE mail SET state = 'handed_over' WHERE state <> 'done'", "") &&
      take_up_all (
          platform, "state = 'handed_over' AND ?1 > 0",
          _ ("The platform's data were restored from a backup. This mail may have been sent since then. "
             "Ask the recipient before mailing it again."),
          error);

  return pd_platform_sql_end (platform->sql, done, error);
}

/* --- what became of it */

static gint64
doubled (gint64 first, gint64 times, gint64 longest)
{
  gint64 wait = first;

  for (gint64 time = 1; time < times && wait < longest; time++)
    wait *= 2;
  return MIN (wait, longest);
}

/* The server was spoken to about a mail: whatever it said of it, it is there. */
static gboolean
note_reached (PdPlatform *platform, const PdPlatformMail *mail, GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE mail_server SET failures = 0, next_at = 0, reason = NULL WHERE tenant = ? AND failures > 0",
      "t", mail->tenant);
}

/**
 * pd_platform_mail_hold:
 * @needs_person: whether the settings are wrong, rather than the server away
 * @reason: a sentence for who looks at the settings
 *
 * Has all mail of the mail's tenant wait: longer each time, until its server is reached or its settings are changed.
 * Settings that were changed meanwhile begin anew.
 */
gboolean
pd_platform_mail_hold (PdPlatform *platform,
                       const PdPlatformMail *mail,
                       gboolean needs_person,
                       const char *reason,
                       GError **error)
{
  gint64 failures = (gint64) mail->settings.failures + 1;
  gint64 wait = needs_person ? doubled (MISCONFIGURED_WAIT, failures, MISCONFIGURED_LONGEST)
                             : doubled (UNREACHABLE_WAIT, failures, UNREACHABLE_LONGEST);

  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE mail_server SET failures = ?, next_at = ?, reason = ? WHERE tenant = ? AND failures = ?"
      " AND changed_at = ?",
      "iittii", failures, pd_platform_get_now (platform) + wait, reason, mail->tenant,
      (gint64) mail->settings.failures, mail->settings.changed_at);
}

static gboolean
finish_deferred (PdPlatformChange *change, PdPlatformMail *mail, PdRecord *delivery, GError **error)
{
  gboolean server =
      mail->answer->outcome == PD_MAIL_UNREACHABLE || mail->answer->outcome == PD_MAIL_MISCONFIGURED;
  gboolean give_up = !server && change->now - mail->first_at >= GIVE_UP_AFTER;
  gint64 wait = server ? 0 : doubled (FIRST_WAIT, mail->attempts, PD_PLATFORM_MAIL_LONGEST_WAIT);

  return pd_platform_mail_set_delivery (change, delivery,
                                        give_up ? PD_DELIVERY_STATE_FAILED : PD_DELIVERY_STATE_WAITING,
                                        mail->answer->reason, error) &&
         pd_platform_mail_set_row (change->platform, mail->tenant, mail->delivery_id,
                                   give_up ? "done" : "waiting", change->now + wait, error) &&
         (server
              ? pd_platform_mail_hold (change->platform, mail, mail->answer->outcome == PD_MAIL_MISCONFIGURED,
                                       mail->answer->reason, error)
              : note_reached (change->platform, mail, error));
}

static gboolean
finish_for_good (PdPlatformChange *change,
                 PdPlatformMail *mail,
                 PdRecord *delivery,
                 const char *state,
                 GError **error)
{
  g_autofree char *kinds = pd_mail_file_kinds (mail->files);

  if (mail->answer->outcome == PD_MAIL_TAKEN)
    pd_record_set_integer (delivery, PD_DELIVERY_SENT_AT, change->now);
  if (mail->answer->outcome != PD_MAIL_REFUSED)
    pd_record_set_text (delivery, PD_DELIVERY_ATTACHED, kinds);
  return pd_platform_mail_set_delivery (change, delivery, state, mail->answer->reason, error) &&
         pd_platform_mail_set_row (change->platform, mail->tenant, mail->delivery_id, "done", 0, error) &&
         note_reached (change->platform, mail, error);
}

static gboolean
finish_in_transaction (PdPlatform *platform, PdPlatformMail *mail, GError **error)
{
  g_autoptr (PdRecord) delivery = NULL;
  PdPlatformChange change = { .platform = platform,
                              .tenant = mail->tenant,
                              .now = pd_platform_get_now (platform) };
  gint64 mine = 0;

  if (!pd_platform_sql_get_integer (platform->sql, &mine, error,
                                    "SELECT 1 FROM mail WHERE tenant = ? AND delivery = ?"
                                    " AND state IN ('sending', 'handed_over') AND generation = ?"
                                    " AND attempts = ?",
                                    "ttii", mail->tenant, mail->delivery_id, mail->generation,
                                    mail->attempts) ||
      !pd_platform_read_record (platform, mail->tenant, &pd_delivery_type, mail->delivery_id, &delivery,
                                error))
    return FALSE;
  /* The lease ran out, and it was told what is known. */
  if (mine == 0 || delivery == NULL)
    return TRUE;
  switch (mail->answer->outcome)
    {
    case PD_MAIL_TAKEN:
      return finish_for_good (&change, mail, delivery, PD_DELIVERY_STATE_SENT, error);
    case PD_MAIL_REFUSED:
      return finish_for_good (&change, mail, delivery, PD_DELIVERY_STATE_REFUSED, error);
    case PD_MAIL_UNCERTAIN:
      return finish_for_good (&change, mail, delivery, PD_DELIVERY_STATE_UNCERTAIN, error);
    case PD_MAIL_DEFERRED:
    case PD_MAIL_UNREACHABLE:
    case PD_MAIL_MISCONFIGURED:
    default:
      return finish_deferred (&change, mail, delivery, error);
    }
}

/**
 * pd_platform_finish_mail:
 *
 * Writes down what became of a mail. When that fails the mail stays as it was: the same call again may succeed, and after
 * the process ended it is taken up as any other.
 */
gboolean
pd_platform_finish_mail (PdPlatform *platform, PdPlatformMail *mail, GError **error)
{
  if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) ||
      !pd_platform_sql_end (platform->sql, finish_in_transaction (platform, mail, error), error))
    return FALSE;
  /* Nothing personal: neither an address nor what the server said of it. */
  g_message ("mail=%s delivery=%s code=%d", mail->answer->outcome == PD_MAIL_TAKEN ? "taken" : "not-taken",
             mail->delivery_id, mail->answer->code);
  return TRUE;
}
