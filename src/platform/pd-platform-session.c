/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-handlers.h"
#include "wire/pd-wire.h"

#define MAX_TEXT 256

/* A text of the body: NULL when it is missing, not a text, or too long. */
static const char *
get_text (const PdWireValue *object, const char *name)
{
  const char *text = pd_wire_value_text (pd_wire_value_member (object, name));

  return text != NULL && *text != '\0' && strlen (text) <= MAX_TEXT ? text : NULL;
}

static void
write_member (GString *out, const char *name, const char *value)
{
  pd_wire_write_string (out, name);
  g_string_append_c (out, ':');
  pd_wire_write_string (out, value);
}

static char *
session_to_text (const PdPlatformSession *session, const char *token, gint64 expires_at)
{
  GString *out = g_string_new ("{");

  write_member (out, "token", token);
  g_string_append_printf (out, ",\"expires_at\":%" G_GINT64_FORMAT ",\"user\":{", expires_at);
  write_member (out, "id", session->user);
  g_string_append_c (out, ',');
  write_member (out, "name", session->user_name);
  g_string_append_c (out, ',');
  write_member (out, "role", pd_platform_role_name (session->role));
  g_string_append (out, "},\"tenant\":{");
  write_member (out, "id", session->tenant);
  g_string_append_c (out, ',');
  write_member (out, "name", session->tenant_name);
  g_string_append (out, "}}\n");
  return g_string_free (out, FALSE);
}

static gboolean
answer_sign_in (PdPlatformCall *call, const PdWireValue *body, GError **error)
{
  const char *user = get_text (body, "user");
  const char *password = get_text (body, "password");
  g_autoptr (PdPlatformSession) session = NULL;
  gint64 expires_at = 0;

  if (user == NULL || password == NULL)
    return pd_platform_response_fail (call->response, 400, "invalid", user == NULL ? "user" : "password",
                                      _ ("A user and a password are needed."));

  PdPlatformSignIn outcome =
      pd_platform_sign_in (call->platform, get_text (body, "tenant"), user, password, call->request->peer,
                           &session, &call->response->retry_after, error);

  if (outcome == PD_PLATFORM_SIGN_IN_FAILED)
    return FALSE;
  if (outcome == PD_PLATFORM_SIGN_IN_TOO_OFTEN)
    return pd_platform_call_fail (call, 429, "too_often",
                                  _ ("The password was wrong too often. Wait, then try again."));
  if (outcome == PD_PLATFORM_SIGN_IN_WRONG)
    return pd_platform_call_fail (call, 401, "wrong_password", _ ("The user or the password is wrong."));

  g_autofree char *token =
      pd_platform_issue_token (call->platform, session, get_text (body, "device"), &expires_at, error);

  if (token == NULL)
    return FALSE;
  pd_platform_response_set_json (call->response, 200, session_to_text (session, token, expires_at));
  return TRUE;
}

/** pd_platform_handle_sign_in: POST /v1/session */
gboolean
pd_platform_handle_sign_in (PdPlatformCall *call, GError **error)
{
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autoptr (PdWireDocument) document = pd_wire_parse (text, (gssize) size, NULL);

  if (document == NULL || pd_wire_document_root (document)->kind != PD_WIRE_OBJECT)
    return pd_platform_call_fail (call, 400, "malformed", _ ("The body is not a JSON object."));
  return answer_sign_in (call, pd_wire_document_root (document), error);
}

/** pd_platform_handle_sign_out: DELETE /v1/session: the token ends now. */
gboolean
pd_platform_handle_sign_out (PdPlatformCall *call, GError **error)
{
  if (!pd_platform_revoke_token (call->platform, call->session, error))
    return FALSE;
  pd_platform_response_set_bytes (call->response, 204, NULL, NULL);
  return TRUE;
}
