/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-works.h"

#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-mail.h"
#include "platform/pd-platform-submissions.h"
#include "platform/pd-platform-verify.h"

/* Calls of providers under way together, over all companies; the provider's own limit counts for each of them. */
#define CALLS_AT_ONCE 64

/* --- the tax bureau, through its providers */

static gboolean
recover_bureau (PdPlatform *platform, GError **error)
{
  return pd_platform_recover_submissions (platform, error) &&
         pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, pd_platform_ensure_bureaus (platform, error), error);
}

static gpointer
take_submission (PdPlatform *platform, GError **error)
{
  return pd_platform_take_submission (platform, error);
}

static void
run_submission (gpointer job, PdPlatformWorker *worker, GCancellable *cancellable)
{
  pd_platform_run_submission (job, cancellable);
}

static gboolean
finish_submission (PdPlatform *platform, gpointer job, GError **error)
{
  return pd_platform_finish_submission (platform, job, error);
}

static void
free_submission (gpointer job)
{
  pd_platform_submission_free (job);
}

/** pd_platform_bureau_work: what providers are asked. */
const PdPlatformWork pd_platform_bureau_work = {
  .word = "submission",
  .at_once = CALLS_AT_ONCE,
  .recover = recover_bureau,
  .next = pd_platform_next_submission,
  .take = take_submission,
  .run = run_submission,
  .finish = finish_submission,
  .free = free_submission,
};

/* --- mail */

/** HandOver: a mail whose last byte is about to leave. */
typedef struct
{
  PdPlatformWorker *worker;
  PdPlatformMail *mail;
} HandOver;

static gpointer
take_mail (PdPlatform *platform, GError **error)
{
  return pd_platform_take_mail (platform, error);
}

static gboolean
hand_over (PdPlatform *platform, gpointer mail)
{
  g_autoptr (GError) error = NULL;
  gboolean may = pd_platform_hand_over_mail (platform, mail, &error);

  if (error != NULL)
    g_message ("mail=not-handed-over reason=%s", error->message);
  return may;
}

static gboolean
may_hand_over (gpointer data)
{
  HandOver *over = data;

  return pd_platform_worker_ask (over->worker, hand_over, over->mail);
}

static void
run_mail (gpointer job, PdPlatformWorker *worker, GCancellable *cancellable)
{
  HandOver over = { worker, job };

  pd_platform_run_mail (job, may_hand_over, &over, cancellable);
}

static gboolean
finish_mail (PdPlatform *platform, gpointer job, GError **error)
{
  return pd_platform_finish_mail (platform, job, error);
}

static void
free_mail (gpointer job)
{
  pd_platform_mail_free (job);
}

/** pd_platform_mail_work: the mail that waits. */
const PdPlatformWork pd_platform_mail_work = {
  .word = "mail",
  .at_once = PD_PLATFORM_MAILS_AT_ONCE,
  .recover = pd_platform_recover_mails,
  .next = pd_platform_next_mail,
  .take = take_mail,
  .run = run_mail,
  .finish = finish_mail,
  .free = free_mail,
};

/* --- mails that only try a server out */

static gpointer
take_trial (PdPlatform *platform, GError **error)
{
  return pd_platform_take_mail_trial (platform, error);
}

static void
run_trial (gpointer job, PdPlatformWorker *worker, GCancellable *cancellable)
{
  pd_platform_run_mail_trial (job, cancellable);
}

static gboolean
finish_trial (PdPlatform *platform, gpointer job, GError **error)
{
  return pd_platform_finish_mail_trial (platform, job, error);
}

static void
free_trial (gpointer job)
{
  pd_platform_mail_trial_free (job);
}

/** pd_platform_trial_work: the test mails that administrators ask for. */
const PdPlatformWork pd_platform_trial_work = {
  .word = "mail-trial",
  .at_once = 1,
  .recover = pd_platform_recover_mail_trials,
  .next = pd_platform_next_mail_trial,
  .take = take_trial,
  .run = run_trial,
  .finish = finish_trial,
  .free = free_trial,
};

/* --- whether invoices are genuine */

static gpointer
take_verification (PdPlatform *platform, GError **error)
{
  return pd_platform_take_verification (platform, error);
}

static void
run_verification (gpointer job, PdPlatformWorker *worker, GCancellable *cancellable)
{
  pd_platform_run_verification (job, cancellable);
}

static gboolean
finish_verification (PdPlatform *platform, gpointer job, GError **error)
{
  return pd_platform_finish_verification (platform, job, error);
}

static void
free_question (gpointer job)
{
  pd_platform_question_free (job);
}

/** pd_platform_verify_work: what the tax bureau is asked about invoices of others. */
const PdPlatformWork pd_platform_verify_work = {
  .word = "verification",
  .at_once = PD_PLATFORM_QUESTIONS_AT_ONCE,
  .recover = pd_platform_recover_verifications,
  .next = pd_platform_next_verification,
  .take = take_verification,
  .run = run_verification,
  .finish = finish_verification,
  .free = free_question,
};
