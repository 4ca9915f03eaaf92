/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/** FuzzBytes: an input that is used up byte by byte; behind its end there are zeros. */
typedef struct
{
  const guint8 *data;
  gsize left;
} FuzzBytes;

static inline guint8
fuzz_byte (FuzzBytes *bytes)
{
  if (bytes->left == 0)
    return 0;
  bytes->left--;
  return *bytes->data++;
}

/* From 0 up to @n - 1. */
static inline guint
fuzz_below (FuzzBytes *bytes, guint n)
{
  return n > 1 ? fuzz_byte (bytes) % n : 0;
}
