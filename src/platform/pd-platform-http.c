/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-http.h"

#include <glib/gi18n-lib.h>

#include "platform/pd-platform-connections.h"
#include "platform/pd-platform-encoding.h"
#include "platform/pd-platform-routes.h"
#include "wire/pd-wire-gzip.h"

/* All header lines of a request together; the longest honest one lists the ids of 500 mutations. */
#define MAX_HEADER_BYTES (64 * 1024)

/* Smaller answers are not worth compressing. */
#define GZIP_FROM 1024

static gsize
count_header_bytes (SoupServerMessage *message)
{
  SoupMessageHeadersIter iter;
  const char *name = NULL;
  const char *value = NULL;
  GUri *uri = soup_server_message_get_uri (message);
  gsize size = strlen (g_uri_get_path (uri));

  if (g_uri_get_query (uri) != NULL)
    size += strlen (g_uri_get_query (uri));
  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    size += strlen (name) + strlen (value);
  return size;
}

static const PdPlatformRoute *
find_route (SoupServerMessage *message, char **allow)
{
  g_autoptr (PdPlatformRequest) request =
      pd_platform_request_new (soup_server_message_get_method (message),
                               g_uri_get_path (soup_server_message_get_uri (message)));
  const char *argument = NULL;

  return pd_platform_find_route (request->method, request->path, &argument, allow);
}

static gsize
max_body (SoupServerMessage *message)
{
  g_autofree char *allow = NULL;
  const PdPlatformRoute *route = find_route (message, &allow);

  return route != NULL ? route->max_body : 0;
}

/* An address that does not exist is answered as such, not as one to which too much was sent. The rest of the body is read past and thrown away, and the connection is not used again. */
static void
refuse_body (SoupServerMessage *message)
{
  g_autoptr (PdPlatformResponse) response = pd_platform_response_new ();
  char *allow = NULL;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (find_route (message, &allow) == NULL)
    pd_platform_response_fail_without_route (response, allow);
  else
    pd_platform_response_fail (response, 413, "too_large", NULL, _ ("This is too large."));
  pd_platform_http_write (message, response);
  soup_message_headers_append (soup_server_message_get_response_headers (message), "Connection", "close");
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  gsize limit = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message), "pd-limit"));
  gsize size =
      GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message), "pd-size")) + g_bytes_get_size (chunk);

  g_object_set_data (G_OBJECT (message), "pd-size", GSIZE_TO_POINTER (size));
  if (size <= limit)
    return;
  if (soup_server_message_get_status (message) == 0)
    refuse_body (message);
  else if (size > limit + PD_PLATFORM_MAX_BODY)
    pd_platform_connections_cut (message);
}

/**
 * pd_platform_http_limit:
 *
 * To be called when the headers are there and the body is not: what is too large is never kept in memory.
 */
void
pd_platform_http_limit (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gsize limit = max_body (message);

  g_object_set_data (G_OBJECT (message), "pd-limit", GSIZE_TO_POINTER (limit));
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
  if (count_header_bytes (message) > MAX_HEADER_BYTES ||
      (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
       (guint64) soup_message_headers_get_content_length (headers) > limit))
    refuse_body (message);
}

static void
read_peer (SoupServerMessage *message, PdPlatformRequest *request)
{
  GSocketAddress *address = soup_server_message_get_remote_address (message);
  GInetAddress *inet = G_IS_INET_SOCKET_ADDRESS (address)
                           ? g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address))
                           : NULL;

  if (inet == NULL)
    return;
  request->peer = g_inet_address_to_string (inet);
  request->is_loopback = g_inet_address_get_is_loopback (inet);
}

/** pd_platform_http_read: Returns: (transfer full): the request as the handlers see it */
PdPlatformRequest *
pd_platform_http_read (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  g_autofree char *target = g_uri_get_query (uri) != NULL
                                ? g_strconcat (g_uri_get_path (uri), "?", g_uri_get_query (uri), NULL)
                                : g_strdup (g_uri_get_path (uri));
  PdPlatformRequest *request = pd_platform_request_new (soup_server_message_get_method (message), target);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  GBytes *body = soup_message_body_flatten (soup_server_message_get_request_body (message));

  request->authorization = g_strdup (soup_message_headers_get_one (headers, "Authorization"));
  request->range = g_strdup (soup_message_headers_get_one (headers, "Range"));
  request->content_type = type != NULL ? g_ascii_strdown (type, -1) : NULL;
  request->content_encoding = g_strdup (soup_message_headers_get_list (headers, "Content-Encoding"));
  request->body = body;
  read_peer (message, request);
  return request;
}

static gboolean
accepts_gzip (SoupServerMessage *message)
{
  const char *accepted =
      soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Accept-Encoding");
  gboolean found = FALSE;

  if (accepted == NULL)
    return FALSE;

  GSList *list = soup_header_parse_quality_list (accepted, NULL);

  for (GSList *link = list; link != NULL; link = link->next)
    found = found || g_ascii_strcasecmp (link->data, "gzip") == 0;
  soup_header_free_list (list);
  return found;
}

static void
write_body (SoupServerMessage *message, const PdPlatformResponse *response)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autoptr (GBytes) body = response->body != NULL ? g_bytes_ref (response->body) : NULL;

  if (body == NULL)
    return;
  soup_message_headers_set_content_type (headers, response->content_type, NULL);
  soup_message_headers_append (headers, "Vary", "Accept-Encoding");
  if (g_bytes_get_size (body) >= GZIP_FROM && !response->as_is &&
      !g_str_equal (response->content_type, "application/pdf") && accepts_gzip (message))
    {
      g_autoptr (GBytes) compressed = pd_wire_gzip (body);

      if (compressed != NULL)
        {
          g_bytes_unref (body);
          body = g_steal_pointer (&compressed);
          soup_message_headers_append (headers, "Content-Encoding", "gzip");
        }
    }
  if (g_bytes_get_size (body) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
  soup_message_body_complete (soup_server_message_get_response_body (message));
}

static void
write_headers (SoupMessageHeaders *headers, GHashTable *values)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    soup_message_headers_replace (headers, name, value);
}

/** pd_platform_http_write_headers: all of the response but its body. */
void
pd_platform_http_write_headers (SoupServerMessage *message, const PdPlatformResponse *response)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, response->status, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (response->retry_after > 0)
    {
      g_autofree char *seconds = g_strdup_printf ("%u", response->retry_after);

      soup_message_headers_replace (headers, "Retry-After", seconds);
    }
  if (response->allow != NULL)
    soup_message_headers_replace (headers, "Allow", response->allow);
  if (response->headers != NULL)
    write_headers (headers, response->headers);
  if (response->challenge)
    soup_message_headers_replace (headers, "WWW-Authenticate", "Bearer realm=\"piaodan\"");
}

/** pd_platform_http_write: sends the response. */
void
pd_platform_http_write (SoupServerMessage *message, const PdPlatformResponse *response)
{
  pd_platform_http_write_headers (message, response);
  write_body (message, response);
}
