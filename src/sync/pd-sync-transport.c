/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-transport.h"

#include "sync/pd-sync-address.h"
#include "sync/pd-sync-failure.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#define READ_BLOCK (64 * 1024)
#define TIMEOUT_SECONDS 60
/* The events, what is sent and received, and files, none behind another. */
#define MAX_CONNECTIONS 4
#define MAX_SENTENCE_BYTES 2000

struct _PdSyncTransport
{
  GObject parent_instance;

  SoupSession *session; /* (owned) */
  char *server;         /* (owned) */
  char *token;          /* (owned) (nullable) never logged */
  gboolean compresses;  /* what is sent and received */
  gint64 last_success;  /* microseconds since 1970; 0: never */
  gint64 clock_here;    /* when the platform last said what time it is there; 0: never */
  gint64 clock_there;   /* and what it said */
};

G_DEFINE_FINAL_TYPE (PdSyncTransport, pd_sync_transport, G_TYPE_OBJECT)
G_DEFINE_QUARK (pd_sync_error, pd_sync_error)

/* One request under way. */
typedef struct
{
  SoupMessage *message; /* (owned) */
  GByteArray *received; /* (owned) */
  const char *type;     /* (nullable) of a stream: what it must be */
  gsize max_bytes;
  gint64 retry_after;
  gint64 last_success; /* when the platform last worked; 0: never */
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_object (&exchange->message);
  g_byte_array_unref (exchange->received);
  g_free (exchange);
}

static GError *
certificate_error (const Exchange *exchange)
{
  GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (exchange->message);
  gint64 now = g_get_real_time ();
  g_autofree char *sentence =
      pd_sync_certificate_sentence (flags, soup_message_get_tls_peer_certificate (exchange->message), now,
                                    exchange->last_success);

  return g_error_new_literal (PD_SYNC_ERROR,
                              (int) pd_sync_certificate_failure (flags, now, exchange->last_success),
                              sentence);
}

static GError *
network_error (const Exchange *exchange, const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (cause);
  if (cause->domain == G_TLS_ERROR && soup_message_get_tls_peer_certificate_errors (exchange->message) != 0)
    return certificate_error (exchange);
  g_debug ("no answer: %s", cause->message);
  /* It arrived, and not as it was sent: a compressed body that is cut off or damaged. */
  if (soup_message_headers_get_one (soup_message_get_response_headers (exchange->message),
                                    "Content-Encoding") != NULL &&
      (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
       g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)))
    return g_error_new_literal (PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER,
                                pd_sync_failure_sentence (PD_SYNC_FAILURE_BAD_ANSWER));
  return pd_sync_failure_error (PD_SYNC_FAILURE_NETWORK, cause->message);
}

/* The "message" of the platform's error document; the body of anything else is not shown to a person. */
static char *
error_member (GByteArray *received, const char *member)
{
  g_autoptr (PdWireDocument) document =
      pd_wire_parse ((const char *) received->data, (gssize) received->len, NULL);
  const PdWireValue *error =
      document != NULL ? pd_wire_value_member (pd_wire_document_root (document), "error") : NULL;
  const char *text = pd_wire_value_text (pd_wire_value_member (error, member));

  return text != NULL && strlen (text) <= MAX_SENTENCE_BYTES ? g_strdup (text) : NULL;
}

static gboolean
is_platform_answer (SoupMessage *message)
{
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return type != NULL && g_str_has_prefix (type, "application/");
}

static GError *
status_error (Exchange *exchange)
{
  guint status = soup_message_get_status (exchange->message);
  gboolean ours = is_platform_answer (exchange->message);
  g_autofree char *code = ours ? error_member (exchange->received, "code") : NULL;
  g_autofree char *message = ours ? error_member (exchange->received, "message") : NULL;
  PdSyncFailure failure = pd_sync_failure_from_status (status, code, ours);

  /* Before a sign-in there is no work to speak of: the platform's own words say more. A platform speaks the
   * language that it was started in; what it said in English is said in the person's. */
  if (message != NULL && *message != '\0' &&
      (failure == PD_SYNC_FAILURE_REFUSED || g_strcmp0 (code, "wrong_password") == 0 ||
       failure == PD_SYNC_FAILURE_BUSY))
    return g_error_new_literal (PD_SYNC_ERROR, (int) failure, _ (message));
  return g_error_new_literal (PD_SYNC_ERROR, (int) failure, pd_sync_failure_sentence (failure));
}

static gint64
read_retry_after (SoupMessage *message)
{
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  guint64 seconds = 0;

  /* Only the form in seconds: the other one depends on two clocks. A day is the most that is believed. */
  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, 86400, &seconds, NULL))
    return 0;
  return (gint64) seconds * G_TIME_SPAN_SECOND;
}

/* What is signed with the platform's certificate is its own word. */
static void
read_clock (PdSyncTransport *self, SoupMessage *message)
{
  const char *text = soup_message_headers_get_one (soup_message_get_response_headers (message), "Date");
  g_autoptr (GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (date == NULL || !is_platform_answer (message))
    return;
  self->clock_here = g_get_real_time ();
  self->clock_there = g_date_time_to_unix (date) * G_TIME_SPAN_SECOND;
}

static void
finish_exchange (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  guint status = soup_message_get_status (exchange->message);

  exchange->retry_after = read_retry_after (exchange->message);
  read_clock (g_task_get_source_object (task), exchange->message);
  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    g_task_return_error (task, status_error (exchange));
  else if (status != SOUP_STATUS_NO_CONTENT && !is_platform_answer (exchange->message))
    g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_PORTAL, "%s",
                             pd_sync_failure_sentence (PD_SYNC_FAILURE_PORTAL));
  else
    g_task_return_pointer (task, g_bytes_new (exchange->received->data, exchange->received->len),
                           (GDestroyNotify) g_bytes_unref);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GInputStream *stream = G_INPUT_STREAM (source);
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (stream, result, &error);

  if (bytes == NULL)
    {
      g_task_return_error (task, network_error (exchange, error));
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      finish_exchange (task);
      return;
    }
  if (exchange->received->len + g_bytes_get_size (bytes) > exchange->max_bytes)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER, "%s",
                               pd_sync_failure_sentence (PD_SYNC_FAILURE_BAD_ANSWER));
      return;
    }
  g_byte_array_append (exchange->received, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_input_stream_read_bytes_async (stream, READ_BLOCK, G_PRIORITY_DEFAULT, cancellable, read_cb,
                                   g_steal_pointer (&task));
}

static void
send_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream == NULL)
    {
      g_task_return_error (task, network_error (exchange, error));
      return;
    }
  g_input_stream_read_bytes_async (stream, READ_BLOCK, G_PRIORITY_DEFAULT, cancellable, read_cb,
                                   g_steal_pointer (&task));
}

/* What begins as gzip does is no JSON. */
static void
set_body (SoupMessage *message, GBytes *body)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (body, &size);

  if (size > 2 && data[0] == 0x1f && data[1] == 0x8b)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Encoding", "gzip");
  soup_message_set_request_body_from_bytes (message, "application/json", body);
}

/* (transfer none) (nullable): the request of @task, who then has it; NULL when @task has failed already */
static Exchange *
prepare (GTask *task, const char *method, const char *path, gsize max_bytes)
{
  PdSyncTransport *self = g_task_get_source_object (task);
  g_autofree char *address = g_strconcat (self->server, path, NULL);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_task_data (task, exchange, exchange_free);
  exchange->received = g_byte_array_new ();
  exchange->max_bytes = max_bytes;
  exchange->last_success = self->last_success;
  exchange->message = soup_message_new (method, address);
  if (exchange->message == NULL)
    {
      g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_REFUSED,
                               _ ("“%s” is not a server address. It begins with https://."), self->server);
      return NULL;
    }
  if (self->token != NULL)
    {
      g_autofree char *authorization = g_strconcat ("Bearer ", self->token, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (exchange->message), "Authorization",
                                    authorization);
    }
  /* A platform has one address; a token is not to follow a redirect to another. */
  soup_message_add_flags (exchange->message, SOUP_MESSAGE_NO_REDIRECT);
  return exchange;
}

/**
 * pd_sync_transport_send_async:
 * @self: a transport
 * @method: "GET", "POST", "DELETE"
 * @path: path and query below the server's address, as "/v1/health"
 * @body: (nullable): JSON, plain or as gzip
 * @max_bytes: a longer answer is refused
 * @cancellable: (nullable): stops it
 * @callback: called when the answer is complete
 * @user_data: for @callback
 */
void
pd_sync_transport_send_async (PdSyncTransport *self,
                              const char *method,
                              const char *path,
                              GBytes *body,
                              gsize max_bytes,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Exchange *exchange;

  g_task_set_source_tag (task, pd_sync_transport_send_async);
  exchange = prepare (task, method, path, max_bytes);
  if (exchange == NULL)
    return;
  if (body != NULL)
    set_body (exchange->message, body);
  /* On this very computer, unpacking costs more than carrying. */
  if (!self->compresses)
    soup_message_disable_feature (exchange->message, SOUP_TYPE_CONTENT_DECODER);
  soup_session_send_async (self->session, exchange->message, G_PRIORITY_DEFAULT, cancellable, send_cb,
                           g_steal_pointer (&task));
}

/**
 * pd_sync_transport_send_bytes_async:
 * @self: a transport
 * @method: "HEAD", "GET", "PATCH"
 * @path: path and query below the server's address
 * @range: (nullable): which part of it, as "bytes=0-99"
 * @bytes: (nullable): what is sent, of no kind
 * @max_bytes: a longer answer is refused
 * @cancellable: (nullable): stops it
 * @callback: called when the answer is complete
 * @user_data: for @callback
 *
 * For files and their pieces; finished by pd_sync_transport_send_finish().
 */
void
pd_sync_transport_send_bytes_async (PdSyncTransport *self,
                                    const char *method,
                                    const char *path,
                                    const char *range,
                                    GBytes *bytes,
                                    gsize max_bytes,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Exchange *exchange;

  g_task_set_source_tag (task, pd_sync_transport_send_bytes_async);
  exchange = prepare (task, method, path, max_bytes);
  if (exchange == NULL)
    return;
  if (range != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (exchange->message), "Range", range);
  if (bytes != NULL)
    soup_message_set_request_body_from_bytes (exchange->message, "application/octet-stream", bytes);
  /* Behind what a person waits for at the screen. */
  soup_session_send_async (self->session, exchange->message, G_PRIORITY_LOW, cancellable, send_cb,
                           g_steal_pointer (&task));
}

/**
 * pd_sync_transport_get_number:
 * @result: the callback's
 * @header: a header of the answer
 *
 * Returns: its value as a number, -1 when it is not there or none; also of an answer that was an error
 */
gint64
pd_sync_transport_get_number (GAsyncResult *result, const char *header)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));
  const char *text =
      soup_message_headers_get_one (soup_message_get_response_headers (exchange->message), header);
  gint64 number;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL) ? number : -1;
}

/**
 * pd_sync_transport_dup_header:
 * @result: the callback's
 * @header: a header of the answer
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
pd_sync_transport_dup_header (GAsyncResult *result, const char *header)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));

  return g_strdup (
      soup_message_headers_get_one (soup_message_get_response_headers (exchange->message), header));
}

/**
 * pd_sync_transport_get_status:
 * @result: the callback's
 *
 * Returns: the HTTP status of the platform's own answer; 0 when there was none
 */
guint
pd_sync_transport_get_status (GAsyncResult *result)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));

  return is_platform_answer (exchange->message) ||
                 soup_message_get_status (exchange->message) == SOUP_STATUS_NO_CONTENT
             ? soup_message_get_status (exchange->message)
             : 0;
}

/**
 * pd_sync_transport_dup_code:
 * @result: the callback's
 *
 * Returns: (transfer full) (nullable): the word for programs in the platform's error
 */
char *
pd_sync_transport_dup_code (GAsyncResult *result)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));

  return is_platform_answer (exchange->message) ? error_member (exchange->received, "code") : NULL;
}

/**
 * pd_sync_transport_send_finish:
 * @self: a transport
 * @result: the callback's
 * @retry_after: (out) (optional): microseconds that the platform asks to wait, 0 when it does not
 * @error: return location for a %PD_SYNC_ERROR with a #PdSyncFailure as its code, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the whole answer
 */
GBytes *
pd_sync_transport_send_finish (PdSyncTransport *self,
                               GAsyncResult *result,
                               gint64 *retry_after,
                               GError **error)
{
  Exchange *exchange = g_task_get_task_data (G_TASK (result));

  if (retry_after != NULL)
    *retry_after = exchange->retry_after;
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  SoupMessageHeaders *headers = soup_message_get_response_headers (exchange->message);
  const char *type = stream != NULL ? soup_message_headers_get_content_type (headers, NULL) : NULL;

  if (stream == NULL)
    {
      g_task_return_error (task, network_error (exchange, error));
      return;
    }
  exchange->retry_after = read_retry_after (exchange->message);
  if (soup_message_get_status (exchange->message) != SOUP_STATUS_OK)
    g_task_return_error (task, status_error (exchange));
  else if (g_strcmp0 (type, exchange->type) != 0)
    g_task_return_new_error (task, PD_SYNC_ERROR, PD_SYNC_FAILURE_BAD_ANSWER, "%s",
                             pd_sync_failure_sentence (PD_SYNC_FAILURE_BAD_ANSWER));
  else
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
}

/**
 * pd_sync_transport_open_async:
 * @self: a transport
 * @path: path and query below the server's address
 * @type: (transfer none): the media type that is expected; a constant
 * @cancellable: (nullable): stops it, and the reading of the stream
 * @callback: called when the answer has begun
 * @user_data: for @callback
 *
 * Asks for what comes bit by bit.
 */
void
pd_sync_transport_open_async (PdSyncTransport *self,
                              const char *path,
                              const char *type,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Exchange *exchange;

  g_task_set_source_tag (task, pd_sync_transport_open_async);
  exchange = prepare (task, "GET", path, 0);
  if (exchange == NULL)
    return;
  exchange->type = type;
  soup_message_headers_replace (soup_message_get_request_headers (exchange->message), "Accept", type);
  /* What is compressed is collected first. */
  soup_message_disable_feature (exchange->message, SOUP_TYPE_CONTENT_DECODER);
  soup_session_send_async (self->session, exchange->message, G_PRIORITY_DEFAULT, cancellable, opened_cb,
                           g_steal_pointer (&task));
}

/**
 * pd_sync_transport_open_finish:
 * @self: a transport
 * @result: the callback's
 * @retry_after: (out) (optional): microseconds that the platform asks to wait, 0 when it does not
 * @error: return location, as of pd_sync_transport_send_finish()
 *
 * Returns: (transfer full): the stream
 */
GInputStream *
pd_sync_transport_open_finish (PdSyncTransport *self,
                               GAsyncResult *result,
                               gint64 *retry_after,
                               GError **error)
{
  const Exchange *exchange = g_task_get_task_data (G_TASK (result));

  if (retry_after != NULL)
    *retry_after = exchange->retry_after;
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
pd_sync_transport_set_token (PdSyncTransport *self, const char *token)
{
  g_free (self->token);
  self->token = g_strdup (token);
}

/**
 * pd_sync_transport_get_compresses:
 * @self: a transport
 *
 * Returns: whether what is large is to be sent as gzip; it is asked for in that form then as well
 */
gboolean
pd_sync_transport_get_compresses (PdSyncTransport *self)
{
  return self->compresses;
}

void
pd_sync_transport_set_compresses (PdSyncTransport *self, gboolean compresses)
{
  self->compresses = compresses;
}

/**
 * pd_sync_transport_set_last_success:
 * @self: a transport
 * @time: when the platform last worked, in microseconds since 1970; 0: never
 *
 * Tells a clock that is wrong from a certificate that is old.
 */
void
pd_sync_transport_set_last_success (PdSyncTransport *self, gint64 time)
{
  self->last_success = time;
}

/**
 * pd_sync_transport_dup_clock_sentence:
 * @self: a transport
 *
 * Returns: (transfer full) (nullable): what to say of this computer's clock, when the platform's says another time
 */
char *
pd_sync_transport_dup_clock_sentence (PdSyncTransport *self)
{
  return self->clock_here != 0 ? pd_sync_clock_sentence (self->clock_here, self->clock_there) : NULL;
}

static void
pd_sync_transport_finalize (GObject *object)
{
  PdSyncTransport *self = PD_SYNC_TRANSPORT (object);

  soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_free (self->server);
  g_free (self->token);
  G_OBJECT_CLASS (pd_sync_transport_parent_class)->finalize (object);
}

static void
pd_sync_transport_class_init (PdSyncTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pd_sync_transport_finalize;
}

static void
pd_sync_transport_init (PdSyncTransport *self)
{
  self->session =
      soup_session_new_with_options ("user-agent", "Piaodan/" PIAODAN_VERSION, "timeout", TIMEOUT_SECONDS,
                                     "idle-timeout", 120, "max-conns-per-host", MAX_CONNECTIONS, NULL);
}

/**
 * pd_sync_transport_new:
 * @server: "https://…": nothing is ever sent in the clear
 * @ca_file: (nullable): a file of certificates to trust for this server instead of the system's
 * @error: return location
 *
 * Returns: (transfer full): a transport without a token, or %NULL
 */
PdSyncTransport *
pd_sync_transport_new (const char *server, const char *ca_file, GError **error)
{
  g_autoptr (PdSyncTransport) self = g_object_new (PD_TYPE_SYNC_TRANSPORT, NULL);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) cause = NULL;

  self->server = pd_sync_complete_address (server, error);
  if (self->server == NULL)
    return NULL;
  self->compresses = !pd_sync_is_local (self->server);
  if (ca_file == NULL)
    return g_steal_pointer (&self);
  database = g_tls_file_database_new (ca_file, &cause);
  if (database == NULL)
    {
      g_set_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_CERTIFICATE,
                   _ ("The certificate file “%1$s” cannot be read: %2$s"), ca_file, cause->message);
      return NULL;
    }
  soup_session_set_tls_database (self->session, database);
  return g_steal_pointer (&self);
}
