/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"
#include "wire/pd-wire-document.h"

G_BEGIN_DECLS

/** PdPlatformCall: one request on its way through a handler. */
typedef struct
{
  PdPlatform *platform;
  const PdPlatformRequest *request;
  const PdPlatformSession *session; /* (nullable) NULL on routes that are open */
  const char *argument;             /* (nullable) what stood for {…} in the path */
  PdPlatformResponse *response;
} PdPlatformCall;

/* A handler answers every request that can be answered, good or bad, and returns TRUE; it returns FALSE with an
 * error only when the platform itself failed, which becomes a 500 or 503. */
typedef gboolean (*PdPlatformHandler) (PdPlatformCall *call, GError **error);

gboolean pd_platform_handle_sign_in (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_sign_out (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_push (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_changes (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_digest (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_bucket (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_records (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_summary (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_events (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_find (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_lost (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_get_file (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_put_file (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_head_blob (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_get_blob (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_patch_blob (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_get_mail (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_put_mail (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_get_gateway (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_put_gateway (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_delete_gateway (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_test_mail (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_get_verify (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_put_verify (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_intake (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_tracking (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_health (PdPlatformCall *call, GError **error);
gboolean pd_platform_handle_metrics (PdPlatformCall *call, GError **error);

gboolean pd_platform_call_fail (PdPlatformCall *call, guint status, const char *code, const char *message);
gboolean pd_platform_intake_answer_problems (PdPlatformCall *call, GPtrArray *problems);
void pd_platform_write_text (GString *out, const char *name, const char *value);
gboolean pd_platform_read_text (const PdWireValue *body, const char *name, char **value);

G_END_DECLS
