/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl-arguments.h"

G_BEGIN_DECLS

gboolean pd_ctl_take_choice (const PdCtlArguments *arguments,
                             const char *option,
                             const PdChoice *choices,
                             const char **value,
                             GError **error);

G_END_DECLS
