/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-clock.h"

#include <time.h>

static gint64 simulated;

void
sim_clock_set (gint64 now)
{
  simulated = now;
}

/* Takes the place of GLib's function in this program: whatever code asks for the time gets that of the simulated
 * machine that it runs on. */
gint64
g_get_real_time (void)
{
  struct timespec now;

  if (simulated != 0)
    return simulated;
  clock_gettime (CLOCK_REALTIME, &now);
  return (gint64) now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000;
}
