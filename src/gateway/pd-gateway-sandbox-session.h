/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-sandbox-private.h"

G_BEGIN_DECLS

#define PD_SANDBOX_SIGN_INS_A_DAY 20
#define PD_SANDBOX_SIGN_INS_APART G_TIME_SPAN_MINUTE

/** PdSandboxState: how the session stands. */
typedef struct
{
  char *state; /* "out", "code" or "in" */
  gboolean by_sms;
  char *code; /* (nullable) */
  gint64 started_at;
  gint64 until; /* of the code or the sign-in; 0: for ever */
  int tries;
  char *reason; /* (nullable) */
} PdSandboxState;

void pd_sandbox_state_clear (PdSandboxState *state);
void pd_sandbox_read_state (PdSandboxCall *call, PdSandboxState *state);
void pd_sandbox_sign_in (PdSandboxCall *call);

G_END_DECLS
