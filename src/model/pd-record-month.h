/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* In which month a record counts, and how much: what two sides compare when they reconcile. */
const char *pd_record_type_month_field (const PdRecordType *type);
const char *pd_record_type_total_field (const PdRecordType *type);
char *pd_record_month (const PdRecord *record);

G_END_DECLS
