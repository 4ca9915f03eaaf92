/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int pd_platform_program_intake_token (int argc, char **argv, GError **error);
int pd_platform_program_intake_revoke (int argc, char **argv, GError **error);
int pd_platform_program_intake_list (int argc, char **argv, GError **error);

G_END_DECLS
