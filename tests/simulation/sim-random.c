/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-random.h"

/* A PCG generator: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for
 * Random Number Generation", 2014. */
#define MULTIPLIER G_GUINT64_CONSTANT (6364136223846793005)

void
sim_random_init (SimRandom *random, guint64 seed, guint64 stream)
{
  random->state = 0;
  random->increment = (stream << 1) | 1;
  sim_random_next (random);
  random->state += seed;
  sim_random_next (random);
}

guint32
sim_random_next (SimRandom *random)
{
  guint64 old = random->state;
  guint32 shifted = (guint32) (((old >> 18) ^ old) >> 27);
  guint32 turn = (guint32) (old >> 59);

  random->state = old * MULTIPLIER + random->increment;
  return (shifted >> turn) | (shifted << ((32 - turn) & 31));
}

/* From 0 to @bound - 1. */
guint
sim_random_below (SimRandom *random, guint bound)
{
  return (guint) (((guint64) sim_random_next (random) * bound) >> 32);
}

gboolean
sim_random_chance (SimRandom *random, guint permille)
{
  return sim_random_below (random, 1000) < permille;
}
