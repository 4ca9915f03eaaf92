/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-reading.h"

G_BEGIN_DECLS

void pd_reading_offer_joined (PdReading *self,
                              PdReadingField first,
                              PdReadingSource source,
                              guint confidence,
                              const char *text);

G_END_DECLS
