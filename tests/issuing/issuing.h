/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway.h"
#include "model/pd-mutation.h"
#include "platform/pd-platform-submissions.h"
#include "simulation/sim-random.h"
#include "simulation/sim-vfs.h"

G_BEGIN_DECLS

/*
 * One office, its platform and a bureau's provider on one virtual clock, from a seed. The platform's code and SQLite are
 * the real ones; its disk forgets at a crash what was not synchronised. Nothing here has a thread or waits.
 */

/* 2026-11-06 in China. */
/* The seller's. */
#define ISSUING_TAX_NUMBER "91440101MA5PD0018E"

#define ISSUING_START G_GINT64_CONSTANT (1793934000000000)

/** IssuingBug: planted, to see that it is caught. */
typedef enum
{
  ISSUING_BUG_NONE,
  ISSUING_BUG_RESEND,      /* what is unknown is sent again under a new key */
  ISSUING_BUG_NO_INTENT,   /* something is sent without an intent on the disk */
  ISSUING_BUG_FAIL,        /* what is unknown after a time-out is told as failed */
  ISSUING_BUG_NOT_FOUND,   /* "not found" soon after sending is taken for "not sent" */
  ISSUING_BUG_LEASE,       /* what is under way is taken a second time */
  ISSUING_BUG_PERSON,      /* a new key after a person's "not issued" */
  ISSUING_BUG_FORGET,      /* an invoice's number is dropped on its way into the records */
  ISSUING_BUG_STUCK,       /* nobody asks any more for what is unknown */
  ISSUING_BUG_FORM_AGAIN,  /* an unknown red-letter form is entered again under a new key */
  ISSUING_BUG_FORM_FAIL,   /* an unknown red-letter form is told as failed */
  ISSUING_BUG_TAKEN_TWICE, /* what a red invoice reverses is taken off twice */
  ISSUING_N_BUGS
} IssuingBug;

/** IssuingFault: what goes wrong at the provider or on the way to it, once. */
typedef enum
{
  ISSUING_DROP_BEFORE, /* the connection ends, and nothing was taken */
  ISSUING_DROP_AFTER,  /* the connection ends, and it was taken */
  ISSUING_RESET,
  ISSUING_LATE,       /* no answer within the caller's time, and it arrives all the same, later */
  ISSUING_TWICE,      /* the network delivers it twice */
  ISSUING_WRONG_TYPE, /* an answer of the wrong type, taken */
  ISSUING_HTML,       /* a page of some server in between */
  ISSUING_REDIRECT,
  ISSUING_CUT,     /* an answer that ends in its middle, taken */
  ISSUING_CLOSED,  /* the provider is closed: nothing was taken, for certain */
  ISSUING_REFUSED, /* the bureau refuses the next invoice */
  ISSUING_PENDING, /* the bureau takes its time */
  ISSUING_SEAL,    /* issued, and its seal failed */
  ISSUING_SLOW_FILE,
  ISSUING_NO_FILE,   /* 404 */
  ISSUING_NOT_FOUND, /* what was sent is not found for a while */
  ISSUING_N_FAULTS
} IssuingFault;

/** IssuingLegal: one line of the bureau's own list. */
typedef struct
{
  char *key;
  char *number;
  gint64 gross;
  char *blue_number; /* (nullable) of a red one */
  gboolean is_ours;  /* and not of somebody who sells to us */
} IssuingLegal;

typedef struct _Issuing Issuing;

/** IssuingWord: what the other side says of a form. */
typedef enum
{
  ISSUING_CONFIRM,
  ISSUING_DENY,
  ISSUING_WITHDRAW,
} IssuingWord;

/** IssuingRedProvider: what the other side does at a provider's bureau. Nothing while the bureau's machine is down. */
typedef struct
{
  void (*book) (Issuing *issuing, const char *number);
  void (*enter_form) (Issuing *issuing, const char *number);
  void (*sell_to_us) (Issuing *issuing, gint64 gross); /* an invoice, and a form that reverses it */
  void (*say) (Issuing *issuing, const char *form, IssuingWord word);

  /* Returns: (transfer full) (element-type PdRecord): the bureau's own list of forms, of both sides */
  GPtrArray *(*list) (Issuing *issuing);

  /* Whether something of the form under the key is at the bureau or on its way there. */
  gboolean (*holds) (Issuing *issuing, const char *key);
} IssuingRedProvider;

/** IssuingProvider: a provider under test; a third one is one more of these. */
typedef struct
{
  const char *name;
  gboolean has_session; /* there is a person's sign-in */

  /* The provider itself, which outlives the platform; in issuing->bureau. */
  void (*start) (Issuing *issuing);
  void (*stop) (Issuing *issuing);

  /* The platform's way to it, anew for each life. Returns: (transfer full) */
  PdGateway *(*open) (Issuing *issuing);

  /* The platform's machine stops: what of the provider is in the same process stops with it. */
  void (*crash) (Issuing *issuing);

  void (*spoil) (Issuing *issuing, IssuingFault fault);

  /* Nothing goes wrong from now on. */
  void (*calm) (Issuing *issuing);

  void (*sign_out) (Issuing *issuing);

  /* A person scans the code that is shown. */
  void (*scan) (Issuing *issuing);

  /* Somebody breaks or mends the connection's settings. */
  void (*set_broken) (Issuing *issuing, gboolean is_broken);

  /* Returns: (transfer full) (element-type IssuingLegal): what is live in the bureau's own list */
  GPtrArray *(*list) (Issuing *issuing);

  /* Whether something under the key is at the provider or on its way there, and may be or become an invoice. */
  gboolean (*holds) (Issuing *issuing, const char *key);

  const IssuingRedProvider *red; /* (nullable) */
} IssuingProvider;

extern const IssuingProvider issuing_sandbox;
extern const IssuingProvider issuing_nuonuo;

/** IssuingOptions: what one seed is to play. */
typedef struct
{
  guint64 seed;
  const IssuingProvider *provider;
  guint n_operations;
  gint64 span; /* microseconds in which they happen */
  guint kills; /* permille of the operations; and so on */
  guint restores;
  guint faults;
  guint slowness;     /* seconds that a call may take */
  gboolean is_small;  /* the quota is, until an administrator has it raised */
  gboolean automatic; /* completed orders are issued by themselves */
  guint reds;         /* permille of the operations that are about reversals */
  IssuingBug bug;
  gboolean verbose;
} IssuingOptions;

/** IssuingOrder: an order as its desk knows it. */
typedef struct
{
  char *id;
  PdRecord *record;  /* (owned) as it was saved last */
  gboolean is_asked; /* somebody asked for its invoice */
  gboolean gives_up; /* refused once, nobody mends it */
} IssuingOrder;

/** IssuingCall: one call of the provider, from its being taken to its being written down. */
typedef struct
{
  PdPlatformSubmission *submission; /* (owned) */
  gint64 taken_at;
  gboolean has_run;
  GPtrArray *keys;   /* (owned) what it was about; known once it has run */
  GPtrArray *closed; /* (owned) of which the answer says how they ended */
} IssuingCall;

struct _Issuing
{
  const IssuingOptions *options;
  const IssuingProvider *provider;
  gpointer bureau; /* the provider's */
  gint64 now;
  gboolean is_faulty;
  gboolean is_broken; /* the connection's settings are wrong */

  SimRandom people;
  SimRandom red; /* of reversals */
  SimRandom network;
  SimRandom platform_random;

  /* the platform's machine */
  char *folder;
  SimDisk *disk;
  SimDisk *book; /* of a provider that lives on the same machine */
  PdGateway *gateway;
  PdPlatform *platform; /* (nullable) */
  guint life;
  GPtrArray *calls;     /* of IssuingCall */
  IssuingCall *running; /* (nullable) (borrowed) */
  gint64 next_work;
  SimImage *backup;
  gboolean is_restored;
  gboolean owes_history; /* it was restored, and does not know that yet */

  char *tenant;
  char *token;       /* the administrator's */
  GPtrArray *orders; /* of IssuingOrder */
  GPtrArray *outbox; /* of char: pushes that nobody has answered */

  GHashTable *open;    /* keys whose outcome the platform may not guess */
  GHashTable *decided; /* key → gint64: when a person said last how it ended */
  GHashTable *belated; /* keys that were sent by somebody whose lease had run out */

  GArray *events;
  guint64 n_events;
  char *violation;
  guint64 hash;
  GQueue trace; /* of char, the last ones */
  guint n_kills, n_restores, n_spoilt, n_issued, n_decided, n_forms, n_red;
};

/** IssuingOutcome: what came of a seed. */
typedef struct
{
  char *violation; /* (nullable) */
  guint64 hash;
  GPtrArray *last; /* of char: the end of the trace */
  guint n_orders, n_issued, n_kills, n_restores, n_spoilt, n_decided, n_forms, n_red;
  gint64 simulated;
} IssuingOutcome;

typedef void (*IssuingFunc) (Issuing *issuing, gpointer data);

/* issuing-main.c */
const char *issuing_folder (void);

/* issuing-world.c: the clock and the platform */
void issuing_trace (Issuing *issuing, const char *format, ...) G_GNUC_PRINTF (2, 3);
void issuing_fail (Issuing *issuing, const char *format, ...) G_GNUC_PRINTF (2, 3);
void issuing_at (Issuing *issuing, gint64 wait, IssuingFunc func, gpointer data);
gboolean issuing_step (Issuing *issuing, gint64 until);
void issuing_start (Issuing *issuing);
void issuing_stop (Issuing *issuing);
void issuing_kill (Issuing *issuing);
void issuing_open (Issuing *issuing);
gboolean issuing_died (Issuing *issuing);
void issuing_back_up (Issuing *issuing);
void issuing_restore (Issuing *issuing);
void issuing_wake (Issuing *issuing);
gint64 issuing_integer (Issuing *issuing, const char *sql, const char *argument);

/* issuing-desk.c: what people push and read */
void issuing_settle_in (Issuing *issuing);
PdResult *issuing_command (Issuing *issuing,
                           const PdRecordType *type,
                           const char *id,
                           const char *command,
                           const char *reason);
gboolean issuing_save (Issuing *issuing, PdRecord *record);
gboolean issuing_change (Issuing *issuing, const PdRecord *before, const PdRecord *after);
PdRecord *issuing_read (Issuing *issuing, const PdRecordType *type, const char *id);
PdRecord *issuing_read_bureau (Issuing *issuing);
GPtrArray *issuing_list (Issuing *issuing, const char *sql);
PdPlatformResponse *issuing_send (Issuing *issuing, const char *target, const char *text);
void issuing_empty_outbox (Issuing *issuing);

/* issuing-watch.c: between the platform and the provider */
PdGateway *issuing_watch_new (Issuing *issuing, PdGateway *inner);
void issuing_watch_decide (Issuing *issuing, const char *key);
void issuing_watch_speak (Issuing *issuing, const char *key);

/* issuing-people.c: what people do */
void issuing_operate (Issuing *issuing);
void issuing_finish (Issuing *issuing);

/* issuing-red.c: reversals: what people and the other side do, and the form as the platform has it */
void issuing_operate_red (Issuing *issuing);
void issuing_finish_red (Issuing *issuing);

/* issuing-check-red.c */
gboolean issuing_is_red_quiet (Issuing *issuing);
void issuing_check_red (Issuing *issuing, GPtrArray *list);

/* issuing-watch-red.c */
void issuing_watch_add_forms (PdGatewayFunctions *functions, const PdGatewayFunctions *offered);

/* issuing-lost.c: what a desk has, a restored platform is given back */
GPtrArray *issuing_read_all (Issuing *issuing, const char *types);
GPtrArray *issuing_remember (Issuing *issuing);
void issuing_give_back_all (Issuing *issuing, GPtrArray *remembered);

/* issuing-check.c */
void issuing_legal_free (gpointer legal);
const IssuingLegal *issuing_find_legal (GPtrArray *list, const char *key);
gboolean issuing_is_quiet (Issuing *issuing);
void issuing_check (Issuing *issuing);

/* issuing-bugs.c */
const char *issuing_bug_name (IssuingBug bug);
const char *issuing_bug_story (IssuingBug bug);
IssuingBug issuing_bug_parse (const char *name);
void issuing_sabotage_ledger (Issuing *issuing);
void issuing_sabotage_taken (Issuing *issuing);
void issuing_sabotage_submitted (Issuing *issuing, PdGatewayAnswer *answer);
void issuing_sabotage_asked (Issuing *issuing, PdGatewayAnswer *answer);
void issuing_sabotage_form (Issuing *issuing, PdGatewayAnswer *answer);

/* issuing.c */
void issuing_pass (Issuing *issuing, gint64 until);
void issuing_options_from_seed (IssuingOptions *options, guint64 seed, const IssuingProvider *provider);
char *issuing_options_to_text (const IssuingOptions *options);
IssuingOutcome *issuing_run (const IssuingOptions *options);
void issuing_outcome_free (IssuingOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IssuingOutcome, issuing_outcome_free)

G_END_DECLS
