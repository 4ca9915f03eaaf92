/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-request.h"

#include "wire/pd-wire.h"

/**
 * pd_platform_request_new:
 * @method: "GET" …
 * @target: path and query as in a request line
 *
 * Returns: (transfer full): a request without a body; a target that cannot be decoded gets an empty path, which
 *   no route has
 */
PdPlatformRequest *
pd_platform_request_new (const char *method, const char *target)
{
  PdPlatformRequest *request = g_new0 (PdPlatformRequest, 1);
  const char *mark = strchr (target, '?');
  g_autofree char *path = mark != NULL ? g_strndup (target, (gsize) (mark - target)) : g_strdup (target);

  request->method = g_strdup (method);
  request->path = g_uri_unescape_string (path, NULL);
  if (request->path == NULL)
    request->path = g_strdup ("");
  if (mark != NULL)
    request->query = g_uri_parse_params (mark + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  return request;
}

void
pd_platform_request_free (PdPlatformRequest *request)
{
  g_free (request->method);
  g_free (request->path);
  g_clear_pointer (&request->query, g_hash_table_unref);
  g_free (request->authorization);
  g_free (request->content_type);
  g_free (request->range);
  g_free (request->content_encoding);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request->peer);
  g_free (request);
}

/** pd_platform_request_with_body: @body: (transfer full). Returns: (transfer full): the same, with another body that is not encoded */
PdPlatformRequest *
pd_platform_request_with_body (const PdPlatformRequest *request, GBytes *body)
{
  PdPlatformRequest *copy = g_new0 (PdPlatformRequest, 1);

  copy->method = g_strdup (request->method);
  copy->path = g_strdup (request->path);
  copy->query = request->query != NULL ? g_hash_table_ref (request->query) : NULL;
  copy->authorization = g_strdup (request->authorization);
  copy->content_type = g_strdup (request->content_type);
  copy->range = g_strdup (request->range);
  copy->body = body;
  copy->peer = g_strdup (request->peer);
  copy->is_loopback = request->is_loopback;
  return copy;
}

void
pd_platform_request_set_body (PdPlatformRequest *request, const char *content_type, const char *text)
{
  g_free (request->content_type);
  request->content_type = g_strdup (content_type);
  g_clear_pointer (&request->body, g_bytes_unref);
  request->body = g_bytes_new (text, strlen (text));
}

/** pd_platform_request_query: Returns: (transfer none) (nullable): the value; NULL when it is missing or empty */
const char *
pd_platform_request_query (const PdPlatformRequest *request, const char *name)
{
  const char *value = request->query != NULL ? g_hash_table_lookup (request->query, name) : NULL;

  return value != NULL && *value != '\0' ? value : NULL;
}

/** pd_platform_request_text: Returns: (transfer none): the body; "" without one. Not NUL-terminated. */
const char *
pd_platform_request_text (const PdPlatformRequest *request, gsize *length)
{
  const char *text = request->body != NULL ? g_bytes_get_data (request->body, length) : NULL;

  if (text == NULL)
    {
      *length = 0;
      return "";
    }
  return text;
}

PdPlatformResponse *
pd_platform_response_new (void)
{
  return g_new0 (PdPlatformResponse, 1);
}

void
pd_platform_response_free (PdPlatformResponse *response)
{
  g_free (response->content_type);
  g_clear_pointer (&response->body, g_bytes_unref);
  g_free (response->allow);
  g_free (response->listener_tenant);
  g_free (response->listener_user);
  g_clear_pointer (&response->headers, g_hash_table_unref);
  g_free (response);
}

/** pd_platform_response_set_bytes: @body: (transfer full) (nullable): what is sent */
void
pd_platform_response_set_bytes (PdPlatformResponse *response,
                                guint status,
                                const char *content_type,
                                GBytes *body)
{
  response->status = status;
  g_free (response->content_type);
  response->content_type = g_strdup (content_type);
  g_clear_pointer (&response->body, g_bytes_unref);
  response->body = body;
}

/** pd_platform_response_set_json: @text: (transfer full): a JSON document */
void
pd_platform_response_set_json (PdPlatformResponse *response, guint status, char *text)
{
  pd_platform_response_set_bytes (response, status, "application/json",
                                  g_bytes_new_take (text, strlen (text)));
}

/** pd_platform_response_set_header: @name: (transfer none): lives for ever. @value: (transfer full) */
void
pd_platform_response_set_header (PdPlatformResponse *response, const char *name, char *value)
{
  if (response->headers == NULL)
    response->headers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_hash_table_replace (response->headers, (gpointer) name, value);
}

/**
 * pd_platform_response_fail:
 * @code: a word for programs
 * @path: (nullable): the field that is wrong
 * @message: a sentence for people; never the request's own text
 *
 * Returns: TRUE, so that a handler can end with it
 */
gboolean
pd_platform_response_fail (PdPlatformResponse *response,
                           guint status,
                           const char *code,
                           const char *path,
                           const char *message)
{
  GString *out = g_string_new ("{\"error\":{\"code\":");

  pd_wire_write_string (out, code);
  g_string_append (out, ",\"message\":");
  pd_wire_write_string (out, message);
  if (path != NULL)
    {
      g_string_append (out, ",\"path\":");
      pd_wire_write_string (out, path);
    }
  g_string_append (out, "}}\n");
  pd_platform_response_set_json (response, status, g_string_free (out, FALSE));
  return TRUE;
}

/** pd_platform_response_dup_text: Returns: (transfer full): the body as text; "" without one */
char *
pd_platform_response_dup_text (const PdPlatformResponse *response)
{
  gsize size = 0;
  const char *data = response->body != NULL ? g_bytes_get_data (response->body, &size) : NULL;

  return g_strndup (data != NULL ? data : "", size);
}
