/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** PdPlatformRequest: what a handler sees of a request; nothing of the HTTP library. */
typedef struct
{
  char *method;
  char *path;             /* decoded, without the query */
  GHashTable *query;      /* (nullable) name → value, decoded */
  char *authorization;    /* (nullable) header */
  char *content_type;     /* (nullable) media type without parameters, lower case */
  char *content_encoding; /* (nullable) header */
  char *range;            /* (nullable) header */
  GBytes *body;           /* (nullable) */
  char *peer;             /* (nullable) the client's address, for rate limits; never logged */
  gboolean is_loopback;   /* the peer is this machine */
} PdPlatformRequest;

/** PdPlatformResponse: what the handler answers. */
typedef struct
{
  guint status;
  char *content_type;    /* (nullable) */
  GBytes *body;          /* (nullable) */
  guint retry_after;     /* seconds; 0 none */
  char *allow;           /* (nullable) header of a 405 */
  GHashTable *headers;   /* (owned) (nullable) name → value: what only a few answers say */
  gboolean as_is;        /* the body is not compressed on the way */
  gboolean challenge;    /* a 401 that asks for a token */
  char *listener_tenant; /* (nullable) of an answer that goes on: whose changes it tells */
  char *listener_user;   /* (nullable) and to whom */
  gint64 listener_head;  /* and the newest that it has told */
  const char *route;     /* (nullable) the route's path as in the table: for logs and counts */
} PdPlatformResponse;

PdPlatformRequest *pd_platform_request_new (const char *method, const char *target);
void pd_platform_request_free (PdPlatformRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformRequest, pd_platform_request_free)
PdPlatformRequest *pd_platform_request_with_body (const PdPlatformRequest *request, GBytes *body);
void pd_platform_request_set_body (PdPlatformRequest *request, const char *content_type, const char *text);
const char *pd_platform_request_query (const PdPlatformRequest *request, const char *name);
const char *pd_platform_request_text (const PdPlatformRequest *request, gsize *length);

PdPlatformResponse *pd_platform_response_new (void);
void pd_platform_response_free (PdPlatformResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPlatformResponse, pd_platform_response_free)
void pd_platform_response_set_json (PdPlatformResponse *response, guint status, char *text);
void pd_platform_response_set_bytes (PdPlatformResponse *response,
                                     guint status,
                                     const char *content_type,
                                     GBytes *body);
void pd_platform_response_set_header (PdPlatformResponse *response, const char *name, char *value);
gboolean pd_platform_response_fail (PdPlatformResponse *response,
                                    guint status,
                                    const char *code,
                                    const char *path,
                                    const char *message);
char *pd_platform_response_dup_text (const PdPlatformResponse *response);

G_END_DECLS
