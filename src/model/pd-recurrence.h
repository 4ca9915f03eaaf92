/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record-type.h"

G_BEGIN_DECLS

/* More than this nobody plans. */
#define PD_RECURRENCE_MAX_INTERVAL 99

extern const PdChoice pd_recurrence_choices[];

#define PD_RECURRENCE_WEEK "week"
#define PD_RECURRENCE_MONTH "month"
#define PD_RECURRENCE_QUARTER "quarter"
#define PD_RECURRENCE_YEAR "year"

char *pd_recurrence_next (const char *every, gint64 interval, const char *start, const char *after);

G_END_DECLS
