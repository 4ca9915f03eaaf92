/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/* How many streams may be open at once: of a user on several computers, of a company, of all. */
#define PD_PLATFORM_LISTENERS_OF_USER 16
#define PD_PLATFORM_LISTENERS_OF_TENANT 128
#define PD_PLATFORM_LISTENERS 256

void pd_platform_listener_came (PdPlatform *platform, const char *tenant, const char *user);
void pd_platform_listener_went (PdPlatform *platform, const char *tenant, const char *user);
char *pd_platform_event_text (PdPlatform *platform, const char *tenant, gint64 *sequence, GError **error);

G_END_DECLS
