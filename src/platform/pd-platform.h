/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-http.h"
#include "gateway/pd-gateway.h"
#include "platform/pd-platform-mail-smtp.h"
#include "platform/pd-platform-request.h"
#include "platform/pd-platform-sql.h"

G_BEGIN_DECLS

/** PdPlatform: one folder of tenants with its rules; knows nothing of HTTP. One thread at a time. */
typedef struct _PdPlatform PdPlatform;

/** PdPlatformOptions: what a simulator or a test replaces; zero everywhere is a real installation. */
typedef struct
{
  gint64 (*now) (gpointer data);                             /* (nullable) microseconds, UTC */
  void (*random) (gpointer data, guint8 *bytes, gsize size); /* (nullable) for tokens, salts and epochs */
  gpointer data;
  guint password_iterations;      /* for tests only: 0 for the real cost */
  gint64 blob_quota;              /* bytes of attachments a tenant; 0 for what is usual */
  guint find_limit;               /* how many records GET /v1/sync/find looks at; 0 for what is usual */
  guint bin_days;                 /* how long the bin keeps what was deleted; 0 for what is usual */
  PdMailTransport mail_transport; /* (nullable) how mail leaves; NULL: by SMTP */
  gpointer mail_transport_data;
  PdGatewayTransport verify_transport; /* how verifications leave; zero: by HTTPS */
  PdGateway *gateway;                  /* (nullable) the tax bureau; NULL: invoices stay queued */
} PdPlatformOptions;

PdPlatform *pd_platform_new (const char *data_dir, GError **error);
PdPlatform *
pd_platform_new_with_options (const char *data_dir, const PdPlatformOptions *options, GError **error);
void pd_platform_free (PdPlatform *platform);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatform, pd_platform_free)

/** PdPlatformWatch: something was written for a tenant, in a transaction that may yet be rolled back. */
typedef void (*PdPlatformWatch) (const char *tenant, gpointer data);

void pd_platform_watch (PdPlatform *platform, PdPlatformWatch watch, gpointer data);
PdPlatformResponse *pd_platform_handle (PdPlatform *platform, const PdPlatformRequest *request);
const char *pd_platform_get_data_dir (const PdPlatform *platform);
gint64 pd_platform_get_now (PdPlatform *platform);
gboolean pd_platform_start_new_history (PdPlatform *platform, GError **error);

G_END_DECLS
