/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "store/pd-store-list.h"

G_BEGIN_DECLS

gboolean pd_ctl_list (PdCtl *ctl, GError **error);
gboolean pd_ctl_show (PdCtl *ctl, GError **error);
void pd_ctl_list_print_lines (PdCtl *ctl, GPtrArray *lines, const PdRecordType *type);
void pd_ctl_print_record (PdCtl *ctl, const PdRecord *record, char *standing);
void pd_ctl_json_standing (PdCtlJson *json, const char *id, PdRowState state, const char *pending_command);

G_END_DECLS
