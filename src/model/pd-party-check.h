/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

void pd_check_email (const PdRecord *record, guint field, GPtrArray *problems);
void pd_check_taxpayer_number (const PdRecord *record, guint field, GPtrArray *problems);

G_END_DECLS
