/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-handlers.h"
#include "platform/pd-platform-secrets.h"
#include "wire/pd-wire.h"

/* How it stands, and never the secret. */
static gboolean
answer_settings (PdPlatformCall *call, GError **error)
{
  g_auto (PdPlatformGatewaySettings) settings = { 0 };
  PdGateway *gateway = pd_platform_find_gateway (call->platform, call->session->tenant);
  gboolean found = FALSE;
  GString *out;

  if (!pd_platform_get_gateway_settings (call->platform, call->session->tenant, &settings, &found, error))
    return FALSE;
  out = g_string_new (NULL);
  g_string_append_printf (out, "{\"set_up\":%s", found ? "true" : "false");
  pd_platform_write_text (out, "gateway",
                          found             ? settings.kind
                          : gateway != NULL ? pd_gateway_get_name (gateway)
                                            : NULL);
  if (found)
    {
      pd_platform_write_text (out, "app_key", settings.app_key);
      pd_platform_write_text (out, "clerk", settings.clerk);
      pd_platform_write_text (out, "extension", settings.extension);
      g_string_append_printf (out, ",\"pace\":%" G_GINT64_FORMAT ",\"has_secret\":%s", settings.pace,
                              settings.has_secret ? "true" : "false");
    }
  g_string_append (out, "}\n");
  pd_platform_response_set_json (call->response, 200, g_string_free (out, FALSE));
  return TRUE;
}

/** pd_platform_handle_get_gateway: GET /v1/gateway: the company's connection to a provider. */
gboolean
pd_platform_handle_get_gateway (PdPlatformCall *call, GError **error)
{
  if (!pd_platform_role_may (call->session->role, "get", "gateway"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  return answer_settings (call, error);
}

/* The addresses stay the provider's own: from afar nobody says where the platform connects to. */
static gboolean
read_settings (const PdWireValue *body, PdPlatformGatewaySettings *settings, const char **wrong)
{
  const PdWireValue *pace = pd_wire_value_member (body, "pace");
  const struct
  {
    const char *name;
    char **value;
  } texts[] = { { "gateway", &settings->kind },
                { "app_key", &settings->app_key },
                { "clerk", &settings->clerk },
                { "extension", &settings->extension } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!pd_platform_read_text (body, texts[i].name, texts[i].value))
      {
        *wrong = texts[i].name;
        return FALSE;
      }
  *wrong = "pace";
  return pace == NULL || pd_wire_value_integer (pace, &settings->pace);
}

static gboolean
put_settings (PdPlatformCall *call, const PdWireValue *body, GError **error)
{
  g_auto (PdPlatformGatewaySettings) settings = { 0 };
  g_auto (PdPlatformGatewaySettings) before = { 0 };
  g_autoptr (GError) refusal = NULL;
  PdPlatformSecret *text = NULL;
  const char *wrong = NULL;
  gboolean found = FALSE;

  if (!read_settings (body, &settings, &wrong))
    return pd_platform_response_fail (call->response, 400, "invalid", wrong,
                                      _ ("The value is not in the form that this field has."));
  if (!pd_platform_check_gateway_settings (&settings, &wrong, &refusal))
    return pd_platform_response_fail (call->response, 400, "invalid", wrong, refusal->message);
  if (!pd_platform_read_text (body, "app_secret", &text))
    return pd_platform_response_fail (call->response, 400, "invalid", "app_secret",
                                      _ ("The value is not in the form that this field has."));

  g_autoptr (PdPlatformSecret) secret = text;

  if (!pd_platform_get_gateway_settings (call->platform, call->session->tenant, &before, &found, error))
    return FALSE;
  /* Where whoever runs the platform has it connect to stays as it is. */
  settings.services_url = g_steal_pointer (&before.services_url);
  settings.token_url = g_steal_pointer (&before.token_url);
  return pd_platform_set_gateway_settings (call->platform, call->session->tenant, &settings, secret, error) &&
         answer_settings (call, error);
}

/** pd_platform_handle_put_gateway: PUT /v1/gateway: set up, then tested by the worker: the bureau's record tells how it went. */
gboolean
pd_platform_handle_put_gateway (PdPlatformCall *call, GError **error)
{
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autoptr (PdWireDocument) document = NULL;

  if (!pd_platform_role_may (call->session->role, "put", "gateway"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  document = pd_wire_parse (text, (gssize) size, NULL);
  if (document == NULL || pd_wire_document_root (document)->kind != PD_WIRE_OBJECT)
    return pd_platform_call_fail (call, 400, "malformed", _ ("The body is not a JSON object."));
  return put_settings (call, pd_wire_document_root (document), error);
}

/** pd_platform_handle_delete_gateway: DELETE /v1/gateway: from now on the platform's own, or none; 409 while anything is under way. */
gboolean
pd_platform_handle_delete_gateway (PdPlatformCall *call, GError **error)
{
  g_autoptr (GError) refusal = NULL;

  if (!pd_platform_role_may (call->session->role, "delete", "gateway"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  if (pd_platform_remove_gateway (call->platform, call->session->tenant, &refusal))
    return answer_settings (call, error);
  if (g_error_matches (refusal, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_REFUSED))
    return pd_platform_call_fail (call, 409, "under_way", refusal->message);
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}
