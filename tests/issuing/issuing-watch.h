/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "issuing/issuing.h"

G_BEGIN_DECLS

/** IssuingWatch: between the platform and a provider; of itself a provider. */
typedef struct
{
  Issuing *issuing;
  PdGateway *inner; /* (owned) */
  PdGatewayFunctions functions;
} IssuingWatch;

gboolean issuing_watch_is_late (const Issuing *issuing);
void issuing_watch_check_alone (Issuing *issuing, const char *key);
void issuing_watch_begin (Issuing *issuing, const char *key);
void issuing_watch_learn (Issuing *issuing, const char *key, const PdGatewayAnswer *answer);

G_END_DECLS
