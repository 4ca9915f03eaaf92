/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** PdGatewayHttpRequest: what is sent. Zero and %NULL where nothing is said. */
typedef struct
{
  const char *method;         /* "GET" or "POST" */
  const char *url;            /* https, or http to this machine; without a user's name */
  const char *const *headers; /* (nullable) name, value, name, value, …, NULL */
  GBytes *body;               /* (nullable) */
  gsize max_reply;            /* bytes; 0: 1 MiB */
  gint64 time_limit;          /* microseconds for all of it; 0: one minute */
  gint64 connect_limit;       /* microseconds until a connection stands; 0: 5 s */
  gint64 read_limit;          /* microseconds without a byte; whole seconds; 0: 30 s */
  gboolean is_repeatable;     /* it may travel twice without harm, so that a kept connection may be used */
} PdGatewayHttpRequest;

/**
 * PdGatewayHttpOutcome: what is known of a request. The one question that matters after a failure.
 * @PD_GATEWAY_HTTP_NOT_SENT: not one byte of it has left: nothing can have happened
 * @PD_GATEWAY_HTTP_MAYBE: something of it has left and no whole answer came: nobody here knows what happened
 * @PD_GATEWAY_HTTP_REPLIED: a whole answer came; its status may be any
 */
typedef enum
{
  PD_GATEWAY_HTTP_NOT_SENT,
  PD_GATEWAY_HTTP_MAYBE,
  PD_GATEWAY_HTTP_REPLIED,
} PdGatewayHttpOutcome;

/**
 * PdGatewayHttpCause: why there is no whole answer.
 * @PD_GATEWAY_HTTP_NONE: there is one
 * @PD_GATEWAY_HTTP_ADDRESS: the address cannot be used: a setting is wrong
 * @PD_GATEWAY_HTTP_CERTIFICATE: the other side's certificate is not trusted: a setting is wrong, or somebody listens
 * @PD_GATEWAY_HTTP_CONNECT: no connection came to stand
 * @PD_GATEWAY_HTTP_TIMEOUT: it took too long
 * @PD_GATEWAY_HTTP_CUT_OFF: the connection ended in the middle
 * @PD_GATEWAY_HTTP_TOO_LARGE: the answer is larger than it may be
 * @PD_GATEWAY_HTTP_CANCELLED: the caller did not want to wait any longer
 */
typedef enum
{
  PD_GATEWAY_HTTP_NONE,
  PD_GATEWAY_HTTP_ADDRESS,
  PD_GATEWAY_HTTP_CERTIFICATE,
  PD_GATEWAY_HTTP_CONNECT,
  PD_GATEWAY_HTTP_TIMEOUT,
  PD_GATEWAY_HTTP_CUT_OFF,
  PD_GATEWAY_HTTP_TOO_LARGE,
  PD_GATEWAY_HTTP_CANCELLED,
} PdGatewayHttpCause;

/** PdGatewayHttpReply: what became of a request; PD_GATEWAY_HTTP_REPLY_INIT before, pd_gateway_http_reply_clear() after. */
typedef struct
{
  PdGatewayHttpOutcome outcome;
  PdGatewayHttpCause cause;
  char *reason;       /* (owned) (nullable) a sentence, when there is no whole answer; tells no secret */
  guint status;       /* 0 when no answer came */
  char *content_type; /* (owned) (nullable) as it was sent */
  gint64 retry_after; /* microseconds; 0 when it is not told */
  GBytes *body;       /* (owned) (nullable) the whole of it, when the outcome is REPLIED */
} PdGatewayHttpReply;

#define PD_GATEWAY_HTTP_REPLY_INIT                                                                           \
  {                                                                                                          \
    PD_GATEWAY_HTTP_NOT_SENT, PD_GATEWAY_HTTP_NONE, NULL, 0, NULL, 0, NULL                                   \
  }
void pd_gateway_http_reply_clear (PdGatewayHttpReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdGatewayHttpReply, pd_gateway_http_reply_clear)
void pd_gateway_http_reply_fail (PdGatewayHttpReply *reply,
                                 PdGatewayHttpOutcome outcome,
                                 PdGatewayHttpCause cause);

/**
 * PdGatewayTransport: how an adapter reaches its provider. The real one is pd_gateway_http_get_transport(); a test puts
 * a double in its place, in the same process and on a clock of its own.
 */
typedef struct
{
  /* Sends @request and fills @reply, which the caller has initialised and clears. Blocks; is called from any thread. */
  void (*send) (gpointer data,
                const PdGatewayHttpRequest *request,
                PdGatewayHttpReply *reply,
                GCancellable *cancellable);
  gpointer data; /* (unowned): lives as long as the adapter */
} PdGatewayTransport;

/** PdGatewayHttp: HTTPS for adapters; its functions may be called from any thread. */
typedef struct _PdGatewayHttp PdGatewayHttp;

/**
 * PdGatewayHttpSentFunc:
 * @n_bytes: how much of the request's body has been handed to the network; grows from 0 to its size
 *
 * For tests that die in the middle of a request. Called from the thread that sends.
 */
typedef void (*PdGatewayHttpSentFunc) (gpointer data, gsize n_bytes);

PdGatewayHttp *pd_gateway_http_new (const char *authority_file);
PdGatewayHttp *pd_gateway_http_ref (PdGatewayHttp *http);
void pd_gateway_http_unref (PdGatewayHttp *http);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdGatewayHttp, pd_gateway_http_unref)
void
pd_gateway_http_watch_sending (PdGatewayHttp *http, gsize piece, PdGatewayHttpSentFunc sent, gpointer data);
void pd_gateway_http_send (PdGatewayHttp *http,
                           const PdGatewayHttpRequest *request,
                           PdGatewayHttpReply *reply,
                           GCancellable *cancellable);
PdGatewayTransport pd_gateway_http_get_transport (PdGatewayHttp *http);
gboolean pd_gateway_http_may_use (const char *url);

G_END_DECLS
