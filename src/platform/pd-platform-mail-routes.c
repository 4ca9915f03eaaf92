/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "model/pd-delivery.h"
#include "model/pd-mail-address.h"
#include "platform/pd-platform-handlers.h"
#include "platform/pd-platform-mail-settings.h"
#include "platform/pd-platform-mail.h"
#include "platform/pd-platform-secrets.h"
#include "wire/pd-wire.h"

/* How it stands, and never the password. */
static void
write_settings (GString *out, const PdPlatformMailSettings *settings)
{
  pd_platform_write_text (out, "host", settings->host);
  g_string_append_printf (out, ",\"port\":%u", settings->port);
  pd_platform_write_text (out, "security", pd_mail_security_name (settings->security));
  pd_platform_write_text (out, "sender", settings->sender);
  pd_platform_write_text (out, "sender_name", settings->sender_name);
  pd_platform_write_text (out, "user", settings->user);
  pd_platform_write_text (out, "language", settings->language);
  g_string_append_printf (out, ",\"has_password\":%s", settings->has_password ? "true" : "false");
  if (settings->failures == 0)
    return;
  g_string_append_printf (out, ",\"held_until\":%" G_GINT64_FORMAT, settings->next_at);
  pd_platform_write_text (out, "reason", settings->reason);
}

static gboolean
answer_settings (PdPlatformCall *call, guint status, GError **error)
{
  g_auto (PdPlatformMailSettings) settings = { 0 };
  gboolean found = FALSE;
  gint64 waiting = 0;
  GString *out;

  if (!pd_platform_get_mail_settings (call->platform, call->session->tenant, &settings, &found, error) ||
      !pd_platform_sql_get_integer (call->platform->sql, &waiting, error,
                                    "SELECT count (*) FROM mail WHERE tenant = ? AND state <> 'done'", "t",
                                    call->session->tenant))
    return FALSE;
  out = g_string_new (NULL);
  g_string_append_printf (out, "{\"set_up\":%s,\"waiting\":%" G_GINT64_FORMAT, found ? "true" : "false",
                          waiting);
  if (found)
    write_settings (out, &settings);
  if (!pd_platform_write_mail_trial (call->platform, call->session->tenant, out, error))
    {
      g_string_free (out, TRUE);
      return FALSE;
    }
  g_string_append (out, "}\n");
  pd_platform_response_set_json (call->response, status, g_string_free (out, FALSE));
  return TRUE;
}

/** pd_platform_handle_get_mail: GET /v1/mail: the company's mail server, and whether mail waits for it. */
gboolean
pd_platform_handle_get_mail (PdPlatformCall *call, GError **error)
{
  if (!pd_platform_role_may (call->session->role, "get", "mail"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  return answer_settings (call, 200, error);
}

/* @wrong: (out): the name of what cannot be read */
static gboolean
read_settings (const PdWireValue *body, PdPlatformMailSettings *settings, const char **wrong)
{
  g_autofree char *security = NULL;
  g_autofree char *sender = NULL;
  gint64 port = 0;
  const struct
  {
    const char *name;
    char **value;
  } texts[] = {
    { "host", &settings->host }, { "security", &security },
    { "sender", &sender },       { "sender_name", &settings->sender_name },
    { "user", &settings->user }, { "language", &settings->language },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!pd_platform_read_text (body, texts[i].name, texts[i].value))
      {
        *wrong = texts[i].name;
        return FALSE;
      }
  *wrong = "port";
  if (!pd_wire_value_integer (pd_wire_value_member (body, "port"), &port) || port < 0 || port > G_MAXUINT16)
    return FALSE;
  settings->port = (guint) port;
  settings->sender = pd_mail_address_plain (sender);
  if (settings->language == NULL)
    settings->language = g_strdup (PD_DELIVERY_LANGUAGE_CHINESE);
  *wrong = "security";
  return pd_mail_security_parse (security, &settings->security);
}

static gboolean
put_settings (PdPlatformCall *call, const PdWireValue *body, GError **error)
{
  g_auto (PdPlatformMailSettings) settings = { 0 };
  g_autoptr (PdPlatformSecret) password = NULL;
  g_autoptr (GError) refusal = NULL;
  const char *wrong = NULL;

  if (!read_settings (body, &settings, &wrong))
    return pd_platform_response_fail (call->response, 400, "invalid", wrong,
                                      _ ("The value is not in the form that this field has."));
  if (!pd_platform_check_mail_settings (&settings, PD_PLATFORM_MAIL_ADMINISTRATOR, &wrong, &refusal))
    return pd_platform_response_fail (call->response, 400, "invalid", wrong, refusal->message);
  if (!pd_platform_read_text (body, "password", &password))
    return pd_platform_response_fail (call->response, 400, "invalid", "password",
                                      _ ("The value is not in the form that this field has."));
  return pd_platform_set_mail_settings (call->platform, call->session->tenant, &settings, password, error) &&
         answer_settings (call, 200, error);
}

/** pd_platform_handle_put_mail: PUT /v1/mail: without a password the one that there is stays with its server. */
gboolean
pd_platform_handle_put_mail (PdPlatformCall *call, GError **error)
{
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autoptr (PdWireDocument) document = NULL;

  if (!pd_platform_role_may (call->session->role, "put", "mail"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  document = pd_wire_parse (text, (gssize) size, NULL);
  if (document == NULL || pd_wire_document_root (document)->kind != PD_WIRE_OBJECT)
    return pd_platform_call_fail (call, 400, "malformed", _ ("The body is not a JSON object."));
  return put_settings (call, pd_wire_document_root (document), error);
}

static gboolean
test_mail (PdPlatformCall *call, const PdWireValue *body, GError **error)
{
  g_autofree char *typed = NULL;
  g_autofree char *recipient = NULL;
  g_autoptr (GError) refusal = NULL;

  if (!pd_platform_read_text (body, "recipient", &typed))
    return pd_platform_response_fail (call->response, 400, "invalid", "recipient",
                                      _ ("The value is not in the form that this field has."));
  recipient = pd_mail_address_plain (typed);
  if (pd_platform_ask_mail_trial (call->platform, call->session->tenant, recipient, &refusal))
    return answer_settings (call, 202, error);
  if (g_error_matches (refusal, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID))
    return pd_platform_response_fail (call->response, 400, "invalid", "recipient", refusal->message);
  if (g_error_matches (refusal, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_REFUSED))
    return pd_platform_call_fail (call, 409, "under_way", refusal->message);
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

/** pd_platform_handle_test_mail: POST /v1/mail/test: a mail to one address; GET /v1/mail tells how it went. */
gboolean
pd_platform_handle_test_mail (PdPlatformCall *call, GError **error)
{
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autoptr (PdWireDocument) document = NULL;

  if (!pd_platform_role_may (call->session->role, "put", "mail"))
    return pd_platform_call_fail (call, 403, "forbidden", _ ("Your role does not allow this."));
  document = pd_wire_parse (text, (gssize) size, NULL);
  if (document == NULL || pd_wire_document_root (document)->kind != PD_WIRE_OBJECT)
    return pd_platform_call_fail (call, 400, "malformed", _ ("The body is not a JSON object."));
  return test_mail (call, pd_wire_document_root (document), error);
}
