/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "store/pd-store-list.h"

G_BEGIN_DECLS

gboolean pd_ctl_ticket_new (PdCtl *ctl, GError **error);
gboolean pd_ctl_ticket_comment (PdCtl *ctl, GError **error);
gboolean pd_ctl_ticket_link (PdCtl *ctl, GError **error);
gboolean pd_ctl_ticket_step (PdCtl *ctl, GError **error);
gboolean pd_ctl_ticket_escalate (PdCtl *ctl, GError **error);
gboolean pd_ctl_solution_new (PdCtl *ctl, GError **error);
gboolean pd_ctl_solution_step (PdCtl *ctl, GError **error);
gboolean pd_ctl_ticket_report (PdCtl *ctl, GError **error);
gboolean pd_ctl_ticket_suggest (PdCtl *ctl, GError **error);
gboolean pd_ctl_ticket_filter (const PdCtlArguments *arguments, PdStoreQuery *query, GError **error);

const PdCtlCommand *pd_ctl_ticket_commands (guint *n_commands);

G_END_DECLS
