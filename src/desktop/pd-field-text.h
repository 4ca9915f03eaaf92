/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-problem.h"
#include "store/pd-store-records.h"

G_BEGIN_DECLS

char *pd_field_text (const PdRecord *record, guint field);
char *pd_record_name_text (const PdRecordType *type, const char *title);
const char *pd_reason_text (const char *reason);
char *pd_time_text (gint64 time);
gboolean pd_time_from_text (const char *text, gint64 *time, GError **error);
char *pd_today (void);
gint64 pd_now (void);

char *pd_problem_text (const PdRecord *order, const PdProblem *problem);
char *pd_state_text (const PdRecord *record, PdRowState state, const char *pending_command);
const char *pd_total_changed_sentence (void);
const char *pd_row_state_icon (PdRowState state);
const char *pd_row_state_sentence (PdRowState state, const char *pending_command);
char *pd_title_text (const PdRecord *record);

G_END_DECLS
