/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-print-entry.h"

G_BEGIN_DECLS

void pd_print_queue_file_save (const char *path, GListModel *entries);
void pd_print_queue_file_load (const char *path, GListStore *entries);

G_END_DECLS
