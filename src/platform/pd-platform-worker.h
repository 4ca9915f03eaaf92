/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/** PdPlatformWorker: asks the tax bureau, one question at a time, in a thread. */
typedef struct _PdPlatformWorker PdPlatformWorker;

PdPlatformWorker *pd_platform_worker_new (PdPlatform *platform, GError **error);
void pd_platform_worker_wake (PdPlatformWorker *worker);
void pd_platform_worker_free (PdPlatformWorker *worker);

G_END_DECLS
