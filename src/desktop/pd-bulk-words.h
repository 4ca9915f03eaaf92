/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* What several orders get that is no command of their way: somebody who does them. */
#define PD_BULK_ASSIGN "assign"

const char *pd_bulk_step_label (const char *command);
gboolean pd_bulk_asks_words (const char *command);
const char *pd_bulk_words_label (const char *command);
const char *pd_bulk_title (const char *command);
char *pd_bulk_go_label (const char *command, guint n);
const char *pd_bulk_consequence (const char *command);
const char *pd_bulk_ready_heading (const char *command);
char *pd_bulk_done_text (const char *command, guint n_done, gint64 total);

G_END_DECLS
