/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int pd_platform_sandbox_command (int argc, char **argv, GError **error);

G_END_DECLS
