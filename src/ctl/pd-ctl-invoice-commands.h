/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl-command.h"

G_BEGIN_DECLS

const PdCtlCommand *pd_ctl_invoice_commands (guint *n_commands);

G_END_DECLS
