/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_special_is_given (const PdCtlArguments *arguments);
gboolean
pd_ctl_special_set_options (PdRecord *order, const PdCtlArguments *arguments, gint64 now, GError **error);
void pd_ctl_special_print (PdCtl *ctl, const PdRecord *record);
gboolean pd_ctl_special_list (PdCtl *ctl, GError **error);

G_END_DECLS
