/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway.h"
#include "model/pd-mutation.h"
#include "platform/pd-platform-submissions.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-session.h"
#include "store/pd-store-streams.h"
#include "sync/pd-sync-comparison.h"
#include "sync/pd-sync-engine.h"
#include "sync/pd-sync-pull.h"

#include "sim-bugs.h"
#include "sim-random.h"
#include "sim-vfs.h"

G_BEGIN_DECLS

/*
 * One process plays an office: some desktops, one platform, one tax bureau, and the network between them, on a clock
 * and a chance of its own. Engine, store, server handlers and SQLite are the product's; disks, network, bureau,
 * people and time are played. Everything comes from one seed.
 */

#define SIM_START G_GINT64_CONSTANT (1794000000000000)
#define SIM_DESKTOPS_MAX 4
#define SIM_PLATFORM -1
/* In every text of the second company; no desktop may ever see it. */
#define SIM_SECRET "SECRET-OF-B"

typedef struct _Sim Sim;
typedef struct _SimDesktop SimDesktop;
typedef struct _SimScript SimScript;

/** SimOperationKind: what people and fate do; the plan of a simulation is a list of them. */
typedef enum
{
  SIM_CREATE_ORDER,
  SIM_EDIT_ORDER,
  SIM_EDIT_SLOWLY, /* a form that is open while the record may change */
  SIM_DELETE_ORDER,
  SIM_CREATE_BUYER,
  SIM_EDIT_BUYER,
  SIM_DELETE_BUYER,
  SIM_ISSUE,
  SIM_CANCEL,
  SIM_REOPEN,
  SIM_WITHDRAW,
  SIM_NOTE_INVOICE,
  SIM_RESOLVE,
  SIM_SYNCHRONISE,
  SIM_GO_OFFLINE,
  SIM_GO_ONLINE,
  SIM_OTHER_COMPANY,
  /* Fate */
  SIM_DESKTOP_CRASH,
  SIM_PLATFORM_CRASH,
  SIM_PLATFORM_BACKUP,
  SIM_PLATFORM_RESTORE,
  SIM_DESKTOP_COPY,
  SIM_DESKTOP_RESTORE,
  SIM_DESKTOP_CLONE,
  SIM_CLOCK_JUMP,
  SIM_BUREAU_TROUBLE,
  SIM_MOVE_YEAR,
  SIM_KEEP_SINCE,
  SIM_CHANGE_ROLE,
  SIM_MASS_CREATE,
  SIM_MASS_DELETE,
  SIM_ATTACH,
  SIM_DETACH,
  SIM_FETCH,
  SIM_UNDO,
  SIM_GIVE_BACK,
  SIM_DISK_FULL,
  SIM_STEP,
  SIM_FACT,
  SIM_TICKET,
  SIM_RULES,
  SIM_CALENDAR,
  SIM_BIN,
  SIM_N_OPERATIONS
} SimOperationKind;

/** SimOperation: one line of the plan. Its own choices come from @choice alone, so that others can be left out. */
typedef struct
{
  gint64 at; /* microseconds after the start */
  SimOperationKind kind;
  guint desktop;
  guint32 choice;
} SimOperation;

/** SimOptions: what the seed says of a simulation; permille of messages, and which kinds of fate there are. */
typedef struct
{
  guint64 seed;
  guint n_desktops;
  guint n_operations;
  guint drop_request;
  guint drop_answer;
  guint duplicate;
  guint delay;
  guint cut;
  guint stale;
  guint error;
  guint portal;
  gboolean fates[SIM_N_OPERATIONS];
  SimBug bug;
  gboolean verbose;
} SimOptions;

/** SimStatistics: that the simulations do meet what they are meant to meet. */
typedef struct
{
  guint64 edits, versions, requests, conflicts, desktop_crashes, platform_crashes, restores, rollbacks,
      invoices;
  guint64 simulated; /* microseconds */
} SimStatistics;

/** SimOutcome: how a simulation ended. */
typedef struct
{
  char *violation; /* (owned) (nullable) NULL: all invariants held */
  guint64 hash;    /* of the trace */
  GPtrArray *last; /* (owned) of char*, the last events */
  SimStatistics statistics;
} SimOutcome;

/** SimVersion: one version of a record that the platform has had. */
typedef struct
{
  PdRecord *record; /* (owned) */
  char *text;       /* (owned) its body as the platform stores it */
  int author;       /* a desktop's index, or SIM_PLATFORM */
} SimVersion;

/** SimSeen: what the author of a command or a deletion had before the eyes. */
typedef struct
{
  PdRecord *view; /* (owned) */
} SimSeen;

/** SimToken: a value that a person typed and that was saved. */
typedef struct
{
  char text[16];
  guint desktop;
  const PdRecordType *type;
  char *record; /* (owned) */
  char *path;   /* (owned) the atom that it was typed into */
  gint64 at;
  gboolean settled; /* in the platform's history, or given up by its author */
  gboolean
      doubtful; /* its author gave it up, and nobody knows whether that was on the disk when the power went */
} SimToken;

/** SimAnswer: what came of a request beside the cycle's; status 0: no connection. */
typedef struct
{
  guint status;
  const char *type;
  GBytes *body;        /* (nullable) */
  GHashTable *headers; /* (nullable) */
  guint retry_after;
} SimAnswer;

/* @answer: (nullable): nobody waits any longer */
typedef void (*SimTake) (SimDesktop *desktop, const SimAnswer *answer);

/** SimSide: who asks beside the cycle; each one thing at a time. */
typedef enum
{
  SIM_SIDE_SEND,
  SIM_SIDE_FETCH,
  SIM_SIDE_GIVE,
  SIM_N_SIDES
} SimSide;

typedef struct
{
  guint request; /* the one that is waited for; 0 none */
  SimTake take;
} SimWaiting;

typedef struct _SimBlobs SimBlobs;

struct _SimDesktop
{
  Sim *sim;
  guint index;
  char *folder;            /* (owned) */
  char *path;              /* (owned) */
  const char *user;        /* static */
  SimDisk *disk;           /* (owned) */
  PdStoreSession *session; /* (owned) (nullable) while it is off */
  PdSyncEngine *engine;    /* (owned) (nullable) while it is off */
  PdStorePull *pull;       /* (owned) (nullable) what was asked for */
  char *token;             /* (owned) (nullable) */
  gint64 clock_offset;
  guint life;    /* one more at each start */
  guint round;   /* an answer of an earlier round is not wanted */
  guint request; /* the one that is waited for; 0 none */
  guint64 timer; /* the serial of the timer that runs; 0 none */
  gboolean offline;
  gboolean up_to_date;          /* the last cycle came to its end and nothing was saved since */
  GBytes *body;                 /* (owned) (nullable) the frozen batch */
  gint64 last_counter;          /* of its last mutation */
  gboolean is_sent;             /* before its turn */
  GBytes *body_ahead;           /* (owned) (nullable) the batch behind it */
  gint64 last_ahead;            /* the same of that */
  guint count_ahead;            /* the same of that */
  gboolean is_ahead_sent;       /* the same of that */
  GBytes *answer_ahead;         /* (owned) (nullable) to what was sent before its turn */
  GBytes *answer;               /* (owned) (nullable) */
  PdSyncComparison *comparison; /* (owned) (nullable) the search for what differs, while it lasts */
  gboolean compared;            /* in this cycle */
  gboolean allows;              /* its person allows whatever is removed, until all is up to date */
  SimImage *copy;               /* (owned) (nullable) */
  gint64 copied_at;
  GHashTable *conflicts; /* ids that were looked at */
  guint requests;        /* in the simulated minute */
  guint kicks;
  PdSyncFailure why; /* the last job of its store failed; NONE: it did not */
  SimWaiting sides[SIM_N_SIDES];
  SimBlobs *blobs;       /* (owned) */
  guint role_in;         /* its user's role changes before so many of its requests are answered */
  guint role_turns;      /* … and so many times more */
  guint removed;         /* buyers that the platform took away since it was up to date */
  gint64 seen;           /* the highest sequence that an answer has told it of */
  char *checked_streams; /* (owned) (nullable) those that it had then */
  gint64 checked;        /* sequence up to which its records were compared with the history */
};

typedef struct
{
  SimDisk *disk;        /* (owned) */
  char *folder;         /* (owned) */
  PdPlatform *platform; /* (owned) (nullable) while it is off */
  PdPlatformSubmission *submission;
  char *tenants[2];
  char *other_token;   /* of a user of the second company */
  char *carrier_token; /* (nullable) of who tells of parcels */
  SimRandom random;
  gint64 clock_offset;
  guint life;
  SimImage *backup; /* (owned) (nullable) */
  gint64 backed_up_at;
  gboolean resting; /* its worker asks no bureau */
} SimPlatform;

struct _Sim
{
  const SimOptions *options;
  gint64 now;
  guint64 serial;
  GSequence *events;
  SimRandom network;
  SimRandom people; /* for what is not in the plan */
  gboolean faults;
  gboolean restored;    /* the platform lost history: what follows from that is no fault */
  gboolean rolled_back; /* a desktop did */
  gboolean jumped;      /* the platform's clock did: what nobody named for a month has gone */
  gboolean damaged;     /* a storage was: what differs is no fault */
  SimScript *script;    /* (borrowed) (nullable) instead of a plan */
  SimDesktop *desktops[SIM_DESKTOPS_MAX];
  SimPlatform platform;
  PdGateway *bureau;
  GHashTable *documents;    /* record id → GPtrArray of SimVersion */
  gint64 head;              /* the sequence that the history is known up to */
  GHashTable *results;      /* mutation id → char*: the first answer */
  GHashTable *sent;         /* mutation id → char*: its first payload */
  GHashTable *seen;         /* mutation id → SimSeen */
  GHashTable *ticket_steps; /* mutation id → char*: the ticket that is asked to take a step */
  GHashTable *cache;        /* of the proxy: target → GBytes */
  GPtrArray *tokens;        /* of SimToken */
  guint n_files;            /* that were made to be attached */
  GPtrArray *crowd;         /* ids of the many buyers that an administrator made at once */
  guint n_tokens;
  guint requests; /* serial of requests */
  char *violation;
  guint64 hash;
  GQueue trace;
  SimStatistics statistics;
};

typedef void (*SimEvent) (Sim *sim, gpointer data);

/* sim.c */
void sim_options_from_seed (SimOptions *options, guint64 seed, gboolean streams);
char *sim_options_to_text (const SimOptions *options);
void sim_set_up (Sim *sim);
void sim_tear_down (Sim *sim);
void sim_run_for (Sim *sim, gint64 time);
SimOutcome *sim_run (const SimOptions *options, const GArray *plan);
void sim_outcome_free (SimOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimOutcome, sim_outcome_free)
guint64 sim_at (Sim *sim, gint64 delay, SimEvent event, gpointer data);
void sim_trace (Sim *sim, const char *format, ...) G_GNUC_PRINTF (2, 3);
void sim_fail (Sim *sim, const char *invariant, const char *format, ...) G_GNUC_PRINTF (3, 4);
guint32 sim_hash_bytes (GBytes *bytes);
void sim_install_log (void);
const char *sim_folder (void);
void sim_remove_folder (void);

/* sim-operations.c */
GArray *sim_plan (const SimOptions *options);
const char *sim_operation_name (SimOperationKind kind);
void sim_operate (Sim *sim, const SimOperation *operation);
void sim_saved (SimDesktop *desktop);

/* sim-inbox.c */
void sim_resolve_one (SimDesktop *desktop, SimRandom *random);
void sim_undo_one (SimDesktop *desktop, SimRandom *random);
void sim_give_way (Sim *sim, PdRecord *order, SimRandom *random);
void sim_step (SimDesktop *desktop, SimRandom *random);
void sim_step_on (SimDesktop *desktop, SimRandom *random);
void sim_fact (SimDesktop *desktop, SimRandom *random);
#define SIM_N_GOODS 2
extern const char *const sim_good_ids[SIM_N_GOODS];
PdRecord *sim_good_new (guint index);
void sim_check_stock (Sim *sim);
void sim_check_way (Sim *sim, const PdRecord *before, const PdRecord *after);

/* sim-tickets.c */
void sim_ticket (SimDesktop *desktop, SimRandom *random);
void sim_tickets_sent (Sim *sim, GBytes *body);
void sim_check_ticket (Sim *sim, const PdRecord *before, const PdRecord *after);
void sim_check_tickets (Sim *sim);

/* sim-rules.c */
gboolean sim_rules_write_bureau (PdPlatformChange *change, GError **error);
void sim_rules (Sim *sim, SimDesktop *desktop, SimRandom *random);
void sim_check_rules (Sim *sim, const PdRecord *before, const PdRecord *after, int author);

/* sim-calendar.c */
void sim_calendar (SimDesktop *desktop, SimRandom *random);
void sim_check_calendar_row (Sim *sim, const PdRecord *before, const PdRecord *after);
void sim_check_calendar (Sim *sim);

/* sim-bin.c */
void sim_bin (SimDesktop *desktop, SimRandom *random);
void sim_check_bin (Sim *sim);

/* sim-giving.c */
void sim_give_back (SimDesktop *desktop);

/* sim-blobs.c */
void sim_blobs_new (SimDesktop *desktop);
void sim_blobs_free (SimDesktop *desktop);
void sim_blobs_start (SimDesktop *desktop);
void sim_blobs_stop (SimDesktop *desktop);
void sim_blobs_line (SimDesktop *desktop, gboolean on);
void sim_blobs_kick (SimDesktop *desktop);
void sim_blobs_caught_up (SimDesktop *desktop);
void sim_blobs_try_again (SimDesktop *desktop);
gboolean sim_blobs_are_quiet (SimDesktop *desktop);

/* sim-attaching.c */
void sim_attach (SimDesktop *desktop, SimRandom *random);
void sim_detach (SimDesktop *desktop, SimRandom *random);
gboolean sim_fetch (SimDesktop *desktop, SimRandom *random);
void sim_fetch_all (Sim *sim, guint rounds);
void sim_fetch_file (SimDesktop *desktop, const char *sha256, gint64 size);
void sim_check_file (Sim *sim, const char *who, const char *path, const char *sha256);
void sim_check_issued_files (Sim *sim, const PdRecord *order);
void sim_check_platform_files (Sim *sim);
void sim_check_files_end (Sim *sim);
void sim_forge_files (Sim *sim);

/* sim-editing.c */
const char *sim_business_date (SimRandom *random);
PdRecord *sim_new_order (Sim *sim, SimRandom *random, gint64 now, GPtrArray *typed);
PdRecord *sim_new_buyer (Sim *sim, SimRandom *random, gint64 now, GPtrArray *typed);
void sim_edit (Sim *sim, PdRecord *record, SimRandom *random, gint64 now, GPtrArray *typed, GPtrArray *paths);

/* sim-desktop.c */
SimDesktop *sim_desktop_new (Sim *sim, guint index);
void sim_desktop_free (SimDesktop *desktop);
void sim_desktop_start (SimDesktop *desktop);
void sim_desktop_stop (SimDesktop *desktop);
void sim_desktop_crash (SimDesktop *desktop);
void sim_desktop_event (SimDesktop *desktop, const PdSyncEvent *event);
void sim_desktop_drop_ahead (SimDesktop *desktop);
void sim_desktop_fail (SimDesktop *desktop, PdSyncFailure failure, gint64 retry_after);
void sim_desktop_allow (SimDesktop *desktop);
gint64 sim_desktop_now (SimDesktop *desktop);
typedef gboolean (*SimJob) (SimDesktop *desktop, gpointer data, GError **error);
gboolean sim_desktop_write (SimDesktop *desktop, SimJob job, gpointer data);

/* sim-network.c */
void sim_network_send (SimDesktop *desktop, const char *method, const char *target, GBytes *body);
void sim_network_ask (SimDesktop *desktop,
                      SimSide side,
                      const char *method,
                      const char *target,
                      const char *range,
                      GBytes *body,
                      SimTake take);
PdSyncFailure sim_answer_failure (const SimAnswer *answer);

/* sim-platform.c */
void sim_platform_new (Sim *sim);
void sim_platform_clear (Sim *sim);
void sim_platform_start (Sim *sim);
void sim_platform_crash (Sim *sim);
void sim_platform_back_up (Sim *sim);
void sim_platform_restore (Sim *sim);
char *sim_platform_sign_in (Sim *sim, const char *user, guint tenant);
void sim_platform_other_company (Sim *sim, SimRandom *random);
void sim_platform_crowd (Sim *sim, SimRandom *random, gboolean gone);
void sim_platform_patch (Sim *sim, const PdRecord *before, const PdRecord *after);
void sim_platform_hear_carrier (Sim *sim, const char *text);
void sim_platform_change_role (Sim *sim, SimDesktop *desktop, gboolean less);
PdPlatformResponse *sim_platform_handle (SimDesktop *desktop,
                                         const char *method,
                                         const char *target,
                                         const char *range,
                                         GBytes *body);
void sim_platform_enter (Sim *sim);
void sim_platform_work_cb (Sim *sim, gpointer data);
gint64 sim_platform_integer (Sim *sim, const char *sql, const char *argument);

/* sim-bureau.c */
PdGateway *sim_bureau_new (Sim *sim);
void sim_bureau_trouble (PdGateway *bureau, guint count);
void sim_bureau_check (Sim *sim);

/* sim-history.c */
void sim_history_read (Sim *sim, int author);
void sim_history_forget (Sim *sim);
GPtrArray *sim_history_versions (Sim *sim, const char *id);
const SimVersion *sim_history_revision (Sim *sim, const char *id, gint64 revision);
void sim_version_free (gpointer data);

/* sim-judge.c */
void
sim_judge_push (SimDesktop *desktop, GBytes *body, const PdPlatformResponse *response, gint64 head_before);
void sim_judge_pull (SimDesktop *desktop, const PdPlatformResponse *response);

/* sim-sometimes.c */

/** SimFault: what went wrong, for the table of what has been met in which phase. */
typedef enum
{
  SIM_FAULT_REQUEST_LOST,
  SIM_FAULT_ANSWER_LOST,
  SIM_FAULT_DUPLICATE,
  SIM_FAULT_CUT,
  SIM_FAULT_STALE,
  SIM_FAULT_STATUS,
  SIM_FAULT_PORTAL,
  SIM_FAULT_DESKTOP_CRASH,
  SIM_FAULT_PLATFORM_CRASH,
  SIM_FAULT_OFFLINE,
  SIM_FAULT_CLOCK,
  SIM_FAULT_RESTORE,
  SIM_FAULT_COPY,
  SIM_FAULT_ROLE,
  SIM_FAULT_KEEP,
  SIM_FAULT_STEP,
  SIM_FAULT_TICKET,
  SIM_FAULT_RULE,
  SIM_FAULT_CALENDAR,
  SIM_FAULT_BIN,
  SIM_FAULT_MASS,
  SIM_FAULT_FULL,
  SIM_N_FAULTS
} SimFault;

void sim_sometimes (SimDesktop *desktop, SimFault fault);
void sim_sometimes_all (Sim *sim, SimFault fault);
void sim_sometimes_print (void);

/* sim-tokens.c */
SimToken *sim_token_new (Sim *sim, const char *path);
void sim_token_free (gpointer data);
void sim_tokens_typed (SimDesktop *desktop, const PdRecord *record, GPtrArray *typed);
char *sim_tokens_text (SimDesktop *desktop, const PdRecordType *type, const char *id, gboolean view_only);
void sim_tokens_given_up (SimDesktop *desktop, const char *id, const char *before, GPtrArray *paths);
void sim_tokens_in_doubt (SimDesktop *desktop, const char *id, GPtrArray *paths);
void sim_tokens_decided (SimDesktop *desktop, const char *id, const char *before, const PdRecord *merged);
void sim_tokens_lost (SimDesktop *desktop, gint64 after);
void sim_tokens_in_history (Sim *sim, const char *text);
void sim_tokens_check (SimDesktop *desktop);
void sim_tokens_done (SimDesktop *desktop);
void sim_tokens_check_end (Sim *sim);

/* sim-invariants.c */
void sim_check_desktop (SimDesktop *desktop);
void sim_check_cursor (SimDesktop *desktop);
void sim_check_restart (SimDesktop *desktop);
void sim_check_conflicts (SimDesktop *desktop);
gboolean sim_desktop_is_quiet (SimDesktop *desktop);
void sim_check_end (Sim *sim);

G_END_DECLS
