/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-handlers.h"
#include "platform/pd-platform-secrets.h"
#include "platform/pd-platform-verify-settings.h"
#include "wire/pd-wire.h"

/* How it stands, and never the secret. */
static gboolean
answer_settings (PdPlatformCall *call, GError **error)
{
  g_auto (PdPlatformVerifySettings) settings = { 0 };
  gboolean found = FALSE;
  gint64 waiting = 0;
  GString *out;

  if (!pd_platform_get_verify_settings (call->platform, call->session->tenant, &settings, &found, error) ||
      !pd_platform_sql_get_integer (call->platform->sql, &waiting, error,
                                    "SELECT count (*) FROM verification WHERE tenant = ? AND state <> 'done'",
                                    "t", call->session->tenant))
    return FALSE;
  out = g_string_new (NULL);
  g_string_append_printf (out, "{\"set_up\":%s,\"waiting\":%" G_GINT64_FORMAT, found ? "true" : "false",
                          waiting);
  if (found)
    {
      pd_platform_write_text (out, "app_id", settings.app_id);
      pd_platform_write_text (out, "url", settings.url);
      g_string_append_printf (out, ",\"has_secret\":%s", settings.has_secret ? "true" : "false");
    }
  if (settings.failures > 0)
    {
      g_string_append_printf (out, ",\"held_until\":%" G_GINT64_FORMAT, settings.next_at);
      pd_platform_write_text (out, "reason", settings.reason);
    }
  g_string_append (out, "}\n");
  pd_platform_response_set_json (call->response, 200, g_string_free (out, FALSE));
  return TRUE;
}

/** pd_platform_handle_get_verify: GET /v1/verify: the company's connection for verification, and whether anything waits. */
gboolean
pd_platform_handle_get_verify (PdPlatformCall *call, GError **error)
{
  if (!pd_platform_role_may (call->session->role, "get", "verify"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  return answer_settings (call, error);
}

static gboolean
put_settings (PdPlatformCall *call, const PdWireValue *body, GError **error)
{
  g_auto (PdPlatformVerifySettings) settings = { 0 };
  PdPlatformSecret *text = NULL;
  g_autoptr (GError) refusal = NULL;
  const char *wrong = "app_id";

  if (!pd_platform_read_text (body, "app_id", &settings.app_id))
    return pd_platform_response_fail (call->response, 400, "invalid", wrong,
                                      _ ("The value is not in the form that this field has."));
  if (!pd_platform_check_verify_settings (&settings, &wrong, &refusal))
    return pd_platform_response_fail (call->response, 400, "invalid", wrong, refusal->message);
  if (!pd_platform_read_text (body, "secret", &text))
    return pd_platform_response_fail (call->response, 400, "invalid", "secret",
                                      _ ("The value is not in the form that this field has."));

  g_autoptr (PdPlatformSecret) secret = text;

  return pd_platform_set_verify_settings (call->platform, call->session->tenant, &settings, secret, error) &&
         answer_settings (call, error);
}

/**
 * pd_platform_handle_put_verify:
 *
 * PUT /v1/verify: without a secret the one that there is stays with its application. Where the provider is asked is not for
 * a tenant to say: the platform would carry bytes to wherever its own network reaches.
 */
gboolean
pd_platform_handle_put_verify (PdPlatformCall *call, GError **error)
{
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autoptr (PdWireDocument) document = NULL;

  if (!pd_platform_role_may (call->session->role, "put", "verify"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  document = pd_wire_parse (text, (gssize) size, NULL);
  if (document == NULL || pd_wire_document_root (document)->kind != PD_WIRE_OBJECT)
    return pd_platform_call_fail (call, 400, "malformed", _ ("The body is not a JSON object."));
  return put_settings (call, pd_wire_document_root (document), error);
}
