/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-handlers.h"

G_BEGIN_DECLS

/** PdPlatformAccess: who may call a route at all. */
typedef enum
{
  PD_PLATFORM_ACCESS_OPEN,      /* anybody */
  PD_PLATFORM_ACCESS_SIGNED_IN, /* with a token */
  PD_PLATFORM_ACCESS_NEAR,      /* this machine without a token; others with one */
  PD_PLATFORM_ACCESS_SHOP,      /* with a shop's token */
  PD_PLATFORM_ACCESS_CARRIER,   /* with a token of whoever tells of parcels */
} PdPlatformAccess;

/** PdPlatformRoute: one line of the table that server, OpenAPI file and tests share. */
typedef struct
{
  const char *method;
  const char *path; /* a last part in braces is the argument */
  PdPlatformAccess access;
  const char *content_type; /* (nullable) what a body must be; NULL: no body, or the handler decides */
  gsize max_body;           /* bytes */
  const char *statuses;     /* all that it can answer with, separated by blanks */
  PdPlatformHandler handler;
} PdPlatformRoute;

/* Larger bodies are not read at all. */
#define PD_PLATFORM_MAX_BODY (16 * 1024 * 1024)

const PdPlatformRoute *pd_platform_routes (guint *n_routes);
const PdPlatformRoute *
pd_platform_find_route (const char *method, const char *path, const char **argument, char **allow);
gboolean pd_platform_response_fail_without_route (PdPlatformResponse *response, char *allow);

G_END_DECLS
