/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-http.h"
#include "gateway/pd-gateway.h"
#include "platform/pd-platform.h"

G_BEGIN_DECLS

#define CONFORMANCE_TAX_NUMBER "91440101MA5PD0018E"

/** ConformanceLegal: one line of the bureau's own list. */
typedef struct
{
  char number[24];
  gint64 gross;
  guint count; /* lines under the key */
} ConformanceLegal;

/** ConformanceReversal: what the bureau itself has of a blue invoice's reversals. */
typedef struct
{
  guint n_forms; /* that are not void */
  guint n_red;   /* red invoices */
  gint64 gross;  /* of them all: negative */
  char number[24];
} ConformanceReversal;

/** ConformanceProvider: a provider under test. A third one is one more of these, and a row in test-conformance.c. */
typedef struct
{
  const char *name;

  /* The provider itself, where it is not in the platform's process. */
  gpointer (*start) (void);
  void (*stop) (gpointer self);

  /* (nullable): the bureau has nothing any more of what was before. */
  void (*forget) (gpointer self);

  /* The way to it, in the process of the platform whose folder is @folder. @sent: (nullable): is called for each piece
   * that is handed to the network. Returns: (transfer full) */
  PdGateway *(*open) (gpointer self, const char *folder, PdGatewayHttpSentFunc sent);

  /* Lets @time pass at the provider: microseconds; its clock is then ahead of the real one by the sum of all. */
  void (*advance) (gpointer self, gint64 time);

  /* What the bureau itself has under @key. */
  void (*look_up) (gpointer self, const char *folder, const char *key, ConformanceLegal *legal);

  /* What the next one meets: */
  void (*lose_answer) (gpointer self, PdGateway *gateway);
  void (*refuse) (gpointer self, PdGateway *gateway);
  void (*hide_file) (gpointer self, PdGateway *gateway);

  /* Whether a person is signed in at the bureau. */
  void (*sign) (gpointer self, PdGateway *gateway, gboolean in);

  /* The buyer: has used or booked an invoice, so that it has a word; enters a form over all of it; confirms one. */
  void (*book) (gpointer self, const char *folder, const char *number);
  void (*enter_form) (gpointer self, const char *folder, const PdRecord *blue);
  void (*confirm) (gpointer self, const char *folder, const char *form_uuid);
  void (*look_up_red) (gpointer self, const char *folder, const char *blue, ConformanceReversal *reversal);

  /* (nullable): that the calls about orders came as far apart as the provider asks for. */
  void (*check_pace) (gpointer self);
} ConformanceProvider;

extern const ConformanceProvider conformance_sandbox;
extern const ConformanceProvider conformance_nuonuo;

typedef struct
{
  const ConformanceProvider *provider;
  gpointer self;
  char *root;     /* the folder of all */
  char *template; /* a platform with a company */
  char *tenant;
  guint n_orders;
} ConformanceTest;

/** ConformanceStory: one order's, played by several platforms one after the other. */
typedef struct
{
  ConformanceTest *test;
  char *folder;
  char *token; /* of who gives orders */
  PdRecord *order;
  char *key;
  char *create; /* pushes, word for word the same each time */
  char *issue;
  gconstpointer more; /* (nullable): of whoever tells it */
} ConformanceStory;

typedef gboolean (*ConformanceDone) (PdPlatform *platform, const ConformanceStory *story);
typedef void (*ConformancePlay) (PdPlatform *platform, const ConformanceStory *story);

/* conformance-story.c */
void conformance_set_up (ConformanceTest *test, gconstpointer provider);
void conformance_tear_down (ConformanceTest *test, gconstpointer provider);
ConformanceStory *conformance_story_new (ConformanceTest *test);
void conformance_story_free (ConformanceStory *story);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConformanceStory, conformance_story_free)
char *conformance_create_text (const PdRecord *record);
char *conformance_command_text (const PdRecord *record, gint64 revision, const char *command);
void conformance_push (PdPlatform *platform, const ConformanceStory *story, const char *text);
gboolean conformance_is_quiet (PdPlatform *platform, const ConformanceStory *story);
void conformance_work (PdPlatform *platform, const ConformanceStory *story, ConformanceDone is_done);
void conformance_play_issue (PdPlatform *platform, const ConformanceStory *story);
gboolean conformance_run (const ConformanceStory *story, ConformancePlay play, guint death);
guint conformance_choose_stride (guint n_steps, guint most);

/* conformance-red.c */
void conformance_red_whole (ConformanceTest *test, gconstpointer data);
void conformance_red_agreed (ConformanceTest *test, gconstpointer data);
void conformance_red_inbound (ConformanceTest *test, gconstpointer data);

/* conformance-clock.c: one clock for all of it, which stands still but for what is let pass, so that no machine is too slow
 * for it; and the moment of death */
gint64 conformance_now (gpointer data);
void conformance_pass (gint64 time);
void conformance_arm (guint death);
void conformance_tick (void);
guint conformance_ticks (void);
void conformance_watch_disk (void);

G_END_DECLS
