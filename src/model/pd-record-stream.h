/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/*
 * A stream is a part of a company's records that is synchronised or left out as a whole: those of one type and one
 * business year, "order:2026", or all of a type that have no business date, "buyer" (sync: 2.1).
 */

#define PD_STREAM_MAX 32 /* bytes of a stream's name, with the final zero */

gboolean pd_stream_name (const PdRecordType *type, const char *month, char name[PD_STREAM_MAX]);
void pd_record_stream (const PdRecord *record, char name[PD_STREAM_MAX]);
const PdRecordType *pd_stream_type (const char *name);
guint pd_stream_year (const char *name);

G_END_DECLS
