/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include <stdio.h>

/* What a long run must have met at least sometimes: each fault in each phase of an engine. */

static const char *const faults[SIM_N_FAULTS] = {
  [SIM_FAULT_REQUEST_LOST] = "request lost",
  [SIM_FAULT_ANSWER_LOST] = "answer lost",
  [SIM_FAULT_DUPLICATE] = "duplicate",
  [SIM_FAULT_CUT] = "cut off",
  [SIM_FAULT_STALE] = "stale answer",
  [SIM_FAULT_STATUS] = "error status",
  [SIM_FAULT_PORTAL] = "portal",
  [SIM_FAULT_DESKTOP_CRASH] = "desktop crash",
  [SIM_FAULT_PLATFORM_CRASH] = "platform crash",
  [SIM_FAULT_OFFLINE] = "offline",
  [SIM_FAULT_CLOCK] = "clock jump",
  [SIM_FAULT_RESTORE] = "platform restored",
  [SIM_FAULT_COPY] = "desktop copied",
  [SIM_FAULT_ROLE] = "role changed",
  [SIM_FAULT_KEEP] = "years chosen",
  [SIM_FAULT_STEP] = "orders moved on",
  [SIM_FAULT_TICKET] = "tickets moved on",
  [SIM_FAULT_RULE] = "steps by a rule",
  [SIM_FAULT_CALENDAR] = "calendar changed",
  [SIM_FAULT_BIN] = "taken out of bin",
  [SIM_FAULT_MASS] = "mass change",
  [SIM_FAULT_FULL] = "disk full",
};

static const char *const phases[] = { "out",  "offl", "idle", "frz",  "push", "sett", "pull", "appl",
                                      "rset", "cmp",  "rep",  "park", "wait", "blkd", "off" };

/* The last column is for a computer that is switched off. */
static guint64 met[SIM_N_FAULTS][PD_SYNC_N_PHASES + 1];

/** sim_sometimes: a fault meets a desktop in whatever it does now. */
void
sim_sometimes (SimDesktop *desktop, SimFault fault)
{
  met[fault]
     [desktop->engine != NULL ? (guint) pd_sync_engine_get_phase (desktop->engine) : PD_SYNC_N_PHASES]++;
}

void
sim_sometimes_all (Sim *sim, SimFault fault)
{
  for (guint i = 0; i < sim->options->n_desktops; i++)
    if (sim->desktops[i] != NULL)
      sim_sometimes (sim->desktops[i], fault);
}

void
sim_sometimes_print (void)
{
  printf ("%-18s", "sometimes");
  for (guint phase = 0; phase <= PD_SYNC_N_PHASES; phase++)
    printf (" %6s", phase < G_N_ELEMENTS (phases) ? phases[phase] : "?");
  printf ("\n");
  for (guint fault = 0; fault < SIM_N_FAULTS; fault++)
    {
      printf ("%-18s", faults[fault]);
      for (guint phase = 0; phase <= PD_SYNC_N_PHASES; phase++)
        if (met[fault][phase] > 0)
          printf (" %6" G_GUINT64_FORMAT, met[fault][phase]);
        else
          printf (" %6s", "-");
      printf ("\n");
    }
}
