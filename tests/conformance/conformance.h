/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-http.h"
#include "gateway/pd-gateway.h"

G_BEGIN_DECLS

#define CONFORMANCE_TAX_NUMBER "91440101MA5PD0018E"

/** ConformanceLegal: one line of the bureau's own list. */
typedef struct
{
  char number[24];
  gint64 gross;
  guint count; /* lines under the key */
} ConformanceLegal;

/** ConformanceProvider: a provider under test. A third one is one more of these, and a row in test-conformance.c. */
typedef struct
{
  const char *name;

  /* The provider itself, where it is not in the platform's process. */
  gpointer (*start) (void);
  void (*stop) (gpointer self);

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

  /* (nullable): that the calls about orders came as far apart as the provider asks for. */
  void (*check_pace) (gpointer self);
} ConformanceProvider;

extern const ConformanceProvider conformance_sandbox;
extern const ConformanceProvider conformance_nuonuo;

/* conformance-clock.c: one clock for all of it, ahead of the real one by what was let pass; and the moment of death */
gint64 conformance_now (gpointer data);
void conformance_pass (gint64 time);
void conformance_arm (guint death);
void conformance_tick (void);
guint conformance_ticks (void);
void conformance_watch_disk (void);

G_END_DECLS
