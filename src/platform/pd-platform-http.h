/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "platform/pd-platform-request.h"

G_BEGIN_DECLS

void pd_platform_http_limit (SoupServerMessage *message);
PdPlatformRequest *pd_platform_http_read (SoupServerMessage *message);
void pd_platform_http_write_headers (SoupServerMessage *message, const PdPlatformResponse *response);
void pd_platform_http_write (SoupServerMessage *message, const PdPlatformResponse *response);

G_END_DECLS
