/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/** PdPlatformStreams: the open streams of events, in the thread-default main context. */
typedef struct _PdPlatformStreams PdPlatformStreams;

PdPlatformStreams *pd_platform_streams_new (PdPlatform *platform, gint64 heartbeat);
void pd_platform_streams_free (PdPlatformStreams *streams);
void pd_platform_streams_add (PdPlatformStreams *streams,
                              SoupServerMessage *message,
                              const PdPlatformRequest *request,
                              const PdPlatformResponse *response);
void pd_platform_streams_check (PdPlatformStreams *streams);

G_END_DECLS
