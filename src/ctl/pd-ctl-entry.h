/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl-arguments.h"
#include "model/pd-record.h"
#include "wire/pd-wire-document.h"

G_BEGIN_DECLS

gboolean pd_ctl_entry_set (PdRecord *record, const char *assignment, GError **error);
gboolean
pd_ctl_entry_set_field (PdRecord *record, int field, const char *name, const char *text, GError **error);
gboolean pd_ctl_entry_set_options (PdRecord *record, const PdCtlArguments *arguments, GError **error);
gboolean pd_ctl_entry_line (PdRecord *order, const char *text, gint64 now, GError **error);
gboolean pd_ctl_entry_lines (PdRecord *order, const PdCtlArguments *arguments, gint64 now, GError **error);
gboolean pd_ctl_entry_object (PdRecord *order, const PdWireValue *object, gint64 now, GError **error);
GPtrArray *pd_ctl_entry_orders (const PdWireValue *root, gint64 now, const char *today, GError **error);

G_END_DECLS
