/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "paper/pd-print-stream.h"

G_BEGIN_DECLS

gboolean pd_ctl_print_sheets (PdCtl *ctl, GError **error);
gboolean pd_ctl_write_sheets (PdCtl *ctl, const PdPrintStream *stream, guint n_documents, GError **error);

G_END_DECLS
