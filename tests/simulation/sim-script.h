/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim.h"

G_BEGIN_DECLS

/*
 * A script is a short story with its end known: what people do, one after the other, and when each computer speaks with
 * the platform. It is played once as it is, and then once for every moment at which a machine can be killed; it must
 * come to the same end every time.
 */

/** SimKillKind: at which kind of moment a machine is killed. */
typedef enum
{
  SIM_KILL_NONE,
  SIM_KILL_BEFORE_COMMIT, /* nothing of the transaction is on the disk */
  SIM_KILL_AFTER_COMMIT,  /* it is on the disk, and nobody has heard of it */
  SIM_KILL_LEAVING,       /* before a request leaves */
  SIM_KILL_ANSWERED,      /* the platform has committed, the answer is not on its way */
  SIM_KILL_ARRIVING,      /* the answer is there and not taken */
  SIM_N_KILLS
} SimKillKind;

/** SimKill: one moment. */
typedef struct
{
  SimKillKind kind;
  int victim; /* a desktop's index or SIM_PLATFORM; of a request: SIM_PLATFORM, or 0 for whoever asked */
  guint at;   /* the how manieth, from 1 */
} SimKill;

/** SimScenario: one line of the table. */
typedef struct
{
  const char *name;
  guint n_desktops;
  void (*play) (SimScript *script);
  gboolean asks_bureau;
} SimScenario;

/** SimCommits: those of one machine. */
typedef struct
{
  SimScript *script;
  int victim;
  guint count;
} SimCommits;

struct _SimScript
{
  Sim sim;
  SimOptions options;
  const SimScenario *scenario;
  SimKill kill;
  guint reached[SIM_N_KILLS]; /* requests at each of their moments */
  gboolean forks;             /* every moment is the last of some machine, in a process of its own */
  gboolean is_fork;
  guint n_killed, n_passed;                 /* processes */
  SimCommits commits[SIM_DESKTOPS_MAX + 1]; /* of the platform, then of the desktops */
  gboolean counts;
  guint ids;
  /* What the network does for a while */
  gboolean portal;         /* a sign-in page instead of the platform */
  gboolean loses_answers;  /* of what is sent, not of what is asked */
  gsize most_bytes;        /* a proxy takes no larger body */
  guint most_mutations;    /* of a batch */
  gboolean allows_removal; /* a person allows what is taken away */
  char *end;               /* (owned) (nullable) the end state */
};

extern const SimScenario sim_scenarios[];
extern const guint sim_n_scenarios;

/* sim-script.c */
char *sim_script_run (SimScript *script, const SimScenario *scenario, gboolean forks, SimBug bug);
void sim_script_clear (SimScript *script);
gboolean sim_script_kills (Sim *sim, SimKillKind kind, SimDesktop *desktop);
gboolean sim_script_kills_sender (Sim *sim, SimDesktop *desktop);
void sim_script_act (SimScript *script, guint desktop, SimJob job, gpointer data);
void sim_script_sync (SimScript *script, guint desktop);
void sim_script_sync_all (SimScript *script);
void sim_script_try (SimScript *script, guint desktop);
void sim_script_bureau (SimScript *script);
void sim_script_expect_blocked (SimScript *script, guint desktop);
void sim_script_expect_orders (SimScript *script, gint64 count);
void sim_script_copy (SimScript *script, guint desktop);
void sim_script_put_back (SimScript *script, guint desktop, guint from);
void sim_script_back_up (SimScript *script);
void sim_script_restore (SimScript *script);
void sim_script_make_due (SimScript *script);
void sim_script_sql (SimScript *script, const char *sql);

/* sim-steps.c */
char *sim_script_id (guint number);
void sim_step_order (SimScript *script, guint desktop, guint number, const char *date);
void sim_step_template (SimScript *script, guint desktop, guint number, const char *start);
void sim_step_buyers (SimScript *script, guint desktop, guint first, guint count);
void sim_step_set (SimScript *script,
                   guint desktop,
                   const PdRecordType *type,
                   guint number,
                   guint field,
                   const char *text);
void sim_step_price (SimScript *script, guint desktop, guint number, gint64 amount);
void sim_step_note (SimScript *script, guint desktop, guint number, const char *text);
void sim_step_note_invoice (SimScript *script, guint desktop, const char *text);
void sim_step_delete (SimScript *script, guint desktop, const PdRecordType *type, guint first, guint count);
void sim_step_command (SimScript *script, guint desktop, guint number, const char *command);
gboolean sim_step_is_open (SimScript *script, guint desktop, guint number);
void sim_step_withdraw (SimScript *script, guint desktop, guint number);
void sim_step_decide (SimScript *script, guint desktop, gboolean mine);
void sim_step_undo (SimScript *script, guint desktop);
void sim_step_keep_since (SimScript *script, guint desktop, guint year);
void sim_step_lose_row (SimScript *script, guint desktop, const PdRecordType *type, guint number);

/* sim-state.c */
char *sim_state_of_desktop (SimDesktop *desktop, gboolean exact);
char *sim_state_of_all (Sim *sim, gboolean exact);

/* sim-crash.c */
int sim_crashes (guint part, guint n_parts, const char *only, SimBug bug);
int sim_crash_bugs (void);

G_END_DECLS
