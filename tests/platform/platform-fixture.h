/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-sandbox.h"
#include "platform/pd-platform.h"
#include "wire/pd-wire.h"

G_BEGIN_DECLS

#define FIXTURE_PASSWORD "a long enough password"
#define FIXTURE_ITERATIONS 10
#define FIXTURE_START G_GINT64_CONSTANT (1794000000000000)

/** Fixture: a platform without a network, on a clock of its own: two tenants with the same user names. */
typedef struct
{
  char *folder;
  PdGateway *bureau;
  PdGateway *provider; /* (owned) (nullable) in the place of the sandbox, from the next start on */
  PdPlatform *platform;
  gint64 now;
  guint32 random;
  char *tenants[2];
  char *epochs[2];
  char *replica;
  gint64 counter;
  PdMailTransport mail_transport; /* (nullable) from the next start on */
  gpointer mail_transport_data;
  PdGatewayTransport verify_transport; /* from the next start on */
  gboolean signs_in;                   /* the bureau wants somebody signed in, from the next start on */
  gint64 monthly_quota;                /* of the bureau, fen, from the next start on; 0: none */
  guint find_limit;                    /* from the next start on; 0 for what is usual */
} Fixture;

Fixture *fixture_new (void);
void fixture_free (Fixture *fixture);
void fixture_close (Fixture *fixture);
void fixture_open (Fixture *fixture);
void fixture_restart (Fixture *fixture);

char *fixture_sign_in (Fixture *fixture, guint tenant, const char *user);
PdPlatformResponse *fixture_send (Fixture *fixture,
                                  const char *method,
                                  const char *target,
                                  const char *token,
                                  const char *type,
                                  const char *body);
void fixture_assert_error (PdPlatformResponse *response, guint status, const char *code);

PdMutation *fixture_mutation (Fixture *fixture, PdMutationKind kind, const PdRecord *record);
PdMutation *fixture_create (Fixture *fixture, const PdRecord *record);
PdMutation *fixture_patch (Fixture *fixture, const PdRecord *before, const PdRecord *after);
PdMutation *fixture_command (Fixture *fixture, const PdRecord *record, const char *command);
PdResult *fixture_push (Fixture *fixture, const char *token, const PdMutation *mutation);
PdResult *
fixture_push_as (Fixture *fixture, const char *token, const char *replica, const PdMutation *mutation);
PdResult *fixture_do (Fixture *fixture, const char *token, PdMutation *mutation);
PdWirePage *fixture_pull (Fixture *fixture, const char *token, const char *query);
PdRecord *fixture_get (Fixture *fixture, const char *token, const char *id);

PdRecord *fixture_order (Fixture *fixture, const char *number);
PdRecord *fixture_buyer (Fixture *fixture, const char *name);
void fixture_work (Fixture *fixture);
void fixture_downgrade (Fixture *fixture, guint version);
guint fixture_count_legal (Fixture *fixture);

G_END_DECLS
