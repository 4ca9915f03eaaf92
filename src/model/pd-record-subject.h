/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

char *pd_record_subject (const PdRecord *record);

G_END_DECLS
