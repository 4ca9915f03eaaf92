/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

PdCtlStatus pd_ctl_fail (const GError *error,
                         gboolean json,
                         int argc,
                         const char *const *argv,
                         GString *out,
                         GString *err);
PdCtlStatus pd_ctl_error_status (const GError *error);
const char *pd_ctl_error_code (const GError *error);

G_END_DECLS
