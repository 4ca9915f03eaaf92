/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-flow.h"
#include "platform/platform-fixture.h"

G_BEGIN_DECLS

#define OFFICE_TODAY "2026-11-06"
#define OFFICE_N_ROLES 7

/** Office: everybody is signed in. */
typedef struct
{
  Fixture *f;
  GHashTable *tokens; /* (owned) role → token */
} Office;

extern const char *const office_roles[OFFICE_N_ROLES];

void office_set_up (Office *office, gconstpointer data);
void office_tear_down (Office *office, gconstpointer data);
const char *office_token (Office *office, const char *role);
PdRecord *office_taken (PdResult *result);
PdRecord *office_create (Office *office, const char *kind);
PdResult *
office_ask (Office *office, const char *role, const PdRecord *order, const char *command, const char *reason);
void office_satisfy (Office *office, PdRecord **order, const PdOrderArrow *arrow);
void office_go (Office *office, PdRecord **order, const PdOrderArrow *arrow);
PdRecord *office_order_at (Office *office, const char *kind, const char *stage);
void office_assert_refused (PdResult *result, PdOutcome outcome, const char *code);

G_END_DECLS
