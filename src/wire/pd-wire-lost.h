/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire/pd-wire.h"

G_BEGIN_DECLS

/* What may be given back in one request. */
#define PD_WIRE_MAX_LOST 200

/** PdWireLost: a version that a restored platform has lost, on its way back. */
typedef struct
{
  gint64 base;      /* the revision that the platform is known to have now; 0: none */
  PdRecord *record; /* (owned) as it was, with its revision */
} PdWireLost;

PdWireLost *pd_wire_lost_new (gint64 base, const PdRecord *record);
void pd_wire_lost_free (PdWireLost *lost);
char *pd_wire_lost_to_text (const char *epoch, GPtrArray *all);
GPtrArray *pd_wire_lost_from_text (const char *text, gssize length, char **epoch, GError **error);

G_END_DECLS
