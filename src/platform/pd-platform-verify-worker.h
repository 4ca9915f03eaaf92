/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/** PdPlatformVerifyWorker: asks the tax bureau about invoices, some at a time, each in a thread. */
typedef struct _PdPlatformVerifyWorker PdPlatformVerifyWorker;

PdPlatformVerifyWorker *pd_platform_verify_worker_new (PdPlatform *platform, GError **error);
void pd_platform_verify_worker_wake (PdPlatformVerifyWorker *worker);
void pd_platform_verify_worker_free (PdPlatformVerifyWorker *worker);

G_END_DECLS
