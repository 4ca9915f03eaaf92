/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int bench_client_main (const char *task, char **arguments);

G_END_DECLS
