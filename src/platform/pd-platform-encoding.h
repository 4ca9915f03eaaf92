/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** PdPlatformInflated: how it went. */
typedef enum
{
  PD_PLATFORM_INFLATED,
  PD_PLATFORM_INFLATED_DAMAGED, /* cut off, or not gzip */
  PD_PLATFORM_INFLATED_TOO_LARGE /* more than is allowed, or more than anybody who means well puts into so little */
} PdPlatformInflated;

PdPlatformInflated pd_platform_inflate (GBytes *bytes, gsize limit, GBytes **inflated);

G_END_DECLS
