/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doubles/nuonuo-double.h"
#include "issuing/issuing.h"

G_BEGIN_DECLS

/** IssuingNuonuo: the double of 诺税通, and the network before it. */
typedef struct
{
  Issuing *issuing;
  NuonuoDouble *provider;
  char *path; /* of the adapter's book */
  SimRandom random;
  guint unreachable; /* requests that reach nobody */
} IssuingNuonuo;

void issuing_nuonuo_control (IssuingNuonuo *bureau, const char *what, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* issuing-nuonuo-red.c */
extern const IssuingRedProvider issuing_nuonuo_red;
gboolean issuing_nuonuo_asks_for_red (const Issuing *issuing);

G_END_DECLS
