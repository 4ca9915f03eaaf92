/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_REPLY (1024 * 1024)
#define MAX_HEADERS (64 * 1024) /* bytes of an answer's headers */
#define MAX_URL 4096            /* bytes */
#define DEFAULT_LIMIT (60 * G_TIME_SPAN_SECOND)
#define DEFAULT_CONNECT_LIMIT (5 * G_TIME_SPAN_SECOND)
#define DEFAULT_READ_LIMIT (30 * G_TIME_SPAN_SECOND)
#define MAX_RETRY_AFTER (24 * 60 * 60) /* seconds; a provider that says more is not believed */
#define MAX_IDLE 8                     /* lines that are kept */

/* A line: libcurl keeps connections in its multi handle, so that the two live together. */
typedef struct
{
  CURLM *multi; /* (owned) */
  CURL *easy;   /* (owned) */
} Line;

struct _PdGatewayHttp
{
  gatomicrefcount references;
  char *authority_file; /* (owned) (nullable) */
  gsize piece;          /* bytes of a body handed over at a time; 0: as many as fit */
  PdGatewayHttpSentFunc sent;
  gpointer sent_data;

  GMutex mutex; /* idle */
  GQueue idle;  /* of Line (owned) */
};

/* One request under way. */
typedef struct
{
  PdGatewayHttp *http;
  const PdGatewayHttpRequest *request;
  PdGatewayHttpReply *reply;
  gboolean began; /* the connection stands and the first byte may leave */
  gboolean is_too_large;
  gboolean told_all; /* the watcher knows that the whole body has left */
  gsize offset;      /* of the body, handed over */
  gsize header_bytes;
  GByteArray *body; /* (owned) */
} Exchange;

void
pd_gateway_http_reply_clear (PdGatewayHttpReply *reply)
{
  g_clear_pointer (&reply->reason, g_free);
  g_clear_pointer (&reply->content_type, g_free);
  g_clear_pointer (&reply->body, g_bytes_unref);
  *reply = (PdGatewayHttpReply) PD_GATEWAY_HTTP_REPLY_INIT;
}

static const char *
cause_sentence (PdGatewayHttpCause cause)
{
  switch (cause)
    {
    case PD_GATEWAY_HTTP_ADDRESS:
      return _ ("The provider’s address cannot be used. It has to begin with https://.");
    case PD_GATEWAY_HTTP_CERTIFICATE:
      return _ ("The provider’s certificate is not trusted, so that nothing was sent.");
    case PD_GATEWAY_HTTP_CONNECT:
      return _ ("The provider cannot be reached. Nothing was sent.");
    case PD_GATEWAY_HTTP_TIMEOUT:
      return _ ("The provider did not answer in time.");
    case PD_GATEWAY_HTTP_TOO_LARGE:
      return _ ("The provider’s answer is too large to be one.");
    case PD_GATEWAY_HTTP_CANCELLED:
      return _ ("The call was cancelled before the provider answered.");
    case PD_GATEWAY_HTTP_CUT_OFF:
    case PD_GATEWAY_HTTP_NONE:
    default:
      return _ ("The connection to the provider broke before it answered.");
    }
}

/**
 * pd_gateway_http_reply_fail:
 * @reply: a reply
 * @outcome: what is known of the request
 * @cause: why there is no whole answer
 *
 * Makes @reply one without an answer, with the cause's sentence. Its status is kept if one came.
 */
void
pd_gateway_http_reply_fail (PdGatewayHttpReply *reply, PdGatewayHttpOutcome outcome, PdGatewayHttpCause cause)
{
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply->reason);
  reply->outcome = outcome;
  reply->cause = cause;
  reply->reason = g_strdup (cause_sentence (cause));
}

static void
line_free (Line *line)
{
  curl_easy_cleanup (line->easy);
  curl_multi_cleanup (line->multi);
  g_free (line);
}

/**
 * pd_gateway_http_new:
 * @authority_file: (nullable): PEM file of the certificate authority to trust in place of the system's, for tests
 *
 * Makes a way to providers over HTTPS.
 *
 * Returns: (transfer full): the way; no connection is made yet
 */
PdGatewayHttp *
pd_gateway_http_new (const char *authority_file)
{
  static gsize initialized = 0;

  if (g_once_init_enter (&initialized))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&initialized, 1);
    }

  PdGatewayHttp *http = g_new0 (PdGatewayHttp, 1);

  g_atomic_ref_count_init (&http->references);
  http->authority_file = g_strdup (authority_file);
  g_mutex_init (&http->mutex);
  return http;
}

PdGatewayHttp *
pd_gateway_http_ref (PdGatewayHttp *http)
{
  g_atomic_ref_count_inc (&http->references);
  return http;
}

void
pd_gateway_http_unref (PdGatewayHttp *http)
{
  if (!g_atomic_ref_count_dec (&http->references))
    return;
  g_queue_clear_full (&http->idle, (GDestroyNotify) line_free);
  g_mutex_clear (&http->mutex);
  g_free (http->authority_file);
  g_free (http);
}

/**
 * pd_gateway_http_watch_sending:
 * @http: a way, before its first request
 * @piece: bytes of a body that are handed to the network at a time, at least 1
 * @sent: (scope forever): told before each piece, and once all have left
 * @data: for @sent
 *
 * Cuts bodies into small pieces and tells of each, so that a test can end the process between any two.
 */
void
pd_gateway_http_watch_sending (PdGatewayHttp *http, gsize piece, PdGatewayHttpSentFunc sent, gpointer data)
{
  http->piece = MAX (piece, 1);
  http->sent = sent;
  http->sent_data = data;
}

static Line *
take_line (PdGatewayHttp *http)
{
  g_mutex_lock (&http->mutex);
  Line *line = g_queue_pop_head (&http->idle);
  g_mutex_unlock (&http->mutex);

  if (line == NULL)
    {
      line = g_new0 (Line, 1);
      line->multi = curl_multi_init ();
      line->easy = curl_easy_init ();
      if (line->multi == NULL || line->easy == NULL)
        g_error ("no memory for a connection");
    }
  return line;
}

static void
give_line_back (PdGatewayHttp *http, Line *line)
{
  /* Nothing of a request stays, its headers least of all; the connections do. */
  curl_easy_reset (line->easy);
  g_mutex_lock (&http->mutex);
  if (http->idle.length < MAX_IDLE)
    g_queue_push_head (&http->idle, g_steal_pointer (&line));
  g_mutex_unlock (&http->mutex);
  if (line != NULL)
    line_free (line);
}

/* Of libcurl: the connection stands, the request is about to be written. */
static int
begin_cb (void *data, char *primary, char *local, int primary_port, int local_port)
{
  ((Exchange *) data)->began = TRUE;
  return CURL_PREREQFUNC_OK;
}

static size_t
read_cb (char *buffer, size_t size, size_t count, void *data)
{
  Exchange *exchange = data;
  gsize length = 0;
  const char *bytes = g_bytes_get_data (exchange->request->body, &length);
  gsize n = MIN (length - exchange->offset, size * count);

  if (exchange->http->sent != NULL)
    {
      exchange->http->sent (exchange->http->sent_data, exchange->offset);
      n = MIN (n, exchange->http->piece);
    }
  if (n > 0)
    memcpy (buffer, bytes + exchange->offset, n);
  exchange->offset += n;
  return n;
}

static int
seek_cb (void *data, curl_off_t offset, int origin)
{
  Exchange *exchange = data;

  /* Asked for when a kept connection was dead: only what may travel twice goes again. */
  if (!exchange->request->is_repeatable || origin != SEEK_SET || offset < 0 ||
      (gsize) offset > g_bytes_get_size (exchange->request->body))
    return CURL_SEEKFUNC_FAIL;
  exchange->offset = (gsize) offset;
  return CURL_SEEKFUNC_OK;
}

static int
progress_cb (void *data, curl_off_t download, curl_off_t downloaded, curl_off_t upload, curl_off_t uploaded)
{
  Exchange *exchange = data;
  gsize length = exchange->request->body != NULL ? g_bytes_get_size (exchange->request->body) : 0;

  if (exchange->http->sent != NULL && length > 0 && (gsize) uploaded == length && !exchange->told_all)
    {
      exchange->told_all = TRUE;
      exchange->http->sent (exchange->http->sent_data, length);
    }
  return 0;
}

static size_t
write_cb (char *bytes, size_t size, size_t count, void *data)
{
  Exchange *exchange = data;
  gsize limit = exchange->request->max_reply > 0 ? exchange->request->max_reply : DEFAULT_REPLY;

  if (size * count > limit - exchange->body->len)
    {
      exchange->is_too_large = TRUE;
      return 0;
    }
  g_byte_array_append (exchange->body, (const guint8 *) bytes, size * count);
  return size * count;
}

static size_t
header_cb (char *bytes, size_t size, size_t count, void *data)
{
  Exchange *exchange = data;

  exchange->header_bytes += size * count;
  if (exchange->header_bytes > MAX_HEADERS)
    {
      exchange->is_too_large = TRUE;
      return 0;
    }
  return size * count;
}

static gboolean
is_loopback (const struct sockaddr *address)
{
  if (address->sa_family == AF_INET)
    return ntohl (((const struct sockaddr_in *) address)->sin_addr.s_addr) >> 24 == 127;
  return address->sa_family == AF_INET6 &&
         IN6_IS_ADDR_LOOPBACK (&((const struct sockaddr_in6 *) address)->sin6_addr);
}

/* Whoever answers for the name "localhost": without TLS, bytes go to this machine or nowhere. */
static curl_socket_t
open_loopback_cb (void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
  if (!is_loopback (&address->addr))
    return CURL_SOCKET_BAD;
  return socket (address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/**
 * pd_gateway_http_may_use:
 * @url: an address that somebody else wrote
 *
 * Looks whether requests may go to @url: HTTPS to anywhere, or plain HTTP to this machine, and no user's name in it.
 *
 * Returns: whether they may
 */
gboolean
pd_gateway_http_may_use (const char *url)
{
  if (url == NULL || strlen (url) > MAX_URL || !g_str_is_ascii (url))
    return FALSE;
  for (const char *at = url; *at != '\0'; at++)
    if (*at <= ' ' || *at == 0x7f || *at == '\\')
      return FALSE;

  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return TRUE;
  if (!g_str_equal (g_uri_get_scheme (uri), "http"))
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* The request's headers for libcurl; FALSE when one of them would end early and begin another. */
static gboolean
make_headers (const PdGatewayHttpRequest *request, struct curl_slist **headers)
{
  /* Without waiting for "100 Continue", which half of all servers never say. */
  *headers = curl_slist_append (NULL, "Expect:");
  for (const char *const *at = request->headers; at != NULL && at[0] != NULL; at += 2)
    {
      if (strpbrk (at[0], "\r\n:;") != NULL || strpbrk (at[1], "\r\n") != NULL)
        return FALSE;

      g_autofree char *text =
          *at[1] == '\0' ? g_strconcat (at[0], ";", NULL) : g_strconcat (at[0], ": ", at[1], NULL);

      *headers = curl_slist_append (*headers, text);
    }
  return TRUE;
}

static long
milliseconds (gint64 given, gint64 otherwise)
{
  return (long) MAX ((given > 0 ? given : otherwise) / 1000, 1);
}

static void
set_way (CURL *easy, const PdGatewayHttp *http, const PdGatewayHttpRequest *request)
{
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_URL, request->url);
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, milliseconds (request->time_limit, DEFAULT_LIMIT));
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS,
                    milliseconds (request->connect_limit, DEFAULT_CONNECT_LIMIT));
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_TIME,
                    MAX (milliseconds (request->read_limit, DEFAULT_READ_LIMIT) / 1000, 1));
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  if (http->authority_file != NULL)
    curl_easy_setopt (easy, CURLOPT_CAINFO, http->authority_file);
  /* libcurl sends a request a second time when a kept connection turns out to be dead. */
  if (!request->is_repeatable)
    curl_easy_setopt (easy, CURLOPT_FRESH_CONNECT, 1L);
  if (g_str_has_prefix (request->url, "https:"))
    {
      curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "https");
      return;
    }
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt (easy, CURLOPT_PROXY, "");
  curl_easy_setopt (easy, CURLOPT_OPENSOCKETFUNCTION, open_loopback_cb);
}

static void
set_content (CURL *easy, Exchange *exchange, struct curl_slist *headers)
{
  const PdGatewayHttpRequest *request = exchange->request;

  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (easy, CURLOPT_PREREQFUNCTION, begin_cb);
  curl_easy_setopt (easy, CURLOPT_PREREQDATA, exchange);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, exchange);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, exchange);
  curl_easy_setopt (easy, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (easy, CURLOPT_XFERINFODATA, exchange);
  curl_easy_setopt (easy, CURLOPT_NOPROGRESS, 0L);
  if (!g_str_equal (request->method, "POST"))
    return;
  curl_easy_setopt (easy, CURLOPT_POST, 1L);
  if (request->body == NULL)
    {
      curl_easy_setopt (easy, CURLOPT_POSTFIELDS, "");
      return;
    }
  curl_easy_setopt (easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) g_bytes_get_size (request->body));
  curl_easy_setopt (easy, CURLOPT_READFUNCTION, read_cb);
  curl_easy_setopt (easy, CURLOPT_READDATA, exchange);
  curl_easy_setopt (easy, CURLOPT_SEEKFUNCTION, seek_cb);
  curl_easy_setopt (easy, CURLOPT_SEEKDATA, exchange);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  curl_multi_wakeup (data);
}

/* Waits for the end; what libcurl says of it. */
static CURLcode
perform (Line *line, GCancellable *cancellable)
{
  CURLcode result = CURLE_OK;
  int running = 1;

  if (curl_multi_add_handle (line->multi, line->easy) != CURLM_OK)
    return CURLE_FAILED_INIT;
  while (running > 0)
    {
      CURLMcode code = curl_multi_perform (line->multi, &running);

      if (code == CURLM_OK && running > 0 && !g_cancellable_is_cancelled (cancellable))
        code = curl_multi_poll (line->multi, NULL, 0, 1000, NULL);
      if (code != CURLM_OK)
        result = CURLE_RECV_ERROR;
      else if (running > 0 && g_cancellable_is_cancelled (cancellable))
        result = CURLE_ABORTED_BY_CALLBACK;
      if (result != CURLE_OK)
        break;
    }

  int left = 0;
  CURLMsg *message = curl_multi_info_read (line->multi, &left);

  if (message != NULL && message->msg == CURLMSG_DONE)
    result = message->data.result;
  curl_multi_remove_handle (line->multi, line->easy);
  return result;
}

static PdGatewayHttpCause
cause_of (CURLcode code, const Exchange *exchange)
{
  if (exchange->is_too_large || code == CURLE_FILESIZE_EXCEEDED)
    return PD_GATEWAY_HTTP_TOO_LARGE;
  switch (code)
    {
    case CURLE_ABORTED_BY_CALLBACK:
      return PD_GATEWAY_HTTP_CANCELLED;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return PD_GATEWAY_HTTP_ADDRESS;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return PD_GATEWAY_HTTP_CERTIFICATE;
    case CURLE_OPERATION_TIMEDOUT:
      return exchange->began ? PD_GATEWAY_HTTP_TIMEOUT : PD_GATEWAY_HTTP_CONNECT;
    default:
      return exchange->began ? PD_GATEWAY_HTTP_CUT_OFF : PD_GATEWAY_HTTP_CONNECT;
    }
}

static void
fill_reply (Exchange *exchange, CURL *easy, CURLcode code)
{
  PdGatewayHttpReply *reply = exchange->reply;
  const char *type = NULL;
  curl_off_t after = 0;
  long status = 0;

  curl_easy_getinfo (easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo (easy, CURLINFO_CONTENT_TYPE, &type);
  curl_easy_getinfo (easy, CURLINFO_RETRY_AFTER, &after);
  reply->status = (guint) CLAMP (status, 0, 999);
  reply->content_type = type != NULL ? g_utf8_make_valid (type, -1) : NULL;
  reply->retry_after = CLAMP (after, 0, MAX_RETRY_AFTER) * G_TIME_SPAN_SECOND;
  if (code == CURLE_OK)
    {
      reply->outcome = PD_GATEWAY_HTTP_REPLIED;
      reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&exchange->body));
      return;
    }
  pd_gateway_http_reply_fail (reply, exchange->began ? PD_GATEWAY_HTTP_MAYBE : PD_GATEWAY_HTTP_NOT_SENT,
                              cause_of (code, exchange));
}

/**
 * pd_gateway_http_send:
 * @http: a way
 * @request: what to send
 * @reply: an initialised reply to fill
 * @cancellable: (nullable): ends the wait at once
 *
 * Sends @request and waits for the whole answer. Redirects are not followed, nothing is sent a second time unless
 * @request says that it may be, certificates are verified, and plain HTTP goes to this machine alone. Logs hold the
 * host, the status and libcurl's word for a failure, and neither path, headers nor body.
 */
void
pd_gateway_http_send (PdGatewayHttp *http,
                      const PdGatewayHttpRequest *request,
                      PdGatewayHttpReply *reply,
                      GCancellable *cancellable)
{
  struct curl_slist *headers = NULL;

  if (!pd_gateway_http_may_use (request->url) || !make_headers (request, &headers))
    {
      curl_slist_free_all (headers);
      pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_ADDRESS);
      return;
    }

  if (g_cancellable_is_cancelled (cancellable))
    {
      curl_slist_free_all (headers);
      pd_gateway_http_reply_fail (reply, PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_CANCELLED);
      return;
    }

  Exchange exchange = { .http = http, .request = request, .reply = reply, .body = g_byte_array_new () };
  Line *line = take_line (http);

  set_way (line->easy, http, request);
  set_content (line->easy, &exchange, headers);

  gulong handler = cancellable != NULL
                       ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), line->multi, NULL)
                       : 0;
  CURLcode code = perform (line, cancellable);

  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  fill_reply (&exchange, line->easy, code);

  g_autoptr (GUri) uri = g_uri_parse (request->url, G_URI_FLAGS_ENCODED, NULL);

  g_debug ("%s to %s: status %u, %s", request->method, g_uri_get_host (uri), reply->status,
           curl_easy_strerror (code));
  give_line_back (http, line);
  curl_slist_free_all (headers);
  if (exchange.body != NULL)
    g_byte_array_unref (exchange.body);
}

static void
transport_send (gpointer data,
                const PdGatewayHttpRequest *request,
                PdGatewayHttpReply *reply,
                GCancellable *cancellable)
{
  pd_gateway_http_send (data, request, reply, cancellable);
}

/**
 * pd_gateway_http_get_transport:
 * @http: a way
 *
 * @http as an adapter takes it.
 *
 * Returns: the transport; it holds no reference
 */
PdGatewayTransport
pd_gateway_http_get_transport (PdGatewayHttp *http)
{
  return (PdGatewayTransport){ .send = transport_send, .data = http };
}
