/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-sandbox.h"
#include "platform/pd-platform.h"

G_BEGIN_DECLS

/** PdPlatformThread: a whole training platform over HTTPS inside this process, for tests and demonstrations. */
typedef struct _PdPlatformThread PdPlatformThread;

/** PdPlatformThreadOptions: zero everywhere is right for most tests. */
typedef struct
{
  guint16 port;              /* 0: a free one */
  gint64 bureau_delay;       /* microseconds */
  guint password_iterations; /* for tests: 0 for the real cost */
  gint64 heartbeat;          /* microseconds, of event streams; 0: the usual */
} PdPlatformThreadOptions;

typedef void (*PdPlatformThreadFunc) (PdPlatform *platform, gpointer data);

PdPlatformThread *
pd_platform_thread_start (const char *data_dir, const PdPlatformThreadOptions *options, GError **error);
void pd_platform_thread_stop (PdPlatformThread *thread);
const char *pd_platform_thread_get_uri (const PdPlatformThread *thread);
const char *pd_platform_thread_get_certificate_file (const PdPlatformThread *thread);
char *pd_platform_thread_get_password (const PdPlatformThread *thread, const char *user, GError **error);
PdGateway *pd_platform_thread_get_bureau (const PdPlatformThread *thread);
void pd_platform_thread_lose_answers (PdPlatformThread *thread, const char *path, guint times);
void pd_platform_thread_call (PdPlatformThread *thread, PdPlatformThreadFunc func, gpointer data);

G_END_DECLS
