/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** SimRandom: PCG-XSH-RR 64/32: the only source of chance that a simulation has. */
typedef struct
{
  guint64 state;
  guint64 increment;
} SimRandom;

void sim_random_init (SimRandom *random, guint64 seed, guint64 stream);
guint32 sim_random_next (SimRandom *random);
guint sim_random_below (SimRandom *random, guint bound);
gboolean sim_random_chance (SimRandom *random, guint permille);

G_END_DECLS
