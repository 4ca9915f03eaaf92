/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-sandbox.h"
#include "issuing/issuing.h"

G_BEGIN_DECLS

/** IssuingSandbox: the training bureau, and the network before it. */
typedef struct
{
  Issuing *issuing;
  PdGateway *gateway; /* (nullable) of this life */
  char *path;
  GArray *faults;        /* of IssuingFault */
  GPtrArray *held;       /* of what the network has and the bureau has not yet */
  GPtrArray *held_forms; /* the same of forms and what is said of them */
  GHashTable *hidden;    /* key → gint64: not found until then */
} IssuingSandbox;

gboolean issuing_sandbox_take_fault (IssuingSandbox *bureau, guint64 of, IssuingFault *fault);

/* issuing-sandbox-red.c */
extern const IssuingRedProvider issuing_sandbox_red;
void issuing_sandbox_add_forms (PdGatewayFunctions *front);
void issuing_sandbox_form_free (gpointer held);

G_END_DECLS
