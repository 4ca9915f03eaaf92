/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "document/pd-statement.h"
#include "model/pd-statement-match.h"

G_BEGIN_DECLS

gboolean pd_ctl_statement_enter (PdCtl *ctl,
                                 const PdStatement *statement,
                                 const GPtrArray *matches,
                                 const PdOpenOrder *orders,
                                 guint n_orders,
                                 GError **error);

G_END_DECLS
