/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void pd_tell (GtkWindow *parent, const char *heading, const char *sentence);

G_END_DECLS
