/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "reading/pd-reading.h"

G_BEGIN_DECLS

PdRecord *pd_reading_to_received (const PdReading *self, const char *tenant, const char *today);
PdRecord *pd_reading_to_invoice (const PdReading *self);

G_END_DECLS
