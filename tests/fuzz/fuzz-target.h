/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** FuzzTarget: what one program throws its inputs at; it aborts where an input finds a fault. */
typedef struct
{
  const char *name;
  gboolean is_text; /* inputs are text with JSON in it: damage them by token, not by byte alone */
  gsize max_size;   /* bytes of one input */
  gint64 max_time;  /* microseconds of the processor that one input may take, without sanitizers */
} FuzzTarget;

extern const FuzzTarget fuzz_target;

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

gsize fuzz_mutate (GRand *random, guint8 *data, gsize size, gsize max_size);
gsize fuzz_cross (GRand *random,
                  const guint8 *a,
                  gsize size_a,
                  const guint8 *b,
                  gsize size_b,
                  guint8 *out,
                  gsize max_size);

G_END_DECLS
