/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A reader needs so many white modules on either side of the bars. */
#define PD_CODE128_QUIET 10

char *pd_code128_new (const char *text);
guint pd_code128_count_modules (const char *widths);

G_END_DECLS
