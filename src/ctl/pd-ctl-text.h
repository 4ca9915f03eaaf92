/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-records.h"

G_BEGIN_DECLS

char *pd_ctl_field_text (const PdRecord *record, guint field);
char *pd_ctl_time_text (gint64 time);
gboolean pd_ctl_time_parse (const char *text, const char *day, gint64 *time, GError **error);
char *pd_ctl_today (void);
const char *pd_ctl_command_words (const PdRecordType *type, const char *command);
char *pd_ctl_standing_text (const PdRecordType *type, PdRowState state, const char *pending_command);
const char *pd_ctl_row_state_name (PdRowState state);

G_END_DECLS
