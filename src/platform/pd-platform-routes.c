/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-routes.h"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-encoding.h"
#include "platform/pd-platform-intake.h"
#include "wire/pd-wire.h"

#define JSON "application/json"
#define SMALL_BODY (16 * 1024)

/* Bytes of one text among settings. */
#define MAX_TEXT 1024

/* A disk is not made larger in a moment. */
#define FULL_SECONDS 300

/* What every route may answer: no such method, the limits of the request line and body, and the platform's faults. */
static const PdPlatformRoute routes[] = {
  { "POST", "/v1/session", PD_PLATFORM_ACCESS_OPEN, JSON, SMALL_BODY, "200 400 401 413 415 429 500 503 507",
    pd_platform_handle_sign_in },
  { "DELETE", "/v1/session", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "204 401 413 500 503 507",
    pd_platform_handle_sign_out },
  { "GET", "/v1/sync/changes", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 400 401 409 413 500 503 507",
    pd_platform_handle_changes },
  { "POST", "/v1/sync/push", PD_PLATFORM_ACCESS_SIGNED_IN, JSON, PD_PLATFORM_MAX_BODY,
    "200 400 401 409 413 415 500 503 507", pd_platform_handle_push },
  { "GET", "/v1/sync/digest", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 400 401 409 413 500 503 507",
    pd_platform_handle_digest },
  { "GET", "/v1/sync/digest/bucket", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 400 401 409 413 500 503 507",
    pd_platform_handle_bucket },
  { "GET", "/v1/sync/records", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 400 401 409 413 500 503 507",
    pd_platform_handle_records },
  { "GET", "/v1/sync/summary", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 401 409 413 500 503 507",
    pd_platform_handle_summary },
  { "GET", "/v1/events", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 401 413 429 500 503 507",
    pd_platform_handle_events },
  { "GET", "/v1/sync/find", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 400 401 413 500 503 507",
    pd_platform_handle_find },
  { "POST", "/v1/sync/lost", PD_PLATFORM_ACCESS_SIGNED_IN, JSON, PD_PLATFORM_MAX_BODY,
    "200 400 401 403 409 413 415 500 503 507", pd_platform_handle_lost },
  { "GET", "/v1/files/{sha256}", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 401 403 404 413 500 503 507",
    pd_platform_handle_get_file },
  { "PUT", "/v1/files/{sha256}", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, PD_PLATFORM_MAX_BODY,
    "200 201 400 401 403 404 413 415 500 503 507", pd_platform_handle_put_file },
  { "HEAD", "/v1/blobs/{sha256}", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 401 404 413 500 503 507",
    pd_platform_handle_head_blob },
  { "GET", "/v1/blobs/{sha256}", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 206 401 404 413 416 500 503 507",
    pd_platform_handle_get_blob },
  { "PATCH", "/v1/blobs/{sha256}", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, PD_PLATFORM_BLOB_CHUNK,
    "204 400 401 404 409 413 415 422 500 503 507", pd_platform_handle_patch_blob },
  { "GET", "/v1/mail", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 401 403 413 500 503 507",
    pd_platform_handle_get_mail },
  { "PUT", "/v1/mail", PD_PLATFORM_ACCESS_SIGNED_IN, JSON, SMALL_BODY, "200 400 401 403 413 415 500 503 507",
    pd_platform_handle_put_mail },
  { "POST", "/v1/mail/test", PD_PLATFORM_ACCESS_SIGNED_IN, JSON, SMALL_BODY,
    "202 400 401 403 409 413 415 500 503 507", pd_platform_handle_test_mail },
  { "GET", "/v1/gateway", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 401 403 413 500 503 507",
    pd_platform_handle_get_gateway },
  { "PUT", "/v1/gateway", PD_PLATFORM_ACCESS_SIGNED_IN, JSON, SMALL_BODY,
    "200 400 401 403 413 415 500 503 507", pd_platform_handle_put_gateway },
  { "DELETE", "/v1/gateway", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 401 403 409 413 500 503 507",
    pd_platform_handle_delete_gateway },
  { "GET", "/v1/verify", PD_PLATFORM_ACCESS_SIGNED_IN, NULL, 0, "200 401 403 413 500 503 507",
    pd_platform_handle_get_verify },
  { "PUT", "/v1/verify", PD_PLATFORM_ACCESS_SIGNED_IN, JSON, SMALL_BODY,
    "200 400 401 403 413 415 500 503 507", pd_platform_handle_put_verify },
  { "POST", "/v1/intake/orders", PD_PLATFORM_ACCESS_SHOP, JSON, PD_PLATFORM_INTAKE_MAX_BODY,
    "200 201 400 401 409 413 415 429 500 503 507", pd_platform_handle_intake },
  { "POST", "/v1/intake/tracking", PD_PLATFORM_ACCESS_CARRIER, JSON, PD_PLATFORM_INTAKE_MAX_BODY,
    "200 400 401 413 415 429 500 503 507", pd_platform_handle_tracking },
  { "GET", "/v1/health", PD_PLATFORM_ACCESS_OPEN, NULL, 0, "200 413 500 503", pd_platform_handle_health },
  { "GET", "/v1/metrics", PD_PLATFORM_ACCESS_NEAR, NULL, 0, "200 401 403 413 500 503 507",
    pd_platform_handle_metrics },
};

/** pd_platform_routes: Returns: (transfer none) (array length=n_routes): the whole table */
const PdPlatformRoute *
pd_platform_routes (guint *n_routes)
{
  *n_routes = G_N_ELEMENTS (routes);
  return routes;
}

static gboolean
path_matches (const char *pattern, const char *path, const char **argument)
{
  const char *brace = strchr (pattern, '{');

  *argument = NULL;
  if (brace == NULL)
    return g_str_equal (pattern, path);
  if (strncmp (pattern, path, (gsize) (brace - pattern)) != 0)
    return FALSE;
  *argument = path + (brace - pattern);
  return **argument != '\0' && strchr (*argument, '/') == NULL;
}

/**
 * pd_platform_find_route:
 * @argument: (out) (transfer none) (nullable): what stands for the braces, in @path
 * @allow: (out) (transfer full) (nullable): when the path has routes of other methods only, those
 *
 * Returns: (transfer none) (nullable): the route
 */
const PdPlatformRoute *
pd_platform_find_route (const char *method, const char *path, const char **argument, char **allow)
{
  g_autoptr (GString) methods = g_string_new (NULL);

  *allow = NULL;
  for (guint index = 0; index < G_N_ELEMENTS (routes); index++)
    {
      if (!path_matches (routes[index].path, path, argument))
        continue;
      if (g_str_equal (routes[index].method, method))
        return &routes[index];
      g_string_append_printf (methods, "%s%s", methods->len > 0 ? ", " : "", routes[index].method);
    }
  if (methods->len > 0)
    *allow = g_strdup (methods->str);
  return NULL;
}

/** pd_platform_call_fail: see pd_platform_response_fail(). Returns: TRUE */
gboolean
pd_platform_call_fail (PdPlatformCall *call, guint status, const char *code, const char *message)
{
  return pd_platform_response_fail (call->response, status, code, NULL, message);
}

/**
 * pd_platform_response_fail_without_route:
 * @allow: (transfer full) (nullable): the methods that the path has
 *
 * Returns: %TRUE
 */
gboolean
pd_platform_response_fail_without_route (PdPlatformResponse *response, char *allow)
{
  if (allow == NULL)
    return pd_platform_response_fail (
        response, 404, "not_found", NULL,
        _ ("There is nothing at this address of the platform. Check the address."));
  response->allow = allow;
  return pd_platform_response_fail (response, 405, "method", NULL,
                                    _ ("This address does not take such a request."));
}

/* TRUE when the request was answered here because it cannot reach the handler. */
static gboolean
refuse (PdPlatformCall *call, const PdPlatformRoute *route)
{
  const PdPlatformRequest *request = call->request;
  gsize size = request->body != NULL ? g_bytes_get_size (request->body) : 0;
  gboolean is_shop = route->access == PD_PLATFORM_ACCESS_SHOP || route->access == PD_PLATFORM_ACCESS_CARRIER;
  gboolean needs_token = route->access == PD_PLATFORM_ACCESS_SIGNED_IN || is_shop ||
                         (route->access == PD_PLATFORM_ACCESS_NEAR && !request->is_loopback);

  if (needs_token && call->session == NULL)
    {
      call->response->challenge = TRUE;
      return pd_platform_call_fail (call, 401, "unauthorized",
                                    is_shop
                                        ? _ ("The token is missing, unknown, revoked, or made for something "
                                             "else. The platform's administrator makes a new one.")
                                        : _ ("Sign in first, or sign in again."));
    }
  if (size > route->max_body)
    return pd_platform_call_fail (call, 413, "too_large", _ ("This is too large."));
  if (route->content_type != NULL && g_strcmp0 (route->content_type, request->content_type) != 0)
    return pd_platform_call_fail (call, 415, "media_type", _ ("The body must be JSON."));
  return FALSE;
}

static void
fail_internally (PdPlatformResponse *response, const GError *error)
{
  gboolean full = g_error_matches (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_FULL);
  gboolean again = full || g_error_matches (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_STORAGE);

  /* The text is the database's and may hold no values: they are bound. */
  g_message ("failed=%s", error->message);
  response->retry_after = full ? FULL_SECONDS : again ? 10 : 0;
  if (full)
    pd_platform_response_fail (response, 507, "full", NULL,
                               _ ("There is no more room on the platform. Nothing was lost. Tell its "
                                  "administrator."));
  else if (again)
    pd_platform_response_fail (
        response, 503, "storage", NULL,
        _ ("The platform cannot store anything right now. Nothing was lost. Try again later."));
  else
    pd_platform_response_fail (response, 500, "internal", NULL,
                               _ ("The platform made a mistake. Nothing was lost. Tell its administrator."));
}

static void
count_answer (PdPlatform *platform, const PdPlatformRoute *route, guint status)
{
  g_autofree char *key = g_strdup_printf ("%s %s %u", route != NULL ? route->method : "-",
                                          route != NULL ? route->path : "-", status);
  guint64 *count = g_hash_table_lookup (platform->answers, key);

  if (count == NULL)
    {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (platform->answers, g_steal_pointer (&key), count);
    }
  (*count)++;
}

/* TRUE when the body is as the handler wants it; else it is answered here. @plain: (out): keeps it. */
static gboolean
decode (PdPlatformCall *call, const PdPlatformRoute *route, PdPlatformRequest **plain)
{
  const char *encoding = call->request->content_encoding;
  g_autoptr (GBytes) body = NULL;

  if (encoding == NULL || call->request->body == NULL || g_ascii_strcasecmp (encoding, "identity") == 0)
    return TRUE;
  if (g_ascii_strcasecmp (encoding, "gzip") != 0)
    return !pd_platform_call_fail (call, 415, "encoding", _ ("A body is sent as it is, or as gzip."));
  switch (pd_platform_inflate (call->request->body, route->max_body, &body))
    {
    case PD_PLATFORM_INFLATED_DAMAGED:
      return !pd_platform_call_fail (call, 400, "malformed",
                                     _ ("The body arrived damaged. Nothing was stored."));
    case PD_PLATFORM_INFLATED_TOO_LARGE:
      return !pd_platform_call_fail (call, 413, "too_large", _ ("This is too large."));
    case PD_PLATFORM_INFLATED:
    default:
      *plain = pd_platform_request_with_body (call->request, g_steal_pointer (&body));
      call->request = *plain;
      return TRUE;
    }
}

static gboolean
find_who_asks (PdPlatform *platform,
               const PdPlatformRoute *route,
               const char *authorization,
               PdPlatformSession **session,
               GError **error)
{
  switch (route->access)
    {
    case PD_PLATFORM_ACCESS_OPEN:
      return TRUE;
    case PD_PLATFORM_ACCESS_SHOP:
      return pd_platform_find_shop (platform, authorization, PD_PLATFORM_PURPOSE_ORDERS, session, error);
    case PD_PLATFORM_ACCESS_CARRIER:
      return pd_platform_find_shop (platform, authorization, PD_PLATFORM_PURPOSE_TRACKING, session, error);
    case PD_PLATFORM_ACCESS_SIGNED_IN:
    case PD_PLATFORM_ACCESS_NEAR:
    default:
      return pd_platform_find_session (platform, authorization, session, error);
    }
}

static void
handle_route (PdPlatform *platform, PdPlatformCall *call, const PdPlatformRoute *route)
{
  g_autoptr (PdPlatformSession) session = NULL;
  g_autoptr (PdPlatformRequest) plain = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = find_who_asks (platform, route, call->request->authorization, &session, &error);

  call->session = session;
  if (done && !refuse (call, route) && decode (call, route, &plain))
    done = route->handler (call, &error);
  if (!done)
    fail_internally (call->response, error);
}

/**
 * pd_platform_handle:
 *
 * Answers one request. It knows nothing of the network, waits for nothing but the disk, and takes time and chance
 * from the platform's options: a simulator calls it as the server does.
 *
 * Returns: (transfer full): the response
 */
PdPlatformResponse *
pd_platform_handle (PdPlatform *platform, const PdPlatformRequest *request)
{
  PdPlatformResponse *response = pd_platform_response_new ();
  PdPlatformCall call = { .platform = platform, .request = request, .response = response };
  char *allow = NULL;
  const PdPlatformRoute *route =
      pd_platform_find_route (request->method, request->path, &call.argument, &allow);

  if (route == NULL)
    pd_platform_response_fail_without_route (response, allow);
  else
    handle_route (platform, &call, route);
  response->route = route != NULL ? route->path : NULL;
  count_answer (platform, route, response->status);
  return response;
}

/** pd_platform_write_text: @value: (nullable): appends it as a further member of an object, or nothing */
void
pd_platform_write_text (GString *out, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (out, ",\"%s\":", name);
  pd_wire_write_string (out, value);
}

/**
 * pd_platform_read_text:
 * @value: (out) (transfer full) (nullable): %NULL for a member that is missing or empty
 *
 * Returns: %FALSE when the member is there and is no text, or a long one
 */
gboolean
pd_platform_read_text (const PdWireValue *body, const char *name, char **value)
{
  const PdWireValue *member = pd_wire_value_member (body, name);
  const char *text = member != NULL ? pd_wire_value_text (member) : NULL;

  *value = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  return member == NULL || (text != NULL && strlen (text) <= MAX_TEXT);
}
