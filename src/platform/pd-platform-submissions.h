/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/**
 * PdPlatformSubmission: one call of a provider: something sent, a question of up to so many keys, files, a session,
 * the quota.
 *
 * Three steps, so that a server calls in threads, a simulator on its own clock, and a process killed between any two
 * goes on where it was: take (the intent is on the disk), run (the provider is called), finish (the answer is on the
 * disk). Several may be under way together, up to what the provider allows.
 */
typedef struct _PdPlatformSubmission PdPlatformSubmission;

gboolean pd_platform_recover_submissions (PdPlatform *platform, GError **error);
gboolean pd_platform_next_submission (PdPlatform *platform, gint64 *due, GError **error);
PdPlatformSubmission *pd_platform_take_submission (PdPlatform *platform, GError **error);
void pd_platform_run_submission (PdPlatformSubmission *submission, GCancellable *cancellable);
gboolean
pd_platform_finish_submission (PdPlatform *platform, PdPlatformSubmission *submission, GError **error);
void pd_platform_submission_free (PdPlatformSubmission *submission);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformSubmission, pd_platform_submission_free)

G_END_DECLS
