/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail.h"

#include <glib/gi18n-lib.h>

#include "model/pd-mail-address.h"
#include "platform/pd-platform-handlers.h"
#include "platform/pd-platform-mail-message.h"
#include "platform/pd-platform-mail-settings.h"

/* Longer than a mail takes with all its time limits: who asks again after that is not refused. */
#define PATIENCE (20 * G_TIME_SPAN_MINUTE)

/* What is told of a trial: pd-sync-mail.h has the same words. */
#define PENDING "pending"
#define WORKS "works"
#define FAILS "fails"
#define UNREACHED "unreached"

struct _PdPlatformMailTrial
{
  char *tenant;
  char *recipient;
  gint64 asked_at;
  PdPlatformMailSettings settings;
  PdMailServer server;
  GBytes *message; /* (owned) (nullable) NULL: it cannot be tried */
  PdMailTransport transport;
  gpointer transport_data;
  PdMailAnswer *answer; /* (owned) (nullable) NULL until it ran */
};

void
pd_platform_mail_trial_free (PdPlatformMailTrial *trial)
{
  g_free (trial->tenant);
  g_free (trial->recipient);
  pd_platform_mail_settings_clear (&trial->settings);
  pd_mail_server_clear (&trial->server);
  g_clear_pointer (&trial->message, g_bytes_unref);
  g_clear_pointer (&trial->answer, pd_mail_answer_free);
  g_free (trial);
}

static gboolean
hand_over_trial (gpointer data)
{
  return TRUE;
}

static gboolean
check_recipient (const char *recipient, GError **error)
{
  g_autofree char *address = recipient != NULL ? pd_mail_ascii_address (recipient) : NULL;

  if (address != NULL && pd_mail_address_is_valid (recipient))
    return TRUE;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID,
                       _ ("This is not a mail address. One looks like name@example.com."));
  return FALSE;
}

static gboolean
read_settings (PdPlatform *platform, const char *tenant, PdPlatformMailSettings *settings, GError **error)
{
  gboolean found = FALSE;

  if (!pd_platform_get_mail_settings (platform, tenant, settings, &found, error))
    return FALSE;
  if (found)
    return TRUE;
  g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_REFUSED,
                       _ ("No mail server has been set up."));
  return FALSE;
}

/* All that is needed to send it from any thread. */
static gboolean
prepare (PdPlatform *platform, PdPlatformMailTrial *trial, GError **error)
{
  g_autofree char *id = pd_platform_new_id (platform);
  g_autofree char *message_id = g_strdup_printf ("%s@piaodan.invalid", id);

  if (!check_recipient (trial->recipient, error) ||
      !read_settings (platform, trial->tenant, &trial->settings, error) ||
      !pd_platform_mail_server (platform, trial->tenant, &trial->settings, &trial->server, error))
    return FALSE;

  PdMailContent content = { .sender = trial->settings.sender,
                            .sender_name = trial->settings.sender_name,
                            .recipient = trial->recipient,
                            .language = trial->settings.language,
                            .message_id = message_id,
                            .time = pd_platform_get_now (platform) };

  trial->message = pd_mail_message_new (&content);
  trial->transport = platform->mail_transport != NULL ? platform->mail_transport : pd_mail_send_by_smtp;
  trial->transport_data = platform->mail_transport_data;
  return TRUE;
}

/** pd_platform_run_mail_trial: speaks to the mail server. Any thread; touches nothing but the trial. */
void
pd_platform_run_mail_trial (PdPlatformMailTrial *trial, GCancellable *cancellable)
{
  g_autofree char *sender = pd_mail_ascii_address (trial->settings.sender);
  g_autofree char *recipient = pd_mail_ascii_address (trial->recipient);
  const char *recipients[] = { recipient, NULL };
  PdMailJob job = { .server = &trial->server,
                    .sender = sender != NULL ? sender : trial->settings.sender,
                    .recipients = recipients,
                    .message = trial->message,
                    .hand_over = hand_over_trial };

  trial->answer = trial->transport (&job, cancellable, trial->transport_data);
}

/**
 * pd_platform_try_mail:
 * @recipient: an address
 *
 * Sends a mail that only tries the tenant's settings out, now, and waits for the answer; it is in no outbox.
 *
 * Returns: (transfer full) (nullable): what became of it; %NULL with an error when there are no settings
 */
PdMailAnswer *
pd_platform_try_mail (PdPlatform *platform, const char *tenant, const char *recipient, GError **error)
{
  g_autoptr (PdPlatformMailTrial) trial = g_new0 (PdPlatformMailTrial, 1);

  trial->tenant = g_strdup (tenant);
  trial->recipient = g_strdup (recipient);
  if (!prepare (platform, trial, error))
    return NULL;
  pd_platform_run_mail_trial (trial, NULL);
  return g_steal_pointer (&trial->answer);
}

/* --- asked for from afar */

/**
 * pd_platform_ask_mail_trial:
 * @recipient: an address
 * @error: return location; %PD_PLATFORM_ERROR_REFUSED without a server, or while another one is on its way
 *
 * Has the worker send a mail that only tries the tenant's settings out.
 */
gboolean
pd_platform_ask_mail_trial (PdPlatform *platform, const char *tenant, const char *recipient, GError **error)
{
  g_auto (PdPlatformMailSettings) settings = { 0 };
  gint64 now = pd_platform_get_now (platform);
  gint64 open = 0;

  if (!check_recipient (recipient, error) || !read_settings (platform, tenant, &settings, error) ||
      !pd_platform_sql_get_integer (platform->sql, &open, error,
                                    "SELECT 1 FROM mail_trial WHERE tenant = ?1 AND state <> 'done'"
                                    " AND asked_at BETWEEN ?2 AND ?3",
                                    "tii", tenant, now - PATIENCE, now))
    return FALSE;
  if (open != 0)
    {
      g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_REFUSED,
                           _ ("A test mail is on its way already."));
      return FALSE;
    }
  return pd_platform_sql_run (
      platform->sql, error,
      "INSERT OR REPLACE INTO mail_trial (tenant, recipient, state, asked_at) VALUES (?, ?, 'waiting', ?)",
      "tti", tenant, recipient, now);
}

/** pd_platform_write_mail_trial: appends the member "trial" to @out when there was one. */
gboolean
pd_platform_write_mail_trial (PdPlatform *platform, const char *tenant, GString *out, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT recipient, coalesce (result, ?), asked_at, coalesce (tried_at, 0), reason"
      " FROM mail_trial WHERE tenant = ?",
      "tt", PENDING, tenant);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  g_string_append_printf (out, ",\"trial\":{\"asked_at\":%" G_GINT64_FORMAT,
                          pd_platform_rows_integer (rows, 2));
  pd_platform_write_text (out, "recipient", pd_platform_rows_text (rows, 0));
  pd_platform_write_text (out, "result", pd_platform_rows_text (rows, 1));
  if (pd_platform_rows_integer (rows, 3) > 0)
    g_string_append_printf (out, ",\"at\":%" G_GINT64_FORMAT, pd_platform_rows_integer (rows, 3));
  pd_platform_write_text (out, "reason", pd_platform_rows_text (rows, 4));
  g_string_append_c (out, '}');
  return TRUE;
}

/** pd_platform_recover_mail_trials: once when the program starts: nobody knows of what was on its way. */
gboolean
pd_platform_recover_mail_trials (PdPlatform *platform, GError **error)
{
  return pd_platform_sql_run (
      platform->sql, error,
      "UPDATE mail_trial SET state = 'done', result = ?, tried_at = ?, reason = ? WHERE state = 'sending'",
      "tit", UNREACHED, pd_platform_get_now (platform),
      _ ("The platform was stopped while the test mail was on its way. Try again."));
}

static gboolean
write_result (PdPlatform *platform,
              const PdPlatformMailTrial *trial,
              const char *result,
              const char *reason,
              GError **error)
{
  g_autofree char *valid = reason != NULL ? g_utf8_make_valid (reason, -1) : NULL;

  return pd_platform_sql_run (platform->sql, error,
                              "UPDATE mail_trial SET state = 'done', result = ?, tried_at = ?, reason = ?"
                              " WHERE tenant = ? AND asked_at = ? AND state <> 'done'",
                              "titti", result, pd_platform_get_now (platform), valid, trial->tenant,
                              trial->asked_at);
}

/** pd_platform_next_mail_trial: @due: (out): 0: at once; %G_MAXINT64 when none waits */
gboolean
pd_platform_next_mail_trial (PdPlatform *platform, gint64 *due, GError **error)
{
  *due = G_MAXINT64;
  return pd_platform_sql_get_integer (platform->sql, due, error,
                                      "SELECT 0 FROM mail_trial WHERE state = 'waiting' LIMIT 1", "");
}

static gboolean
find_waiting (PdPlatform *platform, PdPlatformMailTrial *trial, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT tenant, recipient, asked_at FROM mail_trial WHERE state = 'waiting'"
                             " ORDER BY asked_at LIMIT 1",
                             "");
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step != PD_PLATFORM_STEP_ROW)
    return FALSE;
  trial->tenant = g_strdup (pd_platform_rows_text (rows, 0));
  trial->recipient = g_strdup (pd_platform_rows_text (rows, 1));
  trial->asked_at = pd_platform_rows_integer (rows, 2);
  return TRUE;
}

/**
 * pd_platform_take_mail_trial:
 *
 * Takes the one that waits longest, and writes down that it is on its way; what cannot be tried says so.
 *
 * Returns: (transfer full) (nullable): NULL without an error when none can go
 */
PdPlatformMailTrial *
pd_platform_take_mail_trial (PdPlatform *platform, GError **error)
{
  g_autoptr (PdPlatformMailTrial) trial = g_new0 (PdPlatformMailTrial, 1);
  g_autoptr (GError) lack = NULL;

  if (!find_waiting (platform, trial, error))
    return NULL;
  if (!prepare (platform, trial, &lack))
    {
      if (write_result (platform, trial, FAILS, lack->message, error))
        g_message ("mail-trial=%s reason=settings", FAILS);
      return NULL;
    }
  return pd_platform_sql_run (platform->sql, error,
                              "UPDATE mail_trial SET state = 'sending' WHERE tenant = ? AND asked_at = ?",
                              "ti", trial->tenant, trial->asked_at)
             ? g_steal_pointer (&trial)
             : NULL;
}

static const char *
result_of (PdMailOutcome outcome)
{
  switch (outcome)
    {
    case PD_MAIL_TAKEN:
      return WORKS;
    case PD_MAIL_REFUSED:
    case PD_MAIL_MISCONFIGURED:
      return FAILS;
    case PD_MAIL_DEFERRED:
    case PD_MAIL_UNREACHABLE:
    case PD_MAIL_UNCERTAIN:
    default:
      return UNREACHED;
    }
}

/** pd_platform_finish_mail_trial: writes down how it went; a server that takes mail again gets what waited for it. */
gboolean
pd_platform_finish_mail_trial (PdPlatform *platform, PdPlatformMailTrial *trial, GError **error)
{
  const char *result = result_of (trial->answer->outcome);

  if (!write_result (platform, trial, result, trial->answer->reason, error) ||
      (trial->answer->outcome == PD_MAIL_TAKEN &&
       !pd_platform_sql_run (platform->sql, error,
                             "UPDATE mail_server SET failures = 0, next_at = 0, reason = NULL"
                             " WHERE tenant = ? AND changed_at = ? AND failures > 0",
                             "ti", trial->tenant, trial->settings.changed_at)))
    return FALSE;
  g_message ("mail-trial=%s code=%d", result, trial->answer->code);
  return TRUE;
}
