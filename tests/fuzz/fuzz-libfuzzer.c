/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

/* How libFuzzer changes inputs: half of the time as it would without us. */

gsize LLVMFuzzerMutate (guint8 *data, gsize size, gsize max_size);
gsize LLVMFuzzerCustomMutator (guint8 *data, gsize size, gsize max_size, unsigned int seed);
gsize LLVMFuzzerCustomCrossOver (const guint8 *a,
                                 gsize size_a,
                                 const guint8 *b,
                                 gsize size_b,
                                 guint8 *out,
                                 gsize max_size,
                                 unsigned int seed);

gsize
LLVMFuzzerCustomMutator (guint8 *data, gsize size, gsize max_size, unsigned int seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  return fuzz_target.is_text && seed % 2 == 0 ? fuzz_mutate (random, data, size, max_size)
                                              : LLVMFuzzerMutate (data, size, max_size);
}

gsize
LLVMFuzzerCustomCrossOver (const guint8 *a,
                           gsize size_a,
                           const guint8 *b,
                           gsize size_b,
                           guint8 *out,
                           gsize max_size,
                           unsigned int seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  return fuzz_cross (random, a, size_a, b, size_b, out, max_size);
}
