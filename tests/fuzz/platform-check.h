/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/platform-fixture.h"

/** PlatformCheck: what was in the database when it was last looked at. */
typedef struct
{
  gint64 heads[2];
  GHashTable *documents; /* (owned) "tenant type id" → PdRecord */
} PlatformCheck;

PlatformCheck *platform_check_new (Fixture *fixture);
void platform_check_free (PlatformCheck *check);
void platform_check_database (PlatformCheck *check, Fixture *fixture);
void platform_check_pull (Fixture *fixture, guint tenant, const char *token);
