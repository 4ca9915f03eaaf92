/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-shrink.h"

#include <string.h>

/* Most simulations that a search may cost. */
#define MOST_RUNS 400

/* The same invariant, whatever the words after it. */
static gboolean
still_fails (const SimOptions *options, const GArray *plan, const char *violation)
{
  g_autoptr (SimOutcome) outcome = sim_run (options, plan);
  gsize length = (gsize) (strchr (violation, ':') - violation) + 1;

  return outcome->violation != NULL && strncmp (outcome->violation, violation, length) == 0;
}

static GArray *
without (const GArray *plan, guint from, guint to)
{
  GArray *rest = g_array_new (FALSE, FALSE, sizeof (SimOperation));

  for (guint i = 0; i < plan->len; i++)
    if (i < from || i >= to)
      g_array_append_val (rest, g_array_index (plan, SimOperation, i));
  return rest;
}

/**
 * sim_shrink:
 *
 * Looks for a part of @plan that still breaks the same invariant: leaves parts out, larger ones first (A. Zeller,
 * "Yesterday, my program worked. Today, it does not. Why?", 1999).
 *
 * Returns: (transfer full): the part
 */
GArray *
sim_shrink (const SimOptions *options, const GArray *plan, const char *violation)
{
  GArray *best = without (plan, 0, 0);
  guint runs = 0;

  for (guint size = MAX (1, best->len / 2); size >= 1 && runs < MOST_RUNS;)
    {
      gboolean smaller = FALSE;

      for (guint from = 0; from < best->len && runs < MOST_RUNS;)
        {
          g_autoptr (GArray) part = without (best, from, MIN (from + size, best->len));

          runs++;
          if (part->len < best->len && still_fails (options, part, violation))
            {
              g_array_unref (best);
              best = g_steal_pointer (&part);
              smaller = TRUE;
            }
          else
            from += size;
        }
      if (size > 1)
        size /= 2;
      else if (!smaller)
        break;
    }
  return best;
}
