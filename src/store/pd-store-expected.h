/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store: what a record will be when the platform has taken what waits for it. */

#include "model/pd-record.h"

G_BEGIN_DECLS

PdRecord *pd_expected_record (const PdRecord *theirs, GPtrArray *rows);
void pd_expected_forget (PdRecord *record, const PdRecord *theirs);
void pd_expected_foresee (PdRecord *record, const PdRecord *theirs, GPtrArray *rows);

G_END_DECLS
