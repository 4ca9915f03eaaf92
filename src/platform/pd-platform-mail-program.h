/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

int pd_platform_program_mail_set (int argc, char **argv, GError **error);
int pd_platform_program_mail_test (int argc, char **argv, GError **error);
int pd_platform_program_secrets_forget (int argc, char **argv, GError **error);

G_END_DECLS
