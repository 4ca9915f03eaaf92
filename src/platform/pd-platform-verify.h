/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

/* Questions that are under way at once. */
#define PD_PLATFORM_QUESTIONS_AT_ONCE 2

/**
 * PdPlatformQuestion: one invoice that the tax bureau is being asked about.
 *
 * Three steps: take (it is written down that somebody asks), run (the provider is asked, in any thread), finish (what it
 * said). A process that was killed in between asks again: a question changes nothing, and the five that the bureau allows
 * in a day are counted on the disk before each leaves, see pd_jumdata_verify().
 */
typedef struct _PdPlatformQuestion PdPlatformQuestion;

gboolean pd_platform_queue_verification (PdPlatformChange *change, PdRecord *record, GError **error);
gboolean pd_platform_verify_again (PdPlatformChange *change, PdRecord *record, GError **error);
void pd_platform_doubt_verification (PdRecord *version);

gboolean pd_platform_recover_verifications (PdPlatform *platform, GError **error);
gboolean pd_platform_next_verification (PdPlatform *platform, gint64 *due, GError **error);
PdPlatformQuestion *pd_platform_take_verification (PdPlatform *platform, GError **error);
void pd_platform_run_verification (PdPlatformQuestion *question, GCancellable *cancellable);
gboolean pd_platform_finish_verification (PdPlatform *platform, PdPlatformQuestion *question, GError **error);
void pd_platform_question_free (PdPlatformQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformQuestion, pd_platform_question_free)

G_END_DECLS
