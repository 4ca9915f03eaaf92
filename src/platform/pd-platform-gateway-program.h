/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int pd_platform_program_gateway_set (int argc, char **argv, GError **error);
int pd_platform_program_gateway_remove (int argc, char **argv, GError **error);
int pd_platform_program_gateway_test (int argc, char **argv, GError **error);

G_END_DECLS
