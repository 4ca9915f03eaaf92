/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/** PdPlatformMailWorker: sends the mail that waits, some at a time, each in a thread. */
typedef struct _PdPlatformMailWorker PdPlatformMailWorker;

PdPlatformMailWorker *pd_platform_mail_worker_new (PdPlatform *platform, GError **error);
void pd_platform_mail_worker_wake (PdPlatformMailWorker *worker);
void pd_platform_mail_worker_free (PdPlatformMailWorker *worker);

G_END_DECLS
