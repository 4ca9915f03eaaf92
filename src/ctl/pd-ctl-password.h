/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl-arguments.h"

G_BEGIN_DECLS

char *pd_ctl_read_password (const PdCtlArguments *arguments, GError **error);
char *pd_ctl_read_secret (const PdCtlArguments *arguments, const char *app_key, GError **error);
void pd_ctl_forget_password (char *password);

G_END_DECLS
