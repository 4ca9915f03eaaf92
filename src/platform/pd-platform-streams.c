/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-streams.h"

#include <sys/socket.h>

#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-connections.h"
#include "platform/pd-platform-events.h"
#include "platform/pd-platform-http.h"

/* A tenant that is written to all the time is told of at most this often. */
#define QUIET (20 * G_TIME_SPAN_MILLISECOND)

/* Proxies and clients end what is silent for a minute or so. */
#define HEARTBEAT (20 * G_TIME_SPAN_SECOND)

/* How long the end of the streams may take when the platform stops. */
#define FAREWELL (300 * G_TIME_SPAN_MILLISECOND)

#define SEND_BUFFER 8192

struct _PdPlatformStreams
{
  PdPlatform *platform;  /* (borrowed) */
  GMainContext *context; /* (owned) */
  GHashTable *tenants;   /* (owned) name → Tenant */
  GPtrArray *streams;    /* (owned) of Stream */
  GSource *heartbeat;    /* (owned) */
};

typedef struct
{
  PdPlatformStreams *owner;
  char *name;
  GSource *timer; /* (owned) (nullable) runs when something was written that nobody was told of */
  gint64 told_at; /* monotonic */
} Tenant;

typedef struct
{
  PdPlatformStreams *owner;
  SoupServerMessage *message; /* (owned) */
  GSource *watch;             /* (owned) (nullable) of the socket: a client has nothing more to say */
  char *tenant;
  char *user;
  char *authorization;
  gint64 sequence;  /* what it was told last */
  guint unwritten;  /* pieces that the connection has not taken yet */
  gboolean behind;  /* there is something newer to tell as soon as it has taken that */
  gboolean waits;   /* at the last heartbeat it had not taken what was sent */
  gboolean is_over; /* nothing more is said in it */
} Stream;

static void
tenant_free (gpointer data)
{
  Tenant *tenant = data;

  if (tenant->timer != NULL)
    g_source_destroy (tenant->timer);
  g_clear_pointer (&tenant->timer, g_source_unref);
  g_free (tenant->name);
  g_free (tenant);
}

static void
stream_free (gpointer data)
{
  Stream *stream = data;

  if (stream->watch != NULL)
    g_source_destroy (stream->watch);
  g_clear_pointer (&stream->watch, g_source_unref);
  g_signal_handlers_disconnect_by_data (stream->message, stream);
  pd_platform_listener_went (stream->owner->platform, stream->tenant, stream->user);
  g_object_unref (stream->message);
  g_free (stream->tenant);
  g_free (stream->user);
  g_free (stream->authorization);
  g_free (stream);
}

static void
say (Stream *stream, const char *text)
{
  soup_message_body_append (soup_server_message_get_response_body (stream->message), SOUP_MEMORY_COPY, text,
                            strlen (text));
  stream->unwritten++;
  soup_server_message_unpause (stream->message);
}

/* What was said is still sent, then the answer ends. */
static void
end (Stream *stream)
{
  if (stream->is_over)
    return;
  stream->is_over = TRUE;
  soup_message_body_complete (soup_server_message_get_response_body (stream->message));
  soup_server_message_unpause (stream->message);
}

/* Nothing more is sent: there is nobody who takes it. */
static void
cut (Stream *stream)
{
  pd_platform_connections_cut (stream->message);
  end (stream);
}

/* A slow reader is told only the newest, once it has taken what it was told before. */
static void
tell (Stream *stream, const char *text, gint64 sequence)
{
  if (stream->is_over || stream->sequence == sequence)
    return;
  stream->behind = stream->unwritten > 0;
  if (stream->behind)
    return;
  stream->sequence = sequence;
  say (stream, text);
}

static void
tell_all (PdPlatformStreams *streams, const char *tenant)
{
  g_autoptr (GError) error = NULL;
  gint64 sequence = 0;
  g_autofree char *text = pd_platform_event_text (streams->platform, tenant, &sequence, &error);

  /* The heartbeat tries again. */
  if (text == NULL)
    {
      g_message ("events=%s", error->message);
      return;
    }
  for (guint index = 0; index < streams->streams->len; index++)
    {
      Stream *stream = g_ptr_array_index (streams->streams, index);

      if (g_str_equal (stream->tenant, tenant))
        tell (stream, text, sequence);
    }
}

static gboolean
tell_cb (gpointer data)
{
  Tenant *tenant = data;

  g_clear_pointer (&tenant->timer, g_source_unref);
  tenant->told_at = g_get_monotonic_time ();
  tell_all (tenant->owner, tenant->name);
  return G_SOURCE_REMOVE;
}

/* In the middle of a transaction: what was committed is looked up when it is over. */
static void
written_cb (const char *name, gpointer data)
{
  PdPlatformStreams *streams = data;
  Tenant *tenant = streams->streams->len > 0 ? g_hash_table_lookup (streams->tenants, name) : NULL;
  gint64 quiet;

  if (tenant == NULL || tenant->timer != NULL)
    return;
  quiet = tenant->told_at + QUIET - g_get_monotonic_time ();
  tenant->timer = g_timeout_source_new ((guint) (MAX (quiet, 0) / G_TIME_SPAN_MILLISECOND));
  g_source_set_callback (tenant->timer, tell_cb, tenant, NULL);
  g_source_attach (tenant->timer, streams->context);
}

static void
wrote_chunk_cb (SoupServerMessage *message, gpointer data)
{
  Stream *stream = data;

  stream->unwritten -= stream->unwritten > 0;
  stream->waits = FALSE;
  if (stream->behind && stream->unwritten == 0)
    written_cb (stream->tenant, stream->owner);
}

static void
finished_cb (SoupServerMessage *message, gpointer data)
{
  Stream *stream = data;

  g_ptr_array_remove_fast (stream->owner->streams, stream);
}

static gboolean
heard_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  Stream *stream = data;

  /* The connection is closed on the other side; or the client asks more, which it does over another one. */
  g_clear_pointer (&stream->watch, g_source_unref);
  cut (stream);
  return G_SOURCE_REMOVE;
}

static void
watch (Stream *stream)
{
  GSocket *socket = pd_platform_connections_get_socket (stream->message);

  if (socket == NULL)
    return;
  g_socket_set_timeout (socket, 0);
  /* Events are small: who does not read them is noticed soon, and costs little until then. */
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER, NULL);
  stream->watch = g_socket_create_source (socket, G_IO_IN | G_IO_HUP, NULL);
  g_source_set_callback (stream->watch, G_SOURCE_FUNC (heard_cb), stream, NULL);
  g_source_attach (stream->watch, stream->owner->context);
}

static void
remember_tenant (PdPlatformStreams *streams, const char *name)
{
  Tenant *tenant;

  if (g_hash_table_contains (streams->tenants, name))
    return;
  tenant = g_new0 (Tenant, 1);
  tenant->owner = streams;
  tenant->name = g_strdup (name);
  g_hash_table_insert (streams->tenants, tenant->name, tenant);
}

/** pd_platform_streams_add: answers @message with a stream that begins with the body of @response. */
void
pd_platform_streams_add (PdPlatformStreams *streams,
                         SoupServerMessage *message,
                         const PdPlatformRequest *request,
                         const PdPlatformResponse *response)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *text = pd_platform_response_dup_text (response);
  Stream *stream = g_new0 (Stream, 1);

  stream->owner = streams;
  stream->message = g_object_ref (message);
  stream->tenant = g_strdup (response->listener_tenant);
  stream->user = g_strdup (response->listener_user);
  stream->authorization = g_strdup (request->authorization);
  stream->sequence = response->listener_head;
  pd_platform_listener_came (streams->platform, stream->tenant, stream->user);
  remember_tenant (streams, stream->tenant);
  g_ptr_array_add (streams->streams, stream);
  pd_platform_http_write_headers (message, response);
  soup_message_headers_set_content_type (headers, response->content_type, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  /* The connection belongs to the stream, and proxies are asked not to collect it. */
  soup_message_headers_append (headers, "Connection", "close");
  soup_message_headers_append (headers, "X-Accel-Buffering", "no");
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), stream);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), stream);
  watch (stream);
  say (stream, text);
}

static gboolean
may_listen (Stream *stream)
{
  g_autoptr (PdPlatformSession) session = NULL;

  /* A database that does not answer says nothing about the session. */
  return !pd_platform_find_session (stream->owner->platform, stream->authorization, &session, NULL) ||
         session != NULL;
}

/** pd_platform_streams_check: ends the streams of sessions that are over. */
void
pd_platform_streams_check (PdPlatformStreams *streams)
{
  for (guint index = 0; index < streams->streams->len; index++)
    {
      Stream *stream = g_ptr_array_index (streams->streams, index);

      if (!stream->is_over && !may_listen (stream))
        end (stream);
    }
}

static void
beat (Stream *stream)
{
  if (stream->unwritten > 0 && stream->waits)
    cut (stream);
  else if (stream->unwritten > 0 || stream->is_over)
    stream->waits = TRUE;
  else
    say (stream, ":\n\n");
}

static gboolean
heartbeat_cb (gpointer data)
{
  PdPlatformStreams *streams = data;
  GHashTableIter iter;
  gpointer name = NULL;

  pd_platform_streams_check (streams);
  g_hash_table_iter_init (&iter, streams->tenants);
  while (streams->streams->len > 0 && g_hash_table_iter_next (&iter, &name, NULL))
    tell_all (streams, name);
  for (guint index = 0; index < streams->streams->len; index++)
    beat (g_ptr_array_index (streams->streams, index));
  return G_SOURCE_CONTINUE;
}

/**
 * pd_platform_streams_new:
 * @platform: outlives the streams
 * @heartbeat: microseconds between two signs of life; 0 for the usual
 */
PdPlatformStreams *
pd_platform_streams_new (PdPlatform *platform, gint64 heartbeat)
{
  PdPlatformStreams *streams = g_new0 (PdPlatformStreams, 1);

  streams->platform = platform;
  streams->context = g_main_context_ref_thread_default ();
  streams->tenants = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, tenant_free);
  streams->streams = g_ptr_array_new_with_free_func (stream_free);
  streams->heartbeat =
      g_timeout_source_new ((guint) ((heartbeat > 0 ? heartbeat : HEARTBEAT) / G_TIME_SPAN_MILLISECOND));
  g_source_set_callback (streams->heartbeat, heartbeat_cb, streams, NULL);
  g_source_attach (streams->heartbeat, streams->context);
  pd_platform_watch (platform, written_cb, streams);
  return streams;
}

static gboolean
late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* So that clients know that the platform ended them, and not the network. */
static void
say_farewell (PdPlatformStreams *streams)
{
  g_autoptr (GSource) late = g_timeout_source_new (FAREWELL / G_TIME_SPAN_MILLISECOND);
  gboolean is_late = FALSE;

  for (guint index = 0; index < streams->streams->len; index++)
    end (g_ptr_array_index (streams->streams, index));
  g_source_set_callback (late, late_cb, &is_late, NULL);
  g_source_attach (late, streams->context);
  while (streams->streams->len > 0 && !is_late)
    g_main_context_iteration (streams->context, TRUE);
  g_source_destroy (late);
}

/** pd_platform_streams_free: ends all streams, and waits a moment for clients to take their end. */
void
pd_platform_streams_free (PdPlatformStreams *streams)
{
  pd_platform_watch (streams->platform, NULL, NULL);
  g_source_destroy (streams->heartbeat);
  say_farewell (streams);
  g_source_unref (streams->heartbeat);
  g_ptr_array_unref (streams->streams);
  g_hash_table_unref (streams->tenants);
  g_main_context_unref (streams->context);
  g_free (streams);
}
