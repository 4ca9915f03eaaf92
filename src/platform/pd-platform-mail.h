/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-mail-smtp.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

/* Mails that are on their way at once: of all tenants, and of one. */
#define PD_PLATFORM_MAILS_AT_ONCE 4
#define PD_PLATFORM_MAILS_AT_ONCE_OF_TENANT 2

/**
 * PdPlatformMail: one mail on its way.
 *
 * SMTP cannot say "exactly once": when the answer to a mail's last byte is lost nobody knows whether it was taken. So
 * there are four steps, each on the disk before the next: take (somebody is about to send it), run (the server is spoken
 * to), hand over (the last byte is about to leave), finish (what the server said). A process that was killed before the
 * mail was handed over sends it again; after that it may have arrived, is told so, and only a person sends it again. It
 * has the same Message-ID then, so that a mail system that got it twice shows it once.
 */
typedef struct _PdPlatformMail PdPlatformMail;

gboolean pd_platform_queue_mail (PdPlatformChange *change, PdRecord *delivery, GError **error);
gboolean pd_platform_command_mail (PdPlatformChange *change,
                                   const char *command,
                                   const char *from,
                                   PdRecord *delivery,
                                   GError **error);
gboolean pd_platform_doubt_mails (PdPlatform *platform, GError **error);

gboolean pd_platform_recover_mails (PdPlatform *platform, GError **error);
gboolean pd_platform_next_mail (PdPlatform *platform, gint64 *due, GError **error);
PdPlatformMail *pd_platform_take_mail (PdPlatform *platform, GError **error);
void pd_platform_run_mail (PdPlatformMail *mail,
                           PdMailHandOver hand_over,
                           gpointer data,
                           GCancellable *cancellable);
gboolean pd_platform_hand_over_mail (PdPlatform *platform, const PdPlatformMail *mail, GError **error);
gboolean pd_platform_finish_mail (PdPlatform *platform, PdPlatformMail *mail, GError **error);
void pd_platform_mail_free (PdPlatformMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformMail, pd_platform_mail_free)

PdMailAnswer *
pd_platform_try_mail (PdPlatform *platform, const char *tenant, const char *recipient, GError **error);

/** PdPlatformMailTrial: a mail that only tries a server out, asked for from afar; it is sent at most once. */
typedef struct _PdPlatformMailTrial PdPlatformMailTrial;

gboolean
pd_platform_ask_mail_trial (PdPlatform *platform, const char *tenant, const char *recipient, GError **error);
gboolean
pd_platform_write_mail_trial (PdPlatform *platform, const char *tenant, GString *out, GError **error);
gboolean pd_platform_recover_mail_trials (PdPlatform *platform, GError **error);
gboolean pd_platform_next_mail_trial (PdPlatform *platform, gint64 *due, GError **error);
PdPlatformMailTrial *pd_platform_take_mail_trial (PdPlatform *platform, GError **error);
void pd_platform_run_mail_trial (PdPlatformMailTrial *trial, GCancellable *cancellable);
gboolean pd_platform_finish_mail_trial (PdPlatform *platform, PdPlatformMailTrial *trial, GError **error);
void pd_platform_mail_trial_free (PdPlatformMailTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformMailTrial, pd_platform_mail_trial_free)

G_END_DECLS
